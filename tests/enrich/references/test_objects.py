from __future__ import annotations

import pytest

from enrich.references.objects import work_alone
from tests.support.reading import mentions


@pytest.mark.parametrize(
    ("key", "text", "title"),
    [
        ("content", "A Calculus of Delayed Network Promises", "A Calculus of Delayed Network Promises"),
        (
            "string",
            "{{[[TODO]]}} A Calculus of Delayed Network Promises #paper",
            "A Calculus of Delayed Network Promises",
        ),
        ("string", "[[A Calculus of Delayed Network Promises]]", "A Calculus of Delayed Network Promises"),
        ("task", "Review A Calculus of Delayed Network Promises for ISIT", "A Calculus of Delayed Network Promises"),
        ("name", "Department of Computer Science and Engineering", None),
        ("content", "we read a calculus of delayed promises", None),
        ("publisher", "A Calculus of Delayed Network Promises", None),
    ],
)
def test_a_text_that_somebody_wrote_may_be_a_work_alone(key: str, text: str, title: str | None) -> None:
    found = work_alone(key, f"$.{key}", text)
    assert (found and found.title) == title


def test_cards_and_messages_that_are_titles_are_looked_up() -> None:
    cards = (
        '{"cards": [{"name": "A Calculus of Delayed Network Promises", "desc": ""}, {"name": "buy cake", "desc": ""}]}'
    )
    assert [one.text for one in mentions(cards, "board.json")] == ["A Calculus of Delayed Network Promises"]


def test_a_list_of_what_is_written_as_titles_lists_papers() -> None:
    body = "monday:\n  - Learning Stable Grasps from Sparse Touch\n  - A Calculus of Delayed Network Promises\nfood:\n  - milk and bread\n  - butter\n"
    assert [one.text for one in mentions(body, "plan.yaml")] == [
        "Learning Stable Grasps from Sparse Touch",
        "A Calculus of Delayed Network Promises",
    ]


def test_a_name_is_a_title_where_its_kind_is_a_paper() -> None:
    paper = '{"type": "paper", "name": "Counting Sheep in Random Barns", "who": ["Ann Author"]}'
    book = '{"type": "book", "name": "Gardening for Absolute Beginners", "who": ["F. Lower"]}'
    assert [one.text for one in mentions(f"{paper}\n{book}\n", "notes.jsonl")] == ["Counting Sheep in Random Barns"]


def test_who_wrote_it_stands_under_by_and_makes_a_short_title_one() -> None:
    body = "".join(
        f'[[entry]]\ntitle = "{title}"\nby = {by}\n'
        for title, by in [
            ("Counting Sheep in Random Barns", '["Ann Author", "B. Builder"]'),
            ("Dual Algorithms", '"Cleo Counter"'),
            ("TeXmacs-Maxima interface", '["D. Doe"]'),
        ]
    )
    assert [(one.text, [a.name for a in one.item.authors]) for one in mentions(body, "bib.toml") if one.item] == [
        ("Counting Sheep in Random Barns", ["Ann Author", "B. Builder"]),
        ("Dual Algorithms", ["Cleo Counter"]),
        ("TeXmacs-Maxima interface", ["D. Doe"]),
    ]


def test_a_nickname_only_posted_it() -> None:
    body = '[{"title": "Counting Sheep in Random Barns", "by": "dang", "score": 3}]'
    assert [one.item and one.item.authors for one in mentions(body, "a.json")] == [()]
