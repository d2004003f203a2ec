"""Facts about finding the papers that a damaged title may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from enrich.snapshot.snapshot_index import IndexedRecord, IndexWriter, RecordPlace, SnapshotIndex
from enrich.snapshot.title_search import plain_title, rarest, search, title_number
from enrich.titles.normalise import normal_title

TITLES = [
    "Deep Residual Learning for Image Recognition",
    "Deep Learning for Graphs",
    "Graphs of Deep Images",
    "Learning Graphs",
    "On Bipartite Matching",
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SnapshotIndex]:
    with IndexWriter(tmp_path / "index") as writer:
        for n, title in enumerate(TITLES):
            plain = plain_title(title)
            writer.add([IndexedRecord(f"2401.{n:05d}", n, 1, 1, title_number(plain), plain)])
        writer.finish({})
    found = SnapshotIndex(tmp_path / "index")
    yield found
    found.close()


def found(index: SnapshotIndex, title: str, limit: int = 20) -> list[str]:
    return [TITLES[place.start] for place in search(index, lambda place: TITLES[place.start], title, limit)]


def test_words_are_those_of_the_normalised_title() -> None:
    assert plain_title("Deep  {Residual}-learning?") == plain_title("DEEP residual learning")
    assert title_number("a b") != title_number("a c")
    assert -(2**63) <= title_number("a b") < 2**63


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("deep learning for graphs", TITLES[1]),
        ("Deep Residul Learning", TITLES[0]),
        ("On Bipartte Matching", TITLES[4]),
        ("Bipartit", TITLES[4]),
        ("ImageRecognition", TITLES[0]),
        ("matchingJane Doe", TITLES[4]),
    ],
)
def test_a_damaged_title_finds_its_paper_first(index: SnapshotIndex, asked: str, first: str) -> None:
    assert found(index, asked)[0] == first


def test_nothing_alike_finds_nothing(index: SnapshotIndex) -> None:
    assert found(index, "Zebrafish") == []
    assert found(index, "") == []


def test_there_are_never_more_than_asked_for(index: SnapshotIndex) -> None:
    assert len(found(index, "deep learning graphs")) == 4
    assert len(found(index, "deep learning graphs", 2)) == 2


def test_common_words_are_asked_for_together(index: SnapshotIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.snapshot.title_search.RARE", 1)
    assert found(index, "Learning Deep Graphs")[0] == TITLES[1]


def test_when_nothing_has_all_words_the_rarest_are_enough(
    index: SnapshotIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrich.snapshot.title_search.RARE", 0)
    monkeypatch.setattr("enrich.snapshot.title_search.WIDE", 0)
    assert found(index, "Bipartite Recognition") != []


def test_the_rarest_words_are_taken_while_they_fit() -> None:
    assert rarest({"the": 900, "cat": 10, "axolotl": 1}, 20) == ["axolotl", "cat"]
    assert rarest({"the": 900}, 20) == []


def test_after_a_few_rare_words_half_as_many_papers_are_looked_at() -> None:
    few = dict.fromkeys("abcd", 3)
    assert rarest(few | {"e": 9}, 40) == [*"abcd"]
    assert rarest(few | {"e": 8}, 40) == [*"abcde"]
    assert rarest({"a": 3, "b": 3, "c": 3, "e": 31}, 40) == [*"abce"]


PLAIN = st.text('abcXYZ 019\n,.:;?!()[]/"-', max_size=700)


@given(
    st.one_of(
        PLAIN,
        st.text(max_size=30),
        st.lists(st.sampled_from(["&amp;", "C++", "é", "a_b", "İ", "K", "'s"])).map("".join),
    )
)
@example("C# A* it's")
def test_the_quick_way_to_the_words_of_a_title_gives_the_same_words(title: str) -> None:
    assert plain_title(title).split() == normal_title(title).split()


def test_a_title_with_marks_of_the_query_language_is_harmless(index: SnapshotIndex) -> None:
    for title in ('deep" OR "x', "deep* NEAR(graphs)", "title:deep", "deep AND NOT graphs", "^deep + graphs", "-deep"):
        assert isinstance(found(index, title), list)


def test_a_title_is_read_at_its_place(index: SnapshotIndex) -> None:
    seen: list[RecordPlace] = []

    def title_at(place: RecordPlace) -> str:
        seen.append(place)
        return ""

    search(index, title_at, "On Bipartite Matching", 5)
    assert [place.id for place in seen] == ["2401.00004"]


def test_titles_that_are_hardly_alike_are_few(index: SnapshotIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "deep residual learning for singing sheep"
    assert len(found(index, asked)) > 2
    monkeypatch.setattr("enrich.snapshot.title_search.AT_LEAST", 2)
    monkeypatch.setattr("enrich.snapshot.title_search.ALIKE", 90)
    assert len(found(index, asked)) == 2


def test_minor_words_are_not_asked_for_beside_enough_others() -> None:
    asked: list[list[str]] = []

    class Common:
        """An index in which every word is common."""

        def titled(self, keys: Sequence[int], limit: int) -> list[RecordPlace]:
            return []

        def frequencies(self, words: Sequence[str]) -> dict[str, int]:
            return dict.fromkeys(words, 10**6)

        def words_from(self, prefix: str, lengths: tuple[int, int], limit: int) -> list[str]:
            return []

        def with_any(self, words: Sequence[str], limit: int) -> list[RecordPlace]:
            return []

        def with_all(self, words: Sequence[str], limit: int) -> list[RecordPlace]:
            asked.append(list(words))
            return [RecordPlace("2401.00001", 0, 1, 1)]

    search(Common(), lambda place: "", "the sheep of the far meadows and winter songs", 20)
    assert [set(words) for words in asked] == [{"sheep", "far", "meadows", "winter", "songs"}]
    search(Common(), lambda place: "", "the sheep of meadows", 20)
    assert set(asked[-1]) == {"the", "sheep", "of", "meadows"}
