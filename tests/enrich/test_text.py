from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from enrich.text import collapse_spaces, drop_forbidden, flat, matches_at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x01\x0b\x0c\x1fc", "abc"),
        ("tab\tline\nreturn\r", "tab\tline\nreturn\r"),
        ("\ufffe\uffff\ud800\udfff", ""),
        ("C1 \x80\x9f and mojibake Ã© stay", "C1 \x80\x9f and mojibake Ã© stay"),
        ("plane 1 \U0001f600 \U0001ffff", "plane 1 \U0001f600 \U0001ffff"),
        ("", ""),
    ],
)
def test_only_what_xml_forbids_goes(text: str, expected: str) -> None:
    assert drop_forbidden(text) == expected


@given(st.text(st.characters(exclude_categories=[])))
def test_what_is_left_can_be_written_as_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = drop_forbidden(text)
    assert drop_forbidden(drop_forbidden(text)) == drop_forbidden(text)
    etree.fromstring(etree.tostring(element))


def test_white_space_of_every_kind_folds() -> None:
    assert collapse_spaces(" a\n b\t\u00a0\u2003c ") == "a b c"


@given(st.text(st.sampled_from("ab \n\t\u00a0\x85.")))
def test_a_text_is_flat_only_where_folding_moves_nothing(text: str) -> None:
    line = flat(text)
    assert line is None or (len(line) == len(text) and collapse_spaces(text) == line.strip())
    assert line is not None or collapse_spaces(text) != text.replace("\n", " ")


@given(st.text(alphabet='"a[!] (\n', max_size=30))
def test_matches_that_begin_with_a_sign_are_found_as_finditer_finds_them(one: str) -> None:
    for pattern, begins in ((re.compile(r'"([a ]+)"'), ('"',)), (re.compile(r"!?\[a*\]?\(?"), ("![", "["))):
        found = [match.span() for match in matches_at(pattern, one, *begins)]
        assert found == [match.span() for match in pattern.finditer(one)]
