"""Records of tagged lines (`TI  - `, `%T `) -> Mentions, and the text without them (pure).

Known are RIS as Zotero, Mendeley, EndNote and publishers write it, EndNote's own tags, PubMed's (nbib), and the plain
text of the Web of Science and RefWorks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.items import ListedItem, mentions_in
from enrich.citations.named_fields import Field, listed
from enrich.record import Document, Mention

Tagged = tuple[str, str]
"""Tag and value, whose lines are as they were."""
Bound = tuple[int, bool]
"""Where a line begins with a tag that begins or ends a record, and whether it ends one."""


class _Dialect(Struct, frozen=True, gc=False):
    line: re.Pattern[str]
    """A line that begins a field; its first group is the tag."""
    starts: str
    """The tag that begins a record."""
    end: str
    """The tag that ends one, where there is such a tag."""
    roles: Mapping[str, str]


def _roles(**tags: str) -> dict[str, str]:
    return {tag: role for role, names in tags.items() for tag in names.split()}


_RIS = _Dialect(
    re.compile(r"^[ \t]*+([A-Z][A-Z\d]) {0,2}-(?:[ \t]|$)"), "TY", "ER",
    _roles(title="TI T1 CT", spare="BT ST", authors="AU A1", editors="A2 ED A3 A4", date="DA PY Y1", abstract="AB N2",
           venue="JO JF T2 C3 J2 JA BT", address="UR L1 L2 L3 LK", doi="DO", arxiv="AN M1 C7 M3 T3 PB", comment="N1"),
)  # fmt: skip
_ENDNOTE = _Dialect(
    re.compile(r"^[ \t]*+%([A-Z\d@!~&*+^>$<(#\[\])]) "), "0", "",
    _roles(title="T", spare="B !", authors="A", editors="E Y", date="8 D", abstract="X", venue="J B S", address="U >",
           doi="R", arxiv="M I", comment="Z O"),
)  # fmt: skip
_PUBMED = _Dialect(
    re.compile(r"([A-Z]{2,4}) {0,2}-(?:[ \t]|$)"), "PMID", "",
    _roles(title="TI", spare="BTI CTI", authors="FAU", initials="AU", date="DP", abstract="AB", venue="JT TA SO",
           doi="AID LID", comment="GN"),
)  # fmt: skip
_SCIENCE = _Dialect(
    re.compile(r"([A-Z][A-Z\d])(?:[ \t]|$)"), "PT", "ER",
    _roles(title="TI", authors="AF", initials="AU", date="PY", abstract="AB", venue="SO JI", address="UR", doi="DI",
           arxiv="AR"),
)  # fmt: skip
_REFWORKS = _Dialect(
    _SCIENCE.line, "RT", "",
    _roles(title="T1", spare="T2", authors="A1", date="YR FD", abstract="AB", venue="JF JO", address="UL LK", doi="DO",
           comment="NO"),
)  # fmt: skip
_STARTS = re.compile(
    r"\n[ \t]*+(?:(?P<ris>TY {0,2}-)|(?P<endnote>%0 )|(?P<pubmed>PMID {0,2}-)|(?P<science>PT [JBSP][ \t\r]*+$)|(?P<refworks>RT [A-Z][a-z]))",
    re.MULTILINE,
)
_MAY_START = r"[ \t]*+(?:TY|%0 |PMID|PT |RT )"
_FIRST = re.compile(_MAY_START)
_BELOW = re.compile(rf"\n{_MAY_START}")
"""What is searched for in a whole text, to see at once that no record starts in it."""
_DIALECTS = {"ris": _RIS, "endnote": _ENDNOTE, "pubmed": _PUBMED, "science": _SCIENCE, "refworks": _REFWORKS}
_FEWEST = 3
"""Tagged lines of a text that is made of them."""
_TAGGED = re.compile(r"\n[ \t]*+(?:%\S |[A-Z][A-Z\d]{1,3} {0,2}-)")
"""What is searched for in a whole text, to see at once that it has no such lines."""
_WITHOUT_START = (_RIS, _ENDNOTE, _PUBMED)
_WORD = re.compile(r"\S")
_ARXIV = re.compile(r"arxiv", re.IGNORECASE)
_NO_VENUE = re.compile(r"arxiv|corr\b", re.IGNORECASE)
_BARE = re.compile(r"((?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?)(?:\s*\[arxiv\])?", re.IGNORECASE)


def take_records(
    text: str, document: Document, today: date, place_of: Callable[[int], str]
) -> tuple[list[tuple[int, Mention]], str]:
    """The mentions of the records in a text, with where they stand, and the text with spaces in their place."""
    taken: list[tuple[int, Mention]] = []
    pieces, at = [], 0
    for number, (start, end, fields, dialect) in enumerate(_records(text), 1):
        place = f"{place_of(start)}, record {number}"
        taken += ((start, one) for one in mentions_in(_listed(fields, dialect, place), document, today))
        pieces += [text[at:start], _WORD.sub(" ", text[start:end])]
        at = end
    return taken, "".join([*pieces, text[at:]]) if pieces else text


def _records(text: str) -> Iterator[tuple[int, int, list[Tagged], _Dialect]]:
    """Where each record begins and ends, and its fields."""
    at = 0
    bounds: dict[str, list[Bound]] = {}
    begins = _FIRST.match(text) is not None or _BELOW.search(text) is not None
    above = f"\n{text}" if begins else ""  # what stands at n in the text has the end of its line at n here
    while begins and (start := _STARTS.search(above, at)):
        name = str(start.lastgroup)
        dialect = _DIALECTS[name]
        if name not in bounds:
            bounds[name] = _bounds(text, dialect)
        fields, at = _fields(text, start.start(), dialect, bounds[name])
        if _is_record(fields, dialect):
            yield start.start(), at, fields, dialect
    if at == 0:
        yield from _without_starts(text)


def _without_starts(text: str) -> Iterator[tuple[int, int, list[Tagged], _Dialect]]:
    """The records of a text that is made of tagged lines, where an empty line separates them."""
    tagged = sum(1 for _ in _TAGGED.finditer(f"\n{text}"))
    if tagged < _FEWEST:
        return
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("  ")]
    if tagged * 2 < len(lines):
        return
    for dialect in _WITHOUT_START:
        marks = [found.group(1) for line in lines if (found := dialect.line.match(line))]
        titled = any(dialect.roles.get(tag) == "title" for tag in marks)
        if len(marks) < _FEWEST or len(marks) * 2 < len(lines) or not titled:
            continue
        at, bounds = 0, _bounds(text, dialect)
        while found := _WORD.search(text, at):
            begin = text.rfind("\n", 0, found.start()) + 1
            fields, at = _fields(text, begin, dialect, bounds)
            if fields and _is_record(fields, dialect):
                yield begin, at, fields, dialect
        return


def _is_record(fields: Sequence[Tagged], dialect: _Dialect) -> bool:
    roles = {dialect.roles.get(tag) for tag, _ in fields} - {None}
    return bool(roles) and ("title" in roles or dialect not in (_SCIENCE, _REFWORKS))


def _bounds(text: str, dialect: _Dialect) -> list[Bound]:
    """Those of a dialect that has a tag for the end of a record, ascending."""
    if not dialect.end:
        return []
    found = re.finditer(rf"^[ \t]*+(?:{dialect.starts}|{dialect.end})\b", text, re.MULTILINE)
    return [(one.start(), one.group(0).strip() == dialect.end) for one in found]


def _fields(text: str, start: int, dialect: _Dialect, bounds: Sequence[Bound]) -> tuple[list[Tagged], int]:
    """The fields of the record whose first line begins at `start`, and where it ends.

    Where no tag says so it ends with an empty line, unless tagged lines go on below it.
    """
    following = bisect_left(bounds, (text.find("\n", start) + 1 or len(text), False))
    is_closed = following < len(bounds) and bounds[following][1]
    fields: list[tuple[str, list[str]]] = []
    at, end, blank = start, start, False
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        found = dialect.line.match(line)
        tag = found.group(1) if found else ""
        over = blank and not is_closed and (not found or (fields and tag == fields[0][0]))
        if at > start and (tag == dialect.starts or over):
            break
        if found:
            fields.append((tag, [line[found.end() :].strip()]))
        elif line.strip() and fields:
            fields[-1][1].append(line.strip())
        blank = not line.strip()
        end = end if blank else stop
        at = stop + 1
        if tag and tag == dialect.end:
            break
    return [(tag, "\n".join(lines)) for tag, lines in fields], max(end, start + 1)


def _listed(fields: Sequence[Tagged], dialect: _Dialect, place: str) -> ListedItem:
    """What a record says."""
    found: dict[str, list[str]] = {}
    rest: list[Field] = []
    for tag, value in fields:
        role = dialect.roles.get(tag)
        if role and value:
            found.setdefault(role, []).append(value)
        elif value:
            rest.append(Field(None, place, _line(value)))
    is_arxiv = any(_ARXIV.search(value) for _, value in fields)
    names = found.get("authors") or found.get("initials") or found.get("editors") or []
    authors = [name.strip(" ,;") for value in names for name in value.split("\n")]
    title = next(map(_line, [*found.get("title", ()), *found.get("spare", ())]), None)
    given = [Field("title", place, title), Field("authors", place, authors), *rest]
    for role in ("date", "abstract", "venue", "doi", "address", "comment"):
        given += (Field(role, place, _line(value)) for value in found.get(role, ()))
    given += own_numbers([*found.get("arxiv", ()), *found.get("doi", ())], place, is_arxiv)
    thing = listed([field for field in given if field.value], place, named=True)
    venue = thing.item.venue
    venue = None if venue and _NO_VENUE.match(venue) else venue
    return replace(thing, item=replace(thing.item, comment=None, venue=venue))


def own_numbers(values: Sequence[str], place: str, is_arxiv: bool) -> Iterator[Field]:
    """Numbers that name the record itself, where it is said to be arXiv's."""
    for value in map(_line, values):
        bare = _BARE.fullmatch(value)
        if bare and is_arxiv:
            yield Field("arxiv", place, f"arXiv:{bare.group(1)}")
        elif _ARXIV.search(value):
            yield Field("arxiv", place, value)


def _line(value: str) -> str:
    return " ".join(value.split())
