"""The store: one account of everything, in transactions, migrated by itself."""

import multiprocessing
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from msgspec import structs
from sqlalchemy import insert

from enrich.database import connection
from enrich.database.columns import metadata
from enrich.database.connection import connect, without_password, writing
from enrich.database.locks import Lock
from enrich.errors import BadSettings, BadStore, StoreTooNew
from enrich.http.rate_limit import State
from enrich.identities import tables as identities
from enrich.record import Author, Document, Item, Mention, Outcome, Record, Verdict, Version
from enrich.store.codec import encode, encode_mention, read_mention
from enrich.store.lookups import Settled
from enrich.store.migration import MIGRATIONS
from enrich.store.schema import records
from enrich.store.store import Store
from feeds.search.search_tables import OWN_DDL
from feeds.state import tables as publishing
from feeds.state.digests import digest_tables
from feeds.state.objects.object_rows import objects
from tests.support.papers import stamped
from tests.support.processes import PATIENCE

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite://") as opened:
        yield opened


def record(name: str, **values: object) -> Record:
    plain = Record(
        id=name,
        version=1,
        title=f"Title {name}",
        title_tex=f"Title {name}",
        abstract="Abstract",
        abstract_tex="Abstract",
        authors=(Author("Ada Lovelace"),),
        categories=("cs.LG",),
        primary_category="cs.LG",
        published=NOW,
        updated=NOW,
        versions=(Version(1, NOW),),
    )
    return stamped(replace(plain, **values), "arxiv-api", NOW)  # type: ignore[arg-type]


def document(name: str = "a.txt", source: str = "inbox") -> Document:
    return Document(name, source, "text", "digest", 1, lambda: iter([b""]))


def mention(name: str, line: int = 1, item: Item | None = None) -> tuple[Mention, str]:
    found = Mention("a.txt", "inbox", f"line {line}, column 1", f"arXiv:{name}", "id", name, item=item)
    return found, f"id:{name}"


def save(store: Store, mentions: list[tuple[Mention, str]], run: int = 1, *, accumulate: bool = False) -> None:
    store.intake.save(document(), mentions, reader="1", accumulate=accumulate, now=NOW, run=run)


def find(store: Store, *names: str, run: int = 1, now: datetime = NOW) -> None:
    verdicts = [Settled(f"id:{name}", Verdict(Outcome.FOUND, "arXiv has it", name)) for name in names]
    store.keep_answers([record(name) for name in names], verdicts, run, now)


def test_a_mention_is_asked_once_however_often_it_stands_there(store: Store) -> None:
    save(store, [mention("2507.13575", 1), mention("2507.13575", 9)])
    assert [lookup.question for lookup in store.lookups.open(NOW)] == ["2507.13575"]


def test_an_answer_gives_every_mention_its_outcome_and_publishes_the_record(store: Store) -> None:
    save(store, [mention("2507.13575", 1), mention("2507.13575", 9)])
    find(store, "2507.13575")
    assert store.intake.outcomes() == {"found": 2}
    assert store.lookups.open(NOW + timedelta(days=9)) == []
    (kept,) = store.kept_since(0)
    assert (kept.first_run, kept.first_seen, len(kept.mentions)) == (1, NOW, 2)


def test_a_harvested_record_is_published_only_when_something_mentions_it(store: Store) -> None:
    store.keep_harvest_page("cs", {"token": "x"}, [record("2507.13575"), record("2507.13576")], 1, NOW)
    assert list(store.kept_since(0)) == []
    save(store, [mention("2507.13576")], run=2)
    find(store, "2507.13576", run=2)
    assert store.order() == ["2507.13576"]
    assert store.runs.harvest_state("cs") == {"token": "x"}


def test_a_paper_that_is_only_looked_up_is_kept_and_not_published(store: Store) -> None:
    assert [lookup.question for lookup in store.lookups.ask_for(["2507.00001"], NOW)] == ["2507.00001"]
    find(store, "2507.00001")
    assert (store.kept(["2507.00001"]), list(store.kept_since(0))) == ([], [])
    assert store.looked_up(["2507.00001"])[0].first_run == 0
    save(store, [mention("2507.00001")], run=2)
    assert store.kept(["2507.00001"])[0].first_run == 2


def test_what_is_published_knows_when_its_newest_mention_was_first_seen(store: Store) -> None:
    save(store, [mention("2507.00001")])
    find(store, "2507.00001")
    assert [kept.mentioned for kept in store.kept_since(0)] == [NOW]
    later = Document("b.txt", "apple", "text", "digest", 1, lambda: iter([b""]))
    store.intake.save(later, [mention("2507.00001")], reader="1", accumulate=False, now=NOW + timedelta(3), run=2)
    assert [kept.mentioned for kept in store.kept_since(0)] == [NOW + timedelta(3)]


