"""Records without names that their bearers asked to be replaced: everything that is published goes through here.

What stands in the store is arXiv's and stays. The former name is replaced where the author stands, and in the texts of the
record that may repeat it; it is in nothing that is made of the record: pages, feeds, dumps, slugs, search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from msgspec import structs

from enrich.database.connection import reading
from enrich.identities.decided.name_changes import ReplacedName, replaced_names
from enrich.record import Author, PublishableRecord, Record, ResolvedMention
from enrich.statements.enrichment import Enrichment
from enrich.store.store import Store

Replaced = Mapping[str, Mapping[int, ReplacedName]]
"""Record -> position of an author -> what stands in the place of the printed name."""


def replaced_in(engine: Any) -> Replaced:
    """All names that are replaced in the store of this engine."""
    found: dict[str, dict[int, ReplacedName]] = {}
    with reading(engine) as connection:
        for (record, position), name in replaced_names(connection).items():
            found.setdefault(record, {})[position] = name
    return found


def mark_of(replaced: Replaced) -> str:
    """Differs when other names are replaced, and holds none; empty when none is."""
    if not replaced:
        return ""
    rows = sorted((record, at, one.old, one.new) for record, its in replaced.items() for at, one in its.items())
    return f" {blake2b(repr(rows).encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"


def kept(
    store: Store, ids: Sequence[str], *, provenance: bool = True, hidden: Iterable[str] = ()
) -> list[PublishableRecord]:
    """The published records of these ids as `Store.kept` has them, with the names that may be shown."""
    return list(shown(store.engine, store.kept(ids, provenance=provenance, hidden=tuple(hidden))))


def shown(engine: Any, found: Iterable[PublishableRecord]) -> Iterator[PublishableRecord]:
    """Records of the store of this engine with the names that may be shown."""
    replaced = replaced_in(engine)
    return (renamed(one, replaced[one.record.id]) if one.record.id in replaced else one for one in found)


def renamed(one: PublishableRecord, names: Mapping[int, ReplacedName]) -> PublishableRecord:
    """The record with other names at these positions, where the replaced ones stand there (pure)."""
    authors = one.record.authors
    there = {at: name for at, name in names.items() if at < len(authors) and authors[at].name == name.old}
    if not there:
        return one
    texts = [(name.old, name.new) for name in there.values()]
    record = replace(
        one.record,
        authors=tuple(
            [
                Author(there[at].new, each.affiliations, each.orcid) if at in there else each
                for at, each in enumerate(authors)
            ]
        ),
        submitter=_without(one.record.submitter, texts),
        comment=_without(one.record.comment, texts),
        enrichment=_enriched(one.record, there, texts),
    )
    return replace(one, record=record, mentions=tuple([_mention(each, texts) for each in one.mentions]))


def _without(text: str | None, texts: Iterable[tuple[str, str]]) -> str | None:
    for old, new in texts:
        text = text.replace(old, new) if text else text
    return text


def _enriched(record: Record, there: Mapping[int, ReplacedName], texts: Sequence[tuple[str, str]]) -> Enrichment | None:
    """What services add hangs on an author by name."""
    known = record.enrichment
    if known is None:
        return None
    authors = [
        structs.replace(each, name=there[each.position].new)
        if each.position in there and each.name == there[each.position].old
        else each
        for each in known.authors
    ]
    disagreements = [
        structs.replace(
            each, values=tuple([structs.replace(one, value=_without(one.value, texts) or "") for one in each.values])
        )
        for each in known.disagreements
    ]
    return structs.replace(known, authors=tuple(authors), disagreements=tuple(disagreements))


def _mention(accounted: ResolvedMention, texts: Sequence[tuple[str, str]]) -> ResolvedMention:
    mention = accounted.mention
    text = _without(mention.text, texts) or ""
    return accounted if text == mention.text else replace(accounted, mention=structs.replace(mention, text=text))
