"""How well titles are resolved: damaged titles, titles of other works that differ in a word, titles in no record.

    python tests/bench/titles.py [--data arxiv-cs.jsonl.gz] [--seed 1 2 3] [--slice held-out] [--wrong]

Four sets, each with a table: titles that are damaged or in no record (half of them with authors, abstract, day); titles as
JSON lines have them, with authors, abstract and year, and the same as plain lines; near titles (title_near.py), whose
neighbour must not be attached; and what few titles show, copied (title_copies.py) or of another work (title_contrasts.py).

Candidates come from the local arXiv's query API, with the queries that the worker uses: quoted ones first, many
titles in a request, then looser ones for what they left open.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import random
import sys
import threading
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from types import ModuleType

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from title_contrasts import changes_of, real_extensions, with_evidence_of_the_other  # noqa: E402
from title_copies import copied  # noqa: E402
from title_damage import (  # noqa: E402
    DAMAGES,
    GENERIC,
    Case,
    Row,
    opposite,
    published,
    renamed,
    renumbered,
    swapped,
    templates,
    title_of,
    witness,
)
from title_listed import listed  # noqa: E402
from title_near import Change, cases_of, invented_neighbours, real_neighbours, wholes_of_parts  # noqa: E402
from title_report import report  # noqa: E402
from title_words import held_out  # noqa: E402

from enrich.record import Item  # noqa: E402
from enrich.titles.decide import normal_title  # noqa: E402

AS_IT_IS = {"none", "wrong year", "case", "punctuation", "Unicode and LaTeX"}
"""Damages whose result may be another paper's title only if the undamaged title is."""


