"""Items of lists of works (JSON, YAML, TOML) and rows of tables of works that gave nothing -> an outcome all the same (pure).

Where half of what is listed, and two at least, are works, the others of the list are looked up by the form of their titles, or
say why they are not. Lists of anything else, and what is a task, a sentence or a label, stay quiet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.items import by_title, mentions_in
from enrich.citations.named_fields import Field
from enrich.citations.named_fields import listed as described
from enrich.conversion.xml_values import value_of
from enrich.gleaning.glean import read_whole_tree
from enrich.gleaning.objects_alike import Alike, untold_objects
from enrich.gleaning.trials import texts_on_trial
from enrich.gleaning.value_tree import tree_of_value
from enrich.items.cells import is_blank
from enrich.record import Document, Item, Mention
from enrich.references.objects import names_nobody, role_in_short
from enrich.references.values import Prose, read_value
from enrich.references.xml_records import ids_elsewhere, parse_xml, read_known_xml
from enrich.titles.sentences import is_plainly_title, is_sentence, speaks
from enrich.tree.links import label_only
from enrich.tree.marks import bare
from enrich.tree.task_marks import is_errand_in_tasks, without_task

AMONG_WORKS = "It was not understood, and may be a work, as most of what is listed beside it are works: no title could be told in it."
"""Why an item of a list of works, or a row of a table of works, is not looked up."""


def read_values(
    value: Any, document: Document, today: date, prose: Prose | None = None, *, place: str = "$"
) -> Iterator[Mention]:
    """The mentions of a value, and behind them those of the items of its lists of works that gave none."""
    found = list(read_value(value, document, today, prose, place=place))
    found += _among_alike(value, place, document, today, found)
    if listed := list(_listed(value, place, document, today, found)):
        found += listed
        found += _among_alike(value, place, document, today, found)
    yield from found
    titles, above = _titles_by_place(found)
    if sum(map(bool, titles.values())) > 1:
        listed = [outcome(text, document, at) for at, text in untold(value, place, titles) if at not in above]
        yield from listed
        found += listed
    yield from texts_on_trial(texts_of(value, place), found, document, today)


def texts_of(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """(place, text) of all texts of one line in a value."""
    stack: list[tuple[Any, str, int]] = [(value, place, 0)]
    while stack:
        one, at, depth = stack.pop()
        if isinstance(one, str):
            if "\n" not in one.strip():
                yield at, " ".join(one.split())
        elif depth < _DEEPEST and isinstance(one, Mapping):
            stack += [(inner, f"{at}.{name}", depth + 1) for name, inner in reversed([*one.items()])]
        elif depth < _DEEPEST and isinstance(one, list):
            stack += [(inner, f"{at}[{number}]", depth + 1) for number, inner in reversed([*enumerate(one)])]


def _titles_by_place(found: Sequence[Mention]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The places of mentions with their titles or nothing, and the places of what holds some with the titles of these."""
    titles: dict[str, str] = {}
    above: defaultdict[str, set[str]] = defaultdict(set)
    for one in found:
        title = (one.item and one.item.title) or ""
        titles[one.place] = title or titles.get(one.place, "")
        for place in _above(one.place):
            above[place].update([title] if title else ())
    return titles, above


def _among_alike(
    value: Any, place: str, document: Document, today: date, found: Sequence[Mention]
) -> Iterator[Mention]:
    """The mentions of objects that gave nothing, and are works as others of their shape are."""
    for one in untold_objects(value, place, *_titles_by_place(found), today):
        if may_be_work(one.title, shaped=True):
            yield from _alike(one, document, today)


