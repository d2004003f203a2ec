"""Where mentions come from."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from enrich.addresses import addresses_shown, without_user
from enrich.options.section import SettingsSection, checked_orcid, web_address

KINDS = ("files", "feed", "page", "query", "ids", "set", "announcements", "orcid")
COMMAND_LINE = "command line"
"""The source of what `paperwire enrich FILE...` names; it keeps what it was ever given."""


OF_PERSONS = "ORCID "
"""How the names of sources begin that are persons who are followed by iD."""


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
    """An OAI-PMH set, as it is named there (`cs:cs:LG`)."""
    announcements: tuple[str, ...] | None = None
    """Categories of the announcement feeds."""
    orcid: str | None = None
    """The ORCID iD of a person whose papers these are."""
    allow_private: bool = False
    """Whether a feed or page may be at a private or loopback address."""
    public: bool = True
    """Whether its name, its documents and the places in them are published; its papers are in any case."""
    limit: int = Field(default=1000, ge=1, le=30000)
    """How many papers a query takes in one run at most."""

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

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of {', '.join(KINDS)} is expected, not {' and '.join(given) or 'none'}")
        return self

    @property
    def kind(self) -> str:
        """Which of the kinds it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


def source_of_person(orcid: str) -> Source:
    """The source that a person is who is followed by iD."""
    return Source(name=f"{OF_PERSONS}{orcid}", orcid=orcid)
