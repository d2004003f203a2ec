"""Pages for people, from templates. The only module that imports Jinja2; all others that render a page call its `environment` (pure).

A channel's page is stitched like its feeds: the template makes the frame once, with marks in the place of what
differs, and the papers are in the pack. So tens of thousands of pages cost no template each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from html import escape
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from feeds.pages.chart import Months, chart
from feeds.pages.coauthors import coauthors
from feeds.pages.inline import isolated
from feeds.pages.paper import MARK, briefed, names_of, paper_of, settled
from feeds.readable_text import repair_text

_SCRIPTS = ("filter.js", "index.js", "find.js", "like.js", "papers.js", "stars.js")
STATIC = ("style.css", "more.css", "print.css", "icon.svg", *_SCRIPTS)
"""Files that are in out/static/ as they are."""
MEDIA = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
NAMES = {"rss": "RSS", "atom": "Atom", "json": "JSON"}
_KINDS = {"all": "Everything", "topic": "Topic", "author": "Author", "person": "Person"}
_UP = {"all": "", "topic": "../", "author": "../", "person": "../"}
AUTHORED = ("author", "person")
"""Kinds of channels that are about somebody."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a channel's page says beyond its newest papers."""

    papers: int = 0
    """In the whole channel."""
    months: tuple[tuple[int, int], ...] = ()
    """Papers of the whole channel by month."""
    events: bool = False
    """The channel has feeds of events."""
    who: str = ""
    """HTML: who bears the name, or who the person is."""
    whose: tuple[tuple[str, str], ...] = ()
    """(paper, HTML of why it is whose), of papers that may be shown."""


class ChannelPage(Struct, frozen=True):
    """One page of a channel, but for its papers."""

    kind: str
    """`all`, `topic`, `author`, `person`."""
    key: str
    name: str
    path: str
    """In out/, without an ending."""
    home: str
    """The channel's own path; another than `path` for a page of older papers."""
    part: int
    """The number of the archive that the page shows, 0 for the newest papers."""
    older: str | None
    """Path of the page with the next older papers."""
    facts: PageFacts
    """Empty on a page of older papers, which stays as it is."""

    @property
    def has_opml(self) -> bool:
        """Whether there is an OPML of what the page shows."""
        return self.kind == "topic" and not self.part


class Links(Struct, frozen=True):
    """What the papers of several pages link to."""

    pages: Mapping[str, str]
    """Path in out/ by mark."""
    same: Mapping[str, str]
    """Key of a name -> key of the author whom it stands for, where these differ."""


class PageSite(Struct, frozen=True):
    """What the settings say of every page; picklable."""

    base_url: str
    title: str
    formats: tuple[str, ...]


