"""What objects of one shape say of each other; titles and names are invented."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.reading import mentions

ONE, TWO = "Counting Sheep in Dense Barns of the North", "A Calculus of Delayed Network Promises"
THREE = "How the goats of the fishing village were counted"


def found(value: Any, name: str = "a.json") -> dict[str, list[str]]:
    """The titles of a value, each with its authors."""
    return {
        one.item.title: [author.name for author in one.item.authors]
        for one in mentions(json.dumps(value), name)
        if one.item and one.item.title and not one.unread
    }


def test_an_object_is_a_work_where_others_of_its_shape_are_in_other_lists() -> None:
    linked = {"name": ONE, "who": ["Ann Roe"], "where": "Barns 5", "links": {"arxiv": "1511.04926"}}
    other = {"name": TWO, "who": ["Bob Doe"], "where": "Fields", "links": {"arxiv": "1409.0393"}}
    bare = {"name": THREE, "where": "Northern Letters", "links": {}}
    titles = found(
        {"journal": [linked], "conference": [other, bare], "staff": [{"name": "Eve Poe", "where": "Room 3"}]}
    )
    assert list(titles) == [ONE, TWO, THREE]


def test_one_with_an_id_counts_as_a_work_whatever_its_title() -> None:
    works = [
        {"name": ONE, "who": ["Ann Roe"], "when": 2015, "links": {"arxiv": "1511.04926"}},
        {"name": TWO, "who": ["Bob Doe"], "when": 2015, "links": {"doi": "10.1038/nature14604"}},
        {"name": "Dialects of the fishing barns, revisited", "who": ["Eve Poe"], "when": 2013},
        {"name": THREE, "where": "Barns", "when": 2014, "links": {}},
    ]
    assert {"Dialects of the fishing barns, revisited", THREE} <= {*found({"a": works[:3], "b": works[3:]})}


@pytest.mark.parametrize(("key", "people"), [("bezeichnung", "verfasser"), ("what", "who")])
def test_texts_say_what_keys_of_any_language_hold(key: str, people: str) -> None:
    shelf = [{key: ONE, people: "Ann Roe, Bob Doe"}, {key: TWO, people: "Eve Poe"}, {key: THREE, people: "Dan Coe"}]
    assert found({"x": shelf}) == {ONE: ["Ann Roe", "Bob Doe"], TWO: ["Eve Poe"], THREE: ["Dan Coe"]}


@pytest.mark.parametrize(
    "value",
    [
        {"jobs": [{"what": "Shepherd of the northern barns", "who": "Ann Roe"}, {"what": "Cook", "who": "Eve Poe"}]},
        {"x": [{"name": "Ann Roe", "room": "3"}, {"name": "Bob Doe", "room": "4"}]},
        {"x": [{"label": "Delayed network promises", "size": "3"}, {"label": "Dense northern barns", "size": "4"}]},
    ],
)
def test_positions_people_and_parts_are_no_works(value: Any) -> None:
    assert found(value) == {}
