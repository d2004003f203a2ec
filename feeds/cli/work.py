"""The commands that work: run, enrich, publish, harvest."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from enrich.addresses import shown
from enrich.asking.rounds import Round
from enrich.errors import BadSettings, NotAnswered
from enrich.identifiers.arxiv_id import parse_id
from enrich.options.sources import COMMAND_LINE, Source
from enrich.paper_id import written_doi
from enrich.pipeline.check_links import CheckedLinks
from enrich.pipeline.enrich_run import Work
from enrich.pipeline.read_sources import Noted
from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store.accounts import Accounts
from enrich.store.store import Store
from feeds.cli import sample_settings as sample
from feeds.cli.console import Console
from feeds.cli.digests.commands import send_digests
from feeds.cli.edit.changes import ENDING
from feeds.cli.session import OK, OPEN, Session
from feeds.operate.categories import unknown_categories, unknown_category
from feeds.operate.health import tried_again
from feeds.operate.retracting import retract
from feeds.operate.run import Done, RunRequest, harvest, perform

LIKE_AN_ID = re.compile(r"(?i)(arxiv:.*|\d{4}\.\d{4,5}(v\d+)?)")
"""What is meant as an id, even if it cannot be one."""


def _clear_sample(session: Session) -> None:
    """The user's own documents have come: the sample goes, its files and its store."""
    file = session.settings.folder / sample.STORE
    if not file.exists():
        return
    with Store(f"sqlite:///{file.resolve()}") as store:
        count = retract(store, session.settings)
    for part in (
        file,
        *(file.with_name(file.name + end) for end in ("-wal", "-shm", ".snapshot-index", ".snapshot-index.lock")),
    ):
        part.unlink(missing_ok=True)
    session.console.say(f"The sample was removed ({count} files).")


# ---------------------------------------------------------------- run, enrich, publish, harvest


def do_run(session: Session, *, retry: bool, check_links: bool, since: date | None = None) -> int:
    """`paperwire run`; raises BadSettings for a day that is still to come."""
    _check_day(since)
    console = session.console
    with session:
        session.use_sample_if_bare()
        if session.is_sample:
            console.say("No settings here: this runs the built-in sample, without network.")
        else:
            _clear_sample(session)
        done = _perform(
            session, RunRequest("run", ("enrich", "publish"), retry=retry, check_links=check_links, since=since)
        )
        if session.is_sample:
            console.say(
                "To read what you follow: `paperwire add` writes it into a paperwire.toml, as `paperwire add 1706.03762 cs.CL` "
                "or `paperwire add inbox/` for documents that you put there; then `paperwire run`."
            )
        sent = send_digests(session)
    return OPEN if done.is_open else sent


def do_enrich(
    session: Session, what: Sequence[str], *, retry: bool, check_links: bool, since: date | None = None
) -> int:
    """`paperwire enrich`; raises BadSettings when there is nothing to read, or for a day that is still to come."""
    _check_day(since)
    with session:
        session.use_own()
        if not what and not session.settings.every_source:
            raise BadSettings("nothing to read: name files, addresses or ids, or write settings with `paperwire init`")
        beyond = session.settings.services.beyond_arxiv
        sources = command_line_sources(what, session.settings.folder, beyond=beyond) if what else None
        done = _perform(
            session, RunRequest("enrich", ("enrich",), sources, retry=retry, check_links=check_links, since=since)
        )
        if sources and done.work and done.work.documents:
            session.console.say(_becomes(session.settings))
    return OPEN if done.is_open else OK


def _becomes(settings: Settings) -> str:
    """What becomes of what was named on the command line: it is a source like any other."""
    kept = f"What you named is kept as the source {COMMAND_LINE!r}, and published with everything else next"
    if settings.topics or "command-line" in settings.feeds.retired:
        return f"{kept}, where [[topics]] can name it."
    return f"{kept}, also as a topic of that name; once published, {ENDING} ends that topic."


