"""enrich/paper_id.py: ids of papers that arXiv has and of those that it has not."""

import pytest

from enrich.identifiers.arxiv_id import abs_url
from enrich.paper_id import beyond_id, doi_within, is_beyond, marked_id, written_doi


def test_a_doi_is_one_id_in_any_case_of_its_letters() -> None:
    assert beyond_id("10.1000/ABC") == beyond_id("10.1000/abc") == "doi:10.1000/abc"


def test_an_id_says_whether_it_is_a_doi() -> None:
    assert (is_beyond("doi:10.1000/x"), doi_within("doi:10.1000/x")) == (True, "10.1000/x")
    assert [(is_beyond(one), doi_within(one)) for one in ("2507.13575", "hep-th/9901001")] == [(False, None)] * 2
    assert [marked_id(one) for one in ("2507.13575", "doi:10.1000/x")] == ["arXiv:2507.13575", "doi:10.1000/x"]


def test_the_address_of_a_paper_that_arxiv_does_not_have_is_where_its_doi_leads() -> None:
    assert abs_url("doi:10.1000/a<b>#c?d") == "https://doi.org/10.1000/a%3Cb%3E%23c%3Fd"
    assert abs_url("doi:10.1000/x", 2) == "https://doi.org/10.1000/x", "a DOI has no versions"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.1000/ABC", "10.1000/abc"),
        (" doi:10.1000/abc ", "10.1000/abc"),
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("https://doi.org/10.1000/a%3Cb%3E", "10.1000/a<b>"),
        ("http://dx.doi.org/10.1000.20/x", "10.1000.20/x"),
        (
            "10.1002/(sici)1097-4571(199)3:3<139::aid-jos41>3.0.co;2-#",
            "10.1002/(sici)1097-4571(199)3:3<139::aid-jos41>3.0.co;2-#",
        ),
        ("https://doi.org/10.48550/arXiv.2507.13575", None),
        ("2507.13575", None),
        ("10.1000", None),
        ("10.1000/a b", None),
        ("https://example.org/10.1000/abc", None),
        ("https://doi.org/10.1000/a%20b", None),
    ],
)
def test_a_doi_is_read_in_any_written_form(text: str, doi: str | None) -> None:
    assert written_doi(text) == doi
