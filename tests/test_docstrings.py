"""What callers must know of a function stands in its docstring."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_layers import MODULES, name_of

COMMANDS = "feeds.cli.commands"
"""Its docstrings are what `--help` shows."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(body: list[ast.stmt]) -> Iterator[Function]:
    """Functions of a module and methods of its classes; what stands for a method of a library's class says nothing."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield from public_functions(node.body) if isinstance(node, ast.ClassDef) else (node,)


def raises_of_its_own(node: ast.AST) -> bool:
    """Whether it raises something itself, functions in it aside; what it only lets through again does not count."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        if (isinstance(child, ast.Raise) and child.exc is not None) or raises_of_its_own(child):
            return True
    return False


def silent(source: str) -> list[str]:
    """Public functions that raise and whose docstrings do not say so."""
    return [
        node.name
        for node in public_functions(ast.parse(source).body)
        if raises_of_its_own(node) and "rais" not in (ast.get_docstring(node) or "raises").lower()
    ]


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) != COMMANDS], ids=name_of)
def test_a_public_function_that_raises_says_so(path: Path) -> None:
    assert silent(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("'''One.'''; raise ValueError", ["f"]),
        ("'''One; raises ValueError.'''; raise ValueError", []),
        ("'''One.'''\n    if x:\n        raise ValueError", ["f"]),
        ("'''One.'''\n    try: x()\n    except OSError: raise", []),
        ("'''One.'''\n    def g(): raise ValueError", []),
    ],
)
def test_silence_is_noticed(body: str, names: list[str]) -> None:
    assert silent(f"def f(x):\n    {body}") == names
    assert silent(f"class C:\n  async def f(x):\n    {body}") == names
    assert silent(f"def _f(x):\n    {body}") == []
