"""Feeds (RSS, Atom, JSON Feed) -> Mentions: each entry is an item, and what its text lists are others. The only user of feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import feedparser
from msgspec.structs import replace

from enrich.citations.author_lists import parse_names
from enrich.citations.citation import CODE_HOST, title_like
from enrich.citations.dates import find_date
from enrich.citations.items import ListedItem, Unparsable, mentions_of
from enrich.citations.named_fields import fields_of, texts
from enrich.citations.not_papers import not_a_paper
from enrich.citations.venues import stated_venue
from enrich.documents.open import whole_text
from enrich.identifiers.hosts import host_of
from enrich.readers.feed_texts import (
    SyndicatedEntry,
    listed_below,
    parsed,
    spoken_of,
    titled_by_itself,
    tree_of,
    tried_below,
    with_authors,
    without_poster,
)
from enrich.record import Author, Document, Item, Mention
from enrich.titles.remarks import sole_quotation
from enrich.titles.sentences import is_plainly_title
from enrich.tree.marks import ANNOUNCED

_ANNOUNCEMENT = re.compile(r"^\s*arXiv:\S+\s+Announce Type:\s*(\S+)\s*(?:Abstract:\s*)?", re.IGNORECASE)
_TITLE_TAIL = re.compile(r" ?\( ?arXiv:[^()]*\) ?$|^ ?\[ ?\d{4}\.\d{4,5}(?:v\d+)? ?\] ?", re.IGNORECASE)
_ARXIV = re.compile(r"https?://(?:[\w-]+\.)*(?:arxiv\.org|doi\.org|alphaxiv\.org|ar5iv\.org)/", re.IGNORECASE)
_LABELS = re.compile(
    r"\W*(?:arxiv|paper|pdf|preprint|abs|abstract|read the paper|full paper|link|\[?link\]?|view paper|read paper)\W*",
    re.I,
)


def read_feed(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a feed; raises Unparsable when it is not one."""
    parsed = _parse(whole_text(document))
    if not parsed.get("version") and not parsed.get("entries"):
        raise Unparsable
    entries = [_entry(entry, f"entry {number}") for number, entry in enumerate(without_poster(parsed["entries"]), 1)]
    site = parsed.get("feed", {}).get("link")
    yield from _without_house_news(entries, site if isinstance(site, str) else "", document, today)


def _without_house_news(
    entries: Sequence[SyndicatedEntry], site: str, document: Document, today: date
) -> Iterator[Mention]:
    """The mentions of the entries of a feed, on trial those that only tell what is new at its own site: others of it name papers or who wrote them."""
    found = [list(_mentions(entry, document, today)) for entry in entries]
    named = [
        bool(entry.listed.item.authors or entry.announced or any(one.id or one.doi for one in own))
        for entry, own in zip(entries, found, strict=True)
    ]
    others_named = any(named)
    for entry, own, is_named in zip(entries, found, named, strict=True):
        alone = all(one.on_trial for one in own[1:])
        news = not is_named and others_named and alone and _is_house_news(entry.listed.item, site)
        kept = [one for one in own if not one.not_a_paper] if news else own
        yield from (replace(one, titled=False) if news and one.how == "title" else one for one in kept)


def _is_house_news(item: Item, site: str) -> bool:
    """Whether an entry leads to the feed's own site, and has no title by its form."""
    host = host_of(site)
    return host != "" and host_of(item.page or "") == host and not is_plainly_title(item.title or "", _FEWEST_TITLED)


_FEWEST_TITLED = 4


