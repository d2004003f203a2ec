"""The queue of the review: what is answered is not asked again, before the next update too, and what was decided last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from enrich.database.connection import reading
from enrich.identities.decided.actions import Decider
from enrich.identities.decided.batches import newest_batches
from enrich.identities.decided.questions import (
    ReviewQuestion,
    of_name,
    open_count,
    question_between,
    queue,
    review_version,
)
from enrich.options.channels import AuthorsSettings
from enrich.people.person import Answer
from enrich.store.store import Store
from tests.support.identified import NOW, arrive, authored, find

WANG = [authored(f"2501.0000{n}", "Wei Wang", "Lotte Ockerbloem", year=2019) for n in (1, 2)]
OTHER = [authored(f"2501.0000{n}", "Wei Wang", "Sten Uddenfeldt", year=2019) for n in (3, 4, 5)]
LINK = authored("2501.00006", "Wei Wang", "Lotte Ockerbloem", "Sten Uddenfeldt", "A", "B", "C", "D", year=2019)


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        arrive(opened, *WANG, *OTHER, LINK)
        find(opened)
        yield opened


def asked(store: Store) -> list[ReviewQuestion]:
    with reading(store.engine) as connection:
        found = queue(connection)
        assert len(found) == open_count(connection)
        return found


@pytest.mark.parametrize("answer", ["same", "different", "unsure"])
def test_what_is_answered_is_not_asked_again_until_it_is_undone(store: Store, answer: Answer) -> None:
    before = asked(store)
    first = before[0].question
    batch = Decider(store.engine, "Eve", NOW).answer(first, answer, "")
    with reading(store.engine) as connection:
        assert question_between(connection, first.left[0], first.right[0]) is None
        assert first not in of_name(connection, "Wei Wang")
    assert first not in [one.question for one in asked(store)]
    Decider(store.engine, "Eve", NOW).undo(batch)
    assert asked(store) == before


def test_what_is_put_off_is_asked_last(store: Store) -> None:
    first, *others = asked(store)
    assert others
    Decider(store.engine, "Eve", NOW).answer(first.question, "later", "")
    *_, last = asked(store)
    assert (last.question, last.is_later) == (first.question, True)


def test_a_question_is_found_by_where_its_sides_begin(store: Store) -> None:
    with reading(store.engine) as connection:
        for one in queue(connection):
            assert question_between(connection, one.question.left[0], one.question.right[0]) == one
        assert question_between(connection, ("2501.00001", 0), ("nothing", 7)) is None


def test_a_name_has_its_own_questions_alone(store: Store) -> None:
    with reading(store.engine) as connection:
        assert of_name(connection, "wei  WANG") == [one.question for one in queue(connection)]
        assert of_name(connection, "Lotte Ockerbloem") == []


def test_what_was_decided_last_is_listed_by_number_and_differs_in_version(store: Store) -> None:
    first = asked(store)[0].question
    versions = {version(store)}
    eve = Decider(store.engine, "Eve", NOW + timedelta(1))
    number = eve.answer_all([first], "different", "I know both")
    versions.add(version(store))
    find(store, AuthorsSettings(different=(("2501.00001:1", "2501.00003:1"),)))
    versions.add(version(store))
    with reading(store.engine) as connection:
        (found,) = newest_batches(connection, 5)
    assert (found.batch, found.answer, found.who, found.why) == (number, "different", "Eve", "I know both")
    assert ((found.left[0].paper, found.left[0].position), found.when) == (first.left[0], NOW + timedelta(1))
    eve.undo(number)
    versions.add(version(store))
    with reading(store.engine) as connection:
        assert newest_batches(connection, 5) == []
    assert len(versions) == 4


def version(store: Store) -> str:
    with reading(store.engine) as connection:
        return review_version(connection)
