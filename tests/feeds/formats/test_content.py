"""Facts about the content of entries."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from enrich.record import Author, Record
from feeds.feed import EntrySource
from feeds.formats.content import day, entry_of, repair_text, safe_url, without_tags
from tests.support.papers import HOSTILE, MARKUP, paper

ALLOWED = {"div", "p", "strong", "ul", "li", "a"}


def content(record: Record) -> str:
    return entry_of(EntrySource(record)).html


def test_the_content_shows_what_a_reader_wants_to_know() -> None:
    text = " ".join(map(str, lxml_html.fromstring(f"<div>{content(paper())}</div>").itertext()))
    for expected in (
        "Zoë Ünal (University of Somewhere; Institute & Sons), 李明, محمد بن موسى, דוד לוי",
        "The first paragraph.",
        "12 pages, see",
        "FeedConf 2025",
        "J. Feeds 1 (2025) 1-12",
        "10.1000/182",
        "Machine Learning (cs.LG), Machine Learning (stat.ML)",
        "v2, 21 July 2025 (v1, 17 July 2025)",
    ):
        assert expected in text


def test_of_a_crowd_the_content_names_some_and_links_to_the_rest() -> None:
    authors = (*(Author(f"Person {n}", ("CERN",)) for n in range(1, 3000)), Author("ATLAS Collaboration"), Author("Z"))
    root = lxml_html.fromstring(f"<div>{content(paper(authors=authors))}</div>")
    assert root[0].text_content() == (
        f"{', '.join(f'Person {n} (CERN)' for n in range(1, 21))}, …, Z, ATLAS Collaboration, and 2,979 more"
    )
    assert [link.get("href") for link in root[0].iter("a")] == ["https://arxiv.org/abs/2507.13575"]


def test_in_a_feed_of_an_author_a_crowd_is_as_people_see_it() -> None:
    crowd = paper(authors=tuple(Author(f"Person {n}") for n in range(3001)))
    whole, brief = entry_of(EntrySource(crowd)), entry_of(EntrySource(crowd, brief=True))
    assert (len(whole.authors), len(brief.authors)) == (3001, 21)
    assert (whole.id, whole.html, whole.title, whole.updated) == (brief.id, brief.html, brief.title, brief.updated)


@pytest.mark.parametrize("brief", [True, False])
def test_few_authors_are_told_as_ever(brief: bool) -> None:
    people = tuple(Author(f"Person {n}") for n in range(25))
    entry = entry_of(EntrySource(paper(authors=people), brief=brief))
    assert entry.authors == people
    assert entry.html.startswith(f"<p>{', '.join(one.name for one in people)}</p><p>")


def test_the_content_links_to_every_form_of_the_paper() -> None:
    root = lxml_html.fromstring(f"<div>{content(paper())}</div>")
    links = {link.text: link.get("href") for link in root.iter("a")}
    assert links["arXiv"] == "https://arxiv.org/abs/2507.13575"
    assert links["PDF"] == "https://arxiv.org/pdf/2507.13575"
    assert links["HTML"] == "https://arxiv.org/html/2507.13575"
    assert links["Code"] == "https://github.com/example/feeds"
    assert links["10.1000/182"] == "https://doi.org/10.1000/182"
    assert links["https://example.org/a"] == "https://example.org/a"


def test_the_authors_stand_at_the_top() -> None:
    assert content(paper()).startswith("<p>Zoë Ünal")


def test_paragraphs_are_kept() -> None:
    assert "<p>The first paragraph.</p><p>The second one.</p>" in content(paper())


def test_latex_in_names_and_comments_is_readable() -> None:
    shown = content(paper(authors=(Author(r"Erd\H{o}s P\'al", (r"K\"oln",)),), comment=r"$O(n^2)$ \emph{pages}"))
    assert "Erdős Pál (Köln)" in shown
    assert "O(n²) pages" in shown


def test_a_withdrawn_paper_says_so_and_links_to_no_text() -> None:
    shown = content(paper(withdrawn=True))
    assert "Withdrawn." in shown
    assert "PDF" not in shown
    assert "/html/" not in shown


@pytest.mark.parametrize("record", HOSTILE)
def test_no_markup_of_a_record_gets_through(record: Record) -> None:
    root = lxml_html.fromstring(f"<div>{content(record)}</div>")
    assert {element.tag for element in root.iter()} <= ALLOWED
    for element in root.iter():
        assert set(element.keys()) <= ({"href"} if element.tag == "a" else set())
    for link in root.iter("a"):
        assert re.fullmatch(r"https?://[!-~]+", link.get("href") or "")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>&\"'/=ab script:htp.;#x0 \n\x00\x92\ufffe", max_size=80))
def test_no_text_becomes_an_element(text: str) -> None:
    record = paper(title=text, abstract=text, comment=text, venue=text, code=(text,), authors=(Author(text, (text,)),))
    root = lxml_html.fromstring(f"<div>{content(record)}</div>")
    assert {element.tag for element in root.iter()} <= ALLOWED


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.org/b?c=d#e", "https://a.org/b?c=d#e"),
        ("HTTP://a.org", "HTTP://a.org"),
        ("https://a.org/ü b", "https://a.org/%C3%BC%20b"),
        ('https://a.org/"><x>', "https://a.org/%22%3E%3Cx%3E"),
        ("https://a.org/%20", "https://a.org/%20"),
        ("javascript:alert(1)", None),
        ("javascript://a.org/%0aalert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.org", None),
        ("https://", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_only_http_urls_become_links(url: str, safe: str | None) -> None:
    assert safe_url(url) == safe


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a\x00b", "a b"),
        ("it\x92s", "it’s"),
        ("a\ufffeb\ud800", "ab"),
        ("a\ufffdb", "a?b"),
        (" a\n\tb ", "a b"),
        ("é李", "é李"),
    ],
)
def test_what_readers_stumble_over_is_removed(text: str, tidied: str) -> None:
    assert repair_text(text) == tidied


@given(st.text())
def test_tidy_text_has_no_odd_characters_and_stays(text: str) -> None:
    once = repair_text(text)
    assert repair_text(once) == once
    assert not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]", once)


@given(st.text(alphabet="<>/!?ab= ", max_size=30))
def test_no_tag_is_left(text: str) -> None:
    assert not re.search(r"<[A-Za-z/!?][^>]*>", without_tags(text))


def test_dates_are_written_out_in_english() -> None:
    assert day(datetime(2025, 7, 1, tzinfo=UTC)) == "1 July 2025"


def test_hostile_text_is_really_hostile() -> None:
    assert "<script>" in MARKUP
