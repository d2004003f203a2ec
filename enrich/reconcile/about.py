"""Whether a statement is about the paper at all, and how well it agrees with arXiv's record (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from enrich.paper_id import doi_within, is_beyond
from enrich.reconcile.align_authors import Alignment, align
from enrich.reconcile.compare_names import Fit, compare, is_body
from enrich.record import Record
from enrich.statements.statement import StatedAuthor, Statement
from enrich.titles.compare import compare as compare_titles
from enrich.titles.normalise import form
from enrich.titles.vetoes import other_work

_MARKED = re.compile(
    r"^\W{0,9}(?:retracted|withdrawn|removed)(?: (?:article|paper|chapter))?\W{1,9}|^expression of concern\W{1,9}"
    r"|\W{1,9}(?:retracted|withdrawn)(?: (?:article|paper|chapter))?\W{0,9}$"
    r"|\s{0,4}\((?:published|final|extended|full) version\)$",
    re.IGNORECASE,
)  # bounded: a title by 2,000 characters, what is no letter before a word by 9
"""What publishers write on a title."""
_RETRACTED = re.compile(r"^\W{0,9}retracted\b(?: (?:article|paper|chapter))?\s{0,4}[:\])]", re.IGNORECASE)
ARXIV_DOI = "10.48550/arxiv."
YEARS = 3
"""Between a preprint and its publication, where hardly anything but the title is known of the latter."""
WORDS = 3
"""Of a title that says by itself which work it is."""
_STRANGE = frozenset({Fit.NONE, Fit.INITIAL})


class About(Struct, frozen=True):
    """A statement that is about the paper."""

    statement: Statement
    title: bool
    """Its title is the paper's, but for what copying changes."""
    authors: bool
    """The first author is the paper's, or four of five are."""
    alignment: Alignment
    """Empty where the lists of authors are to be left alone."""

    @property
    def both(self) -> bool:
        """Title and authors agree."""
        return self.title and self.authors


def all_about(record: Record, statements: Iterable[Statement]) -> tuple[About, ...]:
    """The statements that are about the paper, in a fixed order; of two answers on one work the newer one."""
    newest: dict[tuple[str, str], Statement] = {}
    for one in statements:
        known = newest.get((one.service, one.work))
        if known is None or (one.when, repr(one)) > (known.when, repr(known)):
            newest[one.service, one.work] = one
    authors = [author.name for author in record.authors]
    vouched = _vouched(record, newest.values())
    found = (_about(record, authors, newest[key], vouched) for key in sorted(newest))
    return tuple(one for one in found if one is not None)


def _vouched(record: Record, statements: Iterable[Statement]) -> frozenset[str]:
    """DOIs of published versions by the word of services whose own record names the paper's arXiv id."""
    named = (one for one in statements if one.arxiv_id is not None and one.arxiv_id.lower() == record.id.lower())
    return frozenset(doi for one in named if (doi := published_doi(one.doi)))


def is_marked_retracted(title: str | None) -> bool:
    """Whether a title begins with the publisher's mark of a retraction."""
    return title is not None and _RETRACTED.match(title) is not None


def unmarked(title: str) -> str:
    """A title without the publisher's mark on it; the title itself when nothing else is left."""
    return _MARKED.sub("", title).strip() or title


def published_doi(doi: str | None) -> str | None:
    """The DOI, unless it is arXiv's own."""
    return doi.lower() if doi and not doi.lower().startswith(ARXIV_DOI) else None


def own_dois(record: Record) -> tuple[str, ...]:
    """DOIs of the published version that arXiv itself gives, in lower case, and the one that the paper is or was published by."""
    given = (doi_within(record.id) or "", *record.dois, doi_within(record.entry_id or "") or "")
    return tuple(dict.fromkeys(doi for one in given if (doi := published_doi(one))))


def _about(record: Record, authors: Sequence[str], one: Statement, vouched: frozenset[str]) -> About | None:
    named = one.arxiv_id if not is_beyond(record.id) else None
    if named is not None and named.lower() != record.id.lower():
        return None
    alignment = align(authors, one.authors, one.authors_complete)
    title = one.title is not None and same_title(one.title, record.title)
    first = _first_author(authors, one.authors, alignment)
    most = len(alignment or ()) > 1 and 5 * len(alignment or ()) >= 4 * len(authors)
    people = first or most
    if named is not None:
        believed = title or people
    elif published_doi(one.doi) in own_dois(record):
        believed = title or most or (first and _related(one.title, record.title))
    else:
        believed = title and (people or 2 * len(alignment or ()) >= len(authors))
        if title and not believed and published_doi(one.doi) in vouched:
            believed = _nothing_against(record, authors, one)
    return About(one, title, people, alignment or {}) if believed else None


def _nothing_against(record: Record, authors: Sequence[str], one: Statement) -> bool:
    """Whether nothing speaks against a record with the paper's title, of the DOI that another service has for it.

    Publishers deposit works without authors, or with surnames alone. A title of a word or two proves nothing then.
    """
    names = [stated.name for stated in one.authors if not (stated.is_body or is_body(stated.name))]
    strange = [name for name in names if all(compare(mine, name) in _STRANGE for mine in authors)]
    near = one.published is not None and abs(one.published.year - record.published.year) <= YEARS
    return near and not strange and len(names) <= len(authors) and len(form(record.title).words) >= WORDS


def _first_author(authors: Sequence[str], stated: Sequence[StatedAuthor], alignment: Alignment | None) -> bool:
    if alignment is not None:
        return 0 in alignment.values()
    first = next((one.name for one in stated if not one.is_body and not is_body(one.name)), "")
    return bool(authors) and compare(authors[0], first) >= Fit.FITS


def _related(one: str | None, other: str) -> bool:
    """Whether two titles share half of their telling words, or one is not known.

    Titles change until they are printed; and authors give the DOI of another paper of theirs.
    """
    if one is None:
        return True
    a, b = form(one).telling, form(other).telling
    return 2 * len(a & b) >= min(len(a), len(b))


def same_work(record: Record, other: Record) -> bool:
    """Whether the record of a DOI that arXiv's record claims, or that services call its published version, is of the same work.

    Authors give the DOI of another paper of theirs, so the authors alone prove nothing; but titles change until they are printed.
    """
    if same_title(other.title, record.title):
        return True
    authors = tuple(StatedAuthor(author.name, is_body=is_body(author.name)) for author in other.authors)
    names = [author.name for author in record.authors]
    alignment = align(names, authors, True)
    most = len(alignment or ()) > 1 and 5 * len(alignment or ()) >= 4 * len(names)
    return (most or _first_author(names, authors, alignment)) and _related(other.title, record.title)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are of one work: a typo, a lost subtitle and a publisher's mark do no harm."""
    if one == other:
        return bool(one)
    a, b = form(_MARKED.sub("", one)), form(_MARKED.sub("", other))
    if not a.words or not b.words:
        return False
    if a.words == b.words:
        return True
    likeness = compare_titles(a, b, frozenset())
    if likeness.kind in {"lost", "added", "truncated", "headless"}:
        return len(likeness.shared) > 2 and not other_work(likeness.piece, likeness.kind == "lost")
    return likeness.kind in {"same", "near"}
