"""One command's settings, store and tools: loaded and opened when they are needed, closed at its end."""

from __future__ import annotations

import re
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from feeds.cli.console import Console

if TYPE_CHECKING:
    from enrich.pipeline.clients import Clients
    from enrich.settings import Settings
    from enrich.store.store import Store

OK, FAILED, WRONG, OPEN, STOPPED = 0, 1, 2, 3, 130
"""Exit statuses: all went well; out/ is as it was; wrong usage or settings; something is open; stopped by a signal."""

_NUMBER = re.compile(r"Input should be a valid integer[^;]*")
"""How typer begins what it says of an option that is no number."""


class ServiceStopped(Exception):
    """A service was stopped that has nothing left to do."""


class Session:
    """One command's settings, store and tools, opened when they are needed and closed at its end."""

    def __init__(self, config: Path | None, console: Console) -> None:
        self.config = config
        self.console = console
        self.is_dry = False
        """Nothing is to be written, stores included."""
        self._open = ExitStack()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @cached_property
    def settings(self) -> Settings:
        """The user's settings; the sample's when it was run here and nothing else was."""
        from feeds.cli import sample_settings as sample

        given = self._read()
        return sample.settings(given) if not self._has_own(given) and (given.folder / sample.STORE).exists() else given

    def use_sample_if_bare(self) -> None:
        """Where there are no settings and nothing was enriched yet, take the built-in sample."""
        from feeds.cli import sample_settings as sample

        given = self._read()
        if not self._has_own(given):
            self.__dict__["settings"] = sample.settings(given)

    def use_own(self) -> None:
        """Take the user's settings, or the defaults, whatever was run here."""
        self.__dict__["settings"] = self._read()

    def ask_once(self) -> None:
        """Ask without retries, and do not wait long for answers."""
        quick = {"retries": 0, "connect_timeout": 5.0, "read_timeout": 20.0}
        self.__dict__["settings"] = self.settings.model_copy(
            update={"arxiv": self.settings.arxiv.model_copy(update=quick)}
        )

    def _read(self) -> Settings:
        from enrich.settings import load
        from feeds.schedule.times import checked

        return checked(load(self.config))

    def _has_own(self, given: Settings) -> bool:
        """Whether the user has settings, or has read documents here without any."""
        if given.file or given.sources:
            return True
        if not (given.folder / "paperwire.db").exists():
            return False
        from enrich.store.store import Store
        from enrich.store.trial import trial

        with trial(given.store_url) if self.is_dry else Store(given.store_url) as store:
            return store.intake.totals() != (0, 0)

    @property
    def is_sample(self) -> bool:
        """Whether this works on the built-in sample."""
        from feeds.cli import sample_settings as sample

        return self.settings.folder == sample.HERE

    @cached_property
    def store(self) -> Store:
        from enrich.store.store import Store

        return self._open.enter_context(Store(self.settings.store_url))

    def only_look(self) -> None:
        """For a command that asks nobody: where there is no store yet, say so, and look into an empty one that nobody keeps."""
        if self._lacks_store():
            from enrich.store.trial import trial

            self.console.say("No store is here yet: `paperwire run` makes one.")
            self.__dict__["store"] = self._open.enter_context(trial(self.settings.store_url))

    def _lacks_store(self) -> bool:
        file = self.settings.store_file
        return file is not None and not file.exists()

    @cached_property
    def tools(self) -> Clients:
        from enrich.pipeline.clients import open_clients

        detail = self.console.detail if self.console.is_verbose else None
        return self._open.enter_context(
            open_clients(self.settings, self.store, offline=self.is_sample, detail=detail, say=self.console.say)
        )


def misuse(wrong: Exception) -> str:
    """What is wrong with a command line, and who lists what is right; nothing where help was asked for and shown instead."""
    text = str(getattr(wrong, "format_message", lambda: wrong)()).removesuffix(".")
    text = _NUMBER.sub("a whole number is expected", text)
    text = text.replace("Value error, ", "").replace(
        "does not match the formats '%Y-%m-%d'", "is no day such as 2025-07-01"
    )
    if text.startswith("No such option: --json"):
        return "--json goes behind a command that prints data, as in `paperwire status --json`"
    return f"{text}{'' if text.endswith('?') else ';'} `{_command(wrong)} --help` lists what there is" if text else ""


def _command(wrong: Exception) -> str:
    """The command whose line is wrong, as it is typed."""
    names: list[str] = []
    context = getattr(wrong, "ctx", None)
    while context is not None and context.parent is not None:
        names.insert(0, str(context.info_name))
        context = context.parent
    return " ".join(["paperwire", *names])
