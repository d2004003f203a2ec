from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadAnswer, CoolingDown, NotAnswered, Refused
from enrich.http.messages import Response, judged
from enrich.services.crossref import Crossref
from enrich.services.service import Account
from enrich.statements.statement import PersonStatement, Statement
from tests.conftest import FakeTime
from tests.support.papers import paper
from tests.support.service_faults import FAULTS, Matrix, ask_all
from tests.support.services import (
    CONTACT,
    FASTER,
    WHEN,
    Replies,
    fast_clock,
    offences,
    recorded_answer,
    recorded_names,
    reply,
    requests,
    running,
    way,
)
from tests.support.sources_standin import Server

BASE = "https://api.crossref.example"
NOON = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def service(base: str = BASE, key: str | None = None) -> Crossref:
    return Crossref(Account(base, key, CONTACT))


def keys(server: Server) -> list[str]:
    """The DOIs that arXiv has."""
    return sorted(paper.doi for paper in server.world.papers.values() if paper.doi)


def has(server: Server, key: str) -> bool:
    case = server.world.case(server.world.by_doi[key])
    return case.crossref_known and case.doi == key


def right(server: Server, key: str, statement: Statement | PersonStatement, titles: bool) -> bool:
    return isinstance(statement, Statement) and statement.work == key


def listed(dois: list[str], total: int | None = None) -> dict[str, Any]:
    rows = [{"DOI": doi, "type": "journal-article"} for doi in dois]
    return {"status": "ok", "message": {"total-results": len(rows) if total is None else total, "items": rows}}


def alone(doi: str) -> dict[str, Any]:
    return {"status": "ok", "message": {"DOI": doi}}


NOT_THERE = reply("Resource not found.", 404)


# ---------------------------------------------------------------- the question


def test_a_paper_is_asked_for_by_the_dois_that_others_name() -> None:
    known = [
        Statement("openalex", "W1", WHEN, doi="10.1000/other"),
        Statement("crossref", "10.1000/own", WHEN, doi="10.1000/own"),
    ]
    record = paper(id="2304.05376", dois=("10.1000/A", "10.48550/arXiv.2304.05376"))
    assert service().keys(record, known) == ("10.1000/a", "10.1000/other")
    assert service().keys(paper(dois=()), ()) == ()


def test_one_request_asks_for_all_keys_with_an_address_to_write_to() -> None:
    away = Replies(reply(listed(["10.1000/B", "10.1000/a"])))
    answers = service().ask(away, ["10.1000/a", "10.1000/b", "10.1000/a"], WHEN)
    assert set(answers.found) == {"10.1000/a", "10.1000/b"}
    (question,) = away.asked
    assert question.url == f"{BASE}/works"
    assert question.params is not None
    assert question.params["filter"] == "doi:10.1000/a,doi:10.1000/b"
    assert question.params["mailto"] == CONTACT
    assert "reference" not in question.params["select"].split(",")
    assert question.headers == {}


def test_a_contact_that_is_no_mail_address_and_a_token_stand_elsewhere() -> None:
    away = Replies(reply(alone("10.1000/a")))
    Crossref(Account(BASE, "secret", "https://example.org/me")).ask(away, ["10.1000/a"], WHEN)
    (question,) = away.asked
    assert question.params is None
    assert question.headers == {"Crossref-Plus-API-Token": "Bearer secret"}
    assert "secret" not in question.url


def test_one_doi_and_one_with_a_comma_are_asked_alone() -> None:
    away = Replies(reply(alone("10.1000/a,b")))
    assert set(service().ask(away, ["10.1000/a,b"], WHEN).found) == {"10.1000/a,b"}
    assert away.asked[0].url == f"{BASE}/works/10.1000%2Fa%2Cb"


def test_arxivs_own_dois_are_never_asked_for() -> None:
    away = Replies()
    answers = service().ask(away, ["10.48550/arxiv.2304.05376"], WHEN)
    assert (away.asked, answers.absent) == ([], {"10.48550/arxiv.2304.05376"})


# ---------------------------------------------------------------- what comes back


def test_what_a_whole_list_leaves_out_is_absent() -> None:
    answers = service().ask(Replies(reply(listed(["10.1000/a"]))), ["10.1000/a", "10.1000/b"], WHEN)
    assert (set(answers.found), answers.absent, answers.problems) == ({"10.1000/a"}, {"10.1000/b"}, ())


