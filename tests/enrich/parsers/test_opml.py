"""Outlines (OPML) as mind maps, outliners and feed readers write them; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

ONE, TWO = "Counting Sheep in the Dark", "On the Walls of Old Folds"


def test_the_outlines_of_opml_are_searched() -> None:
    body = '<opml version="2.0"><body><outline text="a"><outline text="b" htmlUrl="https://arxiv.org/abs/2312.00752" xmlUrl="https://x"/></outline></body></opml>'
    assert [(mention.place, mention.id, mention.item) for mention in mentions(body, "a.opml")] == [
        ("outline 2", "2312.00752", None)
    ]


def test_links_of_an_outline_are_items_and_its_feeds_are_not() -> None:
    body = """<opml version="2.0"><body><outline text="What we read in the spring">
    <outline text="Counting Sheep in the Dark" type="link" url="https://lab.org/p/1" _note="Ann Author, Bob Builder"/>
    <outline text="On the Walls of Old Folds" type="link" url="https://arxiv.org/abs/2312.00752"/>
    <outline text="All the New Papers of a Day" type="rss" xmlUrl="https://lab.org/f" htmlUrl="https://lab.org"/>
    <outline text="Lab" url="https://lab.org"/></outline></body></opml>"""
    one, two = mentions(body, "a.opml")
    assert one.item
    assert two.item
    assert (one.how, one.item.title, names(one.item)) == (
        "title",
        "Counting Sheep in the Dark",
        ["Ann Author", "Bob Builder"],
    )
    assert one.item.page == "https://lab.org/p/1"
    assert (two.id, two.item.title) == ("2312.00752", "On the Walls of Old Folds")


@pytest.mark.parametrize(
    "outlines",
    [
        f'<outline text="To read"><outline text="{ONE}" _note="Ann Author, Bob Builder, 2014"/><outline text="{TWO}"/></outline>',
        f'<outline text="Chapter 2"><outline text="{ONE}"><outline text="Ann Author, Bob Builder"/></outline><outline text="{TWO}"/></outline>',
        f'<outline text="&lt;b&gt;Papers&lt;/b&gt;"><outline text="A. Author, B. Builder: {ONE}. 2014"/><outline text="{TWO}"/></outline>',
    ],
)
def test_outlines_below_a_topic_are_works_with_their_notes(outlines: str) -> None:
    shopping = '<outline text="Groceries"><outline text="whole wheat flour"/><outline text="eggs"/></outline>'
    one, two = mentions(f'<opml version="2.0"><body>{outlines}{shopping}</body></opml>', "mind.opml")
    assert (one.text, [name.split()[-1] for name in names(one.item)]) == (ONE, ["Author", "Builder"])
    assert (two.text, names(two.item)) == (TWO, [])


def test_the_text_of_an_outline_may_be_marked_up_and_hold_the_link() -> None:
    link = "&lt;a href=&quot;https://arxiv.org/abs/2312.00752&quot;&gt;" + ONE + "&lt;/a&gt;"
    (one,) = mentions(f'<opml><body><outline text="{link}"/></body></opml>', "a.opml")
    assert (one.id, one.item and one.item.title) == ("2312.00752", ONE)


def test_a_bare_id_among_papers_is_one() -> None:
    inner = f'<outline text="{ONE}"/><outline text="{TWO}"/><outline text="1308.0085 (by Eva)"/>'
    found = mentions(f'<opml><body><outline text="To read">{inner}</outline></body></opml>', "a.opml")
    assert [one.id for one in found] == [None, None, "1308.0085"]


def test_outlines_of_any_depth_are_read() -> None:
    deep = "<outline text='a'>" * 200 + '<outline text="arXiv:2312.00752"/>' + "</outline>" * 200
    assert [one.id for one in mentions(f"<opml><body>{deep}</body></opml>", "a.opml")] == ["2312.00752"]
