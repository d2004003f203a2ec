"""A day's papers are taken in by one transaction and looked at after it: what happens between the two loses nobody."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from enrich.database.connection import reading
from enrich.identities import state, update
from enrich.identities.looking import everything
from enrich.store.store import Store
from tests.enrich.identities.test_killed_updates import corpus
from tests.support.identified import a_store, arrive, authored, find, groups, people

ORCID = "0000-0002-1825-0097"
BEFORE = authored("2501.99999", "Ada Obermüller", orcids={0: ORCID})
AFTER = authored("2501.99999", "Bo Ek", "Ada Obermüller", orcids={1: ORCID}, version=2)


class KilledUpdate(Exception):
    """As if the process were gone."""


@pytest.fixture
def begun(either: str) -> Iterator[Store]:
    """A store in which an update took in new papers and a changed list of authors, and was killed then."""
    with Store(either) as store, patch.object(update, "AT_ONCE", 0):
        arrive(store, *corpus(10), BEFORE)
        find(store)
        arrive(store, *corpus(40)[10:], AFTER)
        with patch.object(update, "_find_touched", side_effect=KilledUpdate), pytest.raises(KilledUpdate):
            find(store)
        assert standing(store).touched is not None
        yield store


def standing(store: Store) -> state.Progress:
    with reading(store.engine) as connection:
        return state.standing(connection)[0]


def holder(store: Store) -> list[str]:
    """Whose the author is that has changed places."""
    places = {(BEFORE.id, 0), (BEFORE.id, 1)}
    return [person for person, spots in people(store).items() if places & {*spots}]


def at_once() -> set[tuple[tuple[str, int], ...]]:
    with a_store() as other:
        arrive(other, *corpus(40), AFTER)
        find(other)
        return groups(other)


def test_one_that_is_killed_between_is_gone_on_with(begun: Store) -> None:
    before = holder(begun)
    find(begun)
    assert groups(begun) == at_once()
    assert holder(begun) == before, "who was there keeps the id"
    assert standing(begun).touched is None
    assert standing(begun).serial == begun.last_serial(), "its own numbers are not looked at again"


def test_a_paper_that_changes_again_is_followed(begun: Store) -> None:
    before = holder(begun)
    arrive(begun, authored(BEFORE.id, "Ada Obermüller", "Bo Ek", orcids={0: ORCID}, version=3))
    find(begun)
    assert holder(begun) == before


@pytest.mark.parametrize("changed_again", [False, True])
def test_with_another_rule_everything_is_looked_at_and_ids_stay(begun: Store, changed_again: bool) -> None:
    before = holder(begun)
    if changed_again:
        arrive(begun, authored(BEFORE.id, "Chen Quist", "Bo Ek", "Ada Obermüller", orcids={2: ORCID}, version=3))
    with patch.object(update, "rule_digest", lambda: "x"), patch.object(everything, "rule_digest", lambda: "x"):
        find(begun)
    place = 2 if changed_again else 1
    assert [person for person, spots in people(begun).items() if (BEFORE.id, place) in spots] == before
    assert standing(begun).touched is None


def test_what_another_process_wrote_meanwhile_is_not_written_again(begun: Store) -> None:
    look, others = update._look, iter([find])

    def beside(*given: object) -> object:
        found = look(*given)  # type: ignore[arg-type]
        for other in others:
            other(begun)
        return found

    with patch.object(update, "_look", beside):
        changed = find(begun)
    assert (changed.minted, changed.records) == (0, 0)
    assert groups(begun) == at_once()


def test_when_others_write_all_the_time_they_wait(begun: Store) -> None:
    with patch.object(update, "ATTEMPTS", 0):
        find(begun)
    assert groups(begun) == at_once()
