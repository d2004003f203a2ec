from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadAnswer, CoolingDown, NotThere, Refused, TryLater
from enrich.services.huggingface import HuggingFace
from enrich.services.service import Account, Answers
from enrich.statements.enrichment import CodeLink
from enrich.statements.statement import PersonStatement, StatedAuthor, Statement
from tests.conftest import FakeTime
from tests.support.papers import paper
from tests.support.service_faults import FAULTS, PLACES, UNTIMED, Matrix, ask_all, spoiled
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

BASE = "https://huggingface.co"
KEY = "2602.23229"


def service(base: str = BASE, key: str | None = None) -> HuggingFace:
    return HuggingFace(Account(base, key, CONTACT))


def page(**fields: Any) -> dict[str, Any]:
    return {"id": KEY, "title": "A title", "authors": []} | fields


def asked(value: Any) -> Answers:
    return service().ask(Replies(reply(value)), [KEY], WHEN)


def stated(value: Any) -> Statement:
    (statement,) = asked(value).found[KEY]
    assert isinstance(statement, Statement)
    return statement


# ---------------------------------------------------------------- the question


def test_a_paper_is_asked_about_by_its_arxiv_id_and_any_other_work_not_at_all() -> None:
    assert service().keys(paper(id=KEY), ()) == (KEY,)
    assert service().keys(paper(id="doi:10.1000/182"), ()) == ()
    assert service().batch == 1


@pytest.mark.parametrize(("key", "headers"), [(None, {}), ("secret", {"Authorization": "Bearer secret"})])
def test_the_question_is_the_papers_address(key: str | None, headers: dict[str, str]) -> None:
    replies = Replies(reply({"error": "Paper not found"}, 404))
    answers = service(key=key).ask(replies, ["hep-th/9901001"], WHEN)
    (question,) = replies.asked
    assert (question.method, question.url) == ("GET", f"{BASE}/api/papers/hep-th/9901001")
    assert question.headers == headers
    assert answers == Answers(absent=frozenset({"hep-th/9901001"}))


# ---------------------------------------------------------------- recorded answers


def test_the_paper_of_a_recorded_list_item_has_code_and_project_but_none_of_its_words(shared: Path) -> None:
    (item,) = json.loads(recorded_answer(shared, "huggingface/daily_papers_item.json").body)
    statement = stated(item["paper"])
    assert statement.code == (CodeLink("https://github.com/marco-garosi/CIRCLE", "user"),)
    assert statement.project == "https://circle-lmm.github.io/"
    assert statement.title == "Large Multimodal Models as General In-Context Classifiers"
    assert [author.name for author in statement.authors][:2] == ["Marco Garosi", "Matteo Farina"]
    assert (statement.keywords, statement.topics, statement.doi, statement.venue) == ((), (), None, None)
    assert (statement.work, statement.arxiv_id, statement.when) == (KEY, KEY, WHEN)


def test_only_an_author_who_claimed_the_paper_and_was_checked_has_an_account(shared: Path) -> None:
    answer = recorded_answer(shared, "huggingface/paper_authors_status.json")
    (statement,) = service().ask(Replies(answer), ["2407.13168"], WHEN).found["2407.13168"]
    assert isinstance(statement, Statement)
    assert [author for author in statement.authors if author.index_id] == [
        StatedAuthor("Bohao Wu", index_id="nlogn-27")
    ]
    assert statement.authors[2] == StatedAuthor("Shizhuo Dylan Zhang")
    assert (statement.code, statement.project) == ((), None)


def test_every_recorded_answer_is_read_here(shared: Path) -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = recorded_names(shared, ["huggingface"])
    assert len(names) == 2
    assert not [name for name in names if name not in here]


def test_the_shapes_of_services_that_are_not_asked_are_no_answers_here(shared: Path) -> None:
    for name in recorded_names(shared, ["datacite", "dblp"]):
        answers = service().ask(Replies(recorded_answer(shared, name)), [KEY], WHEN)
        assert isinstance(answers.stopped, BadAnswer), name


