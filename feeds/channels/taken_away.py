"""What a publication takes away, said before it does (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from feeds.channels.former_topics import Former
from feeds.channels.plan import path_of
from feeds.state.types import Channel

MOST = 5
"""Names in a line."""


class TakenAway(Struct, frozen=True):
    """What goes; channels by their path in out/ without an ending."""

    strange: tuple[str, ...] = ()
    """What the settings say about topics that do not exist."""
    ended: tuple[str, ...] = ()
    """Topics that end now, with an entry that says so."""
    gone: tuple[str, ...] = ()
    """Channels that go without one."""

    def lines(self) -> Iterator[str]:
        """The same in words, with some of the names."""
        yield from self.strange
        if self.ended:
            what = "topic ends" if len(self.ended) == 1 else "topics end"
            yield f"{len(self.ended)} {what}, with a last entry that says so: {_named(self.ended)}"
        if self.gone:
            what = "channel is" if len(self.gone) == 1 else "channels are"
            yield f"{len(self.gone)} {what} taken away: {_named(self.gone)}"


def taken_away(vanishing: Sequence[Channel], former: Former, new: Collection[str]) -> TakenAway:
    """Topics that end with an entry now (`new` by key), and channels that go without one."""
    ending = [one for one in former.over if one.key in new]
    over = {one.key for one in ending}
    # A person goes only into another one, whose feeds go on at the same addresses.
    gone = [one for one in vanishing if one.kind != "person" and (one.kind != "topic" or one.key not in over)]
    return TakenAway(
        strange=tuple(former.strange),
        ended=tuple([path_of("topic", one.slug) for one in ending]),
        gone=tuple([path_of(one.kind, one.slug) for one in gone]),
    )


def _named(paths: Sequence[str]) -> str:
    shown = ", ".join(paths[:MOST])
    return f"{shown} and {len(paths) - MOST} more" if len(paths) > MOST else shown
