"""Wrong settings are told in plain words: none of pydantic's, whatever stands where, in the file or in the environment."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic_core.core_schema import ErrorType

from enrich.errors import BadSettings
from enrich.options.settings_file import PREFIX
from enrich.options.wrong_words import ELSE, WORDS, annotation_at, is_compound, line, words
from enrich.settings import Settings, load

FOREIGN = re.compile(
    r"Input|should|String|Tuple|Field|Extra|validation|valid (?!TOML)|parse|datetime|pydantic|type=|instance|<class|\{|\bTrue\b|None|EnvSettings"
)
"""Words of pydantic and of Python."""
VALUES: tuple[Any, ...] = (
    "", "x", "\n", "ä" * 300, 0, -1, 3, 2.5, 10**30, float("inf"), float("nan"), True, date(2026, 1, 1),
    datetime(2026, 1, 1, 10), [], ["x"], [1], [[]], [{}], [{"name": 1}], {}, {"x": 1}, {"x": ["y"]},  # noqa: DTZ001
)  # fmt: skip


def toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def places(model: type[BaseModel] = Settings, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every setting, and every table."""
    for name, field in model.model_fields.items():
        if not field.exclude:
            place = (*before, name)
            yield place
            annotation = annotation_at(place, Settings)
            for table in (annotation, *get_args(annotation)):
                if isinstance(table, type) and issubclass(table, BaseModel):
                    yield from places(table, place)


