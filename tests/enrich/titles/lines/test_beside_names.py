"""A title begins behind the names of its authors and ends before them, whatever is said beyond; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.titles.lines.beside_names import without_authors
from enrich.titles.lines.within_line import holds_whole

TITLE = "Sparse Residual Learning for Noisy Image Recognition"
SMALL = "Sparse residual learning for noisy image recognition"
PEOPLE = frozenset(["ann", "nainan", "bob", "osterholt", "a", "b", "n", "o"])


@pytest.mark.parametrize(
    "line",
    [
        f"And before you ask, the other thing is here: Nainan, {SMALL}, Barnton 2010.",
        f"Please also compare with the older construction of Nainan et al. ({SMALL}, Annals of Barns 26(1)).",
        f"new: block solver, after [Osterholt and Nainan, {TITLE}]",
        f"The survey by Osterholt and Nainan, {SMALL} is gentle",
        f"A. Nainan, B. Osterholt, and A. B. Bob, {SMALL}, Barnton J. Math. 223 (2006), 113-140.",
        f"[NO11] A. Nainan and B. Osterholt, {SMALL}, Methods of barn building",
        f"doc: mention {TITLE} (Nainan & Osterholt) in the chapter on quantized data",
        f"and {TITLE} by Osterholt & Nainan, which Joost will not stop talking about",
        f"5. Theorem 9 is close to that of Nainan, Osterholt: {TITLE} (BARN 2015), yet it is not cited.",
        f"Lena Fuchs {TITLE} (after Osterholt, Nainan)",
        f"el de Osterholt: {SMALL}.",
        f"Nainan & Osterholt, {SMALL} T-IT 16",
        f"Nainan, Osterholt. {TITLE}. Journal of Barns, vol. 8, 2014, revised in May",
    ],
)
def test_names_beside_a_title_show_where_it_begins_and_ends(line: str) -> None:
    assert holds_whole(line, TITLE, PEOPLE)


@pytest.mark.parametrize(
    "line",
    [
        f"A reply to Osterholt and Nainan: {TITLE}",
        f"Comments of readers on Osterholt, {TITLE}",
        f"Osterholt and Nainan, {TITLE}: An Application to Barns",
        f"Osterholt and Nainan, {TITLE}, and their applications to barns",
        f"Osterholt and Nainan, {TITLE} for Barns 2012",
        f"Osterholt and Nainan, {TITLE} 2",
        f"Osterholt and Nainan, {TITLE}, Part II, Annals of Barns 3 (2004)",
        f"Efficient {TITLE} (Nainan, Osterholt)",
        f"{TITLE} (Nainan, Osterholt), part 2",
        f"Barns, Sheep, {TITLE}",
        f"Osterholt and Nainan, {TITLE}, II. 2014",
        f"Osterholt and Nainan, {TITLE}: A Second Look. 2014",
        f"Osterholt and Nainan, {TITLE} over Finite Fields. 2014",
        f"Osterholt and Nainan, {TITLE} Revisited. 2014",
    ],
)
def test_names_beside_a_longer_title_make_no_other_of_it(line: str) -> None:
    assert not holds_whole(line, TITLE, PEOPLE)


@pytest.mark.parametrize(
    "line",
    [
        f"Nainan: {TITLE}",
        f"Osterholt & Nainan: {TITLE}",
        f"{TITLE} Nainan, Osterholt",
        f"{TITLE} Osterholt & Nainan",
        f"{TITLE} A. Nainan and B. Osterholt",
    ],
)
def test_names_are_taken_off_a_title(line: str) -> None:
    assert without_authors(line, PEOPLE)[0] == TITLE


@pytest.mark.parametrize("line", [TITLE, f"Barns: {TITLE}", f"{TITLE} Doe", f"Comments on Nainan: {TITLE}"])
def test_what_names_nobody_is_left(line: str) -> None:
    assert without_authors(line, PEOPLE) == (line, "")


def test_an_author_owns_what_a_reader_names() -> None:
    assert holds_whole(f"6/ Nainan's chapter on noise: {TITLE} (BARN 2006). Not tiny, sorry", TITLE, PEOPLE)
    assert not holds_whole(f"6/ Doe's chapter on noise: {TITLE} (BARN 2006). Not tiny, sorry", TITLE, PEOPLE)
