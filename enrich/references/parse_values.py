"""Text of JSON, YAML or TOML -> its values (pure). What cannot be parsed is Unparsable, which says why and where.

In YAML no tag makes an object, no alias a bomb, no depth a crash: its values are built from the parser's events, since a loader would
make dates and numbers of what is written (`arxiv: 2401.00010` loses its last zero), stumble over tags that it does not know, and expand
aliases without limit. The only user of PyYAML.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import msgspec
import yaml
from msgspec import Struct, field

from enrich.citations.items import Unparsable
from enrich.references.numbers import WrittenFloat

_MOST_DOTS = 2000
"""In a line of TOML that is parsed: nobody writes a key or a line of prose with more."""
_DECODER = msgspec.json.Decoder(float_hook=WrittenFloat)
MAX_DEPTH = 200
"""Levels of a document that is read as YAML."""
EXPANSION = 10
"""How many times as large as what is written a document may become by its aliases, beside ALLOWANCE."""
ALLOWANCE = 10_000
"""Values that aliases may add to a small document."""
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_IN_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})", re.ASCII)
_DECIMAL = re.compile(r"[-+]?\d{1,18}\.\d{1,18}", re.ASCII)
_WORDS = {"": None, "~": None, "null": None, "Null": None, "true": True, "True": True, "false": False, "False": False}
_PAIR = re.compile(r"([ \t]*(?:- +)*[\w.-]+:[ \t]+)([^\s#|>].*)|([ \t]*(?:- +)+)([^\s#|>-].*)", re.DOTALL)
"""A line that is a name with its value, or an element of a list."""
_REFERENCE = re.compile(r"[&*][\w-]+(?:\s*\{.*\})?", re.DOTALL)


def parse_json(text: str) -> Any:
    """The JSON value of a text, as Python's own parser has it when msgspec is too strict (NaN, lone surrogates).

    Raises Unparsable, which says why and where.
    """
    try:
        return _DECODER.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    try:
        return json.loads(text, strict=False, parse_float=WrittenFloat)
    except json.JSONDecodeError as error:
        raise Unparsable(f"{error.msg} (line {error.lineno}, column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise Unparsable(f"Python cannot read it ({error})") from error


def parse_toml(text: str) -> Any:
    """The value of a TOML text, with dates as they are written; raises Unparsable."""
    if any(line.count(".") > _MOST_DOTS for line in text.split("\n")):  # tomllib takes quadratic time for such a key
        raise Unparsable(f"a line has more than {_MOST_DOTS:,} dots")
    try:
        return _plain(tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"), parse_float=WrittenFloat))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise Unparsable(str(error)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime | date | time) else value


class _Open(Struct):
    """A mapping or list that is not at its end."""

    value: Any
    anchor: str | None
    size: int = 1
    key: Any = None
    has_key: bool = False
    merged: list[Any] = field(default_factory=list)


def parse_yaml(text: str) -> list[Any]:
    """The values of the documents of a text; raises Unparsable, which says why and where.

    A text that is not YAML because of its unquoted titles (`title: Sheep: a study`) is read as it was meant.
    """
    text = _NOT_IN_YAML.sub(" ", text.removeprefix("\ufeff"))
    try:
        return list(_documents(text))
    except yaml.YAMLError as error:
        mended = _quoted(text)
        if mended == text:
            raise Unparsable(_why(error)) from error
    try:
        return list(_documents(mended))
    except yaml.YAMLError as error:
        raise Unparsable(_why(error)) from error


def _why(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    return f"{problem} (line {mark.line + 1}, column {mark.column + 1})" if mark else str(problem)


def _quoted(text: str) -> str:
    """The text with quotes around the values that YAML takes for something else, and spaces for tabs at the margin."""
    return "".join(_quoted_line(line) for line in text.splitlines(keepends=True))


def _quoted_line(line: str) -> str:
    body = line.rstrip()
    margin = len(body) - len(body.lstrip(" \t"))
    body = body[:margin].replace("\t", "  ") + body[margin:]
    found = _PAIR.fullmatch(body)
    if found and (found.group(1) or not re.match(r"[\w.-]+:(?:\s|$)", found.group(4))):
        head, value = found.group(1) or found.group(3), found.group(2) or found.group(4)
        if _is_misread(value):
            inner = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
            body = head + "'" + inner.replace("'", "''") + "'"
    return body + line[len(line.rstrip("\r\n")) :]


def _is_misread(value: str) -> bool:
    """Whether an unquoted value is not one to YAML, or a quoted one ends too early."""
    first, last = value[0], value[-1]
    if first in "\"'":
        return last != first or (first == '"' and value.replace(r"\"", "").count('"') > 2)
    if first in "[{":
        return last not in "]}"
    if first in "&*":
        return not _REFERENCE.fullmatch(value)
    return first in "@`%!" or ": " in value or " #" in value or last == ":"


def _documents(text: str) -> Iterator[Any]:
    limit = ALLOWANCE + EXPANSION * len(text)
    builder = _Builder(limit)
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            builder = _Builder(limit)
        elif isinstance(event, yaml.DocumentEndEvent):
            yield builder.root
        else:
            builder.take(event)


class _Builder:
    """Puts one document together from its events."""

    def __init__(self, limit: int) -> None:
        self.root: Any = None
        self._limit = limit
        self._total = 0
        self._open: list[_Open] = []
        self._known: dict[str, tuple[Any, int]] = {}
        """What anchors stand for, and how many values that is."""

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._open) >= MAX_DEPTH:
                raise Unparsable(f"it is nested more than {MAX_DEPTH} levels deep")
            self._open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self._open.pop()
            self._close(done)
            self._put(done.value, done.anchor, done.size)
        elif isinstance(event, yaml.ScalarEvent):
            self._put(_scalar(event), event.anchor, 1)
        elif isinstance(event, yaml.AliasEvent):
            value, size = self._known.get(str(event.anchor), (None, 1))
            self._put(value, None, size)

    def _put(self, value: Any, anchor: str | None, size: int) -> None:
        self._total = max(self._total, size)
        if self._total > self._limit:
            raise Unparsable("its aliases would make it many times as large as it is")
        if anchor:
            self._known[anchor] = (value, size)
        if not self._open:
            self.root = value
            return
        inside = self._open[-1]
        inside.size += size
        if isinstance(inside.value, list):
            inside.value.append(value)
        elif not inside.has_key:
            inside.key, inside.has_key = value, True
        else:
            self._pair(inside, value)
        if inside.size > self._limit:
            raise Unparsable("its aliases would make it many times as large as it is")

    @staticmethod
    def _pair(inside: _Open, value: Any) -> None:
        key, inside.has_key = inside.key, False
        if key == "<<":
            inside.merged += value if isinstance(value, list) else [value]
        elif isinstance(key, dict | list):
            inside.value.setdefault("?", []).append([key, value])
        elif (name := str(key)) not in inside.value:
            inside.value[name] = value
        else:
            # Of two values under one name a loader would keep the last alone.
            inside.value[f"{name} ({len(inside.value)})"] = value

    @staticmethod
    def _close(done: _Open) -> None:
        """Take over what `<<` names, where the mapping says nothing itself."""
        for one in done.merged:
            for name, value in one.items() if isinstance(one, dict) else ():
                done.value.setdefault(name, value)


def _scalar(event: Any) -> Any:
    """The value of a scalar: quoted or folded it is a text, plain it may be a number, a word, or nothing."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return WrittenFloat(text) if _DECIMAL.fullmatch(text) else text
