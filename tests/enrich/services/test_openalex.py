from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

from enrich.errors import BadAnswer, CoolingDown, NotThere, Refused
from enrich.http.messages import Failed, Response, judged
from enrich.services.openalex import CONTRADICTIONS, OpenAlex
from enrich.services.records.openalex_work import read_work
from enrich.services.service import Account
from enrich.services.wire import error_object
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


def service(base: str = "https://api.openalex.example", key: str | None = None) -> OpenAlex:
    return OpenAlex(Account(base, key, CONTACT))


def keys(server: Server) -> list[str]:
    """What a run asks: arXiv ids, and the DOIs that arXiv has."""
    papers = server.world.papers.values()
    return sorted([paper.id for paper in papers] + [paper.doi for paper in papers if paper.doi])


def works(server: Server, key: str) -> set[str]:
    """The works that a key has: those with the DOI, or with the address of the abstract page."""
    pid = server.world.by_doi.get(key) or key
    case = server.world.case(pid)
    if pid != key:
        return {work.wid for work in case.works if work.doi == key}
    return {work.wid for work in case.works if work.landing or (work.doi or "").startswith("10.48550/")}


def right(server: Server, key: str, statement: Statement | PersonStatement, titles: bool) -> bool:
    return isinstance(statement, Statement) and statement.work in works(server, key)


def listed(rows: list[dict[str, Any]], count: int | None = None, cursor: str | None = None) -> dict[str, Any]:
    return {"meta": {"count": len(rows) if count is None else count, "next_cursor": cursor}, "results": rows}


# ---------------------------------------------------------------- the stand-in


@pytest.mark.parametrize("trouble", [0.0, 1.0, 5.0])
def test_everything_that_the_service_has_is_found_in_few_requests(trouble: float, fake_time: FakeTime) -> None:
    with running(300, trouble=trouble) as server:
        asked = keys(server)
        outcome = ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), asked)
        there = {key: works(server, key) for key in asked}
        assert {key: {one.work for one in found} for key, found in outcome.found.items()} == {  # type: ignore[union-attr]
            key: names for key, names in there.items() if names
        }
        assert outcome.absent == {key for key, names in there.items() if not names}
        assert (outcome.problems, outcome.stopped) == ([], [])
        assert offences(server, "openalex") == {}
        sent = requests(server, "openalex")
        lists = [row for row in sent if row["path"] == "/works"]
        assert len(lists) <= 7
        assert len(sent) - len(lists) <= len(outcome.absent) + 3, "what lists leave out, and works of many authors"


@pytest.mark.parametrize("count", [1, 5, 24, 34, 60])
def test_few_papers_are_asked_for_politely_too(count: int, fake_time: FakeTime) -> None:
    with running(count) as server:
        outcome = ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), keys(server))
        assert set(outcome.found) == {key for key in keys(server) if works(server, key)}
        assert set(outcome.found) | outcome.absent == set(keys(server))
        assert offences(server, "openalex") == {}


def test_a_list_that_ends_after_a_hundred_authors_is_completed(fake_time: FakeTime) -> None:
    with running(60) as server:
        large = next(pid for pid, paper in server.world.papers.items() if len(paper.names) == 120)
        outcome = ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), keys(server))
        for one in outcome.found[large]:
            assert isinstance(one, Statement)
            assert (len(one.authors), one.authors_complete) == (120, True)


def test_a_work_that_was_merged_is_found_by_the_id_that_it_lost(fake_time: FakeTime) -> None:
    """Its arXiv address is gone, too, so that no list has it."""
    with running(200) as server:
        case = next(case for pid in server.world.ids if (case := server.world.case(pid)).state == "merged")
        work = server.services["openalex"].render(case.works[0], False)
        gone = {"id": work["id"], "doi": work["doi"], "locations": []}
        outcome = ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), [case.paper.id])
        assert {one.work for one in outcome.found[case.paper.id]} == {case.works[0].wid}  # type: ignore[union-attr]
    away = Replies(reply(listed([])), reply(gone))
    answers = service().ask(away, [case.paper.id], WHEN)
    assert (answers.found, answers.absent) == ({}, frozenset()), "a work that does not name the paper is not its work"
    assert "another work" in answers.problems[0]


# ---------------------------------------------------------------- faults

MATRIX = Matrix(
    "openalex",
    service,
    keys,
    lambda server, key: bool(works(server, key)),
    right,
    {"400": {"wasted_batches"}},
)
"""A list that is refused is asked for in halves."""
ALWAYS = Matrix(
    "openalex",
    service,
    keys,
    lambda server, key: bool(works(server, key)),
    right,
    {fault: {"singles_instead_of_batch"} for fault in FAULTS},
)
"""The stand-in counts no list whose content it has spoilt as one, and here it spoils all."""


