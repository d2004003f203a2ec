from __future__ import annotations

import json
from typing import Any

import pytest

from enrich.containers.notebook import notebook_parts
from enrich.readers.damage import damage
from tests.support.growth import processor_seconds
from tests.support.reading import document, mentions


def cell(kind: str, source: Any, **more: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **more}


def notebook(*cells: dict[str, Any], language: str = "python") -> str:
    metadata = {"kernelspec": {"language": language}}
    return json.dumps({"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def found(*cells: dict[str, Any], language: str = "python") -> list[tuple[str | None, str]]:
    return [(one.id or one.text, one.place) for one in mentions(notebook(*cells, language=language), "a.ipynb")]


LISTED = "- Sheep and their grids. Ines Okafor, Paul Brandt. 2019.\n- Grids of many sheep. Ole Nord, Nina Holm. 2018.\n"


def test_markdown_is_read_in_order_as_one_text() -> None:
    read = found(cell("markdown", ["# References\n", "\n"]), cell("code", "1 + 1"), cell("markdown", LISTED))
    assert read == [
        ("Sheep and their grids", "cell 3, line 1, column 3"),
        ("Grids of many sheep", "cell 3, line 2, column 3"),
    ]


def test_a_raw_cell_may_hold_references() -> None:
    assert found(cell("raw", "@misc{k, title={Sheep and grids}}")) == [("Sheep and grids", "cell 1, line 1, @misc{k}")]


def test_comments_and_strings_of_code_name_ids_and_its_numbers_do_not() -> None:
    code = 'x = 2004.11165 * 2\n# see arXiv:1904.00001\nurl = \'https://arxiv.org/abs/1904.00002\'\n"""\narXiv:1904.00003\n"""\n'
    assert found(cell("code", code)) == [
        ("1904.00001", "cell 1, line 2, column 7"),
        ("1904.00002", "cell 1, line 3, column 2"),
        ("1904.00003", "cell 1, line 5, column 1"),
    ]
    assert found(cell("code", "# Deep Learning of Sheep in Grids\n")) == []
    assert [id_ for id_, _ in found(cell("code", "f(2004.11165) // arXiv:1904.00001\n"), language="scala")] == [
        "1904.00001"
    ]


def test_outputs_for_people_are_read_and_printed_results_are_not() -> None:
    outputs = [
        {"output_type": "stream", "text": ["loss 1904.00009\n"]},
        {"output_type": "execute_result", "data": {"text/plain": ["1904.00008"], "image/png": "iVBO1904.00007"}},
        {
            "output_type": "display_data",
            "data": {"text/html": ["<a href='https://arxiv.org/abs/1904.00001'>x</a>"], "text/plain": "x"},
        },
        {"output_type": "display_data", "data": {"text/markdown": "see arXiv:1904.00002"}},
    ]
    assert [id_ for id_, _ in found(cell("code", "x", outputs=outputs))] == ["1904.00001", "1904.00002"]


def test_the_third_version_of_the_format_is_read() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "References"},
        cell("markdown", LISTED),
        {"cell_type": "code", "input": "# arXiv:1904.00001"},
    ]
    read = mentions(json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}), "a.ipynb")
    assert [one.id or one.text for one in read] == ["Sheep and their grids", "Grids of many sheep", "1904.00001"]


@pytest.mark.parametrize(
    "body",
    [
        '{"cells": [{"cell_type": "markdown", "source": "arXiv:1904.00001"',
        '["arXiv:1904.00001"]',
        '{"cells": 3, "a": "arXiv:1904.00001"}',
    ],
)
def test_what_is_no_notebook_is_read_as_text(body: str) -> None:
    assert [one.id for one in mentions(body, "a.ipynb")] == ["1904.00001"]


def test_a_notebook_that_is_damaged_is_told() -> None:
    (warning,) = damage(document('{"cells": [', "a.ipynb"))
    assert "it is not JSON" in warning
    assert damage(document(notebook(cell("markdown", "x")), "a.ipynb")) == ()


def test_a_notebook_is_told_by_its_cells() -> None:
    assert document(notebook(cell("markdown", "x")), "a").format == "notebook"


@pytest.mark.parametrize("unit", ['"', "'", '"""', "\\", "# ", "'''\"\"\"", "/*", "//"])
@pytest.mark.parametrize("language", ["python", "go"])
def test_hostile_code_takes_linear_time(unit: str, language: str) -> None:
    def seconds(size: int) -> float:
        text = notebook(cell("code", unit * (size // len(unit))), language=language)
        return processor_seconds(lambda n: list(notebook_parts(text + n * " ")))

    seconds(1_000)
    assert seconds(200_000) < 25 * max(seconds(20_000), 0.02)
