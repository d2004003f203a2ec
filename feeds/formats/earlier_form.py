"""Records as earlier versions published them, in the present form; nothing is lost, and what was not known is null (pure).

Form 1 had no services beside arXiv.
"""

from __future__ import annotations

from typing import Any

from enrich.record import SCHEMA_VERSION
from enrich.statements.enrichment import Enrichment
from feeds.formats.record_json import enrichment_json


def in_present_form(record: dict[str, Any]) -> dict[str, Any]:
    """The record as `record_json` would have given it then; it is itself when it has the present form."""
    if record["schema_version"] != 1:
        return record
    present: dict[str, Any] = {}
    for name, value in record.items():
        if name == "topics":
            present |= enrichment_json(Enrichment())
        present[name] = value
    return present | {
        "schema_version": SCHEMA_VERSION,
        "authors": [_author(author) for author in record["authors"]],
        "links": record["links"] | {"open_copy": None, "project": None},
        "provenance": {
            field: {"source": origin["source"], "id": None, "when": origin["when"]}
            for field, origin in record["provenance"].items()
        },
    }


def _author(author: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": author["name"],
        "affiliations": author["affiliations"],
        "rors": [None] * len(author["affiliations"]),
        "orcid": author["orcid"],
        "orcid_source": None,
        "slug": author["slug"],
        "person": None,
    }