@pytest.mark.parametrize(
    "body", [listed(["10.1000/a"], 2), listed(["10.1000/a", "10.1000/z"])], ids=["shortened", "foreign"]
)
def test_what_a_doubtful_list_leaves_out_is_not_known(body: dict[str, Any]) -> None:
    answers = service().ask(Replies(reply(body)), ["10.1000/a", "10.1000/b"], WHEN)
    assert (set(answers.found), answers.absent, answers.stopped) == ({"10.1000/a"}, frozenset(), None)
    assert "not believed" in answers.problems[-1]


def test_an_empty_list_is_verified_with_a_few_single_questions() -> None:
    asked = [f"10.1000/{number}" for number in range(10)]
    away = Replies(reply(listed([])), NOT_THERE, NOT_THERE, NOT_THERE)
    answers = service().ask(away, asked, WHEN)
    assert (answers.absent, answers.stopped) == ({*asked}, None)
    away = Replies(reply(listed([])), NOT_THERE, reply(alone(asked[1])))
    answers = service().ask(away, asked, WHEN)
    assert (set(answers.found), answers.absent) == ({asked[1]}, frozenset())
    assert isinstance(answers.stopped, BadAnswer)
    away = Replies(reply(listed([])), reply(alone("10.1000/another")))
    answers = service().ask(away, asked, WHEN)
    assert (answers.found, answers.absent) == ({}, frozenset())


def test_a_404_of_somebody_else_says_nothing_of_a_doi() -> None:
    answers = service().ask(Replies(reply("<html>404 Not Found</html>", 404)), ["10.1000/a"], WHEN)
    assert (answers.absent, answers.problems) == (frozenset(), ())
    assert isinstance(answers.stopped, BadAnswer)


def test_another_work_than_the_one_asked_for_is_not_taken() -> None:
    answers = service().ask(Replies(reply(alone("10.1000/z"))), ["10.1000/a"], WHEN)
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert "another work (10.1000/z)" in answers.problems[0]


@pytest.mark.parametrize("body", [{}, {"message": {"total-results": 0}}, {"message": "x"}, [], "<html></html>"])
def test_what_is_no_list_is_no_answer(body: Any) -> None:
    answers = service().ask(Replies(reply(body)), ["10.1000/a", "10.1000/b"], WHEN)
    assert isinstance(answers.stopped, BadAnswer)
    answers = service().ask(Replies(reply({"message": {"title": "x"}})), ["10.1000/a"], WHEN)
    assert isinstance(answers.stopped, BadAnswer)


def test_what_was_found_stays_when_the_service_stops() -> None:
    later = CoolingDown("later")
    answers = service().ask(
        Replies(reply(listed(["10.1000/a"])), later), ["10.1000/a", "10.1000/b,c", "10.1000/d"], WHEN
    )
    assert (set(answers.found), answers.absent, answers.stopped) == ({"10.1000/a"}, {"10.1000/d"}, later)


def test_a_doi_that_makes_the_question_wrong_is_isolated() -> None:
    def away(question: Any, parse: Any) -> Any:
        asked = (question.params or {}).get("filter", "") or question.url
        if "odd" in asked:
            raise Refused("refused (400)", status=400)
        dois = [one.removeprefix("doi:") for one in asked.split(",")]
        return parse(
            reply(listed(dois)) if "doi:" in asked else reply(alone(asked.rpartition("/")[2].replace("%2F", "/")))
        )

    asked = [f"10.1000/{number}" for number in range(7)] + ["10.1000/odd"]
    answers = service().ask(away, asked, WHEN)
    assert set(answers.found) == {*asked} - {"10.1000/odd"}
    assert (answers.absent, answers.stopped) == (frozenset(), None)


def test_every_recorded_error_is_read(shared: Path) -> None:
    names = [name for name in recorded_names(shared, ["crossref"]) if "error" in name]
    assert len(names) == 3
    for name in names:
        answers = service().ask(_Alike(recorded_answer(shared, name)), ["10.1000/a"], WHEN)
        assert answers.absent == ({"10.1000/a"} if name.endswith(".txt") else frozenset())
        assert isinstance(answers.stopped, Refused) == ("400" in name)


class _Alike:
    """A way to a server that answers everything alike."""

    def __init__(self, answer: Response) -> None:
        self._answer = answer

    def __call__(self, question: Any, parse: Any) -> Any:
        return parse(judged(self._answer))


