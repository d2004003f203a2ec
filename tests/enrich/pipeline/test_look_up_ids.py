"""What an answer says of a look-up, and what is asked for together."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich import due
from enrich.errors import BadAnswer, CoolingDown, NotAnswered, NotThere, Refused, TryLater
from enrich.pipeline.company import portion
from enrich.pipeline.look_up_ids import PATIENCE, Tally, deferred, in_order, verdicts
from enrich.record import Outcome, Record
from enrich.store.lookups import LookUp, Settled
from tests.support.papers import paper

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
NAME = "2507.13575"


@dataclass(frozen=True)
class Page:
    """An answer, as far as it is believed."""

    records: tuple[Record, ...] = ()
    problems: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    doubted: Mapping[str, str] = field(default_factory=dict)


def lookup(name: str = NAME, tries: int = 0) -> LookUp:
    return LookUp(f"id:{name}", "id", name, Outcome.DEFERRED, tries, None, NOW)


def verdict(page: Page, **before: object) -> Settled:
    (settled,) = verdicts([replace(lookup(), **before)], page, 7, NOW)  # type: ignore[arg-type]
    return settled


# ---------------------------------------------------------------- verdicts

ABSENT = Page(absent=(NAME,))


@pytest.mark.parametrize(
    ("page", "before", "outcome", "wait", "absent_run"),
    [
        (Page((paper(),)), {}, Outcome.FOUND, None, None),
        (Page((paper(withdrawn=True),)), {}, Outcome.WITHDRAWN, None, None),
        (Page((paper(),)), {"absent_run": 3}, Outcome.FOUND, None, None),
        (Page((paper(),), absent=(NAME,)), {}, Outcome.FOUND, None, None),
        (Page(refused={NAME: "incorrect id format"}), {}, Outcome.MALFORMED, None, None),
        (Page(doubted={NAME: "400"}), {}, Outcome.DEFERRED, timedelta(days=1), None),
        (Page(doubted={NAME: "400"}), {"tries": 2, "absent_run": 3}, Outcome.DEFERRED, timedelta(days=7), 3),
        (ABSENT, {}, Outcome.DEFERRED, timedelta(0), 7),
        (ABSENT, {"absent_run": 7}, Outcome.DEFERRED, timedelta(0), 7),
        (ABSENT, {"absent_run": 6}, Outcome.MISSING, timedelta(days=30), 7),
        (ABSENT, {"outcome": Outcome.MISSING, "absent_run": 2}, Outcome.MISSING, timedelta(days=30), 7),
        (Page(), {}, Outcome.DEFERRED, timedelta(minutes=15), None),
        (Page(), {"tries": 3, "absent_run": 6}, Outcome.DEFERRED, timedelta(minutes=120), 6),
        (Page((paper(id="2507.00001"),)), {}, Outcome.DEFERRED, timedelta(minutes=15), None),
        (Page(), {"outcome": Outcome.MISSING, "absent_run": 2}, Outcome.MISSING, timedelta(minutes=15), 2),
    ],
)
def test_a_verdict_follows_from_the_answer_and_from_what_was_known(
    page: Page, before: dict[str, object], outcome: Outcome, wait: timedelta | None, absent_run: int | None
) -> None:
    settled = verdict(page, **before)
    assert settled.verdict.outcome is outcome
    assert settled.verdict.next_try == (None if wait is None else NOW + wait)
    assert settled.verdict.id == (NAME if outcome in (Outcome.FOUND, Outcome.WITHDRAWN) else None)
    assert settled.absent_run == absent_run
    assert settled.verdict.reason
    assert settled.asked


def test_every_lookup_gets_one_verdict() -> None:
    asked = [lookup(f"2507.{n:05d}") for n in range(1, 9)]
    page = Page((paper(id="2507.00001"),), absent=("2507.00002",), refused={"2507.00003": "why"})
    assert [one.key for one in verdicts(asked, page, 1, NOW)] == [one.key for one in asked]


def test_what_is_deferred_waits_longer_each_time_but_not_when_nobody_was_asked() -> None:
    until = NOW + timedelta(hours=20)
    assert deferred(lookup(tries=4), "why", NOW, None).verdict.next_try == due.after_failure(4, NOW)
    assert deferred(lookup(), "why", NOW, until).verdict.next_try == until
    assert not deferred(lookup(), "why", NOW, None, asked=False).asked


# ---------------------------------------------------------------- what is asked for together


@given(
    tries=st.lists(st.integers(0, 5), max_size=40),
    refresh=st.lists(st.integers(0, 60), max_size=20),
    size=st.integers(1, 15),
)
def test_batches_hold_each_id_once_in_as_few_portions_as_can_be(
    tries: list[int], refresh: list[int], size: int
) -> None:
    lookups = [lookup(f"2507.{n:05d}", tries=count) for n, count in enumerate(tries)]
    again = [f"2507.{n:05d}" for n in refresh]
    left, found = deque(in_order(lookups, again)), []
    while left:
        found.append(portion(left, size, set))
    flat = [name for batch in found for name in batch]
    assert sorted(flat) == sorted({*again, *(one.question for one in lookups)})
    assert all(len(batch) == size for batch in found[:-1])
    order = [tries[int(name[5:])] for name in flat if int(name[5:]) < len(tries)]
    assert order == sorted(order), "what failed most often is asked last"


# ---------------------------------------------------------------- when it is enough


def stops_after(errors: Sequence[NotAnswered], *, split: bool = False) -> int | None:
    tally = Tally()
    for number, error in enumerate(errors, 1):
        tally.went_wrong(error, split=split)
        if tally.stopped:
            return number
    return None


def test_a_cool_down_ends_the_asking_at_once() -> None:
    assert stops_after([CoolingDown("pause")]) == 1


@pytest.mark.parametrize("error", [TryLater("silence"), BadAnswer("noise")])
def test_several_ill_answers_in_a_row_end_it(error: NotAnswered) -> None:
    assert stops_after([error] * 5) == PATIENCE
    assert stops_after([error, Refused("a wrong query")] * 3) is not None


def test_a_request_that_was_split_in_vain_ends_it_at_once() -> None:
    assert stops_after([TryLater("silence")], split=True) == 1
    assert stops_after([BadAnswer("noise")], split=True) is None
    assert stops_after([Refused("every half of it")] * 3, split=True) == PATIENCE


@pytest.mark.parametrize("error", [Refused("a wrong query"), NotThere("a wrong address")])
def test_a_question_that_is_wrong_says_nothing_of_the_others(error: NotAnswered) -> None:
    assert stops_after([error] * 9) is None


def test_an_answer_between_two_failures_makes_them_single() -> None:
    tally = Tally()
    for _ in range(5):
        tally.went_wrong(TryLater("silence"))
        tally.went_well()
    assert tally.stopped is None