def _check_day(since: date | None) -> None:
    if since is not None and since > datetime.now(UTC).date():
        raise BadSettings(f"--since {since}: a day that is not yet to come is expected")


def do_publish(session: Session, *, moving: bool, rebuild: bool) -> int:
    """`paperwire publish`."""
    with session:
        _perform(session, RunRequest("publish", ("publish",), moving=moving, rebuild=rebuild))
        return send_digests(session)


def do_harvest(session: Session, chosen: str | None, since: date | None) -> int:
    """`paperwire harvest`."""
    console = session.console
    with session:
        session.use_own()
        for sentence in unknown_category("--set", chosen) if chosen else unknown_categories(session.settings):
            console.warn(sentence)
        try:
            with console.progress() as progress:
                done = harvest(session.settings, session.store, session.tools, progress, chosen, since)
        except NotAnswered as problem:
            console.warn(f"{problem}; what came until then is kept, and the next harvest goes on from there")
            return OPEN
    for line in done.problems:
        console.warn(line)
    console.say(f"{counted(done.pages, 'page')}; {done.new} new and {done.changed} changed records")
    return OK


# ---------------------------------------------------------------- what these share


def command_line_sources(what: Sequence[str], folder: Path, *, beyond: bool = False) -> tuple[Source, ...]:
    """What `enrich` was given, as sources of one name: files, addresses, ids, or `-`; DOIs, where papers `beyond` arXiv count.

    Raises BadSettings for an address that cannot be fetched.
    """
    today = datetime.now(UTC).date()
    names: list[str] = []
    ids: list[str] = []
    addresses: list[str] = []
    for text in what:
        if text in {"-", ""}:  # an empty path would be the folder where one is
            names.append(text)
        elif (path := Path(text)).exists():
            # Of a folder its files, as `add` has them.
            names.append(f"{glob.escape(str(path.resolve()))}/*" if path.is_dir() else str(path.resolve()))
        elif _is_id(text, today) or LIKE_AN_ID.fullmatch(text):
            ids.append(text)
        elif beyond and (doi := written_doi(text)):
            ids.append(f"https://doi.org/{doi}")
        elif text.startswith(("http://", "https://")):
            addresses.append(text)
        elif "://" in text:
            raise BadSettings(f"{shown(text)}: only http and https addresses are fetched")
        else:
            names.append(_from_here(text, folder))
    sources = [_page(address) for address in addresses]
    sources += [Source(name=COMMAND_LINE, files=tuple(names))] if names else []
    return tuple(sources + ([Source(name=COMMAND_LINE, ids=tuple(ids))] if ids else []))


def _page(address: str) -> Source:
    try:
        return Source(name=COMMAND_LINE, page=address, allow_private=True)
    except ValueError as wrong:
        raise BadSettings(f"{shown(address)}: an address such as https://example.org/papers is expected") from wrong


def _from_here(text: str, folder: Path) -> str:
    """A path or glob from where it was typed: those of sources are taken from the folder of the settings."""
    here = Path.cwd()
    if folder.resolve() == here:
        return text
    return os.path.join(glob.escape(str(here)) if glob.has_magic(text) else here, os.path.expanduser(text))


def _is_id(text: str, today: date) -> bool:
    try:
        parse_id(text, today)
    except ValueError:
        return False
    return True


def _perform(session: Session, wanted: RunRequest) -> Done:
    """One run with its progress, its warnings and its summary."""
    console = session.console
    for sentence in unknown_categories(session.settings):
        console.warn(sentence)
    if console.is_quiet:
        console.earlier = _earlier_warnings(session.store)
    with console.progress() as progress:
        wanted = replace(wanted, stdin=sys.stdin.buffer)
        done = perform(session.settings, session.store, session.tools, wanted, progress, console.say)
    if done.work:
        outcomes = session.store.intake.outcomes()
        _report(console, done.work, session.tools.now(), has_waiting=bool(outcomes[Outcome.DEFERRED]))
        became = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        console.say(f"All mentions so far: {became or 'none'}")
    if done.links is not None:
        _report_links(console, done.links)
    if done.published:
        out, bucket = session.settings.out, session.settings.bucket
        index = f"{session.settings.public_url}/index.html" if bucket else out / "index.html"
        console.say(
            f"{counted(done.published.channels, 'channel')}, {done.published.files_written} of {done.published.files_total} "
            f"files written to {bucket or out}; open {index}"
        )
    if done.rebuilt:
        report = done.rebuilt
        put_right, unknown = counted(report.files_written, "file"), counted(report.unknown, "file")
        altered = report.files_written - report.missing
        console.say(
            f"Every file was made again: {put_right} put right ({altered} altered, {report.missing} missing), {unknown} that "
            "nobody knows removed"
        )
    return done


