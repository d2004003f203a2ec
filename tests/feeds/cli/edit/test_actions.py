"""`paperwire add` and `paperwire remove` as a user types them: what is in the file then, what is message, and the exit status."""

import os
import stat
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from enrich.record import Author
from enrich.store.store import Store
from feeds.cli.commands import call
from feeds.cli.edit.left_behind import retired_line
from tests.support.keeping import keep
from tests.support.papers import paper
from tests.support.processes import PATIENCE

PERSON = "0000-0002-1825-0097"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings(home: Path) -> dict[str, Any]:
    return tomllib.loads((home / "paperwire.toml").read_text(encoding="utf-8"))


def test_in_an_empty_folder_a_file_is_written_that_runs(home: Path, capsys: Capture) -> None:
    assert call(["add", "2401.00001v2", PERSON]) == 0
    assert settings(home) == {
        "sources": [{"name": "picked papers", "ids": ["2401.00001"]}],
        "authors": {"follow": [PERSON]},
    }
    output = capsys.readouterr().err
    assert "paperwire.toml" in output
    assert "paperwire run" in output
    assert call(["status", "--json"]) == 0


def test_papers_gather_in_one_source_and_each_file_and_address_is_one(home: Path) -> None:
    for name in ("a.bib", "b.md"):
        (home / name).write_text("x")
    assert call(["add", "2401.00001", "a.bib", "https://example.org/feed.xml", "2401.00002"]) == 0
    assert call(["add", "b.md", "cs.LG", "--name", "others"]) == 2
    assert call(["add", "b.md"]) == 0
    assert call(["add", "2401.00003", "--name", "mine"]) == 0
    assert settings(home)["sources"] == [
        {"name": "picked papers", "ids": ["2401.00001", "2401.00002"]},
        {"name": "a", "files": ["a.bib"]},
        {"name": "example.org/feed.xml", "feed": "https://example.org/feed.xml"},
        {"name": "b", "files": ["b.md"]},
        {"name": "mine", "ids": ["2401.00003"]},
    ]


def test_what_is_there_already_is_said_and_changes_nothing(home: Path, capsys: Capture) -> None:
    (home / "inbox").mkdir()
    (home / "inbox" / "a.txt").write_text("x")
    assert call(["init"]) == 0
    assert call(["add", "2401.00001", PERSON, "https://example.org/x"]) == 0
    before = (home / "paperwire.toml").read_bytes()
    capsys.readouterr()
    assert call(["add", "arXiv:2401.00001", PERSON, "https://example.org/x", "inbox/a.txt", "inbox"]) == 0
    assert (home / "paperwire.toml").read_bytes() == before
    assert capsys.readouterr().err.count("is there already") == 5


@pytest.mark.parametrize(
    ("known", "other", "is_there"),
    [
        ("inbox/*", "inbox/*.bib", True),
        ("inbox/*.b*", "inbox/ref*.bib", True),
        ("inbox/*.bib", "inbox/*", False),
        ("inbox/*", "inbox/.*", False),
        ("inbox/*", "inbox/more/*", False),
        ("in*/*", "in*/*.bib", False),
        ("inbox/[a-z]*", "inbox/[a]*", False),
    ],
)
def test_a_pattern_within_one_of_the_settings_is_there_already(
    home: Path, capsys: Capture, known: str, other: str, is_there: bool
) -> None:
    (home / "paperwire.toml").write_text(f"[[sources]]\nname = 'mine'\nfiles = ['{known}']\n")
    assert call(["add", other]) == 0
    assert ("is there already: in the source 'mine'" in capsys.readouterr().err) == is_there
    assert len(settings(home)["sources"]) == (1 if is_there else 2)


def test_a_list_of_arxivs_that_is_fetched_as_a_page_can_be_removed(home: Path) -> None:
    address = "https://arxiv.org/list/cs.DL/recent"
    (home / "paperwire.toml").write_text(f"[[sources]]\nname = 'list'\npage = '{address}'\n")
    assert call(["add", address]) == 0
    assert settings(home)["sources"][1:] == [{"name": "New in cs.DL", "announcements": ["cs.DL"]}]
    assert call(["remove", address]) == 0
    assert [one["name"] for one in settings(home)["sources"]] == ["New in cs.DL"]
    assert call(["remove", address]) == 0
    assert "sources" not in settings(home)


