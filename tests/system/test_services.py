"""A run with every metadata service, against local ones: nothing wrong, nobody asked twice, nothing lost by a fault."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from enrich.asking.known_services import SERVICES
from enrich.options.services import ServiceSettings, ServicesSettings
from enrich.settings import Settings
from feeds.operate.run import run
from tests.conftest import FakeTime
from tests.support.processes import PATIENCE, started
from tests.support.service_runs import (
    KEY,
    PAPERS,
    PREFIXES,
    asked,
    kept,
    local_services,
    offences,
    papers,
    settings_of,
    wrong,
)
from tests.support.sources_standin import OFFENCES, Server

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., Any]
WHOLE = ["status", "forbidden", "wall", "empty", "truncate", "reset", "503", "per_second", "budget"]
"""Faults under which a service says nothing at all, or nothing that can be believed."""


@pytest.fixture
def services() -> Iterator[Server]:
    with local_services() as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, standin: Start, services: Server) -> Settings:
    return settings_of(tmp_path, standin(papers(), min_interval=0.0).url, services.url)


def records(settings: Settings) -> dict[str, Any]:
    """Id -> record, as dumped."""
    text = (settings.out / "dumps" / "records.json").read_text(encoding="utf-8")
    return {record["id"]: record for record in json.loads(text)["records"]}


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


def test_two_processes_on_one_store_ask_nothing_twice(settings: Settings, services: Server) -> None:
    file = settings.folder / "paperwire.toml"
    file.write_text(as_toml(settings), encoding="utf-8")
    command = [sys.executable, "-m", "feeds", "--config", str(file), "enrich"]
    with started(command, cwd=ROOT) as one, started(command, cwd=ROOT) as other:
        assert (one.wait(PATIENCE), other.wait(PATIENCE)) == (0, 0)
    assert len(kept(settings)) == PAPERS
    assert wrong(services, kept(settings)) == []
    assert offences(services) == {}


def as_toml(settings: Settings) -> str:
    """These settings as a file."""
    ids = ", ".join(f'"{name}"' for source in settings.sources for name in source.ids or ())
    lines = [f"[arxiv]\nbase_url = '{settings.arxiv.base_url}'\nmin_interval = 0"]
    lines += [f"[store]\nurl = '{settings.store.url}'", f"[[sources]]\nname = 'list'\nids = [{ids}]"]
    for name in PREFIXES:
        one = getattr(settings.services, name)
        lines.append(
            f"[services.{name}]\nenabled = true\nbase_url = '{one.base_url}'\nmin_interval = 0\ncontact = '{one.contact}'"
        )
    return "\n".join(lines)


def test_services_are_models_of_the_settings() -> None:
    assert {*ServicesSettings.model_fields} - {"beyond_arxiv"} == {*PREFIXES} == {*SERVICES}
    assert all(
        issubclass(one, ServiceSettings) for one in (type(getattr(ServicesSettings(), name)) for name in PREFIXES)
    )
