"""Every regular expression of the program, found by parsing it, and written as JavaScript has them, for an analyser.

The text of a pattern is evaluated where it stands, with the constants of its module. What JavaScript has not is written in
other ways: a class as the characters of it (of a small alphabet and those that the pattern names), what gives nothing back
as what no more of it may follow.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

FUNCTIONS = {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"}
ANCHORED = {"match", "fullmatch"}
MARK = re.compile(r"#\s*bounded: \S")
"""The comment on a pattern whose text is short: it says by what."""
MANY = parser.MAXREPEAT
_ALPHABET = {*range(0x180), *range(0x2000, 0x2070), 0x3B1, 0x4E2D, 0x663, 0x300, 0x3000, 0xFEFF, 0xFFFD}
_ANY_OTHER = 0x4E2D
"""Stands for every character that is neither in the alphabet nor in the pattern."""


@dataclass(frozen=True)
class Pattern:
    """A regular expression of the program."""

    place: str
    """`enrich/text.py:12`"""
    text: str
    flags: int
    uses: frozenset[str]
    """The functions that it is used with; empty when they cannot all be seen."""
    is_bounded: bool

    @property
    def javascript(self) -> str:
        """The pattern as the analyser reads it, which takes it for searched unless it begins with `^`."""
        tree = parser.parse(self.text, self.flags)
        written = _Writer(tree.state.flags).all(tree)
        if self.uses and self.uses <= ANCHORED:
            written = f"^(?:{written})" + ("$" if self.uses == {"fullmatch"} else "")
        return written


@dataclass(frozen=True)
class Unknown:
    """A pattern that cannot be evaluated."""

    place: str
    source: str


def collect(paths: Iterable[Path], root: Path) -> Iterator[Pattern | Unknown]:
    """The patterns of the modules."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    used_in = {path: _uses(tree) for path, tree in trees.items()}
    everywhere: dict[str, set[str]] = {}
    for used in used_in.values():
        for name, methods in used.items():
            if not name.startswith("_"):
                everywhere.setdefault(name, set()).update(methods)
    for path, tree in trees.items():
        own = {name: methods for name, methods in used_in[path].items() if name[0] == "_"}
        yield from _Module(path, root, tree, everywhere | own).patterns()


def _uses(tree: ast.Module) -> dict[str, set[str]]:
    """Name -> the methods that are called on it; one that is used in another way has `any`."""
    found: dict[str, set[str]] = {}
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
            if name is None or isinstance(getattr(node, "ctx", None), ast.Store):
                continue
            if isinstance(parent, ast.Attribute):
                found.setdefault(name, set()).add(parent.attr)
            elif not isinstance(node, ast.Attribute) or not isinstance(parent, ast.Call):
                found.setdefault(name, set()).add("any")
    return found


