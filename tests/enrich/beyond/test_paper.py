"""enrich/beyond/paper.py: what services say of a DOI becomes a paper, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import structs

from enrich.beyond.paper import BeyondPaper, paper_of
from enrich.statements.statement import StatedAuthor, Statement

DOI = "10.1000/journal.2024.7"
WHEN = datetime(2026, 11, 29, 12, tzinfo=UTC)
AUTHORS = (StatedAuthor("Ada Lovelace"), StatedAuthor("Charles Babbage"))


def crossref(**fields: Any) -> Statement:
    ordinary: dict[str, Any] = {
        "service": "crossref", "work": DOI, "when": WHEN, "kind": "journal", "title": "A journal article without a preprint",
        "doi": DOI, "venue": "Journal of Articles", "published": date(2024, 5, 8), "authors": AUTHORS, "type": "journal-article",
    }  # fmt: skip
    return Statement(**(ordinary | fields))


def openalex(**fields: Any) -> Statement:
    return structs.replace(crossref(), **({"service": "openalex", "work": "W1", "type": "article"} | fields))


def found(*statements: Statement) -> BeyondPaper:
    paper = paper_of(DOI, statements)
    assert isinstance(paper, BeyondPaper), paper
    return paper


def test_a_paper_has_what_its_publisher_deposited_and_its_day_of_publication() -> None:
    record = found(crossref()).record
    assert (record.id, record.title, record.dois) == (f"doi:{DOI}", "A journal article without a preprint", (DOI,))
    assert [author.name for author in record.authors] == ["Ada Lovelace", "Charles Babbage"]
    assert record.published == record.updated == datetime(2024, 5, 8, tzinfo=UTC)
    assert {mark.field: (mark.source, mark.when) for mark in record.provenance} == dict.fromkeys(
        ("authors", "dois", "published", "title"), ("crossref", WHEN)
    )
    assert (record.abstract, record.license, record.categories, record.versions) == ("", None, (), ())


def test_crossref_is_believed_before_openalex_which_fills_what_it_lacks() -> None:
    assert found(openalex(title="Another title"), crossref()).record.title == "A journal article without a preprint"
    assert found(openalex()).record.provenance[0].source == "openalex", "DOIs of DataCite are not Crossref's"
    filled = found(crossref(authors=(), published=None), openalex()).record
    assert {mark.field: mark.source for mark in filled.provenance} == {
        "authors": "openalex", "dois": "crossref", "published": "openalex", "title": "crossref",
    }  # fmt: skip
    wrong = paper_of(DOI, [crossref(authors=()), openalex(title="Quite another work on quite another subject")])
    assert "no authors" in str(wrong), "authors of another work are nobody's"


@pytest.mark.parametrize(
    "kind",
    [
        "component",
        "peer-review",
        "journal",
        "journal-issue",
        "book",
        "monograph",
        "dataset",
        "reference-entry",
        "other",
        "grant",
    ],
)
def test_what_crossref_calls_no_paper_is_none(kind: str) -> None:
    assert f"({kind}, " in str(paper_of(DOI, [crossref(type=kind)]))


@pytest.mark.parametrize(
    "kind", ["editorial", "paratext", "erratum", "peer-review", "dataset", "retraction", "other", "book-review"]
)
def test_what_openalex_calls_no_paper_is_none_whatever_crossref_calls_it(kind: str) -> None:
    assert f"({kind}, " in str(paper_of(DOI, [crossref(), openalex(type=kind)]))


@pytest.mark.parametrize(
    "title",
    [
        "Editorial", "Guest Editorial: On Feeds", "Front Matter", "Table of Contents", "Issue Information", "Book Review", "Book Reviews.",
        "Book review: A Book", "Correction to: A Paper", "Author Correction: A Paper", "Erratum to: A Paper", "Corrigendum: A Paper",
        "Retraction Note: A Paper", "Expression of Concern: A Paper", "Decision letter for A Paper", "[Untitled]",
    ],
)  # fmt: skip
def test_what_a_title_calls_no_paper_is_none(title: str) -> None:
    assert isinstance(paper_of(DOI, [crossref(title=title)]), str)


@pytest.mark.parametrize(
    "title",
    [
        "Index Coding with Side Information",
        "Editorial Decisions and Their Costs",
        "Contents of the Universe",
        "Reviews of Books as Data",
    ],
)
def test_a_title_that_only_begins_so_is_a_paper_s(title: str) -> None:
    assert found(crossref(title=title)).record.title == title


@pytest.mark.parametrize(
    ("lacking", "why"),
    [({"title": None}, "no title"), ({"authors": ()}, "no authors"), ({"published": None}, "published")],
)
def test_what_has_no_title_no_authors_or_no_date_is_no_record(lacking: dict[str, Any], why: str) -> None:
    assert why in str(paper_of(DOI, [crossref(**lacking)]))


def test_nothing_is_published_in_the_future() -> None:
    assert found(crossref(published=date(2027, 3, 1))).record.published == datetime(2026, 11, 29, tzinfo=UTC)


def test_a_mark_of_the_publisher_is_no_part_of_the_title() -> None:
    assert found(crossref(title="RETRACTED: A journal article")).record.title == "A journal article"


def test_an_arxiv_id_that_services_name_goes_with_it() -> None:
    assert found(crossref(arxiv_id="2401.00001"), openalex(arxiv_id="2401.00001")).named == ("2401.00001",)
    assert found(crossref(), openalex(arxiv_id="2401.00002", title="Quite another work")).named == ()


def test_what_nobody_or_another_service_has_is_none() -> None:
    assert "no service" in str(paper_of(DOI, []))
    assert "no service" in str(paper_of(DOI, [structs.replace(crossref(), service="semantic_scholar")])), (
        "its licence forbids it"
    )
    assert "no service" in str(paper_of(DOI, [crossref(type=None)])), "an earlier version did not ask what it is"


def test_a_notice_about_another_work_is_no_paper() -> None:
    assert isinstance(paper_of(DOI, [crossref(kind="work", published=None), openalex()]), str)
