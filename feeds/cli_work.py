"""What each command does, from settings to exit status: opens the parts, has the work done, shows the result."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from enrich.errors import BadSettings, NotAnswered
from enrich.gather import COMMAND_LINE
from enrich.identifiers import parse_id
from enrich.options import Source
from enrich.settings import Settings, load
from enrich.store import Store
from enrich.tools import Tools, open_tools
from enrich.worker import Work
from feeds import sample
from feeds.cli_show import Console
from feeds.doctor import examine
from feeds.jobs import Done, harvest, perform
from feeds.lookup import history_json, look_up, records_json
from feeds.status import mentions as all_mentions
from feeds.status import status as how_things_stand
from feeds.verify import verify

OK, FAILED, OPEN = 0, 1, 3


def example_settings() -> str:
    """The file that `init` writes."""
    return files("feeds").joinpath("example.toml").read_text(encoding="utf-8")


class Session:
    """One command's settings, store and tools, opened when they are needed and closed at its end."""

    def __init__(self, config: Path | None, console: Console) -> None:
        self.config = config
        self.console = console
        self._open = ExitStack()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @cached_property
    def settings(self) -> Settings:
        """The user's settings; the sample's when it was run here and nothing else was."""
        given = load(self.config)
        return sample.settings(given) if not _has_own(given) and (given.folder / sample.STORE).exists() else given

    def use_sample_if_bare(self) -> None:
        """Where there are no settings and nothing was enriched yet, take the built-in sample."""
        given = load(self.config)
        if not _has_own(given):
            self.__dict__["settings"] = sample.settings(given)

    def use_own(self) -> None:
        """Take the user's settings, or the defaults, whatever was run here."""
        self.__dict__["settings"] = load(self.config)

    @property
    def is_sample(self) -> bool:
        """Whether this works on the built-in sample."""
        return self.settings.folder == sample.HERE

    @cached_property
    def store(self) -> Store:
        return self._open.enter_context(Store(self.settings.store_url))

    @cached_property
    def tools(self) -> Tools:
        detail = self.console.detail if self.console.is_verbose else None
        return self._open.enter_context(open_tools(self.settings, self.store, offline=self.is_sample, detail=detail))


def _has_own(given: Settings) -> bool:
    """Whether the user has settings, or a store of the usual name."""
    return bool(given.file or given.sources) or (given.folder / "paperwire.db").exists()


# ---------------------------------------------------------------- run, enrich, publish


def do_run(session: Session, *, retry: bool, check_links: bool) -> int:
    """`paperwire run`."""
    console = session.console
    with session:
        session.use_sample_if_bare()
        if session.is_sample:
            console.say("No settings here: this runs the built-in sample, without network.")
        done = _perform(session, ("enrich", "publish"), "run", None, retry=retry, check_links=check_links)
        if session.is_sample:
            console.say(
                "To use documents of your own: `paperwire init` writes a paperwire.toml; "
                "put documents into inbox/, then `paperwire run`."
            )
    return OPEN if done.is_open else OK


def do_enrich(session: Session, what: Sequence[str], *, retry: bool, check_links: bool) -> int:
    """`paperwire enrich`."""
    with session:
        session.use_own()
        if not what and not session.settings.sources:
            raise BadSettings("nothing to read: name files, addresses or ids, or write settings with `paperwire init`")
        sources = command_line_sources(what) if what else None
        done = _perform(session, ("enrich",), "enrich", sources, retry=retry, check_links=check_links)
    return OPEN if done.is_open else OK


def do_publish(session: Session) -> int:
    """`paperwire publish`."""
    with session:
        _perform(session, ("publish",), "publish", None)
    return OK


def do_harvest(session: Session, chosen: str | None, since: date | None) -> int:
    """`paperwire harvest`."""
    console = session.console
    with session:
        session.use_own()
        try:
            with console.progress() as progress:
                done = harvest(session.settings, session.store, session.tools, progress, chosen, since)
        except NotAnswered as problem:
            console.warn(f"{problem}; what came until then is kept, and the next harvest goes on from there")
            return OPEN
    for line in done.problems:
        console.warn(line)
    console.say(f"{done.pages} pages; {done.new} new and {done.changed} changed records")
    return OK


def do_verify(session: Session) -> int:
    """`paperwire verify`."""
    console, out = session.console, session.settings.out
    differences = verify(out)
    for line in differences:
        console.warn(line)
    console.say(f"{out / 'dumps'} {'differs from' if differences else 'is as'} its manifest")
    return FAILED if differences else OK


