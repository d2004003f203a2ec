"""Where the settings are read from: which file, and what the environment says, such as `PAPERWIRE_ARXIV__BASE_URL=...`.

Alone uses pydantic_settings, and loads it where there is such a variable: that takes a tenth of a short command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enrich.errors import BadSettings

if TYPE_CHECKING:
    from pydantic import BaseModel

FILE_NAME = "paperwire.toml"
PREFIX = "PAPERWIRE_"
"""Of every variable of the environment that is a setting."""
CONFIG = f"{PREFIX}CONFIG"
"""The variable that names the file."""
_BETWEEN = "__"
"""What stands between a section and a key of it in the environment."""


def find_file(given: Path | None, environment: Mapping[str, str], here: Path) -> Path | None:
    """The file to read: `given`, else $PAPERWIRE_CONFIG, else ./paperwire.toml when it is there."""
    named = given or (Path(environment[CONFIG]) if environment.get(CONFIG) else None)
    if named is not None:
        return here / named
    return here / FILE_NAME if (here / FILE_NAME).exists() else None


def check_sections(environment: Mapping[str, str], sections: Sequence[str]) -> None:
    """Raise BadSettings for a variable of a section that there is not."""
    for name in environment:
        section, nested, _ = name.removeprefix(PREFIX).partition(_BETWEEN)
        if name.startswith(PREFIX) and nested and section.lower() not in sections:
            allowed = ", ".join(f"{PREFIX}{s.upper()}{_BETWEEN}..." for s in sections)
            raise BadSettings(f"the environment: {name}: no such section; allowed are {allowed}")


def with_environment(
    table: dict[str, Any], environment: Mapping[str, str], settings: type[BaseModel]
) -> dict[str, Any]:
    """The table of the file, in which the environment has the last word: that of the process, where lists and tables are JSON.

    A variable that is empty says nothing: who passes secrets on does not know which are set. Raises BadSettings for what is
    not JSON.
    """
    begins = {f"{PREFIX}{name}".lower() for name in settings.model_fields}
    if not any(name.lower().partition(_BETWEEN)[0] in begins for name in environment):
        return table
    from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsError

    class Variables(settings, BaseSettings):  # type: ignore[misc, valid-type]
        pass

    try:
        return _merged(
            table,
            EnvSettingsSource(Variables, env_prefix=PREFIX, env_nested_delimiter=_BETWEEN, env_ignore_empty=True)(),
        )
    except SettingsError as wrong:
        raise BadSettings(f"the environment: {_not_json(wrong, environment, settings)}") from wrong


def _merged(table: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Both tables, and both of those in them; of two other values that of `over`."""
    pairs = {key: (table[key], value) for key, value in over.items() if isinstance(value, dict) and key in table}
    both = {key: _merged(one, other) for key, (one, other) in pairs.items() if isinstance(one, dict)}
    return {**table, **over, **both}


def _not_json(wrong: Exception, environment: Mapping[str, str], settings: type[BaseModel]) -> str:
    """Names the variables that may be meant: those of lists and tables that are not JSON."""
    from enrich.options.wrong_words import annotation_at, is_compound

    section = re.search(r'field "(\w+)"', str(wrong))
    begin = f"{PREFIX}{section[1] if section else ''}".lower()
    found = [
        name
        for name, value in environment.items()
        if name.lower().startswith(begin)
        and is_compound(annotation_at(tuple(name[len(PREFIX) :].lower().split(_BETWEEN)), settings))
        and not _is_json(value)
    ]
    return f'{" or ".join(found)}: lists and tables are written as JSON in the environment, such as \'["rss", "atom"]\''


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except ValueError:
        return False
    return True
