"""An entry's elements as feedgen writes them, with the texts of many entries filled in (pure).

Building an entry with feedgen costs a sixth of a millisecond; entries differ only in their texts and in how often an
element stands. So feedgen builds one entry that has every element, with a mark in the place of each text; cut into
its elements it is the mold, and an entry is cast by filling in each element as often as the entry has it.

A mark holds every sign that XML escapes, so how a text is escaped in its place is read off from what feedgen made of
the mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_SIGNS = '&<>"'
_MARK = re.compile(r'qz(&[^;]+;)(&[^;]+;)(&[^;]+;)("|&[^;]+;)(\w+)zq')
_MARKED_TIME = 'qz&amp;&lt;&gt;"%szq'
"""How a mark would be written as text."""
_TAG = re.compile(r"<(/?)[\w:]+[^<>]*?(/?)>")

Escape = Callable[[str], bytes]


class Element(NamedTuple):
    """One element, ready to be filled."""

    before: bytes
    """What stands before the first text."""
    escape: Escape
    after: bytes
    """What follows the first text, up to the next or to the element's end."""
    more: tuple[tuple[Escape, bytes], ...]
    """(escape, after) of further texts."""


class Mold(NamedTuple):
    """All elements that an entry can have, in feedgen's order."""

    opening: bytes
    kinds: tuple[tuple[str, dict[int, Element]], ...]
    """The name of the first text -> the forms that the element has, by how many texts it takes."""
    closing: bytes


Said = Mapping[str, Sequence[Sequence[str]]]
"""The first name of an element -> the texts of each element of this kind; none leave it out."""


def mark(name: str) -> str:
    """What stands for a text in the entry that feedgen builds."""
    return f"qz{_SIGNS}{name}zq"


def mold(feed: str, tag: str, times: Mapping[str, str]) -> Mold:
    """The mold in a feed of one entry in which marks stand for texts; `times` are those that stand for moments."""
    for name, time in times.items():
        feed = feed.replace(time, _MARKED_TIME % name)
    opening, closing = f"<{tag}>", f"</{tag}>"
    kinds: dict[str, dict[int, Element]] = {}
    for text in _elements(feed[feed.index(opening) : feed.index(closing) + len(closing)]):
        name, element = _element(text)
        kinds.setdefault(name, {})[1 + len(element.more)] = element
    return Mold(opening.encode(), tuple(kinds.items()), closing.encode())


def cast(mold: Mold, said: Said) -> bytes:
    """The entry with these texts; of an element that has no form for so many texts, with its first alone."""
    parts = [mold.opening]
    for name, forms in mold.kinds:
        for texts in said[name]:
            before, escape, after, more = forms.get(len(texts)) or forms[1]
            parts += (before, escape(texts[0]), after)
            for text, (escape, after) in zip(texts[1:], more, strict=False):
                parts += (escape(text), after)
    parts.append(mold.closing)
    return b"".join(parts)


def _elements(entry: str) -> Iterator[str]:
    """The elements of a serialized entry, its own tags left out."""
    depth = start = 0
    for tag in _TAG.finditer(entry):
        closes, empty = tag.groups()
        if depth == 1 and not closes:
            start = tag.start()
        depth += 0 if empty else -1 if closes else 1
        if depth == 1 and (closes or empty):
            yield entry[start : tag.end()]


def _element(text: str) -> tuple[str, Element]:
    """An element with marks, and the name of its first text."""
    marks = list(_MARK.finditer(text))
    ends = [found.start() for found in marks[1:]] + [len(text)]
    afters = [text[found.end() : end].encode() for found, end in zip(marks, ends, strict=True)]
    escapes = [_escape(*(sign.encode() for sign in found.groups()[:4])) for found in marks]
    more = tuple(zip(escapes[1:], afters[1:], strict=True))
    return marks[0][5], Element(text[: marks[0].start()].encode(), escapes[0], afters[0], more)


@lru_cache
def _escape(ampersand: bytes, less: bytes, greater: bytes, quote: bytes) -> Escape:
    def escaped(text: str) -> bytes:
        data = text.encode()
        data = data.replace(b"&", ampersand).replace(b"<", less).replace(b">", greater)
        return data if quote == b'"' else data.replace(b'"', quote)

    return escaped