@cache
def environment() -> Environment:
    """Everything is escaped, and a name that a template does not get is an error."""
    loader = PackageLoader("feeds.pages", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def static_files() -> Mapping[str, bytes]:
    """Name -> bytes of what is in out/static/ whatever the records are."""
    folder = files("feeds.pages") / "static"
    return {name: (folder / name).read_bytes() for name in STATIC}


@cache
def design() -> str:
    """Differs when pages of the same records look different."""
    digest = blake2b(digest_size=8)
    for folder in (files("feeds.pages") / "templates", files("feeds.pages") / "static"):
        for part in sorted(folder.iterdir(), key=lambda one: one.name):
            digest.update(part.read_bytes())
    return digest.hexdigest()


def alternates(path: str, title: str, formats: Sequence[str]) -> Markup:
    """The links by which programs find a page's feeds; `path` is relative to the page, without an ending."""
    place, name = escape(path), escape(repair_text(title))
    return Markup(
        "\n".join(
            f'<link rel="alternate" type="{MEDIA[form]}" href="{place}.{form}" title="{name}">' for form in formats
        )
    )


def subscribe(path: str, formats: Sequence[str], what: str) -> Markup:
    """The links by which people subscribe."""
    buttons = "".join(f'<a class="button" href="{escape(path)}.{form}">{NAMES[form]}</a>' for form in formats)
    return Markup(f'<p class="subscribe"><span>{escape(what)}</span> {buttons}</p>')


def opml_button(path: str, what: str) -> Markup:
    """The link to an OPML."""
    return Markup(f'<p class="subscribe"><span>{what}</span> <a class="button" href="{escape(path)}">OPML</a></p>')


def figure(months: Months, *, titled: bool = False) -> Markup:
    """The chart of papers per month with what is under it; nothing without papers."""
    drawn = chart(months, titled=titled)
    if drawn is None:
        return Markup("")
    under = f'<span class="ends"><span>{drawn.first}</span><span>{drawn.last}</span></span>{drawn.summary}'
    return Markup(f"<figure>{drawn.svg}<figcaption>{under}</figcaption></figure>")


def channel_page(
    page: ChannelPage, papers: Sequence[bytes], links: Links, site: PageSite, own: Collection[str] = ()
) -> bytes:
    """A whole page of a channel; `papers` are fragments, `own` the names of whom the page is about, by key."""
    up = _UP[page.kind]
    values = _values(page, len(papers), site)
    if page.kind in AUTHORED and not page.part:
        values["who"] += coauthors(papers, {page.key, *own}, links.same, links.pages, up)
    shown = papers_shown(page, papers)
    whose = dict(page.facts.whose)
    whys = (
        f"{_why(page, one, links)}{whose.get(paper_of(one), '')}" if whose else _why(page, one, links) for one in papers
    )
    values["papers"] = _section(
        values["heading"], "".join(settled(one, links.pages, up, why) for one, why in zip(shown, whys, strict=True))
    )
    frame = _frame(page.kind, page.part > 0)
    parts = [part if place % 2 == 0 else values[part] for place, part in enumerate(frame)]
    return "".join(parts).encode()


def _section(heading: str, papers: str) -> str:
    """The papers under their heading; nothing where there are none, which the summary says."""
    if not papers:
        return ""
    return f'<section class="papers" aria-labelledby="papers">\n<h2 id="papers">{heading}</h2>\n{papers}</section>'


def papers_shown(page: ChannelPage, papers: Sequence[bytes]) -> Sequence[bytes]:
    """The papers as the page shows them: on an author's page, without the folded part of very long lists of authors."""
    return [briefed(one) for one in papers] if page.kind in AUTHORED else papers


def ended_page(name: str, path: str, successor: str, target: str, site: str, formats: Sequence[str]) -> bytes:
    """The page of a topic that has ended; `target` is where the page sends its readers on."""
    whole = environment().get_template("ended.html")
    values = {
        "name": repair_text(name),
        "shown": Markup(isolated(repair_text(name))),
        "site": repair_text(site),
        "alternates": alternates(path.rpartition("/")[2], name, formats),
        "successor": Markup(isolated(repair_text(successor))) if successor else "",
        "target": target,
        "up": _UP["topic"],
    }
    return whole.render(**values).encode()


@lru_cache(maxsize=8)
def _frame(kind: str, older: bool) -> tuple[str, ...]:
    """Text, name of a value, text, name, ..., text."""
    names = (
        "name",
        "title",
        "site",
        "address",
        "description",
        "alternates",
        "summary",
        "subscribe",
        "chart",
        "who",
        "papers",
        "older",
    )
    marks = {name: Markup(f"{MARK}{name}{MARK}") for name in names}
    whole = environment().get_template("channel.html").render(**marks, kind=_KINDS[kind], up=_UP[kind])
    return tuple(whole.split(MARK))


def _values(page: ChannelPage, shown: int, site: PageSite) -> dict[str, Any]:
    name, formats = repair_text(page.name), site.formats
    local = page.home.rpartition("/")[2]
    own = page.path.rpartition("/")[2]
    heading = "Older papers" if page.part else "Newest papers" if shown < page.facts.papers else "Papers"
    found = alternates(own, f"{name}: older papers, part {page.part}" if page.part else name, formats)
    wanted = subscribe(local, formats, "Subscribe")
    if page.facts.events:
        found += "\n" + alternates(
            f"{local}.events", f"{name}: new versions, publications, retractions, withdrawals", formats
        )
        wanted += subscribe(f"{local}.events", formats, "Only new versions, publications, retractions and withdrawals")
    if page.has_opml:
        wanted += opml_button(f"{local}.opml", "This topic and the authors here, to import into a reader")
    return {
        "name": f"{escape(name)}, older papers, part {page.part}" if page.part else escape(name),
        "title": isolated(name),
        "site": escape(repair_text(site.title)),
        "address": escape(f"{site.base_url}/{page.path}.html"),
        "description": escape(_description(page, shown, name)),
        "alternates": found,
        "summary": _summary(page, shown),
        "subscribe": wanted,
        "chart": figure(dict(page.facts.months)) if not page.part else "",
        "who": page.facts.who,
        "heading": heading,
        "older": "".join(_elsewhere(page, local)),
    }


def _summary(page: ChannelPage, shown: int) -> str:
    count = (
        "No paper yet"
        if not page.facts.papers
        else f"{page.facts.papers:,} paper{'s' if page.facts.papers > 1 else ''}"
    )
    if page.part:
        return f"<p>{shown} older paper{'s' if shown > 1 else ''}.</p>"
    newest = f", the newest {shown} of which are shown here" if shown < page.facts.papers else ""
    same = ""
    if page.kind == "author":
        same = " by authors of this name, whatever its case, accents and punctuation; each paper says why it is here"
    elif page.kind == "person":
        same = " of one person; the evidence is given with each paper"
    return f"<p>{count}{same}{newest}.</p>"


def _description(page: ChannelPage, shown: int, name: str) -> str:
    """What a link to the page is previewed with."""
    if page.part:
        return f"{shown} older paper{'s' if shown > 1 else ''}: {name}"
    count = f"{page.facts.papers:,} paper{'s' if page.facts.papers != 1 else ''}"
    about = {"all": "", "topic": f" on {name}", "author": f" of authors named {name}", "person": f" of {name}"}
    return f"{count}{about[page.kind]}, with feeds to subscribe to"


def _elsewhere(page: ChannelPage, local: str) -> Iterator[str]:
    """Links to the channel's other papers."""
    if page.part:
        yield f'<p class="more"><a href="{escape(local)}.html">Newest papers</a></p>\n'
    if page.older:
        yield f'<p class="more"><a href="{escape(page.older.rpartition("/")[2])}.html">Older papers</a></p>\n'


def _why(page: ChannelPage, paper: bytes, links: Links) -> str:
    """On an author's page: by which name the paper belongs there."""
    if page.kind != "author":
        return ""
    names = names_of(paper)
    if page.key in names and page.key not in links.same:
        return f"Here because “{names[page.key]}” is one of its authors. "
    others = {key for key, stands_for in links.same.items() if stands_for == page.key}
    named = next((names[key] for key in names if key in others), None) if others else None
    if named is None:
        return ""
    alias = f"which the settings call an alias of {isolated(repair_text(page.name))}"
    return f"Here because “{named}”, {alias}, is one of its authors. "