def test_what_was_added_is_removed_again_and_comments_stay(home: Path, capsys: Capture) -> None:
    assert call(["init"]) == 0
    before = (home / "paperwire.toml").read_text()
    added = ["2401.00001", "https://me:secret@example.org/x?token=secret", PERSON, "cs.LG"]
    assert call(["add", *added]) == 0
    assert call(["remove", *added]) == 0
    after = (home / "paperwire.toml").read_text()
    assert after.replace("follow = []\n", "").split() == before.split()
    assert call(["remove", "inbox"]) == 0
    assert "sources" not in settings(home)
    assert "secret" not in "".join(capsys.readouterr())


def test_a_person_is_followed_by_name_and_no_more(home: Path, capsys: Capture) -> None:
    assert call(["init"]) == 0
    before = (home / "paperwire.toml").read_text()
    assert call(["add", "Frank Hutter"]) == 0
    assert settings(home)["authors"]["follow"] == ["Frank Hutter"]
    assert "everybody of this name" in capsys.readouterr().err
    assert call(["add", "Hutter, Frank"]) == 0
    assert "is there already: in [authors] follow" in capsys.readouterr().err
    assert call(["remove", "hutter, frank"]) == 0
    assert (home / "paperwire.toml").read_text().replace("follow = []\n", "").split() == before.split()
    # No paper came by a name.
    assert "publish" not in capsys.readouterr().err


def test_what_stays_of_what_was_removed_is_said_with_the_line_that_ends_it(home: Path, capsys: Capture) -> None:
    files = "[[sources]]\nname = 'Digital libraries'\nfiles = ['a.md']\n"
    (home / "paperwire.toml").write_text(files)
    assert call(["add", "2507.00001", "2507.00002"]) == 0
    with Store(f"sqlite:///{home}/paperwire.db") as store:
        keep(store, [paper(id="2507.00001")], source="Digital libraries")
        keep(store, [paper(id="2507.00001")], source="picked papers")
    assert call(["--quiet", "publish"]) == 0
    capsys.readouterr()
    assert call(["remove", "2507.00001"]) == 0
    assert capsys.readouterr().err.splitlines()[1:] == ["2507.00001 stays published."]
    assert call(["remove", "Digital libraries"]) == 0
    (*_, message) = capsys.readouterr().err.splitlines()
    line = 'retired = ["digital-libraries"]'
    stays = "topics/digital-libraries and the papers there stay published"
    assert message == f"{stays}. To end it, write below [feeds]: {line}"
    text = (home / "paperwire.toml").read_text()
    (home / "paperwire.toml").write_text(f"{text}\n[feeds]\n{line}\n")
    assert call(["--quiet", "publish"]) == 0
    capsys.readouterr()
    assert call(["remove", "2507.00002"]) == 0
    (*_, message) = capsys.readouterr().err.splitlines()
    assert message.endswith('write below [feeds]: retired = ["digital-libraries", "picked-papers"]')


def test_of_a_name_that_was_followed_it_is_said_which_feeds_go(home: Path, capsys: Capture) -> None:
    (home / "paperwire.toml").write_text("[[sources]]\nname = 'notes'\nfiles = ['a.md']\n")
    assert call(["add", "Ada Lovelace", "Nemo Nobody", "Never Published"]) == 0
    assert call(["remove", "Never Published"]) == 0
    with Store(f"sqlite:///{home}/paperwire.db") as store:
        keep(store, [paper(id="2507.00001", authors=(Author("Ada Lovelace"),))], source="notes")
    assert call(["--quiet", "publish"]) == 0
    capsys.readouterr()
    stays, goes = home / "out" / "authors" / "ada-lovelace", home / "out" / "authors" / "nemo-nobody"
    assert call(["remove", "Lovelace, Ada", "Nemo Nobody"]) == 0
    *_, first, second = capsys.readouterr().err.splitlines()
    assert "authors/ada-lovelace.html and its feeds stay" in first
    assert "(authors/ada-lovelace.events.*) goes" in first
    assert "authors/nemo-nobody.html and its feeds go" in second
    places = [file.with_name(f"{file.name}{end}") for file in (stays, goes) for end in (".atom", ".events.atom")]
    assert all(place.exists() for place in places)
    assert call(["--quiet", "publish"]) == 0
    assert [place.exists() for place in places] == [True, False, False, False]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("[feeds]\nkeep = false\n", "The papers stay published; topics/notes ends with the next run"),
        ("[[topics]]\nslug = 't'\nkeywords = ['x']\n", "Papers that the source 'notes' brought stay published."),
    ],
)
def test_what_stays_is_what_the_settings_let_stay(home: Path, capsys: Capture, more: str, message: str) -> None:
    (home / "paperwire.toml").write_text(f"[[sources]]\nname = 'notes'\nfiles = ['a.md']\n{more}")
    with Store(f"sqlite:///{home}/paperwire.db") as store:
        keep(store, [paper(id="2507.00001")], source="notes")
    assert call(["--quiet", "publish"]) == 0
    assert call(["remove", "notes"]) == 0
    output = capsys.readouterr().err
    assert message in output
    assert "retired" not in output


