"""Which authors of a long list people see: the first, the last and the collaboration; the rest is counted (pure).

::

    A. Aad, B. Abbott, ... (20), …, L. Zwalinski, ATLAS Collaboration, and 2,979 more
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from enrich.record import Author

FEW = 25
"""Up to this many authors are all shown."""
FIRST = 20
"""Of longer lists, this many are named from the beginning."""
MANY = 100
"""For papers with more authors than this, feeds of authors list in their entries only those whom people see."""
_COLLABORATIONS = 5
"""At most this many collaborations of a paper are named."""
_COLLABORATION = re.compile(r"\b(?:collaborations?|consortium)\b", re.IGNORECASE)


class Shown(Struct, frozen=True):
    """A list of authors in two parts."""

    first: tuple[Author, ...]
    """Those at the beginning; all of a short list."""
    others: tuple[Author, ...] = ()
    """The last author, then the collaborations that are in between."""
    rest: tuple[Author, ...] = ()
    """Those who are counted, in the paper's order."""

    @property
    def more(self) -> str:
        """How many are not named: `and 2,979 more`; empty when all are."""
        return f"and {len(self.rest):,} more" if self.rest else ""


def shown_of(authors: Sequence[Author]) -> Shown:
    """Which of these authors are named; all of them have a name."""
    if len(authors) <= FEW:
        return Shown(tuple(authors))
    between = authors[FIRST:-1]
    collective = [place for place, author in enumerate(between) if _COLLABORATION.search(author.name)]
    named = frozenset(collective[:_COLLABORATIONS])
    return Shown(
        first=tuple(authors[:FIRST]),
        others=(authors[-1], *[between[place] for place in sorted(named)]),
        rest=tuple([author for place, author in enumerate(between) if place not in named]),
    )


def is_long(authors: Sequence[Author]) -> bool:
    """Whether feeds of authors name but some of these."""
    return len(authors) > MANY


def named_of(authors: Sequence[Author]) -> tuple[Author, ...]:
    """Those of them whom feeds of authors name, in the paper's order."""
    if not is_long(authors):
        return tuple(authors)
    shown = shown_of(authors)
    last, *collaborations = shown.others
    return (*shown.first, *collaborations, last)
