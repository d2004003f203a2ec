"""The workflow that runs paperwire on GitHub's machines and publishes out/ at GitHub Pages.

Everything about it is in `github_pages.yml`; this fills in where the settings are and where paperwire comes from.
"""

from __future__ import annotations

import json
import re
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zlib import crc32

from enrich.errors import BadSettings, PaperwireError

WORKFLOW = Path(".github/workflows/paperwire.yml")
"""Where GitHub looks for it, in the folder of the repository."""
_TEMPLATE = Path(__file__).with_name("github_pages.yml")
_PLAIN = re.compile(r"[^\x00-\x1f\x7f*?\[\]!${}\\]+")
"""Names that mean themselves in YAML, in patterns of paths and in GitHub's expressions."""


def repository_of(folder: Path) -> Path:
    """The folder of the repository that a folder is in; the folder itself when it is in none."""
    folder = folder.resolve()
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)


def workflow(settings: Path, repository: Path, origin: str | None) -> str:
    """The text of the workflow for a file of settings in a repository; `origin` is what pip installs paperwire from.

    Raises BadSettings for a path that cannot be written into it.
    """
    folder = settings.resolve().parent.relative_to(repository.resolve()).as_posix()
    for name in (folder, settings.name):
        if not _PLAIN.fullmatch(name):
            raise BadSettings(f"{name!r} cannot be named in a workflow; use letters, digits, - and _ in this path")
    inside = "" if folder == "." else f"{folder}/"
    values = {
        "MINUTE": str(2 + crc32(str(settings.resolve()).encode()) % 57),
        "PATHS": f"{_quoted(inside + settings.name)}, {_quoted(inside + 'inbox/**')}",
        "CONFIG": _quoted(settings.name),
        "FOLDER": _quoted(folder),
        "OUT": _quoted(f"{inside}out"),
        "INSTALL": _quoted(origin or ""),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)


def write_workflow(settings: Path) -> Path:
    """Write the workflow into the repository that the settings are in, and return where.

    Raises BadSettings when one is there, which stays as it is, and PaperwireError when it cannot be written.
    """
    repository = repository_of(settings.parent)
    text, file = workflow(settings, repository, installed_from()), repository / WORKFLOW
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise BadSettings(f"{file} is there already and stays as it is; move it away to have a new one") from None
    except OSError as wrong:
        raise PaperwireError(f"{file} cannot be written: {wrong.strerror}") from wrong
    return file


def installed_from() -> str | None:
    """What pip can install this paperwire from on another machine (PEP 610): a repository on the web; None: unknown."""
    try:
        noted = distribution("paperwire").read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    origin = json.loads(noted) if noted else {}
    url, commit = str(origin.get("url", "")), origin.get("vcs_info", {}).get("commit_id")
    if url.startswith("file://"):
        url, commit = _remote(unquote(urlsplit(url).path)), None
    return on_the_web(url, commit)


def on_the_web(url: str, commit: str | None) -> str | None:
    """A repository's address as pip takes it, without user and password; None when it is not on the web."""
    if short := re.fullmatch(r"(?:ssh://)?git@([\w.-]+)[:/]([\w./-]+)", url):
        url = f"https://{short[1]}/{short[2]}"
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or not re.fullmatch(r"/[\w./-]+", parts.path):
        return None
    return f"git+https://{parts.hostname}{parts.path}" + (f"@{commit}" if commit else "")


def _remote(clone: str) -> str:
    """The address that a clone came from; nothing where there is no git, no clone or no such address."""
    try:
        asked = subprocess.run(
            ["git", "-C", clone, "config", "--get", "remote.origin.url"], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return asked.stdout.strip()


def _quoted(text: str) -> str:
    """A text as a scalar of YAML."""
    return "'" + text.replace("'", "''") + "'"
