from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.reading import mentions, names


def read(value: Any, name: str = "a.json") -> list[tuple[str | None, str | None]]:
    found = mentions(json.dumps(value), name)
    return [(one.id, one.item.title if one.item else None) for one in found]


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"to_read": ["Sheep in the machine"]}, [(None, "Sheep in the machine")]),
        ({"Reading List": ["Sheep in the machine"]}, [(None, "Sheep in the machine")]),
        (
            ["Sheep in the machine", "Grids of many sheep"],
            [(None, "Sheep in the machine"), (None, "Grids of many sheep")],
        ),
        ({"groceries": ["Milk and some bread"]}, []),
        ({"papers": [2105.0001]}, [("2105.00010", None)]),
        ({"arxiv": [2105.0001, "0203015"]}, [("2105.00010", None), (None, None)]),
        ({"scores": [2105.0001, 2106.12345]}, []),
        ({"papers": [{"title": "Sheep"}]}, [(None, "Sheep")]),
        (
            {"papers": {"theory": [{"title": "Sheep"}], "practice": ["Grids of many sheep"]}},
            [(None, "Sheep"), (None, "Grids of many sheep")],
        ),
        ({"Sheep in the machine": {"year": 2020, "arxiv": "2105.00010"}}, [("2105.00010", "Sheep in the machine")]),
        ({"Sheep in the machine": "https://arxiv.org/abs/2105.00010"}, [("2105.00010", "Sheep in the machine")]),
        ({"Version 2.0 of the machine": {"year": 2020}}, [(None, "Version 2.0 of the machine")]),
        ({"opening hours of the lab": {"monday": "nine", "tuesday": "ten"}}, []),
        (
            {
                "title": "Sheep in the machine",
                "authors": ["A B"],
                "links": {"arxiv": "2105.00010", "slides": "https://x.org/2106.00010"},
            },
            [("2105.00010", "Sheep in the machine")],
        ),
        ([{"t": "Sheep in the machine", "y": 2020}], [(None, "Sheep in the machine")]),
        ([{"t": "Sheep in the machine", "unit": "kg"}], []),
        ({"2020": ["[Grids of sheep](https://arxiv.org/abs/2105.00010)"]}, [("2105.00010", "Grids of sheep")]),
        ({"2020": ["Holm, N. and Nord, O. (2019). Sheep of late years. ICML."]}, [(None, "Sheep of late years")]),
        (
            {"papers": ["Sheep in the machine https://arxiv.org/abs/2105.00010"]},
            [("2105.00010", "Sheep in the machine")],
        ),
        (
            [{"name": "Sheep in the machine", "link": "https://arxiv.org/abs/2105.00010"}],
            [("2105.00010", "Sheep in the machine")],
        ),
        ([{"name": "Ann van der Author", "link": "https://example.org/2105.00010x"}], []),
        (
            {
                "k": {
                    "title": "Sheep in the machine",
                    "author": "A B",
                    "parent": {"title": "Journal of Many Sheep"},
                    "serial-number": {"arxiv": "2105.00010"},
                }
            },
            [("2105.00010", "Sheep in the machine")],
        ),
        (
            {"title": "Sheep in the machine", "creators": [{"lastName": "Holm"}], "archiveID": "arXiv:2105.00010"},
            [("2105.00010", "Sheep in the machine")],
        ),
        ({"log": "two lines\nand arXiv:2105.00010"}, [("2105.00010", None)]),
    ],
)
def test_papers_in_values_of_any_shape(name: str, value: Any, expected: list[Any]) -> None:
    assert read(value, name) == expected


def test_in_a_list_of_papers_one_without_authors_is_a_paper_too() -> None:
    written = [{"title": f"Sheep number {at} of many", "authors": ["Ann Author"]} for at in range(3)]
    assert read({"results": [*written, {"title": "Grids"}]})[-1] == (None, "Grids")


def test_topics_of_a_paper_in_a_list_are_no_papers() -> None:
    paper = {
        "title": "Sheep in the machine",
        "authors": ["Ann Author"],
        "topics": [{"title": "Theory of all machines"}],
    }
    assert len(read({"papers": [{**paper, "topics": [{"display_name": "Theory of machines"}]}]})) == 1


def test_a_citation_in_a_list_of_papers_is_read_as_one() -> None:
    (found,) = mentions(
        json.dumps({"papers": ["Ann Author and Bob Builder. Sheep in the machine. ICML, 2020."]}), "a.json"
    )
    assert found.item
    assert (found.item.title, names(found.item)) == ("Sheep in the machine", ["Ann Author", "Bob Builder"])


