"""Dirty channels -> staged files: what differs from what is published, and nothing else.

Runs in worker processes too; each has its own connection and its own view of the pack.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from enrich.database.connection import connect
from feeds.channels.archive_portions import LONG, ChannelArchives, archives_of, portions_of
from feeds.channels.plan import Plan
from feeds.formats.parts import PAGE, parts_of
from feeds.output.entry_cache import EntryCache
from feeds.output.spool import put_value
from feeds.output.staging import Portion, is_same, write_staged
from feeds.pages.channel_page import AUTHORED, PageFacts
from feeds.publish.assemble import (
    FEED,
    ChannelBuild,
    FeedBuild,
    Site,
    archive_sheets,
    assemble,
    sheets_of,
)
from feeds.publish.channel_pages import PageBuilder, named_in
from feeds.publish.heads import SiteHeads
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.types import CachedEntry, Channel, ChannelPair, FileSet, FilledArchive, Member, WrittenFiles


class Built(Struct, frozen=True):
    """What came of some channels."""

    done: WrittenFiles
    """What to record once it is in place."""
    files: tuple[str, ...]
    """Paths in out/ that these channels have from now on and did not have before."""
    stale: tuple[str, ...]
    """Paths in out/ that one of these channels had, and may no longer have."""
    filled: tuple[FilledArchive, ...]
    """Archives that are full from now on."""
    staged: tuple[str, ...]
    """Paths in out/ of files that differ."""
    bytes: int
    """Staged."""
    appeared: tuple[int, ...]
    """Channels that had no feed before."""
    vanished: tuple[int, ...]
    """Channels that no longer have any."""
    bare: tuple[int, ...] = ()
    """Channels whose feeds are not files, but made on demand."""
    filed: tuple[int, ...] = ()
    """Channels that had a feed before, and whose feeds are files from now on or no longer."""


REMEMBERED = 64
"""Rendered entries in memory: a paper's authors follow each other. One of thousands of authors has half a million bytes."""
MOST_SPOTS = 20_000
"""Places of entries in memory, about as many."""
BARE = b"bare"
"""The digest of a unit without files: what is served at its address is made on demand."""
HEADS_AT_ONCE = 300
"""Feeds whose heads are filled in together: few enough for memory."""


