from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from enrich.errors import BadAnswer, Refused, TryLater
from enrich.http.messages import Response
from enrich.services.orcid import ACCEPT, Orcid
from enrich.services.service import Account, Answers
from enrich.statements.statement import PersonStatement, StatedAuthor, StatedOrcid, Statement
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
from tests.support.sources_standin import Person, Server, number, orcid_of

BASE = "https://pub.orcid.org"
JOSIAH, NEWER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def service(base: str = BASE, key: str | None = None) -> Orcid:
    return Orcid(Account(base, key, CONTACT))


def external(kind: str, value: Any, relation: Any = "self", **more: Any) -> dict[str, Any]:
    return {"external-id-type": kind, "external-id-value": value, "external-id-relationship": relation} | more


def work(*ids: dict[str, Any], url: str | None = None) -> dict[str, Any]:
    return {"external-ids": {"external-id": [*ids]}, "url": {"value": url} if url is not None else None}


def works(*each: dict[str, Any], of: str = JOSIAH) -> dict[str, Any]:
    groups = [{"work-summary": [one]} for one in each]
    return {"group": groups, "path": f"/{of}/works", "last-modified-date": {"value": 1} if groups else None}


def person(name: Any, *others: Any, of: str = JOSIAH) -> dict[str, Any]:
    return {"name": name, "other-names": {"other-name": [{"content": one} for one in others]}, "path": f"/{of}/person"}


def record(works: Any, person: Any, of: str = JOSIAH, at: str | None = None) -> Response:
    """The record of one person, as the answer to a question about `at`."""
    body = {"orcid-identifier": {"path": of}, "person": person, "activities-summary": {"works": works}}
    return reply(body, url=f"{BASE}/v3.0/{at or of}/record")


def section(shared: Path, file: str) -> Any:
    """A recorded section of a record."""
    return json.loads(recorded_answer(shared, f"orcid/{file}.json").body)


def name(given: Any, family: Any, credit: Any = None) -> dict[str, Any]:
    return {
        part: {"value": value} if value is not None else None
        for part, value in (("given-names", given), ("family-name", family), ("credit-name", credit))
    }


SOME_WORK = work(external("arxiv", "2304.05376"))


def asked(*answers: Any, key: str = JOSIAH) -> Answers:
    return service().ask(Replies(*answers), [key], WHEN)


def stated(*answers: Any, key: str = JOSIAH) -> PersonStatement:
    (statement,) = asked(*answers, key=key).found[key]
    assert isinstance(statement, PersonStatement)
    return statement


# ---------------------------------------------------------------- the question


def test_every_id_of_an_author_is_asked_about_once() -> None:
    def statement(service: str, *orcids: StatedOrcid) -> Statement:
        return Statement(service, "1", WHEN, authors=tuple(StatedAuthor("A", (orcid,)) for orcid in orcids))

    hint, other, third = (StatedOrcid(orcid_of("0000-0008", n), "index") for n in (1, 2, 3))
    known = (
        statement("openalex", hint, other, third),
        statement("inspire", hint, structs.replace(other, asserted="work")),
        statement("openalex", structs.replace(third, asserted="person")),
        statement("semantic_scholar"),
    )
    assert service().keys(paper(), known) == (hint.orcid, other.orcid, third.orcid)
    assert service().keys(paper(), ()) == ()


@pytest.mark.parametrize("key", [None, "secret"])
def test_one_request_asks_for_names_and_works(key: str | None) -> None:
    token = {"Authorization": "Bearer secret"} if key else {}
    replies = Replies(record(works(), person(name("Josiah", "Carberry"))))
    (statement,) = service(key=key).ask(replies, [JOSIAH], WHEN).found[JOSIAH]
    assert statement == PersonStatement("orcid", JOSIAH, WHEN, ("Josiah Carberry",))
    (question,) = replies.asked
    assert (question.method, question.url) == ("GET", f"{BASE}/v3.0/{JOSIAH}/record")
    assert question.headers == {"Accept": ACCEPT, **token}


# ---------------------------------------------------------------- recorded answers


def test_recorded_works_and_names_become_one_statement(shared: Path) -> None:
    key = "0000-0002-9341-7985"
    listed = section(shared, "works_small")
    statement = stated(record(listed, person(name("Peter", "Binfield"), of=key), of=key), key=key)
    assert statement.works == (
        "10.3233/isu-130714",
        "10.1038/npre.2009.2801",
        "10.1080/03615260801973992",
        "10.1080/03615260801973414",
    )
    assert (statement.names, statement.successor) == (("Peter Binfield",), None)


