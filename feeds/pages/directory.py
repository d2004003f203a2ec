"""The directory of channels: pages by letter, and the names that the filter of the index loads (pure).

Neither tells how many papers a channel has, so they change only when channels come or go; and a page or a file of names
only when a channel of its own does: authors are on pages by the beginning of their address, as long as it must be::

    authors-g.html  leads to  authors-ga.html, authors-gu.html, ...    when there are too many for one page

A file of names has those in which a word begins with its two letters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import chain
from typing import Any, Protocol

import msgspec
from markupsafe import Markup
from msgspec import Struct, field

from enrich.names import slug_base
from feeds.channels.label import shown_name
from feeds.formats.opml import Address, opml, outline
from feeds.pages.channel_page import alternates, opml_button
from feeds.pages.index_page import SCRIPT, ChannelRow, named, row, shortened, whole_page
from feeds.state.page_counts import ChannelCount
from feeds.state.people import KIND
from feeds.state.types import Channel


class DirectorySite(Address, Protocol):
    """What the directory needs to know of the site (see `feeds.publish.assemble.Site`)."""

    @property
    def title(self) -> str: ...
    @property
    def formats(self) -> Sequence[str]: ...
    @property
    def opml_authors(self) -> str: ...


WorkThrough = Callable[[Callable[[], Callable[[Any], Any]], Iterable[Any], int], Iterator[Any]]
"""Has tasks done, perhaps in several processes: what makes who does one, the tasks, how many."""
AT_ONCE = 10
"""Pages that a process makes at a time."""
LAYOUT = 2
"""How the directory is laid out: one that was published in another way is made again as a whole."""
PART = 300
"""Authors on a page of the directory."""
DIGITS = "0–9"
_LETTERS = str.maketrans(dict(zip("øłđßæœıðþ", ["o", "l", "d", "ss", "ae", "oe", "i", "d", "th"], strict=True)))
"""As in filter.js."""
_HOME = re.compile(r"authors-(?:[^\W\d_]|0-9)\.html")
_BEGINS = re.compile("(?<![a-z0-9])[a-z0-9]{2}")
"""The first two letters of each word of a name in ASCII, as are nearly all."""
_NO_SLUG = re.compile("[^a-z0-9]+")
_OTHER = "other"
"""The file of the names with words that begin with other letters."""


class Directory(Struct, frozen=True):
    """The files of the directory."""

    files: Iterator[tuple[str, bytes]]
    """(path, bytes) of those that may have changed, which are made as they are asked for."""
    others: frozenset[str] = field(default_factory=frozenset)
    """Paths of those that are as they were."""


Listed = list[tuple[str, ChannelCount]]
"""Authors and persons with what they are ordered by."""


def letter_of(slug: str) -> str:
    """The letter of the directory under which a channel stands."""
    return slug[0].upper() if slug[0].isalpha() else DIGITS


def letters_of(slugs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(letter, path) of the letters in use; the first letters of slugs will do."""
    return tuple((letter, _path(letter, "")) for letter in sorted({letter_of(slug) for slug in slugs}))


def directory(
    site: DirectorySite,
    topics: Sequence[ChannelCount],
    authors: Sequence[ChannelCount],
    people: Sequence[ChannelCount] = (),
    *,
    known: Collection[str] = (),
    changed: Sequence[Channel] | None = None,
    work_through: WorkThrough | None = None,
) -> Directory:
    """The pages that name every channel, an OPML for each with authors, and the names for the filter.

    The `people` stand among the authors, by their names. Of the files that are `known`, those that hold nobody who has
    `changed`, came or went, are as they were; None stands for all. Many pages are made by `work_through`, as executors do.
    """
    there, slugs = frozenset(known), None if changed is None else sorted({_slug(one) for one in changed})
    ordered = sorted(
        [*authors, *people], key=lambda one: (_slug(one.channel), one.channel.slug * (one.channel.kind == KIND))
    )
    letters = letters_of(one.channel.slug for one in authors)
    if {path for _, path in letters} != {path for path in there if _HOME.fullmatch(path)}:
        slugs = None  # every page names every letter
    due: list[_Make] = []
    others: set[str] = set()
    for path, begins, make in _pages(site, [(_slug(one.channel), one) for one in ordered], letters):
        paths = {path, *([_opml_path(path)] if site.opml_authors != "none" else [])}
        if slugs is None or not paths <= there or any(_is_begun(slugs, beginning) for beginning in begins):
            due.append(make)
        else:
            others |= paths
    by_key = _by_key(ordered)
    keys = by_key.keys() if changed is None else {key for one in changed for key in keys_of(one)}
    scripts = {key: path for key in by_key if (path := _script_path(key)) not in there or key in keys}
    others.update({_script_path(key) for key in by_key.keys() - scripts.keys()})
    names = ((path, names_script(key, by_key[key])) for key, path in scripts.items())
    return Directory(chain(_files_of(due, work_through), names, _of_topics(site, topics, by_key)), frozenset(others))


