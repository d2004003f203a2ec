"""Printed names taken apart, and what is no person."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.people import read_name as read_names
from enrich.people.read_name import block_keys, identity, read_name

READ = [
    ("Jane B. Doe", ("jane", "b"), (), ("doe",), ""),
    ("Doe, Jane B.", ("jane", "b"), (), ("doe",), ""),
    ("DOE Jane", ("jane",), (), ("doe",), ""),
    ("Jane DOE", ("jane",), (), ("doe",), ""),
    ("Dr. Jane Doe", ("jane",), (), ("doe",), ""),
    ("Jane Doe*", ("jane",), (), ("doe",), ""),
    ("JD Smith", ("j", "d"), (), ("smith",), ""),
    ("J.D. Smith", ("j", "d"), (), ("smith",), ""),
    ("J.-P. Serre", ("j", "p"), (), ("serre",), ""),
    ("Jean-Pierre Serre", ("jean", "pierre"), (), ("serre",), ""),
    ("Johannes van der Waals", ("johannes",), ("van", "der"), ("waals",), ""),
    ("van der Waals, J. D.", ("j", "d"), ("van", "der"), ("waals",), ""),
    ("Ludwig Von Mises", ("ludwig",), ("von",), ("mises",), ""),
    ("Nguyen Van Anh", ("nguyen", "van"), (), ("anh",), ""),
    ("Ana García-López", ("ana",), (), ("garcia", "lopez"), ""),
    ("Garcia Lopez, Maria", ("maria",), (), ("garcia", "lopez"), ""),
    ("Martin Luther King Jr.", ("martin", "luther"), (), ("king",), "jr"),
    ("King, Jr., Martin Luther", ("martin", "luther"), (), ("king",), "jr"),
    ("Martin Luther King, III", ("martin", "luther"), (), ("king",), "iii"),
    ("Wei Wang 0002", ("wei",), (), ("wang",), "0002"),
    ("Pat O'Brien", ("pat",), (), ("obrien",), ""),
    ("Danfeng (Daphne) Yao", ("danfeng",), (), ("yao",), ""),
    ("Suharto", (), (), ("suharto",), ""),
    ("王伟", (), (), ("王伟",), ""),
    ("Иван Петров", ("иван",), (), ("петров",), ""),
]
NOBODY = [
    "",
    " ",
    "...",
    "et al.",
    "Smith et al.",
    "and others",
    "ATLAS Collaboration",
    "The LIGO Scientific Collaboration",
    "on behalf of the CMS Collaboration",
    "Gemini Team",
    "Organizing Committee",
    "Stanford University",
    "Anonymous Authors",
    "BigScience Workshop Contributors",
    "The Pierre Auger Observatory",
]


@pytest.mark.parametrize(("name", "given", "particles", "family", "suffix"), READ)
def test_a_name_has_its_parts(
    name: str, given: tuple[str, ...], particles: tuple[str, ...], family: tuple[str, ...], suffix: str
) -> None:
    read = read_name(name)
    assert read is not None
    assert (read.given, read.particles, read.family, read.suffix) == (given, particles, family, suffix)


@pytest.mark.parametrize("name", NOBODY)
def test_a_body_or_nothing_is_no_person(name: str) -> None:
    assert read_name(name) is None
    assert block_keys(name) == ()
    assert identity(name) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane B. Doe", "Doe, Jane B"),
        ("Dong-Ho Lee", "Dongho Lee"),
        ("José Núñez", "Jose Nunez"),
        ("J.D. Smith", "JD Smith"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert identity(one) == identity(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("J. Doe", "Jane B. Doe"), ("Hans Müller", "H. Mueller"), ("van der Waals, J.", "Johannes Waals")],
)
def test_names_that_may_be_one_persons_share_a_key(one: str, other: str) -> None:
    assert block_keys(one) == block_keys(other) != ()


WORDS = st.one_of(
    st.from_regex(r"[A-Z][a-z]{1,7}", fullmatch=True),
    st.from_regex(r"[A-Z]\.", fullmatch=True),
    st.sampled_from(
        ["Jr", "Sr", "Iv", "Dr", "Prof", "Van", "Von", "Del", "Da", "Bin", "Nguyen", "Phd", "Md", "Sergey", "Team", "Group", "Survey",
         "Junior", "Neto", "Filho", "Fellow", "Ibn", "Ter", "Li", "Doe", "Others", "Authors"],
    ),
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=4).map(" ".join))
def test_an_ordinary_name_is_read_as_step_by_step(name: str) -> None:
    with patch.object(read_names, "_ordinary", return_value=None):
        expected = read_names.read_name.__wrapped__(name)
    assert read_names.read_name.__wrapped__(name) == expected
