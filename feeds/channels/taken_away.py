"""What a publication takes away, said before it does (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from feeds.channels.former_topics import Former
from feeds.channels.plan import path_of
from feeds.state.types import Channel

MOST = 5
"""Names in a line."""


def farewells(vanishing: Sequence[Channel], former: Former, new: Collection[str]) -> Iterator[str]:
    """One line each for topics that end with an entry now (`new` by key), and for channels that go without one.

    Before them stands what the settings say of topics that there are not.
    """
    yield from former.strange
    ending = [one for one in former.over if one.key in new]
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
