"""Templates: what feedgen writes, cut at the placeholders that stand for texts, and filled in with many texts (pure).

feedgen takes a sixth of a millisecond for an entry and a whole one for the head of a feed; entries differ only in their
texts and in how often an element stands, heads of one shape in their texts alone. So feedgen writes each once, with a
placeholder in the place of each text.

A placeholder holds every sign that XML escapes, so how a text is escaped in its place is read off from what feedgen
made of the placeholder, or JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import NamedTuple

from feeds.formats.record_json import json_bytes

_SIGNS = '&<>"'
_PLACEHOLDER = re.compile(
    r'qz(&(?:[^;<]+;)?)(<|&[^;]+;)(>|&[^;]+;)(\\?"|&[^;]+;)([\w.]+)zq'
)  # bounded: by our own template
_IN_JSON = b'\\"'
"""How JSON writes a quote; what else it escapes is not among the signs."""
_ESCAPED_IN_JSON = bytes([*range(1, 32), *b'"\\'])
_TIME_PLACEHOLDER = 'qz&amp;&lt;&gt;"%szq'
"""How a placeholder would be written as text."""
_TAG = re.compile(r"<(/?)[\w:]+[^<>]*?(/?)>")  # bounded: by our own template

Escape = Callable[[bytes], bytes]
_BETWEEN = "\0"
"""Between texts that are escaped together; no XML holds it."""
_CUT = _BETWEEN.encode()


class Element(NamedTuple):
    """What is in one piece in every entry or head that has it, ready to be filled."""

    names: tuple[str, ...]
    """The names of its texts, in order; one may occur several times."""
    before: bytes
    """What is before the first text."""
    places: tuple[tuple[Escape, bytes], ...]
    """For each text how it is escaped, and what follows it up to the next or to the element's end."""


class EntryTemplate(NamedTuple):
    """All elements that an entry can have, in feedgen's order."""

    opening: bytes
    kinds: tuple[tuple[str, dict[int, Element]], ...]
    """The name of the first text -> the forms that the element has, by how many texts it takes."""
    closing: bytes


EntryTexts = Mapping[str, Sequence[Sequence[str]]]
"""The first name of an element -> the texts of each element of this kind; none leave it out."""


def placeholder(name: str) -> str:
    """What stands for a text in the feed that feedgen writes once."""
    return f"qz{_SIGNS}{name}zq"


def element_template(written: str, times: Mapping[str, str]) -> Element:
    """The template in what feedgen wrote around placeholders; `times` are those that stand for moments, by name."""
    return _element(_with_time_placeholders(written, times))


def entry_template(feeds: Sequence[str], tag: str, times: Mapping[str, str]) -> EntryTemplate:
    """The template in feeds of one entry each in which placeholders stand for texts, `times` for moments.

    The entries have the same elements, some of them written in another way, under other names.
    """
    opening, closing = f"<{tag}>", f"</{tag}>"
    found: list[dict[str, dict[int, Element]]] = []
    for feed in feeds:
        feed = _with_time_placeholders(feed, times)
        kinds: dict[str, dict[int, Element]] = {}
        for element in map(_element, _elements(feed[feed.index(opening) : feed.index(closing) + len(closing)])):
            kinds.setdefault(element.names[0], {})[len(element.places)] = element
        found.append(kinds)
    ordered = dict(kind for alike in zip(*(kinds.items() for kinds in found), strict=True) for kind in alike)
    return EntryTemplate(opening.encode(), tuple(ordered.items()), closing.encode())


def fill(element: Element, columns: Sequence[Sequence[str]]) -> list[bytes]:
    """The element once for each row of texts; `columns` hold the texts of each place in turn.

    The texts of a column are escaped together, which takes a tenth of the time. Raises ValueError for a text that
    holds a NUL.
    """
    parts: list[Iterable[bytes]] = [repeat(element.before, len(columns[0]))]
    for (escape, after), column in zip(element.places, columns, strict=False):
        escaped = escape(_BETWEEN.join(column).encode()).split(_CUT)
        if len(escaped) != len(column):
            raise ValueError("a text holds a NUL, which XML does not; repair it where the entry or the head is made")
        parts += (escaped, repeat(after, len(column)))
    return list(map(b"".join, zip(*parts, strict=True)))


def fill_entries(template: EntryTemplate, entries: Sequence[EntryTexts]) -> list[bytes]:
    """Each entry with its texts; an element that has no form for this number of texts gets only its first."""
    columns = [_kind(forms, [texts[name] for texts in entries]) for name, forms in template.kinds]
    return [b"".join((template.opening, *row, template.closing)) for row in zip(*columns, strict=True)]


def _kind(forms: Mapping[int, Element], entries: Sequence[Sequence[Sequence[str]]]) -> list[bytes]:
    """All elements of a kind, for each entry."""
    rows = [texts for each in entries for texts in each]
    filled = _rows(forms[1], rows) if forms.keys() == {1} else _in_forms(forms, rows)
    counts = list(map(len, entries))
    if min(counts) == max(counts) == 1:
        return filled
    rest = iter(filled)
    return [next(rest) if count == 1 else b"".join(islice(rest, count)) for count in counts]


def _in_forms(forms: Mapping[int, Element], rows: Sequence[Sequence[str]]) -> list[bytes]:
    """Elements of a kind, each in the form that takes as many texts as there are for it."""
    lengths = {len(texts) for texts in rows}
    apart = {n: iter(_rows(forms.get(n) or forms[1], [row for row in rows if len(row) == n])) for n in lengths}
    return list(next(iter(apart.values()))) if len(apart) == 1 else [next(apart[len(row)]) for row in rows]


def _rows(element: Element, rows: Sequence[Sequence[str]]) -> list[bytes]:
    return fill(element, list(zip(*rows, strict=False))) if rows else []


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


def _with_time_placeholders(written: str, times: Mapping[str, str]) -> str:
    """feedgen takes moments as such and not as texts, so their placeholders are put where it wrote them."""
    for name, time in times.items():
        written = written.replace(time, _TIME_PLACEHOLDER % name)
    return written


def _element(written: str) -> Element:
    found = list(_PLACEHOLDER.finditer(written))
    ends = [one.start() for one in found[1:]] + [len(written)]
    afters = [written[one.end() : end].encode() for one, end in zip(found, ends, strict=True)]
    escapes = [_escape(*(sign.encode() for sign in one.groups()[:4])) for one in found]
    names = tuple(one[5] for one in found)
    return Element(names, written[: found[0].start()].encode(), tuple(zip(escapes, afters, strict=True)))


def _escape(ampersand: bytes, less: bytes, greater: bytes, quote: bytes) -> Escape:
    if quote == _IN_JSON:
        return _escape_in_json

    def escaped(data: bytes) -> bytes:
        data = data.replace(b"&", ampersand).replace(b"<", less).replace(b">", greater)
        return data if quote == b'"' else data.replace(b'"', quote)

    return escaped


def _escape_in_json(data: bytes) -> bytes:
    if len(data.translate(None, _ESCAPED_IN_JSON)) == len(data):  # as nearly always
        return data
    return _CUT.join([json_bytes(text)[1:-1] for text in data.decode().split(_BETWEEN)])
