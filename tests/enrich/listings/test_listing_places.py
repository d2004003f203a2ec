"""Listings whose entries are told by what stands where: dates in the middle, areas above, furniture between."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.citations.venues import first_venue
from enrich.identifiers.find import find_ids
from enrich.listings.listing import read_listing
from enrich.listings.listing_entry import ListedEntry

TODAY = date(2026, 11, 22)
FIRST = "Learning Stable Grasps from Sparse Touch"
SECOND = "A Calculus of Delayed Promises"
BODY = "Grasping is hard where touch is sparse and the objects are not known. We propose a method that learns it from few trials."


def entries(text: str) -> list[ListedEntry]:
    return read_listing(text, find_ids(text, TODAY))


def titles(text: str) -> list[str | None]:
    return [entry.item.title for entry in entries(text)]


@pytest.mark.parametrize("area", ["", "ROBOTICS\n", "Programming Languages\n"])
@pytest.mark.parametrize("more", ["", "\nRead more"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_date_may_stand_between_title_and_authors(area: str, more: str, times: int) -> None:
    names = ["Alpha", "Beta", "Gamma"][:times]
    text = "".join(
        f"{area}{FIRST} {n}\nMay 4, 2021\nInes Okafor, Paul Brandt\n{BODY} {n} holds.{more}\n\n"
        f"{area}{SECOND} {n}\nJune 9, 2022\nMia Holm, Ola Nord\n{BODY} {n} fails.{more}\n\n"
        for n in names
    )
    found = entries(text)
    assert [entry.item.title for entry in found] == [f"{which} {n}" for n in names for which in (FIRST, SECOND)]
    assert [author.name for author in found[0].item.authors] == ["Ines Okafor", "Paul Brandt"]
    assert (found[1].item.date, found[1].item.comment) == (date(2022, 6, 9), None)
    assert (found[0].item.abstract or "").startswith("Grasping")


def test_a_heading_and_a_filter_are_no_titles() -> None:
    text = f"Publications\nFilter by: All years\n\n{FIRST}\nInes Okafor, Paul Brandt\nMay 4, 2021\n\n"
    text += f"{SECOND}\nMia Holm, Ola Nord\nJune 9, 2022\n"
    found = entries(text)
    assert [entry.item.title for entry in found] == [FIRST, SECOND]
    assert found[0].item.comment is None


def test_links_beside_an_id_are_no_title() -> None:
    text = f"[1] arXiv:1410.5200 [pdf, ps, other]\nTitle: {FIRST}\nAuthors: Ines Okafor\nComments: see arXiv:1503.01129 for part one\n"
    text += f"[2] arXiv:1410.5201 (cross-list from cs.CV) [pdf, html, other]\nTitle: {SECOND}\nAuthors: Mia Holm\n"
    found = entries(text)
    assert [(entry.item.title, entry.item.venue) for entry in found] == [(FIRST, None), (SECOND, None)]
    assert [entry.hit and entry.hit.id for entry in found] == ["1410.5200", "1410.5201"]


def test_a_very_long_line_of_names_is_the_authors() -> None:
    names = ", ".join(f"{'ABCDEFGH'[n % 8]}. {'KLMNOP'[n % 6]}arson" for n in range(4000))
    text = f"{FIRST}\n{names}\narXiv:1410.5200\n"
    (found,) = entries(text)
    assert (len(found.item.authors), found.item.abstract) == (4000, None)


@pytest.mark.parametrize(
    ("expected", "venue"),
    [
        (". In NIPS 2013", "NIPS 2013"),
        ("In: CVPR 2020", "CVPR 2020"),
        ("arXiv preprint", None),
        ("see arXiv:1503.01129 for the Journal version", None),
        ("this is an extended version of a workshop paper", None),
        ("Journal of Touch 12(3)", "Journal of Touch 12(3)"),
    ],
)
def test_a_venue_is_a_name_and_no_remark(expected: str, venue: str | None) -> None:
    assert first_venue([expected]) == venue
