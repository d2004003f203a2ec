"""Runs a workflow of GitHub's on this machine: the shell parts of its steps as they are, the actions by what they do.

Only what our workflow uses of GitHub's language is understood; anything else fails the test.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{ *([\w.]+) *\}\}")
_OUTCOME = re.compile(r"steps\.(\w+)\.outcome == '(\w+)'")
PLAIN_NAMES = ("HOME", "LANG", "LC_ALL", "GNUPGHOME")
"""What a runner's environment shares with that of the tests."""


@dataclass
class JobRun:
    """One run of a job: what became of its steps, and what they said."""

    folder: Path
    """What GitHub calls RUNNER_TEMP; the workspace is in it."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """Step by its id or name: success, failure, skipped."""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    uploaded: Path | None = None
    """What was handed to GitHub Pages."""

    @property
    def is_well(self) -> bool:
        return "failure" not in self.outcomes.values()

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"


def read_workflow(text: str) -> dict[str, Any]:
    """A workflow; the key `on` is the truth value True to YAML 1.1, and a text here."""
    loaded: dict[Any, Any] = yaml.safe_load(text)
    return {("on" if key is True else str(key)): value for key, value in loaded.items()}


def run_job(
    workflow: Mapping[str, Any],
    job: str,
    folder: Path,
    origin: Path,
    path: str,
    variables: Mapping[str, str],
    secrets: Mapping[str, str] | None = None,
    instead: Mapping[str, str] | None = None,
) -> JobRun:
    """Run a job for the repository `origin`, with `path` as PATH; `instead` names steps that run other lines."""
    folder.mkdir()
    run = JobRun(folder)
    run.workspace.mkdir()
    known: dict[str, Any] = {
        "github": {"server_url": f"file://{origin.parent}", "repository": origin.name, "token": "no-token"},
        "vars": dict(variables),
        "secrets": dict(secrets or {}),
        "steps": {},
    }
    added = folder / "path"
    added.touch()
    for number, step in enumerate(workflow["jobs"][job]["steps"]):
        name = step.get("id") or step.get("name") or step["uses"]
        if not _is_due(step.get("if"), run):
            run.outcomes[name] = "skipped"
            continue
        if "uses" in step:
            well = _act(step, run, origin)
        else:
            environment = {name: os.environ[name] for name in PLAIN_NAMES if name in os.environ}
            environment |= {"PATH": ":".join((*added.read_text().split(), path)), "CI": "true"}
            environment |= {
                "RUNNER_TEMP": str(folder),
                "GITHUB_WORKSPACE": str(run.workspace),
                "GITHUB_PATH": str(added),
            }
            environment |= {"GITHUB_OUTPUT": str(folder / f"output{number}"), "GITHUB_RUN_NUMBER": "7"}
            environment |= {
                key: _filled(value, known) for key, value in (workflow["env"] | step.get("env", {})).items()
            }
            lines = (instead or {}).get(name, step["run"])
            assert "${{" not in lines, "a value that somebody else sets must not become part of a script"
            where = run.workspace / workflow["defaults"]["run"]["working-directory"]
            well = _shell(lines, where, environment, run)
            run.outputs[name] = _read_outputs(folder / f"output{number}")
        run.outcomes[name] = "success" if well else "failure"
        known["steps"][name] = {"outputs": run.outputs.get(name, {})}
    return run


def _is_due(condition: str | None, run: JobRun) -> bool:
    if condition is None:
        return run.is_well
    always, _, rest = condition.partition(" && ")
    outcome = _OUTCOME.fullmatch(rest)
    assert always == "always()", condition
    assert outcome, condition
    return run.outcomes.get(outcome[1]) == outcome[2]


def _filled(value: str, known: Mapping[str, Any]) -> str:
    """A text with its expressions evaluated; a variable or secret that is not set is empty, as at GitHub."""

    def one(found: re.Match[str]) -> str:
        at: Any = known
        *parts, last = found[1].split(".")
        for part in parts:
            at = at[part]
        return str(at.get(last, "")) if parts[0] in ("vars", "secrets") else str(at[last])

    return _EXPRESSION.sub(one, str(value))


def _act(step: Mapping[str, Any], run: JobRun, origin: Path) -> bool:
    action = step["uses"].partition("@")[0]
    if action == "actions/checkout":
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{origin}", run.workspace], check=True)
    elif action == "actions/configure-pages":
        run.outputs[step["id"]] = {"base_url": "https://somebody.github.io/papers"}
    elif action == "actions/upload-pages-artifact":
        run.uploaded = run.folder / "site"
        shutil.copytree(run.workspace / step["with"]["path"], run.uploaded)
    else:
        assert action == "actions/setup-python", action
    return True


def _shell(lines: str, where: Path, environment: Mapping[str, str], run: JobRun) -> bool:
    """Run lines as GitHub does with `shell: bash`."""
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", lines],
        cwd=where, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    run.log += done.stdout
    return done.returncode == 0


def _read_outputs(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines)
