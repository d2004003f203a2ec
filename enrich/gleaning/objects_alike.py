"""Objects of one shape in a value (JSON, YAML, TOML), judged together as the rows of a table are (pure): which of their keys holds titles.

`{name: ..., where: ..., when: ...}` is a work where others with these keys are told to be works, whichever list they are in; where none is
told, the texts of all of them say what each key holds, as the cells of a column do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from enrich.citations.author_lists import read_byline
from enrich.citations.field_names import bare_name, role_of
from enrich.items.columns import SAMPLE, read_columns
from enrich.references.objects import names_other_things

_DEEPEST = 100
_MOST_SHAPES = 100
"""Sets of keys of one value that are looked at, the commonest first."""
_MOST_KEYS = 60
"""Keys of an object that describes one thing."""
_SPOKEN_KEYS = frozenset(["text", "message", "body", "string", "note", "comment", "summary"])
"""Keys of what people say to each other, which may be anything."""
_OF_WORKS = frozenset({"authors", "venue", "date", "doi", "arxiv", "abstract"})
"""Roles of keys beside that of the title, one of which at least works have."""


class Alike(Struct, frozen=True, gc=False):
    """An object that nothing was told of, and what its shape says of it."""

    place: str
    title: str
    roles: Mapping[str, str]
    """What its keys mean."""
    value: Mapping[Any, Any]


class _Shape(Struct, gc=False):
    """Objects with the same keys, for the most part."""

    depth: int
    common: frozenset[str]
    """The keys that most of them have."""
    keys: dict[str, None]
    """All of their keys, in order."""
    objects: list[tuple[str, Mapping[Any, Any]]]

    def fits(self, keys: frozenset[str], depth: int) -> bool:
        """Whether objects with these keys have half of them in common with this shape, and it with them."""
        return depth == self.depth and len(keys & self.common) * 2 >= max(len(keys), len(self.common))


def untold_objects(
    value: Any, place: str, titles: Mapping[str, str], above: Mapping[str, Collection[str]], today: date
) -> Iterator[Alike]:
    """The objects of a value that gave nothing, where others of their shape are works.

    `titles` has the place of each mention, with its title or nothing; `above` the places of what holds some, with the titles of these.
    """
    for shape in _shapes(value, place):
        roles = _roles(shape, titles, above, today)
        key = next((key for key, role in roles.items() if role == "title"), "")
        for at, one in shape.objects if key else ():
            text = one.get(key)
            seen = at in above or at in titles or f"{at}.{key}" in titles
            if isinstance(text, str) and text.strip() and not seen and read_byline(text) is None:
                yield Alike(at, " ".join(text.split()), roles, one)


def _shapes(value: Any, place: str) -> list[_Shape]:
    """The objects of all lists, by their keys and by how deep they are; those of the commonest keys."""
    alike: defaultdict[tuple[int, frozenset[str]], list[tuple[str, Mapping[Any, Any]]]] = defaultdict(list)
    for at, one, depth in _listed(value, place, 0):
        if len(one) <= _MOST_KEYS:
            alike[depth, frozenset(map(str, one))].append((at, one))
    found: list[_Shape] = []
    for (depth, keys), objects in sorted(alike.items(), key=lambda group: -len(group[1]))[:_MOST_SHAPES]:
        shape = next((shape for shape in found if shape.fits(keys, depth)), None)
        if shape is None:
            found.append(shape := _Shape(depth, keys, {}, []))
        shape.keys.update(dict.fromkeys(map(str, objects[0][1])))
        shape.objects += objects
    return [shape for shape in found if len(shape.objects) > 1]


def _listed(value: Any, place: str, depth: int) -> Iterator[tuple[str, Mapping[Any, Any], int]]:
    """The objects that lists hold, but for those of positions, degrees and the like."""
    stack = [(value, place, depth)]
    while stack:
        one, at, deep = stack.pop()
        below: list[tuple[Any, str, int]] = []
        if isinstance(one, list):
            below = [(inner, f"{at}[{n}]", deep + 1) for n, inner in enumerate(one)]
            yield from ((name, inner, deep) for inner, name, _ in below if isinstance(inner, Mapping) and inner)
        elif isinstance(one, Mapping):
            below = [(inner, f"{at}.{key}", deep + 1) for key, inner in one.items() if not names_other_things(str(key))]
        if deep < _DEEPEST:
            stack += [entry for entry in reversed(below) if isinstance(entry[0], Mapping | list)]


def _roles(
    shape: _Shape, titles: Mapping[str, str], above: Mapping[str, Collection[str]], today: date
) -> dict[str, str]:
    """What the keys of a shape mean, one of them the titles; nothing where its objects are no works."""
    keys = Counter(
        key for at, one in shape.objects if (key := _title_key(one, {titles.get(at, ""), *above.get(at, ())}))
    )
    named = {key: role for key in shape.keys if (role := role_of(key))}
    if keys:
        key = keys.most_common(1)[0][0]
        written = [at for at, one in shape.objects if isinstance(one.get(key), str) and one[key].strip()]
        works = sum(at in titles or f"{at}.{key}" in titles or at in above for at in written)
        sure = works > 1 and works * 2 >= len(written) and bare_name(key) not in _SPOKEN_KEYS
        roles = {**_of_columns(shape, today), **named} if sure else {}
        return {**{one: role for one, role in roles.items() if role != "title"}, key: "title"} if sure else {}
    roles = _of_columns(shape, today)
    return roles if _OF_WORKS.intersection(roles.values()) else {}


def _title_key(value: Mapping[Any, Any], titles: Collection[str]) -> str | None:
    """The key of the title of an object in which works with these titles are told."""
    known = {" ".join(one.split()) for one in titles if one}
    texts = ((str(key), " ".join(inner.split())) for key, inner in value.items() if isinstance(inner, str))
    return next((key for key, text in texts if text in known), None) if known else None


def _of_columns(shape: _Shape, today: date) -> dict[str, str]:
    """What the keys of a shape mean by all of their texts, as the header and the cells of a table do."""
    keys = list(shape.keys)
    rows = [keys, *([_cell(one.get(key)) for key in keys] for _, one in shape.objects[:SAMPLE])]
    roles = read_columns(rows, today, True).roles
    return {key: role for key, role in zip(keys, roles, strict=False) if role}


def _cell(value: Any) -> str:
    """A value as the cell of a table has it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(one for one in value if isinstance(one, str))
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
