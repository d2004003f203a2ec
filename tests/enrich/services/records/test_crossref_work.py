from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.services.records.crossref_work import read_work
from enrich.statements.enrichment import Affiliation, EditorialNotice, OpenCopy, RelatedVersion
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement
from tests.support.services import WHEN, recorded_answer, recorded_names


def rows(shared: Path, name: str) -> list[dict[str, Any]]:
    message = json.loads(recorded_answer(shared, f"crossref/{name}.json").body)["message"]
    return message.get("items", [message])


def statement(shared: Path, name: str) -> Statement:
    found = read_work(rows(shared, name)[0], WHEN)
    assert found is not None
    return found


def work(**fields: Any) -> Statement:
    found = read_work({"DOI": "10.1000/X", "type": "journal-article"} | fields, WHEN)
    assert found is not None
    return found


def author(**fields: Any) -> StatedAuthor:
    return work(author=[fields]).authors[0]


def parts(*numbers: int) -> dict[str, Any]:
    return {"date-parts": [list(numbers)]}


# ---------------------------------------------------------------- recorded works


def test_every_recorded_work_is_read(shared: Path) -> None:
    names = [name.removeprefix("crossref/").removesuffix(".json") for name in recorded_names(shared, ["crossref"])]
    named = [name for name in names if not name.startswith("error")]
    assert len(named) == 13
    for name in named:
        for row in rows(shared, name):
            found = read_work(row, WHEN)
            assert found is not None, name
            assert found.work == row["DOI"].lower()


def test_an_article_has_its_venue_its_day_and_who_stands_behind_an_orcid(shared: Path) -> None:
    found = statement(shared, "work_has_preprint")
    assert (found.kind, found.doi, found.venue) == (
        "journal",
        "10.1021/acs.jctc.2c01235",
        "Journal of Chemical Theory and Computation",
    )
    assert (found.published, found.published_exact) == (date(2023, 3, 27), "day")
    first = found.authors[0]
    assert (first.name, first.orcids) == ("Geemi P. Wellawatte", (StatedOrcid("0000-0002-3772-6927", "work"),))
    assert first.affiliations[0].name.startswith("Department of Chemistry, University of Rochester")
    assert found.open_copy == OpenCopy(
        "https://pubs.acs.org/doi/pdf/10.1021/acs.jctc.2c01235",
        "published",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    assert found.related == (RelatedVersion("preprint", "10.26434/chemrxiv-2022-qfv02"),)
    assert found.arxiv_id is None


def test_a_preprint_is_no_publication_but_leads_to_one(shared: Path) -> None:
    found = statement(shared, "work_is_preprint_of")
    assert (found.kind, found.doi, found.venue) == ("preprint", None, None)
    assert found.published == date(2024, 4, 1), "its own date, for a record of a preprint that arXiv does not have"
    assert found.related == (RelatedVersion("published-as", "10.1016/j.xgen.2025.100814"),)


def test_a_record_says_nothing_of_arxiv_and_types_an_orcid_in(shared: Path) -> None:
    found = statement(shared, "work_journal_no_relation_to_its_arxiv")
    assert (found.arxiv_id, found.related) == (None, ())
    assert [one.name for one in found.authors][:2] == ["Andres M. Bran", "Sam Cox"]
    assert found.authors[2].orcids == (StatedOrcid("0000-0003-0310-0851", "index"),)
    assert found.open_copy is not None
    assert found.open_copy.url == "https://www.nature.com/articles/s42256-024-00832-8.pdf"


def test_a_licence_to_mine_is_none_to_read(shared: Path) -> None:
    assert statement(shared, "work_no_authors").open_copy is None
    assert statement(shared, "work_no_authors").authors == ()


def test_proceedings_without_a_date_have_none(shared: Path) -> None:
    found = statement(shared, "work_proceedings_initials")
    assert (found.published, found.published_exact) == (None, None)
    assert [one.name for one in found.authors] == ["V. Arya", "T. Turletti"]
    assert found.venue == "23rd International Conference on Distributed Computing Systems Workshops, 2003. Proceedings."


def test_a_correction_is_a_notice_and_a_new_version_is_none(shared: Path) -> None:
    found = statement(shared, "work_updated_by")
    assert found.notices == (EditorialNotice("correction", date(2015, 5, 4), "10.1073/pnas.1507001112", "publisher"),)
    new_version = statement(shared, "work_update_to")
    assert (new_version.notices, new_version.kind, new_version.venue) == ((), "journal", "PLOS Pathogens")


def test_lists_are_read_row_by_row(shared: Path) -> None:
    assert statement(shared, "list_select").title == "Communicating Ecology"
    assert statement(shared, "search_retracted").authors[0].orcids == (StatedOrcid("0000-0003-3902-2613", "work"),)
    assert statement(shared, "search_title_author").authors[0].orcids == (StatedOrcid("0009-0002-4313-1249", "index"),)
    assert len(statement(shared, "cursor_page").authors) == 6
    assert rows(shared, "search_no_result") == []


# ---------------------------------------------------------------- single fields


def test_names_that_are_incomplete_keep_their_place() -> None:
    assert author(given="Jane", family="Doe", suffix="Jr.").name == "Jane Doe Jr."
    assert author(family="Doe").name == "Doe"
    assert author(given="Jane", family=None).name == "Jane"
    assert author(sequence="first") == StatedAuthor("")
    body = author(name="ATLAS Collaboration")
    assert (body.name, body.is_body) == ("ATLAS Collaboration", True)
    assert not author(family="Doe", name="ATLAS Collaboration").is_body


def test_only_an_orcid_that_was_authenticated_came_with_the_work() -> None:
    orcid = "http://orcid.org/0000-0002-1825-0097"
    for authenticated, asserted in ((True, "work"), (False, "index"), (None, "index"), ("true", "index")):
        found = author(**{"ORCID": orcid, "authenticated-orcid": authenticated})
        assert [one.asserted for one in found.orcids] == [asserted]
    assert author(ORCID="https://orcid.org/0000-0002-1825-0098").orcids == author(ORCID="").orcids == ()


def test_affiliations_may_have_a_ror_id() -> None:
    ror = {"id": "https://ror.org/05dxps055", "id-type": "ROR", "asserted-by": "publisher"}
    found = author(
        affiliation=[{"name": "Caltech", "id": [ror]}, {"name": " "}, {"place": ["Here"]}, {"name": "B&amp;C"}]
    )
    assert found.affiliations == (Affiliation("Caltech", "https://ror.org/05dxps055"), Affiliation("B&C"))


@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({"published": parts(2020, 5), "issued": parts(2019)}, (date(2020, 5, 1), "month")),
        ({"published-print": parts(2020, 5), "published-online": parts(2019, 12, 24)}, (date(2019, 12, 24), "day")),
        ({"published": {"date-parts": [[None]]}, "issued": parts(2019)}, (date(2019, 1, 1), "year")),
        ({"issued": {"date-parts": [2019, 7]}}, (date(2019, 7, 1), "month")),
        ({"published": parts(2050, 1, 1)}, (None, None)),
        ({"published": "2020"}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_dates(fields: dict[str, Any], published: Any) -> None:
    found = work(**fields)
    assert (found.published, found.published_exact) == published


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("retraction", "retraction"),
        ("Withdrawal", "retraction"),
        ("removal", "retraction"),
        ("erratum", "correction"),
        ("corrigendum", "correction"),
        ("partial_retraction", "correction"),
        ("expression-of-concern", "expression_of_concern"),
        ("expression of concern", "expression_of_concern"),
        ("new_version", None),
        ("addendum", None),
        (None, None),
    ],
)
def test_kinds_of_notices(kind: Any, read: str | None) -> None:
    update = {"type": kind, "DOI": "10.1000/N", "source": "retraction-watch", "updated": parts(2021, 2, 3)}
    assert [(one.kind, one.date, one.notice, one.source) for one in work(**{"updated-by": [update]}).notices] == (
        [(read, date(2021, 2, 3), "10.1000/n", "retraction-watch")] if read else []
    )


