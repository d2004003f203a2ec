"""feeds/dumps/plan_chunks.py: what is copied, what is encoded anew, and what is said to have changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from feeds.dumps.chunk_index import LAYOUT, DumpIndex, DumpRecord, Span, cut, is_cut
from feeds.dumps.dump_files import Altered
from feeds.dumps.encodings import FORMS, JSON_LINES
from feeds.dumps.plan_chunks import Piece, PublishedDumps, all_anew, differing, patched, place_of
from feeds.dumps.write_chunks import write_set
from tests.support.dump_corpus import entry

IDS = [f"2507.{number:05}" for number in range(400)]
ENTRIES = [entry(paper) for paper in IDS]


@pytest.fixture
def dumps(tmp_path: Path) -> PublishedDumps:
    files, chunks = write_set(tmp_path, PublishedDumps(None, tmp_path), cut(ENTRIES))
    assert len(chunks) > 3
    return PublishedDumps(DumpIndex(LAYOUT, chunks, tuple(files)), tmp_path)


def encoded(pieces: list[Piece]) -> list[list[str]]:
    return [[one.id for one in piece] for piece in pieces if not isinstance(piece, Span)]


def test_of_equal_records_every_chunk_is_copied(dumps: PublishedDumps) -> None:
    pieces = list(all_anew(dumps, iter(ENTRIES)))
    assert pieces == [Span(place, place + 1) for place in range(len(dumps.index.chunks))]


def test_a_changed_record_has_its_chunk_alone_encoded(dumps: PublishedDumps) -> None:
    place = place_of(dumps.index.chunks, IDS[200])
    assert place is not None
    new = entry(IDS[200], title="New")
    pieces = list(patched(dumps, {IDS[200]: new}))
    assert encoded(pieces) == [list(dumps.index.chunks[place].ids)]
    assert pieces[0] == Span(0, place)
    assert pieces[-1] == Span(place + 1, len(dumps.index.chunks))


def test_where_nothing_can_be_copied_every_chunk_is_encoded(dumps: PublishedDumps) -> None:
    untrusted = PublishedDumps(dumps.index, dumps.folder, trusted=False)
    pieces = list(all_anew(untrusted, iter(ENTRIES)))
    assert [paper for chunk in encoded(pieces) for paper in chunk] == IDS


def _older(dumps: PublishedDumps) -> DumpIndex:
    return replace(dumps.index, layout="1.0")


def _touched(dumps: PublishedDumps) -> DumpIndex:
    os.utime(dumps.folder / FORMS[3].name, ns=(1, 1))
    return dumps.index


def _lost(dumps: PublishedDumps) -> DumpIndex:
    (dumps.folder / FORMS[1].name).unlink()
    return dumps.index


@pytest.mark.parametrize("harm", [_older, _touched, _lost])
def test_nothing_is_copied_from_files_that_are_not_as_they_were_written(dumps: PublishedDumps, harm: object) -> None:
    assert dumps.can_be_copied
    assert callable(harm)
    assert not PublishedDumps(harm(dumps), dumps.folder).can_be_copied


def test_touched_records_that_are_as_published_do_not_differ(dumps: PublishedDumps) -> None:
    new, same, more = entry(IDS[1], title="New"), ENTRIES[2], entry("2508.00001")
    assert differing(dumps, [IDS[1], IDS[2], IDS[3], "9999.00001", more.id], [new, same, more]) == {
        IDS[1]: new,
        IDS[3]: None,
        more.id: more,
    }


def test_a_line_with_other_bytes_is_not_encoded_anew(dumps: PublishedDumps) -> None:
    path = dumps.folder / JSON_LINES
    state, data = path.stat(), path.read_bytes()
    path.write_bytes(data.replace(b"On 2507.00007", b"Of 2507.00007"))
    os.utime(path, ns=(state.st_mtime_ns, state.st_mtime_ns))
    place = place_of(dumps.index.chunks, IDS[7])
    assert place is not None
    with pytest.raises(Altered, match="its bytes are not those that were written"):
        PublishedDumps(dumps.index, dumps.folder).entries(place)
    assert [one.id for one in dumps.entries(place + 1)] == list(dumps.index.chunks[place + 1].ids)


def test_a_record_stands_in_the_chunk_that_begins_before_it(dumps: PublishedDumps) -> None:
    chunks = dumps.index.chunks
    assert place_of((), IDS[0]) is None
    assert place_of(chunks, "0704.0001") == 0
    assert [place_of(chunks, chunk.ids[0]) for chunk in chunks] == list(range(len(chunks)))
    assert all(is_cut(chunk.ids[0]) for chunk in chunks[1:])


def test_without_dumps_before_every_record_is_new(tmp_path: Path) -> None:
    nothing = PublishedDumps(None, tmp_path)
    new: dict[str, DumpRecord | None] = {ENTRIES[0].id: ENTRIES[0]}
    pieces = list(patched(nothing, new))
    assert pieces == [[ENTRIES[0]]]
    assert nothing.row_of(IDS[0]) is None
