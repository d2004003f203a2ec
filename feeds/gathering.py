"""Changed records -> the pack and the store's channels: entries are rendered, channels get members and become dirty.

Preparing runs in worker processes when there is much; the pack and the store are written here alone, in the order in
which records changed, so that slugs do not depend on the number of processes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

from enrich.store.database import Store
from enrich.store.published import Published
from enrich.store.published_rows import EntryRow, Place, Spot
from feeds.channels import Plan, wanted_slug
from feeds.crew import work_through
from feeds.pack import Pack
from feeds.preparing import Prepared, channels_beside, prepare

PIECE = 250
"""Records at a time."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What preparing some records gave."""

    ids: tuple[str, ...]
    serial: int
    """Of the last of them."""
    prepared: tuple[Prepared, ...]
    beside: tuple[Place, ...]


def gather(store: Store, published: Published, plan: Plan, pack: Pack, processes: int, *, pages: bool = True) -> int:
    """Take in every record that changed after the last that was taken in; returns how many.

    Records that were rendered since they changed only find their channels. Without `pages` nothing is rendered for
    them.
    """
    values = published.values()
    rendered = rendered_before = values.get("rendered", 0)
    changed = published.changed_since(values.get("serial", 0))
    tasks = [changed[start : start + PIECE] for start in range(0, len(changed), PIECE)]
    place = store if processes < 2 or len(tasks) < 2 else store.url
    for gathered in work_through(partial(_gatherer, place, plan, rendered, pages), tasks, processes):
        rows = [_packed(one, pack) for one in gathered.prepared]
        pack.flush()
        rendered = max(rendered, gathered.serial)
        values = {"serial": gathered.serial, "rendered": rendered, "pack_end": pack.size}
        published.accept(gathered.ids, rows, gathered.beside, values, wanted_slug)
    if changed and rendered_before == 0:
        published.set_values({"pack_base": pack.size})
    return len(changed)


def _packed(prepared: Prepared, pack: Pack) -> EntryRow:
    if not prepared.data:
        return prepared.row
    spot = Spot(prepared.digest, pack.append(prepared.data), prepared.sizes, prepared.updated)
    return replace(prepared.row, spot=spot)


def _gatherer(
    place: Store | str, plan: Plan, rendered: int, pages: bool
) -> Callable[[Sequence[tuple[str, int]]], Gathered]:
    store = place if isinstance(place, Store) else Store(place)
    published = Published(store.engine)

    def work(changed: Sequence[tuple[str, int]]) -> Gathered:
        ids = tuple(name for name, _ in changed)
        settled = {name for name, serial in changed if serial <= rendered}

        def known(entries: Collection[str]) -> Collection[str]:
            return published.spots([entry for entry in entries if entry.partition("#")[0] in settled])

        prepared = tuple(prepare(plan, store.kept(ids), store.changes(ids), known, pages=pages))
        return Gathered(ids, changed[-1][1], prepared, channels_beside(plan, prepared))

    return work