def _of_topics(site: DirectorySite, topics: Sequence[ChannelCount], keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    listed = [row(one, counted=False) for one in sorted(topics, key=_by_name)]
    yield "topics.html", _page(site, "Topics", listed, {})
    yield SCRIPT, channels_script(topics, keys)


def _files_of(due: Sequence[_Make], work_through: WorkThrough | None) -> Iterator[tuple[str, bytes]]:
    """All files of these pages."""
    tasks = [due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE)]
    results = map(_make_some, tasks) if work_through is None else work_through(_maker, tasks, len(tasks))
    return chain.from_iterable(some.items() for some in results)


def _maker() -> Callable[[Sequence[_Make]], dict[str, bytes]]:
    """Perhaps for a process of its own."""
    return _make_some


def _make_some(due: Sequence[_Make]) -> dict[str, bytes]:
    return {path: data for make in due for path, data in make().items()}


def _is_begun(slugs: Sequence[str], beginning: str) -> bool:
    """Whether one of the slugs, which are in order, begins so."""
    at = bisect_left(slugs, beginning)
    return at < len(slugs) and slugs[at].startswith(beginning)


# ---------------------------------------------------------------- pages


def _pages(site: DirectorySite, listed: Listed, letters: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Any, Any]]:
    """(path, beginnings of what is on the page, function that makes its files) of each page, by letter."""
    by_letter: dict[str, Listed] = defaultdict(list)
    for slug, one in listed:
        by_letter[letter_of(slug)].append((slug, one))
    for letter, its in by_letter.items():
        groups = dict(_groups("", its) if letter == DIGITS else _groups(letter.lower(), its))
        own = groups.pop("" if letter == DIGITS else letter.lower(), [])
        home = _path(letter, "")
        parts = [(letter, home), *((prefix.capitalize(), _path(letter, prefix)) for prefix in groups)]
        around: dict[str, Any] = {"letters": letters, "here": letter}
        begins = tuple({slug[0] for slug, _ in its})
        yield home, begins, _Make(site, letter, own, around | {"parts": parts, "part": home})
        for prefix, group in groups.items():
            path = _path(letter, prefix)
            back = [(letter, home), (prefix.capitalize(), path)]
            yield path, (prefix,), _Make(site, prefix.capitalize(), group, around | {"parts": back, "part": path})


def _groups(prefix: str, listed: Listed) -> Iterator[tuple[str, Listed]]:
    """Those whose addresses begin alike, few enough for a page each; whose address is a beginning stays with it."""
    if len(listed) <= PART:
        yield prefix, listed
        return
    longer: dict[str, Listed] = defaultdict(list)
    for slug, one in listed:
        longer[slug[: len(prefix) + 1]].append((slug, one))
    for beginning, its in sorted(longer.items()):
        if beginning == prefix or all(slug == beginning for slug, _ in its):
            yield beginning, its
        else:
            yield from _groups(beginning, its)


