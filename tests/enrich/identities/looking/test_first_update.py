"""The first update of many papers writes portion by portion, and gives what everything at once gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from enrich.database.connection import reading
from enrich.identities import state
from enrich.identities.decided.decisions import record_decisions
from enrich.identities.decided.stored_decision import StoredDecision
from enrich.identities.looking import first_update
from enrich.identities.tables import (
    person_blocks,
    person_changes,
    person_names,
    person_papers,
    person_questions,
    person_words,
)
from enrich.options.author_claims import AuthorClaim
from enrich.people.group import mention_keys
from enrich.people.person import AuthorMention
from enrich.record import Record
from enrich.store.schema import person_spots, persons
from enrich.store.store import Store
from tests.enrich.identities.test_killed_updates import corpus
from tests.enrich.identities.test_update import ORCIDS, corpora, table
from tests.support.identified import NOW, a_store, arrive, authored, find, groups, people

FACTS = (
    person_papers,
    person_blocks,
    person_words,
    person_questions,
    person_spots,
    select(person_names.c.name, person_names.c.surname, person_names.c.given, person_names.c.spots),
    select(persons.c.id, persons.c.name, persons.c.merged_into, persons.c.doubt, persons.c.papers),
)


class Killed(Exception):
    """What ends an update in the middle."""


@contextmanager
def portions(papers: int, mentions: int) -> Iterator[None]:
    with patch.multiple(first_update, AT_ONCE=papers, PAPERS=papers, MENTIONS=mentions):
        yield


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    return [table(store, one) for one in FACTS]


def at_once(papers: list[Record]) -> list[list[tuple[object, ...]]]:
    with a_store() as store:
        arrive(store, *papers)
        find(store)
        return everything(store)


@settings(max_examples=30)
@given(st.data())
def test_portions_give_what_everything_at_once_gives(data: st.DataObject) -> None:
    papers = data.draw(corpora())
    expected = at_once(papers)
    with a_store() as store, portions(data.draw(st.integers(1, 4)), data.draw(st.integers(1, 6))):
        arrive(store, *papers)
        find(store)
        assert everything(store) == expected
        assert table(store, person_changes) == []
        with reading(store.engine) as connection:
            reached, _ = state.standing(connection)
        assert reached.serial == store.last_serial(), "its own numbers are not looked at again"


@pytest.mark.parametrize("kill", range(1, 14))
def test_one_that_is_killed_between_two_portions_is_gone_on_with(either: str, kill: int) -> None:
    papers = corpus(60)
    expected = at_once(papers)
    with Store(either) as store, portions(20, 20):
        arrive(store, *papers)
        with patch.object(first_update, "writing", killing(first_update.writing, kill)), pytest.raises(Killed):
            find(store)
        before = people(store)
        assert not any(one.persons for one in store.kept([paper.id for paper in papers])), "nobody is shown by halves"
        find(store)
        assert everything(store) == expected
        assert {*before} <= {*people(store)}, "who was minted keeps the id"
        assert any(one.persons for one in store.kept([paper.id for paper in papers]))


def killing(writing: Callable[..., object], kill: int) -> Callable[..., object]:
    """The same, but the process is gone once so many transactions have written."""
    counted = 0

    @contextmanager
    def until(*given: object, **options: object) -> Iterator[object]:
        nonlocal counted
        counted += 1
        if counted > kill:
            raise Killed
        with writing(*given, **options) as connection:  # type: ignore[attr-defined]
            yield connection

    return until


def test_papers_that_come_between_two_portions_are_looked_at_before_it_ends(either: str) -> None:
    papers = corpus(60)
    with Store(either) as store, portions(20, 20):
        arrive(store, *papers[:45])
        find_next = first_update._find_next
        late = iter([papers[45:]])

        def beside(*given: object) -> object:
            found = find_next(*given)  # type: ignore[arg-type]
            for its in late:
                arrive(store, *its)
            return found

        with patch.object(first_update, "_find_next", beside):
            find(store)
        with a_store() as other:
            arrive(other, *papers)
            find(other)
            assert groups(store) == groups(other)


def test_another_rule_begins_anew_and_keeps_the_ids(either: str) -> None:
    papers = corpus(60)
    with Store(either) as store, portions(20, 20):
        arrive(store, *papers)
        with patch.object(first_update, "writing", killing(first_update.writing, 6)), pytest.raises(Killed):
            find(store)
        before = people(store)
        assert before
        with patch.object(first_update, "rule_digest", lambda: "another"):
            first_update._begin(store.engine)
        with reading(store.engine) as connection:
            assert connection.execute(select(func.count()).select_from(person_papers)).scalar() == 0
        find(store)
        assert {*before} <= {*people(store)}
        assert everything(store) == at_once(papers)


def test_two_who_share_nothing_but_a_decision_are_one(either: str) -> None:
    papers = [authored("2501.90001", "Ida Vwxington"), authored("2501.90002", "Zoe Abcdington"), *corpus(30)]
    with Store(either) as store, portions(10, 10):
        arrive(store, *papers)
        one, other = (
            AuthorClaim("2501.90001", 0, name="Ida Vwxington"),
            AuthorClaim("2501.90002", 0, name="Zoe Abcdington"),
        )
        with store.engine.begin() as connection:
            record_decisions(connection, [StoredDecision(1, "same", (one,), (other,), "me", NOW - timedelta(1))])
        find(store)
        assert (("2501.90001", 0), ("2501.90002", 0)) in groups(store)


def test_an_orcid_alone_makes_a_person(either: str) -> None:
    papers = [authored("2501.90001", "Ida Vwxington", orcids={0: ORCIDS[0]}), *corpus(30)]
    with Store(either) as store, portions(10, 10):
        arrive(store, *papers)
        find(store)
        assert (("2501.90001", 0),) in groups(store)


def test_keys_of_orcids_begin_as_the_rule_has_them() -> None:
    mention = AuthorMention("2501.90001", 0, "Ida Vwxington", ORCIDS[0], "arxiv", "work")
    assert mention_keys(mention)[-1].startswith(first_update.ORCID)
