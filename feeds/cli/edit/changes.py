"""What changes in the settings when something is added or removed (pure: the file as plain values goes in, steps come out)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from enrich.errors import BadSettings
from enrich.names import name_key, orcid_id
from enrich.options.author_claims import PERSON_ID
from enrich.options.sources import COMMAND_LINE, OF_PERSONS
from feeds.cli.edit.recognise import Named
from feeds.search.terms import spellings

Place = tuple[str | int, ...]
LISTS = ("files", "ids", "announcements")
"""Keys of a source that hold more than one thing."""
ENDING = '`retired = ["command-line"]` in [feeds]'
"""What ends the topic of what `enrich` was given, which no source of the settings brings."""
BY_HAND = f"{COMMAND_LINE!r} is not in the settings: it is what `paperwire enrich` was given, and stays known; {ENDING} ends its topic"


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

    Raises BadSettings when `name` is that of a source that is something else, or given to what is no source.
    """
    sources = _sources(data)
    if there := _where(data, one, covered, name):
        return Edit(None, f"{one.label} is there already: {there}")
    if one.kind == "follow" and name is None:
        whom = "this person" if orcid_id(one.value) else "everybody of this name among the papers that sources bring"
        return Edit(Put(("authors", "follow"), one.value), f"{one.label}: follows {whom} ([authors] follow)")
    if one.kind == "follow" and not orcid_id(one.value):
        raise BadSettings(f"{one.label!r}: whoever is followed by name is no source; leave out --name")
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
    is_followed = one.kind == "follow" and name is None and _followed_as(data, one.value) is not None
    return "in [authors] follow" if is_followed else ""


def _followed_as(data: Mapping[str, Any], who: str) -> str | None:
    """How the list of those who are followed has somebody: an iD or a name in any spelling; None when it has not."""
    authors = data.get("authors", {})
    found = authors.get("follow", []) if isinstance(authors, dict) else []
    wanted = {orcid_id(one) or name_key(one) for one in spellings(who)} - {""}
    texts = [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
    return next((text for text in texts if (orcid_id(text) or name_key(text)) in wanted), None)


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
    who = one.value if one is not None and one.kind == "follow" else None if found else text
    if name is None and who is not None and (followed := _followed_as(data, who)) is not None:
        found.append(Edit(Take(("authors", "follow"), followed), f"{followed}, from [authors] follow"))
    if not found and text == COMMAND_LINE:
        raise BadSettings(BY_HAND)
    if not found:
        where = "" if name is None else f" in a source {name!r}"
        names = ", ".join(sorted(repr(source.get("name")) for source in sources)) or "none"
        label = repr(text) if one is None else one.label
        raise BadSettings(f"{label} is not in the settings{where}; sources there: {names}")
    return found[::-1]


@dataclass(frozen=True, slots=True)
class TakenOut:
    """One thing that was removed and that brought papers, or feeds."""

    what: str
    """In words."""
    source: str | None = None
    """The source that is there no more; None for a part of one."""
    paper: str | None = None
    """A paper's id, where it is one."""
    author: str | None = None
    """A name that was followed: it brought no paper, but feeds."""


def taken_out(step: Step, data: Mapping[str, Any]) -> TakenOut | None:
    """What a step takes out of the settings that brought papers or feeds; `data` are these before it.

    None for a person who was followed by the id.
    """
    match step:
        case DropSource(number):
            name = str(data["sources"][number].get("name"))
            return TakenOut(f"the source {name!r}", source=name)
        case Take(("authors", _), value):
            orcid = orcid_id(value)
            if PERSON_ID.fullmatch(value):
                return None
            return TakenOut(orcid, source=f"{OF_PERSONS}{orcid}") if orcid else TakenOut(value, author=value)
        case Take((*_, key), value):
            return TakenOut(value, paper=value if key == "ids" and "://" not in value else None)
    return None
