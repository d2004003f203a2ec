"""Which version of paperwire this is, installed or run from a plain checkout, and how an extra is added. Alone asks the installation."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

NAME = "paperwire"
CHECKOUT = Path(__file__).resolve().parent.parent


@cache
def version(checkout: Path = CHECKOUT) -> str:
    """The version that is installed; `0.1.0+checkout` where the code was never installed, `0+unknown` without any trace."""
    try:
        return metadata.version(NAME)
    except metadata.PackageNotFoundError:
        pass
    try:
        table = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
        return f"{table['project']['version']}+checkout"
    except (OSError, ValueError, KeyError):
        return "0+unknown"


def to_install(extra: str) -> str:
    """What to type to have an extra; paperwire is on no index, so that its clone alone can be installed from."""
    here = f"`.venv/bin/pip install -c requirements.lock -e '.[{extra}]'`"
    return f"in the clone of paperwire, {here} (with pipx: `pipx install --force '.[{extra}]'`) installs it"
