"""Where mentions come from, and how much reading a document may take."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field, field_validator, model_validator

from enrich.addresses import addresses_shown, without_user
from enrich.names import name_key
from enrich.options.section import SettingsSection, checked_orcid, web_address
from enrich.paper_id import written_doi

LISTED = ("cites", "venue", "institution")
"""The kinds that metadata services list."""
KINDS = ("files", "feed", "page", "query", "ids", "set", "announcements", "orcid", *LISTED)
NEWEST = frozenset({"query", "set", "announcements"})
"""Kinds that bring whatever is new at arXiv."""
ASKED_FOR = NEWEST | {"orcid", *LISTED}
"""Kinds of sources that arXiv or services list."""
LIMITED = ("query", *LISTED)
"""Kinds of which a run takes so many at most; the others are read as a whole."""
MOST_CITED = 30
"""Papers whose citations one source follows: each has up to three works at OpenAlex, and a filter takes a hundred."""
LONGEST_VENUE = 200
"""Characters of a venue's name."""
COMMAND_LINE = "command line"
"""The source of what `paperwire enrich FILE...` names; it keeps what it was ever given."""


OF_PERSONS = "ORCID "
"""How the names of sources begin that are persons who are followed by iD."""

_PAPER = re.compile(
    r"(?:arxiv:\s?|https?://(?:www\.)?arxiv\.org/abs/)?([0-9]{4}\.[0-9]{4,5}|[a-z-]{2,20}(?:\.[a-z]{2})?/[0-9]{7})(?:v[0-9]{1,3})?",
    re.IGNORECASE | re.ASCII,
)
_ISSN = re.compile(r"([0-9]{4})-?([0-9]{3})([0-9x])", re.IGNORECASE | re.ASCII)
_SOURCE = re.compile(r"(?:https?://openalex\.org/)?(s[0-9]{2,15})", re.IGNORECASE | re.ASCII)
_ROR = re.compile(r"(?:https?://)?(?:ror\.org/)?(0[a-hj-km-np-tv-z0-9]{6})([0-9]{2})/?", re.IGNORECASE | re.ASCII)
_ROR_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