@pytest.mark.slow
@pytest.mark.parametrize("nth", [1, 3, 8])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_confuses_nothing_and_loses_nothing(fault: str, nth: int) -> None:
    MATRIX.check(fault, {"nth": [nth]})


@pytest.mark.slow
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_that_does_not_end_confuses_nothing_and_loses_nothing(fault: str) -> None:
    ALWAYS.check(fault, {})


@pytest.mark.parametrize("fault", ["wall", "budget", "503", "forbidden", "blank", "500", "reset"])
def test_a_service_that_is_ill_is_soon_left_alone(fault: str, fake_time: FakeTime) -> None:
    with running(200, faults=[{"kind": fault, "service": "openalex"}]) as server:
        outcome = ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), keys(server))
        assert outcome.stopped
        assert outcome.absent == set()
        assert len(requests(server, "openalex")) <= 25


@pytest.mark.slow
@pytest.mark.parametrize("wait", [7, None])
def test_its_pace_is_kept_and_its_pauses_are_waited_for(wait: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [{"service": "openalex", "kind": "per_second", "retry_after": wait, "nth": [2]}]
    with running(100, scale=1 / FASTER, faults=rules) as server:
        one = service(f"{server.url}/openalex")
        outcome = ask_all(one, way(one, fast_clock(monkeypatch), interval=0.2), keys(server))
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*keys(server)}
        assert offences(server, "openalex") == {}
        assert [row["status"] for row in requests(server, "openalex")][:3] == [200, 429, 200]


def test_a_budget_that_is_spent_ends_the_day(fake_time: FakeTime) -> None:
    with running(200, budget={"openalex": 0.0003}) as server:
        one = service(f"{server.url}/openalex")
        ask = way(one, fake_time.clock())
        outcome = ask_all(one, ask, keys(server))
        assert isinstance(outcome.stopped[0], CoolingDown)
        assert outcome.found
        assert outcome.absent == set()
        assert isinstance(one.ask(ask, keys(server)[:3], WHEN).stopped, CoolingDown)
        assert [row["status"] for row in requests(server, "openalex")] == [200, 200, 200, 429]
        assert offences(server, "openalex") == {}


def test_a_key_with_which_it_fails_keeps_nothing_from_the_others(fake_time: FakeTime) -> None:
    with running(200) as server:
        poison = next(pid for pid in server.world.ids if server.world.case(pid).state == "preprint")
        server.faults.set([{"service": "openalex", "kind": "500", "contains": poison}])
        outcome = ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), keys(server))
        asked = {*keys(server)}
        assert {*outcome.found, *outcome.absent} == asked - {poison}
        assert any(poison in problem for problem in outcome.problems)
        assert not outcome.stopped


# ---------------------------------------------------------------- single answers


def row(number: int, key: str, **fields: Any) -> dict[str, Any]:
    pages = [{"landing_page_url": f"https://arxiv.org/abs/{key}"}]
    return {"id": f"W{number}", "doi": f"https://doi.org/10.48550/arxiv.{key}", "locations": pages} | fields


PAPERS = [f"2401.{number:05d}" for number in range(1, 61)]
NOT_THERE = reply("<h1>Not Found</h1>\n<p>The requested URL was not found on the server.</p>", 404)


def test_a_paper_is_asked_for_by_its_id_and_by_the_dois_of_its_published_version() -> None:
    known = [
        Statement("semantic_scholar", "1", WHEN, doi="10.1000/other"),
        Statement("crossref", "2", WHEN, doi="10.1000/182"),
    ]
    record = paper(id="hep-th/9901001", dois=("10.1000/182", "10.48550/arXiv.hep-th/9901001", "not one"))
    assert service().keys(record, known) == ("hep-th/9901001", "10.1000/182", "10.1000/other")
    assert service().keys(paper(id="doi:10.1000/X", dois=()), ()) == ("10.1000/x",)


def test_the_key_stands_in_a_header_and_in_no_address() -> None:
    away = Replies(reply(listed([row(1, PAPERS[0])])))
    OpenAlex(Account("https://api.openalex.example", "secret")).ask(away, PAPERS[:1], WHEN)
    question = away.asked[0]
    assert question.headers == {"Authorization": "Bearer secret"}
    assert "secret" not in f"{question.url}{question.params}"


def test_few_papers_are_one_list_by_address_and_many_one_by_doi() -> None:
    away = Replies(reply(listed([row(1, PAPERS[0])])))
    service().ask(away, PAPERS[:1], WHEN)
    assert away.asked[0].params is not None
    assert away.asked[0].params["filter"] == (
        "locations.landing_page_url:https://arxiv.org/abs/2401.00001|http://arxiv.org/abs/2401.00001"
        "|https://doi.org/10.48550/arxiv.2401.00001"
    )
    away = Replies(reply(listed([row(number, key) for number, key in enumerate(PAPERS)])))
    answers = service().ask(away, PAPERS, WHEN)
    assert away.asked[0].params is not None
    assert away.asked[0].params["filter"].startswith("doi:10.48550/arxiv.2401.00001|10.48550/arxiv.2401.00002|")
    assert set(answers.found) == set(PAPERS)


