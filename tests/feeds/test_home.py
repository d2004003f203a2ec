"""One store publishes one out/, one publisher at a time: a moved one goes on, another one is refused with the way out."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from enrich.coordination import holding
from enrich.coordination.holding import hold_lease
from enrich.errors import BadSettings, CannotPublish
from enrich.machine.process import host
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.cli.commands import call
from feeds.home import HOME, PUBLISHING, Home, refusal
from feeds.publish.publish import PublishReport, publish
from feeds.publish.site_outputs import PublishContext, StagedFiles
from feeds.state.publishing import PublishState
from tests.conftest import rows
from tests.enrich.database.test_locks import beside, named, together
from tests.support.arxiv_standin import Server
from tests.support.keeping import keep
from tests.support.processes import PATIENCE

HERE = Home("word", "/srv/out", "here", "store")


def at(**other: str) -> Home:
    return Home(**({"word": "word", "place": "/srv/out", "host": "here", "store": "store"} | other))


@pytest.mark.parametrize(
    ("noted", "word_there", "reason"),
    [
        (None, None, None),
        (HERE, "word", None),
        (at(place="/old/out"), None, None),  # moved
        (at(place="/old/out"), "", None),  # moved, and an empty folder made in its place
        (at(place="/old/out"), "word", "is a copy of /old/out"),
        (at(place="/old/out", host="there"), None, None),  # moved with its machine, or seen from another one
        (at(word="other"), None, None),  # what was beside it was deleted
        (at(word="other", place="/old/out"), None, None),  # the old one is gone
        (at(word="other", place="/old/out"), "other", "that is /old/out"),
        (at(word="other", place="/old/out"), "", "that is /old/out"),
        (at(word="other", host="there"), None, "that is /srv/out on there"),
        (at(word="other", host="there", store="its copy"), None, None),
        (at(word="other", place="/old/out", store="its copy"), "other", None),
    ],
)
def test_what_may_be_published_follows_from_what_was_noted(
    noted: Home | None, word_there: str | None, reason: str | None
) -> None:
    why = refusal(noted, HERE, word_there)
    assert why is None if reason is None else why is not None and reason in why


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        keep(opened, named(1, 3))
        yield opened


def go(store: Store, out: Path, **options: Any) -> tuple[PublishReport, list[str]]:
    lines: list[str] = []
    return publish(store, Settings(), out, processes=1, say=lines.append, **options), lines


def move(out: Path, to: Path, how: Callable[[str, str], object] = shutil.move) -> None:
    """The folder with what its publisher keeps beside it."""
    to.mkdir()
    for name in ("out", ".out.publishing"):
        how(str(out.with_name(name)), str(to / name))


def test_another_folder_is_refused_and_left_alone(store: Store, tmp_path: Path) -> None:
    go(store, tmp_path / "out")
    with pytest.raises(BadSettings, match=r"that is .*/out\. .*Copy that folder.*store of its own.*publish --move"):
        go(store, tmp_path / "other")
    assert not (tmp_path / "other").exists()
    assert go(store, tmp_path / "out")[0].files_written == 0
    go(store, tmp_path / "other", moving=True)
    with pytest.raises(BadSettings, match=r"that is .*/other"):
        go(store, tmp_path / "out")


def test_a_folder_that_was_moved_goes_on(store: Store, tmp_path: Path) -> None:
    go(store, tmp_path / "out")
    move(tmp_path / "out", tmp_path / "new")
    report, lines = go(store, tmp_path / "new" / "out")
    assert report.files_written == 0
    assert lines == [f"{tmp_path / 'out'} has moved; this store publishes {tmp_path / 'new' / 'out'} from now on"]
    assert go(store, tmp_path / "new" / "out")[1] == []


def test_a_copy_is_refused_while_the_original_is_there(store: Store, tmp_path: Path) -> None:
    go(store, tmp_path / "out")
    move(tmp_path / "out", tmp_path / "new", shutil.copytree)
    with pytest.raises(BadSettings, match=f"is a copy of {tmp_path / 'out'}"):
        go(store, tmp_path / "new" / "out")


def test_the_same_folder_by_another_path_is_the_same(store: Store, tmp_path: Path) -> None:
    go(store, tmp_path / "out")
    (tmp_path / "link").symlink_to(tmp_path)
    assert go(store, tmp_path / "link" / "out")[0].files_written == 0


def test_another_folder_may_follow_one_that_is_gone(store: Store, tmp_path: Path) -> None:
    go(store, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    report, lines = go(store, tmp_path / "other")
    assert report.files_written > 0
    assert lines == [
        f"{tmp_path / 'out'} is no longer published; this store publishes {tmp_path / 'other'} from now on"
    ]


def test_a_store_of_the_version_before_takes_the_folder_that_it_published(store: Store, tmp_path: Path) -> None:
    go(store, tmp_path / "out")
    PublishState(store.engine).set_values({HOME: None})
    (tmp_path / ".out.publishing" / HOME).unlink()
    assert go(store, tmp_path / "out")[0].files_written == 0
    with pytest.raises(BadSettings):
        go(store, tmp_path / "other")


def test_a_copy_of_a_store_publishes_where_it_is(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path}/papers.db") as first:
        keep(first, named(1, 3))
        go(first, tmp_path / "out")
        with sqlite3.connect(tmp_path / "papers.db") as source, sqlite3.connect(tmp_path / "copy.db") as target:
            source.backup(target)
        source.close()
        target.close()
        with Store(f"sqlite:///{tmp_path}/copy.db") as second:
            go(second, tmp_path / "other")
        assert go(first, tmp_path / "out")[0].files_written == 0


def test_a_run_that_may_not_publish_asks_nobody(
    either: str, standin: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    server = standin(rows(2))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "paperwire.toml").write_text(
            f"[[sources]]\nname = '{name}'\nids = ['2401.0000{1 + (name == 'two')}']\n"
            f"[arxiv]\nbase_url = '{server.url}'\nmin_interval = 0.0\n[store]\nurl = '{either}'\n"
        )
    monkeypatch.chdir(tmp_path / "one")
    assert call(["run"]) == 0
    monkeypatch.chdir(tmp_path / "two")
    asked = server.log.summary()["requests"]
    assert (call(["run"]), call(["publish"])) == (2, 2)
    assert server.log.summary()["requests"] == asked
    assert "one/out. One store publishes one folder" in capsys.readouterr().err
    with Store(either) as store:
        assert len(store.runs.last()) == 1, "no run that failed is told of in the other folder"
    assert call(["enrich"]) == 0
    assert call(["publish", "--move"]) == 0
    assert (tmp_path / "two/out/all.atom").read_bytes().count(b"<entry>") == 2


# ---------------------------------------------------------------- one publisher at a time


def _publish(begin: Barrier, url: str, out: Path) -> None:
    with Store(url) as store:
        begin.wait(PATIENCE)
        try:
            publish(store, Settings(), out, processes=2)
        except BadSettings:
            out.with_name(f"{out.name}.refused").touch()


def test_two_first_publications_at_once_both_end_well(either: str, tmp_path: Path) -> None:
    with Store(either) as store:
        keep(store, named(1, 600))
        together(_publish, (either, tmp_path / "out"), (either, tmp_path / "out"))
        assert go(store, tmp_path / "out")[0].files_written == 0
    assert (tmp_path / "out/dumps/records.jsonl").read_bytes().count(b"\n") == 600


def test_of_two_folders_at_once_one_is_published_and_the_other_refused(either: str, tmp_path: Path) -> None:
    with Store(either) as store:
        keep(store, named(1, 600))
    together(_publish, (either, tmp_path / "one"), (either, tmp_path / "two"))
    whole = {name: (tmp_path / name / "dumps/records.jsonl").exists() for name in ("one", "two")}
    refused = {name: (tmp_path / f"{name}.refused").exists() for name in ("one", "two")}
    assert sorted(whole.values()) == [False, True]
    assert refused == {name: not there for name, there in whole.items()}


def test_a_publisher_waits_for_another_and_says_so(store: Store, tmp_path: Path) -> None:
    lines: list[str] = []
    waits = threading.Event()

    def say(line: str) -> None:
        lines.append(line)
        waits.set()

    with ExitStack() as other, ExitStack() as meanwhile:
        meanwhile.enter_context(hold_lease(store.engine, PUBLISHING, print))
        other.enter_context(beside(lambda: publish(store, Settings(), tmp_path / "out", processes=1, say=say)))
        assert waits.wait(PATIENCE)
        assert not (tmp_path / "out" / "all.atom").exists()
        meanwhile.close()
    assert (tmp_path / "out" / "all.atom").exists()
    assert [line.partition(" on ")[2] for line in lines] == [
        f"{host()} publishes from the same store; waiting for it to end"
    ]


def test_a_publisher_that_was_taken_for_dead_puts_nothing_in_place(store: Store, tmp_path: Path) -> None:
    def fall_silent(context: PublishContext) -> StagedFiles:
        for renewal in holding._renewing:
            renewal.is_lost = True
        return StagedFiles()

    with pytest.raises(CannotPublish, match="took this one for dead"):
        go(store, tmp_path / "out", extras=(("silence", fall_silent),))
    assert not (tmp_path / "out" / "all.atom").exists()
    assert go(store, tmp_path / "out")[0].files_written > 0
