"""Running at GitHub without a server: every step of the workflow, in a temporary repository, against a local arXiv.

What is known must outlive every run, whatever happens to it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import setuptools

from feeds.hosting.github_pages import workflow
from tests.conftest import ROOT
from tests.support.arxiv_standin import Server
from tests.support.workflows import JobRun, read_workflow, run_job

pytestmark = pytest.mark.slow
RUN = "Read, look up, publish"
KEEP = "Keep the store"
INSTALL = "Install paperwire"
STORE, BEFORE = "paperwire-store", "paperwire-store-before"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    done = subprocess.run(["git", "-C", str(folder), *identity, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@dataclass
class Repository:
    """A repository with settings and an inbox, its bare origin, and what runs its workflow."""

    folder: Path
    text: str
    path: str
    """PATH of the runner, with python and paperwire."""
    count: int = field(default=0)

    @property
    def origin(self) -> Path:
        return self.folder / "origin.git"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    def commit(self, name: str, text: str) -> None:
        file = self.work / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        git(self.work, "add", "--all")
        git(self.work, "commit", "--quiet", "--message", f"Add {name}")
        git(self.work, "push", "--quiet", "origin", "main")

    def run(self, **options: Any) -> JobRun:
        self.count += 1
        options = {"variables": {"PAPERWIRE_CONTACT": "somebody@example.org"}, "instead": {INSTALL: ":"}} | options
        return run_job(
            read_workflow(self.text), "update", self.folder / f"run{self.count}", self.origin, self.path, **options
        )

    def branch(self, name: str = STORE) -> str | None:
        """The commit of a branch at the origin."""
        return git(self.origin, "for-each-ref", "--format=%(objectname)", f"refs/heads/{name}") or None


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH with this python, this paperwire, and what every machine has."""
    folder = tmp_path_factory.mktemp("program")
    for name, start in (("python", ""), ("paperwire", "-P -m feeds")):
        (folder / name).write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} {start} "$@"\n')
        (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


@pytest.fixture
def repository(tmp_path: Path, program: str, standin: Callable[..., Server]) -> Repository:
    server = standin(5)
    repository = Repository(tmp_path, "", program)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", str(repository.origin))
    git(tmp_path, "clone", "--quiet", str(repository.origin), str(repository.work))
    git(repository.work, "checkout", "--quiet", "-B", "main")
    repository.text = workflow(repository.work / "paperwire.toml", repository.work, None)
    settings = (
        f'[arxiv]\nbase_url = "{server.url}"\nmin_interval = 0.0\n[[sources]]\nname = "inbox"\nfiles = ["inbox/*"]\n'
    )
    repository.commit("paperwire.toml", settings)
    repository.commit("inbox/list.txt", "arXiv:2401.00001\n")
    return repository


def records(run: JobRun) -> dict[str, dict[str, Any]]:
    assert run.uploaded is not None, run.log
    lines = (run.uploaded / "dumps" / "records.jsonl").read_text().splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def kept(repository: Repository, folder: Path, name: str = STORE) -> set[str]:
    """The papers in the store that a branch keeps."""
    shutil.rmtree(folder, ignore_errors=True)
    git(repository.folder, "clone", "--quiet", "--branch", name, str(repository.origin), str(folder))
    packed = b"".join(file.read_bytes() for file in sorted(folder.glob("store.tar.gz.*")))
    subprocess.run(["tar", "-xz", "-C", str(folder)], input=packed, check=True)
    store = sqlite3.connect(folder / "paperwire.db")
    found = {str(id) for (id,) in store.execute("SELECT id FROM records")}
    store.close()
    return found


def test_the_second_run_goes_on_from_the_store_of_the_first(repository: Repository, tmp_path: Path) -> None:
    first = repository.run()
    assert first.is_well, first.log
    assert "1 new" in first.log
    assert records(first).keys() == {"2401.00001"}
    assert "https://somebody.github.io/papers/all.atom" in (first.uploaded / "all.atom").read_text()  # type: ignore[operator]
    before = repository.branch()
    assert before
    assert repository.branch(BEFORE) is None

    repository.commit("inbox/more.txt", "arXiv:2401.00002\n")
    second = repository.run()
    assert second.is_well, second.log
    assert "1 new" in second.log, "the first paper was not asked for again"
    assert records(second).keys() == {"2401.00001", "2401.00002"}
    assert records(second)["2401.00001"]["first_seen"] == records(first)["2401.00001"]["first_seen"]
    assert kept(repository, tmp_path / "kept") == {"2401.00001", "2401.00002"}
    assert repository.branch(BEFORE) == before, "the store before this one is there, too"
    assert git(repository.origin, "rev-list", "--count", STORE) == "1", "no history grows"

    third = repository.run()
    (day,) = (second.uploaded / "dumps" / "changes").iterdir()  # type: ignore[operator]
    assert "2401.00002" in day.read_text()
    assert (third.uploaded / "dumps" / "changes" / day.name).read_text() == day.read_text(), "no record gives it back"  # type: ignore[operator]


FAILURES = {
    "a run that fails": "exit 1",
    "a run that is killed while it writes": (
        "python -c \"import os, sqlite3; store = sqlite3.connect('paperwire.db'); store.execute('PRAGMA journal_mode=WAL');"
        " store.execute('CREATE TABLE half (a)'); store.execute('INSERT INTO half VALUES (1)'); os.kill(os.getpid(), 9)\""
    ),
    "a run whose store is damaged": "dd if=/dev/zero of=paperwire.db bs=4096 seek=1 count=20 conv=notrunc status=none; exit 1",
    "a run that loses the store": "rm -f paperwire.db*; exit 1",
}


def test_secrets_of_digests_reach_the_run(repository: Repository) -> None:
    """The chat is at no address, so that the run says that it was not reached."""
    settings = (repository.work / "paperwire.toml").read_text()
    assert repository.run().is_well, "without them nothing is missing"
    digest = "[[notify.digests]]\nname = 'News'\nchats = ['team']\n"
    repository.commit("paperwire.toml", f"{settings}\n{digest}")
    repository.commit("inbox/more.txt", "arXiv:2401.00002\n")
    assert "there is no chat 'team' in [notify.chats]" in repository.run().log
    run = repository.run(secrets={"PAPERWIRE_NOTIFY__CHATS": '{"team": "json://127.0.0.1:9"}'})
    assert run.outcomes[RUN] == "success", run.log
    assert "the chat team did not take it" in run.log


def test_a_failed_run_loses_nothing(repository: Repository, tmp_path: Path) -> None:
    assert repository.run().is_well
    for what, lines in FAILURES.items():
        run = repository.run(instead={INSTALL: ":", RUN: lines})
        assert not run.is_well, what
        assert run.uploaded is None, f"{what}: the site stays as it is"
        assert kept(repository, tmp_path / "kept") == {"2401.00001"}, what
    last = repository.run()
    assert last.is_well, last.log
    assert "0 new" in last.log
    assert records(last).keys() == {"2401.00001"}


def test_what_a_run_did_before_it_failed_is_kept(repository: Repository, tmp_path: Path) -> None:
    steps = read_workflow(repository.text)["jobs"]["update"]["steps"]
    (lines,) = (step["run"] for step in steps if step.get("name") == RUN)
    repository.commit("inbox/more.txt", "arXiv:2401.00999, which arXiv says once that it does not have\n")
    pending = repository.run(instead={INSTALL: ":", RUN: lines.replace("paperwire run", "paperwire enrich")})
    assert pending.outcomes[RUN] == "success", "that something is pending is a warning, and no failure"
    assert "::warning::" in pending.log
    run = repository.run(instead={INSTALL: ":", RUN: lines.replace("paperwire run", "paperwire enrich; exit 1")})
    assert (run.outcomes[RUN], run.outcomes[KEEP]) == ("failure", "success")
    assert run.uploaded is None, run.log
    assert repository.branch(), run.log
    assert kept(repository, tmp_path / "kept") == {"2401.00001"}


def test_a_store_that_somebody_else_pushed_is_not_replaced(repository: Repository, tmp_path: Path) -> None:
    late = read_workflow(repository.text)
    steps = late["jobs"]["update"]["steps"]
    push = next(step for step in steps if step.get("name") == KEEP)
    # Between fetching and pushing, somebody puts another commit there.
    push["run"] = f"git -C {repository.origin} branch --force {STORE} main\n" + push["run"]
    run = run_job(late, "update", tmp_path / "late", repository.origin, repository.path, {}, instead={INSTALL: ":"})
    assert run.outcomes[KEEP] == "failure"
    assert run.uploaded is None
    assert repository.branch() == repository.branch("main")


def test_a_store_that_cannot_be_fetched_is_not_replaced(repository: Repository) -> None:
    assert repository.run().is_well
    before = repository.branch()
    run = repository.run(instead={INSTALL: f"mv {repository.origin} {repository.folder}/away"})
    (repository.folder / "away").rename(repository.origin)
    assert run.outcomes["fetch"] == "failure"
    assert run.outcomes[KEEP] == run.outcomes[RUN] == "skipped"
    assert "cannot be reached; nothing was changed" in run.log
    assert repository.branch() == before


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder for gpg whose name is short enough for its sockets, and no agent of it afterwards."""
    if shutil.which("gpg") is None:
        if os.environ.get("PAPERWIRE_REQUIRE_TOOLS") == "1":
            pytest.fail("a tool is missing: apt-get install gpg")
        pytest.skip("needs gpg: apt-get install gpg")
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("GNUPGHOME", folder)
        yield
        subprocess.run(["gpgconf", "--kill", "all"], check=False)


@pytest.mark.usefixtures("keyring")
def test_with_a_key_the_store_is_encrypted(repository: Repository, tmp_path: Path) -> None:
    secrets = {"PAPERWIRE_STORE_KEY": "a long password of somebody"}
    assert repository.run(secrets=secrets).is_well
    git(tmp_path, "clone", "--quiet", "--branch", STORE, str(repository.origin), str(tmp_path / "kept"))
    (piece,) = (file for file in (tmp_path / "kept").iterdir() if file.name != ".git")
    assert piece.name == "store.tar.gz.gpg.00"
    before = repository.branch()
    for wrong in ({}, {"PAPERWIRE_STORE_KEY": "another"}):
        run = repository.run(secrets=wrong)
        assert run.outcomes["fetch"] == "failure"
        assert repository.branch() == before
    run = repository.run(secrets=secrets)
    assert run.is_well, run.log
    assert "0 new" in run.log


def test_a_private_source_in_a_public_repository_needs_the_key(repository: Repository) -> None:
    settings = (repository.work / "paperwire.toml").read_text()
    repository.commit("paperwire.toml", settings + "public = false\n")
    run = repository.run()
    assert run.outcomes["fetch"] == "failure"
    assert "PAPERWIRE_STORE_KEY" in run.log
    assert repository.branch() is None


def test_paperwire_is_installed_from_what_the_variable_names(repository: Repository, tmp_path: Path) -> None:
    """From a repository, by pip, into an environment of its own; what it depends on is there already."""
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in ("enrich", "feeds"):
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    git(source, "init", "--quiet")
    git(source, "add", "--all")
    git(source, "commit", "--quiet", "--message", "The program")
    site = Path(setuptools.__file__).parents[1]
    steps = read_workflow(repository.text)["jobs"]["update"]["steps"]
    lines = next(step["run"] for step in steps if step.get("name") == INSTALL)
    here = f"export PIP_NO_DEPS=1 PIP_NO_BUILD_ISOLATION=0 PYTHONPATH={site}\n"
    python = tmp_path / "bin"
    python.mkdir()
    (python / "python").symlink_to(Path(sys.executable).resolve())
    repository.path = f"{python}:{os.environ['PATH']}"
    run = repository.run(
        variables={"PAPERWIRE_INSTALL": f"git+file://{source}"},
        instead={INSTALL: here + lines, RUN: f"PYTHONPATH={site} paperwire --version; command -v paperwire"},
    )
    assert run.outcomes[INSTALL] == run.outcomes[RUN] == "success", run.log
    assert str(run.folder / "paperwire" / "bin" / "paperwire") in run.log

    missing = repository.run(variables={}, instead={})
    assert missing.outcomes[INSTALL] == "failure"
    assert "PAPERWIRE_INSTALL" in missing.log
    assert missing.outcomes["fetch"] == "skipped"
