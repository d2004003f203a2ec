"""What of a document is not of its format and was read as plain text: damaged JSON, YAML, TOML or XML, in words for the user.

A bare id does not count in plain text (see `bare`), so what may be lost is reported instead of guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from enrich.citations.items import Unparsable
from enrich.containers.mail import mail_parts
from enrich.containers.part import document_of
from enrich.conversion.extras import Lacking, is_lacking
from enrich.documents.formats import named_format
from enrich.documents.kinds import PACKED
from enrich.documents.open import whole_text
from enrich.errors import CannotRead
from enrich.readers.converted import convert
from enrich.readers.delimited import text_lines
from enrich.readers.tables import LINE_LIMIT
from enrich.record import Document, Format
from enrich.references.parse_values import parse_json, parse_toml, parse_yaml
from enrich.references.xml_records import parse_xml

SHOWN = 5
"""Damaged lines that a warning names."""
_OBJECT = re.compile(r'[\ufeff\s\[]*\{\s*"(?:[^"\\\n]|\\.)*"\s*:')
"""How JSON begins and plain text does not, unlike `[1] Ann Author` or the `[] to do` of a list."""


def damage(document: Document) -> tuple[str, ...]:
    """A warning when the document is damaged, holds files that cannot be read, or is read as text for want of an extra.

    Raises CannotRead when it is gone.
    """
    if document.format not in PACKED and is_lacking(document.format):
        return (f"{document.name}: it was read as plain text; {Lacking(document.format)}",)
    try:
        if document.format == "mail":
            problem = _unread(document)
        else:
            problem = _lines(_damaged_lines(document)) if document.format == "jsonl" else _whole(document)
    except (OSError, EOFError) as error:
        raise CannotRead(document.name, f"it could be opened once, but not read again: {error}") from error
    return (f"{document.name}: {problem}",) if problem else ()


def _damaged_lines(document: Document) -> Iterator[tuple[int, str]]:
    """The number of each line that is not JSON, and why it is not."""
    for number, line in enumerate(text_lines(document), 1):
        if len(line) > LINE_LIMIT:
            yield number, f"it is longer than {LINE_LIMIT:,} characters"
        elif why := _why_not_json(line.strip()):
            yield number, why.replace("line 1, ", "")


def _lines(damaged: Iterator[tuple[int, str]]) -> str | None:
    """What is reported about the damaged lines of a document, which may be all of many."""
    first = list(islice(damaged, SHOWN))
    if not first:
        return None
    number, why = first[0]
    if len(first) == 1:
        return f"line {number} is not JSON: {why}; {_consequence('it')}"
    others = sum(1 for _ in damaged)
    numbers = ", ".join(str(number) for number, _ in first) + (f" and {others:,} more" if others else "")
    return f"lines {numbers} are not JSON (line {number}: {why}); {_consequence('them')}"


def _whole(document: Document) -> str | None:
    """What is reported about a document that must be parsed as a whole and cannot be."""
    is_json_feed = document.format == "feed" and next(document.pieces(), b"").lstrip()[:1] == b"{"
    form: Format = "json" if is_json_feed else document.format
    parse = _PARSERS.get(form)
    if parse is None:
        return None
    text = whole_text(document)
    if form == "json" and named_format(document.name) != "json" and not _OBJECT.match(text):
        return None
    why = parse(text)
    return f"it is not {'JSON' if form == 'notebook' else form.upper()}: {why}; {_consequence('it')}" if why else None


def _unread(document: Document) -> str | None:
    """What is reported about the attachments of mail that cannot be read."""
    unread: list[tuple[str, str]] = []
    for part in mail_parts(whole_text(document)):
        try:
            if part.format is None:
                convert(document_of(part, document))
        except CannotRead as problem:
            unread.append((part.place, str(problem).removeprefix(part.name).lstrip(": ")))
    if not unread:
        return None
    others = f" and {len(unread) - SHOWN:,} more" if len(unread) > SHOWN else ""
    names = ", ".join(place for place, _ in unread[:SHOWN]) + others
    return f"{names} could not be read ({unread[0][1]}); save {'it' if len(unread) == 1 else 'them'} as text to have the papers in it"


def _consequence(what: str) -> str:
    return f"ids in {what} are found only where they stand as such in plain text; mend {what} to have all of them"


def _why_not_json(text: str) -> str | None:
    """Why a text is not JSON; None when it is, and when there is none."""
    try:
        if text.strip():
            parse_json(text)
    except Unparsable as problem:
        return str(problem)
    return None


def _why_not(parse: Callable[[str], Any]) -> Callable[[str], str | None]:
    def why(text: str) -> str | None:
        try:
            parse(text)
        except Unparsable as problem:
            return str(problem)
        return None

    return why


def _why_not_xml(text: str) -> str | None:
    try:
        return parse_xml(text)[1]
    except Unparsable as problem:
        return str(problem)


_PARSERS: dict[Format, Callable[[str], str | None]] = {
    "json": _why_not_json,
    "yaml": _why_not(parse_yaml),
    "toml": _why_not(parse_toml),
    "xml": _why_not_xml,
    "notebook": _why_not_json,
}
