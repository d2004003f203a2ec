"""Facts about publishing to a bucket: the same as in a folder, changed objects alone, and whole again after every fault."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from enrich.errors import BadSettings, CannotPublish
from enrich.options.channels import AuthorsSettings, FeedsSettings
from enrich.options.site import SiteSettings
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.home import check_home
from feeds.objects import bucket as buckets
from feeds.objects import object_staging
from feeds.objects.object_staging import EVERY, ObjectStaging
from feeds.objects.open_out import open_out
from feeds.operate.doctor import examine
from feeds.operate.rehearsal import rehearse
from feeds.operate.retracting import retract
from feeds.operate.verification import differences
from feeds.output.run_files import write_run_files
from feeds.publish.publish import PublishReport, publish
from feeds.state.objects.object_rows import ObjectRows
from feeds.state.publishing import PublishState
from tests.feeds.operate.test_doctor import no_network
from tests.feeds.publish.test_publish import plain
from tests.support.keeping import keep
from tests.support.object_server import KEY, SECRET, ObjectServer, object_server
from tests.support.papers import PUBLISHED

BUCKET, PLACE = "papers", "papers/of/ours"
PAPERS = [plain(number, authors=(Author(f"Ann {number % 2} Bee"),)) for number in range(1, 4)]
FEEDS = FeedsSettings(formats=("atom",))
STRANGERS = {
    "of/theirs.html": b"1",
    "of/ours/CNAME": b"2",
    "of/ours/robots.txt": b"User-agent: *\n",
    "of/ours/a/b.rss": b"3",
}


@pytest.fixture
def server() -> Iterator[ObjectServer]:
    with object_server(BUCKET) as running:
        yield running


@pytest.fixture
def settings(server: ObjectServer, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    (tmp_path / "here").mkdir()
    site = server.google_site if getattr(request, "param", "s3") == "gs" else server.site
    return Settings(folder=tmp_path / "here", site=site(PLACE), feeds=FEEDS)


each_dialect = pytest.mark.parametrize("settings", ["s3", "gs"], indirect=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        keep(opened, PAPERS)
        yield opened


def go(store: Store, settings: Settings, **options: bool) -> PublishReport:
    return publish(store, settings, settings.out, processes=1, say=lambda line: None, **options)


def there(server: ObjectServer) -> dict[str, bytes]:
    """Every object below the address, by its path."""
    return {key.removeprefix("of/ours/"): data for key, data in server.objects(BUCKET).items() if "of/ours/" in key}


def as_files(store: Store, settings: Settings, folder: Path) -> dict[str, bytes]:
    """What the same papers give in a folder."""
    folder.mkdir()
    given = settings.model_copy(
        update={"folder": folder, "site": settings.site.model_copy(update={"out": "out", "objects": {}})}
    )
    with trial(store.url) as copy:
        publish(copy, given, given.out, processes=1, say=lambda line: None, moving=True, rebuild=True)
    return {
        path.relative_to(given.out).as_posix(): path.read_bytes() for path in given.out.rglob("*") if path.is_file()
    }


def differing(objects: dict[str, bytes], files: dict[str, bytes]) -> set[str]:
    """Where these are not the same, but for the history of the dumps: that is another where publishing began later."""
    history = ("dumps/changes/", "dumps/manifest.json")
    paths = objects.keys() | files
    return {path for path in paths if objects.get(path) != files.get(path) and not path.startswith(history)}


def changed(store: Store) -> None:
    """A paper changes, and one comes."""
    keep(store, [replace(PAPERS[0], title="Another title", version=2), plain(9)], document="again")


@each_dialect
def test_a_bucket_gets_the_objects_that_a_folder_has_files(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path
) -> None:
    report = go(store, settings)
    assert there(server) == as_files(store, settings, tmp_path / "files")
    assert report.files_written == server.count("PUT") == len(there(server))
    with trial(store.url) as copy:
        assert differences(copy, settings) == []


def test_only_what_changed_is_written(store: Store, settings: Settings, server: ObjectServer, tmp_path: Path) -> None:
    folder = Settings(folder=tmp_path, site=SiteSettings(base_url=settings.site.base_url), feeds=FEEDS)
    with Store("sqlite://") as twin:
        keep(twin, PAPERS)
        for given in ((twin, folder), (store, settings)):
            go(*given)
        before = there(server)
        server.asked.clear()
        assert go(store, settings).files_written == 0
        assert {method for method, _ in server.asked} == {"GET"}
        changed(twin)
        go(twin, folder)
    changed(store)
    server.asked.clear()
    report = go(store, settings)
    now = there(server)
    files = (path for path in folder.out.rglob("*") if path.is_file())
    assert now == {path.relative_to(folder.out).as_posix(): path.read_bytes() for path in files}
    others = {path for path in now if now[path] != before.get(path)}
    assert {
        path.split("?")[0].removeprefix("/papers/of/ours/") for method, path in server.asked if method == "PUT"
    } == others
    assert report.files_written == len(others) < len(now)
    # Everything made anew gives the same bytes, and nothing is written.
    server.asked.clear()
    assert go(store, settings, rebuild=True).files_written == 0
    assert server.count("PUT") == 0


@each_dialect
def test_what_is_no_longer_published_is_deleted(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path
) -> None:
    go(store, settings)
    fewer = settings.model_copy(update={"authors": AuthorsSettings(files=3)})
    go(store, fewer)
    now = there(server)
    assert differing(now, as_files(store, fewer, tmp_path / "files")) == set()
    assert not any(path.startswith("authors/") for path in now)
    assert {row.path for row in ObjectRows(store.engine).every()} == now.keys()


def test_a_rehearsal_says_which_objects_would_be_written_and_deleted(
    store: Store, settings: Settings, server: ObjectServer
) -> None:
    go(store, settings)
    changed(store)
    fewer = settings.model_copy(update={"authors": AuthorsSettings(files=3)})
    before = there(server)
    server.asked.clear()
    with trial(store.url) as copy:
        ahead = rehearse(copy, fewer)
    assert server.asked == []
    report = go(store, fewer)
    assert ahead.written == report.files_written > 0
    assert set(ahead.deleted) == before.keys() - there(server).keys() != set()
    assert "all" in ahead.changed


@each_dialect
@pytest.mark.slow
def test_the_eighth_publication_looks_at_the_bucket_and_heals_it(
    store: Store, settings: Settings, server: ObjectServer
) -> None:
    go(store, settings)
    write_run_files(open_out(store, settings), {"status.json": b"{}"})
    whole, client = there(server), server.client()
    for key, data in STRANGERS.items():
        if key != "of/ours/robots.txt":
            client.put_object(Bucket=BUCKET, Key=key, Body=data)
    for path in ("all.atom", "dumps/records.jsonl", "status.json"):
        client.delete_object(Bucket=BUCKET, Key=f"of/ours/{path}")
    for path in ("index.html", "dumps/manifest.json", "search.html"):
        client.put_object(Bucket=BUCKET, Key=f"of/ours/{path}", Body=b"altered")
    with trial(store.url) as copy:
        found = differences(copy, settings)
    assert {one.path for one in found} == {
        "all.atom", "dumps/records.jsonl", "status.json", "index.html", "dumps/manifest.json", "search.html",
    }  # fmt: skip
    for _ in range(EVERY - 1):
        go(store, settings)
    assert "all.atom" not in there(server)
    go(store, settings)
    write_run_files(open_out(store, settings), {"status.json": b"{}"})
    now = server.objects(BUCKET)
    assert {path: now[f"of/ours/{path}"] for path in whole} == whole
    assert {key for key in now if key.removeprefix("of/ours/") not in whole} == STRANGERS.keys() - {
        "of/ours/robots.txt"
    }
    server.asked.clear()
    go(store, settings)
    assert server.count("PUT") == 0


@pytest.mark.slow
def test_what_is_not_ours_is_never_touched(store: Store, settings: Settings, server: ObjectServer) -> None:
    for key, data in STRANGERS.items():
        server.client().put_object(Bucket=BUCKET, Key=key, Body=data)
    for _ in range(EVERY + 1):
        go(store, settings)
    go(store, settings, rebuild=True)
    assert {key: server.objects(BUCKET)[key] for key in STRANGERS} == STRANGERS
    retract(store, settings)
    assert server.objects(BUCKET) == STRANGERS


def killed(server: ObjectServer, store: Store, settings: Settings, method: str, number: int) -> None:
    """Publish in a process of its own, which is killed when it asks for that to be done; it is done nevertheless."""
    file = settings.folder / "paperwire.toml"
    secret = "\n".join(f"{name} = '{value.get_secret_value()}'" for name, value in settings.site.objects.items())
    file.write_text(
        f"site.out = '{settings.site.out}'\nsite.base_url = '{settings.site.base_url}'\nstore.url = '{store.url}'\n"
        f"[feeds]\nformats = ['atom']\n[site.objects]\n{secret}\n"
    )
    server.asked.clear()
    with subprocess.Popen(
        [sys.executable, "-m", "feeds", "--config", str(file), "publish"], stderr=subprocess.PIPE
    ) as process:

        def kill(asked: str, count: int) -> None:
            if (asked, count) == (method, number):
                os.kill(process.pid, signal.SIGKILL)

        server.on_write = kill
        _, errors = process.communicate()
        server.on_write = lambda asked, count: None
    assert process.returncode == -signal.SIGKILL, errors
    assert ObjectRows(store.engine).are_unsure() or method == "DELETE"


@pytest.mark.slow
@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_publication_that_was_killed_is_completed_by_the_next(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path, elsewhere: bool
) -> None:
    """By the journal; and by the store alone, on a machine that has neither that nor what was staged."""

    def next_one(given: Settings) -> None:
        if elsewhere:
            for folder in given.folder.glob(".*"):
                shutil.rmtree(folder)
        go(store, given)
        assert (
            differing(there(server), as_files(store, given, tmp_path / f"files-{len(list(tmp_path.iterdir()))}"))
            == set()
        )
        assert {row.path for row in ObjectRows(store.engine).every()} == there(server).keys()
        assert [row.path for row in ObjectRows(store.engine).every() if row.digest is None] == []

    killed(server, store, settings, "PUT", 20)
    assert 0 < len(there(server)) < 60
    next_one(settings)
    changed(store)
    fewer = settings.model_copy(update={"authors": AuthorsSettings(files=3)})
    killed(server, store, settings, "PUT", 5)
    next_one(fewer)
    go(store, settings)
    next_one(settings)


def test_a_deletion_that_was_killed_is_completed(store: Store, settings: Settings, server: ObjectServer) -> None:
    fewer = settings.model_copy(update={"authors": AuthorsSettings(files=3)})
    go(store, fewer)
    small = there(server)
    go(store, settings)
    asked = 0

    class Stop(BaseException):
        """Ends this process's publication as a kill does: nothing is tidied away."""

    def stop(method: str, number: int) -> None:
        nonlocal asked
        asked += method == "DELETE"

    server.on_write = stop
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ObjectRows, "forget", lambda *_: (_ for _ in ()).throw(Stop()))
        with pytest.raises(Stop):
            go(store, fewer)
    assert asked
    with open_out(store, fewer):
        assert there(server).keys() == small.keys(), "opening alone completes it"
    go(store, fewer)
    assert there(server) == small