class Builder:
    """Makes the files of channels."""

    def __init__(
        self, published: PublishState, pack: EntryCache, site: Site, plan: Plan, out: Path, stage: Path, anew: bool
    ) -> None:
        """With `anew`, every file is written whatever is known of it."""
        self._published = published
        self._parts_of = lru_cache(REMEMBERED)(partial(parts_of, pack))
        self._site = site
        self._out = str(out)
        self._stage = str(stage)
        self._anew = anew
        self._size = site.entries if site.archives else None
        self._least = max(site.entries, plan.min_papers, plan.files)
        self._fresh = tuple(folder for folder in ("topics/", "authors/", "people/") if not (out / folder).exists())
        self._heads = SiteHeads(site)
        self._pages = PageBuilder(published, site, plan)
        self._plan = plan
        self._min_papers = plan.min_papers
        self._standing = {(place.kind, place.key) for place in plan.standing()}
        self._ended = plan.ended if plan.keep else None
        self._followed = {place.key for place in plan.follow}
        self._known: dict[str, CachedEntry] = {}
        self._merged = published.people.aliases()

    def build(self, due: range | Sequence[ChannelPair]) -> Built:
        """Stage what differs in these channels and in those of their events; of a range, in those that are due."""
        families = self._published.dirty(due) if isinstance(due, range) else due
        numbers = sorted([number for family in families for number in family if number is not None])
        rows = {channel.id: channel for channel in self._published.channels(numbers)}
        long = self._published.long_channels(numbers, LONG + self._least)
        units = self._published.units_of(numbers)
        archives = archives_of(units, long, self._size, self._least, anew=self._anew)
        first = {number: one.left for number, one in archives.items() if one.left is not None}
        members = self._published.open_members(numbers, first)
        archived = {number for number, one in archives.items() if one.pages()}
        crowds = self._published.crowds.alone([number for number in numbers if rows[number].kind == "author"])
        shown = {
            number for family in families for number in self._shown(family, rows, members, archived, units, crowds)
        }
        followed = {number for number, events in families if events in shown}
        bare = {number for number in shown - followed - archived if self._is_bare(rows[number], members[number])}
        written = shown - bare
        spots = self._spots(written, members)
        facts = self._pages.facts(written, rows, members, archived, long)
        built = _Sum(numbers, [unit for number in numbers if number not in shown for unit in units[number].values()])
        for number in sorted(bare):
            built.add_bare(number, units[number])
        waiting: list[FeedBuild] = []
        for number in sorted(written):
            full = archives.get(number, ChannelArchives())
            for sheets in self._sheets(rows[number], members[number], units[number], full, spots, facts.get(number)):
                built.add(sheets, units[number])
                waiting += sheets.sheets
                if len(waiting) >= HEADS_AT_ONCE:
                    self._write(waiting, built)
                    waiting = []
        papers = [number for number in sorted(shown) if "." not in rows[number].kind]
        built.appeared = [number for number in papers if f"{number}:{FEED}" not in units[number]]
        self._write(waiting, built)
        return built.whole()

    def _shown(
        self,
        family: ChannelPair,
        rows: Mapping[int, Channel],
        members: Mapping[int, Sequence[Member]],
        archived: Collection[int],
        units: Mapping[int, Mapping[str, FileSet]],
        crowds: Collection[int],
    ) -> Iterator[int]:
        """Which of the two are published: a channel that stands without a paper, or has enough of them.

        Authors who are known from `crowds` alone have none, nor have persons who were merged into others.
        """
        number, events = family
        kind, key = rows[number].kind, rows[number].key
        wanted = self._min_papers if kind == "author" else 1
        few = len(members[number]) < wanted and number not in archived
        if few and ((kind == KIND) or (kind == "topic" and self._ended is not None and key not in self._ended)):
            few = f"{number}:{FEED}" not in units[number]
        if kind == KIND and key in self._merged:
            return
        if (few or number in crowds) and (kind, key) not in self._standing:
            return
        yield number
        # A person has a channel of events only when followed.
        if events is not None and (kind != "author" or key in self._followed):
            yield events

    def _is_bare(self, channel: Channel, members: Sequence[Member]) -> bool:
        """Whether it is of an author or a person with too few papers for files; full archives stay files.

        Where everybody gets files, whoever has no paper any more has them, too.
        """
        return channel.kind in AUTHORED and len(members) < self._plan.files and self._plan.files > 1

    def _sheets(
        self,
        channel: Channel,
        members: Sequence[Member],
        known: Mapping[str, FileSet],
        archives: ChannelArchives,
        spots: Mapping[str, CachedEntry],
        facts: PageFacts | None,
    ) -> Iterator[ChannelBuild]:
        """A channel's full archives that are to be made, some at a time, and the rest of it."""
        site, anew = self._site, self._anew
        for portion in portions_of(self._published, channel.id, archives, site.entries):
            its = self._published.spots({entry for page in portion.entries.values() for entry in page})
            yield archive_sheets(channel, site, portion, archives.last, known, its, facts, anew=anew)
        yield sheets_of(channel, site, members, known, dict.fromkeys(archives.pages()), spots, facts, anew=anew)

    def _spots(self, shown: Collection[int], members: Mapping[int, Sequence[Member]]) -> Mapping[str, CachedEntry]:
        most = None if self._site.archives else self._site.entries
        needed = {one.entry for number in shown for one in members[number][:most]}
        if len(self._known) > MOST_SPOTS:
            self._known.clear()
        self._known |= self._published.spots(needed - self._known.keys())
        return self._known

    def _write(self, sheets: Sequence[FeedBuild], built: _Sum) -> None:
        """Stage the files that differ from the published ones."""
        formats, put, parts_of = self._site.formats, self.put, self._parts_of
        for sheet, around in zip(sheets, self._heads.frames([sheet.label for sheet in sheets]), strict=True):
            brief = sheet.brief
            rendered: Sequence[Sequence[Portion]] = [parts_of(spot, brief) for spot in sheet.spots]
            if brief:
                rendered = named_in(sheet, self._plan, rendered)
            for path, portions in assemble(sheet, formats, around, rendered):
                if put(path, portions):
                    built.wrote(path, portions)
            if sheet.page is not None:
                for path, data in self._pages.render(sheet.page, [bytes(parts[PAGE]) for parts in rendered]):
                    if put(path, [data]):
                        built.wrote(path, [data])

    def put(self, path: str, portions: Sequence[Portion]) -> bool:
        """Stage a file unless it is published with these bytes; whether it was staged."""
        if not path.startswith(self._fresh) and is_same(self._out, path, *portions):
            return False
        write_staged(self._stage, path, *portions)
        return True


