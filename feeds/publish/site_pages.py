"""The index, the directory of channels and what every page needs, staged beside the feeds when they may differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

from msgspec import structs

from enrich.record import PublishableRecord
from feeds.channels.plan import path_of
from feeds.former_names import kept
from feeds.pages.channel_page import PageSite
from feeds.pages.index_page import BUSIEST, FEW, Index, index_page, news_of
from feeds.pages.paper import page_path
from feeds.papers.build_papers import PAPERS, beginning_of, build_papers, set_of, sets_now, those_in
from feeds.papers.sitemaps import FOLDER as MAPS
from feeds.papers.sitemaps import (
    INDEX,
    REST,
    ROBOTS,
    channels_key,
    file_name,
    index,
    is_ours,
    name_of,
    numbers_of,
    robots,
    sitemaps,
)
from feeds.people.person_files import SETS as PEOPLE_SETS
from feeds.people.person_files import PeopleSite, PersonFiles
from feeds.people.person_files import set_of as person_set
from feeds.people.person_files import sets_now as person_sets
from feeds.people.seat_people import PEOPLE, due_people
from feeds.publish.site_outputs import (
    PublishContext,
    SiteOutput,
    StagedFiles,
    nothing_to_settle,
    stage_file,
    stage_files,
)
from feeds.state.page_counts import ChannelCount
from feeds.state.people import KIND, RENAMED
from feeds.state.types import Channel

SITEMAPS, SEARCH = "sitemaps", "search"
"""The keys of the units of sitemaps and of the search that needs no server."""
WEEK = timedelta(days=7)
"""Before the newest record; the clock is never asked."""
NEWS = 15
"""Papers of this week on the index at most."""
_FILED = "paper_files"
"""The single value that says whether pages of papers are files; they are where it says nothing."""
_PEOPLE_PLACED = "people_placed"
"""The single value that PEOPLE had when the files of persons were put into place last."""
_KNOWN = "authors"
"""The single value with what changes only when authors come or go: their number, their initials, their directory."""


def pages_extra(context: PublishContext) -> StagedFiles:
    """index.html; the directory and the script with all channels when there are many; style and script."""
    if not context.site.pages:
        return StagedFiles(all_files=())
    values = context.published.values()
    come_or_gone = bool(context.appeared or context.vanished or context.lost or values.get(RENAMED))
    if context.touched == () and not come_or_gone:
        return StagedFiles()
    from feeds.pages.directory import LAYOUT, Directory, directory, letters_of
    from feeds.pages.standing_pages import standing_files

    pages, plan = context.published.pages, context.plan
    follow = {place.key for place in plan.follow}
    topics, known = _topics(context), values.get(_KNOWN)
    same_layout = known is not None and known["directory"] in {False, LAYOUT}
    if come_or_gone or not same_layout:
        known = None
    every = known is None or len(topics) + known["authors"] <= FEW
    authors = pages.listed("author", plan.min_papers, follow, None if every else BUSIEST)
    if known is None:
        initials = sorted({one.channel.slug[0] for one in authors})
        known = {"authors": len(authors), "initials": initials, "directory": False}
    people = sorted(pages.listed(KIND, 1, ()), key=_by_name) if every else []
    letters = letters_of(known["initials"])
    data, complete = index_page(_index(context, topics, authors, people, known["authors"], letters))
    if not complete and known["directory"]:
        return replace(stage_files(context, [("index.html", data)]), all_files=None)
    whole = Directory(iter(()))
    files = {"index.html": data} | standing_files(context.site.title, context.site.base_url)
    if not complete:
        authors = authors if every else pages.listed("author", plan.min_papers, follow)
        renamed = values.get(RENAMED) or ()
        changed = None if context.lost or not same_layout or renamed is True else _moved(context, dict(renamed))
        before = context.published.site_units().get("pages")
        there, work = before.files if before else (), context.executor.work_through
        whole = directory(context.site, topics, authors, people, known=there, changed=changed, work_through=work)
    value = {_KNOWN: known | {"directory": False if complete else LAYOUT}, RENAMED: None}
    settle = partial(context.published.set_values, value)
    staged = stage_files(context, chain(files.items(), whole.files))
    return replace(staged, all_files=tuple(sorted({*(staged.all_files or ()), *whole.others})), settle=settle)


def _topics(context: PublishContext) -> list[ChannelCount]:
    plan = context.plan
    always = {place.key for place in plan.standing() if place.kind == "topic"}
    if plan.keep:
        always |= context.published.topics.with_feed().keys() - plan.ended
    return context.published.pages.listed("topic", 1, always)


def _moved(context: PublishContext, renamed: Mapping[int, str]) -> list[Channel]:
    """Authors and persons who come or go, or have another name: these as before, too."""
    found = context.published.channels(sorted(context.appeared | context.vanished | renamed.keys()))
    found = [channel for channel in found if channel.kind in {"author", KIND}]
    return [*found, *(structs.replace(one, name=renamed[one.id]) for one in found if one.id in renamed)]


def papers_extra(context: PublishContext) -> StagedFiles:
    """papers/: a page for each paper; those that changed, or are in a channel that came or went, are made again."""
    published, filed = context.published, context.site.pages and context.settings.has_paper_files
    was_filed = published.values().get(_FILED, True)
    settle = partial(published.set_values, {_FILED: filed}) if filed != was_filed else nothing_to_settle
    if not filed:
        sets, gone = sets_now(published.units_like(PAPERS), (), {}, whole=True)
        return StagedFiles(gone=gone, all_files=(), sets=sets, settle=settle)
    lost, others = published.lost_units(PAPERS), context.appeared | context.vanished
    whole = context.lost or context.touched is None or not was_filed
    if not (whole or context.touched or lost or others):
        return StagedFiles()
    due = set() if whole else {*(context.touched or ()), *published.records_in(others)}
    moved = context.store.same_papers.all_successors()
    due |= {old for old, new in moved.items() if new in due}
    if whole or lost:
        every = {*context.store.order(), *moved}
        due = every if whole else due | those_in(lost, every)
    before = published.units_like(PAPERS, None if whole else {*lost, *map(set_of, due)})
    site = PageSite(context.site.base_url, context.site.title, context.site.formats)
    given = context.plan, site, context.out, context.stage
    built = build_papers(context.store, context.executor, *given, sorted(due))
    paths = {paper: path for one in built for paper, path in one.paths}
    sets, gone = sets_now(before, due, paths, whole=whole)
    files = tuple([path for one in built for path in one.staged])
    return StagedFiles(files, gone, all_files=(), sets=sets, settle=settle)


def sitemap_extra(context: PublishContext) -> StagedFiles:
    """robots.txt, sitemap.xml and sitemaps/: made again for the months of papers that came or went, and when channels did."""
    if not context.site.pages:
        return StagedFiles(all_files=())
    known = context.published.site_units().get(SITEMAPS)
    before = set(known.files) if known is not None and not context.lost else set()
    whole = context.lost or context.touched is None or REST not in before
    moved = context.appeared | context.vanished
    if not (whole or context.touched or moved):
        return StagedFiles()
    base = context.site.base_url
    paths = _paths_of_papers(context, whole=whole) | _paths_of_channels(context, None if whole else moved)
    paths |= {name_of(REST): ["index.html", "data.html", "status.html"]} if whole else {}
    files = {path: data for key, its in paths.items() for path, data in sitemaps(key, its, base).items()}
    due = {file_name(key) for key in paths}
    stay = {path for path in before if path.startswith(f"{MAPS}/") and name_of(path) not in due}
    maps = (set() if whole else stay) | files.keys()
    files |= {INDEX: index(maps, base)} | ({ROBOTS: robots(base)} if is_ours(context.out / ROBOTS) else {})
    return replace(stage_files(context, files.items()), all_files=tuple(sorted({*maps, INDEX, ROBOTS})))


def _paths_of_papers(context: PublishContext, *, whole: bool) -> dict[str, list[str]]:
    """Paths of pages by set: of all papers, or of the sets that a change touches."""
    due = {set_of(paper) for paper in context.touched or ()}
    found: dict[str, list[str]] = {} if whole else {key: [] for key in due}
    for paper in context.store.order() if whole else context.store.beginning(set(map(beginning_of, due))):
        if whole or set_of(paper) in due:
            found.setdefault(set_of(paper), []).append(page_path(paper))
    return found


def _paths_of_channels(context: PublishContext, moved: Collection[int] | None) -> dict[str, list[str]]:
    """The same of channels; `moved` came or went, None for all."""
    found: dict[str, list[str]] = {} if moved is None else {channels_key(number): [] for number in moved}
    parts = [None] if moved is None else list(map(numbers_of, found))
    for channel in chain.from_iterable(map(context.shown, parts)):
        found.setdefault(channels_key(channel.id), []).append(f"{path_of(channel.kind, channel.slug)}.html")
    return found


def people_extra(context: PublishContext) -> StagedFiles:
    """people/: addresses of persons who have no channel of their own, and of those who were merged."""
    published = context.published
    values, lost = published.values(), published.lost_units(PEOPLE_SETS)
    if not context.site.pages or context.plan.files > 1:
        sets, gone = person_sets(published.units_like(PEOPLE_SETS), (), {}, whole=True)
        settle = (
            partial(published.set_values, {_PEOPLE_PLACED: None}) if values.get(_PEOPLE_PLACED) else nothing_to_settle
        )
        return StagedFiles(gone=gone, all_files=(), sets=sets, settle=settle)
    now, whole = values.get(PEOPLE), context.lost or bool(lost) or not values.get(_PEOPLE_PLACED)
    if now == values.get(_PEOPLE_PLACED) and not whole and not (context.appeared or context.vanished):
        return StagedFiles()
    names = {channel.key for channel in _moved(context, {}) if channel.kind == "author"}
    due = due_people(published, None if whole else values[_PEOPLE_PLACED], names)
    site = PeopleSite(context.site.base_url, context.site.title, context.site.formats)
    built = PersonFiles(published, context.plan, site, context.out, context.stage).build(due)
    before = published.units_like(PEOPLE_SETS, None if whole else set(map(person_set, due)))
    sets, gone = person_sets(before, due, built.paths, whole=whole)
    settle = partial(published.set_values, {_PEOPLE_PLACED: now})
    return StagedFiles(built.staged, gone, all_files=(), sets=sets, settle=settle)


def search_extra(context: PublishContext) -> StagedFiles:
    """search.html and search/: a search that any web server can publish; the files that a changed paper is in are made again."""
    before, filed = context.published.site_units().get(SEARCH), context.site.pages and context.settings.has_search_files
    was_filed = before is not None and bool(before.files)
    if filed == was_filed and not (filed and (context.touched != () or context.lost)):
        return StagedFiles()
    from feeds.finding.find_page import find_page
    from feeds.finding.known_terms import KnownTerms
    from feeds.finding.renew import renew

    known, paths, differing = KnownTerms(context.workshop / SEARCH), list[str](), list[str]()
    if not filed:
        return StagedFiles(all_files=(), settle=known.forget)

    def put(path: str, data: bytes) -> None:
        paths.append(path)
        if stage_file(context, path, data):
            differing.append(path)

    def read(path: str) -> bytes:
        return (context.out / path).read_bytes()

    touched = context.touched if was_filed and not (context.lost or context.rebuild) else None
    state, gone = renew(known, touched, context.store.order, partial(_kept, context), read, put)
    put("search.html", find_page(context.site.title, abstracts=state.abstracts))
    present = tuple(paths) if gone is None else None
    return StagedFiles(tuple(differing), tuple(sorted(gone or ())), present, settle=partial(known.settle, state))


def _kept(context: PublishContext, ids: Sequence[str]) -> list[PublishableRecord]:
    return kept(context.store, ids, provenance=False, hidden=context.plan.disclosure.private)


def _index(
    context: PublishContext,
    topics: list[ChannelCount],
    authors: list[ChannelCount],
    people: list[ChannelCount],
    count: int,
    letters: tuple[tuple[str, str], ...],
) -> Index:
    pages = context.published.pages
    months = pages.months()
    others = {place.key for place, _ in context.plan.kept}
    newest = pages.newest()
    week = [] if newest is None else pages.since(newest - int(WEEK.total_seconds()))
    last = None if newest is None else datetime.fromtimestamp(newest, UTC)
    return Index(
        title=context.site.title,
        base_url=context.site.base_url,
        formats=context.site.formats,
        papers=months.total(),
        months=months,
        topics=tuple(one for one in topics if one.channel.key not in others),
        others=tuple(one for one in topics if one.channel.key in others),
        authors=tuple(authors),
        people=tuple(people),
        authors_count=count,
        opml_authors=context.site.opml_authors,
        letters=letters,
        week=tuple(news_of(one.record) for one in kept(context.store, [name for name, _ in week[:NEWS]])),
        week_days=tuple(Counter(_day(second) for _, second in week).items()),
        week_from=None if last is None else last - WEEK,
        week_to=last,
    )


def _by_name(listed: ChannelCount) -> tuple[str, str]:
    return listed.channel.name.casefold(), listed.channel.slug


def _day(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).date().isoformat()


PAGE_OUTPUTS: tuple[tuple[str, SiteOutput], ...] = (
    ("pages", pages_extra),
    ("papers", papers_extra),
    ("people", people_extra),
    (SEARCH, search_extra),
    (SITEMAPS, sitemap_extra),
)
"""In the order in which their files are put into place."""
