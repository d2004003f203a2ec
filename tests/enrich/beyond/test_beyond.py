"""enrich/beyond: runs on papers of which the local arXiv has every second one, and of the others a published DOI is all there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from enrich.asking.works import Works
from enrich.database.connection import reading
from enrich.options.services import ServicesSettings
from enrich.options.sources import Source
from enrich.pipeline.clients import open_clients
from enrich.pipeline.outlook import outlook
from enrich.record import Outcome
from enrich.settings import Settings
from enrich.store.schema import service_answers
from enrich.store.store import Store
from feeds.cli.work import command_line_sources
from feeds.operate.lookup import look_up
from tests.conftest import FakeTime
from tests.support import arxiv_standin
from tests.support.beyond_truth import documents, joined, judged, settings_of
from tests.support.service_runs import local_services, offences, papers
from tests.support.sources_standin import Server
from tests.support.working import enrich

Start = Callable[..., Any]
ROWS = papers()
HERE = {row["id"] for row in ROWS[::2]}


@pytest.fixture
def services() -> Iterator[Server]:
    with local_services(trouble=0.0) as server:
        yield server


@pytest.fixture
def arxiv(standin: Start) -> arxiv_standin.Server:
    server: arxiv_standin.Server = standin([row for row in ROWS if row["id"] in HERE], min_interval=0.0)
    return server


class Desk:
    """A store, what it asks, and the clock."""

    def __init__(self, folder: Path, store: Store, services: Server, arxiv: str, time: FakeTime) -> None:
        self.folder, self.store, self.services, self.arxiv, self.time = folder, store, services, arxiv, time
        self.truth = {row["id"]: services.world.truth(row["id"]) for row in ROWS}
        known = {"crossref", "openalex"}
        self.only = sorted(
            one["published_doi"]
            for name, one in self.truth.items()
            if name not in HERE and one["published_doi"] and {*one["known_to"]} >= known
        )
        """DOIs that Crossref and OpenAlex have, of papers that arXiv does not have."""

    def write(self, text: str, name: str = "list.txt") -> Source:
        (self.folder / name).write_text(text, encoding="utf-8")
        return Source(name="documents", files=(str(self.folder / name),))

    def settings(self, source: Source, *names: str, on: bool = True) -> Settings:
        whole = settings_of(self.folder, self.arxiv, self.services.url, source, *names)
        return (
            whole
            if on
            else whole.model_copy(update={"services": whole.services.model_copy(update={"beyond_arxiv": False})})
        )

    def run(self, settings: Settings, *, retry: bool = False) -> Any:
        work = enrich(self.store, settings, self.time, settings.sources, retry=retry)
        self.time.pass_by(3600.0)
        return work

    def verdicts(self) -> dict[str, tuple[Outcome, str | None]]:
        """By the text of each mention, but for those of arXiv ids."""
        every = (one for one in self.store.intake.accounted() if one.mention.how != "id")
        return {one.mention.text: (one.verdict.outcome, one.verdict.id) for one in every}

    def beyond(self) -> set[str]:
        return {one.record.id for one in self.store.kept_since(0)} - {"1503.00001"}

    def requests(self) -> int:
        return int(self.services.log.summary()["requests"])


@pytest.fixture
def desk(
    tmp_path: Path, either: str, services: Server, arxiv: arxiv_standin.Server, fake_time: FakeTime
) -> Iterator[Desk]:
    with Store(either) as store:
        yield Desk(tmp_path, store, services, arxiv.url, fake_time)


def listed(dois: list[str]) -> str:
    """A document with these DOIs, and a paper of arXiv's, without which no answer of it proves that it lacks another one."""
    return "Compare it with arXiv:1503.00001 first.\n\n" + "".join(
        f"Read https://doi.org/{doi.upper()} next.\n\n" for doi in dois
    )


