"""Facts about what the head of a channel's feed says of its own."""

from __future__ import annotations

from feeds.channels.label import Label, label_of
from feeds.state.types import Channel

ADA = Channel(7, "author", "adalovelace", "ada-lovelace", "Ada Lovelace")
EVENTS = Channel(8, "author.events", "adalovelace", "ada-lovelace", "Ada Lovelace")
HOME = "authors/ada-lovelace"


def test_a_feed_says_whose_papers_it_holds() -> None:
    assert label_of(ADA, 0, 0, 5) == Label("Ada Lovelace", "Papers by Ada Lovelace", HOME, HOME, 5)
    everything = label_of(Channel(1, "all", "", "all", "All papers"), 0, 0, None)
    assert (everything.title, everything.description, everything.path) == ("All papers", "All papers", "all")


def test_the_feed_of_events_has_its_channels_page() -> None:
    label = label_of(EVENTS, 0, 0, 5)
    assert label.title == "Ada Lovelace: events"
    assert label.description == "New versions, publications, retractions and withdrawals of papers by Ada Lovelace"
    assert (label.home, label.path) == (HOME, f"{HOME}.events")


def test_archives_name_their_neighbours_and_their_feed() -> None:
    labels = [label_of(ADA, page, 3, 5) for page in (0, 1, 2, 3)]
    assert [(one.older, one.newer, one.current) for one in labels] == [
        (f"{HOME}.archive-3", None, None),
        (None, f"{HOME}.archive-2", HOME),
        (f"{HOME}.archive-1", f"{HOME}.archive-3", HOME),
        (f"{HOME}.archive-2", None, HOME),
    ]
    assert labels[2].title == "Ada Lovelace (archive 2)"
    assert labels[2].description == "Older papers by Ada Lovelace, part 2"
    assert (labels[2].home, labels[2].path) == (HOME, f"{HOME}.archive-2")
