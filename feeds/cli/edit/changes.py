"""What changes in the settings when something is added or removed (pure: the file as plain values goes in, steps come out)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from enrich.errors import BadSettings
from feeds.cli.edit.recognise import Named

Place = tuple[str | int, ...]
LISTS = ("files", "ids", "announcements")
"""Keys of a source that hold more than one thing."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source is added behind the others."""

    table: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Put:
    """A list gets another value; it is made where there is none."""

    place: Place
    value: str


@dataclass(frozen=True, slots=True)
class Take:
    """A list loses a value."""

    place: Place
    value: str


@dataclass(frozen=True, slots=True)
class DropSource:
    """A source goes, counted from 0."""

    number: int


Step = NewSource | Put | Take | DropSource


@dataclass(frozen=True, slots=True)
class Edit:
    """One step, if any is needed, and what it comes to in words."""

    step: Step | None
    words: str


def apply(data: dict[str, Any], step: Step) -> None:
    """Take a step in plain values."""
    match step:
        case NewSource(values):
            data.setdefault("sources", []).append(deepcopy(dict(values)))
        case Put((*way, last), value):
            table: Any = data
            for key in way:
                table = table.setdefault(key, {}) if isinstance(key, str) else table[key]
            table.setdefault(last, []).append(value)
        case Take((*way, last), value):
            table = data
            for key in way:
                table = table[key]
            table[last].remove(value)
        case DropSource(number):
            del data["sources"][number]
            if not data["sources"]:
                del data["sources"]


# ---------------------------------------------------------------- adding


def addition(data: Mapping[str, Any], one: Named, name: str | None, covered: Collection[str] = ()) -> Edit:
    """How something comes into the settings; `covered` are the patterns of the settings that a file matches already.

    Raises BadSettings when `name` is that of a source that is something else.
    """
    sources = _sources(data)
    if there := _where(data, one, covered, name):
        return Edit(None, f"{one.label} is there already: {there}")
    if one.kind == "follow" and name is None:
        return Edit(Put(("authors", "follow"), one.value), f"{one.label}: follows this person ([authors] follow)")
    wanted = name or one.suggested
    for number, source in enumerate(sources):
        if source.get("name") != wanted or (name is None and one.kind != "ids"):
            continue
        if one.kind not in LISTS or one.kind not in source:
            if name is None:
                continue
            raise BadSettings(f"there is a source {name!r} already, and it is something else; another name is expected")
        return Edit(Put(("sources", number, one.kind), one.value), f"{one.label}: in the source {wanted!r}")
    title = name or _free(wanted, {str(source.get("name")) for source in sources})
    key = "orcid" if one.kind == "follow" else one.kind
    table: dict[str, Any] = {"name": title, key: [one.value] if one.kind in LISTS else one.value}
    if one.is_private:
        table["allow_private"] = True
    private = ", which is in a private network or on this machine" if one.is_private else ""
    return Edit(NewSource(table), f"{one.label}{private}: a new source, {title!r}")


def _free(wanted: str, taken: Collection[str]) -> str:
    names = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _sources(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    sources = data.get("sources", [])
    return sources if isinstance(sources, list) and all(isinstance(one, dict) for one in sources) else []


def _where(data: Mapping[str, Any], one: Named, covered: Collection[str], name: str | None) -> str:
    """Where something is already, in words; nothing when it is nowhere, or not in the source of that name."""
    places = [str(source.get("name")) for _, source, _ in _reading(data, one, covered)]
    if name is not None and one.kind in LISTS:
        places = [place for place in places if place == name]
    if places:
        return f"in the source {places[0]!r}"
    return "in [authors] follow" if one.kind == "follow" and name is None and one.value in _followed(data) else ""


def _followed(data: Mapping[str, Any]) -> list[Any]:
    authors = data.get("authors", {})
    found = authors.get("follow", []) if isinstance(authors, dict) else []
    return found if isinstance(found, list) else []


def _reading(
    data: Mapping[str, Any], one: Named, covered: Collection[str] = ()
) -> Iterator[tuple[int, Mapping[str, Any], str]]:
    """(number, source, key) of the sources that read something."""
    keys = ("feed", "page") if one.kind in {"feed", "page"} else ("orcid",) if one.kind == "follow" else (one.kind,)
    for number, source in enumerate(_sources(data)):
        for key in keys:
            value = source.get(key)
            if value == one.value or (isinstance(value, list) and {one.value, *covered} & {str(v) for v in value}):
                yield number, source, key


# ---------------------------------------------------------------- removing


def removals(data: Mapping[str, Any], one: Named | None, text: str, name: str | None) -> list[Edit]:
    """How something goes out of the settings: a source by its name, else what was named, out of every source.

    With `name`, only out of the source of that name. Steps are in an order in which numbers stay right. Raises
    BadSettings when there is no such thing.
    """
    sources = _sources(data)
    called = [number for number, source in enumerate(sources) if name is None and source.get("name") == text]
    if called:
        return [Edit(DropSource(number), f"the source {text!r}") for number in reversed(called)]
    found: list[Edit] = []
    for number, source, key in _reading(data, one) if one else ():
        title = source.get("name")
        if name is not None and title != name:
            continue
        if one is not None and key in LISTS and len(source[key]) > 1:
            found.append(Edit(Take(("sources", number, key), one.value), f"{one.label}, from the source {title!r}"))
        else:
            found.append(Edit(DropSource(number), f"the source {title!r}, which had nothing else"))
    if one is not None and one.kind == "follow" and name is None and one.value in _followed(data):
        found.append(Edit(Take(("authors", "follow"), one.value), f"{one.label}, from [authors] follow"))
    if not found:
        where = "" if name is None else f" in a source {name!r}"
        names = ", ".join(sorted(repr(source.get("name")) for source in sources)) or "none"
        label = repr(text) if one is None else one.label
        raise BadSettings(f"{label} is not in the settings{where}; sources there: {names}")
    return found[::-1]
