"""Facts about what the server keeps of its answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.serve.answers import AnswerCache, Since

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_an_answer_is_there_while_the_data_are_the_same() -> None:
    answers = AnswerCache()
    answers.keep(("atom", "q=a"), "1", b"body")
    assert answers.get(("atom", "q=a"), "1") == b"body"
    assert answers.get(("atom", "q=a"), "2") is None
    assert answers.get(("rss", "q=a"), "1") is None


def test_answers_are_bounded_and_those_not_asked_for_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.serve.answers.REMEMBERED", 250)
    answers = AnswerCache()
    for name in ("a", "b"):
        answers.keep((name, ""), "1", bytes(100))
    assert answers.get(("a", ""), "1") is not None
    answers.keep(("c", ""), "1", bytes(100))
    assert [answers.get((name, ""), "1") is not None for name in ("a", "b", "c")] == [True, False, True]


def test_an_answer_that_is_kept_again_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.serve.answers.REMEMBERED", 250)
    answers = AnswerCache()
    for version in "12345":
        answers.keep(("a", ""), version, bytes(100))
    answers.keep(("b", ""), "1", bytes(100))
    assert answers.get(("a", ""), "5") == bytes(100)


def test_bytes_are_as_they_are_since_they_were_seen_first() -> None:
    clock = Clock()
    since = Since(clock)
    first = since("a.atom", "digest")
    assert first == int(NOW.timestamp())
    clock.now += timedelta(seconds=5)
    assert since("a.atom", "digest") == first
    assert since("a.atom", "other") == first + 5


def test_a_second_is_over_when_the_next_has_begun() -> None:
    clock = Clock()
    since = Since(clock)
    second = since("a.atom", "digest")
    clock.now += timedelta(seconds=0.9)
    assert not since.is_over(second)
    clock.now += timedelta(seconds=0.1)
    assert since.is_over(second)


def test_moments_are_bounded_in_number() -> None:
    clock = Clock()
    since = Since(clock, most=2)
    first = since("a", "x")
    clock.now += timedelta(seconds=5)
    since("b", "x")
    assert since("a", "x") == first
    since("c", "x")
    assert (since("a", "x"), since("b", "x")) == (first, first + 5)
    since("c", "x")
    assert since("a", "x") == first + 5
