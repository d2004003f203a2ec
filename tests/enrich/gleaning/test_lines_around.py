"""A title that goes on behind the end of its line is found with the next one, and no other line's title is; the papers are invented."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.readers.dispatch import read_mentions
from enrich.record import Item
from enrich.titles.decide import Candidate, decide
from tests.support.reading import document

TODAY = date(2026, 11, 28)
PAPER = Candidate(
    "2401.00001",
    "Counting Woolly Sheep in Noisy Barns with Sparse Residual Networks",
    ("Ann Nainan", "Bob Osterholt"),
    "",
    date(2024, 1, 1),
    date(2024, 1, 1),
)


def items(text: str, name: str = "notes.txt") -> list[Item]:
    return [one.item for one in read_mentions(document(text, name), TODAY) if one.item and one.how == "title"]


def found(text: str, name: str = "notes.txt") -> bool:
    return any(decide(item, [PAPER]).id == PAPER.id for item in items(text, name))


@pytest.mark.parametrize(
    "text",
    [
        'It implements\n\n    A. Nainan, "Counting Woolly Sheep in Noisy Barns with Sparse\n    Residual Networks" (BARN 2012)\n\nand more.\n',
        "plus bits of B. Osterholt's *Counting Woolly Sheep in Noisy Barns with\nSparse Residual Networks*.  The rest is from Hager.\n",
        'page 12\n"barns are noisy", as said by Nainan in Counting Woolly Sheep in\nNoisy Barns with Sparse Residual Networks (2012)\n',
    ],
)
@pytest.mark.parametrize("name", ["notes.txt", "module.py"])
def test_a_title_broken_at_the_margin_is_found(text: str, name: str) -> None:
    assert found(f'"""{text}"""\n' if name == "module.py" else text, name)


def test_the_line_behind_is_kept_where_its_first_word_had_no_room() -> None:
    one = "Nainan and Osterholt on Counting Woolly Sheep in Noisy"
    assert [item.line for item in items(f"{one}\nBarnyards and more of that, as said\n")][:1] == [
        f"\n{one}\nBarnyards and more of that, as said"
    ]


@pytest.mark.parametrize(
    "behind",
    [
        "",
        "- Barnyards and more of that, as said",
        "2. Barnyards and more of that, as said",
        "[3] Barnyards of sheep",
    ],
)
def test_an_item_of_its_own_and_what_had_room_are_left(behind: str) -> None:
    one = "Nainan and Osterholt on Counting Woolly Sheep in Noisy"
    assert all("\n" not in (item.line or "") for item in items(f"{one}\n{behind}\n"))
    wide = "Notes on what was read in the barn in the year of the sheep, by all of us"
    assert all("\n" not in (item.line or "") for item in items(f"{wide}\n\n{one}\nBarnyards and more of that\n"))


def test_the_title_of_the_next_line_is_not_that_of_this_one() -> None:
    line = f"\nSheep of the Year, Nainan\n{PAPER.title}, Nainan"
    assert decide(Item(title="Sheep of the Year", line=line), [PAPER]).id is None
    line = f"{PAPER.title}, Nainan\nSheep of the Year, Nainan\n"
    assert decide(Item(title="Sheep of the Year", line=line), [PAPER]).id is None


def test_lines_of_a_chat_are_messages_by_themselves() -> None:
    chat = (
        "12/03/16, 10:12 - Ann: have you seen Counting Woolly Sheep in Noisy\n12/03/16, 10:13 - Bob: Barns with Sparse Residual Networks is next\n"
        "12/03/16, 10:14 - Ann: no idea what you are talking about, honestly\n"
    )
    assert all("\n" not in (item.line or "") for item in items(chat))
