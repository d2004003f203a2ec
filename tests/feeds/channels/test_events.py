"""Facts about what counts as an event of a known paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from enrich.record import Change, Version
from feeds.channels.events import events_of
from tests.support.papers import PUBLISHED, UPDATED, paper

SEEN = datetime(2025, 8, 1, tzinfo=UTC)
RECORD = paper(versions=(Version(1, PUBLISHED), Version(2, UPDATED)))


def changed(*fields: tuple[str, Any, Any], run: int = 7, when: datetime = SEEN) -> list[Change]:
    return [Change(RECORD.id, field, old, new, "arxiv-api", when, run) for field, old, new in fields]


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ([("version", 1, 2)], ["v2"]),
        ([("version", 2, 1)], []),
        ([("title", "A", "B")], []),
        ([("dois", [], ["10.1/x"])], ["doi"]),
        ([("dois", ["10.1/x"], ["10.1/x", "10.1/Y<2>"])], ["doi-10.1/y%3C2%3E"]),
        ([("dois", ["10.1/x"], ["10.1/y"])], ["doi-10.1/y"]),
        ([("dois", ["10.1/x"], ["10.1/X"])], []),
        ([("dois", ["10.1/x", "10.1/y"], ["10.1/y"])], []),
        ([("dois", ["10.1/x"], ["10.1/y"]), ("journal_ref", None, "J. 1")], ["journal-ref"]),
        ([("dois", ["10.1/x"], [])], []),
        ([("journal_ref", None, "J. 1")], ["journal-ref"]),
        ([("journal_ref", "J. 1", "J. 2")], []),
        ([("dois", [], ["10.1/x"]), ("journal_ref", None, "J. 1")], ["doi"]),
        ([("withdrawn", False, True)], ["withdrawn"]),
        ([("withdrawn", True, False)], []),
        ([("version", 1, 2), ("withdrawn", False, True)], ["withdrawn-v2"]),
        ([("version", 1, 2), ("dois", [], ["10.1/x"])], ["v2", "doi"]),
    ],
)
def test_news_are_new_versions_publications_and_withdrawals(
    fields: list[tuple[str, Any, Any]], keys: list[str]
) -> None:
    assert [event.key for event, _ in events_of(RECORD, changed(*fields))] == keys


def test_a_new_version_has_arxivs_date_and_links_to_it() -> None:
    ((event, run),) = events_of(RECORD, changed(("version", 1, 2)))
    assert (event.when, event.version, run) == (UPDATED, 2, 7)


def test_a_publication_has_the_date_on_which_it_was_seen_and_names_where() -> None:
    ((event, _),) = events_of(RECORD, changed(("dois", [], ["10.1/x"]), ("journal_ref", None, "J. 1")))
    assert event.when == SEEN
    assert "10.1/x" in event.note
    assert "J. 1" in event.note


def test_what_comes_and_goes_and_comes_again_is_told_once() -> None:
    later = SEEN + timedelta(days=1)
    history = [
        *changed(("dois", [], ["10.1/x"])),
        *changed(("dois", ["10.1/x"], []), run=8, when=later),
        *changed(("dois", [], ["10.1/x"]), run=9, when=later + timedelta(days=1)),
    ]
    assert [(event.key, run) for event, run in events_of(RECORD, history)] == [("doi", 7)]
