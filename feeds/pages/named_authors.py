"""Names in a rendered paper of very many authors those of them whom a feed or a page is about (pure).

::

    A. Aad, ... (20), …, L. Zwalinski, ATLAS Collaboration, and 2,979 more
    A. Aad, ... (20), …, L. Zwalinski, ATLAS Collaboration, Zhe Gan, and 2,978 more

What is rendered once for all feeds of authors cannot name each of thousands; who is looked for is put in where it is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from html import escape, unescape

from enrich.names import name_key
from enrich.record import Author
from feeds.channels.plan import Plan
from feeds.feed import FORMATS
from feeds.formats.parts import PAGE
from feeds.formats.record_json import json_bytes
from feeds.pages.paper import BEFORE_ELSEWHERE, author_mark, briefed, names_of
from feeds.state.types import Channel

_LINK = r'(<a href="[^"]*">and )([\d,]+)( more</a>)'
"""What counts those who are not named; no text of a record becomes a link to another text."""
_HTML = re.compile(f", {_LINK}")
_IN_XML = re.compile(", " + _LINK.replace("<", "&lt;").replace(">", "&gt;"))
_OPENINGS = {"rss": "<content:encoded>", "atom": '<content type="html">'}
_ELEMENTS = {
    "rss": ("</dc:creator>", "<dc:creator>{}</dc:creator>"),
    "atom": ("</author>", "<author><name>{}</name></author>"),
}
"""The end of an author in the entry, and an author."""
_TURNING = re.compile("</?bdi>")


def left_out(page: bytes, keys: Collection[str]) -> tuple[str, ...]:
    """Those of these authors, as the paper writes them, whom its `page` part counts and does not name."""
    names, named = names_of(page), names_of(briefed(page))
    return tuple([plain(names[key]) for key in keys if key in names and key not in named])


def plain(label: str) -> str:
    """The name that is shown as this HTML."""
    return unescape(_TURNING.sub("", label))


def named_for(channel: Channel, plan: Plan, parts: Sequence[bytes | memoryview]) -> Sequence[bytes | memoryview]:
    """An entry of very many authors as the feed and the page of one of them show it: that one is named."""
    # A person's names are not known here but for the one that is shown.
    own = plan.author_key(channel.name) if channel.kind.partition(".")[0] == "person" else channel.key
    keys = (own, *[other for other, key in plan.aliases.items() if key == own])
    if page := bytes(parts[PAGE]):
        return with_authors(parts, left_out(page, keys))
    # An event has nothing for pages; how the paper writes the name is not known here.
    authors = json.loads(bytes(parts[FORMATS.index("json")])).get("authors", ())
    named = {name_key(author["name"]) for author in authors}
    return parts if named.intersection(keys) else with_authors(parts, (channel.name,))


def with_authors(parts: Sequence[bytes | memoryview], names: Sequence[str]) -> Sequence[bytes | memoryview]:
    """The entry in every format and for pages, with these of its authors named who were not."""
    if not names:
        return parts
    texts = {form: bytes(parts[at]).decode() for at, form in enumerate(FORMATS)}
    whole = [_in_json(text, names) if form == "json" else _in_xml(text, form, names) for form, text in texts.items()]
    return [*whole, _in_page(bytes(parts[PAGE]), names)]


def _in_xml(text: str, form: str, names: Sequence[str]) -> bytes:
    head, opening, content = text.partition(_OPENINGS[form])
    content = _fewer(_IN_XML, content, _escaped(_listed(names)), len(names))
    before, end, after = (head + opening + content).rpartition(_ELEMENTS[form][0])
    authors = "".join(_ELEMENTS[form][1].format(_name_in_xml(name)) for name in names)
    return f"{before}{end}{authors}{after}".encode()


def _in_json(text: str, names: Sequence[str]) -> bytes:
    item = json.loads(text)
    item["content_html"] = _fewer(_HTML, item["content_html"], _listed(names), len(names))
    item["authors"] += [{"name": name} for name in names]
    return json_bytes(item)


def _in_page(page: bytes, names: Sequence[str]) -> bytes:
    before, mark, after = page.partition(BEFORE_ELSEWHERE)
    if not mark:
        return page
    named = "".join(f", {author_mark(Author(name))}" for name in names).encode()
    return before + named + mark + _fewer(_HTML, after.decode(), "", len(names)).encode()


def _listed(names: Sequence[str]) -> str:
    return "".join(f", {_escaped(name)}" for name in names)


def _escaped(text: str) -> str:
    return escape(text, quote=False)


def _name_in_xml(name: str) -> str:
    # Numeric, as the RSS profile wants it of texts that are not HTML.
    return _escaped(name).replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;")


def _fewer(link: re.Pattern[str], text: str, named: str, count: int) -> str:
    """The text with these named before the link, whose number goes down accordingly."""

    def put(found: re.Match[str]) -> str:
        rest = int(found[2].replace(",", "")) - count
        return f"{named}, {found[1]}{rest:,}{found[3]}" if rest else named

    return link.sub(put, text, count=1)
