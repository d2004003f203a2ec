"""A record is published with what it keeps of services, which the store has beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.statements.enrichment import AuthorEnrichment, Enrichment, Publication
from enrich.store.codec import pack
from enrich.store.schema import enrichments
from enrich.store.store import Store
from tests.enrich.asking.local_service import paper
from tests.support.keeping import keep

KEPT = Enrichment(
    publication=Publication("10.1/a", "Journal of Tests"),
    authors=(AuthorEnrichment(0, "Ada Lovelace", "0000-0002-1825-0097", "crossref", "work"),),
)


@pytest.fixture
def store(tmp_path: object) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        keep(opened, [paper("1"), paper("2")])
        with writing(opened.engine, Lock.RECORDS) as connection:
            connection.execute(insert(enrichments).values(record="1", body=pack(KEPT), stale=False))
        yield opened


@pytest.mark.parametrize("provenance", [True, False])
def test_what_is_kept_of_services_stands_in_the_record(store: Store, provenance: bool) -> None:
    with_it, without = store.kept(["1", "2"], provenance=provenance)
    assert with_it.record.enrichment == KEPT
    assert with_it.record.authors[0].orcid == "0000-0002-1825-0097"
    assert without.record.enrichment is None
    assert without.record.authors[0].orcid is None


def test_it_does_so_wherever_records_are_read(store: Store) -> None:
    assert [one.record.enrichment for one in store.kept_since(0)] == [KEPT, None]
    assert [one.record.enrichment for one in store.looked_up(["1"])] == [KEPT]
