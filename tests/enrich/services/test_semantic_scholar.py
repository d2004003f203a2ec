from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadAnswer, CoolingDown, Refused
from enrich.http.messages import Failed
from enrich.services.semantic_scholar import FIELDS, SemanticScholar
from enrich.services.service import Account, Answers
from enrich.statements.statement import PersonStatement, StatedAuthor, Statement
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
from tests.support.sources_standin import Server

BASE = "https://api.semanticscholar.org"


def service(base: str = BASE, key: str | None = None) -> SemanticScholar:
    return SemanticScholar(Account(base, key, CONTACT))


def asked(row: Any, key: str = "2304.05376") -> Answers:
    """What comes of one row in answer to one key."""
    return service().ask(Replies(reply([row])), [key], WHEN)


def row(**fields: Any) -> dict[str, Any]:
    return {"paperId": "abc", "externalIds": {"ArXiv": "2304.05376"}, "title": "A title", "authors": []} | fields


# ---------------------------------------------------------------- the question


def test_a_paper_is_asked_about_by_its_arxiv_id_and_any_other_work_not_at_all() -> None:
    assert service().keys(paper(id="hep-th/9901001"), ()) == ("hep-th/9901001",)
    assert service().keys(paper(id="doi:10.1000/182"), ()) == ()


def test_one_request_asks_for_all_keys_and_for_no_more_than_may_be_used() -> None:
    replies = Replies(reply([None, None]))
    service(key="secret").ask(replies, ["2304.05376", "hep-th/9901001", "2304.05376"], WHEN)
    (question,) = replies.asked
    assert (question.method, question.url) == ("POST", f"{BASE}/graph/v1/paper/batch")
    assert question.json == {"ids": ["ARXIV:2304.05376", "ARXIV:hep-th/9901001"]}
    assert question.headers == {"x-api-key": "secret"}
    assert question.params == {"fields": FIELDS}
    assert not {"abstract", "tldr", "citationCount", "openAccessPdf"} & {*FIELDS.split(",")}


def test_without_a_key_none_is_sent() -> None:
    replies = Replies(reply([None]))
    service().ask(replies, ["2304.05376"], WHEN)
    assert replies.asked[0].headers == {}


# ---------------------------------------------------------------- recorded answers


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        (
            "paper_by_journal_doi_with_arxiv",
            "2304.05376",
            ("10.1038/s42256-024-00832-8", "Nat. Mac. Intell.", date(2023, 4, 11), 6, "2216007369"),
        ),
        ("paper_by_arxiv_doi", "2312.07559", (None, None, date(2023, 12, 8), 6, "2219926382")),
    ],
)
def test_a_recorded_paper_is_read(shared: Path, name: str, key: str, expected: tuple[Any, ...]) -> None:
    one = recorded_answer(shared, f"semantic_scholar/{name}.json")
    (statement,) = asked_with(one.body, key).found[key]
    assert isinstance(statement, Statement)
    assert (statement.service, statement.arxiv_id, statement.when) == ("semantic_scholar", key, WHEN)
    first = statement.authors[0].index_id
    assert (statement.doi, statement.venue, statement.published, len(statement.authors), first) == expected
    assert statement.authors_complete
    assert (statement.topics, statement.keywords, statement.open_copy, statement.code) == ((), (), None, ())


def asked_with(body: bytes, key: str) -> Answers:
    """As if a single record were the only row of an answer."""
    return service().ask(Replies(reply(f"[{body.decode()}]")), [key], WHEN)


def test_the_recorded_batch_answers_in_the_order_of_the_question(shared: Path) -> None:
    answer = recorded_answer(shared, "semantic_scholar/batch_with_null.json")
    keys = ["2001.00001", "2001.00002", "2001.00003", "2001.00004"]
    answers = service().ask(Replies(answer), keys, WHEN)
    assert answers.absent == {"2001.00001"}
    assert [statements[0].doi for statements in answers.found.values() if isinstance(statements[0], Statement)] == [
        "10.2139/ssrn.288970",
        "10.2139/ssrn.2250500",
        "10.1257/rct.1355",
    ]
    last = answers.found["2001.00004"][0]
    assert isinstance(last, Statement)
    assert (last.published, last.published_exact, last.arxiv_id) == (date(2023, 1, 1), "year", None)
    assert last.authors[1] == StatedAuthor("M. Greenstone", index_id="4711469")


