"""What `paperwire add` and `paperwire remove` do, from what was typed to exit status."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from glob import has_magic, iglob
from pathlib import Path
from typing import Any

from enrich.addresses import addresses_shown
from enrich.errors import BadSettings, PaperwireError
from enrich.options.settings_file import FILE_NAME, find_file
from enrich.options.sources import COMMAND_LINE
from enrich.settings import Settings
from feeds.cli.edit.changes import BY_HAND, Edit, TakenOut, addition, apply, removals, taken_out
from feeds.cli.edit.edit_file import Edited, edit
from feeds.cli.edit.recognise import Named, address, recognise
from feeds.cli.session import OK, Session

MOST = 1000
"""Things in one command."""
LOOKED_AT = 20_000
"""Files that are looked at to see whether a pattern of the settings has one already."""


def do_add(session: Session, what: Sequence[str], name: str | None) -> int:
    """`paperwire add`; raises BadSettings for what is nothing, or would make no settings."""
    file = _file_of(session, name, what)
    today, here = datetime.now(UTC).date(), Path.cwd()
    wanted = [recognise(text, file.parent, here, today) for text in what]

    def plan(data: dict[str, Any], settings: Settings) -> Iterator[Edit]:
        _check_services(wanted, settings)
        for one in wanted:
            change = addition(data, one, name, _covering(settings, one, file.parent))
            if change.step:
                apply(data, change.step)
            yield change

    done = edit(file, plan)
    _report(session, file, done, "Added")
    if any(change.step for change in done.changes):
        session.console.say(
            "Next: `paperwire run` reads it, looks papers up and publishes; `paperwire remove` undoes this."
        )
    return OK


def do_remove(session: Session, what: Sequence[str], name: str | None) -> int:
    """`paperwire remove`; raises BadSettings for what is not in the settings, or what they need."""
    file = _file_of(session, name, what)
    if not file.exists():
        if COMMAND_LINE in what:
            raise BadSettings(BY_HAND)
        raise BadSettings(f"{file}: there is no such file, so that nothing can be removed from it")
    today, here = datetime.now(UTC).date(), Path.cwd()
    removed: list[TakenOut] = []

    def plan(data: dict[str, Any], _: Settings) -> Iterator[Edit]:
        for text in what:
            one = _address_there(data, text) or _recognised(text, file.parent, here, today)
            for change in removals(data, one, addresses_shown(text), name):
                if change.step:
                    removed.extend(filter(None, (taken_out(change.step, data),)))
                    apply(data, change.step)
                yield change

    done = edit(file, plan)
    _report(session, file, done, "Removed")
    _say_what_stays(session, done.settings, removed)
    return OK


def _say_what_stays(session: Session, settings: Settings, removed: Sequence[TakenOut]) -> None:
    """Look into the store, if there is one: without a run nothing was published."""
    place = settings.store_file
    if not removed or (place is not None and not place.is_file()):
        return
    from enrich.store.store import Store
    from feeds.cli.edit.left_behind import left_behind

    try:
        with Store(settings.store_url) as store:
            for line in left_behind(settings, store, removed):
                session.console.say(line)
    except PaperwireError as wrong:
        # What was to be done is done.
        session.console.warn(f"what stays published is not known: {wrong}")


def _file_of(session: Session, name: str | None, what: Sequence[str]) -> Path:
    """The file to change, which need not be there; raises BadSettings for names that cannot be."""
    if len(what) > MOST:
        raise BadSettings(f"{len(what):,} things at once: {MOST:,} at most are expected; a file may list any number")
    if name is not None and (not name.strip() or not name.isprintable()):
        raise BadSettings(f"--name {name!r}: a name in one line is expected")
    here = Path.cwd()
    return Path(os.path.abspath(find_file(session.config, os.environ, here) or here / FILE_NAME))


def _address_there(data: Mapping[str, Any], text: str) -> Named | None:
    """What the settings fetch at this address, whatever it would be taken for if somebody added it now."""
    sources = data.get("sources", [])
    return address(text) if any(text in (one.get("feed"), one.get("page")) for one in sources) else None


def _recognised(text: str, folder: Path, here: Path, today: Any) -> Named | None:
    """What is meant, if it is anything; a file may be gone by now, and a source has a name of any kind."""
    try:
        return recognise(text, folder, here, today)
    except BadSettings:
        if not text.strip() or not text.isprintable():
            raise
    place = os.path.normpath(here / text)
    root = os.path.normpath(folder)
    value = Path(place).relative_to(root).as_posix() if Path(place).is_relative_to(root) else place
    return Named("files", value, value, value)


def _check_services(wanted: Sequence[Named], settings: Settings) -> None:
    """Raises BadSettings for a DOI that nobody would look up."""
    dois = [one.label for one in wanted if one.kind == "ids" and "/" in one.value and "://" in one.value]
    if dois and not (settings.services.beyond_arxiv and {"crossref", "openalex"} & {*settings.services.enabled()}):
        raise BadSettings(
            f"{dois[0]}: DOIs are looked up with `beyond_arxiv = true` in [services] and Crossref or OpenAlex enabled; "
            "an arXiv id needs neither"
        )


def _covering(settings: Settings, one: Named, folder: Path) -> tuple[str, ...]:
    """The patterns of the settings that match a file, or whatever a pattern will match, already."""
    patterns = [pattern for source in settings.sources for pattern in source.files or () if pattern != "-"]
    if one.kind == "files" and has_magic(one.value):
        return tuple(pattern for pattern in patterns if _is_wider(pattern, one.value))
    if one.kind != "files" or not (folder / one.value).is_file():
        return ()
    return tuple(pattern for pattern in patterns if _matches(pattern, folder, folder / one.value))


def _is_wider(pattern: str, other: str) -> bool:
    """Whether a pattern matches every file that another one of the same folder matches: its only mark is `*`."""
    (folder, _, name), (other_folder, _, other_name) = pattern.rpartition("/"), other.rpartition("/")
    plain = folder == other_folder and not has_magic(folder) and not {"?", "["} & {*name} and "**" not in name
    # A star stands for no hidden file.
    return plain and (name[:1] == "." or other_name[:1] != ".") and fnmatchcase(other_name, name)


def _matches(pattern: str, folder: Path, file: Path) -> bool:
    for number, found in enumerate(iglob(pattern, root_dir=folder, recursive=True)):
        if number > LOOKED_AT:
            return False
        if os.path.normpath(folder / found) == os.path.normpath(file):
            return True
    return False


def _report(session: Session, file: Path, done: Edited, verb: str) -> None:
    say = session.console.say
    if done.is_new:
        say(f"Wrote {file}.")
    for change in done.changes:
        say(f"{verb} {change.words}" if change.step else change.words)
