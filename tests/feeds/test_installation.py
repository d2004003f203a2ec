"""Another distribution with a package of our name: paperwire says so instead of failing somewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.installation import conflict

ROOT = Path(__file__).resolve().parents[2]


def install(site: Path, name: str, version: str, *files: str) -> None:
    """What an installer leaves of a distribution: its files, and the list of them."""
    for file in files:
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).touch()
    about = site / f"{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (about / "RECORD").write_text("".join(f"{file},sha256=x,0\n" for file in files))


def paperwire(first: Path, *, folder: Path) -> subprocess.CompletedProcess[str]:
    """`paperwire --version` with `first` before everything else on the path."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(first), str(ROOT)))}
    return subprocess.run(
        [sys.executable, "-c", "from feeds.__main__ import main; main()", "--version"],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_another_package_that_shadows_ours_is_named_with_its_distribution(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    install(site, "enrich", "1.2.7", "enrich/__init__.py", "enrich/console.py")
    (tmp_path / "elsewhere").mkdir()
    ended = paperwire(site, folder=tmp_path / "elsewhere")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"paperwire: enrich 1.2.7 has a package `enrich` too, in {site.resolve()}: ")
    assert "virtual environment" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_that_shadows_ours_is_named(tmp_path: Path) -> None:
    (tmp_path / "enrich").mkdir()
    (tmp_path / "enrich" / "__init__.py").touch()
    ended = paperwire(tmp_path, folder=tmp_path)
    assert ended.returncode == 2
    assert f"takes the package `enrich` from {tmp_path.resolve()}, not from {ROOT}" in ended.stderr


@pytest.mark.parametrize("package", ["enrich", "feeds"])
def test_a_distribution_that_wrote_into_our_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    install(tmp_path, "paperwire", "0.1.0", "enrich/__init__.py", "feeds/__init__.py")
    install(tmp_path, "other", "2.0", "other/__init__.py", f"{package}/console.py")
    monkeypatch.setattr("feeds.installation._folder_of", lambda package: tmp_path)
    assert conflict(tmp_path).startswith(f"other 2.0 has a package `{package}` too")


def test_distributions_with_packages_of_other_names_are_none_of_our_business(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "paperwire", "0.1.0", "enrich/__init__.py", "feeds/__init__.py")
    install(tmp_path, "enrichment", "1.0", "enrichment/__init__.py", "lib/enrich/__init__.py", "enrich.py")
    monkeypatch.setattr("feeds.installation._folder_of", lambda package: tmp_path)
    assert conflict(tmp_path) == ""


def test_here_all_is_well(tmp_path: Path) -> None:
    assert conflict() == ""
    ended = paperwire(ROOT, folder=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
