"""What a command does not need, it does not load: each starts as fast as its work allows (tests/bench/startup.py measures)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import PATIENCE

ROOT = Path(__file__).resolve().parents[3]
HEAVY = frozenset(
    {"alembic", "apscheduler", "arxiv", "bibtexparser", "brotli", "charset_normalizer", "cmarkgfm", "feedgen", "feedparser"}
    | {"httpcore", "httpx", "jinja2", "lxml", "msgspec", "prometheus_client", "pyarrow", "pydantic_settings"}
    | {"pylatexenc", "rapidfuzz", "requests", "rich", "slugify", "sqlalchemy", "starlette", "tenacity", "uvicorn", "yaml"}
    | {"tomlkit", "enrich.readers", "enrich.settings", "enrich.pipeline", "enrich.titles", "feeds.publish"}
    | {"sqlalchemy.dialects.postgresql", "enrich.arxiv.raw_record", "enrich.beyond", "enrich.identifiers.find", "enrich.services.crossref"}
    | {"enrich.reconcile.reconcile", "enrich.snapshot", "enrich.tex.to_unicode", "feeds.exports.bibtex", "feeds.operate.rehearsal"}
)  # fmt: skip
PROBE = """
import contextlib, io, json, sys
from feeds.cli.commands import app, call
asked, heavy = map(json.loads, sys.argv[1:3])
if asked == ["every help"]:
    names = [(one.name or one.callback.__name__).replace("_", "-") for one in app.registered_commands]
    groups = [one.typer_instance for one in app.registered_groups]
    pairs = [(group.info.name, one.name or one.callback.__name__) for group in groups for one in group.registered_commands]
    lines = [["--help"], *([name, "--help"] for name in names), *([*pair, "--help"] for pair in pairs)]
    assert len(lines) > 20
else:
    lines = [asked]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    statuses = [call(line) for line in lines]
print(json.dumps([statuses, sorted(set(heavy) & sys.modules.keys())]))
"""
SETTINGS = {"msgspec", "enrich.settings"}
STORE = SETTINGS | {"sqlalchemy"}
TERMINAL = {"rich"}
PUBLISHING = {"enrich.pipeline", "feeds.publish", "feedgen", "jinja2", "lxml"}
"""What makes the files about a run, which every run makes."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the sample was run."""
    folder = tmp_path_factory.mktemp("home")
    assert loaded(["run"], folder, [0])
    return folder


def loaded(command: list[str], folder: Path, statuses: list[int] | None = None) -> set[str]:
    """Which of HEAVY a process has loaded once it ran a command."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(command), json.dumps(sorted(HEAVY))],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert not done.returncode, done.stderr
    found, names = json.loads(done.stdout)
    assert set(found) == {0} if statuses is None else found == statuses
    return set(names)


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        (["--version"], set()),
        (["every help"], TERMINAL),
        (["status"], STORE),
        (["status", "--json"], STORE),
        (["people", "list"], STORE),
        (["topics"], STORE),
        (["authors", "--json"], STORE),
        (["schedule", "--list"], SETTINGS),
        (["lookup", "2502.08606"], STORE),
        (["publish"], STORE | PUBLISHING),
        (["publish", "--dry-run"], STORE | PUBLISHING | {"feeds.operate.rehearsal"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_command_loads_what_it_needs_alone(home: Path, command: list[str], needed: set[str]) -> None:
    assert loaded(command, home) <= needed


def test_a_run_with_nothing_to_read_loads_no_reader(home: Path) -> None:
    # Documents are read in processes of their own.
    assert loaded(["run"], home) <= STORE | PUBLISHING
