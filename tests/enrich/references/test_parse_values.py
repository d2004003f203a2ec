from __future__ import annotations

import pytest

from enrich.citations.items import Unparsable
from enrich.references.parse_values import parse_json, parse_toml
from tests.support.reading import mentions


def test_dates_of_toml_are_texts() -> None:
    assert parse_toml("a = 2020-01-02\nb = [{c = 2020-01-02T03:04:05}]\n") == {
        "a": "2020-01-02",
        "b": [{"c": "2020-01-02T03:04:05"}],
    }


@pytest.mark.parametrize("text", ["a = ", "a = " + "[" * 20_000, "[a]\n[a]", "a." * 3000 + "a = 1"])
def test_what_is_no_toml_is_unparsable(text: str) -> None:
    with pytest.raises(Unparsable):
        parse_toml(text)


def test_what_is_no_json_says_where() -> None:
    with pytest.raises(Unparsable, match=r"line 2, column 1"):
        parse_json('{"a": 1\n"b"}')


@pytest.mark.parametrize("name", ["a.toml", "a.yml", "a.json"])
def test_a_document_that_cannot_be_parsed_is_read_as_text(name: str) -> None:
    assert [one.id for one in mentions("a = [: {\n see arXiv:2105.00010\n", name)] == ["2105.00010"]
