"""Reads a document in a process of its own, within limits: what is read is others', and may be made to take forever.

::

    document --the other process--> what is damaged, mentions with the keys of their look-ups
        \\--when that fails--> the ids in it, by a search that takes as long as the document is

Readers are loaded there alone: a run in which nothing is to be read does without.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from enrich.addresses import CUT, unlike
from enrich.documents.kinds import PACKED
from enrich.errors import CannotRead
from enrich.machine.worker import WorkFailed, work_apart
from enrich.options.sources import ReadingSettings
from enrich.record import Document, Mention

TEXT_FIELDS = ("title", "abstract", "comment", "venue", "alone")
"""Fields of an item that are text, in which addresses may stand."""

KeyedMention = tuple[Mention, str | None]
"""A mention, and the key of the look-up that answers it; None when nobody needs to be asked."""


class Task(Struct, frozen=True):
    """What the other process is asked to do."""

    document: Document
    today: date
    address: str
    """Where it was fetched; empty for what was not."""
    how: Literal["read", "search"]


def read_document(
    document: Document, today: date, address: str, limits: ReadingSettings
) -> tuple[tuple[str, ...], Iterator[KeyedMention]]:
    """What is damaged in a document, in words for the user, and what it mentions, in order.

    Raises CannotRead, and WorkFailed when reading it takes too much; both iterating, too.
    """
    results = _apart(Task(document, today, address, "read"), limits)
    return next(results), results


def search_document(document: Document, today: date, address: str, limits: ReadingSettings) -> Iterator[KeyedMention]:
    """The ids in a document as in plain text; raises as `read_document` does."""
    return _apart(Task(document, today, address, "search"), limits)


def _apart(task: Task, limits: ReadingSettings) -> Iterator[Any]:
    seconds = limits.seconds(task.document.size)
    try:
        for result in work_apart(perform, task, seconds=seconds, megabytes=limits.memory):
            if isinstance(result, CannotRead):
                raise result
            yield result
    except OSError as wrong:
        raise CannotRead(task.document.name, f"no process can be begun to read it: {wrong}") from wrong


def perform(task: Task) -> Iterator[Any]:
    """In the other process: what is damaged (read only), then each mention; or the CannotRead that ended it."""
    document = task.document
    try:
        if task.how == "read":
            from enrich.readers.damage import damage
            from enrich.readers.dispatch import read_mentions

            yield damage(document)
            mentions = read_mentions(document, task.today)
        else:
            mentions = _ids(document, task.today)
        for mention in mentions:
            one = discreet(mention, task.address)
            yield one, lookup_key(one)
    except CannotRead as problem:
        yield problem


def _ids(document: Document, today: date) -> Iterator[Mention]:
    from enrich.citations.items import from_hit
    from enrich.identifiers.find import scan

    pieces = iter(()) if document.format in PACKED else document.pieces()
    for hit, place in scan(pieces, today):
        yield from_hit(hit, document, f"line {place.line}, column {place.column}", place.context)


def failure(document: Document, wrong: WorkFailed) -> CannotRead:
    """What is reported about a document that was only searched."""
    remedy = "it is tried again in the next run" if wrong.may_pass else "it is read again when it or [reading] changes"
    return CannotRead(
        document.name,
        f"reading it {wrong}, so that only the ids in it are known and no titles; {remedy}. Split or mend it, or see "
        "[reading] in the settings",
    )


def discreet(mention: Mention, source: str) -> Mention:
    """The mention without what is secret in the addresses that the document holds; `source` is where it was fetched.

    A link that leads nowhere without that is left out.
    """
    if item := mention.item:
        page = unlike(item.page, source) if item.page else None
        code = tuple(link for one in item.code if CUT not in (link := unlike(one, source)))
        texts: dict[str, Any] = {name: unlike(text, source) for name in TEXT_FIELDS if (text := getattr(item, name))}
        item = replace(item, page=None if page and CUT in page else page, code=code, **texts)
    return replace(mention, text=unlike(mention.text, source), context=unlike(mention.context, source), item=item)


def lookup_key(mention: Mention) -> str | None:
    """The key of the look-up that answers a mention; None when nobody needs to be asked."""
    if mention.malformed or mention.not_a_paper or mention.unread:
        return None
    if mention.id:
        return f"id:{mention.id}"
    if mention.item and mention.item.title:
        from enrich.titles.decide import title_key

        return f"title:{title_key(mention.item)}"
    return f"doi:{mention.doi.lower()}" if mention.doi else None
