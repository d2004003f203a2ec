r"""The source of LaTeX -> the same text without comments, its own macros expanded; and where its groups end (pure).

Lines keep their numbers: what goes away leaves its line feeds behind.
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"\\.|(?<=\S)%[0-9A-Fa-f]{2}|%[^\n]*", re.DOTALL)
"""Or what looks like one and is not: an escaped sign, a byte in an address."""
_DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|def)\*?[ \t]{0,9}(?:\{[ \t]{0,9}\\([A-Za-z@]{1,40})[ \t]{0,9}\}|\\([A-Za-z@]{1,40}))"
    r"[ \t]{0,9}(?:\[(\d)\](?:\[[^\[\]\n]{0,80}\])?)?((?:#\d){0,9})[ \t]{0,9}\n?[ \t]{0,9}(?=\{)"
)
_SLIDES = re.compile(
    r"(?<=[a-z}])<(?:[a-z]{1,12}:)?(?:\d{1,3}|[.+])(?:[\d,.|+ -]|\([\d+-]{1,4}\)|alert@|[a-z]{4,12}:){0,30}>"
)
_PARAMETER = re.compile(r"#(\d)")
_ROUNDS = 4
"""Macros that use macros are expanded so often."""
_GROWTH = 3
"""How many times as long a text may become by its macros, since one may double what another doubles."""
_PRIMITIVE = re.compile(r"\\(?:fontdimen|hskip|vskip|unskip|csname|catcode|begingroup|hrulefill|spaceskip|relax|@)")
"""What a macro stands for that is not text but a way to set it."""
_LONGEST = 2000
"""Characters of what a macro stands for; a longer one lays out a page."""
_TOO_MANY = 400
"""Macros beyond this number are not expanded."""

Macros = dict[str, tuple[int, str]]
"""Name -> how many arguments it takes, and what it stands for."""


def uncommented(text: str) -> str:
    r"""The text without its comments, and without the numbers of the slides on which a command acts (`\item<1->`, `\alert<2>{...}`)."""
    text = _COMMENT.sub(_kept, text) if "%" in text else text
    return _SLIDES.sub("", text) if ">" in text else text


def _kept(found: re.Match[str]) -> str:
    return "" if found[0][0] == "%" and not re.fullmatch("%[0-9A-Fa-f]{2}", found[0]) else found[0]


def ends_of_groups(text: str) -> dict[int, int]:
    r"""Where the group that begins at an offset (at its `{`) ends (at its `}`); groups that have no end are left out."""
    ends: dict[int, int] = {}
    open_groups: list[int] = []
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if found[0] == "{":
            open_groups.append(found.start())
        elif found[0] == "}" and open_groups:
            ends[open_groups.pop()] = found.start()
    return ends


def expanded(text: str, known: frozenset[str]) -> str:
    r"""The text with the macros that it defines in the place of their names; those `known` are understood as they are."""
    text, macros = _without_definitions(text, known)
    if not macros:
        return text
    names = re.compile(r"\\(" + "|".join(sorted(map(re.escape, macros), reverse=True)) + r")(?![A-Za-z@])")
    room = _GROWTH * len(text) + 10_000
    for _ in range(_ROUNDS):
        after = _once(text, names, macros, room)
        if after is None or after == text:
            break
        text = after
    return text


def _without_definitions(text: str, known: frozenset[str]) -> tuple[str, Macros]:
    macros: Macros = {}
    ends = ends_of_groups(text)
    parts, at = [], 0
    for found in _DEFINITION.finditer(text):
        end = ends.get(found.end())
        if found.start() < at or end is None:
            continue
        name, body = found[1] or found[2], text[found.end() + 1 : end]
        if name not in known and len(body) <= _LONGEST and len(macros) < _TOO_MANY:
            body = "" if _PRIMITIVE.search(body) else " ".join(body.split("\n"))
            macros[name] = (int(found[3] or len(found[4]) // 2), body)
        parts += [text[at : found.start()], "\n" * text.count("\n", found.start(), end)]
        at = end + 1
    return "".join([*parts, text[at:]]), macros


def _once(text: str, names: re.Pattern[str], macros: Macros, room: int) -> str | None:
    """The text with each macro expanded once; None where that would be too long."""
    ends = ends_of_groups(text)
    parts, at, length = [], 0, 0
    for found in names.finditer(text):
        if found.start() < at:
            continue
        count, body = macros[found[1]]
        arguments, end = _arguments(text, ends, found.end(), count)
        filled = _filled(body, arguments)
        piece = text[at : found.start()] + filled
        length += len(piece)
        if length > room:
            return None
        parts.append(piece if count or not filled[-1:].isalpha() else f"{piece}{{}}")
        at = end
    return "".join([*parts, text[at:]])


def _filled(body: str, arguments: list[str]) -> str:
    def given(parameter: re.Match[str]) -> str:
        number = int(parameter[1])
        return arguments[number - 1] if 0 < number <= len(arguments) else ""

    return _PARAMETER.sub(given, body)


def _arguments(text: str, ends: dict[int, int], at: int, count: int) -> tuple[list[str], int]:
    arguments: list[str] = []
    while len(arguments) < count:
        start = skipped(text, at)
        if text[start : start + 1] != "{" or start not in ends:
            break
        arguments.append(text[start + 1 : ends[start]])
        at = ends[start] + 1
    return arguments, at


_BLANK = re.compile(r"[ \t]*\n?[ \t]*")
_OPTION_END = re.compile(r"\\.|[\[\]{}]", re.DOTALL)
_LONGEST_OPTION = 400


def skipped(text: str, at: int) -> int:
    """The offset behind blanks, which may hold one end of a line."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def option(text: str, at: int) -> tuple[str, int]:
    r"""What is in brackets at an offset (`\item[a]`), and the offset behind it; nothing, and the same offset."""
    start = skipped(text, at)
    if text[start : start + 1] != "[":
        return "", at
    depth = 0
    for found in _OPTION_END.finditer(text, start + 1, start + _LONGEST_OPTION):
        if found[0] == "]" and not depth:
            return text[start + 1 : found.start()], found.end()
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth < 0:
            break
    return "", at
