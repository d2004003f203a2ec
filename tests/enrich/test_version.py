"""The version: as installed, or as the checkout says; and how an extra is installed."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from enrich.version import CHECKOUT, to_install, version
from feeds.cli.commands import call


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    version.cache_clear()


def test_an_installed_paperwire_has_the_version_of_its_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", {"paperwire": "7.8.9"}.__getitem__)
    assert version() == "7.8.9"


@pytest.fixture
def never_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)


@pytest.mark.usefixtures("never_installed")
def test_a_plain_checkout_says_its_version_and_that_it_is_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "paperwire"\nversion = "1.2.3"\n')
    assert version(tmp_path) == "1.2.3+checkout"


@pytest.mark.usefixtures("never_installed")
@pytest.mark.parametrize("text", [None, "[project]\n", "not a table"])
def test_without_any_trace_the_version_is_unknown(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    assert version(tmp_path) == "0+unknown"


def test_the_command_prints_it_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["--version"]) == 0
    assert capsys.readouterr().out == f"paperwire {version()}\n"


def test_no_text_says_to_install_paperwire_from_an_index_which_has_none() -> None:
    """Anybody could give a package of theirs that name; one that is named with its repository is nobody else's."""
    files = [path for package in ("enrich", "feeds") for path in (CHECKOUT / package).rglob("*")]
    texts = [
        path for path in (*files, CHECKOUT / "README.md") if path.suffix in {".py", ".toml", ".yml", ".html", ".md"}
    ]
    assert len(texts) > 300
    assert not [
        path
        for path in texts
        if re.search(r"paperwire\[(?!\w+\] @ git\+)|pip install paperwire", path.read_text(encoding="utf-8"))
    ]


def test_every_extra_that_a_message_names_is_one() -> None:
    extras = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    named = {
        extra
        for package in ("enrich", "feeds")
        for path in (CHECKOUT / package).rglob("*.py")
        for extra in re.findall(r"to_install\(['\"](\w+)", path.read_text(encoding="utf-8"))
    }
    assert named == {"documents", "notify", "objects", "parquet", "postgresql", "cluster"}
    assert named <= extras.keys()
    assert "-e '.[notify]'" in to_install("notify")
