"""Source code -> the lists and objects of texts that are written in it, and its comments (pure).

    TITLES = ["A Title", "Another Title"]    {title: 'A Title', year: 2015}    c(smith2010 = "A Title")    Paper(title="A Title")

No language is parsed: brackets, commas, texts in quotes and names before `:` and `=` mean the same in most of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from enrich.citations.citation import title_like
from enrich.citations.field_names import role_of
from enrich.titles.sentences import is_plainly_title, is_short_title, speaks

_TOKEN = re.compile(
    r'(?P<text>(?<!\\)[rRuUbBfF]{0,2}(?<!\\)(?:"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\'|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|`(?:[^`\\]|\\.)*+`))'
    r"|(?P<block>/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))|(?P<slashes>(?<!:)//[^\n]*+)|(?P<hash>#[^\n]*+)|(?P<dashes>--[^\n]*+)"
    r"|(?P<name>[^\W\d][\w$.]*+)|(?P<open>[\[({])|(?P<close>[\])}])|(?P<sign>=>|<-|:=|[:=,;+])",
    re.DOTALL,
)
_QUOTES = re.compile(r"^[a-zA-Z]{0,2}(\"\"\"|'''|[\"'`])")
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|\r?\n|(.))", re.DOTALL)
_BUILDS = frozenset(
    ["c", "list", "set", "tuple", "dict", "vector", "frozenset", "Set", "List.of", "Set.of", "Map.of", "listOf", "setOf", "mapOf", "Arrays.asList", "Array.of"]
)  # fmt: skip
"""What is called to make a list of what is in brackets behind it."""
_IN_PROGRAMS = re.compile(r"[{}<>=%$\\|]|\w\(|\.\w{2,4}$|\n")
"""What texts have that a program uses for itself: patterns, names of files, messages to be filled in."""
_DEEPEST = 60


class CodeLiteral(Struct, frozen=True, gc=False):
    """A list or object of texts."""

    line: int
    """Where it begins."""
    value: Mapping[str, Any]
    """The name that it is given, and what is in it; a list of titles is under `papers`."""


class _Frame(Struct):
    """What is between two brackets, as far as it is read."""

    line: int
    name: str
    """What it is given to, or is called."""
    calls: bool
    """It holds the arguments of a call."""
    entries: list[tuple[str, Any]] = field(default_factory=list)
    """(name or nothing, value)."""
    ends: bool = False
    """Statements end in it: it is a block of code."""

    def add_text(self, name: str, text: str, *, joins: bool) -> None:
        """Take a text, which `joins` the one before it where nothing is between them but `+`."""
        if joins and self.entries and isinstance(self.entries[-1][1], str):
            name, before = self.entries.pop()
            text = f"{before}{text}"
        self.entries.append((name, text))


def code_literals(source: str, sign: str = "#") -> Iterator[CodeLiteral]:
    """The lists and objects of a program, in order, those within calls and blocks as well; `sign` begins its comments."""
    frames = [_Frame(1, "", True)]
    name, last, joins = "", "", False
    line, counted = 1, 0
    for found in _TOKEN.finditer(source):
        kind, token = found.lastgroup, found[0]
        if kind in {"block", "slashes", "hash", "dashes"}:
            if kind != "block" and not token.startswith(sign):
                last = ""
            continue
        frame = frames[-1]
        if kind == "text":
            frame.add_text(name, _unquoted(token), joins=last == "text" and joins)
            name, last, joins = "", "text", True
        elif kind == "name":
            last, joins = token, False
        elif kind == "sign":
            if token == "+":
                continue
            if token in {",", ";"}:
                name, frame.ends = "", frame.ends or token == ";"
            elif last == "text" and frame.entries:
                name = str(frame.entries.pop()[1])
            elif last:
                name = last
            last, joins = "", False
        elif kind == "open" and len(frames) < _DEEPEST:
            line, counted = line + source.count("\n", counted, found.start()), found.start()
            calls = token == "(" and bool(last) and last != "text" and last not in _BUILDS
            frames.append(_Frame(line, name or (last if last != "text" else ""), calls))
            name, last, joins = "", "", False
        elif kind == "close" and len(frames) > 1:
            yield from _closed(frames)
            name, last, joins = "", "", False
    while len(frames) > 1:
        yield from _closed(frames)


def code_texts(source: str) -> Iterator[tuple[str, str]]:
    """(place, text) of the texts in quotes of a program that have the form of titles, wherever they stand."""
    line, counted = 1, 0
    for found in _TOKEN.finditer(source):
        if found.lastgroup == "text" and is_plainly_title(text := _unquoted(found[0]).strip() or "-", _FORMED):
            line, counted = line + source.count("\n", counted, found.start()), found.start()
            if not (_IN_PROGRAMS.search(text) or text.endswith(".")):
                yield f"line {line}", text


_FORMED = 4
"""Words of a text that is a title by its form."""


def _closed(frames: list[_Frame]) -> Iterator[CodeLiteral]:
    """What the innermost brackets hold, put into those around them; or read where these are of a call or a block."""
    frame = frames.pop()
    keyed = {key: value for key, value in frame.entries if key}
    describes = any(role_of(key) == "title" for key in keyed)
    if (frame.calls and not describes) or frame.ends:
        for key, value in frame.entries:
            yield from _read(frame.line, key, value)
        return
    content: Any = keyed if describes or len(keyed) * 2 > len(frame.entries) else [one for _, one in frame.entries]
    if content and (len(frames) == 1 or (frames[-1].calls and not keyed)):
        yield from _read(frame.line, frame.name, content)
    elif content:
        frames[-1].entries.append(("" if frame.calls else frame.name, content))


def _read(line: int, name: str, value: Any) -> Iterator[CodeLiteral]:
    if isinstance(value, Mapping | list) and (shaped := _shaped(value)):
        lists_titles = isinstance(shaped, list) and all(isinstance(one, str) for one in shaped)
        yield CodeLiteral(line, {"papers" if lists_titles else name or "value": shaped})


def _shaped(value: Any) -> Any:
    """The value without texts that are no titles in lists of texts; titles under names of their own as a list of papers."""
    if isinstance(value, Mapping):
        if any(role_of(key) == "title" for key in value):
            return value
        titles = [one for one in value.values() if isinstance(one, str) and _is_title(one)]
        texts = [one for one in value.values() if isinstance(one, str) and " " in one.strip()]
        kept = {key: inner for key, one in value.items() if (inner := _shaped(one)) and not isinstance(one, str)}
        listed = {"papers": titles} if titles and len(titles) * 2 >= len(texts) else {}
        rest = {key: one for key, one in value.items() if isinstance(one, str) and one not in listed.get("papers", ())}
        return {**kept, **rest, **listed} if kept or listed else {}
    if isinstance(value, list):
        return _listed(value)
    return value


def _listed(values: Sequence[Any]) -> list[Any]:
    texts = [one for one in values if isinstance(one, str)]
    titles = [one for one in texts if _is_title(one)]
    inner = [shaped for one in values if not isinstance(one, str) and (shaped := _shaped(one))]
    return [*(titles if len(titles) * 2 >= len(texts) and len(texts) > 1 else []), *inner]


def _is_title(text: str) -> bool:
    """Whether a text in a program may be the title of a work: it is no message, no pattern, no name of a file."""
    if _IN_PROGRAMS.search(text) or speaks(text) or text[:1] in "-.#@/ " or text[-1:] in "!…: ":
        return False
    return (
        is_short_title(text) or is_plainly_title(text, 3) or title_like(text[:1].upper() + text[1:], _FEWEST_IN_SMALL)
    )


_FEWEST_IN_SMALL = 5


def _unquoted(token: str) -> str:
    """The text that is in quotes, its escapes read."""
    found = _QUOTES.match(token)
    mark = found[1] if found else ""
    inside = token[found.end() if found else 0 : len(token) - len(mark)]
    return _ESCAPED.sub(_plain, inside) if "\\" in inside else inside


def _plain(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return {"n": "\n", "t": "\t"}.get(found[2] or "", found[2] or "")


def code_comments(source: str, sign: str = "#") -> str:
    """The text with blanks for everything but comments, without their signs; every line stays one."""
    kept: list[str] = []
    at = 0
    for found in _TOKEN.finditer(source):
        kind, token = found.lastgroup, found[0]
        is_comment = kind in {"hash", "slashes", "dashes"} and token.startswith(sign)
        is_comment = (
            is_comment or kind == "block" or (kind == "text" and token.lstrip("rRuUbBfF")[:3] in {'"""', "'''"})
        )
        if not is_comment:
            continue
        kept.append("\n" * source.count("\n", at, found.start()))
        kept.append(re.sub(r"(?m)^[ \t]*(?:[#*%;!/]+|--+)[ \t]?", "", token.strip("\"'").removesuffix("*/")))
        at = found.end()
    return "".join(kept)


def code_words(source: str) -> str:
    """The text with blanks for everything but comments and texts in quotes, where ids may be named; its numbers are measurements."""
    kept: list[str] = []
    at = 0
    for found in _TOKEN.finditer(source):
        if found.lastgroup in {"text", "block", "slashes", "hash", "dashes"}:
            kept += ["\n" * source.count("\n", at, found.start()), found[0], " "]
            at = found.end()
    return "".join(kept)


COMMENT_SIGNS = {
    **dict.fromkeys(["py", "r", "jl", "rb", "sh", "pl", "pyw", "rake", "ex", "exs", "nim", "tcl", "ps1"], "#"),
    **dict.fromkeys(
        [
            "js",
            "mjs",
            "cjs",
            "ts",
            "tsx",
            "jsx",
            "java",
            "c",
            "h",
            "cc",
            "cpp",
            "hpp",
            "cs",
            "go",
            "rs",
            "scala",
            "kt",
            "swift",
            "dart",
            "php",
            "vue",
            "svelte",
            "m",
        ],
        "//",
    ),
    **dict.fromkeys(["lua", "sql", "hs"], "--"),
}
"""The ending of a file of source code -> what begins a comment."""
