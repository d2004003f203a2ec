"""feeds/dumps/chunk_index.py: where dumps are cut, and what has to be cut anew."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from feeds.dumps.chunk_index import (
    CHUNK,
    LAYOUT,
    Chunk,
    DumpFile,
    DumpIndex,
    DumpRecord,
    Span,
    affected,
    cut,
    digest,
    is_cut,
    offsets,
)

IDS = [f"2507.{number:05}" for number in range(4000)]
CUTS = [paper for paper in IDS if is_cut(paper)]


def entries(ids: list[str]) -> list[DumpRecord]:
    return [DumpRecord(paper, b"{}", digest(b"{}")) for paper in ids]


def chunks(ids: list[str]) -> list[tuple[str, ...]]:
    return [tuple(one.id for one in chunk) for chunk in cut(entries(ids))]


def chunks_of(ids: list[str]) -> tuple[Chunk, ...]:
    return tuple(Chunk(group, b"x" * 8 * len(group), (10, 20)) for group in chunks(ids))


def test_chunks_are_about_as_long_as_they_should_be() -> None:
    assert CHUNK / 2 < len(IDS) / len(CUTS) < CHUNK * 2


@given(st.sets(st.sampled_from(IDS[:600]), max_size=60), st.sampled_from(IDS[:600]))
def test_one_more_record_moves_no_cut_but_its_own(ids: set[str], more: str) -> None:
    before, after = set(chunks(sorted(ids))), set(chunks(sorted(ids | {more})))
    assert len(before - after) <= 1
    assert len(after - before) <= 2


@given(st.sets(st.sampled_from(IDS), max_size=60))
def test_cutting_loses_and_doubles_nothing(ids: set[str]) -> None:
    assert [paper for chunk in chunks(sorted(ids)) for paper in chunk] == sorted(ids)


@given(
    st.sets(st.sampled_from(IDS[:900:3] + CUTS[:3]), min_size=1, max_size=80),
    st.dictionaries(st.sampled_from(IDS[:900:3] + CUTS[:3]), st.booleans(), max_size=6),
)
def test_chunks_outside_the_affected_spans_are_those_of_the_new_records(
    ids: set[str], touched: dict[str, bool]
) -> None:
    before = chunks_of(sorted(ids))
    lost = {paper for paper, stays in touched.items() if not stays}
    spans = affected(before, touched, lost)
    redone = {place for span in spans for place in range(span.first, span.last)}
    kept = {chunk.ids for place, chunk in enumerate(before) if place not in redone}
    assert kept <= set(chunks(sorted((ids | set(touched)) - lost)))
    assert all(a.last < b.first for a, b in pairwise(spans))


def test_a_chunk_that_loses_its_first_record_may_join_the_one_before() -> None:
    ids = sorted({IDS[0], *CUTS[:3]})
    before = chunks_of(ids)
    place = next(place for place, chunk in enumerate(before) if CUTS[1] in chunk.ids)
    assert affected(before, [CUTS[1]], [CUTS[1]]) == (Span(place - 1, place + 1),)
    assert affected(before, [CUTS[1]], []) == (Span(place, place + 1),)


def test_an_empty_dump_has_room_for_a_first_record() -> None:
    assert affected((), ["2507.00001"], []) == (Span(0, 0),)
    assert affected((), [], []) == ()


def test_offsets_count_header_and_separators() -> None:
    assert offsets(chunks_of(sorted([IDS[0], *CUTS[:2]])), 1, 100, 2)[:3] == [100, 122, 144]


def test_an_index_comes_back_as_it_was_kept() -> None:
    file = DumpFile("records.json", 5, "ab", 1, 123)
    index = DumpIndex(LAYOUT, chunks_of(IDS[:300]), (file,), "2025-07-17T12:00:00Z")
    assert DumpIndex.decode(index.encode()) == index
    assert index.file("records.json") == file
    assert index.file("records.csv") is None


@given(st.binary())
def test_no_bytes_raise_when_read_as_an_index(data: bytes) -> None:
    assert DumpIndex.decode(data) is None


def test_full_dumps_are_of_the_newest_change_unless_they_are_behind() -> None:
    index = DumpIndex(LAYOUT, chunks_of(IDS[:9]), newest="2025-07-17T12:00:00Z", week="2025-W29")
    assert index.full_newest == index.newest
    assert replace(index, behind="2025-07-15T12:00:00Z").full_newest == "2025-07-15T12:00:00Z"
    assert replace(index, behind="").full_newest is None


def test_the_chunks_of_weekly_dumps_are_not_in_the_index() -> None:
    index = DumpIndex(LAYOUT, chunks_of(IDS[:300]), newest="2025-07-17T12:00:00Z", week="2025-W29")
    assert DumpIndex.decode(index.encode()) == replace(index, chunks=())
