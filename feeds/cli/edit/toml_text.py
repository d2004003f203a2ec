"""Steps in the text of a TOML file: everything else in it, comments included, stays as it is (pure; the only user of tomlkit).

The text that comes out is read again, and must say what the same steps come to in plain values: a file of a shape that
tomlkit does not understand rightly is refused, not spoilt.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, InlineTable, Whitespace

from enrich.errors import BadSettings
from feeds.cli.edit.changes import DropSource, NewSource, Place, Put, Step, Take, apply

BY_HAND = "cannot be changed without changing something else in it; please write this into it yourself"


def changed(text: str, steps: Sequence[Step], name: str) -> str:
    """The text after these steps; `name` is that of the file. Raises BadSettings when that cannot be done safely."""
    expected = tomllib.loads(text)
    for step in steps:
        apply(expected, step)
    ends = "\r\n" if "\r\n" in text and text.count("\r\n") == text.count("\n") else ""
    result = text.replace("\r\n", "\n") if ends else text
    result += "\n" if result and not result.endswith("\n") else ""
    try:
        # One at a time: what a step makes of the document is not known to tomlkit before it is read again.
        for step in steps:
            document = tomlkit.parse(result)
            _take(document, step)
            result = tomlkit.dumps(document)
    except (TOMLKitError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise BadSettings(f"{name} {BY_HAND}") from wrong
    if not text.endswith(("\n\n", "\r\n\r\n")):
        result = result.rstrip("\n") + "\n"
    result = result.replace("\n", ends) if ends else result
    try:
        same = tomllib.loads(result) == expected
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise BadSettings(f"{name} {BY_HAND}")
    return result


def _take(document: tomlkit.TOMLDocument, step: Step) -> None:
    match step:
        case NewSource(table):
            _add_source(document, table)
        case Put(place, value):
            _put(document, place, value)
        case Take(place, value):
            values: Any = document
            for key in place:
                values = values[key]
            del values[list(values).index(value)]
        case DropSource(number):
            _drop_source(document, number)


def _add_source(document: tomlkit.TOMLDocument, values: Any) -> None:
    sources: Any = document.get("sources")
    is_inline = sources is not None and not isinstance(sources, AoT)
    table: Any = tomlkit.inline_table() if is_inline else tomlkit.table()
    table.update(values)
    if sources is None:
        _end_with_blank_line(document)
        sources = tomlkit.aot()
        sources.append(table)
        document.append("sources", sources)
        return
    if not is_inline and len(sources):
        _end_with_blank_line(sources[-1])
    sources.append(table)
    if not is_inline:
        table.add(tomlkit.nl())


def _end_with_blank_line(table: Any) -> None:
    if (text := table.as_string()) and not text.endswith("\n\n"):
        table.add(tomlkit.nl())


def _put(document: tomlkit.TOMLDocument, place: Place, value: str) -> None:
    table: Any = document
    for key in place[:-1]:
        if isinstance(key, str) and key not in table:
            _end_with_blank_line(table)
            table.append(key, tomlkit.table())
        table = table[key]
    last = str(place[-1])
    if last in table:
        table[last].append(value)
        return
    values = tomlkit.array()
    values.append(value)
    _put_first(table, last, values)


def _put_first(table: Any, key: str, values: Any) -> None:
    """A new list, above what the table begins with: behind the comments at its end it would seem to be of the next table."""
    if isinstance(table, InlineTable):
        table.append(key, values)
        return
    alone = tomlkit.table()
    alone.append(key, values)
    table.value.body.insert(0, alone.value.body[0])


def _drop_source(document: tomlkit.TOMLDocument, number: int) -> None:
    """Comments below its last key, which are of what follows, stay."""
    sources: Any = document["sources"]
    if not isinstance(sources, AoT):
        del sources[number]
        if not len(sources):
            del document["sources"]
        return
    body = sources[number].value.body
    last = max((at for at, (key, _) in enumerate(body) if key is not None), default=-1)
    rest = [(key, item) for key, item in body[last + 1 :] if isinstance(item, Comment | Whitespace)]
    del sources[number]
    if number:
        before = sources[number - 1].value.body
        before.extend(rest[1:] if rest and _is_blank(rest[0]) and before and _is_blank(before[-1]) else rest)
        return
    at = next(place for place, (key, _) in enumerate(document.body) if key is not None and key.key == "sources")
    if not len(sources):
        document.body.pop(at)
    elif at and rest and _is_blank(rest[0]) and _is_blank(document.body[at - 1]):
        rest = rest[1:]
    document.body[at:at] = rest


def _is_blank(part: tuple[Any, Any]) -> bool:
    return isinstance(part[1], Whitespace)
