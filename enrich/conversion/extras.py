"""What reads formats that few keep: pandoc, docutils and pypdfium2, of the extra `documents`; what of it is there."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from enrich.version import to_install

EXTRA = to_install("documents")
"""What to do where something is lacking."""
NEEDS = {
    "rst": "docutils",
    "pdf": "pypdfium2",
    "org": "pandoc",
    "mediawiki": "pandoc",
    "typst": "pandoc",
    "docx": "pandoc",
    "odt": "pandoc",
    "epub": "pandoc",
}
"""Format -> what reads it."""
NEEDED_BY = {".wiki": "mediawiki", ".typ": "typst", **{f".{form}": form for form in NEEDS}}
"""Ending of a file's name -> its format."""


class Unreadable(Exception):
    """A document cannot be read. The message says why, with the document as its subject, and what to do."""


class Lacking(Unreadable):
    """What reads a format is not installed."""

    def __init__(self, form: str) -> None:
        super().__init__(f"to read {form}, {NEEDS[form]} is needed: {EXTRA}, and it is read in the next run")


@cache
def pandoc() -> str | None:
    """The path of pandoc: the one of the extra, or the system's own."""
    found = find_spec("pypandoc")
    if found and found.origin:
        for name in ("pandoc", "pandoc.exe"):
            path = Path(found.origin).parent / "files" / name
            if path.is_file():
                return str(path)
    return shutil.which("pandoc")


def lacking() -> tuple[str, ...]:
    """Which of them are not here."""
    absent = [name for name in ("docutils", "pypdfium2") if find_spec(name) is None]
    return (*absent, *(() if pandoc() else ("pandoc",)))


def is_lacking(form: str) -> bool:
    """Whether what reads a format is not here."""
    return NEEDS.get(form) in lacking()
