"""How well titles are resolved: damaged titles of known papers, and titles that are in no record.

    python tests/bench/titles.py [--data arxiv-cs.jsonl.gz] [--seed 1] [--slice held-out] [--wrong]

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
import time
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from urllib.parse import urlencode
from urllib.request import urlopen

from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from title_damage import (  # noqa: E402
    DAMAGES,
    GENERIC,
    Case,
    Row,
    opposite,
    published,
    renumbered,
    swapped,
    templates,
    title_of,
    witness,
)
from title_words import held_out  # noqa: E402

from enrich.record import Item, Outcome  # noqa: E402
from enrich.titles.decide import Candidate, batch_queries, decide, normal_title  # noqa: E402

AS_IT_IS = {"none", "wrong year", "case", "punctuation", "Unicode and LaTeX"}
"""Damages whose result may be another paper's title only if the undamaged title is."""
ATOM = "{http://www.w3.org/2005/Atom}"


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
        told = rng.random() < 0.5
        seen = item.date
        item = witness(item, row, rng) if told else item
        yield Case(
            kind, replace(item, date=seen) if seen else item, row["id"], "with evidence" if told else "title only"
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
        "generic",
        "other subtitle",
        *templates("", rng),
    ]
    pool, others = iter(rows), iter(removed)
    for k in range(count):
        kind, title, row = kinds[k % len(kinds)], None, rows[0]
        while not title or normal_title(title) in real:
            row = next(others) if kind == "another paper" else next(pool)
            match kind:
                case "another paper":
                    title = title_of(row)
                case "word swapped":
                    title = swapped(row, rng, words)
                case "opposite":
                    title = opposite(row, rng)
                case "renumbered":
                    title = renumbered(row, rng)
                case "generic":
                    title = rng.choice(GENERIC.split("|"))
                case "other subtitle":
                    main, colon, _ = title_of(row).partition(": ")
                    title = colon and f"{main}: {title_of(rng.choice(rows))}"
                case _:
                    title = templates(title_of(row), rng)[kind]
        told = rng.random() < 0.5
        item = witness(Item(title=title), row, rng) if told and kind != "generic" else Item(title=title)
        yield Case(kind, item, None, "with evidence" if told else "title only")


def asked(url: str, query: str, max_results: int) -> list[Candidate]:
    form = urlencode({"search_query": query, "start": 0, "max_results": max_results})
    with urlopen(f"{url}/api/query?{form}") as answer:
        feed = etree.fromstring(answer.read())
    return [
        Candidate(
            e.findtext(f"{ATOM}id").rsplit("/abs/", 1)[1].rsplit("v", 1)[0],
            " ".join(e.findtext(f"{ATOM}title").split()),
            tuple(a.findtext(f"{ATOM}name") for a in e.findall(f"{ATOM}author")),
            e.findtext(f"{ATOM}summary"),
            date.fromisoformat(e.findtext(f"{ATOM}published")[:10]),
            date.fromisoformat(e.findtext(f"{ATOM}updated")[:10]),
        )
        for e in feed.findall(f"{ATOM}entry")
    ]


def resolve(url: str, cases: list[Case]) -> tuple[dict[int, object], dict[int, list[Candidate]], Counter[str]]:
    """A verdict for each case, the candidates that it saw, and what it cost."""
    verdicts, seen, cost = {}, defaultdict(list), Counter()
    for loose in (False, True):
        left = [k for k in range(len(cases)) if k not in verdicts or verdicts[k].outcome is not Outcome.FOUND]
        by_title = defaultdict(list)
        for k in left:
            by_title[cases[k].item.title].append(k)
        for batch in batch_queries(list(by_title), loose=loose):
            began = time.perf_counter()
            found = asked(url, batch.query, batch.max_results)
            cost["looser requests" if loose else "quoted requests"] += 1
            cost["candidates"] += len(found)
            cost["seconds asking"] += time.perf_counter() - began
            began = time.perf_counter()
            for k in (k for title in batch.titles for k in by_title[title]):
                seen[k] += found
                verdicts[k] = decide(cases[k].item, seen[k])
            cost["seconds deciding"] += time.perf_counter() - began
    return {k: verdicts.get(k) or decide(c.item, ()) for k, c in enumerate(cases)}, seen, cost


