"""Whether a service answers at all: one question about something that it has had for years."""

from __future__ import annotations

from datetime import datetime

from enrich.asking.clients import ServiceClient

WELL_KNOWN = {
    "openalex": "1706.03762",
    "crossref": "10.1038/nature14539",
    "semantic_scholar": "1706.03762",
    "orcid": "0000-0002-1825-0097",
    "huggingface": "1706.03762",
    "inspire": "hep-th/9711200",
}
"""A key for each service that it knows."""


def probe(client: ServiceClient, now: datetime) -> str | None:
    """Why the service cannot be asked, in words for the user; None when it answers, whatever it knows."""
    key = WELL_KNOWN[client.name]
    answers = client.service.ask(client.ask, (key,), now)
    if answers.found or key in answers.absent:
        return None
    if answers.stopped is not None:
        return str(answers.stopped)
    return "; ".join(answers.problems) or f"it did not answer for {key}"
