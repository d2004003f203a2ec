from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.identifiers.find import find_ids
from enrich.listings.lines import label_of, read_head, read_lines
from enrich.listings.relabel import relabel
from tests.support.reading import TODAY

LONG = "We propose a method that is simple and needs no data at all. Experiments show that it works better than those before it did."


def kinds(text: str) -> list[str]:
    return [line.kind for line in read_lines(text, find_ids(text, TODAY))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("arXiv:2507.13575", "id"),
        ("arXiv:2507.13575v2 [cs.LG] - doi: 10.1145/1234567.8", "id"),
        ("https://arxiv.org/abs/2507.13575", "id"),
        ("LGSep 6, 2024", "head"),
        ("Created: 2025-07-17 Updated: 2025-07-21", "label"),
        ("Title: Counting Sheep", "label"),
        ("**Authors:** Ann Author", "label"),
        ("Ann Author, Bob Builder", "byline"),
        ("Counting Sheep in PracticeAnn Author, Bob Builder", "fused"),
        ("- Counting Sheep", "bullet"),
        ("[12] Counting Sheep", "bullet"),
        ("[PDF] [Code]", "short"),
        ("## Counting Sheep", "heading"),
        ("--------", "rule"),
        ("Counting Sheep", "short"),
        (LONG, "long"),
    ],
)
def test_each_line_has_a_kind(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_lines_that_were_wrapped_are_joined_and_others_are_not() -> None:
    wrapped = "We propose a method that is simple and needs no data at all, and that\nworks better than everything that was known before it, as experiments\nshow.\n"
    assert [line.text for line in read_lines(wrapped, [])] == [" ".join(wrapped.split())]
    listed = "Counting Sheep in Practice, Theory and Dreams of Machines\nAnn Author, Bob Builder\nICML 2024\n"
    assert len(read_lines(listed, [])) == 3


def test_a_repeated_ending_after_an_ellipsis_is_set_apart() -> None:
    lines = read_lines(f"{LONG}…Some Lab\n{LONG} So it is.Some Lab\n", [])
    assert [(line.cut, line.text.endswith("Lab")) for line in lines] == [(True, False), (True, False)]


def test_offsets_are_those_of_the_text() -> None:
    text = f"{LONG}\r\narXiv:2507.13575{LONG}\r\n  Counting   Sheep\n"
    lines = read_lines(text, find_ids(text, TODAY))
    assert [" ".join(text[line.start : line.end].split()) for line in lines] == [line.text for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Title: Foo", ("title", "Foo")),
        ("*Comments:* 9 pages", ("comment", "9 pages")),
        ("https://x.example", None),
        ("Foo: bar", None),
    ],
)
def test_labels_are_known_words_before_a_colon(text: str, expected: tuple[str, str] | None) -> None:
    assert label_of(text) == expected


def test_a_sentence_with_a_date_is_no_head() -> None:
    assert read_head("On Sep 6, 2024 we met in Zurich to count sheep") is None
    assert read_head("2024") is None


def test_a_single_author_is_told_by_the_place_of_the_others() -> None:
    text = "Counting Sheep at Night\nAnn Author, Bob Builder\n\nCounting Cows by Day\nCleo Counter\n"
    assert [line.kind for line in relabel(read_lines(text, []))] == ["short", "byline", "short", "byline"]
    text = f"LGSep 6, 2024\nCounting Sheep at NightAnn Author, Bob Builder\n{LONG}\nLGSep 7, 2024\nCounting Cows by DayCleo Counter\n{LONG}\n"
    assert [line.kind for line in relabel(read_lines(text, []))] == ["head", "fused", "long"] * 2


def test_a_title_that_reads_like_names_is_told_by_the_authors_below_it() -> None:
    text = "Fat Triangulations and Thin Sheep\nAnn Author, Bob Builder\n"
    assert [line.kind for line in relabel(read_lines(text, []))] == ["short", "byline"]


@given(st.text(alphabet=st.sampled_from("Aab .,:-[]()\n\r\t…#*0\u2028"), max_size=200))
def test_no_text_raises_and_no_character_of_a_word_is_lost(text: str) -> None:
    lines = read_lines(text, find_ids(text, TODAY))
    relabel(lines)
    kept = "".join(text[line.start : line.end] for line in lines)
    assert "".join(kept.split()) == "".join(text.split())
