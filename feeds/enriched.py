"""A record together with what services add to it, as far as that may be published (pure).

arXiv's fields, and what documents add, stay as they are: services fill what is empty. Of services that permit no more,
only ids and links are published; what they state otherwise is left out here, so that no feed and no dump can hold it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from msgspec import structs

from enrich.months import MONTHS
from enrich.record import Author, Record
from enrich.statements.enrichment import (
    AuthorEnrichment,
    CodeLink,
    Disagreement,
    EditorialNotice,
    Enrichment,
    Exactness,
    OpenCopy,
    Origin,
    Publication,
)

LINKS_ONLY = frozenset({"semantic_scholar", "huggingface"})
"""Services of whose data nothing but ids and links is published: the one's terms forbid more, the other's are silent."""
_IDS = ("doi", "orcid", "id")
"""Last parts of the names of fields that are ids."""
_TEXTS = frozenset(
    {"publication.venue", "publication.date", "topics", "keywords", "affiliations", "authors.affiliations"}
)
"""Fields that are neither ids nor links."""
_VOTES = "authors.votes"
"""Ids of authors in indexes, which are published nowhere."""


def as_published(record: Record) -> Record:
    """The record with its authors' ORCIDs and affiliations, and its code, as services complete them.

    It makes no difference whether the store has completed them already. Its `enrichment` is what may be published. A
    record of which services know nothing is itself.
    """
    if record.enrichment is None:
        return record
    public = licensed(record.enrichment)
    return replace(
        record,
        authors=_authors(record.authors, authors_by_place(record.authors, record.enrichment.authors)),
        code=_code(record.code, public.code),
        enrichment=public,
    )


def date_text(known: date, exact: Exactness | None = "day") -> str:
    """`8 May 2024`, `May 2024` or `2024`, as exactly as it is known."""
    month = "" if exact == "year" else f"{MONTHS[known.month - 1]} "
    return f"{'' if exact in {'month', 'year'} else f'{known.day} '}{month}{known.year}"


def publication_text(publication: Publication) -> str:
    """`in Nature (8 May 2024)`, as far as it is known; empty when neither venue nor date is."""
    where = f"in {publication.venue}" if publication.venue else ""
    when = f"({date_text(publication.date, publication.date_exact)})" if publication.date else ""
    return " ".join(filter(None, (where, when)))


def notice_text(notice: EditorialNotice) -> str:
    """`RETRACTED, 3 September 2025 (source: publisher)`, a correction or an expression of concern likewise."""
    what = {"retraction": "RETRACTED", "correction": "Correction", "expression_of_concern": "Expression of concern"}
    when = f", {date_text(notice.date)}" if notice.date else ""
    return f"{what[notice.kind]}{when}{f' (source: {notice.source})' if notice.source else ''}"


def authors_by_place(authors: Sequence[Author], known: Sequence[AuthorEnrichment]) -> Mapping[int, AuthorEnrichment]:
    """What is known of authors by their place; of one who is not at the place under that name, nothing."""
    return {
        one.position: one
        for one in known
        if 0 <= one.position < len(authors) and authors[one.position].name == one.name
    }


def rors_of(author: Author, known: AuthorEnrichment | None) -> list[str | None]:
    """For each affiliation of an author who is `as_published` its ROR id, None where no service names one."""
    rors = {one.name.casefold(): one.ror for one in known.affiliations} if known else {}
    return [rors.get(text.casefold()) for text in author.affiliations]


def licensed(enrichment: Enrichment) -> Enrichment:
    """What of this may be published."""
    services = _services(enrichment.origins)
    publication, copy = enrichment.publication, enrichment.open_copy
    if publication is not None:
        publication = Publication(
            publication.doi,
            None if _restricted(services, "publication", "venue") else publication.venue,
            None if _restricted(services, "publication", "date") else publication.date,
            publication.date_exact,
        )
    if copy is not None and _restricted(services, "open_copy"):
        copy = OpenCopy(copy.url)
    return structs.replace(
        enrichment,
        publication=publication if publication and (publication.doi or publication.venue or publication.date) else None,
        topics=() if _restricted(services, "topics") else enrichment.topics,
        keywords=() if _restricted(services, "keywords") else enrichment.keywords,
        open_copy=copy,
        authors=tuple(
            [structs.replace(one, affiliations=()) if _is_closed(one) else one for one in enrichment.authors]
        ),
        disagreements=tuple(filter(None, map(_open_disagreement, enrichment.disagreements))),
        origins=tuple([one for one in enrichment.origins if _is_open(one)]),
    )


def _authors(authors: tuple[Author, ...], known: Mapping[int, AuthorEnrichment]) -> tuple[Author, ...]:
    """Those who have no ORCID or no affiliation get what services know; an ORCID that two would have, neither."""
    if not known:
        return authors
    completed = [_completed(author, known[place]) if place in known else author for place, author in enumerate(authors)]
    times = Counter(author.orcid for author in completed if author.orcid)
    return tuple(
        Author(author.name, author.affiliations)
        if author.orcid and times[author.orcid] > 1 and is_of_service(author, known.get(place))
        else author
        for place, author in enumerate(completed)
    )


def _completed(author: Author, known: AuthorEnrichment) -> Author:
    names = tuple([one.name for one in known.affiliations])
    affiliations, orcid = author.affiliations or names, author.orcid or known.orcid
    if affiliations == names and _is_closed(known):
        affiliations = ()
    if orcid == known.orcid and known.asserted == "index":
        orcid = None
    return Author(author.name, affiliations, orcid)


def is_of_service(author: Author, known: AuthorEnrichment | None) -> bool:
    """Whether the author's ORCID is the one that a service asserts."""
    return author.orcid is not None and known is not None and author.orcid == known.orcid


def _code(own: tuple[str, ...], known: Sequence[CodeLink]) -> tuple[str, ...]:
    """Links to code, each once; an algorithm's guesses are not among them."""
    if not known:
        return own
    links: dict[str, str] = {}
    for url in (*own, *(one.url for one in known if one.by == "user")):
        links.setdefault(_repository(url), url)
    return tuple(links.values())


def _repository(url: str) -> str:
    """The same for two spellings of the address of a repository."""
    return url.casefold().partition("://")[2].removeprefix("www.").rstrip("/").removesuffix(".git")


def _services(origins: Sequence[Origin]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for origin in origins:
        found.setdefault(origin.field, set()).add(origin.service)
    return found


def _restricted(services: Mapping[str, set[str]], field: str, part: str = "") -> bool:
    """Whether none but services with restrictions state this."""
    known = (services.get(f"{field}.{part}") if part else None) or services.get(field)
    return bool(known) and LINKS_ONLY.issuperset(known or ())


def _is_open(origin: Origin) -> bool:
    return origin.field != _VOTES and (origin.service not in LINKS_ONLY or origin.field not in _TEXTS)


def _is_closed(author: AuthorEnrichment) -> bool:
    return bool(author.affiliations) and author.affiliations_source in LINKS_ONLY


def _open_disagreement(one: Disagreement) -> Disagreement | None:
    """Without what may not be republished; None when too little is left of it."""
    values = tuple([value for value in one.values if value.source not in LINKS_ONLY])
    if len(values) == len(one.values) or one.field.rpartition(".")[2] in _IDS:
        return one
    return Disagreement(one.field, values) if len(values) > 1 else None


def origins_in(provenance: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each source of each field of a dumped record, as `{field, source, id, when}`."""
    for field, first in provenance.items():
        for one in (first, *first.get("also", ())):
            yield {"field": field, "source": one["source"], "id": one["id"], "when": one["when"]}
