"""What a publication takes away, said before it does (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enrich.store.published_rows import Channel
from feeds.channels import path_of
from feeds.former_topics import Ended

MOST = 5
"""Names in a line."""


def farewells(vanishing: Sequence[Channel], ending: Sequence[Ended]) -> Iterator[str]:
    """One line each for topics that end with an entry, and for channels that go without one."""
    if ending:
        what = "topic ends" if len(ending) == 1 else "topics end"
        named = _named([path_of("topic", one.slug) for one in ending])
        yield f"{len(ending)} {what}, with a last entry that says so: {named}"
    over = {one.key for one in ending}
    gone = [one for one in vanishing if one.kind != "topic" or one.key not in over]
    if gone:
        what = "channel is" if len(gone) == 1 else "channels are"
        yield f"{len(gone)} {what} taken away: {_named([path_of(one.kind, one.slug) for one in gone])}"


def _named(paths: Sequence[str]) -> str:
    shown = ", ".join(paths[:MOST])
    return f"{shown} and {len(paths) - MOST} more" if len(paths) > MOST else shown