def test_many_recorded_works_are_each_there_once(shared: Path) -> None:
    key = "0000-0001-8607-8025"
    found = stated(record(section(shared, "works_large"), person(name("A", "B"), of=key), of=key), key=key).works
    assert len(found) == len({*found}) == 24
    assert "10.7554/elife.20470" in found
    assert not [one for one in found if one != one.lower()]


def test_a_recorded_person_without_public_works_is_found_without_any(shared: Path) -> None:
    key = "0000-0003-1620-1408"
    answer = record(section(shared, "works_empty"), person(name("Josiah", "Carberry"), of=key), of=key)
    assert stated(answer, key=key) == PersonStatement("orcid", key, WHEN, ("Josiah Carberry",))


@pytest.mark.parametrize(
    ("file", "key", "names"),
    [
        ("person", "0000-0002-1642-628X", ("Carl Boettiger",)),
        ("person_name_only", "0000-0003-4575-321X", ("CARL HIMPSEL",)),
        ("person_other_names", "0000-0002-5377-2624", ("Carl Beringer", "Carl R. Beringer III")),
    ],
)
def test_recorded_names_are_read(shared: Path, file: str, key: str, names: tuple[str, ...]) -> None:
    answer = record(works(SOME_WORK, of=key), section(shared, file), of=key)
    assert stated(answer, key=key).names == names


def test_a_recorded_404_of_an_unknown_id_means_that_there_is_none(shared: Path) -> None:
    answers = asked(recorded_answer(shared, "orcid/error_404_bad_id.json"))
    assert answers == Answers(absent=frozenset({JOSIAH}))


@pytest.mark.parametrize(
    "file", ["error_400_rows", "error_500_start", "search_by_doi", "search_none", "work_full", "person", "works_small"]
)
def test_a_recorded_answer_to_something_else_settles_nothing(shared: Path, file: str) -> None:
    answers = asked(recorded_answer(shared, f"orcid/{file}.json"))
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert answers.stopped is not None


@pytest.mark.parametrize(("key", "words"), [("hush-hush", "refuses the key"), (None, "without a key")])
def test_a_bad_token_is_named_by_its_setting_and_not_shown(shared: Path, key: str | None, words: str) -> None:
    answer = recorded_answer(shared, "orcid/error_401_invalid_token.json")
    stopped = service(key=key).ask(Replies(answer), [JOSIAH], WHEN).stopped
    assert isinstance(stopped, Refused)
    assert words in str(stopped)
    assert "hush-hush" not in f"{stopped} {stopped.url}"


def test_every_recorded_answer_is_read_here(shared: Path) -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    names = recorded_names(shared, ["orcid"])
    assert len(names) == 13
    assert not [file for file in names if file.rpartition("/")[2].removesuffix(".json") not in here]


def test_the_shapes_of_services_that_are_not_asked_are_no_answers_here(shared: Path) -> None:
    for file in recorded_names(shared, ["datacite", "dblp"]):
        assert isinstance(asked(recorded_answer(shared, file)).stopped, BadAnswer), file


# ---------------------------------------------------------------- works


@pytest.mark.parametrize(
    ("one", "ids"),
    [
        (work(external("arxiv", "arXiv:2304.05376")), ("2304.05376",)),
        (work(external("arxiv", "2304.05376v2")), ("2304.05376",)),
        (work(external("arxiv", "https://arxiv.org/abs/hep-th/9901001v3")), ("hep-th/9901001",)),
        (work(external("arxiv", "see there", **{"external-id-normalized": {"value": "2304.05376"}})), ("2304.05376",)),
        (work(external("doi", "10.48550/arXiv.2304.05376")), ("2304.05376",)),
        (work(external("doi", "https://doi.org/10.1000/ABC")), ("10.1000/abc",)),
        (
            work(external("doi", None, **{"external-id-url": {"value": "https://doi.org/10.1000/abc"}})),
            ("10.1000/abc",),
        ),
        (work(external("doi", "10.1000/preprint", "version-of")), ("10.1000/preprint",)),
        (work(external("doi", "10.1000/own", "SELF")), ("10.1000/own",)),
        (work(external("doi", "10.1000/own", None)), ("10.1000/own",)),
        (work(external("doi", "10.1000/book", "part-of")), ()),
        (work(external("doi", "10.1000/grant", "funded-by")), ()),
        (work(external("isbn", "978-3-16-148410-0")), ()),
        (work(external("eid", "2-s2.0-84889654399")), ()),
        (work(external("uri", "https://arxiv.org/abs/2304.05376")), ("2304.05376",)),
        (work(url="https://arxiv.org/abs/2304.05376v1"), ("2304.05376",)),
        (work(url="https://doi.org/10.1000/abc"), ("10.1000/abc",)),
        (work(url="https://example.org/2304.05376"), ()),
        (work(url="2304.05376"), ()),
        ({"external-ids": None, "url": None}, ()),
        ({"external-ids": {"external-id": external("doi", "10.1000/one")}}, ("10.1000/one",)),
    ],
)
def test_works_are_known_by_arxiv_id_and_doi_in_whatever_form(one: dict[str, Any], ids: tuple[str, ...]) -> None:
    assert stated(record(works(one), person(name("A", "B")))).works == ids


