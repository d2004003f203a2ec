from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadAnswer, CoolingDown, NotAnswered, TryLater
from enrich.services.inspire import Inspire
from enrich.services.service import Account, Answers
from enrich.statements.statement import PersonStatement, Statement
from tests.conftest import FakeTime
from tests.support.papers import paper
from tests.support.service_faults import FAULTS, UNTIMED, Matrix, ask_all, spoiled
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
from tests.support.sources_standin import INSPIRE_FIELDS, Server

BASE = "https://inspirehep.net"
KEYS = ("1601.02340", "hep-th/9901001", "1601.02341", "1601.02342")
NONE = reply({"status": 404, "message": "PID does not exist."}, 404)


def service(base: str = BASE, key: str | None = None) -> Inspire:
    return Inspire(Account(base, key, CONTACT))


def hit(*ids: str, number: int = 1, **more: Any) -> dict[str, Any]:
    eprints = [{"value": one, "categories": ["hep-th"]} for one in ids]
    metadata = {"control_number": number, "titles": [{"title": "A title"}], "arxiv_eprints": eprints} | more
    return {"id": str(number), "metadata": metadata}


def listing(*hits: Any, total: int | None = None) -> Any:
    return reply({"hits": {"hits": list(hits), "total": len(hits) if total is None else total}, "links": {}})


def asked(*answers: Any, keys: tuple[str, ...] = KEYS) -> tuple[Answers, list[str]]:
    """What comes of these answers, and the addresses that were asked."""
    replies = Replies(*answers)
    return service().ask(replies, keys, WHEN), [question.url for question in replies.asked]


# ---------------------------------------------------------------- the question


@pytest.mark.parametrize(
    ("categories", "is_asked"),
    [
        (("hep-ph",), True),
        (("cs.LG", "gr-qc"), True),
        (("nucl-ex",), True),
        (("astro-ph.SR",), True),
        (("astro-ph",), True),
        (("cond-mat.str-el", "math-ph"), False),
        (("quant-ph", "physics.hist-ph"), False),
    ],
)
def test_only_papers_of_its_field_are_asked_about(categories: tuple[str, ...], is_asked: bool) -> None:
    record = paper(id="hep-th/9901001", categories=categories)
    assert service().keys(record, ()) == (("hep-th/9901001",) if is_asked else ())
    assert service().keys(paper(id="doi:10.1000/182", categories=categories), ()) == ()


def test_one_search_asks_for_all_keys_and_only_for_the_fields_that_are_read() -> None:
    answers, (url,) = asked(listing(hit("1601.02340")), keys=("1601.02340", "hep-th/9901001", "1601.02340"))
    question, _, fields = url.partition("&size=1000&fields=")
    assert question == f"{BASE}/api/literature?q=arxiv:1601.02340+or+arxiv:hep-th/9901001"
    assert "authors.curated_relation" in fields.split(",")
    assert "abstracts" not in fields
    assert answers.absent == {"hep-th/9901001"}


def test_the_longest_question_fits_a_request_line() -> None:
    keys = tuple(f"acc-phys/{9901001 + n}" for n in range(service().batch))
    _, (url,) = asked(listing(hit(keys[0])), keys=keys)
    assert len(url) < 8190


# ---------------------------------------------------------------- recorded answers


def test_a_recorded_hit_is_found_under_its_id_and_the_others_are_absent(shared: Path) -> None:
    record = json.loads(recorded_answer(shared, "inspire/hit_with_authors.json").body)
    answers, urls = asked(listing(record))
    (statement,) = answers.found["1601.02340"]
    assert isinstance(statement, Statement)
    assert (statement.work, statement.arxiv_id, statement.venue) == ("1415293", "1601.02340", "EPL")
    assert answers.absent == {*KEYS[1:]}
    assert (answers.problems, answers.stopped, len(urls)) == ((), None, 1)


def test_a_recorded_record_of_another_paper_is_left_aside(shared: Path) -> None:
    record = json.loads(recorded_answer(shared, "inspire/record.json").body)
    answers, _ = asked(listing(record, hit("1601.02340", number=2)))
    assert {*answers.found} == {"1601.02340"}
    assert answers.absent == frozenset()
    assert "not asked for" in answers.problems[0]


def test_a_recorded_search_for_something_else_settles_nothing(shared: Path) -> None:
    answers, _ = asked(recorded_answer(shared, "inspire/search_fields.json"))
    assert (answers.found, answers.absent, answers.stopped) == ({}, frozenset(), None)
    assert answers.problems


def test_every_recorded_answer_is_read_here(shared: Path) -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = recorded_names(shared, ["inspire"])
    assert len(names) == 3
    assert not [name for name in names if name not in here]


def test_the_shapes_of_services_that_are_not_asked_are_no_answers_here(shared: Path) -> None:
    for name in recorded_names(shared, ["datacite", "dblp"]):
        answers, _ = asked(recorded_answer(shared, name))
        assert isinstance(answers.stopped, BadAnswer), name


