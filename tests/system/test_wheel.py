"""The wheel holds all that the program needs: it is built, installed by itself, and its sample run from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, and nothing of the checkout."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    for package in ("enrich", "feeds"):
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
    run(*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", source, ".", folder=source)
    (wheel,) = source.glob("paperwire-*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--no-compile", "--target", site, wheel, folder=source)
    return site


def paperwire(installed: Path, folder: Path, *arguments: str) -> str:
    return run("-P", installed / "bin" / "paperwire", *arguments, folder=folder, PYTHONPATH=str(installed))


def test_the_packages_are_those_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    where = "import enrich, feeds; print(enrich.__file__, feeds.__file__)"
    for place in run("-P", "-c", where, folder=tmp_path, PYTHONPATH=str(installed)).split():
        assert Path(place).is_relative_to(installed)


def test_the_sample_runs_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    paperwire(installed, tmp_path, "run")
    for name in ("index.html", "all.atom", "static/style.css", "dumps/manifest.json", "dumps/record.schema.json"):
        assert (tmp_path / "out" / name).stat().st_size, name
    paperwire(installed, tmp_path, "verify")


def test_settings_to_start_from_are_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    paperwire(installed, tmp_path, "init")
    assert (tmp_path / "paperwire.toml").read_bytes() == (ROOT / "feeds/cli/example.toml").read_bytes()
