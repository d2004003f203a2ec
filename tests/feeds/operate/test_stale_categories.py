"""A category that stays at an old batch is named while others are fresh; small ones have a rhythm of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from enrich.options.sources import Source
from enrich.store.runs import Trouble
from enrich.store.store import Store
from feeds.disclosure import Disclosure
from feeds.operate.health import Facts, problems
from feeds.operate.public_status import public_facts, public_trouble
from feeds.operate.status import status
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Server
from tests.support.working import enrich, settings_for

Start = Callable[..., Server]
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def submitted(number: int, days: int, category: str) -> dict[str, Any]:
    """A paper that was submitted so many days ago."""
    day = FakeTime().now() - timedelta(days=days)
    versions = [{"version": "v1", "created": format_datetime(day, usegmt=True)}]
    return row(number, versions=versions, update_date=f"{day:%Y-%m-%d}", categories=category)


ARXIV = [
    *(submitted(n, 25, "cs.AI") for n in range(1, 4)),
    *(submitted(n, 1 + n % 3, "cs.LG") for n in range(11, 21)),
]
AI, LG = (Source(name=name, query=f"cat:{name}") for name in ("cs.AI", "cs.LG"))
NAMED = "source cs.AI: arXiv's newest is 25 days old"


def health(either: str, server: Server, time: FakeTime, read: Sequence[Source], kept: Sequence[Source]) -> Any:
    """What is said of how things go when these sources were read, and those are in the settings."""
    settings = settings_for(server.url, refresh=0)
    with Store(either) as store:
        enrich(store, settings, time, read)
        return status(store, settings.model_copy(update={"sources": tuple(kept)}), time.now())["health"]


@pytest.mark.parametrize(
    ("kept", "is_named"),
    [([AI, LG], True), ([AI], True), ([LG], False)],
    ids=["both", "the fresh one was taken out", "the old one was taken out"],
)
def test_a_category_at_an_old_batch_is_named_while_another_is_fresh(
    either: str, standin: Start, fake_time: FakeTime, kept: list[Source], is_named: bool
) -> None:
    lines = health(either, standin(ARXIV), fake_time, [AI, LG], kept)
    assert (NAMED in lines) is is_named
    assert not any(line.startswith("stale") for line in lines)


@pytest.mark.parametrize("kind", ["announcements", "feed", "set"])
def test_whatever_the_source_is_that_arxiv_feeds(standin: Start, fake_time: FakeTime, kind: str) -> None:
    server = standin(ARXIV)
    of_kind = {
        "announcements": ("cs.AI",), "feed": f"{server.url}/rss/cs.AI", "set": "cs:cs:AI",
    }  # fmt: skip
    source = Source(name="cs.AI", **{kind: of_kind[kind]})
    listed = Source(name="cs.AI", ids=tuple(f"2401.{n:05d}" for n in range(1, 4)))
    settings = settings_for(server.url, refresh=0)
    with Store("sqlite://") as store:
        enrich(store, settings, fake_time, [listed, LG])
        found = status(store, settings.model_copy(update={"sources": (source, LG)}), fake_time.now())["health"]
    assert NAMED in found


def ago(*days: float) -> list[datetime]:
    return [NOW - timedelta(days=one) for one in days]


@pytest.mark.parametrize(
    ("days", "late"),
    [
        (ago(25), True),
        (ago(25, 26, 27), True),
        (ago(2, 3, 4), False),
        (ago(25, 45, 50), False),
        (ago(45, 60, 80), True),
        (ago(), False),
    ],
    ids=["one batch", "daily", "fresh", "small, in its rhythm", "small, overdue", "nothing yet"],
)
def test_a_small_category_has_its_rhythm(days: list[datetime], late: bool) -> None:
    facts = Facts(NOW, [], [], None, NOW - timedelta(days=1), 0, None, categories={"x": days, "y": ago(1, 2, 3)})
    assert [one.key for one in problems(facts)] == (["stale:x"] if late else [])


def test_when_all_are_old_it_is_said_once() -> None:
    old = {"x": ago(9, 10, 11), "y": ago(8, 9, 10)}
    facts = Facts(NOW, [], [], None, NOW - timedelta(days=8), 0, None, categories=old)
    assert [(one.key, one.text) for one in problems(facts)] == [
        ("arxiv:stale", "stale: arXiv's newest is 8 days old")
    ]  # fmt: skip


def test_in_public_a_private_source_is_not_named() -> None:
    private = Disclosure(private=frozenset({"x"}))
    facts = Facts(NOW, [], [], None, NOW, 0, None, categories={"x": ago(25), "y": ago(1)})
    assert problems(public_facts(facts, private)) == ()
    trouble = Trouble("stale:x", "source x: arXiv's newest is 25 days old", NOW, None)
    assert "x" not in public_trouble(trouble, private).text.split()
    assert public_trouble(replace(trouble, key="stale:z"), private).text == trouble.text
