from __future__ import annotations

import pytest

from enrich.containers.source_code import code_comments, code_literals
from tests.support.growth import processor_seconds
from tests.support.reading import mentions


def titles(source: str, name: str) -> list[str | None]:
    return [one.item.title for one in mentions(source, name) if one.item and one.item.title]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.py", 'TITLES = [\n    "Sampling in Large Networks",\n    # old\n    \'counting many goats in tall trees\',\n]\n'),
        ("a.R", 'papers <- c("Sampling in Large Networks", "counting many goats in tall trees")\n'),
        ("a.js", "export const papers = [{title: 'Sampling in Large Networks', year: 2015},\n"
                 " {title: `counting many goats in tall trees`, authors: 'Ines Okafor', year: 2016}];\n"),
        ("a.py", 'find(["Sampling in Large Networks", "counting many goats "\n      "in tall trees"], retries=3)\n'),
        ("a.py", 'BASE = {"ours": "ours", "okafor2019": "Sampling in Large Networks",\n'
                 '        "holm2018": "counting many goats in tall trees"}\n'),
        ("a.ts", "function f() { const x = ['Sampling in Large Networks', 'counting many goats in tall trees']; return x; }"),
    ],
)  # fmt: skip
def test_lists_and_objects_of_titles_are_read_whatever_the_language(name: str, source: str) -> None:
    assert titles(source, name) == ["Sampling in Large Networks", "counting many goats in tall trees"]


@pytest.mark.parametrize(
    "source",
    [
        'print("could not find the file that was asked for")\nraise ValueError("The Number of Sheep Is Too Large")\n',
        'NAMES = ["red", "green", "blue sky"]\nFILES = ["a/b.txt", "Sheep and Goats.pdf"]\n',
        'x = np.array([1502.0312, 1503.1101])\nmessage = {"error": "no such file {name}"}\n',
    ],
)
def test_messages_names_and_numbers_of_programs_are_no_papers(source: str) -> None:
    assert mentions(source, "a.py") == []


def test_comments_and_texts_name_ids_and_numbers_do_not() -> None:
    source = 'x = 1904.00009  # see arXiv:1904.00001\nurl = "https://arxiv.org/abs/1904.00002"\n'
    assert [one.id for one in mentions(source, "a.py")] == ["1904.00001", "1904.00002"]
    assert code_comments("a = 1; // arXiv:1\nb /* two\nlines */ c\n", "//") == "arXiv:1\ntwo\nlines "


@pytest.mark.parametrize("unit", ['"', "'", '"""', "`", "[", "{", "(", "a:", "['a b c',", "/*", "#", "\\", "{a:["])
def test_hostile_code_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(lambda n: list(code_literals(unit * (size // len(unit)) + " " * n)))

    seconds(1_000)
    assert seconds(200_000) < 25 * max(seconds(20_000), 0.02)
