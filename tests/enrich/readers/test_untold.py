from __future__ import annotations

import json

import pytest

from tests.support.reading import mentions

WORKS = ["A Calculus of Delayed Network Promises", "Learning Stable Grasps from Sparse Touch"]


def outcomes(body: str, name: str) -> list[tuple[str, bool]]:
    """The title of each mention, and whether it is not looked up."""
    return [(one.text, one.unread is not None) for one in mentions(body, name)]


@pytest.mark.parametrize("key", ["papers", "week"])
def test_what_is_listed_among_works_has_an_outcome(key: str) -> None:
    found = outcomes(json.dumps({key: [*WORKS, "Forecasting"]}), "a.json")
    assert found == [(WORKS[0], False), (WORKS[1], False), ("Forecasting", True)]


def test_objects_among_works_have_one_by_the_same_key() -> None:
    tasks = [{"id": n, "content": text} for n, text in enumerate([*WORKS, "Slow sheep of the north", "Book flights"])]
    assert outcomes(json.dumps(tasks), "a.json")[2:] == [("Slow sheep of the north", False)]


@pytest.mark.parametrize(
    "value",
    [
        {"members": ["Ann Author", "Bob Builder"], "papers": WORKS},
        [{"content": one} for one in (*WORKS, "Call the dentist", "We talked all day.")],
        [{"content": one} for one in (*WORKS, "https://example.org/x", "n/a", "-", "")],
        {"papers": WORKS, "loss": [0.25, 0.125], "device": "Reader 840", "modes": ["Fast", "Slow", "Off"]},
        [{"text": WORKS[0]}, {"text": WORKS[1]}, {"text": "Thanks"}],
        [{"title": WORKS[0], "url": "https://arxiv.org/abs/2105.00010"}, {"title": WORKS[1], "author": "A. Roe"}],
    ],
)
def test_names_settings_errands_and_what_is_said_stay_quiet(value: object) -> None:
    assert [text for text, _ in outcomes(json.dumps(value), "a.json")][2:] == []


def test_a_row_that_gave_nothing_in_a_table_of_works_says_why() -> None:
    body = f"Title,Rating\n{WORKS[0]},3\n{WORKS[1]},4\nForecasting,5\n(cancelled),\n"
    assert outcomes(body, "a.csv") == [(WORKS[0], False), (WORKS[1], False), ("Forecasting", True)]
    assert outcomes("Title,Rating\nAliens,3\nHeat,4\n", "a.csv") == []


def test_positions_and_degrees_are_no_works() -> None:
    vita = {"positions": [{"title": "Research assistant in wireless communications", "years": "2014"}]}
    assert outcomes(json.dumps(vita), "a.json") == []
    vita["publications"] = [{"title": WORKS[0], "years": "2014"}]
    assert [text for text, _ in outcomes(json.dumps(vita), "a.json")] == [WORKS[0]]


def test_a_list_of_tasks_says_what_to_do_with_each_work() -> None:
    body = json.dumps({"todo": [f"Read {WORKS[0]}", f"Review {WORKS[1]} for ISIT"]})
    assert [text for text, _ in outcomes(body, "a.json")] == WORKS


def test_a_table_without_header_has_a_column_of_what_is_written_as_titles() -> None:
    rows = [(WORKS[0], "shelf 2"), (WORKS[1], "shelf 3"), ("Counting Sheep in Random Networks", "shelf 2")]
    assert [text for text, _ in outcomes("".join(f"{title},{where}\n" for title, where in rows), "a.csv")] == [
        title for title, _ in rows
    ]
    assert (
        outcomes("Milk and some bread,shelf 2\nButter from the north,shelf 3\nTea and coffee,shelf 2\n", "a.csv") == []
    )


def test_a_cell_that_says_that_there_is_nothing_and_why_is_no_work() -> None:
    body = f"date\tpaper\n2016-01-08\t{WORKS[0]}\n2016-01-15\tcancelled (snow)\n2016-01-22\t{WORKS[1]}\n"
    assert [text for text, _ in outcomes(body, "a.tsv")] == WORKS


def test_a_short_sentence_in_a_table_of_news_is_no_work() -> None:
    body = f"| When | What |\n|--|--|\n| 2016-03 | Paper accepted: **{WORKS[0]}** |\n| 2015-12 | We moved to building C. |\n"
    body += f"| 2015-11 | New preprint: {WORKS[1]} |\n"
    assert [text for text, _ in outcomes(body, "a.md")] == WORKS


def test_cards_may_be_titles_in_small_letters() -> None:
    title = "Optimal control of information epidemics modeled as stochastic networks"
    cards = {"cards": [{"name": title}, {"name": "Ask the library about the lost network of shelves"}]}
    assert [text for text, _ in outcomes(json.dumps(cards), "a.json")] == [title]
