"""Following a person by ORCID iD: new papers come by themselves, with whom they belong to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from enrich.asking.clients import ServiceClient
from enrich.coordination.budgets import Budget
from enrich.following.papers import papers_of
from enrich.http.messages import Request, Response
from enrich.options.channels import AuthorsSettings
from enrich.pipeline.clients import open_clients
from enrich.pipeline.enrich_run import Work, Worker
from enrich.record import Outcome
from enrich.services.openalex import OpenAlex
from enrich.services.service import Account, Answers, Ask
from enrich.settings import Settings
from enrich.statements.statement import PersonStatement
from enrich.store.store import Store
from tests.conftest import FakeTime, row
from tests.support.arxiv_standin import Server
from tests.support.owned_papers import ORCID, OwnedPapers, owned_papers
from tests.support.working import outcomes, settings_for

Start = Callable[..., Server]
AUTHORS = [["Lovelace", "Ada", ""], ["Wang", "Wei", ""]]


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


class OwnRecords:
    """ORCID within the test: whose record lists what; notes every question."""

    name, batch = "orcid", 1

    def __init__(self, works: tuple[str, ...]) -> None:
        self.works = works
        self.asked: list[str] = []

    def keys(self, record: object, known: object) -> tuple[str, ...]:
        return ()

    def ask(self, ask: Ask, keys: tuple[str, ...], when: object) -> Answers:
        self.asked += keys
        return Answers({key: (PersonStatement("orcid", key, when, ("Ada Lovelace",), self.works),) for key in keys})  # type: ignore[arg-type]


def client_of(service: OwnRecords, store: Store, time: FakeTime) -> ServiceClient:
    return ServiceClient(service, lambda *_: None, Budget(store.engine, "orcid", 99, time.now), lambda: None)  # type: ignore[arg-type]


def follow(store: Store, time: FakeTime, server: Server, lists: OwnedPapers, own: OwnRecords | None = None) -> Work:
    """One run that follows the person."""
    base = settings_for(server.url)
    settings = Settings(arxiv=base.arxiv, authors=AuthorsSettings(follow=(ORCID,)))
    with open_clients(settings, store, clock=time.clock()) as tools:
        tools.get = lists
        tools.services = () if own is None else (client_of(own, store, time),)
        run = store.runs.start("enrich", time.now())
        work = Worker(settings, store, tools, lambda what, done, total: None).enrich(run, settings.every_source)
        store.runs.finish(run, "ok", {}, (), time.now())
    return work


def orcids(store: Store) -> dict[str, list[str | None]]:
    return {kept.record.id: [author.orcid for author in kept.record.authors] for kept in store.kept_since(0)}


def test_a_new_paper_of_a_followed_person_arrives_by_itself_with_the_id_on_this_author_alone(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([row(1, authors_parsed=AUTHORS), row(2, authors_parsed=AUTHORS)])
    lists = OwnedPapers({ORCID: owned_papers(ORCID, "Ada Lovelace", [("2401.00001v1", row(1)["title"])])})
    follow(store, fake_time, server, lists)
    assert orcids(store) == {"2401.00001": [ORCID, None]}
    lists.lists[ORCID] = owned_papers(
        ORCID, "Ada Lovelace", [("2401.00002v1", row(2)["title"]), ("2401.00001v1", row(1)["title"])]
    )
    fake_time.pass_by(86400)
    work = follow(store, fake_time, server, lists)
    assert work.new == 1
    assert orcids(store) == {"2401.00001": [ORCID, None], "2401.00002": [ORCID, None]}


def test_the_id_of_a_list_is_nobodys_whose_name_it_does_not_fit(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([row(1, authors_parsed=AUTHORS)])
    lists = OwnedPapers({ORCID: owned_papers(ORCID, "Grace Hopper", [("2401.00001v1", row(1)["title"])])})
    follow(store, fake_time, server, lists)
    assert orcids(store) == {"2401.00001": [None, None]}


def test_a_paper_that_leaves_the_list_keeps_its_place_and_loses_the_id_but_an_empty_list_is_not_believed(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([row(1, authors_parsed=AUTHORS), row(2, authors_parsed=AUTHORS)])
    both = [("2401.00001v1", row(1)["title"]), ("2401.00002v1", row(2)["title"])]
    lists = OwnedPapers({ORCID: owned_papers(ORCID, "Ada Lovelace", both)})
    follow(store, fake_time, server, lists)
    lists.lists[ORCID] = owned_papers(ORCID, "Ada Lovelace", [])
    fake_time.pass_by(3600)  # two runs at one moment are one
    follow(store, fake_time, server, lists)
    assert orcids(store) == {"2401.00001": [ORCID, None], "2401.00002": [ORCID, None]}
    lists.lists[ORCID] = owned_papers(ORCID, "Ada Lovelace", both[:1])
    fake_time.pass_by(3600)
    follow(store, fake_time, server, lists)
    assert orcids(store) == {"2401.00001": [ORCID, None], "2401.00002": [None, None]}


def test_the_same_list_changes_nothing(standin: Start, fake_time: FakeTime, store: Store) -> None:
    server = standin([row(1, authors_parsed=AUTHORS)])
    lists = OwnedPapers({ORCID: owned_papers(ORCID, "Ada Lovelace", [("2401.00001v1", row(1)["title"])])})
    follow(store, fake_time, server, lists)
    serial = store.last_serial()
    fake_time.pass_by(3600)
    follow(store, fake_time, server, lists)
    assert store.last_serial() == serial


def test_a_list_is_kept_on_a_leap_day_too(standin: Start, fake_time: FakeTime, store: Store) -> None:
    fake_time.wall = datetime(2028, 2, 29, 12, 0, tzinfo=UTC)
    server = standin([row(1, authors_parsed=AUTHORS)])
    lists = OwnedPapers({ORCID: owned_papers(ORCID, "Ada Lovelace", [("2401.00001v1", row(1)["title"])])})
    follow(store, fake_time, server, lists)
    assert orcids(store) == {"2401.00001": [ORCID, None]}


def test_who_has_no_list_is_warned_about_and_their_own_record_is_read_once_a_day(
    standin: Start, fake_time: FakeTime, store: Store
) -> None:
    server = standin([row(1, authors_parsed=AUTHORS)])
    own = OwnRecords(("2401.00001", "10.1000/elsewhere"))
    work = follow(store, fake_time, server, OwnedPapers({}), own)
    assert outcomes(store) == {"2401.00001": Outcome.FOUND}
    assert any("arXiv has no list of this person's papers" in line for line in work.warnings)
    assert not work.source_problems
    fake_time.pass_by(3600)
    follow(store, fake_time, server, OwnedPapers({}), own)
    assert own.asked == [ORCID]
    fake_time.pass_by(86400)
    follow(store, fake_time, server, OwnedPapers({}), own)
    assert own.asked == [ORCID, ORCID]


def test_papers_with_a_doi_alone_are_taken_where_papers_beyond_arxiv_are(fake_time: FakeTime, store: Store) -> None:
    client = client_of(OwnRecords(("2401.00001", "10.1000/elsewhere")), store, fake_time)
    found = papers_of(ORCID, OwnedPapers({}), "http://local/a", (client,), None, fake_time.now)
    today = fake_time.now().date()
    assert [one.id for one in found.mentions("s", "d", today, beyond=False)] == ["2401.00001"]
    assert [one.doi for one in found.mentions("s", "d", today, beyond=True)] == [None, "10.1000/elsewhere"]


def test_a_wrong_digit_in_an_id_that_is_followed_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(ValueError, match="a digit is missing or wrong"):
        AuthorsSettings(follow=(ORCID[:-1] + "8",))
    settings = AuthorsSettings(follow=(f"https://orcid.org/{ORCID}", "Ada Lovelace"))
    assert (settings.orcids, settings.names) == ((ORCID,), ("Ada Lovelace",))


def test_of_openalex_only_works_count_that_came_with_the_id(fake_time: FakeTime, store: Store) -> None:
    work = {"title": "T", "type": "preprint", "publication_date": "2024-01-01", "ids": {}, "locations": []}
    ours = {
        "author": {"id": "https://openalex.org/A1", "display_name": "Ada Lovelace"},
        "raw_author_name": "Ada Lovelace",
    }
    results = [
        work | {"id": "https://openalex.org/W1", "doi": "https://doi.org/10.48550/arxiv.2401.00001", "authorships": [ours | {"raw_orcid": ORCID}]},
        work | {"id": "https://openalex.org/W2", "doi": "https://doi.org/10.48550/arxiv.2401.00002",
                "authorships": [ours | {"author": ours["author"] | {"orcid": f"https://orcid.org/{ORCID}"}}]},
    ]  # fmt: skip
    asked: list[Request] = []

    def ask(question: Request, parse: Callable[[Response], Any]) -> Any:
        asked.append(question)
        return parse(Response(200, {}, json.dumps({"meta": {"count": 2}, "results": results}).encode(), question.url))

    service = OpenAlex(Account("http://local"))
    client = ServiceClient(service, ask, Budget(store.engine, "openalex", 99, fake_time.now), lambda: None)
    found = papers_of(ORCID, OwnedPapers({}), "http://local/a", (client,), None, fake_time.now)
    assert [one.id for one in found.mentions("s", "d", fake_time.now().date(), beyond=True)] == ["2401.00001"]
    assert len(asked) == 1
    assert found.asked
