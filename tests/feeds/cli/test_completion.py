"""Completion in shells: what Tab offers, in the shell itself where it is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.cli.completion import author_slugs, source_names, topic_slugs
from tests.support.processes import PATIENCE

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings, published topics, and the command in `bin`."""
    monkeypatch.chdir(tmp_path)
    names = ("inbox", "in two words", "infra; rm", "other")
    (tmp_path / "paperwire.toml").write_text("".join(f"[[sources]]\nname = '{name}'\nids = ['1']\n" for name in names))
    for name in ("topics/cs-lg", "topics/cs-cv", "authors/jo-ek"):
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / f"{name}.html").write_text("")
    command = tmp_path / "bin" / "paperwire"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom feeds.__main__ import main\nmain()\n"
    )
    command.chmod(0o755)
    return tmp_path


def ask(home: Path, *command: str, **variables: str) -> str:
    environment = {**os.environ, "PATH": f"{home / 'bin'}:{os.environ['PATH']}", **variables}
    done = subprocess.run(
        command, cwd=home, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_names_come_from_the_files_that_are_there(home: Path) -> None:
    assert source_names("in") == ["inbox"]  # the others are no single words in a shell
    assert topic_slugs("CS") == ["cs-cv", "cs-lg"]
    assert author_slugs("x") == []


@pytest.mark.parametrize("text", ["[site", "sources = 3", "sources = [1]", "site = 1", "[site]\nout = '\\u0000'"])
def test_wrong_settings_complete_nothing_and_say_nothing(home: Path, text: str) -> None:
    (home / "paperwire.toml").write_text(text)
    assert source_names("") == []
    assert isinstance(topic_slugs(""), list)


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_commands_and_names(home: Path) -> None:
    script = (
        'eval "$(paperwire --show-completion bash)"; shopt -s progcomp\n'
        'for words in "paperwire sta" "paperwire topics cs-l" "paperwire remove in"; do\n'
        "  COMP_WORDS=($words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
        '  _paperwire_completion paperwire; echo "${COMPREPLY[@]}"\ndone\n'
    )
    output = ask(home, "bash", "--norc", "-c", script, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert output.splitlines() == ["status", "cs-lg", "inbox"]


@pytest.mark.parametrize(
    ("shell", "variables"),
    [
        ("zsh", {"_TYPER_COMPLETE_ARGS": "paperwire topics cs-l"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "paperwire topics cs-l", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_zsh_and_fish_are_answered_in_their_forms(home: Path, shell: str, variables: dict[str, str]) -> None:
    shown = ask(home, "paperwire", "--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "paperwire" in shown
    assert f"complete_{shell}" in shown
    assert "cs-lg" in ask(home, "paperwire", _PAPERWIRE_COMPLETE=f"complete_{shell}", **variables)
