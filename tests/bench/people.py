"""How well mentions of authors become persons, beside simpler rules, and in what time.

    python tests/bench/people.py [--data FOLDER] [--arxiv FILE] [--half chosen|kept] [--namesakes N] [--copies N]
        [--labels FILE] [--store URL] [--mentions N] [--only-times]

FOLDER has papers.jsonl and truth.tsv (id, position, person) as ../shared/data/authors has; only mentions of truth.tsv are
judged, by pairs on different papers and by B3. `--half` judges the blocks (surname and first initial) that the rule was chosen
on, or those that were kept aside for it (by the SHA-256 of the block). `--namesakes N` makes the task harder: all people of a
common surname and initial get one of N first names, so that a name is borne by many.

"of two people (another dblp page)" leaves out groups whose people are one page of dblp and a numbered one of the same name
(82/4977 and 82/4977-3): the page without a number holds what nobody has sorted yet.

`--labels FILE` adds another program's groups (id, position, group) as a row: people_s2and.py writes those of s2and's
production model, which had .898 and .993 by pairs on ../shared/data/authors, in 30 s, with 85 groups of two people.

Times are of this process's CPU; `--copies` makes a collection of about so many times 55,000 mentions out of arXiv's set cs.
`--store` measures the same in an empty store, SQLite or PostgreSQL: everything found from nothing and written, then papers of ten
authors who are there, one after another; `--mentions 90000` lengthens lists of authors by those of other papers until there
are so many. Seconds by the clock stand beside those of CPU: on a calm machine they are alike for SQLite.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import gzip
import hashlib
import json
import multiprocessing
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
sys.path.insert(0, str(ROOT))

from enrich.identities.update import update_persons  # noqa: E402
from enrich.options.channels import AuthorsSettings  # noqa: E402
from enrich.people.group import blocks, group_all, group_block  # noqa: E402
from enrich.people.person import AuthoredPaper, AuthorMention, Spot  # noqa: E402
from enrich.people.rarity import Rarity, shipped_counts  # noqa: E402
from enrich.people.read_name import block_keys, identity, read_name  # noqa: E402
from enrich.record import Author, Record  # noqa: E402
from enrich.store.store import Store  # noqa: E402
from feeds.__main__ import COLLECTING  # noqa: E402
from tests.bench.publish import many  # noqa: E402
from tests.support.keeping import keep  # noqa: E402

Labels = Mapping[Spot, object]
MANY = 60
"""Different full names of a surname that `--namesakes` takes for common."""
FIRST_NAMES = ("Wei", "Jun", "Yan", "Lei", "Min")


def read_papers(folder: Path) -> list[AuthoredPaper]:
    lines = (folder / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    return [paper_of(row["id"], row["year"], row["authors"], row["title"]) for row in map(json.loads, lines)]


def paper_of(key: str, year: int | None, names: Iterable[str], title: str = "") -> AuthoredPaper:
    return AuthoredPaper(key, year, tuple(AuthorMention(key, k, name) for k, name in enumerate(names)), title)


def read_truth(folder: Path) -> dict[Spot, str]:
    rows = [line.split("\t") for line in (folder / "truth.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return {(key, int(position)): person for key, position, person in rows}


def block_of(papers: Mapping[str, AuthoredPaper], spot: Spot) -> str:
    name = read_name(papers[spot[0]].authors[spot[1]].name)
    return f"{name.surname} {(name.given or ('',))[0][:1]}" if name else ""


def is_kept_aside(block: str) -> bool:
    return hashlib.sha256(block.encode()).digest()[0] % 2 == 1


def with_namesakes(
    papers: Mapping[str, AuthoredPaper], truth: Mapping[Spot, str], count: int
) -> tuple[dict[str, AuthoredPaper], dict[Spot, str]]:
    """The papers with first names out of so many, and the mentions whose names these are."""
    renamed: dict[str, dict[int, str]] = defaultdict(dict)
    for key, position in truth:
        printed = papers[key].authors[position].name
        surname = block_of(papers, (key, position)).partition(" ")[0]
        if shipped_counts("surnames.tsv").get(surname, 0) > MANY:
            digest = int(hashlib.sha256(identity(printed).encode()).hexdigest(), 16)
            renamed[key][position] = f"{FIRST_NAMES[digest % count]} {printed.split()[-1]}"
    harder = dict(papers)
    for key, names in renamed.items():
        authors = [names.get(author.position, author.name) for author in papers[key].authors]
        harder[key] = paper_of(key, papers[key].year, authors, papers[key].title)
    return harder, {spot: person for spot, person in truth.items() if spot[1] in renamed.get(spot[0], {})}


def same_name(papers: Mapping[str, AuthoredPaper]) -> Labels:
    return {(key, one.position): identity(one.name) or None for key, paper in papers.items() for one in paper.authors}


def same_name_and_coauthor(papers: Mapping[str, AuthoredPaper]) -> Labels:
    """Connected by equal names that share a co-author, transitively."""
    links: dict[object, object] = {}

    def root(node: object) -> object:
        while links.get(node, node) != node:
            node = links[node]
        return node

    for key, paper in papers.items():
        names = [identity(author.name) for author in paper.authors]
        for position, name in enumerate(names):
            for other in {*names} - {name}:
                links[root((key, position))] = root((name, other))
    return {(key, one.position): root((key, one.position)) for key, paper in papers.items() for one in paper.authors}


def score(truth: Mapping[Spot, str], labels: Labels) -> dict[str, float]:
    """Pairs of one group on different papers that are right, and of one person that are in one group; B3; groups of two people."""
    groups: dict[object, list[Spot]] = defaultdict(list)
    people: dict[str, list[Spot]] = defaultdict(list)
    for spot, person in truth.items():
        groups[labels.get(spot) or spot].append(spot)
        people[person].append(spot)

    def pairs(sets: Iterable[list[Spot]]) -> Iterator[tuple[Spot, Spot]]:
        return ((one, other) for spots in sets for one, other in combinations(spots, 2) if one[0] != other[0])

    joined = Counter(truth[one] == truth[other] for one, other in pairs(groups.values()))
    both = Counter((labels.get(spot) or spot, person) for spot, person in truth.items())
    of_group = {spot: both[labels.get(spot) or spot, person] for spot, person in truth.items()}
    pages = [{truth[spot].partition("-")[0] for spot in spots} for spots in groups.values()]
    return {
        "pair P": joined[True] / max(joined.total(), 1),
        "pair R": joined[True] / max(sum(1 for _ in pairs(people.values())), 1),
        "B3 P": sum(of_group[spot] / len(groups[labels.get(spot) or spot]) for spot in truth) / len(truth),
        "B3 R": sum(of_group[spot] / len(people[person]) for spot, person in truth.items()) / len(truth),
        "of two people": sum(len({truth[spot] for spot in spots}) > 1 for spots in groups.values()),
        "(another dblp page)": sum(len(one) > 1 for one in pages),
        "groups": len(groups),
    }


def judge(options: argparse.Namespace) -> None:
    papers, truth = {paper.id: paper for paper in read_papers(options.data)}, read_truth(options.data)
    if options.half:
        kept = options.half == "kept"
        truth = {spot: person for spot, person in truth.items() if is_kept_aside(block_of(papers, spot)) == kept}
    if options.namesakes:
        papers, truth = with_namesakes(papers, truth, options.namesakes)
    rarity = Rarity.counted(author.name for paper in papers.values() for author in paper.authors)
    found = group_all(papers.values(), rarity)
    ours = {spot: number for number, group in enumerate(found.groups, 1) for spot in group.spots}
    print(f"{len(papers)} papers, {len(truth)} mentions judged, {len(set(truth.values()))} people")
    rows = {
        "same name": same_name(papers),
        "same name, shared co-author": same_name_and_coauthor(papers),
        "persons": ours,
    }
    if options.labels:
        lines = [line.split("\t") for line in options.labels.read_text(encoding="utf-8").splitlines()[1:]]
        rows[options.labels.stem] = {(key, int(position)): group for key, position, group in lines}
    for name, labels in rows.items():
        figures = score(truth, labels)
        print(f"{name:28}", "  ".join(f"{key} {round(value, 4):g}" for key, value in figures.items()))
    asked = [one for one in found.questions if any(spot in truth for spot in (*one.left, *one.right))]
    right = [
        len({truth[spot] for spot in (*one.left, *one.right)}) == 1
        for one in asked
        if all(spot in truth for spot in (*one.left, *one.right))
    ]
    share = sum(right) / max(len(right), 1)
    print(f"queue: {len(asked)} questions, {share:.0%} of those that can be judged deserve a yes; kinds of evidence:")
    print("  ", dict(Counter(edge.kind for group in found.groups for edge in group.evidence)))


def arxiv_papers(file: Path, copies: int) -> list[AuthoredPaper]:
    """The records of arXiv's set, each with its names as they are; further copies give a third of the names an initial."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows: dict[str, Any] = {row["id"]: row for row in map(json.loads, lines)}
    papers = []
    for copy in range(copies):
        for key, row in rows.items():
            names = [" ".join(part for part in (one[1], one[0], *one[2:3]) if part) for one in row["authors_parsed"]]
            if copy:
                letter = f" {chr(65 + copy % 26)}. "
                names = [name.replace(" ", letter, 1) if len(name) % 3 == 0 else name for name in names]
            papers.append(paper_of(f"{key}.{copy}", 2000 + copy % 20, names))
    return papers


