"""Facts about serving out of a bucket: what a folder's files would give, whatever the storage does."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from enrich.errors import TryLater
from enrich.options.channels import FeedsSettings
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.objects import bucket as buckets
from feeds.objects.open_out import bucket_of
from feeds.publish.publish import publish
from feeds.search.search_index import Search
from feeds.sending.object_files import ObjectFiles
from feeds.state.objects.object_rows import ObjectRow, ObjectRows
from tests.feeds.publish.test_publish import plain
from tests.support.keeping import keep
from tests.support.object_server import ObjectServer, object_server
from tests.support.serving import at_work

PAPERS = [plain(number, authors=(Author("Ann Bee"),)) for number in range(1, 3)]
FEEDS = FeedsSettings(formats=("atom",))


@pytest.fixture
def server() -> Iterator[ObjectServer]:
    with object_server("papers") as running:
        yield running


@pytest.fixture
def settings(server: ObjectServer, tmp_path: Path) -> Settings:
    (tmp_path / "bucket").mkdir()
    return Settings(folder=tmp_path / "bucket", site=server.site("papers/here"), feeds=FEEDS)


@pytest.fixture
def store(tmp_path: Path, settings: Settings) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        keep(opened, PAPERS)
        publish(opened, settings, settings.out, processes=1)
        Search(opened.engine).catch_up()
        yield opened


def opened(store: Store, settings: Settings, room: int = 1 << 20) -> ObjectFiles:
    bucket = bucket_of(settings)
    assert bucket is not None
    return ObjectFiles(ObjectRows(store.engine), bucket, room=room)


def test_every_address_answers_as_from_a_folder(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path
) -> None:
    folder = Settings(folder=tmp_path, site={"base_url": settings.site.base_url}, feeds=FEEDS)
    (tmp_path / "empty").mkdir()
    replica = settings.model_copy(update={"folder": tmp_path / "empty"})
    with Store(f"sqlite:///{tmp_path}/twin.db") as twin:
        keep(twin, PAPERS)
        publish(twin, folder, folder.out, processes=1)
        paths = [path.relative_to(folder.out).as_posix() for path in folder.out.rglob("*") if path.is_file()]
        with at_work(replica, store) as here, at_work(folder, twin) as there:
            for path in paths:
                for headers in ({}, {"Accept_Encoding": "gzip"}, {"Range": "bytes=1-9"}):
                    one, other = here.get(f"/{path}", **headers), there.get(f"/{path}", **headers)
                    timed = ("date", "last-modified")
                    assert [one[0], one[2]] == [other[0], other[2]], path
                    assert {k: v for k, v in one[1].items() if k not in timed} == {
                        k: v for k, v in other[1].items() if k not in timed
                    }, path
            gets = server.count("GET")
            etag = here.get("/all.atom")[1]["etag"]
            assert here.get("/all.atom", If_None_Match=etag)[0] == there.get("/all.atom", If_None_Match=etag)[0] == 304
            assert here.get("/")[0] == 200
            assert server.count("GET") == gets, "what is here is not asked for again"
            assert here.get("/nothing.atom")[0] == 404
            assert b"nothing is published" not in here.get("/readyz")[2]
    assert not list((tmp_path / "empty").iterdir())


def test_what_is_published_anew_is_served_at_once(store: Store, settings: Settings) -> None:
    with at_work(settings, store) as site:
        before = site.get("/all.atom")
        keep(store, [plain(9, title="The newest of all")], document="again")
        publish(store, settings, settings.out, processes=1)
        after = site.get("/all.atom")
        assert b"The newest of all" not in before[2]
        assert b"The newest of all" in after[2]
        assert before[1]["etag"] != after[1]["etag"]
        ObjectRows(store.engine).forget(["all.atom"])
        assert site.get("/all.atom")[0] == 404


def test_an_object_that_is_newer_than_the_store_knows_is_asked_for_once(
    store: Store, settings: Settings, server: ObjectServer
) -> None:
    """In the middle of a publication objects are new, and their rows are not yet."""
    files, rows = opened(store, settings), ObjectRows(store.engine)
    rows.begin(["all.atom"])
    file = asyncio.run(files.get("all.atom"))
    assert file is not None
    size = server.count("GET")
    again = asyncio.run(files.get("all.atom"))
    assert again is not None
    assert again.resource.digest == file.resource.digest
    assert server.count("GET") == size + 1
    rows.note([ObjectRow("all.atom", bytes.fromhex(file.resource.digest), None)])
    assert asyncio.run(files.get("all.atom")) is not None
    assert server.count("GET") == size + 1
    files.close()
    assert not files.out.exists()


def test_while_the_storage_is_away_what_is_here_is_served(
    store: Store, settings: Settings, server: ObjectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_RETRIES", 0)
    with at_work(settings, store) as site:
        before = site.get("/all.atom")
        ObjectRows(store.engine).begin(["all.atom"])
        server.busy = 1000
        assert site.get("/all.atom")[2] == before[2]
        status, headers, body = site.get("/index.html")
        assert (status, headers["retry-after"]) == (503, "60")
        assert b"s3://" not in body
        # What can be made from the store is.
        assert site.get("/authors/ann-bee.atom")[0] == 200
        server.busy = 0
        assert site.get("/index.html")[0] == 200


def test_what_is_here_is_bounded(store: Store, settings: Settings) -> None:
    files = opened(store, settings, room=60_000)
    paths = [row.path for row in ObjectRows(store.engine).every()]
    for path in paths:
        assert asyncio.run(files.get(path)) is not None
    here = [path for path in files.out.rglob("*") if path.is_file()]
    assert 1 < len(here) < len(paths)
    assert sum(path.stat().st_size for path in here) <= 60_000
    files.close()


def test_without_a_copy_and_a_storage_there_is_nothing_to_serve(
    store: Store, settings: Settings, server: ObjectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_RETRIES", 0)
    files = opened(store, settings)
    server.busy = 1000
    with pytest.raises(TryLater):
        asyncio.run(files.get("index.html"))
    files.close()


def test_a_full_disk_here_is_no_fault_of_who_asks(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    files = opened(store, settings)
    assert asyncio.run(files.get("all.atom")) is not None
    ObjectRows(store.engine).begin(["all.atom"])
    monkeypatch.setattr(buckets.Bucket, "fetch", full)
    assert asyncio.run(files.get("all.atom")) is not None
    with pytest.raises(TryLater):
        asyncio.run(files.get("index.html"))
    files.close()
