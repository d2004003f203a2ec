"""Facts about entries and the feeds assembled from them."""

from __future__ import annotations

import json
import locale
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from enrich.record import Author
from enrich.statements.enrichment import OpenCopy
from feeds.feed import EPOCH
from feeds.formats.xml import FORMATS, EntrySource, Event, Format, NoticeEntry, assemble, render, whole_feed
from tests.support.enriching import ENRICHED, enrichment
from tests.support.keeping import real_records
from tests.support.papers import HEADS, HOSTILE, MARKUP, PUBLISHED, UPDATED, head, paper, urls

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
EVENT = Event("v3", "New version (v3)", "Version 3 came <soon>.", datetime(2025, 8, 1, tzinfo=UTC), 3)
NOTICE = NoticeEntry("urn:x:1", "https://a.org/s", "Source <b> fails", "404 since Monday.\n\nLook.", PUBLISHED, UPDATED)
SOURCES: tuple[EntrySource | NoticeEntry, ...] = (
    EntrySource(paper(), "new"),
    EntrySource(paper(), event=EVENT),
    NOTICE,
    *(EntrySource(record) for record in (*HOSTILE, ENRICHED, paper(enrichment=enrichment()))),
)


def parsed(*sources: EntrySource | NoticeEntry, form: Format) -> Any:
    return feedparser.parse(assemble(head(), render(sources), form))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("feed", HEADS)
@pytest.mark.parametrize("sources", [SOURCES, SOURCES[:1], ()])
def test_an_assembled_feed_is_byte_for_byte_the_feed_that_feedgen_builds_whole(
    form: Format, feed: Any, sources: tuple[EntrySource | NoticeEntry, ...]
) -> None:
    assert assemble(feed, render(sources), form) == whole_feed(feed, sources, form)


def test_real_papers_are_rendered_as_feedgen_renders_them(shared: Path) -> None:
    papers = list(real_records(shared / "data" / "arxiv-cs.jsonl.gz"))[::20]
    for start in range(0, len(papers), 200):
        sources = [EntrySource(record) for record in papers[start : start + 200]]
        rendered = render(sources)
        for form in FORMATS:
            assert assemble(head(), rendered, form) == whole_feed(head(), sources, form)


def test_entries_rendered_together_or_alone_are_the_same() -> None:
    assert render(SOURCES) == [render([source])[0] for source in SOURCES]


@pytest.mark.parametrize("formats", [(), *[(form,) for form in FORMATS]])
def test_what_is_in_no_asked_format_is_left_empty(formats: tuple[Format, ...]) -> None:
    for found, whole in zip(render(SOURCES, formats), render(SOURCES), strict=True):
        assert {form: getattr(found, form) for form in FORMATS} == {
            form: getattr(whole, form) if form in formats else b"" for form in FORMATS
        }


def test_more_entries_than_one_batch_keep_their_order() -> None:
    many = [EntrySource(paper(id=f"2507.{n:05}")) for n in range(450)]
    ids = [json.loads(entry.json)["_arxiv"]["id"] for entry in render(many)]
    assert ids == [source.record.id for source in many]


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feedparser_reads_every_hostile_entry_with_every_author(form: Format) -> None:
    feed = parsed(*SOURCES, form=form)
    assert not feed.bozo
    assert len(feed.entries) == len(SOURCES)
    many = feed.entries[4]
    assert [author.name for author in many.authors] == [f"Author Number {n}" for n in range(3000)]
    assert [author.name for author in feed.entries[0].authors] == [author.name for author in paper().authors]


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_an_entry_has_its_ids_links_dates_and_categories(form: Format) -> None:
    (entry,) = parsed(EntrySource(paper()), form=form).entries
    assert entry.id == entry.link == "https://arxiv.org/abs/2507.13575"
    assert entry.published_parsed[:6] == (2025, 7, 17, 12, 30, 5)
    assert [tag.term for tag in entry.tags] == ["cs.LG", "stat.ML"]
    assert entry.title == "On α-Calibrated Feeds"
    pdf = [link for link in entry.links if link.type == "application/pdf"]
    assert {link.href for link in pdf} == {"https://arxiv.org/pdf/2507.13575"}
    assert [link.rel for link in pdf] == (["enclosure"] if form == "rss" else ["enclosure", "related"])
    assert [link.href for link in entry.enclosures] == ["https://arxiv.org/pdf/2507.13575"]


