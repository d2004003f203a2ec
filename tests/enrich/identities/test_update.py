"""Persons follow papers: the same facts give the same persons, in whatever order and in however many runs they came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, event, select

from enrich.database.connection import reading
from enrich.identities import update
from enrich.identities.tables import person_blocks, person_changes, person_papers, person_questions, person_words
from enrich.identities.write_persons import PersonsChanged
from enrich.people import rarity
from enrich.record import Record
from enrich.store.schema import records
from enrich.store.store import Store
from tests.support.identified import NOW, a_store, arrive, authored, find, groups, merged, people, spread

NAMES = (
    "Wei Wang", "W. Wang", "Wang Wei", "Jane Q. Fogarty", "Jane Fogarty", "J. Fogarty", "James Fogarty", "Ann Smith", "Ann B. Smith",
    "A. Smith", "Ada Obermüller", "Ada Obermueller", "Li Zhang", "ATLAS Collaboration", "", "Bo Ek", "Bo X. Ek", "Yizhou Sun",
)  # fmt: skip
GIVEN = ("Ada", "Bo", "Chen", "Dana", "Eva", "Farid")
ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


@st.composite
def corpora(draw: st.DrawFn, most: int = 9) -> list[Record]:
    """Papers of few names, so that everybody meets everybody."""
    count = draw(st.integers(2, most))
    found = []
    for number in range(count):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4))
        # Any author may have anybody's, two authors of a paper the same one.
        known = draw(st.dictionaries(st.integers(0, len(names) - 1), st.sampled_from(ORCIDS), max_size=3))
        found.append(
            authored(f"2501.{number:05}", *names, year=draw(st.sampled_from((2001, 2010, 2015, 2020))), orcids=known)
        )
    return found


def portions(data: st.DataObject) -> AbstractContextManager[object]:
    """Few papers are worked in together, looked at within the transaction that takes them in or after it."""
    return patch.multiple(update, PORTION=data.draw(st.integers(1, 4)), AT_ONCE=data.draw(st.integers(0, 4)))


@settings(max_examples=30)
@given(st.data())
def test_the_order_and_the_number_of_runs_and_of_transactions_decide_nothing(data: st.DataObject) -> None:
    papers = data.draw(corpora())
    arrived = data.draw(st.permutations(papers))
    cuts = data.draw(st.lists(st.integers(1, len(papers) - 1), max_size=5))
    with a_store() as once, a_store() as often, portions(data):
        arrive(once, *papers)
        find(once)
        for portion in spread(arrived, cuts):
            arrive(often, *portion)
            find(often)
        assert groups(often) == groups(once)
        assert table(often, person_questions) == table(once, person_questions)
        assert [table(often, one) for one in INDEXES] == [table(once, one) for one in INDEXES]


@settings(max_examples=30)
@given(st.data())
def test_papers_that_change_or_go_leave_nothing_behind(data: st.DataObject) -> None:
    papers = data.draw(corpora())
    others = data.draw(corpora())
    newer = {
        one.id: replace(one, authors=other.authors, version=2, updated=one.updated + timedelta(9))
        for one, other in zip(papers, others, strict=False)
    }
    gone = data.draw(st.sets(st.sampled_from([one.id for one in papers]), max_size=3))
    with a_store() as fresh, a_store() as worn, portions(data):
        arrive(worn, *papers)
        find(worn)
        if newer:
            arrive(worn, *newer.values())
        find(worn)
        worn.records.remove(sorted(gone), 2, NOW)
        find(worn)
        left = list(worn.records.get([one.id for one in papers]).values())
        if left:
            arrive(fresh, *left)
        find(fresh)
        assert groups(worn) == groups(fresh)
        assert [table(worn, one) for one in INDEXES] == [table(fresh, one) for one in INDEXES]


@settings(max_examples=15)
@given(st.data())
def test_looking_at_everything_gives_what_looking_at_little_gives(data: st.DataObject) -> None:
    papers = data.draw(corpora())
    cut = data.draw(st.integers(1, len(papers) - 1))
    with a_store() as little, a_store() as much:
        for store, limit in ((little, 10**6), (much, 0)):
            with patch.object(update, "MUCH", limit):
                for portion in spread(papers, [cut]):
                    arrive(store, *portion)
                    find(store)
        assert people(little) == people(much)
        assert [table(little, one) for one in INDEXES] == [table(much, one) for one in INDEXES]


def test_one_name_in_a_new_paper_touches_its_own_names_alone(store: Store) -> None:
    arrive(
        store,
        authored("2501.00001", "Ada Obermüller"),
        authored("2501.00002", "Ada Obermüller"),
        authored("2501.00003", "Jo Ek"),
    )
    find(store)
    before = people(store)
    serials = table(store, select(records.c.id, records.c.serial))
    arrive(store, authored("2501.00004", "Jo Ek"))
    changed = find(store)
    assert (changed.minted, changed.records) == (1, 2)
    assert before.items() <= people(store).items()
    assert {row for row in serials if row[0] != "2501.00003"} <= {*table(store, select(records.c.id, records.c.serial))}


def test_a_new_paper_takes_as_many_statements_however_many_papers_there_are(store: Store) -> None:
    names = [
        f"{given} {family}" for given in ("Ada", "Bo", "Chen", "Dana", "Eva") for family in ("Quist", "Ockerbloem")
    ]
    statements: list[str] = []
    event.listen(store.engine, "after_cursor_execute", lambda *event: statements.append(event[2]))
    counted = []
    for number in range(1, 12):
        arrive(store, authored(f"2501.{number:05}", *names))
        statements.clear()
        find(store)
        counted.append(len(statements))
    # The first ones turn names rare or common, and make persons.
    assert len({*counted[3:]}) == 1
    assert counted[-1] <= 32


def test_a_name_that_is_uncommon_no_more_is_looked_at_again(store: Store) -> None:
    """One shared co-author of an uncommon name is enough on short lists; of a common one it is not."""
    name = "Zyx Qwerton"
    with patch.multiple(rarity, RARE=-1.0, FEW=-1, UNCOMMON=1.5 / rarity.NAMES_COUNTED):
        arrive(store, authored("2501.00001", name, "Abc Vwxington"), authored("2501.00002", name, "Abc Vwxington"))
        find(store)
        assert people(store)
        others = [authored(f"2501.{number:05}", f"{given} Qwerton") for number, given in enumerate(GIVEN, 10)]
        others += [authored(f"2501.{number:05}", f"{given} Vwxington") for number, given in enumerate(GIVEN, 30)]
        arrive(store, *others)
        find(store)
        assert not people(store)


def test_nothing_is_written_when_nothing_has_changed(store: Store) -> None:
    arrive(store, authored("2501.00001", "Ada Obermüller"), authored("2501.00002", "Ada Obermüller"))
    find(store)
    serial = store.last_serial()
    assert find(store) == PersonsChanged()
    assert store.last_serial() == serial


def test_a_person_goes_on_when_lists_of_authors_change_and_comes_back_when_papers_do(store: Store) -> None:
    orcid = {0: ORCIDS[0]}
    arrive(store, authored("2501.00001", "Ada Obermüller", orcids=orcid))
    find(store)
    (person,) = people(store)
    arrive(store, authored("2501.00001", "Bo Ek", "Ada Obermüller", orcids={1: ORCIDS[0]}, version=2))
    find(store)
    assert people(store) == {person: [("2501.00001", 1)]}
    store.records.remove(["2501.00001"], 3, NOW)
    find(store)
    assert people(store) == {}
    arrive(store, authored("2501.00001", "Bo Ek", "Ada Obermüller", orcids={1: ORCIDS[0]}, version=3))
    find(store)
    assert people(store) == {person: [("2501.00001", 1)]}


def test_a_collaboration_in_the_place_of_a_person_is_nobody(store: Store) -> None:
    arrive(store, authored("2501.00001", "Ada Obermüller", "Bo Ek", orcids={0: ORCIDS[0]}))
    find(store)
    assert people(store)
    arrive(store, authored("2501.00001", "ATLAS Collaboration", "Bo Ek", version=2))
    find(store)
    assert people(store) == {}


def test_who_has_more_papers_survives_a_merger_and_the_other_id_leads_there(store: Store) -> None:
    few = [authored(f"2501.0000{n}", "Wei Wang", "Lotte Ockerbloem") for n in (1, 2)]
    many = [authored(f"2501.0000{n}", "Wei Wang", "Sten Uddenfeldt") for n in (3, 4, 5)]
    arrive(store, *few)
    find(store)
    arrive(store, *many)
    find(store)
    small, large = (
        next(one for one, spots in people(store).items() if (paper, 0) in spots)
        for paper in ("2501.00001", "2501.00003")
    )
    assert small != large
    links = [authored(f"2501.0000{n}", "Wei Wang", "Lotte Ockerbloem", "Sten Uddenfeldt") for n in (6, 7)]
    arrive(store, *links)
    find(store)
    assert merged(store) == {small: large}
    assert {(f"2501.0000{n}", 0) for n in range(1, 8)} == {*people(store)[large]}
    store.records.remove([one.id for one in links], 9, NOW)
    find(store)
    assert merged(store) == {}
    assert people(store)[small] == [("2501.00001", 0), ("2501.00002", 0)], "the id comes back to whose it was"
    assert people(store)[large] == [("2501.00003", 0), ("2501.00004", 0), ("2501.00005", 0)]
    with reading(store.engine) as connection:
        kinds = connection.execute(select(person_changes.c.kind, person_changes.c.person, person_changes.c.other)).all()
    assert [tuple(row) for row in kinds] == [("merged", small, large), ("split", large, small)]


INDEXES = (person_papers, person_blocks, person_words)


def table(store: Store, of: object) -> list[tuple[object, ...]]:
    with reading(store.engine) as connection:
        return sorted(tuple(row) for row in connection.execute(of if isinstance(of, Select) else select(of)))  # type: ignore[call-overload]
