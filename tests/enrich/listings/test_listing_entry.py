from __future__ import annotations

import pytest

from enrich.identifiers.find import find_ids
from enrich.listings.labels import is_outline
from enrich.listings.lines import read_lines
from enrich.listings.listing_entry import read_cited, read_entry, stands_for_itself
from enrich.listings.segment import by_id, by_tail
from tests.support.reading import TODAY, names

ABSTRACT = "We propose a method that is simple and needs no data at all. Experiments show that it works better than those before it did."


def test_an_entry_takes_each_line_for_what_it_is() -> None:
    text = f"Counting Sheep at Night\nAnn Author, Bob Builder\n{ABSTRACT}\n9 pages; ICML 2024\nhttps://github.com/a/b\narXiv:2507.13575 [cs.LG]"
    entry = read_entry(list(read_lines(text, find_ids(text, TODAY))))
    assert entry is not None
    item = entry.item
    assert (item.title, names(item), item.abstract) == (
        "Counting Sheep at Night",
        ["Ann Author", "Bob Builder"],
        ABSTRACT,
    )
    assert (item.venue, item.code, item.categories) == ("ICML 2024", ("https://github.com/a/b",), ("cs.LG",))
    assert entry.hit
    assert entry.hit.id == "2507.13575"


def test_lines_that_name_nothing_are_no_entry() -> None:
    assert read_entry(list(read_lines(ABSTRACT, []))) is None


def test_two_ids_in_one_reference_are_two_plain_mentions() -> None:
    text = "- Counting Sheep at Night, arXiv:2507.13575 and arXiv:2506.18879"
    assert read_cited(list(read_lines(text, find_ids(text, TODAY)))) is None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Counting Sheep (arXiv:2507.13575)", True),
        ("Counting Sheep. arXiv preprint arXiv:2507.13575", True),
        ("[arXiv](https://arxiv.org/abs/2507.13575)", True),
        ("an extension of arXiv:2507.13575", False),
        ("see also [this](https://arxiv.org/abs/2507.13575)", False),
        ("text overlap with arXiv:2507.13575", False),
    ],
)
def test_an_id_that_a_sentence_refers_to_is_not_the_entrys(text: str, own: bool) -> None:
    (hit,) = find_ids(text, TODAY)
    assert stands_for_itself(text, hit) is own


@pytest.mark.parametrize(
    ("text", "expected"), [("Related Work", True), ("2. Methods", True), ("## 2024", True), ("Counting Sheep", False)]
)
def test_headings_of_sections_are_no_titles(text: str, expected: bool) -> None:
    assert is_outline(text) is expected


def test_an_id_ends_or_begins_an_entry_by_where_the_listing_has_it() -> None:
    last = f"{ABSTRACT}\narXiv:2507.13575\n{ABSTRACT}\n9 pages\narXiv:2506.18879"
    first = f"arXiv:2507.13575\n{ABSTRACT}\narXiv:2506.18879\n{ABSTRACT}\n9 pages"
    sizes = {}
    for name, text in (("last", last), ("first", first)):
        groups = by_id(list(read_lines(text, find_ids(text, TODAY))))
        assert groups is not None
        sizes[name] = [len(group) for group in groups]
    assert sizes == {"last": [2, 3], "first": [2, 3]}


def test_lines_without_a_mark_are_not_partitioned_by_it() -> None:
    lines = list(read_lines(f"{ABSTRACT}\n{ABSTRACT}\n", []))
    assert by_id(lines) is None
    assert by_tail(lines) is None