def test_an_atom_entry_has_the_open_copy_as_a_related_link() -> None:
    copies = {
        "https://a.org/b.PDF?x=1": "application/pdf",
        "https://a.org/b": None,
    }
    for address, media in copies.items():
        known = enrichment(open_copy=OpenCopy(address, "accepted"))
        [one] = render([EntrySource(paper(enrichment=known))])
        root = etree.fromstring(b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="x">' + one.atom + b"</feed>")
        links = root.findall("{*}entry/{*}link[@rel='related']")
        assert [dict(link.attrib) for link in links if link.get("href") == address] == [
            {"href": address, "rel": "related", "title": "Accepted version (free)"} | ({"type": media} if media else {})
        ]


def test_an_atom_entry_tells_its_update_and_the_names_of_its_categories() -> None:
    (entry,) = parsed(EntrySource(paper()), form="atom").entries
    assert entry.updated == "2025-07-21T08:00:00+00:00"
    assert [tag.label for tag in entry.tags] == ["Machine Learning", "Machine Learning"]
    assert entry.authors[0].href == "https://orcid.org/0000-0002-1825-0097"


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_arxivs_own_elements_are_there(form: Format) -> None:
    root = etree.fromstring(assemble(head(), render([EntrySource(paper(), "replace")]), form))
    named = {name: next(root.iter(f"{ARXIV}{name}")) for name in ("comment", "journal_ref", "doi", "announce_type")}
    assert {name: element.text for name, element in named.items()} == {
        "comment": "12 pages, see https://example.org/a.",
        "journal_ref": "J. Feeds 1 (2025) 1-12",
        "doi": "10.1000/182",
        "announce_type": "replace",
    }
    assert next(root.iter(f"{ARXIV}primary_category")).get("term") == "cs.LG"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("x<y & z", b"<title>x&#x3C;y &#x26; z</title>"),
        ("a <b>bold</b> word", b"<title>a bold word</title>"),
        ("<<b>script>x", b"<title>x</title>"),
        ("a <!-- b --> c", b"<title>a c</title>"),
        ("1 < 2 > 1", b"<title>1 &#x3C; 2 &gt; 1</title>"),
        ("R&amp;D", b"<title>R&#x26;amp;D</title>"),
        ("<b></b>", b"<title>https://arxiv.org/abs/2507.13575</title>"),
    ],
)
def test_an_rss_title_holds_no_tags_and_other_signs_as_numeric_references(title: str, written: bytes) -> None:
    assert written in render([EntrySource(paper(title=title))])[0].rss


@pytest.mark.parametrize("title", ["x<y & z", "a <b>bold</b> word", "S&P500", MARKUP.replace("\ud800", "")])
def test_an_atom_or_json_title_says_what_the_record_says(title: str) -> None:
    entry = render([EntrySource(paper(title=title))])[0]
    shown = json.loads(entry.json)["title"]
    element = etree.fromstring(entry.atom.replace(b"arxiv:", b"")).find("title")
    assert element is not None
    text = element.text or ""
    if element.get("type") == "html":
        text = "".join(map(str, etree.fromstring(f"<x>{text}</x>").itertext()))
    assert text == shown
    assert shown.split()[0] == title.split()[0]


@pytest.mark.parametrize(
    ("title", "start"),
    [
        ("x<y", b"<entry><id>https://arxiv.org/abs/2507.13575</id><title>x&#x3C;y</title>"),
        ("<b>x</b>", b'<entry><id>https://arxiv.org/abs/2507.13575</id><title type="html">&#x26;lt;b&#x26;gt;x'),
    ],
)
def test_an_atom_title_is_plain_text_unless_it_looks_like_html(title: str, start: bytes) -> None:
    assert render([EntrySource(paper(title=title))])[0].atom.startswith(start)


def test_a_withdrawn_paper_has_no_pdf() -> None:
    entry = render([EntrySource(paper(withdrawn=True))])[0]
    for form in FORMATS:
        data = getattr(entry, form)
        assert b"/pdf/" not in data
        assert b"ithdrawn" in data


def test_an_event_is_an_entry_of_its_own_with_its_own_time() -> None:
    entry = json.loads(render([EntrySource(paper(), event=EVENT)])[0].json)
    assert entry["id"] == "https://arxiv.org/abs/2507.13575#v3"
    assert entry["url"] == "https://arxiv.org/abs/2507.13575v3"
    assert entry["title"] == "New version (v3): On α-Calibrated Feeds"
    assert entry["date_published"] == entry["date_modified"] == "2025-08-01T00:00:00Z"
    assert entry["content_html"].startswith("<p><strong>New version (v3).</strong> Version 3 came &lt;soon&gt;.</p>")