def _alike(one: Alike, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of an object that is a work as others of its shape are."""
    roles = {key: one.roles.get(str(key)) or role_in_short(str(key), inner) for key, inner in one.value.items()}
    fewest = 2 if any(roles[key] == "authors" and inner for key, inner in one.value.items()) else 3
    title = title_in(one.title) or (one.title if title_like(one.title, fewest) else None)
    if title is None:
        yield outcome(one.title, document, one.place)
        return
    fields = [Field(roles[key], f"{one.place}.{key}", inner) for key, inner in one.value.items()]
    fields = [replace(field, value=title) if field.role == "title" else field for field in fields]
    listed = mentions_in(described(fields, one.place, named=True), document, today)
    yield from (replace(mention, titled=False) for mention in listed) if names_nobody(one.value) else listed


def read_xml(text: str, document: Document, today: date, prose: Prose) -> Iterator[Mention]:
    """The mentions of XML: of the records of a library, or of the values that the elements of any other hold."""
    root, damaged = parse_xml(text)
    if known := read_known_xml(root, text if damaged else "", document, today):
        yield from known
        return
    found = list(read_values(value_of(root), document, today, prose))
    yield from found
    yield from ids_elsewhere(text, found, document, today) if damaged else ()


def _listed(value: Any, place: str, document: Document, today: date, found: Sequence[Mention]) -> Iterator[Mention]:
    """What lists of texts in a value name, and no field told; each text is read by one reader only."""
    known = frozenset(at for one in found for at in _own(one.place))
    tree = tree_of_value(value, today, place, known)
    titles = {one.item.title.casefold() for one in found if one.item and one.item.title}
    for one in read_whole_tree(tree, document, today, beside=found) if tree.blocks else ():
        title = (one.item and one.item.title) or ""
        if one.place not in known and title.casefold() not in titles:
            yield one


_LONGEST_FIELD = 300
# bounded: _LONGEST_FIELD characters at the end of a place
_FIELD = re.compile(r"(?:\.[^.\[\]]+|\.text\[\d+\](?:\.\w+)?)$|, line .*$")


def _own(place: str) -> Iterator[str]:
    """The place of a mention, and that of the object that it is a field of."""
    yield place
    base = max(0, len(place) - _LONGEST_FIELD)
    if found := _FIELD.search(place[base:]):
        yield place[: base + found.start()]


def _above(place: str) -> Iterator[str]:
    """The places of what holds a mention, a few levels up."""
    for _ in range(_LEVELS):
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
        yield place


_LEVELS = 4
"""Levels of an object that describes one work."""


def outcome(text: str, document: Document, place: str) -> Mention:
    """The mention of what may be a work among works: a look-up where it has the form of a title, unread otherwise."""
    text = " ".join(text.split())
    if title := title_in(text):
        return by_title(document, place, Item(title=title), text[:200])
    return replace(by_title(document, place, Item(title=text), text[:200]), unread=AMONG_WORKS)


def title_in(text: str) -> str | None:
    """The title that a text among works has by its form, without what is to be done with it; None where it has none."""
    title = bare(without_task(text)).text
    return title if is_plainly_title(title, 3) or (title_like(title, 4) and not speaks(title)) else None


_DEEPEST = 100
_UNTOLD = 400
"""Characters of a text that may be a work."""


def untold(value: Any, place: str, titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(place, text) of the items of lists that gave nothing, where half of the items at least, and two, are works.

    `titles` has the place of each mention, with its title or nothing.
    """
    stack: list[tuple[Any, str, int]] = [(value, place, 0)]
    while stack:
        one, at, depth = stack.pop()
        below: list[tuple[Any, str]] = []
        if isinstance(one, Mapping):
            below = [(inner, f"{at}.{name}") for name, inner in one.items()]
        elif isinstance(one, list):
            below = [(inner, f"{at}[{number}]") for number, inner in enumerate(one)]
            yield from _untold_in(below, titles)
        if depth < _DEEPEST:
            stack += [(inner, name, depth + 1) for inner, name in reversed(below) if isinstance(inner, Mapping | list)]


def _untold_in(items: Sequence[tuple[Any, str]], titles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The same of one list of texts."""
    written = [(place, text) for text, place in items if isinstance(text, str) and text.strip()]
    works = sum(bool(titles.get(place)) for place, _ in written)
    if works > 1 and works * 2 >= len(written):
        yield from ((place, text) for place, text in written if place not in titles and may_be_work(text))


def may_be_work(text: str, *, shaped: bool = False) -> bool:
    """Whether a text among works may be one, by what it does not say: no task, no sentence, no label, no address.

    `shaped`: it stands where others have their titles, so that it may have a verb as a title has.
    """
    begins = text[:1].isupper() or text[:1] in '"“«„[' or not text.isascii()
    if not begins or len(text) > _UNTOLD or "://" in text or is_blank(text):
        return False
    return sum(map(str.isalpha, text)) > 2 and not (
        is_errand_in_tasks(text) or label_only(text) or is_sentence(text) or (speaks(text) and not shaped)
    )
