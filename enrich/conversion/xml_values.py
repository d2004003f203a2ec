"""Unknown XML -> values as JSON has them (pure): texts, and objects by the names of elements and of attributes that say something."""

from __future__ import annotations

from typing import Any

from enrich.citations.field_names import role_of
from enrich.citations.items import may_name
from enrich.references.xml_records import name_of, tag_of, words_in

Element = Any


def value_of(root: Element) -> Any:
    """What an element holds, under its name."""
    return {tag_of(root): _value(root)}


def _value(element: Element) -> Any:
    """What an element of unknown XML holds: a text, or what its children hold by their names."""
    children = [one for one in element if isinstance(one.tag, str)]
    attributes = {name_of(name): value for name, value in element.attrib.items() if _is_of_use(name, value)}
    mixed = bool((element.text or "").strip()) or any((one.tail or "").strip() for one in children)
    titled = any(role_of(tag_of(one)) == "title" for one in children)
    if not children or (mixed and not titled):
        words = words_in(element)
        return {**attributes, **({"text": words} if words else {})} if attributes else words
    below: dict[str, list[Any]] = {}
    for one in children:
        below.setdefault(tag_of(one), []).append(_value(one))
    text = {"text": words_in(element)} if mixed else {}
    return {**attributes, **text, **{name: one[0] if len(one) == 1 else one for name, one in below.items()}}


def _is_of_use(name: str, value: str) -> bool:
    """Whether an attribute may name a paper, by an id or in words, or what is listed below."""
    return may_name(value) or value.count(" ") > 1 or name_of(name).lower() in {"text", "title", "name"}
