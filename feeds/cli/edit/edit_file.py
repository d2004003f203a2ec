"""Changes the file of the settings: one process at a time, the whole file or nothing, and only into settings that are valid.

::

    locked -> read -> steps -> text -> would these be settings? -> written beside it -> renamed into its place

The file keeps its permissions, and where it is a link it is the file behind it that changes.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from enrich.errors import BadSettings, PaperwireError
from enrich.machine.open_files import flush, lock, unlock
from enrich.options.settings_file import PREFIX
from enrich.settings import Settings, load
from feeds.cli.edit.changes import Edit, NewSource, Put, Step
from feeds.cli.edit.toml_text import changed

_NEW = 0o644
"""Permissions of a file that was not there, less what the umask of the process takes."""
BEGINNING = "# paperwire's settings. `paperwire --config another.toml init` writes every setting, explained.\n"


class Edited(Struct, frozen=True):
    """What became of the file."""

    changes: Sequence[Edit]
    settings: Settings
    is_new: bool


Planner = Callable[[dict[str, Any], Settings], Iterator[Edit]]
"""What is to be changed in the file as plain values, one change after another, each taken in these values before the next."""


def edit(file: Path, plan: Planner) -> Edited:
    """Make the changes; raises BadSettings, with the file as it was, when these or the present settings are none."""
    file = Path(os.path.realpath(file))
    with _locked(file):
        is_new = not file.exists()
        text = BEGINNING if is_new else _read(file)
        before = load(file, text=text)
        data = tomllib.loads(text)
        changes = list(plan(data, before))
        steps = [change.step for change in changes if change.step]
        if not steps:
            return Edited(changes, before, False)
        after = changed(text, steps, str(file))
        try:
            settings = load(file, text=after)
        except BadSettings as wrong:
            raise BadSettings(f"{wrong}. Nothing was changed") from wrong
        _check_counts(steps, settings)
        _write(file, after)
    return Edited(changes, settings, is_new)


def _check_counts(steps: Sequence[Step], settings: Settings) -> None:
    """Raises BadSettings where the environment has the say, and the file has none."""
    names = {source.name for source in settings.sources}
    hidden: list[Step] = [step for step in steps if isinstance(step, NewSource) and step.table["name"] not in names]
    hidden += [step for step in steps if isinstance(step, Put) and step.place == ("authors", "follow")
               and step.value not in settings.authors.follow]  # fmt: skip
    if hidden:
        variable = f"{PREFIX}{'SOURCES' if isinstance(hidden[0], NewSource) else 'AUTHORS__FOLLOW'}"
        raise BadSettings(f"the environment has {variable}, which counts instead of the file. Nothing was changed")


def _read(file: Path) -> str:
    """The text with the ends of lines that it has; raises as `load` does."""
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        load(file)  # says what is wrong with it
        raise


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Wait until nobody else changes the file; its lock is a file beside it, which goes with the last who has it."""
    place = file.with_name(f".{file.name}.lock")
    try:
        while True:
            opened = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                lock(opened)
                if _is_there(opened, place):  # else whoever had it took it away
                    break
            except BaseException:
                os.close(opened)
                raise
            os.close(opened)
    except OSError as wrong:
        raise PaperwireError(f"{file} cannot be changed: {place}: {wrong.strerror}") from wrong
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file
            place.unlink()
        unlock(opened)
        os.close(opened)


def _is_there(opened: int, place: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(opened), place.stat())
    except FileNotFoundError:
        return False


def _write(file: Path, text: str) -> None:
    """Write beside the file, and rename; raises PaperwireError, and the file is as it was."""
    try:
        is_there = file.exists()
        if is_there and not os.access(file, os.W_OK):
            raise PermissionError(0, "it is read-only")
        number, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        written = Path(name)
        try:
            with os.fdopen(number, "wb") as opened:
                opened.write(text.encode("utf-8"))
                opened.flush()
                os.fsync(opened.fileno())
            _dress(written, file if is_there else None)
            written.replace(file)
        except BaseException:
            written.unlink(missing_ok=True)
            raise
        flush(file.parent)
    except OSError as wrong:
        raise PaperwireError(f"{file} cannot be written: {wrong.strerror}; it is as it was") from wrong


def _dress(written: Path, like: Path | None) -> None:
    """Give a new file the permissions, and where that is allowed the owner, of the one whose place it takes."""
    if like is None:
        umask = os.umask(0)
        os.umask(umask)
        written.chmod(_NEW & ~umask)
        return
    kept = like.stat()
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(written, kept.st_uid, kept.st_gid)
    written.chmod(kept.st_mode & 0o7777)
