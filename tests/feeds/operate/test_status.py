"""The status as JSON and as a page: what it tells of ids beside the title of another work, and to whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from enrich.options.sources import Source
from enrich.settings import Settings
from enrich.statements.enrichment import Disagreement
from enrich.store.accounts import Accounts
from enrich.store.store import Store
from feeds.disclosure import WHOLE, Disclosure
from feeds.operate.status import status
from feeds.pages.status_page import status_page
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Server
from tests.support.enriching import enrichment, report
from tests.support.keeping import START, keep
from tests.support.papers import paper
from tests.support.working import enrich, settings_for

WRONG = "Optimal Brain Restoration for Joint Quantization"


@pytest.fixture
def status_and_page(
    standin: Callable[..., Server], fake_time: FakeTime, tmp_path: Path
) -> Iterator[Callable[..., tuple[dict[str, Any], str]]]:
    """The status and its page, after a document has called a paper by the title of another."""
    (tmp_path / "papers.json").write_text(json.dumps([{"title": WRONG, "arxiv": "2401.00001"}]))
    settings = settings_for(standin([row(1, title="Sparse Codes for Noisy Channels")]).url)
    with Store("sqlite://") as store:
        enrich(store, settings, fake_time, [Source(name="lab", files=(str(tmp_path / "papers.json"),))])

        def status_for(disclosure: Disclosure | None) -> tuple[dict[str, Any], str]:
            state = status(store, Settings(), fake_time.now(), disclosure)
            return state, status_page(Accounts(store.engine), state, "Site", disclosure or WHOLE).decode()

        yield status_for


def test_the_operator_reads_which_entry_calls_which_paper_by_another_title(status_and_page: Callable[..., Any]) -> None:
    state, page = status_and_page(None)
    (one,) = state["contradictions"]["first"]
    assert state["contradictions"]["total"] == 1
    assert (one["id"], one["how"], one["place"]) == ("2401.00001", "id", "$[0].arxiv")
    assert f"the entry calls it “{WRONG}”; it is “Sparse Codes for Noisy Channels”" in one["reason"]
    assert any("1 id stands beside the title of another work" in line for line in state["health"])
    assert "Ids beside the title of another work (1)" in page
    assert f"the entry calls it “{WRONG}”" in page


@pytest.mark.parametrize("disclosure", [Disclosure(), Disclosure(documents=True, private=frozenset({"lab"}))])
def test_in_public_nothing_is_told_of_documents_that_are_not(
    status_and_page: Callable[..., Any], disclosure: Disclosure
) -> None:
    state, page = status_and_page(disclosure)
    assert state["contradictions"]["first"] == []
    assert state["contradictions"]["total"] == (0 if disclosure.private else 1)
    assert WRONG not in json.dumps(state, ensure_ascii=False)
    assert "the entry calls it" not in page


def test_records_that_sources_disagree_about_are_counted_by_field() -> None:
    with Store("sqlite://") as store:
        keep(store, [paper(id=f"2507.0000{n}") for n in range(1, 5)])
        (venue,) = enrichment().disagreements
        date = Disagreement("publication.date", venue.values)
        known = {
            "2507.00001": enrichment(disagreements=(venue, date, venue)),
            "2507.00002": enrichment(),
            "2507.00003": enrichment(disagreements=()),
        }
        report(store, known)
        state = status(store, Settings(), START)
        assert state["disagreements"] == {
            "records": 2,
            "fields": {"publication.date": 1, "publication.venue": 2},
        }
        page = status_page(Accounts(store.engine), state, "Site", WHOLE).decode()
        assert "Sources disagree about 2 records" in page
        store.records.remove(["2507.00002"], 2, START)
        assert status(store, Settings(), START)["disagreements"]["records"] == 1
