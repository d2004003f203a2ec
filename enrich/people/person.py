"""The frozen types of persons: mentions of authors, the evidence that joins them, and questions that only a human can answer."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from enrich.statements.enrichment import Asserted

Spot = tuple[str, int]
"""One author of one paper: the record's id, and the position in Record.authors from 0."""
Answer = Literal["same", "different", "unsure", "later"]
EvidenceKind = Literal["orcid", "orcid-record", "rare-name", "coauthors", "spelling", "decision"]


class AuthorMention(Struct, frozen=True, gc=False):
    """One author of one paper, as evidence."""

    record: str
    position: int
    name: str
    """As printed; may be a collaboration; may be empty."""
    orcid: str | None = None
    """Asserted with the work or by the person; never an index's guess."""
    orcid_source: str | None = None
    """Who asserted it: `crossref`, `openalex`, `inspire`, `orcid`, `arxiv`."""
    asserted: Asserted | None = None
    """`person` when the person's own record lists the paper."""
    votes: tuple[str, ...] = ()
    """Ids of this author in indexes: `openalex:A5023888391`, `semantic_scholar:1741101`."""
    affiliations: tuple[str, ...] = ()
    """As printed or as a service has them."""


class AuthoredPaper(Struct, frozen=True, gc=False):
    """One paper, as evidence of who its authors are."""

    id: str
    """The record's."""
    year: int | None
    """Of its first version; None when it is not known."""
    authors: tuple[AuthorMention, ...]
    """All of them, in the paper's order."""
    title: str = ""
    venue: str | None = None
    """The journal or proceedings, as the record has it."""
    subjects: tuple[str, ...] = ()
    """arXiv's categories, the primary one first."""


class PersonDecision(Struct, frozen=True):
    """What a human answered: a fact, which outlasts every computation."""

    answer: Answer
    """`unsure` and `later` join and part nothing."""
    left: Spot
    right: Spot
    who: str
    when: datetime
    """UTC."""
    why: str
    is_kept: bool = False
    """Whether it joins nobody: they were one person when somebody else was told from them, and stay so."""


class Evidence(Struct, frozen=True, gc=False):
    """One edge of a person: why two mentions are of one person."""

    kind: EvidenceKind
    left: Spot
    right: Spot
    detail: tuple[str, ...]
    """What it rests on: the ORCID and who asserted it, the names of shared co-authors, who decided, when, why, and `kept` where that was who somebody else is."""


class PersonGroup(Struct, frozen=True, gc=False):
    """Mentions of one person."""

    spots: tuple[Spot, ...]
    """Sorted."""
    evidence: tuple[Evidence, ...]
    """Edges that join all the spots."""
    doubt: bool
    """Whether a name of the person's may be somebody else's too: another group or mentions of nobody share it."""


class OpenQuestion(Struct, frozen=True, gc=False):
    """Two sets of mentions that are one step short of being one person's."""

    left: tuple[Spot, ...]
    right: tuple[Spot, ...]
    reasons_for: tuple[str, ...]
    """In words."""
    reasons_against: tuple[str, ...]
    short_by: str
    """What is missing, in words."""
    gain: float
    """Mentions that an answer would move, weighed by how close the evidence is; higher is asked first."""


class Grouping(Struct, frozen=True):
    """What the evidence gives: persons, and what is left to ask."""

    groups: tuple[PersonGroup, ...]
    """Sorted by their spots; no spot is in two."""
    questions: tuple[OpenQuestion, ...]
    """The highest gain first."""
