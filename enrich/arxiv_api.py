"""Ids and queries -> records, by arXiv's query API: the only user of the `arxiv` package.

The package words the questions and models the entries; sending is enrich/fetch.py's. Between the two, every answer is
held against what was asked, since arXiv's API, when it is ill, answers wrongly, half or not at all with a 200::

    answer --media type, whole XML, no Error entry--> entries --asked for, once, complete--> Page.records
       \\--> BadAnswer: asked again                       \\--> Page.problems

https://info.arxiv.org/help/api/user-manual.html
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlencode

import arxiv
from lxml import etree

from enrich.answer_page import Page, joined
from enrich.errors import BadAnswer
from enrich.exchange import Answer, Question
from enrich.fetch import Fetcher
from enrich.fields import author_name
from enrich.raw import Raw, record
from enrich.record import Author, Record, Version
from enrich.splitting import split
from enrich.text import clean, fold

SOURCE = "arxiv-api"
MOST = 2000
"""Entries in one answer at most; arXiv refuses to be asked for more."""
LONGEST_URL = 7500
"""Bytes; arXiv refuses URLs of more than 8190. What is longer is posted."""
MANY = 10
"""If none of so many papers is in an answer, it is the answer that is wrong."""

SortBy = Literal["relevance", "submittedDate", "lastUpdatedDate"]
SortOrder = Literal["ascending", "descending"]

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_ID, _TITLE, _SUMMARY, _AUTHOR, _NAME, _CATEGORY, _LINK, _PUBLISHED, _UPDATED = (
    _ATOM + name for name in ("id", "title", "summary", "author", "name", "category", "link", "published", "updated")
)
_PRIMARY, _COMMENT, _JOURNAL, _DOI, _AFFILIATION = (
    _ARXIV + name for name in ("primary_category", "comment", "journal_ref", "doi", "affiliation")
)
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_XML_TYPES = frozenset({"application/atom+xml", "application/xml", "text/xml", ""})
_SPACE = re.compile(r"\s+")
_ENTRY_ID = re.compile(r"https?://(?:[\w-]+\.)*arxiv\.org/abs/(?P<id>.+?)v(?P<version>[1-9]\d*)")

logging.getLogger("arxiv").addHandler(logging.NullHandler())
"""What the package logs of an entry is among our problems already."""


class ArxivApi:
    """arXiv's query API; asks through `fetcher`, which keeps the pace."""

    def __init__(self, fetcher: Fetcher, url: str = "https://export.arxiv.org/api/query") -> None:
        self._fetcher = fetcher
        self._url = url

    def by_ids(self, ids: Sequence[str], when: datetime) -> Page:
        """The newest version of each paper; one request for up to 2,000 ids, as long as nothing goes wrong.

        `ids` are canonical, without version. A request that fails because of one id is split until the culprit is
        alone. Ids in none of records, absent and refused stay open. Raises TryLater (CoolingDown), BadAnswer or
        Refused when nothing could be learned.
        """
        asked = tuple(dict.fromkeys(ids))
        if not asked:
            return Page((), 0)

        def ask(part: Sequence[str], retries: int | None) -> Page:
            search = arxiv.Search(id_list=list(part))
            question = self._question(search, 0, len(part))
            return self._fetcher.ask(question, lambda answer: page_of_ids(answer, part, when), retries)

        portions = [asked[start : start + MOST] for start in range(0, len(asked), MOST)]
        if len(portions) > 1:
            return joined(self.by_ids(portion, when) for portion in portions)
        found = split(asked, ask)
        page = joined(found.answers)
        return replace(
            page,
            problems=page.problems + found.problems,
            whole=page.whole and not found.problems,
            refused=dict(found.refused),
            doubted=dict(found.doubted),
        )

    def search(
        self,
        query: str,
        when: datetime,
        *,
        start: int = 0,
        max_results: int = 100,
        sort_by: SortBy = "relevance",
        sort_order: SortOrder = "descending",
    ) -> Page:
        """One page of the papers that match a search_query, in arXiv's order.

        Raises TryLater (CoolingDown), BadAnswer, or Refused for a query that arXiv does not understand.
        """
        search = arxiv.Search(query, sort_by=arxiv.SortCriterion(sort_by), sort_order=arxiv.SortOrder(sort_order))
        question = self._question(search, start, min(max_results, MOST))
        wanted = min(max_results, MOST)
        return self._fetcher.ask(question, lambda answer: page_of_search(answer, start, wanted, when))

    def _question(self, search: arxiv.Search, start: int, most: int) -> Question:
        args = {**search._url_args(), "start": str(start), "max_results": str(most)}
        accept = {"Accept": "application/atom+xml"}
        if len(self._url) + 1 + len(urlencode(args)) > LONGEST_URL:
            return Question("POST", self._url, None, args, accept)
        return Question("GET", self._url, args, None, accept)


