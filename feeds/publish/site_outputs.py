"""What is published beside the feeds of channels: OPML, dumps. Each stages its files and says which are gone.

An extra is a function of a Context. It writes what differs below `context.stage` and returns the paths; what it keeps
for itself between runs it settles once its files are in place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.former_topics import Former
from feeds.channels.label import shown_name
from feeds.channels.plan import Plan, path_of
from feeds.dumps import saved_index as dump_keeping
from feeds.dumps.changes import redacted
from feeds.dumps.chunk_index import DumpFile, DumpIndex, DumpRecord
from feeds.dumps.dump import DumpEntries, entries_maker, shape_of, write_dumps
from feeds.dumps.monthly.publication import FOLDER
from feeds.dumps.monthly.saved_chunks import CHUNKS
from feeds.dumps.plan_chunks import Corpus
from feeds.formats.opml import Outline, opml, outline
from feeds.former_names import mark_of, replaced_in
from feeds.output.staging import is_same, write_staged
from feeds.pages.data_page import ListedFile, data_page
from feeds.people.people_dump import PersonLine, as_written, person_line, write_people
from feeds.people.seat_people import PEOPLE, due_people
from feeds.people.who_parts import read_people
from feeds.publish.assemble import Site
from feeds.state.people import KIND, RENAMED
from feeds.state.publishing import PublishState
from feeds.state.types import Channel, FileSet
from feeds.work.processes import Executor, Processes

_PEOPLE_DUMPED, _PEOPLE_WRITTEN = "people_dumped", "people_written"
"""The single values that PEOPLE had when dumps were made last, and when persons were written to them: with many records
that is once a week."""
_PEOPLE_AT_ONCE, _PEOPLE_IN_MEMORY = 1000, 5000
"""Persons who are read together, and whose lines are in memory; with more of them all lines are made anew."""
OPML, OPML_AUTHORS = "opml.xml", "opml-authors.xml"
DATA = "data.html"


@dataclass(frozen=True, slots=True)
class PublishContext:
    """What an extra may ask."""

    store: Store
    published: PublishState
    settings: Settings
    plan: Plan
    former: Former
    """What becomes of topics that the settings no longer name."""
    site: Site
    out: Path
    stage: Path
    workshop: Path
    """Beside out/: for what is kept between runs."""
    touched: tuple[str, ...] | None
    """Ids of records that changed since this extra was published last; None when any may have."""
    removed: Mapping[str, datetime]
    """Those of them that no longer exist, and since when."""
    appeared: frozenset[int]
    """Numbers of channels that have a feed from now on."""
    vanished: frozenset[int]
    """Numbers of channels that no longer have any."""
    bare: frozenset[int]
    """Numbers of channels that were looked at and whose feeds are made on demand."""
    filed: frozenset[int]
    """Numbers of channels whose feeds are files from now on or no longer, and were the other before."""
    lost: bool
    """Files of this extra are not as they were left, or the settings have changed."""
    executor: Executor = field(default_factory=lambda: Processes(1))
    rebuild: bool = False
    """Whatever is known of the files of this extra, they are to be made again and compared with what is published."""

    def shown(self, within: range | None = None) -> list[Channel]:
        """Every channel that has a feed then, without those of events; of these numbers when some are given."""
        numbers = self.with_feed(within)
        return [channel for channel in self.published.channels(within) if channel.id in numbers]

    def with_feed(self, within: range | None = None) -> set[int]:
        """The numbers of all of these."""
        return (set(self.published.with_feed(within)) | self.appeared) - self.vanished


def nothing_to_settle() -> None:
    """What `StagedFiles.settle` is where nothing is kept between runs."""


@dataclass(frozen=True, slots=True)
class StagedFiles:
    """What an extra has staged."""

    files: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    all_files: tuple[str, ...] | None = None
    """Every file that the extra has in out/ then; None when that is as before."""
    sets: tuple[FileSet, ...] = ()
    """Further sets of files, of an extra that has too many for one; a set without files goes. Their files that go are
    among `gone`."""
    settle: Callable[[], None] = nothing_to_settle
    """Called once the files are in place."""


SiteOutput = Callable[[PublishContext], StagedFiles]


def stage_extras(
    extras: Sequence[tuple[str, SiteOutput]], context: PublishContext, *, lost: bool
) -> list[tuple[FileSet, StagedFiles]]:
    """Let every extra stage its files; returns its unit as it will be, and what it staged."""
    known = context.published.site_units()
    outputs = []
    for name, extra in extras:
        before = known.get(name, FileSet(name, None, b"", ()))
        staged = extra(replace(context, lost=lost or not before.digest))
        present = staged.all_files
        if present is None:
            present = tuple(sorted({*before.files, *staged.files} - {*staged.gone}))
        gone = tuple(sorted({*before.files, *staged.gone} - {*present}))
        outputs.append((FileSet(name, None, b"whole", present), replace(staged, gone=gone)))
    return outputs


def stage_files(context: PublishContext, files: Iterable[tuple[str, bytes]]) -> StagedFiles:
    """Stage those of an extra's files, (path, bytes), that differ from the published ones, one after another."""
    every, differing = list[str](), list[str]()
    for path, data in files:
        every.append(path)
        if stage_file(context, path, data):
            differing.append(path)
    return StagedFiles(tuple(differing), all_files=tuple(every))


