"""Facts about JSON Feed."""

from __future__ import annotations

import json

from enrich.record import Author
from enrich.statements.enrichment import Enrichment
from feeds.formats import json_feed
from feeds.formats.content import entry_of
from feeds.formats.head_texts import with_defaults
from feeds.formats.xml import EntrySource
from tests.support.enriching import RETRACTION, author, enrichment
from tests.support.papers import head, paper


def test_an_item_has_what_json_feed_has_a_place_for() -> None:
    item = json.loads(json_feed.item(entry_of(EntrySource(paper(), "new"))))
    content = item.pop("content_html")
    assert content.startswith("<p>")
    assert item == {
        "id": "https://arxiv.org/abs/2507.13575",
        "url": "https://arxiv.org/abs/2507.13575",
        "title": "On α-Calibrated Feeds",
        "summary": "The first paragraph.\n\nThe second one.",
        "date_published": "2025-07-17T12:30:05Z",
        "date_modified": "2025-07-21T08:00:00Z",
        "authors": [
            {"name": "Zoë Ünal", "url": "https://orcid.org/0000-0002-1825-0097"},
            {"name": "李明"},
            {"name": "محمد بن موسى"},
            {"name": "דוד לוי"},
        ],
        "tags": ["cs.LG", "stat.ML"],
        "attachments": [{"url": "https://arxiv.org/pdf/2507.13575", "mime_type": "application/pdf", "title": "PDF"}],
        "_arxiv": {
            "about": "https://arxiv.org/help/api/user-manual",
            "id": "2507.13575",
            "version": 2,
            "primary_category": "cs.LG",
            "comment": "12 pages, see https://example.org/a.",
            "journal_ref": "J. Feeds 1 (2025) 1-12",
            "dois": ["10.1000/182"],
            "license": "http://creativecommons.org/licenses/by/4.0/",
            "code": ["https://github.com/example/feeds"],
            "announce_type": "new",
        },
    }


def test_what_services_know_is_under_a_key_of_our_own() -> None:
    known = paper(authors=(Author("A"),), enrichment=enrichment(notices=(RETRACTION,), authors=(author(0, "A"),)))
    item = json.loads(json_feed.item(entry_of(EntrySource(known))))
    assert item["authors"] == [{"name": "A", "url": "https://orcid.org/0000-0001-5109-3700"}]
    assert item["_paperwire"] == {
        "publication": {
            "doi": "10.1038/s42256-024-00832-8",
            "venue": "Nature Machine Intelligence",
            "date": "2024-05-08",
        },
        "retraction": {
            "kind": "retraction",
            "date": "2025-09-03",
            "notice": "10.1000/retraction",
            "source": "publisher",
        },
        "open_copy": {
            "url": "https://www.nature.com/articles/s42256-024-00832-8.pdf",
            "version": "published",
            "licence": "cc-by",
        },
    }
    assert "_paperwire" not in json.loads(json_feed.item(entry_of(EntrySource(paper(enrichment=Enrichment())))))


def test_nothing_is_said_of_what_is_not_known() -> None:
    bare = paper(authors=(Author(""),), comment=None, journal_ref=None, dois=(), license=None, code=(), withdrawn=True)
    item = json.loads(json_feed.item(entry_of(EntrySource(bare))))
    assert not {"authors", "attachments"} & set(item)
    assert set(item["_arxiv"]) == {"about", "id", "version", "primary_category", "withdrawn"}


def test_a_frame_alone_is_an_empty_feed() -> None:
    before, after = json_feed.frame(with_defaults(head(icon="https://a.org/i.png")))
    feed = json.loads(before + after)
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Machine Learning",
        "home_page_url": "https://feeds.example.org/all.html",
        "feed_url": "https://feeds.example.org/all.json",
        "description": "New papers in machine learning",
        "icon": "https://a.org/i.png",
        "authors": [{"name": "paperwire"}],
        "language": "en",
        "items": [],
    }
