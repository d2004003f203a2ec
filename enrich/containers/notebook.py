"""Jupyter notebooks -> their parts (pure): Markdown in order, raw cells, what code and its outputs say to people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from enrich.citations.items import Unparsable
from enrich.containers.part import Part, joined
from enrich.references.parse_values import parse_json

_TOKEN = re.compile(
    r'"""(?:.*?"""|.*+\Z)|\'\'\'(?:.*?\'\'\'|.*+\Z)|(?<!\\)"(?:[^"\\\n]|\\.)*+"|(?<!\\)\'(?:[^\'\\\n]|\\.)*+\''
    r"|#[^\n]*+",
    re.DOTALL,
)
"""Strings and comments of Python, R, Julia and shells."""
_SLASHES = re.compile(r"(?<![:\w])//[^\n]*+|/\*(?:.*?\*/|.*+\Z)", re.DOTALL)
_WITH_SLASHES = {"javascript", "typescript", "java", "c", "c++", "cpp", "c#", "scala", "kotlin", "go", "rust", "swift"}


def notebook_parts(text: str) -> Iterator[Part]:
    """The parts of a notebook; raises Unparsable when it is not one."""
    value = parse_json(text)
    cells = _cells(value)
    if cells is None:
        raise Unparsable("it has no cells")
    language = _language(value)
    named = [(f"cell {number}", cell) for number, cell in enumerate(cells, 1) if isinstance(cell, Mapping)]
    markdown = [(name, text) for name, cell in named if (text := _markdown(cell))]
    yield joined(markdown, "Markdown", "markdown")
    for name, cell in named:
        if cell.get("cell_type") == "raw" and (source := _source(cell)):
            yield Part(name, source.encode("utf-8", "replace"), "text")
    code = [(name, prose) for name, cell in named if (prose := _prose(cell, language))]
    yield joined(code, "code", "text", only_ids=True)
    sources = [(name, _source(cell)) for name, cell in named if cell.get("cell_type") == "code"]
    yield joined(sources, "code", "code")
    for name, cell in named:
        yield from _outputs(cell, name)


def _cells(value: Any) -> list[Any] | None:
    """The cells; the third version of the format has them in worksheets."""
    if not isinstance(value, Mapping):
        return None
    if isinstance(value.get("cells"), list):
        return list(value["cells"])
    sheets = value.get("worksheets")
    if not isinstance(sheets, list):
        return None
    return [cell for sheet in sheets if isinstance(sheet, Mapping) for cell in sheet.get("cells") or ()]


def _language(value: Mapping[str, Any]) -> str:
    metadata = value.get("metadata")
    for name in ("language_info", "kernelspec"):
        inner = metadata.get(name) if isinstance(metadata, Mapping) else None
        if isinstance(inner, Mapping):
            return str(inner.get("language") or inner.get("name") or "").lower()
    return ""


def _joined_lines(value: Any) -> str:
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))


def _source(cell: Mapping[str, Any]) -> str:
    return _joined_lines(cell.get("source", cell.get("input", "")))


def _markdown(cell: Mapping[str, Any]) -> str:
    if cell.get("cell_type") == "markdown":
        return _source(cell)
    level = cell.get("level")
    marks = "#" * (level if isinstance(level, int) and 0 < level < 7 else 1)
    return f"{marks} {_source(cell)}" if cell.get("cell_type") == "heading" else ""


def _prose(cell: Mapping[str, Any], language: str) -> str:
    """The comments and strings of a cell of code, line by line where they stood; its numbers are measurements."""
    if cell.get("cell_type") != "code":
        return ""
    source = _source(cell)
    kept: list[str] = []
    at = 0
    for found in (_SLASHES if language in _WITH_SLASHES else _TOKEN).finditer(source):
        kept += ["\n" * source.count("\n", at, found.start()), found.group(0), " "]
        at = found.end()
    return "".join(kept) if any(part.strip() for part in kept) else ""


def _outputs(cell: Mapping[str, Any], name: str) -> Iterator[Part]:
    """What a cell shows as a page or as Markdown; what it prints are results."""
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else ():
        shown = output.get("data", output) if isinstance(output, Mapping) else None
        if not isinstance(shown, Mapping):
            continue
        if text := _joined_lines(shown.get("text/html", shown.get("html", ""))):
            yield Part(f"output of {name}", text.encode("utf-8", "replace"), "html")
        elif text := _joined_lines(shown.get("text/markdown", "")):
            yield Part(f"output of {name}", text.encode("utf-8", "replace"), "markdown")
