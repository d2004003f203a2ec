"""Stores that kept the links of documents whole: parameters that are secrets leave them, all else stays."""

from __future__ import annotations

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import select, update

from enrich.addresses import without_secrets
from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.record import Item, Mention
from enrich.store.codec import encode
from enrich.store.migration import MIGRATIONS, UNSCRUBBED, publishing
from enrich.store.schema import mentions
from enrich.store.store import Store
from tests.conftest import FakeTime
from tests.support.working import enrich as work
from tests.support.working import listed, settings_for

LINK = "https://lab.example/paper?id=5&token=S3CRET"


def mention(link: str) -> bytes:
    item = Item(
        title="Tea & tokens?", abstract=f"See {link} there.", page=link, code=(link, link), venue=f"Own, {link}"
    )
    return encode(
        Mention("list", "lab", "entry 1", f"at {link}", "id", "2501.00001", None, None, f"see {link} there", item)
    )


def test_they_leave_every_text_of_a_mention(either: str, fake_time: FakeTime) -> None:
    with Store(either) as store:
        work(store, settings_for("http://127.0.0.1:9", retries=0), fake_time, [listed(["2501.00001", "2501.00002"])])
        with writing(store.engine, Lock.MIGRATION) as connection:
            first, second = connection.execute(select(mentions.c.id).order_by(mentions.c.id)).scalars()
            bodies = {first: mention(LINK), second: mention("https://lab.example/paper?id=5")}
            for number, body in bodies.items():
                connection.execute(update(mentions).where(mentions.c.id == number).values(body=body))
            with Operations.context(MigrationContext.configure(connection)):
                ScriptDirectory(str(MIGRATIONS)).get_revision("0010").module.upgrade()
        with store.engine.connect() as connection:
            found = dict(connection.execute(select(mentions.c.id, mentions.c.body)).all())
            marks = connection.execute(select(publishing.c.name)).scalars().all()
    assert {bytes(body) for body in found.values()} == {bodies[second]}
    assert without_secrets(LINK) == "https://lab.example/paper?id=5"
    assert UNSCRUBBED in marks