def test_dois_alone_are_a_list_by_doi_and_one_with_a_bar_is_asked_alone() -> None:
    work = {"id": "W1", "doi": "10.1000/a"}
    away = Replies(reply(listed([work])), reply(work | {"id": "W2", "doi": "10.1000/b|c"}))
    answers = service().ask(away, ["10.1000/a", "10.1000/b|c"], WHEN)
    assert away.asked[0].params is not None
    assert away.asked[0].params["filter"] == "doi:10.1000/a"
    assert away.asked[1].url.endswith("/works/doi:10.1000%2Fb%7Cc")
    assert set(answers.found) == {"10.1000/a", "10.1000/b|c"}


def test_commas_are_escaped_and_no_address_is_too_long(fake_time: FakeTime) -> None:
    asked = [f"10.1000/{'x' * 150},{number}" for number in range(100)]
    with running(40) as server:
        ask_all(service(f"{server.url}/openalex"), way(service(), fake_time.clock()), asked)
        assert {"unescaped_comma", "url_too_long"}.isdisjoint(offences(server, "openalex"))
        lists = [line for line in requests(server, "openalex") if line["path"] == "/works"]
        assert 1 < len(lists) < 5
        assert all(line["status"] == 200 for line in lists)
        assert ",0" in unquote_plus(lists[0]["query"])


def test_all_works_of_a_paper_are_found_and_foreign_ones_are_not() -> None:
    article = row(2, PAPERS[0], doi="https://doi.org/10.1000/x", type="article")
    away = Replies(reply(listed([article, row(9, PAPERS[40]), row(1, PAPERS[0]), row(1, PAPERS[0])], 3)), NOT_THERE)
    answers = service().ask(away, PAPERS[:2], WHEN)
    assert [one.work for one in answers.found[PAPERS[0]] if isinstance(one, Statement)] == ["W1", "W2"]
    assert "nobody asked for (W9)" in answers.problems[0]
    assert answers.absent == frozenset(), "what a list with foreign works leaves out is not known"


def test_a_list_of_several_pages_is_read_to_its_end() -> None:
    pages = [listed([row(number, PAPERS[0])], 3, f"c{number}") for number in (1, 2, 3)]
    away = Replies(*map(reply, pages))
    answers = service().ask(away, PAPERS[:1], WHEN)
    assert [one.work for one in answers.found[PAPERS[0]] if isinstance(one, Statement)] == ["W1", "W2", "W3"]
    assert [question.params and question.params["cursor"] for question in away.asked] == ["*", "c1", "c2"]


def test_a_page_that_repeats_the_first_ends_the_list() -> None:
    page = reply(listed([row(1, PAPERS[0])], 3, "c"))
    away = Replies(page, page, NOT_THERE)
    answers = service().ask(away, PAPERS[:2], WHEN)
    assert set(answers.found) == {PAPERS[0]}
    assert answers.absent == frozenset()
    assert "1 of 3 works" in answers.problems[0]


def test_a_list_by_address_that_lacks_known_works_is_not_believed() -> None:
    first = listed([row(number, key) for number, key in enumerate(PAPERS[:59])])
    away = Replies(reply(first), reply(listed([])), NOT_THERE)
    answers = service().ask(away, PAPERS, WHEN)
    assert len(answers.found) == 59
    assert answers.absent == frozenset()
    assert "a moment ago" in answers.problems[0]
    again = [row(number, key) for number, key in enumerate(PAPERS[:59])]
    away = Replies(reply(first), reply(listed(again)), NOT_THERE)
    assert service().ask(away, PAPERS, WHEN).absent == {PAPERS[59]}


def test_empty_lists_that_single_works_contradict_are_an_illness() -> None:
    singles = [reply(row(number, key)) for number, key in enumerate(PAPERS[:CONTRADICTIONS])]
    away = Replies(reply(listed([])), *(reply(listed([])) for _ in range(2)), *singles)
    answers = service().ask(away, PAPERS, WHEN)
    assert set(answers.found) == set(PAPERS[:CONTRADICTIONS])
    assert answers.absent == frozenset()
    assert isinstance(answers.stopped, BadAnswer)


def test_single_works_that_fail_are_not_known_and_several_in_a_row_end_the_asking() -> None:
    failed = [Failed("a"), NotThere("of a proxy", body=b"<html>404</html>"), Failed("c")]
    away = Replies(reply(listed([])), NOT_THERE, Failed("500"), NOT_THERE, *failed)
    answers = service().ask(away, PAPERS[:7], WHEN)
    assert answers.absent == {PAPERS[0], PAPERS[2]}
    assert isinstance(answers.stopped, Failed)
    assert len(answers.problems) == 3


