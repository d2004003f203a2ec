"""Facts about the order in which records are taken in, and about a gathering that is cut off."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from enrich.options.channels import FeedsSettings, Topic
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.state.publishing import PublishState
from tests.support.keeping import keep
from tests.support.papers import paper

NAMES = ("Zoë Li", "Zoe Li", "Zoe-Li", "ZOE LI", "Zo e Li", "Zoe Li 2", "Łi", "Li", "Lí", "LI-2", "L.I.", "李")


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.publish.update_members.PIECE", 2)
    monkeypatch.setattr("feeds.publish.update_members.TOGETHER", 2)


@pytest.fixture
def papers() -> list[Record]:
    return [
        paper(id=f"2507.{number:05d}", authors=(Author(name), Author("Ada Lovelace")), dois=(), journal_ref=None)
        for number, name in enumerate(NAMES, 1)
    ]


def store_of(folder: Path, records: list[Record]) -> Store:
    store = Store(f"sqlite:///{folder}/papers.db")
    keep(store, records, portion=1)
    return store


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def feeds(found: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in found.items() if not path.startswith("dumps/") and not path.endswith(".html")}


def published(folder: Path, records: list[Record], settings: Settings | None = None) -> dict[str, bytes]:
    folder.mkdir()
    with store_of(folder, records) as store:
        publish(store, settings or Settings(), folder / "out", processes=1)
    return files(folder / "out")


def test_the_order_in_which_records_came_makes_no_difference(tmp_path: Path, papers: list[Record]) -> None:
    first = published(tmp_path / "0", papers)
    assert {"authors/li.rss", "authors/li-2.rss", "authors/zoe-li.rss"} < first.keys()
    for number in (1, 2, 3):
        other = published(tmp_path / str(number), random.Random(number).sample(papers, len(papers)))
        assert other.keys() == first.keys()
        # Pages and dumps say in which document a paper stands.
        assert feeds(other) == feeds(first)


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Taking in fails once as many portions as the first number says have been taken in."""
    left: list[int] = []
    seat = PublishState.seat

    def failing(self: PublishState, *given: Any) -> None:
        if left and not left[0]:
            left.clear()
            raise OSError(28, "No space left on device")
        seat(self, *given)
        left[:] = [number - 1 for number in left]

    monkeypatch.setattr(PublishState, "seat", failing)
    return left


def packed(folder: Path) -> int:
    """Bytes of rendered entries."""
    return sum(path.stat().st_size for path in (folder / ".out.publishing/entries").rglob("*-*"))


def test_what_was_taken_in_before_a_crash_is_not_taken_in_again(
    tmp_path: Path, papers: list[Record], cut_off: list[int]
) -> None:
    undisturbed = published(tmp_path / "0", papers)
    size = packed(tmp_path / "0")
    for portions in (1, 2, 3, 4):
        folder = tmp_path / str(portions)
        folder.mkdir()
        with store_of(folder, papers) as store:
            cut_off[:] = [portions]
            with pytest.raises(Exception, match="No space left"):
                publish(store, Settings(), folder / "out", processes=1)
            # What follows the portion that was lost is rendered again, what was taken in and noted is not.
            before = len(PublishState(store.engine).spots([record.id for record in papers]))
            assert before == 2 * portions
            publish(store, Settings(), folder / "out", processes=1)
        assert files(folder / "out") == undisturbed
        lost = packed(folder) - size
        assert 0 < lost < size / 2


@pytest.mark.parametrize(
    "settings",
    [
        Settings(topics=(Topic(slug="li", authors=("Li",)),)),
        Settings(feeds=FeedsSettings(entries=5)),
    ],
)
def test_other_settings_after_a_crash_hold_for_what_was_taken_in_before(
    tmp_path: Path, papers: list[Record], cut_off: list[int], settings: Settings
) -> None:
    expected = published(tmp_path / "0", papers, settings)
    folder = tmp_path / "1"
    folder.mkdir()
    with store_of(folder, papers) as store:
        cut_off[:] = [2]
        with pytest.raises(Exception, match="No space left"):
            publish(store, Settings(), folder / "out", processes=1)
        publish(store, settings, folder / "out", processes=1)
    assert files(folder / "out") == expected


def test_records_that_change_between_a_crash_and_the_next_publication_are_taken_in_as_they_are(
    tmp_path: Path, papers: list[Record], cut_off: list[int]
) -> None:
    with store_of(tmp_path, papers) as store:
        cut_off[:] = [2]
        with pytest.raises(Exception, match="No space left"):
            publish(store, Settings(), tmp_path / "out", processes=1)
        keep(store, [paper(id="2507.00001", title="Anew", version=7), paper(id="2506.00001", title="Before all")])
        publish(store, Settings(), tmp_path / "out", processes=1)
    feed = (tmp_path / "out/all.rss").read_text()
    assert "Anew" in feed
    assert "Before all" in feed
    assert feed.count("<item>") == len(papers) + 1
