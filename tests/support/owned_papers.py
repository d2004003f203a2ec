"""arXiv's list of what a person owns there, as its server sends it, and a way to it within a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from enrich.errors import NotThere
from enrich.http.messages import Response

ORCID = "0000-0002-1825-0097"


def owned_papers(orcid: str, name: str, papers: Sequence[tuple[str, str]]) -> bytes:
    """The list of (id with version, title)."""
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{paper}</id><title>{escape(title)}</title>"
        "<published>2024-01-01T00:00:00-05:00</published></entry>"
        for paper, title in papers
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{escape(name)}'s articles on arXiv</title>"
        f'<link rel="describes" href="https://orcid.org/{orcid}"/><id>https://arxiv.org/a/{orcid}</id>{entries}</feed>'
    ).encode()


class OwnedPapers:
    """Answers for the lists that it is given, and notes what it is asked."""

    def __init__(self, lists: dict[str, bytes]) -> None:
        self.lists = lists
        self.asked: list[str] = []

    def __call__(self, url: str, headers: Mapping[str, str]) -> Response:
        self.asked.append(url)
        body = self.lists.get(url.rpartition("/")[2].removesuffix(".atom2"))
        if body is None:
            raise NotThere(f"{url} is not there", url)
        return Response(200, {}, body, url)
