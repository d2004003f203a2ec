"""Facts about feedgen that the repairs rest on: when one of these fails, a repair may go."""

from __future__ import annotations

from datetime import UTC, datetime

import feedgen.version
from feedgen.entry import FeedEntry

from feeds.formats.feedgen_extensions import ARXIV, ArxivEntryExtension, RepairedEntry


def filled(entry: FeedEntry) -> FeedEntry:
    entry.id("https://a.org/1")
    entry.title("A")
    entry.content("B", type="html")
    entry.updated(datetime(2025, 1, 1, tzinfo=UTC))
    entry.link(href="https://a.org/1", rel="alternate", type="text/html")
    entry.link(href="https://a.org/1.pdf", rel="related", type="application/pdf", title="PDF")
    entry.category(term="cs.LG", scheme=ARXIV, label="Machine Learning")
    return entry


def test_feedgen_is_the_version_whose_defects_are_repaired() -> None:
    assert feedgen.version.version_str == "1.0.0"


def test_feedgen_loses_the_attributes_of_links_and_they_are_restored() -> None:
    broken = filled(FeedEntry()).atom_entry().findall("link")
    assert [dict(link.attrib) for link in broken] == [{"href": "https://a.org/1"}, {"href": "https://a.org/1.pdf"}]
    repaired = filled(RepairedEntry()).atom_entry().findall("link")
    assert [dict(link.attrib) for link in repaired] == [
        {"href": "https://a.org/1", "rel": "alternate", "type": "text/html"},
        {"href": "https://a.org/1.pdf", "rel": "related", "type": "application/pdf", "title": "PDF"},
    ]


def test_an_rss_category_is_the_term() -> None:
    assert filled(FeedEntry()).rss_entry().findtext("category") == "Machine Learning"
    assert filled(RepairedEntry()).rss_entry().findtext("category") == "cs.LG"


def test_a_title_can_have_a_type() -> None:
    entry = filled(RepairedEntry())
    entry.title_type = "html"
    assert entry.atom_entry().find("title").get("type") == "html"


def test_the_extension_writes_only_what_is_known() -> None:
    entry = filled(RepairedEntry())
    entry.register_extension("arxiv", ArxivEntryExtension)
    assert not [child for child in entry.rss_entry() if ARXIV in child.tag]
    entry.arxiv.primary_category = "cs.LG"
    entry.arxiv.texts = (("doi", "10.1/2"),)
    for element in (entry.rss_entry(), entry.atom_entry()):
        shown = [(child.tag, child.text, dict(child.attrib)) for child in element if ARXIV in child.tag]
        assert shown == [
            (f"{{{ARXIV}}}primary_category", None, {"term": "cs.LG", "scheme": ARXIV}),
            (f"{{{ARXIV}}}doi", "10.1/2", {}),
        ]