def test_newer_runs_come_first_in_a_channel(store: Store) -> None:
    save(store, [mention("2507.00001"), mention("2507.00002")])
    find(store, "2507.00002", run=1)
    find(store, "2507.00001", run=2, now=NOW + timedelta(days=1))
    assert store.order() == ["2507.00001", "2507.00002"]


def test_saving_the_same_document_again_changes_nothing(store: Store) -> None:
    save(store, [mention("2507.13575")])
    find(store, "2507.13575")
    before = store.last_serial()
    save(store, [mention("2507.13575")], run=2)
    assert store.last_serial() == before


def test_a_file_says_what_it_says_now_and_a_feed_accumulates(store: Store) -> None:
    save(store, [mention("2507.00001"), mention("2507.00002")])
    save(store, [mention("2507.00002")])
    assert sum(store.intake.outcomes().values()) == 1
    save(store, [mention("2507.00003")], accumulate=True)
    assert sum(store.intake.outcomes().values()) == 2


def test_a_record_stays_published_when_its_last_mention_goes(store: Store) -> None:
    save(store, [mention("2507.00001")])
    find(store, "2507.00001")
    save(store, [])
    (kept,) = store.kept_since(0)
    assert kept.mentions == ()


def test_a_change_is_kept_with_both_values_and_moves_the_serial(store: Store) -> None:
    save(store, [mention("2507.00001")])
    find(store, "2507.00001")
    serial = store.last_serial()
    written = store.records.put([record("2507.00001", version=2, title_tex="New", title="New")], 2, NOW)
    assert (written.new, written.changed) == (0, 1)
    assert [(c.field, c.old, c.new, c.run) for c in store.changes(["2507.00001"])] == [
        ("version", 1, 2, 2),
        ("title", "Title 2507.00001", "New", 2),
        ("title_tex", "Title 2507.00001", "New", 2),
    ]
    assert store.last_serial() > serial


def test_a_withdrawal_changes_the_outcome_of_every_mention(store: Store) -> None:
    save(store, [mention("2507.00001")])
    find(store, "2507.00001")
    store.records.put([record("2507.00001", version=2, withdrawn=True)], 2, NOW)
    assert store.intake.outcomes() == {"withdrawn": 1}


def test_a_deleted_paper_leaves_a_tombstone(store: Store) -> None:
    save(store, [mention("2507.00001")])
    find(store, "2507.00001")
    serial = store.last_serial()
    assert store.records.remove(["2507.00001", "2507.00009"], 2, NOW) == 1
    assert list(store.kept_since(0)) == []
    assert [row[0] for row in store.removed_since(serial)] == ["2507.00001"]


def test_what_a_document_adds_stands_in_the_record_with_its_source(store: Store) -> None:
    item = Item(venue="ICML 2025", code=("https://github.com/a/b",), affiliations=("Lab",))
    save(store, [mention("2507.00001", item=item)])
    find(store, "2507.00001")
    (kept,) = store.kept_since(0)
    assert (kept.record.venue, kept.record.code) == ("ICML 2025", ("https://github.com/a/b",))
    assert {mark.field: mark.source for mark in kept.record.provenance}["venue"] == "document:a.txt"


def test_deferred_lookups_are_due_at_their_time_or_on_demand(store: Store) -> None:
    save(store, [mention("2507.00001")])
    later = NOW + timedelta(hours=1)
    verdict = Verdict(Outcome.DEFERRED, "no answer", next_try=later)
    store.lookups.settle([Settled("id:2507.00001", verdict)], 1, NOW)
    assert store.lookups.open(NOW) == []
    assert len(store.lookups.open(NOW, retry=True)) == len(store.lookups.open(later)) == 1
    assert store.lookups.waiting() == (1, later)


def test_a_title_on_trial_that_is_deferred_keeps_nobody_waiting(store: Store) -> None:
    plain = Mention("a.txt", "inbox", "line 1", "Counting Sheep", "title", item=Item(title="Counting Sheep"))
    save(store, [(structs.replace(plain, titled=False), "title:counting sheep")])
    assert len(store.lookups.open(NOW)) == 1
    assert store.lookups.waiting()[0] == 0
    save(store, [(structs.replace(plain, titled=False), "title:counting sheep"), (plain, "title:counting sheep")])
    assert store.lookups.waiting()[0] == 1


def _is_ours(name: str | None, kind: str, _: object) -> bool:
    """Full-text search has tables that no metadata can describe."""
    return not (kind == "table" and name is not None and name.startswith(OWN_DDL))


def test_the_tables_are_what_the_migrations_make(store: Store) -> None:
    # The tables of publishing and of persons stand in it once their modules are imported.
    tables = publishing.channels, identities.person_papers, digest_tables.digests, objects
    assert all(table.metadata is metadata for table in tables)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_name": _is_ours})
        assert compare_metadata(context, metadata) == []


