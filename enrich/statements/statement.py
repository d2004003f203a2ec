"""What one service says, in one form for all services: of a work, or of a person (frozen types).

A service's room turns its answers into these, and nothing of its own shapes leaves it. They are claims, not facts: what of
them is believed is decided in `enrich.reconcile`.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from enrich.statements.enrichment import (
    Affiliation,
    Asserted,
    CodeLink,
    EditorialNotice,
    Exactness,
    OpenCopy,
    RelatedVersion,
    WorkTopic,
)

SERVICE_NAMES = {
    "arxiv": "arXiv",
    "crossref": "Crossref",
    "huggingface": "Hugging Face",
    "inspire": "INSPIRE",
    "openalex": "OpenAlex",
    "orcid": "ORCID",
    "semantic_scholar": "Semantic Scholar",
}
"""The sources of statements, as people write them."""


class StatedOrcid(Struct, frozen=True, gc=False, omit_defaults=True):
    """An ORCID iD that a service hangs on an author."""

    orcid: str
    """`0000-0002-1825-0097`; its checksum is good."""
    asserted: Asserted
    """`work`: OpenAlex's raw_orcid, Crossref's when authenticated, INSPIRE's of a curated author whose BAI fits the name.
    `index`: OpenAlex's author.orcid, Crossref's not authenticated, INSPIRE's not curated."""


class StatedAuthor(Struct, frozen=True, gc=False, omit_defaults=True):
    """One author as a service lists them, in the service's order."""

    name: str
    """As printed, white space folded ("Last, First" turned into "First Last"); may be empty."""
    orcids: tuple[StatedOrcid, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    index_id: str | None = None
    """The service's own id of the author."""
    is_body: bool = False
    """A collaboration or an organisation, not a person."""


class Statement(Struct, frozen=True, gc=False, omit_defaults=True):
    """What one service says of one work; what it does not say is None or empty."""

    service: str
    """`openalex`, `crossref`, `semantic_scholar`, `huggingface`, `inspire`."""
    work: str
    """The service's own id of the work."""
    when: datetime
    """When it was heard, UTC."""
    kind: str = "work"
    """`preprint` or `journal` where a service keeps the two apart, else `work`."""
    title: str | None = None
    arxiv_id: str | None = None
    """The arXiv id that the service's own record names, without version."""
    doi: str | None = None
    """DOI of the published version, in lower case; never one of arXiv's own."""
    venue: str | None = None
    published: date | None = None
    published_exact: Exactness | None = None
    authors: tuple[StatedAuthor, ...] = ()
    authors_complete: bool = True
    """False when the service cuts its lists."""
    topics: tuple[WorkTopic, ...] = ()
    keywords: tuple[str, ...] = ()
    open_copy: OpenCopy | None = None
    code: tuple[CodeLink, ...] = ()
    project: str | None = None
    notices: tuple[EditorialNotice, ...] = ()
    """OpenAlex's is_retracted is a retraction without date and notice, with the source `openalex`."""
    related: tuple[RelatedVersion, ...] = ()
    type: str | None = None
    """What the service calls a work of this kind, in its own word: `journal-article`, `article`, `editorial`; None where it has
    none, and for what was heard by a version that did not ask."""
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    """As the service has them: `525-535`, `e1008184`."""
    publisher: str | None = None


class PersonStatement(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a person's own record says (ORCID)."""

    service: str
    orcid: str
    """The iD that was asked for."""
    when: datetime
    names: tuple[str, ...] = ()
    """As the person gives them, credit name and other names included; empty when none is public."""
    works: tuple[str, ...] = ()
    """arXiv ids without version, and DOIs in lower case (arXiv's own DOIs as arXiv ids)."""
    successor: str | None = None
    """The iD that replaced it, of a record that was merged."""
