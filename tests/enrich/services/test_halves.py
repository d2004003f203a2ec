from __future__ import annotations

import math

import pytest

from enrich.errors import BadAnswer, CoolingDown, NotAnswered, Refused
from enrich.http.messages import Failed
from enrich.services.halves import SICK, in_halves
from enrich.services.service import Answers
from enrich.statements.statement import Statement
from tests.support.services import WHEN

KEYS = tuple(f"k{n}" for n in range(500))


class Asked:
    """A service that fails whenever a poisonous key is in the question, and has nothing of keys with an odd number."""

    def __init__(self, *poisonous: str, error: NotAnswered | None = None) -> None:
        self.parts: list[tuple[str, ...]] = []
        self._poisonous = set(poisonous)
        self._error = error or Failed("it failed (500)")

    def __call__(self, part: tuple[str, ...]) -> Answers:
        self.parts.append(part)
        if self._poisonous & set(part):
            raise self._error
        even = {key: (Statement("x", key, WHEN),) for key in part if int(key[1:]) % 2 == 0}
        return Answers(even, frozenset(part) - even.keys(), (f"{len(part)} keys",))


def test_one_request_is_enough_when_nothing_fails() -> None:
    about = Asked()
    answers = in_halves(about, [*KEYS, "k0"])
    assert about.parts == [KEYS]
    assert len(answers.found) == len(answers.absent) == 250
    assert answers.problems == ("500 keys",)
    assert answers.stopped is None


@pytest.mark.parametrize("at", [0, 1, 249, 250, 499])
def test_a_key_at_fault_is_isolated_and_everything_else_is_answered(at: int) -> None:
    about = Asked(KEYS[at])
    answers = in_halves(about, KEYS)
    assert {*answers.found, *answers.absent} == {*KEYS} - {KEYS[at]}
    assert [line for line in answers.problems if line.startswith(f"{KEYS[at]}: ")]
    assert answers.stopped is None
    assert len(about.parts) <= 2 * math.ceil(math.log2(500)) + 1


@pytest.mark.parametrize("pair", [(0, 499), (0, 1), (124, 375), (250, 251)])
def test_two_keys_at_fault_are_both_found(pair: tuple[int, int]) -> None:
    about = Asked(*(KEYS[at] for at in pair))
    answers = in_halves(about, KEYS)
    assert {*answers.found, *answers.absent} == {*KEYS} - {KEYS[at] for at in pair}
    assert answers.stopped is None


def test_a_service_that_always_fails_is_ill_and_is_left_alone_soon() -> None:
    about = Asked(*KEYS)
    answers = in_halves(about, KEYS)
    assert len(about.parts) == SICK
    assert isinstance(answers.stopped, Failed)
    assert (answers.found, answers.absent, answers.problems) == ({}, frozenset(), ())


def test_one_key_alone_with_which_it_fails_is_no_answer() -> None:
    answers = in_halves(Asked("k0"), ["k0"])
    assert isinstance(answers.stopped, Failed)
    assert answers.problems == ()


@pytest.mark.parametrize("status", [400, 413, 414])
def test_a_question_that_is_refused_may_be_the_fault_of_a_key(status: int) -> None:
    answers = in_halves(Asked("k7", error=Refused("refused", status=status)), KEYS)
    assert {*answers.found, *answers.absent} == {*KEYS} - {"k7"}
    assert answers.stopped is None


@pytest.mark.parametrize("error", [BadAnswer("odd"), CoolingDown("later"), Refused("no such key", status=403)])
def test_any_other_error_ends_the_asking(error: NotAnswered) -> None:
    about = Asked("k3", error=error)
    answers = in_halves(about, KEYS)
    assert (about.parts, answers.stopped) == ([KEYS], error)


def test_what_was_answered_stays_when_the_service_stops_in_between() -> None:
    """The first half answers, the second one is refused."""

    def about(part: tuple[str, ...]) -> Answers:
        if len(part) == 500:
            raise Failed("it failed (504)")
        if part[0] == "k250":
            raise CoolingDown("later")
        return Answers(absent=frozenset(part))

    answers = in_halves(about, KEYS)
    assert answers.absent == {*KEYS[:250]}
    assert isinstance(answers.stopped, CoolingDown)


def test_nothing_is_asked_for_nothing() -> None:
    about = Asked()
    assert in_halves(about, ()) == Answers()
    assert about.parts == []
