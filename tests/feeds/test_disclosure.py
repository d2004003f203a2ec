"""What is published of sources and documents: nothing of private ones, no names of local files."""

from __future__ import annotations

from typing import Any

import pytest

from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.record import Author, Item, Mention, Outcome, Provenance, ResolvedMention, Verdict
from enrich.settings import Settings
from feeds.disclosure import PRIVATE, SHOWN, WHOLE, Disclosure, disclosure_as_published, disclosure_of
from feeds.formats.record_json import record_json
from tests.support.papers import PUBLISHED, paper

MENTION = {"document": "inbox/Reject list.txt", "source": "inbox", "place": "line 3", "text": "2507.13575", "how": "id"}


def record(*mentions: dict[str, str], **fields: Any) -> dict[str, Any]:
    whole_record = record_json(
        paper(**fields), topics=(), mentions=(), slugs=[None] * 4, outcome="found", first_seen=PUBLISHED
    )
    return whole_record | {"mentions": list(mentions)}


@pytest.mark.parametrize(
    "changes",
    [
        {"document": "https://lab.org/feed", "place": "entry 3"},
        {"document": "query cat:cs.LG", "place": "result 2"},
        {"document": "citations of 2010.11929", "place": "OpenAlex's list"},
        {"document": "set cs:cs:LG", "place": "set cs:cs:LG"},
        {"document": "announcements cs.LG", "place": "item 2"},
        {"document": "ids of inbox", "place": "line 3, column 1"},
    ],
)
def test_what_is_no_local_file_is_told(changes: dict[str, str]) -> None:
    assert Disclosure().mention(MENTION | changes) == MENTION | changes


@pytest.mark.parametrize(
    "document", ["list.txt", "standard input", "query results.txt", "set of rejects", "ids of us", "httpd"]
)
def test_a_local_file_keeps_source_and_how_alone(document: str) -> None:
    disclosed = Disclosure().mention(MENTION | {"document": document})
    assert disclosed == {"document": None, "source": "inbox", "place": None, "text": None, "how": "id"}
    assert Disclosure().mention(disclosed) == disclosed
    assert WHOLE.mention(MENTION) == MENTION


def test_a_private_source_is_in_no_record() -> None:
    own = MENTION | {"source": "own"}
    hidden = Disclosure(documents=True, private=frozenset({"own"}))
    assert hidden.record(record(own, MENTION))["mentions"] == [MENTION]
    assert hidden.concerns(record(own))
    assert not hidden.concerns(record(MENTION))


def test_provenance_names_no_local_file_and_no_secret() -> None:
    marks = {"code": "document:inbox/Reject list.txt", "venue": "document:https://u:p@lab.org/x?t=1", "title": "oai"}
    whole_record = record(
        provenance=tuple(Provenance(name, source, PUBLISHED) for name, source in sorted(marks.items()))
    )
    disclosed = {name: origin["source"] for name, origin in Disclosure().record(whole_record)["provenance"].items()}
    assert disclosed == {"code": "document", "venue": "document:https://lab.org/x?...", "title": "oai"}
    assert marks["code"] in [origin["source"] for origin in WHOLE.record(whole_record)["provenance"].values()]


def test_what_stands_beside_the_first_source_names_nothing_either() -> None:
    marks = (
        Provenance("code", "arxiv-api", PUBLISHED),
        Provenance("code", "document:inbox/Reject list.txt", PUBLISHED),
    )
    disclosed = Disclosure().record(record(provenance=marks))["provenance"]["code"]
    assert [disclosed["source"], *(one["source"] for one in disclosed["also"])] == ["arxiv-api", "document"]


def test_the_source_of_an_orcid_names_no_local_file_and_no_secret() -> None:
    orcid = "0000-0002-1825-0097"

    def source(document: str, disclosure: Disclosure) -> str:
        item = Item(authors=(Author("ANN", orcid=orcid),))
        named = Mention(document, "lab", "entry 1", "A", "title", item=item)
        accounted = ResolvedMention(named, Verdict(Outcome.FOUND, "", "2507.13575"))
        one = paper(authors=(Author("Ann", orcid=orcid),))
        whole = record_json(one, topics=(), mentions=[accounted], slugs=[None], outcome="found", first_seen=PUBLISHED)
        return str(disclosure.record(whole)["authors"][0]["orcid_source"])

    assert source("inbox/secret.txt", WHOLE) == "document:inbox/secret.txt"
    assert source("inbox/secret.txt", Disclosure()) == "document"
    assert source("https://u:p@lab.org/x?t=1", Disclosure()) == "document:https://lab.org/x?..."


def test_links_do_not_tell_what_the_address_of_a_document_hides() -> None:
    whole = MENTION | {"document": "https://u:p@lab.org/feed?token=S3CRET"}
    pages = ("https://lab.org/1?token=S3CRET", "https://u:p@lab.org/2", "https://lab.org/3?id=3&key=0THER")
    disclosed = Disclosure().record(record(whole, pages=pages, code=pages))
    assert disclosed["pages"] == ["https://lab.org/2", "https://lab.org/3?id=3"]
    assert disclosed["links"]["code"] == disclosed["pages"]
    assert disclosed["mentions"][0]["document"] == "https://lab.org/feed?..."


def test_a_source_that_was_private_stays_so_until_the_settings_say_otherwise() -> None:
    own = Source(name="own", ids=(), public=False)
    assert disclosure_of(Settings(sources=(own,)), {}).private == {"own"}
    assert disclosure_of(Settings(), {PRIVATE: ["own"]}).private == {"own"}
    assert (
        disclosure_of(Settings(sources=(own.model_copy(update={"public": True}),)), {PRIVATE: ["own"]}).private == set()
    )
    assert disclosure_of(Settings(site=SiteSettings(show_documents=True)), {}).documents


def test_who_shows_what_is_published_tells_no_more_than_that() -> None:
    public = Settings(sources=(Source(name="own", ids=()),), site=SiteSettings(show_documents=True))
    before = disclosure_as_published(public, {PRIVATE: ["own"], SHOWN: False})
    assert before == Disclosure(documents=False, private=frozenset({"own"}))
    assert disclosure_as_published(public, {PRIVATE: [], SHOWN: True}) == WHOLE


def test_what_is_published_is_made_again_when_something_else_may_be_told() -> None:
    marks = [
        one.mark
        for one in (Disclosure(), WHOLE, Disclosure(private=frozenset("a")), Disclosure(private=frozenset("b")))
    ]
    assert len(set(marks)) == 4
    assert len({mark.split()[0] for mark in marks}) == 1