def builder(
    place: PublishState | str, workshop: Path, token: str, between: Path, *given: Any
) -> Callable[[range | Sequence[ChannelPair]], str]:
    """A Builder's `build`, perhaps for a process of its own; it hands on the names of what it built."""
    published = PublishState(connect(place)) if isinstance(place, str) else place
    build = Builder(published, EntryCache(workshop, token), *given).build
    return lambda due: put_value(between, build(due))


class _Sum:
    """Adds up what came of channels."""

    def __init__(self, numbers: Sequence[int], gone: Sequence[FileSet]) -> None:
        self._numbers = tuple(numbers)
        self._gone = list(gone)
        self._stale = [path for unit in gone for path in unit.files]
        self._done: list[FileSet] = []
        self._again: list[tuple[str, bytes]] = []
        self._files: list[str] = []
        self._filled: list[FilledArchive] = []
        self._staged: list[str] = []
        self._bytes = 0
        self._bare: list[int] = []
        self._filed: list[int] = []
        self.appeared: list[int] = []

    def add(self, sheets: ChannelBuild, known: Mapping[str, FileSet]) -> None:
        for sheet in sheets.sheets:
            unit = sheet.unit
            before = known.get(unit.key)
            if before is None or before.files != unit.files:
                self._done.append(unit)
                self._files += unit.files
                self._stale += [path for path in (before.files if before else ()) if path not in unit.files]
                self._filed += [unit.channel or 0] if before and not before.files else []
            elif before.digest != unit.digest:
                self._again.append((unit.key, unit.digest))
        self._stale += [path for unit in sheets.gone for path in unit.files]
        self._gone += sheets.gone
        self._filled += sheets.filled

    def add_bare(self, number: int, known: Mapping[str, FileSet]) -> None:
        """A channel that has an address and no files."""
        self._bare.append(number)
        unit = FileSet(f"{number}:{FEED}", number, BARE, ())
        if known.get(unit.key) != unit:
            self._done.append(unit)
            self._stale += [path for before in known.values() for path in before.files]
            self._filed += [number] if unit.key in known else []
        self._gone += [before for key, before in known.items() if key != unit.key]

    def wrote(self, path: str, portions: Sequence[Portion]) -> None:
        self._staged.append(path)
        self._bytes += sum(map(len, portions))

    def whole(self) -> Built:
        gone = tuple(unit.key for unit in self._gone)
        return Built(
            done=WrittenFiles(tuple(self._done), tuple(self._again), gone, self._numbers),
            files=tuple(self._files),
            stale=tuple(self._stale),
            filled=tuple(self._filled),
            staged=tuple(self._staged),
            bytes=self._bytes,
            appeared=tuple(self.appeared),
            vanished=tuple(unit.channel or 0 for unit in self._gone if unit.key.endswith(f":{FEED}")),
            bare=tuple(self._bare),
            filed=tuple(self._filed),
        )
