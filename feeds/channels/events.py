"""What happened to known papers, from the store's history of changes (pure).

New versions, withdrawals, publications, retractions, corrections, and code that appeared. Readers hide updates under a
known id, so each is an entry of its own, with an id that stays. What arXiv states and what services state of a
publication is one event, that of whoever stated it first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from urllib.parse import quote

from enrich.record import Change, Record
from feeds.channels.service_events import KnownPublications, service_events
from feeds.feed import Event


def events_of(record: Record, changes: Iterable[Change]) -> tuple[tuple[Event, int], ...]:
    """The events of a paper, each with the run that saw it, in the order in which they happened.

    `changes` are the paper's, in the order in which they happened. What comes twice (a DOI that went and came
    again) is told once.
    """
    kept: dict[str, tuple[Event, int]] = {}
    changes = list(changes)
    known = KnownPublications(record, changes)
    for (run, when), together in groupby(changes, key=lambda change: (change.run, change.when)):
        by_field = {change.field: change for change in together}
        for event in (*_events(record, by_field, when, known), *service_events(by_field, when, known)):
            kept.setdefault(event.key, (replace(event, seen=when), run))
        known.pass_by(by_field)
    return tuple(kept.values())


def _events(record: Record, by_field: dict[str, Change], when: datetime, known: KnownPublications) -> Iterable[Event]:
    version = _number(by_field.get("version"))
    if _became(by_field.get("withdrawn")):
        key = f"withdrawn-v{version}" if version else "withdrawn"
        yield Event(key, "Withdrawn", "arXiv has marked this paper as withdrawn.", _dated(record, version, when))
    elif version:
        note = f"Version {version} replaces version {by_field['version'].old}."
        yield Event(f"v{version}", f"New version (v{version})", note, _dated(record, version, when), version)
    dois = by_field.get("dois")
    if (publication := _publication(dois, by_field.get("journal_ref"))) is not None and not known.noted(
        _new_dois(dois)
    ):
        key, note = publication
        yield Event(key, "Published", note, when)


def _publication(dois: Change | None, journal_ref: Change | None) -> tuple[str, str] | None:
    """Key and note of a publication: a DOI or a journal reference that was not there; None for none.

    A reference in other words, or a DOI in other letters, is the same publication.
    """
    first_reference = _became(journal_ref)
    new = _new_dois(dois)
    parts = [f"DOI {', '.join(new)}"] if new else []
    parts += [f"journal reference {journal_ref.new}"] if journal_ref and first_reference else []
    if not parts:
        return None
    note = f"{'; '.join(parts)}."
    if _became(dois):
        return "doi", note
    if first_reference:
        return "journal-ref", note
    return f"doi-{quote(new[0].casefold(), errors='replace')}", note


def _new_dois(change: Change | None) -> list[str]:
    if change is None:
        return []
    before = {str(doi).casefold() for doi in change.old or ()}
    return [str(doi) for doi in change.new or () if str(doi).casefold() not in before]


def _number(change: Change | None) -> int | None:
    """The newer version's number."""
    if change is None or not isinstance(change.old, int) or not isinstance(change.new, int):
        return None
    return change.new if change.new > change.old else None


def _became(change: Change | None) -> bool:
    return change is not None and not change.old and bool(change.new)


def _dated(record: Record, version: int | None, when: datetime) -> datetime:
    """arXiv's date of the version, when the record has it; else when the change was seen."""
    return next((known.created for known in record.versions if known.number == version), when)