# ---------------------------------------------------------------- believing


def page_of_ids(answer: Answer, asked: Sequence[str], when: datetime) -> Page:
    """The answer to a list of ids, held against it; raises BadAnswer when nothing of it can be believed."""
    total, entries = read_feed(answer)
    wanted = set(asked)
    if not entries and len(wanted) >= MANY:
        raise BadAnswer(f"{answer.url} answered that it knows none of {len(wanted)} papers", answer.url)
    records, problems = _records(entries, when, wanted.__contains__)
    if total != len(entries):
        problems.append(f"arXiv speaks of {total} papers and sent {len(entries)}")
    if not records:
        problems.append(f"the answer holds none of the {len(wanted)} papers that were asked for, which proves nothing")
    absent = () if problems else tuple(name for name in asked if name not in records)
    return Page(tuple(records.values()), total, tuple(problems), not problems, absent)


def page_of_search(answer: Answer, start: int, most: int, when: datetime) -> Page:
    """The answer to a query; raises BadAnswer when nothing of it can be believed."""
    total, entries = read_feed(answer)
    expected = max(0, min(most, total - start))
    if expected and not entries:
        raise BadAnswer(f"{answer.url} speaks of {total} papers and sent none", answer.url)
    records, problems = _records(entries, when, lambda name: True)
    if len(entries) != expected:
        problems.append(f"arXiv should have sent {expected} papers and sent {len(entries)}")
    return Page(tuple(records.values()), total, tuple(problems), not problems)


def read_feed(answer: Answer) -> tuple[int, list[Any]]:
    """totalResults and the entries of a whole Atom feed that reports no error; raises BadAnswer for anything else."""
    url = answer.url
    if answer.media_type not in _XML_TYPES:
        raise BadAnswer(f"{url} answered with {answer.media_type} in place of Atom", url)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(answer.body, parser)
    except etree.XMLSyntaxError as error:
        raise BadAnswer(f"{url} answered with XML that is not whole or not well-formed ({error})", url) from error
    if root.tag != f"{_ATOM}feed" or root.getroottree().docinfo.internalDTD is not None:
        raise BadAnswer(f"{url} answered with something that is not an Atom feed", url)
    entries = root.findall(f"{_ATOM}entry")
    for entry in entries:
        if "/api/errors" in (entry.findtext(_ID) or ""):
            said = fold(entry.findtext(_SUMMARY) or "without saying which")
            raise BadAnswer(f"{url} answered with an error: {said}", url)
    total = (root.findtext(_TOTAL) or "").strip()
    if not total.isdecimal():
        raise BadAnswer(f"{url} does not say how many papers it found", url)
    return int(total), entries


