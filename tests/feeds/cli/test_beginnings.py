"""What somebody meets who begins: a folder with nothing in it, a trial by hand, a folder that is read as a whole."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.cli.commands import call
from tests.support.arxiv_standin import Server

Start = Callable[..., Server]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the user's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settle(home: Path, url: str, files: str) -> None:
    (home / "paperwire.toml").write_text(
        f"[[sources]]\nname = 'inbox'\nfiles = ['{files}']\n[arxiv]\nbase_url = '{url}'\nmin_interval = 0.0\nretries = 0\n",
        encoding="utf-8",
    )


def errors_of(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().err.split())


def status(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert call(["status", "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        (["status"], 0),
        (["status", "--mentions"], 0),
        (["topics"], 0),
        (["authors", "--json"], 0),
        (["people", "list"], 0),
        (["people", "show", "Ada"], 1),
        (["people", "export"], 0),
        (["people", "review"], 0),
        (["schedule", "--check"], 1),
    ],
)
def test_looking_where_nothing_is_says_so_and_makes_nothing(
    words: list[str], ends: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(words) == ends
    assert "No store is here yet: `paperwire run` makes one." in errors_of(capsys)
    assert not [*home.iterdir()]


def test_a_look_up_needs_no_settings_and_keeps_what_it_learns(
    home: Path, standin: Start, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The pace of asking is kept beside it, for whoever asks next."""
    monkeypatch.setenv("PAPERWIRE_ARXIV__BASE_URL", standin().url)
    monkeypatch.setenv("PAPERWIRE_ARXIV__MIN_INTERVAL", "0")
    assert call(["lookup", "2401.00001"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "2401.00001"
    assert (home / "paperwire.db").exists()


def test_what_was_tried_by_hand_is_said_to_become_a_topic_and_how_it_ends(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin().url, "inbox/*")
    ending = '`retired = ["command-line"]` in [feeds]'
    assert call(["enrich", "2401.00001"]) == 0
    assert f"the source 'command line', and published with everything else next, also as a topic of that name; once published, {ending}" in errors_of(capsys)  # fmt: skip
    assert call(["remove", "command line"]) == 2
    assert f"what `paperwire enrich` was given, and stays known; {ending} ends its topic" in errors_of(capsys)
    assert call(["publish"]) == 0
    assert (home / "out" / "topics" / "command-line.html").is_file()
    with (home / "paperwire.toml").open("a", encoding="utf-8") as file:
        file.write('[feeds]\nretired = ["command-line"]\n')
    assert call(["enrich", "2401.00001"]) == 0
    assert "also as a topic" not in errors_of(capsys)
    assert call(["publish"]) == 0
    assert "has ended" in (home / "out" / "topics" / "command-line.atom").read_text(encoding="utf-8")


def test_without_settings_too_it_is_said_how_the_topic_of_a_trial_ends(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["remove", "command line"]) == 2
    assert "what `paperwire enrich` was given" in errors_of(capsys)


@pytest.mark.parametrize("name", ["inbox", "in[box]"])
def test_a_folder_stands_for_its_files(
    name: str, home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin().url, "nothing/*")
    (home / name / "below").mkdir(parents=True)
    (home / name / "a.txt").write_text("arXiv:2401.00001")
    (home / name / "b.md").write_text("arXiv:2401.00002")
    assert call(["enrich", name]) == 0
    assert "2 documents read; 2 new" in errors_of(capsys)


def test_a_pattern_takes_nothing_of_paperwires_own(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin().url, "**/*")
    (home / "notes.txt").write_text("arXiv:2401.00001")
    (home / "all-paperwire.toml").write_text("# arXiv:2401.00002\n")
    for _ in range(2):
        assert call(["run"]) == 0
        assert "1 document read" in errors_of(capsys)
    assert (home / "paperwire.db").is_file()
    assert (home / "out" / "dumps" / "records.json").is_file()
    assert status(capsys)["documents"] == 1


def test_settings_that_init_wrote_run_at_once_and_nothing_is_wrong_with_them(
    home: Path, monkeypatch: pytest.MonkeyPatch, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PAPERWIRE_ARXIV__BASE_URL", standin().url)
    monkeypatch.setenv("PAPERWIRE_ARXIV__MIN_INTERVAL", "0")
    assert call(["init"]) == 0
    assert [*(home / "inbox").iterdir()] == []
    capsys.readouterr()
    assert call(["run"]) == 0
    assert "No document yet, since the folder is empty: inbox/*" in (message := errors_of(capsys))
    assert "warning" not in message
    assert status(capsys)["health"] == ["quiet: asked, nothing new"]
    call(["doctor", "--json"])
    findings = json.loads(capsys.readouterr().out)
    assert [one for one in findings if one["what"].startswith("source ")] == [
        {"what": "source inbox", "well": True, "said": f"no document yet: put some into {home / 'inbox'}"}
    ]
    assert call(["enrich", "inbox"]) == 3, "who types it means what is there"
    (home / "inbox" / "a.txt").write_text("arXiv:2401.00001")
    assert call(["run"]) == 0
    (home / "inbox" / "a.txt").unlink()
    assert call(["run"]) == 3, "a disk that is not there looks like this"
    assert "inbox/*: no file matches it in" in errors_of(capsys)
    (home / "inbox").rmdir()
    assert call(["run"]) == 3
    assert "inbox/*: no file matches it in" in errors_of(capsys)


def test_the_command_that_init_names_reads_what_it_wrote(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["--config", "all of it.toml", "init"]) == 0
    *_, last = capsys.readouterr().err.splitlines()
    _, command = last.split("then: paperwire ")
    words = shlex.split(command)
    assert words == ["--config", "all of it.toml", "run"]
    assert call([*words[:-1], "status"]) == 0


def test_a_folder_of_nothing_but_paperwires_own_has_no_file_for_a_pattern(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin().url, "*")
    assert call(["run"]) == 3
    assert "*: no file matches it in" in errors_of(capsys)


def test_one_unreadable_document_is_one_document_and_not_its_source(
    home: Path, standin: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    settle(home, standin().url, "inbox/*")
    (home / "inbox").mkdir()
    (home / "inbox" / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    assert call(["run"]) == 3
    assert str(status(capsys)["health"]).startswith("['source inbox fails since "), "nothing of it was read"
    (home / "inbox" / "a.txt").write_text("arXiv:2401.00001")
    assert call(["run"]) == 3
    state = status(capsys)
    assert str(state["health"]).startswith("['1 document of the source inbox could not be read since ")
    (source,) = state["sources"]  # type: ignore[misc]
    assert source["read_at"] >= source["failing_since"], "the rest was read"
    page = (home / "out" / "status.html").read_text(encoding="utf-8")
    assert "1 document of the source inbox could not be read since" in page
    assert "source inbox: a document could not be read" in page
    assert "scan.png" not in page
    assert "never" not in page


def test_what_waits_for_no_time_waits_for_the_next_run(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settle(home, "http://127.0.0.1:9", "inbox/*")
    (home / "inbox").mkdir()
    (home / "inbox" / "a.txt").write_text("arXiv:2401.00001")
    assert call(["run"]) == 3
    line = errors_of(capsys)
    (waiting,) = [one for one in list(status(capsys)["health"]) if "deferred" in one]  # type: ignore[call-overload]
    assert waiting in line, "the run says what `status` says"


@pytest.mark.parametrize("port", ["abc", "1.5", ""])
def test_a_port_that_is_no_number_is_said_in_plain_words(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["serve", "--port", port]) == 2
    assert errors_of(capsys).startswith("paperwire: Invalid value for '--port': a whole number is expected; ")


@pytest.mark.parametrize(
    ("text", "line"),
    [("x = [\n", 1), ("[site]\ntitle = 'a'\n\nx = [\n1,\n\n2\n", 4), ("a = 1\n\ns = '''\nfoo\n", 3), ("[site", 1)],
)
def test_what_does_not_end_is_named_by_the_line_where_it_begins(
    text: str, line: int, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "paperwire.toml").write_text(text)
    assert call(["status"]) == 2
    assert f"(what begins in line {line} does not end); a text stands in quotes" in errors_of(capsys)


def test_the_sample_says_how_to_go_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["run"]) == 0
    assert "`paperwire add 1706.03762 cs.CL` or `paperwire add inbox/` for documents that you put there" in errors_of(
        capsys
    )
