"""An answer of arXiv's query API -> the entries of a whole Atom feed that reports no error, and what is believed of it (pure).

What a truncated or foreign answer lacks is not guessed at: such an answer is rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from enrich.errors import BadAnswer
from enrich.http.messages import Response
from enrich.record import Record
from enrich.text import collapse_spaces

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
ID, TITLE, SUMMARY, AUTHOR, NAME, CATEGORY, LINK, PUBLISHED, UPDATED = (
    ATOM + name for name in ("id", "title", "summary", "author", "name", "category", "link", "published", "updated")
)
PRIMARY, COMMENT, JOURNAL, DOI, AFFILIATION = (
    ARXIV + name for name in ("primary_category", "comment", "journal_ref", "doi", "affiliation")
)
TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_XML_TYPES = frozenset({"application/atom+xml", "application/xml", "text/xml", ""})


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The believable part of an answer."""

    records: tuple[Record, ...]
    """Each at most once; for ids, only of ids that were asked for."""
    total: int
    """How many there are, as arXiv says."""
    problems: tuple[str, ...] = ()
    """Why parts of the answer were not believed, in words for the user."""
    whole: bool = True
    """Whether the answer covers everything that was asked."""
    absent: tuple[str, ...] = ()
    """Ids that a whole answer, which held other papers that were asked for, left out: arXiv has no such paper."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Ids that arXiv calls malformed, with its reason."""
    doubted: Mapping[str, str] = field(default_factory=dict)
    """Ids that arXiv refused alone, without saying that they are malformed; they stay open."""


def read_feed(answer: Response) -> tuple[int, list[Any]]:
    """totalResults and the entries of a whole Atom feed that reports no error; raises BadAnswer for anything else."""
    from lxml import etree

    url = answer.url
    if answer.media_type not in _XML_TYPES:
        raise BadAnswer(f"{url} answered with {answer.media_type} in place of Atom", url)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(answer.body, parser)
    except etree.XMLSyntaxError as error:
        raise BadAnswer(f"{url} answered with XML that is not whole or not well-formed ({error})", url) from error
    if root.tag != f"{ATOM}feed" or root.getroottree().docinfo.internalDTD is not None:
        raise BadAnswer(f"{url} answered with something that is not an Atom feed", url)
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        if "/api/errors" in (entry.findtext(ID) or ""):
            reason = collapse_spaces(entry.findtext(SUMMARY) or "without saying which")
            raise BadAnswer(f"{url} answered with an error: {reason}", url)
    total = (root.findtext(TOTAL) or "").strip()
    if not total.isdecimal():
        raise BadAnswer(f"{url} does not say how many papers it found", url)
    return int(total), entries


def joined(pages: Iterable[AnswerPage]) -> AnswerPage:
    """Several answers as one."""
    pages = tuple(pages)
    return AnswerPage(
        records=tuple(r for page in pages for r in page.records),
        total=sum(page.total for page in pages),
        problems=tuple(p for page in pages for p in page.problems),
        whole=all(page.whole for page in pages),
        absent=tuple(i for page in pages for i in page.absent),
        refused={i: why for page in pages for i, why in page.refused.items()},
        doubted={i: why for page in pages for i, why in page.doubted.items()},
    )
