"""Single papers as JSON: from the store, and from arXiv (or by their DOI, from services) when the store does not have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from enrich.options.services import UNKNOWN_DOI
from enrich.paper_id import doi_within, is_beyond
from enrich.record import Change, Outcome, PublishableRecord
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.former_topics import former
from feeds.channels.plan import plan_of, topic_places
from feeds.disclosure import WHOLE, Disclosure
from feeds.formats.record_json import record_json, utc_text
from feeds.former_names import shown
from feeds.state.publishing import PublishState
from feeds.state.site_view import SiteView

if TYPE_CHECKING:
    from enrich.pipeline.clients import Clients


class Looked(Struct, frozen=True):
    """What looking papers up gave."""

    found: tuple[PublishableRecord, ...]
    missing: dict[str, str]
    """Reason by id, of those that arXiv does not have."""
    deferred: dict[str, str]
    """Reason by id, of those that could not be asked now."""


def look_up(settings: Settings, store: Store, open_tools: Callable[[], Clients], ids: Sequence[str]) -> Looked:
    """The records of these ids (`doi:...` too), in their order; unknown ones are asked for, and kept without being published.

    A DOI stands for the record that has it; papers that arXiv does not have are asked for where the settings allow it. The
    tools, which take long to load, are opened for unknown ones alone.
    """
    standing = _by_doi(store, ids)
    known = store.records.known([standing.get(name, name) for name in ids])
    unknown = [name for name in dict.fromkeys(ids) if standing.get(name, name) not in known]
    if unknown:
        from enrich.pipeline.enrich_run import Worker

        tools = open_tools()
        run = store.runs.start("lookup", tools.now())
        problems = Worker(settings, store, tools, lambda *_: None).look_up(run, unknown)
        counts = {"requests": tools.requests()}
        store.runs.finish(run, "open" if problems else "ok", counts, problems, tools.now())
    standing |= _by_doi(store, unknown)
    keys = {name if is_beyond(name) else f"id:{name}": name for name in unknown}
    failed = {keys[key]: state for key, state in store.lookups.by_key(list(keys)).items() if state[3] is None}
    nobody = {name: UNKNOWN_DOI for name in unknown if is_beyond(name) and name not in standing}
    missing = {name: state[1] for name, state in failed.items() if state[0] is not Outcome.DEFERRED}
    waiting = {name: state[1] for name, state in failed.items() if state[0] is Outcome.DEFERRED}
    return Looked(
        found=tuple(
            shown(store.engine, store.looked_up(list(dict.fromkeys(standing.get(name, name) for name in ids))))
        ),
        missing={name: reason for name, reason in (nobody | missing).items() if name not in waiting},
        deferred=waiting,
    )


def _by_doi(store: Store, ids: Sequence[str]) -> dict[str, str]:
    """The record that stands for each of those ids that are DOIs, of those that have one."""
    dois = {doi: name for name in ids if (doi := doi_within(name))}
    if not dois:
        return {}
    owners = store.records.by_doi(list(dois)) | store.same_papers.owners(list(dois))
    return {dois[doi]: record for doi, record in owners.items()}


def records_json(
    settings: Settings, store: Store, found: Sequence[PublishableRecord], disclosure: Disclosure = WHOLE
) -> Iterator[dict[str, Any]]:
    """Records in the form of the dumps; slugs are those of channels that were published."""
    published, view = PublishState(store.engine), SiteView(store.engine)
    plan = plan_of(settings, former(settings, published.topics.known(), disclosure.private))
    for kept in found:
        topics = [place.key for place in topic_places(plan, kept)]
        authors = [plan.author_key(author.name) for author in kept.record.authors]
        author_slugs = published.slugs("author", {key for key in authors if key})
        if plan.min_papers > 1 or published.crowds.any():
            # A slug is kept for authors too whose papers are too few for a feed, or of crowds alone.
            with_feed = view.channels("author", author_slugs.values())
            author_slugs = {key: slug for key, slug in author_slugs.items() if slug in with_feed}
        whole = record_json(
            kept.record,
            topics=sorted(published.slugs("topic", set(topics)).values()),
            mentions=kept.mentions,
            slugs=[author_slugs.get(key) for key in authors],
            outcome=kept.outcome,
            first_seen=kept.first_seen,
            persons=kept.persons,
        )
        yield disclosure.record(whole)


def history_json(store: Store, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every change of these records, in the order in which it happened."""
    return (change_json(change) for change in store.changes(ids))


def change_json(change: Change) -> dict[str, Any]:
    """One change as JSON values."""
    return {
        "id": change.id,
        "when": utc_text(change.when),
        "source": change.source,
        "field": change.field,
        "old": change.old,
        "new": change.new,
    }
