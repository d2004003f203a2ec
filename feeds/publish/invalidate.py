"""Decides how much is to be rebuilt before publishing: all entries, all channels, or nothing.

=========================  ================================================================
what is not as it was      what is done
=========================  ================================================================
the renderer, the pack,    every entry is rendered again
the address, what is told
of sources, the dates
topics, authors, sources   every record finds its channels again, every channel is looked at
papers for files           every channel is looked at
title, formats             every file is made again
entries in a feed,         archives are laid out again
archives on or off
out/ itself                every file is made again, files that nobody knows go
one of its files is gone   its channel is written again, once entries are in their channels
a rebuild is asked for     every entry is rendered again, every file is made again, files
                           that nobody knows go
=========================  ================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct

from enrich.settings import Settings
from feeds.channels.plan import Plan, wanted_slug
from feeds.disclosure import PRIVATE, SHOWN
from feeds.output.entry_cache import EntryCache, new_pack, open_pack
from feeds.output.missing import OutputSnapshot
from feeds.people.seat_people import PEOPLE
from feeds.publish.assemble import Site
from feeds.publish.render_entries import RENDERER
from feeds.publish.update_members import TAKEN
from feeds.state.publishing import TOKEN, PublishState

WASTE = 64 * 1024 * 1024
"""Unused bytes that a pack may hold, beside twice what it held when it was new."""


class Invalidated(Struct, frozen=True):
    """Ready to publish."""

    pack: EntryCache
    strange: bool
    """out/ may not be as this store left it: another store published there, or this one elsewhere, or none did, or a
    rebuild is asked for."""


@contextmanager
def invalidate(
    published: PublishState,
    settings: Settings,
    plan: Plan,
    site: Site,
    watch: OutputSnapshot,
    workshop: Path,
    *,
    rebuild: bool = False,
) -> Iterator[Invalidated]:
    """Mark in the store what is to be rebuilt, everything with `rebuild`; the pack is open while the context lasts."""
    values = published.values()
    if rebuild:
        values["renderer"] = None
    disclosure = {PRIVATE: sorted(plan.disclosure.private), SHOWN: plan.disclosure.documents}
    if any(values.get(name) != value for name, value in disclosure.items()):
        published.set_values(disclosure)
    pack = _pack(published, values, site, plan, workshop)
    try:
        _plan(published, values, settings, plan)
        _site(published, values, site)
        strange = rebuild or watch.token is None or watch.token != values.get(TOKEN)
        if strange:
            published.mark_all(lost=True)
        yield Invalidated(pack, strange)
    finally:
        pack.close()


def mark_missing(published: PublishState, watch: OutputSnapshot) -> int:
    """Files that are no longer there are to be made again; how many are not."""
    if not watch.folders_differ():
        return 0
    files = published.files()
    missing = files if watch.is_empty() else watch.missing(files)
    if missing == files:
        published.mark_all(lost=True)
    else:
        published.mark(missing)
    return len(missing)


def _pack(published: PublishState, values: dict[str, object], site: Site, plan: Plan, workshop: Path) -> EntryCache:
    # Entries name the addresses of persons.
    address = f" {site.base_url}" if site.pages else " without pages"
    renderer = f"{RENDERER}{address}{plan.disclosure.mark}{' by found' * plan.by_found}"
    base = values.get("pack_base") or 0
    known = values.get("pack")
    pack = open_pack(workshop, None if known is None else str(known), published.segments())
    same = values.get("renderer") == renderer
    if pack is not None and same and pack.size <= 3 * int(str(base)) + WASTE:
        return pack
    if pack is not None:
        pack.close()
    if not same:
        published.mark_all(lost=True)
    token = new_pack(workshop)
    begun = {"serial": 0, "rendered": 0, TAKEN: None, PEOPLE: None}
    published.begin_pack({"pack": token, "pack_end": 0, "renderer": renderer, **begun})
    return EntryCache(workshop, token)


def _plan(published: PublishState, values: dict[str, object], settings: Settings, plan: Plan) -> None:
    former = plan.kept, sorted(plan.ended), plan.keep
    disclosed = plan.sources, plan.disclosure.mark
    listed = [place.key for place, _ in plan.topics if place.key.startswith("source:")]
    inputs = (settings.site.title, settings.topics, settings.authors, disclosed, former, *listed)
    digest = blake2b(repr(inputs).encode(), digest_size=16).hexdigest()
    if values.get("files", 1) != plan.files:
        published.mark_all(lost=False)
        published.set_values({"files": plan.files})
    if values.get("plan") == digest:
        return
    published.stand(plan.standing(), wanted_slug, plan.names)
    published.mark_all(lost=False)
    published.set_values({"plan": digest, "serial": 0, TAKEN: None, PEOPLE: None})


def _site(published: PublishState, values: dict[str, object], site: Site) -> None:
    digest = blake2b(msgspec.json.encode(site), digest_size=16).hexdigest()
    if values.get("site") == digest:
        return
    published.mark_all(lost=True)
    layout = site.entries if site.archives else 0
    if values.get("entries") != layout:
        # Without archives, too: full ones that stayed frozen would be shown nowhere, even when there are archives again.
        published.reopen_archives(None)
    published.set_values({"site": digest, "entries": layout})
