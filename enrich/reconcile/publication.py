"""Where and when a paper was published: its DOI, venue and date, each from the first source that is believed (pure).

arXiv's own DOI is the bridge. One that only services name is believed when two of them name it, or when one does whose
own record of the published work has the paper's title and first author. Semantic Scholar's DOI counts as one voice, and
its venue is not used at all: its licence allows ids and links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import get_args

from enrich.paper_id import is_beyond
from enrich.reconcile.about import About, own_dois, published_doi
from enrich.reconcile.chosen import Chosen, by_rank, disagreement, origin
from enrich.record import Record
from enrich.statements.enrichment import Disagreement, Exactness, Origin, Publication, PublishedAs, WorkType
from enrich.titles.words import word_set

_ALONE = frozenset({"openalex", "inspire"})
"""Services whose own record of a published work may be enough; Crossref has one for every DOI that it is asked for."""
_PREPRINTS = re.compile(r"\barxiv\b|\barxiv\.org\b|^corr$|^computing research repository\b", re.IGNORECASE)
_VENUES = ("crossref", "openalex", "inspire")
_TYPES: dict[str, dict[str, WorkType]] = {
    "crossref": {name: name for name in get_args(WorkType)},
    "openalex": {
        "conference-paper": "proceedings-article",
        "book-chapter": "book-chapter",
        "report": "report",
        "dissertation": "dissertation",
    },
}
"""What services call the kinds of works that citations distinguish; an article of OpenAlex's may be one of proceedings."""
_WORDS = re.compile(r"[^\W_]+")
_MINOR = word_set("of the and in for on a an de la proceedings proc international int conference conf journal")


def choose_publication(abouts: Sequence[About], doi: Chosen[str | None]) -> Chosen[Publication | None]:
    """The chosen DOI with venue and date; None when services know none of them."""
    candidates = [one for one in by_rank(abouts, *_VENUES) if _of_the_publication(one, doi.value)]
    venues = [one for one in candidates if is_venue(one.statement.venue)]
    dates = [one for one in candidates if _is_past(one)]
    origins, disagreements = list(doi.origins), list(doi.disagreements)
    venue: str | None = None
    if venues:
        venue = venues[0].statement.venue
        origins.append(origin("publication.venue", venues[0]))
        disagreements += _venues_differ(venues)
    day: date | None = None
    exact: Exactness | None = None
    if dates:
        day, exact = dates[0].statement.published, dates[0].statement.published_exact or "day"
        origins.append(origin("publication.date", dates[0]))
        disagreements += _dates_differ(dates)
    if not (venue or day) and not any(one.service != "arxiv" for one in doi.origins):
        return Chosen(None, disagreements=doi.disagreements)
    return Chosen(Publication(doi.value, venue, day, exact), tuple(origins), tuple(disagreements))


def choose_published_as(record: Record, abouts: Sequence[About], doi: str | None) -> Chosen[PublishedAs | None]:
    """As what a paper that arXiv does not have was published; one of arXiv's is cited as the preprint that it is."""
    if not is_beyond(record.id):
        return Chosen(None)
    for one in by_rank(abouts, *_TYPES):
        stated = one.statement
        kind = _TYPES[stated.service].get(stated.type or "")
        if kind is not None and _of_the_publication(one, doi):
            known = PublishedAs(kind, stated.volume, stated.issue, stated.pages, stated.publisher)
            return Chosen(known, (origin("published_as", one),))
    return Chosen(None)


