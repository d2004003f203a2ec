"""feeds/cli/edit/toml_text.py and changes.py: what is asked for changes, and nothing else in the file."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import BadSettings
from feeds.cli.edit.changes import DropSource, NewSource, Put, Take, apply
from feeds.cli.edit.toml_text import changed

EXAMPLE = files("feeds.cli").joinpath("example.toml").read_text(encoding="utf-8")
PAPERS = NewSource({"name": "papers", "ids": ["2401.00001"]})
FOLLOW = Put(("authors", "follow"), "0000-0002-1825-0097")
SHAPES = [
    "",
    "# nothing yet",
    "[site]\ntitle = 'x'",
    "[[sources]]\nname = 'a'\nids = ['1']  # these\n\n# about b\n[[sources]]\nname = 'b'\nfiles = [\n  'x', # first\n  'y',\n]\n# end\n",
    "sources = [{name = 'a', ids = ['1']}, # c\n  {name = 'b', files = ['x']}]\n[authors]\nfollow = ['A']\n",
    "authors = {follow = ['A']}\n",
    "authors.min_papers = 2\n",
    "[authors]\naliases = { 'A' = ['B'] }\n[authors.more]\nx = 1\n",
    "[feeds]\nentries = 5\n[[sources]]\r\nname = 'a'\r\nids = ['1']\r\n",
    EXAMPLE,
    EXAMPLE.replace("\n", "\r\n"),
]  # fmt: skip


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


@pytest.mark.parametrize("text", SHAPES)
def test_adding_keeps_every_line_and_says_what_it_should(text: str) -> None:
    result = changed(text, [PAPERS, FOLLOW], "x")
    expected = tomllib.loads(text)
    apply(expected, PAPERS)
    apply(expected, FOLLOW)
    assert tomllib.loads(result) == expected
    assert comments(result) == comments(text)
    assert ("\r\n" in text and "\n" not in text.replace("\r\n", "")) <= ("\n" not in result.replace("\r\n", ""))


@pytest.mark.parametrize("text", SHAPES)
def test_what_was_added_and_removed_again_leaves_the_file_as_it_was(text: str) -> None:
    count = len(tomllib.loads(text).get("sources", []))
    result = changed(changed(text, [PAPERS], "x"), [DropSource(count)], "x")
    assert result.split() == text.split()


def test_comments_below_a_source_that_goes_stay() -> None:
    result = changed(EXAMPLE, [DropSource(0)], "x")
    kept = [
        line
        for line in EXAMPLE.splitlines()
        if not line.startswith(("[[sources]]", 'name = "inbox"', 'files = ["inbox'))
    ]
    assert result.splitlines() == kept


def test_a_new_list_stands_at_the_head_of_its_table() -> None:
    assert "[authors]\nfollow = [" in changed(EXAMPLE, [FOLLOW], "x")


def test_a_value_goes_out_of_its_list_alone() -> None:
    text = "[[sources]]\nname = 'a'\nids = [\n  '1', # one\n  '2', # two\n]\n"
    assert tomllib.loads(changed(text, [Take(("sources", 0, "ids"), "1")], "x"))["sources"][0]["ids"] == ["2"]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.sampled_from(SHAPES))
def test_no_text_writes_anything_but_itself(value: str, text: str) -> None:
    step = NewSource({"name": value, "ids": [value]})
    result = tomllib.loads(changed(text, [step], "x"))
    assert result.pop("sources")[-1] == {"name": value, "ids": [value]}
    assert result == {key: one for key, one in tomllib.loads(text).items() if key != "sources"}


def test_a_file_that_would_not_say_the_same_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.cli.edit.toml_text.tomlkit.dumps", lambda document: "[site]\n")
    with pytest.raises(BadSettings, match="yourself"):
        changed("[site]\ntitle = 'x'\n", [PAPERS], "paperwire.toml")