@pytest.mark.slow
def test_a_journal_that_another_machine_has_overtaken_is_thrown_away(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path
) -> None:
    go(store, settings)
    changed(store)
    killed(server, store, settings, "PUT", 3)
    (tmp_path / "other").mkdir()
    other = settings.model_copy(update={"folder": tmp_path / "other"})
    keep(store, [replace(PAPERS[0], title="A third title", version=3)], document="third")
    go(store, other)
    newest = there(server)
    go(store, settings)
    assert there(server) == newest
    assert differing(newest, as_files(store, settings, tmp_path / "files")) == set()
    assert any(b"A third title" in data for data in newest.values())


def test_a_publisher_that_another_machine_has_overtaken_writes_no_more(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_staging, "_PORTION", 10)
    published = PublishState(store.engine)

    def overtake(method: str, number: int) -> None:
        if number == 15:
            published.set_values({"objects": published.values()["objects"] | {"journal": "another"}})

    server.on_write = overtake
    with pytest.raises(CannotPublish, match="another process took this one for dead"):
        go(store, settings)
    server.on_write = lambda method, number: None
    assert server.count("PUT") == 20
    go(store, settings)
    assert there(server) == as_files(store, settings, tmp_path / "files")


def test_a_storage_that_fails_half_way_is_told_of_and_completed(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "_RETRIES", 1)

    def be_busy(method: str, number: int) -> None:
        server.busy = 1000 * (number > 10)

    server.on_write = be_busy
    with pytest.raises(
        CannotPublish, match=r"s3://papers/of/ours: the storage answers .*each object in it is old or new"
    ):
        go(store, settings)
    server.on_write, server.busy = lambda method, number: None, 0
    go(store, settings)
    assert there(server) == as_files(store, settings, tmp_path / "files")


