"""A run with every metadata service, against local ones: nothing wrong, nobody asked twice, nothing lost by a fault."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from enrich.asking.known_services import SERVICES
from enrich.options.services import ServiceSettings, ServicesSettings
from enrich.options.site import SiteSettings, StoreSettings
from enrich.options.sources import Source
from enrich.pipeline.enrich_run import Work
from enrich.record import PublishableRecord
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.formats.record_json import record_json
from feeds.operate.run import run
from tests.conftest import FakeTime
from tests.support import sources_standin
from tests.support.sources_standin import OFFENCES, Server, truth_check
from tests.support.working import enrich

PREFIXES = {
    "openalex": "openalex", "crossref": "crossref", "semantic_scholar": "s2", "orcid": "orcid", "huggingface": "hf",
    "inspire": "inspire",
}  # fmt: skip
"""Name in the settings -> that of the local service."""
PAPERS = 36
KEY = "a-very-secret-key"
Start = Callable[..., Any]
WHOLE = ["status", "forbidden", "wall", "empty", "truncate", "reset", "503", "per_second", "budget"]
"""Faults under which a service says nothing at all, or nothing that can be believed."""


def papers() -> list[dict[str, Any]]:
    """Invented papers as arXiv's bulk metadata has them, some with a published DOI, some in physics."""
    dice = random.Random(7)
    family = [
        "Ahmed",
        "Bianchi",
        "Chen",
        "Dvořák",
        "Eriksson",
        "Fischer",
        "García",
        "Haddad",
        "Ivanova",
        "Jansen",
        "Kim",
        "Lopes",
    ]
    given = ["Ada", "Ben", "Carla", "David", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Leo"]
    rows = []
    for number in range(PAPERS):
        names = [[one, dice.choice(given), ""] for one in dice.sample(family, dice.randint(1, 5))]
        rows.append(
            {
                "id": f"1503.{number + 1:05d}", "title": f"A survey of subject number {number} and its consequences",
                "authors_parsed": names, "abstract": f"We survey subject {number}.", "comments": None,
                "doi": f"10.1109/INV.{number}" if number % 3 == 0 else None,
                "categories": "hep-th" if number % 5 == 0 else "cs.LG",
                "versions": [{"version": "v1", "created": "Mon, 2 Mar 2015 10:00:00 GMT"}], "update_date": "2015-03-02",
            }
        )  # fmt: skip
    return rows


@pytest.fixture
def services() -> Iterator[Server]:
    records = {row["id"]: sources_standin.record(row) for row in papers()}
    server = Server(records, scale=0.0, trouble=1.0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(tmp_path: Path, standin: Start, services: Server) -> Settings:
    arxiv = standin(papers(), min_interval=0.0)
    asked = {
        name: {
            "enabled": True,
            "base_url": f"{services.url}/{prefix}",
            "min_interval": 0.0,
            "contact": "me@example.org",
        }
        for name, prefix in PREFIXES.items()
    }
    asked["openalex"]["key"] = KEY
    return Settings(
        arxiv={"base_url": arxiv.url, "min_interval": 0.0},
        sources=(Source(name="list", ids=tuple(row["id"] for row in papers())),),
        services=ServicesSettings.model_validate(asked),
        site=SiteSettings(base_url="https://feeds.example.org", out=Path("out")),
        store=StoreSettings(url=f"sqlite:///{tmp_path}/papers.db"),
        folder=tmp_path,
    )


def records(settings: Settings) -> dict[str, Any]:
    """Id -> record, as dumped."""
    text = (settings.out / "dumps" / "records.json").read_text(encoding="utf-8")
    return {record["id"]: record for record in json.loads(text)["records"]}


def kept(settings: Settings) -> dict[str, Any]:
    """The same from the store, without publishing."""
    with Store(settings.store_url) as store:
        return {one.record.id: dumped(one) for one in store.kept_since(0)}


def dumped(one: PublishableRecord) -> dict[str, Any]:
    """A record as it would be dumped."""
    slugs = [None for _ in one.record.authors]
    return record_json(one.record, topics=(), mentions=(), slugs=slugs, outcome=one.outcome, first_seen=one.first_seen)


def asked(settings: Settings, time: FakeTime) -> Work:
    """A run that publishes nothing, in no time."""
    with Store(settings.store_url) as store:
        return enrich(store, settings, time, settings.sources)


def wrong(server: Server, found: dict[str, Any]) -> list[str]:
    """What stands on a record and is not true of it."""
    faults = []
    for name, record in found.items():
        truth = server.world.truth(name)
        judged = truth_check(truth, [author["orcid"] for author in record["authors"]])
        faults += [f"{name}: ORCID"] * judged["wrong"]
        publication = record["publication"] or {}
        if publication.get("doi") not in (None, truth["published_doi"]):
            faults.append(f"{name}: DOI {publication['doi']}")
        if publication.get("venue") not in (None, truth["venue"]):
            faults.append(f"{name}: venue {publication['venue']}")
        if record["retraction"] and not truth["retraction"]:
            faults.append(f"{name}: retraction")
    return faults


def offences(server: Server) -> dict[str, Any]:
    judgement = server.log.summary()["judgement"]
    return {name: one["offences"] for name, one in judgement.items() if one["offences"]}


def test_a_run_attaches_what_is_asked_of_all_services_and_nothing_wrong(settings: Settings, services: Server) -> None:
    done = run(settings)
    assert not done.is_open
    assert done.work is not None
    assert {*done.work.services.answered} == {*PREFIXES}
    found = records(settings)
    assert len(found) == PAPERS
    assert wrong(services, found) == []
    assert sum(bool(one["publication"]) for one in found.values()) >= PAPERS / 4
    assert any(author["orcid"] for one in found.values() for author in one["authors"])
    assert offences(services) == {}, "with no time to judge, batches and repetitions are"
    assert {*OFFENCES} >= {"asked_again", "wasted_batches", "singles_instead_of_batch"}


def test_who_was_asked_is_not_asked_again(settings: Settings, services: Server, fake_time: FakeTime) -> None:
    asked(settings, fake_time)
    first, requests = kept(settings), services.log.summary()["requests"]
    again = asked(settings, fake_time)
    assert services.log.summary()["requests"] == requests
    assert kept(settings) == first
    assert again.services.changed == 0


def test_a_key_is_shown_nowhere(settings: Settings, services: Server, capfd: pytest.CaptureFixture[str]) -> None:
    services.faults.set([{"service": "openalex", "kind": "forbidden"}])
    notes: list[str] = []
    run(settings, say=notes.append)
    published = [path for path in settings.out.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert published == []
    assert KEY not in "".join(notes) + "".join(capfd.readouterr())
    assert KEY.encode() not in Path(settings.store_url.removeprefix("sqlite:///")).read_bytes()


@pytest.mark.parametrize(("kind", "name"), [*zip(WHOLE, cycle(PREFIXES))])  # each kind once, each service in turn
def test_a_service_that_fails_all_day_costs_nothing_but_its_own_freshness(
    kind: str, name: str, settings: Settings, services: Server, fake_time: FakeTime
) -> None:
    services.faults.set([{"service": PREFIXES[name], "kind": kind} | ({"status": 502} if kind == "status" else {})])
    first = asked(settings, fake_time)
    found = kept(settings)
    assert len(found) == PAPERS
    assert wrong(services, found) == []
    assert first.services.new_failures == (name,)
    assert first.is_open, "that it fails is news"
    assert not asked(settings, fake_time).is_open, "that it fails still is none"
    services.faults.set([])
    fake_time.pass_by(2 * 86400.0)
    assert asked(settings, fake_time).services.problems == {}
    assert wrong(services, kept(settings)) == []


def test_the_operator_is_told_since_when(settings: Settings, services: Server) -> None:
    services.faults.set([{"service": "inspire", "kind": "503"}])
    run(settings)
    status = json.loads((settings.out / "status.json").read_text(encoding="utf-8"))
    assert any(line.startswith("service inspire fails since") for line in status["health"])
    assert "inspire" in (settings.out / "ops.atom").read_text(encoding="utf-8")


def test_what_is_enabled_later_is_asked_for_what_is_known(
    settings: Settings, services: Server, fake_time: FakeTime
) -> None:
    asked(settings.model_copy(update={"services": ServicesSettings()}), fake_time)
    assert services.log.summary()["requests"] == 0
    assert all(one["publication"] is None for one in kept(settings).values())
    asked(settings, fake_time)
    assert any(one["publication"] for one in kept(settings).values())


def test_services_are_models_of_the_settings() -> None:
    assert {*ServicesSettings.model_fields} == {*PREFIXES} == {*SERVICES}
    assert all(
        issubclass(one, ServiceSettings) for one in (type(getattr(ServicesSettings(), name)) for name in PREFIXES)
    )