@pytest.mark.parametrize(
    "body",
    [
        {"group": [], "last-modified-date": {"value": 5}},
        {"group": [{"work-summary": None}]},
        {"group": [{"work-summary": [SOME_WORK]}, {}]},
    ],
)
def test_works_of_which_some_must_be_missing_are_no_answer(body: dict[str, Any]) -> None:
    answers = asked(record(body | {"path": f"/{JOSIAH}/works"}, person(name("A", "B"))))
    assert isinstance(answers.stopped, BadAnswer)
    assert (answers.found, answers.absent) == ({}, frozenset())


# ---------------------------------------------------------------- names and whose they are


def test_all_names_of_a_person_are_there_each_once() -> None:
    whole = person(name("Josiah", "Carberry", "J. Carberry"), "Carberry, J. S.", "J. Carberry", None)
    assert stated(record(works(), whole)).names == ("Josiah Carberry", "J. Carberry", "J. S. Carberry")


@pytest.mark.parametrize("given", [None, {}, name(None, None), name("", None)])
def test_a_person_whose_name_is_not_public_has_none(given: Any) -> None:
    statement = stated(record(works(SOME_WORK), person(given)))
    assert (statement.names, statement.works) == ((), ("2304.05376",))


def test_a_single_name_is_a_name() -> None:
    assert stated(record(works(), person(name("Plato", None)))).names == ("Plato",)


def test_the_name_of_a_locked_record_is_nobodys() -> None:
    locked = person(name("Given Names Deactivated", "Family Name Deactivated"))
    assert asked(record(works(SOME_WORK), locked)) == Answers(absent=frozenset({JOSIAH}))


def test_a_merged_record_names_its_successor() -> None:
    answer = record(works(SOME_WORK, of=NEWER), person(name("Josiah", "Carberry"), of=NEWER), of=NEWER)
    assert stated(answer) == PersonStatement("orcid", JOSIAH, WHEN, ("Josiah Carberry",), ("2304.05376",), NEWER)


@pytest.mark.parametrize(
    "answer",
    [
        record(works(of=NEWER), person(name("A", "B"), of=NEWER), of=NEWER, at=JOSIAH),
        record(works(of=NEWER), person(name("A", "B"), of=NEWER)),
        record(works(), person(name("A", "B"), of=NEWER)),
        record(works(of=NEWER), person(name("A", "B"))),
        record(works(), person(name("A", "B")), of="", at=JOSIAH),
        record(None, person(name("A", "B"))),
        record(works(), None),
    ],
    ids=["all", "both sections", "person", "works", "no owner", "no works", "no person"],
)
def test_the_record_of_somebody_else_or_a_part_of_one_is_no_answer(answer: Response) -> None:
    answers = asked(answer)
    assert isinstance(answers.stopped, BadAnswer)
    assert (answers.found, answers.absent) == ({}, frozenset())


# ---------------------------------------------------------------- no record, refusals


@pytest.mark.parametrize("word", ["deactivated", "locked"])
def test_a_closed_record_is_none(word: str) -> None:
    answer = reply({"response-code": 409, "user-message": f"The ORCID record is {word}."}, 409)
    assert asked(answer) == Answers(absent=frozenset({JOSIAH}))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error-code": 9008, "user-message": "Something went wrong in ORCID."}, 409),
        ("<html>409</html>", 409),
        ({"error-code": 9008}, 404),
        ("<html>404 Not Found</html>", 404),
        ({"user-message": "The record is deactivated."}, 400),
    ],
)
def test_a_refusal_in_other_words_says_nothing_of_the_record(body: Any, status: int) -> None:
    answers = asked(reply(body, status))
    assert (answers.found, answers.absent) == ({}, frozenset())
    assert answers.stopped is not None


def test_errors_stay_in_the_answers_and_what_came_before_them_too() -> None:
    replies = Replies(record(works(), person(name("A", "B"))), TryLater("later"))
    answers = service().ask(replies, [JOSIAH, NEWER], WHEN)
    assert {*answers.found} == {JOSIAH}
    assert isinstance(answers.stopped, TryLater)


def test_the_quota_of_the_day_lasts_until_midnight_and_being_too_fast_for_seconds() -> None:
    now = datetime(2026, 11, 29, 22, 30, tzinfo=UTC)
    daily = "Too Many Requests - You have exceeded the daily allowance of API calls."
    assert service().pause(reply(daily, 429), now) == 90 * 60
    assert service().pause(reply(daily, 429, retry_after="8"), now) == 8
    assert service().pause(reply("slow down", 429), now) == 5
    assert service().pause(reply("<html>503</html>", 503), now) == 5
    assert service().pause(reply("", 503, retry_after="30"), now) == 30