# ---------------------------------------------------------------- what is believed


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"githubRepo": "https://github.com/a/b", "githubRepoAddedBy": "user"}, ("https://github.com/a/b", "user")),
        ({"githubRepo": "https://github.com/a/b", "githubRepoAddedBy": "auto"}, ("https://github.com/a/b", "guess")),
        ({"githubRepo": "https://github.com/a/b"}, ("https://github.com/a/b", "guess")),
        ({"githubRepo": "https://github.com/a/b", "githubRepoAddedBy": "bot"}, ("https://github.com/a/b", "guess")),
        ({"githubRepo": "", "githubRepoAddedBy": "user"}, None),
        ({"githubRepo": "javascript:alert(1)", "githubRepoAddedBy": "user"}, None),
        ({"githubRepo": None}, None),
        ({}, None),
    ],
)
def test_code_that_nobody_linked_is_a_guess(fields: dict[str, Any], code: tuple[str, str] | None) -> None:
    assert [(link.url, link.by) for link in stated(page(**fields)).code] == ([code] if code else [])


@pytest.mark.parametrize("status", ["extracted_pending", "admin_assigned", None, "CLAIMED"])
def test_an_account_that_nobody_claimed_says_nothing(status: str | None) -> None:
    author = {"name": "Hao Peng", "user": {"user": "haopeng01"}, "status": status}
    assert stated(page(authors=[author])).authors == (StatedAuthor("Hao Peng"),)


@pytest.mark.parametrize(
    "value", [page(id="2602.00001"), page(id=None), page(title=None), page(title=""), {}, [page()]]
)
def test_the_page_of_another_paper_or_of_none_is_no_answer(value: Any) -> None:
    answers = asked(value)
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert isinstance(answers.stopped, BadAnswer)


def test_an_id_with_its_version_is_the_papers_own() -> None:
    assert stated(page(id=f"{KEY}v2")).arxiv_id == KEY


def test_a_404_of_a_proxy_says_nothing_of_the_paper() -> None:
    answers = service().ask(Replies(reply("<html>404</html>", 404)), [KEY], WHEN)
    assert answers.absent == frozenset()
    assert isinstance(answers.stopped, BadAnswer)
    assert "base_url" in str(answers.stopped)


# ---------------------------------------------------------------- refusals


def test_the_pause_is_what_is_left_of_the_window() -> None:
    answer = reply("", 429, ratelimit='"api";r=0;t=120', ratelimit_policy='"fixed window";"api";q=500;w=300')
    assert service().pause(answer, WHEN) == 120
    assert service().pause(reply("", 429, ratelimit='"resolvers";r=9;t=5, "api";r=0;t=44'), WHEN) == 44
    assert service().pause(reply("", 429, ratelimit='"api";r=0;t=44', retry_after="50"), WHEN) == 50
    assert service().pause(reply("", 429, ratelimit='"api";r=0;t=999999999'), WHEN) == 3600
    assert service().pause(reply("", 503), WHEN) is None
    assert service().pause(reply("", 429, ratelimit="nonsense"), WHEN) is None


def test_nothing_is_asked_once_the_window_is_used_up() -> None:
    one = service()
    left = Replies(reply(page(), ratelimit='"api";r=1;t=100'), reply(page(), ratelimit='"api";r=0;t=90'))
    assert one.ask(left, [KEY], WHEN).found
    assert one.ask(left, [KEY], WHEN).found
    waiting = one.ask(Replies(), [KEY], WHEN + timedelta(seconds=89))
    assert isinstance(waiting.stopped, CoolingDown)
    assert waiting.stopped.until == WHEN + timedelta(seconds=90)
    assert one.ask(Replies(reply(page())), [KEY], WHEN + timedelta(seconds=90)).found


@pytest.mark.parametrize(("key", "words"), [("hush-hush", "refuses the key"), (None, "without a key")])
def test_a_bad_token_is_named_by_its_setting_and_not_shown(key: str | None, words: str) -> None:
    answer = reply({"error": "Invalid credentials in Authorization header"}, 401)
    stopped = service(key=key).ask(Replies(answer), [KEY], WHEN).stopped
    assert isinstance(stopped, Refused)
    assert words in str(stopped)
    assert "hush-hush" not in f"{stopped} {stopped.url}"


