from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.arxiv.split_batch import BUDGET, split
from enrich.errors import BadAnswer, CoolingDown, NotAnswered, Refused, TryLater
from enrich.http.messages import Failed

IDS = tuple(f"2401.{n:05d}" for n in range(1, 1001))


class Server:
    """Answers with the ids it was asked for, unless one of `bad` is among them."""

    def __init__(self, bad: set[str], error: Callable[[Sequence[str]], NotAnswered]) -> None:
        self.bad = bad
        self.error = error
        self.asked: list[tuple[str, ...]] = []

    def ask(self, ids: Sequence[str], retries: int | None) -> tuple[str, ...]:
        self.asked.append(tuple(ids))
        if self.bad & set(ids):
            raise self.error([i for i in ids if i in self.bad])
        return tuple(ids)


def unnamed(ids: Sequence[str]) -> NotAnswered:
    return Refused("400", "u", 400, b"<h1>Bad request</h1>")


def named(ids: Sequence[str]) -> NotAnswered:
    body = f"<id>https://arxiv.org/api/errors#incorrect_id_format_for_{ids[0]}</id>"
    return Refused("400", "u", 400, body.encode())


def ill(ids: Sequence[str]) -> NotAnswered:
    return BadAnswer("not XML", "u")


def failed(ids: Sequence[str]) -> NotAnswered:
    return Failed("500", "u")


def test_what_goes_well_is_one_request() -> None:
    server = Server(set(), unnamed)
    assert split(IDS, server.ask).answers == [IDS]
    assert len(server.asked) == 1


def test_a_named_culprit_costs_one_more_request() -> None:
    server = Server({IDS[3]}, named)
    found = split(IDS, server.ask)
    assert list(found.refused) == [IDS[3]]
    assert len(server.asked) == 2
    assert set(found.answers[0]) == {*IDS} - {IDS[3]}


@pytest.mark.parametrize("at", [0, 1, 499, 500, 999])
def test_an_unnamed_culprit_is_found_by_halving(at: int) -> None:
    server = Server({IDS[at]}, unnamed)
    found = split(IDS, server.ask)
    assert (list(found.refused), list(found.doubted)) == ([], [IDS[at]])
    assert {i for part in found.answers for i in part} == {*IDS} - {IDS[at]}
    assert len(server.asked) <= 1 + 2 * math.ceil(math.log2(len(IDS)))


@pytest.mark.parametrize("error", [ill, failed])
def test_an_id_over_which_the_server_stumbles_does_not_keep_the_others_waiting(
    error: Callable[[Sequence[str]], NotAnswered],
) -> None:
    server = Server({IDS[700]}, error)
    found = split(IDS, server.ask)
    assert {i for part in found.answers for i in part} == {*IDS} - {IDS[700]}
    assert found.refused == {}, "it may be well another day"
    assert found.problems == (str(error([])),)


@pytest.mark.parametrize("error", [unnamed, ill, failed])
def test_a_server_that_stumbles_over_everything_is_soon_left_alone(
    error: Callable[[Sequence[str]], NotAnswered],
) -> None:
    server = Server({*IDS}, error)
    with pytest.raises(type(error([]))):
        split(IDS, server.ask)
    assert len(server.asked) == 5


@pytest.mark.parametrize("error", [unnamed, ill, failed])
def test_one_id_alone_that_goes_wrong_proves_nothing(error: Callable[[Sequence[str]], NotAnswered]) -> None:
    with pytest.raises(type(error([]))):
        split(IDS[:1], Server({IDS[0]}, error).ask)


def test_one_id_alone_that_is_named_is_refused() -> None:
    assert list(split(IDS[:1], Server({IDS[0]}, named).ask).refused) == [IDS[0]]


def test_a_name_that_was_not_asked_for_is_no_culprit() -> None:
    server = Server({IDS[1]}, lambda ids: named(["2401.0000"]))
    found = split(IDS[:8], server.ask)
    assert (list(found.refused), list(found.doubted)) == ([], [IDS[1]])
    assert len(server.asked) > 2


@pytest.mark.parametrize("error", [TryLater("busy", "u"), CoolingDown("pause", "u")])
def test_what_was_learned_before_a_pause_is_kept(error: TryLater) -> None:
    calls = 0

    def ask(ids: Sequence[str], retries: int | None) -> tuple[str, ...]:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise unnamed(ids)
        if calls == 2:
            return tuple(ids)
        raise error

    found = split(IDS, ask)
    assert found.answers == [IDS[:500]]
    assert found.problems == (str(error),)


def test_a_pause_before_anything_was_learned_is_the_callers() -> None:
    def ask(ids: Sequence[str], retries: int | None) -> None:
        raise CoolingDown("pause", "u")

    with pytest.raises(CoolingDown):
        split(IDS, ask)


@settings(max_examples=60, deadline=None)
@given(
    bad=st.sets(st.sampled_from(IDS[:64]), max_size=8), size=st.integers(1, 64), error=st.sampled_from([unnamed, ill])
)
def test_nothing_good_is_refused_and_nothing_bad_is_answered(
    bad: set[str], size: int, error: Callable[[Sequence[str]], NotAnswered]
) -> None:
    server = Server(bad, error)
    ids = IDS[:size]
    try:
        found = split(ids, server.ask)
    except NotAnswered:
        assert bad & set(ids)
    else:
        answered = [i for part in found.answers for i in part]
        assert len(answered) == len(set(answered))
        assert not bad & set(answered)
        assert found.refused == {}
        assert set(found.doubted) <= bad
    assert len(server.asked) <= BUDGET
