"""Whether the packages `enrich` and `feeds` that Python would import are paperwire's own.

`enrich` on the public index is another package, and both write `enrich/__init__.py`: the one installed last wins, and
removing one breaks the other. Imports nothing of ours, so that it can be asked before anything of `enrich` is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

NAME = "paperwire"
PACKAGES = ("enrich", "feeds")
HERE = Path(__file__).resolve().parent.parent
"""The folder that holds our packages."""
ADVICE = "Install paperwire into a virtual environment of its own (python3 -m venv, pipx or uv), where nothing else is installed"


def conflict(here: Path = HERE) -> str:
    """What is wrong and what to do, when another distribution has a package of our name; empty when all is well."""
    folders = {package: _folder_of(package) or here for package in PACKAGES}
    for folder in sorted(set(folders.values())):
        for package, other in _others(folder):
            return f"{other} has a package `{package}` too, in {folder}: one overwrites the other. {ADVICE}"
    for package, folder in folders.items():
        if folder != here:
            return f"Python takes the package `{package}` from {folder}, not from {here}. {ADVICE}"
    return ""


def _folder_of(package: str) -> Path | None:
    """The folder in which Python finds a package."""
    found = find_spec(package)
    return Path(found.origin).resolve().parent.parent if found and found.origin else None


def _others(folder: Path) -> Iterator[tuple[str, str]]:
    """(package, distribution) for what is installed into a folder, brings files of our packages, and is not paperwire."""
    for about in folder.glob("*-*.dist-info"):
        if about.name.startswith(f"{NAME}-"):
            continue
        # The bare text: to take every list of files apart would make each start slower.
        files = _text(about / "RECORD")
        for package in PACKAGES:
            if files.startswith(f"{package}/") or f"\n{package}/" in files:
                yield package, _shown(about)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _shown(about: Path) -> str:
    """The name and version of a distribution."""
    # Loaded where there is something to say, as it takes long and every command waits for it.
    from importlib.metadata import PathDistribution

    one = PathDistribution(about)
    return f"{one.name} {one.version}"
