"""arXiv's daily announcement feeds (rss.arxiv.org, RSS or Atom) -> what was announced. Pure but for one request.

All categories that matter are asked for in one request (`/rss/cs.LG+stat.ML`). An announcement tells that a paper
or a version is there; its authors are joined into one name and its dates are the announcement's, so a paper is
looked up in another way, and a Record is made from it only where nothing better can be had.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import cast

from lxml import etree
from msgspec import Struct

from enrich.arxiv.author_field import split_authors
from enrich.arxiv.raw_record import Raw, moment, record
from enrich.arxiv.record_fields import split_categories, split_dois
from enrich.errors import BadAnswer
from enrich.http.messages import Get
from enrich.record import Author, Item, Mention, Record, Version
from enrich.tex.to_unicode import readable
from enrich.text import collapse_spaces, drop_forbidden

KINDS = ("new", "cross", "replace", "replace-cross")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_ID = re.compile(r"(?:.*[:/])?(?P<id>\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v(?P<version>\d+))?")
_OLD_ID = re.compile(r"(?:oai:arXiv\.org:|https?://[^/]+/abs/)(?P<id>[a-z-]+/\d{7})(?:v(?P<version>\d+))?")
_PREAMBLE = re.compile(r"\s*arXiv:(?P<id>\S+?)(?:v(?P<version>\d+))?\s+Announce Type:\s*(?P<kind>[a-z-]+)\s*", re.I)
_ABSTRACT = re.compile(r"\A\s*Abstract:\s*")


class Announced(Struct, frozen=True):
    """One item of an announcement."""

    id: str
    version: int
    kind: str
    """`new`, `cross` (new in another category), `replace` (a new version) or `replace-cross`."""
    title: str
    authors: tuple[Author, ...]
    """Split from one line: a name that holds a comma may be cut in two."""
    abstract: str
    categories: tuple[str, ...]
    """The primary first."""
    license: str | None
    announced: datetime
    """UTC."""
    dois: tuple[str, ...] = ()
    journal_ref: str | None = None
    place: str = ""
    """`item 3`."""


class Announcement(Struct, frozen=True):
    """A whole feed."""

    items: tuple[Announced, ...]
    announced: datetime | None
    """When arXiv made it, UTC."""
    skip_days: frozenset[str]
    """Names of the weekdays without announcements."""
    problems: tuple[str, ...] = ()
    """Items that could not be read, and why."""


def announcement(get: Get, base_url: str, categories: Iterable[str]) -> Announcement:
    """What is announced today in all the categories, with one request to `base_url`/rss/... ."""
    url = f"{base_url.rstrip('/')}/rss/{'+'.join(categories)}"
    return read_announcement(get(url, {}).body, url)


def read_announcement(body: bytes, url: str) -> Announcement:
    """The feed; raises BadAnswer when it is not whole, well-formed RSS or Atom."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise BadAnswer(f"{url}: not whole, well-formed XML ({problem})", url) from problem
    atom = root.tag == f"{_ATOM}feed"
    feed = root if atom else root.find("channel")
    if feed is None or not (atom or root.tag == "rss"):
        raise BadAnswer(f"{url}: not an announcement feed but <{etree.QName(root).localname}>", url)
    when = _when(feed)
    items: dict[tuple[str, int], Announced] = {}
    problems = []
    for number, element in enumerate(feed.iterfind(f"{_ATOM}entry" if atom else "item"), 1):
        try:
            item = _announced(element, when, f"item {number}")
        except (ValueError, OverflowError) as problem:
            problems.append(f"{url}, item {number}: {problem}")
            continue
        items.setdefault((item.id, item.version), item)
    skip = frozenset(collapse_spaces(day.text or "").capitalize() for day in feed.iterfind("skipDays/day"))
    return Announcement(tuple(items.values()), when, skip & frozenset(WEEKDAYS), tuple(problems))


def quiet(feed: Announcement, today: date) -> str | None:
    """Why a feed is empty, in words for the user: a day without announcement, nothing new, or stale; None if it is not.

    `today` is the day in New York, by which arXiv announces.
    """
    weekday = WEEKDAYS[today.weekday()]
    if feed.items:
        return None
    if weekday in feed.skip_days:
        return f"no announcement: arXiv makes none on {weekday}s"
    if feed.announced is None:
        return "empty, and the feed does not say of which day it is"
    missed = [day for day in _days(feed.announced.date(), today) if WEEKDAYS[day.weekday()] not in feed.skip_days]
    if len(missed) > 1:
        return f"stale: arXiv's newest announcement is of {feed.announced:%Y-%m-%d}"
    return "no announcement today, or nothing new in these categories"