def test_an_older_store_is_migrated_and_keeps_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    engine = connect(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with writing(engine, Lock.MIGRATION) as connection:
        known = record("2507.00001")
        row = {"body": encode(known), "published": NOW, "updated": NOW, "checked": NOW, "first_run": 1}
        connection.execute(insert(records).values(id=known.id, first_seen=NOW, serial=1, **row))
    engine.dispose()
    with Store(url) as store:
        assert store.kept(["2507.00001"])[0].record == known
        assert store.problems.last(1) == []
    with Store(url) as store:
        assert store.order() == ["2507.00001"]


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    Store(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreTooNew, match="upgrade paperwire"):
        Store(f"sqlite:///{file}")


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look like one" * 40, None])
def test_a_file_that_is_no_store_is_refused(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    if content is None:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE invoices (id)")
        connection.close()
    else:
        file.write_bytes(content)
    with pytest.raises(BadStore):
        Store(f"sqlite:///{file}")
    assert content is None or file.read_bytes() == content


def test_an_unknown_database_is_a_clear_error() -> None:
    with pytest.raises(BadSettings, match=r"sqlite:///paperwire\.db"):
        Store("nonsense")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+nothing://me:secret@host/x",
        "postgresql//me:secret@host/x",
        "postgresql://me:secret@host:port/x",
        "nothing://host/x?user=me&password=secret",
        "nothing://host/x?sslpassword=secret",
        "postgresql//host/x?sslpassword=secret",
    ],
)
def test_a_wrong_address_is_named_without_its_password(url: str) -> None:
    with pytest.raises(BadSettings, match=r"store\.url = .*host") as wrong:
        connect(url)
    assert "sec" not in str(wrong.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////srv/é@x:y@/p.db", "sqlite:////srv/é@x:y@/p.db"),
        ("postgresql+psycopg://me:secret@host:5432/x", "postgresql+psycopg://me:***@host:5432/x"),
        ("postgresql://me:sec@ret@host/x?password=secret", "postgresql://me:***@host/x"),
        ("postgresql://me:12/34@host/x", "postgresql://me:***@host/x"),
        ("postgresql://me@host/x", "postgresql://me@host/x"),
        (
            "postgresql://host/x?sslmode=require&sslpassword=secret&password=secret",
            "postgresql://host/x?sslmode=require",
        ),
    ],
)
def test_a_stores_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_without_psycopg_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(BadSettings, match=r"psycopg.* -e '\.\[postgresql\]'"):
        connect("postgresql+psycopg://me@host/x")


def _count(url: str, times: int) -> None:
    with Store(url) as store:
        for _ in range(times):
            store.slots.change(lambda state: replace(state, strikes=state.strikes + 1))


def test_two_processes_open_and_change_one_store_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/shared.db"
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_count, args=(url, 20)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(PATIENCE)
        worker.kill()
    with Store(url) as store:
        assert store.slots.change(lambda state: state) == State(strikes=40)


@pytest.mark.parametrize(("code", "patience", "attempts"), [(5, 60.0, 3), (261, 60.0, 3), (5, -1.0, 1), (10, 60.0, 1)])
def test_a_new_database_that_another_process_opens_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, code: int, patience: float, attempts: int
) -> None:
    """SQLite says busy at once when two processes make a database one of WAL; 10 is a disk that cannot be read."""
    busy, asked = sqlite3.OperationalError("database is locked"), 0
    busy.sqlite_errorcode = code

    class Contended(sqlite3.Connection):
        def execute(self, *statement: Any) -> sqlite3.Cursor:
            nonlocal asked
            asked += 1
            if asked < 3:
                raise busy
            return super().execute(*statement)

    monkeypatch.setattr(connection, "BUSY_SECONDS", patience)
    with closing(sqlite3.connect(":memory:", factory=Contended)) as opened:
        if attempts == 3:
            connection.use_wal(opened)
        else:
            with pytest.raises(sqlite3.OperationalError):
                connection.use_wal(opened)
    assert asked == attempts


def test_a_run_whose_process_died_is_closed_as_interrupted(store: Store) -> None:
    first = store.runs.start("run", NOW)
    store.runs.finish(first, "ok", {"requests": 1}, ["x"], NOW)
    store.runs.start("run", NOW)
    assert [run.status for run in store.runs.last()] == ["running", "ok"]
    assert store.runs.last()[1].counts == {"requests": 1}


def test_mentions_without_anything_new_are_written_as_before_so_that_reading_again_changes_nothing() -> None:
    plain, _ = mention("2507.00001")
    body = encode_mention(plain)
    assert b"beside" not in body
    assert read_mention(body) == plain
    for more in (
        structs.replace(plain, beside=("2507.00002",)),
        structs.replace(plain, titled=False),
        structs.replace(plain, warning="cut"),
    ):
        assert read_mention(encode_mention(more)) == more
