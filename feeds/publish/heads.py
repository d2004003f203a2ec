"""The heads of a site's feeds, from their labels: what all of them share is bound into a template once (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter

from feeds.channels.label import Label
from feeds.feed import FeedMetadata, FeedUrls
from feeds.formats.feed_template import Element, fill, placeholder
from feeds.formats.head_texts import TIMES, WHEN, iso, rfc2822, with_defaults
from feeds.formats.xml import frames, head_template
from feeds.publish.assemble import Site
from feeds.readable_text import repair_text

Frame = tuple[bytes, bytes]
"""What is before and after the entries of a feed."""
_Shape = tuple[bool, bool, bool]
"""Whether a feed has no older archive, no newer one, and whether it is not an archive itself."""
_UNTIDY = "||", "| ", " |"
"""An empty text, and spaces around one."""


def metadata_of(label: Label, site: Site) -> FeedMetadata:
    """The whole head of a feed of the site."""
    return FeedMetadata(
        title=label.title,
        description=label.description,
        home_page_url=f"{site.base_url}/{label.home}.html",
        urls=_urls(site, label.path),
        updated=None if label.updated is None else datetime.fromtimestamp(label.updated, UTC),
        language=site.language,
        author=site.title,
        hub=None if label.current else site.hub,
        prev_archive=_urls(site, label.older) if label.older else None,
        next_archive=_urls(site, label.newer) if label.newer else None,
        current=_urls(site, label.current) if label.current else None,
        # What still changes is not an archive.
        archive=bool(label.newer),
    )


def _urls(site: Site, path: str) -> FeedUrls:
    address = f"{site.base_url}/{path}"
    return FeedUrls(f"{address}.rss", f"{address}.atom", f"{address}.json")


class SiteHeads:
    """Writes the heads of many feeds of a site together: nine of ten texts of a head are those of all others."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._templates: dict[_Shape, list[tuple[Element, bytes]]] = {}

    def frames(self, labels: Sequence[Label]) -> list[tuple[Frame, ...]]:
        """What is before and after the entries of each feed, in each format of the site."""
        shapes = _shapes(labels)
        filled: dict[_Shape | None, Iterator[tuple[Frame, ...]]] = {}
        for shape in set(shapes):
            alike = [label for label, its in zip(labels, shapes, strict=True) if its == shape]
            filled[shape] = iter(self._filled(shape, alike))
        return [next(filled[shape]) for shape in shapes]

    def _filled(self, shape: _Shape | None, labels: Sequence[Label]) -> list[tuple[Frame, ...]]:
        if shape is None:
            return frames([metadata_of(label, self._site) for label in labels], self._site.formats)
        templates = self._templates.get(shape) or self._templates.setdefault(shape, self._bound(labels[0]))
        columns = _columns({name for template, _ in templates for name in template.names}, labels)
        filled = [
            [(before, after) for before in fill(template, [columns[name] for name in template.names])]
            for template, after in templates
        ]
        return list(zip(*filled, strict=True))

    def _bound(self, like: Label) -> list[tuple[Element, bytes]]:
        """The head in each format with what the site says, and placeholders for what labels of this shape say."""
        label = Label(
            title=placeholder("title"),
            description=placeholder("description"),
            home=placeholder("home"),
            path=placeholder("path"),
            updated=int(WHEN.timestamp()),
            older=placeholder("older") if like.older else None,
            newer=placeholder("newer") if like.newer else None,
            current=placeholder("current") if like.current else None,
        )
        head = with_defaults(metadata_of(label, self._site))
        return [head_template(head, form) for form in self._site.formats]


def _shapes(labels: Sequence[Label]) -> list[_Shape | None]:
    """None for a label that is not written as it is: a text is untidy, empty, or may hold tags, or there is no time."""
    texts = [f"{label.title}|{label.description}" for label in labels]
    all_tidy = _is_tidy("|".join(texts))
    return [
        (not label.older, not label.newer, not label.current)
        if label.updated is not None and (all_tidy or _is_tidy(text))
        else None
        for label, text in zip(labels, texts, strict=True)
    ]


def _is_tidy(texts: str) -> bool:
    """Whether texts with a bar between them are written as they are; a bar is neither a space nor odd."""
    bars = f"|{texts}|"
    return "<" not in bars and not any(map(bars.__contains__, _UNTIDY)) and repair_text(texts) == texts


def _columns(names: Set[str], labels: Sequence[Label]) -> dict[str, Sequence[str]]:
    """The texts of many labels, by the name of their placeholder."""
    times = zip(*[_times(label.updated or 0) for label in labels], strict=True)
    columns: dict[str, Sequence[str]] = dict(zip(TIMES, times, strict=True))
    return columns | {name: list(map(attrgetter(name), labels)) for name in names - columns.keys()}


@lru_cache(maxsize=4096)
def _times(seconds: int) -> tuple[str, str]:
    """As `TIMES` has them."""
    when = datetime.fromtimestamp(seconds, UTC)
    return iso(when), rfc2822(when)
