"""The source of Typst -> the same without what stands in other files (pure): packages and templates are not here, and pandoc gives up at each.

A function of a template (`#entry([Title], [Authors])`) is defined as one that shows what it is given, line by line.
"""

from __future__ import annotations

import re

_IMPORT = re.compile(r"^([ \t]*+)#?(?:import|include)[ \t][^\n]*+$", re.MULTILINE)
_SHOW = re.compile(r"^[ \t]*+#show\b[^\n:]*+:", re.MULTILINE)
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
# bounded: 2000 characters of a text in quotes
_SIGN = re.compile(r"[()\[\]{}\n]|\"(?:[^\"\\\n]|\\.){0,2000}+\"")
_UNKNOWN = re.compile(r'Identifier "([A-Za-z_][\w-]{0,60})" not found')
_SHOWS = (
    "#let {name}(..a) = {{ parbreak(); (a.named().values() + a.pos())"
    ".filter(x => type(x) == content or type(x) == str).map(x => [#x]).join(linebreak()); parbreak() }}\n"
)


def by_itself(source: str) -> str:
    """The source without what it takes from other files and what it does with its whole text; lines stay in their places."""
    source = _IMPORT.sub(lambda found: f"{found[1]}//", source)
    kept, end = [], 0
    for found in _SHOW.finditer(source):
        if found.start() >= end:
            kept.append(source[end : found.start()])
            end = _end_of_rule(source, found.end())
            kept.append("\n" * source.count("\n", found.start(), end))
    return "".join([*kept, source[end:]])


def _end_of_rule(source: str, start: int) -> int:
    """Where a rule ends: with its line, but for brackets that are open there."""
    waiting: list[str] = []
    for found in _SIGN.finditer(source, start):
        sign = found[0]
        if sign in _BRACKETS:
            waiting.append(_BRACKETS[sign])
        elif waiting and sign == waiting[-1]:
            waiting.pop()
        elif sign == "\n" and not waiting:
            return found.start()
    return len(source)


def with_unknown(source: str, problem: str) -> str | None:
    """The source with a definition of what pandoc says that it does not know, or None where its problem is another."""
    found = _UNKNOWN.search(problem)
    return _SHOWS.format(name=found[1]) + source if found else None
