"""Evidence in words, for pages and for the review queue (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from enrich.people.person import Evidence
from enrich.statements.statement import SERVICE_NAMES


def in_words(evidence: Evidence) -> str:
    """One edge of a person, as a reader is shown it: `2 shared co-authors: Jing Li, Yu Chen`. Plain text, no full stop."""
    detail = evidence.detail
    match evidence.kind:
        case "orcid":
            return f"same ORCID {detail[0]}{_from(detail[1:])}"
        case "orcid-record":
            return f"in the person's own ORCID record {detail[0]}"
        case "rare-name":
            return f"rare name: {detail[0]}"
        case "coauthors":
            return shared_coauthors(detail)
        case "spelling":
            return f"{detail[0]} and {detail[1]} with {shared_coauthors(detail[2:])}"
        case "decision":
            who, day, why, *kept = detail
            words = (
                f"already this person's on {day}, when {who} told somebody else from this person"
                if kept
                else f"the same by {who}'s answer of {day}"
            )
            return f"{words}{f': {why}' if why else ''}"


def shared_coauthors(names: Sequence[str]) -> str:
    """`1 shared co-author: Jing Li`."""
    return f"{len(names)} shared co-author{'s' if len(names) != 1 else ''}: {', '.join(names)}"


def service_name(service: str) -> str:
    """A service as people write it."""
    return SERVICE_NAMES.get(service, service)


def _from(services: Sequence[str]) -> str:
    return f", from {' and '.join(map(service_name, services))}" if services else ""