def do_lookup(session: Session, ids: Sequence[str], *, history: bool) -> int:
    """`paperwire lookup`."""
    console = session.console
    today = datetime.now(UTC).date()
    wanted, malformed = [], False
    for text in ids:
        try:
            wanted.append(parse_id(text, today).id)
        except ValueError as wrong:
            console.warn(f"{text}: malformed: {wrong}")
            malformed = True
    with session:
        looked = look_up(session.settings, session.store, session.tools, wanted)
        rows = (
            history_json(session.store, [kept.record.id for kept in looked.found])
            if history
            else records_json(session.settings, session.store, looked.found)
        )
        for row in rows:
            console.json_line(row)
    for name, reason in (looked.missing | looked.deferred).items():
        console.warn(f"{name}: {reason}")
    return FAILED if malformed or looked.missing else OPEN if looked.deferred else OK


# ---------------------------------------------------------------- status, doctor


def do_status(session: Session, *, mentions: bool, as_json: bool) -> int:
    """`paperwire status`."""
    console = session.console
    with session:
        if mentions and as_json:
            console.json_array(all_mentions(session.store))
        elif mentions:
            rows = all_mentions(session.store)
            columns = ("document", "place", "text", "outcome", "id", "reason")
            console.table("Mentions", columns, ([row[column] for column in columns] for row in rows))
        else:
            state = how_things_stand(session.store, session.settings, datetime.now(UTC))
            console.json(state) if as_json else _show_status(console, state)
    return OK


def _show_status(console: Console, state: dict[str, Any]) -> None:
    total = {name: count for name, count in state["mentions"].items() if count}
    console.table(
        "Records", ("records", "documents", *total), [(state["records"], state["documents"], *total.values())]
    )
    runs = (
        (run["started"], run["command"], run["status"], run.get("requests"), run.get("new"), run.get("changed"))
        for run in state["runs"]
    )
    console.table("Last runs", ("started", "command", "status", "requests", "new", "changed"), runs)
    console.table("Health", ("",), [(line,) for line in state["health"] or ["all is well"]])


def do_doctor(session: Session, *, as_json: bool) -> int:
    """`paperwire doctor`."""
    console = session.console
    with session:
        findings = examine(session.settings, lambda: session.store, lambda: session.tools)
        if as_json:
            console.json([{"what": f.what, "well": f.well, "said": f.said} for f in findings])
        else:
            rows = (("ok" if f.well else "WRONG", f.what, f.said) for f in findings)
            console.table("Doctor", ("", "what", "found"), rows)
    return OK if all(f.well for f in findings) else FAILED


# ---------------------------------------------------------------- what these share


def command_line_sources(what: Sequence[str]) -> tuple[Source, ...]:
    """What `enrich` was given, as sources of one name: files, addresses, ids, or `-`."""
    today = datetime.now(UTC).date()
    names: list[str] = []
    ids: list[str] = []
    addresses: list[str] = []
    for text in what:
        if text == "-" or Path(text).exists():
            names.append(text if text == "-" else str(Path(text).resolve()))
        elif _is_id(text, today):
            ids.append(text)
        else:
            (addresses if text.startswith(("http://", "https://")) else names).append(text)
    sources = [Source(name=COMMAND_LINE, page=address, allow_private=True) for address in addresses]
    sources += [Source(name=COMMAND_LINE, files=tuple(names))] if names else []
    return tuple(sources + ([Source(name=COMMAND_LINE, ids=tuple(ids))] if ids else []))


def _is_id(text: str, today: date) -> bool:
    try:
        parse_id(text, today)
    except ValueError:
        return False
    return True


def _perform(
    session: Session,
    steps: Sequence[str],
    command: str,
    sources: Sequence[Source] | None,
    *,
    retry: bool = False,
    check_links: bool = False,
) -> Done:
    """One run with its progress, its warnings and its summary."""
    console = session.console
    with console.progress() as progress:
        done = perform(
            session.settings, session.store, session.tools, steps, progress, command=command, sources=sources,
            retry=retry, check_links=check_links, stdin=sys.stdin.buffer,
        )  # fmt: skip
    if done.work:
        _tell(console, done.work)
    for url in done.dead_links:
        console.warn(f"{url} is linked to and not there")
    if done.published:
        out = session.settings.out
        console.say(
            f"{done.published.channels} channels, {done.published.files_written} of {done.published.files_total} "
            f"files written to {out}; open {out / 'index.html'}"
        )
    return done


def _tell(console: Console, work: Work) -> None:
    for line in work.warnings:
        console.warn(line)
    for line in work.source_problems:
        console.warn(f"{line}; the other sources were read")
    for line in work.problems:
        console.warn(line)
    console.say(
        f"{work.documents} documents read; {work.new} new and {work.changed} changed records; "
        f"{work.requests} requests to arXiv"
    )
    if work.deferred:
        when = f" from {work.next_try:%Y-%m-%d %H:%M} UTC on" if work.next_try else ""
        console.say(
            f"{work.deferred} look-ups are deferred and tried again{when}; `paperwire status --mentions` lists them"
        )