def test_of_what_never_ran_nothing_is_said_to_stay(home: Path, capsys: Capture) -> None:
    added = ["2401.00001", "https://example.org/x", PERSON]
    assert call(["add", *added]) == 0
    assert call(["remove", *added]) == 0
    assert "publish" not in capsys.readouterr().err.partition("Removed")[2]
    assert not (home / "paperwire.db").exists()


def test_a_line_that_ends_topics_keeps_those_that_led_on() -> None:
    assert retired_line({"a": "b"}, ["c"]) == 'retired = { "a" = "b", "c" = "" }'


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["add", "Ada Lovelace", "--name", "x"], "leave out --name"),
        (["remove", "nothing"], "sources there: 'inbox'"),
        (["remove", "inbox"], "topics[0].sources"),
        (["add", "10.1000/xyz"], "beyond_arxiv"),
        (["add", "2401.00001", "--name", "inbox"], "something else"),
        (["add", "2401.00001", "--name", 'x"\n[site]\ntitle = "y'], "one line"),
        (["add", "2401.00001", "--name", "https://me:secret@example.org/"], "without the user, password"),
        (["add", "2401.00001", "--name", "x" * 201], "name"),
        (["add", "https://example.org/\n[site]"], "one line"),
        (["add", *["2401.00001"] * 1001], "1,000 at most"),
    ],
)
def test_what_cannot_be_is_refused_and_the_file_stays(
    home: Path, capsys: Capture, command: list[str], message: str
) -> None:
    text = "[[sources]]\nname = 'inbox'\nfiles = ['*.txt']\n[[topics]]\nslug = 't'\nsources = ['inbox']\n"
    (home / "paperwire.toml").write_text(text)
    assert call(command) == 2
    assert message in capsys.readouterr().err
    assert (home / "paperwire.toml").read_text() == text
    assert [one.name for one in home.iterdir()] == ["paperwire.toml"]


@pytest.mark.parametrize(
    ("what", "variable", "value"),
    [
        ("2401.00001", "PAPERWIRE_SOURCES", '[{"name": "other", "ids": ["1706.03762"]}]'),
        (PERSON, "PAPERWIRE_AUTHORS__FOLLOW", '["Ada Lovelace"]'),
    ],
)
def test_what_the_environment_decides_is_not_written_into_the_file_in_vain(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, what: str, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert call(["add", what]) == 2
    assert variable in capsys.readouterr().err
    assert not list(home.iterdir())


def test_settings_that_are_wrong_already_are_named_and_stay(home: Path, capsys: Capture) -> None:
    (home / "paperwire.toml").write_text("[site]\ntitel = 'x'\n")
    assert call(["add", "2401.00001"]) == 2
    assert "site.titel" in capsys.readouterr().err
    assert (home / "paperwire.toml").read_text() == "[site]\ntitel = 'x'\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_the_file_keeps_its_permissions_and_its_place_behind_a_link(home: Path) -> None:
    (home / "kept").mkdir()
    file = home / "kept" / "paperwire.toml"
    file.write_text("[site]\ntitle = 'x'\n")
    file.chmod(0o640)
    (home / "paperwire.toml").symlink_to(file)
    assert call(["add", "2401.00001"]) == 0
    assert (home / "paperwire.toml").is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert settings(home)["sources"]
    assert [one.name for one in (home / "kept").iterdir()] == ["paperwire.toml"]


def test_of_several_at_once_none_is_lost(home: Path) -> None:
    root = Path(__file__).resolve().parents[4]

    def add(number: int) -> int:
        command = [sys.executable, "-m", "feeds", "add", f"2401.{number:05}"]
        return subprocess.run(
            command, cwd=home, env={**os.environ, "PYTHONPATH": str(root)}, timeout=PATIENCE, check=False
        ).returncode

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(add, range(1, 7))) == {0}
    assert sorted(settings(home)["sources"][0]["ids"]) == [f"2401.{number:05}" for number in range(1, 7)]
    assert [one.name for one in home.iterdir()] == ["paperwire.toml"]


def test_a_write_that_fails_leaves_the_file_as_it_was(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (home / "paperwire.toml").write_text("[site]\ntitle = 'x'\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert call(["add", "2401.00001"]) == 1
    assert "No space left on device; it is as it was" in capsys.readouterr().err
    assert (home / "paperwire.toml").read_text() == "[site]\ntitle = 'x'\n"
    assert [one.name for one in home.iterdir()] == ["paperwire.toml"]
