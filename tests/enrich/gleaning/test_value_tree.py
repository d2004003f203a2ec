"""What values list in texts is told as in any other document, where no field says what it is."""

from __future__ import annotations

import json

import pytest

from tests.support.reading import mentions

ONE, TWO = "Counting sheep in dense barns", "Slow gates of wool"


def titles(value: object, name: str = "a.json") -> list[str]:
    found = mentions(value if isinstance(value, str) else json.dumps(value), name)
    return [one.item.title for one in found if one.item and one.item.title]


@pytest.mark.parametrize(
    "value",
    [
        {"title": "Papers for the train", "listContent": [{"text": ONE, "isChecked": False}, {"text": TWO}]},
        {"weeks": [{"n": 1, "read": [ONE]}, {"n": 2, "read": [TWO]}]},
        {"boards": [{"name": "To read", "cards": [{"name": ONE, "pos": 1}, {"name": TWO, "pos": 2}]}]},
        {"name": "Papers", "messages": [{"text": [{"type": "bold", "text": ONE}, "\n\nA. Roe"]}, {"text": ["x", {"type": "italic", "text": TWO}]}]},
    ],
)  # fmt: skip
def test_lists_below_what_says_that_papers_are_listed(value: object) -> None:
    found = titles(value)
    assert ONE in found
    assert any(TWO in one for one in found)


def test_each_is_one_mention_whoever_read_it() -> None:
    value = {
        "papers": [{"title": ONE, "authors": ["A. Roe"]}, {"title": TWO, "authors": ["B. Doe"]}, f"{TWO} and wire"]
    }
    assert sorted(titles(value)) == sorted([ONE, TWO, f"{TWO} and wire"])


@pytest.mark.parametrize(
    "value",
    [
        {"name": "Papers board", "cards": [{"name": "Order whiteboard pens"}, {"name": "Book flights to Basel"}]},
        {"work": [{"company": "Wool Ltd", "highlights": ["Led a team of four", "Counted the sheep of a valley"]}]},
        [{"text": "the build is red again, somebody broke it"}, {"text": "lunch at noon?"}],
        {"papers": [{"title": ONE, "container-title": ["Transactions on Barns and Fields"], "author": ["A. Roe"]}]},
    ],
)
def test_errands_positions_talk_and_venues_stay_quiet(value: object) -> None:
    assert set(titles(value)) <= {ONE}


def test_a_value_that_is_marked_up_is_read_as_a_page() -> None:
    note = f"<div>Counting Sheep in Dense Barns</div><div>{TWO} (<a href='https://arxiv.org/abs/2105.00010'>arXiv</a>)</div>"
    xml = f"<?xml version='1.0'?><notes><note><title>papers</title><content><![CDATA[{note}]]></content></note></notes>"
    found = mentions(xml, "a.xml")
    assert [one.place for one in found] == [
        "$.notes.note.content, line 1, <div> 2",
        "$.notes.note.content, line 1, <div> 1",
    ]
    assert [one.item.title for one in found if one.item] == ["Counting Sheep in Dense Barns"]


def test_unknown_xml_is_no_page_and_mixed_elements_have_fields() -> None:
    xml = (
        f"<?xml version='1.0'?><article><back><ref><mixed>A. Roe. <article-title>{ONE} of the north</article-title>. Barns."
        f"</mixed></ref><ref><cited><article-title>{TWO} and wire</article-title><year>2012</year></cited></ref></back></article>"
    )
    assert titles(xml, "a.xml") == [f"{ONE} of the north", f"{TWO} and wire"]


def test_texts_in_attributes_and_names_of_both_kinds_are_kept() -> None:
    xml = f"<?xml version='1.0'?><map><node TEXT='papers'><node TEXT='{ONE}'/><node TEXT='{TWO} and wire' node='x y z'/></node></map>"
    assert titles(xml, "a.xml") == [ONE, f"{TWO} and wire"]


def test_a_note_beside_links_that_says_who_wrote_a_work_is_one() -> None:
    kept = [
        {"kind": "link", "title": "How to shear", "url": "https://example.org/a"},
        {"kind": "note", "text": f"{ONE} of the north (Roe, Doe, Poe), PLoS ONE"},
        {"kind": "note", "text": "milk, bread and eggs"},
        {"kind": "note", "text": "we met Roe and Doe in the barn (Tuesday, 2015)."},
    ]
    found = mentions(json.dumps({"folders": [{"items": kept}]}), "a.json")
    noted = [one for one in found if one.place.endswith(("[1]", "[2]", "[3]"))]
    assert [one.item.title for one in noted if one.item] == [f"{ONE} of the north"]
    assert [[author.name for author in one.item.authors] for one in noted if one.item] == [["Roe", "Doe", "Poe"]]
