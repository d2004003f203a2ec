"""feeds/formats/record_json.py: records and mentions as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from enrich.paper_id import doi_url
from enrich.record import Author, Item, Mention, Outcome, Provenance, ResolvedMention, Verdict
from enrich.statements.enrichment import Enrichment, OpenCopy, Publication
from feeds.enriched import origins_in
from feeds.formats.record_json import (
    json_bytes,
    links_of,
    mention_json,
    record_json,
    utc_text,
    without_surrogates,
)
from tests.support.dump_corpus import DAY, kept, record
from tests.support.enriching import CORRECTION, RETRACTION, author, enrichment

SCHEMA = json.loads(resources.files("feeds.formats").joinpath("schema/record.schema.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def as_json(**fields: Any) -> dict[str, Any]:
    one = kept(**fields)
    return record_json(
        one.record,
        topics=("ml",),
        mentions=one.mentions,
        slugs=["a-slug"] * len(one.record.authors),
        outcome=one.outcome,
        first_seen=one.first_seen,
    )


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_property_of_the_schema_is_described() -> None:
    def undescribed(node: Any, path: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        missing = [f"{path}/{k}" for k, v in node.get("properties", {}).items() if "description" not in v]
        parts = [*node.get("properties", {}).items(), ("items", node.get("items")), ("$defs", node.get("$defs"))]
        return missing + [problem for name, part in parts for problem in undescribed(part, f"{path}/{name}")]

    assert undescribed(SCHEMA, "") == []


def test_a_record_has_exactly_the_keys_of_the_schema_in_its_order() -> None:
    assert list(as_json()) == SCHEMA["required"]
    assert [*SCHEMA["required"], "published_as", "entry_id"] == list(SCHEMA["properties"])


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"paper": "hep-th/9901001"},
        {"withdrawn": True},
        {"dois": (), "authors": (), "versions": (), "provenance": (), "categories": ()},
        {"dois": ("10.1002/(SICI)1097-4571(199...)3:3<139::AID-JOS41>3.0.CO;2-2",)},
        {"comment": "c", "journal_ref": "j", "license": "http://l", "submitter": "s", "report_no": "r", "venue": "v"},
        {
            "classifications": ("53D10",),
            "code": ("https://x.example/é",),
            "pages": ("https://p",),
            "affiliations": ("A",),
        },
    ],
)
def test_every_shape_of_a_record_fits_the_schema(fields: dict[str, Any]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_json(**fields))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        *({"extra": 1}, {"version": 0}, {"published": "2025-07-17"}, {"doi": 3}, {"outcome": "missing"}),
        *({"id": "2507.1"}, {"id": "2513.00001"}, {"id": "٢٥٠٧.00001"}, {"id": "2507.13575\n"}, {"id": "2507.13575v1"}),
        *({"updated": "2025-13-17T12:00:00Z"}, {"updated": "2025-07-17T12:00:00Z\n"}),
        *({"topics": ["../x"]}, {"topics": ["a/b"]}, {"topics": [""]}),
        {"authors": [as_json()["authors"][0] | {"slug": "../x"}]},
        {"publication": {"doi": "https://doi.org/10.1/a", "venue": None, "date": None}},
        {"publication": {"doi": None, "venue": None, "date": "2024-5"}},
        {"retraction": {"kind": "correction", "date": None, "notice": None, "source": "publisher"}},
        {"withdrawn": True},
        *({"links": links_of(record()) | {name: "javascript:x"}} for name in ("abs", "pdf", "html", "doi")),
        {"links": links_of(record()) | {"code": ["git@example.org:x"]}},
    ],
)
def test_the_schema_refuses_what_a_record_is_not(wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(as_json() | wrong)


def test_times_are_utc_to_the_second() -> None:
    east = datetime(2025, 7, 17, 14, 0, 0, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert utc_text(east) == "2025-07-17T12:00:00Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        utc_text(datetime(2025, 7, 17))  # noqa: DTZ001 - that is the case


@pytest.mark.parametrize(
    ("doi", "url"),
    [
        ("10.1000/xyz", "https://doi.org/10.1000/xyz"),
        ("10.1002/(SICI)3:3<139::A>3.0.CO;2-2", "https://doi.org/10.1002/(SICI)3:3%3C139::A%3E3.0.CO;2-2"),
        ("10.1/a#b?c%d e", "https://doi.org/10.1/a%23b%3Fc%25d%20e"),
    ],
)
def test_a_doi_becomes_a_safe_address(doi: str, url: str) -> None:
    assert doi_url(doi) == url


def test_a_withdrawn_paper_has_a_page_but_no_text() -> None:
    links = links_of(record(withdrawn=True))
    assert links["abs"] == "https://arxiv.org/abs/2507.13575"
    assert links["pdf"] is None
    assert links["html"] is None


def test_html_is_linked_where_arxiv_makes_it() -> None:
    assert links_of(record())["html"] == "https://arxiv.org/html/2507.13575"
    assert links_of(record(updated=datetime(2023, 11, 30, 23, 59, tzinfo=UTC)))["html"] is None


def test_doi_is_the_first_of_dois_or_null() -> None:
    assert as_json(dois=("10.1/a", "10.1/b"))["doi"] == "10.1/a"
    assert as_json(dois=())["doi"] is None
    assert as_json(dois=())["links"]["doi"] is None


def test_a_mention_in_a_record_says_where_and_how() -> None:
    assert as_json()["mentions"] == [
        {
            "document": "inbox/002.txt",
            "source": "apple",
            "place": "line 12, column 1",
            "text": "arXiv:2507.13575",
            "how": "id",
        }
    ]


def test_provenance_is_by_field_and_the_first_source_stays() -> None:
    origins = (
        Provenance("title", "oai", DAY),
        Provenance("code", "arxiv-api", DAY),
        Provenance("code", "document:x", DAY),
    )
    got = as_json(provenance=origins)["provenance"]
    when = "2025-07-17T12:00:00Z"
    beside = {"source": "document:x", "id": None, "when": when}
    assert got == {
        "code": {"source": "arxiv-api", "id": None, "when": when, "also": [beside]},
        "title": {"source": "oai", "id": None, "when": when},
    }
    assert [(one["field"], one["source"]) for one in origins_in(got)] == [
        ("code", "arxiv-api"),
        ("code", "document:x"),
        ("title", "oai"),
    ]


def test_what_services_add_is_in_the_record_with_who_stated_it() -> None:
    known = enrichment(notices=(RETRACTION, CORRECTION), authors=(author(1, "Ann Bare"),))
    got = as_json(
        authors=(Author("José Núñez", ("Somewhere",), "0000-0002-1825-0097"), Author("Ann Bare")), enrichment=known
    )
    assert [error.message for error in VALIDATOR.iter_errors(got)] == []
    assert list(got) == SCHEMA["required"]
    assert got["publication"] == {
        "doi": "10.1038/s42256-024-00832-8",
        "venue": "Nature Machine Intelligence",
        "date": "2024-05-08",
    }
    assert got["retraction"] == {
        "kind": "retraction",
        "date": "2025-09-03",
        "notice": "10.1000/retraction",
        "source": "publisher",
    }
    assert [one["kind"] for one in got["notices"]] == ["correction"]
    assert got["topics_of_work"][1] == {"id": "T1", "name": "Unrated", "score": None}
    assert got["links"]["open_copy"] == got["open_copy"]["url"]
    assert got["links"]["code"] == ["https://github.com/ur-whitelab/chemcrow"]
    assert got["links"]["project"] == "https://chemcrow.example.org/"
    assert [one["orcid_source"] for one in got["authors"]] == [None, "openalex"]
    assert got["authors"][1]["rors"] == ["https://ror.org/05dxps055", None]
    stated = {"source": "openalex", "id": "W4396723768", "when": "2025-08-01T06:00:00Z"}
    assert got["provenance"]["topics_of_work"] == stated
    assert "A5023888391" not in json.dumps(got)


@pytest.mark.parametrize(
    ("exact", "text"), [("day", "2024-05-08"), ("month", "2024-05"), ("year", "2024"), (None, "2024-05-08")]
)
def test_a_date_of_publication_is_as_exact_as_it_is_known(exact: Any, text: str) -> None:
    published = Publication(date=date(2024, 5, 8), date_exact=exact)
    assert as_json(enrichment=Enrichment(publication=published))["publication"]["date"] == text


def test_a_record_without_services_has_nothing_of_them() -> None:
    got = as_json()
    assert (got["publication"], got["retraction"], got["open_copy"], got["links"]["open_copy"]) == (None,) * 4
    assert (got["notices"], got["topics_of_work"], got["keywords"], got["related"], got["disagreements"]) == ([],) * 5
    assert got["authors"][0]["rors"] == [None]


def test_what_is_no_address_of_the_web_is_no_link() -> None:
    known = enrichment(open_copy=OpenCopy("ftp://a.org/x"), project="javascript:alert(1)")
    got = as_json(enrichment=known)
    assert (got["links"]["open_copy"], got["open_copy"], got["links"]["project"]) == (None, None, None)


def test_slugs_must_match_the_authors() -> None:
    one = kept(authors=(Author("A"), Author("B")))
    with pytest.raises(ValueError, match="shorter"):
        record_json(one.record, topics=(), mentions=(), slugs=["a"], outcome="found", first_seen=DAY)


def test_a_mention_is_accounted_for_with_outcome_and_evidence() -> None:
    mention = Mention("d", "s", "entry 3", "A Title", "title", item=Item(title="A Title", date=date(2024, 1, 1)))
    verdict = Verdict(Outcome.AMBIGUOUS, "two fit", None, {"similarity": 0.9}, ("2501.00001", "2501.00002"), DAY)
    assert mention_json(ResolvedMention(mention, verdict)) == {
        "document": "d",
        "source": "s",
        "place": "entry 3",
        "text": "A Title",
        "how": "title",
        "outcome": "ambiguous",
        "id": None,
        "reason": "two fit",
        "evidence": {"similarity": 0.9},
        "candidates": ["2501.00001", "2501.00002"],
        "next_try": "2025-07-17T12:00:00Z",
    }


def test_a_missing_paper_keeps_the_id_that_was_named() -> None:
    mention = Mention("d", "s", "line 1", "2501.99999", "id", "2501.99999")
    assert mention_json(ResolvedMention(mention, Verdict(Outcome.MISSING, "no such paper")))["id"] == "2501.99999"


@given(st.text(st.characters(codec=None), max_size=50))
def test_any_text_becomes_json_that_reads_back(text: str) -> None:
    got = json.loads(json_bytes({"text": text, text: [text]}))
    assert got == without_surrogates({"text": text, text: [text]})
    if not any("\ud800" <= c <= "\udfff" for c in text):
        assert got["text"] == text


def test_an_unpaired_surrogate_becomes_a_replacement_character() -> None:
    assert json_bytes("caf\udce9 x") == '"caf\ufffd x"'.encode()


def test_the_same_record_gives_the_same_bytes() -> None:
    one = kept()
    again = replace(
        one, record=replace(one.record, published=one.record.published.astimezone(timezone(timedelta(hours=-7))))
    )
    both = [
        json_bytes(
            record_json(k.record, topics=(), mentions=k.mentions, slugs=[None, None], outcome="found", first_seen=DAY)
        )
        for k in (one, again)
    ]
    assert both[0] == both[1]
