"""Ids of papers: arXiv's own, or `doi:10.1000/xyz` for a paper that arXiv does not have (pure).

A DOI is the same in any case of its letters, so an id has them small. It may hold nearly any character: what is made of it
(an address, a key, the name of a file) is made here or where its form is known, and never by putting it in as it is.
"""

from __future__ import annotations

from urllib.parse import quote

BEYOND = "doi:"
"""How the id of a paper begins that arXiv does not have."""
_DOI_SAFE = "/:;.,()-_~!*'@$&=+"
"""What a DOI may hold unescaped in the path of a URL; `<`, `>`, `#`, `?`, `%` and spaces are escaped."""


def is_beyond(paper: str) -> bool:
    """Whether the id is that of a paper that arXiv does not have."""
    return paper.startswith(BEYOND)


def beyond_id(doi: str) -> str:
    """The id of the paper with this DOI, as long as arXiv does not have it."""
    return f"{BEYOND}{doi.lower()}"


def doi_within(paper: str) -> str | None:
    """The DOI that an id consists of, in lower case; None for an id of arXiv's."""
    return paper.removeprefix(BEYOND) if is_beyond(paper) else None


def doi_url(doi: str) -> str:
    """The https address that resolves a DOI, safe in any URL context."""
    return "https://doi.org/" + quote(doi, safe=_DOI_SAFE, errors="replace")


def marked_id(paper: str) -> str:
    """The id with what it is: `arXiv:2507.13575`, `doi:10.1000/xyz`."""
    return paper if is_beyond(paper) else f"arXiv:{paper}"