def mentions(
    feed: Announcement, document: str, source: str, kinds: Iterable[str] = ("new", "cross")
) -> tuple[Mention, ...]:
    """The announced papers as mentions of a document, so that each gets its look-up and its one outcome."""
    wanted = frozenset(kinds)
    return tuple(_mention(item, document, source) for item in feed.items if item.kind in wanted)


def fallback(item: Announced, when: datetime) -> Record | None:
    """A record from the announcement alone, for want of anything better; only of a first version.

    Of a later one the announcement does not say when the paper was first published.
    """
    if item.version != 1 or item.kind not in ("new", "cross"):
        return None
    raw = Raw(
        id=item.id,
        title=item.title,
        abstract=item.abstract,
        authors=item.authors,
        categories=item.categories,
        versions=(Version(1, item.announced),),
        journal_ref=item.journal_ref,
        doi=" ".join(item.dois) or None,
        license=item.license,
    )
    try:
        return record(raw, "announcement", when)
    except ValueError:
        return None


def _days(after: date, to: date) -> Iterable[date]:
    return (after + timedelta(days=n) for n in range(1, min((to - after).days, 30) + 1))


def _when(element: etree._Element) -> datetime | None:
    for name in ("pubDate", "lastBuildDate", f"{_ATOM}published", f"{_ATOM}updated"):
        if text := element.findtext(name):
            try:
                return moment(text.strip())
            except ValueError:
                continue
    return None


def _announced(element: etree._Element, of_feed: datetime | None, place: str) -> Announced:
    preamble = _PREAMBLE.match(_first(element, "description", f"{_ATOM}summary"))
    body = _first(element, "description", f"{_ATOM}summary")
    name = _name(element, preamble)
    kind = (_first(element, f"{_ARXIV}announce_type") or (preamble["kind"] if preamble else "")).strip().lower()
    if kind not in KINDS:
        raise ValueError(f"{name['id']}: its announce type is {kind or 'missing'!r}")
    title, when = collapse_spaces(_first(element, "title", f"{_ATOM}title")), _when(element) or of_feed
    authors = split_authors(readable(drop_forbidden(", ".join(_creators(element)))))
    terms = [
        found.get("term") or found.text or ""
        for found in (*element.iterfind("category"), *element.iterfind(f"{_ATOM}category"))
    ]
    categories, _ = split_categories(terms)
    lacking = [
        what
        for what, value in (("title", title), ("authors", authors), ("categories", categories), ("date", when))
        if not value
    ]
    if lacking:
        raise ValueError(f"{name['id']}: it has no {' and no '.join(lacking)}")
    return Announced(
        id=name["id"],
        version=int(name["version"] or (preamble and preamble["version"]) or 1),
        kind=kind,
        title=title,
        authors=authors,
        abstract=_ABSTRACT.sub("", body[preamble.end() :] if preamble else body).strip(),
        categories=categories,
        license=collapse_spaces(_first(element, f"{_DC}rights", f"{_ATOM}rights")) or None,
        announced=cast(datetime, when),
        dois=split_dois(_first(element, f"{_ARXIV}DOI", f"{_ARXIV}doi")),
        journal_ref=collapse_spaces(_first(element, f"{_ARXIV}journal_reference", f"{_ARXIV}journal_ref")) or None,
        place=place,
    )  # fmt: skip


def _name(element: etree._Element, preamble: re.Match[str] | None) -> re.Match[str]:
    """The id and version: of the guid, else of the link, and never another one than the text has."""
    for text in (_first(element, "guid", f"{_ATOM}id"), _first(element, "link")):
        found = _OLD_ID.fullmatch(text.strip()) or _ID.fullmatch(text.strip())
        if found:
            if preamble and preamble["id"] != found["id"]:
                raise ValueError(f"its guid is of {found['id']}, its text of {preamble['id']}")
            return found
    raise ValueError("it has no id of arXiv's")


def _creators(element: etree._Element) -> list[str]:
    found = [*element.iterfind(f"{_DC}creator"), *element.iterfind(f"{_ATOM}author/{_ATOM}name")]
    return [collapse_spaces(each.text or "") for each in found]


def _first(element: etree._Element, *names: str) -> str:
    return next((text for text in (element.findtext(name) for name in names) if text), "")


def _mention(item: Announced, document: str, source: str) -> Mention:
    return Mention(
        document=document,
        source=source,
        place=item.place,
        text=f"arXiv:{item.id}v{item.version}",
        how="id",
        id=item.id,
        version=item.version,
        context=readable(item.title)[:200],
        item=Item(
            title=readable(item.title),
            authors=item.authors,
            abstract=item.abstract or None,
            categories=item.categories,
            dois=item.dois,
        ),
    )