def test_references_of_a_record_of_crossref_are_all_mentions() -> None:
    references = [
        {"key": "a", "unstructured": "A. Author and B. Builder, “Sheep in the machine,” in Proc. of ICML, 2020."},
        {"key": "b", "unstructured": "Author A, Builder B 2020 nobody knows 12 1-3"},
        {"key": "c", "DOI": "10.1007/978-3-540-12", "first-page": "1204"},
        {"key": "d", "article-title": "Grids of many sheep", "author": "Holm", "year": "2011"},
    ]
    found = mentions(
        json.dumps({"title": ["A paper of its own"], "author": [{"family": "Holm"}], "reference": references}), "a.json"
    )
    assert [one.item and one.item.title for one in found] == [
        "A paper of its own", "Sheep in the machine", "Author A, Builder B 2020 nobody knows 12 1-3", None, "Grids of many sheep",
    ]  # fmt: skip
    assert found[3].doi == "10.1007/978-3-540-12"


def test_an_entry_of_a_list_of_papers_that_names_nothing_is_said_to() -> None:
    (found,) = mentions(json.dumps({"papers": [{"author": "Ann Author", "year": 2020}]}), "a.json")
    assert found.not_a_paper == "it has neither a title nor an id"
    assert found.text == "$.papers[0] Ann Author 2020-01-01"


def test_a_text_of_several_lines_is_read_as_a_text() -> None:
    text = "Papers:\n- [Sheep in the machine](https://arxiv.org/abs/2105.00010), Ann Author, Bob Builder\n"
    (found,) = mentions(json.dumps({"messages": [{"text": text}]}), "a.json")
    assert (found.id, found.item and found.item.title) == ("2105.00010", "Sheep in the machine")
    assert found.place == "$.messages[0].text, line 2, column 26"


def test_what_lies_too_deep_is_searched_for_ids_once() -> None:
    value: Any = {"title": "Sheep in the machine", "authors": ["Ann Author"], "arxiv": "2105.00010"}
    for _ in range(150):
        value = {"a": value, "b": "none"}
    assert [one.id for one in mentions(json.dumps(value), "a.json")] == ["2105.00010"]


def test_software_and_the_papers_that_it_names_are_all_mentions() -> None:
    cff = "cff-version: 1.2.0\ntitle: lintel\nauthors:\n- family-names: Holm\n  given-names: Nina\n"
    cff += "date-released: 2022-03-01\nrepository-code: https://github.com/a/lintel\n"
    found = mentions(
        cff + "preferred-citation:\n  title: Static lintels\n  authors: [{family-names: Nord, given-names: Ole}]\n",
        "CITATION.cff",
    )
    assert [(one.text, names(one.item)) for one in found] == [
        ("lintel", ["Nina Holm"]),
        ("Static lintels", ["Ole Nord"]),
    ]
    assert found[0].item
    assert (str(found[0].item.date), found[0].item.code) == ("2022-03-01", ("https://github.com/a/lintel",))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.yaml", "arxiv: 2105.00000010"),
        ("a.yaml", "arxiv: 2105.00010"),
        ("a.toml", "arxiv = 2105.00010"),
        ("a.json", '{"arxiv": 2105.00010}'),
    ],
)
def test_a_number_keeps_the_digits_that_it_was_written_with(name: str, body: str) -> None:
    (found,) = mentions(body, name)
    assert (found.text, found.warning) == (body.split()[-1].strip("}"), None)
    assert found.id == (None if "000000" in body else "2105.00010")


ONE, TWO = "Counting sheep in the dark of night", "On the Walls of Many Old Folds"


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@pytest.mark.parametrize(
    "value",
    [
        {"queue": [ONE, "https://arxiv.org/abs/2105.00010", TWO], "colors": ["Dark Sea Green", "Light Golden Rod"]},
        {"papers": [ONE.lower(), "arxiv:2105.00010", TWO]},
        {
            "paper": [
                {"name": ONE},
                {"name": "Walls", "arxiv": "2105.00010"},
                {"name": TWO, "who": ["Author"], "year": 2014},
            ]
        },
    ],
)
def test_titles_of_any_case_and_key_count_where_papers_are_named(value: Any, name: str) -> None:
    found = read(value, name)
    assert {title and title.lower() for known, title in found if not known} == {ONE.lower(), TWO.lower()}
    assert [known for known, _ in found if known] == ["2105.00010"]


@pytest.mark.parametrize("key", ["meta", "info", "bibliographic"])
def test_what_is_said_in_an_object_of_its_own_is_of_the_titled_thing(key: str) -> None:
    (one,) = mentions(json.dumps([{"title": ONE, "p": 0.7, key: {"authors": ["Author"], "venue": "UAI"}}]), "a.json")
    assert one.item
    assert (names(one.item), one.item.venue) == (["Author"], "UAI")


@pytest.mark.parametrize(
    "text",
    [
        f"title: meshwalk\nrepository-code: https://github.com/o/m\npreferred-citation:\n  title: {TWO}\n  authors: [{{family-names: Huang}}]\n",
        f'{{"name": "meshwalk", "codeRepository": "https://github.com/o/m", "referencePublication": {{"name": "{TWO}", "author": "Ann Author"}}}}',
    ],
)
def test_the_code_of_a_program_is_that_of_the_paper_on_it(text: str) -> None:
    found = mentions(text, "CITATION.cff" if "preferred" in text else "codemeta.json")
    assert [one.item.code for one in found if one.item and one.item.title == TWO] == [("https://github.com/o/m",)]
