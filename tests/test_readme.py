"""README.md: its examples work as they stand in an empty folder, and its links and commands are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from enrich.settings import load
from feeds.cli.commands import app, call

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [(kind, body) for _, kind, body in re.findall(r"^( *)```(\w*)\n(.*?)^\1```$", TEXT, re.M | re.S)]
SETTINGS = [body for kind, body in BLOCKS if kind == "toml"]
HEADINGS = re.findall(r"^(#{2,3}) (.+)$", re.sub(r"^ *```.*?^ *```$", "", TEXT, flags=re.M | re.S), re.M)


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def commands() -> list[list[str]]:
    """What is to be typed after `paperwire`, in sentences, tables and blocks; what is left open is `...` or in capitals."""
    spans = re.findall(r"`((?:[^`\n]|\n(?!\n))*?)`", re.sub(r"^ *```.*?^ *```$", "", TEXT, flags=re.M | re.S))
    lines = [line for kind, body in BLOCKS if kind in {"console", "cron"} for line in re.split(r"\n|&&", body)]
    found = []
    for text in [*spans, *lines]:
        if typed := re.search(r"(?:^|[ /\"])paperwire\"? +([-\w].*)", " ".join(text.split())):
            found.append(shlex.split(typed[1].replace("\\|", "|"), comments=True))
    return found


@pytest.mark.parametrize("body", SETTINGS, ids=[body.partition("\n")[0] for body in SETTINGS])
def test_settings_can_be_pasted_into_an_empty_folder(body: str, tmp_path: Path) -> None:
    file = tmp_path / "paperwire.toml"
    file.write_text(body, encoding="utf-8")
    assert load(file, {}, tmp_path).file == file


def test_the_digest_can_be_tried_where_nothing_was_read_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (body,) = (one for one in SETTINGS if "[[notify.digests]]" in one and "mail = [" in one)
    Path("paperwire.toml").write_text(body, encoding="utf-8")
    assert call(["notify", "--dry-run"]) == 0


def test_the_first_steps_can_be_typed_in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (body,) = (one for kind, one in BLOCKS if kind == "console" and "paperwire remove" in one)
    typed = [shlex.split(line, comments=True) for line in body.strip().splitlines()]
    assert {name for name, *_ in typed} == {"mkdir", "paperwire"}
    for name, *rest in typed:
        if name == "mkdir":
            Path(rest[-1]).mkdir()
        else:
            assert call(rest) == 0, rest
    names = {source.name for source in load(Path("paperwire.toml"), {}, tmp_path).sources}
    assert "A lab" not in names
    assert "New in cs.CL" not in names
    assert "New in cs.LG" in names


def test_every_command_and_option_that_is_named_is_there() -> None:
    known = typer.main.get_command(app)
    seen = commands()
    assert len(seen) > 40
    for words in seen:
        place, options = known, {name for one in known.params for name in one.opts}
        for word in words:
            if word.startswith("--"):
                assert word.partition("=")[0] in options, words
            elif word in getattr(place, "commands", {}):
                place = place.commands[word]  # type: ignore[attr-defined]
                options |= {name for one in place.params for name in one.opts}
        assert place is not known or words[0].startswith("--"), words


def test_every_link_within_leads_to_a_heading_and_the_contents_name_every_chapter() -> None:
    anchors = {anchor(heading) for _, heading in HEADINGS}
    links = re.findall(r"\]\(#([^)]+)\)", TEXT)
    assert not set(links) - anchors
    contents = TEXT[TEXT.index("**Contents:**") : TEXT.index("## Install it")]
    chapters = [anchor(heading) for marks, heading in HEADINGS if marks == "##"]
    listed = set(re.findall(r"\]\(#([^)]+)\)", contents))
    assert set(chapters) - listed == {"try-it", "first-steps", "thanks"}


def test_every_file_that_a_link_names_is_there() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", TEXT)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]
