r"""The inside of an ordinary formula -> its parts: characters, groups, control words with their arguments. Pure.

Ordinary is what nearly every formula is made of: ASCII, braces, control words whose arguments are groups or single
letters. `NotOrdinary` is raised for all else, which takes a whole TeX reader (a hundred times as slow).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_TOKEN = re.compile(r"\\([A-Za-z]+)( *)|\\(.)|([{}~])|([^\\{}~]+)")
_WORD, _SPACE, _SIGN, _BRACE, _CHARS = range(1, 6)
_NEVER = re.compile(r"\$|(?<!\\)[%&]|\\(?:[()\[\]\\]|begin(?![A-Za-z])|end(?![A-Za-z]))|\\\Z")
"""Formulae within, comments, alignment, line ends, environments."""

Signature = Callable[[str], str | None]
"""Name of a control word -> its arguments, `{` each, or `[{` when an optional one leads; None when they are others."""


class NotOrdinary(Exception):
    """The formula needs the whole TeX reader."""


class Chars(NamedTuple):
    """Characters that stand for themselves."""

    chars: str


class Tie(NamedTuple):
    """A `~`."""


class Group(NamedTuple):
    """What is in braces, or in brackets as an optional argument."""

    nodes: tuple[Node, ...]
    brace: str = "{"


class Macro(NamedTuple):
    r"""A control word (`alpha`) or sign (`,`)."""

    name: str
    space: bool = False
    """Whether white space follows the word."""
    arguments: tuple[Node, ...] = ()


Node = Chars | Tie | Group | Macro


def ordinary(tex: str, signature: Signature) -> tuple[Node, ...]:
    """The parts of the formula; raises NotOrdinary when only a whole TeX reader can tell them."""
    if not tex.isascii() or not tex.isprintable() or _NEVER.search(tex):
        raise NotOrdinary
    nodes, _ = _nodes(tex, 0, signature, inside=False)
    return nodes


def _nodes(tex: str, at: int, signature: Signature, *, inside: bool) -> tuple[tuple[Node, ...], int]:
    """The parts from `at` on, to the brace that closes or to the end, and where they end."""
    nodes: list[Node] = []
    while found := _TOKEN.match(tex, at):
        at, token = found.end(), found[0]
        kind = found.lastindex
        if kind == _CHARS:
            nodes.append(Chars(token))
        elif kind in (_SPACE, _SIGN):
            name = found[_WORD] or found[_SIGN]
            arguments, at = _arguments(tex, at, signature(name), signature)
            nodes.append(Macro(name, bool(found[_SPACE]), arguments))
        elif token == "{":
            group, at = _nodes(tex, at, signature, inside=True)
            nodes.append(Group(group))
        elif token == "~":
            nodes.append(Tie())
        elif inside:
            return tuple(nodes), at
        else:
            raise NotOrdinary
    if inside:
        raise NotOrdinary
    return tuple(nodes), at


def _arguments(tex: str, at: int, kinds: str | None, signature: Signature) -> tuple[tuple[Node, ...], int]:
    if kinds is None:
        raise NotOrdinary
    arguments: list[Node] = []
    for kind in kinds:
        start = at
        while tex[start : start + 1] == " ":
            start += 1
        char = tex[start : start + 1]
        if kind == "[" and char != "[":
            continue
        if char == "{" and kind == "{":
            group, at = _nodes(tex, start + 1, signature, inside=True)
            arguments.append(Group(group))
        elif char.isalnum() and kind == "{":
            arguments.append(Chars(char))
            at = start + 1
        else:
            raise NotOrdinary
    return tuple(arguments), at
