"""The index of a bulk metadata file: id -> place, title -> places, words -> places. One SQLite file, beside the store.

It is a cache: made whole in a file of its own and then renamed, never changed afterwards, thrown away whenever
it does not belong to the bulk file. So any number of processes may read it, and a crash while it is made leaves
nothing that looks like an index.

A compressed bulk file cannot be read from the middle, so its lines are kept here too, in small compressed blocks.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import NamedTuple
from urllib.parse import quote

from msgspec import Struct

from enrich.database.faults import advice
from enrich.errors import BadStore
from enrich.machine.open_files import flush, lock

_TABLES = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE paper (n INTEGER PRIMARY KEY, id TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
                        version INTEGER NOT NULL, title INTEGER NOT NULL);
    CREATE TABLE block (start INTEGER PRIMARY KEY, data BLOB NOT NULL);
    CREATE VIRTUAL TABLE words USING fts5(title, content='', columnsize=0,
                                          tokenize='unicode61 remove_diacritics 0');
"""
_AFTERWARDS = """
    CREATE INDEX paper_id ON paper (id, n);
    DELETE FROM paper WHERE n IN (
        SELECT n FROM paper JOIN (SELECT id AS twice, max(n) AS last FROM paper GROUP BY id HAVING count(*) > 1)
        ON id = twice WHERE n < last);
    CREATE INDEX paper_title ON paper (title);
    INSERT INTO words (words) VALUES ('optimize');
    CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row);
    CREATE TABLE word (term TEXT PRIMARY KEY, papers INTEGER NOT NULL) WITHOUT ROWID;
    INSERT INTO word SELECT term, doc FROM temp.vocabulary;
"""
"""Of several lines with one id the last is kept. The number of papers that hold a word is what a search plans by."""
_CACHE_KIB = 48 << 10
_PLACE = "id, start, length, version"


class IndexedRecord(Struct, frozen=True):
    """One whole record of the bulk file, as the index keeps it."""

    id: str
    start: int
    """Offset of the line in the (decompressed) file, bytes."""
    length: int
    """Bytes."""
    version: int
    title: int
    """64-bit key of the normalised title, signed."""
    words: str
    """The words of the normalised title, separated by spaces."""


class RecordPlace(NamedTuple):
    """Where the record of one paper stands."""

    id: str
    start: int
    length: int
    version: int


@contextmanager
def building(path: Path) -> Iterator[Path]:
    """A file to make the index in; it takes the index's place when the block ends well, and is gone otherwise.

    Processes take turns; who waited should look first whether the index is there now.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".building")
    with open(path.with_name(path.name + ".lock"), "ab") as turn:
        lock(turn.fileno())
        unfinished.unlink(missing_ok=True)
        try:
            yield unfinished
            if unfinished.exists():
                os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)


class IndexWriter:
    """Fills a new index; `finish` makes it usable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._count = 0
        self._db.executescript(
            f"PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-{_CACHE_KIB};"
            f"{_TABLES} BEGIN;"
        )

    def __enter__(self) -> IndexWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()
        if isinstance(error, sqlite3.Error):
            raise BadStore(f"{self._path}: the index could not be written ({error}); {advice(error)}") from error

    def add(self, lines: Sequence[IndexedRecord]) -> None:
        """Lines in the order of the file."""
        numbered = list(enumerate(lines, self._count + 1))
        self._count += len(numbered)
        self._db.executemany(
            "INSERT INTO paper VALUES (?, ?, ?, ?, ?, ?)",
            ((n, line.id, line.start, line.length, line.version, line.title) for n, line in numbered),
        )
        self._db.executemany(
            "INSERT INTO words (rowid, title) VALUES (?, ?)", ((n, line.words) for n, line in numbered)
        )

    def add_block(self, start: int, text: bytes) -> None:
        """Whole lines of a compressed file, `start` being the offset of the first."""
        self._db.execute("INSERT INTO block VALUES (?, ?)", (start, zlib.compress(text, 1)))

    def finish(self, meta: Mapping[str, str]) -> int:
        """Makes the index complete on the disk; returns the number of papers."""
        for statement in _AFTERWARDS.split(";"):
            self._db.execute(statement)
        papers = int(self._db.execute("SELECT count(*) FROM paper").fetchone()[0])
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", [*meta.items(), ("papers", str(papers))])
        self._db.execute("COMMIT")
        self._db.close()
        flush(self._path)
        return papers