def local_arxiv(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("arxiv_standin", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["arxiv_standin"] = module
    spec.loader.exec_module(module)
    return module


def damaged(rows: list[Row], taken: Container[str], count: int, rng: random.Random) -> Iterator[Case]:
    """`count` cases, each kind of damage about as often as the others, half of them with the title alone."""
    pool = iter(rows)
    for k in range(count):
        kind, damage = list(DAMAGES.items())[k % len(DAMAGES)]
        for row in pool:
            if (title := damage(row, rng)) and (kind in AS_IT_IS or normal_title(title) not in taken):
                break
        else:
            return
        item = Item(title=title)
        if kind == "wrong year":
            item = replace(
                item, date=date(published(row).year + rng.choice([-3, -1, 1, 2, 5]), 3, 1), date_exact="year"
            )
        with_evidence = rng.random() < 0.5
        seen = item.date
        item = witness(item, row, rng) if with_evidence else item
        yield Case(
            kind,
            replace(item, date=seen) if seen else item,
            row["id"],
            "with evidence" if with_evidence else "title only",
        )


def in_no_record(rows: list[Row], removed: list[Row], count: int, rng: random.Random) -> Iterator[Case]:
    """Titles of papers that were taken out of the records, and near-duplicates of titles that are in them."""
    words = [w for row in rows[:400] for w in title_of(row).split() if w.isalpha() and len(w) > 4]
    real = {normal_title(title_of(row)) for row in rows}
    kinds = [
        "another paper",
        "word swapped",
        "opposite",
        "renumbered",
        "renamed",
        "generic",
        "other subtitle",
        *templates("", rng),
    ]
    pool, others = iter(rows), iter(removed)
    named = cycle([row for row in rows if renamed(row, random.Random(0))])
    for k in range(count):
        kind, title, row = kinds[k % len(kinds)], None, rows[0]
        while not title or normal_title(title) in real:
            row = next({"another paper": others, "renamed": named}.get(kind, pool))
            match kind:
                case "another paper":
                    title = title_of(row)
                case "word swapped":
                    title = swapped(row, rng, words)
                case "opposite":
                    title = opposite(row, rng)
                case "renumbered":
                    title = renumbered(row, rng)
                case "renamed":
                    title = renamed(row, rng)
                case "generic":
                    title = rng.choice(GENERIC.split("|"))
                case "other subtitle":
                    main, colon, _ = title_of(row).partition(": ")
                    title = colon and f"{main}: {title_of(rng.choice(rows))}"
                case _:
                    title = templates(title_of(row), rng)[kind]
        with_evidence = rng.random() < 0.5
        item = witness(Item(title=title), row, rng) if with_evidence and kind != "generic" else Item(title=title)
        if kind in {"edition", "report", "renamed"}:
            # With authors and abstract of the paper it would be another version of it, or a slip, which is the paper.
            item = replace(item, abstract=None)
        yield Case(kind, item, None, "with evidence" if with_evidence else "title only")


@dataclass(frozen=True)
class Arena:
    """One seed's sets of cases, with the local arXiv that knows what is to be known."""

    seed: int
    sets: dict[str, list[Case]]
    url: str


def options_of(parser: argparse.ArgumentParser) -> argparse.Namespace:
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz")
    parser.add_argument("--standin", type=Path, default=SHARED / "standin" / "arxiv_standin.py")
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--slice", choices=["dev", "held-out"], default="held-out", help="held-out: words not counted")
    parser.add_argument("--count", type=int, default=1000)
    return parser.parse_args()


def arenas(options: argparse.Namespace) -> Iterator[Arena]:
    """One arena a seed; its server ends when the next one is asked for."""
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        everything = [json.loads(line) for line in lines]
    removed = [r for r in everything if hash_of(r) % 40 == 0]
    kept = [r for r in everything if hash_of(r) % 40]
    titles = Counter(normal_title(title_of(r)) for r in kept)
    pairs = real_neighbours(kept)
    paired = {row["id"] for pair in pairs for row in pair}
    module = local_arxiv(options.standin)
    changes, longer = changes_of(everything), real_extensions([r for r in kept if r["id"] not in paired])
    for seed in options.seed:
        rng = random.Random(f"{options.slice} {seed}")
        mine = [r for r in kept if held_out(r["id"]) == (options.slice == "held-out")]
        pool = [r for r in mine if titles[normal_title(title_of(r))] == 1 and r["id"] not in paired]
        real, gone = cases_of([p for p in pairs if held_out(p[0]["id"]) == (options.slice == "held-out")], rng)
        sets, twins = case_sets(pool, removed, titles, options.count, rng)
        sets["near"] += real
        rare = random.Random(f"{options.slice} {seed} rare")
        asked = {case.right for cases in sets.values() for case in cases}
        free = [p for p in longer if not asked & {p[0]["id"], p[1]["id"]}]
        unasked = [r for r in pool if r["id"] not in asked]
        sets["rare"], others, out = rare_sets(unasked, removed, everything, titles, changes, free, options.count, rare)
        known = [r for r in kept if r["id"] not in gone | out] + twins + others
        names = {normal_title(title_of(r)) for r in known}
        for name, cases in sets.items():
            sets[name] = [c for c in cases if c.right or normal_title(c.item.title or "") not in names]
        server = module.Server({r["id"]: module.Paper(r) for r in known})
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Arena(seed, sets, server.url)
        server.shutdown()
        server.server_close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong or not found")
    options = options_of(parser)
    for arena in arenas(options):
        for name, cases in arena.sets.items():
            report(f"{name}, {options.slice}, seed {arena.seed}", cases, arena.url, wrong=options.wrong)


def rare_sets(
    pool: list[Row],
    removed: list[Row],
    every: list[Row],
    titles: Counter[str],
    changes: dict[str, Change],
    longer: list[tuple[Row, Row]],
    count: int,
    rng: random.Random,
) -> tuple[list[Case], list[Row], set[str]]:
    """Cases of kinds that few titles show, the records that are to be known besides, and the ids of those that are not."""
    own = {row["id"] for row in pool}
    rows = rng.sample(pool, len(pool))
    near, twins = invented_neighbours(rows[: len(rows) // 3], count // 3, rng, changes, "8")
    wholes, parts = wholes_of_parts(removed[count // 5 :], count // 10, rng, changes, "9902")
    real, gone = cases_of([p for p in longer if p[0]["id"] in own], rng, "near: real, longer")
    rest = rows[len(rows) // 3 :]
    contrary = with_evidence_of_the_other(rest, changes["near: contrary"], count // 20, rng)
    copies = copied([r for r in rest if r["id"] not in gone], every, titles, count // 2, rng)
    return [*copies, *near, *wholes, *real, *contrary], twins + parts, gone


def case_sets(
    pool: list[Row], removed: list[Row], titles: Counter[str], count: int, rng: random.Random
) -> tuple[dict[str, list[Case]], list[Row]]:
    """The sets of cases, and the records that are to be known besides."""
    rng.shuffle(pool)
    rng.shuffle(removed)
    neighbourly, pool = pool[: len(pool) // 3], pool[len(pool) // 3 :]
    damage = list(damaged(pool, titles, count, rng))
    rng.shuffle(pool)
    damage += in_no_record(pool, removed, count // 2, rng)
    near, twins = invented_neighbours(neighbourly, count // 2, rng)
    wholes, parts = wholes_of_parts(removed[-count // 10 :], count // 10, rng)
    near, twins = near + wholes, twins + parts
    rng.shuffle(pool)
    return {"damaged": damage, "listed": list(listed(pool, titles, count // 2, rng)), "near": near}, twins


def hash_of(row: Row) -> int:
    return random.Random(row["id"]).randrange(1 << 30)


if __name__ == "__main__":
    main()
