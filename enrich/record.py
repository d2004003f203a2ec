"""The frozen types that every room shares: documents, mentions, records, outcomes.

``Document -> Mention -> (look-up) -> Verdict``, and a Record that becomes an entry of channels. Nothing here reads, asks or writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct

from enrich.statements.enrichment import Enrichment

SCHEMA_VERSION = 2
"""The version of the form in which records are dumped."""

How = Literal["id", "doi", "url", "title"]
WithFields = Literal["bib", "ris", "xml", "csv", "tsv", "json", "jsonl", "yaml", "toml"]
"""Formats whose entries have named fields."""
Packed = Literal["pdf", "docx", "odt", "epub"]
"""Formats whose bytes are not text."""
Text = Literal["latex", "rst", "org", "mediawiki", "typst", "asciidoc", "mail", "notebook", "calendar", "code"]
Format = Literal["text", "markdown", "html", "feed", "opml", "ids", Text, Packed, WithFields]


class Outcome(StrEnum):
    """What became of a mention; each mention has exactly one."""

    FOUND = "found"
    WITHDRAWN = "withdrawn"
    MISSING = "missing"
    MALFORMED = "malformed"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"
    DEFERRED = "deferred"
    NOT_A_PAPER = "not-a-paper"


class Stand(StrEnum):
    """Whether what an entry says is about the paper whose id it holds."""

    OPEN = "open"
    """To be judged once it is known what the id is; until then it counts for no paper."""
    CUT = "cut"
    """The same, of an id that was put right in reading: until then it is no paper's, and publishes none."""
    BEFORE = "before"
    """The same, of a version of this program that believed every id; believed until it is judged."""
    ABSENT = "absent"
    """arXiv has no such paper, so the entry is looked up by its title; judged if the paper appears."""
    OWN = "own"
    UNCLEAR = "unclear"
    """The title can be neither believed nor called another's: it is looked up too, and counts for no paper until found."""
    OTHER = "other"
    """The title is that of another work: the id is a mention by itself, and the entry is looked up by its title."""
    TRIAL = "trial"
    """The mention by title that an unclear entry is looked up with; not told unless it is found."""


class Author(Struct, frozen=True, gc=False):
    """One author of a paper, in the order of the paper."""

    name: str
    """As the source has it, white space folded; may be a collaboration; may be empty."""
    affiliations: tuple[str, ...] = ()
    """Free text, as arXiv or a document has it."""
    orcid: str | None = None
    """`0000-0002-1825-0097`, without the URL."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a paper."""

    number: int
    """From 1."""
    created: datetime
    """Timezone-aware, UTC."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one field of a record came from."""

    field: str
    """A field's name of Record."""
    source: str
    """`arxiv-api`, `snapshot`, `oai`, `announcement`, a service (`crossref`, `openalex`), or `document:<name>`."""
    when: datetime
    """When the value was first taken from there, UTC."""


class Item(Struct, frozen=True, gc=False):
    """What a listing, feed entry, page or BibTeX entry says of one thing it lists.

    Everything is as the document has it (white space folded); what it does not say is None or empty.
    """

    title: str | None = None
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    """False when the list ends in "et al." or the like."""
    date: date | None = None
    """Day of publication; the first of the month or year when the document is less exact."""
    date_exact: Literal["day", "month", "year"] | None = None
    """How exact `date` is."""
    abstract: str | None = None
    abstract_complete: bool = True
    """False when the abstract is cut off with an ellipsis."""
    categories: tuple[str, ...] = ()  # as written: `cs.LG`, or the bare `LG`
    comment: str | None = None
    dois: tuple[str, ...] = ()  # none of arXiv's own
    code: tuple[str, ...] = ()
    """URLs of source code; empty when the document only marks that there is code."""
    code_marked: bool = False
    """The document says that there is code, without a link to it."""
    venue: str | None = None
    page: str | None = None  # the document's own page of this paper (a lab's publication page)
    affiliations: tuple[str, ...] = ()  # of the paper as a whole, not of one author
    alone: str | None = None
    """What of `title` may be the title alone: without the name of a site, or the words that its owner has before others as well."""
    line: str | None = None  # with more than is read of it; of three, the one between those that the title may go on in


class Mention(Struct, frozen=True, gc=False):
    """One place where a document names a paper."""

    document: str
    """The document's name: a path as configured, a URL, or `standard input`."""
    source: str
    """The name of the source that the document belongs to."""
    place: str
    """`line 12, column 1`, or an element: `entry 3`, `@article{key}`, `row 7`, `$.papers[2].url`."""
    text: str
    """What is written there, as written (at most 500 characters)."""
    how: How
    id: str | None = None
    """Canonical arXiv id without version; None for titles, foreign DOIs and malformed ids."""
    version: int | None = None
    """The version that was named, if one was."""
    doi: str | None = None
    """A DOI that is not arXiv's, when that is all the document names."""
    context: str = ""
    """The text around it, white space folded (at most 200 characters)."""
    item: Item | None = None
    """The item of the listing that the mention stands for."""
    malformed: str | None = None
    """Why the id cannot be one of arXiv's; such a mention is never asked."""
    not_a_paper: str | None = None
    """Why the item is not a paper (an event, an announcement); such an item is never asked."""
    warning: str | None = None
    """What was put right about the id, and may be wrong."""
    beside: tuple[str, ...] = ()
    """Ids of other papers in the same entry, one of which may be the entry's own."""
    titled: bool = True
    """Whether the item is clearly a paper, so that its title would be a mention without the id."""
    unread: str | None = None
    """Why a line that may name a work was not understood; such a mention is never asked, and unresolved."""

    @property
    def on_trial(self) -> bool:
        """Whether it is a title that may be none: asked, and told only where it is found."""
        return self.how == "title" and not self.titled


