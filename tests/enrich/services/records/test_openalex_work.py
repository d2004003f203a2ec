from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.services.records.openalex_work import CUT, openalex_id, read_work
from enrich.statements.enrichment import Affiliation, EditorialNotice, OpenCopy
from enrich.statements.statement import StatedOrcid, Statement
from tests.support.services import WHEN, recorded_answer, recorded_names


def rows(shared: Path, name: str) -> list[dict[str, Any]]:
    value = json.loads(recorded_answer(shared, f"openalex/{name}.json").body)
    return value.get("results", [value])


def statement(shared: Path, name: str, place: int = 0) -> Statement:
    work = read_work(rows(shared, name)[place], WHEN)
    assert work is not None
    return work.statement


def work(**fields: Any) -> Statement:
    found = read_work({"id": "https://openalex.org/W1"} | fields, WHEN)
    assert found is not None
    return found.statement


def author(**fields: Any) -> Any:
    return work(authorships=[fields]).authors[0]


def location(**fields: Any) -> dict[str, Any]:
    return {"is_oa": True, "version": "publishedVersion", "is_published": True, "source": {"type": "journal"}} | fields


# ---------------------------------------------------------------- recorded works


def test_every_recorded_work_is_read(shared: Path) -> None:
    names = [name for name in recorded_names(shared, ["openalex"]) if "/work" in name and name.endswith(".json")]
    assert len(names) == 15
    for name in names:
        for row in rows(shared, name.removeprefix("openalex/").removesuffix(".json")):
            found = read_work(row, WHEN)
            assert (found is None) == ("id" not in row), name
            if found is not None:
                assert found.statement.published is None or found.statement.published <= WHEN.date()
                assert all(one.name for one in found.statement.authors)


def test_preprint_and_article_are_two_works_with_keys_of_their_own(shared: Path) -> None:
    article, preprint = (
        read_work(row, WHEN) for row in rows(shared, "works_title_search_preprint_and_journal_two_works")
    )
    assert article is not None
    assert preprint is not None
    assert (article.keys, article.statement.kind) == ({"10.1038/s42256-024-00832-8"}, "journal")
    assert (article.statement.venue, article.statement.published) == ("Nature Machine Intelligence", date(2024, 5, 8))
    assert article.statement.open_copy == OpenCopy(
        "https://www.nature.com/articles/s42256-024-00832-8.pdf", "published", "cc-by"
    )
    assert (preprint.keys, preprint.statement.kind) == ({"2304.05376"}, "preprint")
    assert (preprint.statement.doi, preprint.statement.venue) == (None, None)
    assert preprint.statement.open_copy is None
    assert [one.name for one in preprint.statement.authors][:2] == ["Andres M Bran", "Sam Cox"]
    first = article.statement.authors[0]
    assert first.affiliations == (
        Affiliation(
            "Laboratory of Artificial Chemical Intelligence (LIAC), ISIC, EPFL, Lausanne, Switzerland",
            "https://ror.org/02s376052",
        ),
    )


def test_an_orcid_that_came_with_the_work_is_evidence_and_one_of_the_index_a_hint(shared: Path) -> None:
    authors = {one.name: one for one in statement(shared, "work_with_orcid").authors}
    assert authors["Beatriz Hernandez"].orcids == (StatedOrcid("0000-0003-2043-4925", "work"),)
    assert authors["Wendy Thanassi"].orcids == (StatedOrcid("0000-0003-4187-0777", "index"),)
    assert authors["Art Noda"].orcids == ()


def test_proceedings_have_their_name_where_journals_have_a_source(shared: Path) -> None:
    assert statement(shared, "work_proceedings_article").venue == (
        "Proceedings of the 2021 International Conference on Management of Data"
    )


def test_an_address_in_the_place_of_a_name_is_no_person(shared: Path) -> None:
    authors = statement(shared, "work_too_many_contributor_names").authors
    assert [one.is_body for one in authors] == [False, True, False, False, True]
    assert statement(shared, "work_too_many_contributor_names").published_exact == "year"


def test_a_doi_keeps_its_odd_characters(shared: Path) -> None:
    found = statement(shared, "work_doi_with_sici")
    assert found.doi == "10.1890/0012-9658(2006)87[2832:tiopma]2.0.co;2"
    assert found.authors[0].affiliations[0].name.endswith("Liverpool L69 7ZB, UK")
    assert "@" not in str(found.authors)


