"""enrich/store/migrations/versions/0008: records that an older version kept are read as new ones are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select

from enrich.database.connection import connect, reading, writing
from enrich.database.locks import Lock
from enrich.store.codec import encode, read_record
from enrich.store.migration import MIGRATIONS
from enrich.store.schema import records
from enrich.store.store import Store
from tests.enrich.store.test_store import NOW, record

TEX = {
    "comment": "Une th\\`ese, O~(n)",
    "journal_ref": "Journ\\'ees d'Analyse (2012) 12--15",
    "report_no": "TR--LACL \\& co",
}
READ = {"comment": "Une thèse, O~(n)", "journal_ref": "Journées d'Analyse (2012) 12–15", "report_no": "TR--LACL & co"}


def older_store(tmp_path: Path, count: int) -> str:
    """A store of the version before with records that hold TeX: two published, one of them removed, the rest not."""
    url = f"sqlite:///{tmp_path}/old.db"
    engine, config = connect(url), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    before = ScriptDirectory.from_config(config).get_revision("0008").down_revision
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, str(before))
    plain = {"published": NOW, "updated": NOW, "checked": NOW, "first_seen": None, "first_run": None, "serial": None}
    rows = [{"id": f"2507.{n:05}", "body": encode(record(f"2507.{n:05}", **TEX)), **plain} for n in range(count)]
    rows[0] |= {"body": encode(record("2507.00000"))}
    for place in range(3):
        rows[place] |= {"first_seen": NOW, "first_run": 1, "serial": place + 1}
    with writing(engine, Lock.MIGRATION) as connection:
        connection.execute(insert(records), [row | {"removed": NOW if row["serial"] == 3 else None} for row in rows])
    engine.dispose()
    return url


def test_what_was_kept_in_tex_is_readable_and_counts_as_changed(tmp_path: Path) -> None:
    with Store(older_store(tmp_path, 1200)) as store:
        one, two = store.kept(["2507.00000", "2507.00001"])
        assert (one.record, one.serial) == (record("2507.00000"), 1)
        assert (two.record, two.serial) == (replace(record("2507.00001", **TEX), **READ), 4)
        with reading(store.engine) as connection:
            rows = connection.execute(select(records.c.id, records.c.body, records.c.serial)).all()
    assert all(read_record(row.body).comment == READ["comment"] for row in rows if row.id != "2507.00000")
    assert [row.serial for row in sorted(rows)][:4] == [1, 4, 3, None]


def test_what_arxiv_says_again_changes_nothing_then(tmp_path: Path) -> None:
    with Store(older_store(tmp_path, 3)) as store:
        again = replace(record("2507.00001", **TEX), **READ)
        assert store.records.put([again], 2, NOW).changed == 0
        assert list(store.records.changes()) == []
