"""Which statements are about the paper."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from enrich.reconcile.about import all_about, is_marked_retracted, own_dois, same_title
from enrich.statements.statement import Statement
from tests.support.stated import DOI, NAMES, TITLE, WHEN, authors, published, record, statement

OTHERS = authors(("Bo Strange", "Ed Strange", "Al Strange"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TITLE, TITLE, True),
        (TITLE, "SPARSE TREES FOR DENSE FORESTS.", True),
        (TITLE, "Sparse Tres for Dense Forests", True),
        (TITLE, f"RETRACTED: {TITLE}", True),
        (TITLE, f"Retracted Article: {TITLE}", True),
        (TITLE, f"{TITLE} (published version)", True),
        (TITLE, f"{TITLE}: A Unified View", True),
        (TITLE, f"{TITLE}, Part II", False),
        (TITLE, "Sparse Trees for Wet Forests", False),
        (TITLE, "", False),
        ("", "", False),
        ("Codes V: Bounds for Words", "Codes VI: Bounds for Words", False),
    ],
)
def test_titles_of_one_work(one: str, other: str, same: bool) -> None:
    assert same_title(one, other) is same
    assert same_title(other, one) is same


@pytest.mark.parametrize(
    ("stated", "title", "people"),
    [
        (statement("openalex"), True, True),
        (statement("openalex", title="Another Work Altogether"), False, True),
        (statement("openalex", title=None), False, True),
        (statement("openalex", authors=OTHERS), True, False),
        (statement("openalex", authors=()), True, False),
        (statement("openalex", arxiv_id="2507.13575".upper()), True, True),
        (statement("inspire", title="Another Work", authors=authors(("X Collaboration", *NAMES))), False, True),
        (published(), True, True),
        (published(authors=authors(NAMES[1:])), True, False),
    ],
)
def test_statements_about_the_paper(stated: Statement, title: bool, people: bool) -> None:
    (found,) = all_about(record(), [stated])
    assert (found.title, found.authors) == (title, people)


@pytest.mark.parametrize(
    "stated",
    [
        statement("openalex", title="Another Work", authors=OTHERS),
        statement("openalex", title=None, authors=()),
        statement("semantic_scholar", arxiv_id="2507.00001"),
        published(title="Another Work"),
        published(authors=OTHERS),
        published(title=None),
        published(authors=()),
    ],
)
def test_statements_about_something_else(stated: Statement) -> None:
    assert all_about(record(), [stated]) == ()


def test_a_doi_that_arxiv_gives_links_as_an_arxiv_id_does() -> None:
    paper = record(dois=(DOI.upper(),))
    assert all_about(paper, [published(title="Another Work")])
    assert all_about(paper, [published(title="Trees that are Sparse", authors=authors((NAMES[0], "Bo Strange")))])
    assert all_about(paper, [published(title=None, authors=authors((NAMES[0], "Bo Strange")))])
    assert own_dois(record(dois=(DOI.upper(), "10.48550/arXiv.2507.13575"))) == (DOI,)


def test_a_doi_that_authors_gave_to_the_wrong_paper_of_theirs_does_not_count() -> None:
    for names in ((NAMES[0], "Bo Strange"), NAMES[:1]):
        assert not all_about(record(dois=(DOI,)), [published(title="Another Work", authors=authors(names))])


@pytest.mark.parametrize(
    ("names", "changes", "counts"),
    [
        ((), {}, True),
        (("Doe",), {}, True),
        (("", "王伟"), {}, True),
        (("Bo Strange",), {}, False),
        (("Doe", "Bo Strange"), {}, False),
        ((), {"published": date(2031, 1, 1)}, False),
        ((), {"published": None}, False),
        ((), {"title": "Sparse Trees for Wet Forests"}, False),
        ((), {"doi": "10.5555/another"}, False),
    ],
)
def test_a_doi_that_another_service_has_for_the_paper_needs_no_list_of_authors(
    names: tuple[str, ...], changes: dict[str, Any], counts: bool
) -> None:
    stated = structs.replace(published(authors=authors(names), published=record().published.date()), **changes)
    vouching = statement("semantic_scholar", doi=DOI)
    assert (stated in [one.statement for one in all_about(record(), [vouching, stated])]) is counts
    assert stated not in [one.statement for one in all_about(record(), [stated, statement("inspire", doi=None)])]
    another = statement("openalex", arxiv_id="2507.00001", doi=DOI)
    assert stated not in [one.statement for one in all_about(record(), [stated, another])], "not its own word"


def test_a_title_of_a_word_proves_nothing_without_authors() -> None:
    statements = [statement("semantic_scholar", doi=DOI, title="Editorial"), published(title="Editorial", authors=())]
    statements[1] = structs.replace(statements[1], published=record().published.date())
    assert len(all_about(record(title="Editorial"), statements)) == 1


def test_a_paper_beyond_arxiv_is_known_by_its_doi() -> None:
    paper = record(id=f"doi:{DOI}")
    assert own_dois(paper) == (DOI,)
    assert all_about(paper, [published(), statement("openalex", doi=DOI)])
    assert not all_about(paper, [published(title="Another Work", authors=OTHERS)])


def test_of_two_answers_on_one_work_the_newer_counts() -> None:
    old = statement("openalex", venue="Old")
    new = structs.replace(old, venue="New", when=WHEN + timedelta(days=1))
    assert all_about(record(), [new, old]) == all_about(record(), [old, new]) == all_about(record(), [new])


def test_marks_of_a_retraction() -> None:
    assert is_marked_retracted("RETRACTED: Sparse Trees")
    assert is_marked_retracted("Retracted Article: Sparse Trees")
    assert not is_marked_retracted("Retracted papers in computer science")
    assert not is_marked_retracted(None)