def test_a_recorded_paper_without_authors_is_read(shared: Path) -> None:
    answer = recorded_answer(shared, "semantic_scholar/paper_no_abstract.json")
    (statement,) = asked_with(answer.body, "2001.00001").found["2001.00001"]
    assert isinstance(statement, Statement)
    assert (statement.authors, statement.venue) == ((), "Reactions weekly")


@pytest.mark.parametrize("name", ["batch_authors_only", "author_batch_with_null"])
def test_rows_without_title_are_not_believed_but_their_nulls_are(shared: Path, name: str) -> None:
    answer = recorded_answer(shared, f"semantic_scholar/{name}.json")
    keys = [f"2001.0000{n}" for n in range(1, 5)][: 3 if "only" in name else 4]
    answers = service().ask(Replies(answer), keys, WHEN)
    assert not answers.found
    assert answers.absent == ({"2001.00001"} if "null" in name else set())
    assert len(answers.problems) == 3


@pytest.mark.parametrize(
    "name", ["paper_authors", "search_match_attention", "search_match_empty_data", "paper_by_arxiv_doi"]
)
def test_a_recorded_answer_of_another_shape_is_no_answer(shared: Path, name: str) -> None:
    answers = service().ask(Replies(recorded_answer(shared, f"semantic_scholar/{name}.json")), ["2001.00001"], WHEN)
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert isinstance(answers.stopped, BadAnswer)


def test_the_record_found_by_title_search_has_the_shape_of_the_others(shared: Path) -> None:
    body = recorded_answer(shared, "semantic_scholar/search_match_attention.json").body.decode()
    record = body[body.index("[") : body.rindex("]") + 1]
    (statement,) = service().ask(Replies(reply(record)), ["1706.03762"], WHEN).found["1706.03762"]
    assert isinstance(statement, Statement)
    assert (statement.doi, statement.venue) == (None, "Neural Information Processing Systems")


@pytest.mark.parametrize(
    "name", ["error_400_unknown_field", "error_404_doi", "error_404_paper", "search_match_404_title"]
)
def test_a_recorded_error_settles_nothing(shared: Path, name: str) -> None:
    answers = service().ask(Replies(recorded_answer(shared, f"semantic_scholar/{name}.json")), ["2001.00001"], WHEN)
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert answers.stopped is not None


@pytest.mark.parametrize(("key", "words"), [("hush-hush", "refuses the key"), (None, "without a key")])
def test_a_bad_key_is_named_by_its_setting_and_not_shown(shared: Path, key: str | None, words: str) -> None:
    answer = recorded_answer(shared, "semantic_scholar/error_403_bad_key.json")
    answers = service(key=key).ask(Replies(answer), ["2001.00001"], WHEN)
    assert isinstance(answers.stopped, Refused)
    assert words in str(answers.stopped)
    assert "[services.semantic_scholar]" in str(answers.stopped)
    assert "hush-hush" not in f"{answers.stopped} {answers.stopped.url}"


def test_a_refusal_that_names_no_pause_gets_one(shared: Path) -> None:
    answer = recorded_answer(shared, "semantic_scholar/error_429.json")
    assert service().pause(answer, WHEN) == 5.0
    assert service().pause(reply("", 429, retry_after="30"), WHEN) == 30.0


def test_every_recorded_answer_is_read_here(shared: Path) -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = recorded_names(shared, ["semantic_scholar"])
    assert len(names) == 15
    assert not [name for name in names if name.rpartition("/")[2].removesuffix(".json") not in here]


def test_the_shapes_of_services_that_are_not_asked_are_no_answers_here(shared: Path) -> None:
    for name in recorded_names(shared, ["datacite", "dblp"]):
        answers = service().ask(Replies(recorded_answer(shared, name)), ["2001.00001"], WHEN)
        assert isinstance(answers.stopped, BadAnswer), name
        assert (answers.found, answers.absent) == ({}, frozenset())


# ---------------------------------------------------------------- whose row it is


def test_the_record_of_another_paper_is_never_returned() -> None:
    answers = asked(row(externalIds={"ArXiv": "2304.99999"}))
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert "2304.99999" in answers.problems[0]


