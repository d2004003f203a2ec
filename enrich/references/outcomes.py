"""A reference -> its mentions, one at the least (pure): an entry that names nothing is said to, and never left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from enrich.citations.items import CONTEXT_LIMIT, Listed, by_title, mentions_of
from enrich.identifiers.find import find_ids
from enrich.record import Document, Mention

NAMELESS = "it has neither a title nor an id"


def mentions_in(listed: Listed, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of an entry; one without title and id is a mention as well, which tells why nothing was looked up."""
    item = listed.item
    if not item.title and not listed.read and not any(find_ids(text, today) for _, text in listed.own):
        words = " ".join([listed.place, *(author.name for author in item.authors[:3]), str(item.date or "")])
        shown = " ".join(words.split())[:CONTEXT_LIMIT]
        nameless = by_title(document, listed.place, item, shown, listed.not_a_paper or NAMELESS)
        yield replace(nameless, text=shown)
    yield from mentions_of(listed, document, today)
