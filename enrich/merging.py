"""Two accounts of one paper become one record that is never worse than before (pure).

The arXiv API is believed before an OAI-PMH harvest, that before the bulk snapshot, that before an announcement.
At the same version a less believed source fills gaps only; a newer version is believed from any of them; an older
one fills gaps only. Nothing that is known is ever replaced by nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from msgspec import structs

from enrich.record import Author, Item, Provenance, Record, ResolvedMention, Version

RANKS = {"arxiv-api": 3, "oai": 2, "snapshot": 1, "announcement": 0}
_FIXED = {"id", "versions", "provenance", "withdrawn", "entry_id"}
_TOGETHER = {"title": "title_tex", "abstract": "abstract_tex", "updated": "version"}
"""Fields that follow another: the readable form follows the text as arXiv has it."""
_ADDED_AS = {"authors": "author_affiliations"}
"""Fields that arXiv has and documents add to, with the name of what they add: the authors stay arXiv's."""
FIELDS = tuple(field.name for field in fields(Record) if field.name not in {"provenance", "enrichment", "entry_id"})


def merge(old: Record, new: Record) -> Record:
    """What is known once `new` has arrived, when `old` was known before; raises ValueError for two papers."""
    if old.id != new.id:
        raise ValueError(f"{old.id} and {new.id} are not one paper")
    newer = new.version > old.version
    values: dict[str, Any] = {"versions": _versions(old.versions, new.versions)}
    for name in FIELDS:
        leader = _TOGETHER.get(name, name)
        if name not in _FIXED and _believed(leader, old, new, newer):
            values[name] = _best_authors(old.authors, new.authors) if name == "authors" else getattr(new, name)
    if newer or (new.version == old.version and _rank(new, "comment") >= _rank(old, "comment")):
        values["withdrawn"] = new.withdrawn
    changed = {name: value for name, value in values.items() if value != getattr(old, name)}
    if not changed:
        return old
    return replace(old, **changed, provenance=_provenance(old, new, changed.keys()))


def differences(old: Record, new: Record) -> tuple[tuple[str, Any, Any], ...]:
    """(field, old value, new value) of each field that differs, in the order of Record."""
    return tuple(
        (name, getattr(old, name), getattr(new, name)) for name in FIELDS if getattr(old, name) != getattr(new, name)
    )


def _believed(name: str, old: Record, new: Record, newer: bool) -> bool:
    before, after = getattr(old, name), getattr(new, name)
    if after in (None, (), ""):
        return False
    if before in (None, (), ""):
        return True
    if newer:
        return True
    return new.version == old.version and _rank(new, name) >= _rank(old, name)


def _rank(record: Record, field: str) -> int:
    """How far the source of a field is believed; a field that is empty speaks for its record's best source."""
    ranks = {mark.field: RANKS.get(mark.source, 0) for mark in record.provenance}
    return ranks.get(field, max(ranks.values(), default=0))


def _versions(old: tuple[Version, ...], new: tuple[Version, ...]) -> tuple[Version, ...]:
    known = {version.number: version for version in (*new, *old)}
    return tuple(known[number] for number in sorted(known))


def _best_authors(old: tuple[Author, ...], new: tuple[Author, ...]) -> tuple[Author, ...]:
    """The new list; an author whose affiliations or ORCID it lacks keeps the known ones."""
    known = {author.name: author for author in old}
    return tuple(
        structs.replace(
            author,
            affiliations=author.affiliations or known.get(author.name, author).affiliations,
            orcid=author.orcid or known.get(author.name, author).orcid,
        )
        for author in new
    )


def _provenance(old: Record, new: Record, changed: Iterable[str]) -> tuple[Provenance, ...]:
    marks = {mark.field: mark for mark in old.provenance}
    fresh = {mark.field: mark for mark in new.provenance}
    for name in changed:
        if name in fresh:
            marks[name] = fresh[name]
    return tuple(marks[name] for name in sorted(marks))


# ---------------------------------------------------------------- what documents add


def with_documents(record: Record, mentions: Iterable[tuple[ResolvedMention, datetime]]) -> Record:
    """The record with what the documents that mention it know and arXiv does not; arXiv's fields stay as they are.

    `mentions` come in a fixed order, each with the time at which it was first seen.
    """
    described = [(accounted, seen) for accounted, seen in mentions if accounted.mention.item is not None]
    if not described and not record.affiliations and not record.pages:
        return record
    added: dict[str, list[Any]] = {
        "code": list(record.code),
        "affiliations": [],
        "pages": [],
        "venue": [],
        "authors": [],
    }
    marks: dict[str, Provenance] = {}
    for accounted, seen in described:
        item = accounted.mention.item
        assert item is not None
        for name, found in _extras(item).items():
            news = [value for value in found if value not in added[name]]
            added[name] += news
            if news and name not in marks:
                marks[name] = Provenance(_ADDED_AS.get(name, name), f"document:{accounted.mention.document}", seen)
    authors = _with_affiliations(record.authors, added.pop("authors"))
    if authors == record.authors:
        marks.pop("authors", None)
    venue = added.pop("venue")
    kept = {mark.field: mark for mark in record.provenance} | {
        mark.field: mark for name, mark in marks.items() if name != "code" or not record.code
    }
    return replace(
        record,
        authors=authors,
        venue=venue[0] if venue else record.venue,
        code=tuple(added["code"]),
        affiliations=tuple(added["affiliations"]),
        pages=tuple(added["pages"]),
        provenance=tuple(kept[name] for name in sorted(kept)),
    )


def _extras(item: Item) -> dict[str, tuple[Any, ...]]:
    return {
        "code": item.code,
        "affiliations": item.affiliations,
        "pages": (item.page,) if item.page else (),
        "venue": (item.venue,) if item.venue else (),
        "authors": tuple(author for author in item.authors if author.affiliations or author.orcid),
    }


def _with_affiliations(authors: tuple[Author, ...], described: list[Author]) -> tuple[Author, ...]:
    """Authors without affiliations get those that a document gives to the very same name, when it is unique."""
    names = [author.name.casefold() for author in authors]
    known = {author.name.casefold(): author for author in reversed(described)}
    return tuple(
        structs.replace(
            author,
            affiliations=author.affiliations or known[name].affiliations,
            orcid=author.orcid or known[name].orcid,
        )
        if name in known and names.count(name) == 1
        else author
        for author, name in zip(authors, names, strict=True)
    )