def test_dois_that_arxiv_does_not_have_become_records_in_few_requests(desk: Desk) -> None:
    settings = desk.settings(desk.write(listed([*desk.only, "10.1234/none.such"])))
    desk.run(settings)
    desk.run(settings)
    desk.run(settings)
    found = desk.verdicts()
    assert len(desk.only) > 4
    assert {id for _, id in found.values()} == {*(f"doi:{doi}" for doi in desk.only), None}
    assert [outcome for outcome, id in found.values() if id is None] == [Outcome.UNRESOLVED]
    small = {"wasted_batches"}  # the one paper of arXiv's is asked for by itself
    assert [{*one} - small for one in offences(desk.services).values() if {*one} - small] == []
    kept = {one.record.id: one.record for one in desk.store.kept_since(0)}
    for name, truth in desk.truth.items():
        if (record := kept.get(f"doi:{truth['published_doi']}")) and name not in HERE:
            assert record.title == truth["title"]
            assert len(record.authors) == len(truth["authors"])
            assert record.enrichment is not None
            assert record.enrichment.publication is not None
            assert record.enrichment.publication.doi == truth["published_doi"]
    before = desk.requests()
    desk.run(settings)
    assert desk.requests() == before, "what is known and what there is not is not asked again"


def test_off_it_asks_nobody_and_on_it_finds_what_was_given_up(desk: Desk) -> None:
    source = desk.write(listed(desk.only))
    desk.run(desk.settings(source, on=False))
    assert {outcome for outcome, _ in desk.verdicts().values()} == {Outcome.UNRESOLVED}
    with reading(desk.store.engine) as connection:
        assert not {*connection.execute(select(service_answers.c.key)).scalars()} & {*desk.only}
    for _ in range(3):
        desk.run(desk.settings(source))
    assert {outcome for outcome, _ in desk.verdicts().values()} == {Outcome.FOUND}
    before = desk.verdicts()
    desk.run(desk.settings(source, on=False))
    assert desk.verdicts() == before, "what was found stays"


@pytest.mark.parametrize("kind", ["503", "wall", "empty", "budget", "truncate", "blank", "per_second"])
@pytest.mark.parametrize("down", ["crossref", "openalex"])
def test_a_service_that_fails_delays_and_loses_nothing(desk: Desk, down: str, kind: str) -> None:
    source = desk.write(listed([*desk.only, "10.1234/none.such"]))
    settings = desk.settings(source)
    desk.services.faults.set([{"service": down, "kind": kind}])
    work = desk.run(settings)
    assert work.is_open
    assert desk.verdicts()["https://doi.org/10.1234/NONE.SUCH"][0] in {Outcome.DEFERRED, Outcome.UNRESOLVED}
    if down == "crossref" and kind != "blank":  # one empty list is contradicted by single questions
        assert {outcome for outcome, _ in desk.verdicts().values()} <= {Outcome.DEFERRED, Outcome.UNRESOLVED}
    desk.services.faults.set([])
    for _ in range(4):
        desk.time.pass_by(86400.0)
        desk.run(settings)
    assert {id for _, id in desk.verdicts().values()} == {*(f"doi:{doi}" for doi in desk.only), None}


def test_titles_are_found_beyond_arxiv_and_none_is_wrong(desk: Desk) -> None:
    settings = desk.settings(documents(desk.services, desk.folder))
    for _ in range(3):
        desk.run(settings)
    found = judged(desk.services, desk.store, HERE)
    assert found.wrong == []
    assert found.found["title and authors"] + found.found["title, authors and doi"] > 0
    assert sum(found.at_arxiv.values()) > 0


def test_a_title_that_cannot_be_searched_for_now_is_deferred(desk: Desk) -> None:
    truth = next(one for one in desk.truth.values() if one["published_doi"] in desk.only)
    row = {"title": truth["title"], "authors": [author["name"] for author in truth["authors"]]}
    settings = desk.settings(desk.write(json.dumps([row]), "list.json"), "crossref")
    desk.services.faults.set([{"service": "crossref", "kind": "503"}])
    assert desk.run(settings).deferred == 1
    [(outcome, _)] = desk.verdicts().values()
    assert outcome is Outcome.DEFERRED
    desk.services.faults.set([])
    desk.time.pass_by(86400.0)
    desk.run(settings)
    assert [*desk.verdicts().values()] == [(Outcome.FOUND, f"doi:{truth['published_doi']}")]