def table(cases: Iterable[Case], verdicts: dict[int, object]) -> tuple[int, int, int, int]:
    rows: dict[tuple[bool, str], Counter[str]] = defaultdict(Counter)
    for k, case in enumerate(cases):
        verdict = verdicts[k]
        right = verdict.outcome is Outcome.FOUND and verdict.id == case.right
        wrong = verdict.outcome is Outcome.FOUND and not right
        state = "right" if right else "wrong" if wrong else str(verdict.outcome)
        for key in (
            (case.right is None, case.kind),
            (case.right is None, f"= {case.told}"),
            (case.right is None, "== all"),
        ):
            rows[key][state] += 1
            rows[key]["n"] += 1
    print(f"{'':18}{'titles':>8}{'right':>8}{'wrong':>8}{'ambiguous':>11}{'unresolved':>12}{'recall':>9}")
    for (absent, kind), row in sorted(
        rows.items(), key=lambda r: (r[0][0], (r[0][1].startswith("=") and r[0][1]) or "")
    ):
        recall = "" if absent else f"{100 * row['right'] / row['n']:8.1f}%"
        print(
            f"{kind:18}{row['n']:8}{row['right']:8}{row['wrong']:8}{row['ambiguous']:11}{row['unresolved']:12}{recall:>9}"
        )
        if kind == "== all":
            print("  ^ titles of papers in the records\n" if not absent else "  ^ titles in no record\n")
    known, absent = rows[False, "== all"], rows[True, "== all"]
    return known["right"], known["wrong"], known["n"], absent["wrong"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz")
    parser.add_argument("--standin", type=Path, default=SHARED / "standin" / "arxiv_standin.py")
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--slice", choices=["dev", "held-out"], default="held-out", help="held-out: words not counted")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--wrong", action="store_true", help="print what was wrong or not found")
    options = parser.parse_args()
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        everything = [json.loads(line) for line in lines]
    removed = [r for r in everything if hash_of(r) % 40 == 0]
    kept = [r for r in everything if hash_of(r) % 40]
    module = local_arxiv(options.standin)
    server = module.Server({r["id"]: module.Paper(r) for r in everything if hash_of(r) % 40})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    titles = Counter(normal_title(title_of(r)) for r in kept)
    for seed in options.seed:
        rng = random.Random(f"{options.slice} {seed}")
        pool = [
            r
            for r in kept
            if held_out(r["id"]) == (options.slice == "held-out") and titles[normal_title(title_of(r))] == 1
        ]
        rng.shuffle(pool)
        rng.shuffle(removed)
        cases = list(damaged(pool, titles, options.count, rng))
        rng.shuffle(pool)
        cases += in_no_record(pool, removed, options.count // 2, rng)
        report(seed, options, cases, server.url)
    server.shutdown()


def hash_of(row: Row) -> int:
    return random.Random(row["id"]).randrange(1 << 30)


def report(seed: int, options: argparse.Namespace, cases: list[Case], url: str) -> None:
    verdicts, seen, cost = resolve(url, cases)
    print(f"\n{options.slice}, seed {seed}: {len(cases)} titles")
    right, wrong, known, absent = table(cases, verdicts)
    requests = cost["quoted requests"] + cost["looser requests"]
    print(
        f"precision {100 * right / max(right + wrong + absent, 1):.2f}%, among titles in the records {100 * right / max(right + wrong, 1):.2f}%"
    )
    print(f"recall {100 * right / known:.2f}%, attached for titles in no record {absent}")
    print(
        f"requests {requests} ({cost['quoted requests']} quoted, {cost['looser requests']} looser), {requests / len(cases):.3f} a title"
    )
    print(
        f"candidates {cost['candidates']}, asking {cost['seconds asking']:.1f} s, deciding {cost['seconds deciding']:.1f} s"
    )
    if options.wrong:
        for k, case in enumerate(cases):
            verdict = verdicts[k]
            if (verdict.id != case.right) or (case.right is None and verdict.outcome is Outcome.FOUND):
                there = "" if case.right is None else "seen" if any(c.id == case.right for c in seen[k]) else "NOT SEEN"
                print(
                    f"  [{case.kind}; {case.told}] {case.item.title!r} -> {verdict.outcome} {verdict.id} {there}\n      {verdict.reason} {json.dumps(verdict.evidence)}"
                )


if __name__ == "__main__":
    main()
