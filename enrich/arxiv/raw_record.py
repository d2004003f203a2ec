"""The fields of a paper as arXiv's bulk sources write them -> Record. Pure.

The snapshot, a harvest and an announcement all end here, so that none of them makes a record in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from enrich.arxiv.code_links import code_links
from enrich.arxiv.record_fields import is_withdrawn, split_categories, split_dois
from enrich.months import MONTH_NUMBERS
from enrich.record import Author, Provenance, Record, Version
from enrich.tex.to_unicode import readable, readable_number, readable_paragraphs
from enrich.text import collapse_spaces, drop_forbidden

_RFC_DATE = re.compile(r"(?:\w{3}, )?(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|\+0000)")


@dataclass(frozen=True, slots=True)
class Raw:
    """What a source says of one paper, as it says it."""

    id: str
    title: str
    abstract: str
    authors: tuple[Author, ...]
    categories: tuple[str, ...]
    """Terms; MSC and ACM codes may be among them."""
    versions: tuple[Version, ...]
    """Ascending, at least one."""
    codes: tuple[str, ...] = ()
    """Texts that hold MSC and ACM codes only."""
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    license: str | None = None
    submitter: str | None = None
    report_no: str | None = None


def moment(text: str) -> datetime:
    """A date as `Mon, 2 Apr 2007 19:18:42 GMT` or in ISO form, in UTC; raises ValueError for anything else."""
    match = _RFC_DATE.fullmatch(text.strip())
    if match:
        day, month, year, hour, minute, second = match.groups()
        if month in MONTH_NUMBERS:
            return datetime(int(year), MONTH_NUMBERS[month], int(day), int(hour), int(minute), int(second), 0, UTC)
    found = datetime.fromisoformat(text.strip()) if text[:4].isdigit() else parsedate_to_datetime(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


@lru_cache(maxsize=1024)
def _version_number(name: str) -> int:
    return int(name.strip().lstrip("v"))


def version_history(pairs: Iterable[tuple[str, str]]) -> tuple[Version, ...]:
    """(`v2`, its date) pairs -> versions, ascending; raises ValueError when there is none or one is unreadable."""
    found = {_version_number(name): moment(created) for name, created in pairs}
    if not found or min(found) < 1:
        raise ValueError("it has no versions" if not found else f"it has a version {min(found)}")
    return tuple([Version(number, found[number]) for number in sorted(found)])


def record(raw: Raw, source: str, when: datetime) -> Record:
    """The record, cleaned and readable; raises ValueError, saying what is missing, when it would not be complete."""
    title, abstract = drop_forbidden(raw.title).strip(), drop_forbidden(raw.abstract).strip()
    categories, classifications = _categories(raw.categories, raw.codes)
    if not (raw.id and title and raw.authors and categories and raw.versions):
        raise ValueError(f"it has no {_lacking(raw, title, categories)}")
    comment, journal_ref, license_url = _text(raw.comment), _text(raw.journal_ref), _text(raw.license)
    submitter, report_no = _text(raw.submitter), _text(raw.report_no)
    dois = split_dois(raw.doi) if raw.doi else ()
    code = code_links(comment or "", abstract)
    given = (abstract, abstract, classifications, code, comment, dois, journal_ref, license_url, report_no, submitter)
    first, newest = raw.versions[0], raw.versions[-1]
    return Record(
        id=raw.id,
        version=newest.number,
        title=readable(title),
        title_tex=title,
        abstract=readable_paragraphs(abstract),
        abstract_tex=abstract,
        authors=tuple([_readable_author(author) for author in raw.authors]),
        categories=categories,
        primary_category=categories[0],
        published=first.created,
        updated=newest.created,
        versions=raw.versions,
        classifications=classifications,
        comment=readable(comment) if comment else None,
        journal_ref=readable(journal_ref) if journal_ref else None,
        dois=dois,
        license=license_url,
        submitter=submitter,
        report_no=readable_number(report_no) if report_no else None,
        withdrawn=is_withdrawn(comment, abstract),
        code=code,
        provenance=_provenance(tuple(map(bool, given)), source, when),
    )


def _readable_author(author: Author) -> Author:
    """Bulk sources write names as they were submitted, in LaTeX, the API in Unicode."""
    name = readable(author.name)
    if not author.affiliations:
        return author if name == author.name else Author(name, (), author.orcid)
    return Author(name, tuple(map(readable, author.affiliations)), author.orcid)


@lru_cache(maxsize=8192)
def _categories(terms: tuple[str, ...], codes: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """arXiv's categories, and the MSC and ACM codes; few sets of categories make up most papers."""
    categories, classifications = split_categories(terms)
    return categories, tuple(dict.fromkeys(classifications + split_categories(codes)[1]))


def _lacking(raw: Raw, title: str, categories: tuple[str, ...]) -> str:
    has = {"id": raw.id, "title": title, "authors": raw.authors, "categories": categories, "versions": raw.versions}
    return next(name for name, value in has.items() if not value)


@lru_cache(maxsize=4096)
def _provenance(has: tuple[bool, ...], source: str, when: datetime) -> tuple[Provenance, ...]:
    """One line for each field that the source gave, those of OPTIONAL that it `has` among them; sorted by field."""
    present = (name for name, there in zip(OPTIONAL, has, strict=True) if there)
    return tuple(Provenance(name, source, when) for name in sorted((*ALWAYS, *present)))


ALWAYS = (
    "authors", "categories", "id", "primary_category", "published", "title", "title_tex", "updated", "version",
    "versions", "withdrawn",
)  # fmt: skip
"""The fields that no record lacks."""
OPTIONAL = (
    "abstract", "abstract_tex", "classifications", "code", "comment", "dois", "journal_ref", "license", "report_no",
    "submitter",
)  # fmt: skip
"""Those that a source may leave out."""


def _text(value: str | None) -> str | None:
    return collapse_spaces(drop_forbidden(value)) or None if value else None
