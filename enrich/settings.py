"""The settings: the only module that reads paperwire.toml and, with `options/settings_file.py`, the environment.

Precedence: the environment (`PAPERWIRE_ARXIV__BASE_URL=...`), then the file, then the defaults below.
The file is `--config`, else `$PAPERWIRE_CONFIG`, else `./paperwire.toml`. Relative paths in it are
relative to its folder.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field, ValidationError, field_validator

from enrich.errors import BadSettings
from enrich.options.arxiv import ArxivSettings
from enrich.options.channels import AuthorsSettings, FeedsSettings, PagesSettings, Topic
from enrich.options.notify import NotifySettings
from enrich.options.schedule import ScheduleSettings, WorkSettings
from enrich.options.section import SettingsSection, different
from enrich.options.services import ServicesSettings
from enrich.options.settings_file import FILE_NAME, check_sections, find_file, with_environment
from enrich.options.site import BUCKETS, ServeSettings, SiteSettings, StoreSettings
from enrich.options.sources import COMMAND_LINE, FEEDERS, ReadingSettings, Source, source_of_person
from enrich.options.wrong_words import annotation_at, line

_STORE = re.compile(r"paperwire(-sample)?\.db")
"""How the names of stores begin that are made where nobody names one, the sample's and what is beside them too."""
_SQLITE = "sqlite:///"
"""How addresses of stores begin that are files."""
_IN_MEMORY = (_SQLITE, f"{_SQLITE}:memory:")
AT_END = "(at end of document)"
"""How tomllib says that something does not end; where it begins, it does not say."""


class Settings(SettingsSection):
    """All settings; `folder` is what relative paths are relative to, `file` where they were read from."""

    site: SiteSettings = SiteSettings.default()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    authors: AuthorsSettings = AuthorsSettings.default()
    feeds: FeedsSettings = FeedsSettings.default()
    pages: PagesSettings = PagesSettings.default()
    reading: ReadingSettings = ReadingSettings.default()
    arxiv: ArxivSettings = ArxivSettings.default()
    services: ServicesSettings = ServicesSettings.default()
    notify: NotifySettings = NotifySettings.default()
    schedule: ScheduleSettings = ScheduleSettings.default()
    store: StoreSettings = StoreSettings.default()
    serve: ServeSettings = ServeSettings.default()
    work: WorkSettings = WorkSettings.default()

    folder: Path = Field(default=Path(), exclude=True)
    file: Path | None = Field(default=None, exclude=True)

    SECTIONS: ClassVar[tuple[str, ...]] = (
        "site", "sources", "topics", "authors", "feeds", "pages", "reading", "arxiv", "services", "notify", "schedule",
        "store", "serve", "work",
    )  # fmt: skip

    @field_validator("sources")
    @classmethod
    def _names_differ(cls, value: tuple[Source, ...]) -> tuple[Source, ...]:
        return different(value, "name")

    @field_validator("topics")
    @classmethod
    def _slugs_differ(cls, value: tuple[Topic, ...]) -> tuple[Topic, ...]:
        return different(value, "slug")

    @property
    def every_source(self) -> tuple[Source, ...]:
        """The sources, and a source for each person who is followed by ORCID iD and is none of them."""
        known = {source.orcid for source in self.sources}
        return (*self.sources, *(source_of_person(one) for one in self.authors.orcids if one not in known))

    @property
    def out(self) -> Path:
        """The folder that is published, absolute; of a bucket, the folder beside the settings with what publishing reads again."""
        place = f".out.{quote(self.site.out, safe='')}" if self.bucket else self.site.out
        return (self.folder / place).resolve()

    @property
    def bucket(self) -> str | None:
        """The address of the bucket that is published, None where that is a folder."""
        return self.site.out if self.site.out.startswith(BUCKETS) else None

    @property
    def snapshot(self) -> Path | None:
        """The bulk metadata file, absolute."""
        return None if self.arxiv.snapshot is None else (self.folder / self.arxiv.snapshot).resolve()

    @property
    def store_url(self) -> str:
        """The store's address; a relative SQLite path is made absolute."""
        url = self.store.url
        if not url.startswith(_SQLITE) or url in _IN_MEMORY:
            return url
        return _SQLITE + str((self.folder / url.removeprefix(_SQLITE)).resolve())

    @property
    def store_file(self) -> Path | None:
        """The store's file, absolute; None for a store on a server or in memory."""
        url = self.store_url
        return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) and url not in _IN_MEMORY else None

    def own_files(self) -> Callable[[Path], bool]:
        """Whether a file is paperwire's: settings, the store and what is beside it, bulk metadata, what is published."""
        store = os.path.realpath(self.store_file) if self.store_file else ""
        out, snapshot = str(self.out), str(self.snapshot)
        settings = os.path.realpath(self.file) if self.file else ""

        def is_own(path: Path) -> bool:
            file = os.path.realpath(path)
            if path.name.endswith(FILE_NAME) or _STORE.match(path.name) or file in (settings, snapshot):
                return True
            return file.startswith((f"{store}-", f"{store}.", f"{out}{os.sep}")) or file == store

        return is_own

    @property
    def has_paper_files(self) -> bool:
        """Whether pages of papers are files; otherwise `serve` makes them."""
        return self._is_filed(self.pages.papers)

    @property
    def has_search_files(self) -> bool:
        """Whether the search that needs no server is there; otherwise `serve` is asked."""
        return self._is_filed(self.pages.search)

    def _is_filed(self, how: str) -> bool:
        return how == "files" or (how == "auto" and self.authors.files == 1)

    @property
    def public_url(self) -> str:
        """The address of out/ for absolute links, without a slash at its end."""
        host = f"[{self.serve.host}]" if ":" in self.serve.host else self.serve.host
        return self.site.base_url or f"http://{host}:{self.serve.port}"


