"""The operator's feed: an entry when a problem begins, another when it ends, and never the same twice."""

from datetime import UTC, datetime, timedelta

import feedparser

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.operate.operator_feed import ops_files

NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)


def entries(store: Store) -> list[tuple[str, str]]:
    files = ops_files(Settings(), store.problems.last(100))
    feed = feedparser.parse(files["ops.atom"])
    assert not feed.bozo
    return [(entry.id, entry.title) for entry in feed.entries]


def test_a_problem_is_told_when_it_begins_and_when_it_ends() -> None:
    with Store("sqlite://") as store:
        assert entries(store) == []
        store.problems.note({"source:lab": "source lab fails"}, NOW)
        store.problems.note({"source:lab": "source lab fails still"}, NOW + timedelta(hours=1))
        began = entries(store)
        assert [title for _, title in began] == ["source lab fails"]
        store.problems.note({}, NOW + timedelta(hours=2))
        ended = entries(store)
        assert [title for _, title in ended] == ["Over: source lab fails", "source lab fails"]
        assert ended[1] == began[0]
        store.problems.note({"source:lab": "source lab fails"}, NOW + timedelta(hours=3))
        assert len({name for name, _ in entries(store)}) == 3


def test_every_format_is_there() -> None:
    assert set(ops_files(Settings(), [])) == {"ops.rss", "ops.atom", "ops.json"}
