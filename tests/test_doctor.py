"""What doctor finds wrong, and what it says to do about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich.errors import TryLater
from enrich.settings import Settings
from enrich.store import Store
from enrich.tools import Tools
from feeds.doctor import Finding, examine


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
