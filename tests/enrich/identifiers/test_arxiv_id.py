"""What can be an arXiv id, and what its addresses are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.identifiers.arxiv_id import (
    OLD_ARCHIVES,
    PaperId,
    abs_url,
    html_url,
    is_canonical,
    new_style_problem,
    old_style_problem,
    parse_id,
    pdf_url,
)

TODAY = date(2026, 7, 15)

PARSED = [
    ("2507.13575", "2507.13575", None),
    (" 2507.13575v2 ", "2507.13575", 2),
    ("0704.0001", "0704.0001", None),
    ("1412.9999", "1412.9999", None),
    ("1501.00001", "1501.00001", None),
    ("2607.00001", "2607.00001", None),
    ("arXiv:2507.13575", "2507.13575", None),
    ("arxiv: 2507.13575v12", "2507.13575", 12),
    ("arXiv:2507.13575 [cs.LG]", "2507.13575", None),
    ("https://arxiv.org/abs/2507.13575", "2507.13575", None),
    ("http://export.arxiv.org/pdf/2507.13575v1.pdf", "2507.13575", 1),
    ("arxiv.org/abs/2507.13575?context=cs", "2507.13575", None),
    ("https://arxiv.org/html/2507.13575v1#S1", "2507.13575", 1),
    ("https://huggingface.co/papers/2507.13575", "2507.13575", None),
    ("https://www.alphaxiv.org/abs/2507.13575", "2507.13575", None),
    ("10.48550/arXiv.2507.13575", "2507.13575", None),
    ("https://doi.org/10.48550/ARXIV.2507.13575", "2507.13575", None),
    ("oai:arXiv.org:2507.13575", "2507.13575", None),
    ("hep-th/9901001", "hep-th/9901001", None),
    ("HEP-TH/9901001V2", "hep-th/9901001", 2),
    ("math.GT/0309136", "math/0309136", None),
    ("cond-mat.mes-hall/0309136", "cond-mat/0309136", None),
    ("CS/0501076", "cs/0501076", None),
    ("arXiv:cs/0112017v1", "cs/0112017", 1),
    ("https://arxiv.org/abs/math.GT/0309136", "math/0309136", None),
    ("hep-th/9107001", "hep-th/9107001", None),
    ("math/0703999", "math/0703999", None),
]

REFUSED = [
    ("2513.12345", "no month 13"),
    ("2500.12345", "no month 00"),
    ("0703.1234", "since April 2007"),
    ("2608.00001", "in the future"),
    ("9999.99999", "no month 99"),
    ("1412.12345", "4 digits"),
    ("1501.1234", "5 digits"),
    ("2507.123", "5 digits"),
    ("2507.00000", "counted from 1"),
    ("2507.13575v0", "counted from 1"),
    ("25071.3575", "four digits"),
    ("foo/9901001", "no archive foo"),
    ("hep-th/9913001", "no month 13"),
    ("hep-th/0704001", "July 1991 to March 2007"),
    ("hep-th/9106001", "July 1991 to March 2007"),
    ("hep-th/990100", "seven digits"),
    ("hep-th/9901000", "counted from 1"),
    ("", "not the form"),
    ("2507", "not the form"),
    ("attention is all you need", "not the form"),
    ("10.1145/3613904.3642628", "not the form"),
    ("2507.13575 and more", "not the form"),
]


@pytest.mark.parametrize(("text", "paper", "version"), PARSED)
def test_written_forms_are_parsed(text: str, paper: str, version: int | None) -> None:
    assert parse_id(text, TODAY) == PaperId(paper, version)


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_cannot_be_an_id_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_id(text, TODAY)


def test_a_month_begins_a_day_early_for_other_time_zones() -> None:
    assert new_style_problem("2608", "00001", date(2026, 7, 31)) is None
    assert new_style_problem("2608", "00001", date(2026, 7, 30)) is not None


@pytest.mark.parametrize("text", ["2507.13575", "0704.0001", "hep-th/9901001", "math/0309136"])
def test_canonical_ids_are_recognised(text: str) -> None:
    assert is_canonical(text)


@pytest.mark.parametrize(
    "text",
    ["2507.13575v1", "arXiv:2507.13575", "math.GT/0309136", "CS/0501076", "2513.12345", "1501.1234", "hepth/9901001"],
)
def test_other_forms_are_not_canonical(text: str) -> None:
    assert not is_canonical(text)


def test_addresses_are_those_of_arxiv() -> None:
    assert abs_url("2507.13575") == "https://arxiv.org/abs/2507.13575"
    assert pdf_url("hep-th/9901001", 2) == "https://arxiv.org/pdf/hep-th/9901001v2"
    assert html_url("2507.13575", 1) == "https://arxiv.org/html/2507.13575v1"


@given(st.sampled_from(sorted(OLD_ARCHIVES)), st.integers(91, 106), st.integers(1, 12), st.integers(1, 999))
def test_every_parsed_old_id_is_canonical(archive: str, year: int, month: int, number: int) -> None:
    digits = f"{year % 100:02}{month:02}{number:03}"
    if old_style_problem(archive, digits) is None:
        paper = parse_id(f"{archive.upper()}/{digits}", TODAY).id
        assert is_canonical(paper)
        assert parse_id(abs_url(paper), TODAY).id == paper
    else:
        assert (year, month) < (91, 7)


@given(st.text())
def test_no_text_makes_it_raise_anything_but_value_error(text: str) -> None:
    try:
        paper = parse_id(text, TODAY)
    except ValueError:
        return
    assert is_canonical(paper.id)
