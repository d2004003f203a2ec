"""One part of a document that holds others, and what an inner document is made of it."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from enrich.documents.open import read_bytes
from enrich.record import Document, Format, Mention

_LINE = re.compile(r"\bline (\d+)")


class Part(Struct, frozen=True, gc=False):
    """A text or a file inside a document."""

    place: str
    """Where in the document it is: `message 3`, `attachment refs.bib`."""
    content: bytes
    """UTF-8 where the format is known."""
    format: Format | None = None
    """None when it must be told from what follows, and from the content."""
    name: str = ""
    """The name of the file, for one that is attached."""
    media_type: str = ""
    only_ids: bool = False
    """Whether nothing but ids is looked for: in code, and in a subject."""
    sections: tuple[tuple[int, str], ...] = ()
    """(line from 1, name) where the parts of a text that was joined begin: `cell 4`."""


def document_of(part: Part, outer: Document) -> Document:
    """The part as a document; raises CannotRead when it is a file that cannot be read."""
    if part.format is None:
        inner = read_bytes(part.content, part.name, outer.source, part.media_type)
        return dataclasses.replace(inner, name=outer.name, key=outer.key)
    digest = hashlib.sha256(part.content).hexdigest()
    pieces = partial(_pieces, part.content)
    return Document(outer.name, outer.source, part.format, digest, len(part.content), pieces, (), outer.key)


def _pieces(content: bytes, size: int = 1 << 18) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def placed(mention: Mention, part: Part) -> Mention:
    """The mention of an inner document, with its place in the outer one."""
    where = mention.place
    found = _LINE.search(where) if part.sections else None
    if found:
        line = int(found.group(1))
        first, name = part.sections[max(0, bisect_right([start for start, _ in part.sections], line) - 1)]
        return replace(mention, place=f"{name}, {where[: found.start()]}line {line - first + 1}{where[found.end() :]}")
    return replace(mention, place=f"{part.place}, {where}" if part.place else where)


def joined(texts: list[tuple[str, str]], place: str, form: Format, *, only_ids: bool = False) -> Part:
    """One part of several texts with their names, each a paragraph of its own."""
    sections, line = [], 1
    for name, text in texts:
        sections.append((line, name))
        line += text.count("\n") + 2
    content = "\n\n".join(text for _, text in texts).encode("utf-8", "replace")
    return Part(place, content, form, only_ids=only_ids, sections=tuple(sections))
