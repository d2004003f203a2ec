"""How settings, commands and tables of decisions name authors of papers (pure).

::

    2507.13575 Jane Doe     the author of that name of one paper
    2507.13575:3            the third author of one paper
    2507.13575:3 Jane Doe   both, as paperwire writes it itself
    doi:10.1000/x Jane Doe, doi:10.1000/x :3   the same of a paper that arXiv does not have
    p7k2m5xq4               a person: all spots of that id
    Jane Doe                every author of that name
"""

from __future__ import annotations

import re

from msgspec import Struct

from enrich.names import name_key
from enrich.paper_id import is_beyond

PERSON_ID = re.compile(r"p[a-z2-7]{8}", re.ASCII)
_LIKE_AN_ID = re.compile(r"p[a-z0-9]{8}", re.ASCII)
_PAPER = re.compile(
    r"(?:arxiv:)?(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,9}(?:\.[a-z]{2})?/[0-9]{7})(?:v[0-9]{1,4})?(?P<rest>.*)",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
_DOI = re.compile(r"(?P<id>doi:10\.\S+)(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r"(?: ?:(?P<place>[0-9]{1,5}))?(?: (?P<name>.*))?", re.DOTALL)
_SUBJECT = re.compile(r"\.[a-z]{2}/", re.IGNORECASE)
MEANT = (
    "an author is written '2507.13575 Jane Doe' (of one paper), '2507.13575:3' (its third author), 'p7k2m5xq4' (a person), "
    "or 'Jane Doe' (everybody of that name)"
)


class AuthorClaim(Struct, frozen=True):
    """Authors as somebody names them: of a paper, of a person, or of a name; in this order, the first that is not None."""

    paper: str | None = None
    """A record's id: arXiv's without version, or `doi:10.1000/x`."""
    position: int | None = None
    """From 0, in the paper's list of authors; None when only the name says which."""
    person: str | None = None
    name: str = ""
    """As printed; may be empty beside a position and a person."""

    def __str__(self) -> str:
        """As it is written."""
        if self.paper is None:
            return self.person or self.name
        # A DOI may end in what looks like a place.
        mark = " :" if is_beyond(self.paper) else ":"
        place = "" if self.position is None else f"{mark}{self.position + 1}"
        return f"{self.paper}{place} {self.name}".rstrip()


def parse_claim(text: str) -> AuthorClaim:
    """What a text names; raises ValueError, which says how authors are written."""
    text = " ".join(text.split())
    if PERSON_ID.fullmatch(text):
        return AuthorClaim(person=text)
    if _LIKE_AN_ID.fullmatch(text) and not text.isalpha():
        raise ValueError(f"{text!r} is no person's id: after the p come eight of a-z and 2-7")
    if (paper := _DOI.fullmatch(text) or _PAPER.fullmatch(text)) is None:
        if not name_key(text) or text[0].isdigit():
            raise ValueError(f"{text!r} names no author: {MEANT}")
        return AuthorClaim(name=text)
    where = _PLACE.fullmatch(paper["rest"])
    if where is None or not (where["place"] or where["name"]):
        raise ValueError(f"{text!r} does not say which author of {paper['id']}: {MEANT}")
    if where["place"] and int(where["place"]) < 1:
        raise ValueError(f"{text!r}: authors are counted from 1")
    position = int(where["place"]) - 1 if where["place"] else None
    return AuthorClaim(_SUBJECT.sub("/", paper["id"].lower()), position, name=where["name"] or "")