class _Make(Struct, frozen=True):
    """Makes a page with its OPML."""

    site: DirectorySite
    title: str
    listed: Listed
    around: Mapping[str, Any]

    def __call__(self) -> dict[str, bytes]:
        path, rows = self.around["part"], [row(one, counted=False) for _, one in self.listed]
        pages: dict[str, bytes] = {}
        around = dict(self.around)
        if self.site.opml_authors != "none":
            around["opml"] = _opml_path(path)
            outlines = [outline(one.name, one.path, self.site) for one in rows]
            title = f"{self.site.title}: authors, {self.title}"
            pages[around["opml"]] = opml(title, None, (("Authors", outlines),))
        return pages | {path: _page(self.site, f"Authors: {self.title}", rows, around)}


def _script_path(key: str) -> str:
    return f"static/channels-{key}.js"


def _path(letter: str, prefix: str) -> str:
    if letter == DIGITS:
        return f"authors-0-9{f'-{prefix}' if prefix else ''}.html"
    return f"authors-{prefix or letter.lower()}.html"


def _opml_path(path: str) -> str:
    return f"{path.removesuffix('.html')}.opml"


def _page(site: DirectorySite, title: str, listed: Sequence[ChannelRow], around: Mapping[str, Any]) -> bytes:
    values = {"letters": (), "here": "", "parts": (), "part": "", "opml": ""} | dict(around)
    values["opml"] = opml_button(values["opml"], "All authors on this page") if values["opml"] and listed else ""
    values["alternates"] = Markup("\n").join(alternates(one.path, one.name, site.formats) for one in listed)
    return whole_page("directory.html", title, site.title, values | {"listed": listed, "formats": named(site.formats)})


# ---------------------------------------------------------------- names


def keys_of(channel: Channel) -> set[str]:
    """The files of names in which an author or a person is: two letters with which a word begins."""
    name = shown_name(channel)
    if name.isascii() and channel.slug.isascii():
        low = name.lower()
        text = low if low.replace(" ", "-") == channel.slug else f"{low} {channel.slug.lower()}"
        if begins := _BEGINS.findall(text):
            return set(begins)
    folded = unicodedata.normalize("NFKD", name)
    folded = "".join(char for char in folded if not unicodedata.category(char).startswith("M")).lower()
    words = re.split(r"[\W_]+", f"{folded.translate(_LETTERS)} {channel.slug}")
    long = {word[:2] for word in words if len(word) > 1}
    return {key if re.fullmatch("[a-z0-9]+", key) else _OTHER for key in long or {word for word in words if word}}


def _by_key(listed: Iterable[ChannelCount]) -> dict[str, list[ChannelCount]]:
    found: dict[str, list[ChannelCount]] = defaultdict(list)
    for one in listed:
        for key in keys_of(one.channel):
            found[key].append(one)
    return found


def channels_script(topics: Iterable[ChannelCount], keys: Iterable[str]) -> bytes:
    """What finds names; the topics, and for which beginnings of words there are files of names."""
    code = (files("feeds.pages") / "static" / "names.js").read_bytes()
    value = {"topics": [_named_slug(one) for one in sorted(topics, key=_by_name)], "keys": " ".join(sorted(keys))}
    return code + b"window.paperwireList=" + msgspec.json.encode(value) + b";\n"


def names_script(key: str, listed: Iterable[ChannelCount]) -> bytes:
    """Names and slugs of authors and persons; a slug that follows from its name is left out."""
    value: dict[str, list[str | tuple[str, str]]] = {"authors": [], "people": []}
    for one in listed:
        if one.channel.kind == KIND:
            value["people"].append((shortened(shown_name(one.channel)), one.channel.slug))
        else:
            value["authors"].append(_named_slug(one))
    return b"window.paperwireNames(" + msgspec.json.encode(key) + b"," + msgspec.json.encode(value) + b");\n"


def _named_slug(listed: ChannelCount) -> str | tuple[str, str]:
    name, slug = shortened(listed.channel.name), listed.channel.slug
    low = name.lower()
    follows = name.isascii() and (low.replace(" ", "-") == slug or _NO_SLUG.sub("-", low).strip("-") == slug)
    return name if follows else (name, slug)


def _by_name(listed: ChannelCount) -> tuple[str, str]:
    return listed.channel.name.casefold(), listed.channel.slug


def _slug(channel: Channel) -> str:
    """By what it stands in the directory."""
    return slug_base(channel.name) if channel.kind == KIND else channel.slug
