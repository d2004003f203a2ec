"""Why a paper is a person's, in words (pure).

What people who decide it wrote of it, and who they are, is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct

from enrich.names import name_key
from feeds.papers.sources import name_of
from feeds.people.authorship import AuthorFacts
from feeds.readable_text import repair_text

_NAMED = 5
"""Co-authors named in a reason, at most."""
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Reason(Struct, frozen=True, gc=False):
    """A reason why a paper is of the same person as another one."""

    kind: str
    """`orcid`, `orcid-record`, `rare-name`, `coauthors`, `spelling`, `decision`."""
    paper: str
    """The other paper."""
    orcid: str | None = None
    sources: tuple[str, ...] = ()
    """Who asserts the ORCID iD."""
    coauthors: tuple[str, ...] = ()
    """Those whom both papers have and who may be named."""
    more: int = 0
    """How many others both have."""
    day: str | None = None
    """When it was decided."""
    is_kept: bool = False
    """Whether what was decided is that somebody else is another person."""


def reason_of(raw: Sequence[Any], paper: str, unspoken: Collection[str] = ()) -> Reason:
    """A stored edge (kind, record and position of both sides, detail), seen from the side that is not `paper`'s."""
    kind, detail = str(raw[0]), [str(one) for one in raw[5] or ()]
    if kind in {"orcid", "orcid-record"}:
        return Reason(kind, paper, orcid=detail[0] if detail else None, sources=tuple(detail[1:]))
    if kind in {"coauthors", "spelling"}:
        # The first two of a spelling are the names themselves, of which the page shows all.
        shared = detail[2:] if kind == "spelling" else detail
        named = [one for one in shared if name_key(one) not in unspoken]
        return Reason(kind, paper, coauthors=tuple(named), more=len(shared) - len(named))
    if kind == "decision":
        return Reason(kind, paper, day=detail[1] if len(detail) > 1 else None, is_kept="kept" in detail[3:])
    return Reason(kind, paper)


def reasons(edges: Sequence[Reason], facts: AuthorFacts) -> list[str]:
    """Why a paper is a person's, each reason once; the strongest first. Plain text."""
    found: dict[str, None] = {}
    for edge in sorted(edges, key=_strength):
        found.setdefault(_words(edge))
    if not found and facts.orcid:
        found.setdefault(orcid_words(facts))
    return list(found)


def in_words(edge: Reason) -> str:
    """One reason: `same ORCID iD, from Crossref`."""
    return _words(edge)


_ORDER = ("decision", "orcid", "orcid-record", "rare-name", "coauthors", "spelling")


def _strength(edge: Reason) -> tuple[int, int, str]:
    rank = _ORDER.index(edge.kind) if edge.kind in _ORDER else len(_ORDER)
    return rank, -len(edge.coauthors) - edge.more, edge.paper


def _words(edge: Reason) -> str:
    if edge.kind == "orcid":
        return f"same ORCID iD{_from(edge.sources)}"
    if edge.kind == "orcid-record":
        return "the person's own ORCID record lists the paper"
    if edge.kind == "rare-name":
        return "rare name"
    if edge.kind == "coauthors":
        return _shared(edge)
    if edge.kind == "spelling":
        return (
            f"another spelling of the name, and {_shared(edge)}" if edge.coauthors or edge.more else "another spelling"
        )
    if edge.kind == "decision":
        when = f" on {edge.day}" if edge.day else ""
        if edge.is_kept:
            return f"already this person's{when}, when people told somebody else from this person"
        return f"decided by people{when}"
    return repair_text(edge.kind)


def _from(sources: Sequence[str]) -> str:
    return f", from {' and '.join(map(name_of, sources))}" if sources else ""


def _shared(edge: Reason) -> str:
    count = len(edge.coauthors) + edge.more
    number = _COUNTS[count] if count < len(_COUNTS) else str(count)
    what = f"{number} shared co-author{'' if count == 1 else 's'}"
    named = [repair_text(one) for one in edge.coauthors[:_NAMED]]
    if named and count > len(named):
        named.append(f"{count - len(named)} more")
    return f"{what}: {', '.join(named)}" if named else what


def orcid_words(facts: AuthorFacts) -> str:
    """Why the one paper of a person is the person's: the ORCID iD on it."""
    if facts.asserted == "person":
        return "the person's own ORCID record lists the paper"
    return f"ORCID iD on the paper{_from([facts.orcid_source] if facts.orcid_source else [])}"
