"""Tags with named fields that site generators put into text -> Mentions, and the stretches of text that these are (pure).

::

    {{< paper title="..." arxiv="..." >}}               a shortcode of Hugo or Quarto
    {% include paper.html title="..." year="..." %}     an include of Jekyll or another Liquid
    <Paper title="..." authors={["...", "..."]} />      a component of MDX
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.field_names import role_of
from enrich.citations.items import mentions_in
from enrich.citations.named_fields import Field, listed
from enrich.record import Document, Mention

_TAG = re.compile(
    r"\{\{[<%]\s*+([\w./-]{1,60})(?=[\s/])([^{}<>]{1,4000}?)[>%]\}\}"
    r"|\{%-?\s*+(include(?:_cached|_relative)?\s++[\w./-]{1,80}|[\w.-]{1,60})\s([^%]{1,4000})%\}"
    r"|<([A-Z][\w.]{1,60})\s([^<>]{1,4000})>"
)  # bounded: 4,000 characters
_FIELD = re.compile(r"([A-Za-z][\w-]{0,40})\s{0,3}=\s{0,3}(?:\"([^\"]*+)\"|'([^']*+)'|\{([^{}]*+)\}|([^\s\"'{}]++))")
_NAME = re.compile(r"paper|publication|pub\b|preprint|article|reference|cite|citation|bib", re.IGNORECASE)
"""How tags are called that show a work."""
_WRITTEN = frozenset({"authors", "doi", "arxiv", "venue"})


def take_field_tags(
    text: str, document: Document, today: date, place_of: Callable[[int], str]
) -> tuple[list[tuple[int, Mention]], list[tuple[int, int]]]:
    """The mentions of the tags that name a work, with where each begins, and the stretches of text that these are."""
    taken, spans = [], []
    for tag in _TAG.finditer(text):
        name, inside = next((tag[at], tag[at + 1]) for at in (1, 3, 5) if tag[at])
        place = place_of(tag.start())
        fields = list(_fields(inside, place))
        if _is_work(name, fields):
            thing = listed(fields, place, named=True)
            taken += [(tag.start(), replace(one, place=place)) for one in mentions_in(thing, document, today)]
            spans.append(tag.span())
    return taken, spans


def _fields(inside: str, place: str) -> Iterator[Field]:
    for found in _FIELD.finditer(inside):
        value = next((one for one in found.groups()[1:] if one is not None), "")
        names = re.findall(r"[\"']([^\"']+)[\"']", value) if value[:1] == "[" else []
        yield Field(role_of(found[1]), place, names or " ".join(value.split()))


def _is_work(name: str, fields: list[Field]) -> bool:
    """Whether a tag names a work: it has a title, and something that only works have, or the name of one."""
    title = next((field.value for field in fields if field.role == "title" and field.value), "")
    if not isinstance(title, str) or not title_like(title, 2):
        return False
    roles = {field.role for field in fields if field.value}
    return bool(roles & _WRITTEN) or (_NAME.search(name) is not None and title_like(title, 3))