class _Module:
    def __init__(self, path: Path, root: Path, tree: ast.Module, uses: dict[str, set[str]]) -> None:
        self._name = path.relative_to(root).as_posix()
        self._tree = tree
        self._uses = uses
        self._lines = path.read_text(encoding="utf-8").splitlines()
        module = importlib.import_module(self._name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        self._names = vars(module)
        self._bounded = {
            ast.unparse(target)
            for node in tree.body
            if isinstance(node, ast.Assign) and self._is_bounded(node)
            for target in node.targets
        }

    def patterns(self) -> Iterator[Pattern | Unknown]:
        assigned = {
            node.value: target.id
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and (function := _function(node)) and node.args:
                for text in _either(node.args[0]):
                    yield self._pattern(node, text, function, assigned.get(node))
        yield from self._compiled_when_loaded()

    def _compiled_when_loaded(self) -> Iterator[Pattern]:
        """What a name of the module holds in a list or table."""
        for name, value in self._names.items():
            bounded = name in self._bounded
            rows = value.values() if isinstance(value, dict) else value
            for row in rows if isinstance(value, dict | list | tuple) else ():
                for one in row if isinstance(row, tuple) else (row,):
                    if isinstance(one, re.Pattern) and isinstance(one.pattern, str):
                        yield Pattern(
                            f"{self._name}: {name}", one.pattern, one.flags & ~re.UNICODE, frozenset(), bounded
                        )

    def _pattern(self, call: ast.Call, written: ast.expr, function: str, name: str | None) -> Pattern | Unknown:
        place = f"{self._name}:{call.lineno}"
        try:
            text = self._value(written)
            flags = self._value(_flags(call, function))
        except Exception:  # noqa: BLE001  whatever a module does to make it
            return Unknown(place, ast.unparse(written))
        if isinstance(text, re.Pattern):
            text, flags = text.pattern, text.flags & ~re.UNICODE
        if isinstance(text, bytes):
            text = text.decode("latin-1")
        uses = {function} if function != "compile" else self._uses.get(name or "", {"any"}) - {"pattern", "flags"}
        known = frozenset() if "any" in uses else frozenset(uses)
        return Pattern(place, text, int(flags), known, self._is_bounded(call))

    def _is_bounded(self, node: ast.expr | ast.stmt) -> bool:
        """Whether the comment stands on what is written here, or above it."""
        return any(MARK.search(line) for line in self._lines[max(0, node.lineno - 2) : node.end_lineno])

    def _value(self, node: ast.expr) -> Any:
        whole = ast.fix_missing_locations(ast.Expression(node))
        return eval(compile(whole, self._name, "eval"), dict(self._names))


def _either(node: ast.expr) -> Iterator[ast.expr]:
    """Both sides of `a if x else b`, or the expression itself."""
    if isinstance(node, ast.IfExp):
        yield from (*_either(node.body), *_either(node.orelse))
    else:
        yield node


def _function(call: ast.Call) -> str | None:
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re":
        return function.attr if function.attr in FUNCTIONS else None
    return None


def _flags(call: ast.Call, function: str) -> ast.expr:
    named = [one.value for one in call.keywords if one.arg == "flags"]
    at = {"compile": 1, "split": 3, "sub": 4, "subn": 4}.get(function, 2)
    return named[0] if named else call.args[at] if len(call.args) > at else ast.Constant(0)


class _Writer:
    """A parsed pattern of Python -> the text of one of JavaScript."""

    def __init__(self, flags: int) -> None:
        self._flags = flags
        self._groups = 0
        self._numbers: dict[int, int] = {}
        self._alphabet = set(_ALPHABET)

    def all(self, tree: Any) -> str:
        self._alphabet |= set(_literals(tree))
        return self._sequence(tree, self._flags)

    def _sequence(self, items: Any, flags: int) -> str:
        return "".join(self._item(kind, value, flags) for kind, value in items)

    def _item(self, kind: Any, value: Any, flags: int) -> str:
        simple = {sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY}
        if kind in simple:
            return _class(self._members(kind, value, flags), self._alphabet)
        if kind is sre.AT:
            return {sre.AT_BOUNDARY: r"\b", sre.AT_NON_BOUNDARY: r"\B"}.get(value) or (
                "^" if value in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING) else "$"
            )
        if kind is sre.BRANCH:
            return "(?:" + "|".join(self._sequence(one, flags) for one in value[1]) + ")"
        if kind is sre.SUBPATTERN:
            return self._group(value, flags)
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            return self._repeat(kind, value, flags)
        if kind is sre.ATOMIC_GROUP:
            return self._atomic(value, flags)
        if kind in (sre.ASSERT, sre.ASSERT_NOT):
            sign = ("<" if value[0] < 0 else "") + ("=" if kind is sre.ASSERT else "!")
            return f"(?{sign}{self._sequence(value[1], flags)})"
        if kind is sre.GROUPREF:
            return f"\\{self._numbers[value]}(?:)"
        raise ValueError(f"{kind} is not known here")

    def _group(self, value: Any, flags: int) -> str:
        number, add, remove, inner = value
        if number is None:
            return f"(?:{self._sequence(inner, (flags | add) & ~remove)})"
        self._groups += 1
        self._numbers[number] = self._groups
        return f"({self._sequence(inner, (flags | add) & ~remove)})"

    def _repeat(self, kind: Any, value: Any, flags: int) -> str:
        least, most, inner = value
        if (kind is sre.POSSESSIVE_REPEAT and (least, most) != (0, 1)) or kind is sre.POSSESSIVE_REPEAT:
            single = len(inner) == 1 and inner[0][0] in {sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY}
            if single and most == MANY:
                one = self._sequence(inner, flags)
                return f"{one}{_times(least, most)}(?!{one})"
            return self._atomic([(sre.MAX_REPEAT, value)], flags)
        written = f"(?:{self._sequence(inner, flags)}){_times(least, most)}"
        return written + ("?" if kind is sre.MIN_REPEAT else "")

    def _atomic(self, inner: Any, flags: int) -> str:
        self._groups += 1
        number = self._groups
        return f"(?=({self._sequence(inner, flags)}))\\{number}(?:)"

    def _members(self, kind: Any, value: Any, flags: int) -> set[int]:
        every = self._alphabet
        if kind is sre.ANY:
            return every if flags & re.DOTALL else every - {10}
        if kind is sre.LITERAL:
            return self._cased({value}, flags)
        if kind is sre.NOT_LITERAL:
            return every - self._cased({value}, flags)
        members: set[int] = set()
        negate = False
        for part, what in value:
            if part is sre.NEGATE:
                negate = True
            elif part is sre.LITERAL:
                members.add(what)
            elif part is sre.RANGE:
                members |= {code for code in every if what[0] <= code <= what[1]} | {what[0], what[1]}
            else:
                members |= {code for code in every if _is_of(code, what, flags)}
        members = self._cased(members, flags)
        return every - members if negate else members

    def _cased(self, members: set[int], flags: int) -> set[int]:
        if not flags & re.IGNORECASE:
            return members
        both = {other for code in members for other in (chr(code).lower(), chr(code).upper()) if len(other) == 1}
        return members | {ord(one) for one in both}


def _is_of(code: int, category: Any, flags: int) -> bool:
    letter = {
        sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_SPACE: r"\s",
        sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
    }[category]  # fmt: skip
    return re.match(letter, chr(code), flags & re.ASCII) is not None


def _literals(tree: Any) -> Iterator[int]:
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in (sre.LITERAL, sre.NOT_LITERAL):
        yield tree[1]
        yield from (ord(one) for one in {chr(tree[1]).lower(), chr(tree[1]).upper()} if len(one) == 1)
    elif isinstance(tree, tuple) and len(tree) == 2 and tree[0] is sre.RANGE:
        yield from tree[1]
    elif isinstance(tree, tuple | list | parser.SubPattern):
        for one in tree:
            yield from _literals(one)


def _class(members: set[int], alphabet: set[int]) -> str:
    if _ANY_OTHER in members:
        return _class(alphabet - members, alphabet).replace("[", "[^", 1)
    parts = []
    ordered = sorted(one for one in members if one < 0x10000)
    start = before = None
    for code in [*ordered, None]:
        if before is not None and code != before + 1:
            parts.append(f"\\u{start:04x}" + (f"-\\u{before:04x}" if before != start else ""))
            start = code
        start, before = code if start is None else start, code
    return f"[{''.join(parts)}]"


def _times(least: int, most: Any) -> str:
    return f"{{{least},{'' if most == MANY else most}}}"
