"""Lists of new works at OpenAlex: what is asked, which works belong to it, and which arXiv id is the work's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from enrich.errors import BadAnswer
from enrich.http.messages import Request, Response
from enrich.services.newest.openalex_newest import (
    Followed,
    OpenAlexNewest,
    citing,
    has_institution,
    of_institution,
    of_venue,
    venue_by_id,
)
from enrich.services.service import Account

WHEN = datetime(2026, 11, 30, tzinfo=UTC)
ROR = "https://ror.org/042nb2s44"
ELSEWHERE = "https://ror.org/03vek6s52"


def author(*rors: str) -> dict[str, Any]:
    return {"raw_author_name": "Ada Lovelace", "institutions": [{"display_name": "U", "ror": ror} for ror in rors]}


def work(number: int, *papers: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"https://openalex.org/W{number}", "title": f"T{number}", "publication_date": "2026-11-01", "type": "article",
        "locations": [{"landing_page_url": f"http://arxiv.org/abs/{paper}"} for paper in papers],
    } | fields  # fmt: skip


def listed(
    followed: Followed, *rows: dict[str, Any], beyond: bool = False
) -> tuple[list[tuple[str | None, str | None]], list[Request]]:
    asked: list[Request] = []

    def ask(question: Request, parse: Callable[[Response], Any]) -> Any:
        asked.append(question)
        body = {"meta": {"count": len(rows), "next_cursor": "c"}, "results": rows}
        return parse(Response(200, {}, json.dumps(body).encode(), question.url))

    listing = OpenAlexNewest(Account("http://local", key="secret"), ask, WHEN, followed, beyond=beyond)
    page = listing.page(date(2026, 10, 1), date(2026, 11, 30), None)
    assert page.cursor == ("c" if rows else None)
    return [(one.arxiv_id, one.doi) for one in page.works], asked


def test_a_question_has_days_order_and_fields_and_its_key_is_in_no_address() -> None:
    _, (question,) = listed(citing(["W1", "W2"]))
    assert question.params == {
        "filter": "cites:W1|W2,locations.source.id:S4306400194,from_publication_date:2026-10-01,to_publication_date:2026-11-30",
        "sort": "publication_date:desc", "per_page": "100", "cursor": "*",
        "select": "id,doi,ids,title,publication_date,primary_location,locations,type,referenced_works",
    }  # fmt: skip
    assert question.headers == {"Authorization": "Bearer secret"}
    _, (question,) = listed(of_venue("S7"), beyond=True)
    assert "S4306400194" not in str(question.params)


def test_works_in_which_what_is_followed_does_not_show_are_left_out() -> None:
    cites = {"referenced_works": ["https://openalex.org/W9", "https://openalex.org/W1"]}
    found, _ = listed(citing(["W1"]), work(1, "2401.00001", **cites), work(2, "2401.00002", referenced_works=[]), work(3, "2401.00003", **cites))  # fmt: skip
    assert found == [("2401.00001", None), ("2401.00003", None)]
    here, there = ({"primary_location": {"source": {"id": f"https://openalex.org/{one}"}}} for one in ("S7", "S8"))
    found, _ = listed(of_venue("S7"), work(1, "2401.00001", **here), work(2, "2401.00002", **there), work(3, "2401.00003", **here))  # fmt: skip
    assert found == [("2401.00001", None), ("2401.00003", None)]
    found, _ = listed(
        of_institution(ROR),
        work(1, "2401.00001", authorships=[author(ELSEWHERE), author(ELSEWHERE, ROR)]),
        work(2, "2401.00002", authorships=[author(ELSEWHERE)]),
        work(3, "2401.00003", authorships=[author(ELSEWHERE)] * 100),
    )
    assert found == [("2401.00001", None), ("2401.00003", None)], "a list of authors that is cut says nothing"


def test_a_page_of_foreign_works_is_not_believed() -> None:
    with pytest.raises(BadAnswer, match="nobody asked for"):
        listed(citing(["W1"]), work(1, "2401.00001", referenced_works=[]))


def test_of_a_work_with_copies_of_several_papers_nobody_knows_which_it_is_unless_its_own_doi_says_so() -> None:
    cites = {"referenced_works": ["https://openalex.org/W1"]}
    own = {"doi": "https://doi.org/10.48550/arxiv.2401.00004"}
    found, _ = listed(
        citing(["W1"]),
        work(1, "2401.00001", "2401.00002", **cites),
        work(2, "2401.00003", "2401.00004", **cites, **own),
        work(3, "2401.00005", "2401.00005v2", **cites),
        beyond=True,
    )
    assert found == [("2401.00004", None), ("2401.00005", None)]


def test_a_work_with_a_doi_alone_is_taken_where_papers_beyond_arxiv_are() -> None:
    row = work(1, referenced_works=["W1"], doi="https://doi.org/10.1000/XYZ")
    assert listed(citing(["W1"]), row)[0] == []
    assert listed(citing(["W1"]), row, beyond=True)[0] == [(None, "10.1000/xyz")]


def answering(body: object) -> Callable[..., Any]:
    def ask(question: Request, parse: Callable[[Response], Any]) -> Any:
        return parse(Response(200, {}, json.dumps(body).encode(), question.url))

    return ask


def test_an_answer_for_another_venue_or_institution_is_none() -> None:
    account = Account("http://local")
    venue = {"id": "https://openalex.org/S7", "display_name": "Nature", "issn_l": "2041-1723", "issn": ["2041-1723"]}
    found = venue_by_id(account, answering(venue), "2041-1723")
    assert str(found) == "Nature (2041-1723, S7)"
    with pytest.raises(BadAnswer, match="another venue"):
        venue_by_id(account, answering(venue), "S8")
    assert has_institution(account, answering({"ror": ROR}), ROR)
    with pytest.raises(BadAnswer, match="something else"):
        has_institution(account, answering({"ror": ELSEWHERE}), ROR)
