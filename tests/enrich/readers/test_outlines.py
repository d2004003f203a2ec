from __future__ import annotations

from tests.support.growth import processor_seconds
from tests.support.reading import mentions, names

OUTLINES = """<opml version="2.0"><body><outline text="Papers"><outline text="To read">
<outline text="Counting Sheep in the Dark" _note="Author et al. 2013 https://arxiv.org/abs/1301.0001"/>
<outline text="How Lanterns Help a Shepherd" _note="Ann Author, Bob Builder, 2014"/>
<outline text="1308.0085 (Eva's)"/></outline>
<outline text="Read"><outline text="On the Walls of Old Folds" _note="by Jane Doe, John Roe&#10;meh"/></outline></outline>
<outline text="Feeds"><outline text="All the New Papers of cs" type="rss" xmlUrl="http://a.example/rss/1405.xml" htmlUrl="http://arxiv.org/"/></outline>
<outline text="Shopping"><outline text="batteries"/></outline></body></opml>"""


def test_outlines_are_lists_within_lists_with_their_notes() -> None:
    found = mentions(OUTLINES, "a.opml")
    assert [(one.place, one.id) for one in found] == [
        ("outline 3", "1301.0001"),
        ("outline 4", None),
        ("outline 5", "1308.0085"),
        ("outline 7", None),
    ]
    assert names(found[1].item) == ["Ann Author", "Bob Builder"]
    assert (found[-1].text, names(found[-1].item)) == ("On the Walls of Old Folds", ["Jane Doe", "John Roe"])


def test_deep_outlines_take_linear_time() -> None:
    def cost(count: int) -> float:
        deep = '<outline text="Counting Sheep in the Dark">' * count + "</outline>" * count
        return processor_seconds(
            lambda number: mentions(f"<opml><body><outline text='{number}'/>{deep}</body></opml>", "a.opml")
        )

    assert cost(200) < 16 * max(cost(25), 0.05)
