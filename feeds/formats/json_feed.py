"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the item of an entry, and what is around the items (pure)."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from enrich.paper_id import is_beyond
from enrich.record import Author, Record
from feeds.feed import FeedMetadata
from feeds.formats.content import FeedEntry, author_uri
from feeds.formats.record_json import enrichment_json, json_bytes, utc_text
from feeds.readable_text import repair_text, safe_url

VERSION = "https://jsonfeed.org/version/1.1"
JOIN = b",\n"
"""What is between two items."""
_ABOUT = "https://arxiv.org/help/api/user-manual"


class _Head(Struct, omit_defaults=True, kw_only=True, gc=False):
    """A feed without its items; what is empty is left out."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    description: str
    next_url: str = ""
    icon: str = ""
    authors: tuple[dict[str, str], ...]
    language: str = ""
    hubs: tuple[dict[str, str], ...] = ()


def item(entry: FeedEntry) -> bytes:
    """One item, compact."""
    shown = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": utc_text(entry.published),
        "date_modified": utc_text(entry.updated),
        "authors": [_author(author) for author in entry.authors],
        "tags": list(entry.categories),
        "attachments": _attachments(entry),
        "_arxiv": _arxiv(entry.record, entry.announce_type)
        if entry.record and not is_beyond(entry.record.id)
        else None,
        "_paperwire": _services(entry.record) if entry.record else None,
    }
    return json_bytes({key: value for key, value in shown.items() if value})


def frame(head: FeedMetadata) -> tuple[bytes, bytes]:
    """What is before the items and after them; the head has its defaults."""
    shown = _Head(
        version=VERSION,
        title=head.title,
        home_page_url=head.home_page_url,
        feed_url=head.urls.json,
        description=head.description,
        next_url=head.prev_archive.json if head.prev_archive else "",
        icon=head.icon or "",
        authors=({"name": head.author},),
        language=head.language,
        hubs=({"type": "WebSub", "url": head.hub},) if head.hub else (),
    )
    return json_bytes(shown)[:-1] + b',"items":[\n', b"\n]}\n"


def _author(author: Author) -> dict[str, str]:
    url = author_uri(author)
    orcid = author.orcid and safe_url(f"https://orcid.org/{author.orcid}")
    beside = {"_orcid": orcid} if orcid and orcid != url else {}
    return {"name": author.name} | ({"url": url} if url else {}) | beside


def _attachments(entry: FeedEntry) -> list[dict[str, str]]:
    return [{"url": entry.pdf, "mime_type": "application/pdf", "title": "PDF"}] if entry.pdf else []


def _services(record: Record) -> dict[str, Any]:
    """What services other than arXiv know, in the form of the dumps; of a paper that they alone have, its id and code too."""
    whole = enrichment_json(record.enrichment) if record.enrichment else {}
    known = {key: whole[key] for key in ("publication", "retraction", "notices", "open_copy") if whole.get(key)}
    if not is_beyond(record.id):
        return known
    code = [url for raw in record.code if (url := safe_url(raw))]
    return {"id": record.id} | known | ({"code": code} if code else {})


def _arxiv(record: Record, announce_type: str | None) -> dict[str, Any]:
    """The extension: what JSON Feed has no place for, under one key as the specification wants it."""
    known = {
        "id": record.id,
        "version": record.version,
        "primary_category": repair_text(record.primary_category),
        "comment": repair_text(record.comment or ""),
        "journal_ref": repair_text(record.journal_ref or ""),
        "dois": [repair_text(doi) for doi in record.dois],
        "license": safe_url(record.license or ""),
        "code": [url for raw in record.code if (url := safe_url(raw))],
        "announce_type": repair_text(announce_type or ""),
    }
    return (
        {"about": _ABOUT}
        | {key: value for key, value in known.items() if value}
        | ({"withdrawn": True} if record.withdrawn else {})
    )
