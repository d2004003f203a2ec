"""Entries by which the subscribers of a person learn, once, that papers there were somebody else's.

They are in the feeds of both persons, among the papers, with ids of their own; no name is in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from feeds.channels.plan import path_of, wanted_slug
from feeds.feed import NoticeEntry
from feeds.formats.xml import FORMATS, Rendered, render
from feeds.output.entry_cache import EntryCache, digest_of
from feeds.pages.paper import notice_fragment, page_link
from feeds.readable_text import paragraphs_html
from feeds.state.people import KIND, NOTICE
from feeds.state.publishing import PublishState
from feeds.state.types import CachedEntry, Channel, ChannelRef, EntryRow, PersonChange


def put_notices(published: PublishState, pack: EntryCache, address: str, after: int) -> None:
    """Put the notices of what became of persons after this change into their channels; `address` is that of out/."""
    changes = published.people.changes(after)
    if not changes:
        return
    people = {one for change in changes for one in (change.person, change.other) if one is not None}
    channels = published.people.channels_of(people)
    concerned = [(change, channel) for change in changes for channel in _concerned(change, channels.values())]
    notices = [notice_of(change, channel.key, address) for change, channel in concerned]
    rows, writer = [], pack.writer()
    for (change, channel), notice, entry in zip(concerned, notices, render(notices), strict=True):
        parts = _parts(change, channel.key, notice, entry)
        sizes, updated = tuple(map(len, parts)), int(change.at.timestamp())
        spot = CachedEntry(digest_of(parts), *writer.append(parts), sizes, updated)
        place = ChannelRef(KIND, channel.key, channel.name)
        name = f"{NOTICE}{channel.key}#{change.number}"
        rows.append(EntryRow(name, name, change.run, spot.updated, (place,), spot))
    writer.flush()
    published.accept([row.entry for row in rows], rows, (), {"pack_end": pack.size}, wanted_slug)


def notice_parts(published: PublishState, entry: str, address: str) -> tuple[bytes, ...] | None:
    """The notice of that name in every format, and as pages show it; None when there is none."""
    person, _, number = entry.removeprefix(NOTICE).rpartition("#")
    for change in published.people.changes(int(number) - 1):
        if change.number == int(number):
            notice = notice_of(change, person, address)
            return _parts(change, person, notice, render([notice])[0])
    return None


def _parts(change: PersonChange, person: str, notice: NoticeEntry, entry: Rendered) -> tuple[bytes, ...]:
    other = _other(change, person)
    target = page_link(f"{path_of(KIND, other)}.html", other) if other is not None else ""
    text = paragraphs_html(_text(change, person, "page", target))
    page = notice_fragment(notice.title, text, f"{person}-{change.number}")
    return (*(getattr(entry, form) for form in FORMATS), page)


def _concerned(change: PersonChange, channels: Collection[Channel]) -> Iterator[Channel]:
    return (channel for channel in channels if channel.key in {change.person, change.other})


def notice_of(change: PersonChange, person: str, address: str) -> NoticeEntry:
    """What is to be read in the feed of this person, who is one of those that the change is about."""
    here, other = (f"{address}/{path_of(KIND, one or '')}.html" for one in (person, _other(change, person)))
    if change.kind == "emptied":
        title = f"Person {person}: the evidence does not hold any more"
    elif person == change.person:
        title = f"Person {person}: some papers were somebody else’s"
    else:
        title = f"Person {person}: these papers stood elsewhere"
    return NoticeEntry(_id(change, person), here, title, _text(change, person, "feed", other), change.at, change.at)


def _other(change: PersonChange, person: str) -> str | None:
    """The other one of the two; None for who has no papers any more."""
    if change.kind == "emptied":
        return None
    return change.other if person == change.person else change.person


def _text(change: PersonChange, person: str, what: Literal["feed", "page"], other: str) -> str:
    """Paragraphs of a notice as a feed or a page has it; `other` leads to the other person."""
    if change.kind == "emptied":
        where = "in the feeds" if what == "feed" else "on the pages"
        return (
            f"There is no evidence any more that the papers of this {what} are of one person, so it does not go on for now. "
            f"They are {where} of the names on them, as ever."
        )
    if person == change.person:
        turned = f"{_papers(change.papers)} that stood here turned out to be of another person: {other}"
        return f"{turned}\n\nThis {what} goes on."
    before = f"{_papers(change.papers)} of this {what} stood with another person before: {other}"
    return f"{before}\n\nBoth {what}s go on."


def _papers(count: int) -> str:
    return f"{count:,} paper{'' if count == 1 else 's'}" if count else "Some papers"


def _id(change: PersonChange, person: str) -> str:
    """An id that stays the same for ever and names no address."""
    what = f"paperwire person {person} {change.kind} {change.person} {change.other} {change.at.isoformat()}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, what)}"
