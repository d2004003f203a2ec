"""One issue of a digest as its readers see it, whatever it is sent by: sections of papers (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from enrich.months import MONTHS
from feeds.pages.inline import lead_of

MOST = 100
"""Papers that a letter shows; the others are counted."""
FEW_AUTHORS = 6
"""Authors who are named of a paper."""
BRIEF = 320
"""Characters of an abstract."""


class DigestPaper(Struct, frozen=True):
    """A paper as a letter shows it: plain text, as it is published."""

    title: str
    url: str
    authors: str
    abstract: str
    """Its beginning."""
    venue: str
    """Where it was published, empty when that is not known."""
    pdf: str
    """Empty when there is none."""


class DigestSection(Struct, frozen=True):
    """What is new of one topic, author or person."""

    title: str
    """Empty for everything."""
    url: str
    """Its page; empty when there is none that anybody could open."""
    count: int
    papers: tuple[DigestPaper, ...]
    """The newest of them."""


class DigestIssue(Struct, frozen=True):
    """Everything that a letter is made from."""

    site: str
    """The title of the site."""
    name: str
    """Of the digest."""
    every: str
    """`daily` or `weekly`."""
    day: date
    """On which it was prepared."""
    sections: tuple[DigestSection, ...]
    home: str
    """The address of the site; empty when it has none that anybody could open."""
    unsubscribe: str | None

    @property
    def count(self) -> int:
        """New papers."""
        return sum(section.count for section in self.sections)

    @property
    def subject(self) -> str:
        """One line that says what it is."""
        return f"{self.name}: {papers(self.count)}, {long_date(self.day)}"


def papers(count: int) -> str:
    """`1 new paper`, `2 new papers`."""
    return f"{count:,} new paper{'' if count == 1 else 's'}"


def long_date(day: date) -> str:
    """`30 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def digest_paper(item: bytes) -> DigestPaper:
    """A paper from the very item that its JSON Feed has, so that nothing is told that is not published."""
    found: Mapping[str, Any] = msgspec.json.decode(item)
    known = found.get("_paperwire") or {}
    attachments = found.get("attachments") or ()
    return DigestPaper(
        title=" ".join(found["title"].split()),
        url=found["url"],
        authors=_named([author["name"] for author in found.get("authors") or ()]),
        abstract=lead_of(found.get("summary") or "", BRIEF),
        venue=(known.get("publication") or {}).get("venue") or "",
        pdf=attachments[0]["url"] if attachments else "",
    )


def shortened(sections: Sequence[DigestSection]) -> tuple[DigestSection, ...]:
    """The sections with MOST papers in all; those that lose some keep their count."""
    left, found = MOST, []
    for section in sections:
        shown = section.papers[:left]
        left -= len(shown)
        found.append(DigestSection(section.title, section.url, section.count, shown))
    return tuple(found)


def _named(authors: Sequence[str]) -> str:
    if len(authors) <= FEW_AUTHORS:
        return ", ".join(authors)
    return f"{', '.join(authors[: FEW_AUTHORS - 1])} and {len(authors) - FEW_AUTHORS + 1:,} more"