def within(place: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The settings that have only this value; tables that are repeated have it in their first."""
    for number in range(len(place), 0, -1):
        value = {place[number - 1]: value}
        if number > 1 and annotation_at(place[: number - 1], Settings) not in (None, *_single(place[: number - 1])):
            value = [value]
    return dict(value)


def _single(place: tuple[str, ...]) -> tuple[Any, ...]:
    annotation = annotation_at(place, Settings)
    return (annotation,) if isinstance(annotation, type) and issubclass(annotation, BaseModel) else ()


def message_of(folder: Path, text: str) -> str:
    (folder / "paperwire.toml").write_text(text, encoding="utf-8")
    try:
        load(here=folder, environment={})
    except BadSettings as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize("place", list(places()), ids=".".join)
def test_whatever_stands_at_a_setting_is_judged_in_plain_words(place: tuple[str, ...], tmp_path: Path) -> None:
    refused = 0
    for value in VALUES:
        text = "\n".join(f"{name} = {toml(one)}" for name, one in within(place, value).items())
        for message in message_of(tmp_path, text).splitlines():
            refused += 1
            assert message.startswith(f"{tmp_path / 'paperwire.toml'}: {place[0]}"), (text, message)
            assert not FOREIGN.search(message.replace(str(tmp_path), "")), (text, message)
            assert ELSE not in message, (text, message)
    assert refused > 3


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_kind_of_error_of_pydantic_has_its_own_words(kind: str) -> None:
    error = {
        "type": kind,
        "loc": ("feeds", "entries"),
        "input": 5,
        "msg": "Input should be 5, validation error",
        "ctx": {},
    }
    assert words(error, Settings)
    assert not FOREIGN.search(line(error, Settings))


def test_there_are_words_only_for_kinds_that_there_are() -> None:
    assert WORDS.keys() <= {*get_args(ErrorType), "path_type"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[feeds]\nentries = 'x'", "feeds.entries = 'x': a whole number is expected"),
        ("[feeds]\nentries = 0", "feeds.entries = 0: at least 1 is expected"),
        ("[feeds]\nentries = 1001", "feeds.entries = 1001: at most 1000 is allowed"),
        ("[feeds]\narchives = 'ja'", "feeds.archives = 'ja': true or false is expected"),
        (
            "[[sources]]\nname = 'x'\nfeed = 'https://h:99999/x'",
            "an address such as https://example.org/papers is expected",
        ),
        ("[site]\nbase_url = 'http://h:0/'", "an address such as https://example.org/papers is expected"),
        ("[feeds]\nkeep = 'no'", "feeds.keep = 'no': true or false is expected"),
        ("[feeds]\nkeep = 1", "feeds.keep = 1: true or false is expected"),
        ("[[sources]]\nname = 'x'\nids = []\npublic = 'no'", "sources[0].public = 'no': true or false is expected"),
        (
            '[site]\ntitle = "x\n',
            "not valid TOML: the line ends too early (at line 2, column 11); a text stands in quotes",
        ),
        ("[feeds]\nformats = []", "feeds.formats = []: it must not be empty"),
        ("[feeds]\nformats = 'rss'", "feeds.formats = 'rss': a list is expected, such as ['...']"),
        ("[feeds]\nopml = 'xml'", "feeds.opml = 'xml': 'atom' or 'rss' is expected"),
        ("[arxiv]\nread_timeout = 0", "arxiv.read_timeout = 0: more than 0 is expected"),
        ("[arxiv]\nread_timeout = inf", "arxiv.read_timeout = inf: a number is expected that is not infinite"),
        ("[site]\ntitle = true", "site.title = true: a text in quotes is expected"),
        ("[site]\nout = 1", "site.out = 1: a text in quotes is expected"),
        ("[site]\nlanguage = 'English'", "site.language = 'English': a language is expected, such as en or pt-BR"),
        ("[sources]\nname = 'x'", "sources: tables are expected, each begun with [[sources]]"),
        ("[schedule]\njobs = ['x']", "schedule.jobs[0]: tables are expected, each begun with [[schedule.jobs]]"),
        ("[[site]]", "site: a section [site] is expected"),
        ("[[sources]]\nids = []", "sources[0].name: it must be given"),
        ("[[sources]]\nname = ''\nids = []", "sources[0].name = '': it must not be empty"),
        ("[[topics]]\nslug = 'A b'\ncategories = ['cs']", "topics[0].slug = 'A b': up to 80 of a-z, 0-9"),
        ("[schedule]\nholidays = ['Monday']", "schedule.holidays[0] = 'Monday': a day is expected, such as 2026-12-24"),
        ("[serve]\nadmin_token = 'short'", "serve.admin_token: at least 16 characters are expected"),
        ("[authors]\naliases = 'x'", "authors.aliases = 'x': a table is expected, begun with [authors.aliases]"),
        ("[feeds]\nentrys = 5", "feeds.entrys = 5: no such setting; allowed are entries, formats"),
        ("[feeds]\nentries = five", "not valid TOML: Invalid value (at line 2, column 11); a text stands in quotes"),
        ("[site]\nhub = 'http://ho\u2100st/'", "an address such as https://example.org/papers is expected"),
    ],
)
def test_what_is_expected_is_said(text: str, message: str, tmp_path: Path) -> None:
    assert message in message_of(tmp_path, text)


@pytest.mark.parametrize("value", ["false", "0", "no"])
def test_the_environment_may_write_truth_values_as_it_does_elsewhere(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}FEEDS__KEEP", value)
    assert load(here=tmp_path).feeds.keep is False


@pytest.mark.parametrize(
    "text", ["[feeds]\nformats = ['foo']", "[[schedule.jobs]]\nname = 'x'\nrun = ['foo']"], ids=["formats", "run"]
)
def test_of_a_list_with_a_wrong_item_nothing_else_is_said(text: str, tmp_path: Path) -> None:
    (message,) = message_of(tmp_path, text).splitlines()
    assert "[0] = 'foo': " in message


def test_a_file_that_is_not_utf8_is_named_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "paperwire.toml").write_bytes(b"[site]\ntitle = '\xe4'")
    with pytest.raises(BadSettings, match=r"paperwire\.toml: byte 17 is not UTF-8; save it as UTF-8"):
        load(here=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SOURCES", "inbox", "PAPERWIRE_SOURCES: lists and tables are written as JSON"),
        ("FEEDS__FORMATS", "rss", "PAPERWIRE_FEEDS__FORMATS: lists and tables are written as JSON"),
        ("FEEDS__ENTRIES", "many", "feeds.entries = 'many': a whole number is expected"),
        ("FEEDS__ENTRYS", "5", "feeds.entrys: no such setting"),
        ("SITE__SHOW_DOCUMENTS", "ja", "site.show_documents = 'ja': true or false is expected"),
        ("SCHEDULE__JOBS", "[{}]", "schedule.jobs[0].name: it must be given"),
        ("SCHEDULE__JOBS", '[{"name": "x", "cron": "daily"}]', "schedule.jobs[0].cron = 'daily': five fields"),
    ],
)
def test_a_wrong_variable_is_told_in_plain_words(
    name: str, value: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)
    with pytest.raises(BadSettings) as wrong:
        load(here=tmp_path)
    assert str(wrong.value).startswith(f"the environment: {message}")
    assert not FOREIGN.search(str(wrong.value).partition("such as")[0])


def test_lists_and_tables_are_compound() -> None:
    assert [place for place in places() if is_compound(annotation_at(place, Settings))][:3] == [
        ("site",), ("site", "objects"), ("sources",),
    ]  # fmt: skip
