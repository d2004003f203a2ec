"""How fast documents are read, a format a line: MB a second of processor time, in this checkout and, with --before, in another.

    python tests/bench/read_speed.py [--before CHECKOUT] [--megabytes 1]

Documents are put together from the gold documents of a format (tests/bench/documents), prose from the abstracts of their records.
What is repeated has other words each time, so that nothing can be remembered of the time before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import subprocess
import sys
import textwrap
import time
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent / "documents"
TODAY = date(2026, 11, 28)
REPEATED = {"lists in text": ".txt", "Markdown": ".md", "BibTeX": ".bib", "RIS": ".ris"}


class _OtherWords:
    """Puts words of titles in the place of half of the long words of a text, small ones for small ones."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        words = sorted({word for record in records for word in re.findall(r"[A-Za-z]{5,}", record["title"])})
        self.words = {small: [word for word in words if word.islower() is small] for small in (True, False)}
        self.rng = random.Random(2)

    def in_text(self, text: str) -> str:
        return re.sub(r"(?<![\w/.@&\\#-])[A-Z]?[a-z]{4,}(?![\w/.@:=(-])", lambda found: self._other(found[0]), text)

    def in_page(self, page: str) -> str:
        return re.sub(r">[^<>]+<", lambda found: self.in_text(found[0]), page)

    def _other(self, word: str) -> str:
        return self.rng.choice(self.words[word.islower()]) if self.rng.random() < 0.5 else word


def documents(size: int) -> dict[str, list[tuple[str, bytes]]]:
    """What is read by what it is called: each file's name, and its bytes."""
    texts = {}
    with gzip.open(HERE / "records.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    other = _OtherWords(records)
    pages = [path.read_text("utf-8", "replace") for path in sorted(HERE.rglob("*.html"))]
    times = size // sum(map(len, pages)) + 1
    texts["HTML"] = [("a.html", other.in_page(page).encode()) for _ in range(times) for page in pages]
    for name, suffix in REPEATED.items():
        whole = "\n\n".join(path.read_text("utf-8", "replace") for path in sorted(HERE.rglob(f"*{suffix}")))
        repeated = "\n\n".join(other.in_text(whole) for _ in range(size // len(whole) + 1))
        texts[name] = [(f"a{suffix}", repeated[:size].encode())]
    prose = "\n\n".join(" ".join(record["abstract"].split()) for record in records)
    rng = random.Random(1)
    numbers = " ".join(f"{rng.randrange(1000, 9999)}.{rng.randrange(10000, 99999)}" for _ in range(size // 11))
    ids = "\n".join(record["id"] for record in records)
    rows = "\n".join(f'{record["id"]},"{record["title"]}",2020' for record in records).replace("\n  ", " ")
    wrapped = "\n\n".join(textwrap.fill(paragraph, 79) for paragraph in prose.split("\n\n"))
    texts["prose"] = [("a.txt", (prose * (5 * size // len(prose) + 5)).encode()[: 5 * size])]
    sections = [f"{f'## Section {at}{chr(10) * 2}' * (at % 5 == 0)}{one}" for at, one in enumerate(prose.split("\n\n"))]
    written = "\n\n".join(sections)
    texts["prose in Markdown"] = [("a.md", (written * (size // len(written) + 1)).encode()[:size])]
    marked = "\n".join(
        f"<h2>{one[3:]}</h2>" if one.startswith("#") else f"<p>{escape(one)}</p>" for one in written.split("\n\n")
    )
    texts["prose in HTML"] = [
        ("a.html", f"<html><body>{(marked * (size // len(marked) + 1))[:size]}</body></html>".encode())
    ]
    texts["prose, wrapped"] = [("a.txt", (wrapped * (size // len(wrapped) + 1)).encode()[:size])]
    texts["ids, one a line"] = [
        ("a.txt", (f"{ids}\n" * (5 * size // len(ids) + 1))[: 5 * size].rpartition("\n")[0].encode())
    ]
    texts["dense decimals"] = [("a.txt", (numbers * 5).encode())]
    texts["CSV"] = [("a.csv", ("arxiv,title,year\n" + f"{rows}\n" * (size // len(rows) + 1)).encode()[:size])]
    return texts


def measure(size: int) -> dict[str, tuple[float, float]]:
    """MB and lines a second."""
    sys.path = [str(Path.cwd()), *(path for path in sys.path if Path(path).resolve() != Path(__file__).parent)]
    from enrich.documents.open import read_bytes
    from enrich.readers.dispatch import read_mentions

    found = {}
    for what, files in documents(size).items():
        read = [read_bytes(body, name, "bench", "") for name, body in files]
        begun = time.process_time()
        for document in read:
            for _ in read_mentions(document, TODAY):
                pass
        seconds = time.process_time() - begun
        found[what] = (
            sum(len(body) for _, body in files) / 1e6 / seconds,
            sum(body.count(b"\n") for _, body in files) / seconds,
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--raw", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.raw:
        print(json.dumps(measure(int(wanted.megabytes * 1e6))))
        return
    checkouts = {"now": ROOT, **({"before": wanted.before.resolve()} if wanted.before else {})}
    tables = {}
    for name, code in checkouts.items():
        command = [sys.executable, __file__, "--raw", "--megabytes", str(wanted.megabytes)]
        done = subprocess.run(
            command, cwd=code, env={**os.environ, "PYTHONPATH": str(code)}, capture_output=True, text=True, check=True
        )
        tables[name] = json.loads(done.stdout)
    print(f"{'MB/s (lines/s)':18}" + "".join(f"{name:>24}" for name in tables))
    for what in tables["now"]:
        print(f"{what:18}" + "".join(f"{table[what][0]:>12.2f} ({table[what][1]:>9,.0f})" for table in tables.values()))


if __name__ == "__main__":
    main()
