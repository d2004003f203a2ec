"""Asks for candidates as the worker does, decides, and prints what came of it."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode
from urllib.request import urlopen

from lxml import etree
from rapidfuzz import fuzz, process
from title_damage import Case

from enrich.record import Outcome
from enrich.titles.decide import Candidate, batch_queries, decide
from enrich.titles.normalise import form, normal_title

ATOM = "{http://www.w3.org/2005/Atom}"


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
            (case.right is None, f"= {case.evidence}"),
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


def report(name: str, cases: list[Case], url: str, *, wrong: bool) -> None:
    verdicts, seen, cost = resolve(url, cases)
    print(f"\n{name}: {len(cases)} titles")
    right, mistaken, known, absent = table(cases, verdicts)
    requests = cost["quoted requests"] + cost["looser requests"]
    precision = 100 * right / max(right + mistaken + absent, 1)
    print(
        f"recall {100 * right / max(known, 1):.2f}%, wrong {mistaken}, attached of absent {absent}, precision {precision:.2f}%"
    )
    print(f"requests {requests} ({cost['quoted requests']} quoted, {cost['looser requests']} looser)")
    each = cost["candidates"] / max(requests, 1)
    print(
        f"decide {milliseconds(cases, seen):.2f} ms a title with its 20 nearest candidates,"
        f" {1000 * cost['seconds deciding'] / len(cases):.2f} ms with whole answers ({each:.0f} candidates each);"
        f" asking {cost['seconds asking']:.1f} s"
    )
    if wrong:
        complain(cases, verdicts, seen)


def complain(cases: list[Case], verdicts: dict[int, object], seen: dict[int, list[Candidate]]) -> None:
    """Print what was wrong, and what was not found."""
    for k, case in enumerate(cases):
        verdict = verdicts[k]
        if verdict.id == case.right and (case.right or verdict.outcome is not Outcome.FOUND):
            continue
        there = "" if case.right is None else "seen" if any(c.id == case.right for c in seen[k]) else "NOT SEEN"
        mark = "WRONG" if verdict.id else "open"
        print(f"  {mark} [{case.kind}; {case.evidence}] {case.item.title!r} -> {verdict.outcome} {verdict.id} {there}")
        print(f"      {case.right} {verdict.reason} {json.dumps(verdict.evidence)}")


def nearest(cases: list[Case], seen: dict[int, list[Candidate]]) -> list[tuple[Case, list[Candidate]]]:
    """Each case with the 20 candidates most like its title."""
    pairs = []
    for k, case in enumerate(cases):
        distinct = list({c.id: c for c in seen[k]}.values())
        titles = [c.title for c in distinct]
        ranked = process.extract(case.item.title, titles, scorer=fuzz.WRatio, limit=20)
        pairs.append((case, [distinct[at] for _, _, at in ranked]))
    return pairs


def milliseconds(cases: list[Case], seen: dict[int, list[Candidate]]) -> float:
    """What one decision takes of the processor with the 20 candidates most like the title, none of them looked at before."""
    pairs = nearest(cases, seen)
    for remembered in (form, normal_title):
        remembered.cache_clear()
    began = time.process_time()
    for case, candidates in pairs:
        decide(case.item, candidates)
    return 1000 * (time.process_time() - began) / max(len(cases), 1)
