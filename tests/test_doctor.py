"""What doctor finds wrong, and what it says to do about it."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from enrich.errors import TryLater
from enrich.options.arxiv import Arxiv
from enrich.options.channels import Feeds
from enrich.settings import Settings
from enrich.store import Store
from enrich.tools import Tools
from feeds.doctor import Finding, examine


class Usage(NamedTuple):
    """What shutil.disk_usage gives."""

    total: int
    used: int
    free: int


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite:///:memory:") as opened:
        yield opened


def no_network() -> Tools:
    raise TryLater("there is no network here")


def found(settings: Settings, store: Store) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(settings, lambda: store, no_network)}


def test_the_stores_address_has_no_password(tmp_path: Path, store: Store) -> None:
    store.url = "postgresql+psycopg://me:secret@db.example.org/papers"
    finding = found(Settings(folder=tmp_path), store)["store"]
    assert finding.said == "0 records in postgresql+psycopg://me:***@db.example.org/papers"


def test_parquet_that_cannot_be_written_is_named(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(folder=tmp_path, feeds=Feeds(parquet=True))
    assert found(settings, store)["parquet"].well
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    finding = found(settings, store)["parquet"]
    assert not finding.well
    assert "[feeds] parquet = true" in finding.said
    assert "pip install 'paperwire[parquet]'" in finding.said
    assert "parquet" not in found(Settings(folder=tmp_path), store)


def test_little_room_on_the_disk_is_said_with_what_to_do(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(Settings(folder=tmp_path), store)["disk"].well
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 9 * 10**8, 10**8))
    finding = found(Settings(folder=tmp_path), store)["disk"]
    assert not finding.well
    assert finding.said.startswith(f"0.1 GB free at {tmp_path}")
    assert "make room, or name another disk in [site] out" in finding.said


def test_a_snapshot_that_is_not_there_is_said_with_what_to_do(tmp_path: Path, store: Store) -> None:
    settings = Settings(folder=tmp_path, arxiv=Arxiv(snapshot=Path("snapshot.json")))
    finding = found(settings, store)["snapshot"]
    assert not finding.well
    assert finding.said.startswith(f"{tmp_path / 'snapshot.json'}: no such file; correct snapshot in [arxiv]")
    (tmp_path / "snapshot.json").write_text("{}\n")
    assert found(settings, store)["snapshot"].well