def test_a_title_that_only_the_second_service_could_answer_is_tried_at_its_time(desk: Desk) -> None:
    row = {"title": "A title that nobody has ever given to a work of any kind", "authors": ["Nobody Known"]}
    settings = desk.settings(desk.write(json.dumps([row]), "list.json"))
    desk.services.faults.set([{"service": "openalex", "kind": "503"}])
    assert desk.run(settings).deferred == 0
    [accounted] = desk.store.intake.accounted()
    assert accounted.verdict.outcome is Outcome.UNRESOLVED
    assert accounted.verdict.next_try is not None
    searches = desk.requests()
    desk.run(settings)
    assert desk.requests() == searches


def test_when_arxiv_has_it_after_all_one_record_is_left(desk: Desk, standin: Start) -> None:
    settings = desk.settings(desk.write(listed(desk.only)), "crossref", "openalex", "semantic_scholar")
    for _ in range(3):
        desk.run(settings)
    before = desk.beyond()
    assert before == {f"doi:{doi}" for doi in desk.only}
    whole = standin(ROWS, min_interval=0.0)
    there = [name for name, one in desk.truth.items() if name not in HERE and one["published_doi"] in desk.only]
    desk.arxiv = whole.url
    more = desk.write("\n".join(f"arXiv:{name}" for name in there), "ids.txt")
    settings = desk.settings(more, "crossref", "openalex", "semantic_scholar").model_copy(
        update={"sources": (*settings.sources, more.model_copy(update={"name": "ids"}))}
    )
    desk.time.pass_by(40 * 86400.0)
    for _ in range(3):
        desk.run(settings)
    kept = {one.record.id: one for one in desk.store.kept_since(0) if one.record.id != "1503.00001"}
    assert {*kept} == {*there}
    assert {one.record.entry_id for one in kept.values()} == before
    assert all(len(one.mentions) == 2 for one in kept.values())
    assert {one.outcome for one in kept.values()} == {Outcome.FOUND}


def test_a_doi_whose_paper_arxiv_has_is_arxiv_s(desk: Desk) -> None:
    dois = [one["published_doi"] for name, one in desk.truth.items() if name in HERE and one["published_doi"]]
    settings = desk.settings(desk.write(listed(dois)))
    for _ in range(2):
        desk.run(settings)
    right = {one["published_doi"]: name for name, one in desk.truth.items() if one["published_doi"]}
    for text, (_, found) in desk.verdicts().items():
        doi = text.removeprefix("https://doi.org/").lower()
        assert found in {None, right[doi], f"doi:{doi}"}
    named = [found for _, found in desk.verdicts().values() if found in HERE]
    assert named, "OpenAlex names the preprint of most"


def test_what_comes_of_it_is_licensed(desk: Desk) -> None:
    """Nothing of Semantic Scholar's is asked for a DOI, and no abstract is kept."""
    settings = desk.settings(desk.write(listed(desk.only)), "crossref", "openalex", "semantic_scholar", "huggingface")
    for _ in range(3):
        desk.run(settings)
    beyond = [one.record for one in desk.store.kept_since(0) if one.record.id.startswith("doi:")]
    assert beyond
    assert all(record.abstract == "" for record in beyond)
    with reading(desk.store.engine) as connection:
        asked = set(connection.execute(select(service_answers.c.service, service_answers.c.key)).all())
    others = {key for service, key in asked if service in {"semantic_scholar", "huggingface"}}
    assert others <= {"1503.00001"}


def test_without_crossref_and_openalex_nothing_is_looked_for(desk: Desk) -> None:
    settings = desk.settings(desk.write(listed(desk.only)), "orcid")
    assert isinstance(settings.services, ServicesSettings)
    desk.run(settings)
    assert {outcome for outcome, _ in desk.verdicts().values()} == {Outcome.UNRESOLVED}


