"""Everything is looked at again when the rule is another one."""

from __future__ import annotations

from unittest.mock import patch

from sqlalchemy import update

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.identities.looking import everything
from enrich.identities.tables import person_blocks
from enrich.store.store import Store
from tests.enrich.identities.test_killed_updates import corpus
from tests.enrich.identities.test_update import table
from tests.support.identified import arrive, find, groups


def test_papers_stand_under_the_keys_of_the_rule_that_there_is(either: str) -> None:
    with Store(either) as store:
        arrive(store, *corpus(20))
        find(store)
        keys, expected = table(store, person_blocks), groups(store)
        with writing(store.engine, Lock.RECORDS) as connection:
            connection.execute(update(person_blocks).values(key="former " + person_blocks.c.key))
        with (
            patch("enrich.identities.update.rule_digest", lambda: "x"),
            patch.object(everything, "rule_digest", lambda: "x"),
        ):
            find(store)
        assert (table(store, person_blocks), groups(store)) == (keys, expected)
