"""What services say of a DOI -> the record of a paper that arXiv does not have, or why it is none (pure).

Crossref is believed first: publishers themselves deposit there. OpenAlex stands in for it where the DOI is registered
elsewhere. What either calls no paper is none: publishers register components, reviews, journals, editorials and covers too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from enrich.paper_id import beyond_id
from enrich.reconcile.about import same_title, unmarked
from enrich.record import Author, Provenance, Record
from enrich.statements.statement import Statement
from enrich.tex.to_unicode import readable

SOURCES = ("crossref", "openalex")
"""Services that may say what a DOI is of, the one that is believed first: both let their facts be published."""
PAPERS = {
    "crossref": frozenset({"journal-article", "proceedings-article", "posted-content", "book-chapter", "report", "dissertation"}),
    "openalex": frozenset(
        {"article", "conference-paper", "preprint", "review", "letter", "book-chapter", "report", "dissertation"}
    ),
}  # fmt: skip
"""What each calls a paper; everything else is none."""
_ONLY = (
    r"(?:guest )?editorial(?: board)?|preface|foreword|(?:front|back) ?matter|(?:table of )?contents|issue information|masthead"
    r"|(?:author|subject|keyword)? ?index|(?:front |back )?cover(?: image)?|title page|copyright|untitled|in memoriam|obituary"
    r"|call for papers|book reviews?|list of reviewers|publisher'?s note|erratum|errata|corrigendum|correction|retraction"
)
_BEGINS = (
    r"(?:(?:author|publisher) )?correction(?: to|:)|err(?:atum|ata)(?: to| for|:)|corrigend(?:um|a)(?: to| for|:)"
    r"|retraction(?: note| notice)?(?: to|:)|withdrawal(?: notice)?:|expression of concern|(?:guest )?editorial:|book review:"
    r"|review of:|obituary:|peer review of|decision letter|author response"
)
_NO_PAPER = re.compile(
    rf"\W{{0,4}}(?:(?:{_ONLY})\W{{0,4}}$|(?:{_BEGINS}))", re.IGNORECASE
)  # bounded: a title's beginning
"""Titles of what publishers register as articles and is none."""


@dataclass(frozen=True, slots=True)
class BeyondPaper:
    """A paper by its DOI."""

    record: Record
    named: tuple[str, ...] = ()
    """arXiv ids that services give for it: arXiv may have it after all."""
    kind: str = ""
    """What the service that is believed calls it."""


def paper_of(doi: str, statements: Sequence[Statement]) -> BeyondPaper | str:
    """The paper with this DOI (in lower case), or the reason why there is none, as a sentence without its end."""
    stated = {name: _of(doi, name, statements) for name in SOURCES}
    known = [one for one in stated.values() if one is not None]
    if not known:
        return "no service has a work with this DOI"
    first = known[0]
    if no_paper := next((one for one in known if not is_paper(one)), None):
        what = no_paper.type or "nothing that it has a name for"
        return f"{_NAMES[no_paper.service]} has something else with this DOI ({what}, “{_short(no_paper.title)}”)"
    titled = next((one for one in known if one.title), None)
    if titled is None or titled.title is None:
        return f"{_NAMES[first.service]} has no title of the work with this DOI"
    alike = [one for one in known if not one.title or same_title(one.title, titled.title)]
    written = next((one for one in alike if any(author.name for author in one.authors)), None)
    if written is None:
        return f"{_NAMES[first.service]} has no authors of the work with this DOI"
    dated = next((one for one in alike if one.published), None)
    if dated is None or dated.published is None:
        return "no service knows when the work with this DOI was published"
    named = tuple(dict.fromkeys(one.arxiv_id for one in alike if one.arxiv_id))
    # Issues are dated ahead; nothing that is published is of the future.
    day = datetime.combine(min(dated.published, first.when.astimezone(UTC).date()), time(), UTC)
    sources = {"title": titled, "authors": written, "dois": first, "published": dated}
    return BeyondPaper(_record(doi, sources, day), named, first.type or "")


def is_paper(one: Statement) -> bool:
    """Whether a service calls the work a paper, and its title does not say otherwise."""
    is_notice = one.service == "crossref" and one.kind == "work"
    return one.type in PAPERS.get(one.service, ()) and not is_notice and not _NO_PAPER.match(one.title or "")


_NAMES = {"crossref": "Crossref", "openalex": "OpenAlex"}


def _of(doi: str, service: str, statements: Sequence[Statement]) -> Statement | None:
    """What a service says of the very DOI; None when it says nothing, or several things."""
    found = [one for one in statements if one.service == service and one.type is not None]
    own = [one for one in found if doi in {one.work, one.doi}] or [one for one in found if service == "openalex"]
    newest = max(own, key=lambda one: (one.when, one.work), default=None)
    titles = {one.title for one in own if one.title}
    several = newest is not None and any(not same_title(title, newest.title or "") for title in titles)
    return None if several else newest


def _record(doi: str, marks: Mapping[str, Statement], day: datetime) -> Record:
    """The record whose fields are those of these statements."""
    title_tex = unmarked(marks["title"].title or "")
    return Record(
        id=beyond_id(doi),
        version=1,
        title=readable(title_tex),
        title_tex=title_tex,
        abstract="",
        abstract_tex="",
        authors=tuple(Author(author.name) for author in marks["authors"].authors),
        categories=(),
        primary_category="",
        published=day,
        updated=day,
        dois=(doi,),
        provenance=tuple(Provenance(field, marks[field].service, marks[field].when) for field in sorted(marks)),
    )


def _short(title: str | None) -> str:
    text = title or "untitled"
    return text if len(text) <= 120 else f"{text[:119]}…"
