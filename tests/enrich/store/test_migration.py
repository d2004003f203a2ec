"""enrich/store/migration.py: titles and abstracts of stored papers are read again when LaTeX is read in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, select

from enrich.database.connection import connect, reading, writing
from enrich.database.locks import Lock
from enrich.options.site import SiteSettings
from enrich.record import Record
from enrich.settings import Settings
from enrich.store import migration as module
from enrich.store.codec import encode, read_record
from enrich.store.migration import MIGRATIONS, known_revisions
from enrich.store.schema import mentions, readings, records
from enrich.store.store import Store
from enrich.tex import to_unicode
from feeds.publish.publish import publish
from tests.enrich.store.test_store import NOW, record
from tests.support.keeping import keep

COUNT = 7
PIECE = 3
TEX = {"title_tex": "Th\\`ese of $O(n^2)$", "abstract_tex": "One -- two\n  and more."}
STALE = {**TEX, "title": "Th\\`ese of $O(n^2)$", "abstract": "One -- two and more."}
READ = {**TEX, "title": "Thèse of O(n²)", "abstract": "One – two and more."}


@pytest.fixture(autouse=True)
def pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIECE", PIECE)


def name(number: int) -> str:
    return f"2507.{number:05}"


def fill(store: Store) -> None:
    """Papers that an earlier version read, but for the last; the first two published, the third removed."""
    plain = {"published": NOW, "updated": NOW, "checked": NOW, "first_seen": None, "first_run": None, "serial": None}
    rows = [{"id": name(n), "body": encode(record(name(n), **STALE)), **plain} for n in range(COUNT)]
    rows[-1] |= {"body": encode(record(name(COUNT - 1)))}
    for place in range(3):
        rows[place] |= {"first_seen": NOW, "first_run": 1, "serial": place + 1}
    with writing(store.engine, Lock.RECORDS) as connection:
        connection.execute(insert(records), [row | {"removed": NOW if row["serial"] == 3 else None} for row in rows])


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        fill(opened)
        yield opened


def kept(store: Store) -> dict[str, tuple[Record, int | None]]:
    with reading(store.engine) as connection:
        rows = connection.execute(select(records.c.id, records.c.body, records.c.serial)).all()
    return {row.id: (read_record(row.body), row.serial) for row in rows}


def test_texts_are_read_again_once_and_what_differs_counts_as_changed(store: Store) -> None:
    assert store.read_again() == COUNT - 1
    after = kept(store)
    assert [after[name(n)][0] for n in range(COUNT - 1)] == [record(name(n), **READ) for n in range(COUNT - 1)]
    assert [after[name(n)][1] for n in range(COUNT)] == [4, 5, 3, None, None, None, None]
    assert after[name(COUNT - 1)][0] == record(name(COUNT - 1))
    assert list(store.records.changes()) == []  # arXiv changed nothing
    assert store.read_again() == 0
    assert kept(store) == after


def test_who_is_stopped_goes_on_where_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def read(one: Record) -> Record:
        if len(seen) == PIECE:
            raise KeyboardInterrupt
        seen.append(one.id)
        return replace(one, **READ)

    with monkeypatch.context() as stopped:
        stopped.setattr(module, "_read", read)
        with pytest.raises(KeyboardInterrupt):
            store.read_again()
    assert seen == [name(n) for n in range(PIECE)]
    again: list[str] = []
    monkeypatch.setattr(module, "_read", lambda one: again.append(one.id) or replace(one, **READ))
    store.read_again()
    assert again == [name(n) for n in range(PIECE, COUNT)]


def test_another_version_begins_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.read_again()
    monkeypatch.setattr("enrich.store.migration.READING", "another")
    monkeypatch.setattr(to_unicode, "readable", str.upper)
    assert store.read_again() == COUNT
    assert kept(store)[name(0)][0].title == TEX["title_tex"].upper()
    with reading(store.engine) as connection:
        assert connection.execute(select(readings.c.version, readings.c.last)).all() == [("another", None)]


def test_an_entry_that_its_title_contradicted_is_judged_again(store: Store) -> None:
    keep(store, [record("2401.00001", **STALE)])
    forget_reading(store)
    with writing(store.engine, Lock.RECORDS) as connection:
        connection.execute(mentions.update().values(stand="other"))
    store.read_again()
    with reading(store.engine) as connection:
        assert connection.execute(select(mentions.c.stand)).scalars().all() == ["open"]


def test_records_of_the_version_before_are_read_again(either: str) -> None:
    engine, config = connect(either), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    row = {"id": name(0), "body": encode(record(name(0), **STALE)), "published": NOW, "updated": NOW, "checked": NOW}
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0011")
        connection.execute(insert(records), [row | {"first_run": 1, "first_seen": NOW, "serial": 1}])
    engine.dispose()
    with Store(either) as store:
        assert kept(store) == {name(0): (record(name(0), **STALE), 1)}
        assert store.read_again() == 1
        assert kept(store) == {name(0): (record(name(0), **READ), 2)}


def test_an_entry_keeps_its_id_and_its_times_when_its_title_is_read_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(site=SiteSettings(base_url="https://papers.example.org"), folder=tmp_path)
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [record("2401.00001", **STALE), record("2401.00002")])
        forget_reading(store)
        with monkeypatch.context() as patched:
            patched.setattr(Store, "read_texts_again", lambda *_: None)
            publish(store, settings, tmp_path / "out", processes=1)
        before = feed(tmp_path)
        publish(store, settings, tmp_path / "out", processes=1)
        assert [one for one, _ in feed(tmp_path)] == [one for one, _ in before]
        assert sorted(title for _, title in feed(tmp_path)) == ["Thèse of O(n²)", "Title 2401.00002"]
        assert store.read_again() == 0
        assert publish(store, settings, tmp_path / "out", processes=1).files_written == 0


def forget_reading(store: Store) -> None:
    """As if another version had read what is in the store."""
    with writing(store.engine, Lock.RECORDS) as connection:
        connection.execute(delete(readings))


def feed(folder: Path) -> list[tuple[list[str], str]]:
    """Of each entry its id and times, and its title."""
    text = (folder / "out" / "all.atom").read_text(encoding="utf-8")
    entries = re.findall(r"<entry>.*?</entry>", text, re.DOTALL)
    shown = r"<(?:id|updated|published)>[^<]*<"
    return [(re.findall(shown, one), re.findall(r"<title>([^<]*)<", one)[0]) for one in entries]


def test_the_files_of_migrations_are_named_by_their_revisions() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert known_revisions() == sorted(revision.revision for revision in script.walk_revisions())
    assert known_revisions()[-1] == script.get_current_head()
