"""What the shell offers when Tab is pressed: names of sources, topics and authors (reads files alone, as that is quick)."""

from __future__ import annotations

import os
import re
import tomllib
from itertools import islice
from pathlib import Path
from typing import Any

from enrich.options.settings_file import find_file

_PLAIN = re.compile(r"[\w.,:/@+-]{1,200}")
"""What a shell takes as one word, quoted or not."""
MOST = 200
"""More than anybody looks through."""


def source_names(incomplete: str) -> list[str]:
    """The sources of the settings that begin so."""
    sources = _settings()[0].get("sources", [])
    names = [one.get("name") for one in sources if isinstance(one, dict)] if isinstance(sources, list) else []
    return sorted(
        name for name in names if isinstance(name, str) and name.startswith(incomplete) and _PLAIN.fullmatch(name)
    )


def topic_slugs(incomplete: str) -> list[str]:
    """Places of topics that begin so."""
    return _slugs("topics", incomplete)


def author_slugs(incomplete: str) -> list[str]:
    """Places of authors that begin so."""
    return _slugs("authors", incomplete)


def _slugs(folder: str, incomplete: str) -> list[str]:
    settings, here = _settings()
    site = settings.get("site", {})
    out = site.get("out", "out") if isinstance(site, dict) else "out"
    try:
        with os.scandir(here / str(out) / folder) as files:
            pages = (one.name.removesuffix(".html") for one in files if one.name.endswith(".html"))
            return sorted(islice((name for name in pages if name.startswith(incomplete.lower())), MOST))
    except (OSError, ValueError):
        return []


def _settings() -> tuple[dict[str, Any], Path]:
    """The file of the settings as it is, whether or not these are valid, and its folder; nobody wants an error on Tab."""
    here = Path.cwd()
    file = find_file(None, os.environ, here)
    try:
        return ({}, here) if file is None else (tomllib.loads(file.read_text(encoding="utf-8")), file.parent)
    except (OSError, ValueError):
        return {}, here
