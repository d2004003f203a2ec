"""The last feed and page of topics that have ended: one entry says so, and where to go. Staged beside the channels.

The files are at the addresses that the topic always had. Their entry has an id of its own, never a paper's, and the
time at which the topic ended; so they stay as they are forever.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from msgspec import Struct

from feeds.channels.former_topics import EndedTopic
from feeds.channels.plan import path_of
from feeds.feed import EPOCH, FeedMetadata, FeedUrls, Format, NoticeEntry
from feeds.formats.xml import assemble, render
from feeds.pages.channel_page import ended_page
from feeds.publish.assemble import Site
from feeds.publish.site_outputs import PublishContext, StagedFiles, stage_files


class _Way(Struct, frozen=True):
    """Where the subscribers of a feed can go on; paths in out/, without an ending."""

    name: str
    """The name of the successor; empty when there is none."""
    path: str


def ended_extra(context: PublishContext) -> StagedFiles:
    """Feeds, feeds of events, and pages of the topics that have ended."""
    files: dict[str, bytes] = {}
    for ended in context.former.over:
        for kind in ("topic", "topic.events"):
            files |= dict(_feeds(ended, kind, context.site))
        if context.site.pages:
            way, path = _way(ended, "topic"), path_of("topic", ended.slug)
            files[f"{path}.html"] = ended_page(
                ended.name, path, way.name, f"{way.path}.html", context.site.title, context.site.formats
            )
    return stage_files(context, files.items())


def _way(ended: EndedTopic, kind: str) -> _Way:
    if ended.successor is None:
        return _Way("", path_of(f"all{kind.removeprefix('topic')}", ""))
    return _Way(ended.successor.name, path_of(kind, ended.successor.slug))


def _feeds(ended: EndedTopic, kind: str, site: Site) -> Iterator[tuple[str, bytes]]:
    path, home = path_of(kind, ended.slug), f"{site.base_url}/{path_of('topic', ended.slug)}.html"
    when = ended.when or EPOCH
    title = f"{ended.name}: this feed has ended"
    urls = {form: f"{site.base_url}/{path}.{form}" for form in ("rss", "atom", "json")}
    head = FeedMetadata(
        title=f"{ended.name}: events" if kind.endswith(".events") else ended.name,
        description="This feed has ended.",
        home_page_url=home,
        urls=FeedUrls(**urls),
        updated=when,
        language=site.language,
        author=site.title,
        complete=True,
    )
    for form in site.formats:
        notice = NoticeEntry(_id(ended, kind), home, title, _text(ended, kind, site, form), when, when)
        yield f"{path}.{form}", assemble(head, render([notice]), form)


def _text(ended: EndedTopic, kind: str, site: Site, form: Format) -> str:
    """For subscribers of the feed in this format."""
    way = _way(ended, kind)
    goes_on = f"It continues as “{way.name}”" if way.name else "All papers are in the feed"
    return (
        f"The topic “{ended.name}” is no longer published, and nothing will follow here.\n\n"
        f"{goes_on}: {site.base_url}/{way.path}.{form}\n\nAll topics: {site.base_url}/index.html"
    )


def _id(ended: EndedTopic, kind: str) -> str:
    """An id that stays the same forever, names no address, and differs when the topic came back and ended again."""
    when = ended.when.isoformat() if ended.when else ""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'paperwire {kind} ended {ended.key} {when}')}"