def test_a_notice_itself_is_no_publication_of_the_paper() -> None:
    notice = work(**{"update-to": [{"type": "retraction", "DOI": "10.1000/y"}], "container-title": ["Journal"]})
    assert (notice.kind, notice.doi, notice.venue) == ("work", None, None)
    own = work(**{"update-to": [{"type": "correction", "DOI": "10.1000/X"}], "container-title": ["Journal"]})
    assert (own.kind, own.venue) == ("journal", "Journal")


def test_an_open_copy_needs_an_open_licence_that_has_begun() -> None:
    licence = {
        "URL": "http://creativecommons.org/licenses/by/4.0",
        "content-version": "vor",
        "start": parts(2020, 1, 1),
    }
    similarity = {
        "URL": "https://staging.example/x.pdf",
        "content-type": "application/pdf",
        "content-version": "vor",
        "intended-application": "similarity-checking",
    }
    found = work(license=[licence], link=[similarity]).open_copy
    assert found == OpenCopy("https://doi.org/10.1000/x", "published", "http://creativecommons.org/licenses/by/4.0")
    reading = similarity | {"URL": "https://journal.example/x.pdf", "intended-application": "text-mining"}
    with_pdf = work(license=[licence], link=[similarity, reading]).open_copy
    assert with_pdf is not None
    assert with_pdf.url == "https://journal.example/x.pdf"
    for change in (
        {"start": parts(2027, 1, 1)},
        {"content-version": "am"},
        {"URL": "https://creativecommons.org.example/"},
    ):
        assert work(license=[licence | change]).open_copy is None
    assert work(link=[reading]).open_copy is None


def test_a_link_to_arxiv_names_the_paper() -> None:
    found = work(relation={"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.2304.05376"}]})
    assert found.arxiv_id == "2304.05376"
    assert found.related == (RelatedVersion("preprint", "10.48550/arxiv.2304.05376"),)


def test_a_record_without_a_doi_is_none() -> None:
    assert read_work({"title": ["A"]}, WHEN) is None


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["DOI", "given", "ORCID", "affiliation", "date-parts", "URL", "type", "has-preprint", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["author", "issued", "published", "license", "link", "relation", "updated-by", "update-to", "title"]
        ),
        VALUES,
    )
)
def test_no_value_of_a_wrong_type_spoils_a_work(fields: dict[str, Any]) -> None:
    assert work(**fields).work == "10.1000/x"
