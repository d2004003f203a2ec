"""Checks settings, store, network, disk and out/, and says for each what is wrong and what to do."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from glob import has_magic
from pathlib import Path, PurePosixPath

from msgspec import Struct

from enrich.addresses import without_user
from enrich.asking.probe import probe
from enrich.conversion.extras import EXTRA, NEEDED_BY, is_lacking, lacking
from enrich.errors import PaperwireError
from enrich.pipeline.clients import Clients
from enrich.pipeline.look_up_ids import WELL_KNOWN
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.exports.tabular import parquet_writer
from feeds.objects.open_out import bucket_of
from feeds.operate.categories import unknown_categories
from feeds.operate.health import undelivered
from feeds.operate.status import undelivered_letters
from feeds.output.publishing_lock import present_publisher
from feeds.output.staging import workshops
from feeds.schedule.times import next_times
from feeds.state.publishing import PublishState
from feeds.work.cluster import report

_REACHABLE = re.compile(r"[^\s@]@[^\s@]|\bhttps?://[^\s/]")
FEW, SAMPLE = 5, 100
"""Papers that are few for files of an author; authors whose files are looked at for their size."""
MANY_FILES, MANY_BYTES = 500, 1_000_000
"""From which on files of authors with few papers are worth a thought."""
_TRIAL = ".paperwire-doctor"
"""An object that is there for a moment."""
LITTLE = 200_000_000
"""Bytes of free disk below which a publish may not fit."""


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    what: str
    well: bool
    message: str


def examine(
    settings: Settings, store: Callable[[], Store], tools: Callable[[], Clients], now: datetime
) -> list[Finding]:
    """Look at everything that a run needs; a request goes to arXiv, and a question to each service that is enabled."""
    findings = [Finding("settings", True, str(settings.file or "none: the defaults, or the built-in sample"))]
    findings += _sources(settings)
    findings += [Finding("categories", False, sentence) for sentence in unknown_categories(settings)]
    findings.append(_formats(settings))
    findings += [Finding("schedule", True, f"{job.name}: next at {job}") for job in next_times(settings, now)]
    findings.append(_try("store", lambda: f"{store().records.count()} records in {store().place}"))
    if findings[-1].well:
        findings += _topics(settings, store())
        findings += _few_papers(settings, store())
    if settings.feeds.parquet:
        findings.append(_try("parquet", parquet_writer))
    findings.append(_out(settings.out) if settings.bucket is None else _try("out/", lambda: _bucket(settings)))
    findings += _publisher(settings.out)
    if settings.work.cluster is not None:
        findings.append(Finding("cluster", *report(settings.work.cluster)))
    findings.append(_disk(settings.out))
    if settings.snapshot is not None:
        findings.append(_snapshot(settings.snapshot))
    if findings[-1].well or settings.snapshot is None:
        findings.append(_arxiv(settings, tools))
    findings += _services(settings, tools)
    findings += _digests(settings, store) if settings.notify.digests else ()
    findings += _contact(settings.arxiv.contact)
    return findings


def _services(settings: Settings, tools: Callable[[], Clients]) -> Iterator[Finding]:
    """Whether each enabled service answers one cheap question."""
    names = settings.services.enabled()
    if settings.services.beyond_arxiv and not {"crossref", "openalex"} & names.keys():
        nobody = "on, but nobody is asked: enable [services.crossref] or [services.openalex]"
        yield Finding("papers beyond arXiv", True, nobody)
    if not names:
        return
    try:
        opened = tools()
    except PaperwireError as problem:
        yield Finding("services", False, str(problem))
        return
    for client in opened.services:
        options = names[client.name]
        where = without_user(options.url)
        if why := probe(client, opened.now()):
            yield Finding(client.name, False, f"{why}; see [services.{client.name}]")
        else:
            yield Finding(
                client.name, True, f"{where} answers; {client.budget.spent():,} of {options.daily:,} requests today"
            )
        if not (options.contact or settings.arxiv.contact):
            yield Finding(client.name, True, f"no contact is set: [services.{client.name}] contact, or that of [arxiv]")


def _digests(settings: Settings, store: Callable[[], Store]) -> Iterator[Finding]:
    """Whether letters of digests arrived."""
    try:
        late = undelivered_letters(store(), settings)
    except PaperwireError:
        return  # the store is a finding of its own
    sentence = undelivered(late)
    count = len(settings.notify.digests)
    yield Finding("digests", sentence is None, sentence or f"{count} in [notify], no letter is undelivered")


def _contact(contact: str | None) -> Iterator[Finding]:
    """Whether arXiv could reach somebody: a name alone is not enough."""
    example = '[arxiv] contact = "you@example.org"'
    if not contact:
        yield Finding("contact", True, f"none set: arXiv asks for a way to reach you, {example}")
    elif not _REACHABLE.search(contact):
        yield Finding("contact", False, f"{contact} is neither a mail address nor a web address; write {example}")


def _arxiv(settings: Settings, tools: Callable[[], Clients]) -> Finding:
    """Whether arXiv answers with papers that it has had for years."""
    url = without_user(settings.arxiv.api_url)
    try:
        opened = tools()
        page = opened.api.by_ids(WELL_KNOWN, opened.now())
    except PaperwireError as problem:
        return Finding("arXiv", False, str(problem))
    lacks = [known for known in WELL_KNOWN if known not in {record.id for record in page.records}]
    if len(lacks) < len(WELL_KNOWN):
        return Finding("arXiv", True, f"{url} answers" + (f", but without {', '.join(lacks)}" if lacks else ""))
    message = f"{url} answers, but without the papers that were asked for ({', '.join(lacks)}), which arXiv has"
    return Finding("arXiv", False, f"{message}; try again later, and correct base_url in [arxiv] if it is set")


def _try(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, True, look())
    except PaperwireError as problem:
        return Finding(what, False, str(problem))


def _sources(settings: Settings) -> Iterator[Finding]:
    if not settings.sources:
        yield Finding(
            "sources",
            True,
            "none yet: `paperwire add WHAT...` writes some into the settings, `paperwire init` shows all that they can hold",
        )
    for source in settings.sources:
        for name in source.files or ():
            if name != "-" and not any(settings.folder.glob(name) if not Path(name).is_absolute() else [Path(name)]):
                if _is_waiting(settings.folder / name):
                    message = f"no document yet: put some into {(settings.folder / name).parent}"
                    yield Finding(f"source {source.name}", True, message)
                    continue
                message = (
                    f"nothing is at {settings.folder / name}; correct files in [[sources]], or put a document there"
                )
                yield Finding(f"source {source.name}", False, message)


def _is_waiting(pattern: Path) -> bool:
    """Whether a pattern is of files in a folder that is there and has none so far, as runs see it, too."""
    return (
        has_magic(pattern.name)
        and pattern.parent.is_dir()
        and all(one.name.startswith(".") for one in pattern.parent.iterdir())
    )


def _formats(settings: Settings) -> Finding:
    """Whether what reads PDF, Word and the like is here; a fault where a source has such files."""
    absent = lacking()
    if not absent:
        return Finding("formats", True, "every format can be read, PDF, Word and EPUB too")
    files = [name for source in settings.sources for name in source.files or ()]
    needed = sorted({name for name in files if is_lacking(NEEDED_BY.get(PurePosixPath(name).suffix.lower(), ""))})
    message = f"{', '.join(absent)} not installed: without the extra, PDF, Word, EPUB, org-mode and the like are not read as they should"
    of = f" (a source has {', '.join(needed)})" if needed else ""
    return Finding("formats", not needed, f"{message}{of}; {EXTRA}")


def _topics(settings: Settings, store: Store) -> Iterator[Finding]:
    """Topics that are not where the settings say."""
    wanted = {f"topic:{topic.slug}": topic.slug for topic in settings.topics}
    for key, slug in PublishState(store.engine).slugs("topic", wanted).items():
        if slug != wanted[key]:
            message = (
                f"is at topics/{slug}, since another channel had topics/{wanted[key]} and addresses are never reused"
            )
            yield Finding(f"topic {wanted[key]}", False, f"{message}; choose another slug to have it as you write it")


def _few_papers(settings: Settings, store: Store) -> Iterator[Finding]:
    """What files of authors with few papers cost, or who answers for them."""
    who = [f"authors with fewer than {files} papers"] if (files := settings.authors.files) > 1 else []
    who += [] if settings.has_paper_files else ["pages of papers"]
    who += [] if settings.has_search_files else ["the search without a server"]
    if who:
        which = f"{', '.join(who[:-1])} and {who[-1]}" if len(who) > 1 else who[0]
        instead = "`paperwire serve` answers at their addresses, other servers do not"
        yield Finding("files", True, f"{which}: there are no files, {instead}")
    if files > 1:
        return
    count, sample = PublishState(store.engine).crowds.tail(FEW - 1, SAMPLE)
    paths = [settings.out / path for paths in sample for path in paths if (settings.out / path).is_file()]
    if not paths:
        return
    size = sum(path.stat().st_size for path in paths) / len(sample) * count
    if count * len(paths) // len(sample) < MANY_FILES and size < MANY_BYTES:
        return  # a small site has nothing to save
    cost = f"{count * len(paths) // len(sample):,} files of {size / 1e6:,.0f} MB are of {count:,} authors"
    instead = f"where `paperwire serve` answers, [authors] files = {FEW} spares them"
    papers = ", and the page of each paper" if settings.has_paper_files and settings.pages.papers == "auto" else ""
    yield Finding("authors", True, f"about {cost} with fewer than {FEW} papers; {instead}{papers}")


def _out(out: Path) -> Finding:
    folder = next((place for place in (out, *out.parents) if place.exists()), out)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".paperwire-"):
            return Finding("out/", True, f"{out} can be written")
    except OSError as wrong:
        return Finding("out/", False, f"{folder} cannot be written ({os.strerror(wrong.errno or 0)}); see [site] out")


def _bucket(settings: Settings) -> str:
    """A sentence on the bucket that is published, after an object was written there and deleted; raises PaperwireError."""
    bucket = bucket_of(settings)
    assert bucket is not None
    bucket.check()
    with tempfile.NamedTemporaryFile(prefix="paperwire-") as file:
        bucket.put({_TRIAL: Path(file.name)})
    bucket.delete([_TRIAL])
    return f"{bucket.address} can be written; what publishing reads again is in {settings.out}"


def _publisher(out: Path) -> Iterator[Finding]:
    """Who is publishing now; others have to wait."""
    for folder in workshops(out.absolute()):
        if found := present_publisher(folder):
            sentence, well = found
            yield Finding("publishing", well, sentence)


def _disk(out: Path) -> Finding:
    folder = next(place for place in (out, *out.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    message = f"{free / 1e9:.1f} GB free at {folder}"
    if free > LITTLE:
        return Finding("disk", True, message)
    return Finding(
        "disk", False, f"{message}, too little for a publication perhaps; make room, or name another disk in [site] out"
    )


def _snapshot(file: Path) -> Finding:
    if file.is_file():
        return Finding("snapshot", True, str(file))
    message = "no such file; correct snapshot in [arxiv], put arXiv's bulk metadata there, or remove the setting"
    return Finding("snapshot", False, f"{file}: {message}")
