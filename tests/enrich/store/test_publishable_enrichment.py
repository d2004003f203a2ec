"""A record is published with what it keeps of services, which the store has beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from msgspec import structs
from sqlalchemy import insert, update

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.pipeline.judge_entries import judge_entries
from enrich.record import Author, Document, Item, Mention
from enrich.statements.enrichment import Affiliation, AuthorEnrichment, EditorialNotice, Enrichment, Publication
from enrich.statements.statement import StatedAuthor, Statement
from enrich.store import codec
from enrich.store.codec import pack, read_statements
from enrich.store.schema import enrichments
from enrich.store.store import Store
from tests.enrich.asking.local_service import paper
from tests.support.keeping import START, keep

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


def test_what_is_empty_takes_no_room_and_comes_back_as_it_was() -> None:
    statement = Statement(
        "openalex",
        "W1",
        START,
        authors=(StatedAuthor(""),),
        authors_complete=False,
        notices=(EditorialNotice("retraction"),),
    )
    packed = pack((statement,))
    assert read_statements(packed) == (statement,)
    assert len(packed) < 80


def test_the_dictionary_that_stores_are_read_with_stays_as_it_is() -> None:
    assert hashlib.sha256(codec._COMMON).hexdigest().startswith("7f373fe86411f5af"), (
        "a new dictionary needs a form of its own"
    )
    with pytest.raises(ValueError, match="does not know"):
        read_statements(b"\x02" + pack(())[1:])


def test_what_a_document_says_of_an_author_stands_before_what_a_service_says(store: Store) -> None:
    placed = structs.replace(
        KEPT, authors=(AuthorEnrichment(0, "Ada Lovelace", affiliations=(Affiliation("An index's guess"),)),)
    )
    with writing(store.engine, Lock.RECORDS) as connection:
        connection.execute(update(enrichments).values(body=pack(placed)))
    item = Item(authors=(Author("Ada Lovelace", ("The Engine Room",)),))
    document = Document("page.html", "lab", "html", "digest", 1, lambda: iter([b""]))
    named = Mention("page.html", "lab", "entry 1", "arXiv:1", "id", "1", item=item)
    run = store.runs.start("run", START)
    store.intake.save(document, [(named, "id:1")], reader="test", accumulate=False, now=START, run=run.id)
    list(judge_entries(store, run))
    (one,) = store.kept(["1"])
    assert one.record.authors[0].affiliations == ("The Engine Room",)
