"""enrich/beyond/decide_title.py: a title is one work beyond doubt, or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from enrich.beyond.decide_title import decide_title
from enrich.record import Author, Item, Outcome
from enrich.statements.statement import StatedAuthor, Statement
from tests.enrich.beyond.test_paper import crossref, openalex

TITLE = "Thermal conductivity of suspended graphene nanoribbons under uniaxial strain"
SHORT = "On knowledge"


def work(number: int, **fields: Any) -> Statement:
    doi = f"10.1000/{number}"
    return crossref(**({"work": doi, "doi": doi, "title": TITLE} | fields))


def item(*authors: str, title: str = TITLE, **fields: Any) -> Item:
    return Item(title=title, authors=tuple(map(Author, authors)), **fields)


def outcome(asked: Item, *statements: Statement) -> tuple[Outcome, str | None]:
    verdict, paper = decide_title(asked, statements)
    assert (paper is not None) == (verdict.outcome is Outcome.FOUND)
    assert paper is None or paper.record.id == verdict.id
    return verdict.outcome, verdict.id


FOUND = (Outcome.FOUND, "doi:10.1000/1")


def test_a_title_whose_authors_agree_is_the_work() -> None:
    assert outcome(item("Ada Lovelace", "Charles Babbage"), work(1)) == FOUND
    assert (
        outcome(item("A. Lovelace", "C. Babbage"), work(1), openalex(work="W1", doi="10.1000/1", title=TITLE)) == FOUND
    )


def test_a_title_alone_is_the_work_only_if_it_says_much() -> None:
    assert outcome(item(), work(1)) == FOUND
    assert outcome(item(title=SHORT), work(1, title=SHORT))[1] is None
    assert outcome(item("Ada Lovelace", "Charles Babbage", title=SHORT), work(1, title=SHORT)) == FOUND
    assert outcome(item(date=date(1998, 1, 1), date_exact="year"), work(1))[1] is None, "it is of another time"
    assert outcome(item(title=TITLE.replace("uniaxial", "uniaxal")), work(1))[1] is None, (
        "a slip needs authors who agree"
    )


@pytest.mark.parametrize(
    "other",
    [
        TITLE.replace("graphene", "silicene"), f"{TITLE}. II. Experiment", f"Comment on: {TITLE}", f"Reply to: {TITLE}",
        TITLE.replace("uniaxial", "biaxial"), "Thermal conductivity of suspended graphene",
    ],
)  # fmt: skip
def test_a_title_that_is_near_is_another_work(other: str) -> None:
    assert outcome(item(), work(1, title=other))[1] is None
    assert outcome(item("Somebody Else", "Another One"), work(1, title=other))[1] is None


def test_authors_who_differ_speak_against_it() -> None:
    assert outcome(item("Grace Hopper", "Alan Turing"), work(1))[1] is None
    assert outcome(item("Ada Lovelace", "Grace Hopper", "Alan Turing", "Kurt Gödel"), work(1))[1] is None


def test_two_works_of_one_title_are_ambiguous_unless_the_authors_tell() -> None:
    others = (StatedAuthor("Grace Hopper"), StatedAuthor("Alan Turing"))
    assert outcome(item(), work(1), work(2, authors=others)) == (Outcome.AMBIGUOUS, None)
    assert outcome(item("Ada Lovelace", "Charles Babbage"), work(1), work(2, authors=others)) == FOUND
    conference = work(2, type="proceedings-article")
    assert outcome(item("Ada Lovelace", "Charles Babbage"), work(1), conference) == (Outcome.AMBIGUOUS, None)


def test_a_book_of_the_same_title_may_be_meant_rather_than_its_review() -> None:
    review = work(1, title=TITLE, authors=(StatedAuthor("Rex Reviewer"),))
    book = work(2, type="monograph")
    assert outcome(item(), review, book)[1] is None
    assert outcome(item("Ada Lovelace", "Charles Babbage"), review, book)[1] is None, "the book is no paper"
    assert outcome(item("Rex Reviewer"), review, book) == FOUND


@pytest.mark.parametrize("kind", ["component", "dataset", "peer-review", "journal", "book"])
def test_what_is_no_paper_is_not_taken(kind: str) -> None:
    assert outcome(item("Ada Lovelace", "Charles Babbage"), work(1, type=kind))[1] is None


def test_a_preprint_beside_its_publication_is_not_another_work() -> None:
    preprint = work(2, kind="preprint", type="posted-content", doi=None)
    assert outcome(item("Ada Lovelace", "Charles Babbage"), work(1), preprint) == FOUND
    alone = outcome(item("Ada Lovelace", "Charles Babbage"), preprint)
    assert alone == (Outcome.FOUND, "doi:10.1000/2")


def test_an_arxiv_preprint_of_the_work_is_named() -> None:
    at_arxiv = openalex(work="W9", doi=None, kind="preprint", type="preprint", title=TITLE, arxiv_id="2401.00001")
    _, paper = decide_title(item("Ada Lovelace", "Charles Babbage"), [work(1), at_arxiv])
    assert paper is not None
    assert paper.named == ("2401.00001",)


def test_a_work_without_a_doi_becomes_no_record() -> None:
    verdict, paper = decide_title(item("Ada Lovelace", "Charles Babbage"), [openalex(work="W9", doi=None, title=TITLE)])
    assert (verdict.outcome, paper) == (Outcome.UNRESOLVED, None)
    assert "no DOI" in verdict.reason


def test_nothing_found_is_unresolved() -> None:
    assert outcome(item()) == (Outcome.UNRESOLVED, None)
