"""Facts about --dry-run: it says what would be done, and does nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from enrich.database.columns import metadata
from enrich.options.sources import Source
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.cli.commands import call
from feeds.operate.rehearsal import channel_of, rehearse
from feeds.publish.publish import publish
from tests.feeds.cli.test_commands import put, settle
from tests.feeds.publish.test_publish import plain, settings
from tests.support.arxiv_standin import Server
from tests.support.keeping import keep

TOPIC = "[[topics]]\nslug = 'attention'\nkeywords = ['attention']\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of every file, and every folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns)
        for path in folder.rglob("*")
    }


def outlook(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert call([*arguments, "--dry-run", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_leaves_store_and_out_byte_for_byte_and_asks_nobody(
    home: Path, standin: Callable[..., Server], capsys: pytest.CaptureFixture[str]
) -> None:
    server = standin()
    settle(home, server)
    put(home, "a.txt", "arXiv:2401.00001\n")
    assert call(["run"]) == 0
    put(home, "b.txt", "arXiv:2401.00002 and arXiv:2401.00003\n")
    settle(home, server, more=TOPIC)
    before, asked = everything(home), server.log.summary()["requests"]
    expected = outlook(capsys, "run")
    assert expected["reading"]["ids"] == ["2401.00002", "2401.00003"]
    assert (expected["reading"]["documents"], expected["reading"]["requests"]) == (2, 1)
    assert expected["channels"]["added"] == ["topics/attention"]
    assert call(["publish", "--dry-run"]) == 0
    assert "channels added: 1: topics/attention" in (output := capsys.readouterr().out)
    pending = "channels and files are counted without what these look-ups and fetched sources will bring"
    assert pending not in output, "it looks nothing up"
    assert call(["run", "--dry-run"]) == 0
    assert pending in capsys.readouterr().out
    assert everything(home) == before
    assert server.log.summary()["requests"] == asked


def test_without_a_store_nothing_comes_to_be(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(home, None)
    put(home, "a.txt", "arXiv:1706.03762\n")
    before = everything(home)
    expected = outlook(capsys, "run")
    assert expected["reading"]["ids"] == ["1706.03762"]
    assert expected["channels"]["added"] == ["all", "topics/inbox"]
    assert everything(home) == before
    assert call(["publish", "--dry-run"]) == 0
    assert everything(home) == before


def test_the_sample_is_only_talked_of_as_well(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outlook(capsys, "run")["reading"]["documents"] == 1
    assert everything(home) == {}


def test_what_is_on_the_web_is_named_and_not_fetched(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(home, None, "feed = 'http://127.0.0.1:9/feed'\nallow_private = true")
    reading = outlook(capsys, "run")["reading"]
    assert (reading["fetched"], reading["problems"]) == (["inbox (feed)"], [])


def test_json_without_a_dry_run_is_wrong_usage(home: Path) -> None:
    assert call(["publish", "--json"]) == 2


def test_the_rehearsal_names_what_the_publication_then_does(tmp_path: Path) -> None:
    url, out = f"sqlite:///{tmp_path}/papers.db", tmp_path / "out"
    given = settings(sources=(Source(name="inbox", ids=()),)).model_copy(update={"folder": tmp_path})
    with Store(url) as store:
        keep(store, [plain(1), plain(2)])
        publish(store, given, out, processes=1)
        keep(store, [plain(3, categories=("math.CO",))])
        fewer = given.model_copy(
            update={
                "authors": given.authors.model_copy(update={"min_papers": 2}),
                "feeds": given.feeds.model_copy(update={"retired": {"stat-ml": ""}}),
            }
        )
        before = everything(tmp_path)
        with trial(url) as copy:
            ahead = rehearse(copy, fewer)
        assert {path: what for path, what in everything(tmp_path).items() if path != "papers.db-shm"} == {
            path: what for path, what in before.items() if path != "papers.db-shm"
        }
        report = publish(store, fewer, out, processes=1)
    assert ahead.written == report.files_written
    assert ahead.added == ("topics/math-co",)
    assert ahead.removed == ("authors/author-1", "authors/author-2")
    assert ahead.changed == ("all", "authors/ada-lovelace", "topics/inbox")
    assert ahead.ended == ("topics/stat-ml",)
    assert "topics/stat-ml.opml" in ahead.deleted
    assert not [path for path in ahead.deleted if (out / path).exists()]
    assert ahead.strange == ()


def test_all_topics_that_end_and_files_that_go_are_told_as_data(
    home: Path, standin: Callable[..., Server], capsys: pytest.CaptureFixture[str]
) -> None:
    server = standin()
    slugs = [f"t{n:02d}" for n in range(30)]
    topics = "".join(f"[[topics]]\nslug = '{slug}'\ncategories = ['cs', 'math', 'stat']\n" for slug in slugs)
    settle(home, server, more=topics)
    put(home, "a.txt", "arXiv:2401.00001\n")
    assert call(["run"]) == 0
    settle(home, server, more="[feeds]\nkeep = false\n" + TOPIC)
    expected = outlook(capsys, "publish")
    assert expected["channels"]["ended"] == [f"topics/{slug}" for slug in slugs]
    assert expected["channels"]["removed"] == []
    assert not set(expected["channels"]["ended"]) & {*expected["channels"]["changed"], *expected["channels"]["added"]}
    assert expected["files"]["gone"] == [f"topics/{slug}.opml" for slug in slugs]
    assert expected["files"]["deleted"] == 30
    assert call(["publish", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "topics ended, with a last entry that says so: 30: topics/t00, topics/t01" in shown
    assert "files deleted: 30: topics/t00.opml" in shown


def test_a_dry_run_refuses_what_a_publication_refuses(
    home: Path, either: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(either) as store:
        keep(store, [plain(1)])
    (home / "paperwire.toml").write_text(f"[store]\nurl = '{either}'\n")
    assert call(["publish"]) == 0
    (home / "paperwire.toml").write_text(f"[store]\nurl = '{either}'\n[site]\nout = 'other'\n")
    capsys.readouterr()
    for options in ((), ("--dry-run",)):
        assert call(["publish", *options]) == 2
        assert "is not what this store publishes" in capsys.readouterr().err
    assert call(["publish", "--dry-run", "--move"]) == 0
    assert not (home / "other").exists()


def test_what_is_tried_on_a_server_is_not_kept(postgresql: str, tmp_path: Path) -> None:
    given = settings().model_copy(update={"folder": tmp_path})

    def counts() -> dict[str, int]:
        with Store(postgresql) as store, store.engine.connect() as connection:
            tables = metadata.sorted_tables
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
            }

    with Store(postgresql) as store:
        keep(store, [plain(1)])
    before = counts()
    with trial(postgresql) as store:
        keep(store, [plain(2)])
        ahead = rehearse(store, given)
        assert "authors/author-2" in ahead.added
    assert counts() == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("path", "channel"),
    [
        ("all.rss", "all"),
        ("all.events.archive-2.atom", "all"),
        ("topics/a.b.archive-1.json", "topics/a.b"),
        ("topics/a.html", ""),
        ("status.json", ""),
        ("dumps/records.json", ""),
    ],
)
def test_the_channel_of_a_file(path: str, channel: str) -> None:
    assert channel_of(path) == channel
