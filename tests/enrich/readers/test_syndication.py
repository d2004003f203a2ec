from __future__ import annotations

import json
from datetime import date

import pytest

from tests.support.reading import mentions, names, tried

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>
<item><title>Linear Sheep</title><link>https://arxiv.org/abs/2312.00752</link><guid>oai:arXiv.org:2312.00752v1</guid>
<description>arXiv:2312.00752v1 Announce Type: new
Abstract: Counts $x&lt;y$ like arXiv:1706.03762</description><dc:creator>Ann Author, Bob Builder</dc:creator><category>cs.LG</category>
<pubDate>Fri, 01 Dec 2023 00:00:00 -0500</pubDate></item>
<item><title>Join us at ICS 2024</title><link>https://lab.example/ics</link>
<description>&lt;p&gt;We are sponsoring ICS; visit our booth.&lt;/p&gt;</description></item>
<item><title>Fast Encoding of Sheep</title><link>https://lab.example/fast</link>
<description>&lt;p&gt;We propose. &lt;a href="https://arxiv.org/abs/2412.13303"&gt;Paper&lt;/a&gt;&lt;/p&gt;</description></item>
<item><title>Three Papers About Sheep</title><link>https://lab.example/three</link>
<description>&lt;a href="https://arxiv.org/abs/2409.04431"&gt;one of them&lt;/a&gt;</description></item></channel></rss>"""


def test_each_entry_of_a_feed_is_an_item() -> None:
    found = mentions(RSS, "a.xml")
    assert [(mention.place, mention.id, mention.item and mention.item.title) for mention in found] == [
        ("entry 1", "2312.00752", "Linear Sheep"),
        ("entry 1", "1706.03762", None),
        ("entry 2", None, "Join us at ICS 2024"),
        ("entry 3", "2412.13303", "Fast Encoding of Sheep"),
        ("entry 4", None, "Three Papers About Sheep"),
        ("entry 4", "2409.04431", None),
    ]
    assert found[2].not_a_paper
    item = found[0].item
    assert item
    assert (names(item), item.categories, item.date) == (["Ann Author", "Bob Builder"], ("cs.LG",), date(2023, 12, 1))
    assert item.abstract == "Counts $x<y$ like arXiv:1706.03762"
    assert found[3].item
    assert found[3].item.page == "https://lab.example/fast"


def test_atom_entries_with_their_authors_and_links() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>x</title><entry>
    <id>http://arxiv.org/abs/hep-th/9901001v2</id><title>Old Sheep</title><author><name>Ann Author</name></author><author><name>Bob Builder</name></author>
    <summary>We count.</summary><published>1999-01-01T00:00:00Z</published><arxiv:comment>9 pages</arxiv:comment>
    <link href="http://arxiv.org/pdf/hep-th/9901001v2" rel="related"/><category term="hep-th"/></entry></feed>"""
    (mention,) = mentions(body, "a.atom")
    assert (mention.id, mention.version) == ("hep-th/9901001", 2)
    assert mention.item
    assert (names(mention.item), mention.item.comment, mention.item.date) == (
        ["Ann Author", "Bob Builder"],
        "9 pages",
        date(1999, 1, 1),
    )


