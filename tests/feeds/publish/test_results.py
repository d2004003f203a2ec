"""feeds/publish/results.py: what was built is noted in portions, and a crash between two loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from enrich.options.channels import FeedsSettings
from enrich.record import Author
from enrich.store.store import Store
from feeds.output.spool import put_value
from feeds.publish.build_channels import Built
from feeds.publish.results import Results
from feeds.state.publishing import PublishState
from feeds.state.types import FileSet, WrittenFiles
from tests.feeds.publish.test_publish import files, go, plain, settings, without_history
from tests.support.keeping import keep

PIECE = "feeds.publish.publish.PIECE"
WITH_PAPERS = [plain(n, authors=(Author(f"Author {n}"), Author("Ada Lovelace"))) for n in range(12)]


def kept(folder: Path, name: str) -> Store:
    store = Store(f"sqlite:///{folder}/{name}.db")
    keep(store, WITH_PAPERS)
    return store


def piece(number: int) -> Built:
    done = WrittenFiles(units=(FileSet(f"{number}:0", number, b"x", (f"authors/{number}.atom",)),), channels=(number,))
    staged = (f"authors/{number}.atom",)
    return Built(done, staged, (f"authors/old-{number}.atom",), (), staged, 7, (number,), (), (number,) * (number % 2))


def test_what_pieces_came_to_is_summed_up_and_read_again(tmp_path: Path) -> None:
    results = Results(tmp_path, [put_value(tmp_path, piece(number)) for number in range(1, 4)])
    assert (results.appeared, results.bare, results.bytes, results.staged) == ({1, 2, 3}, {1, 3}, 21, 3)
    assert results.any
    assert list(results.with_staged(["opml.xml"])) == [*results.files(), "opml.xml"]
    assert list(results.stale()) == [f"authors/old-{n}.atom" for n in range(1, 4)]
    assert not Results(tmp_path, ()).any


@pytest.mark.parametrize("noted", range(0, 30, 3))
def test_a_crash_between_two_portions_is_made_good_by_the_next_publication(
    tmp_path: Path, noted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PIECE, 1)
    with kept(tmp_path, "calm") as calm:
        go(calm, tmp_path / "calm")
        total = PublishState(calm.engine).values()["total"]
    finish, left = PublishState.finish, [noted]

    def crashing(self: PublishState, *given: Any, **options: Any) -> tuple[int, int]:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return finish(self, *given, **options)

    with kept(tmp_path, "other") as store:
        with monkeypatch.context() as patch:
            patch.setattr(PublishState, "finish", crashing)
            try:
                go(store, tmp_path / "out")
            except KeyboardInterrupt:
                assert left == [0]
        go(store, tmp_path / "out")
        published = PublishState(store.engine)
        assert files(tmp_path / "out") == files(tmp_path / "calm")
        assert published.values()["total"] == total
        assert published.files() == set(files(tmp_path / "out"))
        assert published.dirty() == []


@pytest.mark.parametrize("closed", range(0, 10, 3))
def test_a_crash_between_two_portions_of_full_archives_is_made_good(
    tmp_path: Path, closed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.publish.results.ARCHIVES", 1)
    given = settings(feeds=FeedsSettings(entries=2))
    late = plain(20, authors=(Author("Ada Lovelace"),))
    close, left = PublishState.close_archives, [closed]

    def crashing(self: PublishState, pages: Any) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        close(self, pages)

    with kept(tmp_path, "other") as store, kept(tmp_path, "calm") as calm:
        with monkeypatch.context() as patch:
            patch.setattr(PublishState, "close_archives", crashing)
            with pytest.raises(KeyboardInterrupt):
                go(store, tmp_path / "out", given)
        for one, out in ((store, tmp_path / "out"), (calm, tmp_path / "calm")):
            keep(one, [late], document="another")
            go(one, out, given)
        assert without_history(tmp_path / "out") == without_history(tmp_path / "calm")


def test_no_transaction_notes_more_than_a_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PIECE, 5)
    rows: list[int] = []
    with kept(tmp_path, "papers") as store:

        def inserting(*given: Any) -> None:
            statement, parameters = given[2], given[3]
            if statement.startswith("INSERT INTO units") and isinstance(parameters, list):
                rows.append(len(parameters))

        event.listen(store.engine, "before_cursor_execute", inserting)
        go(store, tmp_path / "out")
    assert len(rows) > 3
    assert max(rows) <= 10, "a channel and that of its events"
