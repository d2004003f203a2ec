"""Changed records -> the pack and the store's channels: entries are rendered, channels get members and become dirty.

::

    worker: records --render--> entries in its segment of the pack, rows in a file
    here:   channels of the rows get numbers and slugs, in the order of ids
    worker: the rows go into the store

So slugs and names of channels depend neither on who does the work nor on the order in which arXiv answered.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from enrich.paper_id import is_beyond
from enrich.store.store import Store
from feeds.channels.plan import Plan, wanted_slug
from feeds.former_names import kept
from feeds.output.entry_cache import EntryCache, EntryWriter
from feeds.output.spool import Portions, Spool, put_value
from feeds.people.former_entries import remake_archives
from feeds.people.seat_people import seat_people
from feeds.publish.render_entries import Prepared, channels_beside, prepare
from feeds.state.publishing import GATHERING, PublishState
from feeds.state.types import AuthorshipRow, CachedEntry, ChannelRef, EntryRow
from feeds.work.processes import Executor

PIECE = 250
"""Records at a time."""
TOGETHER = 4
"""Pieces whose channels get their numbers by one transaction."""
TAKEN = "taken"
"""The single value [serial, id] that says of which records a gathering that was cut off has taken those up to an id."""

Piece = Sequence[tuple[str, int]]
"""(id, serial) of records."""
Task = Piece | str
"""Records to prepare, or the name of what was prepared."""
Done = tuple[str, str | None]
"""The name of what was prepared; and, once it is taken in, its last id."""


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
    places: tuple[ChannelRef, ...]
    """Channels of the rows; those beside them come after."""
    packed: msgspec.Raw
    """The rows, which nobody reads who does not take them in."""

    def entry_rows(self) -> list[EntryRow]:
        """The rows with their places."""
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
            for row in _rows_of(self.packed)
        ]


_packed_up = msgspec.msgpack.Encoder().encode
_rows_of = msgspec.msgpack.Decoder(tuple[PackedRow, ...]).decode


def gather(
    store: Store,
    published: PublishState,
    plan: Plan,
    pack: EntryCache,
    executor: Executor,
    folder: Path,
    *,
    address: str | None = "",
) -> int:
    """Take in every record that changed after the last that was taken in, and whom they are by; returns how many.

    Records that were rendered since they changed only find their channels. `address` is that of out/, None when there are
    no pages: nothing is rendered for them then. The `folder` is this publication's, for what workers hand on.
    """
    values = published.values()
    rendered = values.get("rendered", 0)
    # Records are taken in with their persons, which another process is still finding: a later publication has all of them.
    count, serial, pieces = _due(store, published, values) if published.people.are_found() else (0, 0, ())
    if count:
        word = secrets.token_hex(8)
        published.set_values({GATHERING: word})
        place = store.url if executor.shares(len(pieces)) else store
        make = partial(_gatherer, place, plan, pack.folder, pack.token, rendered, address, folder, word)
        gathering = _Gathering(published, pack, folder, serial, pieces)
        for done in executor.work_through(make, gathering.tasks(), len(pieces)):
            gathering.hear(*done)
        published.set_values(
            {"serial": serial, "rendered": max(rendered, serial), TAKEN: None, GATHERING: None, "pack_end": pack.size}
            | ({"pack_base": pack.size} if rendered == 0 else {})
        )
    remake_archives(store, published)
    seat_people(published, plan, pack, address)
    return count


def _due(store: Store, published: PublishState, values: Mapping[str, Any]) -> tuple[int, int, Collection[Piece]]:
    """How many records changed after the last that was taken in, the last serial, and what is left to take in of them."""
    due = published.changed_since(values.get("serial", 0))
    published.take_places(store.same_papers.successors([name for name, _ in due if is_beyond(name)]))
    taken, last = values.get(TAKEN) or (0, "")
    changed = sorted([one for one in due if one[1] > taken or one[0] > last] or due)
    return len(due), due[-1][1] if due else 0, Portions(changed, PIECE, tuple[str, int])


class _Gathering:
    """Gives numbers to the channels of what workers prepared, and lets workers take it in then."""

    def __init__(
        self, published: PublishState, pack: EntryCache, folder: Path, serial: int, pieces: Collection[Piece]
    ) -> None:
        self._published = published
        self._pack = pack
        self._folder = folder
        self._serial = serial
        self._pieces = pieces
        self._prepared = Spool(folder, PreparedRecords)
        self._unprepared = self._untaken = len(pieces)
        self._waiting: list[str] = []
        """Names of what was prepared, whose channels have no numbers yet."""
        self._numbered: deque[str] = deque()
        self._taken = ""
        """The last id up to which all was taken in."""

    def tasks(self) -> Iterator[Task | None]:
        """All pieces to prepare, then to take in; None while what comes next waits for a result."""
        for piece in self._pieces:
            yield piece
            while self._numbered:
                yield self._numbered.popleft()
        while self._untaken:
            yield self._numbered.popleft() if self._numbered else None

    def hear(self, name: str, last: str | None) -> None:
        """What came of a task, in their order."""
        if last is None:
            self._unprepared -= 1
            self._waiting.append(name)
            if len(self._waiting) == TOGETHER or not self._unprepared:
                self._number()
        else:
            self._untaken -= 1
            self._taken = last
            (self._folder / name).unlink()

    def _number(self) -> None:
        """In the order of ids, in which pieces are prepared."""
        groups = (self._prepared.read(name).places for name in self._waiting)
        values = {"pack_end": self._pack.size, TAKEN: [self._serial, self._taken]} if self._taken else {}
        self._published.number(groups, wanted_slug, values)
        self._numbered += self._waiting
        self._waiting.clear()


def _gatherer(
    place: Store | str,
    plan: Plan,
    workshop: Path,
    token: str,
    rendered: int,
    address: str | None,
    folder: Path,
    word: str,
) -> Callable[[Task], Done]:
    """Prepares records, or takes in what was prepared; perhaps in a process of its own."""
    store = place if isinstance(place, Store) else Store(place)
    published = PublishState(store.engine)
    writer = EntryCache(workshop, token).writer()
    prepared_in = Spool(folder, PreparedRecords)

    def work(task: Task) -> Done:
        if isinstance(task, str):
            taken = prepared_in.read(task)
            published.seat(taken.ids, taken.entry_rows(), word)
            return task, taken.ids[-1]
        prepared = _prepared(task, store, published, plan, rendered, address)
        numbers: dict[ChannelRef, int] = {}
        rows = tuple(_packed(prepared, writer, numbers))
        writer.flush()
        places = (*numbers, *channels_beside(plan, prepared))
        ids = tuple(name for name, _ in task)
        return put_value(folder, PreparedRecords(ids, places, msgspec.Raw(_packed_up(rows)))), None

    return work


def _prepared(
    piece: Piece, store: Store, published: PublishState, plan: Plan, rendered: int, address: str | None
) -> list[Prepared]:
    ids = [name for name, _ in piece]
    settled = {name for name, serial in piece if serial <= rendered}

    def known(entries: Collection[str]) -> Collection[str]:
        # A DOI may have the sign that is before the key of an event.
        return published.spots([one for one in entries if one in settled or one.rpartition("#")[0] in settled])

    papers = kept(store, ids, provenance=False, hidden=plan.disclosure.private)
    pages = address is not None
    return prepare(plan, papers, store.changes(ids), known, pages=pages, address=address or "")


def _packed(prepared: Sequence[Prepared], writer: EntryWriter, numbers: dict[ChannelRef, int]) -> Iterator[PackedRow]:
    """The rows with the spots of what was rendered, which the pack holds from then on; their channels by number."""
    for one in prepared:
        sizes = tuple(map(len, one.parts))
        spot = CachedEntry(one.digest, *writer.append(one.parts), sizes, one.updated) if sizes else None
        row = one.row
        channels = tuple([numbers.setdefault(each, len(numbers)) for each in row.places])
        yield PackedRow(row.entry, row.record, row.run, row.day, channels, spot, row.crowd, row.authorships)
