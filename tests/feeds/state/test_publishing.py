"""Facts about what publishing keeps: slugs are for ever, and a change touches what it must and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.errors import CannotPublish
from enrich.names import slug_base
from enrich.store.store import Store
from feeds.state.publishing import GATHERING, PublishState
from feeds.state.types import CachedEntry, ChannelRef, EntryRow, FileSet, FilledArchive, Member, WrittenFiles

ALL = ChannelRef("all", "", "All")


@pytest.fixture
def published() -> Iterator[PublishState]:
    with Store("sqlite://") as store:
        yield PublishState(store.engine)


def author(name: str, key: str = "") -> ChannelRef:
    return ChannelRef("author", key or name, name)


def row(entry: str, *places: ChannelRef, run: int = 1, day: int = 0, digest: bytes | None = b"1") -> EntryRow:
    spot = None if digest is None else CachedEntry(digest, "a-1", 16, (1, 2, 3), 0)
    return EntryRow(entry, entry.partition("#")[0], run, day, places, spot)


def accept(published: PublishState, *rows: EntryRow, gone: tuple[str, ...] = ()) -> None:
    ids = {one.record for one in rows} | set(gone)
    published.accept(ids, rows, (), {"serial": 1}, lambda place: slug_base(place.name))


def slugs(published: PublishState) -> dict[str, str]:
    return {channel.key: channel.slug for channel in published.channels()}


def clean(published: PublishState) -> None:
    numbers = [number for family in published.dirty() for number in family if number is not None]
    published.finish(WrittenFiles(channels=tuple(numbers)), {})


def dirty(published: PublishState) -> list[str]:
    names = {channel.id: channel.key for channel in published.channels()}
    return [names[number] for number, _ in published.dirty()]


def test_colliding_slugs_are_numbered_in_order_of_appearance(published: PublishState) -> None:
    accept(published, row("1", author("Li", "a"), author("Lí", "b")), row("2", author("Li-2", "c"), author("LI", "d")))
    assert slugs(published) == {"a": "li", "b": "li-2", "c": "li-2-2", "d": "li-3"}


def test_what_a_gathering_that_was_cut_off_still_hands_in_is_not_taken(published: PublishState) -> None:
    published.number([[ALL]], lambda place: "all", {GATHERING: "this one"})
    with pytest.raises(CannotPublish, match="another process publishes"):
        published.seat(["1"], [row("1", ALL)], "the one before")
    assert published.spots(["1"]) == {}
    published.seat(["1"], [row("1", ALL)], "this one")
    assert [one.entry for one in published.open_members([1])[1]] == ["1"]
    assert published.segments() == {"a-1": 22}


def test_a_slug_is_nobody_elses_even_when_its_author_is_gone(published: PublishState) -> None:
    accept(published, row("1", author("Li", "a")))
    accept(published, gone=("1",))
    accept(published, row("2", author("Li", "b")))
    accept(published, row("3", author("Li", "a")))
    assert slugs(published) == {"a": "li", "b": "li-2"}


def test_events_stand_beside_their_channel_under_its_slug(published: PublishState) -> None:
    accept(published, row("1", author("Li", "a"), author("Li", "b"), ChannelRef("author.events", "b", "Li")))
    found = {(channel.kind, channel.key): channel.slug for channel in published.channels()}
    assert found["author.events", "b"] == found["author", "b"] == "li-2"


def test_two_thousand_authors_of_one_slug_have_one_each(published: PublishState) -> None:
    accept(published, row("1", *(author("Wang Wei", f"key {n}") for n in range(2000))))
    assert len(set(slugs(published).values())) == 2000
    accept(published, row("2", author("Wang Wei", "another")))
    assert slugs(published)["another"] == "wang-wei-2001"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from(["li", "li-2", "Li 2", "wu"]), st.integers(0, 9)), max_size=6)))
def test_slugs_are_unique_and_stay_whatever_comes(batches: list[list[tuple[str, int]]]) -> None:
    with Store("sqlite://") as store:
        published = PublishState(store.engine)
        before: dict[str, str] = {}
        for number, batch in enumerate(batches):
            accept(published, row(str(number), *{f"{n}{k}": author(n, f"{n}{k}") for n, k in batch}.values()))
            now = slugs(published)
            assert len(set(now.values())) == len(now)
            assert now.items() >= before.items()
            before = now


def test_only_channels_whose_feed_may_differ_are_dirty(published: PublishState) -> None:
    accept(published, row("1", ALL, author("a"), author("b")), row("2", ALL, author("c")))
    clean(published)
    accept(published, row("1", ALL, author("a"), author("b"), digest=None))
    assert dirty(published) == []
    accept(published, row("1", ALL, author("a"), author("d"), digest=None))
    assert dirty(published) == ["b", "d"]
    clean(published)
    accept(published, row("1", ALL, author("a"), author("d"), digest=b"2"))
    assert dirty(published) == ["", "a", "d"]


@pytest.mark.parametrize("afresh", [False, True])
def test_what_is_due_is_found_part_by_part_as_a_whole(published: PublishState, afresh: bool) -> None:
    events = ChannelRef("all.events", "", "All"), ChannelRef("author.events", "b", "b")
    accept(published, row("1", ALL, *map(author, "abcde")), row("1#v2", *events))
    clean(published)
    if afresh:
        published.mark_all(lost=False)
    else:
        accept(published, row("1", ALL, *map(author, "bde")), row("1#v2", *events, digest=b"new"))
    whole = published.dirty()
    assert list(published.numbers()) == sorted(channel.id for channel in published.channels())
    assert len([number for number, beside in whole if beside]) == 2
    assert published.dirty(range(1, 1)) == []
    for size in (1, 3, 100):
        for large in (0, 1, 100):
            found = [
                published.dirty(part) if isinstance(part, range) else part for part in published.portions(size, large)
            ]
            assert [family for part in found for family in part] == whole
            assert max(map(len, found)) <= size


def test_a_channel_of_many_entries_is_looked_at_alone(published: PublishState) -> None:
    accept(published, row("1", author("a"), ALL, author("b")), row("2", ALL), row("3", ALL, author("c")))
    published.mark_all(lost=False)
    (alone,) = [channel.id for channel in published.channels() if channel.kind == "all"]
    numbers = published.numbers()
    expected = [range(numbers.start, alone), range(alone, alone + 1), range(alone + 1, numbers.stop)]
    assert published.portions(100, large=2) == [one for one in expected if one]
    assert published.portions(100, large=3) == [numbers]


def test_a_channel_is_in_order_of_run_then_day_then_id(published: PublishState) -> None:
    accept(published, row("b", ALL, run=1, day=9), row("a", ALL, run=2, day=1), row("c", ALL, run=2, day=5))
    accept(published, row("d", ALL, run=2, day=5))
    ((number, _),) = published.dirty()
    assert [one.entry for one in published.open_members([number])[number]] == ["c", "d", "a", "b"]


def test_an_entry_that_is_gone_leaves_every_channel(published: PublishState) -> None:
    accept(published, row("1", ALL), row("1#v2", ChannelRef("all.events", "", "All")))
    accept(published, row("1", ALL, digest=None))
    assert set(published.spots(["1", "1#v2"])) == {"1"}
    accept(published, gone=("1",))
    ((number, events),) = published.dirty()
    assert events is not None
    assert published.open_members([number, events]) == {number: [], events: []}


def test_a_full_archive_keeps_its_entries_unless_one_is_removed(published: PublishState) -> None:
    accept(published, row("1", ALL, day=1), row("2", ALL, day=2))
    ((number, _),) = published.dirty()
    published.close_archives([FilledArchive(number, 1, Member("2", -1, -2), Member("1", -1, -1), 2)])
    unit = FileSet(f"{number}:1", number, b"x", ("all.archive-1.rss",))
    published.finish(WrittenFiles(units=(unit,), channels=(number,)), {})
    accept(published, row("1", ALL, day=7, digest=b"2"))
    assert published.page_members(number, 1) == ["2", "1"]
    assert published.units_of([number])[number][f"{number}:1"].digest == b"x"
    accept(published, gone=("2",))
    assert published.page_members(number, 1) == ["1"]
    assert published.units_of([number])[number][f"{number}:1"].digest == b""


def test_archives_are_closed_in_either_store_with_exactly_their_members(either: str) -> None:
    with Store(either) as store:
        published = PublishState(store.engine)
        accept(published, *(row(str(n), ALL, author("a"), run=n % 3, day=n // 4) for n in range(40)))
        whole = published.open_members([1, 2])
        oldest, next_ = whole[1][-10:], whole[1][-20:-10]
        assert (published.long_channels([1], 39), published.long_channels([1, 2], 40)) == ({1: 40}, {})
        assert published.open_members([1, 2], {1: 7}) == {1: whole[1][:7], 2: whole[2]}
        assert published.oldest_open(1, 10, None) == oldest[::-1]
        assert published.oldest_open(1, 10, oldest[0]) == next_[::-1]
        closed = [FilledArchive(1, page, its[0], its[-1], 10) for page, its in ((1, oldest), (2, next_))]
        published.close_archives(closed)
        assert [published.page_members(1, page) for page in (1, 2)] == [
            [one.entry for one in oldest],
            [one.entry for one in next_],
        ]
        assert published.open_members([1, 2]) == {1: whole[1][:-20], 2: whole[2]}
        with pytest.raises(CannotPublish, match="publish again"):
            published.close_archives([FilledArchive(1, 3, whole[1][-23], whole[1][-21], 2)])
        assert published.open_members([1]) == {1: whole[1][:-20]}, "nothing of it is kept"


def test_totals_follow_what_is_written_and_removed(published: PublishState) -> None:
    first = FileSet("1:0", 1, b"a", ("a.rss", "a.atom")), FileSet("opml", None, b"a", ("opml.xml",))
    assert published.finish(WrittenFiles(units=first), {}) == (1, 3)
    assert published.finish(WrittenFiles(again=(("1:0", b"new"),)), {}) == (1, 3)
    assert published.units_of([1])[1]["1:0"].digest == b"new"
    assert published.finish(WrittenFiles(units=(FileSet("1:0", 1, b"b", ("a.rss",)),), gone=("opml",)), {}) == (1, 1)
    assert published.finish(WrittenFiles(gone=("1:0",)), {}) == (0, 0)


def test_altered_files_make_what_they_belong_to_dirty(published: PublishState) -> None:
    accept(published, row("1", ALL, author("a")))
    numbers = {channel.key: channel.id for channel in published.channels()}
    units = [FileSet(f"{number}:0", number, b"x", (f"{key}.rss",)) for key, number in numbers.items()]
    published.finish(WrittenFiles(tuple(units), channels=tuple(numbers.values())), {})
    published.mark({"a.rss", "unknown"})
    assert dirty(published) == ["a"]
