"""Runs of the worker against a local arXiv: what is asked, believed, kept and left for later."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from enrich.pipeline.clients import open_clients
from enrich.pipeline.enrich_run import Worker
from enrich.pipeline.look_up_ids import WELL_KNOWN, WITNESSES
from enrich.record import Outcome
from enrich.store.store import Store
from tests.conftest import FakeTime, row, rows
from tests.support.arxiv_standin import Server
from tests.support.working import QUICK, enrich, listed, outcomes, settings_for

Start = Callable[..., Server]


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite://") as opened:
        yield opened


def ids(count: int, first: int = 1) -> list[str]:
    return [f"2401.{n:05d}" for n in range(first, first + count)]


def fault(kind: str, **more: Any) -> dict[str, Any]:
    return {"path": "/api", "kind": kind, **more}


def asked(server: Server) -> int:
    return int(server.log.summary()["requests"])


# ---------------------------------------------------------------- what is kept


def test_titles_that_were_read_in_another_way_are_read_again_and_nobody_is_asked(
    standin: Start, fake_time: FakeTime, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = standin(3)
    enrich(store, settings_for(server.url), fake_time, [listed(ids(3))])
    before, requests = store.records.get(ids(3)), asked(server)
    monkeypatch.setattr("enrich.store.migration.READING", "another")
    monkeypatch.setattr("enrich.tex.to_unicode.readable", str.upper)
    enrich(store, settings_for(server.url), fake_time, [])
    after = store.records.get(ids(3))
    assert [one.title for one in after.values()] == [one.title_tex.upper() for one in before.values()]
    assert [replace(one, title="") for one in after.values()] == [replace(one, title="") for one in before.values()]
    assert asked(server) == requests


# ---------------------------------------------------------------- as few requests as possible


@pytest.mark.parametrize(("count", "batch", "requests"), [(1, 10, 1), (10, 10, 1), (11, 10, 2), (700, 1900, 1)])
def test_known_ids_cost_as_few_requests_as_can_be(
    standin: Start, fake_time: FakeTime, store: Store, count: int, batch: int, requests: int
) -> None:
    server = standin(700)
    work = enrich(store, settings_for(server.url, batch=batch), fake_time, [listed(ids(count))])
    assert (asked(server), work.requests, work.new) == (requests, requests, count)
    assert set(outcomes(store).values()) == {Outcome.FOUND}
    assert not work.is_open


def test_what_is_known_is_not_asked_again(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(30)
    settings = settings_for(server.url)
    enrich(store, settings, fake_time, [listed(ids(20))])
    enrich(store, settings, fake_time, [listed(ids(20)), listed(ids(30), "longer")])
    assert [r["ids"] for r in server.log.rows] == [20, 10 + WITNESSES]


def test_a_paper_that_is_asked_for_as_a_witness_alone_is_no_new_record(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([row(1), row(2) | {"id": WELL_KNOWN[0]}])
    settings = settings_for(server.url)
    work = enrich(store, settings, fake_time, [listed([*ids(1), "2401.09999"])])
    assert store.records.known([*ids(1), *WELL_KNOWN]) == {*ids(1), WELL_KNOWN[0]}
    assert (work.new, store.records.count()) == (1, 1)
    work = enrich(store, settings, fake_time, [listed(WELL_KNOWN[:1], "another")])
    assert (work.new, store.records.count()) == (1, 2), "it is one as soon as it is mentioned"


def test_malformed_ids_are_never_sent(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(5)
    enrich(store, settings_for(server.url), fake_time, [listed([*ids(3), "arXiv:2513.12345", "2401.000001"])])
    assert server.log.rows[0]["query"].count("2401.") == 3
    assert sorted(outcomes(store).values())[:3] == [Outcome.FOUND] * 3
    assert list(outcomes(store).values()).count(Outcome.MALFORMED) == 2


def test_an_id_that_arxiv_calls_malformed_is_so_alone_and_for_ever(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    body = "<id>https://arxiv.org/api/errors#incorrect_id_format_for_2401.00007</id>"
    server = standin(20, faults=[fault("status", status=400, body=body, contains="2401.00007")])
    settings = settings_for(server.url)
    enrich(store, settings, fake_time, [listed(ids(20))])
    found = outcomes(store)
    assert found.pop("2401.00007") is Outcome.MALFORMED
    assert set(found.values()) == {Outcome.FOUND}
    assert asked(server) == 2
    fake_time.pass_by(90 * 86400)
    enrich(store, settings_for(server.url, refresh=0), fake_time, [listed(ids(20))], retry=True)
    assert asked(server) == 2


def test_an_id_that_is_refused_without_a_word_waits_alone_and_comes_when_it_is_let(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin(64, faults=[fault("status", status=400, contains="2401.00007")])
    settings = settings_for(server.url)
    work = enrich(store, settings, fake_time, [listed(ids(64))])
    found = outcomes(store)
    assert found.pop("2401.00007") is Outcome.DEFERRED
    assert set(found.values()) == {Outcome.FOUND}
    assert asked(server) == 1 + 2 * 6
    assert work.next_try == fake_time.now() + timedelta(days=1)
    server.faults.set([])
    fake_time.pass_by(86400)
    enrich(store, settings, fake_time)
    assert set(outcomes(store).values()) == {Outcome.FOUND}


def test_a_paper_over_which_arxiv_falls_silent_keeps_nobody_waiting(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin(48, faults=[fault("hang", seconds=0.8, contains="2401.00003")])
    settings = settings_for(server.url, batch=16, retries=0, **QUICK)
    for _ in range(2):
        enrich(store, settings, fake_time, [listed(ids(48))])
        fake_time.pass_by(7200)
    assert [name for name, outcome in outcomes(store).items() if outcome is not Outcome.FOUND] == ["2401.00003"]


# ---------------------------------------------------------------- missing, and what proves it


def test_a_paper_is_missing_after_answers_in_two_runs_and_asked_again_after_a_month(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin(5)
    settings = settings_for(server.url, refresh=0)
    source = listed([*ids(3), "2401.99999"])
    assert enrich(store, settings, fake_time, [source]).deferred == 1
    assert outcomes(store)["2401.99999"] is Outcome.DEFERRED
    enrich(store, settings, fake_time, [source])
    assert outcomes(store)["2401.99999"] is Outcome.MISSING
    assert asked(server) == 2
    fake_time.pass_by(29 * 86400)
    enrich(store, settings, fake_time, [source], retry=True)
    assert asked(server) == 2
    fake_time.pass_by(86400)
    server.arxiv.papers["2401.99999"] = server.arxiv.papers["2401.00001"]
    enrich(store, settings, fake_time, [source])
    assert asked(server) == 3


def test_an_unknown_paper_is_asked_for_beside_a_known_one(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(5)
    settings = settings_for(server.url, refresh=0)
    enrich(store, settings, fake_time, [listed(ids(1))])
    for _ in range(2):
        enrich(store, settings, fake_time, [listed(["2401.99999"])])
    assert ["2401.00001" in r["query"] for r in server.log.rows] == [True, True, True]
    assert outcomes(store)["2401.99999"] is Outcome.MISSING


def test_an_unknown_paper_is_not_missing_when_nothing_known_answers(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin(5)
    for _ in range(4):
        enrich(store, settings_for(server.url), fake_time, [listed(["2401.99999"])], retry=True)
    assert outcomes(store)["2401.99999"] is Outcome.DEFERRED
    assert "1706.03762" in server.log.rows[-1]["query"]


def test_a_missing_paper_stays_missing_while_arxiv_is_ill(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(5)
    source = listed([*ids(3), "2401.99999"])
    for _ in range(2):
        enrich(store, settings_for(server.url), fake_time, [source])
    server.faults.set([fault("html")])
    fake_time.pass_by(31 * 86400)
    enrich(store, settings_for(server.url), fake_time, [source])
    assert outcomes(store)["2401.99999"] is Outcome.MISSING


# ---------------------------------------------------------------- known papers, asked for again


def test_known_papers_are_asked_for_again_in_one_request_when_they_are_due(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    young = [{"version": "v1", "created": format_datetime(fake_time.now() - timedelta(days=3), usegmt=True)}]
    server = standin([row(n, versions=young) for n in range(1, 31)])
    settings = settings_for(server.url, refresh=7)
    for days in (0, 1, 5, 1, 1):
        fake_time.pass_by(days * 86400)
        enrich(store, settings, fake_time, [listed(ids(30))])
    assert [r["ids"] for r in server.log.rows] == [30, 30]


def test_a_known_paper_that_arxiv_no_longer_tells_of_is_not_asked_for_in_every_run(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin(5)
    settings = settings_for(server.url, refresh=0.5)
    enrich(store, settings, fake_time, [listed(ids(5))])
    del server.arxiv.papers["2401.00003"]
    fake_time.pass_by(30 * 86400)
    for _ in range(3):
        enrich(store, settings, fake_time, [listed(ids(5))])
    assert [r["ids"] for r in server.log.rows] == [5, 5]
    assert outcomes(store)["2401.00003"] is Outcome.FOUND


def test_a_version_never_goes_back_and_nothing_known_is_lost(standin: Start, fake_time: FakeTime, store: Store) -> None:
    two = [*row(1)["versions"], {"version": "v2", "created": "Tue, 2 Jan 2024 10:00:00 GMT"}]
    server = standin([row(1, versions=two, title="Second", comments="12 pages")])
    settings = settings_for(server.url, refresh=1)
    enrich(store, settings, fake_time, [listed(ids(1))])
    paper = server.arxiv.papers["2401.00001"]
    del paper.versions[1]
    paper.title = "First"
    fake_time.pass_by(60 * 86400)
    enrich(store, settings, fake_time)
    record = store.records.get(ids(1))["2401.00001"]
    assert (asked(server), record.version, record.title, record.comment) == (2, 2, "Second", "12 pages")
    assert list(store.changes()) == []


def test_text_is_kept_as_arxiv_has_it_but_for_what_xml_forbids(
    standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    file = tmp_path / "snapshot.jsonl"
    file.write_text(json.dumps(row(2, title="A\x80 \x01\uffff$x<y$\x1f & Ã©")) + "\n")
    server = standin([row(1, title="A\x80 $x<y$ & Ã©", abstract="one\n\n two")])
    with Store(f"sqlite:///{tmp_path / 'paperwire.db'}") as store:
        enrich(store, settings_for(server.url, snapshot=file), fake_time, [listed(ids(2))])
        heard = store.records.get(ids(2))
        assert (heard["2401.00001"].title_tex, heard["2401.00001"].abstract_tex) == ("A\x80 $x<y$ & Ã©", "one\n\n two")
        assert heard["2401.00002"].title_tex == "A\x80 $x<y$ & Ã©"


# ---------------------------------------------------------------- backing off


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        (None, 1, 10),
        ("0", 1, 10),
        ("7", 7, 12),
        ("-5", 1, 10),
        ("soon", 1, 10),
        ("date+9", 9, 14),
        ("date-900", 1, 10),
        ("1e99", 1, 10),
    ],
)
def test_one_refusal_is_waited_out_as_long_as_it_asks_for(
    standin: Start, fake_time: FakeTime, store: Store, header: str | None, least: float, most: float
) -> None:
    if header and header.startswith("date"):
        header = format_datetime(fake_time.now() + timedelta(seconds=float(header[4:])), usegmt=True)
    headers = {"Retry-After": header} if header else {}
    server = standin(5, faults=[fault("status", status=429, headers=headers, nth=[1])])
    began = fake_time.steady
    work = enrich(store, settings_for(server.url), fake_time, [listed(ids(5))])
    waited = fake_time.steady - began
    if header == "1e99":
        assert work.next_try == fake_time.now() + timedelta(hours=1), "an absurd time is an hour at most"
        return
    assert work.new == 5
    assert least <= waited <= most


def test_a_cool_down_outlives_the_process_and_ends_with_one_trial(
    standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'paperwire.db'}"
    server = standin(30, faults=[fault("status", status=503)])
    settings = settings_for(server.url, batch=10, cooldown=60, cooldown_max=3600)
    asked_until = []
    for _ in range(9):
        with Store(url) as store:
            work = enrich(store, settings, fake_time, [listed(ids(30))], retry=True)
            asked_until.append(asked(server))
            assert work.deferred == 30
            again = enrich(store, settings, fake_time, [listed(ids(30))], retry=True)
            assert again.requests == 0, "while it cools down nobody is asked"
            assert again.next_try is not None
            fake_time.pass_by((again.next_try - fake_time.now()).total_seconds())
    assert asked_until == [3, 4, 5, 6, 7, 8, 9, 10, 11], "three strikes begin it, single trials renew it"
    server.faults.set([])
    with Store(url) as store:
        assert enrich(store, settings, fake_time, [listed(ids(30))], retry=True).new == 30
    assert asked(server) == 14


def test_a_cool_down_doubles_up_to_an_hour(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(3, faults=[fault("status", status=429)])
    settings = settings_for(server.url)
    lengths = []
    for _ in range(9):
        work = enrich(store, settings, fake_time, [listed(ids(3))], retry=True)
        (until,) = [state[2] for key, state in store.lookups.by_key(["id:2401.00001"]).items()]
        assert until is not None
        assert work.next_try is not None
        cooled = store.slots.change(lambda state: state)
        lengths.append(cooled.cooldown)
        fake_time.pass_by(3601)
    assert lengths == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


def test_while_the_api_cools_down_the_snapshot_answers(standin: Start, fake_time: FakeTime, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in rows(10)))
    server = standin(20, faults=[fault("status", status=503)])
    settings = settings_for(server.url, snapshot=file, batch=5)
    with Store(f"sqlite:///{tmp_path / 'paperwire.db'}") as store:
        work = enrich(store, settings, fake_time, [listed(ids(20))])
        assert (work.new, work.deferred, asked(server)) == (10, 10, 3)
        record = store.records.get(["2401.00004"])["2401.00004"]
        assert {mark.source for mark in record.provenance} == {"snapshot"}


# ---------------------------------------------------------------- the snapshot


@pytest.mark.parametrize("zipped", [False, True])
def test_the_api_is_asked_only_for_what_the_snapshot_lacks_or_has_in_an_older_version(
    standin: Start, fake_time: FakeTime, tmp_path: Path, zipped: bool
) -> None:
    text = "".join(json.dumps(one) + "\n" for one in rows(10)).encode()
    file = tmp_path / ("snapshot.jsonl.gz" if zipped else "snapshot.jsonl")
    file.write_bytes(gzip.compress(text) if zipped else text)
    newer = [*row(4)["versions"], {"version": "v2", "created": "Tue, 2 Jan 2024 10:00:00 GMT"}]
    server = standin([*rows(3), row(4, versions=newer, title="Renamed"), *[row(n) for n in range(5, 13)]])
    settings = settings_for(server.url, snapshot=file)
    with Store(f"sqlite:///{tmp_path / 'paperwire.db'}") as store:
        enrich(store, settings, fake_time, [listed(["2401.00004v2", *ids(12)])])
        (request,) = server.log.rows
        assert request["ids"] == 3
        assert all(name in request["query"] for name in ("2401.00004", "2401.00011", "2401.00012"))
        record = store.records.get(["2401.00004"])["2401.00004"]
        assert (record.version, record.title) == (2, "Renamed")
        sources = {mark.field: mark.source for mark in record.provenance}
        assert (sources["title"], sources["id"]) == ("arxiv-api", "snapshot")


def test_what_the_snapshot_has_in_an_older_version_stays_due_until_arxiv_answers(
    standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    file = tmp_path / "snapshot.jsonl"
    file.write_text(json.dumps(row(4)) + "\n")
    newer = [*row(4)["versions"], {"version": "v2", "created": "Tue, 2 Jan 2024 10:00:00 GMT"}]
    server = standin([row(4, versions=newer)], faults=[fault("html")])
    settings = settings_for(server.url, snapshot=file)
    with Store(f"sqlite:///{tmp_path / 'paperwire.db'}") as store:
        enrich(store, settings, fake_time, [listed(["2401.00004v2"])])
        assert outcomes(store) == {"2401.00004": Outcome.FOUND}
        server.faults.set([])
        enrich(store, settings, fake_time)
        assert store.records.get(["2401.00004"])["2401.00004"].version == 2


@pytest.mark.parametrize("content", [None, b"", b"no JSON", b"\x1f\x8b\x08 broken"])
def test_a_snapshot_that_cannot_be_read_is_named_and_arxiv_is_asked(
    standin: Start, fake_time: FakeTime, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "snapshot.jsonl"
    if content is not None:
        file.write_bytes(content)
    with Store(f"sqlite:///{tmp_path / 'paperwire.db'}") as store:
        work = enrich(store, settings_for(standin(5).url, snapshot=file), fake_time, [listed(ids(5))])
    assert (work.new, work.is_open) == (5, True)
    assert str(file) in work.source_problems[0]


# ---------------------------------------------------------------- harvests


def test_a_harvested_paper_is_not_asked_for_and_a_deleted_one_leaves(
    standin: Start, fake_time: FakeTime, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = standin(20, oai_page=7)
    settings = settings_for(server.url)
    with open_clients(settings, store, clock=fake_time.clock()) as tools:
        worker = Worker(settings, store, tools, lambda *_: None)
        done = worker.harvest(store.runs.start("harvest", fake_time.now()), "cs", None)
        assert (done.new, done.problems) == (20, ())
        before = asked(server)
        enrich(store, settings, fake_time, [listed(ids(20))])
        assert asked(server) == before
        assert len(store.order()) == 20
        content = server.arxiv.oai_body

        def with_tombstone(args: dict[str, str]) -> str:
            gone = '<record><header status="deleted"><identifier>oai:arXiv.org:2401.00005</identifier>'
            gone += "<datestamp>2024-01-01</datestamp></header></record>"
            kept = content(args)
            start = kept.index("<identifier>oai:arXiv.org:2401.00005<") if "2401.00005<" in kept else -1
            if start < 0:
                return kept
            first, last = kept.rindex("<record>", 0, start), kept.index("</record>", start) + len("</record>")
            return kept[:first] + gone + kept[last:]

        monkeypatch.setattr(server.arxiv, "oai_body", with_tombstone)
        worker.harvest(store.runs.start("harvest", fake_time.now()), "cs", None)
    assert len(store.order()) == 19
    assert [name for name, _, _ in store.removed_since(0)] == ["2401.00005"]
    assert outcomes(store)["2401.00005"] is Outcome.MISSING


def test_a_record_says_of_each_field_which_way_it_came(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin([row(1, license="http://creativecommons.org/licenses/by/4.0/", submitter="Jane Doe")])
    settings = settings_for(server.url, refresh=1)
    enrich(store, settings, fake_time, [listed(ids(1))])
    with open_clients(settings, store, clock=fake_time.clock()) as tools:
        Worker(settings, store, tools, lambda *_: None).harvest(store.runs.start("h", fake_time.now()), None, None)
    record = store.records.get(ids(1))["2401.00001"]
    sources = {mark.field: mark.source for mark in record.provenance}
    assert (sources["title"], sources["license"], sources["submitter"]) == ("arxiv-api", "oai", "oai")
    assert {change.field: change.source for change in store.changes()} == {"license": "oai", "submitter": "oai"}


def test_a_run_says_what_it_did(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin(30, faults=[fault("fewer", fraction=0.5, nth=[2])])
    work = enrich(store, settings_for(server.url, batch=10), fake_time, [listed([*ids(30), "2513.00001"])])
    assert (work.documents, work.mentions, work.changed, work.requests) == (1, 31, 0, 3)
    assert (work.new + work.deferred, work.is_open) == (30, True)
    assert 0 < work.deferred < 10
    assert work.next_try == datetime(2026, 1, 5, 12, 15, tzinfo=UTC)
    assert "arXiv speaks of 12 papers and sent 6" in work.problems
