"""A service's list of authors is laid beside arXiv's, or left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.reconcile.align_authors import align
from enrich.reconcile.compare_names import Fit, compare
from enrich.statements.statement import StatedAuthor

FOUR = ["Jane Doe", "Li Ming", "Carlos Garcia Lopez", "Anna Müller"]


def aligned(ours: list[str], theirs: list[str], complete: bool = True) -> dict[int, int] | None:
    found = align(ours, [StatedAuthor(name) for name in theirs], complete)
    return None if found is None else dict(found)


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (FOUR, {0: 0, 1: 1, 2: 2, 3: 3}),
        (["Doe, J.", "L. Ming", "C. G. Lopez", "A. Mueller"], {0: 0, 1: 1, 2: 2, 3: 3}),
        (["Jane Doe", "Li Ming", "Garcia Lopez", "Müller"], {0: 0, 1: 1, 2: 2, 3: 3}),
        (["Jane Doe", "Ming Li", "Carlos Garcia", "Anna Müller"], {0: 0, 1: 1, 2: 2, 3: 3}),
        (["Li Ming", "Carlos Garcia Lopez", "Anna Müller"], {0: 1, 1: 2, 2: 3}),
        (["Jane Doe", "Carlos Garcia Lopez", "Anna Müller"], {0: 0, 1: 2, 2: 3}),
        (["Jane Doe", "Bo Strange", "Li Ming", "Carlos Garcia Lopez", "Anna Müller"], {0: 0, 2: 1, 3: 2, 4: 3}),
        ([*FOUR, "Northfield Collaboration"], {0: 0, 1: 1, 2: 2, 3: 3}),
        (FOUR[::-1], {0: 3, 1: 2, 2: 1, 3: 0}),
        (["Jane Doe", "", "Carlos Garcia Lopez", "Anna Müller"], {0: 0, 1: 1, 2: 2, 3: 3}),
        (["Jane Doe", "王伟", "Carlos Garcia Lopez", "Anna Müller"], {0: 0, 1: 1, 2: 2, 3: 3}),
        (["Jane Doe", "", "", "Anna Müller"], {0: 0, 3: 3}),
        (["", "Carlos Garcia Lopez", "Anna Müller"], {1: 2, 2: 3}),
    ],
    ids=str,
)
def test_lists_that_align(theirs: list[str], expected: dict[int, int]) -> None:
    assert aligned(FOUR, theirs) == expected


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (FOUR, FOUR[:2]),
        (FOUR, [*FOUR, "Bo Strange", "Ed Strange"]),
        (FOUR, ["Bo Strange", "Ed Strange", "Al Strange", "Jane Doe"]),
        (["Wei Wang", "Jane Doe", "Wei Wang"], ["Wei Wang", "Jane Doe", "Wei Wang"]),
        (["Jun Li", "Jian Li", "Jane Doe"], ["J. Li", "J. Li", "J. Doe"]),
        (["Jun Li", "Jian Li", "Jane Doe"], ["J. Li", "Jane Doe"]),
        (["Jun Li", "Jane Doe", "Jian Li"], ["Jane Doe", "J. Li"]),
        ([], FOUR),
        (FOUR, []),
        (["", ""], ["", ""]),
    ],
    ids=str,
)
def test_lists_that_are_left_alone(ours: list[str], theirs: list[str]) -> None:
    assert aligned(ours, theirs) is None


def test_names_of_one_surname_and_initial_are_told_apart_by_given_names() -> None:
    assert aligned(["Jun Li", "Jian Li"], ["Jun Li", "Jian Li"]) == {0: 0, 1: 1}
    assert aligned(["Jun Li", "Jian Li"], ["Jian Li"]) == {0: 1}
    assert aligned(["J. Li", "Jun Li"], ["J. Li", "Jun Li"]) == {0: 0, 1: 1}


def test_a_list_that_was_cut_is_the_beginning_of_arxivs() -> None:
    many = [f"Jane A{chr(97 + k // 26)}{chr(97 + k % 26)}son" for k in range(300)]
    assert aligned(many, many[:100]) is None
    assert aligned(many, many[:100], complete=False) == {k: k for k in range(100)}


def test_a_collaboration_of_thousands_takes_a_moment() -> None:
    ours = [f"Jane{k} Doe{chr(97 + k % 26)}{k}" for k in range(3000)]
    theirs = [f"J. Doe{chr(97 + k % 26)}{k}" for k in range(3000) if k % 500]
    began = time.process_time()
    found = aligned(ours, theirs)
    assert found is None or all(compare(ours[i], theirs[j]) >= Fit.FITS for j, i in found.items())
    assert time.process_time() - began < 20


names = st.lists(
    st.sampled_from(
        ["Jun Li", "Jian Li", "J. Li", "Jane Doe", "J. B. Doe", "Doe", "", "王伟", "Bo Roe", "X Collaboration"]
    ),
    max_size=6,
)


@given(names, names)
def test_nobody_is_aligned_twice_and_never_to_another_name(ours: list[str], theirs: list[str]) -> None:
    found = aligned(ours, theirs) or {}
    assert len(set(found.values())) == len(found)
    assert all(compare(ours[i], theirs[j]) is not Fit.NONE for j, i in found.items())
