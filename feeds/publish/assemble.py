"""A channel's feeds and archives, assembled from entries that are already rendered (decides; reads and writes nothing).

::

    channel, members -> ChannelBuild (label + entries of one feed in every format) -> bytes

A build's digest stands for its bytes: as long as it is the same, nothing is assembled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from enrich.addresses import without_user
from enrich.settings import Settings
from feeds.channels.archive_portions import ArchivePortion
from feeds.channels.archives import paginate
from feeds.channels.label import Label, label_of, shown_name
from feeds.feed import FORMATS, Format
from feeds.formats.parts import any_brief
from feeds.formats.xml import join
from feeds.output.staging import Portion
from feeds.pages.channel_page import AUTHORED, ChannelPage, PageFacts, design
from feeds.state.types import CachedEntry, Channel, FileSet, FilledArchive, Member

FEED, EVENTS = "0", "events"
"""The page of a channel's feed, of its events' feed, in a unit's key."""
_digest, _updated, _entry = attrgetter("digest"), attrgetter("updated"), attrgetter("entry")
_AT = {form: at for at, form in enumerate(FORMATS)}
_JOIN = {form: join(form) for form in FORMATS}
OPEN = "open"
"""The page of an archive that is not full yet, in a unit's key."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the settings say of every feed; picklable."""

    base_url: str
    """The address of out/, without a slash at its end."""
    title: str
    language: str
    hub: str | None
    formats: tuple[Format, ...]
    entries: int
    """In a feed, and in an archive, at most."""
    archives: bool
    opml: Format = "atom"
    """The format of the feeds that OPML lists."""
    opml_authors: str = "separate"
    """Where OPML lists authors: `separate`, `with` the topics, or `none`."""
    pages: str = ""
    """Differs when pages of the same records do; empty when there are no pages."""


class FeedBuild(Struct, frozen=True, gc=False):
    """One feed in every format, before it is assembled."""

    channel: Channel
    unit: FileSet
    """What will be recorded about it; `digest` covers its inputs."""
    label: Label
    spots: tuple[CachedEntry, ...]
    """The places of its entries in the pack."""
    page: ChannelPage | None
    """The page for people beside the feed, with the OPML that it may have; their files are the unit's last."""
    brief: bool
    """Among its entries are some that feeds of authors show otherwise, and this is one."""


class ChannelBuild(Struct, frozen=True, gc=False):
    """What a channel consists of now."""

    sheets: tuple[FeedBuild, ...]
    """Those that differ from what was written last."""
    gone: tuple[FileSet, ...]
    """Units that the channel no longer has."""
    filled: tuple[FilledArchive, ...]
    """Archives that are full from now on."""


Archives = Mapping[int, Sequence[str] | None]
"""A channel's full archives by page; each with its entries when its files are to be made again."""


def site_of(settings: Settings, *, pages: bool = True, topics: str = "") -> Site:
    """The settings' part in feeds, and in pages if there are any; `topics` as Plan.others has them."""
    formats = tuple(form for form in FORMATS if form in settings.feeds.formats)
    return Site(
        base_url=settings.public_url,
        title=settings.site.title,
        language=settings.site.language,
        hub=settings.site.hub and without_user(settings.site.hub),
        formats=formats,
        entries=settings.feeds.entries,
        archives=settings.feeds.archives,
        opml=settings.feeds.opml if settings.feeds.opml in formats else formats[0],
        opml_authors=settings.feeds.opml_authors,
        pages=f"{design()} {settings.authors!r} {bool(settings.topics)}{topics}" if pages else "",
    )


def sheets_of(
    channel: Channel,
    site: Site,
    members: Sequence[Member],
    known: Mapping[str, FileSet],
    archives: Archives,
    spots: Mapping[str, CachedEntry],
    facts: PageFacts | None = None,
    *,
    anew: bool = False,
) -> ChannelBuild:
    """What to write for a channel whose entries in no full archive are `members`.

    `known` are the channel's units by key; `facts` are None for a channel without pages; with `anew` everything that
    the channel has is written.
    """
    name = EVENTS if channel.kind.endswith(".events") else FEED
    if not archives and len(members) <= site.entries:  # as nearly all channels are
        sheet = _sheet(channel, site, name, 0, map(_entry, members), 0, spots, facts)
        return _compared([sheet], known, (), anew)
    pages = paginate(members if site.archives else members[: site.entries], site.entries, max(archives, default=0))
    last = pages.last if site.archives else 0
    parts: list[tuple[str, int, Iterable[str]]] = [(name, 0, [one.entry for one in pages.feed])]
    if last:
        parts += [(str(page), page, entries) for page, entries in archives.items() if entries is not None]
        parts += [(str(page), page, [one.entry for one in full]) for page, full in pages.filled]
        parts.append((OPEN, last, [one.entry for one in pages.open]))
    sheets = [_sheet(channel, site, name, page, entries, last, spots, facts) for name, page, entries in parts]
    filled = tuple([FilledArchive(channel.id, page, its[0], its[-1], len(its)) for page, its in pages.filled])
    untouched = [f"{channel.id}:{page}" for page in archives] if site.archives else []
    return replace(_compared(sheets, known, untouched, anew), filled=filled)