def measure(file: Path, copies: int) -> None:
    papers = arxiv_papers(file, copies)
    mentions = sum(len(paper.authors) for paper in papers)
    begin = time.process_time()
    rarity = Rarity.counted(author.name for paper in papers for author in paper.authors)
    found = group_all(papers, rarity)
    seconds = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(papers)} papers, {mentions} mentions: {seconds:.1f} s of CPU, {memory} MB; {len(found.groups)} persons,",
        end=" ",
    )
    print(f"{sum(len(group.spots) for group in found.groups)} mentions in them, {len(found.questions)} questions")
    by_id = {paper.id: paper for paper in papers}
    by_key = {block_keys(by_id[spots[0][0]].authors[spots[0][1]].name)[0]: spots for spots in blocks(papers)}
    paper = next(one for one in papers if len(one.authors) == 10)
    begin = time.process_time()
    for author in paper.authors:
        for key in block_keys(author.name):
            group_block(by_id, by_key[key], rarity)
    print(f"the blocks of one paper of 10 authors: {1000 * (time.process_time() - begin):.1f} ms of CPU")


def longer(records: list[Record], mentions: int) -> Iterator[Record]:
    """The same papers; the first ones have a later paper's authors too, until there are so many mentions."""
    missing = mentions - sum(len(record.authors) for record in records)
    for at, record in enumerate(records):
        more = records[(at + len(records) // 3) % len(records)].authors if missing > 0 else ()
        known = {author.name for author in record.authors}
        added = tuple(author for author in more if author.name not in known)
        missing -= len(added)
        yield dataclasses.replace(record, authors=(*record.authors, *added))


def find_all(url: str) -> tuple[float, float, int]:
    """Seconds by the clock and of CPU, and MB of this process, for everything from nothing."""
    gc.set_threshold(COLLECTING, *gc.get_threshold()[1:])  # as the command does
    with Store(url) as store:
        wall, cpu = time.perf_counter(), time.process_time()
        update_persons(store.engine, AuthorsSettings(), store.now(), print)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure_store(file: Path, copies: int, mentions: int, url: str) -> None:
    gc.set_threshold(COLLECTING, *gc.get_threshold()[1:])  # as the command does
    records = list(longer(list(islice(many(file, 20_000 * copies), 20_000 * copies)), mentions))
    with Store(url) as store:
        keep(store, records)
    with multiprocessing.get_context("spawn").Pool(1) as alone:  # its memory is not that of the made records
        wall, cpu, memory = alone.apply(find_all, (url,))
    count = sum(len(record.authors) for record in records)
    print(f"store: {len(records)} papers, {count} mentions: {wall:.1f} s, {cpu:.1f} s of CPU, {memory} MB")
    with Store(url) as store:
        dice = random.Random(1)
        names = sorted({author.name for record in records for author in record.authors})
        walls, cpus = [], []
        for number in range(60):
            listed = tuple(Author(name) for name in dice.sample(names, 10))
            keep(store, [dataclasses.replace(records[number], id=f"9912.{number:05}", authors=listed)])
            wall, cpu = time.perf_counter(), time.process_time()
            update_persons(store.engine, AuthorsSettings(), store.now(), print)
            walls.append(1000 * (time.perf_counter() - wall))
            cpus.append(1000 * (time.process_time() - cpu))
        shown = (f"{sorted(ones)[len(ones) // 2]:.1f} (fastest {min(ones):.1f})" for ones in (walls, cpus))
        print("store: one new paper of 10 authors, in the middle: {} ms, {} ms of CPU".format(*shown))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "authors")
    parser.add_argument("--arxiv", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz")
    parser.add_argument("--half", choices=["chosen", "kept"], help="judge one half of the blocks only")
    parser.add_argument("--namesakes", type=int, choices=range(1, 6), help="first names that a block is given")
    parser.add_argument("--labels", type=Path, help="groups of another program, as TSV")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--store", help="address of an empty store to measure in, too")
    parser.add_argument("--mentions", type=int, default=0, help="at least so many in the store")
    parser.add_argument("--only-times", action="store_true")
    options = parser.parse_args()
    if not options.only_times:
        judge(options)
    if options.store:
        measure_store(options.arxiv, options.copies, options.mentions, options.store)
    else:
        measure(options.arxiv, options.copies)


if __name__ == "__main__":
    main()
