"""Plain text with bullets of people's own -> the same with hyphens, every character where it was (pure): `-> Title`, `P1  Title`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_OTHER_SIGN = r"(?![-*+•]\s)[^\w\s\"'“”„«»‘’()\[\]{}<$#\\|%@`/&.,]"
# bounded: four characters behind the margin
_SIGN = re.compile(rf"\n[^\S\n]*(?P<sign>{_OTHER_SIGN}{{1,3}}>?)[^\S\n]+(?=[^\W_])")
_RULES = frozenset(("--", "---", "**", "***", "==", "===", ">", ">>", ">>>", "=", ":", "::", "~~~"))
"""What begins lines and is no bullet, or one that is read as such already."""
_FEWEST_SIGNS = 2


# bounded: eight characters behind the margin
_LABEL = re.compile(r"\n[^\S\n]*(?P<letters>[A-Z]{1,2})-?(?P<number>\d{1,3})[.:)]?(?=[^\S\n]+\S)")
# bounded: two characters behind the margin
_LETTER = re.compile(r"\n[^\S\n]*(?P<letter>[A-Z])[.)](?=[^\S\n]+\S)")
_FEWEST_LABELS = 3
_MAY_BEGIN = rf"[^\S\n]*+(?:{_OTHER_SIGN}|[A-Z](?:[.)]\s|[A-Z]?-?\d))"
_FIRST = re.compile(_MAY_BEGIN)
_BELOW = re.compile(rf"\n{_MAY_BEGIN}")
"""How a line begins that may have one of them, as few lines of prose do."""


def with_bullets(text: str) -> str:
    """The text with a hyphen for what several of its lines begin with: people invent bullets, and use them again.

    A sign (`->`), a label that counts (`P1`, `P2`), or capital letters in their order (`A.`, `B.`, `C.`).
    """
    if _FIRST.match(text) is None and _BELOW.search(text) is None:
        return text
    text = f"\n{text}"
    signs = Counter(found["sign"] for found in _SIGN.finditer(text))
    own = {sign for sign, times in signs.items() if times >= _FEWEST_SIGNS and sign not in _RULES}
    if own:
        text = _SIGN.sub(lambda found: _dashed(found[0], found["sign"]) if found["sign"] in own else found[0], text)
    if lettered := {found.start() for found in _in_order(list(_LETTER.finditer(text)))}:
        text = _LETTER.sub(
            lambda found: _dashed(found[0], found[0].strip()) if found.start() in lettered else found[0], text
        )
    counted = Counter(
        letters for letters, _ in {(found["letters"], found["number"]) for found in _LABEL.finditer(text)}
    )
    if counted and max(counted.values()) >= _FEWEST_LABELS:
        text = _LABEL.sub(
            lambda found: (
                _dashed(found[0], found[0].strip()) if counted[found["letters"]] >= _FEWEST_LABELS else found[0]
            ),
            text,
        )
    return text[1:]


def _in_order(found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The lines that begin with `A.`, `B.`, `C.` in this order, three at least; an initial seldom has such neighbours."""
    taken: list[re.Match[str]] = []
    run: list[re.Match[str]] = []
    for one in found:
        if not run or ord(one["letter"]) != ord(run[-1]["letter"]) + 1:
            taken += run if len(run) >= _FEWEST_LABELS else []
            run = [] if one["letter"] != "A" else [one]
        else:
            run.append(one)
    return taken + (run if len(run) >= _FEWEST_LABELS else [])


def _dashed(line: str, sign: str) -> str:
    """The beginning of a line with a hyphen, as long as it was."""
    return line.replace(sign, "-".ljust(len(sign)), 1)