def stage_file(context: PublishContext, path: str, data: bytes) -> bool:
    """Stage a file if it differs from the published one; whether it does."""
    if is_same(context.out, path, data):
        return False
    (context.stage / path).parent.mkdir(parents=True, exist_ok=True)
    write_staged(context.stage, path, data)
    return True


def opml_extra(context: PublishContext) -> StagedFiles:
    """opml.xml: each channel that has files but for topics that the settings no longer name; opml-authors.xml."""
    come_or_gone = context.appeared - context.bare or context.vanished or context.filed
    if not (come_or_gone or context.lost or context.published.values().get(RENAMED)):
        return StagedFiles()
    site, shown = context.site, context.with_feed()
    # Of those alone that have files: the others are most of a large store.
    written = (context.published.with_files(shown) | context.appeared | context.filed) - context.bare
    groups: dict[str, list[Outline]] = {"all": [], "topic": [], "author": [], KIND: []}
    others = {("topic", place.key) for place, _ in context.plan.kept}
    for channel in context.published.channels(sorted(shown & written)):
        if (channel.kind, channel.key) not in others:
            groups[channel.kind].append(outline(shown_name(channel), path_of(channel.kind, channel.slug), site))
    for outlines in groups.values():
        outlines.sort(key=lambda outline: (outline.title.casefold(), outline.feed_url))
    named = {"": groups["all"], "Topics": groups["topic"]}
    authors = {"Authors": groups["author"], "People": groups[KIND]}
    files = {OPML: opml(site.title, None, (named | (authors if site.opml_authors == "with" else {})).items())}
    if site.opml_authors == "separate":
        files[OPML_AUTHORS] = opml(f"{site.title}: authors", None, authors.items())
    return replace(stage_files(context, files.items()), settle=partial(context.published.set_values, {RENAMED: None}))


