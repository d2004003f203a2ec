"""Publishes records into out/: the only writer of out/, and only of what changed.

::

    changed records --gather--> entries in the pack, members of channels, dirty channels
    dirty channels  --build---> staged feeds and archives --+
    extras (OPML, dumps, pages, ...) -> staged files -------+--> renamed into out/ --> noted in the store

Every step can be cut off: what was gathered stays gathered, what was staged is thrown away or completed.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from enrich.coordination.holding import Renewal
from enrich.errors import CannotPublish
from enrich.identities.update import update_persons
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.former_topics import Former, former, settled, to_note
from feeds.channels.plan import Plan, plan_of
from feeds.channels.taken_away import TakenAway, taken_away
from feeds.disclosure import disclosure_of
from feeds.feed import EPOCH
from feeds.home import check_home, check_lease, sole_publisher
from feeds.objects.open_out import open_out
from feeds.output.entry_cache import EntryCache
from feeds.output.missing import FOLDERS
from feeds.output.staging import BETWEEN, Staging
from feeds.publish.assemble import Site, site_of
from feeds.publish.build_channels import builder
from feeds.publish.ended_topics import ended_extra
from feeds.publish.invalidate import invalidate, mark_missing
from feeds.publish.results import Results
from feeds.publish.site_outputs import SITE_OUTPUTS, PublishContext, SiteOutput, StagedFiles, stage_extras
from feeds.publish.site_pages import PAGE_OUTPUTS
from feeds.publish.update_members import gather
from feeds.state.members import MAKE, REBUILD, THINNED
from feeds.state.publishing import TOKEN, PublishState
from feeds.state.types import FileSet, WrittenFiles
from feeds.work.cluster import opened
from feeds.work.processes import Executor, seldom_collecting

log = logging.getLogger("paperwire")
ALL_EXTRAS: tuple[tuple[str, SiteOutput], ...] = (*SITE_OUTPUTS, ("ended", ended_extra), *PAGE_OUTPUTS)
PIECE, AHEAD = 1000, 200
"""Channels at a time, and how many such pieces wait for each process: a large channel takes as long as hundreds of others."""


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What publishing came to."""

    files_written: int
    files_total: int
    """In out/, of ours."""
    channels: int
    """With a feed; those of events not counted."""
    bytes: int
    """Written."""
    missing: int
    """Files that somebody had removed, and that are made again."""
    unknown: int
    """Files that nobody knew, removed."""
    goes: TakenAway
    """Channels that no longer exist."""


@dataclass(frozen=True, slots=True)
class _Work:
    """One publication."""

    store: Store
    settings: Settings
    published: PublishState
    plan: Plan
    site: Site
    staging: Staging
    executor: Executor
    former: Former
    notes: Mapping[str, tuple[Any, Any]]
    """What is to be noted of topics once this is in place."""
    say: Callable[[str], None]
    lease: Renewal | None = None
    rebuild: bool = False
    restore: bool = True


def publish(
    store: Store,
    settings: Settings,
    out: Path,
    *,
    processes: int | None = None,
    say: Callable[[str], None] = log.info,
    extras: Sequence[tuple[str, SiteOutput]] = ALL_EXTRAS,
    moving: bool = False,
    rebuild: bool = False,
    restore: bool = True,
) -> PublishReport:
    """Bring out/ up to what the store holds; raises CannotPublish, and out/ is then as it was.

    Waits while another process publishes from this store or to the same folder. What is published already is not
    written again; what somebody removed is made again. To `rebuild`, every file is made from the records again, and
    written where out/ has other bytes; files that nobody knows go. Without `restore`, what somebody removed is left to the
    next publication. `say` gets what is taken away, before it is, and for whom this waits. Raises BadSettings when the store
    publishes another folder, unless that is `moving` here.
    """
    place = settings.bucket or out
    if not moving:
        check_home(store, place)
    with (
        open_out(store, settings, out) as staging,
        sole_publisher(store, place, staging.folder, say, moving=moving) as lease,
    ):
        how = {"rebuild": rebuild, "restore": restore}
        return make(store, settings, staging, processes=processes, say=say, extras=extras, lease=lease, **how)


def make(
    store: Store,
    settings: Settings,
    staging: Staging,
    *,
    processes: int | None = None,
    say: Callable[[str], None] = log.info,
    extras: Sequence[tuple[str, SiteOutput]] = ALL_EXTRAS,
    lease: Renewal | None = None,
    rebuild: bool = False,
    restore: bool = True,
) -> PublishReport:
    """The same, when nobody else publishes for certain, once texts and persons are up to date; raises CannotPublish."""
    store.read_texts_again(say)
    update_persons(store.engine, settings.authors, store.now(), say)
    with seldom_collecting():
        # Channels have pages when the pages that belong to none are made as well.
        pages = any(name == "pages" for name, _ in extras)
        try:
            with (
                opened(settings.work.cluster, processes, staging.folder, store.url) as executor,
                TemporaryDirectory(prefix=BETWEEN, dir=staging.folder, ignore_cleanup_errors=True) as between,
            ):
                work = _work(store, settings, staging, executor, pages=pages)
                work = replace(work, say=say, lease=lease, rebuild=rebuild, restore=restore)
                return _publish(work, extras, Path(between))
        except OSError as wrong:
            raise staging.cannot(wrong) from wrong
        except BrokenProcessPool as wrong:
            raise CannotPublish(
                f"a process that helped to publish was ended from outside (is there too little memory?); "
                f"publish again. {staging.place}: it is as it was"
            ) from wrong


