"""Facts about formulae: the quick reader of ordinary ones and pylatexenc's, which reads all, say the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latexwalker import LatexWalkerParseError

from enrich.tex import formula as formulae
from enrich.tex.formula import unicode_formula
from enrich.tex.formula_layout import NoUnicode
from enrich.tex.formula_parser import Chars, Group, Macro, NotOrdinary, Tie, ordinary

ALPHABET = r"""\alpha \log\frac\sqrt\mathbb\mathcal \hat\rm \text\left\right\{\}\,\'\not\over\mbox\ensuremath\unknown
\begin\end\item\verb\(\]\\\%\&\$\c{}[]()_^~'---`!?$%&éax12+=,| ab"""
PIECES = st.sampled_from([*re.findall(r"\\[A-Za-z]+ ?|\\.|--|.", ALPHABET), "\\", "{", "}", "{", "}", "{a}", "  "])
FORMULAE = st.lists(PIECES, max_size=12).map("".join)


def slowly(tex: str) -> str | None:
    """As pylatexenc alone reads it."""
    try:
        return formulae._rendered(formulae._any_nodes(tex)).strip() or None
    except (LatexWalkerParseError, NoUnicode):
        return None


@settings(max_examples=1500, deadline=None)
@given(FORMULAE)
def test_an_ordinary_formula_reads_as_the_whole_reader_reads_it(tex: str) -> None:
    try:
        ordinary(tex, formulae._signature)
    except NotOrdinary:
        return
    try:
        shown = formulae._rendered(formulae._nodes(tex)).strip() or None
    except NoUnicode:
        shown = None
    assert shown == slowly(tex)


@pytest.mark.parametrize(
    "tex",
    [r"O(n \log n)", r"x_{i,j}^2", r"\frac{a}{b}", r"\frac 1 2", r"\mathbb R^n", r"\{0,1\}^n", r"\sqrt{n}", "50\\%", "a~b"],
)  # fmt: skip
def test_ordinary_formulae_need_no_whole_reader(tex: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = slowly(tex)
    monkeypatch.setattr(formulae, "_any_nodes", None)
    assert unicode_formula(tex) == expected


@pytest.mark.parametrize(("tex", "shown"), [(r"\sqrt[3]{n}", "∛n"), (r"\frac\alpha\beta", "α/β"), ("é+1", "é+1")])
def test_what_is_not_ordinary_is_read_all_the_same(tex: str, shown: str) -> None:
    with pytest.raises(NotOrdinary):
        ordinary(tex, formulae._signature)
    assert unicode_formula(tex) == shown


def test_nodes_hold_arguments_and_tell_of_the_space_after_a_word() -> None:
    found = ordinary(r"a\log {b}\frac1{2}~\,c", lambda name: "{{" if name == "frac" else "")
    fraction = Macro("frac", False, (Chars("1"), Group((Chars("2"),))))
    assert found == (
        Chars("a"),
        Macro("log", True),
        Group((Chars("b"),)),
        fraction,
        Tie(),
        Macro(","),
        Chars("c"),
    )
