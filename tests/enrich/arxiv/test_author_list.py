"""arXiv's list of what a person owns: who it is, which papers, and what is no such list."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.arxiv.author_list import OwnedPaper, author_list, read_author_list
from enrich.errors import BadAnswer, NotThere
from tests.support.owned_papers import ORCID, OwnedPapers, owned_papers

TODAY = date(2026, 1, 5)
URL = f"https://arxiv.org/a/{ORCID}.atom2"


def test_a_list_names_its_owner_and_each_paper_once_without_version() -> None:
    body = owned_papers(
        ORCID, "Siân O’Hara", [("2401.00001v2", "On <a>"), ("hep-th/9901001v1", "Old"), ("2401.00001v1", "")]
    )
    listed = read_author_list(body, ORCID, URL, TODAY)
    assert (listed.name, listed.problems) == ("Siân O’Hara", ())
    assert listed.papers == (OwnedPaper("2401.00001", "On <a>"), OwnedPaper("hep-th/9901001", "Old"))


def test_an_entry_that_names_no_paper_is_reported_and_the_others_are_read() -> None:
    listed = read_author_list(owned_papers(ORCID, "A B", [("nonsense", "x"), ("2401.00002v1", "y")]), ORCID, URL, TODAY)
    assert [paper.id for paper in listed.papers] == ["2401.00002"]
    assert len(listed.problems) == 1
    assert "entry 1" in listed.problems[0]


def test_a_title_of_another_form_names_nobody() -> None:
    body = owned_papers(ORCID, "A B", []).replace(b"'s articles on arXiv", b" at arXiv")
    assert read_author_list(body, ORCID, URL, TODAY).name is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>denied</body></html>",
        b"{}",
        owned_papers("0000-0001-5109-3700", "A B", [("2401.00001v1", "t")]),
    ],
    ids=["nothing", "a page", "no XML", "another person's"],
)
def test_what_is_no_list_of_this_person_is_no_answer(body: bytes) -> None:
    with pytest.raises(BadAnswer, match="it will be asked again later"):
        read_author_list(body, ORCID, URL, TODAY)


def test_a_list_is_asked_for_by_id_and_there_may_be_none() -> None:
    get = OwnedPapers({ORCID: owned_papers(ORCID, "A B", [("2401.00001v1", "t")])})
    assert author_list(get, "https://arxiv.org/a", ORCID, TODAY).papers
    assert get.asked == [URL]
    with pytest.raises(NotThere):
        author_list(get, "https://arxiv.org/a", "0000-0001-5109-3700", TODAY)
