"""Facts about the OPML of all feeds."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from feeds.formats.opml import Outline, opml
from feeds.readable_text import repair_text
from tests.support.papers import MARKUP

ALL = Outline("paperwire", "https://example.org/all.atom", "https://example.org/all.html")
ODD = Outline(MARKUP, "https://example.org/a.atom?b=1&c=2", "https://example.org/a.html")


def test_folders_have_text_alone_and_feeds_what_readers_ask_for() -> None:
    root = etree.fromstring(opml("My <papers> & more", None, [("", [ALL]), ("Topics", [ODD]), ("Authors", [])]))
    assert root.findtext("head/title") == "My <papers> & more"
    feed, folder = root.findall("body/outline")
    assert dict(feed.items()) == {
        "text": "paperwire",
        "title": "paperwire",
        "type": "rss",
        "xmlUrl": "https://example.org/all.atom",
        "htmlUrl": "https://example.org/all.html",
    }
    assert dict(folder.items()) == {"text": "Topics"}
    assert folder[0].get("xmlUrl") == ODD.feed_url


def test_an_empty_group_has_no_folder() -> None:
    assert len(etree.fromstring(opml("t", None, [("Topics", []), ("", [])])).findall("body/outline")) == 0


@given(st.text(st.sampled_from("aZ0 -.:/_&<\"'\n\té\ufffd"), max_size=8))
@example("Jane B. Doe")
@example("https://example.org/authors/jane-doe.atom")
def test_text_is_repaired_and_escaped_whatever_it_holds(text: str) -> None:
    assert f"text={quoteattr(repair_text(text))} title=" in opml("t", None, [("", [Outline(text, "a", "b")])]).decode()