# ---------------------------------------------------------------- what a list says


def test_records_are_told_apart_by_their_ids_in_any_order() -> None:
    answers, _ = asked(listing(hit("1601.02341", number=3), hit("1601.02340", number=5), hit("1601.02342", number=4)))
    assert {key: one[0].work for key, one in answers.found.items() if isinstance(one[0], Statement)} == {
        "1601.02340": "5",
        "1601.02341": "3",
        "1601.02342": "4",
    }
    assert answers.absent == {"hep-th/9901001"}


def test_two_records_of_one_paper_are_two_statements_and_one_of_two_papers_is_both_papers() -> None:
    answers, _ = asked(listing(hit("1601.02340", "1601.02341", number=1), hit("1601.02341", number=2)))
    assert [len(answers.found[key]) for key in ("1601.02340", "1601.02341")] == [1, 2]
    for key, statements in answers.found.items():
        assert {one.arxiv_id for one in statements if isinstance(one, Statement)} == {key}


@pytest.mark.parametrize(
    "answer",
    [
        listing(hit("1601.02340"), total=2),
        listing(hit("1601.02340"), hit("1601.02340"), hit("2001.00001", number=2)),
        listing(hit("1601.02340"), hit("1601.02341", number=2, titles=None)),
        reply({"hits": {"hits": [hit("1601.02340")]}}),
        listing(hit("1601.02340"), total=10_001),
    ],
    ids=["fewer", "foreign", "no title", "no total", "too many"],
)
def test_what_an_odd_list_leaves_out_is_not_absent(answer: Any) -> None:
    answers, _ = asked(answer)
    assert {*answers.found} == {"1601.02340"}
    assert answers.absent == frozenset()
    assert answers.problems


def test_an_entry_that_is_there_twice_is_one() -> None:
    answers, _ = asked(listing(hit("1601.02340"), hit("1601.02340"), total=1))
    assert len(answers.found["1601.02340"]) == 1
    assert answers.absent == {*KEYS[1:]}


@pytest.mark.parametrize("value", [[], {}, {"hits": None}, {"hits": {"total": 0}}, {"hits": {"hits": "x", "total": 1}}])
def test_an_answer_without_a_list_is_none(value: Any) -> None:
    answers, urls = asked(reply(value))
    assert isinstance(answers.stopped, BadAnswer)
    assert (answers.found, answers.absent, len(urls)) == ({}, frozenset(), 1)


# ---------------------------------------------------------------- an empty list


def test_an_empty_list_is_believed_when_the_first_paper_has_no_record_either() -> None:
    answers, urls = asked(listing(), listing(), NONE)
    assert answers == Answers(absent=frozenset(KEYS))
    assert [url.partition("&")[0].removeprefix(BASE) for url in urls[1:]] == [
        "/api/literature?q=arxiv:1601.02340",
        "/api/arxiv/1601.02340",
    ]


def test_of_one_or_two_papers_it_may_well_have_none_so_that_one_record_is_asked_for() -> None:
    answers, urls = asked(listing(), NONE, keys=("hep-th/9901001", "1601.02340"))
    assert answers.absent == {"hep-th/9901001", "1601.02340"}
    assert urls[1:] == [f"{BASE}/api/arxiv/hep-th/9901001"]


@pytest.mark.parametrize("again", [(listing(hit("1601.02340")),), (listing(), reply(hit("1601.02340")))])
def test_an_empty_list_is_not_believed_when_the_first_paper_has_a_record(again: tuple[Any, ...]) -> None:
    answers, _ = asked(listing(), *again)
    assert {*answers.found} == {"1601.02340"}
    assert answers.absent == frozenset()
    assert "empty list" in answers.problems[-1]


@pytest.mark.parametrize(
    ("last", "error"),
    [
        (reply("<html>404</html>", 404), BadAnswer),
        (TryLater("later"), TryLater),
        (reply("<html>wall</html>"), BadAnswer),
    ],
)
def test_an_empty_list_that_cannot_be_confirmed_settles_nothing(last: Any, error: type[NotAnswered]) -> None:
    answers, _ = asked(listing(), listing(), last)
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert isinstance(answers.stopped, error)


def test_the_record_of_another_paper_confirms_nothing() -> None:
    answers, _ = asked(listing(), listing(), reply(hit("2001.00001")))
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert answers.problems


# ---------------------------------------------------------------- refusals


def test_after_a_refusal_five_whole_seconds_pass() -> None:
    answer = reply({"status": 429, "message": "15 per 5 second"}, 429)
    assert service().pause(answer, WHEN) == 5.0
    assert service().pause(reply("", 429, retry_after="9"), WHEN) == 9.0
    assert service().pause(reply("", 503), WHEN) == 5.0


@pytest.mark.parametrize("error", [BadAnswer("odd"), CoolingDown("later"), TryLater("busy")])
def test_errors_stay_in_the_answers(error: NotAnswered) -> None:
    assert asked(error)[0].stopped is error