def test_an_id_in_the_comment_of_an_entry_is_that_of_another_paper() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>x</title><entry>
    <id>http://arxiv.org/abs/1009.1132v1</id><title>Counting Sheep at Night</title>
    <arxiv:comment>Companion of arXiv:1202.3294, 14 pages</arxiv:comment></entry></feed>"""
    own, other = mentions(body, "a.atom")
    assert (own.id, own.item and own.item.title) == ("1009.1132", "Counting Sheep at Night")
    assert (other.id, other.item) == ("1202.3294", None)


def test_json_feeds_are_feeds_whatever_they_are_called() -> None:
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {
                    "id": "1",
                    "url": "https://lab.example/1",
                    "external_url": "https://arxiv.org/abs/2312.00752",
                    "title": "Linear Sheep",
                    "authors": [{"name": "Ann Author"}],
                    "content_html": "<p>We count.</p>",
                    "date_published": "2023-12-01T00:00:00Z",
                },
                "odd",
            ],
        }
    )
    for name in ("a.json", "a.rss", "feed"):
        (mention,) = mentions(body, name)
        assert (mention.place, mention.id) == ("entry 1", "2312.00752")
        assert mention.item
        assert (mention.item.title, names(mention.item), mention.item.page) == (
            "Linear Sheep",
            ["Ann Author"],
            "https://lab.example/1",
        )


def test_entities_of_foreign_xml_are_not_resolved() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for body in (
        '<opml><body><outline text="&f;&y; arXiv:2312.00752"/></body></opml>',
        "<rss><channel><item><title>&f;&y; arXiv:2312.00752</title></item></channel></rss>",
    ):
        found = mentions(f'<?xml version="1.0"?>{bomb}{body}', "a.xml")
        assert "root:" not in repr(found)
        assert {mention.id for mention in found} <= {"2312.00752"}


def test_a_text_that_comes_as_an_object_is_none() -> None:
    entry = "<entry><title>A Study of Things</title><id>http://arxiv.org/abs/2401.00001v1</id>{comment}</entry>"
    feed = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">{entries}</feed>'
    damaged = '<arxiv:comment a="1">one <b>two</b></arxiv:comment>', "<arxiv:comment a='1'/><arxiv:comment b='2'/>"
    for comment in damaged:
        found = mentions(feed.format(entries=entry.format(comment=comment)), "a.atom")
        assert [(one.id, one.item and one.item.title) for one in found] == [("2401.00001", "A Study of Things")]


LISTED = (
    "&lt;ul&gt;&lt;li&gt;Ann Author, Bob Builder: &lt;i&gt;Counting Sheep in the Dark&lt;/i&gt;&lt;/li&gt;"
    "&lt;li&gt;&lt;a href='https://arxiv.org/abs/2312.00752'&gt;On the Walls of Old Folds&lt;/a&gt; [&lt;a href='https://arxiv.org/abs/2312.00752'&gt;arXiv"
    "&lt;/a&gt;]&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;See also arXiv:2312.00753.&lt;/p&gt;"
)


@pytest.mark.parametrize(
    ("name", "feed"),
    [
        (
            "a.xml",
            f"<rss version='2.0'><channel><item><title>Two Old Topics</title><description>{LISTED}</description></item></channel></rss>",
        ),
        (
            "a.atom",
            f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Two Old Topics</title><content type='html'>{LISTED}</content></entry></feed>",
        ),
        (
            "a.json",
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "items": [
                        {"title": "Two Old Topics", "content_html": LISTED.replace("&lt;", "<").replace("&gt;", ">")}
                    ],
                }
            ),
        ),
    ],
)
def test_what_an_entry_lists_are_papers_of_their_own(name: str, feed: str) -> None:
    found = mentions(feed, name)
    assert [(one.place, one.id, one.item and one.item.title) for one in found] == [
        ("entry 1, <li> 1", None, "Counting Sheep in the Dark"),
        ("entry 1, <li> 2", "2312.00752", "On the Walls of Old Folds"),
        ("entry 1", "2312.00753", None),
    ]
    assert names(found[0].item) == ["Ann Author", "Bob Builder"]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Authors: Ann Author, Bob Builder. To appear.", ["Ann Author", "Bob Builder"]),
        ("&lt;p&gt;By Ann Author, Bob Builder (2014). No preprint found.&lt;/p&gt;", ["Ann Author", "Bob Builder"]),
        ("We count what there is to count.", []),
    ],
)
def test_authors_that_the_text_of_an_entry_names(text: str, authors: list[str]) -> None:
    feed = f"<rss version='2.0'><channel><item><title>Counting Sheep in the Dark</title><description>{text}</description></item></channel></rss>"
    (found,) = mentions(feed, "a.xml")
    assert names(found.item) == authors


def test_a_paper_that_a_post_links_is_found_by_the_label_of_the_link() -> None:
    text = "&lt;p&gt;Our paper &lt;a href='https://lab.example/x.html'&gt;Walls of Stone and Their Makers&lt;/a&gt; is out.&lt;/p&gt;"
    feed = f"<rss version='2.0'><channel><item><title>Accepted at Letters on Wool</title><description>{text}</description></item></channel></rss>"
    assert "Walls of Stone and Their Makers" in [one.text for one in mentions(feed, "a.xml")]


def test_a_post_that_announces_a_paper_has_its_title_behind_the_colon() -> None:
    text = "&lt;p&gt;Ann Author, Bob Builder: &lt;em&gt;Counting Sheep in the Dark&lt;/em&gt;, 2016.&lt;/p&gt;"
    feed = (
        "<rss version='2.0'><channel><item><title>New paper: Counting Sheep in the Dark</title><author>admin</author>"
        f"<description>{text}</description></item></channel></rss>"
    )
    (found,) = mentions(feed, "a.xml")
    assert found.text == "Counting Sheep in the Dark"
    post = {"id": "1", "title": "New preprint: Counting Sheep in the Dark", "date_published": "2016-09-02T08:00:00Z"}
    post["content_text"] = "Ann and Bob have posted a new version."
    (found,) = mentions(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [post]}), "feed.json")
    assert found.item
    assert (found.item.title, found.item.date, found.item.abstract) == ("Counting Sheep in the Dark", None, None)


def test_a_post_on_a_paper_has_its_title_and_neither_its_day_nor_its_words() -> None:
    entry = (
        "<item><title>Notes on “Counting Sheep in Random Barns”</title><pubDate>Mon, 05 Sep 2016 10:00:00 GMT</pubDate>"
    )
    entry += "<description>Today we had this one, by our friends in Lyon, and we liked all of it but the last section, which is too short to follow.</description></item>"
    feed = f'<rss version="2.0"><channel><title>notes</title>{entry}</channel></rss>'
    (one,) = mentions(feed, "feed.xml")
    assert one.item
    assert (one.item.title, one.item.date, one.item.abstract) == ("Counting Sheep in Random Barns", None, None)


def test_a_sentence_may_begin_with_the_title_it_speaks_of() -> None:
    entry = '<item><title>New preprint</title><description>"Sparse Upcycling of Small Language Models" is on arXiv now.</description></item>'
    feed = f'<rss version="2.0"><channel><title>news</title>{entry}</channel></rss>'
    assert "Sparse Upcycling of Small Language Models" in [one.text for one in mentions(feed, "feed.xml")]


HOUSE = "<link>http://lab.example.org/{}</link>"


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (f"<item><title>Summer barbecue moved to Friday</title>{HOUSE.format(1)}</item>", False),
        (f"<item><title>Sheep barbecue moved again</title>{HOUSE.format(2)}<author>Ann Roe</author></item>", True),
        (f"<item><title>A Calculus of Delayed Network Promises</title>{HOUSE.format(3)}</item>", True),
        ("<item><title>Summer sheep moved to Friday</title><link>http://journal.example.com/4</link></item>", True),
        (f"<item><title>New paper: Sheep moved to Friday</title>{HOUSE.format(5)}</item>", True),
    ],
    ids=["house news", "with an author", "a title by its form", "elsewhere", "announced"],
)
def test_news_of_the_house_is_no_paper_beside_papers(entry: str, kept: bool) -> None:
    paper = "<item><title>Sparse Upcycling of Small Models</title><link>https://arxiv.org/abs/2105.00010</link></item>"
    head = "<rss version='2.0'><channel><title>Lab</title><link>http://lab.example.org/</link>"
    found = mentions(f"{head}{paper}{entry}</channel></rss>", "feed.xml")
    assert len(found) == 1 + kept
    assert len(mentions(f"{head}{entry}</channel></rss>", "feed.xml")) == 1


def test_a_json_feed_tells_news_of_its_house_as_well() -> None:
    items = [
        {"id": "1", "title": "Sparse Upcycling of Small Models", "url": "https://arxiv.org/abs/2105.00010"},
        {"id": "2", "title": "Summer barbecue moved to Friday", "url": "https://lab.example.org/2"},
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://lab.example.org/", "items": items}
    assert [one.id for one in mentions(json.dumps(feed), "feed.json")] == ["2105.00010"]


@pytest.mark.parametrize("site", ["https://[lab.example/", "//[", "https://lab.example:x/"])
def test_the_address_of_a_feed_that_cannot_be_taken_apart_loses_nothing(site: str) -> None:
    broken = RSS.replace("<title>x</title>", f"<title>x</title><link>{site}</link>").replace(
        "https://lab.example", site
    )
    titles = [mention.item and mention.item.title for mention in mentions(broken, "a.xml")]
    assert {"Linear Sheep", "Fast Encoding of Sheep", "Three Papers About Sheep"} <= {*titles}


POSTS = [
    ("Sheep in Barns and Fields (Roe &amp; Doe)", "http://arxiv.org/abs/2401.00001", "Short."),
    ("[repost] A Study of Things in Motion", "https://blog.example/1", "Ann Author, Bob Builder. Chaos 20."),
    ("Paper of the week: Counting Sheep in the Dark", "https://blog.example/2", "Worth your coffee."),
    ("On the Walls of Old Folds | A. Author, B. Builder", "https://blog.example/3", "Table 2 is the one to print."),
    ("Friday links", "https://blog.example/4", "Also: &lt;i&gt;How Lanterns Help a Shepherd&lt;/i&gt; (Roe, 1983)."),
    ("Housekeeping: we are moving servers", "https://blog.example/5", "Expect hiccups."),
]
FORMS = {
    "rss": ("<rss version='2.0'><channel><link>https://blog.example/</link>{}</channel></rss>",
            "<item><title>{}</title><link>{}</link><author>cleo@blog.example (Cleo)</author><description>{}</description></item>"),
    "atom": ("<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://blog.example/'/>{}</feed>",
             "<entry><title>{}</title><link href='{}'/><author><name>Cleo</name></author><content type='html'>{}</content></entry>"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_posts_are_told_by_their_works_and_not_by_who_wrote_them(form: str) -> None:
    feed, entry = FORMS[form]
    body = feed.format("".join(entry.format(*post) for post in POSTS))
    assert [(one.item and one.item.title, names(one.item)) for one in mentions(body, f"a.{form}")] == [
        ("Sheep in Barns and Fields", ["Roe", "Doe"]),
        ("A Study of Things in Motion", ["Ann Author", "Bob Builder"]),
        ("Counting Sheep in the Dark", []),
        ("On the Walls of Old Folds", ["A. Author", "B. Builder"]),
        ("How Lanterns Help a Shepherd", []),
    ]
    assert "Housekeeping: we are moving servers" in tried(body, f"a.{form}")
