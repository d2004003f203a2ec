"""Sources that arXiv itself feeds: queries, sets, announcements; nothing is lost when they fail half way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from enrich.arxiv.oai import HarvestState, resumed
from enrich.options.sources import Source
from enrich.pipeline import arxiv_sources as newest
from enrich.pipeline.arxiv_sources import LATER_PAGE, reopened
from enrich.record import Outcome
from enrich.store.store import Store
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Paper, Server
from tests.support.working import enrich, listed, outcomes, settings_for

Start = Callable[..., Server]
QUERY = Source(name="new", query="cat:cs.LG")
SET = Source(name="set", set="cs:cs:LG")
TODAY = Source(name="today", announcements=("cs.LG", "stat.ML"))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite://") as opened:
        yield opened


def submitted(number: int, **more: Any) -> dict[str, Any]:
    """A paper that was submitted so many minutes after the first."""
    day = FakeTime().now() - timedelta(days=30) + timedelta(minutes=number)
    versions = [{"version": "v1", "created": format_datetime(day, usegmt=True)}]
    return row(number, **({"versions": versions, "update_date": f"{day:%Y-%m-%d}"} | more))


def publish_more(server: Server, first: int, last: int) -> None:
    """New papers appear at arXiv, and its search knows them."""
    papers = server.arxiv.papers
    papers |= {paper.id: paper for paper in (Paper(submitted(n)) for n in range(first, last + 1))}
    server.arxiv.by_change = sorted(papers.values(), key=lambda paper: (paper.changed, paper.id))
    server.arxiv.__dict__.pop("index", None)


def asked(server: Server) -> int:
    return int(server.log.summary()["requests"])


def fault(path: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "kind": kind, **more}


# ---------------------------------------------------------------- queries


def test_a_query_brings_papers_newest_first_with_one_request_and_no_other(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([submitted(n) for n in range(1, 41)])
    source = Source(name="new", query="cat:cs.LG", limit=15)
    work = enrich(store, settings_for(server.url), fake_time, [source])
    assert (work.new, asked(server)) == (15, 1)
    assert set(outcomes(store)) == {f"2401.{n:05d}" for n in range(26, 41)}
    assert set(outcomes(store).values()) == {Outcome.FOUND}


def test_a_query_stops_at_what_is_known(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin([submitted(n) for n in range(1, 801)])
    settings = settings_for(server.url, refresh=0)
    enrich(store, settings, fake_time, [QUERY])
    assert (asked(server), len(outcomes(store))) == (1, 800)
    enrich(store, settings, fake_time, [QUERY])
    assert asked(server) == 2
    publish_more(server, 801, 801 + LATER_PAGE)
    work = enrich(store, settings, fake_time, [QUERY])
    assert (work.new, asked(server)) == (LATER_PAGE + 1, 4)


def test_what_was_new_between_two_failing_runs_is_not_lost(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin([submitted(n) for n in range(1, 11)])
    settings = settings_for(server.url, refresh=0, retries=0)
    enrich(store, settings, fake_time, [QUERY])
    publish_more(server, 11, 20 + 2 * LATER_PAGE)
    server.faults.set([fault("/api", "status", status=500, nth=[3])])
    work = enrich(store, settings, fake_time, [QUERY])
    assert "source new" in work.source_problems[0]
    assert work.is_open
    assert len(outcomes(store)) == 10 + 2 * LATER_PAGE, "what came is kept"
    enrich(store, settings, fake_time, [QUERY])
    assert len(outcomes(store)) == 20 + 2 * LATER_PAGE


@pytest.mark.parametrize(("kind", "lost"), [("dated", 1), ("fewer", 6)])
def test_a_gap_in_an_answer_is_filled_by_the_next_run(
    standin: Start, fake_time: FakeTime, store: Store, monkeypatch: pytest.MonkeyPatch, kind: str, lost: int
) -> None:
    monkeypatch.setattr(newest, "FIRST_PAGE", 20)
    monkeypatch.setattr(newest, "LATER_PAGE", 5)
    server = standin([submitted(n) for n in range(1, 41)])
    settings = settings_for(server.url, refresh=0)
    server.faults.set([fault("/api", kind, nth=[2])])
    work = enrich(store, settings, fake_time, [QUERY])
    assert work.new == 40 - lost
    assert work.warnings
    publish_more(server, 41, 47)
    enrich(store, settings, fake_time, [QUERY])
    assert len(outcomes(store)) == 47
    before = asked(server)
    enrich(store, settings, fake_time, [QUERY])
    assert asked(server) == before + 1


@pytest.mark.parametrize("kind", ["blank", "empty"])
def test_a_later_page_that_is_empty_is_not_believed_and_the_next_run_goes_on_there(
    standin: Start, fake_time: FakeTime, store: Store, kind: str
) -> None:
    """arXiv spoke of 1,118 papers and sent 1,000; its second page is a feed of zero of zero papers."""
    server = standin([submitted(n) for n in range(1, 1119)])
    settings, source = settings_for(server.url, refresh=0), Source(name="new", query="cat:cs.LG", limit=2000)
    server.faults.set([fault("/api", kind, contains="start=1000")])
    work = enrich(store, settings, fake_time, [source])
    assert (work.is_open, work.new, asked(server)) == (True, 1000, 4), "it is asked again twice, and what came is kept"
    (problem,) = work.source_problems
    assert problem.startswith("source new: ")
    assert problem.endswith("; 1,000 papers were read and are kept, and the next run goes on from number 1,001")
    if kind == "blank":
        assert "sent no paper from number 1,001 on, although arXiv spoke of 1,118 papers" in problem
    publish_more(server, 1119, 1150)
    server.faults.set([])
    work = enrich(store, settings, fake_time, [source])
    assert (work.is_open, work.new, asked(server)) == (False, 150, 6), "one page of what is new, one of what was left"
    assert enrich(store, settings, fake_time, [source]).new == 0
    assert asked(server) == 7


def test_a_query_that_had_papers_and_has_none_now_is_not_believed(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([submitted(n) for n in range(1, 11)])
    settings = settings_for(server.url, refresh=0)
    enrich(store, settings, fake_time, [QUERY])
    server.faults.set([fault("/api", "blank")])
    work = enrich(store, settings, fake_time, [QUERY])
    assert "sent no paper from number 1 on, although arXiv spoke of papers" in work.source_problems[0]
    server.faults.set([])
    assert not enrich(store, settings, fake_time, [QUERY]).is_open


def test_a_query_that_arxiv_does_not_understand_is_named_and_the_others_go_on(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([submitted(n) for n in range(1, 6)])
    bad = [Source(name=f"bad {n}", query='ti:"open') for n in range(4)]
    work = enrich(store, settings_for(server.url), fake_time, [*bad, QUERY, listed(["2401.00001"])])
    assert [problem.split(":")[0] for problem in work.source_problems] == [f"source bad {n}" for n in range(4)]
    assert work.new == 5


def test_one_source_that_fails_does_not_stop_the_others(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin([submitted(n) for n in range(1, 6)], faults=[fault("/rss", "status", status=500)])
    work = enrich(store, settings_for(server.url), fake_time, [TODAY, QUERY, listed(["2401.00001"])])
    assert (work.new, len(work.source_problems)) == (5, 1)
    states = {state.name: state for state in store.intake.sources()}
    assert states["today"].failing_since == fake_time.wall.replace(hour=12, minute=0, second=0, microsecond=0)
    assert states["new"].problem is None


# ---------------------------------------------------------------- sets


@pytest.mark.parametrize("source", [SET, Source(name="set", set="cs.LG")], ids=["set", "category"])
def test_a_set_is_harvested_once_and_then_by_what_changed(
    standin: Start, fake_time: FakeTime, store: Store, source: Source
) -> None:
    server = standin([submitted(n) for n in range(1, 31)], oai_page=10)
    settings = settings_for(server.url, refresh=0)
    assert enrich(store, settings, fake_time, [source]).new == 30
    first = asked(server)
    assert "set=cs%3Acs%3ALG" in server.log.rows[0]["query"]
    assert first == 6, "three pages in each of two formats"
    assert set(outcomes(store).values()) == {Outcome.FOUND}
    publish_more(server, 31, 35)
    assert enrich(store, settings, fake_time, [source]).new == 5
    assert "from=" in server.log.rows[first]["query"]


def test_a_harvest_goes_on_from_the_last_complete_page(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin([submitted(n) for n in range(1, 41)], oai_page=10)
    settings = settings_for(server.url, refresh=0, retries=0)
    server.faults.set([fault("/oai", "status", status=500, nth=[5])])
    work = enrich(store, settings, fake_time, [SET])
    assert (work.new, work.is_open) == (20, True)
    before = asked(server)
    work = enrich(store, settings, fake_time, [SET])
    assert (work.new, work.source_problems) == (20, ())
    assert asked(server) == before + 4, "only the pages that were not kept"
    assert len(outcomes(store)) == 40


@pytest.mark.parametrize("place", ["save", "keep_harvest_page"])
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_crash_between_mentions_and_page_loses_nothing(
    standin: Start, fake_time: FakeTime, store: Store, monkeypatch: pytest.MonkeyPatch, place: str, page: int
) -> None:
    server = standin([submitted(n) for n in range(1, 31)], oai_page=10)
    settings = settings_for(server.url, refresh=0)
    owner = store.intake if place == "save" else store
    real, calls = getattr(owner, place), 0

    def crash(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == page:
            raise KeyboardInterrupt
        return real(*args, **more)

    monkeypatch.setattr(owner, place, crash)
    with pytest.raises(KeyboardInterrupt):
        enrich(store, settings, fake_time, [SET])
    monkeypatch.setattr(owner, place, real)
    enrich(store, settings, fake_time, [SET])
    assert outcomes(store) == {f"2401.{n:05d}": Outcome.FOUND for n in range(1, 31)}
    assert len(store.order()) == 30


# ---------------------------------------------------------------- announcements


def test_all_categories_are_asked_for_in_one_request_and_their_papers_in_another(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([submitted(n, update_date="2024-05-06") for n in range(1, 8)])
    work = enrich(store, settings_for(server.url), fake_time, [TODAY])
    assert (work.new, [r["path"] for r in server.log.rows]) == (7, ["/rss/cs.LG+stat.ML", "/api/query"])
    record = store.records.get(["2401.00003"])["2401.00003"]
    assert {mark.source for mark in record.provenance} == {"arxiv-api"}


def test_an_announcement_that_cannot_be_believed_is_asked_for_again(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([submitted(1, update_date="2024-05-06")], faults=[fault("/rss", "truncate", nth=[1, 2])])
    work = enrich(store, settings_for(server.url), fake_time, [TODAY])
    assert (work.new, work.source_problems) == (1, ())


def test_while_the_api_cools_down_announcements_answer_and_a_later_run_completes_them(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin(
        [submitted(n, update_date="2024-05-06", comments="12 pages") for n in range(1, 6)],
        faults=[fault("/api", "status", status=503)],
    )
    settings = settings_for(server.url, refresh=0)
    work = enrich(store, settings, fake_time, [TODAY])
    assert (work.new, work.deferred) == (5, 0)
    assert set(outcomes(store).values()) == {Outcome.FOUND}
    early = store.records.get(["2401.00002"])["2401.00002"]
    assert {mark.source for mark in early.provenance} == {"announcement"}
    server.faults.set([])
    fake_time.pass_by(3700)
    enrich(store, settings, fake_time)
    late = store.records.get(["2401.00002"])["2401.00002"]
    sources = {mark.field: mark.source for mark in late.provenance}
    assert (sources["title"], sources["published"], sources["comment"]) == ("announcement", "arxiv-api", "arxiv-api")
    assert (late.comment, late.published) == ("12 pages", server.arxiv.papers["2401.00002"].versions[0])
    before = asked(server)
    enrich(store, settings, fake_time)
    assert asked(server) == before, "what is complete is not asked for again"


# ---------------------------------------------------------------- back to a day

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("state", "begins"),
    [
        (HarvestState(), DAY),
        (HarvestState(finished=True, started=DAY, datestamp=DAY + timedelta(days=9)), DAY),
        (HarvestState(finished=True, started=DAY, since=DAY + timedelta(days=9)), DAY),
        (HarvestState(started=DAY, since=DAY + timedelta(days=9), pages=3), DAY),
        # These begin earlier, or are on their way from earlier: what is between would be lost.
        (HarvestState(finished=True, started=DAY, datestamp=DAY - timedelta(days=9)), DAY - timedelta(days=9)),
        (HarvestState(started=DAY, since=None, pages=3), None),
        (HarvestState(started=DAY, since=DAY - timedelta(days=9), pages=3), DAY - timedelta(days=9)),
    ],
)
def test_a_set_is_read_again_from_a_day_but_never_later_than_it_would_be(
    state: HarvestState, begins: date | None
) -> None:
    assert resumed(reopened(state, DAY), DAY + timedelta(days=30)).since == begins
    assert reopened(state, None) == state
