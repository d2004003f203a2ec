"""How far two spellings of a name may be one person's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.reconcile.compare_names import Fit, compare, is_body, search_words

SAME, FITS, SURNAME, INITIAL, UNKNOWN, NONE = Fit.SAME, Fit.FITS, Fit.SURNAME, Fit.INITIAL, Fit.UNKNOWN, Fit.NONE


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        ("Jane B. Doe", "Doe, Jane B.", SAME),
        ("JANE DOE", "Jane Doe", SAME),
        ("Zoë Ünal", "Zoe Unal", SAME),
        ("Xiao-Ming Wu", "Xiaoming Wu", SAME),
        ("John Smith, Jr.", "John Smith", SAME),
        ("Luc van Gool", "van Gool, Luc", SAME),
        ("Ming Li (李明)", "Ming Li", SAME),
        ("Jane B. Doe", "J. Doe", FITS),
        ("Jane B. Doe", "Jane Doe", FITS),
        ("John Kevin Smith", "JK Smith", FITS),
        ("Luc van Gool", "L. Gool", FITS),
        ("X.-M. Wu", "Xiaoming Wu", FITS),
        ("Wu Xiaoming", "Xiaoming Wu", FITS),
        ("W. Bradley Knox", "Bradley Knox", FITS),
        ("Maria Garcia", "Maria Garcia Lopez", FITS),
        ("Jürgen Müller", "Juergen Mueller", FITS),
        ("Иван Петров", "Ivan Petrov", FITS),
        ("王伟", "Wei Wang", FITS),
        ("Donald Knuth", "Knuth", SURNAME),
        ("Luc van Gool", "van Gool", SURNAME),
        ("Michael Jordan", "Mike Jordan", INITIAL),
        ("Jun Li", "Jian Li", INITIAL),
        ("Jane Doe", "王伟", UNKNOWN),
        ("山田太郎", "Taro Yamada", UNKNOWN),
        ("Jane Doe", "", UNKNOWN),
        ("0", "途0", UNKNOWN),
        ("", "", UNKNOWN),
        ("Jane B. Doe", "Jane C. Doe", NONE),
        ("Jane Doe", "Richard Doe", NONE),
        ("Jane Doe", "Jane Roe", NONE),
        ("李明", "王伟", NONE),
    ],
)
def test_spellings_of_names(one: str, other: str, fit: Fit) -> None:
    assert compare(one, other) is compare(other, one) is fit


names = st.one_of(st.text(max_size=30), st.text(alphabet="aeJBé王김ИВ .-,('0", max_size=14))


@given(names, names)
def test_it_makes_no_difference_which_comes_first(one: str, other: str) -> None:
    assert compare(one, other) is compare(other, one)


@given(
    st.lists(
        st.sampled_from(["Jane", "J.", "B.", "Doe", "Li", "Ming", "van", "Müller", "Mueller", "Xiao-Ming", "Wu"]),
        min_size=1,
        max_size=4,
    )
)
def test_names_that_fit_share_a_word_by_which_they_are_found(words: list[str]) -> None:
    name = " ".join(words)
    for other in ("Jane Doe", "J. B. Doe", "Li Ming", "Anna Mueller", "Xiaoming Wu", "Wu Xiao-Ming"):
        if compare(name, other) >= FITS:
            assert search_words(name) & search_words(other)


@pytest.mark.parametrize(
    "name", ["ATLAS Collaboration", "The BigScience Workshop team", "W3C Working Group", "Mozilla Foundation"]
)
def test_bodies_are_no_people(name: str) -> None:
    assert is_body(name)
    assert not is_body("Jane Projectova")