def test_a_merged_record_without_arxiv_id_is_returned_as_it_is() -> None:
    (statement,) = asked(row(externalIds={"DOI": "10.1000/182"})).found["2304.05376"]
    assert isinstance(statement, Statement)
    assert (statement.arxiv_id, statement.doi) == (None, "10.1000/182")


def test_one_row_that_names_another_key_does_not_spoil_the_others() -> None:
    keys = [f"2304.{n:05d}" for n in range(1, 101)]
    rows = [row(externalIds={"ArXiv": key}) for key in keys]
    rows[3]["externalIds"] = {"ArXiv": keys[50]}
    answers = service().ask(Replies(reply(rows)), keys, WHEN)
    assert {*keys} - {*answers.found} == {keys[3]}


@pytest.mark.parametrize("order", ["shifted", "reversed", "swapped"])
def test_rows_out_of_order_are_no_answer(order: str) -> None:
    keys = [f"2304.{n:05d}" for n in range(1, 11)]
    rows: list[Any] = [row(externalIds={"ArXiv": key}) for key in keys]
    rows[4] = None
    if order == "shifted":
        rows = [*rows[1:], rows[0]]
    elif order == "reversed":
        rows.reverse()
    else:
        rows[0], rows[1] = rows[1], rows[0]
    answers = service().ask(Replies(reply(rows)), keys, WHEN)
    assert isinstance(answers.stopped, BadAnswer)
    assert (answers.found, answers.absent) == ({}, frozenset())


@pytest.mark.parametrize("rows", [[], [None], [None] * 3, {"data": [None, None]}, [None, "x"], [None, 5]])
def test_a_list_that_does_not_fit_the_question_is_no_answer(rows: Any) -> None:
    answers = service().ask(Replies(reply(rows)), ["2304.05376", "2304.05377"], WHEN)
    assert isinstance(answers.stopped, BadAnswer)
    assert (answers.found, answers.absent) == ({}, frozenset())


# ---------------------------------------------------------------- odd values


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        ({"venue": "arXiv.org"}, None),
        ({"venue": "ArXiv"}, None),
        ({"venue": "arXiv: Learning"}, None),
        ({"venue": ""}, None),
        ({"venue": "Nat. Mac. Intell.", "publicationVenue": {"name": "Nature Machine Intelligence"}}, "Nature Machine Intelligence"),
        ({"venue": "NeurIPS", "publicationVenue": None}, "NeurIPS"),
        ({"venue": "Arxivology Letters"}, "Arxivology Letters"),
    ],
)  # fmt: skip
def test_arxiv_is_no_venue_and_whole_names_come_first(fields: dict[str, Any], venue: str | None) -> None:
    (statement,) = asked(row(**fields)).found["2304.05376"]
    assert isinstance(statement, Statement)
    assert statement.venue == venue


def test_an_author_without_name_or_id_keeps_their_place() -> None:
    authors = [
        {"authorId": None, "name": "P. Schwaller"},
        {"authorId": "7", "name": None},
        {"authorId": "8", "name": "A B"},
    ]
    (statement,) = asked(row(authors=authors)).found["2304.05376"]
    assert isinstance(statement, Statement)
    assert statement.authors == (
        StatedAuthor("P. Schwaller"),
        StatedAuthor("", index_id="7"),
        StatedAuthor("A B", index_id="8"),
    )


def test_a_list_of_five_hundred_authors_may_be_cut() -> None:
    (statement,) = asked(row(authors=[{"authorId": "1", "name": "A"}] * 500)).found["2304.05376"]
    assert isinstance(statement, Statement)
    assert not statement.authors_complete


@pytest.mark.parametrize("fields", [{"title": None}, {"title": ""}, {"paperId": None}])
def test_a_row_by_which_nothing_can_be_recognised_is_not_known_now(fields: dict[str, Any]) -> None:
    answers = asked(row(**fields))
    assert (answers.found, answers.absent, answers.stopped) == ({}, frozenset(), None)
    assert len(answers.problems) == 1


@pytest.mark.parametrize("error", [Failed("failed (500)"), CoolingDown("later")])
def test_errors_stay_in_the_answers(error: Exception) -> None:
    assert service().ask(Replies(error), ["2304.05376"], WHEN).stopped is error


