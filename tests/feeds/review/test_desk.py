"""Answers are kept by the functions of the command, for what was seen alone, also while a run writes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.identities.decided.decisions import SETTINGS, decisions
from enrich.people.person import Answer
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.review.desk import AskedQuestion, NotOpen, ReviewDesk, who_decides
from feeds.review.forms import Answering, Undoing
from tests.support.enriching import enrichment, report
from tests.support.identified import NOW, arrive, find, groups
from tests.support.processes import PATIENCE
from tests.support.reviewing import LINK, OPEN


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        arrive(opened, *OPEN)
        find(opened)
        yield opened


@pytest.fixture
def desk(store: Store) -> ReviewDesk:
    return ReviewDesk(store, Settings())


def sent(one: AskedQuestion, answer: Answer, is_for_all: bool = False) -> Answering:
    (left, at), (right, there) = one.left.rsplit(" ", 1), one.right.rsplit(" ", 1)
    return Answering((left, int(at)), (right, int(there)), one.seen, answer, is_for_all, "known to me")


def test_an_answer_is_a_decision_and_is_undone(
    store: Store, desk: ReviewDesk, caplog: pytest.LogCaptureFixture
) -> None:
    before, version = desk.state(is_public=False), desk.version()
    number = desk.keep(sent(before.questions[0], "same"), "Eve\nof old", NOW)
    with reading(store.engine) as connection:
        (one,) = decisions(connection)
    assert (one.answer, one.who, one.when, one.why) == ("same", "Eve\nof old", NOW, "known to me")
    after = desk.state(is_public=False)
    assert before.questions[0] not in after.questions
    assert [one.batch for one in after.decided] == [number]
    assert desk.version() != version
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert line.startswith("2026-02-01T00:00:00Z review: number 1, same: 2501.00001:1 and 2501.00006:1, by ")
    assert line.endswith(r"by 'Eve\nof old'")
    find(store)
    assert any({paper for paper, _ in spots} > {LINK.id} for spots in groups(store))
    desk.keep(Undoing(number), "Bob", NOW)
    find(store)
    assert desk.state(is_public=False).questions == before.questions


def test_all_of_a_name_is_answered_at_once(store: Store, desk: ReviewDesk) -> None:
    first, *others = desk.state(is_public=False).questions
    assert others
    number = desk.keep(sent(first, "unsure", is_for_all=True), "Eve", NOW)
    assert desk.state(is_public=False).questions == ()
    (one,) = desk.state(is_public=False).decided
    assert (one.batch, one.decisions) == (number, 1 + len(others))


def test_what_was_not_seen_so_is_not_answered(store: Store, desk: ReviewDesk) -> None:
    first = desk.state(is_public=False).questions[0]
    asked = sent(first, "same")
    for wrong in (replace_of(asked, seen="0" * 32), replace_of(asked, left=("2501.99999", 0))):
        with pytest.raises(NotOpen):
            desk.keep(wrong, "Eve", NOW)
    desk.keep(asked, "Eve", NOW)
    with pytest.raises(NotOpen):
        desk.keep(asked, "Bob", NOW)
    with pytest.raises(NotOpen):
        desk.keep(Undoing(99), "Eve", NOW)
    with reading(store.engine) as connection:
        assert len(decisions(connection)) == 1


def replace_of(one: Answering, **changes: object) -> Answering:
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return Answering(**(fields | changes))  # type: ignore[arg-type]


def test_an_answer_waits_while_a_run_writes(store: Store, desk: ReviewDesk) -> None:
    first = desk.state(is_public=False).questions[0]
    begun, kept = threading.Event(), threading.Event()

    def answer() -> None:
        begun.set()
        desk.keep(sent(first, "same"), "Eve", NOW)
        kept.set()

    with writing(store.engine, Lock.RECORDS):
        thread = threading.Thread(target=answer)
        thread.start()
        assert begun.wait(PATIENCE)
        assert not kept.wait(0.2)
        assert desk.state(is_public=True).questions, "reading goes on meanwhile"
    thread.join(PATIENCE)
    assert kept.is_set()


def test_the_public_sees_the_same_questions_without_who_decided(store: Store, desk: ReviewDesk) -> None:
    report(store, {LINK.id: enrichment()})
    find(store)
    mine, theirs = desk.state(is_public=False), desk.state(is_public=True)
    assert [one.seen for one in theirs.questions] == [one.seen for one in mine.questions]
    desk.keep(sent(mine.questions[0], "later"), "Eve", NOW)
    assert any(one.shown.is_later for one in desk.state(is_public=False).questions)
    state = desk.state(is_public=True)
    assert state.decided == ()
    assert not any(one.shown.is_later for one in state.questions)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Eve", "Eve"),
        (" Eve \n of\x00old ", "Eve of old"),
        ("", "admin"),
        ("\x00", "admin"),
        (SETTINGS, "admin"),
        (f" {SETTINGS} ", "admin"),
        ("x" * 200, "x" * 80),
    ],
)
def test_who_decides_is_one_short_line_and_never_the_settings(name: str, who: str) -> None:
    assert who_decides(name) == who
