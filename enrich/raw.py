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

from enrich.codelinks import code_links
from enrich.fields import is_withdrawn, split_categories, split_dois
from enrich.readable import readable, readable_paragraphs
from enrich.record import Author, Provenance, Record, Version
from enrich.text import clean, fold

_MONTHS = {
    name: number
    for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}  # fmt: skip
_SIGNS = ("\\", "$", "{", "}", "~", "`", "--", "\n\n", "\n ", "\n\t", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
"""Without any of these a text holds no TeX and one paragraph."""
_RFC_DATE = re.compile(r"(?:\w{3}, )?(\d{1,2}) (\w{3}) (\d{4}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC|\+0000)")


@dataclass(frozen=True, slots=True)
class Raw:
    """What a source says of one paper, as it says it."""

    id: str
    title: str
    abstract: str
    authors: tuple[Author, ...]
    categories: tuple[str, ...]
    """Terms; MSC and ACM codes may stand among them."""
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
    if match and match[2] in _MONTHS:
        day, month, year, hour, minute, second = match.groups()
        return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    found = datetime.fromisoformat(text.strip()) if text[:4].isdigit() else parsedate_to_datetime(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def version_history(pairs: Iterable[tuple[str, str]]) -> tuple[Version, ...]:
    """(`v2`, its date) pairs -> versions, ascending; raises ValueError when there is none or one is unreadable."""
    found = {int(name.strip().lstrip("v")): moment(created) for name, created in pairs}
    if not found or min(found) < 1:
        raise ValueError("it has no versions" if not found else f"it has a version {min(found)}")
    return tuple(Version(number, found[number]) for number in sorted(found))


def record(raw: Raw, source: str, when: datetime) -> Record:
    """The record, cleaned and readable; raises ValueError, saying what is missing, when it would not be complete."""
    title, abstract = clean(raw.title).strip(), clean(raw.abstract).strip()
    categories, classifications = split_categories(raw.categories)
    _, codes = split_categories(raw.codes)
    for name, value in (("id", raw.id), ("title", title), ("authors", raw.authors), ("categories", categories)):
        if not value:
            raise ValueError(f"it has no {name}")
    if not raw.versions:
        raise ValueError("it has no versions")
    comment = _text(raw.comment)
    dois = split_dois(raw.doi or "")
    journal_ref, report_no = _text(raw.journal_ref), _text(raw.report_no)
    license_url, submitter = _text(raw.license), _text(raw.submitter)
    links = code_links(comment or "", abstract)
    classifications = tuple(dict.fromkeys(classifications + codes))
    perhaps = {
        "abstract": abstract, "abstract_tex": abstract, "classifications": classifications, "code": links,
        "comment": comment, "dois": dois, "journal_ref": journal_ref, "license": license_url, "report_no": report_no,
        "submitter": submitter,
    }  # fmt: skip
    return Record(
        id=raw.id,
        version=raw.versions[-1].number,
        title=readable(title),
        title_tex=title,
        abstract=_paragraphs(abstract),
        abstract_tex=abstract,
        authors=raw.authors,
        categories=categories,
        primary_category=categories[0],
        published=raw.versions[0].created,
        updated=raw.versions[-1].created,
        versions=raw.versions,
        classifications=classifications,
        comment=comment,
        journal_ref=journal_ref,
        dois=dois,
        license=license_url,
        submitter=submitter,
        report_no=report_no,
        withdrawn=is_withdrawn(comment, abstract),
        code=links,
        provenance=provenance(tuple(name for name, value in perhaps.items() if value), source, when),
    )


@lru_cache(maxsize=4096)
def provenance(present: tuple[str, ...], source: str, when: datetime) -> tuple[Provenance, ...]:
    """One line for each field that the source gave: those every record has, and `present`; sorted by field."""
    return tuple(Provenance(name, source, when) for name in sorted({*ALWAYS, *present}))


ALWAYS = (
    "authors", "categories", "id", "primary_category", "published", "title", "title_tex", "updated", "version",
    "versions", "withdrawn",
)  # fmt: skip
"""The fields that no record lacks."""


def _paragraphs(text: str) -> str:
    """As readable_paragraphs has it; most abstracts hold no TeX and one paragraph, which costs a tenth to see."""
    if any(sign in text for sign in _SIGNS):
        return readable_paragraphs(text)
    return " ".join(text.split())


def _text(value: str | None) -> str | None:
    return fold(clean(value)) or None if value else None
