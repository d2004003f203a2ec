"""Documents made of text, for the tests of the readers."""

from __future__ import annotations

from datetime import date

from enrich.documents.open import read_bytes
from enrich.readers.dispatch import read_mentions
from enrich.record import Document, Item, Mention

TODAY = date(2026, 1, 5)


def document(body: str | bytes, name: str = "notes.txt", content_type: str = "") -> Document:
    """A document with these contents."""
    return read_bytes(body.encode() if isinstance(body, str) else body, name, "a source", content_type)


def mentions(body: str | bytes, name: str = "notes.txt", content_type: str = "") -> list[Mention]:
    """What is read from a document with these contents; nothing of what is only tried."""
    return [one for one in read_mentions(document(body, name, content_type), TODAY) if not one.on_trial]


def tried(body: str | bytes, name: str = "notes.txt", content_type: str = "") -> list[str]:
    """The titles in a document that are asked on trial, and told only where they are found."""
    return [one.text for one in read_mentions(document(body, name, content_type), TODAY) if one.on_trial]


def only(body: str | bytes, name: str = "notes.txt") -> tuple[Mention, Item]:
    """The one mention of a document, and its item."""
    (mention,) = mentions(body, name)
    assert mention.item is not None
    return mention, mention.item


def names(item: Item | None) -> list[str]:
    return [author.name for author in item.authors] if item else []
