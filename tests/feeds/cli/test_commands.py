"""The commands as a user types them, against a local arXiv: what comes out, and the exit status of each bad input."""

import builtins
import gzip
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from enrich.store.store import Store
from feeds.__main__ import TOGETHER, main, stop
from feeds.cli.commands import call
from feeds.cli.init import example_settings
from feeds.serve.server import Server as WebServer
from tests.conftest import ROOT
from tests.support.arxiv_standin import Server
from tests.support.processes import PATIENCE

Start = Callable[..., Server]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the user's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settle(home: Path, server: Server | None, sources: str = "files = ['inbox/*']", more: str = "") -> None:
    """Write settings that ask the local arXiv, and an inbox."""
    url = server.url if server else "http://127.0.0.1:9"
    (home / "inbox").mkdir(exist_ok=True)
    (home / "paperwire.toml").write_text(
        f"[[sources]]\nname = 'inbox'\n{sources}\n[arxiv]\nbase_url = '{url}'\nmin_interval = 0.0\nretries = 0\n{more}",
        encoding="utf-8",
    )


def put(home: Path, name: str, content: str | bytes) -> Path:
    file = home / "inbox" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def outcomes(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    capsys.readouterr()
    assert call(["status", "--mentions", "--json"]) == 0
    return [(row["text"], row["outcome"]) for row in json.loads(capsys.readouterr().out)]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below, but those that tell of runs."""
    files = (path for path in folder.rglob("*") if path.is_file())
    of_runs = ("status.json", "status.html")
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.name not in of_runs and p.stem != "ops"}


def test_without_settings_the_sample_runs_without_network(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run"]) == 0
    output = capsys.readouterr().err
    assert "built-in sample" in output
    assert "paperwire add" in output
    feed = feedparser.parse((home / "out" / "all.atom").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == 10
    assert call(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["records"] == 10


def test_looking_around_first_does_not_hide_the_sample(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["status"]) == 0
    assert call(["run"]) == 0
    assert "built-in sample" in capsys.readouterr().err


def test_documents_of_ones_own_replace_the_sample(home: Path, standin: Start) -> None:
    assert call(["run"]) == 0
    settle(home, standin())
    put(home, "list.txt", "arXiv:2401.00001")
    assert call(["run"]) == 0
    assert len(feedparser.parse((home / "out" / "all.atom").read_bytes()).entries) == 1
    assert [path.name for path in (home / "out" / "topics").glob("sample*")] == []
    assert not (home / "paperwire-sample.db").exists()


def test_a_title_beside_the_id_of_another_paper_is_told_by_run_and_status(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "papers.json", '[{"title": "Optimal Brain Restoration for Joint Quantization", "arxiv": "2401.00001"}]')
    assert call(["enrich"]) == 0
    output = " ".join(capsys.readouterr().err.split())
    assert "inbox/papers.json, $[0].arxiv calls 2401.00001 “Optimal Brain Restoration for Joint Quantization”" in output
    assert "it is “A study of 1 things”" in output
    assert call(["enrich"]) == 0
    assert "calls 2401.00001" not in capsys.readouterr().err, "once"
    assert call(["status"]) == 0
    assert "Ids beside the title of another work" in capsys.readouterr().out


def test_of_many_documents_that_cannot_be_read_status_names_a_few_in_a_narrow_terminal(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    settle(home, standin())
    put(home, "list.txt", "arXiv:2401.00001v999 arXiv:2413.99999")
    for number in range(4):
        put(home, f"scan{number}.png", b"\x89PNG\r\n\x1a\n\0\0\0")
    for _ in range(2):
        assert call(["enrich"]) == 3
        output = capsys.readouterr().err
        assert "1 document read;" in output
        assert "scan3.png" in output, "the run names every one"
    assert call(["status"]) == 0
    shown = capsys.readouterr().out
    words = " ".join(shown.split())
    assert "; 1 more)" in words
    assert "malformed" in shown, "no name of an outcome is broken, however many there are"
    assert "inbox inbox/list.txt line 1, column 1 names" in words, "the document is named once"


def test_papers_of_a_document_are_published_with_all_their_authors(home: Path, standin: Start) -> None:
    server = standin()
    settle(home, server)
    put(home, "list.txt", "We liked arXiv:2401.00001 and https://arxiv.org/abs/2401.00002v1.")
    assert call(["run"]) == 0
    assert server.log.summary()["requests"] == 1
    for form in ("rss", "atom"):
        feed = feedparser.parse((home / "out" / f"all.{form}").read_bytes())
        assert not feed.bozo
        assert {entry.id for entry in feed.entries} == {
            "https://arxiv.org/abs/2401.00001",
            "https://arxiv.org/abs/2401.00002",
        }
        assert [author["name"] for author in feed.entries[0].authors] == ["Jane 1 Doe", "José Núñez"]
    assert (home / "out" / "authors" / "jose-nunez.atom").is_file()
    assert (home / "out" / "topics" / "inbox.rss").is_file()


def test_twice_is_once(home: Path, standin: Start) -> None:
    server = standin()
    settle(home, server)
    put(home, "list.txt", "arXiv:2401.00001 arXiv:2401.00002")
    assert call(["run"]) == 0
    asked, files = server.log.summary()["requests"], tree(home / "out")
    times = {path: (home / "out" / path).stat().st_mtime_ns for path in files}
    assert call(["run"]) == 0
    assert server.log.summary()["requests"] == asked
    assert tree(home / "out") == files
    assert {path: (home / "out" / path).stat().st_mtime_ns for path in files} == times


def test_a_paper_is_missing_after_two_runs_and_not_before(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "list.txt", "arXiv:2401.00001 arXiv:2401.09999")
    assert call(["run"]) == 3
    assert outcomes(capsys) == [("arXiv:2401.00001", "found"), ("arXiv:2401.09999", "deferred")]
    assert call(["run"]) == 0
    assert outcomes(capsys) == [("arXiv:2401.00001", "found"), ("arXiv:2401.09999", "missing")]


def test_an_empty_answer_never_makes_a_paper_missing(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin(faults=[{"path": "/api/query", "kind": "blank"}]))
    put(home, "list.txt", "arXiv:2401.00001")
    for _ in range(3):
        assert call(["run", "--retry"]) == 3
    assert outcomes(capsys) == [("arXiv:2401.00001", "deferred")]


def test_an_unreachable_arxiv_defers_and_publishes_what_is_known(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "one.txt", "arXiv:2401.00001")
    assert call(["run"]) == 0
    settle(home, None)
    put(home, "two.txt", "arXiv:2401.00002")
    assert call(["run"]) == 3
    assert "deferred" in capsys.readouterr().err
    assert len(feedparser.parse((home / "out" / "all.rss").read_bytes()).entries) == 1
    settle(home, standin())
    assert call(["run"]) == 3
    assert call(["run", "--retry"]) == 0
    assert len(feedparser.parse((home / "out" / "all.rss").read_bytes()).entries) == 2


@pytest.mark.parametrize(
    ("name", "content", "status", "message"),
    [
        ("empty.txt", b"", 0, ""),
        ("latin.txt", "café arXiv:2401.00002".encode("latin-1"), 0, "latin.txt"),
        ("binary.txt", bytes(range(256)) * 40, 3, "binary.txt"),
        ("damaged.txt.gz", gzip.compress(b"arXiv:2401.00002", mtime=0)[:-6], 3, "damaged.txt.gz"),
    ],
)
def test_a_bad_document_is_named_and_the_others_go_on(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str], name: str, content: bytes, status: int, message: str
) -> None:
    settle(home, standin())
    put(home, "good.txt", "arXiv:2401.00001")
    put(home, name, content)
    assert call(["run"]) == status
    assert message in capsys.readouterr().err
    assert ("arXiv:2401.00001", "found") in outcomes(capsys)


def test_a_pipe_in_the_inbox_is_a_warning(home: Path, standin: Start, capsys: pytest.CaptureFixture[str]) -> None:
    settle(home, standin())
    put(home, "good.txt", "arXiv:2401.00001")
    os.mkfifo(home / "inbox" / "pipe")
    status: list[int] = []
    running = threading.Thread(target=lambda: status.append(call(["run"])), daemon=True)
    running.start()
    running.join(PATIENCE)
    assert status == [0]
    assert "inbox/pipe: skipped, it is a pipe" in capsys.readouterr().err


def test_damaged_json_is_named_by_every_run_until_it_is_mended(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "list.jsonl", '{"id": "2401.00001"}\n{"id": "2401.00002"\n')
    for _ in range(2):
        assert call(["run"]) == 0
        assert capsys.readouterr().err.count("inbox/list.jsonl: line 2 is not JSON") == 1
    put(home, "list.jsonl", '{"id": "2401.00001"}\n{"id": "2401.00002"}\n')
    assert call(["run"]) == 0
    assert "is not JSON" not in capsys.readouterr().err
    assert outcomes(capsys) == [("2401.00001", "found"), ("2401.00002", "found")]


@pytest.mark.parametrize("pattern", ["nowhere.txt", "inbox", "nowhere/*.txt"])
def test_a_missing_file_or_a_folder_is_named(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str], pattern: str
) -> None:
    settle(home, standin(), sources=f"files = ['inbox/good.txt', '{pattern}']")
    put(home, "good.txt", "arXiv:2401.00001")
    assert call(["run"]) == 3
    assert pattern in capsys.readouterr().err
    assert ("arXiv:2401.00001", "found") in outcomes(capsys)


def test_a_read_only_out_fails_and_loses_nothing(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "list.txt", "arXiv:2401.00001")
    (home / "out").write_text("a file where a folder is meant")
    assert call(["run"]) == 1
    assert "out" in capsys.readouterr().err
    (home / "out").unlink()
    assert call(["run"]) == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["fly"], 2),
        (["run", "--fast"], 2),
        (["lookup"], 2),
        (["--quiet", "--verbose", "status"], 2),
        (["--config", "nowhere.toml", "run"], 2),
        (["enrich"], 2),
        (["enrich", "ftp://example.org/x"], 2),
    ],
)
def test_wrong_usage_is_2(home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int) -> None:
    assert call(arguments) == status
    assert capsys.readouterr().err


def test_a_wrong_setting_is_2_and_names_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "paperwire.toml").write_text("[arxiv]\nspeed = 9\n")
    assert call(["run"]) == 2
    assert "arxiv.speed = 9" in capsys.readouterr().err


def test_init_writes_settings_that_work_and_never_overwrites(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["init"]) == 0
    text = (home / "paperwire.toml").read_text()
    assert call(["init"]) == 2
    assert (home / "paperwire.toml").read_text() == text
    capsys.readouterr()
    assert call(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.strip())["records"] == 0


def test_init_beside_what_add_began_says_how_to_go_on_and_what_it_says_works(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "paperwire.toml").unlink(missing_ok=True)
    assert call(["add", "2401.00001"]) == 0
    capsys.readouterr()
    assert call(["init"]) == 2
    message = capsys.readouterr().err
    assert "paperwire.toml is there already and stays as it is" in message
    other, inbox = re.findall("`paperwire (.*?)`", message)
    assert (other, inbox) == ("--config all-paperwire.toml init", "add inbox/")
    assert call(other.split()) == 0
    assert (home / "all-paperwire.toml").read_text(encoding="utf-8") == example_settings()
    assert call(inbox.split()) == 0
    assert "inbox/*" in (home / "paperwire.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["--json", "status"], ["status", "--json", "--quiet"], ["verify", "--json"]])
def test_json_in_another_place_is_refused_with_where_it_goes(
    home: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(words) == 2
    where = "--json goes behind a command that prints data, as in `paperwire status --json`"
    assert (where in capsys.readouterr().err) == (words[1] != "--json" or words[0] == "verify")


def test_a_run_that_left_something_is_told_from_one_that_goes_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(f"sqlite:///{home}/paperwire.db") as store:
        ended, _ = (store.runs.start("run", datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2))
        store.runs.finish(ended, "open", {}, (), datetime(2026, 1, 1, 1, tzinfo=UTC))
    (home / "paperwire.toml").write_text("[site]\n", encoding="utf-8")
    assert call(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[:3] for line in lines if line.startswith("2026-01-0")] == [
        ["2026-01-02T00:00:00Z", "run", "running"],
        ["2026-01-01T00:00:00Z", "run", "done, something pending"],
    ]


def test_what_is_enriched_by_hand_is_kept_and_published(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    other = home / "note.md"
    other.write_text("see arXiv:2401.00003")
    assert call(["enrich", "2401.00001", str(other)]) == 0
    assert call(["enrich", "arXiv:2401.00002"]) == 0
    assert call(["publish"]) == 0
    feed = feedparser.parse((home / "out" / "topics" / "command-line.atom").read_bytes())
    assert sorted(entry.id[-1] for entry in feed.entries) == ["1", "2", "3"]


@pytest.mark.parametrize("text", ["9999.99999", "arXiv:2513.12345"])
def test_an_impossible_id_is_malformed_and_not_asked(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    server = standin()
    settle(home, server)
    assert call(["enrich", text]) == 0
    assert outcomes(capsys) == [(text, "malformed")]
    assert server.log.summary()["requests"] == 0


def lines(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_lookup_prints_one_record_a_line_and_names_what_it_has_not(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    assert call(["lookup", "2401.00001", "https://arxiv.org/pdf/2401.00002v1"]) == 0
    assert [row["id"] for row in lines(capsys)] == ["2401.00001", "2401.00002"]
    assert call(["lookup", "2401.00001", "2413.00001"]) == 1
    assert call(["lookup", "2401.09999"]) == 3
    assert call(["lookup", "2401.09999"]) == 1
    assert call(["publish"]) == 0
    assert feedparser.parse((home / "out" / "all.atom").read_bytes()).entries == []


def test_the_history_of_a_record_tells_what_changed_and_whence(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    server = standin()
    settle(home, server, more="refresh = 0.0000001")
    put(home, "list.txt", "arXiv:2401.00001")
    assert call(["run"]) == 0
    capsys.readouterr()
    assert call(["lookup", "--history", "2401.00001"]) == 0
    output, message = capsys.readouterr()
    assert (output, message) == ("", "2401.00001: no changes since it was first seen\n")
    paper = server.arxiv.papers["2401.00001"]
    paper.title = "A study renamed"
    paper.versions.append(paper.versions[0].replace(year=2025))
    assert call(["run"]) == 0
    capsys.readouterr()
    assert call(["lookup", "--history", "2401.00001"]) == 0
    changed = {row["field"]: row for row in lines(capsys)}
    assert (changed["title"]["new"], changed["title"]["source"]) == ("A study renamed", "arxiv-api")
    assert changed["version"]["old"] == 1


def test_doctor_says_what_is_wrong(home: Path, standin: Start, capsys: pytest.CaptureFixture[str]) -> None:
    settle(home, standin(), sources="files = ['nowhere/*.txt']")
    assert call(["doctor", "--json"]) == 1
    findings = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert not findings["source inbox"]["well"]
    assert findings["store"]["well"]


def test_doctor_does_not_show_the_stores_password(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(home, None, more="[store]\nurl = 'postgresql+psycopg://me:secret@127.0.0.1:9/x'\n")
    assert call(["doctor", "--json"]) == 1
    output = capsys.readouterr().out
    assert "postgresql+psycopg://me:***@127.0.0.1:9/x" in output
    assert "secret" not in output


def test_doctor_names_a_topic_whose_address_was_another_channels(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    server = standin()
    settle(home, server)
    put(home, "list.txt", "arXiv:2401.00001")
    assert call(["run"]) == 0
    settle(
        home, server, more="[[topics]]\nslug = 'inbox'\nkeywords = ['x']\n[[topics]]\nslug = 'x'\nkeywords = ['x']\n"
    )
    assert call(["publish"]) == 0
    capsys.readouterr()
    assert call(["doctor", "--json"]) == 1
    findings = {row["what"]: row for row in json.loads(capsys.readouterr().out)}
    assert "topics/inbox-2" in findings["topic inbox"]["said"]
    assert "topic x" not in findings


def test_an_interrupt_while_the_program_loads_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load = builtins.__import__

    def interrupted(name: str, *rest: Any) -> Any:
        if name == "feeds.cli.commands":
            raise KeyboardInterrupt
        return load(name, *rest)

    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(builtins, "__import__", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 130
    assert "stopped before anything was done" in capsys.readouterr().err


def test_a_server_that_is_stopped_leaves_nothing_due(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: WebServer, sockets: list[socket.socket]) -> None:
        for one in sockets:
            one.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(WebServer, "run", interrupted)
    assert call(["serve", "--port", "0"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "paperwire: stopped"


def test_a_newer_store_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "paperwire.toml").write_text("")
    assert call(["enrich", "2413.00001"]) == 0
    with sqlite3.connect(home / "paperwire.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert call(["run"]) == 1
    assert "newer paperwire" in capsys.readouterr().err


def test_a_file_that_the_command_line_names_and_is_not_there_is_the_command_lines(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["enrich", "nosuch.txt"]) == 3
    output = capsys.readouterr().err
    assert "nosuch.txt: there is no such file; correct it on the command line" in output
    assert "settings" not in output
    settle(home, None, "files = ['nosuch.txt']")
    assert call(["enrich"]) == 3
    assert "nosuch.txt: there is no such file; correct the path in the settings" in capsys.readouterr().err


def test_documents_without_mentions_are_named_each_time_and_in_nothing_published(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "list.txt", "arXiv:2401.00001")
    for number in range(5):
        put(home, f"empty{number}.txt", "no paper")
    for _ in range(2):
        assert call(["run"]) == 0
        output = capsys.readouterr().err
        assert "6 documents read" in output
        assert (
            "Nothing was found in 5 documents: inbox/empty0.txt, inbox/empty1.txt, inbox/empty2.txt and 2 more"
            in output
        )
    assert not any(b"empty0" in file.read_bytes() for file in (home / "out").rglob("*") if file.is_file())
    for number in range(5):
        (home / "inbox" / f"empty{number}.txt").unlink()
    assert call(["run"]) == 0
    assert "Nothing was found" not in capsys.readouterr().err


def test_a_malformed_id_is_named_by_who_reads_it(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    for _ in range(2):
        assert call(["enrich", "2413.99999", "2401.00001"]) == 0
        assert "1 malformed id, never asked: 2413.99999\n" in capsys.readouterr().err
    put(home, "list.txt", "arXiv:2401.00001 and arXiv:2414.00001")
    assert call(["run"]) == 0
    assert "1 malformed id, never asked: arXiv:2414.00001\n" in capsys.readouterr().err


def test_an_id_that_was_put_right_is_told_by_the_run_and_by_status(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "list.csv", "arxiv,pages\n2401.00001,9\n2401.00002,12\n2401.0001,7\n")
    call(["run"])
    message = "2401.0001 was read as 2401.00010"
    assert f"1 id put right, to be looked at: inbox/list.csv, row 4: {message}" in " ".join(
        capsys.readouterr().err.split()
    )
    call(["status", "--mentions", "--json"])
    rows = {row["text"]: row for row in json.loads(capsys.readouterr().out)}
    assert message in rows["2401.0001"]["reason"]
    assert "was read as" not in rows["2401.00001"]["reason"]


def test_an_empty_name_names_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "paperwire.toml").write_text("")
    assert call(["enrich", ""]) == 3
    output = capsys.readouterr().err
    assert 'source command line: "": an empty name names nothing' in output
    assert "folder" not in output


@pytest.mark.parametrize("name", ["elsewhere", "[elsewhere]"])
def test_what_the_command_line_names_is_looked_for_where_it_was_typed(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, None)
    (home / "a.txt").write_text("no paper")
    (here := home / name).mkdir()
    (here / "b.md").write_text("no paper")
    monkeypatch.chdir(here)
    assert call(["--config", "../paperwire.toml", "enrich", "a.txt", "*.txt", "*.md"]) == 3
    output = capsys.readouterr().err
    assert f"{name}/a.txt: " in output
    assert "*.txt: no file matches it" in output
    assert "1 document read" in output


def test_signals_that_come_together_interrupt_once_and_a_later_one_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [100.0, 100.0 + TOGETHER / 2, 102.0 + TOGETHER]
    monkeypatch.setattr("feeds.__main__.monotonic", lambda: moments.pop(0))
    monkeypatch.setattr("feeds.__main__._last", 0.0)
    with pytest.raises(KeyboardInterrupt):
        stop()
    stop()
    with pytest.raises(KeyboardInterrupt):
        stop()


@pytest.mark.parametrize("arguments", [[], ["people"]])
def test_without_a_command_there_is_help_and_no_complaint(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(arguments) == 2
    printed = capsys.readouterr()
    assert "Usage: " in printed.out + printed.err
    assert "paperwire: " not in printed.err


@pytest.mark.parametrize("line", ["-h", "add -h", "people -h", "people show -h"])
def test_help_has_a_short_name(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(line.split()) == 0
    assert "Usage: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "helps"),
    [
        ("nope", "paperwire --help"),
        ("add", "paperwire add --help"),
        ("status --nope", "paperwire status --help"),
        ("people shw", "paperwire people --help"),
        ("people show", "paperwire people show --help"),
    ],
)
def test_a_wrong_line_names_the_help_of_its_command(line: str, helps: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(line.split()) == 2
    assert f"`{helps}` lists what there is" in capsys.readouterr().err


def test_a_day_that_is_none_is_said_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run", "--since", "yesterday"]) == 2
    assert "'--since': 'yesterday' is no day such as 2025-07-01; `paperwire run --help`" in capsys.readouterr().err


def test_status_says_what_a_run_could_not_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "paperwire.toml").write_text('[[sources]]\nname = "notes"\nfiles = ["notes.md"]\n')
    call(["run"])
    capsys.readouterr()
    assert call(["status"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "What these runs could not do" in shown
    assert "source notes: notes.md: " in shown


def test_what_goes_wrong_in_every_run_is_once_in_status_and_once_with_quiet(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "a.txt", "arXiv:2401.00001v999")
    put(home, "scan.png", b"\x89PNG\r\n\x1a\n\0\0\0")
    printed = []
    for _ in range(3):
        capsys.readouterr()
        assert call(["--quiet", "run"]) == 3
        printed.append(capsys.readouterr().err)
    assert [text.count("scan.png") for text in printed] == [1, 0, 0]
    assert printed[2] == ""
    put(home, "scan2.png", b"\x89PNG\r\n\x1a\n\0\0\0")
    assert call(["--quiet", "run"]) == 3
    assert "scan2.png" in (message := capsys.readouterr().err)
    assert "scan.png" not in message
    assert call(["run"]) == 3
    assert "scan.png" in capsys.readouterr().err, "without --quiet it is said in every run"
    assert call(["status"]) == 0
    shown = capsys.readouterr().out
    assert len([line for line in shown.splitlines() if "inbox/scan.png" in line and line.startswith("20")]) == 1


def test_a_problem_that_is_a_documents_warning_too_is_listed_as_that_alone(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    put(home, "long.txt", "milk and bread, eggs. " * 120)
    assert call(["run"]) == 3
    capsys.readouterr()
    assert call(["status"]) == 0
    *_, after = capsys.readouterr().out.partition("Last runs")
    before_health = after.partition("Health")[0]
    assert before_health.count("nothing was found in its") == 1


def test_a_closed_pipe_ends_quietly(home: Path, standin: Start) -> None:
    settle(home, standin())
    put(home, "list.txt", "\n".join(f"arXiv:2413.{number:05d}" for number in range(3000)))
    assert call(["enrich"]) == 0
    command = [sys.executable, "-P", "-m", "feeds", "status"]
    for words in (["--mentions"], []):
        reading, writing = os.pipe()
        os.close(reading)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [*command, *words], stdout=writing, stderr=subprocess.PIPE, text=True, env=environment, check=False
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, "")


def test_what_was_named_and_is_not_there_is_not_said_to_be_kept(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin())
    assert call(["enrich", "nosuch.txt"]) == 3
    assert "is kept" not in capsys.readouterr().err
    put(home, "a.txt", "arXiv:2401.00001")
    assert call(["enrich", "nosuch.txt", "inbox/a.txt"]) == 3
    assert "is kept as the source 'command line'" in capsys.readouterr().err


def test_what_a_look_up_by_hand_left_is_called_that(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin(faults=[{"path": "/api/query", "kind": "status", "status": 500}]))
    assert call(["lookup", "--json", "2401.00001"]) == 3
    capsys.readouterr()
    assert call(["run"]) == 3
    message = capsys.readouterr().err
    assert "1 look-up deferred" in message
    assert "asked for by `paperwire lookup`" in message
    assert "status --mentions" not in message
    put(home, "a.txt", "arXiv:2401.00002")
    assert call(["run"]) == 3
    assert "`paperwire status --mentions` lists them" in capsys.readouterr().err


def test_a_run_that_checks_links_says_how_many_and_which_are_not_there(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin(faults=[{"path": "/pdf/2401.00002", "kind": "status", "status": 404}]))
    put(home, "a.txt", "arXiv:2401.00001 arXiv:2401.00002 arXiv:2401.00003")
    assert call(["run", "--check-links"]) == 0
    message = capsys.readouterr().err
    assert "https://arxiv.org/pdf/2401.00002 is linked to and not there" in message
    assert "3 links to PDFs checked, with a request each: 1 of them not there" in message
    assert call(["run", "--check-links"]) == 0
    assert "0 links to PDFs checked; each is checked again after 30 days" in capsys.readouterr().err
