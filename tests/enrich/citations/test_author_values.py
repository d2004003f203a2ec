from __future__ import annotations

from typing import Any

import pytest

from enrich.citations.author_values import read_authors

PEOPLE: list[tuple[str, Any, list[str]]] = [
    ("a text", "Ann Author and Bob Builder", ["Ann Author", "Bob Builder"]),
    ("names", ["Author, Ann", "Bob Builder"], ["Ann Author", "Bob Builder"]),
    ("CSL", [{"family": "Author", "given": "Ann"}], ["Ann Author"]),
    (
        "DBLP",
        {"author": [{"@pid": "1/2", "text": "Ann Author 0001"}, {"text": "Bob Builder"}]},
        ["Ann Author", "Bob Builder"],
    ),
    ("DBLP, one", {"author": {"@pid": "1/2", "text": "Ann Author"}}, ["Ann Author"]),
    ("OpenAlex", [{"author_position": "first", "author": {"id": "A1", "display_name": "Ann Author"}}], ["Ann Author"]),
    ("Semantic Scholar", [{"authorId": "1741101", "name": "Ann Author"}], ["Ann Author"]),
    ("snapshot", [["Author", "Ann", "Jr."]], ["Ann Author Jr."]),
    (
        "Zotero",
        [
            {"creatorType": "editor", "firstName": "Ed", "lastName": "Itor"},
            {"creatorType": "author", "firstName": "Ann", "lastName": "Author"},
        ],
        ["Ann Author"],
    ),
    ("nothing", [], []),
    ("a number", 7, []),
]


@pytest.mark.parametrize(("value", "names"), [case[1:] for case in PEOPLE], ids=[case[0] for case in PEOPLE])
def test_names_in_the_form_of_each_catalogue(value: Any, names: list[str]) -> None:
    authors, complete = read_authors(value)
    assert ([author.name for author in authors], complete) == (names, True)


def test_institutions_and_orcid_of_a_work_of_openalex() -> None:
    value = {
        "author": {"display_name": "Ann Author", "orcid": "https://orcid.org/0000-0002-1825-0097"},
        "institutions": [{"id": "https://openalex.org/I1", "display_name": "ETH Zurich", "country_code": "CH"}],
    }
    ((author,), _) = read_authors([value])
    assert (author.affiliations, author.orcid) == (("ETH Zurich",), "0000-0002-1825-0097")


def test_others_are_not_an_author() -> None:
    authors, complete = read_authors(["Ann Author", "et al."])
    assert ([author.name for author in authors], complete) == (["Ann Author"], False)