class SnapshotIndex:
    """Answers from a finished index."""

    def __init__(self, path: Path) -> None:
        self._path = path
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise BadStore(f"{path}: the index of the snapshot cannot be opened ({error})") from error
        try:
            self.meta: dict[str, str] = dict(self._db.execute("SELECT key, value FROM meta").fetchall())
        except sqlite3.Error as error:
            self._db.close()
            raise BadStore(f"{path}: not an index of a snapshot ({error}); delete it, it is made again") from error

    def close(self) -> None:
        self._db.close()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise BadStore(f"{self._path}: the index is damaged ({error}); delete it, it is made again") from error

    def _places(self, sql: str, values: Sequence[object]) -> list[RecordPlace]:
        return [RecordPlace._make(row) for row in self._rows(sql, values)]

    def places(self, ids: Sequence[str]) -> list[RecordPlace]:
        """Those that are known, in the order of the file."""
        found: list[RecordPlace] = []
        for at in range(0, len(ids), 500):
            some = ids[at : at + 500]
            found += self._places(f"SELECT {_PLACE} FROM paper WHERE id IN ({_marks(some)})", some)
        return sorted(found, key=attrgetter("start"))

    def titled(self, keys: Sequence[int], limit: int) -> list[RecordPlace]:
        """Papers whose normalised title has one of these keys."""
        return self._places(f"SELECT {_PLACE} FROM paper WHERE title IN ({_marks(keys)}) LIMIT {limit}", keys)

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        """In how many titles each word stands; those that are in none are left out."""
        found: dict[str, int] = {}
        for at in range(0, len(words), 500):
            some = words[at : at + 500]
            rows = self._rows(f"SELECT term, papers FROM word WHERE term IN ({_marks(some)})", some)
            found |= {str(term): int(str(papers)) for term, papers in rows}
        return found

    def words_from(self, prefix: str, lengths: tuple[int, int], limit: int) -> list[str]:
        """Words of titles that begin so, of the least to the greatest length."""
        rows = self._rows(
            "SELECT term FROM word WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? LIMIT ?",
            (prefix, prefix + "\U0010ffff", *lengths, limit),
        )
        return [str(row[0]) for row in rows]

    def with_any(self, words: Sequence[str], limit: int) -> list[RecordPlace]:
        """Papers with any of the words in the title; those with more and rarer ones first."""
        ranked = "SELECT rowid AS r, rank AS s FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
        sql = f"SELECT {_PLACE} FROM ({ranked}) JOIN paper ON n = r ORDER BY s, r"
        return self._places(sql, (" OR ".join(map(_quoted, words)), limit))

    def with_all(self, words: Sequence[str], limit: int) -> list[RecordPlace]:
        """Papers with all of the words in the title."""
        matching = "SELECT rowid AS r FROM words WHERE words MATCH ? LIMIT ?"
        sql = f"SELECT {_PLACE} FROM ({matching}) JOIN paper ON n = r"
        return self._places(sql, (" AND ".join(map(_quoted, words)), limit))

    def block(self, start: int) -> tuple[int, bytes]:
        """The block that holds the line at `start`, and the block's own start; of a compressed file only.

        Raises BadStore when the index has no such block.
        """
        rows = self._rows("SELECT start, data FROM block WHERE start <= ? ORDER BY start DESC LIMIT 1", (start,))
        if not rows:
            raise BadStore(f"{self._path}: the index lacks the text at {start}; delete it, it is made again")
        at, data = rows[0]
        assert isinstance(at, int)
        assert isinstance(data, bytes)
        return at, zlib.decompress(data)


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'
