"""No regular expression of the program takes more than linear time on text of others: an analyser proves none that does.

What it found is kept in tests/data/patterns.json, by pattern, as looking through all takes minutes; new and changed patterns
are looked through here. `python tests/bench/patterns.py` looks through all, and writes the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache

import pytest

from tests.conftest import ROOT
from tests.support.patterns import Pattern, Unknown, collect
from tests.system.test_readers import READERS, need
from tests.test_layers import MODULES

KEPT = ROOT / "tests" / "data" / "patterns.json"
SECONDS = 10
"""That the analyser may take for one pattern."""
MACROS = r"""'\\\\(' + '|'.join(sorted(map(re.escape, macros), reverse=True)) + ')(?![A-Za-z@])'"""
AT_RUN_TIME = {
    ("enrich/citations/dates.py", "form"): "in a table of the module, where it is found",
    ("enrich/citations/not_papers.py", "cue"): "in tables of the module, where they are found",
    (
        "enrich/references/tagged.py",
        "f'^[ \\\\t]*+(?:{dialect.starts}|{dialect.end})\\\\b'",
    ): "of two names",
    ("enrich/parsers/latex_source.py", MACROS): "names, literally",
    (
        "enrich/prose/running_text.py",
        "_CHAIN.replace('CAPITAL', capital)",
    ): "in a table of the module, where it is found",
    ("feeds/channels/topic_rules.py", "before + re.escape(words) + after"): "words of the settings, literally",
    ("feeds/formats/xml.py", "b'<%s[^<]*' % name"): "the name of an element of ours",
}
"""Patterns that are not constants: what they are made of."""


@cache
def found() -> tuple[Pattern | Unknown, ...]:
    """All of them: parsing the program takes seconds, which whoever only collects tests does without."""
    return tuple(collect((path for path in MODULES if path.name != "env.py"), ROOT))


def every_pattern() -> list[Pattern]:
    return [one for one in found() if isinstance(one, Pattern)]


def key_of(javascript: str) -> str:
    return hashlib.sha256(javascript.encode()).hexdigest()[:20]


def proved(patterns: Sequence[str], seconds: int = SECONDS) -> list[dict[str, str]]:
    """What the analyser proves of patterns of JavaScript: `safe`, `linear`, `polynomial 2`, `exponential`, or `nothing`."""
    node = need(shutil.which("node"), "node (apt install nodejs npm)")
    there = (READERS / "node_modules" / "recheck").is_dir()
    need("recheck" if there else None, "recheck (npm ci --prefix tests/readers)")
    done = subprocess.run(
        [node, READERS / "patterns.mjs", str(1000 * seconds)], input=json.dumps(patterns).encode(),
        capture_output=True, check=True,
    )  # fmt: skip
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def is_super_linear(verdict: dict[str, str]) -> bool:
    return verdict["proved"].startswith(("polynomial", "exponential"))


@pytest.fixture(scope="module")
def super_linear() -> list[tuple[Pattern, str]]:
    """Patterns that are proved to be more than linear, with what is proved and the attack."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    new = sorted({one.javascript for one in every_pattern() if key_of(one.javascript) not in kept})
    verdicts = dict(zip(new, proved(new), strict=True)) if new else {}
    # on a busy machine the analyser takes a slow search for a proof: what it proves, it proves thrice
    for _ in range(2):
        suspect = [pattern for pattern, verdict in verdicts.items() if is_super_linear(verdict)]
        verdicts |= dict(zip(suspect, proved(suspect), strict=True)) if suspect else {}
    result = []
    for one in every_pattern():
        what = verdicts.get(one.javascript) or {"proved": kept[key_of(one.javascript)], "attack": "see `patterns.py`"}
        if is_super_linear(what):
            result.append((one, f"{one.place}: {what['proved']} on {what['attack']}: {one.text}"))
    return result


def test_every_pattern_can_be_looked_through() -> None:
    unknown = {(one.place.partition(":")[0], one.source) for one in found() if isinstance(one, Unknown)}
    assert unknown == AT_RUN_TIME.keys()
    assert len(every_pattern()) > 400


def test_patterns_are_the_same_in_every_process() -> None:
    program = "import json; from tests.system.test_patterns import every_pattern; print(json.dumps([p.text for p in every_pattern()]))"
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    assert json.loads(done.stdout) == [one.text for one in every_pattern()]


def test_none_is_exponential(super_linear: list[tuple[Pattern, str]]) -> None:
    assert not [message for _, message in super_linear if ": exponential" in message]


def test_none_is_polynomial_on_text_without_bounds(super_linear: list[tuple[Pattern, str]]) -> None:
    assert not [message for one, message in super_linear if not one.is_bounded]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^(?:(?:[0-9]*a?)+z)", "exponential"),
        ("[ ]{1,}$", "polynomial 2"),
        ("^(?:[0-9]{1,}z)", "linear"),
        ("^(?:(?=([ ]{1,}))\\1(?:)z)", "linear"),
    ],
)
def test_the_analyser_tells_them_apart(pattern: str, expected: str) -> None:
    (found,) = proved([pattern])
    assert found["proved"] in {expected, "safe" if expected == "linear" else expected}
