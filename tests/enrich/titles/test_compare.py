"""Two titles are compared word by word and part by part."""

from __future__ import annotations

import pytest

from enrich.titles.compare import Likeness, compare, differ
from enrich.titles.normalise import form

NAMES = frozenset({"jane", "j", "doe", "d", "li", "l", "wei", "w"})


def likeness(item: str, paper: str) -> Likeness:
    return compare(form(item), form(paper), NAMES)


@pytest.mark.parametrize(
    ("item", "paper", "kind"),
    [
        ("Sparse Codes", "sparse codes", "same"),
        ("Self Attention", "Selfattention", "same"),
        ("Sparse Net Works", "Sparse Networks", "same"),
        ("Sparse Codes, Part Two", "Sparse Codes: Part II", "same"),
        ("Sparse Codes of Two Kidns", "Sparse Codes of 2 Kinds", "near"),
        ("Sparse Coodes of Trees", "Sparse Codes of Trees", "near"),
        ("The Sparse Codes of Trees", "Sparse Codes of Trees", "near"),
        ("Sparse Codesjane doe, wei li et al", "Sparse Codes", "authors"),
        ("Sparse Codes J. Doe", "Sparse Codes", "authors"),
        ("Sparse Codes", "Sparse Codes: A Theory", "lost"),
        ("Sparse Codes", "Sparse Codes (Full Version)", "lost"),
        ("Sparse Codes…", "Sparse Codes: A Theory", "lost"),
        ("Sparse Codes: A Theory", "Sparse Codes", "added"),
        ("Sparse Codes and th…", "Sparse Codes and their Uses", "truncated"),
        ("A Theory of Codes", "Sparse: A Theory of Codes", "headless"),
        ("Sparse Trees", "Sparse Codes", "other"),
        ("SIP Server Control", "Session Initiation Protocol (SIP) Server Control", "near"),
        (
            "Improved Approximation Algorithms for Segment Minimization in IMRT",
            "Improved Approximation Algorithms for Segment Minimization in Intensity Modulated Radiation Therapy",
            "near",
        ),
        (
            "Secure Routing in Wireless Sensor Networks with Mobile Sinks",
            "Secure Routing in WSNs with Mobile Sinks",
            "near",
        ),
        (
            "Visual Analytics of Sheep in Noisy Barns with VR",
            "Visual Analytics of Sheep in Noisy Barns with Virtual Reality",
            "near",
        ),
        ("Sheep in VR", "Sheep in Virtual Reality", "other"),
        ("Edges by CNN", "Edges by Cellular Neural Networks", "other"),
        (
            "Improved Approximation Algorithms for Segment Minimization in IMRT",
            "Improved Approximation Algorithms for Segment Minimization in Image Therapy",
            "other",
        ),
        ("In finite Groups", "Infinite Groups", "other"),
        ("Sparse Codes and Its Use", "Sparse Codes", "other"),
        ("Sparse Codes of Trees…", "Sparse Codes", "other"),
    ],
)
def test_the_kind_of_likeness(item: str, paper: str, kind: str) -> None:
    assert likeness(item, paper).kind == kind


def test_the_piece_is_what_only_one_title_has() -> None:
    assert likeness("Sparse Codes", "Sparse Codes: A Theory").piece == ("a", "theory")
    assert likeness("Sparse Codes and th…", "Sparse Codes and their Uses").piece == ("their", "uses")
    assert likeness("Sparse CodesJane Doe", "Sparse Codes").piece == ("jane", "doe")


def test_words_of_one_title_only_are_told_by_side() -> None:
    difference = differ(("sparse", "big", "codes"), ("sparse", "codes", "trees"))
    assert (difference.added, difference.missing) == (("big",), ("trees",))


def test_words_in_another_order_are_another_title() -> None:
    assert likeness("Text to the Image Synthesis", "Image to Text Synthesis").kind == "other"
