"""Which file the settings are read from (pure: what the command line, the environment and the folder say goes in)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILE_NAME = "paperwire.toml"
PREFIX = "PAPERWIRE_"
"""Of every variable of the environment that is a setting."""


def find_file(given: Path | None, environment: Mapping[str, str], here: Path) -> Path | None:
    """The file to read: `given`, else $PAPERWIRE_CONFIG, else ./paperwire.toml when it is there."""
    named = given or (Path(environment[f"{PREFIX}CONFIG"]) if environment.get(f"{PREFIX}CONFIG") else None)
    if named is not None:
        return here / named
    return here / FILE_NAME if (here / FILE_NAME).exists() else None
