"""feeds/exports/work_kinds.py: a paper that arXiv does not have is cited as what it was published."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any, get_args

import bibtexparser
import pytest
import rispy

from enrich.statements.enrichment import Enrichment, Exactness, Publication, PublishedAs, WorkType
from feeds.exports.bibtex import bib_entry
from feeds.exports.csl import csl_record
from feeds.exports.ris import ris_record
from feeds.exports.work_kinds import KINDS, cited_as, cited_place
from feeds.formats.record_json import record_json
from feeds.papers.citation_tags import meta_tags
from tests.support.beyond import DOI, beyond
from tests.support.papers import paper

JOURNAL = PublishedAs("journal-article", "6", "5", "525-535", "Springer & Co")
DAY = date(2024, 5, 8)


def known(published_as: PublishedAs | None, venue: str | None = "Acta", exact: Exactness = "day") -> Enrichment:
    return Enrichment(publication=Publication(DOI, venue, DAY, exact), published_as=published_as)


def dumped(enrichment: Enrichment, **fields: Any) -> dict[str, Any]:
    record = beyond(enrichment=enrichment, **fields)
    slugs = [None] * len(record.authors)
    return record_json(
        record, topics=(), mentions=(), slugs=slugs, outcome="found", first_seen=datetime(2026, 1, 6, tzinfo=UTC)
    )


def bibtex(whole: dict[str, Any]) -> tuple[str, dict[str, str]]:
    (one,) = bibtexparser.parse_string(bib_entry(whole)).entries
    return one.entry_type, {name: field.value for name, field in one.fields_dict.items()}


@pytest.mark.parametrize(
    ("kind", "bib", "fields", "ris", "csl"),
    [
        ("journal-article", "article", {"journal": "Acta"}, "JOUR", "article-journal"),
        (
            "proceedings-article", "inproceedings", {"booktitle": "Acta", "publisher": "Springer \\& Co"},
            "CPAPER", "paper-conference",
        ),
        ("book-chapter", "incollection", {"booktitle": "Acta", "publisher": "Springer \\& Co"}, "CHAP", "chapter"),
        ("report", "techreport", {"institution": "Springer \\& Co"}, "RPRT", "report"),
        ("dissertation", "phdthesis", {"school": "Springer \\& Co", "type": "Dissertation"}, "THES", "thesis"),
    ],
)  # fmt: skip
def test_each_kind_in_each_form(kind: Any, bib: str, fields: dict[str, str], ris: str, csl: str) -> None:
    whole = dumped(known(PublishedAs(kind, "6", "5", "525-535", "Springer & Co")))
    entry, values = bibtex(whole)
    assert entry == bib
    assert values.items() >= (fields | {"volume": "6", "number": "5", "pages": "525--535"}).items()
    assert "note" not in values, "the venue stands in its own field"
    (one,) = rispy.loads(ris_record(whole))
    assert (one["type_of_reference"], one["volume"], one["number"]) == (ris, "6", "5")
    assert (one["start_page"], one["end_page"], one["publisher"]) == ("525", "535", "Springer & Co")
    item = json.loads(csl_record(whole))
    assert (item["type"], item["volume"], item["issue"], item["page"]) == (csl, "6", "5", "525-535")
    assert item["publisher"] == "Springer & Co"


def test_every_kind_that_is_kept_can_be_cited() -> None:
    assert {*KINDS} == {*get_args(WorkType)}


@pytest.mark.parametrize(
    "enrichment",
    [
        known(None),
        known(JOURNAL, venue=None),
        known(PublishedAs("report")),
        known(PublishedAs("dissertation", "6")),
        known(PublishedAs("book-chapter", "6")),
    ],
)
def test_without_what_styles_need_it_is_cited_as_it_was(enrichment: Enrichment) -> None:
    whole = dumped(enrichment)
    assert cited_as(whole) is None
    assert bibtex(whole)[0] == "misc"
    assert ris_record(whole).startswith("TY  - GEN")
    assert json.loads(csl_record(whole))["type"] == "article"


def test_one_of_arxivs_is_cited_as_the_preprint_that_it_is() -> None:
    record = paper()
    whole = record_json(
        record, topics=(), mentions=(), slugs=[None] * len(record.authors), outcome="found", first_seen=record.published
    )
    assert cited_as(whole | {"published_as": {"type": "journal-article"}}) is None
    assert bib_entry(whole).startswith("@misc{")


@pytest.mark.parametrize(("exact", "month", "parts"), [("year", None, [2024]), ("month", "may", [2024, 5])])
def test_a_date_is_as_exact_as_it_is_known(exact: Exactness, month: str | None, parts: list[int]) -> None:
    whole = dumped(known(JOURNAL, exact=exact))
    assert bibtex(whole)[1].get("month") == month
    assert json.loads(csl_record(whole))["issued"]["date-parts"] == [parts]


@pytest.mark.parametrize(
    ("pages", "written"),
    [("e1008184", "e1008184"), ("1–4", "1--4"), ("", None), (None, None), ("5-", "5"), ("{1}-2", None)],
)
def test_pages_however_they_are_written(pages: str | None, written: str | None) -> None:
    whole = dumped(known(PublishedAs("journal-article", pages=pages)))
    assert pages == "{1}-2" or bibtex(whole)[1].get("pages") == written
    assert len(bibtexparser.parse_string(bib_entry(whole) + bib_entry(whole | {"id": "doi:10.1000/2"})).entries) == 2


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        ("journal-article", "citation_journal_title"),
        ("proceedings-article", "citation_conference_title"),
        ("book-chapter", "citation_inbook_title"),
    ],
)
def test_the_tags_of_its_page_say_of_which_kind_it_is(kind: Any, tag: str) -> None:
    tags = meta_tags(beyond(enrichment=known(PublishedAs(kind, "6", "5", "525-535", "Springer"))))
    assert f'name="{tag}" content="Acta"' in tags
    for name, text in {
        "volume": "6",
        "issue": "5",
        "firstpage": "525",
        "lastpage": "535",
        "publisher": "Springer",
    }.items():
        assert f'name="citation_{name}" content="{text}"' in tags
    for kind, name in (("report", "technical_report_institution"), ("dissertation", "dissertation_institution")):
        assert f'name="citation_{name}" content="X"' in meta_tags(
            beyond(enrichment=known(PublishedAs(kind, publisher="X")))
        )


@pytest.mark.parametrize(
    ("published_as", "venue", "text"),
    [
        (JOURNAL, "Acta", "Acta 6(5), 525-535"),
        (PublishedAs("journal-article", "6", None, None, "Springer"), "Acta", "Acta 6"),
        (PublishedAs("journal-article", None, "5", None, None), "Acta", "Acta 5"),
        (PublishedAs("proceedings-article", None, None, "1-9", None), "Proc. Acta", "Proc. Acta, 1-9"),
        (PublishedAs("dissertation", None, None, None, "Springer"), None, "Springer"),
        (PublishedAs("journal-article", "6", None, None, None), None, ""),
        (None, "Acta", ""),
    ],
)
def test_a_citation_in_words_says_where_it_was_published(
    published_as: PublishedAs | None, venue: str | None, text: str
) -> None:
    assert cited_place(dumped(known(published_as, venue))) == text
