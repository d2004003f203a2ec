from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.names import orcid_id
from enrich.services import ids

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("https://doi.org/10.1016/J.XGEN.2025.100814", "10.1016/j.xgen.2025.100814"),
        ("http://dx.doi.org/10.1000/A%2Fb", "10.1000/a/b"),
        ("doi:10.1000/x", "10.1000/x"),
        ("10.1890/0012-9658(2006)87[2832:tiopma]2.0.co;2", "10.1890/0012-9658(2006)87[2832:tiopma]2.0.co;2"),
        (" 10.1000/x ", "10.1000/x"),
        ("10.1000/a b", None),
        ("10.1000/", None),
        ("11.1000/x", None),
        ("https://example.org/10.1000/x", None),
        (None, None),
        (10.1, None),
    ],
)
def test_dois_are_plain_and_in_lower_case(written: Any, doi: str | None) -> None:
    assert ids.plain_doi(written) == doi


def test_arxivs_own_dois_are_no_published_ones() -> None:
    assert ids.published_doi("https://doi.org/10.48550/arXiv.2304.05376") is None
    assert ids.published_doi("10.1038/S42256-024-00832-8") == "10.1038/s42256-024-00832-8"


@pytest.mark.parametrize("paper", ["2304.05376", "hep-th/9901001", "0704.0098"])
def test_an_arxiv_doi_leads_back_to_its_paper(paper: str) -> None:
    assert ids.arxiv_id(ids.arxiv_doi(paper), TODAY) == paper
    assert ids.arxiv_id(f"https://doi.org/{ids.arxiv_doi(paper)}", TODAY) == paper


@pytest.mark.parametrize(
    ("written", "paper"),
    [
        ("http://arxiv.org/abs/2304.05376v2", "2304.05376"),
        ("https://arxiv.org/pdf/2304.05376", "2304.05376"),
        ("oai:arXiv.org:2304.05376", "2304.05376"),
        ("arXiv:hep-th/9901001", "hep-th/9901001"),
        ("https://example.org/2304.05376", None),
        ("9999.99999", None),
        ("see 2304.05376", None),
        (None, None),
    ],
)
def test_arxiv_ids(written: Any, paper: str | None) -> None:
    assert ids.arxiv_id(written, TODAY) == paper


@pytest.mark.parametrize(
    ("written", "orcid"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("http://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("0000-0002-1825-0098", None),
        ("0000-0000-0000-0001", None),
        ("https://example.org/0000-0002-1825-0097", None),
        ("", None),
        (None, None),
    ],
)
def test_an_orcid_id_has_a_good_checksum(written: Any, orcid: str | None) -> None:
    assert orcid_id(written) == orcid


@given(st.integers(1, 10**15 - 1))
def test_one_check_digit_of_eleven_is_good(body: int) -> None:
    good = [digit for digit in "0123456789X" if orcid_id(f"{body:015d}{digit}")]
    assert len(good) == 1


@pytest.mark.parametrize(
    ("written", "ror"),
    [
        ("https://ror.org/05dxps055", "https://ror.org/05dxps055"),
        ("05DXPS055", "https://ror.org/05dxps055"),
        ("https://ror.org/15dxps055", None),
        ("https://ror.org/05dxps05", None),
        (None, None),
    ],
)
def test_ror_ids(written: Any, ror: str | None) -> None:
    assert ids.ror_id(written) == ror


@pytest.mark.parametrize(
    "fine",
    [
        "https://www.mdpi.com/2304-6775/6/2/15/pdf?version=1525347674",
        "http://example.org:8080/a",
        "https://doi.org/10.1890/0012-9658(2006)87[2832:tiopma]2.0.co;2",
    ],
)
def test_addresses_of_the_web_stay_as_they_are(fine: str) -> None:
    assert ids.web_url(fine) == fine


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "ftp://example.org/a",
        "https://user:password@example.org/",
        "https://example.org/a b",
        'https://example.org/"onload=x',
        "https:///a",
        "https://example.org:99999/",
        "https://[::1/",
        "/relative",
        "https://example.org/" + "a" * 3000,
        "",
        None,
        7,
    ],
)
def test_an_address_that_nobody_may_be_sent_to_is_none(bad: Any) -> None:
    assert ids.web_url(bad) is None


@given(st.text(max_size=40))
def test_no_text_is_more_than_the_readers_can_bear(text: str) -> None:
    for read in (ids.plain_doi, ids.published_doi, orcid_id, ids.ror_id, ids.web_url):
        read(text)
        read(f"https://doi.org/10.1000/{text}")
        read(f"https://{text}")
    ids.arxiv_id(text, TODAY)
