"""Lists of new works of a venue at Crossref: what is asked, and which of them name a preprint."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from enrich.errors import BadAnswer, NotThere
from enrich.http.messages import Request, Response
from enrich.services.newest.crossref_venue import ROWS, CrossrefNewest, CrossrefVenue, knows_journal
from enrich.services.service import Account

WHEN = datetime(2026, 11, 30, tzinfo=UTC)
ACCOUNT = Account("http://local", contact="me@example.org")


def work(number: int, *papers: str, **fields: Any) -> dict[str, Any]:
    linked = [{"id-type": "doi", "id": f"10.48550/arXiv.{paper}"} for paper in papers]
    return {
        "DOI": f"10.1000/{number}", "type": "journal-article", "title": ["T"], "container-title": ["Nature Letters"],
        "ISSN": ["2041-1723"], "created": {"date-parts": [[2026, 11, number]]}, "relation": {"has-preprint": linked},
    } | fields  # fmt: skip


def answering(rows: list[dict[str, Any]], asked: list[Request]) -> Callable[..., Any]:
    def ask(question: Request, parse: Callable[[Response], Any]) -> Any:
        asked.append(question)
        body = {"message": {"total-results": len(rows), "next-cursor": "c", "items": rows}}
        return parse(Response(200, {}, json.dumps(body).encode(), question.url))

    return ask


@pytest.mark.parametrize(
    ("venue", "by"),
    [
        (CrossrefVenue(issn="2041-1723"), "issn:2041-1723"),
        (CrossrefVenue(title="Nature letters"), "container-title:Nature letters"),
    ],
)
def test_works_of_the_venue_are_taken_as_far_as_they_name_one_preprint(venue: CrossrefVenue, by: str) -> None:
    asked: list[Request] = []
    rows = [
        work(3, "2401.00003"), work(2), work(1, "2401.00001", "2401.00002"),
        work(9, "2401.00009", ISSN=["1111-1119"], **{"container-title": ["Nature Letters and more"]}),
    ]  # fmt: skip
    ask = answering(rows, asked)
    page = CrossrefNewest(ACCOUNT, ask, WHEN, venue, beyond=False).page(date(2026, 11, 1), date(2026, 11, 30), None)
    assert [(one.arxiv_id, one.doi) for one in page.works] == [("2401.00003", None)]
    assert (page.oldest, page.cursor, page.foreign, page.count) == (date(2026, 11, 1), None, 1, 4)
    assert asked[0].params == {
        "filter": f"{by},from-created-date:2026-11-01,until-created-date:2026-11-30", "sort": "created", "order": "desc",
        "rows": "200", "cursor": "*", "select": "DOI,type,title,container-title,ISSN,created,relation", "mailto": "me@example.org",
    }  # fmt: skip
    page = CrossrefNewest(ACCOUNT, ask, WHEN, venue, beyond=True).page(None, None, None)
    assert [(one.arxiv_id, one.doi) for one in page.works] == [
        ("2401.00003", "10.1000/3"), (None, "10.1000/2"), (None, "10.1000/1"),
    ]  # fmt: skip


def test_only_a_full_page_leads_on() -> None:
    rows = [work(1) | {"DOI": f"10.1000/{number}"} for number in range(ROWS)]
    page = CrossrefNewest(ACCOUNT, answering(rows, []), WHEN, CrossrefVenue(issn="2041-1723"), beyond=False).page(
        None, None, None
    )
    assert page.cursor == "c"


def test_a_journal_is_unknown_only_in_the_services_own_words() -> None:
    def missing(body: bytes) -> Callable[..., Any]:
        def ask(question: Request, parse: Callable[[Response], Any]) -> Any:
            raise NotThere("not there", question.url, body)

        return ask

    assert not knows_journal(ACCOUNT, missing(b"Resource not found."), "2041-1723")
    with pytest.raises(BadAnswer, match="own words"):
        knows_journal(ACCOUNT, missing(b"<html>proxy</html>"), "2041-1723")
