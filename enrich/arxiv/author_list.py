"""arXiv's list of the papers that a person owns there, by ORCID iD (`/a/{iD}.atom2`): whose it is, and which papers.

Owners link their iD to their account themselves, and say of each paper that they are an author of it
(https://info.arxiv.org/help/author_identifiers.html). There is no list of somebody who has not. Pure but for one request.
"""

from __future__ import annotations

import re
from datetime import date

from lxml import etree
from msgspec import Struct

from enrich.errors import BadAnswer
from enrich.http.messages import Get
from enrich.identifiers.arxiv_id import parse_id
from enrich.names import orcid_id
from enrich.text import collapse_spaces, drop_forbidden

_ATOM = "{http://www.w3.org/2005/Atom}"
_OWNER = re.compile(r"(\S.{0,200})['’]s articles on arXiv", re.IGNORECASE)
"""The title of the list."""
MOST = 20_000
"""Papers of one person; what is longer is no such list."""


class OwnedPaper(Struct, frozen=True):
    """One paper of the list."""

    id: str
    """Without version."""
    title: str


class AuthorList(Struct, frozen=True):
    """Whose papers these are, and which, as arXiv lists them."""

    orcid: str
    name: str | None
    """As its owner is called at arXiv; None when the list does not say."""
    papers: tuple[OwnedPaper, ...]
    problems: tuple[str, ...] = ()
    """Entries that could not be read, and why."""


def author_list(get: Get, base_url: str, orcid: str, today: date) -> AuthorList:
    """The list of one person, with one request to `base_url`/0000-0002-1825-0097.atom2.

    Raises NotThere when arXiv has none, BadAnswer when what came is none, and whatever `get` raises.
    """
    url = f"{base_url}/{orcid}.atom2"
    return read_author_list(get(url, {}).body, orcid, url, today)


def read_author_list(body: bytes, orcid: str, url: str, today: date) -> AuthorList:
    """An answer as a list; raises BadAnswer when it is no feed, or names another person's iD."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        feed = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as problem:
        raise BadAnswer(f"{url} answered with what is no feed ({problem}); it will be asked again later", url) from None
    entries = feed.findall(f"{_ATOM}entry")
    if feed.tag != f"{_ATOM}feed" or len(entries) > MOST:
        raise BadAnswer(f"{url} answered with what is no list of papers; it will be asked again later", url)
    described = [orcid_id(link.get("href")) for link in feed.iterfind(f"{_ATOM}link") if link.get("rel") == "describes"]
    if any(one is not None and one != orcid for one in described):
        raise BadAnswer(f"{url} answered with the papers of another iD; it will be asked again later", url)
    owner = _OWNER.fullmatch(_text(feed, "title"))
    papers: dict[str, OwnedPaper] = {}
    problems = []
    for number, entry in enumerate(entries, 1):
        try:
            name = parse_id(_text(entry, "id"), today).id
        except ValueError as problem:
            problems.append(f"entry {number} of {url} names no paper ({problem})")
            continue
        papers.setdefault(name, OwnedPaper(name, _text(entry, "title")))
    return AuthorList(orcid, owner[1] if owner else None, tuple(papers.values()), tuple(problems))


def _text(element: etree._Element, name: str) -> str:
    return collapse_spaces(drop_forbidden(element.findtext(f"{_ATOM}{name}") or ""))
