"""enrich/store/joining: a paper that was published by its DOI and that arXiv has after all is one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select

from enrich.database.connection import connect, reading, writing
from enrich.database.locks import Lock
from enrich.identities import update
from enrich.identities.write_persons import PersonsChanged
from enrich.record import Author, Outcome, Record, Verdict
from enrich.store.codec import encode
from enrich.store.lookups import Settled
from enrich.store.migration import MIGRATIONS
from enrich.store.schema import enrichments, records, service_asks
from enrich.store.store import Store
from tests.support.beyond import DOI, beyond
from tests.support.identified import find, people
from tests.support.keeping import START, change, keep
from tests.support.papers import paper

OLD, NEW = f"doi:{DOI}", "2507.13575"


def preprint(**fields: object) -> Record:
    """arXiv's record of the paper that was published by its DOI."""
    known = beyond()
    return paper(**{"title": known.title, "title_tex": known.title, "authors": known.authors, "dois": (DOI,)} | fields)


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def ids(store: Store) -> list[str]:
    return [one.record.id for one in store.kept_since(0)]


def test_the_record_of_arxiv_takes_the_place_of_the_one_that_was_published(store: Store) -> None:
    first = keep(store, [beyond()])
    keep(store, [preprint()])
    [one] = store.kept_since(0)
    assert (one.record.id, one.record.entry_id, one.first_run) == (NEW, OLD, first)
    assert one.first_seen == next(run.started for run in store.runs.last(2) if run.id == first)
    assert [accounted.mention.text for accounted in one.mentions] == [f"arXiv:{OLD}", f"arXiv:{NEW}"]
    assert store.same_papers.successors([OLD, NEW]) == {OLD: NEW}
    assert [name for name, _, _ in store.removed_since(0)] == [OLD]
    assert store.records.known([OLD]) == set()


@pytest.mark.parametrize("portion", [1, 100])
def test_its_persons_go_on_however_few_papers_are_worked_in_at_once(
    store: Store, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "PORTION", portion)
    authors = (Author("Ada Lovelace", orcid="0000-0002-1825-0097"), Author("Charles Babbage"))
    keep(store, [beyond(authors=authors)])
    find(store)
    before = {spots[0][1]: person for person, spots in people(store).items()}
    assert before
    keep(store, [paper(id="2507.00001", authors=(Author("Somebody Else"),)), preprint(authors=authors)])
    find(store)
    now = {at: person for person, spots in people(store).items() for record, at in spots if record == NEW}
    assert now == before
    assert find(store) == PersonsChanged()


def test_it_does_so_when_nothing_mentions_it(store: Store) -> None:
    first = keep(store, [beyond()])
    change(store, [preprint()])
    [one] = store.kept_since(0)
    assert (one.record.id, one.record.entry_id, one.first_run) == (NEW, OLD, first)


def test_one_that_was_published_before_the_other_keeps_its_own_entry(store: Store) -> None:
    keep(store, [preprint(dois=())])
    keep(store, [beyond()])
    change(store, [preprint(version=3)])
    [one] = store.kept_since(0)
    assert (one.record.id, one.record.entry_id, len(one.mentions)) == (NEW, None, 2)


def test_the_entry_keeps_its_id_whatever_arxiv_states_later(store: Store) -> None:
    keep(store, [beyond()])
    change(store, [preprint()])
    change(store, [preprint(version=4, title="Another title", dois=())])
    assert store.records.get([NEW])[NEW].entry_id == OLD


def test_a_doi_of_another_paper_joins_nothing(store: Store) -> None:
    """Authors give the DOI of another paper of theirs."""
    keep(store, [beyond()])
    change(store, [preprint(title="On quite another subject of the same people")])
    keep(store, [preprint(id="2507.00002", title="Another one", authors=(Author("Somebody Else"),))])
    assert ids(store) == [OLD, "2507.00002"]


def test_a_doi_that_two_papers_claim_is_left_alone(store: Store) -> None:
    keep(store, [beyond()])
    change(store, [preprint(), preprint(id="2507.00002")])
    assert ids(store) == [OLD]


def test_what_has_given_way_does_not_come_back(store: Store) -> None:
    keep(store, [beyond()])
    change(store, [preprint()])
    run = store.runs.start("run", START)
    found = Settled(f"id:{OLD}", Verdict(Outcome.FOUND, "Crossref has it", OLD))
    store.keep_answers([replace(beyond(), title="Newer")], [found], run.id, START)
    assert ids(store) == [NEW]
    assert {one.verdict.id for one in store.intake.accounted()} == {NEW}


def test_services_are_asked_for_the_one_that_is_left(store: Store) -> None:
    keep(store, [beyond()])
    with writing(store.engine, Lock.RECORDS) as connection:
        connection.execute(insert(service_asks), [{"record": OLD, "service": "crossref", "key": DOI}])
        connection.execute(insert(enrichments), [{"record": OLD, "body": None, "stale": False}])
    change(store, [preprint()])
    with reading(store.engine) as connection:
        assert connection.execute(select(service_asks.c.record)).scalars().all() == []
        assert connection.execute(select(enrichments.c.record, enrichments.c.stale)).all() == [(NEW, True)]


def test_a_doi_stands_for_the_record_that_is_left(store: Store) -> None:
    keep(store, [beyond(), beyond("10.1000/other")])
    change(store, [preprint()])
    assert store.same_papers.owners([DOI, "10.1000/other", "10.1000/none"]) == {
        DOI: NEW,
        "10.1000/other": "doi:10.1000/other",
    }


def test_a_paper_that_arxiv_does_not_have_is_not_asked_of_arxiv(store: Store) -> None:
    keep(store, [beyond(), preprint(dois=())])
    assert store.records.some_known(5) == [NEW]
    assert [one.id for one in store.records.checked()] == [NEW]


def test_a_crash_in_the_middle_leaves_everything_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, [beyond()])
    before = [(one.record, one.serial, one.mentions) for one in store.kept_since(0)]

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("enrich.store.joining.join._ask_for", crash)
        with pytest.raises(KeyboardInterrupt):
            change(store, [preprint()])
    assert [(one.record, one.serial, one.mentions) for one in store.kept_since(0)] == before
    assert store.records.known([NEW]) == set(), "what arXiv sent is asked for again, and joined then"
    change(store, [preprint()])
    assert ids(store) == [NEW]


def test_a_store_of_before_keeps_what_it_has(either: str) -> None:
    engine, config = connect(either), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine, Lock.MIGRATION) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0014")
    with writing(engine, Lock.MIGRATION) as connection:
        known = {"published": START, "updated": START, "checked": START, "first_run": 1, "first_seen": START}
        body = encode(paper()).replace(b',"entry_id":null', b"")
        connection.execute(insert(records), [{"id": NEW, "body": body, "serial": 1, "removed": None, **known}])
    engine.dispose()
    with Store(either) as store:
        assert [one.record for one in store.kept_since(0)] == [paper()]
        assert store.same_papers.all_successors() == {}