def test_a_repository_is_no_venue(shared: Path) -> None:
    assert statement(shared, "work_missing_contributor_name").venue is None
    assert statement(shared, "works_title_search_arxiv_only").venue is None


def test_a_work_without_authors_is_one_all_the_same(shared: Path) -> None:
    found = statement(shared, "work_by_doi_no_authors")
    assert (found.authors, found.venue, found.authors_complete) == ((), "Reactions Weekly", True)


def test_an_answer_without_an_id_is_no_work(shared: Path) -> None:
    for name in ("work_by_doi_closed", "work_by_doi_select_open_access"):
        assert read_work(rows(shared, name)[0], WHEN) is None


def test_dates_to_come_are_no_dates(shared: Path) -> None:
    """The recorded work is cited by works of the future; such a date of its own is not believed."""
    row = rows(shared, "work_date_in_future")[0]
    assert statement(shared, "work_date_in_future").published == date(2015, 4, 6)
    found = read_work(row | {"publication_date": "2050-12-01"}, WHEN)
    assert found is not None
    assert (found.statement.published, found.statement.published_exact) == (None, None)


def test_topics_keywords_and_index_ids_are_read(shared: Path) -> None:
    found = statement(shared, "works_title_search_chem")
    assert (found.topics[0].name, found.keywords[:2]) == (
        "Microstructure and mechanical properties",
        ("Copper oxide", "Brittleness"),
    )
    assert found.topics[0].id.startswith("T")
    assert all(one.index_id and one.index_id.startswith("A") for one in found.authors)
    assert len(rows(shared, "works_sample5")) == 5
    assert statement(shared, "work_by_doi_2025").published_exact == "month"
    assert statement(shared, "work_missing_contributor").authors[1].orcids[0].asserted == "work"


# ---------------------------------------------------------------- single fields


def test_a_work_that_lost_its_arxiv_doi_is_known_by_an_address() -> None:
    found = read_work(
        {
            "id": "W1",
            "type": "article",
            "doi": "https://doi.org/10.1000/X",
            "locations": [location(landing_page_url="http://arxiv.org/abs/hep-th/9901001v2")],
        },
        WHEN,
    )
    assert found is not None
    assert found.keys == {"10.1000/x", "hep-th/9901001"}
    assert (found.statement.arxiv_id, found.statement.doi) == ("hep-th/9901001", "10.1000/x")
    by_id = read_work({"id": "W1", "locations": [{"id": "pmh:oai:arXiv.org:2304.05376"}]}, WHEN)
    assert by_id is not None
    assert by_id.keys == {"2304.05376"}


def test_a_copy_elsewhere_names_no_paper() -> None:
    found = read_work({"id": "W1", "locations": [{"landing_page_url": "https://example.org/2304.05376"}]}, WHEN)
    assert found is not None
    assert found.keys == frozenset()


def test_a_preprint_elsewhere_has_no_published_doi() -> None:
    assert work(type="preprint", doi="https://doi.org/10.1101/2024.04.01.587366").doi is None


def test_the_name_as_printed_comes_before_the_one_of_the_index() -> None:
    assert author(raw_author_name="Doe, Jane", author={"display_name": "J. Doe"}).name == "Jane Doe"
    assert author(raw_author_name="", author={"id": "A1", "display_name": "J. Doe"}).name == "J. Doe"
    assert author(raw_author_name=None, author=None).name == ""
    body = author(raw_author_name="Northfield, ATLAS Collaboration", author={"id": "A1"})
    assert (body.name, body.is_body) == ("Northfield, ATLAS Collaboration", True)


def test_a_deleted_author_says_nothing_of_whoever_it_was() -> None:
    deleted = {
        "id": "https://openalex.org/A5317838346",
        "display_name": "Deleted Author",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
    }
    found = author(raw_author_name="Jane Doe", author=deleted)
    assert (found.name, found.index_id, found.orcids) == ("Jane Doe", None, ())
    assert author(raw_author_name=None, author=deleted).name == ""


