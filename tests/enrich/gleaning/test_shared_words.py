"""What a document's owner has before or behind several titles is told from what is part of one."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions

SHEEP, BARNS = "Counting sheep in dense barns", "Sparse codes for noisy fields"


def alone(*titles: str) -> list[str | None]:
    text = "# Papers\n\n" + "".join(f"- {one}\n" for one in titles)
    return [one.item.alone if one.item else None for one in mentions(text, "a.md")]


@pytest.mark.parametrize(
    "form",
    [
        "Reproduce: {}",
        "Nachbau von Bild 2 — {}",
        "Reading club | {}",
        "replicate {}",
        "{} - the page of a shop",
        "{} (third floor)",
        "Review paper: {}",
    ],
)
def test_words_that_stand_beside_several_titles_are_the_owners(form: str) -> None:
    assert alone(form.format(SHEEP), form.format(BARNS)) == [SHEEP, BARNS]


def test_numbers_in_them_are_alike() -> None:
    assert alone(f"{SHEEP} | 2 bleats", f"{BARNS} | three bleats") == [SHEEP, BARNS]


def test_what_is_counted_may_stand_before_who_wrote_it() -> None:
    assert alone(f"{SHEEP} (2 voix)", f"{BARNS} (0 voix), Roe") == [SHEEP, BARNS]


@pytest.mark.parametrize("form", ["{} ({} voti)", "{} - {} voto", "{}, Roe [{} Stimmen]", "{} +{}"])
def test_what_is_counted_behind_titles_is_alike_whatever_its_ending(form: str) -> None:
    kept = ", Roe" if "Roe" in form else ""
    both = alone(form.format(SHEEP, 2), form.format(BARNS, 1).replace("Stimmen", "Stimme").replace("voti", "voto"))
    assert both == [SHEEP + kept, BARNS + kept]


@pytest.mark.parametrize(
    "titles",
    [
        (f"Erratum: {SHEEP}", f"Erratum: {BARNS}"),
        (f"{SHEEP}: part two", f"{BARNS}: part one"),
        (f"Barns: {SHEEP}", f"Fields: {BARNS}"),
        (f"Ovine: {SHEEP}", BARNS),
        ("Ovine: Grazing", "Ovine: Resting"),
    ],
)
def test_what_tells_works_apart_or_stands_once_is_left(titles: tuple[str, str]) -> None:
    assert set(alone(*titles)) <= {None}
