"""Quiet is told from broken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from enrich.asking.health import ServiceState
from enrich.store.documents import SourceState
from enrich.store.runs import Run
from feeds.operate.health import Facts, lines, problems, state, tried_again

TUESDAY = datetime(2026, 11, 17, 12, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
THANKSGIVING = datetime(2026, 11, 27, 12, tzinfo=UTC)


def run(status: str = "ok", **counts: int) -> Run:
    return Run(1, "run", TUESDAY, TUESDAY, status, counts, ("the disk is full",) if status == "failed" else ())


WELL = Facts(TUESDAY, [run()], [], None, None, 0, None)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (replace(WELL, runs=[]), "nothing was run yet"),
        (WELL, "quiet: asked, nothing new"),
        (replace(WELL, now=SATURDAY), "no announcement today"),
        (replace(WELL, now=THANKSGIVING), "holiday: Thanksgiving"),
        (replace(WELL, runs=[run(new=3)]), "well: 3 new records in the run of 2026-11-17 12:00 UTC"),
    ],
)
def test_a_day_without_problems_is_named(facts: Facts, sentence: str) -> None:
    assert problems(facts) == ()
    assert state(facts) == sentence
    assert lines(facts) == [sentence]


@pytest.mark.parametrize(
    ("facts", "key", "sentence"),
    [
        (
            replace(WELL, services=[ServiceState("openalex", None, TUESDAY - timedelta(days=1), "it answered 503")]),
            "service:openalex",
            "service openalex fails since Monday (it answered 503); what it said before stays",
        ),
        (
            replace(WELL, sources=[SourceState("lab", "feed", None, TUESDAY - timedelta(days=1), "404")]),
            "source:lab",
            "source lab fails since Monday (404)",
        ),
        (
            replace(WELL, sources=[SourceState("lab", "feed", None, TUESDAY - timedelta(days=20), "404")]),
            "source:lab",
            "source lab fails since 2026-10-28 (404)",
        ),
        (
            replace(WELL, cooling_until=TUESDAY + timedelta(minutes=140)),
            "arxiv:cooling",
            "cooling down until 14:20 UTC",
        ),
        (replace(WELL, newest=TUESDAY - timedelta(days=6)), "arxiv:stale", "stale: arXiv's newest is 6 days old"),
        (replace(WELL, runs=[run("failed")]), "run:failed", "the last run failed: the disk is full"),
    ],
)
def test_what_is_broken_is_named(facts: Facts, key: str, sentence: str) -> None:
    (problem,) = problems(facts)
    assert problem.key == key
    assert problem.text.startswith(sentence)
    assert lines(facts)[0] == problem.text


def test_a_weekend_does_not_make_arxiv_stale() -> None:
    friday = datetime(2026, 11, 13, 17, tzinfo=UTC)
    assert problems(replace(WELL, newest=friday, now=datetime(2026, 11, 16, 12, tzinfo=UTC))) == ()


def test_what_is_deferred_is_said_with_its_time() -> None:
    later = TUESDAY + timedelta(hours=2)
    sentences = lines(replace(WELL, deferred=2, next_try=later))
    assert sentences[0] == "2 look-ups deferred, tried again from 2026-11-17 14:00 UTC on"


@pytest.mark.parametrize("passed", [timedelta(), timedelta(seconds=20), timedelta(hours=1)])
def test_a_time_that_has_come_is_the_next_run(passed: timedelta) -> None:
    """Times are told to the minute: one within the present minute would be told as one that is past."""
    now = TUESDAY + timedelta(seconds=30)
    assert tried_again(TUESDAY + timedelta(seconds=50) - passed, now) == "tried again by the next run"
    assert tried_again(None, now) == "tried again by the next run"
    assert tried_again(TUESDAY + timedelta(minutes=1), now) == "tried again from 2026-11-17 12:01 UTC on"


@pytest.mark.parametrize(
    ("letters", "sentence"),
    [
        ((0, 0), None),
        ((1, 0), "1 letter of digests not delivered yet, tried again by the next run"),
        ((2, 1), "2 letters of digests not delivered yet, tried again by the next run; 1 letter of digests perhaps not delivered"),
        ((0, 2), "2 letters of digests perhaps not delivered, sent again by `paperwire notify --again` alone"),
    ],
)  # fmt: skip
def test_letters_that_did_not_arrive_are_said(letters: tuple[int, int], sentence: str | None) -> None:
    first, *rest = lines(replace(WELL, letters=letters))
    assert rest == ([state(WELL)] if sentence else [])
    assert first.startswith(sentence or state(WELL))
    assert sentence is None or first.endswith("`paperwire notify --dry-run` lists them")