def test_orcids_are_checked_and_one_that_both_name_came_with_the_work() -> None:
    good, other = "https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233X"
    both = author(raw_orcid=good, author={"orcid": good}).orcids
    assert both == (StatedOrcid("0000-0002-1825-0097", "work"),)
    two = author(raw_orcid=good, author={"orcid": other}).orcids
    assert [one.asserted for one in two] == ["work", "index"]
    assert author(raw_orcid="https://orcid.org/0000-0002-1825-0098", author={"orcid": ""}).orcids == ()


def test_of_several_institutions_in_one_text_nobody_knows_which_part_is_whose() -> None:
    institutions = [
        {"id": "I1", "display_name": "One", "ror": "https://ror.org/02s376052"},
        {"id": "I2", "display_name": "Two", "ror": "https://ror.org/022kthw22"},
    ]
    found = author(
        institutions=institutions,
        affiliations=[
            {"raw_affiliation_string": "Dept. A, One", "institution_ids": ["I1"]},
            {"raw_affiliation_string": "One and Two", "institution_ids": ["I1", "I2"]},
            {"raw_affiliation_string": "R&amp;D, Elsewhere", "institution_ids": []},
        ],
    )
    assert found.affiliations == (
        Affiliation("Dept. A, One", "https://ror.org/02s376052"),
        Affiliation("One", "https://ror.org/02s376052"),
        Affiliation("Two", "https://ror.org/022kthw22"),
        Affiliation("R&D, Elsewhere"),
    )
    assert author(institutions=institutions[:1], raw_affiliation_strings=["Dept. A"]).affiliations == (
        Affiliation("Dept. A", "https://ror.org/02s376052"),
    )
    assert author(raw_affiliation_strings=["A", "B"]).affiliations == (Affiliation("A"), Affiliation("B"))


def test_topics_that_are_guesses_are_left_out() -> None:
    topic = {"id": "https://openalex.org/T10028", "display_name": "Topic Modeling"}
    scores = [0.5, "0.9", 0.49, None, 7]
    found = work(topics=[topic | {"id": f"T{n}", "score": score} for n, score in enumerate(scores)]).topics
    assert [(one.id, one.score) for one in found] == [("T0", 0.5), ("T1", 0.9)]


def test_an_open_copy_is_one_of_the_published_version_that_is_open() -> None:
    doi = {"type": "article", "doi": "10.1000/x"}
    closed = location(is_oa=False, pdf_url="https://example.org/closed.pdf")
    submitted = location(version="submittedVersion", pdf_url="https://example.org/submitted.pdf")
    fine = location(pdf_url="javascript:alert(1)", landing_page_url="https://example.org/fine", license="cc-by")
    found = work(**doi, best_oa_location=submitted, locations=[closed, submitted, fine])
    assert found.open_copy == OpenCopy("https://example.org/fine", "published", "cc-by")
    assert work(**doi, best_oa_location=submitted, locations=[closed]).open_copy is None


def test_a_retraction_is_the_services_own_word() -> None:
    assert work(is_retracted=True).notices == (EditorialNotice("retraction", source="openalex"),)
    assert work(is_retracted="false").notices == work(is_retracted=None).notices == ()


@pytest.mark.parametrize(("count", "complete"), [(CUT - 1, True), (CUT, False), (CUT + 20, True)])
def test_lists_of_authors_that_end_at_a_hundred_are_cut(count: int, complete: bool) -> None:
    row = {"id": "W1", "authorships": [{"raw_author_name": f"A {n}"} for n in range(count)]}
    found, whole = read_work(row, WHEN), read_work(row, WHEN, whole=True)
    assert found is not None
    assert whole is not None
    assert (found.cut, found.statement.authors_complete) == (not complete, complete)
    assert whole.statement.authors_complete


@pytest.mark.parametrize(
    ("value", "name"),
    [("https://openalex.org/w12", "W12"), ("A7", "A7"), ("W", None), ("https://a/W1", None), (7, None)],
)
def test_ids(value: Any, name: str | None) -> None:
    assert openalex_id(value) == name


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "author", "source", "type", "score", "display_name", "landing_page_url", "institutions"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["doi", "ids", "authorships", "locations", "best_oa_location", "topics", "keywords", "title"]),
        VALUES,
    )
)
def test_no_value_of_a_wrong_type_spoils_a_work(fields: dict[str, Any]) -> None:
    assert work(**fields).work == "W1"
