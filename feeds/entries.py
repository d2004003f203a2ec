"""Entries and the frames around them, in every format. The only module that uses feedgen (with its extension).

    sources -> Entry -> feedgen's feed of many entries -> cut into entries      (once for each entry)
    FeedHead ---------> feedgen's feed without entries -> cut into before, after (once for each shape of head)

An entry is cut out of a feed that declares every namespace, so `before + entries + after` is byte for byte what
feedgen writes for the whole feed. feedgen sets the process's locale for each date: never call this from threads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import lxml.etree  # noqa: F401  (feedgen.util uses it without importing it)
from feedgen.ext.base import BaseEntryExtension
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator

from feeds import frames, json_feed
from feeds.arxiv_extension import ARXIV, ArxivEntryExtension, ArxivExtension, HistoryExtension, RepairedEntry
from feeds.content import Entry, entry_of, paragraphs_html, safe_url, tidy, without_tags
from feeds.head import FORMATS, EntrySource, Event, FeedHead, FeedUrls, Format, Notice
from feeds.taxonomy import category_name

__all__ = [
    "FORMATS",
    "EntrySource",
    "Event",
    "FeedHead",
    "FeedUrls",
    "Format",
    "Notice",
    "Rendered",
    "frame",
    "frame_atom",
    "frame_json",
    "frame_rss",
    "join",
    "render",
    "stitch",
    "whole_feed",
]

_AT_ONCE = 200
"""Entries in one feed of feedgen's: few enough for memory, enough to make the frame's cost vanish."""
_HTML_IN_TEXT = re.compile(r"</\w+>")
"""What makes readers and validators take a text for HTML; it is then written as HTML, which shows it as it is."""
_MEDIA = {"rss": "application/rss+xml", "atom": "application/atom+xml"}
_PLAIN_TEXT = {
    "rss": (re.compile(rb"<title>[^<]*"),),
    "atom": tuple(re.compile(rb"<%s[^<]*" % name) for name in (b"title", b"subtitle>", b'summary type="text">')),
}
"""Texts that are not HTML: the RSS profile (and the W3C validator) want their `&` and `<` as numeric references."""

_ANY_HEAD = frames.marked((False,) * 7)
"""The head of the feeds that entries are cut out of; nothing of it remains."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One entry in every format, ready to be stitched into feeds."""

    rss: bytes
    """<item>...</item>"""
    atom: bytes
    """<entry>...</entry>"""
    json: bytes
    """An object."""


def render(sources: Sequence[EntrySource | Notice]) -> list[Rendered]:
    """Every source as an entry, in the order given."""
    rendered: list[Rendered] = []
    entries = (entry_of(source) for source in sources)
    while chunk := list(islice(entries, _AT_ONCE)):
        rss, atom = _both(chunk)
        rendered += map(Rendered, _cut(rss, b"item"), _cut(atom, b"entry"), map(json_feed.item, chunk))
    return rendered


def whole_feed(head: FeedHead, sources: Sequence[EntrySource | Notice], form: Format) -> bytes:
    """The feed as feedgen itself builds it whole: what a stitched feed must equal."""
    entries = [entry_of(source) for source in sources]
    if form == "json":
        before, after = json_feed.frame(head)
        return before + json_feed.JOIN.join(map(json_feed.item, entries)) + after
    return _xml(frames.settled(head, form), entries, form)


def stitch(head: FeedHead, entries: Sequence[Rendered], form: Format) -> bytes:
    """A feed of entries that are already rendered."""
    before, after = frame(head, form)
    return before + join(form).join(getattr(entry, form) for entry in entries) + after


def join(form: Format) -> bytes:
    """What stands between two entries."""
    return json_feed.JOIN if form == "json" else b""


def frame(head: FeedHead, form: Format) -> tuple[bytes, bytes]:
    """What stands before and after the entries of a feed."""
    return {"rss": frame_rss, "atom": frame_atom, "json": frame_json}[form](head)


def frame_rss(head: FeedHead) -> tuple[bytes, bytes]:
    return _opening(head, "rss"), b"</channel></rss>"


def frame_atom(head: FeedHead) -> tuple[bytes, bytes]:
    return _opening(head, "atom"), b"</feed>"


def frame_json(head: FeedHead) -> tuple[bytes, bytes]:
    return json_feed.frame(head)


def _opening(head: FeedHead, form: Format) -> bytes:
    head = frames.settled(head, form)
    return frames.filled(_pattern(frames.shape(head), form), head, form)


@lru_cache(maxsize=256)
def _pattern(shape: frames.Shape, form: Format) -> frames.Pattern:
    return frames.pattern(_xml(frames.marked(shape), (), form))


