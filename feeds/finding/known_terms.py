"""The terms that papers had when they were indexed last, kept beside out/: what a paper no longer has can then be taken out.

::

    begin --> (files are renamed into out/) --> settle

What is cut off between the two is not believed: the index is then made whole.
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from feeds.finding.site_index import IndexState, Terms, bucket_of

_FORM = 1
"""Grows when what is kept here has another form, or the same paper other terms."""
_STATE, _BEGUN, _TERMS = "state.json", "begun", "terms"
_FEWER = 2
"""Bits fewer than those of the files of papers: these are kept in fewer files."""


class _Kept(msgspec.Struct, frozen=True):
    form: int
    state: IndexState


class KnownTerms:
    """A folder of terms by paper."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def state(self) -> IndexState | None:
        """The index as it was published last; None when that is not known for certain."""
        if (self._folder / _BEGUN).exists():
            return None
        try:
            kept = msgspec.json.decode((self._folder / _STATE).read_bytes(), type=_Kept)
        except (OSError, msgspec.DecodeError):
            return None
        return kept.state if kept.form == _FORM else None

    def of(self, papers: Collection[str], bits: int) -> dict[str, Terms]:
        """The terms of those papers that are indexed; raises LookupError when they cannot be read."""
        found: dict[str, Terms] = {}
        for number in {self._number(name, bits) for name in papers}:
            known = self._read(number)
            found |= {name: _terms(known[name]) for name in papers if name in known}
        return found

    def begin(self, terms: Mapping[str, Terms | None], bits: int, *, whole: bool) -> None:
        """Keep the terms of these papers, None for those that are gone, before the files of the index are put in place."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _BEGUN).touch()
        folder = self._folder / _TERMS
        if whole:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(exist_ok=True)
        by_file: dict[int, dict[str, Terms | None]] = {}
        for name, its in terms.items():
            by_file.setdefault(self._number(name, bits), {})[name] = its
        for number, some in by_file.items():
            known = {} if whole else self._read(number)
            for name, its in some.items():
                known.pop(name, None)
                if its is not None:
                    known[name] = _texts(its)
            self._path(number).write_bytes(zlib.compress(msgspec.json.encode(known), 1))

    def settle(self, state: IndexState) -> None:
        """The files are in place."""
        draft = self._folder / f"{_STATE}.part"
        draft.write_bytes(msgspec.json.encode(_Kept(_FORM, state)))
        draft.replace(self._folder / _STATE)
        (self._folder / _BEGUN).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / _TERMS / f"{number:x}"

    def _number(self, paper: str, bits: int) -> int:
        return bucket_of(paper, max(0, bits - _FEWER))

    def _read(self, number: int) -> dict[str, tuple[str, str]]:
        try:
            return msgspec.json.decode(
                zlib.decompress(self._path(number).read_bytes()), type=dict[str, tuple[str, str]]
            )
        except FileNotFoundError:
            return {}
        except (OSError, zlib.error, msgspec.DecodeError) as wrong:
            raise LookupError(f"{self._path(number)}: {wrong}") from wrong


def _texts(terms: Terms) -> tuple[str, str]:
    strong, weak = terms
    return " ".join(strong), " ".join(weak)


def _terms(texts: tuple[str, str]) -> Terms:
    strong, weak = texts
    return frozenset(strong.split()), frozenset(weak.split())
