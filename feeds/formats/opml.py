"""Feeds as OPML 2.0: everything, topics, authors, each group a folder (pure).

Folders carry `text` alone; feeds text, title, type, xmlUrl and htmlUrl. Archives and events are not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import Protocol
from xml.sax.saxutils import quoteattr

from msgspec import Struct

from feeds.readable_text import repair_text

_PLAIN = re.compile(r"[A-Za-z0-9:/._-]+(?: [A-Za-z0-9:/._-]+)*")


class Address(Protocol):
    """What an address in OPML is made of (see `feeds.publish.assemble.Site`)."""

    @property
    def base_url(self) -> str: ...
    @property
    def opml(self) -> str: ...


class Outline(Struct, frozen=True):
    """One feed."""

    title: str
    feed_url: str
    page_url: str


def outline(name: str, path: str, site: Address, home: str | None = None) -> Outline:
    """A channel by its path in out/, without an ending; `home` is the path of its page when that is another."""
    return Outline(name, f"{site.base_url}/{path}.{site.opml}", f"{site.base_url}/{home or path}.html")


def opml(title: str, updated: datetime | None, groups: Iterable[tuple[str, Iterable[Outline]]]) -> bytes:
    """The whole document; a group with an empty name is outside folders, an empty group is left out.

    Every feed has type="rss": OPML knows no other word for "a feed, of whatever format" that readers agree on.
    """
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "<head>"]
    lines.append(f"<title>{_text(title)}</title>")
    if updated is not None:
        lines.append(f"<dateModified>{format_datetime(updated, usegmt=True)}</dateModified>")
    lines += ["</head>", "<body>"]
    for name, outlines in groups:
        inner = [_outline(outline) for outline in outlines]
        if name and inner:
            inner = [f"<outline text={_attribute(name)}>", *inner, "</outline>"]
        lines += inner
    return "\n".join([*lines, "</body>", "</opml>", ""]).encode()


def _outline(outline: Outline) -> str:
    title = _attribute(outline.title)
    return (
        f'<outline text={title} title={title} type="rss" '
        f"xmlUrl={_attribute(outline.feed_url)} htmlUrl={_attribute(outline.page_url)}/>"
    )


def _attribute(text: str) -> str:
    # Addresses and most names have nothing to repair or to escape; asking first is five times as fast.
    return f'"{text}"' if _PLAIN.fullmatch(text) else quoteattr(repair_text(text))


def _text(text: str) -> str:
    return repair_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
