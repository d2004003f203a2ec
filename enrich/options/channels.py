"""Which channels there are, the shape of their feeds, and which pages are files."""

from __future__ import annotations

import re
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from enrich.names import name_key
from enrich.options.author_claims import parse_claim
from enrich.options.section import SettingsSection, checked_orcid

_SLUG = re.compile(r"[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9])?")
_LIKE_AN_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", re.IGNORECASE)
_TAKEN = re.compile(r"\.events(?=\.|$)|\.archive-\d+(?=\.|$)|^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
"""What a topic's slug may not hold: names of other files of a channel, and of devices."""


class Topic(SettingsSection):
    """A channel that the user describes."""

    slug: str
    title: str | None = None
    categories: tuple[str, ...] = ()
    """A category (`cs.LG`) or a whole archive (`cs`)."""
    keywords: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    match: Literal["any", "all", "none"] = "any"

    @field_validator("slug")
    @classmethod
    def _nobody_elses(cls, value: str) -> str:
        if not _SLUG.fullmatch(value):
            raise ValueError("up to 80 of a-z, 0-9, '.', '_' and '-' are expected, a letter or digit first and last")
        if found := _TAKEN.search(value):
            raise ValueError(f"{found[0]!r} is for files that paperwire makes itself; another name is expected")
        return value

    @model_validator(mode="after")
    def _some_condition(self) -> Self:
        if not (self.categories or self.keywords or self.sources or self.authors):
            raise ValueError("at least one of categories, keywords, sources, authors is expected")
        return self


def topic_of(kept: Any) -> Topic | None:
    """A topic as it was kept (JSON values); None for nothing, and for what would not be a topic today."""
    try:
        return Topic.model_validate(kept) if kept else None
    except ValidationError:
        return None


class AuthorsSettings(SettingsSection):
    """Which authors get a channel, and whose names are one person's."""

    min_papers: int = Field(default=1, ge=1)
    files: int = Field(default=1, ge=1, repr=False)  # no file depends on it, so what depends on the others stays
    """From how many papers on an author or a person gets files; `serve` answers for the others at the same addresses."""
    crowd: int = Field(default=100, ge=1)
    """Who is known only from papers of more authors than this, and not followed, gets no files; `serve` answers."""
    follow: tuple[str, ...] = ()
    """Names, and ORCID iDs, whose papers are fetched as well."""
    aliases: dict[str, tuple[str, ...]] = Field(default={})
    same: tuple[tuple[str, ...], ...] = ()
    """Rows of authors who are one person each, in the forms of `enrich.options.author_claims`."""
    different: tuple[tuple[str, ...], ...] = ()
    """Rows of authors of whom no two are one person."""

    @field_validator("same", "different")
    @classmethod
    def _authors(cls, value: tuple[tuple[str, ...], ...], info: ValidationInfo) -> tuple[tuple[str, ...], ...]:
        for row in value:
            claims = [parse_claim(text) for text in row]
            is_name = len(claims) == 1 and claims[0].paper is None and claims[0].person is None
            if len({*claims}) < 2 and not (info.field_name == "same" and is_name):
                raise ValueError(
                    f"two authors or more are expected in {list(row)!r}, such as ['2507.13575 Jane Doe', 'p7k2m5xq4']"
                )
        return value

    @field_validator("follow")
    @classmethod
    def _plain_orcids(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(checked_orcid(one) if _LIKE_AN_ORCID.search(one) else one for one in value)

    @property
    def orcids(self) -> tuple[str, ...]:
        """Those of `follow` that are iDs, each once."""
        return tuple(dict.fromkeys(one for one in self.follow if _LIKE_AN_ORCID.search(one)))

    @property
    def names(self) -> tuple[str, ...]:
        """Those of `follow` that are names."""
        return tuple(one for one in self.follow if not _LIKE_AN_ORCID.search(one))

    @field_validator("aliases")
    @classmethod
    def _one_persons(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        owners: dict[str, str] = {}
        for name, others in value.items():
            for other in others:
                owner = owners.setdefault(name_key(other), name)
                if name_key(other) and name_key(owner) != name_key(name):
                    raise ValueError(
                        f"{other!r} is an alias of {owner!r} and of {name!r}; it can be of one of them only"
                    )
        return value


class FeedsSettings(SettingsSection):
    """The shape of every feed."""

    entries: int = Field(default=50, ge=1, le=1000)
    formats: tuple[Literal["rss", "atom", "json"], ...] = Field(default=("rss", "atom", "json"), min_length=1)
    archives: bool = True
    date: Literal["published", "found"] = "published"
    """What dates an entry: arXiv's dates, or when the paper was found here, for readers that hide what is old."""
    opml: Literal["atom", "rss"] = "atom"
    opml_authors: Literal["separate", "with", "none"] = "separate"
    """Whether authors are in an OPML of their own, in that of everything (also `true`), or in none (also `false`)."""
    keep: bool = True
    """Whether topics that were published once go on when the settings no longer name them."""
    retired: dict[str, str] = Field(default={})
    """Slugs of topics that have ended, each with the slug of the topic to go to, or "". A list stands for all ""."""
    parquet: bool = False
    """Whether the dumps hold Parquet too, whole and by month; needs the extra `parquet`."""

    @field_validator("opml_authors", mode="before")
    @classmethod
    def _as_a_word(cls, value: Any) -> Any:
        return {True: "with", False: "none"}.get(value, value) if isinstance(value, bool) else value

    @field_validator("retired", mode="before")
    @classmethod
    def _without_successors(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        if not all(isinstance(slug, str) for slug in value):
            raise ValueError("slugs in quotes are expected, such as ['old'], or a table begun with [feeds.retired]")
        return dict.fromkeys(value, "")


class PagesSettings(SettingsSection):
    """Which pages beside those of channels are files, and which ones `serve` makes on demand at the same addresses."""

    papers: Literal["auto", "files", "serve"] = "auto"
    """A page for each paper; by itself ("auto"), it is a file unless authors with few papers have none."""
    search: Literal["auto", "files", "serve"] = "auto"
    """The search that needs no server, and what "More like this" reads; likewise."""
