"""What a record knows from services other than arXiv: frozen types that records, services and what is published share.

arXiv's own fields are never among them. Each value has a provenance: which service said it, under which id of its own,
and when. Nothing here reads, asks or writes anything.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

Asserted = Literal["work", "person", "index"]
"""Who stands behind an ORCID iD: it came with the work (author or publisher, authenticated or curated), the person's own
ORCID record lists the paper, or an index inferred it, which is a hint and nothing more."""
Exactness = Literal["day", "month", "year"]
WorkType = Literal["journal-article", "proceedings-article", "book-chapter", "report", "dissertation"]
NoticeKind = Literal["retraction", "correction", "expression_of_concern"]


class Affiliation(Struct, frozen=True, gc=False, omit_defaults=True):
    """An institution of one author of one work."""

    name: str
    """As the service has it, white space folded; never empty."""
    ror: str | None = None
    """`https://ror.org/05dxps055`, when the service names it."""


class Publication(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where a paper was published beyond arXiv; at least one of the three is known.

    Its DOI is arXiv's own where arXiv has one. A record of which services say nothing has no enrichment and still has
    arXiv's (`Record.dois`).
    """

    doi: str | None = None
    """In lower case, without `https://doi.org/`; never one of arXiv's own."""
    venue: str | None = None
    """The journal or proceedings; never `arXiv.org`."""
    date: date | None = None
    """The first of the month or year when the service is less exact."""
    date_exact: Exactness | None = None


class PublishedAs(Struct, frozen=True, gc=False, omit_defaults=True):
    """As what a paper that arXiv does not have was published, by the record that says where."""

    type: WorkType
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    """As the service has them: `525-535`, `e1008184`."""
    publisher: str | None = None


class EditorialNotice(Struct, frozen=True, gc=False, omit_defaults=True):
    """A retraction, correction or expression of concern about a published work."""

    kind: NoticeKind
    date: date | None = None
    notice: str | None = None
    """The DOI of the notice itself, in lower case."""
    source: str = ""
    """Who said so, in the service's word: `publisher`, `retraction-watch`, or the service itself."""


class WorkTopic(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a work is about, by a service's own scheme."""

    id: str
    name: str
    score: float | None = None
    """0 to 1; None when the service gives none."""


class OpenCopy(Struct, frozen=True, gc=False, omit_defaults=True):
    """A copy of the published version that anybody may read."""

    url: str
    version: Literal["published", "accepted", "submitted"] | None = None
    licence: str | None = None
    """The service's short name or the URL of the licence."""


class CodeLink(Struct, frozen=True, gc=False, omit_defaults=True):
    """Source code of a paper."""

    url: str
    by: Literal["user", "guess"]
    """Linked by a person, or inferred by an algorithm: then it is shown as a guess, if at all."""


class RelatedVersion(Struct, frozen=True, gc=False, omit_defaults=True):
    """Another version of the same work."""

    relation: Literal["published-as", "preprint", "same-work", "version"]
    id: str
    """A DOI in lower case, or a URL."""


class AuthorEnrichment(Struct, frozen=True, gc=False, omit_defaults=True):
    """What is known of one author of the paper, attached to a place in arXiv's own list of authors."""

    position: int
    """Index into Record.authors, from 0."""
    name: str
    """The author's name there, so that it attaches to nobody else when the list changes."""
    orcid: str | None = None
    """`0000-0002-1825-0097`; asserted with the work or by the person, never an index's guess."""
    orcid_source: str | None = None
    """The service that asserted it: `openalex`, `crossref`, `inspire`, `orcid`."""
    asserted: Asserted | None = None
    affiliations: tuple[Affiliation, ...] = ()
    affiliations_source: str | None = None
    votes: tuple[str, ...] = ()
    """Ids of this author in indexes (`openalex:A5023888391`, `semantic_scholar:1741101`): they vote on who somebody is and
    decide nothing."""


class SourcedValue(Struct, frozen=True, gc=False, omit_defaults=True):
    """One source's value in a disagreement."""

    source: str
    """A service, or `arxiv`."""
    value: str
    """In words for a reader."""


class Disagreement(Struct, frozen=True, gc=False, omit_defaults=True):
    """A field that sources fill differently; the value that is kept comes first, where one is."""

    field: str
    """As in Origin; `retraction` when only one source says that the work was retracted, and it is not believed."""
    values: tuple[SourcedValue, ...]


class Origin(Struct, frozen=True, gc=False, omit_defaults=True):
    """Where one field came from."""

    field: str
    """`publication.doi`, `publication.venue`, `publication.date`, `authors.orcid`, `authors.affiliations`,
    `authors.votes`, or the name of another field of Enrichment."""
    service: str
    """`arxiv` for a DOI that arXiv itself has."""
    id: str
    """The service's own id of the work."""
    when: datetime
    """When the value was first heard from there, UTC."""


class Enrichment(Struct, frozen=True, gc=False, omit_defaults=True):
    """Everything that services add to one record; empty fields are not known."""

    publication: Publication | None = None
    published_as: PublishedAs | None = None
    """Of papers that arXiv does not have."""
    notices: tuple[EditorialNotice, ...] = ()
    """Retractions first, then by date."""
    topics: tuple[WorkTopic, ...] = ()
    keywords: tuple[str, ...] = ()
    open_copy: OpenCopy | None = None
    code: tuple[CodeLink, ...] = ()
    project: str | None = None
    """The URL of the paper's project page."""
    related: tuple[RelatedVersion, ...] = ()
    authors: tuple[AuthorEnrichment, ...] = ()
    """Ascending positions; only authors of whom something is known."""
    disagreements: tuple[Disagreement, ...] = ()
    origins: tuple[Origin, ...] = ()
    """Sorted by (field, service)."""

    @property
    def retraction(self) -> EditorialNotice | None:
        """The retraction, if there is one."""
        return next((notice for notice in self.notices if notice.kind == "retraction"), None)
