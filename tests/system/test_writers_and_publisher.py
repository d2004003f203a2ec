"""Writers and a publisher at work on one store at once: no paper is left out, in whatever order their changes end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import select

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.record import Outcome, Verdict
from enrich.settings import Settings
from enrich.store.lookups import Settled, write_settled
from enrich.store.records import put
from enrich.store.schema import records
from enrich.store.store import Store
from feeds.publish.publish import publish
from tests.enrich.database.test_locks import MOMENT, beside, named, together
from tests.support.keeping import keep, mention
from tests.support.processes import PATIENCE

NOW = datetime(2026, 1, 5, tzinfo=UTC)
EACH = 200
"""Papers of a writer; `tests/bench/scale.py --repeat 20` does the same with 2,000."""


def _keep(begin: Barrier, url: str, first: int, count: int, portion: int) -> None:
    with Store(url) as store:
        begin.wait(PATIENCE)
        keep(store, named(first, count), source=f"from {first}", portion=portion)


def in_dumps(out: Path) -> list[str]:
    return sorted(json.loads(line)["id"] for line in (out / "dumps/records.jsonl").read_bytes().splitlines())


def in_feeds(out: Path) -> list[str]:
    """The ids of the feed of everything and its archives."""
    names = [path for path in out.glob("all*.json") if ".events" not in path.name]
    return sorted(_ids(names))


def _ids(names: list[Path]) -> Iterator[str]:
    for path in names:
        for item in json.loads(path.read_bytes())["items"]:
            yield item["url"].rpartition("/")[2]


@pytest.mark.parametrize("time", range(3))
def test_a_publisher_beside_two_writers_leaves_no_paper_out(either: str, tmp_path: Path, time: int) -> None:
    settings, out = Settings(folder=tmp_path), tmp_path / "out"
    Store(either).close()
    work = [(either, first, EACH, 10) for first in (1, 1001)]
    with Store(either) as store:
        with beside(lambda: together(_keep, *work)) as writers:
            while writers.is_alive():
                publish(store, settings, out, processes=1)
        publish(store, settings, out, processes=1)
        with reading(store.engine) as connection:
            serials = connection.execute(select(records.c.serial)).scalars().all()
    assert len(set(serials)) == 2 * EACH
    whole = sorted(one.id for first in (1, 1001) for one in named(first, EACH))
    assert in_dumps(out) == whole
    assert in_feeds(out) == whole


def test_papers_of_a_change_that_ends_after_a_later_one_are_published(either: str, tmp_path: Path) -> None:
    """The order in which 25 of 30 papers were published, and the other five never."""
    settings, out = Settings(folder=tmp_path), tmp_path / "out"
    with Store(either) as store:
        keep(store, named(1, 20))
        publish(store, settings, out, processes=1)
        slow = named(21, 5)
        # One change has its numbers, and ends only when others have had time to have theirs and be published.
        mention(store, slow, "slow", "slow.txt", 2, NOW)
        with writing(store.engine, Lock.RECORDS) as first:
            put(first, slow, 2, NOW)
            write_settled(first, [Settled(f"id:{one.id}", Verdict(Outcome.FOUND, "", one.id)) for one in slow], 2, NOW)
            with beside(lambda: keep(store, named(26, 5))) as other:
                other.join(MOMENT)
                if store.engine.dialect.name == "postgresql":  # in SQLite nobody publishes while another writes
                    publish(store, settings, out, processes=1)
                first.commit()
        publish(store, settings, out, processes=1)
        publish(store, settings, out, processes=1)
    whole = sorted(one.id for one in named(1, 30))
    assert in_dumps(out) == whole
    assert in_feeds(out) == whole