def _records(
    entries: Iterable[Any], when: datetime, wanted: Callable[[str], bool]
) -> tuple[dict[str, Record], list[str]]:
    """The believable records by id, and what is wrong with the others."""
    records: dict[str, Record] = {}
    problems: list[str] = []
    for entry in entries:
        try:
            found = read_entry(entry, when)
        except ValueError as problem:
            problems.append(f"an entry of arXiv's answer ({_name(entry)}) is not believed: {problem}")
            continue
        if not wanted(found.id):
            problems.append(f"arXiv's answer holds {found.id}, which was not asked for")
            continue
        known = records.get(found.id)
        if known is not None:
            problems.append(f"arXiv's answer holds {found.id} twice")
        if known is None or found.version > known.version:
            records[found.id] = found
    return records, problems


def _name(entry: Any) -> str:
    return fold(entry.findtext(_ID) or "")[:100] or "without an id"


# ---------------------------------------------------------------- reading


def read_result(entry: Any) -> arxiv.Result:
    """The package's model of an entry, with the fields that its own reader gives it.

    In one pass over the elements, where that one searches the entry for each field: three times as fast. Raises
    ValueError where that one leaves the entry out.
    """
    first: dict[str, Any] = {}
    authors, categories, links = [], [], []
    for element in entry:
        tag = element.tag
        if tag == _AUTHOR:
            authors.append(_author(element))
        elif tag == _CATEGORY:
            categories.append(element.get("term"))
        elif tag == _LINK:
            links.append(element)
        elif tag not in first:
            first[tag] = element.get("term") if tag == _PRIMARY else element.text
    text = first.get
    if not (text(_ID) and text(_UPDATED) and text(_PUBLISHED)):
        raise ValueError("it lacks its id or a date")
    return arxiv.Result(
        entry_id=first[_ID],
        updated=_moment(first[_UPDATED]),
        published=_moment(first[_PUBLISHED]),
        title=_SPACE.sub(" ", text(_TITLE) or ""),
        authors=authors,
        summary=text(_SUMMARY) or "",
        comment=text(_COMMENT),
        journal_ref=text(_JOURNAL),
        doi=text(_DOI),
        primary_category=text(_PRIMARY) or "",
        categories=[term for term in categories if term is not None],
        links=[_link(element) for element in links if element.get("href") is not None],
    )


def _author(author: Any) -> arxiv.Result.Author:
    name, affiliations = None, []
    for element in author:
        if element.tag == _NAME:
            name = element.text or "" if name is None else name
        elif element.tag == _AFFILIATION and element.text is not None:
            affiliations.append(element.text)
    return arxiv.Result.Author(name=name or "", affiliation=affiliations)


def _link(link: Any) -> arxiv.Result.Link:
    get = link.get
    return arxiv.Result.Link(get("href"), get("title"), get("rel") or "", get("type"))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.strip())
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_entry(entry: Any, when: datetime) -> Record:
    """The record of an entry; raises ValueError, saying what is missing, when it would not be complete."""
    result = read_result(entry)
    match = _ENTRY_ID.fullmatch(result.entry_id.strip())
    if not match:
        raise ValueError("its id is not one of arXiv's")
    if not result.primary_category:
        raise ValueError("it has no primary category")
    number = int(match["version"])
    versions = (Version(1, result.published), Version(number, result.updated))
    raw = Raw(
        id=match["id"],
        title=entry.findtext(_TITLE) or "",
        abstract=result.summary,
        authors=tuple(_person(author) for author in result.authors),
        categories=tuple(dict.fromkeys((result.primary_category, *result.categories))),
        versions=versions[1:] if number == 1 else versions,
        comment=result.comment,
        journal_ref=result.journal_ref,
        doi=" ".join(e.text for e in entry.iterfind(_DOI) if e.text) if result.doi else None,
    )
    return record(raw, SOURCE, when)


def _person(author: arxiv.Result.Author) -> Author:
    affiliations = (fold(clean(text)) for text in author.affiliation)
    return Author(author_name(clean(author.name)), tuple(text for text in affiliations if text))


__all__ = ["MOST", "ArxivApi", "Page", "page_of_ids", "page_of_search", "read_entry", "read_feed", "read_result"]
