"""What the source of a document names beside what its reader found: ids in comments, or that its tree does not hold."""

from __future__ import annotations

import re
from datetime import date

from enrich.identifiers.find import find_ids
from enrich.listings.mentions import LineIndex, entry_mentions, without_beginnings
from enrich.listings.number_rows import NumberRows
from enrich.record import Document, Mention

_SIGNS = re.compile(r"\\.?|[\"'#]")
_OPENS = frozenset(" \t:,[{=-(")
"""What stands before a text in quotes."""


def only_comments(text: str) -> str:
    """The text with blanks for everything but comments; every other character stands where it stood."""
    return "\n".join(_comment(line) if "#" in line else "" for line in text.split("\n"))


def _comment(line: str) -> str:
    """The comment of a line, behind blanks: it begins with a sign behind white space, and in no text in quotes."""
    quote = ""
    for found in _SIGNS.finditer(line):
        sign, at = found[0], found.start()
        before = line[at - 1] if at else " "
        if quote:
            quote = "" if sign == quote else quote
        elif sign == "#" and before.isspace():
            return " " * at + line[at:]
        elif sign in "\"'" and before in _OPENS:
            quote = sign
    return ""


def with_lost(
    text: str, found: list[Mention], document: Document, today: date, announced: bool = False
) -> list[Mention]:
    """The mentions with those of the ids that the source of the document holds, and its tree does not (in comments, say).

    With `announced`, only those that an address or a name (`arXiv:`) announces.
    """
    known = {mention.id for mention in found}
    searched = text if announced else NumberRows(today).without_measurements(text)
    lost = [hit for hit in find_ids(searched, today) if hit.id and hit.id not in known]
    lost = [hit for hit in lost if not (announced and hit.text[0].isdigit())]
    found += [mention for _, mention in entry_mentions(text, [], lost, document, LineIndex(text))]
    return sorted(found, key=_position) if all(one.place.startswith("line ") for one in found) else found


def with_comments(text: str, found: list[Mention], document: Document, today: date) -> list[Mention]:
    """The mentions with those of the ids in comments; of bare numbers where the values list works."""
    titled = any(mention.item and mention.item.title for mention in found)
    return with_lost(only_comments(text), found, document, today, announced=not titled) if "#" in text else found


def in_order(found: list[Mention]) -> list[Mention]:
    """The mentions of a text in the order of their places, without the beginnings of addresses that go on in the next line."""
    return sorted(without_beginnings(found), key=_position)


def _position(mention: Mention) -> tuple[int, int]:
    """Where in the text a mention stands, from its place (`line 12, column 3`)."""
    numbers = [int(number) for number in re.findall(r"\d+", mention.place)[:2]]
    return (numbers[0], numbers[1] if ", column " in mention.place else 1) if numbers else (0, 0)