def test_a_bucket_that_is_not_there_is_told_of_before_anything_is_made(
    store: Store, settings: Settings, server: ObjectServer
) -> None:
    absent = settings.model_copy(update={"site": server.site("nowhere")})
    with pytest.raises(CannotPublish, match=r"there is no such bucket .*It: it is as it was"):
        go(store, absent)
    assert not absent.out.exists()


def test_at_most_thirty_two_are_written_at_a_time(store: Store, settings: Settings, server: ObjectServer) -> None:
    server.slow = 0.02
    go(store, settings)
    assert 8 < server.most <= 32


def test_one_store_publishes_one_bucket_or_folder(store: Store, settings: Settings, server: ObjectServer) -> None:
    go(store, settings)
    other = settings.model_copy(update={"site": server.site("papers/elsewhere")})
    folder = Settings(folder=settings.folder)
    for given, place in ((other, other.bucket), (folder, folder.out)):
        assert place is not None
        with pytest.raises(BadSettings, match="is not what this store publishes: that is s3://papers/of/ours"):
            go(store, given)
        with pytest.raises(BadSettings):
            check_home(store, place)
    whole = there(server)
    go(store, other, moving=True)
    moved = {key.removeprefix("elsewhere/"): data for key, data in server.objects(BUCKET).items() if "elsewhere" in key}
    assert moved == whole
    go(store, folder, moving=True)
    with pytest.raises(BadSettings, match=f"that is {folder.out} on "):
        go(store, settings)


