from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.citations.items import Unparsable
from enrich.references.parse_values import MAX_DEPTH, parse_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2401.00010", {"a": 2401.0001}),
        ("a: '2401.00010'", {"a": "2401.00010"}),
        ("a: 0203015", {"a": "0203015"}),
        ("a: 2020-01-02", {"a": "2020-01-02"}),
        ("a: [yes, no, true, ~, 12]", {"a": ["yes", "no", True, None, 12]}),
        ("a: !ruby/object:Gem {b: 1}", {"a": {"b": 1}}),
        ("a: !!python/object/apply:os.system ['true']", {"a": ["true"]}),
        ("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3", {"x": {"a": 1, "b": 2}, "y": {"b": 3, "a": 1}}),
        ("a: 1\na: 2", {"a": 1, "a (1)": 2}),
        ("? [a, b]\n: c", {"?": [[["a", "b"], "c"]]}),
        ("a: b\x00c", {"a": "b c"}),
    ],
)
def test_a_value_is_what_is_written(text: str, value: object) -> None:
    assert parse_yaml(text) == [value]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Sheep: a study", "Sheep: a study"),
        ("title: @ signs", "@ signs"),
        ("title: 100% of 'sheep': why", "100% of 'sheep': why"),
        ('title: "Sheep" and others', '"Sheep" and others'),
        ('title: "The "best" sheep"', 'The "best" sheep'),
        ("title: [Preprint] Sheep", "[Preprint] Sheep"),
        ("title: *Sheep* are white", "*Sheep* are white"),
    ],
)
def test_a_title_that_should_have_been_quoted_is_read_as_it_was_meant(line: str, title: str) -> None:
    assert parse_yaml(f"- {line}\n  year: 2020\n- title: Next\n") == [
        [{"title": title, "year": 2020}, {"title": "Next"}]
    ]


def test_documents_of_one_text_are_all_read() -> None:
    assert parse_yaml("a: 1\n---\nb: 2\n...\n") == [{"a": 1}, {"b": 2}]


def bomb(levels: int, merged: bool) -> str:
    lines = ["a0: &a0 {x: 1, y: 2}" if merged else "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for at in range(1, levels):
        inside = ", ".join([f"*a{at - 1}"] * 9)
        lines.append(f"a{at}: &a{at} {{k{at}: 1, <<: [{inside}]}}" if merged else f"a{at}: &a{at} [{inside}]")
    return "\n".join(lines)


@pytest.mark.parametrize("merged", [False, True])
def test_aliases_do_not_make_a_bomb(merged: bool) -> None:
    began = time.process_time()
    with pytest.raises(Unparsable, match="aliases"):
        parse_yaml(bomb(30, merged))
    assert time.process_time() - began < 5


def test_an_alias_of_what_is_not_at_its_end_is_nothing() -> None:
    assert parse_yaml("a: &a [1, *a]") == [{"a": [1, None]}]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 50_000 + "a", "{a: " * 900 + "1" + "}" * 900, '"unclosed', "a: b\n  - c: d\n e"]
)
def test_what_is_too_deep_or_none_is_unparsable(text: str) -> None:
    with pytest.raises(Unparsable):
        parse_yaml(text)


def test_as_many_levels_as_are_read() -> None:
    assert parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH)


@given(st.text("ab:-[]{}&*!'\"|>#\n \t,?~<", max_size=60))
def test_any_text_is_values_or_unparsable(text: str) -> None:
    with suppress(Unparsable):
        assert isinstance(parse_yaml(text), list)
