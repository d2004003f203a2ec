"""What doctor finds wrong, and what it says to do about it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from enrich.conversion import extras
from enrich.errors import TryLater
from enrich.options.arxiv import ArxivSettings
from enrich.options.channels import FeedsSettings
from enrich.options.schedule import WorkSettings
from enrich.options.services import ServicesSettings
from enrich.options.sources import Source
from enrich.pipeline.clients import Clients, open_clients
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.operate.doctor import Finding, examine
from feeds.output.staging import Staging
from feeds.state.digests.issues import Issues
from feeds.work import cluster
from tests.conftest import row
from tests.support.arxiv_standin import Server
from tests.support.clusters import free_port

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Usage(NamedTuple):
    """What shutil.disk_usage gives."""

    total: int
    used: int
    free: int


@pytest.fixture
def store() -> Iterator[Store]:
    with Store("sqlite:///:memory:") as opened:
        yield opened


def no_network() -> Clients:
    raise TryLater("there is no network here")


def found(settings: Settings, store: Store, tools: Callable[[], Clients] = no_network) -> dict[str, Finding]:
    return {finding.what: finding for finding in examine(settings, lambda: store, tools, NOW)}


def test_the_stores_address_has_no_password(tmp_path: Path, store: Store) -> None:
    store.url = "postgresql+psycopg://me:secret@db.example.org/papers"
    finding = found(Settings(folder=tmp_path), store)["store"]
    assert finding.message == "0 records in postgresql+psycopg://me:***@db.example.org/papers"


def test_letters_that_did_not_arrive_are_named(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = {"host": "smtp.example.org", "sender": "us@example.org"}
    digest = {"name": "All", "every": "daily", "mail": ["ada@example.org"]}
    settings = Settings.model_validate({"folder": tmp_path, "notify": {"mail": mail, "digests": [digest]}})
    assert found(settings, store)["digests"] == Finding("digests", True, "1 in [notify], no letter is undelivered")
    issues = Issues(store.engine)
    issues.prepare("All", "2026-07-01", (), ("mail:ada@example.org",), NOW)
    assert found(settings, store)["digests"].well, "it waits for its first try"
    issues.settle(issues.letters()[0], "unknown", "the connection ended", NOW)
    finding = found(settings, store)["digests"]
    assert not finding.well
    assert "1 letter of digests perhaps not delivered" in finding.message


def test_parquet_that_cannot_be_written_is_named(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(folder=tmp_path, feeds=FeedsSettings(parquet=True))
    assert found(settings, store)["parquet"].well
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    finding = found(settings, store)["parquet"]
    assert not finding.well
    assert "[feeds] parquet = true" in finding.message
    assert "pip install -c requirements.lock -e '.[parquet]'" in finding.message
    assert "parquet" not in found(Settings(folder=tmp_path), store)


def test_little_room_on_the_disk_is_said_with_what_to_do(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(Settings(folder=tmp_path), store)["disk"].well
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 9 * 10**8, 10**8))
    finding = found(Settings(folder=tmp_path), store)["disk"]
    assert not finding.well
    assert finding.message.startswith(f"0.1 GB free at {tmp_path}")
    assert "make room, or name another disk in [site] out" in finding.message


def test_a_snapshot_that_is_not_there_is_said_with_what_to_do(tmp_path: Path, store: Store) -> None:
    settings = Settings(folder=tmp_path, arxiv=ArxivSettings(snapshot=Path("snapshot.json")))
    finding = found(settings, store)["snapshot"]
    assert not finding.well
    assert finding.message.startswith(f"{tmp_path / 'snapshot.json'}: no such file; correct snapshot in [arxiv]")
    (tmp_path / "snapshot.json").write_text("{}\n")
    assert found(settings, store)["snapshot"].well


def test_a_category_that_arxiv_has_not_is_named(tmp_path: Path, store: Store) -> None:
    settings = Settings(folder=tmp_path, topics=[{"slug": "robots", "categories": ["cs.QQ"]}])
    finding = found(settings, store)["categories"]
    assert not finding.well
    assert finding.message.startswith("the topic robots names 'cs.QQ'")


@pytest.mark.parametrize(
    ("contact", "well"),
    [
        ("nobody", False),
        ("lab.example.org", False),
        ("@lab", False),
        ("https://", False),
        ("you@example.org", None),
        ("https://lab.example.org/contact", None),
        ("Ada <mailto:ada@example.org>", None),
        (None, True),
    ],
)
def test_a_contact_that_reaches_nobody_is_said_with_what_to_do(
    contact: str | None, well: bool | None, tmp_path: Path, store: Store
) -> None:
    finding = found(Settings(folder=tmp_path, arxiv=ArxivSettings(contact=contact)), store).get("contact")
    assert (finding and finding.well) is well
    assert finding is None or '[arxiv] contact = "you@example.org"' in finding.message


def test_the_next_time_of_each_job_is_said(tmp_path: Path, store: Store) -> None:
    assert found(Settings(folder=tmp_path), store)["schedule"].message == "daily: next at 2026-07-02 00:45 EDT"


@pytest.mark.parametrize(
    ("known", "well", "message"),
    [
        (["2401.00001"], False, "without the papers that were asked for (hep-th/9901001, cs/0112017, 1706.03762)"),
        (["cs/0112017"], True, "answers, but without hep-th/9901001, 1706.03762"),
        (["hep-th/9901001", "cs/0112017", "1706.03762"], True, "/api/query answers"),
    ],
)
def test_an_answer_without_any_paper_that_was_asked_for_is_not_well(
    known: list[str], well: bool, message: str, tmp_path: Path, store: Store, standin: Callable[..., Server]
) -> None:
    url = standin([row(1, id=name) for name in known]).url
    settings = Settings(folder=tmp_path, arxiv=ArxivSettings(base_url=url, min_interval=0))
    with open_clients(settings, store) as tools:
        finding = found(settings, store, lambda: tools)["arXiv"]
    assert finding.well is well
    assert message in finding.message


def test_who_publishes_just_now_is_said(tmp_path: Path, store: Store) -> None:
    settings = Settings(folder=tmp_path)
    assert "publishing" not in found(settings, store)
    with Staging(settings.out):
        finding = found(settings, store)["publishing"]
    assert finding.well
    assert finding.message.startswith(f"process {os.getpid()} on ")


def test_formats_that_cannot_be_read_here_are_named(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(Settings(folder=tmp_path), store)["formats"].well
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    lacks = found(Settings(folder=tmp_path), store)["formats"]
    assert lacks.well
    assert "docutils, pypdfium2" in lacks.message
    assert "pip install -c requirements.lock -e '.[documents]'" in lacks.message
    cvs = Settings(folder=tmp_path, sources=(Source(name="cvs", files=("*.pdf", "*.txt")),))
    needs = found(cvs, store)["formats"]
    assert not needs.well
    assert "(a source has *.pdf)" in needs.message


def test_papers_beyond_arxiv_that_nobody_is_asked_for_are_no_fault(tmp_path: Path, store: Store) -> None:
    alone = Settings(folder=tmp_path, services=ServicesSettings(beyond_arxiv=True))
    finding = found(alone, store)["papers beyond arXiv"]
    assert finding.well
    assert "[services.crossref]" in finding.message
    assert "papers beyond arXiv" not in found(Settings(folder=tmp_path), store)


def test_a_cluster_that_does_not_answer_is_said_with_what_to_do(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    assert "cluster" not in found(Settings(folder=tmp_path), store)
    address = f"tcp://127.0.0.1:{free_port()}"
    finding = found(Settings(folder=tmp_path, work=WorkSettings(cluster=address)), store)["cluster"]
    assert not finding.well
    assert f"{address} cannot be reached" in finding.message
    assert "start `dask scheduler`" in finding.message
