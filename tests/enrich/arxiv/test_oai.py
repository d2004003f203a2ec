"""Facts about a harvest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from enrich.arxiv.oai import RESTARTS, Deleted, HarvestPage, HarvestState, pages, resumed, set_spec
from enrich.errors import BadAnswer, TryLater
from enrich.record import Record
from tests.conftest import row
from tests.support.arxiv_standin import Arxiv, Paper

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
TOMORROW = datetime(2024, 3, 2, 12, tzinfo=UTC)


@dataclass
class Reply:
    body: bytes


@dataclass
class Server:
    """OAI-PMH without HTTP; `change` may replace an answer, given how many went before."""

    arxiv: Arxiv
    change: Callable[[int, Mapping[str, str], str], str] = lambda number, params, text: text
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def get(self, url: str, params: Mapping[str, str]) -> Reply:
        self.asked.append(dict(params))
        return Reply(self.change(len(self.asked), params, self.arxiv.oai(dict(params), url)).encode())


def papers(count: int = 10) -> dict[str, Paper]:
    """One a day, with two versions and a day's number as datestamp."""
    rows: list[dict[str, Any]] = [
        row(
            n,
            update_date=f"2024-02-{n:02d}",
            submitter=f"Submitter {n}",
            license="http://creativecommons.org/licenses/by/4.0/",
            affiliations=[["MIT"], []],
            versions=[
                {"version": "v1", "created": "Mon, 1 Jan 2024 10:00:00 GMT"},
                {"version": "v2", "created": "Tue, 2 Jan 2024 11:00:00 GMT"},
            ],
        )
        for n in range(1, count + 1)
    ]
    return {r["id"]: Paper(r) for r in rows}


def server(count: int = 10, page: int = 3, **more: Any) -> Server:
    return Server(Arxiv(papers(count), page), **more)


def harvested(source: Server, state: HarvestState | None = None, now: datetime = NOW) -> list[HarvestPage]:
    return list(pages(source.get, "http://x/oai", state or HarvestState(), now))


def ids(found: list[HarvestPage]) -> list[str]:
    return [record.id for page in found for record in page.records]


ALL = [f"2401.{n:05d}" for n in range(1, 11)]


def test_every_record_has_the_best_of_both_formats() -> None:
    found = harvested(server())
    assert ids(found) == ALL
    record: Record = found[0].records[0]
    assert (record.version, record.submitter) == (2, "Submitter 1")
    assert record.updated == datetime(2024, 1, 2, 11, tzinfo=UTC)
    assert [(a.name, a.affiliations) for a in record.authors] == [("Jane 1 Doe", ("MIT",)), ("José Núñez", ())]
    assert record.license == "http://creativecommons.org/licenses/by/4.0/"
    assert {(mark.source, mark.when) for mark in record.provenance} == {("oai", NOW)}


def test_a_harvest_costs_one_request_for_each_page_and_format() -> None:
    source = server()
    found = harvested(source)
    assert len(source.asked) == 8
    assert [page.state.pages for page in found] == [1, 2, 3, 4]
    assert found[-1].state.finished
    assert found[-1].state.datestamp == date(2024, 2, 10)


def test_a_token_is_sent_alone() -> None:
    source = server()
    harvested(source, HarvestState(set="cs:cs:LG", since=date(2024, 2, 1)))
    assert source.asked[0] == {
        "verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": "cs:cs:LG", "from": "2024-02-01",
    }  # fmt: skip
    assert all(set(params) == {"verb", "resumptionToken"} for params in source.asked[2:])


def test_a_harvest_goes_on_from_any_page_without_loss() -> None:
    whole = harvested(server())
    for at, page in enumerate(whole[:-1], 1):
        source = server()
        rest = harvested(source, page.state)
        assert ids(whole[:at]) + ids(rest) == ALL
        assert len(source.asked) == 2 * (len(whole) - at)


def test_formats_with_pages_of_different_sizes_are_still_joined() -> None:
    split = Arxiv(papers(), 2)

    def narrow(number: int, params: Mapping[str, str], text: str) -> str:
        is_split = params.get("metadataPrefix") == "arXiv" or params.get("resumptionToken", "").startswith("S")
        if not is_split:
            return text
        asked = {k: v.removeprefix("S") if k == "resumptionToken" else v for k, v in params.items()}
        return split.oai(asked, "u").replace('">ey', '">Sey')

    found = harvested(server(change=narrow))
    assert sorted(ids(found)) == ALL
    assert not any(page.incomplete for page in found)
    for at, page in enumerate(found[:-1], 1):
        rest = harvested(server(change=narrow), page.state)
        assert set(ids(found[:at])) | set(ids(rest)) == set(ALL)


def test_nothing_matching_is_a_clean_end() -> None:
    (page,) = harvested(server(), HarvestState(since=date(2025, 1, 1)))
    assert (page.records, page.problems, page.state.finished) == ((), (), True)


def test_a_finished_harvest_is_followed_by_what_changed_since() -> None:
    last = harvested(server())[-1].state
    source = server(12)
    found = harvested(source, last, TOMORROW)
    assert ids(found) == ["2401.00010", "2401.00011", "2401.00012"]
    assert source.asked[0]["from"] == "2024-02-10"
    assert found[-1].state.datestamp == date(2024, 2, 12)


