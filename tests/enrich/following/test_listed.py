"""Following citations, venues and institutions: new papers come by themselves, and none that the service does not link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadSettings
from enrich.options.sources import Source
from enrich.pipeline.enrich_run import Work
from enrich.settings import Settings, load
from enrich.store.store import Store
from tests.conftest import FakeTime
from tests.support import arxiv_standin
from tests.support.newest_standin import NewestCrossref, NewestOpenAlex, newest_services
from tests.support.service_runs import papers
from tests.support.sources_standin import Server
from tests.support.working import enrich, outcomes

Start = Callable[..., arxiv_standin.Server]
CITED = "1503.00001"
CITING = ("1503.00002", "1503.00003", "1503.00005", "1503.00014")
"""The last one is merged into its article, or only has one."""
DAY = 86400


@pytest.fixture
def services() -> Iterator[Server]:
    with newest_services(papers(), {paper: [CITED] for paper in CITING}, most=2) as server:
        yield server


@pytest.fixture
def arxiv(standin: Start) -> arxiv_standin.Server:
    return standin(papers())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def openalex(server: Server) -> NewestOpenAlex:
    service = server.services["openalex"]
    assert isinstance(service, NewestOpenAlex)
    return service


def crossref(server: Server) -> NewestCrossref:
    service = server.services["crossref"]
    assert isinstance(service, NewestCrossref)
    return service


def settings_of(
    arxiv: str, services: str, *enabled: str, beyond: bool = False, budget: int = 1000, **kind: Any
) -> Settings:
    asked = {"enabled": True, "min_interval": 0.0, "budget": budget}
    return Settings.model_validate(
        {
            "arxiv": {"base_url": arxiv, "min_interval": 0.0},
            "sources": [{"name": "followed", **kind}],
            "services": {
                "beyond_arxiv": beyond,
                **{one: {**asked, "base_url": f"{services}/{one}"} for one in enabled},
            },
        }
    )


def follow(store: Store, time: FakeTime, settings: Settings) -> Work:
    return enrich(store, settings, time, settings.sources)


def lists_asked(server: Server, word: str) -> int:
    return sum(word in str(one) for one in server.log.rows)


def linked(server: Server, fits: Callable[[dict[str, Any]], bool]) -> set[str]:
    """The papers of works that fit and have a copy at arXiv, or its DOI."""
    return {
        work.paper
        for work, row in openalex(server).works()
        if fits(row) and any("arxiv" in str(one["landing_page_url"]).lower() for one in row["locations"])
    }


def test_papers_that_cite_one_arrive_page_by_page_and_new_ones_a_day_later(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    settings = settings_of(arxiv.url, services.url, "openalex", cites=[CITED])
    expected = linked(services, lambda row: bool(row["referenced_works"]))
    work = follow(store, fake_time, settings)
    assert not work.source_problems
    assert set(outcomes(store)) == expected >= set(CITING[:3])
    openalex(services).cites = {**openalex(services).cites, "1503.00010": [CITED]}
    assert set(outcomes(store)) == expected
    fake_time.pass_by(3600)
    asked = lists_asked(services, "cites")
    follow(store, fake_time, settings)
    assert lists_asked(services, "cites") == asked
    openalex(services).world.case("1503.00010").works[0].date = f"{fake_time.now():%Y-%m-%d}"
    fake_time.pass_by(DAY)
    follow(store, fake_time, settings)
    assert set(outcomes(store)) == expected | {"1503.00010"}


def test_papers_of_a_venue_come_by_its_id_or_its_name_as_far_as_openalex_links_them_with_arxiv(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    venues = openalex(services).venues()
    by_venue = {
        name: linked(services, lambda row, name=name: str(((row["primary_location"] or {}).get("source") or {}).get("id")).endswith(name))  # type: ignore[misc]
        for name in venues
    }  # fmt: skip
    name = max((one for one in venues if one != "S4306400194"), key=lambda one: len(by_venue[one]))
    assert by_venue[name]
    follow(store, fake_time, settings_of(arxiv.url, services.url, "openalex", venue=name))
    assert set(outcomes(store)) == by_venue[name]
    by_name = settings_of(arxiv.url, services.url, "openalex", venue=venues[name]["display_name"].upper())
    work = follow(store, fake_time, by_name)
    assert not work.source_problems
    assert {one.mention.document for one in store.intake.accounted()} >= {f"venue {by_name.sources[0].venue}"}
    assert set(outcomes(store)) == by_venue[name]


def test_a_venue_of_which_there_are_several_is_none_until_one_is_chosen(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    openalex(services).extra_names = {"S77": "Proceedings", "S78": "Proceedings", "S79": "Proceedings of something"}
    work = follow(store, fake_time, settings_of(arxiv.url, services.url, "openalex", venue="proceedings"))
    assert work.is_open
    assert "several venues that are called 'proceedings': Proceedings (S77), Proceedings (S78); write" in str(
        work.source_problems
    )
    assert outcomes(store) == {}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ({"venue": "Journal of Nothing"}, "OpenAlex has no venue that is called 'Journal of Nothing'"),
        ({"venue": "2041-1723"}, "OpenAlex has no venue 2041-1723"),
        ({"institution": "https://ror.org/05dxps055"}, "OpenAlex has no institution https://ror.org/05dxps055"),
        ({"cites": ["2401.99999"]}, "OpenAlex does not know 2401.99999"),
    ],
)
def test_what_the_service_does_not_know_is_told_and_asked_again_a_day_later(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store, kind: dict[str, Any], message: str
) -> None:
    settings = settings_of(arxiv.url, services.url, "openalex", **kind)
    for hours, again in ((0, True), (1, False), (24, True)):
        fake_time.pass_by(hours * 3600)
        before = len(services.log.rows)
        work = follow(store, fake_time, settings)
        assert message in str(work.source_problems)
        assert work.is_open
        assert (len(services.log.rows) > before) is again


def test_papers_from_an_institution_are_those_with_an_author_there(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    rows = [(work.paper, row) for work, row in openalex(services).works()]
    ror = next(iter(openalex(services).institutions()))
    expected = linked(services, lambda row: ror in str(row["authorships"]))
    assert expected < {paper for paper, _ in rows}
    follow(store, fake_time, settings_of(arxiv.url, services.url, "openalex", institution=ror))
    assert set(outcomes(store)) == expected


def test_nothing_is_taken_from_a_service_that_answers_for_another_question(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    openalex(services).deaf = True
    work = follow(store, fake_time, settings_of(arxiv.url, services.url, "openalex", cites=[CITED]))
    assert "works that nobody asked for" in str(work.source_problems)
    assert outcomes(store) == {}


def test_a_page_that_fails_is_read_by_the_next_run(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    settings = settings_of(arxiv.url, services.url, "openalex", cites=[CITED])
    services.faults.set([{"service": "openalex", "kind": "500", "contains": "cites", "after": 1}])
    work = follow(store, fake_time, settings)
    assert "the next run goes on from there" in str(work.source_problems)
    some = set(outcomes(store))
    assert 0 < len(some) < len(CITING)
    services.faults.set([])
    fake_time.pass_by(3600)
    assert not follow(store, fake_time, settings).source_problems
    assert set(outcomes(store)) >= {*some, *CITING[:3]}


@pytest.mark.parametrize("kind", ["empty", "wall", "truncate", "budget"])
def test_an_answer_that_is_none_ends_nothing(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store, kind: str
) -> None:
    settings = settings_of(arxiv.url, services.url, "openalex", cites=[CITED])
    services.faults.set([{"service": "openalex", "kind": kind, "contains": "cites", "after": 1}])
    assert follow(store, fake_time, settings).source_problems
    services.faults.set([])
    fake_time.pass_by(DAY)
    assert not follow(store, fake_time, settings).source_problems
    assert set(outcomes(store)) >= set(CITING[:3])


def test_the_budget_of_the_day_holds_and_the_next_day_goes_on(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    settings = settings_of(arxiv.url, services.url, "openalex", budget=3, cites=[CITED])
    work = follow(store, fake_time, settings)
    assert "budget" in str(work.source_problems)
    assert len(services.log.rows) == 3
    for _ in range(3):
        fake_time.pass_by(DAY)
        work = follow(store, fake_time, settings)
    assert set(outcomes(store)) >= set(CITING[:3])


def test_crossref_brings_what_publishers_link_and_with_papers_beyond_arxiv_everything(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store, tmp_path: Path
) -> None:
    crossref(services).linked = frozenset({"1503.00001"})
    rows = list(crossref(services).rows())
    title = next(row for row in rows if row["DOI"] == "10.1109/inv.0")["container-title"][0]
    there = {row["DOI"] for row in rows if title in row["container-title"]}
    settings = settings_of(arxiv.url, services.url, "crossref", venue=title)
    assert not follow(store, fake_time, settings).source_problems
    assert set(outcomes(store)) == {"1503.00001"}
    fake_time.pass_by(DAY)
    beyond = settings_of(arxiv.url, services.url, "crossref", beyond=True, venue=title)
    crossref(services).linked = frozenset()
    with Store(f"sqlite:///{tmp_path}/another.db") as another:
        follow(another, fake_time, beyond)
        assert {one.mention.doi for one in another.intake.accounted()} == there
        assert len(there) > 1


def test_crossref_is_asked_for_a_venue_that_openalex_does_not_know(
    arxiv: arxiv_standin.Server, services: Server, fake_time: FakeTime, store: Store
) -> None:
    crossref(services).linked = frozenset(row["id"] for row in papers())
    proceedings = next(
        row["container-title"][0] for row in crossref(services).rows() if row["type"] == "proceedings-article"
    )
    settings = settings_of(arxiv.url, services.url, "openalex", "crossref", venue=proceedings)
    assert not follow(store, fake_time, settings).source_problems
    assert {one.mention.place for one in store.intake.accounted()} == {"Crossref's list"}


def test_both_ways_of_asking_nobody_are_told(arxiv: arxiv_standin.Server, fake_time: FakeTime, store: Store) -> None:
    settings = settings_of(arxiv.url, "http://127.0.0.1:9", cites=[CITED])
    assert "none of openalex is asked in this run" in str(follow(store, fake_time, settings).source_problems)


def test_a_source_without_the_service_is_a_mistake_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "paperwire.toml"
    file.write_text('[[sources]]\nname = "a"\nvenue = "Nature"\n', encoding="utf-8")
    with pytest.raises(BadSettings, match=r"sources\[0\]\.venue: .* in \[services.openalex\] or \[services.crossref\]"):
        load(file, {}, tmp_path)
    file.write_text(f"{file.read_text(encoding='utf-8')}[services.crossref]\nenabled = true\n", encoding="utf-8")
    assert load(file, {}, tmp_path).sources[0].kind == "venue"


def test_ids_of_papers_venues_and_institutions_are_read_in_their_usual_forms() -> None:
    cites = [
        "arXiv:2010.11929v2",
        "https://arxiv.org/abs/hep-th/9901001",
        "https://doi.org/10.1038/Nature14539",
        "2010.11929",
    ]
    source = Source(name="a", cites=tuple(cites))
    assert source.cites == ("2010.11929", "hep-th/9901001", "10.1038/nature14539")
    assert Source(name="a", venue="20411723").venue == "2041-1723"
    assert Source(name="a", venue="https://openalex.org/s64187185").venue == "S64187185"
    assert Source(name="a", venue=" Nature  Communications ").venue == "Nature Communications"
    assert Source(name="a", institution="042nb2s44").institution == "https://ror.org/042nb2s44"


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ({"cites": ["An image is worth 16x16 words"]}, "neither an arXiv id"),
        ({"cites": []}, "at least 1"),
        ({"cites": ["2010.11929"] * 31}, "at most 30"),
        ({"venue": "2041-1724"}, "a digit is wrong"),
        ({"venue": "..."}, "the name of a journal"),
        ({"venue": "https://www.nature.com/ncomms"}, "the name of a journal"),
        ({"institution": "https://ror.org/042nb2s45"}, "a letter or digit is wrong"),
        ({"institution": "MIT"}, "is no ROR id"),
        ({"cites": ["2010.11929"], "venue": "Nature"}, "exactly one of"),
    ],
)
def test_what_cannot_be_followed_is_a_mistake_of_the_settings(kind: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Source.model_validate({"name": "a", **kind})
