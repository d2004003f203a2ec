"""The command that begins: init writes settings to start from, and where that is asked for the workflow that runs at GitHub."""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from enrich.errors import BadSettings, PaperwireError
from enrich.options.settings_file import FILE_NAME
from feeds.cli.session import OK, Session
from feeds.hosting.github_pages import installed_from, write_workflow

if TYPE_CHECKING:
    from enrich.settings import Settings
    from feeds.cli.console import Console


def example_settings() -> str:
    """The file that `init` writes."""
    return files("feeds.cli").joinpath("example.toml").read_text(encoding="utf-8")


def _stays(file: Path) -> str:
    other = file.with_name(f"all-{file.name}")
    return (
        f"{file} is there already and stays as it is. `paperwire --config {shlex.quote(str(other))} init` writes every setting, "
        f"explained, into a file beside it, to take lines from; `paperwire add {file.parent / 'inbox'}/` lets it read a folder"
    )


def _settings(file: Path) -> Settings:
    """What the file says, or will say."""
    from enrich.settings import load

    return load(file.absolute(), text=None if file.exists() else example_settings())


def _make_inbox(folder: Path, *, is_committed: bool) -> None:
    """The folder that the settings name; raises PaperwireError when it cannot be made."""
    try:
        folder.mkdir(exist_ok=True)
        if is_committed and not any(folder.iterdir()):
            # git keeps no empty folder; what is hidden is no document.
            (folder / ".gitkeep").touch()
    except OSError as wrong:
        raise PaperwireError(f"{folder} cannot be made: {wrong.strerror}") from wrong


def _ignore(console: Console, settings: Settings) -> None:
    from feeds.hosting.gitignore import write_gitignore

    file, missing = write_gitignore(settings)
    if missing:
        console.say(f"{file} keeps the store and what is published out of the repository: {' '.join(missing)}")


def do_init(session: Session, *, github_pages: bool) -> int:
    """`paperwire init`: the settings; with `github_pages` the workflow, too, beside settings that may be there already.

    Raises BadSettings when what it would write is there, or settings that are there are none, and PaperwireError when it
    cannot be written.
    """
    console, file = session.console, session.config or Path(FILE_NAME)
    settings = _settings(file) if github_pages else None
    workflow = write_workflow(file) if github_pages else None
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(example_settings())
        console.say(f"Wrote {file}.")
    except FileExistsError:
        if workflow is None:
            raise BadSettings(_stays(file)) from None
        console.say(f"{file} is there already and stays as it is.")
    except OSError as wrong:
        raise PaperwireError(f"{file} cannot be written: {wrong.strerror}") from wrong
    _make_inbox(file.parent / "inbox", is_committed=workflow is not None)
    inbox = f"Put documents into {file.parent / 'inbox'}/ (or name others there)"
    if workflow is None:
        named = "" if session.config is None else f" --config {shlex.quote(str(session.config))}"
        console.say(f"{inbox}, then: paperwire{named} run")
        return OK
    if settings is not None:
        _ignore(console, settings)
    console.say(
        f"Wrote {workflow}.\n{inbox}, commit all of it and push. Its first lines say what to set at GitHub, once."
    )
    if installed_from() is None:
        console.say(
            "Where paperwire can be installed from is not known here: set the variable PAPERWIRE_INSTALL there, too, to a "
            "repository that has it, such as git+https://github.com/OWNER/paperwire"
        )
    return OK
