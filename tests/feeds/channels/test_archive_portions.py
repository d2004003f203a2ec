"""feeds/channels/archive_portions.py: however much of a channel is read together, it is published with the same bytes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from enrich.options.channels import FeedsSettings
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels import archive_portions
from feeds.channels.archive_portions import ChannelArchives, archives_of
from feeds.feed import EPOCH
from feeds.publish import build_channels
from feeds.publish.publish import publish
from feeds.state.reads import Reads
from feeds.state.types import FileSet
from tests.feeds.publish.test_publish import files, go, plain, settings
from tests.support.keeping import keep

GIVEN = {"feeds": FeedsSettings(entries=2)}
PAPERS = [
    plain(n, authors=(Author("Ada Lovelace"), Author(f"Author {n % 4}")), published=EPOCH + timedelta(days=20 * n))
    for n in range(1, 40)
]


def several_days(folder: Path, given: Settings) -> list[dict[str, bytes]]:
    """What out/ holds after a first publication, one with more papers, and one that makes everything again."""
    folder.mkdir()
    found = []
    with Store(f"sqlite:///{folder}/papers.db") as store:
        for document, papers in (("first", PAPERS[:-7]), ("second", PAPERS[-7:])):
            keep(store, papers, document=document)
            go(store, folder / "out", given)
            found.append(files(folder / "out"))
        (folder / "out" / "all.archive-3.html").unlink(missing_ok=not given.feeds.archives)
        publish(store, given, folder / "out", rebuild=True)
        found.append(files(folder / "out"))
    return found


@pytest.mark.parametrize("archives", [True, False])
def test_portions_of_a_channel_are_published_with_the_same_bytes(
    tmp_path: Path, archives: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settings(feeds=FeedsSettings(entries=2, archives=archives))
    together = several_days(tmp_path / "together", given)
    monkeypatch.setattr(build_channels, "LONG", 3)
    monkeypatch.setattr(archive_portions, "AT_ONCE", 6)
    in_portions = several_days(tmp_path / "portions", given)
    assert ("all.archive-15.atom" in together[0]) == archives
    assert in_portions == together
    assert together[2] == together[1]


def test_no_more_entries_of_a_channel_are_read_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_channels, "LONG", 3)
    monkeypatch.setattr(archive_portions, "AT_ONCE", 6)
    read: list[int] = []
    spots = Reads.spots

    def counted(self: Reads, entries: Any) -> Any:
        read.append(len(entries))
        return spots(self, entries)

    monkeypatch.setattr(Reads, "spots", counted)
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, PAPERS)
        monkeypatch.setattr("feeds.publish.publish.PIECE", 1)
        go(store, tmp_path / "out", settings(**GIVEN))
    assert max(read) <= 10


def test_very_many_open_entries_become_full_archives_but_for_the_newest() -> None:
    full, lost = FileSet("1:1", 1, b"x", ()), FileSet("1:2", 1, b"", ())
    units = {1: {"1:0": FileSet("1:0", 1, b"x", ()), "1:1": full, "1:2": lost}, 2: {}, 3: {}}
    found = archives_of(units, {1: 9, 2: 8}, 2, 5, anew=False)
    assert found == {
        1: ChannelArchives(frozenset({1, 2}), (2,), range(3, 6), 3),
        2: ChannelArchives(frozenset(), (), range(1, 4), 2),
    }
    assert (found[1].last, found[2].last) == (6, 4)
    without = archives_of(units, {2: 8}, None, 5, anew=True)
    assert without[2] == ChannelArchives(left=5)
    assert without[1].again == ()
