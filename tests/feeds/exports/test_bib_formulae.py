"""feeds/exports/bib_formulae.py: formulae that TeX may see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.exports.bib_formulae import formula


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        (r"\alpha", r"\alpha"),
        (r"O(n\log n)", r"O(n\log n)"),
        (r"\mathbb R^n", r"\mathbb{R}^{n}"),
        (r"x_\alpha^{\beta}", r"x_{\alpha}^{\beta}"),
        (r"x_{i,j}'", r"x_{i,j}'"),
        (r"f'^2", r"f'^{2}"),
        ("_2", "_{2}"),
        ("10^{-3}", "10^{-3}"),
        (r"\frac{a}{b}", r"\frac{a}{b}"),
        (r"\frac12", r"\frac{1}{2}"),
        (r"\{0,1\}^n", r"\lbrace 0,1\rbrace ^{n}"),
        (r"\left( x \right]", r"\left( x \right]"),
        (r"\text{if a}", r"\text{if a}"),
        (r"{a+{b}}", r"{a+{b}}"),
    ],
)
def test_what_latex_sets_is_written(tex: str, written: str) -> None:
    assert formula(tex) == written
    assert formula(written) == written


@pytest.mark.parametrize(
    "tex",
    [
        *("", " ", r"\ours", r"\Z", r"\input{x}", r"\def\x{\x}", r"\write18{x}", r"\begin{array}{c}a\end{array}"),
        *(
            "x_1_2",
            "x^1^2",
            "x^2'",
            "x^",
            "x_",
            "^",
            "{",
            "}",
            "x^{y",
            "x}",
            "a & b",
            "a # b",
            "a % b",
            "a ~ b",
            "a $ b",
        ),
        *("x^^M", r"\frac{a}", r"\frac", r"\mathbb", r"\left( x", r"x \right)", r"\left x \right x", r"\left"),
        *(r"\text{$x$}", r"\text{\input}", r"\text{a", r"x^\mathbb{R}", r"a \\ b", "\\", "é", "α", "{" * 50 + "}" * 50),
    ],
)
def test_what_could_stop_tex_is_refused(tex: str) -> None:
    assert formula(tex) is None


@given(st.text("\\abfrc{}^_'12 \\left\\right()\\alpha", max_size=30))
def test_whatever_comes_braces_are_balanced_as_bibtex_counts_them(tex: str) -> None:
    depth = 0
    for character in formula(tex) or "":
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
