"""Open questions: what is one step short of a join."""

from __future__ import annotations

import pytest

from enrich.people.group import group_all
from enrich.people.person import AuthoredPaper, OpenQuestion, PersonDecision
from enrich.people.rarity import Rarity
from tests.enrich.people.test_group import NO_COUNTS, ORCID, OTHER, answer, paper


def questions(papers: list[AuthoredPaper], *decisions: PersonDecision) -> list[OpenQuestion]:
    return list(group_all(papers, NO_COUNTS, decisions).questions)


def test_one_shared_co_author_short() -> None:
    (question,) = questions([paper("a", "Wei Wang", "Jing Li"), paper("b", "Wei Wang", "Jing Li")])[:1]
    assert (question.left, question.right) in (((("a", 0),), (("b", 0),)), ((("a", 1),), (("b", 1),)))
    assert question.short_by == "one more shared co-author"
    assert any(reason.startswith("1 shared co-author: ") for reason in question.reasons_for)
    assert any(reason.startswith("the same name: ") for reason in question.reasons_for)
    assert any(" is no rare name: " in reason for reason in question.reasons_against)


def test_two_orcids_of_one_name() -> None:
    papers = [paper("a", f"Xerxes Quimby = {ORCID}"), paper("b", f"Xerxes Quimby = {OTHER}")]
    (question,) = questions(papers)
    assert question.reasons_against == (
        f"different ORCID iDs: {OTHER}, {ORCID}",
        "more than one person is known to have the name Xerxes Quimby",
    )
    assert question.short_by == "one ORCID iD for both"
    assert question.reasons_for == ("the same name: Xerxes Quimby", "rare name: Xerxes Quimby")


@pytest.mark.parametrize("name", ["O. Mryglod", "W. Wang", "J. Doe"])
def test_that_nobody_can_tell_how_rare_a_name_is_speaks_against_nothing(name: str) -> None:
    (question, *_) = questions([paper("a", name, "Jing Li"), paper("b", name, "Jing Li")])
    assert question.left == (("a", 0),)
    assert question.reasons_against == ()


def test_how_many_names_a_surname_has_is_told_with_where_they_were_counted() -> None:
    known = NO_COUNTS.surname_in_words
    assert known("garcia") == "41 full names in dblp's list of 85,335 have that surname"
    assert known("quimby") == "1 full name of the papers here has that surname"
    own = Rarity({"garcia": 42, "quimby": 30}, {})
    assert own.surname_in_words("garcia") == "42 full names of the papers here have that surname"
    papers = [paper("a", "Michael Garcia", "Jing Li"), paper("b", "Michael Garcia", "Jing Li")]
    against = next(one for one in questions(papers) if one.left == (("a", 0),)).reasons_against
    assert against == (f"Michael Garcia is no rare name: {known('garcia')}",)


def test_a_middle_name_left_out_of_a_rare_name() -> None:
    (question,) = questions([paper("a", "Xerxes Z. Quimby"), paper("b", "Xerxes Quimby")])
    assert question.short_by == "a shared co-author"


def test_a_single_link_between_two_groups() -> None:
    left = [
        paper("a", "Wei Wang", "Xerxes Quimby", "Jing Li"),
        paper("b", "Wei Wang", "Jing Li", "Xerxes Quimby", "Ada Quux"),
    ]
    right = [
        paper("c", "Wei Wang", "Ada Quux", "Zeno Ptolemy", "Yu Chen"),
        paper("d", "Wei Wang", "Zeno Ptolemy", "Yu Chen"),
    ]
    (question,) = (one for one in questions([*left, *right]) if len(one.left) == 2 == len(one.right))
    assert question.left == (("a", 0), ("b", 0))
    assert question.short_by.startswith("a second link")
    assert question.gain == pytest.approx(2 * 0.8)


def test_indexes_that_contradict() -> None:
    papers = [
        paper("a", "Wei Wang", "Yan Chen", "Yu Chen", votes=("openalex:A1",)),
        paper("b", "Wei Wang", "Yan Chen", "Yu Chen", votes=("openalex:A2",)),
    ]
    question = next(one for one in questions(papers) if one.left == (("a", 0),))
    assert "OpenAlex has two authors there" in question.reasons_against


def test_what_conflicts_or_is_on_one_paper_is_not_asked() -> None:
    assert questions([paper("a", "Wei A. Wang", "Xerxes Quimby"), paper("b", "Wei B. Wang", "Zeno Quimby")]) == []
    assert questions([paper("a", "Xerxes Quimby", "Xerxes Quimby")]) == []


@pytest.mark.parametrize("kind", ["different", "unsure"])
def test_what_was_answered_is_not_asked_again(kind: str) -> None:
    papers = [paper("a", "Wei Wang", "Jing Li"), paper("b", "Wei Wang", "Jing Li")]
    asked = [one for one in questions(papers) if one.left == (("a", 0),)]
    assert len(asked) == 1
    left = questions(papers, answer(kind, ("a", 0), ("b", 0)))  # type: ignore[arg-type]
    assert not [one for one in left if one.left == (("a", 0),)]
    later = questions(papers, answer("later", ("a", 0), ("b", 0)))
    assert [one for one in later if one.left == (("a", 0),)] == asked


def test_what_gains_most_comes_first() -> None:
    papers = [
        paper("a", "Wei Wang", "Jing Li"),
        paper("b", "Wei Wang", "Jing Li"),
        paper("c", "Xerxes Z. Quimby"),
        paper("d", "Xerxes Quimby"),
    ]
    gains = [one.gain for one in group_all(papers, Rarity({}, {})).questions]
    assert gains == sorted(gains, reverse=True)
    assert len(gains) == 3


def test_shared_affiliations_and_years_apart_are_named() -> None:
    papers = [
        paper("a", f"Wei Wang = {ORCID}", "Jun Li", year=1990),
        paper("b", f"Wei Wang = {OTHER}", "Jun Li", year=2012),
    ]
    assert questions(papers) == []
    papers[1] = paper("b", f"Wei Wang = {OTHER}", "Jun Li", year=None)
    question = next(one for one in questions(papers) if one.left == (("a", 0),))
    assert question.reasons_against[0] == f"different ORCID iDs: {OTHER}, {ORCID}"
