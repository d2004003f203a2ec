"""Changed records -> the pack and the store's channels: entries are rendered, channels get members and become dirty.

Preparing and rendering run in worker processes when there is much to do; the store is written here alone, in the
order of ids, so that slugs and names of channels depend neither on the number of processes nor on the order in which
arXiv answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from enrich.paper_id import is_beyond
from enrich.store.store import Store
from feeds.channels.plan import Plan, wanted_slug
from feeds.former_names import kept
from feeds.output.entry_cache import EntryCache, EntryWriter
from feeds.people.former_entries import remake_archives
from feeds.people.seat_people import seat_people
from feeds.publish.render_entries import Prepared, channels_beside, prepare
from feeds.state.publishing import PublishState
from feeds.state.types import AuthorshipRow, CachedEntry, ChannelRef, EntryRow
from feeds.work.processes import work_through

PIECE = 250
"""Records at a time."""
TOGETHER = 4
"""Pieces that are taken in by one transaction."""
TAKEN = "taken"
"""The single value [serial, id] that says of which records a gathering that was cut off has taken those up to an id."""


class PackedRow(Struct, frozen=True, gc=False, array_like=True):
    """An EntryRow on its way from one process to another."""

    entry: str
    record: str
    run: int
    day: int
    places: tuple[int, ...]
    """Which of the places that the records have between them: authors write more than one paper."""
    spot: CachedEntry | None
    crowd: bool
    authorships: tuple[AuthorshipRow, ...] = ()


class PreparedRecords(Struct, frozen=True, gc=False, array_like=True):
    """What preparing some records gave; their entries are in the pack."""

    ids: tuple[str, ...]
    rows: tuple[PackedRow, ...]
    places: tuple[ChannelRef, ...]
    beside: tuple[ChannelRef, ...]

    def entry_rows(self) -> list[EntryRow]:
        """Its rows with their places."""
        places = self.places
        return [
            EntryRow(
                entry=row.entry,
                record=row.record,
                run=row.run,
                day=row.day,
                places=tuple([places[n] for n in row.places]),
                spot=row.spot,
                crowd=row.crowd,
                authorships=row.authorships,
            )
            for row in self.rows
        ]


_packed_up = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(PreparedRecords).decode
"""Between processes: a fifth of what pickling costs."""


def gather(
    store: Store, published: PublishState, plan: Plan, pack: EntryCache, processes: int, *, address: str | None = ""
) -> int:
    """Take in every record that changed after the last that was taken in, and whom they are by; returns how many.

    Records that were rendered since they changed only find their channels. `address` is that of out/, None when there are
    no pages: nothing is rendered for them then.
    """
    count = _gather(store, published, plan, pack, processes, address)
    remake_archives(store, published)
    seat_people(published, plan, pack, address)
    return count


def _gather(
    store: Store, published: PublishState, plan: Plan, pack: EntryCache, processes: int, address: str | None
) -> int:
    values = published.values()
    rendered = values.get("rendered", 0)
    due = published.changed_since(values.get("serial", 0))
    if not due:
        return 0
    published.take_places(store.same_papers.successors([name for name, _ in due if is_beyond(name)]))
    serial = due[-1][1]
    taken, last = values.get(TAKEN) or (0, "")
    changed = sorted([one for one in due if one[1] > taken or one[0] > last] or due)
    tasks = [changed[start : start + PIECE] for start in range(0, len(changed), PIECE)]
    place = store if processes < 2 or len(tasks) < 2 else store.url
    make = partial(_gatherer, place, plan, pack.folder, pack.token, rendered, address)
    gathered = map(_unpacked, work_through(make, tasks, processes))
    while together := list(islice(gathered, TOGETHER)):
        last = together[-1].ids[-1]
        whole = {"serial": serial, "rendered": max(rendered, serial), TAKEN: None}
        published.accept(
            [name for one in together for name in one.ids],
            [row for one in together for row in one.entry_rows()],
            [place for one in together for place in one.beside],
            {"pack_end": pack.size} | (whole if last == changed[-1][0] else {TAKEN: [serial, last]}),
            wanted_slug,
        )
    if rendered == 0:
        published.set_values({"pack_base": pack.size})
    return len(due)


def _gatherer(
    place: Store | str, plan: Plan, folder: Path, token: str, rendered: int, address: str | None
) -> Callable[[Sequence[tuple[str, int]]], bytes]:
    store = place if isinstance(place, Store) else Store(place)
    published = PublishState(store.engine)
    writer = EntryCache(folder, token).writer()

    def work(changed: Sequence[tuple[str, int]]) -> bytes:
        ids = tuple(name for name, _ in changed)
        settled = {name for name, serial in changed if serial <= rendered}

        def known(entries: Collection[str]) -> Collection[str]:
            # A DOI may have the sign that is before the key of an event.
            return published.spots([one for one in entries if one in settled or one.rpartition("#")[0] in settled])

        prepared = prepare(
            plan,
            kept(store, ids, provenance=False, hidden=plan.disclosure.private),
            store.changes(ids),
            known,
            pages=address is not None,
            address=address or "",
        )
        beside = channels_beside(plan, prepared)
        numbers: dict[ChannelRef, int] = {}
        rows = tuple(_packed(prepared, writer, numbers))
        writer.flush()
        return _packed_up(PreparedRecords(ids, rows, tuple(numbers), beside))

    return work


def _packed(prepared: Sequence[Prepared], writer: EntryWriter, numbers: dict[ChannelRef, int]) -> Iterator[PackedRow]:
    """The rows with the spots of what was rendered, which the pack holds from then on; their channels by number."""
    for one in prepared:
        sizes = tuple(map(len, one.parts))
        spot = CachedEntry(one.digest, *writer.append(one.parts), sizes, one.updated) if sizes else None
        row = one.row
        channels = tuple([numbers.setdefault(each, len(numbers)) for each in row.places])
        yield PackedRow(row.entry, row.record, row.run, row.day, channels, spot, row.crowd, row.authorships)