def archive_sheets(
    channel: Channel,
    site: Site,
    portion: ArchivePortion,
    last: int,
    known: Mapping[str, FileSet],
    spots: Mapping[str, CachedEntry],
    facts: PageFacts | None = None,
    *,
    anew: bool = False,
) -> ChannelBuild:
    """The same for some of its full archives alone; `last` is the page of the open one."""
    sheets = [
        _sheet(channel, site, str(page), page, entries, last, spots, facts) for page, entries in portion.entries.items()
    ]
    return replace(_compared(sheets, known, known.keys(), anew), filled=portion.filled)


def _compared(
    sheets: Sequence[FeedBuild], known: Mapping[str, FileSet], untouched: Collection[str], anew: bool
) -> ChannelBuild:
    """Those that differ from what is known, and what is known and neither made nor `untouched`."""
    kept = {*[sheet.unit.key for sheet in sheets], *untouched}
    gone = () if known.keys() <= kept else tuple([unit for key, unit in known.items() if key not in kept])
    return ChannelBuild(tuple(sheets if anew else [sheet for sheet in sheets if _differs(sheet.unit, known)]), gone, ())


def assemble(
    sheet: FeedBuild,
    formats: tuple[Format, ...],
    frames: Sequence[tuple[bytes, bytes]],
    rendered: Sequence[Sequence[Portion]],
) -> Iterator[tuple[str, list[Portion]]]:
    """(path, bytes in portions) of the sheet in each format.

    `frames` are what is before and after the entries, in each format; `rendered` the entries, each in every format.
    """
    several = len(rendered) > 1
    for form, path, (before, after) in zip(formats, sheet.unit.files, frames, strict=False):
        at, between = _AT[form], _JOIN[form]
        entries = [parts[at] for parts in rendered]
        if several and between:
            entries = [entries[0], *chain.from_iterable([(between, entry) for entry in entries[1:]])]
        yield path, [before, *entries, after]


def _differs(unit: FileSet, known: Mapping[str, FileSet]) -> bool:
    before = known.get(unit.key)
    return before is None or before.digest != unit.digest or before.files != unit.files


def _sheet(
    channel: Channel,
    site: Site,
    name: str,
    page: int,
    entries: Iterable[str],
    last: int,
    spots: Mapping[str, CachedEntry],
    facts: PageFacts | None,
) -> FeedBuild:
    present = tuple(filter(None, map(spots.get, entries)))
    newest = max(map(_updated, present), default=None)
    label = label_of(channel, page, last, newest)
    seen = None if facts is None else _page(channel, page, label, facts)
    path, home, text = label.path, label.home, f"{label.title}\0{label.description}"
    text = f"{text}\0{home}\0{path}\0{newest}\0{label.older}\0{label.newer}\0{label.current}\0{seen}"
    brief = channel.kind.partition(".")[0] in AUTHORED and any_brief(present)
    if brief:
        text += "\0named"  # The author is put into the entries, which are those of all feeds of authors.
    inputs = b"".join((text.encode("utf-8", "surrogatepass"), *map(_digest, present)))
    digest = blake2b(inputs, digest_size=16).digest()
    files = [f"{path}.{form}" for form in site.formats]
    if seen:
        files.append(f"{path}.html")
        files += [f"{path}.opml"] if seen.has_opml else []
    unit = FileSet(f"{channel.id}:{name}", channel.id, digest, tuple(files))
    return FeedBuild(channel, unit, label, present, seen, brief)


def _page(channel: Channel, page: int, label: Label, facts: PageFacts) -> ChannelPage:
    return ChannelPage(
        kind=channel.kind,
        key=channel.key,
        name=shown_name(channel),
        path=label.path,
        home=label.home,
        part=page,
        older=label.older,
        facts=PageFacts() if page else facts,
    )