def test_a_single_paper_is_looked_up_by_its_doi_and_not_published(desk: Desk) -> None:
    doi = desk.only[0]
    settings = desk.settings(desk.write("Nothing."), "crossref")
    with open_clients(settings, desk.store, clock=desk.time.clock()) as tools:
        looked = look_up(settings, desk.store, lambda: tools, [f"doi:{doi}", "doi:10.1234/none.such"])
        assert [one.record.id for one in looked.found] == [f"doi:{doi}"]
        assert {*looked.missing} == {"doi:10.1234/none.such"}
        assert desk.store.records.count() == 0
        requests = desk.requests()
        assert [one.record.id for one in look_up(settings, desk.store, lambda: tools, [f"doi:{doi}"]).found] == [
            f"doi:{doi}"
        ]
        assert desk.requests() == requests
    off = desk.settings(desk.write("Nothing."), on=False)
    with open_clients(off, desk.store, clock=desk.time.clock()) as tools:
        looked = look_up(off, desk.store, lambda: tools, ["doi:10.1234/another"])
        (reason,) = looked.missing.values()
        assert reason.startswith(
            "no known record has this DOI; with `beyond_arxiv = true` in [services] and Crossref or OpenAlex"
        )
    assert desk.requests() == requests


def test_a_dry_run_counts_what_would_be_looked_up(desk: Desk) -> None:
    settings = desk.settings(desk.write(listed(desk.only)))
    assert outlook(settings, desk.store, desk.time.now()).beyond == len(desk.only)
    assert outlook(desk.settings(desk.write(""), on=False), desk.store, desk.time.now()).beyond == 0
    assert desk.requests() == 0


def test_two_runs_at_once_ask_nothing_twice(desk: Desk) -> None:
    """Another process has asked for the same DOIs since this one read them from the store."""
    source = desk.write(listed(desk.only))
    settings = desk.settings(source)
    desk.run(desk.settings(source, on=False))
    with open_clients(settings, desk.store, clock=desk.time.clock()) as tools:
        clients = [one for one in tools.services if one.name == "crossref"]
        for _ in range(2):
            run = desk.store.runs.start("run", desk.time.now())
            works = Works(desk.store, clients, tools.services, run, tools.now, tools.say)
            assert all(one.answered == {"crossref"} for one in works.ask(desk.only).values())
    asked = [row for row in desk.services.log.rows if row["service"] == "crossref" and "filter=" in row["query"]]
    assert len([row for row in asked if desk.only[0].split("/")[1] in row["query"]]) == 1


def test_what_the_command_line_is_given_may_be_dois(tmp_path: Path) -> None:
    given = ["10.1000/ABC", "https://doi.org/10.1000/x", "2507.13575"]
    [source] = command_line_sources(given, tmp_path, beyond=True)
    assert source.ids == ("https://doi.org/10.1000/abc", "https://doi.org/10.1000/x", "2507.13575")
    assert {one.kind for one in command_line_sources(given, tmp_path)} == {"page", "files", "ids"}


@pytest.mark.parametrize("trouble", [1.0, 20.0])
def test_nothing_is_wrong_whatever_is_planted(
    trouble: float, tmp_path: Path, arxiv: arxiv_standin.Server, standin: Start, fake_time: FakeTime
) -> None:
    with local_services(trouble) as server, Store(f"sqlite:///{tmp_path}/papers.db") as store:
        desk = Desk(tmp_path, store, server, arxiv.url, fake_time)
        settings = desk.settings(documents(server, tmp_path))
        for _ in range(3):
            desk.run(settings)
        found = judged(server, store, HERE)
        assert found.wrong == []
        assert sum(found.found.values()) > 0
        desk.arxiv = standin(ROWS, min_interval=0.0).url
        every = Source(name="ids", ids=tuple(row["id"] for row in ROWS))
        fake_time.pass_by(40 * 86400.0)
        for _ in range(2):
            desk.run(desk.settings(every, "crossref", "openalex", "semantic_scholar"))
        assert joined(server, store)[2] == []
