"""What must not come into a repository beside the settings: the store, which has private sources too, and what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from enrich.errors import PaperwireError
from enrich.settings import Settings
from feeds.output.staging import workshops

_ON_GITHUB = ("paperwire.db", "out")
"""The store and the folder that the workflow uses, whatever the settings say."""


def ignored(settings: Settings) -> list[str]:
    """The patterns, of what is in the folder of the settings or below."""
    return list(dict.fromkeys(_patterns(settings)))


def _patterns(settings: Settings) -> Iterator[str]:
    folder = settings.folder.resolve()
    stores = (folder / _ON_GITHUB[0], *((settings.store_file,) if settings.store_file else ()))
    outs = (folder / _ON_GITHUB[1], settings.out)
    for file in stores:
        if file.is_relative_to(folder):
            yield f"/{_literal(file.relative_to(folder))}*"  # its log and its lock are beside it
    for out in outs:
        for place in (out, workshops(out)[0]):
            if place.is_relative_to(folder) and place != folder:
                yield f"/{_literal(place.relative_to(folder))}/"


def write_gitignore(settings: Settings) -> tuple[Path, list[str]]:
    """Write a .gitignore beside the settings, or complete the one that is there; (where, patterns that it did not have).

    A pattern that is there as an exception (`!out/`) was decided by somebody, and is not added. Raises PaperwireError when the
    file cannot be read or written.
    """
    file = settings.folder / ".gitignore"
    try:
        before = file.read_bytes() if file.exists() else b""
        known = {_plain(line) for line in before.decode("utf-8", "replace").splitlines()}
        missing = [pattern for pattern in ignored(settings) if _plain(pattern) not in known]
        if missing:
            between = b"\n" if before and not before.endswith(b"\n") else b""
            lines = "".join(f"{line}\n" for line in ("# paperwire's store, and what it publishes", *missing))
            with file.open("ab") as opened:
                opened.write(between + lines.encode())
    except OSError as wrong:
        raise PaperwireError(f"{file} cannot be written: {wrong.strerror}") from wrong
    return file, missing


def _plain(pattern: str) -> str:
    return pattern.strip().removeprefix("!").strip("/")


def _literal(place: Path) -> str:
    """A path whose letters mean themselves (gitignore(5))."""
    return re.sub(r"([\\*?\[\] #!])", r"\\\1", place.as_posix())