@dataclass(frozen=True, slots=True)
class Document:
    """Something that was read and may mention papers."""

    name: str
    """A path as configured, a URL without what is secret in it, or `standard input`."""
    source: str
    """The name of its source in the settings."""
    format: Format
    digest: str
    """sha256 of its bytes, hex."""
    size: int
    """Bytes, after decompression."""
    pieces: Callable[[], Iterator[bytes]] = field(compare=False, repr=False)
    """Opens the document again and yields its bytes in order, in pieces of at most 1 MiB, decompressed."""
    warnings: tuple[str, ...] = ()
    """What was odd but did not prevent reading (invalid UTF-8, for example), in words for the user."""
    key: str = ""
    """What distinguishes it from other documents of its source, where the name does not (see `enrich.addresses.key`)."""


@dataclass(frozen=True, slots=True)
class Record:
    """A paper, complete: what arXiv says, and beside it what documents add."""

    id: str
    """arXiv id without version: `2507.13575`, `hep-th/9901001`; `doi:10.1000/xyz` for a paper that arXiv does not have."""
    version: int
    """Number of the newest version; 1 for a paper that arXiv does not have."""
    title: str
    """Readable: LaTeX as Unicode, white space folded."""
    title_tex: str
    """As arXiv has it (characters that XML forbids removed)."""
    abstract: str
    """Readable; paragraphs separated by a blank line."""
    abstract_tex: str
    authors: tuple[Author, ...]
    categories: tuple[str, ...]
    """arXiv's own, the primary first; no MSC or ACM codes."""
    primary_category: str
    published: datetime
    """Date of v1, UTC; of a paper that arXiv does not have, the day of publication."""
    updated: datetime
    """Date of the newest version, UTC."""
    versions: tuple[Version, ...] = ()
    """Those whose date is known, ascending."""
    classifications: tuple[str, ...] = ()
    """MSC and ACM codes that authors gave beside the categories."""
    comment: str | None = None
    journal_ref: str | None = None
    dois: tuple[str, ...] = ()
    license: str | None = None
    """URL."""
    submitter: str | None = None
    report_no: str | None = None
    withdrawn: bool = False
    code: tuple[str, ...] = ()
    """URLs of source code, from comment and abstract and from documents."""
    venue: str | None = None
    """From documents only."""
    affiliations: tuple[str, ...] = ()
    """Those of the paper as a whole, from documents only."""
    pages: tuple[str, ...] = ()
    """Documents' own pages of the paper."""
    provenance: tuple[Provenance, ...] = ()
    """Sorted by field."""
    enrichment: Enrichment | None = None
    """What services other than arXiv add; the store keeps it beside the record."""
    entry_id: str | None = None
    """The id under which its entry was published before arXiv had it: `doi:10.1000/xyz`. The entry keeps it for ever."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a look-up, with the reason and the evidence."""

    outcome: Outcome
    reason: str
    """One sentence for the user."""
    id: str | None = None
    """The record that is attached, for found and withdrawn."""
    evidence: dict[str, Any] = field(default_factory=dict)
    """What the decision rests on: similarity, agreeing authors, dates (JSON values)."""
    candidates: tuple[str, ...] = ()
    """Ids, for ambiguous."""
    next_try: datetime | None = None
    """UTC; None when it is not to be asked again."""


@dataclass(frozen=True, slots=True)
class ResolvedMention:
    """A mention with what became of it."""

    mention: Mention
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PublishableRecord:
    """A record as the store keeps it, with everything that publishing needs beside it."""

    record: Record
    """With what documents add already merged in (affiliations, code, venue, pages)."""
    outcome: Outcome
    """FOUND or WITHDRAWN."""
    first_run: int
    """Number of the run in which the record was first seen; ascending in time."""
    first_seen: datetime
    """Start of that run, UTC."""
    serial: int
    """Grows with every change of the record or of its mentions; unique; the newest change has the highest."""
    mentions: tuple[ResolvedMention, ...] = ()
    """Sorted by (source, document, place)."""
    mentioned: datetime | None = None
    """When the newest of these mentions was first seen, UTC; None without mentions."""
    hidden: tuple[str, ...] = ()
    """Names of sources that mention it too, of which nothing else is told."""
    persons: Mapping[int, str] = field(default_factory=dict)
    """Ids of persons by position in the record's authors; who is not known to be anybody is not there."""


class Change(Struct, frozen=True):
    """One field of a record that changed, with both values as JSON; its source as in Provenance, and when (UTC)."""

    id: str
    field: str
    old: Any
    new: Any
    source: str
    when: datetime
    run: int
    """Number of the run that saw it."""