def test_a_refusal_says_its_interval_at_most() -> None:
    page = "<html><h1>429 Too Many Requests</h1></html>"
    assert service().pause(reply(page, 429), NOON) is None
    assert service().pause(reply(page, 429, x_rate_limit_interval="1s"), NOON) == 1
    assert service().pause(reply(page, 429, x_rate_limit_interval="1s", retry_after="7"), NOON) == 7
    assert service().pause(reply(page, 503, retry_after="Sun, 29 Nov 2026 12:00:03 GMT"), NOON) == 4
    assert service().pause(reply(page, 429, x_rate_limit_interval="for ever"), NOON) is None


# ---------------------------------------------------------------- the stand-in


@pytest.mark.parametrize("trouble", [0.0, 1.0, 5.0])
def test_everything_that_the_service_has_is_found_in_as_few_requests_as_fit(
    trouble: float, fake_time: FakeTime
) -> None:
    with running(300, trouble=trouble) as server:
        asked = keys(server)
        assert len(asked) == 100
        outcome = ask_all(service(f"{server.url}/crossref"), way(service(), fake_time.clock()), asked)
        assert set(outcome.found) == {key for key in asked if has(server, key)}
        assert outcome.absent == {key for key in asked if not has(server, key)}
        assert (outcome.problems, outcome.stopped) == ([], [])
        assert offences(server, "crossref") == {}
        assert len(requests(server, "crossref")) == 2
        for key, (found,) in outcome.found.items():
            case = server.world.case(server.world.by_doi[key])
            assert isinstance(found, Statement)
            assert found.doi == key
            assert found.venue in {case.venue, None}
            assert found.published is None or (case.published and found.published <= case.published)
            wanted = {(n["type"], n["doi"]) for n in (case.retraction, case.correction) if n}
            assert {(one.kind, one.notice) for one in found.notices} == wanted


def test_long_and_odd_dois_are_asked_for_in_addresses_that_are_not_too_long(fake_time: FakeTime) -> None:
    asked = [f"10.1002/(sici)1097-4571(1999)50:3<{'2' * 150}::aid-{number}>3.0.co;2-#&+%" for number in range(50)]
    with running(20) as server:
        outcome = ask_all(service(f"{server.url}/crossref"), way(service(), fake_time.clock()), asked)
        assert outcome.absent == set(asked)
        assert offences(server, "crossref").keys() <= {"wasted_batches"}
        lists = [row for row in requests(server, "crossref") if row["path"] == "/works"]
        assert 1 < len(lists) < 5
        assert sum(row["ids"] for row in lists) == 50


EXCUSED: dict[str, set[str]] = {
    "budget": {"after_budget"},
    "blank": {"asked_again"},
}
"""It has no budget of a day; the end of an empty list may be noted after that of the single question behind it."""
MATRIX = Matrix("crossref", service, keys, has, right, EXCUSED)


@pytest.mark.parametrize("where", [{}, {"nth": [1]}], ids=["always", "once"])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_confuses_nothing_and_loses_nothing(fault: str, where: dict[str, Any]) -> None:
    MATRIX.check(fault, where)


@pytest.mark.slow
@pytest.mark.parametrize("wait", [7, None])
def test_its_pace_is_kept_and_its_pauses_are_waited_for(wait: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [{"service": "crossref", "kind": "per_second", "retry_after": wait, "nth": [2]}]
    with running(300, scale=1 / FASTER, faults=rules) as server:
        one = service(f"{server.url}/crossref")
        outcome = ask_all(one, way(one, fast_clock(monkeypatch), interval=1.0), keys(server))
        assert {*outcome.found, *outcome.absent} == {*keys(server)}
        assert offences(server, "crossref") == {}
        assert [row["status"] for row in requests(server, "crossref")] == [200, 429, 200]


@pytest.mark.parametrize("fault", ["wall", "503", "504", "reset", "blank", "forbidden"])
def test_a_service_that_is_ill_is_soon_left_alone(fault: str, fake_time: FakeTime) -> None:
    with running(300, faults=[{"kind": fault, "service": "crossref"}]) as server:
        outcome = ask_all(service(f"{server.url}/crossref"), way(service(), fake_time.clock()), keys(server))
        assert isinstance(outcome.stopped[0], NotAnswered)
        assert outcome.absent == set()
        assert len(requests(server, "crossref")) <= 25