def test_tokens_of_another_day_are_not_sent() -> None:
    state = harvested(server())[1].state
    source = server()
    assert ids(harvested(source, state, TOMORROW)) == ALL[5:]
    assert source.asked[0]["from"] == "2024-02-06"


def dead_once(at: int) -> Callable[[int, Mapping[str, str], str], str]:
    def change(number: int, params: Mapping[str, str], text: str) -> str:
        if number != at:
            return text
        return Arxiv(papers(), 3).oai({"verb": "ListRecords", "resumptionToken": "dead"}, "u")

    return change


@pytest.mark.parametrize("at", [3, 4, 5, 8])
def test_an_expired_token_restarts_from_the_newest_day_that_was_seen(at: int) -> None:
    source = server(change=dead_once(at))
    found = harvested(source)
    assert set(ids(found)) == set(ALL)
    assert found[-1].state.finished
    starts = [params for params in source.asked if "metadataPrefix" in params]
    assert len(starts) == 4
    assert starts[2]["from"] > "2024-02-02"


def test_lists_out_of_order_restart_from_their_beginning() -> None:
    source = server(change=dead_once(5))
    source.arxiv.by_change.reverse()
    found = harvested(source)
    assert set(ids(found)) == set(ALL)
    assert [p.get("from") for p in source.asked if "metadataPrefix" in p] == [None] * 4


def test_tokens_that_always_expire_end_the_harvest_for_now() -> None:
    def change(number: int, params: Mapping[str, str], text: str) -> str:
        dead = {"verb": "ListRecords", "resumptionToken": "dead"}
        return Arxiv({}, 3).oai(dead, "u") if "resumptionToken" in params else text

    rows = [row(n, update_date="2024-02-01") for n in range(1, 8)]
    source = Server(Arxiv({r["id"]: Paper(r) for r in rows}, 3), change)
    with pytest.raises(TryLater, match="does not get further"):
        harvested(source)
    assert len(source.asked) <= 3 * (RESTARTS + 2)


def test_a_paper_that_only_one_format_lists_is_named_to_be_looked_up() -> None:
    def change(number: int, params: Mapping[str, str], text: str) -> str:
        return text.replace("<id>2401.00002</id>", "<id>2401.99999</id>") if number == 2 else text

    found = harvested(server(change=change))
    assert "2401.00002" not in ids(found)
    assert [paper for page in found for paper in page.incomplete] == ["2401.00002"]
    assert "another paper" in found[0].problems[0]
    assert found[-1].state.finished


def test_deleted_records_are_tombstones() -> None:
    def change(number: int, params: Mapping[str, str], text: str) -> str:
        head, mark, tail = text.partition("<header><identifier>oai:arXiv.org:2401.00002<")
        if not mark:
            return text
        before, _, after = tail.partition("</header>")
        return (
            f'{head}<header status="deleted"><identifier>oai:arXiv.org:2401.00002<{before}</header>'
            + after.partition("</metadata>")[2]
        )

    found = harvested(server(change=change))
    assert found[0].deleted == (Deleted("2401.00002", date(2024, 2, 2)),)
    assert ids(found) == [paper for paper in ALL if paper != "2401.00002"]


def test_a_bad_answer_is_asked_for_again_and_then_given_up() -> None:
    def ill(times: int) -> Callable[[int, Mapping[str, str], str], str]:
        return lambda number, params, text: text[: len(text) // 2] if 3 <= number < 3 + times else text

    assert ids(harvested(server(change=ill(2)))) == ALL
    found: list[HarvestPage] = []
    with pytest.raises(BadAnswer):
        found.extend(pages(server(change=ill(9)).get, "http://x/oai", HarvestState(), NOW))
    assert ids(found) == ALL[:3]
    assert ids(harvested(server(), found[-1].state)) == ALL[3:]


def test_a_list_that_leads_back_to_itself_is_not_followed() -> None:
    token = "<resumptionToken>same</resumptionToken>"
    first = Arxiv(papers(3), 5)

    def change(number: int, params: Mapping[str, str], text: str) -> str:
        form = "arXivRaw" if number % 2 else "arXiv"
        page = first.oai({"verb": "ListRecords", "metadataPrefix": form}, "u")
        return page.replace("</ListRecords>", token + "</ListRecords>")

    with pytest.raises(BadAnswer, match="same page"):
        harvested(server(change=change))


def test_a_datestamp_in_the_future_does_not_blind_the_next_harvest() -> None:
    rows = [row(1, update_date="2099-01-01")]
    last = harvested(Server(Arxiv({r["id"]: Paper(r) for r in rows}, 3)))[-1].state
    assert resumed(last, TOMORROW.date()).since == NOW.date()


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("cs", "cs"),
        ("cs:cs:LG", "cs:cs:LG"),
        ("cs.LG", "cs:cs:LG"),
        ("hep-th", "physics:hep-th"),
        ("cond-mat.soft", "physics:cond-mat:soft"),
        ("physics.acc-ph", "physics:physics:acc-ph"),
        ("physics", "physics"),
        ("q-bio", "q-bio"),
    ],
)
def test_a_category_has_its_set(name: str, spec: str) -> None:
    assert set_spec(name) == spec
