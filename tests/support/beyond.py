"""Papers that arXiv does not have, for tests: an ordinary one, and DOIs that hold what breaks careless programs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from enrich.paper_id import beyond_id
from enrich.record import Author, Provenance, Record
from enrich.statements.enrichment import Enrichment, Origin, Publication

PUBLISHED = datetime(2024, 5, 8, tzinfo=UTC)
HEARD = datetime(2026, 1, 6, 6, 0, tzinfo=UTC)
DOI = "10.1000/journal.2024.7"
ODD_DOIS = (
    "10.1002/(sici)1097-4571(199)3:3<139::aid-jos41>3.0.co;2-#",
    "10.1000/../../../etc/passwd",
    "10.1000/con",
    '10.1000/"><script>alert(1)</script>&amp;{}%20\\x',
    "10.1000/a_b,c;d|e~f^g`h'i$j@k+l=m",
    "10.1000/日本語/ö",
    "10.1000/" + "x" * 300,
)
"""All of them may be registered; none may become part of a path, of markup or of a key as it is."""


def beyond(doi: str = DOI, **fields: Any) -> Record:
    """A paper with this DOI that arXiv does not have, as Crossref states it, but for the fields given."""
    title = fields.pop("title", "A journal article without a preprint")
    ordinary: dict[str, Any] = {
        "id": beyond_id(doi), "version": 1, "title": title, "title_tex": title, "abstract": "", "abstract_tex": "",
        "authors": (Author("Ada Lovelace"), Author("Charles Babbage")), "categories": (), "primary_category": "",
        "published": PUBLISHED, "updated": PUBLISHED, "dois": (doi,),
        "provenance": tuple(Provenance(name, "crossref", HEARD) for name in ("authors", "dois", "published", "title")),
        "enrichment": Enrichment(
            publication=Publication(doi, "Journal of Articles", date(2024, 5, 8), "day"),
            origins=tuple(Origin(f"publication.{part}", "crossref", doi, HEARD) for part in ("date", "doi", "venue")),
        ),
    }  # fmt: skip
    return Record(**(ordinary | fields))