def test_no_odd_value_breaks_the_reading_or_makes_a_person_absent() -> None:
    one = work(
        external("doi", "10.1000/abc", **{"external-id-normalized": {"value": "10.1000/abc"}}),
        url="https://arxiv.org/abs/2304.05376",
    )
    whole = json.loads(record(works(one), person(name("Josiah", "Carberry"), "J. Carberry")).body)
    for odd in spoiled(whole):
        answers = asked(reply(odd, url=f"{BASE}/v3.0/{JOSIAH}/record"))
        assert answers.absent == frozenset()
        assert answers.found or isinstance(answers.stopped, BadAnswer)


# ---------------------------------------------------------------- the stand-in


def people(server: Server) -> dict[str, Person]:
    return dict(server.world.by_orcid)


def some_keys(server: Server) -> list[str]:
    """Records of every kind, an iD that nobody has among them."""
    kinds: dict[str, list[str]] = {}
    for key, one in people(server).items():
        kinds.setdefault(server.world.record_kind(one), []).append(key)
    return [key for kind in sorted(kinds) for key in kinds[kind][:5]] + [JOSIAH]


def has(server: Server, key: str) -> bool:
    return key in people(server) and server.world.record_kind(people(server)[key]) in {"works", "name_only"}


def right(server: Server, key: str, statement: Statement | PersonStatement, by_title: bool) -> bool:
    """Whether names and works are the person's own, and none that the stand-in does not list."""
    assert isinstance(statement, PersonStatement)
    one = people(server)[key]
    words = {word for given in statement.names for word in re.findall(r"\w{2,}", given.lower())}
    listed = set()
    for paper_id in server.services["orcid"].listed(one):
        listed |= {paper_id, server.world.case(paper_id).doi}
    return {*statement.works} <= listed and words <= {*re.findall(r"\w+", one.name.lower())}


MATRIX = Matrix("orcid", service, some_keys, has, right)


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_loses_or_confuses_anything(fault: str, where: str) -> None:
    MATRIX.check(fault, PLACES[where])


@pytest.mark.parametrize("trouble", [0, 1, 5])
def test_a_person_takes_one_request(trouble: int) -> None:
    with running(trouble=trouble, gzip=True) as server:
        one = service(f"{server.url}/orcid")
        keys = [key for key, someone in people(server).items() if key != someone.second] + [JOSIAH]
        outcome = ask_all(one, way(one, FakeTime().clock()), keys)
        assert not outcome.stopped
        assert {*offences(server, "orcid")} <= UNTIMED
        assert {*outcome.found} == {key for key in keys if has(server, key)}
        assert outcome.absent == {*keys} - {*outcome.found}
        with_works = {key for key in outcome.found if server.services["orcid"].listed(people(server)[key])}
        assert len(requests(server, "orcid")) == len(keys)
        for key, (statement,) in outcome.found.items():
            assert isinstance(statement, PersonStatement)
            assert right(server, key, statement, True)
            assert statement.names
            assert bool(statement.works) == (key in with_works)
            own = [
                {paper_id, server.world.case(paper_id).doi} & {*statement.works}
                for paper_id in server.services["orcid"].listed(people(server)[key])
            ]
            assert all(own), "each work that the record lists is known by one of its ids"


def test_a_merged_id_leads_to_its_successor() -> None:
    with running(trouble=20) as server:
        merged = [
            key
            for key, someone in people(server).items()
            if key == someone.second
            and number("merged", key) % 2
            and has(server, key)
            and server.services["orcid"].listed(someone)
        ]
        assert merged
        one = service(f"{server.url}/orcid")
        outcome = ask_all(one, way(one, FakeTime().clock()), merged)
        for key in merged:
            (statement,) = outcome.found[key]
            assert isinstance(statement, PersonStatement)
            assert statement.successor == people(server)[key].orcid
            assert right(server, key, statement, True)


def test_it_keeps_its_pace_and_waits_after_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [{"service": "orcid", "kind": "503", "nth": [4]}]
    with running(scale=1 / FASTER, faults=rules, enforce=True) as server:
        one = service(f"{server.url}/orcid")
        outcome = ask_all(one, way(one, fast_clock(monkeypatch), interval=0.5), some_keys(server))
        assert not outcome.stopped
        assert {*outcome.found, *outcome.absent} == {*some_keys(server)}
        assert offences(server, "orcid") == {}
        assert [request["status"] for request in requests(server, "orcid")].count(503) == 1
