"""Names compared: the same, fitting, or a conflict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.people.fit_names import fit_names

SAME = [
    "Jane B. Doe|Doe, Jane B.",
    "Dong-Ho Lee|Dongho Lee",
    "Maria Garcia Lopez|Garcia Lopez, Maria",
    "Jean DUPONT|DUPONT Jean",
]
FITS = {
    "Jane B. Doe|Jane Doe": "middle left out",
    "Jane B. Doe|Jane Beth Doe": "middle initial",
    "Jane Doe|J. Doe": "first initial",
    "J.-M. Wei|Jin-Mao Wei": "first initial",
    "Dan Doe|Daniel Doe": "short form",
    "Karthik Ramasamy|Karthikeyan Ramasamy": "short form",
    "Aleksandr Ivanov|Alexander Ivanov": "spelling",
    "Hans Müller|Hans Mueller": "spelling",
    "Wei Wang|Wang Wei": "order",
    "Nguyen Van Anh|Van Anh Nguyen": "order",
    "Maria Garcia|Maria Garcia Lopez": "surname",
    "Maria Garcia-Lopez|Maria Garcia": "surname",
    "Johannes van der Waals|Johannes Waals": "particle",
    "John Smith Jr.|John Smith": "suffix",
    "S. Hamed Hassani|Hamed Hassani": "first left out",
    "王伟|Wei Wang": "script",
}
CONFLICT = [
    "Jane Doe|Jane Roe",
    "Jane B. Doe|Jane C. Doe",
    "Jane Doe|Joan Doe",
    "Jin Wei|Jin-Mao Wei",
    "Xiao Liu|Xiaofeng Liu",
    "Min Kim|Minho Kim",
    "Ying Wang|Jing Wang",
    "Nguyen Van Anh|Nguyen Thi Anh",
    "John Smith Jr.|John Smith III",
    "Wei Wang 0001|Wei Wang 0002",
    "王伟|王芳",
    "ATLAS Collaboration|ATLAS Collaboration",
    "|Jane Doe",
]


@pytest.mark.parametrize("pair", SAME)
def test_one_name_in_two_forms_is_the_same(pair: str) -> None:
    assert fit_names(*pair.split("|")).verdict == "same"


@pytest.mark.parametrize(("pair", "difference"), FITS.items())
def test_names_fit_and_it_is_known_what_differs(pair: str, difference: str) -> None:
    fit = fit_names(*pair.split("|"))
    assert (fit.verdict, fit.differs) == ("fits", (difference,))


@pytest.mark.parametrize("pair", CONFLICT)
def test_names_of_two_people_conflict(pair: str) -> None:
    assert fit_names(*pair.split("|")).verdict == "conflict"


WORDS = st.sampled_from(
    ["J.", "Jane", "Jean-Paul", "Wei", "Van", "van", "der", "de", "Garcia", "Lopez", "Wang", "Jr.", ",", "B.", "Dan"]
)


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_the_order_of_two_names_does_not_matter(one: list[str], other: list[str]) -> None:
    assert fit_names(" ".join(one), " ".join(other)) == fit_names(" ".join(other), " ".join(one))
