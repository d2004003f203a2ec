"""Identifiers as services write them: DOIs, arXiv ids, ORCID iDs, ROR ids, addresses of the web; None for what is none (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import unquote, urlsplit

from enrich.identifiers.arxiv_id import parse_id
from enrich.paper_id import doi_within
from enrich.record import Record
from enrich.services.wire import as_text
from enrich.statements.statement import Statement

ARXIV_PREFIX = "10.48550/"
"""DOIs that begin so are arXiv's own, registered with DataCite."""
MOST_DOIS = 8
"""Of one paper; a record with more is wrong about most of them."""
LONGEST_URL = 2000
"""Characters."""

_DOI_URL = re.compile(r"https?:/{1,3}(?:dx\.|www\.)?doi\.org/{1,2}", re.IGNORECASE)
_DOI_WORD = re.compile(r"(?:info:)?doi\s{0,3}[:/]\s{0,3}", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}/[^\s\x00-\x20\x7f]{1,300}")
_ROR = re.compile(r"(?:https?://ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?", re.ASCII)


def plain_doi(value: Any) -> str | None:
    """A DOI in lower case, without `https://doi.org/` or `doi:`."""
    text = as_text(value)
    if text is None:
        return None
    if address := _DOI_URL.match(text):
        text = unquote(text[address.end() :])
    elif word := _DOI_WORD.match(text):
        text = text[word.end() :]
    doi = text.lower()
    return doi if _DOI.fullmatch(doi) else None


def published_doi(value: Any) -> str | None:
    """A DOI as `plain_doi` has it; None for one of arXiv's own."""
    doi = plain_doi(value)
    return None if doi is None or doi.startswith(ARXIV_PREFIX) else doi


def published_dois(record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
    """The DOIs of published versions that arXiv or a service names for a paper, its own and arXiv's first; not arXiv's own."""
    named = [doi_within(record.id), *record.dois, doi_within(record.entry_id or ""), *(one.doi for one in known)]
    return tuple(dict.fromkeys(doi for one in named if (doi := published_doi(one))))[:MOST_DOIS]


def arxiv_doi(paper: str) -> str:
    """arXiv's own DOI of a paper, without version: `10.48550/arxiv.2304.05376`, `10.48550/arxiv.hep-th/9901001`."""
    return f"{ARXIV_PREFIX}arxiv.{paper.lower()}"


def arxiv_id(value: Any, today: date) -> str | None:
    """The arXiv id, without version, that a text as a whole is: an id, an arXiv address, an arXiv DOI, `oai:arXiv.org:...`."""
    text = as_text(value)
    if text is None:
        return None
    try:
        return parse_id(unquote(text), today).id
    except ValueError:
        return None


def ror_id(value: Any) -> str | None:
    """A ROR id as `https://ror.org/05dxps055`."""
    match = _ROR.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    return f"https://ror.org/{match[1]}" if match else None


def web_url(value: Any) -> str | None:
    """An address that a reader may be sent to: http or https, a host, no user or password, nothing to break out of a page."""
    text = as_text(value)
    if text is None or len(text) > LONGEST_URL or re.search(r"[\s\"'<>`\\^{}|]", text) or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    fine = parts.scheme.lower() in {"http", "https"} and parts.hostname and "@" not in parts.netloc and port != 0
    return text if fine else None
