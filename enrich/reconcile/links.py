"""Where more of a paper is: code, project page, an open copy of the published version, other versions (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from enrich.paper_id import is_beyond
from enrich.reconcile.about import ARXIV_DOI, About, own_dois, published_doi
from enrich.reconcile.attach import address
from enrich.reconcile.chosen import Chosen, by_rank, origin
from enrich.record import Record
from enrich.statements.enrichment import CodeLink, OpenCopy, Origin, RelatedVersion

_WEB = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)
_OPEN_LICENCE = re.compile(r"^cc[\s-]|^cc0\b|creativecommons\.org/", re.IGNORECASE)
_CODE = ("huggingface",)
_SERVICES = ("crossref", "openalex", "inspire", "semantic_scholar", "huggingface")


def choose_code(record: Record, abouts: Sequence[About]) -> Chosen[tuple[CodeLink, ...]]:
    """Links of people first, then guesses that are no link already; each address once."""
    stated = [(link, one) for one in by_rank(abouts, *_CODE) for link in one.statement.code if _WEB.match(link.url)]
    known = {address(url) for url in record.code}
    links: dict[str, tuple[CodeLink, Origin]] = {}
    for link, one in sorted(stated, key=lambda pair: (pair[0].by != "user", pair[0].url)):
        place = address(link.url)
        if place not in links and (link.by == "user" or place not in known):
            links[place] = link, origin("code", one)
    return Chosen(tuple(link for link, _ in links.values()), tuple(dict.fromkeys(o for _, o in links.values())))


def choose_project(abouts: Sequence[About]) -> Chosen[str | None]:
    """The paper's project page."""
    for one in by_rank(abouts, *_SERVICES[::-1]):
        if one.statement.project and _WEB.match(one.statement.project):
            return Chosen(one.statement.project, (origin("project", one),))
    return Chosen(None)


def choose_open_copy(abouts: Sequence[About], doi: str | None) -> Chosen[OpenCopy | None]:
    """A free copy of the published version: OpenAlex's, else the publisher's link where its licence is open."""
    for one in by_rank(abouts, "openalex", "crossref"):
        copy = one.statement.open_copy
        if copy is None or copy.version != "published" or not _WEB.match(copy.url):
            continue
        stated = published_doi(one.statement.doi)
        of_the_work = one.title and (stated == doi if stated or one.statement.service == "crossref" else True)
        free = one.statement.service == "openalex" or _OPEN_LICENCE.search(copy.licence or "") is not None
        if of_the_work and free:
            return Chosen(copy, (origin("open_copy", one),))
    return Chosen(None)


def _at_arxiv(record: Record, one: About) -> tuple[RelatedVersion, ...]:
    """The arXiv id that a service names for a paper that arXiv does not have, or did not."""
    named = one.statement.arxiv_id if is_beyond(record.id) else None
    return (RelatedVersion("preprint", f"{ARXIV_DOI}{named.lower()}"),) if named else ()


def choose_related(record: Record, abouts: Sequence[About], doi: str | None) -> Chosen[tuple[RelatedVersion, ...]]:
    """Other versions of the work, this paper and the believed DOI left out."""
    own = {record.id.lower(), f"{ARXIV_DOI}{record.id.lower()}", *own_dois(record)} | ({doi} if doi else set())
    own |= {f"{scheme}://arxiv.org/abs/{record.id.lower()}" for scheme in ("http", "https")}
    found: dict[RelatedVersion, Origin] = {}
    for one in by_rank(abouts, *_SERVICES):
        for version in (*_at_arxiv(record, one), *one.statement.related):
            if version.id.lower() not in own:
                found.setdefault(version, origin("related", one))
    kept = sorted(found, key=lambda version: (version.relation, version.id))
    return Chosen(tuple(kept), tuple(dict.fromkeys(found[version] for version in kept)))