def dumps_extra(context: PublishContext) -> StagedFiles:
    """dumps/: every record as JSON and CSV and for citations, and what changed; data.html, which lists them."""
    disclosure = context.plan.disclosure
    replaced = replaced_in(context.store.engine)
    shape = shape_of(parquet=context.settings.feeds.parquet, disclosure=disclosure, names=mark_of(replaced))
    same = dump_keeping.shape(context.workshop) == shape
    people = context.published.values()
    if context.touched == () and not context.lost and same and people.get(PEOPLE) == people.get(_PEOPLE_DUMPED):
        return StagedFiles()
    corpus, written = _corpus(context), dict[str, Any]()
    published, workshop = context.out / FOLDER, context.workshop
    index = dump_keeping.load(workshop, published)
    others = context.appeared | context.vanished
    few = context.plan.min_papers > 1 and bool(others)
    touched = () if context.touched is None else {*context.touched, *context.published.crowds.papers_of(others)}
    since = people.get(_PEOPLE_WRITTEN) if same and not context.lost else None
    dumped = write_dumps(
        context.out,
        context.stage,
        index,
        corpus,
        touched=None if context.lost or few or context.touched is None else touched,
        removed=_removed(context) if index is None else context.removed,
        run=next((run.started for run in context.store.runs.last(1)), None),
        parquet=context.settings.feeds.parquet,
        copies=workshop / dump_keeping.COPIES,
        chunks=workshop / CHUNKS,
        redact=None
        if same
        else partial(redacted, disclosure=disclosure, entries=corpus.entries, renamed=replaced.keys()),
        rebuild=context.rebuild,
        beside=partial(_people_beside, context, since, written),
    )
    dump_keeping.keep(workshop, dumped.index, context.stage / FOLDER, published, dumped.chunks)

    def settle() -> None:
        dump_keeping.settle(workshop, dumped.index, shape)
        context.published.set_values({_PEOPLE_DUMPED: people.get(PEOPLE)} | written)

    return _with_page(context, dumped.index, StagedFiles(dumped.staged, dumped.obsolete, dumped.files, settle=settle))


def _with_page(context: PublishContext, index: DumpIndex, staged: StagedFiles) -> StagedFiles:
    """The dumps with the page that lists them, where there are pages."""
    if not context.site.pages:
        return staged
    files = [ListedFile(file.name, file.bytes, file.records) for file in index.files]
    data = data_page(context.site.title, context.site.base_url, files, weekly=bool(index.week))
    differing = (DATA,) if stage_file(context, DATA, data) else ()
    return replace(staged, files=(*staged.files, *differing), all_files=(*(staged.all_files or ()), DATA))


def _people_beside(
    context: PublishContext,
    before: Sequence[int] | None,
    written: dict[str, Any],
    published: Path,
    staging: Path,
    index: DumpIndex,
    trusted: bool,
    rests: bool,
) -> Sequence[DumpFile]:
    """people.json and people.jsonl; `before` is up to where persons were written, None when all are dumped anew.

    `written` gets the single value to keep, unless they rest with the full dumps.
    """
    state = context.published
    if rests and (known := as_written(published, index, trusted=trusted)):
        return known
    written[_PEOPLE_WRITTEN] = state.values().get(PEOPLE)
    due = None if before is None else due_people(state, before)
    if due is not None and len(due) > _PEOPLE_IN_MEMORY:
        due = None

    def lines(people: Sequence[str] | None) -> Iterator[PersonLine]:
        ids = state.people.everybody() if people is None else people
        for start in range(0, len(ids), _PEOPLE_AT_ONCE):
            known = read_people(state, ids[start : start + _PEOPLE_AT_ONCE])
            crowds = state.people.of_crowds({one.paper for person in known.values() for one in person.wrote})
            for name, person in sorted(known.items()):
                has_page = context.site.pages and any(one.paper not in crowds for one in person.wrote)
                yield name, person_line(person, context.site.base_url if has_page else None)

    return write_people(published, staging, index, trusted, due, lines)


def _removed(context: PublishContext) -> dict[str, datetime]:
    """Every removal that the store knows of: without an older dump they still count among the changes of the data."""
    return {name: when for name, _, when in context.store.removed_since(0)}


def _corpus(context: PublishContext) -> Corpus:
    plan, store, executor = context.plan, context.store, context.executor
    shown = {channel.key for channel in context.shown() if channel.kind == "author"} if plan.min_papers > 1 else None

    def portions(ids: Collection[Sequence[str]], encoded: bool) -> Iterator[Sequence[DumpRecord]]:
        place = store.url if executor.shares(len(ids)) else store
        return executor.work_through(partial(entries_maker, place, plan, shown, encoded), ids, len(ids))

    return Corpus(store.order, DumpEntries(store, context.published, plan, shown).of, portions)


SITE_OUTPUTS: tuple[tuple[str, SiteOutput], ...] = (("opml", opml_extra), ("dumps", dumps_extra))
"""In the order in which their files are put into place."""
