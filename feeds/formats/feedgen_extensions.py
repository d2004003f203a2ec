"""Extensions of feedgen: arXiv's elements, the history of RFC 5005, and repairs of what feedgen writes wrong."""

from __future__ import annotations

from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem

ARXIV = "http://arxiv.org/schemas/atom"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"


class ArxivExtension(BaseExtension):  # type: ignore[misc]
    """Declares arXiv's namespace on the feed."""

    def extend_ns(self) -> dict[str, str]:
        return {"arxiv": ARXIV}


class ArxivEntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """The elements of arXiv's own feeds: primary category, comment, journal reference, DOI, announce type."""

    def __init__(self) -> None:
        self.primary_category: str | None = None
        self.texts: tuple[tuple[str, str], ...] = ()
        """(element, text), none of them empty."""

    def extend_rss(self, entry: Any) -> Any:
        return self._extend(entry)

    def extend_atom(self, entry: Any) -> Any:
        return self._extend(entry)

    def _extend(self, entry: Any) -> Any:
        if self.primary_category:
            xml_elem(f"{{{ARXIV}}}primary_category", entry, term=self.primary_category, scheme=ARXIV)
        for name, text in self.texts:
            xml_elem(f"{{{ARXIV}}}{name}", entry).text = text
        return entry


class HistoryExtension(BaseExtension):  # type: ignore[misc]
    """RFC 5005 and WebSub: the links that feedgen writes in Atom only, and the marks of archives."""

    def __init__(self) -> None:
        self.marks: tuple[str, ...] = ()
        """`archive`, `complete`."""
        self.links: tuple[tuple[str, str], ...] = ()
        """(rel, href), for RSS."""

    def extend_ns(self) -> dict[str, str]:
        return {"fh": HISTORY}

    def extend_rss(self, feed: Any) -> Any:
        for rel, href in self.links:
            xml_elem(f"{{{ATOM}}}link", feed[0], rel=rel, href=href)
        self._mark(feed[0])
        return feed

    def extend_atom(self, feed: Any) -> Any:
        self._mark(feed)
        return feed

    def _mark(self, parent: Any) -> None:
        for mark in self.marks:
            xml_elem(f"{{{HISTORY}}}{mark}", parent)


class RepairedEntry(FeedEntry):  # type: ignore[misc]
    """An entry as feedgen means it.

    feedgen loses the attributes of an Atom entry's links (their loop variable is overwritten), cannot give a title
    a type, and puts a category's label where RSS should have its term.
    """

    title_type: str | None = None

    def atom_entry(self, extensions: bool = True) -> Any:
        entry = super().atom_entry(extensions)
        for element, link in zip(entry.iterfind("link"), self.link() or (), strict=True):
            for name in ("rel", "type", "hreflang", "title", "length"):
                if link.get(name):
                    element.set(name, link[name])
        if self.title_type:
            entry.find("title").set("type", self.title_type)
        return entry

    def rss_entry(self, extensions: bool = True) -> Any:
        item = super().rss_entry(extensions)
        for element, category in zip(item.iterfind("category"), self.category() or (), strict=True):
            element.text = category["term"]
        return item