def choose_doi(record: Record, abouts: Sequence[About]) -> Chosen[str | None]:
    """The DOI of the published version."""
    own = own_dois(record)
    claims = _claims(abouts)
    if own:
        kept = next(
            (doi for doi in own if any(one.statement.service == "crossref" for one in claims.get(doi, ()))), own[0]
        )
        when = next((mark.when for mark in record.provenance if mark.field == "dois"), record.updated)
        others = [(one.statement.service, doi) for doi, ones in claims.items() if doi not in own for one in ones]
        source = Origin("publication.doi", "arxiv", record.id, when)
        if kept not in {doi.lower() for doi in record.dois} or is_beyond(record.id):
            named = claims.get(kept, ())
            return Chosen(kept, tuple(origin("publication.doi", one) for one in named))
        return Chosen(kept, (source,), disagreement("publication.doi", [("arxiv", kept), *others]))
    believed = {doi: ones for doi, ones in claims.items() if _believed(ones)}
    ranks = {
        doi: (len({one.statement.service for one in ones}), _has_own_record(ones)) for doi, ones in believed.items()
    }
    best = [doi for doi, rank in ranks.items() if rank == max(ranks.values())]
    if len(best) != 1:
        everything = [(one.statement.service, doi) for doi, ones in sorted(claims.items()) for one in ones]
        return Chosen(None, disagreements=disagreement("publication.doi", everything))
    kept = best[0]
    others = [(one.statement.service, doi) for doi, ones in sorted(claims.items()) if doi != kept for one in ones]
    first = [(one.statement.service, kept) for one in claims[kept]]
    origins = tuple(origin("publication.doi", one) for one in claims[kept])
    return Chosen(kept, origins, disagreement("publication.doi", [*first, *others]))


def _claims(abouts: Sequence[About]) -> dict[str, list[About]]:
    """DOI -> the statements that name it; not one that is a preprint's, or a notice's, by its own record."""
    others = {one.statement.work.lower() for one in by_rank(abouts, "crossref") if one.statement.doi is None}
    claims: dict[str, list[About]] = {}
    for one in by_rank(abouts, "crossref", "openalex", "inspire", "semantic_scholar", "huggingface"):
        if (doi := published_doi(one.statement.doi)) and doi not in others:
            claims.setdefault(doi, []).append(one)
    return claims


def _believed(claims: Sequence[About]) -> bool:
    alone = any(one.both and one.statement.service in _ALONE for one in claims)
    return alone or len({one.statement.service for one in claims}) > 1


def _has_own_record(claims: Sequence[About]) -> bool:
    return any(one.statement.service == "crossref" for one in claims)


def _of_the_publication(one: About, doi: str | None) -> bool:
    """Whether a statement speaks of the published work: by its DOI, or without any, by title and first author."""
    stated = published_doi(one.statement.doi)
    if stated is not None:
        return stated == doi
    return one.both and one.statement.kind != "preprint" and one.statement.service != "crossref"


def is_venue(venue: str | None) -> bool:
    """Whether a name is a venue: not empty, and not arXiv."""
    return bool(venue and venue.strip()) and not _PREPRINTS.search(venue or "")


def _is_past(one: About) -> bool:
    day = one.statement.published
    return day is not None and day <= one.statement.when.date() and is_venue(one.statement.venue or one.statement.doi)


def _dates_differ(dates: Sequence[About]) -> tuple[Disagreement, ...]:
    """A disagreement where years differ by more than one: online and in print are mostly less apart."""
    years = [(one.statement.service, one.statement.published.year) for one in dates if one.statement.published]
    apart = [(service, str(year)) for service, year in years if abs(year - years[0][1]) > 1]
    return disagreement("publication.date", [(years[0][0], str(years[0][1])), *apart])


def _venues_differ(venues: Sequence[About]) -> tuple[Disagreement, ...]:
    named = [(one.statement.service, one.statement.venue or "") for one in venues]
    apart = [(service, venue) for service, venue in named if not same_venue(venue, named[0][1])]
    return disagreement("publication.venue", [named[0], *apart])


def same_venue(one: str, other: str) -> bool:
    """Whether two names may be one venue: the words of the shorter, perhaps abbreviated, are among those of the longer."""
    a, b = (_telling(name) for name in (one, other))
    if len(a) > len(b):
        a, b = b, a
    initials = "".join(word[0] for word in b)
    return not a or all(any(w.startswith(v) or v.startswith(w) for w in b) or v in initials for v in a)


def _telling(name: str) -> list[str]:
    words = _WORDS.findall(name.casefold())
    return [word for word in words if word not in _MINOR and not word.isdigit()]