# ---------------------------------------------------------------- reading


def load(
    given: Path | None = None,
    environment: Mapping[str, str] | None = None,
    here: Path | None = None,
    *,
    text: str | None = None,
) -> Settings:
    """Read the settings; raise BadSettings that names file, key, value and what is allowed.

    With `text`, what they would be if the file (which need not be there) said that.
    """
    environment = os.environ if environment is None else environment
    here = here or Path.cwd()
    file = find_file(given, environment, here)
    table = {} if file is None else _read(file, text)
    check_sections(environment, Settings.SECTIONS)
    try:
        settings = Settings(
            **with_environment(table, os.environ, Settings), folder=file.parent if file else here, file=file
        )
    except ValidationError as wrong:
        raise BadSettings(_explain(wrong, file, table)) from wrong
    if strange := _strange_truths(table):
        raise BadSettings("\n".join(f"{file}: {line(error, Settings)}" for error in strange))
    for problem in _contradictions(settings):
        raise BadSettings(f"{file or 'the environment'}: {problem}")
    return settings


def _contradictions(settings: Settings) -> Iterator[str]:
    """What each setting allows by itself, and all of them together do not."""
    store = settings.store_file
    if settings.folder.resolve().is_relative_to(settings.out):
        yield f"site.out = {settings.site.out!r}: a folder of its own is expected: everything in it is published"
    if store is not None and store.is_relative_to(settings.out):
        yield f"store.url = {settings.store.url!r}: the store must not be in {settings.out}, where everything is published"
    enabled = settings.services.enabled()
    for number, source in enumerate(settings.sources):
        feeders = FEEDERS.get(source.kind, ())
        if feeders and not any(name in enabled for name in feeders):
            sections = " or ".join(f"[services.{name}]" for name in feeders)
            yield f"sources[{number}].{source.kind}: nobody is asked for it; write enabled = true in {sections}"
    known = {source.name for source in settings.sources} | {COMMAND_LINE}
    for number, topic in enumerate(settings.topics):
        for name in topic.sources:
            if name not in known:
                yield f"topics[{number}].sources: there is no source {name!r}; there are {', '.join(sorted(known))}"


def _strange_truths(table: Any, place: tuple[int | str, ...] = ()) -> list[dict[str, Any]]:
    """Where the file has a text or a number for true or false, as only the environment may: as pydantic tells errors."""
    if annotation_at(place, Settings) is bool:
        return [] if isinstance(table, bool) else [{"type": "bool_type", "loc": place, "input": table}]
    parts = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    return [error for part, value in parts for error in _strange_truths(value, (*place, part))]


def _read(file: Path, text: str | None = None) -> dict[str, Any]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8") if text is None else text)
    except FileNotFoundError:
        raise BadSettings(
            f"{file}: there is no such file; `paperwire init` writes one, --config names another"
        ) from None
    except OSError as wrong:
        raise BadSettings(f"{file}: cannot be read ({wrong.strerror}); a text file is expected") from wrong
    except UnicodeDecodeError as wrong:
        raise BadSettings(f"{file}: byte {wrong.start + 1} is not UTF-8; save it as UTF-8, as editors can") from wrong
    except tomllib.TOMLDecodeError as wrong:
        hint = "a text stands in quotes, a list in [...], a section begins with [its name]"
        reason = str(wrong).replace(r"Illegal character '\n'", "the line ends too early")
        begun = _unended(file.read_text(encoding="utf-8") if text is None else text) if AT_END in reason else None
        reason = reason.replace(AT_END, f"(what begins in line {begun} does not end)") if begun else reason
        raise BadSettings(f"{file}: not valid TOML: {reason}; {hint}") from wrong
    strange = sorted(table.keys() - set(Settings.SECTIONS))
    if strange:
        allowed = ", ".join(f"[{name}]" for name in Settings.SECTIONS)
        raise BadSettings(f"{file}: {strange[0]}: no such section; allowed are {allowed}")
    return table


def _unended(text: str) -> int | None:
    """The line, from 1, behind the last ones that are whole by themselves: there begins what the end of the file cuts off."""
    lines = text.split("\n")
    for count in range(len(lines) - 1, -1, -1):
        try:
            tomllib.loads("\n".join(lines[:count]))
        except tomllib.TOMLDecodeError:
            continue
        return next((number for number in range(count, len(lines)) if lines[number].strip()), count) + 1
    return None


def _explain(wrong: ValidationError, file: Path | None, table: dict[str, Any]) -> str:
    every: list[dict[str, Any]] = [dict(error) for error in wrong.errors()]
    # pydantic calls a list too short, too, whose items are wrong.
    wrong_items = {tuple(error["loc"])[:-1] for error in every}
    errors = [error for error in every if error["type"] != "too_short" or tuple(error["loc"]) not in wrong_items]
    places = [file if file and _stands_in(table, tuple(error["loc"])) else "the environment" for error in errors]
    return "\n".join(f"{where}: {line(error, Settings)}" for where, error in zip(places, errors, strict=True))


def _stands_in(table: Any, place: tuple[int | str, ...]) -> bool:
    """Whether the file has anything at that place, or holds the table that lacks it."""
    for part in place[:-1]:
        try:
            table = table[part]
        except (KeyError, IndexError, TypeError):
            return False
    return bool(place) and (not isinstance(table, dict) or place[-1] in table or len(place) > 1)
