"""Ids of papers: arXiv's own, or `doi:10.1000/xyz` for a paper that arXiv does not have (pure).

A DOI is the same in any case of its letters, so an id has them small. It may hold nearly any character: what is made of it
(an address, a key, the name of a file) is made here or where its form is known, and never by putting it in as it is.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

BEYOND = "doi:"
"""How the id of a paper begins that arXiv does not have."""
_WRITTEN = re.compile(
    r"(https?://(?:dx\.|www\.)?doi\.org/|doi:\s?)?(10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}/\S{1,300})",
    re.IGNORECASE | re.ASCII,
)
_DOI_SAFE = "/:;.,()-_~!*'@$&=+"
"""What a DOI may hold unescaped in the path of a URL; `<`, `>`, `#`, `?`, `%` and spaces are escaped."""


def is_beyond(paper: str) -> bool:
    """Whether the id is that of a paper that arXiv does not have."""
    return paper.startswith(BEYOND)


def beyond_id(doi: str) -> str:
    """The id of the paper with this DOI, as long as arXiv does not have it."""
    return f"{BEYOND}{doi.lower()}"


def written_doi(text: str) -> str | None:
    """The DOI, in lower case, that a text as a whole is: bare, behind `doi:`, or as an address; None for anything else.

    Not one of arXiv's own, which names a paper by its arXiv id.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    doi = (unquote(match[2]) if match[1] and "//" in match[1] else match[2]).lower()
    return None if doi.startswith("10.48550/arxiv.") or any(char.isspace() for char in doi) else doi


def doi_within(paper: str) -> str | None:
    """The DOI that an id consists of, in lower case; None for an id of arXiv's."""
    return paper.removeprefix(BEYOND) if is_beyond(paper) else None


def doi_url(doi: str) -> str:
    """The https address that resolves a DOI, safe in any URL context."""
    return "https://doi.org/" + quote(doi, safe=_DOI_SAFE, errors="replace")


def marked_id(paper: str) -> str:
    """The id with what it is: `arXiv:2507.13575`, `doi:10.1000/xyz`."""
    return paper if is_beyond(paper) else f"arXiv:{paper}"
