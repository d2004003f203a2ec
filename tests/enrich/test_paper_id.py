"""enrich/paper_id.py: ids of papers that arXiv has and of those that it has not."""

from enrich.identifiers.arxiv_id import abs_url
from enrich.paper_id import beyond_id, doi_within, is_beyond, marked_id


def test_a_doi_is_one_id_in_any_case_of_its_letters() -> None:
    assert beyond_id("10.1000/ABC") == beyond_id("10.1000/abc") == "doi:10.1000/abc"


def test_an_id_says_whether_it_is_a_doi() -> None:
    assert (is_beyond("doi:10.1000/x"), doi_within("doi:10.1000/x")) == (True, "10.1000/x")
    assert [(is_beyond(one), doi_within(one)) for one in ("2507.13575", "hep-th/9901001")] == [(False, None)] * 2
    assert [marked_id(one) for one in ("2507.13575", "doi:10.1000/x")] == ["arXiv:2507.13575", "doi:10.1000/x"]


def test_the_address_of_a_paper_that_arxiv_does_not_have_is_where_its_doi_leads() -> None:
    assert abs_url("doi:10.1000/a<b>#c?d") == "https://doi.org/10.1000/a%3Cb%3E%23c%3Fd"
    assert abs_url("doi:10.1000/x", 2) == "https://doi.org/10.1000/x", "a DOI has no versions"
