"""What a page may show of a question, to everybody and to the operator."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from enrich.identities.decided.name_changes import ReplacedName
from enrich.identities.decided.questions import ReviewQuestion, ReviewSide
from enrich.people.group import group_all
from enrich.people.person import AuthoredPaper, AuthorMention, OpenQuestion, PersonDecision
from enrich.people.rarity import Rarity
from enrich.record import Author
from feeds.review.shown import COAUTHORS, PAPERS, ReviewView, shown

RARITY = Rarity.counted([])
ORCID = "0000-0002-1825-0097"


def paper(number: int, *names: str, **more: object) -> AuthoredPaper:
    """The first author has `more`."""
    name = f"2501.{number:05}"
    first, *rest = names
    authors = (AuthorMention(name, 0, first, **more), *(AuthorMention(name, n, one) for n, one in enumerate(rest, 1)))  # type: ignore[arg-type]
    return AuthoredPaper(name, 2020, authors, f"On {number}", "Venue of a service", ("cs.LG",))


def asked(
    left: tuple[AuthoredPaper, ...],
    right: tuple[AuthoredPaper, ...],
    reasons_for: tuple[str, ...] = (),
    against: tuple[str, ...] = (),
    short_by: str = "one more shared co-author",
    persons: tuple[str | None, str | None] = (None, None),
) -> ReviewQuestion:
    sides = [tuple((one.id, 0) for one in side) for side in (left, right)]
    question = OpenQuestion(sides[0], sides[1], reasons_for, against, short_by, 1.0)
    return ReviewQuestion(
        question, ReviewSide(persons[0], sides[0], left), ReviewSide(persons[1], sides[1], right), is_later=True
    )


def public(*papers: AuthoredPaper, affiliations: tuple[str, ...] = (), orcid: str | None = None) -> ReviewView:
    authors = {
        one.id: tuple(
            Author(author.name, affiliations, orcid if not author.position else None) for author in one.authors
        )
        for one in papers
    }
    return ReviewView({}, RARITY, authors)


EVERYTHING = ReviewView({}, RARITY)


def test_both_sides_are_shown_with_shared_coauthors_first() -> None:
    one, other = paper(1, "Jane Doe", "Zoe Ek", "Bo Ek"), paper(2, "J. Doe", "Abe Oz", "Zoe Ek")
    found = shown(asked((one,), (other,)), EVERYTHING)
    assert found.left.names == ("Jane Doe",)
    assert found.left.coauthors == (("Zoe Ek", True), ("Bo Ek", False))
    assert found.right.coauthors == (("Zoe Ek", True), ("Abe Oz", False))
    assert (found.left.papers[0].title, found.left.papers[0].facts) == ("On 1", "2020; Venue of a service; cs.LG")
    assert found.is_later


def test_many_papers_and_coauthors_are_cut_and_counted() -> None:
    many = tuple(paper(n, "Jane Doe", *(f"Co {n} Author {m}" for m in range(10))) for n in range(1, 60))
    found = shown(asked(many, (paper(99, "Jane Doe"),)), EVERYTHING).left
    assert (len(found.papers), found.count) == (PAPERS, 59)
    assert (len(found.coauthors), found.more) == (COAUTHORS, 590 - COAUTHORS)


def test_the_public_sees_affiliations_and_orcids_as_they_are_published() -> None:
    one = paper(1, "Jane Doe", affiliations=("Secret",), orcid=ORCID, orcid_source="crossref", asserted="work")
    question = asked((one,), (paper(2, "J. Doe"),), ("the same affiliation: Secret", "the same affiliation: Open"))
    assert shown(question, EVERYTHING).left.institutions == ("Secret",)
    assert shown(question, EVERYTHING).left.orcids == (f"{ORCID}, with the paper, from Crossref",)
    found = shown(question, public(*question.left.papers, *question.right.papers, affiliations=("Open",)))
    assert (found.left.institutions, found.left.orcids) == (("Open",), ())
    assert found.reasons_for == ("the same affiliation: Open",)
    assert found.left.papers[0].facts == "2020; cs.LG"
    assert not found.is_later
    seen = public(*question.left.papers, *question.right.papers, orcid=ORCID)
    assert shown(question, seen).left.orcids == (f"{ORCID}, with the paper, from Crossref",)


def test_a_question_on_papers_that_are_not_published_is_not_for_the_public() -> None:
    one, other = paper(1, "Jane Doe"), paper(2, "J. Doe")
    question = asked((one,), (other,))
    assert EVERYTHING.shows(question)
    assert public(one, other).shows(question)
    assert not public(one).shows(question)


def test_what_the_rule_has_from_indexes_is_for_the_operator_alone() -> None:
    """The rule's own sentences, so that this fails when they change."""
    agree = {"votes": ("openalex:A1", "semantic_scholar:1")}
    apart = [{"votes": ("openalex:A1", "semantic_scholar:1")}, {"votes": ("openalex:A2", "semantic_scholar:2")}]
    texts = set()
    for first, second in ((agree, agree), (apart[0], apart[1])):
        papers = paper(1, "Wei Wang", "Lotte Ockerbloem", **first), paper(2, "Wei Wang", "Lotte Ockerbloem", **second)
        grouping = group_all(papers, RARITY)
        for question in grouping.questions:
            texts |= {*question.reasons_for, *question.reasons_against, question.short_by}
    of_indexes = {text for text in texts if "index" in text or "OpenAlex" in text or "Semantic Scholar" in text}
    assert len(of_indexes) >= 3, texts
    one, other = paper(1, "Wei Wang"), paper(2, "Wei Wang")
    for text in of_indexes:
        question = asked((one,), (other,), (text,), (text,), text)
        found = shown(question, public(one, other))
        assert (found.reasons_for, found.reasons_against, found.missing) == ((), (), "")
        assert shown(question, EVERYTHING).reasons_for == (text,)