def test_errors_stay_in_the_answers_and_what_came_before_them_too() -> None:
    replies = Replies(
        reply(page()), NotThere("no", BASE, b'{"error": "Paper not found"}'), TryLater("later"), reply(page())
    )
    answers = service().ask(replies, [KEY, "2602.00001", "2602.00002", "2602.00003"], WHEN)
    assert {*answers.found} == {KEY}
    assert answers.absent == {"2602.00001"}
    assert isinstance(answers.stopped, TryLater)
    assert len(replies.asked) == 3


def test_no_odd_value_breaks_the_reading_or_makes_a_paper_absent(shared: Path) -> None:
    record = json.loads(recorded_answer(shared, "huggingface/daily_papers_item.json").body)[0]["paper"]
    for odd in spoiled(record):
        answers = asked(odd)
        assert answers.absent == frozenset()
        assert answers.found or isinstance(answers.stopped, BadAnswer)


# ---------------------------------------------------------------- the stand-in


def some_keys(server: Server) -> list[str]:
    """A dozen papers that it has and does not have, and one that nobody has."""
    known = [key for key in server.world.papers if has(server, key)]
    unknown = [key for key in server.world.papers if not has(server, key)]
    return [*known[:6], *unknown[:5], "2501.99999"]


def has(server: Server, key: str) -> bool:
    return key in server.world.papers and bool(server.world.case(key).hf_known)


def right(server: Server, key: str, statement: Statement | PersonStatement, by_title: bool) -> bool:
    assert isinstance(statement, Statement)
    full = server.services["hf"].paper(key)
    return statement.work == key and (not by_title or statement.title == full["title"])


MATRIX = Matrix("hf", service, some_keys, has, right, {"budget": {"after_budget"}})
"""Its windows are of five minutes, and it has no budget of a day."""


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "404"])
def test_no_fault_loses_or_confuses_anything(fault: str, where: str) -> None:
    MATRIX.check(fault, PLACES[where])


@pytest.mark.parametrize("trouble", [0, 1, 5])
def test_a_paper_takes_one_request(trouble: int) -> None:
    with running(trouble=trouble, gzip=True) as server:
        one = service(f"{server.url}/hf")
        keys = [*server.world.papers, "2501.99999"]
        outcome = ask_all(one, way(one, FakeTime().clock()), keys)
        assert not outcome.stopped
        assert len(requests(server, "hf")) == len(keys)
        assert {*offences(server, "hf")} <= UNTIMED
        assert {*outcome.found} == {key for key in keys if has(server, key)}
        assert outcome.absent == {*keys} - {*outcome.found}
        for key, (statement,) in outcome.found.items():
            assert isinstance(statement, Statement)
            full = server.services["hf"].paper(key)
            by = {"user": "user", "auto": "guess"}.get(full.get("githubRepoAddedBy", ""))
            assert [(link.url, link.by) for link in statement.code] == ([(full["githubRepo"], by)] if by else [])
            assert statement.project == (full.get("projectPage") or None)
            assert [author.name for author in statement.authors] == [author["name"] for author in full["authors"]]
            claimed = [row["user"]["user"] for row in full["authors"] if row.get("status") == "claimed_verified"]
            assert [author.index_id for author in statement.authors if author.index_id] == claimed


def test_it_keeps_its_pace_and_waits_as_long_as_the_window_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [{"service": "hf", "kind": "per_second", "seconds": 4, "nth": [3]}]
    with running(scale=1 / FASTER, faults=rules, enforce=True) as server:
        one = service(f"{server.url}/hf")
        outcome = ask_all(one, way(one, fast_clock(monkeypatch), interval=1.0), some_keys(server))
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*some_keys(server)}
        assert offences(server, "hf") == {}
        assert [request["status"] for request in requests(server, "hf")].count(429) == 1