def test_no_odd_value_breaks_the_reading_or_makes_a_paper_absent(shared: Path) -> None:
    record = json.loads(recorded_answer(shared, "semantic_scholar/paper_by_journal_doi_with_arxiv.json").body)
    for odd in spoiled(record):
        answers = asked(odd)
        assert answers.absent == (frozenset({"2304.05376"}) if odd is None else frozenset())
        for (statement,) in answers.found.values():
            assert isinstance(statement, Statement)
            assert statement.title
            assert statement.arxiv_id in {"2304.05376", None}


# ---------------------------------------------------------------- the stand-in


def keys_of(server: Server) -> list[str]:
    return [*server.world.papers, "2501.99999"]


def has(server: Server, key: str) -> bool:
    return key in server.world.papers and bool(server.world.case(key).s2_known)


def right(server: Server, key: str, statement: Statement | PersonStatement, by_title: bool) -> bool:
    """Whether a statement is that of the key's own record."""
    assert isinstance(statement, Statement)
    full = server.services["s2"].render(key)
    return statement.work == full["paperId"] and (not by_title or statement.title == full["title"])


MATRIX = Matrix("s2", service, keys_of, has, right, {"budget": {"after_budget"}})
"""It has no budget of a day, and its refusals are all alike."""


@pytest.mark.parametrize("where", [{}, {"nth": [1]}], ids=["always", "once"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_loses_or_confuses_anything(fault: str, where: dict[str, Any]) -> None:
    MATRIX.check(fault, where)


@pytest.mark.parametrize("trouble", [0, 1, 5])
def test_three_hundred_papers_take_one_request(trouble: int) -> None:
    with running(trouble=trouble, gzip=True) as server:
        one = service(f"{server.url}/s2", "a-key")
        outcome = ask_all(one, way(one, FakeTime().clock()), keys_of(server))
        assert len(requests(server, "s2")) == 1
        assert offences(server, "s2") == {}
        stray = [
            key
            for key in server.world.papers
            if has(server, key) and server.world.case(key).s2_arxiv not in {key, None}
        ]
        assert outcome.absent == {key for key in keys_of(server) if not has(server, key)}
        assert {*outcome.found} == {key for key in keys_of(server) if has(server, key)} - {*stray}
        assert len(outcome.problems) == len(stray)
        for key, (statement,) in outcome.found.items():
            assert isinstance(statement, Statement)
            case = server.world.case(key)
            assert right(server, key, statement, True)
            assert statement.arxiv_id in {key, None}
            assert statement.doi == ((case.index_doi or case.doi) or None)
            assert len(statement.authors) == len(case.people)
            assert statement.venue in {case.venue, None}


def test_a_poisonous_id_is_isolated_and_everything_else_is_answered() -> None:
    with running() as server:
        poison = next(key for key in server.world.papers if has(server, key))
        server.faults.set([{"service": "s2", "kind": "500", "contains": poison}])
        one = service(f"{server.url}/s2")
        outcome = ask_all(one, way(one, FakeTime().clock()), keys_of(server))
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*keys_of(server)} - {poison}
        assert poison in outcome.problems[0]
        # Halves are what the stand-in has to complain of: there is no other way to find the id.
        assert {*offences(server, "s2")} - UNTIMED == {"wasted_batches"}


def test_a_bad_key_ends_the_asking_at_once() -> None:
    with running() as server:
        one = service(f"{server.url}/s2", "bad-key")
        outcome = ask_all(one, way(one, FakeTime().clock()), keys_of(server))
        assert isinstance(outcome.stopped[0], Refused)
        assert "bad-key" not in str(outcome.stopped[0])
        assert len(requests(server, "s2")) == 1


def test_it_keeps_its_pace_and_waits_after_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [{"service": "s2", "kind": "per_second", "retry_after": None, "nth": [2]}]
    with running(700, scale=1 / FASTER, faults=rules, enforce=True) as server:
        one = service(f"{server.url}/s2", "a-key")
        outcome = ask_all(one, way(one, fast_clock(monkeypatch), interval=2.5), keys_of(server))
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*keys_of(server)}
        assert offences(server, "s2") == {}
        assert [request["status"] for request in requests(server, "s2")] == [200, 429, 200]