def test_the_event_of_a_version_tells_of_that_version_for_ever() -> None:
    when = datetime(2025, 7, 20, tzinfo=UTC)
    event = Event("v2", "New version (v2)", "Version 2 replaces version 1.", when, 2)
    then, now = (render([EntrySource(paper(version=n, updated=UPDATED), event=event)])[0] for n in (2, 5))
    assert then == now
    assert json.loads(then.json)["_arxiv"]["version"] == 2
    assert "v2, 20 July 2025" in json.loads(then.json)["content_html"]


def test_a_paper_without_named_authors_names_nobody_and_the_feed_does() -> None:
    feed = assemble(head(), render([EntrySource(paper(authors=(Author(""),)))]), "atom")
    root = etree.fromstring(feed)
    assert root.find(f"{ATOM}entry/{ATOM}author") is None
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "paperwire"


def test_an_empty_feed_is_updated_at_a_constant_time() -> None:
    root = etree.fromstring(assemble(head(updated=None), (), "atom"))
    assert root.findtext(f"{ATOM}updated") == EPOCH.isoformat()


@pytest.mark.parametrize("form", FORMATS)
def test_an_archive_points_at_its_neighbours_and_the_subscription_feed(form: Format) -> None:
    feed = assemble(
        head(archive=True, prev_archive=urls("all.archive-1"), current=urls("all"), hub="https://h.org/"), (), form
    )
    if form == "json":
        shown = json.loads(feed)
        assert shown["next_url"] == "https://feeds.example.org/all.archive-1.json"
        assert shown["hubs"] == [{"type": "WebSub", "url": "https://h.org/"}]
        return
    root = etree.fromstring(feed)
    links = {link.get("rel"): link.get("href") for link in root.iter(f"{ATOM}link")}
    assert links["prev-archive"] == f"https://feeds.example.org/all.archive-1.{form}"
    assert links["current"] == links["self"] == f"https://feeds.example.org/all.{form}"
    assert links["hub"] == "https://h.org/"
    assert next(root.iter("{http://purl.org/syndication/history/1.0}archive")) is not None


def test_times_of_any_zone_are_the_same_bytes() -> None:
    east = timezone(timedelta(hours=9))
    moved = paper(published=PUBLISHED.astimezone(east), updated=UPDATED.astimezone(east))
    assert render([EntrySource(moved)]) == render([EntrySource(paper())])


def test_another_locale_zone_or_hash_seed_gives_the_same_bytes() -> None:
    code = (
        "import hashlib, locale, os, time; locale.setlocale(locale.LC_ALL, ''); time.tzset()\n"
        "from feeds.formats.xml import *; from tests.feeds.formats.test_xml import SOURCES, HEADS\n"
        "data = [assemble(h, render(SOURCES), f) for h in HEADS for f in FORMATS]\n"
        "print(hashlib.sha256(b''.join(data)).hexdigest())"
    )
    environments = [
        {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ]
    digests = [
        subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout
        for env in environments
    ]
    assert digests[0] == digests[1] != b""


def test_rendering_leaves_the_locale_as_it_was() -> None:
    before = locale.setlocale(locale.LC_ALL)
    render(SOURCES)
    assert locale.setlocale(locale.LC_ALL) == before


def test_rendering_does_not_change_its_input() -> None:
    source = EntrySource(paper())
    twin = EntrySource(replace(source.record))
    render([source, source])
    assert source == twin


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=120), st.lists(st.text(max_size=20), max_size=4))
def test_any_text_gives_three_readable_entries(title: str, abstract: str, names: list[str]) -> None:
    record = paper(title=title, abstract=abstract, comment=abstract, authors=tuple(map(Author, names)))
    rendered = render([EntrySource(record)])
    for form in FORMATS:
        data = assemble(head(title=title, description=abstract), rendered, form)
        assert data == whole_feed(head(title=title, description=abstract), [EntrySource(record)], form)
        if form == "json":
            assert len(json.loads(data)["items"]) == 1
        else:
            assert len(list(etree.fromstring(data).iter("item", f"{ATOM}entry"))) == 1