def test_copies_of_what_is_read_again_are_brought_to_another_machine(
    store: Store, settings: Settings, server: ObjectServer, tmp_path: Path
) -> None:
    go(store, settings)
    changed(store)
    go(store, settings)
    (tmp_path / "other").mkdir()
    other = settings.model_copy(update={"folder": tmp_path / "other"})
    with open_out(store, other) as staging:
        assert isinstance(staging, ObjectStaging)
        files = {path.relative_to(other.out).as_posix() for path in other.out.rglob("*") if path.is_file()}
        assert files == {path for path in there(server) if path.startswith(("dumps/", "search/", "robots.txt"))}
    history = {path: data for path, data in there(server).items() if "changes/" in path}
    assert history
    go(store, other)
    assert history.items() <= there(server).items()


def run_cli(settings: Settings, store: Store, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """A command of its own, with the secret key in the environment."""
    file = settings.folder / "paperwire.toml"
    options = settings.site.objects
    file.write_text(
        f"[site]\nout = '{settings.site.out}'\nbase_url = '{settings.site.base_url}'\n[store]\nurl = '{store.url}'\n"
        f"[site.objects]\nendpoint = '{options['endpoint'].get_secret_value()}'\nregion = 'us-east-1'\n"
        f"access_key_id = '{KEY}'\n"
    )
    return subprocess.run(
        [sys.executable, "-m", "feeds", "--config", str(file), *arguments],
        env=os.environ | {"PAPERWIRE_SITE__OBJECTS__SECRET_ACCESS_KEY": SECRET}, capture_output=True, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_keys_are_in_nothing_that_is_written_or_said(store: Store, settings: Settings, server: ObjectServer) -> None:
    done = run_cli(settings, store, "publish")
    assert done.returncode == 0, done.stderr
    assert b"files written to s3://papers/of/ours; open https://feeds.example.org/index.html" in done.stderr
    verified, stood = (run_cli(settings, store, *command) for command in (["verify"], ["status", "--json"]))
    assert verified.returncode == stood.returncode == 0
    assert b"s3://papers/of/ours: its files are as they were published" in verified.stderr
    server.client().delete_object(Bucket=BUCKET, Key="of/ours/all.atom")
    broken = run_cli(settings, store, "verify")
    assert (broken.returncode, b"all.atom: missing" in broken.stderr) == (1, True)
    printed = b"".join(one.stdout + one.stderr for one in (done, verified, stood, broken))
    kept = [path for path in settings.folder.parent.rglob("*") if path.is_file() and path.name != "paperwire.toml"]
    assert {"watch.json", "papers.db", "manifest.json"} <= {path.name for path in kept}
    everything = b"".join((printed, *(path.read_bytes() for path in kept), *server.objects(BUCKET).values()))
    assert SECRET.encode() not in everything
    assert KEY.encode() not in everything


def test_doctor_tries_the_bucket_and_leaves_nothing_there(
    store: Store, settings: Settings, server: ObjectServer
) -> None:
    def line(given: Settings) -> tuple[bool, str]:
        found = examine(given, lambda: store, no_network, PUBLISHED)
        return next((one.well, one.message) for one in found if one.what == "out/")

    well, message = line(settings)
    assert well
    assert message.startswith("s3://papers/of/ours can be written")
    assert (server.count("PUT"), server.objects(BUCKET)) == (1, {})
    well, message = line(settings.model_copy(update={"site": server.site("nowhere")}))
    assert not well
    assert "there is no such bucket" in message


def test_without_obstore_it_is_said_what_to_install(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(BadSettings, match=r"obstore is not installed; .* -e '\.\[objects\]'"):
        go(store, settings)
