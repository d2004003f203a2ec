"""A record as CSL-JSON, which citation processors (citeproc, pandoc, Zotero) read. Pure.

A preprint is an `article` there, with arXiv as its publisher; a journal reference is free text, and so a note. A paper that
arXiv does not have is what services know it to be (`feeds/exports/work_kinds.py`), else one too, with the name of its journal or proceedings.
"""

from __future__ import annotations

from typing import Any

import msgspec

from enrich.paper_id import is_beyond
from feeds.exports.bibtex import bib_key, citation_note, cited_doi, venue_of
from feeds.exports.cells import one_line
from feeds.exports.cited_names import cited_name
from feeds.exports.work_kinds import cited_as, cited_date


def csl_record(record: dict[str, Any]) -> bytes:
    """One item on one line, without a line end, from a record in the form of the dumps."""
    key = bib_key(record["id"])
    day = [int(part) for part in cited_date(record).split("-")]
    published = cited_as(record)
    names = (csl_name(author["name"]) for author in record["authors"])
    item = {
        "id": key,
        "type": published.kind.csl if published else "article",
        "title": one_line(record["title"]),
        "author": [name for name in names if name],
        "issued": {"date-parts": [day]},
        "abstract": record["abstract"],
        "DOI": cited_doi(record),
        "URL": record["links"]["abs"],
        "container-title": one_line(venue_of(record)) if is_beyond(record["id"]) else None,
        "volume": published and one_line(published.volume),
        "issue": published and one_line(published.issue),
        "page": published and one_line(published.pages),
        "publisher": published and one_line(published.publisher) if is_beyond(record["id"]) else "arXiv",
        "number": None if is_beyond(record["id"]) else key,
        "categories": record["categories"],
        "note": one_line(citation_note(record)),
    }
    return msgspec.json.encode({name: value for name, value in item.items() if value or name == "title"})


def csl_name(name: str) -> dict[str, str]:
    """One name; empty for a nameless author."""
    cited = cited_name(name)
    parts = {
        "literal": cited.literal,
        "family": cited.family,
        "given": cited.given,
        "non-dropping-particle": cited.particle,
        "suffix": cited.suffix,
    }
    return {part: text for part, text in parts.items() if text}
