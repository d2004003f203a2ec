"""Changed records -> entries, rendered once in each format, with the channels that hold them.

Runs in worker processes too: what it needs is picklable, and each worker opens the store for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter

from msgspec import Struct

from enrich.paper_id import is_beyond
from enrich.record import Change, PublishableRecord
from feeds.channels.events import events_of
from feeds.channels.plan import Plan, event_places, path_of, places
from feeds.disclosure import Disclosure
from feeds.formats.author_list import is_long
from feeds.formats.content import dates_of
from feeds.formats.xml import FORMATS, EntrySource, Format, Rendered, render
from feeds.output.entry_cache import digest_of
from feeds.pages.paper import fragment
from feeds.people.authorship import authorships
from feeds.state.types import ChannelRef, EntryRow

RENDERER = "20"
"""Grows when entries of the same record are rendered differently or belong to other channels: everything is rendered
again then."""


_in_formats = attrgetter(*FORMATS)


class Prepared(Struct, frozen=True):
    """An entry with its channels, and its bytes when they were asked for."""

    row: EntryRow
    """Without a spot."""
    updated: int
    digest: bytes
    parts: tuple[bytes, ...]
    """In every format, and as pages show it; with very many authors, in every format again as feeds of authors show it.
    Empty when nothing was rendered."""


def prepare(
    plan: Plan,
    kept: Sequence[PublishableRecord],
    changes: Iterable[Change],
    known: Callable[[Collection[str]], Collection[str]],
    *,
    pages: bool = True,
    address: str = "",
    formats: Collection[Format] = FORMATS,
) -> list[Prepared]:
    """The entries of these records: each paper's own and those of its events.

    `known` says which of some entries are rendered as they are to be; these are not rendered again. `address` is that
    of out/, where persons have pages; without pages they have no address. What is in other `formats` is left empty.
    """
    drafts = list(_drafts(plan, kept, changes, address if pages else ""))
    present = known([draft.row.entry for draft in drafts])
    fresh = [draft for draft in drafts if draft.row.entry not in present]
    rendered = iter(render([draft.source for draft in fresh], formats))
    brief = iter(render([replace(draft.source, brief=True) for draft in fresh if draft.is_long], formats))
    return [
        Prepared(draft.row, draft.updated, b"", ())
        if draft.row.entry in present
        else _rendered(draft, next(rendered), next(brief) if draft.is_long else None, pages, plan.disclosure)
        for draft in drafts
    ]


def channels_beside(plan: Plan, prepared: Sequence[Prepared]) -> tuple[ChannelRef, ...]:
    """The channels of events that are beside those of these entries, though they may be empty."""
    found = {(place.kind, place.key): place for one in prepared for place in one.row.places if "." not in place.kind}
    return event_places(plan, found.values())


class _Draft(Struct, frozen=True):
    """An entry before it is rendered."""

    row: EntryRow
    source: EntrySource
    updated: int
    paper: PublishableRecord | None
    """What pages show; they show no events."""

    @property
    def is_long(self) -> bool:
        """Whether it has too many authors for their feeds to name them all."""
        return is_long(self.source.record.authors)


def _drafts(plan: Plan, kept: Sequence[PublishableRecord], changes: Iterable[Change], address: str) -> Iterator[_Draft]:
    by_record: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_record[change.id].append(change)
    for one in kept:
        record = one.record
        channels = places(plan, one)
        crowd = len(record.authors) > plan.crowd
        day, wrote = int(record.published.timestamp()), authorships(plan, one)
        row = EntryRow(record.id, record.id, one.first_run, day, channels, None, crowd, wrote)
        # Who is known from crowds alone has no page.
        uris = person_uris(one.persons, address) if address and not crowd else {}
        announce = None if is_beyond(record.id) else announced(record.version)
        found = one.first_seen if plan.by_found else None
        source = EntrySource(record, announce, uris=uris, found=found)
        yield _Draft(row, source, int(dates_of(source)[1].timestamp()), one)
        for event, run in events_of(record, by_record.get(record.id, ())):
            when = int(event.when.timestamp())
            row = EntryRow(f"{record.id}#{event.key}", record.id, run, when, event_places(plan, channels), None)
            found = event.seen if plan.by_found else None
            source = EntrySource(record, announced(event.version), event, uris=uris, found=found)
            yield _Draft(row, source, int(dates_of(source)[1].timestamp()), None)


def person_uris(persons: Mapping[int, str], address: str) -> dict[int, str]:
    """The addresses of persons, which stay, by position; `address` is that of out/."""
    return {place: f"{address}/{path_of('person', person)}.html" for place, person in persons.items()}


def announced(version: int | None) -> str | None:
    """How arXiv announces a version in the paper's own category: as `new`, or as `replace`; None for no version."""
    return None if version is None else "new" if version == 1 else "replace"


def _rendered(draft: _Draft, entry: Rendered, brief: Rendered | None, pages: bool, disclosure: Disclosure) -> Prepared:
    parts = (*_in_formats(entry), fragment(draft.paper, disclosure) if draft.paper and pages else b"")
    if brief is not None:
        parts = (*parts, *_in_formats(brief))
    return Prepared(draft.row, draft.updated, digest_of(parts), parts)
