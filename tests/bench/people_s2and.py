"""The groups that s2and's production model makes of the mentions of truth.tsv, as a table for `people.py --labels`.

    python -m venv /tmp/s2and && /tmp/s2and/bin/pip install s2and
    /tmp/s2and/bin/python tests/bench/people_s2and.py --data FOLDER > groups.tsv
    python tests/bench/people.py --data FOLDER --labels groups.tsv

It is an environment of its own, as the package is heavy (LightGBM, pandas, numba). The model gets what these papers have:
names, titles, venues and years; it has neither its name counts (10 GB on S3) nor abstracts, citations and SPECTER embeddings, so
this is less than what it does at Semantic Scholar.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any


def wire_paper(number: int, paper: dict[str, Any]) -> dict[str, Any]:
    authors = [{"author_name": name, "position": position} for position, name in enumerate(paper["authors"])]
    venue = paper["venue"] if isinstance(paper["venue"], str) else ""
    known = {"paper_id": number, "title": paper["title"], "venue": venue, "year": paper["year"], "authors": authors}
    silent = {"abstract": None, "has_abstract": False, "journal_name": None, "references": [], "fields_of_study": []}
    return known | silent | {"predicted_language": "en", "is_reliable": True, "is_english": True, "in_signatures": True}


def wire_signature(key: str, number: int, position: int, name: str) -> dict[str, Any]:
    words = name.split()
    block = f"{words[0][0]} {words[-1]}".lower()
    author = {"first": words[0], "middle": " ".join(words[1:-1]), "last": words[-1], "suffix": None, "email": None}
    author |= {"affiliations": [], "position": position, "block": block, "given_block": block}
    signature = {"signature_id": key, "paper_id": number, "author_info": author}
    return signature | {"sourced_author_ids": [], "sourced_author_source": None}


def main() -> None:
    import s2and
    from s2and.data import ANDData
    from s2and.production_model import load_production_model

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data
    papers = [json.loads(line) for line in (folder / "papers.jsonl").read_text(encoding="utf-8").splitlines()]
    numbers = {paper["id"]: number for number, paper in enumerate(papers)}
    signatures = {}
    for line in (folder / "truth.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        key, position, _ = line.split("\t")
        number = numbers[key]
        name = papers[number]["authors"][int(position)]
        signatures[f"{key}\t{position}"] = wire_signature(f"{key}\t{position}", number, int(position), name)
    data = ANDData(
        signatures=signatures,
        papers={str(number): wire_paper(number, paper) for number, paper in enumerate(papers)},
        name="people",
        mode="inference",
        load_name_counts=False,
        block_type="s2",
    )
    bundles = sorted((Path(s2and.__file__).parent / "data").glob("production_model_v*/"))
    model = load_production_model(str(bundles[-1]))
    model.n_jobs, model.use_cache = 1, False
    clusters, _ = model.predict(data.get_blocks(), data)
    sys.stdout.write("id\tposition\tgroup\n")
    for cluster, keys in clusters.items():
        sys.stdout.writelines(f"{key}\t{cluster}\n" for key in keys)


if __name__ == "__main__":
    main()
