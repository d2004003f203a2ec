"""A record in the RIS format, which reference managers import. Pure.

A field is one line, `TI  - text`, so text cannot break out of its field. The type is that of unpublished work: RIS knows
no preprints, and a journal reference is free text, which nobody can take apart for sure; it is a note. A paper that arXiv does
not have is what services know it to be (`feeds/exports/work_kinds.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from enrich.paper_id import is_beyond
from feeds.exports.bibtex import bib_key, citation_note, cited_doi, venue_of
from feeds.exports.cells import one_line
from feeds.exports.cited_names import cited_name
from feeds.exports.work_kinds import cited_as, cited_date

RIS_START = "TY  - "
"""The tag with which each record begins."""


def ris_record(record: dict[str, Any]) -> str:
    """One record, with an empty line after it, from its form in the dumps; lines end in CR LF."""
    lines = [f"{tag}  - {one_line(text)}" for tag, text in _fields(record)]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def ris_name(name: str) -> str:
    """`Last, First, Suffix`, or the name as it is where it cannot be taken apart."""
    cited = cited_name(name)
    last = " ".join(filter(None, (cited.particle, cited.family)))
    return cited.literal or ", ".join(filter(None, (last, cited.given, cited.suffix)))


def _fields(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    beyond, published = is_beyond(record["id"]), cited_as(record)
    yield "TY", published.kind.ris if published else "GEN" if beyond else "UNPB"
    yield "ID", bib_key(record["id"])
    yield "TI", record["title"]
    names = (ris_name(author["name"]) for author in record["authors"])
    yield from (("AU", name) for name in names if name)
    day = cited_date(record)
    yield "PY", day[:4]
    yield "DA", day.replace("-", "/")
    yield "AB", record["abstract"]
    if doi := cited_doi(record):
        yield "DO", doi
    yield "UR", record["links"]["abs"]
    yield "AN", bib_key(record["id"])
    yield ("T2", venue_of(record)) if beyond and venue_of(record) else ("PB", "" if beyond else "arXiv")
    if published:
        places = {"VL": published.volume, "IS": published.issue, "SP": published.first_page, "EP": published.last_page}
        yield from ((tag, text) for tag, text in (places | {"PB": published.publisher}).items() if text)
    yield from (("KW", category) for category in record["categories"])
    if note := citation_note(record):
        yield "N1", note
