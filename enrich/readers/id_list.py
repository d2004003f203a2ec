"""Lists of ids, one a line -> Mentions: every line that says something has an outcome."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from enrich.citations.items import from_hit
from enrich.documents.open import whole_text
from enrich.identifiers.arxiv_id import parse_id
from enrich.identifiers.find import IdMatch, find_ids
from enrich.record import Document, Mention


def read_id_list(document: Document, today: date) -> Iterator[Mention]:
    """One id in each line; a line that holds none is a malformed mention."""
    for number, line in enumerate(whole_text(document).splitlines(), 1):
        text = line.partition("#")[0].strip() if "://" not in line else line.strip()
        place = f"line {number}, column 1"
        hits = find_ids(text, today)
        yield from (from_hit(hit, document, place, text[:200]) for hit in hits)
        if text and not hits:
            yield from_hit(_written(text, today), document, place, text[:200])


def _written(text: str, today: date) -> IdMatch:
    """A line of an id list that the search for ids does not see: it is meant as an id all the same."""
    try:
        known = parse_id(text, today)
    except ValueError as error:
        return IdMatch(0, len(text), text, None, None, "id", str(error))
    return IdMatch(0, len(text), text, known.id, known.version, "id")
