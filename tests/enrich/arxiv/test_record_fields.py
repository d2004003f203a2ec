"""Facts about arXiv's packed text fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.arxiv.record_fields import author_name, is_withdrawn, split_categories, split_dois

SICI = "10.1002/(SICI)1097-4571(199009)41:6<391::AID-ASI1>3.0.CO;2-9"


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        ("", ()),
        ("10.1088/1751-8113/40/41/004", ("10.1088/1751-8113/40/41/004",)),
        ("10.1023/A:1016536623961,", ("10.1023/A:1016536623961",)),
        ("10.3233/FI-2011-428; 10.3233/FI-2011-429", ("10.3233/FI-2011-428", "10.3233/FI-2011-429")),
        ("10.1000/a,10.1000/b", ("10.1000/a", "10.1000/b")),
        (f"{SICI} 10.1000/B\n  10.1000/b", (SICI, "10.1000/B")),
        ("https://doi.org/10.1145/1 doi:10.1145/2", ("10.1145/1", "10.1145/2")),
        ("10.1000.10/123", ("10.1000.10/123",)),
        ("to appear", ()),
    ],
)
def test_each_doi_is_found_once_in_order(text: str, dois: tuple[str, ...]) -> None:
    assert split_dois(text) == dois


@given(st.lists(st.from_regex(r"10\.\d{4}/[a-z0-9()<>:]{1,12}[a-z0-9]", fullmatch=True), unique=True, max_size=5))
def test_dois_joined_by_spaces_come_back(dois: list[str]) -> None:
    assert split_dois("  ".join(dois)) == tuple(dois)


def test_msc_and_acm_codes_are_told_from_categories() -> None:
    terms = ["math.DG", "cs.LG", "cond-mat.mes-hall", "hep-th", "53D10, 53D15", "I.2.6; F.2.2", "cs.LG", "D.4.m"]
    categories, codes = split_categories(terms)
    assert categories == ("math.DG", "cs.LG", "cond-mat.mes-hall", "hep-th")
    assert codes == ("53D10", "53D15", "I.2.6", "F.2.2", "D.4.m")


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Li", "Ethan", ""), "Ethan Li"),
        (("Heath,", "Robert W.", "Jr."), "Robert W. Heath, Jr."),
        (("Costello,", "Daniel J.", ""), "Daniel J. Costello"),
        (("Youjian", "", ""), "Youjian"),
        (("van  der\n Berg", " A. ", ""), "A. van der Berg"),
        (("", "", ""), ""),
    ],
)
def test_a_name_is_first_last_suffix(parts: tuple[str, str, str], name: str) -> None:
    assert author_name(*parts) == name


@pytest.mark.parametrize(
    "comment",
    [
        "This paper has been withdrawn by the author due to a crucial sign error in equation 1",
        "Withdrawn",
        "withdrawn due to submission policy",
        "Withdrawn: the final version is arXiv:1207.5589",
        "Paper withdrawn due to conflict of interest",
        "This article has been withdrawn by arXiv administrators due to plagiarized content",
        "28 pages, 21 figures. This paper has been withdrawn\n  by the authors. Lemma 15 as stated is incorrect",
        "The paper is withdrawn from Arxiv due to a gap in the proof",
        "The proofs are wrong. For this reason, it has been withdrawn by the authors",
        "since we find errors, I withdraw this paper from this website!",
        "The authors have withdrawn this manuscript",
        "This submission has been temporarily withdrawn",
        "this paper has been withdrawn by the auther",
    ],
)
def test_a_comment_that_says_withdrawn_is_a_withdrawal(comment: str) -> None:
    assert is_withdrawn(comment)


@pytest.mark.parametrize(
    "comment",
    [
        None,
        "",
        "23 pages",
        "withdrawn from IEEE Transactions on Information Theory, submitted elsewhere",
        "This paper was withdrawn from IEEE Transactions on Communications",
        "The paper has been withdrawn by the authors from ICLR 2020",
        "Submitted to IEEE TAES. Withdrawn following a review process lasting 3 years",
        "a note revised from a withdrawn one",
        "Corrects a previous version, which was withdrawn by the authors",
        "The other writings to be withdrawn are 1503.03488 and 1412.4178",
        "after the long wait we are withdrawing it and submitting to arXiv",
        "On the withdrawal of liquidity",
    ],
)
def test_other_withdrawals_are_not_this_papers(comment: str | None) -> None:
    assert not is_withdrawn(comment, "We study deposits that can be withdrawn by the author of a contract.")


def test_an_abstract_that_begins_with_the_withdrawal_counts() -> None:
    assert is_withdrawn(None, "  This submission has been withdrawn at the request of the author.\n")
    assert is_withdrawn("Published in JDA", "withdrawn by author")
    assert not is_withdrawn(None, "We discuss money. This paper has been withdrawn is a common comment.")


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_raises(comment: str, abstract: str) -> None:
    is_withdrawn(comment, abstract)
    split_dois(comment)
    split_categories([comment, abstract])