def test_a_former_name_is_on_no_page() -> None:
    one = replace(paper(1, "Old Name", "Bo Ek", affiliations=("The Old Name Institute",)), title="A reply to Old Name")
    other = paper(2, "Ann Other", "Old Name")
    reasons = (
        "the same name: oldname",
        "1 shared co-author: Old Name",
        "rare name: Old  Name",
        "1 shared co-author: Bo Ek",
    )
    question = asked((one,), (other,), reasons, short_by="a full name: Old Name")
    replaced = {(one.id, 0): ReplacedName("Old Name", "New Name"), (other.id, 1): ReplacedName("Old Name", "New Name")}
    for view in (ReviewView(replaced, RARITY), ReviewView(replaced, RARITY, public(one, other).published)):
        found = shown(question, view)
        text = repr(found)
        assert "Old" not in text
        assert "oldname" not in text
        assert found.left.names == ("New Name",)
        assert found.reasons_for[-1] == "1 shared co-author: Bo Ek"


def test_how_rare_a_name_is_and_what_a_yes_changes_is_shown() -> None:
    names = "Ada Obermüller", "Wei Wang", "J. Doe"
    for name, expected in zip(names, ("rare; ", "not rare; ", "how rare it is cannot be told"), strict=True):
        assert expected in shown(asked((paper(1, name),), (paper(2, name),)), EVERYTHING).rarity[0]
    left, right = (paper(1, "J. Doe"), paper(2, "J. Doe")), (paper(3, "J. Doe"),)
    for persons, expected in (
        (("paaaaaaaa", "pbbbbbbbb"), "paaaaaaaa has 3 papers then, and the addresses of pbbbbbbbb lead there"),
        ((None, "pbbbbbbbb"), "pbbbbbbbb has 3 papers then"),
        ((None, None), "they become a new person with 3 papers"),
    ):
        assert (
            shown(asked(left, right, persons=persons), EVERYTHING).yes == f"{expected}; no entry of a feed comes again"
        )


@pytest.mark.parametrize("answer", ["same", "different"])
def test_no_question_names_who_decided(answer: str) -> None:
    papers = [paper(1, "Wei Wang", "Jing Li"), paper(2, "Wei Wang"), paper(3, "Wei Wang", "Jing Li")]
    day = datetime(2026, 1, 1, tzinfo=UTC)
    decided = PersonDecision(answer, (papers[0].id, 0), (papers[1].id, 0), "Eve Decider", day, "a secret reason")  # type: ignore[arg-type]
    grouping = group_all(papers, RARITY, [decided])
    assert grouping.questions
    assert "Eve" not in repr(grouping.questions)
