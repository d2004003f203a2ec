"""How well titles are resolved: damaged titles, titles of other works that differ in a word, titles in no record.

    python tests/bench/titles.py [--data arxiv-cs.jsonl.gz] [--seed 1 2 3] [--slice held-out] [--wrong]

Three sets, each with a table: titles that are damaged or in no record (half of them with authors, abstract, day); titles as
JSON lines have them, with authors, abstract and year, and the same as plain lines; and near titles (title_near.py), whose
neighbour must not be attached.

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
from rapidfuzz import fuzz, process

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
from title_listed import listed  # noqa: E402
from title_near import cases_of, made_neighbours, real_neighbours  # noqa: E402
from title_words import held_out  # noqa: E402

from enrich.record import Item, Outcome  # noqa: E402
from enrich.titles.decide import Candidate, batch_queries, decide, normal_title  # noqa: E402
from enrich.titles.normalise import form  # noqa: E402

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
        if kind in {"edition", "report"}:
            # With authors and abstract of the paper it would be another version of it, which is the paper.
            item = replace(item, abstract=None)
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
    print(f"{'':32}{'titles':>8}{'right':>8}{'wrong':>8}{'ambiguous':>11}{'unresolved':>12}{'recall':>9}")
    for (absent, kind), row in sorted(
        rows.items(), key=lambda r: (r[0][0], (r[0][1].startswith("=") and r[0][1]) or "")
    ):
        recall = "" if absent else f"{100 * row['right'] / row['n']:8.1f}%"
        print(
            f"{kind:32}{row['n']:8}{row['right']:8}{row['wrong']:8}{row['ambiguous']:11}{row['unresolved']:12}{recall:>9}"
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
    titles = Counter(normal_title(title_of(r)) for r in kept)
    for seed in options.seed:
        rng = random.Random(f"{options.slice} {seed}")
        mine = [r for r in kept if held_out(r["id"]) == (options.slice == "held-out")]
        pairs = real_neighbours(kept)
        paired = {row["id"] for pair in pairs for row in pair}
        pool = [r for r in mine if titles[normal_title(title_of(r))] == 1 and r["id"] not in paired]
        real, gone = cases_of([p for p in pairs if held_out(p[0]["id"]) == (options.slice == "held-out")], rng)
        sets, twins = case_sets(pool, removed, titles, options.count, rng)
        sets["near"] += real
        known = [r for r in kept if r["id"] not in gone] + twins
        module = local_arxiv(options.standin)
        server = module.Server({r["id"]: module.Paper(r) for r in known})
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, cases in sets.items():
            report(f"{name}, {options.slice}, seed {seed}", options, cases, server.url)
        server.shutdown()
        server.server_close()


def case_sets(
    pool: list[Row], removed: list[Row], titles: Counter[str], count: int, rng: random.Random
) -> tuple[dict[str, list[Case]], list[Row]]:
    """The sets of cases, and the records that are to be known besides."""
    rng.shuffle(pool)
    rng.shuffle(removed)
    damage = list(damaged(pool, titles, count, rng))
    rng.shuffle(pool)
    damage += in_no_record(pool, removed, count // 2, rng)
    rng.shuffle(pool)
    near, twins = made_neighbours(pool, count // 2, rng)
    rng.shuffle(pool)
    return {"damaged": damage, "listed": list(listed(pool, titles, count // 2, rng)), "near": near}, twins


def hash_of(row: Row) -> int:
    return random.Random(row["id"]).randrange(1 << 30)


def report(name: str, options: argparse.Namespace, cases: list[Case], url: str) -> None:
    verdicts, seen, cost = resolve(url, cases)
    print(f"\n{name}: {len(cases)} titles")
    right, wrong, known, absent = table(cases, verdicts)
    requests = cost["quoted requests"] + cost["looser requests"]
    precision = 100 * right / max(right + wrong + absent, 1)
    print(
        f"recall {100 * right / max(known, 1):.2f}%, wrong {wrong}, attached of absent {absent}, precision {precision:.2f}%"
    )
    print(f"requests {requests} ({cost['quoted requests']} quoted, {cost['looser requests']} looser)")
    each = cost["candidates"] / max(requests, 1)
    print(
        f"decide {milliseconds(cases, seen):.2f} ms a title with its 20 nearest candidates,"
        f" {1000 * cost['seconds deciding'] / len(cases):.2f} ms with whole answers ({each:.0f} candidates each);"
        f" asking {cost['seconds asking']:.1f} s"
    )
    if options.wrong:
        for k, case in enumerate(cases):
            verdict = verdicts[k]
            if (verdict.id != case.right) or (case.right is None and verdict.outcome is Outcome.FOUND):
                there = "" if case.right is None else "seen" if any(c.id == case.right for c in seen[k]) else "NOT SEEN"
                mark = "WRONG" if verdict.id else "open"
                print(
                    f"  {mark} [{case.kind}; {case.told}] {case.item.title!r} -> {verdict.outcome} {verdict.id} {there}"
                    f"\n      {case.right} {verdict.reason} {json.dumps(verdict.evidence)}"
                )


def milliseconds(cases: list[Case], seen: dict[int, list[Candidate]]) -> float:
    """What one decision takes with the 20 candidates most like the title, none of them looked at before."""
    nearest = []
    for k, case in enumerate(cases):
        distinct = list({c.id: c for c in seen[k]}.values())
        titles = [c.title for c in distinct]
        ranked = process.extract(case.item.title, titles, scorer=fuzz.WRatio, limit=20)
        nearest.append([distinct[at] for _, _, at in ranked])
    for remembered in (form, normal_title):
        remembered.cache_clear()
    began = time.perf_counter()
    for case, candidates in zip(cases, nearest, strict=True):
        decide(case.item, candidates)
    return 1000 * (time.perf_counter() - began) / max(len(cases), 1)


if __name__ == "__main__":
    main()
