"""One record of INSPIRE -> what it says (pure; https://inspire-schemas.readthedocs.io/en/latest/schemas/hep.html)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from enrich.names import orcid_id
from enrich.services.ids import published_doi, ror_id
from enrich.services.wire import as_count, as_object, as_prose, as_text, objects, person_name, read_date
from enrich.statements.enrichment import Affiliation, Exactness
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement

FIELDS = (
    "control_number,titles,arxiv_eprints,dois,publication_info,collaborations,authors.full_name,authors.ids,authors.record,"
    "authors.curated_relation,authors.inspire_roles,authors.affiliations,authors.affiliations_identifiers,"
    "authors.raw_affiliations"
)
"""What a search is asked for of each record: a paper of ATLAS has 3,000 authors."""
_OWN = (None, "publication")
"""The `material` of a DOI or journal that is the paper's own, and not an erratum's, a translation's or a data set's."""


def read_record(record: Mapping[str, Any], paper: str, when: datetime) -> Statement | None:
    """What a record says of an arXiv paper; None when it has no number or title, so that nothing can be recognised."""
    number, title = as_count(record.get("control_number")), _title(objects(record.get("titles")))
    if number is None or title is None:
        return None
    venue, day = _journal(objects(record.get("publication_info")), when)
    people = [_author(author) for author in objects(record.get("authors")) if not _supervises(author)]
    bodies = [as_prose(body.get("value")) for body in objects(record.get("collaborations"))]
    dois = (published_doi(doi.get("value")) for doi in objects(record.get("dois")) if doi.get("material") in _OWN)
    return Statement(
        "inspire",
        str(number),
        when,
        title=title,
        arxiv_id=paper,
        doi=next((doi for doi in dois if doi), None),
        venue=venue,
        published=day[0] if day else None,
        published_exact=day[1] if day else None,
        authors=(*people, *(StatedAuthor(body, is_body=True) for body in bodies if body)),
    )


def _title(titles: Sequence[Mapping[str, Any]]) -> str | None:
    """arXiv's own title among the titles, else the first."""
    ordered = sorted(titles, key=lambda title: title.get("source") != "arXiv")
    return next((text for title in ordered if (text := as_prose(title.get("title")))), None)


def _journal(places: Sequence[Mapping[str, Any]], when: datetime) -> tuple[str | None, tuple[date, Exactness] | None]:
    """The journal in which the paper itself appeared, and when."""
    for place in places:
        venue = as_prose(place.get("journal_title"))
        if venue and place.get("material") in _OWN:
            return venue, read_date(place.get("year"), when)
    return None, None


def _supervises(author: Mapping[str, Any]) -> bool:
    """Whether this is the supervisor of a thesis, who is listed among its authors."""
    return author.get("inspire_roles") == ["supervisor"]


def _author(author: Mapping[str, Any]) -> StatedAuthor:
    """An author; an ORCID iD counts as asserted with the work where a human confirmed whose record this is."""
    ids = objects(author.get("ids"))
    orcids = (orcid_id(one.get("value")) for one in ids if one.get("schema") == "ORCID")
    asserted = author.get("curated_relation") is True
    own = (as_text(one.get("value")) for one in ids if one.get("schema") == "INSPIRE BAI")
    profile = as_text(as_object(author.get("record")).get("$ref"))
    return StatedAuthor(
        person_name(author.get("full_name")),
        orcids=tuple(StatedOrcid(iD, "work" if asserted else "index") for iD in dict.fromkeys(orcids) if iD),
        affiliations=_affiliations(author),
        index_id=next((one for one in own if one), None)
        or (profile and profile.rstrip("/").rpartition("/")[2])
        or None,
    )


def _affiliations(author: Mapping[str, Any]) -> tuple[Affiliation, ...]:
    """By INSPIRE's names of institutions (`Illinois U., Urbana`), else as printed.

    ROR ids stand beside the list and not in it, so that one is an institution's only where there is one of each.
    """
    places = objects(author.get("affiliations")) or objects(author.get("raw_affiliations"))
    names = tuple(dict.fromkeys(name for place in places if (name := as_prose(place.get("value")))))
    identifiers = objects(author.get("affiliations_identifiers"))
    rors = {ror_id(one.get("value")) for one in identifiers if one.get("schema") == "ROR"}
    ror = next(iter(rors)) if len(names) == len(rors) == 1 else None
    return tuple(Affiliation(name, ror) for name in names)