class Source(SettingsSection):
    """Where mentions come from: a name and exactly one of the kinds."""

    name: str = Field(min_length=1, max_length=200)
    files: tuple[str, ...] | None = None
    """Paths and globs; `-` is standard input."""
    feed: str | None = None
    page: str | None = None
    query: str | None = None
    """A search_query of the arXiv API."""
    ids: tuple[str, ...] | None = None
    set: str | None = None
    """A category (`cs.LG`), or an OAI-PMH set as it is named there (`cs:cs:LG`, `cs`)."""
    announcements: tuple[str, ...] | None = None
    """Categories of the announcement feeds."""
    orcid: str | None = None
    """The ORCID iD of a person whose papers these are."""
    cites: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=MOST_CITED)
    """arXiv ids and DOIs: new papers that cite one of these, by OpenAlex."""
    venue: str | None = None
    """A name, an ISSN or an id of OpenAlex: new papers of that journal or of these proceedings, by OpenAlex or Crossref."""
    institution: str | None = None
    """A ROR id: new papers from that institution, by OpenAlex."""
    allow_private: bool = False
    """Whether a feed or page may be at a private or loopback address."""
    public: bool = True
    """Whether its name, its documents and the places in them are published; its papers are in any case."""
    limit: int = Field(default=1000, ge=1, le=30000)
    """How many papers a query takes in one run at most; of what services list, works that are looked at. Not of other kinds."""

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        if addresses_shown(without_user(value)) != value:
            raise ValueError("a name is published: write one without the user, password or query of an address")
        return value

    @field_validator("feed", "page")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        return None if value is None else web_address(value)

    @field_validator("orcid")
    @classmethod
    def _orcid(cls, value: str | None) -> str | None:
        return None if value is None else checked_orcid(value)

    @field_validator("cites")
    @classmethod
    def _papers(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if value is None else tuple(dict.fromkeys(map(checked_paper, value)))

    @field_validator("venue")
    @classmethod
    def _venue(cls, value: str | None) -> str | None:
        return None if value is None else checked_venue(value)

    @field_validator("institution")
    @classmethod
    def _ror(cls, value: str | None) -> str | None:
        return None if value is None else checked_ror(value)

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of {', '.join(KINDS)} is expected, not {' and '.join(given) or 'none'}")
        if "limit" in self.model_fields_set and given[0] not in LIMITED:
            instead = "; what it brings by days is chosen by `run --since`" if given[0] == "set" else ""
            raise ValueError(
                f"limit belongs to {', '.join(LIMITED)}, and {given[0]} is read as a whole{instead}; leave it out"
            )
        return self

    @property
    def kind(self) -> str:
        """Which of the kinds it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


FEEDERS = {"cites": ("openalex",), "venue": ("openalex", "crossref"), "institution": ("openalex",)}
"""Of each kind that services list, the services that can; the first that is enabled and knows it is taken."""


def source_of_person(orcid: str) -> Source:
    """The source that a person is who is followed by iD."""
    return Source(name=f"{OF_PERSONS}{orcid}", orcid=orcid)


class ReadingSettings(SettingsSection):
    """How much reading a document may take; one that takes more is only searched for ids."""

    time: float = Field(default=60.0, gt=0, le=86400)
    """Seconds, whatever the size."""
    time_per_megabyte: float = Field(default=2.0, ge=0, le=3600)
    """Seconds more for each megabyte."""
    memory: int = Field(default=1000, ge=200, le=1_000_000)
    """Megabytes (millions of bytes), the program included."""

    def seconds(self, size: int) -> float:
        """That a document of `size` bytes may take."""
        return self.time + self.time_per_megabyte * size / 1_000_000


# ---------------------------------------------------------------- what is followed beside people


def checked_paper(text: str) -> str:
    """A cited paper's arXiv id without version, or its DOI in lower case; raises ValueError for what is neither."""
    if match := _PAPER.fullmatch(text.strip()):
        archive, slash, number = match[1].partition("/")
        return f"{archive.lower().partition('.')[0]}/{number}" if slash else match[1]
    if doi := written_doi(text):
        return doi
    raise ValueError(f"{text!r} is neither an arXiv id such as 2010.11929 nor a DOI such as 10.1038/nature14539")


def checked_venue(text: str) -> str:
    """An ISSN as `2041-1723`, an id of OpenAlex as `S64187185`, or a name, spaces folded; raises ValueError."""
    text = " ".join(text.split())
    if match := _ISSN.fullmatch(text):
        digits = match[1] + match[2]
        wanted = -sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True)) % 11
        if "0123456789X"[wanted] != match[3].upper():
            raise ValueError(f"{text!r} is no ISSN such as 2041-1723: a digit is wrong")
        return f"{match[1]}-{match[2]}{match[3].upper()}"
    if match := _SOURCE.fullmatch(text):
        return match[1].upper()
    if not 2 <= len(text) <= LONGEST_VENUE or "://" in text or not text.isprintable() or not name_key(text):
        raise ValueError(
            f"{text[:80]!r}: the name of a journal or of proceedings is expected, its ISSN such as 2041-1723, or its id"
            " at OpenAlex such as S64187185"
        )
    return text


def is_issn(venue: str) -> bool:
    """Whether a venue, as `checked_venue` has it, is an ISSN."""
    return _ISSN.fullmatch(venue) is not None


def is_source_id(venue: str) -> bool:
    """Whether a venue, as `checked_venue` has it, is an id of OpenAlex."""
    return _SOURCE.fullmatch(venue) is not None


def checked_ror(text: str) -> str:
    """A ROR id as `https://ror.org/042nb2s44`; raises ValueError, also for one with a wrong digit (ISO 7064, mod 97-10)."""
    match = _ROR.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no ROR id such as https://ror.org/042nb2s44; https://ror.org finds it by name")
    number = 0
    for letter in match[1].lower()[1:]:
        number = number * 32 + _ROR_DIGITS.index(letter)
    if f"{98 - number * 100 % 97:02d}" != match[2]:
        raise ValueError(f"{text!r} is no ROR id: a letter or digit is wrong; https://ror.org finds it by name")
    return f"https://ror.org/{match[1].lower()}{match[2]}"
