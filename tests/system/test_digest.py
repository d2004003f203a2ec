"""A digest as people get it: by `paperwire run`, from a real SMTP server, in a browser light and dark, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright import sync_api

from feeds.cli.commands import call
from tests.support import arxiv_standin
from tests.support.mail_server import Letters, mail_server
from tests.system.test_accessibility import AXE
from tests.system.test_browser import chromium  # noqa: F401 - fixture
from tests.system.test_readers import need

SECRET = "a-secret-of-a-chat"


@pytest.fixture(scope="module")
def letters() -> Iterator[Letters]:
    with mail_server() as server:
        yield server


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letters: Letters, standin: Callable[..., arxiv_standin.Server]
) -> Path:
    """A folder with a reading list and a digest of it."""
    monkeypatch.chdir(tmp_path)
    letters.taken.clear()
    (tmp_path / "list.txt").write_text("arXiv:2401.00001\narXiv:2401.00002\n", encoding="utf-8")
    (tmp_path / "paperwire.toml").write_text(
        f"""
[site]
title = "My papers"
[[sources]]
name = "list"
files = ["list.txt"]
[arxiv]
base_url = "{standin(3).url}"
min_interval = 0.0
[notify.mail]
host = "127.0.0.1"
port = {letters.port}
security = "none"
sender = "wire@example.org"
[notify.chats]
team = "json://127.0.0.1:9/{SECRET}"
[[notify.digests]]
name = "Reading group"
authors = ["José Núñez"]
mail = ["group@example.org"]
unsubscribe = "https://lists.example.org/leave"
[[notify.digests]]
name = "Chat"
chats = ["team"]
""",
        encoding="utf-8",
    )
    return tmp_path


def test_a_run_sends_what_is_new_says_what_it_could_not_and_shows_no_secret(
    home: Path, letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(["notify", "--dry-run"]) == 0
    assert "Nothing is published here yet." in capsys.readouterr().out
    assert call(["run"]) == 3
    output = capsys.readouterr()
    assert "Digest Reading group: 1 letter sent" in output.err
    assert "to the chat team: the chat team did not take it" in output.err
    (letter,) = letters.taken
    assert letter["List-Unsubscribe"] == "<https://lists.example.org/leave>"
    assert letter["Subject"].startswith("Reading group: 2 new papers, ")
    assert call(["notify", "--dry-run"]) == 0
    output = capsys.readouterr()
    state, _, issue = output.out.partition("; the next run sends it\n")
    assert "to the chat team: waiting (the chat team did not take it" in state
    assert "- A study of 1 things\n  https:" in issue, "as a chat gets it"
    assert "This is the daily digest" not in issue
    assert "digest Reading group: nothing is new since the last one" in issue
    assert call(["run"]) == 3
    assert len(letters.taken) == 1
    capsys.readouterr()
    assert call(["notify", "--again"]) == 3
    assert "Letters to be sent again: none" in capsys.readouterr().err
    assert call(["status", "--json"]) == 0
    files = [path for path in home.rglob("*") if path.is_file() and path.name != "paperwire.toml"]
    shown = capsys.readouterr()
    assert SECRET not in output.out + output.err + shown.out + shown.err
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def test_what_is_new_since_a_digest_is_shown_before_the_next_is_due_and_nothing_due_is_said(
    home: Path, letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / "paperwire.toml"
    text = file.read_text(encoding="utf-8")
    before, notify, after = text.partition("[notify.mail]")
    file.write_text(before, encoding="utf-8")
    assert call(["run"]) == 0
    file.write_text((notify + after).partition('[[notify.digests]]\nname = "Chat"')[0] + before, encoding="utf-8")
    capsys.readouterr()
    assert call(["notify", "--dry-run"]) == 0
    output = capsys.readouterr().out
    assert "digest Reading group to mail:group@example.org:\n" in output
    assert "2 new papers" in output
    assert not letters.taken
    assert call(["run"]) == 0
    assert len(letters.taken) == 1
    capsys.readouterr()
    assert call(["notify"]) == 0
    assert "No digest is due" in capsys.readouterr().err
    (home / "list.txt").write_text("arXiv:2401.00003\n", encoding="utf-8")
    assert call(["run"]) == 0
    assert len(letters.taken) == 1
    capsys.readouterr()
    assert call(["notify", "--dry-run"]) == 0
    output = capsys.readouterr().out
    assert re.search(
        r"digest Reading group to mail:group@example\.org, not before \d{4}-\d\d-\d\d; what is new so far:", output
    )
    assert "1 new paper," in output


def test_settings_without_digests_have_nothing_to_send(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "paperwire.toml"
    file.write_text(file.read_text(encoding="utf-8").partition("[[notify.digests]]")[0], encoding="utf-8")
    assert call(["notify"]) == 2
    assert "no digests: write [[notify.digests]]" in capsys.readouterr().err
    file.write_text("[notify.mail]\npassword = 'very-secret'\n", encoding="utf-8")
    assert call(["status"]) == 2
    message = capsys.readouterr().err
    assert "user and password belong together" in message
    assert "very-secret" not in message


@pytest.mark.parametrize(("scheme", "width"), [("light", 900), ("dark", 900), ("light", 320)])
def test_a_letter_reads_well_and_loads_nothing(
    home: Path,
    letters: Letters,
    chromium: sync_api.Browser,  # noqa: F811
    scheme: str,
    width: int,
) -> None:
    axe = need(str(AXE) if AXE.is_file() else None, "axe: npm ci --prefix tests/readers")
    assert call(["run"]) == 3
    body = letters.taken[0].get_body(("html",))
    assert body is not None
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 700})  # type: ignore[arg-type]
    try:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(body.get_content())
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().width") <= 640
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        assert dark is (scheme == "dark")
        assert asked == []
        page.add_script_tag(path=axe)
        assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
    finally:
        context.close()
