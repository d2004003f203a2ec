"""Facts about the status page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from enrich.record import Document, Mention, Outcome, Verdict
from enrich.settings import Settings
from enrich.store.accounts import Accounts
from enrich.store.lookups import Settled
from enrich.store.store import Store
from feeds.operate.status import status, status_files
from feeds.pages import status_page as page_status
from feeds.pages.status_page import status_page
from tests.support.papers import MARKUP

NOW = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def read(store: Store, verdicts: dict[str, Verdict], *, document: str = "inbox/a.txt", problem: str = "") -> None:
    """One run that read a document with these mentions."""
    run = store.runs.start("run", NOW)
    source_document = Document(document, "lab", "text", document, 1, lambda: iter([b""]))
    found = [(Mention(document, "lab", "line 1", text, "id"), f"id:{text}") for text in verdicts]
    store.intake.save(source_document, found, reader="test", accumulate=False, now=NOW, run=run.id)
    settled = [Settled(f"id:{text}", verdict) for text, verdict in verdicts.items()]
    store.keep_answers((), settled, run.id, NOW)
    errors = (problem,) if problem else ()
    store.runs.finish(run, "open" if problem else "ok", {"documents": 1, "outcomes": {"deferred": 1}}, errors, NOW)


def page(store: Store) -> Any:
    data = status_page(Accounts(store.engine), status(store, Settings(), NOW), "Papers")
    return lxml.html.document_fromstring(data.decode())


def tables(store: Store) -> dict[str, list[list[str]]]:
    """Rows of cells by the table's name."""
    return {
        part.get("aria-labelledby"): [[cell.text_content() for cell in row] for row in part.iter("tr")][1:]
        for part in page(store).iter("section")
    }


def test_before_the_first_run_there_is_a_page(store: Store) -> None:
    assert "No run yet." in page(store).text_content()


def test_each_run_tells_what_it_did_and_what_went_wrong(store: Store) -> None:
    read(store, {"2507.00001": Verdict(Outcome.DEFERRED, "no answer", next_try=NOW + DAY)}, problem="arXiv is ill")
    assert tables(store)["runs"] == [
        [
            "1\N{NO-BREAK SPACE}run",
            "2026-01-05 06:00 UTC",
            "done, something pending",
            "1 documentarXiv is ill",
            "1 deferred",
        ]
    ]


def test_problems_that_are_told_in_the_same_words_are_one_line_with_their_number(store: Store) -> None:
    run = store.runs.start("run", NOW)
    errors = ("source lab: could not be read", "arXiv is ill", "source lab: could not be read")
    store.runs.finish(run, "open", {"documents": 1}, errors, NOW)
    (row,) = tables(store)["runs"]
    assert row[3] == "1 documentsource lab: could not be read (2 times)arXiv is ill"


def test_what_is_deferred_says_why_and_until_when(store: Store) -> None:
    read(store, {"2507.00001": Verdict(Outcome.DEFERRED, "arXiv did not answer.", next_try=NOW + DAY)})
    assert tables(store)["deferred"] == [
        ["2507.00001", "inbox/a.txt, line 1", "", "arXiv did not answer. Next try: 2026-01-06 06:00 UTC."]
    ]


def test_candidates_of_an_ambiguous_mention_are_named(store: Store) -> None:
    read(store, {"A title": Verdict(Outcome.AMBIGUOUS, "Two fit.", candidates=("2507.1", "2507.2"))})
    assert tables(store)["ambiguous"][0][2] == "2507.1, 2507.2"


def test_each_document_tells_what_became_of_its_mentions(store: Store) -> None:
    read(store, {"a": Verdict(Outcome.MISSING, "none"), "b": Verdict(Outcome.MISSING, "none")})
    read(store, {"c": Verdict(Outcome.UNRESOLVED, "none")}, document="inbox/b.txt")
    read(store, {}, document="inbox/empty.txt")
    assert tables(store)["inputs"] == [
        ["inbox/a.txt", "lab", "2 missing"],
        ["inbox/b.txt", "lab", "1 unresolved"],
        ["inbox/empty.txt", "lab", "nothing named"],
    ]


def test_of_very_many_the_first_are_shown_and_the_number_of_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_status, "MENTIONS", 3)
    monkeypatch.setattr(page_status, "INPUTS", 1)
    for document in ("a", "b"):
        read(store, {f"{document}{n}": Verdict(Outcome.MISSING, "none") for n in range(5)}, document=document)
    found = tables(store)
    assert (len(found["missing"]), len(found["inputs"])) == (3, 1)
    assert "Missing: arXiv has no such paper (10)" in page(store).text_content()
    assert "The first 1 of 2 documents." in page(store).text_content()


def test_a_source_that_fails_says_since_when(store: Store) -> None:
    store.intake.source_failed("lab", "feed", "404", NOW)
    assert tables(store)["sources"] == [["lab", "feed", "never", "404 (since 2026-01-05 06:00 UTC)"]]


def test_text_of_documents_stays_text(store: Store) -> None:
    text = MARKUP.replace("\ud800", "")
    read(store, {text: Verdict(Outcome.MISSING, text)}, document="<script>x</script>")
    found = page(store)
    assert not list(found.iter("script"))
    assert "<script>x</script>" in found.text_content()


def test_the_page_stands_beside_the_json(store: Store) -> None:
    assert {"status.json", "status.html"} <= status_files(store, Settings(), NOW).keys()
