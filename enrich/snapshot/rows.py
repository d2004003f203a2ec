"""One line of arXiv's public metadata snapshot (a JSON object) -> Raw. Alone knows the snapshot's field names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat

import msgspec
from msgspec import Struct

from enrich.arxiv.author_field import split_authors
from enrich.arxiv.raw_record import Raw, version_history
from enrich.arxiv.record_fields import author_name
from enrich.record import Author
from enrich.tex.to_unicode import readable
from enrich.text import collapse_spaces, drop_forbidden

TOO_LONG = 16 << 20
"""Bytes; the longest real line (3,000 authors) is under 300 kB."""


class BadLine(ValueError):
    """The line is not a whole record; the text says why."""


class _Version(msgspec.Struct):
    version: str
    created: str


class _Row(msgspec.Struct):
    """The fields as they are in the file; what the snapshot always has is required."""

    id: str
    title: str
    abstract: str
    categories: str | list[str]
    versions: list[_Version]
    authors_parsed: list[list[str | None]] | None = None
    authors: str | None = None
    affiliations: list[list[str]] | None = None
    submitter: str | None = None
    comments: str | None = None
    journal_ref: str | None = msgspec.field(default=None, name="journal-ref")
    doi: str | None = None
    report_no: str | None = msgspec.field(default=None, name="report-no")
    license: str | None = None


class _Title(msgspec.Struct):
    title: str


class RecordTitle(Struct, frozen=True):
    """What the index keeps of a line."""

    id: str
    title: str
    version: int


_ROWS = msgspec.json.Decoder(_Row)
_TITLES = msgspec.json.Decoder(_Title)


def heading(line: bytes) -> RecordTitle:
    """What the index needs; raises BadLine when the line is not a whole record."""
    row = _row(line)
    try:
        version = max(int(v.version.lstrip("v")) for v in row.versions)
    except ValueError:
        raise BadLine(f"{row.id}: its versions cannot be read") from None
    if not (row.title.strip() and row.categories and (row.authors_parsed or row.authors)):
        raise BadLine(f"{row.id}: it lacks a title, authors or categories")
    return RecordTitle(row.id, row.title, version)


def title_of(line: bytes) -> str:
    """The title alone, of a line that `heading` has read before; "" when it is another line by now."""
    try:
        return _TITLES.decode(line).title
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return ""


def raw(line: bytes) -> Raw:
    """All that the line says; raises BadLine when it is not a whole record."""
    row = _row(line)
    try:
        versions = version_history([(v.version, v.created) for v in row.versions])
    except (ValueError, OverflowError) as problem:
        raise BadLine(f"{row.id}: {problem}") from None
    return Raw(
        id=row.id,
        title=row.title,
        abstract=row.abstract,
        authors=_authors(row),
        categories=tuple(row.categories.split() if isinstance(row.categories, str) else row.categories),
        versions=versions,
        comment=row.comments,
        journal_ref=row.journal_ref,
        doi=row.doi,
        license=row.license,
        submitter=row.submitter,
        report_no=row.report_no,
    )


def _row(line: bytes) -> _Row:
    try:
        row = _ROWS.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError) as problem:
        raise BadLine(f"not a record: {problem}") from None
    if not row.id:
        raise BadLine("it has no id")
    return row


def _authors(row: _Row) -> tuple[Author, ...]:
    if not row.authors_parsed:
        return split_authors(readable(drop_forbidden(row.authors or "")))
    affiliations = row.affiliations
    if affiliations:
        pairs = zip(row.authors_parsed, chain(affiliations, repeat([])), strict=False)
        return tuple([Author(full_name(parts), _affiliations([*more, *parts[3:]])) for parts, more in pairs])
    return tuple(
        [
            Author(full_name(parts), _affiliations(parts[3:])) if len(parts) > 3 else Author(full_name(parts))
            for parts in row.authors_parsed
        ]
    )


def full_name(parts: list[str | None]) -> str:
    """The name that family name, given names and suffix make together."""
    if len(parts) == 3 and parts[0] and parts[1] and not parts[2]:
        # As nearly all names are: nothing to mend.
        plain = f"{parts[1]} {parts[0]}"
        if plain.isprintable() and "  " not in plain and plain[0] != " " and plain[-1] not in " ,":
            return plain
    last, first, suffix = ([part or "" for part in parts] + ["", "", ""])[:3]
    name = author_name(last, first, suffix)
    cleaned = drop_forbidden(name)
    return name if cleaned == name else collapse_spaces(cleaned)


def _affiliations(texts: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(text for text in (collapse_spaces(drop_forbidden(text)) for text in texts if text) if text)
    )
