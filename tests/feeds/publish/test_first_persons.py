"""A publication that another process finds persons beside for the first time shows nobody by halves."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from enrich.identities.looking import first_update
from enrich.store.store import Store
from feeds.publish.publish import publish
from tests.enrich.identities.looking.test_first_update import Killed, killing
from tests.enrich.identities.test_killed_updates import corpus
from tests.feeds.publish.test_publish import settings
from tests.support.identified import arrive, find, people

KEPT = 7
"""Transactions after which some persons are there."""


def test_it_publishes_them_all_later(tmp_path: Path) -> None:
    papers = corpus(60)
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        arrive(store, *papers)
        with patch.multiple(first_update, AT_ONCE=20, PAPERS=20, MENTIONS=20):
            stop = killing(first_update.writing, KEPT)
            with patch.object(first_update, "writing", stop), pytest.raises(Killed):
                find(store)
            assert people(store)
            with patch("feeds.publish.publish.update_persons", lambda *_: None):
                publish(store, settings(), tmp_path / "out", processes=1)
            assert persons_in(tmp_path / "out") == set()
            publish(store, settings(), tmp_path / "out", processes=1)
        found = people(store)
    with Store(f"sqlite:///{tmp_path}/other.db") as store:
        arrive(store, *papers)
        publish(store, settings(), tmp_path / "other", processes=1)
        assert people(store) == found
    assert persons_in(tmp_path / "out") == persons_in(tmp_path / "other")


def persons_in(out: Path) -> set[tuple[str, bytes]]:
    """Everything that is published of persons."""
    return {(path.name, path.read_bytes()) for path in (out / "people").glob("*")}
