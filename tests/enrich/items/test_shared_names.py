"""Names before or behind titles are told for a list as a whole; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

ONE = "Sparse Upcycling of Small Language Models"
TWO = "Parking Functions, Labeled Trees and Sheep"
THREE = "Latent Planning of Robots"
LINES = [
    "{name}, {title}",
    "{title}, {name}",
    "{title} / {name}",
    "{title} ({name})",
    "{title}, {name} 2013",
    "{title}, {name}, 2013",
    "{title}, {name} & co",
]


def read(body: str) -> list[tuple[str | None, list[str]]]:
    return [(one.item.title, names(one.item)) for one in mentions(body, "list.txt") if one.item]


@pytest.mark.parametrize("line", LINES)
def test_a_name_where_the_other_items_have_one_is_an_author(line: str) -> None:
    pairs = [(ONE, "Ouangraoua"), (TWO, "Giffin"), (THREE, "Zetzsche")]
    body = "".join(f"{n}. {line.format(title=title, name=name)}\n" for n, (title, name) in enumerate(pairs, 1))
    assert read(body) == [(title, [name]) for title, name in pairs]


def test_nobody_behind_a_title_is_taken_off_as_the_others_names_are() -> None:
    body = f"{ONE}, Ouangraoua\n{TWO}, Giffin\n{THREE}, no author given\nBarns of the North, anon.\n"
    assert read(body)[2:] == [(THREE, []), ("Barns of the North", [])]


def test_words_before_a_comma_that_no_other_item_has_are_part_of_the_title() -> None:
    found = read(f"{ONE}\n{TWO}\nZetzsche, Giffin and the Sheep of Old\n{THREE}\n")
    assert [title for title, _ in found] == [ONE, TWO, "Zetzsche, Giffin and the Sheep of Old", THREE]


def test_names_of_systems_before_a_colon_are_no_authors() -> None:
    found = read("Wollsheep: Counting Wool\nBarnnet: Networks of Barns\nFlockflow: Optical Flow of Flocks\n")
    assert found == [
        ("Wollsheep: Counting Wool", []),
        ("Barnnet: Networks of Barns", []),
        ("Flockflow: Optical Flow of Flocks", []),
    ]


def test_given_names_behind_family_names_stay_with_them() -> None:
    body = (
        f'Moczydlowski, Wojciech. "{ONE}." Journal of Barns 3 (2007): 1-9.\nKronberger, Gabriel, and Eve Giffin. "{TWO}." 2013.\n'
        f'Zajicek, David. "{THREE}." 2002.\n'
    )
    assert read(body) == [
        (ONE, ["Wojciech Moczydlowski"]),
        (TWO, ["Gabriel Kronberger", "Eve Giffin"]),
        (THREE, ["David Zajicek"]),
    ]


def test_one_name_before_all_titles_is_whose_list_it_is() -> None:
    assert read(f"- Nachbau — {ONE}\n- Nachbau — {TWO}\n- Nachbau — {THREE}\n") == [(ONE, []), (TWO, []), (THREE, [])]