def _mentions(entry: SyndicatedEntry, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of an entry, with those of what its text lists; ids of these are not the entry's own."""
    inner = list(listed_below(entry, document, today))
    ids = {mention.id for mention in inner if mention.id}
    thing = entry.listed
    if inner:
        thing = replace(thing, own=tuple(one for one in thing.own if one[1] not in entry.labelled))
    own = list(mentions_of(thing, document, today))
    every = [*own[:1], *inner, *(mention for mention in own[1:] if mention.id not in ids)]
    every += spoken_of(entry, [one.item.title or "" for one in inner if one.item], document, today)
    if len(every) > len(own) and own and own[0].how == "title" and not entry.announced:
        every[0] = _of_post(own[0])
    yield from every
    yield from tried_below(entry, every, document, today)


def _of_post(mention: Mention) -> Mention:
    """The mention of an entry whose text names other works: it is no abstract, and the title may be that of a post alone."""
    item = mention.item or Item()
    if len((item.abstract or "").split()) >= _LONGEST_REMARK:
        return mention
    whole = any(" " in author.name for author in item.authors)
    return replace(mention, item=replace(item, abstract=None, abstract_complete=True), titled=mention.titled and whole)


def _parse(text: str) -> Mapping[str, Any]:
    """What feedparser makes of a feed; a stream is passed so that the text is never taken for an address."""
    declared = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        result: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(declared.encode("utf-8", "replace")), response_headers=headers, resolve_relative_uris=False
        )
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        AssertionError,
        OverflowError,
    ) as error:
        # Its lenient parser stumbles over some documents that are not feeds.
        raise Unparsable from error
    return result


_STRUCTURED = frozenset({"authors", "content", "links", "tags", "published_parsed", "updated_parsed"})
"""What feedparser gives as lists and times; everything else of an entry is text here."""


def _entry(entry: Mapping[str, Any], place: str) -> SyndicatedEntry:
    # An element that stands twice, or has the name of another vocabulary's, comes as an object where a text is meant.
    entry = {name: value for name, value in entry.items() if isinstance(value, str) or name in _STRUCTURED}
    parts = [entry.get("summary", ""), *(part.get("value", "") for part in entry.get("content", []))]
    html = "\n".join(dict.fromkeys(parts))
    links = [link.get("href", "") for link in entry.get("links", [])]
    address = entry.get("link", "")
    prism = [str(entry.get(key, "")) for key in ("arxiv_doi", "prism_doi", "dc_identifier", "arxiv_id")]
    own = [address, entry.get("id", ""), *links, *prism, *_labelled(html), str(entry.get("title", ""))]
    return _post(
        entry, place, html, address if isinstance(address, str) else "", own, [_words(html), *_addresses(html)]
    )


def _post(
    entry: Mapping[str, Any], place: str, html: str, address: str, own: list[str], rest: list[str]
) -> SyndicatedEntry:
    """An entry in feedparser's words, whose title may only announce that of a paper (`New preprint: Title`)."""
    title = _TITLE_TAIL.sub("", _words(entry.get("title", "")))
    announced = ANNOUNCED.match(title)
    title = title[announced.end() :] if announced and len(title[announced.end() :].split()) > 2 else title
    quoted = sole_quotation(title)
    item = _item(entry, quoted or title, html, address)
    if announced or quoted:  # a post on a paper has its own day and its own words
        item = replace(item, date=None, date_exact=None, abstract=None, abstract_complete=True)
    return replace(_listed(place, item, html, own, [*rest, item.comment or ""]), announced=announced is not None)


def _listed(place: str, item: Item, html: str, own: list[str], rest: list[str]) -> SyndicatedEntry:
    tree = tree_of(html)
    item = with_authors(titled_by_itself(item), tree)
    title = item.title or ""
    reason = not_a_paper(title, item.abstract or _words(html))
    listed = ListedItem(
        place,
        item,
        tuple((place, text) for text in own if text),
        tuple((place, text) for text in rest if text),
        named=title_like(title, 2),
        not_a_paper=reason,
    )
    return SyndicatedEntry(listed, tree, frozenset(_labelled(html)))


def _item(entry: Mapping[str, Any], title: str, html: str, address: str) -> Item:
    names = [name for author in entry.get("authors", []) for name in _authors(author.get("name", ""))]
    day = find_date(_iso(entry.get("published_parsed") or entry.get("updated_parsed")) or entry.get("published", ""))
    summary = _ANNOUNCEMENT.sub("", _words(entry.get("summary", "")))
    return Item(
        title=title or None,
        authors=tuple(dict.fromkeys(Author(name) for name in names)),
        date=day.day if day else None,
        date_exact=day.exact if day else None,
        abstract=summary if names or len(summary.split()) >= _FEWEST_ABSTRACT or _is_cut(summary) else None,
        abstract_complete=not _is_cut(summary),
        categories=tuple(dict.fromkeys(str(tag.get("term")) for tag in entry.get("tags", []) if tag.get("term"))),
        comment=_words(entry.get("arxiv_comment", "")) or None,
        venue=stated_venue(_words(entry.get("arxiv_journal_ref", "") or entry.get("prism_publicationname", ""))),
        code=tuple(dict.fromkeys(CODE_HOST.findall(html))),
        page=address if address.startswith("http") and not _ARXIV.match(address) else None,
    )