def test_no_odd_value_breaks_the_reading_or_makes_a_paper_absent(shared: Path) -> None:
    record = json.loads(recorded_answer(shared, "inspire/hit_with_authors.json").body)
    for odd in spoiled({"hits": {"hits": [record], "total": 1}}):
        answers = service().ask(Replies(reply(odd), *[reply(record)]), KEYS[:1], WHEN)
        assert answers.absent == frozenset()
        assert answers.found or answers.problems or isinstance(answers.stopped, BadAnswer)


# ---------------------------------------------------------------- the stand-in


def keys_of(server: Server) -> list[str]:
    inside = [p.id for p in server.world.papers.values() if any(c.startswith(INSPIRE_FIELDS) for c in p.categories)]
    return [*inside, "2501.99999"]


def has(server: Server, key: str) -> bool:
    return key in server.world.papers and server.world.case(key).inspire is not None


def right(server: Server, key: str, statement: Statement | PersonStatement, by_title: bool) -> bool:
    assert isinstance(statement, Statement)
    title = server.world.papers[key].title
    return statement.arxiv_id == key and (not by_title or (statement.title or "").startswith(title))


MATRIX = Matrix(
    "inspire",
    service,
    keys_of,
    has,
    right,
    {"budget": {"after_budget"}, "blank": {"singles_instead_of_batch"}},
)
"""It has no budget of a day; that its list is empty always can only be found out by the address of a record."""


@pytest.mark.parametrize("where", [{}, {"nth": [1]}], ids=["always", "once"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_loses_or_confuses_anything(fault: str, where: dict[str, Any]) -> None:
    MATRIX.check(fault, where)


def test_an_empty_list_once_costs_one_more_question_of_the_same_kind() -> None:
    with running(faults=[{"service": "inspire", "kind": "blank", "nth": [1]}]) as server:
        one = service(f"{server.url}/inspire")
        outcome = ask_all(one, way(one, FakeTime().clock()), keys_of(server))
        assert outcome.problems
        assert {*offences(server, "inspire")} <= UNTIMED
        assert len(requests(server, "inspire")) == 2


@pytest.mark.parametrize("trouble", [0, 1, 5])
def test_sixty_papers_take_one_request(trouble: int) -> None:
    with running(trouble=trouble, gzip=True) as server:
        one = service(f"{server.url}/inspire")
        keys = keys_of(server)
        outcome = ask_all(one, way(one, FakeTime().clock()), keys)
        assert (outcome.stopped, outcome.problems) == ([], [])
        assert len(requests(server, "inspire")) == 1
        assert offences(server, "inspire") == {}
        assert {*outcome.found} == {key for key in keys if has(server, key)}
        assert outcome.absent == {*keys} - {*outcome.found}
        for key, (statement,) in outcome.found.items():
            assert isinstance(statement, Statement)
            _check(server, key, statement)


def _check(server: Server, key: str, statement: Statement) -> None:
    """Authors, iDs, affiliations, journal and DOI are those of the stand-in's record, in its order."""
    case = server.world.case(key)
    claims = [claim for claim in case.inspire if not claim.body]
    people = [author for author in statement.authors if not author.is_body]
    assert right(server, key, statement, True)
    assert statement.doi == (case.doi or None)
    assert statement.venue == case.venue
    assert (statement.published.year if statement.published else None) == (case.published.year if case.doi else None)
    assert len(people) == len(claims)
    assert len(statement.authors) - len(people) == len(case.inspire) - len(claims)
    for author, claim in zip(people, claims, strict=True):
        true = {claim.person.orcid, claim.person.second}
        for orcid in author.orcids:
            assert orcid.orcid == claim.raw_orcid
            assert orcid.asserted == "index" or orcid.orcid in true
        places = {institution.name for _, institution in case.affiliations[claim.index]} if claim.index >= 0 else set()
        assert {place.name for place in author.affiliations} <= places


def test_a_poisonous_id_is_isolated_and_everything_else_is_answered() -> None:
    with running() as server:
        keys = keys_of(server)
        server.faults.set([{"service": "inspire", "kind": "500", "contains": keys[20]}])
        one = service(f"{server.url}/inspire")
        outcome = ask_all(one, way(one, FakeTime().clock()), keys)
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*keys} - {keys[20]}
        assert {*offences(server, "inspire")} - UNTIMED <= {"wasted_batches", "singles_instead_of_batch"}


def test_it_keeps_its_pace_and_waits_after_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [{"service": "inspire", "kind": "per_second", "nth": [2]}]
    with running(1400, scale=1 / FASTER, faults=rules, enforce=True) as server:
        one = service(f"{server.url}/inspire")
        keys = keys_of(server)
        outcome = ask_all(one, way(one, fast_clock(monkeypatch), interval=0.5), keys)
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*keys}
        assert offences(server, "inspire") == {}
        assert [request["status"] for request in requests(server, "inspire")] == [200, 429, 200]
