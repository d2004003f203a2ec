"""Which version of paperwire this is, installed or run from a plain checkout. Alone asks the installation."""

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
