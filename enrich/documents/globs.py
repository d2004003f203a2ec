"""The paths and globs of a source -> the files they stand for, in order. Links may lead in circles: no folder is walked twice."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from enrich.errors import CannotRead

IsOwn = Callable[[Path], bool]
"""Whether a file is paperwire's own."""


def nobodys(_: Path) -> bool:
    """No file is."""
    return False


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a glob matches but is not a file: a pipe that nobody writes to would be waited for without end."""

    name: str
    """Its path."""
    kind: str
    """`pipe`, `device` or `socket`."""

    def __str__(self) -> str:
        remedy = "; to read it, name it itself instead of by a glob" if self.kind == "pipe" else ""
        return f"{self.name}: skipped, it is a {self.kind}, not a file{remedy}"


@dataclass(frozen=True, slots=True)
class NoneYet:
    """A glob below a folder that has nothing in it: documents are still to come."""

    name: str
    """The glob."""
    where: str
    """The folder from which it is taken."""

    @property
    def problem(self) -> CannotRead:
        """The same, where somebody expects a file now."""
        return CannotRead(self.name, f"no file matches it in {self.where}")


def expand(pattern: str, folder: Path, is_own: IsOwn = nobodys) -> Iterator[str | CannotRead | Skipped | NoneYet]:
    """The paths that a pattern stands for; a path that exists is meant literally even if it looks like a glob.

    A glob stands for no file that `is_own`: paperwire's, which no document is.
    """
    if pattern == "-":
        yield pattern
        return
    if not pattern:
        yield CannotRead('""', "an empty name names nothing; name a file, or leave it out")
        return
    pattern = os.path.expanduser(pattern)
    try:
        literal = not glob.has_magic(pattern) or os.path.lexists(folder / pattern)
        paths = (
            [pattern] if literal else sorted(path for path in _matches(pattern, folder) if not is_own(folder / path))
        )
    except (OSError, ValueError) as error:
        yield CannotRead(printable(pattern), f"cannot be read: {why(error)}")
        return
    if literal:
        yield from paths
        return
    if not paths and _is_empty(folder / _before_magic(pattern)):
        yield NoneYet(printable(pattern), printable(str(folder)))
        return
    files = [_file_or_skipped(path, folder) for path in paths if not (folder / path).is_dir()]
    if not any(isinstance(found, str) for found in files):
        others = " (only pipes, devices or sockets)" if files else " (only folders)" if paths else ""
        yield CannotRead(printable(pattern), f"no file matches it in {printable(str(folder))}{others}")
    yield from files


def _before_magic(pattern: str) -> str:
    """The folder of a glob above which nothing is a glob; its name as it is, where it was escaped."""
    above = Path(pattern).parent
    while glob.has_magic(re.sub(r"\[[*?[]\]", "", str(above))):
        above = above.parent
    return re.sub(r"\[([*?[])\]", r"\1", str(above))


def _is_empty(folder: Path) -> bool:
    """Whether it is a folder with nothing but hidden files."""
    try:
        return all(name.startswith(".") for name in os.listdir(folder))
    except (OSError, ValueError):
        return False


def _file_or_skipped(path: str, folder: Path) -> str | Skipped:
    """The path of a file, or of what cannot be told to be something else; reading that says what is wrong with it."""
    try:
        mode = (folder / path).stat().st_mode
    except (OSError, ValueError):
        return path
    kind = "pipe" if stat.S_ISFIFO(mode) else "socket" if stat.S_ISSOCK(mode) else "device"
    return path if stat.S_ISREG(mode) else Skipped(path, kind)


def _matches(pattern: str, folder: Path) -> set[str]:
    """The paths that match; `**` stands for any folders below, as for `glob`, which follows links without end."""
    before, found, after = _at_any_depth(pattern)
    if not found:
        return {*glob.glob(pattern, root_dir=folder)}
    roots = glob.glob(before, root_dir=folder) if glob.has_magic(before) else [before]
    below = [sub for root in roots for sub in _folders(folder / root, root)]
    return {os.path.join(sub, path) for sub in below for path in _matches(after, folder / sub)}


def _at_any_depth(pattern: str) -> tuple[str, bool, str]:
    """What is before and after the first `**` of a pattern, and whether there is one."""
    parts = pattern.split("/")
    if "**" not in parts:
        return pattern, False, ""
    at = parts.index("**")
    after = [part for number, part in enumerate(parts[at + 1 :]) if part != "**" or parts[at + number] != "**"]
    before = "/".join(parts[:at])
    return before or ("/" if at else ""), True, "/".join(after) or "*"


def _folders(top: Path, name: str) -> Iterator[str]:
    """A folder and those below it but hidden ones, each once; by its own path rather than by a link to it."""
    seen: set[tuple[int, int]] = set()
    real, linked = [(top, name)], list[tuple[Path, str]]()
    while real or linked:
        path, called = (real or linked).pop()
        try:
            known = path.stat()
            inner = (
                sorted(os.scandir(path), key=lambda entry: entry.name)
                if (known.st_dev, known.st_ino) not in seen
                else None
            )
        except OSError:
            continue
        if inner is None:
            continue
        seen.add((known.st_dev, known.st_ino))
        yield called
        for entry in inner:
            if not entry.name.startswith(".") and entry.is_dir():
                (linked if entry.is_symlink() else real).append((path / entry.name, os.path.join(called, entry.name)))


def identity(path: Path, name: str) -> object:
    """What distinguishes a file from others, whatever path leads to it."""
    try:
        known = path.stat()
    except (OSError, ValueError):
        return name
    return (known.st_dev, known.st_ino) if known.st_ino else name


def printable(text: str) -> str:
    """A path as text that can be printed, whatever its bytes are."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def why(error: Exception) -> str:
    """The reason of an error, in the fewest words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