def _work(store: Store, settings: Settings, staging: Staging, executor: Executor, *, pages: bool) -> _Work:
    published = PublishState(store.engine)
    known = published.topics.known()
    disclosure = disclosure_of(settings, published.values())
    what = settled(former(settings, known, disclosure.private), _moment(store, published))
    plan = plan_of(settings, what, disclosure)
    return _Work(
        store=store,
        settings=settings,
        published=published,
        plan=plan,
        site=site_of(settings, pages=pages, topics=plan.others()),
        staging=staging,
        executor=executor,
        former=what,
        notes=to_note(settings, known, what),
        say=log.info,
    )


def _moment(store: Store, published: PublishState) -> datetime:
    """When a topic ends that is taken away now: when the run began, so that the same run gives the same bytes."""
    newest = published.pages.newest()
    return next((run.started for run in store.runs.last(1)), datetime.fromtimestamp(newest, UTC) if newest else EPOCH)


def _publish(work: _Work, extras: Sequence[tuple[str, SiteOutput]], between: Path) -> PublishReport:
    published, staging = work.published, work.staging
    watch = staging.snapshot(look=work.rebuild)
    with invalidate(
        published, work.settings, work.plan, work.site, watch, staging.folder, rebuild=work.rebuild
    ) as renewed:
        address = work.site.base_url if work.site.pages else None
        gather(work.store, published, work.plan, renewed.pack, work.executor, between, address=address)
        if work.site.pages:
            published.pages.mark_crossed(work.plan.min_papers, {place.key for place in work.plan.follow})
        missing = mark_missing(published, watch) if work.restore else 0
        values = published.values()
        if values.get(THINNED):
            published.reopen_archives(work.site.entries)
        for folder in FOLDERS:
            (staging.stage / folder).mkdir(parents=True, exist_ok=True)
        built = Results(between, _build(work, renewed.pack, values, between))
        outputs = _stage_extras(work, extras, built, values)
        vanishing = published.channels(sorted(built.vanished))
        goes = taken_away(vanishing, work.former, work.notes)
        for line in goes.lines():
            work.say(line)
        unknown = watch.left(strange=renewed.strange)
        unknown -= {*published.files(), *built.files()} if unknown else set()
        written, feeds, files, token = _put_in_place(work, built, outputs, values, unknown)
    if work.restore and (written or token != watch.token or watch.folders_differ()):
        watch.note(token)
    return PublishReport(written, files, feeds, built.bytes, missing, len(unknown), goes)


def _build(work: _Work, pack: EntryCache, values: Mapping[str, Any], between: Path) -> Iterator[str]:
    anew, tasks = values.get(REBUILD) == MAKE, work.published.portions(PIECE)
    place = work.store.url if work.executor.shares(len(tasks)) else work.published
    where, what = (pack.folder, pack.token, between), (work.site, work.plan, work.staging.out, work.staging.stage, anew)
    return work.executor.work_through(partial(builder, place, *where, *what), tasks, len(tasks), ahead=AHEAD)


def _stage_extras(
    work: _Work,
    extras: Sequence[tuple[str, SiteOutput]],
    built: Results,
    values: Mapping[str, Any],
) -> list[tuple[FileSet, StagedFiles]]:
    """Let every extra stage its files; returns its unit as it will be, and what it staged."""
    if not extras:
        return []
    published, staging = work.published, work.staging
    since = values.get("told", 0)
    context = PublishContext(
        store=work.store,
        published=published,
        settings=work.settings,
        plan=work.plan,
        former=work.former,
        site=work.site,
        out=staging.out,
        stage=staging.stage,
        workshop=staging.folder,
        touched=None if REBUILD in values else tuple(name for name, _ in published.changed_since(since)),
        removed={name: when for name, _, when in work.store.removed_since(since)},
        appeared=frozenset(built.appeared),
        vanished=frozenset(built.vanished),
        bare=frozenset(built.bare),
        filed=frozenset(built.filed),
        lost=False,
        executor=work.executor,
        rebuild=work.rebuild,
    )
    # The store knows of other settings, even when the publication that saw them change failed.
    return stage_extras(extras, context, lost=REBUILD in values)


def _put_in_place(
    work: _Work,
    built: Results,
    outputs: Sequence[tuple[FileSet, StagedFiles]],
    values: Mapping[str, Any],
    unknown: Set[str],
) -> tuple[int, int, int, str]:
    """Rename everything that is staged into out/ and note it; how many files were written, and how many feeds and files
    there are then.

    Files that are `unknown` go. Returns the publication's token as well.
    """
    published = work.published
    known = published.site_units() if outputs else {}
    units = tuple(unit for unit, _ in outputs if unit != known.get(unit.key))
    sets = [one for _, staged in outputs for one in staged.sets]
    built.close_archives(published)
    staged = built.with_staged(path for _, one in outputs for path in one.files)
    left = {*built.stale(), *(path for _, one in outputs for path in one.gone), *unknown}
    if left:
        kept = *sets, *(unit for unit, _ in outputs)
        left.difference_update(built.files(), *(one.files for one in kept))
    check_lease(work.lease, work.staging.place)
    written = work.staging.publish(staged, left)
    for _, one in outputs:
        one.settle()
    if work.notes or work.former.hidden:
        published.topics.note(work.notes, work.former.hidden)
    beside = WrittenFiles(
        units=(*units, *(one for one in sets if one.files)), gone=tuple(one.key for one in sets if not one.files)
    )
    if built.any or beside != WrittenFiles() or REBUILD in values or values.get("told") != values.get("serial", 0):
        token = secrets.token_hex(8)
        return written, *built.finish(published, beside, {"told": values.get("serial", 0), TOKEN: token}), token
    feeds, files = values["total"]
    return written, feeds, files, values[TOKEN]
