from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from enrich.database.connection import reading
from enrich.errors import CoolingDown, TryLater
from enrich.http.messages import Failed
from enrich.store.codec import read_enrichment
from enrich.store.schema import changes, enrichments, records, service_answers, service_asks
from enrich.store.store import Store
from tests.enrich.asking.local_service import Clock, LocalService, paper, rounds
from tests.support.keeping import START, keep


@pytest.fixture
def clock() -> Clock:
    return Clock(START + timedelta(days=30))


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        keep(opened, [paper("1"), paper("2"), paper("3")])
        yield opened


def kept(store: Store) -> dict[str, str | None]:
    """Record -> the venue, or else the DOI, that it keeps."""
    with reading(store.engine) as connection:
        rows = connection.execute(select(enrichments.c.record, enrichments.c.body)).all()
    found = {name: read_enrichment(body).publication for name, body in rows if body is not None}
    return {name: one.venue or one.doi if one else None for name, one in found.items()}


def serials(store: Store) -> dict[str, int]:
    with reading(store.engine) as connection:
        return dict(connection.execute(select(records.c.id, records.c.serial)).all())


def test_every_paper_is_asked_once_in_as_few_requests_as_fit(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/b"}, absent={"3"})
    done = rounds(store, clock, index)
    assert index.asked == [("1", "2"), ("3",)]
    assert done.answered == {"openalex": 3}
    assert kept(store) == {"1": "10.1/a", "2": "10.1/b", "3": None}
    assert rounds(store, clock, index).answered == {}
    assert len(index.asked) == 2


def test_what_one_service_says_is_what_another_is_asked(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/b", "3": "10.1/a"})
    publisher = LocalService("crossref", by_doi=True, dois={"10.1/a": "10.1/a", "10.1/b": "10.1/b"})
    index.meanwhile = lambda: clock.pass_days(1 / 24)
    rounds(store, clock, publisher, index)
    assert publisher.asked == [("10.1/a", "10.1/b")], "a request that is not full waits for the others"
    assert kept(store) == {"1": "Journal of 10.1/a", "2": "Journal of 10.1/b", "3": "Journal of 10.1/a"}


def test_what_is_known_from_the_first_time_on_is_no_change_and_what_comes_later_is(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a"}, absent={"2", "3"})
    rounds(store, clock, index)
    before = serials(store)
    index.dois = {"1": "10.1/a", "2": "10.1/b"}
    index.absent = {"3"}
    clock.pass_days(366)
    assert rounds(store, clock, index).changed == 1
    with reading(store.engine) as connection:
        noted = connection.execute(select(changes.c.record, changes.c.field, changes.c.source)).all()
    assert [tuple(row) for row in noted] == [("2", "enrichment.publication", "openalex")]
    after = serials(store)
    assert {name for name in after if after[name] != before[name]} == {"2"}


def test_a_retraction_that_is_known_from_the_first_time_on_is_a_change_all_the_same(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/retracted"}, absent={"3"})
    rounds(store, clock, index)
    with reading(store.engine) as connection:
        noted = connection.execute(select(changes.c.record, changes.c.field, changes.c.old, changes.c.new)).all()
    assert [(name, field, old) for name, field, old, _ in noted] == [("2", "enrichment.notices", [])]
    assert noted[0].new[0]["kind"] == "retraction"


def test_to_hear_the_same_again_changes_nothing(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"})
    rounds(store, clock, index)
    before = serials(store)
    clock.pass_days(366)
    assert rounds(store, clock, index).changed == 0
    assert len(index.asked) == 4
    assert serials(store) == before


@pytest.mark.parametrize(
    "why", [TryLater("busy"), CoolingDown("rests", until=START + timedelta(days=31))], ids=["busy", "resting"]
)
def test_a_service_that_fails_costs_only_its_own_freshness(store: Store, clock: Clock, why: TryLater) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"})
    ill = LocalService("inspire", fails=lambda keys: why)
    done = rounds(store, clock, ill, index)
    assert kept(store) == {"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"}
    assert (done.problems, done.new_failures) == ({"inspire": str(why)}, ("inspire",))
    clock.pass_days(2)
    assert rounds(store, clock, ill, index).new_failures == (), "that it fails still is no news"
    ill.fails = lambda keys: None
    ill.dois = {"1": "10.1/a"}
    clock.pass_days(2)
    assert rounds(store, clock, ill, index).problems == {}
    ill.fails = lambda keys: why
    clock.pass_days(2)
    assert rounds(store, clock, ill, index).new_failures == ("inspire",)


@pytest.mark.parametrize(("why", "questions"), [(Failed("failed (500)"), 1), (TryLater("busy"), 2)])
def test_a_service_that_failed_on_every_part_of_a_question_is_left_alone_in_this_run(
    store: Store, clock: Clock, why: TryLater, questions: int
) -> None:
    ill = LocalService("inspire", batch=2, fails=lambda keys: why)
    rounds(store, clock, ill)
    assert ill.asked == [("1", "2"), ("3",)][:questions]


def test_what_a_service_had_yesterday_it_must_deny_twice(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"})
    rounds(store, clock, index)
    index.dois, index.absent = {}, {"1", "2", "3"}
    clock.pass_days(366)
    rounds(store, clock, index)
    assert kept(store) == {"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"}
    clock.pass_days(2)
    rounds(store, clock, index)
    assert kept(store) == {"1": None, "2": None, "3": None}


def test_a_new_paper_is_asked_for_at_set_ages_and_then_once_a_year(tmp_path: object) -> None:
    clock = Clock(START)
    index = LocalService("openalex", dois={"4": "10.1/d"})
    asked_at = []
    index.meanwhile = lambda: asked_at.append((clock.now() - START).days)
    with Store(f"sqlite:///{tmp_path}/new.db") as store:
        keep(store, [paper("4", START)])
        for day in (0, 1, 2, 6, 7, 8, 29, 30, 31, 89, 90, 91, 300, 454, 455, 456):
            clock.time = START + timedelta(days=day)
            rounds(store, clock, index)
    assert asked_at == [1, 7, 30, 90, 455]


def test_a_run_that_was_killed_between_two_answers_is_gone_on_with(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"})

    def killed() -> None:
        if len(index.asked) == 2:
            raise KeyboardInterrupt

    index.meanwhile = killed
    with pytest.raises(KeyboardInterrupt):
        rounds(store, clock, index)
    index.meanwhile = lambda: None
    rounds(store, clock, index)
    assert index.asked == [("1", "2"), ("3",), ("3",)]
    assert kept(store) == {"1": "10.1/a", "2": "10.1/b", "3": "10.1/c"}


def test_a_key_that_a_paper_has_no_longer_is_not_asked_and_not_believed(store: Store, clock: Clock) -> None:
    index = LocalService("openalex", dois={"1": "10.1/a"}, absent={"2", "3"})
    publisher = LocalService("crossref", by_doi=True, dois={"10.1/a": "10.1/a", "10.1/z": "10.1/z"})
    rounds(store, clock, publisher, index)
    index.dois = {"1": "10.1/z"}
    clock.pass_days(366)
    rounds(store, clock, publisher, index)
    with reading(store.engine) as connection:
        asks = connection.execute(select(service_asks.c.key).where(service_asks.c.service == "crossref"))
        assert list(asks.scalars()) == ["10.1/z"]
        assert set(connection.execute(select(service_answers.c.key)).scalars()) >= {"10.1/a", "10.1/z"}
    assert kept(store)["1"] == "Journal of 10.1/z"
