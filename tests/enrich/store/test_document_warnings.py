"""What is amiss with documents stays with them: damage, and versions of papers that there are not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enrich.options.sources import Source
from enrich.settings import Settings
from enrich.store.accounts import Accounts
from enrich.store.store import Store
from feeds.disclosure import WHOLE, Disclosure
from feeds.operate.status import status
from feeds.pages.status_page import status_page
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Paper, Server
from tests.support.working import enrich, settings_for

Start = Callable[..., Server]
V999 = "line 1, column 1 names version 999 of 2401.00001, and arXiv has none after version 1"


def lab(folder: Path) -> Source:
    return Source(name="lab", files=(str(folder / "*.[tj]*"),))


def warnings(store: Store) -> list[str]:
    return [one.text.partition(": ")[2] for one in Accounts(store.engine).warnings()]


def test_a_version_that_does_not_exist_is_told_in_the_run_and_kept(
    either: str, standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text("arXiv:2401.00001v999 and arXiv:2401.00002v1\n")
    with Store(either) as store:
        settings = settings_for(standin(2).url)
        work = enrich(store, settings, fake_time, [lab(tmp_path)])
        assert work.warnings == (f"{tmp_path}/list.txt: {V999}",)
        assert not work.is_open
        assert warnings(store) == [V999]
        again = enrich(store, settings, fake_time, [lab(tmp_path)])
        assert again.warnings == work.warnings, "every run says so until the document changes"


def test_a_known_paper_is_asked_for_again_when_a_document_names_a_newer_version(
    standin: Start, fake_time: FakeTime, tmp_path: Path
) -> None:
    """It may be there by now; once it is, nothing is amiss any more."""
    server = standin(1)
    settings = settings_for(server.url, refresh=0)
    with Store("sqlite://") as store:
        enrich(store, settings, fake_time, [Source(name="list", ids=("2401.00001",))])
        (tmp_path / "list.txt").write_text("arXiv:2401.00001v2\n")
        work = enrich(store, settings, fake_time, [lab(tmp_path)])
        assert work.warnings[0].endswith("version 2 of 2401.00001, and arXiv has none after version 1")
        history = [{"version": f"v{n}", "created": f"Mon, {n} Jan 2024 10:00:00 GMT"} for n in (1, 2)]
        server.arxiv.papers["2401.00001"] = Paper(row(1, versions=history))
        (tmp_path / "other.txt").write_text("arXiv:2401.00001v2\n")
        enrich(store, settings, fake_time, [lab(tmp_path)])
        assert store.records.get(["2401.00001"])["2401.00001"].version == 2
        assert warnings(store) == []


@pytest.fixture
def status_and_page(standin: Start, fake_time: FakeTime, tmp_path: Path) -> Callable[..., tuple[Any, str]]:
    """The status and its page, after damaged JSON and a version that does not exist."""
    (tmp_path / "list.txt").write_text("arXiv:2401.00001v999\n")
    (tmp_path / "list.jsonl").write_text('{"id": "2401.00001"}\n{"id": "2401.00001"\n')
    store = Store("sqlite://")
    enrich(store, settings_for(standin(1).url), fake_time, [lab(tmp_path)])

    def status_for(disclosure: Disclosure | None) -> tuple[Any, str]:
        state = status(store, Settings(), fake_time.now(), disclosure)
        return state["warnings"], status_page(Accounts(store.engine), state, "Site", disclosure or WHOLE).decode()

    return status_for


def test_every_warning_is_in_the_status_and_on_its_page(status_and_page: Callable[..., Any], tmp_path: Path) -> None:
    state, page = status_and_page(None)
    assert state["total"] == 2
    assert [(one["source"], Path(one["document"]).name) for one in state["all"]] == [
        ("lab", "list.jsonl"), ("lab", "list.txt"),
    ]  # fmt: skip
    assert "line 2 is not JSON" in state["all"][0]["warning"]
    assert state["all"][1]["warning"] == f"{tmp_path}/list.txt: {V999}"
    assert "Warnings about documents (2)" in page
    assert V999 in page


@pytest.mark.parametrize(
    ("disclosure", "total"), [(Disclosure(), 2), (Disclosure(documents=True, private=frozenset({"lab"})), 0)]
)
def test_in_public_warnings_are_a_number(
    status_and_page: Callable[..., Any], disclosure: Disclosure, total: int
) -> None:
    state, page = status_and_page(disclosure)
    assert state == {"total": total, "all": []}
    assert "list.txt" not in json.dumps(state) + page
