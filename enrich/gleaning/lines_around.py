"""A title of a plain text -> the same with the lines before and behind its own, where a sentence was broken at the margin (pure).

Nothing shows where such a title begins or ends, but the paper that it may be: its title begins in one line and ends in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from msgspec.structs import replace

from enrich.record import Mention

_PLACE = re.compile(r"line (\d{1,7})\b")
_ENDS = (".", "!", "?", ":", ";")
# bounded: a few characters at the beginning of a line
_BEGINS = re.compile(r"\s*(?:[-*+•–—·>#|]|\(?\d{1,3}[.)\]:]|\[)")
"""How a line begins that is an item of its own."""
_NARROWEST, _WIDEST = 40, 120
"""Characters of a line, and of the margin, within which text is broken."""
_NEAR = 8
"""Lines before and behind one that have the same margin."""
_LONGEST = 200
"""Characters of a line that are kept."""


def with_lines_around(mentions: Sequence[Mention], text: str, messages: Set[int]) -> Iterator[Mention]:
    """The mentions of a plain text, titles with the lines that they may go on in, each a line of `Item.line`; `messages` are lines that begin one of a chat."""
    lines: list[str] = []
    for one in mentions:
        place = _PLACE.match(one.place) if one.how == "title" and one.item else None
        if place is None or one.item is None or messages:
            yield one
            continue
        lines = lines or text.split("\n")
        at = int(place[1]) - 1
        own = lines[at].strip() if at < len(lines) else ""
        if one.item.line and len(one.item.line.split()) > len(own.split()):
            yield one  # an entry of several lines
            continue
        before = _short(lines[at - 1]) if at and _is_broken(lines, at - 1) else ""
        after = _short(lines[at + 1]) if own and _is_broken(lines, at) else ""
        around = f"{before}\n{own}\n{after}" if before or after else one.item.line
        yield replace(one, item=replace(one.item, line=around))


def _is_broken(lines: Sequence[str], at: int) -> bool:
    """Whether a line may go on in the next: that is no item of its own, and its first word had no room behind this one."""
    own, behind = lines[at].rstrip(), lines[at + 1].strip() if at + 1 < len(lines) else ""
    if not own.strip() or not behind or own.endswith(_ENDS) or _BEGINS.match(lines[at + 1]):
        return False
    width = max(len(line.rstrip()) for line in lines[max(0, at - _NEAR) : at + _NEAR + 1])
    return _NARROWEST <= width <= _WIDEST and len(own) + 1 + len(behind.split(maxsplit=1)[0]) > width


def _short(line: str) -> str:
    return line.strip()[:_LONGEST]