@pytest.mark.parametrize("body", ['{"error": "Not Found"}', '{"message": "x"}'])
def test_a_404_in_json_is_the_services_own(body: str) -> None:
    assert service().ask(Replies(reply(listed([])), reply(body, 404)), PAPERS[:1], WHEN).absent == {PAPERS[0]}


def test_what_was_found_stays_when_the_service_stops() -> None:
    later = CoolingDown("later")
    away = Replies(reply(listed([row(1, PAPERS[0])])), later)
    answers = service().ask(away, PAPERS[:2], WHEN)
    assert (set(answers.found), answers.absent, answers.stopped) == ({PAPERS[0]}, frozenset(), later)


@pytest.mark.parametrize("body", [{}, {"results": None}, {"error": "Rate limit exceeded"}, []])
def test_what_is_no_list_is_no_answer(body: Any) -> None:
    answers = service().ask(Replies(reply(body), NOT_THERE), PAPERS[:1], WHEN)
    if body == {"results": None}:
        assert answers.absent == {PAPERS[0]}
    else:
        assert isinstance(answers.stopped, BadAnswer)


# ---------------------------------------------------------------- refusals


def test_every_recorded_error_is_read(shared: Path) -> None:
    names = [name for name in recorded_names(shared, ["openalex"]) if "error" in name or name.endswith(".html")]
    assert len(names) == 6
    for name in names:
        answer = recorded_answer(shared, name)
        assert ("message" in error_object(answer)) == name.endswith(".json")
        answers = service().ask(_Judged(answer), PAPERS[:1], WHEN)
        assert answers.absent == ({PAPERS[0]} if answer.status == 404 else frozenset())
        assert (answers.stopped is None) == (answer.status == 404)


class _Judged:
    """A way to a server that answers lists with nothing and all else alike; 429 and 503 as the client makes them."""

    def __init__(self, answer: Response) -> None:
        self._answer = answer

    def __call__(self, question: Any, parse: Any) -> Any:
        if self._answer.status == 404 and question.url.endswith("/works"):
            return parse(reply(listed([])))
        if self._answer.status == 429:
            raise CoolingDown("later")
        return parse(judged(self._answer))


NOON = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)


def test_a_budget_that_is_spent_is_waited_for_until_it_is_there_again(shared: Path) -> None:
    answer = recorded_answer(shared, "openalex/error_429_budget.json")
    assert service().pause(answer, NOON) == 47052
    bare = reply({"message": "Insufficient budget. Resets at midnight UTC."}, 429)
    assert service().pause(bare, NOON) == 6 * 3600
    spent = reply({"message": "Rate limit exceeded", "dailyRemainingUsd": 0, "retryAfter": 10**9}, 429)
    assert service().pause(spent, NOON) == 86400


def test_too_many_in_a_second_is_a_matter_of_seconds(shared: Path) -> None:
    answer = recorded_answer(shared, "openalex/error_429_per_second.json")
    assert service().pause(answer, NOON) == 1
    body = {"message": "Rate limit exceeded: 100 requests per second", "dailyRemainingUsd": 0.07}
    assert service().pause(reply(body, 429, retry_after="7"), NOON) == 7
    assert service().pause(reply(body, 429, retry_after="Sun, 29 Nov 2026 18:00:03 GMT"), NOON) == 4
    assert service().pause(reply(body | {"retryAfter": 2}, 429), NOON) == 2
    assert service().pause(reply(body, 429, x_ratelimit_reset="5"), NOON) == 5
    assert service().pause(reply(body, 429, x_ratelimit_reset="40000"), NOON) is None
    assert service().pause(reply("<html></html>", 503), NOON) is None


def test_what_needs_a_paid_plan_is_not_waited_for() -> None:
    answer = reply({"error": "Plan upgrade required", "message": "The filter needs a paid plan."}, 429)
    with pytest.raises(Refused, match="paid plan"):
        service().pause(answer, NOON)


def test_a_key_that_is_wrong_is_named_without_showing_it() -> None:
    away = Replies(Refused("the service refuses the request (403)", status=403))
    answers = OpenAlex(Account("https://api.openalex.example", "secret")).ask(away, PAPERS[:1], WHEN)
    assert isinstance(answers.stopped, Refused)
    assert "services.openalex.key" in str(answers.stopped)
    assert "secret" not in str(answers.stopped)


def test_a_single_work_is_read_whole() -> None:
    work = read_work({"id": "W1", "authorships": [{} for _ in range(100)]}, WHEN, whole=True)
    assert work is not None
    assert not work.cut
