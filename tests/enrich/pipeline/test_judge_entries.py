"""Entries that name a paper by its id, from the document to the records: whose is the id, whose is what they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.options.sources import COMMAND_LINE, Source
from enrich.pipeline.judge_entries import judge, judge_entries, promote_entries
from enrich.record import Outcome, PublishableRecord, Stand
from enrich.store.accounts import Accounts
from enrich.store.schema import mentions
from enrich.store.store import Store
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Server
from tests.support.working import enrich, settings_for

Start = Callable[..., Server]
TITLES = {
    1: "Sparse Codes for Noisy Channels",
    2: "Optimal Brain Restoration for Joint Quantization",
    3: "Learning to Count Sheep at Night with Graph Kernels",
    4: "Generative Adversarial Networks for Weather Maps",
    5: "Comment on Sparse Codes for Noisy Channels",
}


def paper(number: int, **more: Any) -> dict[str, Any]:
    people = [["Doe", f"Jane {number}", ""], ["Núñez", "José", ""]]
    return row(number, title=TITLES[number], authors_parsed=people) | more


def listed(tmp_path: Path, *entries: dict[str, Any]) -> Source:
    """A source of one JSON document with these entries."""
    (tmp_path / "papers.json").write_text(json.dumps(list(entries)))
    return Source(name="lab", files=(str(tmp_path / "papers.json"),))


def entry(number: int, title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "arxiv": f"2401.{number:05d}"} | more


def run(store: Store, server: Server, time: FakeTime, *sources: Source, **more: Any) -> Any:
    time.pass_by(60)
    return enrich(store, settings_for(server.url, refresh=0), time, sources, **more)


def kept(store: Store) -> dict[int, PublishableRecord]:
    return {int(one.record.id[5:]): one for one in store.kept_since(0)}


def venues(store: Store) -> dict[int, str | None]:
    return {number: one.record.venue for number, one in kept(store).items()}


def accounts(store: Store) -> list[tuple[str, Outcome, str | None]]:
    return [(one.mention.how, one.verdict.outcome, one.verdict.id) for one in store.intake.accounted()]


FOUND = Outcome.FOUND


def test_what_an_entry_says_goes_to_the_paper_that_its_title_names(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    code = "https://github.com/brain/restoration"
    source = listed(
        tmp_path, entry(1, TITLES[1], venue="ICML 2025"), entry(1, TITLES[2], venue="NeurIPS 2020", code=code)
    )
    with Store(either) as store:
        work = run(store, standin([paper(n) for n in TITLES]), fake_time, source)
        assert venues(store) == {1: "ICML 2025", 2: "NeurIPS 2020"}
        assert kept(store)[1].record.code == ()
        assert kept(store)[2].record.code == (code,)
        assert accounts(store) == [
            ("id", FOUND, "2401.00001"), ("id", FOUND, "2401.00001"), ("title", FOUND, "2401.00002")
        ]  # fmt: skip
        (sentence,) = work.contradicted.first
        assert "papers.json, $[1].arxiv calls 2401.00001 “Optimal Brain" in sentence
        assert sentence.endswith("it is “Sparse Codes for Noisy Channels”")
        wrong, total = Accounts(store.engine).contradictions(10)
        assert (total, wrong[0].mention.id, wrong[0].mention.item) == (1, "2401.00001", None)
        assert "the entry calls it “Optimal Brain" in wrong[0].verdict.reason
        assert Accounts(store.engine).contradictions(10, hidden=("lab",)) == ([], 0)


def test_titles_of_such_entries_are_asked_for_in_the_same_run_and_together(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    server = standin([paper(n) for n in TITLES])
    with Store(either) as store:
        work = run(store, server, fake_time, listed(tmp_path, *(entry(1, TITLES[n]) for n in (2, 3, 4))))
        assert work.requests == 2, "one for the id, one for all three titles"
        assert work.deferred == 0
        assert {one[2] for one in accounts(store) if one[0] == "title"} == {f"2401.0000{n}" for n in (2, 3, 4)}


def test_an_entry_of_a_work_that_arxiv_does_not_have_gives_nobody_anything(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    book = entry(1, "The Art of Computer Programming", venue="Addison-Wesley", code="https://github.com/a/b")
    with Store(either) as store:
        run(store, standin([paper(1)]), fake_time, listed(tmp_path, book))
        assert venues(store) == {1: None}
        assert accounts(store) == [("id", FOUND, "2401.00001"), ("title", Outcome.UNRESOLVED, None)]


@pytest.mark.parametrize("title", ["Sparse codes", "[paper]", "SCNC", "sparse codes for noisy chanels", TITLES[1]])
def test_an_entry_that_agrees_or_only_names_the_paper_in_short_keeps_what_it_says(
    standin: Start, fake_time: FakeTime, tmp_path: Path, title: str
) -> None:
    with Store("sqlite://") as store:
        work = run(store, standin([paper(1)]), fake_time, listed(tmp_path, entry(1, title, venue="ICML 2025")))
        assert (venues(store), work.contradicted.count) == ({1: "ICML 2025"}, 0)
        assert len(accounts(store)) == 1


def test_of_several_ids_in_an_entry_the_one_that_agrees_is_its_own(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    one = entry(1, TITLES[2], venue="ICML 2025", notes="builds on arXiv:2401.00003, appeared as arXiv:2401.00002")
    server = standin([paper(n) for n in TITLES])
    with Store(either) as store:
        work = run(store, server, fake_time, listed(tmp_path, one))
        assert venues(store) == {1: None, 2: "ICML 2025", 3: None}
        assert (work.contradicted.count, work.requests) == (0, 1), "nothing is told and no title searched"


def test_while_another_id_of_the_entry_is_not_known_nothing_is_decided_and_nothing_lost(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    one = entry(1, TITLES[2], venue="ICML 2025", notes="builds on arXiv:2401.00003, appeared as arXiv:2401.00002")
    server, source = standin([paper(n) for n in TITLES]), listed(tmp_path, one)
    with Store(either) as store:
        run(store, server, fake_time, Source(name="known", ids=("2401.00001", "2401.00003")))
        server.faults.set([{"path": "/api", "kind": "status", "status": 503}])
        run(store, server, fake_time, source)
        assert {how for how, _, _ in accounts(store)} == {"id"}
        assert venues(store) == {1: None, 3: None}
        server.faults.set([])
        fake_time.pass_by(7200)
        run(store, server, fake_time, source, retry=True)
        assert venues(store) == {1: None, 2: "ICML 2025", 3: None}


def test_in_a_document_that_grows_an_entry_beside_an_id_of_another_entry_is_kept(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    entries = [entry(1, TITLES[1], venue="ICML 2025"), entry(1, TITLES[2], venue="NeurIPS 2020")]
    source = listed(tmp_path, *entries).model_copy(update={"name": COMMAND_LINE})
    with Store(either) as store:
        for indent in (None, 4):
            (tmp_path / "papers.json").write_text(json.dumps(entries, indent=indent))
            run(store, standin([paper(n) for n in TITLES]), fake_time, source)
            assert venues(store) == {1: "ICML 2025", 2: "NeurIPS 2020"}
            assert len(accounts(store)) == 3


def test_an_entry_whose_id_arxiv_does_not_have_is_looked_up_by_its_title_and_judged_when_it_appears(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    source = listed(tmp_path, entry(1, TITLES[1]), entry(9, TITLES[2], venue="ICML 2025"))
    with Store(either) as store:
        server = standin([paper(1), paper(2)])
        for _ in range(2):
            run(store, server, fake_time, source)
        assert accounts(store)[1:] == [("id", Outcome.MISSING, None), ("title", FOUND, "2401.00002")]
        assert venues(store) == {1: None, 2: "ICML 2025"}
        fake_time.pass_by(31 * 86400)
        run(store, standin([paper(1), paper(2), paper(2) | {"id": "2401.00009"}]), fake_time, source)
        assert accounts(store)[1:] == [("id", FOUND, "2401.00009")]
        assert venues(store) == {1: None, 2: None, 9: "ICML 2025"}


def test_a_translated_title_is_neither_believed_nor_an_alarm(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    source = listed(tmp_path, entry(1, "Spärliche Codes für die Kanäle mit Rauschen", venue="Vortrag"))
    with Store(either) as store:
        work = run(store, standin([paper(1)]), fake_time, source)
        assert (venues(store), work.contradicted.count) == ({1: None}, 0)
        assert accounts(store) == [("id", FOUND, "2401.00001")]
        assert (store.intake.totals()[1], store.intake.outcomes()) == (1, {"found": 1})
        assert Accounts(store.engine).inputs(5)[0][0].outcomes == {"found": 1}


def test_an_unclear_title_that_is_found_elsewhere_is_that_papers_and_told(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    french = "Codes creux pour les canaux bruités et la théorie de Shannon"
    source = listed(tmp_path, entry(1, french, venue="GRETSI 2024"))
    with Store(either) as store:
        work = run(store, standin([paper(1), paper(2, title=french)]), fake_time, source)
        assert venues(store) == {1: None, 2: "GRETSI 2024"}
        assert work.contradicted.count == 1


def test_a_title_that_agrees_beside_authors_that_do_not_gives_nobody_anything(
    standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    others = entry(1, TITLES[1], venue="ICML 2025", authors=["Grace Hopper", "Ada Lovelace", "Mary Kenneth Keller"])
    with Store("sqlite://") as store:
        run(store, standin([paper(1)]), fake_time, listed(tmp_path, others))
        assert venues(store) == {1: None}


# ---------------------------------------------------------------- again, at once, interrupted, taken over


def test_a_document_that_is_read_again_keeps_the_mentions_and_the_judgement(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    server, entries = standin([paper(n) for n in TITLES]), [entry(1, TITLES[2], venue="ICML 2025")]
    with Store(either) as store:
        run(store, server, fake_time, listed(tmp_path, *entries))
        before = accounts(store), store.last_serial(), store.intake.totals()
        (tmp_path / "papers.json").write_text(json.dumps(entries, indent=4))
        work = run(store, server, fake_time, listed(tmp_path, *entries))
        run(store, server, fake_time, listed(tmp_path, entries[0], entry(3, TITLES[3])))
        assert accounts(store)[:2] == before[0]
        assert (work.contradicted.count, work.requests) == (0, 0)
        run(store, server, fake_time, listed(tmp_path, entry(3, TITLES[3])))
        assert accounts(store) == [("id", FOUND, "2401.00003")]
        assert (venues(store)[2], kept(store)[2].mentions) == (None, ())


def test_two_processes_that_judge_the_same_entries_keep_one_mention_by_title(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    server = standin([paper(n) for n in TITLES])
    with Store(either) as store, Store(either) as other:
        run(store, server, fake_time, listed(tmp_path, entry(1, TITLES[1]), entry(1, TITLES[2], venue="ICML 2025")))
        _set_stand(store, Stand.OPEN)
        theirs = other.entries.open()
        again = store.runs.start("enrich", fake_time.now())
        judge_entries(store, again)
        records, serial = other.records.get(["2401.00001"]), store.last_serial()
        other.entries.judge([one for e in theirs if (one := judge(e, records, set()))], again.id, again.started)
        assert store.last_serial() == serial, "the second changes nothing"
        assert len(accounts(store)) == 3
        assert venues(store) == {1: None, 2: "ICML 2025"}


def test_a_run_that_ends_before_the_titles_are_asked_for_leaves_them_to_the_next(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    server = standin(
        [paper(n) for n in TITLES], faults=[{"path": "/api", "kind": "status", "status": 503, "contains": "ti"}]
    )
    source = listed(tmp_path, entry(1, TITLES[2], venue="ICML 2025"))
    with Store(either) as store:
        work = run(store, server, fake_time, source)
        assert (work.deferred, venues(store)) == (1, {1: None})
        assert accounts(store) == [("id", FOUND, "2401.00001"), ("title", Outcome.DEFERRED, None)]
        server.faults.set([])
        run(store, server, fake_time, source, retry=True)
        assert venues(store) == {1: None, 2: "ICML 2025"}


def test_an_entry_that_is_not_judged_yet_gives_nothing(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    with Store(either) as store:
        run(store, standin([paper(1)]), fake_time, listed(tmp_path, entry(1, TITLES[1], venue="ICML 2025")))
        _set_stand(store, Stand.OPEN)
        assert venues(store) == {1: None}
        judge_entries(store, store.runs.start("enrich", fake_time.now()))
        assert venues(store) == {1: "ICML 2025"}


def test_what_a_store_of_the_version_before_had_put_on_wrong_records_is_taken_back(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    server = standin([paper(n) for n in TITLES])
    source = listed(tmp_path, entry(1, TITLES[2], venue="NeurIPS 2020"), entry(3, TITLES[3], venue="ICML 2025"))
    with Store(either) as store:
        run(store, server, fake_time, source)
        _as_before(store)
        assert venues(store) == {1: "NeurIPS 2020", 2: None, 3: "ICML 2025"}, "until the next run, all is as it was"
        serial = store.last_serial()
        run(store, server, fake_time, source)
        assert venues(store) == {1: None, 2: "NeurIPS 2020", 3: "ICML 2025"}
        assert {one.record.id for one in store.kept_since(serial)} >= {"2401.00001", "2401.00002"}


def test_a_paper_that_gets_the_title_of_the_entry_is_the_entrys(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    source = listed(tmp_path, entry(1, "Robust Lattices over Erasure Links and Feedback", venue="ISIT 2025"))
    versions = [{"version": f"v{n}", "created": f"Mon, {n} Jan 2024 10:00:00 GMT"} for n in (1, 2)]
    renamed = paper(1, title="Robust Lattices over Erasure Links and Feedback", versions=versions)
    with Store(either) as store:
        run(store, standin([paper(1)]), fake_time, source)
        assert venues(store) == {1: None}
        fake_time.pass_by(timedelta(days=400).total_seconds())
        enrich(store, settings_for(standin([renamed]).url, refresh=1), fake_time, [source])
        assert venues(store) == {1: "ISIT 2025"}
        assert accounts(store) == [("id", FOUND, "2401.00001")]


def test_what_is_asked_on_trial_is_told_where_it_is_found_or_stands_among_papers(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path
) -> None:
    absent, small = "Umbrellas of the Coastal Railways", "renew my passport in spring"
    lines = [{"was": title, "n": 1} for title in (TITLES[1], TITLES[2], TITLES[3], absent, small)]
    (tmp_path / "read.jsonl").write_text("\n".join(map(json.dumps, lines)))
    source = Source(name="lab", files=(str(tmp_path / "read.jsonl"),))
    with Store(either) as store:
        work = run(store, standin([paper(n) for n in TITLES]), fake_time, source)
        reported = {one.mention.text: one.verdict.id for one in store.intake.accounted()}
        assert reported == {TITLES[n]: f"2401.0000{n}" for n in (1, 2, 3)} | {absent: None}
        assert not work.empty.count
        assert run(store, standin([paper(n) for n in TITLES]), fake_time, source).mentions == 0, "nothing changed"
        assert len(list(store.intake.accounted())) == len(reported)


def test_promoting_finds_nothing_to_do_in_an_empty_store(fake_time: FakeTime) -> None:
    with Store("sqlite://") as store:
        assert promote_entries(store, store.runs.start("enrich", fake_time.now())) == []


def _set_stand(store: Store, stand: Stand) -> None:
    with writing(store.engine, Lock.RECORDS) as connection:
        own = mentions.c.entry.is_(None) & mentions.c.stand.is_not(None)
        connection.execute(update(mentions).where(own).values(stand=stand))


def _as_before(store: Store) -> None:
    """The rows as the version before had them, marked as the migration marks them."""
    _set_stand(store, Stand.BEFORE)
    with writing(store.engine, Lock.RECORDS) as connection:
        connection.execute(mentions.delete().where(mentions.c.entry.is_not(None)))
        connection.execute(update(mentions).values(reason=None))
        assert connection.execute(select(mentions.c.id)).all()


@pytest.mark.parametrize("title", ["(nur Kapitel 2 und 3)", "api.semanticscholar.org/papers"])
def test_remarks_in_brackets_and_addresses_are_not_what_an_entry_calls_an_id(
    standin: Start, fake_time: FakeTime, either: str, tmp_path: Path, title: str
) -> None:
    with Store(either) as store:
        work = run(store, standin([paper(1)]), fake_time, listed(tmp_path, entry(1, title, authors=["Ann Author"])))
        assert (work.contradicted.count, accounts(store)) == (0, [("id", FOUND, "2401.00001")])
