"""Facts about what a channel consists of, and when it is written again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from enrich.settings import Settings
from feeds.channels.archive_portions import page_of
from feeds.channels.label import label_of
from feeds.publish.assemble import ChannelBuild, sheets_of, site_of
from feeds.publish.heads import metadata_of
from feeds.state.types import CachedEntry, Channel, FileSet, Member

SITE = replace(site_of(Settings(), pages=False), entries=3)
ADA = Channel(7, "author", "adalovelace", "ada-lovelace", "Ada Lovelace")
MEMBERS = [Member(f"2507.{number:05d}", -1, -number) for number in range(9, 0, -1)]
SPOTS = {one.entry: CachedEntry(one.entry.encode(), "a-1", 16, (1, 1, 1), -one.day) for one in MEMBERS}


def known(*units: FileSet) -> dict[str, FileSet]:
    return {unit.key: unit for unit in units}


def build(members: list[Member], *units: FileSet, channel: Channel = ADA, **changes: object) -> ChannelBuild:
    archives = {page: None for unit in units if (page := page_of(unit))}
    return sheets_of(channel, replace(SITE, **changes), members, known(*units), archives, SPOTS)  # type: ignore[arg-type]


def test_a_channel_is_a_feed_full_archives_and_an_open_one() -> None:
    sheets = build(MEMBERS[1:])
    assert [(sheet.unit.key, len(sheet.spots)) for sheet in sheets.sheets] == [("7:0", 3), ("7:1", 3), ("7:open", 2)]
    assert [sheet.label.older for sheet in sheets.sheets] == [
        "authors/ada-lovelace.archive-2",
        None,
        "authors/ada-lovelace.archive-1",
    ]
    assert sheets.sheets[2].unit.files[0] == "authors/ada-lovelace.archive-2.rss"


def test_what_is_as_it_was_is_not_written_again() -> None:
    before = [sheet.unit for sheet in build(MEMBERS[1:3]).sheets]
    assert build(MEMBERS[1:3], *before).sheets == ()


@pytest.mark.parametrize("name", ["Ada King", "Ada Lovelace "])
def test_another_name_is_written(name: str) -> None:
    before = [sheet.unit for sheet in build(MEMBERS[:2]).sheets]
    assert len(build(MEMBERS[:2], *before, channel=structs.replace(ADA, name=name)).sheets) == 1


def test_a_full_archive_is_left_as_it_is() -> None:
    full = FileSet("7:1", 7, b"whatever", ("authors/ada-lovelace.archive-1.rss",))
    sheets = build(MEMBERS[:2], full)
    assert [sheet.unit.key for sheet in sheets.sheets] == ["7:0", "7:open"]
    assert sheets.gone == ()
    assert sheets.sheets[0].label.older == "authors/ada-lovelace.archive-2"


def test_a_full_archive_names_its_successor_from_the_beginning() -> None:
    for count in (6, 7, 9):
        labels = {sheet.unit.key: sheet.label for sheet in build(MEMBERS[-count:]).sheets}
        assert labels["7:1"].newer == "authors/ada-lovelace.archive-2"
        assert labels["7:open"].newer is None


def test_an_open_archive_that_nothing_is_left_for_goes() -> None:
    before = [sheet.unit for sheet in build(MEMBERS[:4]).sheets]
    assert [unit.key for unit in build(MEMBERS[:3], *before).gone] == ["7:open"]


def test_without_archives_there_are_none() -> None:
    sheets = build(MEMBERS, FileSet("7:1", 7, b"x", ("old",)), archives=False)
    assert [sheet.unit.key for sheet in sheets.sheets] == ["7:0"]
    assert [unit.key for unit in sheets.gone] == ["7:1"]
    assert sheets.filled == ()


def test_events_have_archives_as_papers_have() -> None:
    sheets = build(MEMBERS, channel=structs.replace(ADA, kind="author.events"))
    assert [sheet.unit.key for sheet in sheets.sheets] == ["7:events", "7:1", "7:2", "7:open"]
    assert sheets.sheets[1].unit.files[0] == "authors/ada-lovelace.events.archive-1.rss"


def test_the_head_of_a_feed_has_the_sites_addresses_and_hub_and_only_a_full_archive_is_one() -> None:
    site = replace(SITE, base_url="https://a.org/x", title="Papers", language="de", hub="https://h.org/")
    labels = [label_of(ADA, page, 2, 1_700_000_000) for page in (0, 1, 2)]
    feed, full, unfinished = [metadata_of(label, site) for label in labels]
    assert feed.home_page_url == "https://a.org/x/authors/ada-lovelace.html"
    assert feed.urls.atom == "https://a.org/x/authors/ada-lovelace.atom"
    assert feed.prev_archive is not None
    assert feed.prev_archive.rss == "https://a.org/x/authors/ada-lovelace.archive-2.rss"
    assert (feed.author, feed.language, feed.hub) == ("Papers", "de", "https://h.org/")
    assert feed.updated == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert full.current == unfinished.current == feed.urls
    assert full.hub is unfinished.hub is None
    assert (feed.archive, full.archive, unfinished.archive) == (False, True, False)
