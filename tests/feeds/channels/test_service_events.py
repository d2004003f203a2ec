"""feeds/channels/service_events.py: what services report of known papers becomes an event, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from enrich.record import Change
from enrich.statements.enrichment import CodeLink, EditorialNotice, Publication
from feeds.channels.events import events_of
from tests.support.dump_corpus import record
from tests.support.enriching import CORRECTION, RETRACTION, enrichment, origin

SEEN = datetime(2025, 9, 10, 6, 0, tzinfo=UTC)
PUBLISHED = Publication("10.1038/x", "Nature", date(2025, 8, 1), "month")
RECORD = record(dois=())


def changed(field: str, old: Any, new: Any, source: str = "crossref", days: int = 0) -> Change:
    name = field if field in {"dois", "journal_ref"} else f"enrichment.{field}"
    values = msgspec.to_builtins(old), msgspec.to_builtins(new)
    return Change(RECORD.id, name, *values, source, SEEN + timedelta(days=days), 7 + days)


def keys(*changes: Change, **fields: Any) -> list[str]:
    return [event.key for event, _ in events_of(record(**({"dois": ()} | fields)), changes)]


@pytest.mark.parametrize(
    ("field", "old", "new", "expected"),
    [
        ("publication", None, PUBLISHED, ["publication"]),
        ("publication", PUBLISHED, Publication("10.1/y"), []),
        ("publication", PUBLISHED, None, []),
        ("publication", None, Publication("10.1/old", "Nature", date(2019, 1, 1)), []),
        ("publication", None, Publication(venue="NeurIPS"), ["publication"]),
        ("notices", (), (RETRACTION,), ["retracted"]),
        ("notices", (), (EditorialNotice("retraction", date(1999, 1, 1)),), ["retracted"]),
        ("notices", (RETRACTION,), (EditorialNotice("retraction", None, None, "openalex"),), []),
        ("notices", (), (CORRECTION,), ["corrected-10.1000/correction"]),
        ("notices", (CORRECTION,), (CORRECTION, RETRACTION), ["retracted"]),
        ("notices", (EditorialNotice("correction", CORRECTION.date),), (CORRECTION,), []),
        ("notices", (), (EditorialNotice("correction", date(2001, 1, 1)),), []),
        ("notices", (), (EditorialNotice("expression_of_concern"),), ["concern"]),
        ("code", (), (CodeLink("https://github.com/a/b", "user"),), ["code"]),
        ("code", (), (CodeLink("https://github.com/a/b", "guess"),), []),
        ("code", (CodeLink("https://github.com/a/b", "user"),), (CodeLink("https://github.com/c/d", "user"),), []),
        ("publication", None, "what another version wrote", []),
        ("authors", (), ({"orcid": "x"},), []),
    ],
)
def test_news_are_publications_retractions_corrections_and_code(
    field: str, old: Any, new: Any, expected: list[str]
) -> None:
    assert keys(changed(field, old, new)) == expected


def test_an_event_tells_where_and_when() -> None:
    changes = [changed("publication", None, PUBLISHED), changed("notices", (), (RETRACTION,), days=1)]
    published, retracted = (event for event, _ in events_of(RECORD, changes))
    assert published.note == "Published in Nature (August 2025), doi:10.1038/x."
    assert published.when == SEEN
    assert retracted.label == "RETRACTED"
    assert "3 September 2025" in retracted.note
    assert "https://doi.org/10.1000/retraction" in retracted.note
    assert "publisher" in retracted.note


def test_what_arxiv_has_already_is_no_news() -> None:
    assert keys(changed("publication", None, PUBLISHED), dois=("10.1038/X",)) == []
    assert keys(changed("publication", None, Publication(venue="Nature")), dois=("10.1038/X",)) == []


def test_a_publication_is_one_event_whoever_states_it_first() -> None:
    of_service = changed("publication", None, PUBLISHED)
    of_arxiv = changed("dois", [], ["10.1038/X"], "arxiv-api", days=3)
    assert keys(of_service, of_arxiv, dois=("10.1038/X",)) == ["publication"]
    late = changed("publication", None, PUBLISHED, days=5)
    assert keys(of_arxiv, late, dois=("10.1038/X",)) == ["doi"]
    other = changed("dois", [], ["10.1038/other"], "arxiv-api", days=3)
    assert keys(of_service, other, dois=("10.1038/other",)) == ["publication", "doi"]


def test_an_event_that_was_published_stays_when_arxiv_follows() -> None:
    before = keys(changed("publication", None, PUBLISHED))
    after = keys(
        changed("publication", None, PUBLISHED),
        changed("dois", [], ["10.1038/x"], "arxiv-api", days=9),
        dois=("10.1038/x",),
    )
    assert before == after == ["publication"]


def test_of_a_service_that_permits_links_alone_only_the_doi_is_published() -> None:
    ((event, _),) = events_of(RECORD, [changed("publication", None, PUBLISHED, "semantic_scholar")])
    assert event.note == "Published, doi:10.1038/x."
    origins = (origin("publication.doi", "crossref"), origin("publication.venue", "semantic_scholar"))
    closed = record(dois=(), enrichment=enrichment(publication=PUBLISHED, origins=origins))
    ((event, _),) = events_of(closed, [changed("publication", None, PUBLISHED)])
    assert event.note == "Published, doi:10.1038/x."
