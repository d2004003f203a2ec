"""What callers must know of a function stands in its docstring, and what a folder is for in that of its `__init__.py`."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich import errors
from tests.test_layers import MODULES, folder_of, name_of, ours

COMMANDS = "feeds.cli.commands"
"""Its docstrings are what `--help` shows."""

FOLDERS = [
    path for path in MODULES if path.name == "__init__.py" and "." in name_of(path) and "migrations" not in path.parts
]
ALL = re.compile(r"everything|what is below")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(body: list[ast.stmt]) -> Iterator[Function]:
    """Functions of a module and methods of its classes; what stands for a method of a library's class says nothing."""
    for node in body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield from public_functions(node.body) if isinstance(node, ast.ClassDef) else (node,)


def raised(node: ast.AST) -> Iterator[str]:
    """The names of what it raises itself, functions in it aside; what it only lets through again does not count."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(child, ast.Raise) and child.exc is not None:
            what = child.exc.func if isinstance(child.exc, ast.Call) else child.exc
            yield ast.unparse(what).rpartition(".")[2]
        yield from raised(child)


def names_it(text: str, name: str) -> bool:
    """Whether a docstring names an error: by its class, or by a wider one; of what is no class, that something is raised."""
    found = getattr(errors, name, None) or getattr(builtins, name, None)
    wider = {one.__name__ for one in getattr(found, "__mro__", ())} - {"Exception", "BaseException", "object"}
    words = {*re.findall(r"\w+", text)}
    return bool(words & (wider | {name})) or (not name[:1].isupper() and "rais" in text.lower())


def silent(source: str) -> list[str]:
    """Public functions that raise and whose docstrings do not say what; an assertion is nothing that callers meet."""
    return [
        node.name
        for node in public_functions(ast.parse(source).body)
        if (text := ast.get_docstring(node)) is not None
        and not all(names_it(text, name) for name in raised(node) if name != "AssertionError")
    ]


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) != COMMANDS], ids=name_of)
def test_a_public_function_that_raises_says_what(path: Path) -> None:
    assert silent(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("'''One.'''; raise ValueError", ["f"]),
        ("'''One; raises ValueError.'''; raise ValueError", []),
        ("'''One; raises an error.'''; raise ValueError", ["f"]),
        ("'''One; raises OSError.'''; raise FileNotFoundError", []),
        ("'''One; raises NotAnswered.'''; raise errors.TryLater(x)", []),
        ("'''One; raises Exception.'''; raise TryLater(x)", ["f"]),
        ("'''One; raises it.'''; raise problem", []),
        ("'''One.'''; raise problem", ["f"]),
        ("'''One.'''\n    if x:\n        raise ValueError", ["f"]),
        ("'''One.'''\n    try: x()\n    except OSError: raise", []),
        ("'''One.'''\n    def g(): raise ValueError", []),
    ],
)
def test_silence_is_noticed(body: str, names: list[str]) -> None:
    assert silent(f"def f(x):\n    {body}") == names
    assert silent(f"class C:\n  async def f(x):\n    {body}") == names
    assert silent(f"def _f(x):\n    {body}") == []


def neighbours(folder: Path) -> set[str]:
    """The folders of its package that the modules of a folder import."""
    package, own = name_of(folder / "__init__.py").split(".")[:2]
    modules = [module for path in MODULES if folder in path.parents for module in ours(path)]
    return {folder_of(module) for module in modules if module.startswith(f"{package}.")} - {own}


@pytest.mark.parametrize("path", FOLDERS, ids=name_of)
def test_a_folder_says_what_comes_in_what_goes_out_and_what_it_imports(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "In: " in text
    assert "Out: " in text
    named = re.search(r"[Ii]mports ([^.]*)\.", text)
    assert named
    assert ALL.search(named[1]) or not neighbours(path.parent) - {*re.findall(r"\w+", named[1])}
