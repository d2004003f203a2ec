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

from feeds.finding.index_files import IndexState, bucket_of
from feeds.finding.site_index import FEWER, Terms

_FORM = 3
"""Grows when what is kept here has another form, or the same paper other terms."""
_STATE, _BEGUN, _TERMS = "state.json", "begun", "terms"


_Texts = tuple[str, str, str, tuple[str, ...]]
"""Strong and weak terms, the month, and names."""


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

    def begin_whole(self) -> None:
        """Forget all terms, as the index is made anew."""
        self._begin()
        shutil.rmtree(self._folder / _TERMS, ignore_errors=True)
        (self._folder / _TERMS).mkdir()

    def forget(self) -> None:
        """Keep nothing: there is no index any more."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def keep(self, number: int, terms: Mapping[str, Terms]) -> None:
        """Keep the terms of all papers with that number."""
        self._write(number, {name: _texts(its) for name, its in terms.items()})

    def begin(self, terms: Mapping[str, Terms | None], bits: int) -> None:
        """Keep the terms of these papers, None for those that are gone, before the files of the index are put in place."""
        self._begin()
        by_file: dict[int, dict[str, Terms | None]] = {}
        for name, its in terms.items():
            by_file.setdefault(self._number(name, bits), {})[name] = its
        for number, some in by_file.items():
            known = {name: texts for name, texts in self._read(number).items() if name not in some}
            self._write(number, known | {name: _texts(its) for name, its in some.items() if its is not None})

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _BEGUN).touch()

    def settle(self, state: IndexState) -> None:
        """The files are in place."""
        draft = self._folder / f"{_STATE}.part"
        draft.write_bytes(msgspec.json.encode(_Kept(_FORM, state)))
        draft.replace(self._folder / _STATE)
        (self._folder / _BEGUN).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / _TERMS / f"{number:x}"

    def _number(self, paper: str, bits: int) -> int:
        return bucket_of(paper, max(0, bits - FEWER))

    def _write(self, number: int, known: Mapping[str, _Texts]) -> None:
        self._path(number).write_bytes(zlib.compress(msgspec.json.encode(known), 1))

    def _read(self, number: int) -> dict[str, _Texts]:
        try:
            return msgspec.json.decode(zlib.decompress(self._path(number).read_bytes()), type=dict[str, _Texts])
        except FileNotFoundError:
            return {}
        except (OSError, zlib.error, msgspec.DecodeError) as wrong:
            raise LookupError(f"{self._path(number)}: {wrong}") from wrong


def _texts(terms: Terms) -> _Texts:
    return " ".join(terms.strong), " ".join(terms.weak), terms.month, tuple(terms.names)


def _terms(texts: _Texts) -> Terms:
    strong, weak, month, names = texts
    return Terms(frozenset(strong.split()), frozenset(weak.split()), month, frozenset(names))