def _earlier_warnings(store: Store) -> set[str]:
    """What the last run that read sources warned of."""
    before = next((run for run in store.runs.last() if "documents" in run.counts and run.command != "publish"), None)
    return {one.text for one in Accounts(store.engine).warnings()} | {*(before.errors if before else ())}


def _report(console: Console, work: Work, now: datetime, *, has_waiting: bool) -> None:
    """`has_waiting`: whether a mention of a document waits for a look-up; others were asked for by `lookup` alone."""
    for line in work.warnings:
        console.warn(line)
    for line in work.source_problems:
        console.warn(line)
    for line in work.problems:
        console.warn(line)
    console.say(
        f"{counted(work.documents, 'document')} read; {work.new} new and {work.changed} changed records; "
        f"{counted(work.requests, 'request')} to arXiv"
    )
    _report_services(console, work.services)
    if work.empty.count:
        console.say(f"Nothing was found in {counted(work.empty.count, 'document')}: {_named(work.empty)}")
    if work.none_yet.count:
        console.say(f"No document yet, since the folder is empty: {_named(work.none_yet)}")
    if work.malformed.count:
        console.say(f"{counted(work.malformed.count, 'malformed id')}, never asked: {_named(work.malformed)}")
    if work.corrected.count:
        console.warn(f"{counted(work.corrected.count, 'id')} put right, to be looked at: {_named(work.corrected)}")
    for sentence in work.contradicted.first:
        console.warn(sentence)
    if (more := work.contradicted.count - len(work.contradicted.first)) > 0:
        console.say(f"{more} more like these; `paperwire status --mentions` lists them")
    if work.deferred:
        again = tried_again(work.next_try, now)
        listed = "`paperwire status --mentions` lists them" if has_waiting else "asked for by `paperwire lookup`"
        console.say(f"{counted(work.deferred, 'look-up')} deferred, {again}; {listed}")


def _report_links(console: Console, links: CheckedLinks) -> None:
    for url in links.dead:
        console.warn(f"{url} is linked to and not there")
    there = "all of them there" if not links.dead else f"{len(links.dead)} of them not there"
    became = f", with a request each: {there}" if links.checked else "; each is checked again after 30 days"
    later = f"; {counted(links.left, 'other')} could not be asked about, a later run tries again" if links.left else ""
    console.say(f"{counted(links.checked, 'link')} to PDFs checked{became}{later}")


def _report_services(console: Console, asked: Round) -> None:
    """What metadata services answered; one that fails as it did before is a note, one that fails anew a warning."""
    if asked.answered or asked.changed:
        answered = ", ".join(f"{name} {number:,}" for name, number in sorted(asked.answered.items())) or "nobody"
        console.say(f"Services answered: {answered}; {counted(asked.changed, 'record')} changed by it")
    for name, problem in sorted(asked.problems.items()):
        (console.warn if name in asked.new_failures else console.say)(f"{name}: {problem}; what it said before stays")
    for line in asked.warnings:
        console.warn(line)


def _named(noted: Noted) -> str:
    """`a.txt, b.txt, c.txt and 2 more`."""
    more = noted.count - len(noted.first)
    return ", ".join(noted.first) + (f" and {more} more" if more else "")


def counted(number: int, noun: str) -> str:
    """`1 document`, `2 documents`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