_FEWEST_ABSTRACT = 20
"""Words of an abstract; what is shorter and not cut off, and names nobody, is a remark of who wrote the entry."""
_LONGEST_REMARK = 60


def _is_cut(summary: str) -> bool:
    return summary.endswith(("…", "...", "[…]", "[...]"))


def _authors(name: Any) -> list[str]:
    """The names in one author element: the announcement feeds have all authors in one."""
    text = _words(str(name or ""))
    return (
        [author.name for author in parse_names(text).authors]
        if "," in text or " and " in text
        else [text]
        if text
        else []
    )


def _iso(parsed: Any) -> str:
    return f"{parsed[0]:04d}-{parsed[1]:02d}-{parsed[2]:02d}" if parsed else ""


def _words(html: str) -> str:
    """The text of a piece of HTML, on one line; plain text stays what it is."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    if not re.search(r"</?[a-zA-Z][^<>]*>|&[#\w]+;", html):
        return " ".join(html.split())
    tree = parsed(html)
    return " ".join(" ".join(tree.itertext()).split()) if tree is not None else " ".join(html.split())


def _labelled(html: str) -> list[str]:
    """The addresses of links that are labelled as the paper itself (arXiv, PDF, Paper)."""
    tree = parsed(html) if "<a" in html.lower() else None
    links = tree.iter("a") if tree is not None else ()
    return [link.get("href", "") for link in links if _LABELS.fullmatch(" ".join(link.itertext()).strip() or "-")]


def _addresses(html: str) -> list[str]:
    tree = parsed(html) if "<" in html else None
    return [str(value) for node in (tree.iter() if tree is not None else ()) for value in node.attrib.values()]


def is_json_feed(value: Any) -> bool:
    """Whether a JSON value says that it is a feed."""
    return isinstance(value, Mapping) and "jsonfeed.org/version" in str(value.get("version", ""))


def read_json_feed(value: Mapping[str, Any], document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    items = value.get("items")
    listed = [entry for entry in items if isinstance(entry, Mapping)] if isinstance(items, list) else []
    entries = [_json_entry(entry, f"entry {number}") for number, entry in enumerate(without_poster(listed), 1)]
    yield from _without_house_news(entries, str(value.get("home_page_url", "")), document, today)


def _json_entry(entry: Mapping[str, Any], place: str) -> SyndicatedEntry:
    strings = {key: entry[key] for key in entry if isinstance(entry[key], str)}
    html = f"{strings.get('content_html', '')}\n{strings.get('content_text', '')}\n{strings.get('summary', '')}"
    authors = entry.get("authors") or [entry.get("author")]
    names = [one.get("name", "") for one in (authors if isinstance(authors, list) else []) if isinstance(one, Mapping)]
    tags = entry.get("tags")
    like = {
        "title": strings.get("title", ""),
        "authors": [{"name": name} for name in names],
        "published": strings.get("date_published", ""),
        "summary": strings.get("summary") or strings.get("content_text") or strings.get("content_html", ""),
        "tags": [{"term": tag} for tag in (tags if isinstance(tags, list) else [])],
    }
    own = [strings.get(key, "") for key in ("url", "external_url", "id")] + _labelled(html) + [strings.get("title", "")]
    own += [text for _, text in texts(entry.get("attachments"), "")]
    known = {
        "title",
        "url",
        "external_url",
        "id",
        "content_html",
        "content_text",
        "summary",
        "attachments",
        "tags",
        "authors",
    }
    extra = [
        text for field in fields_of(entry, "") if field.place[1:] not in known for _, text in texts(field.value, "")
    ]
    return _post(like, place, html, strings.get("url", ""), own, [_words(html), *_addresses(html), *extra])
