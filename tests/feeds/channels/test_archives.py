"""Facts about pages: nothing is lost, and a full archive stays as it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feeds.channels.archives import paginate


def test_a_short_channel_has_no_archive() -> None:
    pages = paginate(range(50), 50, 0)
    assert (pages.feed, pages.filled, pages.open, pages.last) == (tuple(range(50)), (), (), 0)


def test_the_oldest_entries_fill_the_first_archive() -> None:
    pages = paginate(range(130), 50, 0)
    assert pages.filled == ((1, tuple(range(80, 130))),)
    assert pages.open == tuple(range(50, 80))
    assert pages.last == 2


def test_after_an_archive_that_is_exactly_full_stands_an_empty_one() -> None:
    pages = paginate(range(100), 50, 3)
    assert [number for number, _ in pages.filled] == [4]
    assert (pages.open, pages.last) == ((), 5)


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=12), st.integers(min_value=1, max_value=9))
def test_whatever_comes_every_entry_is_on_one_page_and_full_archives_are_full(arrivals: list[int], size: int) -> None:
    members: list[int] = []
    archives: dict[int, tuple[int, ...]] = {}
    total = 0
    for count in arrivals:
        members = [*range(total + count - 1, total - 1, -1), *members]
        total += count
        pages = paginate(members, size, len(archives))
        archives |= dict(pages.filled)
        members = [*pages.feed, *pages.open]
        assert all(len(page) == size for page in archives.values())
        assert sorted(archives) == list(range(1, len(archives) + 1))
        assert len(pages.open) < size
        walked = [*pages.feed, *pages.open, *(one for number in sorted(archives)[::-1] for one in archives[number])]
        assert walked == list(range(total - 1, -1, -1))
