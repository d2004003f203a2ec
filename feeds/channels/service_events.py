"""What services report of known papers, from the history of changes of enrichments (pure).

Publications, retractions, corrections and expressions of concern, and code that appeared. What a service knew from the
first time on is no change and so no event, but for a retraction; a publication of long ago is none either when it becomes
known late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec

from enrich.record import Change, Record
from enrich.statements.enrichment import CodeLink, EditorialNotice, Publication
from feeds.enriched import LINKS_ONLY, date_text, licensed, publication_text
from feeds.feed import RETRACTED, Event

NEWS = timedelta(days=180)
"""What was published longer before it became known is no news: indexes take months, not years."""
_PUBLICATION, _NOTICES, _CODE = "enrichment.publication", "enrichment.notices", "enrichment.code"
_LABELS = {"correction": "Corrected", "expression_of_concern": "Expression of concern"}


class KnownPublications:
    """Which published versions of a paper are known at each point of its history."""

    def __init__(self, record: Record, changes: Sequence[Change]) -> None:
        before = next((change.old for change in changes if change.field == "dois"), record.dois)
        self._of_arxiv = _folded(before or ())
        self._of_services: set[str] = set()
        self._enrichment = record.enrichment

    def pass_by(self, by_field: Mapping[str, Change]) -> None:
        """Changes that were seen together have happened."""
        if "dois" in by_field:
            self._of_arxiv = _folded(by_field["dois"].new or ())

    def noted(self, dois: Collection[str]) -> bool:
        """Whether an event of a service was about these published versions, and there are any."""
        return bool(dois) and _folded(dois) <= self._of_services

    def is_new(self, doi: str | None) -> bool:
        """Whether arXiv does not have the version already; an event of a service is about it from now on."""
        if doi is None:
            return not self._of_arxiv
        if doi.casefold() in self._of_arxiv:
            return False
        self._of_services.add(doi.casefold())
        return True

    def as_published(self, publication: Publication, source: str) -> Publication:
        """Without what only services state that permit links alone."""
        whole = self._enrichment.publication if self._enrichment else None
        public = licensed(self._enrichment).publication if self._enrichment else None
        closed = whole is not None and whole.venue == publication.venue and (public is None or public.venue is None)
        return Publication(publication.doi) if closed or source in LINKS_ONLY else publication


def service_events(by_field: Mapping[str, Change], when: datetime, known: KnownPublications) -> Iterable[Event]:
    """The events in changes that were seen together at that time."""
    if change := by_field.get(_NOTICES):
        yield from _notices(change, when)
    if change := by_field.get(_PUBLICATION):
        yield from _publication(change, when, known)
    if change := by_field.get(_CODE):
        yield from _code(change, when)


def _notices(change: Change, when: datetime) -> Iterable[Event]:
    before: tuple[EditorialNotice, ...] = _read(change.old, tuple[EditorialNotice, ...], ())
    now: tuple[EditorialNotice, ...] = _read(change.new, tuple[EditorialNotice, ...], ())
    for notice in now:
        if any(_is_same(notice, other) for other in before):
            continue
        if notice.kind == "retraction":
            yield Event(RETRACTED, "RETRACTED", _note("The published work was retracted", notice), when)
        elif _is_news(notice.date, when):
            what = "corrected" if notice.kind == "correction" else "concern"
            which = notice.notice or (notice.date.isoformat() if notice.date else "")
            key = f"{what}-{quote(which.casefold(), errors='replace')}" if which else what
            note = "There is a correction" if notice.kind == "correction" else "There is an expression of concern"
            yield Event(key, _LABELS[notice.kind], _note(note, notice), when)


def _note(what: str, notice: EditorialNotice) -> str:
    facts = (
        f" on {date_text(notice.date)}" if notice.date else "",
        f", notice https://doi.org/{notice.notice}" if notice.notice else "",
        f" (source: {notice.source})" if notice.source else "",
    )
    return f"{what}{''.join(facts)}."


def _publication(change: Change, when: datetime, known: KnownPublications) -> Iterable[Event]:
    publication: Publication | None = _read(change.new, Publication | None, None)
    if change.old or publication is None or not _is_news(publication.date, when) or not known.is_new(publication.doi):
        return
    text = " ".join(filter(None, ("Published", publication_text(known.as_published(publication, change.source)))))
    doi = f", doi:{publication.doi}" if publication.doi else ""
    yield Event("publication", "Published", f"{text}{doi}.", when)


def _code(change: Change, when: datetime) -> Iterable[Event]:
    before, now = (_linked(value) for value in (change.old, change.new))
    if now and not before:
        yield Event("code", "Code", f"Code has appeared: {', '.join(now)}", when)


def _linked(value: Any) -> list[str]:
    """Addresses of code that people have linked."""
    links: tuple[CodeLink, ...] = _read(value, tuple[CodeLink, ...], ())
    return [link.url for link in links if link.by == "user"]


def _is_same(notice: EditorialNotice, other: EditorialNotice) -> bool:
    """Whether both are one notice, of which more may have become known."""
    if notice.kind != other.kind:
        return False
    return notice.kind == "retraction" or notice.notice == other.notice or notice.date == other.date


def _is_news(published: date | None, when: datetime) -> bool:
    return published is None or when.date() - published <= NEWS


def _folded(dois: Iterable[Any]) -> set[str]:
    return {str(doi).casefold() for doi in dois}


def _read(value: Any, form: Any, otherwise: Any) -> Any:
    """The value of a change; what another version has written in another form counts for nothing."""
    try:
        return msgspec.convert(value, form) if value is not None else otherwise
    except msgspec.ValidationError:
        return otherwise
