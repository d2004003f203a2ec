"""The believable part of an answer of arXiv's query API, and several of them as one (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from enrich.record import Record


@dataclass(frozen=True, slots=True)
class Page:
    """The believable part of an answer."""

    records: tuple[Record, ...]
    """Each at most once; for ids, only of ids that were asked for."""
    total: int
    """How many there are, as arXiv says."""
    problems: tuple[str, ...] = ()
    """Why parts of the answer were not believed, in words for the user."""
    whole: bool = True
    """Whether the answer told of everything that was asked."""
    absent: tuple[str, ...] = ()
    """Ids that a whole answer, which held other papers that were asked for, left out: arXiv has no such paper."""
    refused: Mapping[str, str] = field(default_factory=dict)
    """Ids that arXiv calls malformed, with its reason."""
    doubted: Mapping[str, str] = field(default_factory=dict)
    """Ids that arXiv refused alone, without saying that they are malformed; they stay open."""


def joined(pages: Iterable[Page]) -> Page:
    """Several answers as one."""
    pages = tuple(pages)
    return Page(
        records=tuple(r for page in pages for r in page.records),
        total=sum(page.total for page in pages),
        problems=tuple(p for page in pages for p in page.problems),
        whole=all(page.whole for page in pages),
        absent=tuple(i for page in pages for i in page.absent),
        refused={i: why for page in pages for i, why in page.refused.items()},
        doubted={i: why for page in pages for i, why in page.doubted.items()},
    )
