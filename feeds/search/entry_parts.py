"""Rendered entries for whoever answers on demand: from the pack where it is, and made from the records where it is not.

::

    spots (the store) --pack beside out/--> the very bytes that are published
                      --no pack here-----> records --> rendered as publishing renders them

Both give the same bytes. Where a record has changed since it was published, what is made from it is newer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from enrich.database.connection import has_one_view
from enrich.record import Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.former_topics import former
from feeds.channels.plan import Plan, plan_of
from feeds.disclosure import PRIVATE, SHOWN, disclosure_as_published
from feeds.formats.parts import chosen, parts_of
from feeds.formats.xml import FORMATS, EntrySource, Format, render
from feeds.former_names import kept
from feeds.output.entry_cache import find_pack
from feeds.output.staging import Portion
from feeds.people.notices import notice_parts
from feeds.publish.render_entries import prepare
from feeds.state.people import NOTICE
from feeds.state.publishing import PublishState
from feeds.state.types import CachedEntry

_TOKEN = "out"
"""The single value that each publication changes."""
Parts = Mapping[str, Sequence[Portion]]
"""Entry -> in every format, and as pages show it."""


class EntryParts:
    """Reads entries; may be used by several threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._published = PublishState(store.engine)
        self._settings = settings
        self._plan: tuple[object, Plan] | None = None

    def plan(self, values: Mapping[str, Any] | None = None) -> Plan:
        """What the settings say of channels, with the topics that go on as they are now, or by these single values."""
        values = self._published.values() if values is None else values
        version = [values.get(name) for name in (_TOKEN, "plan", PRIVATE, SHOWN)]
        known = self._plan
        if known is None or known[0] != version:
            what = former(self._settings, self._published.topics.known())
            known = version, plan_of(self._settings, what, disclosure_as_published(self._settings, values))
            self._plan = known
        return known[1]

    def read(
        self,
        spots: Mapping[str, CachedEntry],
        known: object,
        plan: Plan | None = None,
        *,
        brief: bool,
        formats: Collection[Format] = FORMATS,
    ) -> Parts | None:
        """These entries, `brief` for feeds of authors; None while the pack is another than the one that was `known`.

        `plan` spares asking for it. What nobody needs in other `formats` than these may be left empty.

        The pack is opened after `known` and the spots were read: if it is still that one, the spots are its own.
        """
        if not spots:
            return {}
        pack = find_pack(self._settings.out, known)
        if pack is not None:
            try:
                return {entry: list(map(bytes, parts_of(pack, spot, brief))) for entry, spot in spots.items()}
            except OSError:
                pass  # it is being taken away: what is asked next is whether another took its place
            finally:
                pack.close()
        if not has_one_view(self._store.engine) and self._published.values().get("pack") != known:
            return None
        rendered = self._from_records(spots, plan or self.plan(), formats)
        return {entry: chosen(parts, brief) for entry, parts in rendered.items()}

    def _from_records(
        self, spots: Mapping[str, CachedEntry], plan: Plan, formats: Collection[Format]
    ) -> Mapping[str, tuple[bytes, ...]]:
        """From the records."""
        address = self._settings.public_url
        notices = [entry for entry in spots if entry.startswith(NOTICE)]
        found = {entry: parts for entry in notices if (parts := notice_parts(self._published, entry, address))}
        records = self._published.records_of(spots.keys() - {*notices})
        ids = sorted({*records.values()})
        if ids:
            papers = kept(self._store, ids, provenance=False, hidden=plan.disclosure.private)
            changes = self._store.changes(ids)
            prepared = prepare(plan, papers, changes, lambda entries: (), address=address, formats=formats)
            found |= {one.row.entry: one.parts for one in prepared if one.row.entry in spots}
        return found


def warm_up() -> None:
    """Have the templates of entries made now, in the main thread: feedgen may not be used in another."""
    day = datetime(2025, 7, 17, tzinfo=UTC)
    record = Record("2507.13575", 1, "A paper", "A paper", "", "", (), ("cs.LG",), "cs.LG", day, day)
    render([EntrySource(record, None)])
