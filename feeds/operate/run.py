"""What a run does, from its row in the store to its files in out/: enrich, publish, or both.

::

    run row opened -> enrich (documents -> records) -> publish (records -> out/) -> run row closed -> status.json

A step that fails closes the row as failed and leaves out/ as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from enrich.errors import NotAnswered, PaperwireError
from enrich.options.sources import Source
from enrich.pipeline.check_links import CheckedLinks
from enrich.pipeline.clients import Clients, open_clients
from enrich.pipeline.enrich_run import Progress, Work, Worker
from enrich.settings import Settings
from enrich.store.runs import Run
from enrich.store.store import Store
from feeds.home import check_home
from feeds.objects.open_out import open_out
from feeds.operate.status import note_problems, status_files
from feeds.output.run_files import write_run_files
from feeds.publish.publish import PublishReport, publish
from feeds.search.search_index import Search

if TYPE_CHECKING:
    from enrich.pipeline.arxiv_sources import Harvested

log = logging.getLogger("paperwire")
Step = str


@dataclass(frozen=True, slots=True)
class Done:
    """What a run came to."""

    run: Run
    work: Work | None = None
    published: PublishReport | None = None
    rebuilt: PublishReport | None = None
    """What was put right when every file was made again."""
    links: CheckedLinks | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is left for later."""
        return self.work is not None and self.work.is_open


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What one run is to do."""

    command: str
    """Its name in the store."""
    steps: Sequence[Step]
    """Of `enrich` and `publish`."""
    sources: Sequence[Source] | None = None
    """Instead of those of the settings."""
    retry: bool = False
    """Whether to ask again for what is deferred."""
    since: date | None = None
    """The day back to which queries and sets are read, whatever is known of them."""
    check_links: bool = False
    """Whether to ask if the PDFs are there."""
    moving: bool = False
    """Whether the store may come to publish another out/ than before."""
    rebuild: bool = False
    """Whether to make every published file again then, and to put right what differs."""
    stdin: BinaryIO | None = None


def run(settings: Settings, *, offline: bool = False, say: Callable[[str], None] = log.info) -> Done:
    """Read the sources of the settings, look up what they mention, publish: what `paperwire run` does, for programs.

    `offline` asks nobody: what the snapshot and the store do not know is deferred. `say` is told what somebody should
    know. Raises PaperwireError, each kind as enrich/errors.py draws them, after it has closed the run as failed.
    """
    with Store(settings.store_url) as store, open_clients(settings, store, offline=offline, say=say) as clients:
        return perform(settings, store, clients, RunRequest("run", ("enrich", "publish")), _unseen, say)


def _unseen(step: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


def perform(
    settings: Settings,
    store: Store,
    tools: Clients,
    wanted: RunRequest,
    progress: Progress,
    say: Callable[[str], None] = log.info,
) -> Done:
    """Do the steps as one run; `say` gets a line for what publishing is about to take away.

    Raises CannotPublish when out/ could not be written: it is then as it was. Raises BadSettings, and nothing was done,
    when the store publishes another out/ and that is not `moving`.
    """
    if "publish" in wanted.steps and not wanted.moving:
        check_home(store, settings.bucket or settings.out)
    run = store.runs.start(wanted.command, tools.now())
    done = Done(run)
    try:
        worker = Worker(settings, store, tools, progress)
        if "enrich" in wanted.steps:
            chosen = settings.every_source if wanted.sources is None else wanted.sources
            done = Done(run, worker.enrich(run, chosen, retry=wanted.retry, stdin=wanted.stdin, since=wanted.since))
        if wanted.check_links:
            done = replace(done, links=_links(worker))
        if "publish" in wanted.steps:
            done = replace(done, published=_publish(settings, store, progress, say, wanted))
        if wanted.rebuild:
            progress("making every file again", 0, 0)
            done = replace(done, rebuilt=publish(store, settings, settings.out, say=say, rebuild=True))
    except PaperwireError as problem:
        _close(store, tools, done, "failed", (str(problem),))
        note_problems(store, settings, tools.now())
        raise
    except (KeyboardInterrupt, SystemExit):
        _close(store, tools, done, "interrupted", ())
        raise
    _close(store, tools, done, "open" if done.is_open else "ok", ())
    if "publish" in wanted.steps:
        write_run_files(open_out(store, settings), status_files(store, settings, tools.now()))
    return done


def _publish(
    settings: Settings, store: Store, progress: Progress, say: Callable[[str], None], wanted: RunRequest
) -> PublishReport:
    progress("publishing", 0, 0)
    # What is missing is left to a rebuild that follows, so that it is counted there with what is altered.
    restore = not wanted.rebuild
    report = publish(store, settings, settings.out, say=say, moving=wanted.moving, restore=restore)
    Search(store.engine).catch_up()
    return report


def harvest(
    settings: Settings, store: Store, tools: Clients, progress: Progress, spec: str | None, since: date | None
) -> Harvested:
    """Fetch a set over OAI-PMH as one run; raises NotAnswered, and what was fetched until then is kept."""
    run = store.runs.start("harvest", tools.now())
    try:
        done = Worker(settings, store, tools, progress).harvest(run, spec, since)
    except NotAnswered as problem:
        left = (f"{problem}; the next harvest goes on from there",)
        store.runs.finish(run, "open", _questions(tools), left, tools.now())
        raise
    except (KeyboardInterrupt, SystemExit):
        store.runs.finish(run, "interrupted", _questions(tools), (), tools.now())
        raise
    counts = _questions(tools) | {"new": done.new, "changed": done.changed}
    store.runs.finish(run, "ok", counts, done.problems, tools.now())
    return done


def _questions(tools: Clients) -> dict[str, Any]:
    """What was asked of servers, for the row of a run."""
    return {"requests": tools.requests(), "asked": asked_json(tools)}


def _links(worker: Worker) -> CheckedLinks:
    try:
        return worker.check_links()
    except NotAnswered:
        return CheckedLinks()


def _close(store: Store, tools: Clients, done: Done, status: str, errors: Sequence[str]) -> None:
    problems = (*done.work.source_problems, *done.work.problems) if done.work else ()
    store.runs.finish(done.run, status, _counts(store, tools, done), (*problems, *errors), tools.now())


def _counts(store: Store, tools: Clients, done: Done) -> dict[str, Any]:
    work, published = done.work, done.published
    return {
        "documents": work.documents if work else 0,
        "mentions": work.mentions if work else 0,
        "outcomes": dict(sorted(store.intake.outcomes().items())),
        "requests": tools.requests(),
        "asked": asked_json(tools),
        "new": work.new if work else store.records.published_by(done.run.id),
        "changed": work.changed if work else 0,
        "files_written": published.files_written if published else 0,
    }


def asked_json(tools: Clients) -> dict[str, Any]:
    """Requests by source (`api`, `oai`, ... of arXiv; others by host): how many by status, and seconds in all."""
    by_source: dict[str, Any] = {}
    named = [(one.kind, one) for one in tools.asked]
    named += [(urlsplit(one.url).hostname or "", one) for one in tools.asked_elsewhere]
    for name, one in named:
        source = by_source.setdefault(name, {"statuses": {}, "seconds": 0.0})
        source["statuses"][str(one.status)] = source["statuses"].get(str(one.status), 0) + 1
        source["seconds"] = round(source["seconds"] + one.seconds, 3)
    return dict(sorted(by_source.items()))
