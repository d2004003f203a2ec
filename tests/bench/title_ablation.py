"""What each word list and each rule of enrich/titles is good for: the bench of titles with one of them left out at a time.

    python tests/bench/title_ablation.py [--seed 1 2 3] [--slice dev] [--count 1000]

Prints found/wrong/attached of absent for the sets of titles.py together, one column a seed. Candidates are those that
the queries bring as they are; the 20 most like each title are kept. What changes nothing in any seed can go.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).parent)]

from title_damage import Case  # noqa: E402
from title_report import nearest, resolve  # noqa: E402
from titles import arenas, options_of  # noqa: E402

from enrich.record import Outcome  # noqa: E402
from enrich.titles.decide import Candidate  # noqa: E402

MODULES = ("words", "name_signs", "normalise", "evidence", "compare", "vetoes", "remarks", "decide")
RULES: dict[str, Callable[..., Any]] = {
    "plainly_misspells": lambda *_: False,
    "slip": lambda *_: False,
    "same_lexeme": lambda *_: False,
    "same_letters": lambda *_: False,
    "_unspellable": lambda *_: False,
    "_american": lambda word: word,
    "_spelled": lambda word: word,
    "other_work": lambda *_: "",
    "doubtful_pair": lambda *_: None,
    "foreign_subject": lambda *_: (),
    "_coined": lambda *_: False,
    "_other_acronym": lambda *_: False,
    "_mistyped": lambda *_: False,
    "_vague": lambda *_: False,
    "_telling": lambda *_: False,
    "_authors_on": lambda *_: None,
    "_truncated": lambda *_: None,
    "_respaced": lambda *_: False,
    "_clearly": lambda *_: False,
    "signed": lambda text: text,
    "_primed": lambda text: text,
    "without_trade_marks": lambda text: text,
    "_greek_spelled": lambda text: text,
    "without_remarks": lambda _: (),
}


def modules() -> list[ModuleType]:
    return [importlib.import_module(f"enrich.titles.{name}") for name in MODULES]


def forget() -> None:
    """Empty everything that was remembered under other lists."""
    for module in modules():
        for value in vars(module).values():
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()


@contextmanager
def without(old: object, new: object) -> Iterator[None]:
    """All modules with `new` in the place of `old`."""
    places = [(m, name) for m in modules() for name, value in vars(m).items() if value is old]
    for module, name in places:
        setattr(module, name, new)
    forget()
    try:
        yield
    finally:
        for module, name in places:
            setattr(module, name, old)
        forget()


def parts() -> Iterator[tuple[str, object, object]]:
    """Name, list or rule, and what stands in its place without it."""
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            if id(value) in seen or name.startswith("__"):
                continue
            seen.add(id(value))
            if isinstance(value, frozenset | dict | set | list) and value and name.lstrip("_").isupper():
                yield f"list {module.__name__.rpartition('.')[2]}.{name} ({len(value)})", value, type(value)()
            elif name in RULES:
                yield f"rule {name}", value, RULES[name]


def counted(pairs: list[tuple[Case, list[Candidate]]]) -> str:
    """found/wrong/attached of absent."""
    found = wrong = absent = 0
    decide = importlib.import_module("enrich.titles.decide").decide
    for case, candidates in pairs:
        verdict = decide(case.item, candidates)
        if verdict.outcome is Outcome.FOUND:
            found += verdict.id == case.right
            absent += case.right is None
            wrong += case.right is not None and verdict.id != case.right
    return f"{found}/{wrong}/{absent}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="a regular expression for the names of lists and rules")
    options = options_of(parser)
    everything = []
    for arena in arenas(options):
        pairs = []
        for cases in arena.sets.values():
            pairs += nearest(cases, resolve(arena.url, cases)[1])
        everything.append(pairs)
    base = [counted(pairs) for pairs in everything]
    print(f"| as it is | {', '.join(base)} |", flush=True)
    same = []
    for name, old, new in parts():
        if not re.search(options.only, name):
            continue
        with without(old, new):
            try:
                row = [counted(pairs) for pairs in everything]
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as problem:
                row = [f"needed by the code ({problem})"]
        if row == base:
            same.append(name)
        else:
            print(f"| {name} | {', '.join(row)} |", flush=True)
    print(f"| no change | {', '.join(same)} |")


if __name__ == "__main__":
    main()