def _xml(head: FeedHead, entries: Sequence[Entry], form: Format) -> bytes:
    feed = _feed(head, form)
    fill = _fill_rss if form == "rss" else _fill_atom
    for entry in entries:
        fill(feed.add_entry(RepairedEntry(), order="append"), entry)
    data: bytes = feed.rss_str() if form == "rss" else feed.atom_str()
    return _clear(data, form)


def _both(entries: Sequence[Entry]) -> tuple[bytes, bytes]:
    """RSS and Atom of entries that are filled once; what RSS alone wants comes when Atom is written."""
    feed = _feed(_ANY_HEAD, "atom")
    made = [feed.add_entry(RepairedEntry(), order="append") for _ in entries]
    for one, entry in zip(made, entries, strict=True):
        _fill_atom(one, entry)
    atom: bytes = feed.atom_str()
    for one, entry in zip(made, entries, strict=True):
        _only_rss(one, entry)
    return _clear(feed.rss_str(), "rss"), _clear(atom, "atom")


def _feed(head: FeedHead, form: Format) -> Any:
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


def _link_feed(feed: Any, head: FeedHead, form: Format) -> None:
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


def _history(head: FeedHead) -> tuple[tuple[str, FeedUrls | None], ...]:
    return ("prev-archive", head.prev_archive), ("next-archive", head.next_archive), ("current", head.current)


def _fill(made: Any, entry: Entry) -> None:
    """What both formats have in common."""
    made.guid(entry.id, permalink=True)
    made.link(href=entry.url, rel="alternate", type="text/html")
    made.published(entry.published)
    made.updated(entry.updated)
    if entry.categories:
        made.category([{"term": code, "scheme": ARXIV, "label": category_name(code)} for code in entry.categories])
    if entry.record:
        made.arxiv.primary_category = tidy(entry.record.primary_category) or None
        made.arxiv.texts = _arxiv_texts(entry)


def _arxiv_texts(entry: Entry) -> tuple[tuple[str, str], ...]:
    record = entry.record
    assert record is not None
    named = [("comment", record.comment), ("journal_ref", record.journal_ref)]
    named += [("doi", doi) for doi in record.dois] + [("announce_type", entry.announce_type)]
    return tuple((name, shown) for name, text in named if text and (shown := tidy(text)))


def _fill_rss(item: Any, entry: Entry) -> None:
    _fill(item, entry)
    _only_rss(item, entry)


def _only_rss(item: Any, entry: Entry) -> None:
    item.title(without_tags(entry.title) or entry.url)
    # A description is HTML to every reader, so its text is escaped.
    item.description(paragraphs_html(entry.summary) or entry.html)
    item.content(entry.html)
    if entry.authors:
        item.dc.dc_creator([author.name for author in entry.authors])
    if entry.pdf:
        item.enclosure(entry.pdf, 0, "application/pdf")


def _fill_atom(made: Any, entry: Entry) -> None:
    _fill(made, entry)
    made.title(entry.title)
    if _HTML_IN_TEXT.search(entry.title):
        made.title_type = "html"
        made.title(_as_html(entry.title))
    if entry.summary:
        html = bool(_HTML_IN_TEXT.search(entry.summary))
        made.summary(paragraphs_html(entry.summary) if html else entry.summary, type="html" if html else "text")
    made.content(entry.html, type="html")
    if entry.authors:
        made.author([_atom_author(author.name, author.orcid) for author in entry.authors])
    if entry.pdf:
        made.link(href=entry.pdf, rel="related", type="application/pdf", title="PDF")
    if entry.record and entry.record.license:
        made.rights(tidy(entry.record.license))


def _as_html(text: str) -> str:
    return paragraphs_html(text).removeprefix("<p>").removesuffix("</p>")


def _atom_author(name: str, orcid: str | None) -> dict[str, str]:
    uri = safe_url(f"https://orcid.org/{orcid}") if orcid else None
    return {"name": name} | ({"uri": uri} if uri else {})


def _clear(data: bytes, form: Format) -> bytes:
    for text in _PLAIN_TEXT[form]:
        data = text.sub(_numeric, data)
    if form == "rss":
        # The channel's description is text; those of the items are HTML.
        data = re.sub(rb"<description>[^<]*", _numeric, data, count=1)
    return data


def _numeric(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")


def _cut(data: bytes, name: bytes) -> list[bytes]:
    """The entries of a feed; no text can hold their tags, since a `<` in a text is always a reference."""
    closing = b"</" + name + b">"
    inner = data[data.index(b"<" + name + b">") : data.rindex(closing)]
    return [entry + closing for entry in inner.split(closing)]
