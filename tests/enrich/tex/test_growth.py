"""Text of others becomes readable in a time that grows with its length, and not faster."""

from __future__ import annotations

import pytest

from enrich.tex.to_unicode import readable, readable_paragraphs
from tests.support.growth import processor_seconds

HOSTILE = [
    "\\", "{", "}", "$", "$ ", "{\\it ", "{\\it" + " \n", "\\A[", "\\alpha{", "\\text{", "\\href{", "\\'", "^", "_{", "`", "' ", "~",
    "-", "$5 ", "\\(", "\\[", "\\begin{a}", "\\frac{", "\\\\", "\n\n", "é{", "\\S ", "\\^", "0\n", "$x$", "$x^{", "$$", "$$x$$ ",
    "\\(x\\)", "\\begin{equation}", "\\end{a}", "\\begin{a}x\\end{a}", "{\\'e}", "``x'' ", "`x' ", "--", "\\par ", "\\sqrt[", "$\\sqrt{",
    "$\\left(", "$\\frac{1}{", "$_{", "$\\mathbf{", "\u0301", "O~(", "{\\em x} ", "\\href{a}{", "\\url{", "https://a.b/", "\\ss{}", "\\$5 ",
    "$5 and $", '"', "\n  a", "\t", "{A}", "{ab}", "\\-", "\\ ", "\\quad ", "aB ", "&amp;", "<",
]  # fmt: skip


def seconds(text: str) -> float:
    """Of the processor; each try has a text of its own, since what was read is kept."""
    return processor_seconds(lambda n: (readable(f"{text}{n}"), readable_paragraphs(f"{n}{text}")))


SIZES = (1000, 2000, 4000, 8000)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_eight_times_as_long_takes_no_forty_times_as_long(piece: str) -> None:
    costs = [seconds(piece * size + "x") for size in SIZES]
    assert costs[-1] < 40 * max(costs[0], 0.001), costs


@pytest.mark.parametrize("before", ["{\\it", "$5", "$5,", "\\A[", "{\\sc a"])
@pytest.mark.parametrize("filling", [" ", "\n", " \t", "a ", ".", "1"])
def test_what_never_ends_takes_no_longer_than_its_length(before: str, filling: str) -> None:
    short, long = seconds(before + filling * 1000), seconds(before + filling * 8000)
    assert long < 40 * max(short, 0.001), (short, long)
