"""Entries and heads of feeds, in every format. The only module that uses feedgen (with its extension).

    sources -> FeedEntry -> Texts ------> filled into the entry template       (many at a time)
    FeedMetadata -> its texts ----------> filled into the head template        (many of one shape at a time)
    placeholders -> feedgen's feed of one entry with every element -> entry template     (once in a process)
    placeholders -> feedgen's feed without entries -> head template        (once for each shape of head)

Templates are cut out of feeds that declare every namespace, so head, entries and closing tags are byte for byte what
feedgen writes for the whole feed. feedgen sets the process's locale for each date: never make a template in threads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

import lxml.etree  # noqa: F401  (feedgen.util uses it without importing it)
from feedgen.ext.base import BaseEntryExtension
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from msgspec import Struct

from feeds.feed import FORMATS, EntrySource, Event, FeedMetadata, FeedUrls, Format, NoticeEntry
from feeds.formats import head_texts, json_feed
from feeds.formats.content import entry_of
from feeds.formats.feed_template import (
    Element,
    EntryTemplate,
    EntryTexts,
    element_template,
    entry_template,
    fill,
    fill_entries,
    placeholder,
)
from feeds.formats.feedgen_extensions import ARXIV, ArxivEntryExtension, ArxivExtension, HistoryExtension, RepairedEntry
from feeds.formats.xml_texts import ARXIV_TEXTS, TEXTS, Texts, texts_of

__all__ = [
    "FORMATS",
    "EntrySource",
    "Event",
    "FeedMetadata",
    "FeedUrls",
    "Format",
    "NoticeEntry",
    "Rendered",
    "assemble",
    "frame",
    "frames",
    "join",
    "render",
    "whole_feed",
]

_AT_ONCE = 100
"""Entries that are filled in together: few enough for memory."""
_MEDIA = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
_PLAIN_TEXT = {
    "rss": (re.compile(rb"<title>[^<]*"),),
    "atom": tuple(
        re.compile(rb"<%s[^<]*" % name) for name in (b"title", b"subtitle>", b"name>", b'summary type="text">')
    ),
}
"""Texts that are not HTML: the RSS profile (and the W3C validator) want their `&` and `<` as numeric references."""

_CLOSING = {"rss": b"</channel></rss>", "atom": b"</feed>"}
_ANY_HEAD = head_texts.with_placeholders((False,) * 7)
"""The head of the feeds that entry templates are cut out of; nothing of it remains."""
_PUBLISHED, _UPDATED = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC), datetime(2002, 3, 4, 5, 6, 7, tzinfo=UTC)
_AS_HTML = {"title": "html_title", "summary": "html_summary"}
_EVERYTHING = Texts(
    elements={name: ((placeholder(name),),) for name in (*TEXTS, *ARXIV_TEXTS)}
    | {
        "permalink": ((placeholder("permalink"), placeholder("id")),),
        "author": ((placeholder("author"),), (placeholder("author"), placeholder("uri"))),
        "category": ((placeholder("category"), placeholder("label")),),
        "open_pdf": ((placeholder("open_pdf"), placeholder("open_pdf_name")),),
        "open_copy": ((placeholder("open_copy"), placeholder("open_copy_name")),),
        **dict.fromkeys(_AS_HTML.values(), ()),
    },
    published=_PUBLISHED,
    updated=_UPDATED,
)
"""An entry that has every element, with placeholders for its texts; its times get theirs once they are written."""


class Rendered(Struct, frozen=True):
    """One entry in every format, ready to be put into feeds."""

    rss: bytes
    """<item>...</item>"""
    atom: bytes
    """<entry>...</entry>"""
    json: bytes
    """An object."""


def render(sources: Iterable[EntrySource | NoticeEntry], formats: Collection[Format] = FORMATS) -> list[Rendered]:
    """Every source as an entry, in the order given; empty in other formats than these."""
    rendered: list[Rendered] = []
    entries = map(entry_of, sources)
    while chunk := list(islice(entries, _AT_ONCE)):
        none = [b""] * len(chunk)
        texts = [] if {"rss", "atom"}.isdisjoint(formats) else [_with_times(texts_of(entry)) for entry in chunk]
        rss, atom = (fill_entries(_entry_template(f), texts) if f in formats else none for f in ("rss", "atom"))
        rendered += map(Rendered, rss, atom, map(json_feed.item, chunk) if "json" in formats else none)
    return rendered


def whole_feed(head: FeedMetadata, sources: Sequence[EntrySource | NoticeEntry], form: Format) -> bytes:
    """The feed as feedgen itself builds it whole: what an assembled feed must equal."""
    head = head_texts.with_defaults(head)
    entries = [entry_of(source) for source in sources]
    if form == "json":
        before, after = json_feed.frame(head)
        return before + json_feed.JOIN.join(map(json_feed.item, entries)) + after
    return _xml(head_texts.as_shown(head, form), map(texts_of, entries), form)


def assemble(head: FeedMetadata, entries: Sequence[Rendered], form: Format) -> bytes:
    """A feed of entries that are already rendered."""
    before, after = frame(head, form)
    return before + join(form).join(getattr(entry, form) for entry in entries) + after


def join(form: Format) -> bytes:
    """What is between two entries."""
    return json_feed.JOIN if form == "json" else b""


def frame(head: FeedMetadata, form: Format) -> tuple[bytes, bytes]:
    """What is before and after the entries of a feed."""
    return frames([head], (form,))[0][0]


def frames(heads: Iterable[FeedMetadata], formats: Sequence[Format]) -> list[tuple[tuple[bytes, bytes], ...]]:
    """What is before and after the entries of each feed, in each format; those of one shape are filled together."""
    heads = list(map(head_texts.with_defaults, heads))
    columns = [map(json_feed.frame, heads) if form == "json" else _xml_frames(heads, form) for form in formats]
    return list(zip(*columns, strict=True))


def _xml_frames(heads: Sequence[FeedMetadata], form: Format) -> Iterator[tuple[bytes, bytes]]:
    heads = [head_texts.as_shown(head, form) for head in heads]
    shapes = list(map(head_texts.shape, heads))
    filled: dict[head_texts.Shape, Iterator[bytes]] = {}
    for shape in set(shapes):
        template = _head_template(shape, form)
        alike = [head for head, its in zip(heads, shapes, strict=True) if its == shape]
        filled[shape] = iter(fill(template, [head_texts.column(name, alike) for name in template.names]))
    return ((next(filled[shape]), _CLOSING[form]) for shape in shapes)


@lru_cache(maxsize=256)
def _head_template(shape: head_texts.Shape, form: Format) -> Element:
    return head_template(head_texts.with_placeholders(shape), form)[0]


def head_template(head: FeedMetadata, form: Format) -> tuple[Element, bytes]:
    """What is before the entries as a template, and what is after them.

    The head has its defaults; its texts are placeholders or hold some, and its time is `head_texts.WHEN`.
    """
    if form == "json":
        before, after = json_feed.frame(head)
        return element_template(before.decode(), {}), after
    feed = _xml(head, (), form)
    return element_template(feed.removesuffix(_CLOSING[form]).decode(), head_texts.TIMES), _CLOSING[form]


@lru_cache(maxsize=2)
def _entry_template(form: Format) -> EntryTemplate:
    times = {
        "pub_date": head_texts.rfc2822(_PUBLISHED),
        "published": _PUBLISHED.isoformat(),
        "updated": _UPDATED.isoformat(),
    }
    samples = [_EVERYTHING]
    if form == "atom":
        as_html = {name: ((placeholder(name),),) for name in _AS_HTML.values()}
        elements = {**_EVERYTHING.elements, **dict.fromkeys(_AS_HTML, ()), **as_html}
        samples.append(replace(_EVERYTHING, elements=elements))
    feeds = [_xml(_ANY_HEAD, [texts], form).decode() for texts in samples]
    return entry_template(feeds, {"rss": "item", "atom": "entry"}[form], times)


def _with_times(texts: Texts) -> EntryTexts:
    """The texts by the names of the placeholders that stood for them."""
    return {
        **texts.elements,
        "pub_date": ((head_texts.rfc2822(texts.published),),),
        "published": ((texts.published.isoformat(),),),
        "updated": ((texts.updated.isoformat(),),),
    }


def _xml(head: FeedMetadata, entries: Iterable[Texts], form: Format) -> bytes:
    feed = _feed(head, form)
    fill = _fill_rss if form == "rss" else _fill_atom
    for texts in entries:
        fill(feed.add_entry(RepairedEntry(), order="append"), texts)
    data: bytes = feed.rss_str() if form == "rss" else feed.atom_str()
    for text in _PLAIN_TEXT[form]:
        data = text.sub(_numeric, data)
    if form == "rss":
        # The channel's description is text; those of the items are HTML.
        data = re.sub(rb"<description>[^<]*", _numeric, data, count=1)
    return data


def _feed(head: FeedMetadata, form: Format) -> Any:
    feed = FeedGenerator()
    feed.register_extension("dc", DcExtension, DcEntryExtension, atom=False)
    feed.register_extension("arxiv", ArxivExtension, ArxivEntryExtension)
    feed.register_extension("history", HistoryExtension, BaseEntryExtension)
    feed.title(head.title)
    feed.description(head.description)
    feed.id(head.id)
    feed.author({"name": head.author})
    feed.language(head.language)
    feed.generator("paperwire")
    feed.updated(head.updated)
    if head.icon:
        feed.icon(head.icon)
    _link_feed(feed, head, form)
    return feed


def _link_feed(feed: Any, head: FeedMetadata, form: Format) -> None:
    extra = [(rel, urls.of(form)) for rel, urls in _history(head) if urls]
    extra += [("hub", head.hub)] if head.hub else []
    feed.link(href=head.urls.of(form), rel="self", type=_MEDIA[form])
    if form == "atom":
        for rel, href in extra:
            feed.link(href=href, rel=rel)
    # feedgen takes the last link for the channel's.
    feed.link(href=head.home_page_url, rel="alternate", type="text/html")
    feed.history.links = tuple(extra)
    feed.history.marks = tuple(mark for mark in ("archive", "complete") if getattr(head, mark))


def _history(head: FeedMetadata) -> tuple[tuple[str, FeedUrls | None], ...]:
    return ("prev-archive", head.prev_archive), ("next-archive", head.next_archive), ("current", head.current)


def _fill(entry: Any, texts: Texts) -> None:
    """What both formats have in common."""
    ((permalink, id),) = texts.elements["permalink"]
    entry.guid(id, permalink=permalink)
    entry.link(href=texts.text("url"), rel="alternate", type="text/html")
    entry.published(texts.published)
    entry.updated(texts.updated)
    if categories := texts.elements["category"]:
        entry.category([{"term": code, "scheme": ARXIV, "label": name} for code, name in categories])
    entry.arxiv.primary_category = texts.text("primary_category") or None
    entry.arxiv.texts = tuple((name, text) for name in ARXIV_TEXTS for (text,) in texts.elements[name])


def _fill_rss(item: Any, texts: Texts) -> None:
    _fill(item, texts)
    item.title(texts.text("rss_title"))
    item.description(texts.text("description"))
    item.content(texts.text("html"))
    if authors := texts.elements["author"]:
        item.dc.dc_creator([name for name, *_ in authors])
    if pdf := texts.text("pdf"):
        item.enclosure(pdf, 0, "application/pdf")


def _fill_atom(entry: Any, texts: Texts) -> None:
    _fill(entry, texts)
    entry.title(texts.text("title") or texts.text("html_title"))
    entry.title_type = "html" if texts.text("html_title") else None
    if summary := texts.text("summary"):
        entry.summary(summary, type="text")
    if summary := texts.text("html_summary"):
        entry.summary(summary, type="html")
    entry.content(texts.text("html"), type="html")
    if authors := texts.elements["author"]:
        entry.author([dict(zip(("name", "uri"), author, strict=False)) for author in authors])
    if pdf := texts.text("pdf"):
        # FreshRSS, sfeed and lemon24/reader list enclosures and no related links; others look for it there.
        entry.link(href=pdf, rel="enclosure", type="application/pdf", title="PDF")
        entry.link(href=texts.text("related_pdf"), rel="related", type="application/pdf", title="PDF")
    for address, name in texts.elements["open_pdf"]:
        entry.link(href=address, rel="related", type="application/pdf", title=name)
    for address, name in texts.elements["open_copy"]:
        entry.link(href=address, rel="related", title=name)
    if rights := texts.text("rights"):
        entry.rights(rights)


def _numeric(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")
