from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import arxiv
import pytest
from arxiv import _feed

from enrich.arxiv.api import MOST, ArxivApi
from enrich.arxiv.api_answers import page_of_ids, page_of_search, read_entry, read_result
from enrich.arxiv.api_atom import AnswerPage, read_feed
from enrich.errors import BadAnswer, CoolingDown, NotAnswered, Refused, TryLater
from enrich.http.client import Fetcher
from enrich.http.messages import Limits, Response
from enrich.http.rate_limit import Limiter, Rules
from enrich.record import Author, Record, Version
from tests.conftest import FakeTime, Recorded, row, rows
from tests.support.limits import MemorySlots

WHEN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
LIMITS = Limits(connect_timeout=10.0, read_timeout=1.5, total_timeout=3.0, max_bytes=4 << 20)
"""Short enough for a server that hangs, long enough for one on a busy machine."""
Start = Callable[..., Any]
Load = Callable[[str], Recorded]

RECORDED = [
    "id_0000.0000", "id_0808.05394_1707.08567", "id_0808.05394_s0", "id_1605.08386", "id_1707.08567", "id_2104.12255v1",
    "id_abc", "id_astro-ph_0601001", "id_quant-ph_0201082v1", "q_testing_s0", "q_testing_s5", "q_testing_s9",
]  # fmt: skip


def api(url: str, fake: FakeTime, limits: Limits = LIMITS) -> ArxivApi:
    rate_limit = Limiter(MemorySlots(), Rules(min_interval=0.0), fake.clock())
    return ArxivApi(Fetcher(rate_limit, limits=limits, clock=fake.clock()), f"{url}/api/query")


def answer(body: bytes, media_type: str = "application/atom+xml; charset=utf-8") -> Response:
    return Response(200, {"content-type": media_type}, body, "http://127.0.0.1/api/query")


def ids(count: int, first: int = 1) -> list[str]:
    return [f"2401.{n:05d}" for n in range(first, first + count)]


def fault(kind: str, **more: Any) -> dict[str, Any]:
    return {"path": "/api", "kind": kind, **more}


def plain(result: arxiv.Result) -> dict[str, Any]:
    """Every field of a result; the package calls two results equal when their ids are."""
    return dict(vars(result)) | {
        "authors": [vars(a) for a in result.authors],
        "links": [vars(link) for link in result.links],
    }


# ---------------------------------------------------------------- recorded answers


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_answers_give_the_fields_that_the_package_gives(name: str, recorded: Load) -> None:
    heard = recorded(name)
    theirs = _feed.parse(heard.body)
    if heard.status != 200:
        with pytest.raises(BadAnswer, match="incorrect id format for abc"):
            read_feed(answer(heard.body))
        return
    total, entries = read_feed(answer(heard.body))
    assert total == theirs.header.total_results
    for entry, result in zip(entries, theirs.results, strict=True):
        assert plain(read_result(entry)) == plain(result)
        found = read_entry(entry, WHEN)
        assert result.entry_id == f"http://arxiv.org/abs/{found.id}v{found.version}"
        assert (found.published, found.updated) == (result.published, result.updated)
        assert found.abstract_tex == result.summary.strip()
        assert found.title_tex.split() == result.title.split()
        assert [a.name for a in found.authors] == [" ".join(a.name.split()) for a in result.authors]
        assert [a.affiliations for a in found.authors] == [tuple(a.affiliation) for a in result.authors]
        assert found.primary_category == result.primary_category == found.categories[0]
        assert {*found.categories, *found.classifications} == {*result.categories}
        assert found.dois == ((result.doi,) if result.doi else ())
        assert found.journal_ref == result.journal_ref


def test_every_recorded_answer_is_used_by_a_test() -> None:
    on_disk = sorted(p.name for p in (Path(__file__).parents[2] / "data" / "recorded").glob("*.json"))
    unused = [name for name in on_disk if not any(name.startswith(prefix) for prefix in RECORDED)]
    assert unused == []
    assert len(on_disk) == len(RECORDED)


def test_an_unknown_id_among_known_ones_is_absent(recorded: Load) -> None:
    page = page_of_ids(answer(recorded("id_0808.05394_1707.08567").body), ["0808.05394", "1707.08567"], WHEN)
    assert [r.id for r in page.records] == ["1707.08567"]
    assert (page.whole, page.absent, page.problems) == (True, ("0808.05394",), ())


def test_an_empty_answer_proves_nothing(recorded: Load) -> None:
    page = page_of_ids(answer(recorded("id_0000.0000").body), ["0000.0000"], WHEN)
    assert (page.records, page.absent, page.whole) == ((), (), False)


def test_a_recorded_page_of_a_search_is_whole_when_all_of_it_is_there(recorded: Load) -> None:
    body = recorded("q_testing_s5").body
    assert page_of_search(answer(body), 5, 15, WHEN).whole
    assert not page_of_search(answer(body), 5, 16, WHEN).whole


ODD = [
    "<title> \n Two\n  lines </title><author><name> A </name><name>B</name></author><author/>",
    "<title/><title>second</title><summary/><category/><category term='x'/><link/><link href='u'/>",
    "<author><a:affiliation/><a:affiliation> X </a:affiliation><name/></author>",
    "<a:primary_category/><a:doi>10.1/a</a:doi><a:doi>10.1/b</a:doi><a:comment>c</a:comment>",
    "<link href='u' title='pdf' type='application/pdf' rel='related'/><link href='v' rel='alternate'/>",
]


@pytest.mark.parametrize("inner", ODD)
def test_odd_entries_give_the_result_that_the_package_gives(inner: str) -> None:
    dates = "<published>2024-01-01T10:00:00</published><updated> 2024-01-02T10:00:00+02:00 </updated>"
    body = FEED.format(total=1, entries=f"<entry><id>http://arxiv.org/abs/x</id>{dates}{inner}</entry>")
    body = body.replace("xmlns:arxiv=", "xmlns:a=")
    _, (entry,) = read_feed(answer(body.encode()))
    (theirs,) = _feed.parse(body.encode()).results
    assert plain(read_result(entry)) == plain(theirs)


# ---------------------------------------------------------------- the package's seams


def test_the_seams_of_the_package_have_not_moved() -> None:
    assert arxiv.Search("cat:cs.LG", ["2401.00001"])._url_args() == {
        "search_query": "cat:cs.LG", "id_list": "2401.00001", "sortBy": "relevance", "sortOrder": "descending"
    }  # fmt: skip
    assert [*inspect.signature(_feed.parse).parameters] == ["content"], "read_result is compared with it"
    assert {c.value for c in arxiv.SortCriterion} == {"relevance", "submittedDate", "lastUpdatedDate"}
    assert {c.value for c in arxiv.SortOrder} == {"ascending", "descending"}
    assert {"entry_id", "updated", "published", "title", "authors", "summary", "comment", "journal_ref", "doi"} < {
        *inspect.signature(arxiv.Result).parameters
    }


# ---------------------------------------------------------------- fields


def only(start: Start, fake: FakeTime, **more: Any) -> Record:
    server = start([row(1, **more)])
    (found,) = api(server.url, fake).by_ids(["2401.00001"], WHEN).records
    return found


def test_a_record_is_complete(standin: Start, fake_time: FakeTime) -> None:
    found = only(
        standin,
        fake_time,
        title="On $\\alpha$-things &\n  <others>",
        abstract="  Caf\\'e.\n  Code: https://github.com/a/b.\n",
        comments="Accepted\n at X",
        authors_parsed=[["Doe", " Jane", ""], ["Heath", "Ann", "Jr."], ["The LIGO Collaboration", "", ""]],
        affiliations=[[" MIT ", "ETH"], [], []],
        categories="cs.LG stat.ML 68T05",
        **{
            "journal-ref": "J. Things 1 (2024)",
            "doi": "10.1/x, 10.1002/(SICI)1097-4571(199)3:3<139::AID-X>3.0.CO;2-2,",
        },
        versions=[
            {"version": "v1", "created": "Mon, 1 Jan 2024 10:00:00 GMT"},
            {"version": "v2", "created": "Tue, 2 Jan 2024 10:00:00 GMT"},
            {"version": "v3", "created": "Wed, 3 Jan 2024 10:00:00 GMT"},
        ],
    )
    assert (found.id, found.version) == ("2401.00001", 3)
    assert found.title == "On α-things & <others>"
    assert found.title_tex == "On $\\alpha$-things &\n  <others>"
    assert found.abstract == "Café. Code: https://github.com/a/b."
    assert found.abstract_tex.startswith("Caf\\'e.\n")
    assert found.authors == (
        Author("Jane Doe", ("MIT", "ETH")),
        Author("Ann Heath Jr."),
        Author("The LIGO Collaboration"),
    )
    assert (found.categories, found.classifications) == (("cs.LG", "stat.ML"), ("68T05",))
    assert found.published == datetime(2024, 1, 1, 10, tzinfo=UTC)
    assert found.updated == datetime(2024, 1, 3, 10, tzinfo=UTC)
    assert found.versions == (Version(1, found.published), Version(3, found.updated))
    assert found.comment == "Accepted at X"
    assert found.journal_ref == "J. Things 1 (2024)"
    assert found.dois[-1] == "10.1002/(SICI)1097-4571(199)3:3<139::AID-X>3.0.CO;2-2"
    assert found.code == ("https://github.com/a/b",)
    assert not found.withdrawn
    assert {(p.source, p.when) for p in found.provenance} == {("arxiv-api", WHEN)}
    assert "title" in {p.field for p in found.provenance}


@pytest.mark.parametrize(
    ("comment", "withdrawn"),
    [
        ("This paper has been withdrawn by the author", True),
        ("Withdrawn", True),
        ("withdrawn from IEEE Transactions on X", False),
        ("12 pages", False),
    ],
)
def test_a_withdrawal_is_told_from_one_elsewhere(
    comment: str, withdrawn: bool, standin: Start, fake_time: FakeTime
) -> None:
    assert only(standin, fake_time, comments=comment).withdrawn is withdrawn


def test_c1_controls_and_mojibake_stay_as_they_are(standin: Start, fake_time: FakeTime) -> None:
    assert only(standin, fake_time, title="A\x80 and Ã©").title_tex == "A\x80 and Ã©"


# ---------------------------------------------------------------- asking


def test_all_known_ids_cost_one_request_however_many(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1200)
    page = api(server.url, fake_time).by_ids(ids(1200), WHEN)
    assert [sorted(r.id for r in page.records), page.whole, page.total] == [ids(1200), True, 1200]
    assert len(server.log.rows) == 1


def test_more_than_one_answer_holds_cost_as_few_requests_as_can_be(standin: Start, fake_time: FakeTime) -> None:
    server = standin(2)
    page = api(server.url, fake_time).by_ids([*ids(2), *ids(MOST, 3)], WHEN)
    assert (len(page.records), len(server.log.rows)) == (2, math.ceil((MOST + 2) / MOST))


def test_few_ids_are_got_and_many_are_posted(standin: Start, fake_time: FakeTime) -> None:
    server = standin(700)
    for count in (10, 700):
        api(server.url, fake_time).by_ids(ids(count), WHEN)
    assert [r["method"] for r in server.log.rows] == ["GET", "POST"]


def test_an_id_that_is_asked_twice_is_sent_once(standin: Start, fake_time: FakeTime) -> None:
    server = standin(2)
    assert len(api(server.url, fake_time).by_ids(["2401.00001"] * 3, WHEN).records) == 1
    assert server.log.rows[0]["ids"] == 1


def test_nothing_asked_is_no_request(fake_time: FakeTime) -> None:
    assert api("http://127.0.0.1:1", fake_time).by_ids([], WHEN) == AnswerPage((), 0)


def test_a_malformed_id_is_named_and_the_others_are_had(standin: Start, fake_time: FakeTime) -> None:
    server = standin(20)
    page = api(server.url, fake_time).by_ids([*ids(10), "abc", *ids(10, 11), "x/1"], WHEN)
    assert sorted(page.refused) == ["abc", "x/1"]
    assert sorted(r.id for r in page.records) == ids(20)
    assert (page.whole, len(server.log.rows)) == (True, 3)


def test_an_id_that_is_refused_without_a_word_is_found_by_halving(standin: Start, fake_time: FakeTime) -> None:
    server = standin(200, faults=[fault("status", status=400, contains="2401.00077")])
    page = api(server.url, fake_time).by_ids(ids(200), WHEN)
    assert (list(page.refused), list(page.doubted)) == ([], ["2401.00077"])
    assert len(page.records) == 199
    assert page.whole


def test_a_page_that_is_too_large_is_had_in_halves(standin: Start, fake_time: FakeTime) -> None:
    server = standin([row(n, abstract="x" * 9000) for n in range(1, 41)])
    limits = Limits(max_bytes=250_000, ill_retries=0)
    page = api(server.url, fake_time, limits).by_ids(ids(40), WHEN)
    assert len(page.records) == 40
    assert len(server.log.rows) == 3


def test_unknown_ids_are_absent_only_beside_known_ones(standin: Start, fake_time: FakeTime) -> None:
    server = standin(3)
    ask = api(server.url, fake_time)
    assert ask.by_ids([*ids(1), "2401.09999"], WHEN).absent == ("2401.09999",)
    assert ask.by_ids(["2401.09999"], WHEN).absent == ()


def test_a_search_comes_in_arxivs_order_and_says_how_many_there_are(standin: Start, fake_time: FakeTime) -> None:
    server = standin(rows(30))
    ask = api(server.url, fake_time)
    first = ask.search("cat:cs.LG", WHEN, max_results=20, sort_by="submittedDate")
    second = ask.search("cat:cs.LG", WHEN, start=20, max_results=20, sort_by="submittedDate")
    assert (first.total, len(first.records), len(second.records)) == (30, 20, 10)
    assert first.whole
    assert second.whole
    assert len({r.id for r in first.records + second.records}) == 30


def test_a_long_query_is_posted(standin: Start, fake_time: FakeTime) -> None:
    server = standin(5)
    query = " OR ".join(f'ti:"{"things " * 40}{n}"' for n in range(40))
    api(server.url, fake_time).search(f'{query} OR ti:"study of 3 things"', WHEN)
    assert [r["method"] for r in server.log.rows] == ["POST"]


def test_a_search_without_a_hit_is_whole(standin: Start, fake_time: FakeTime) -> None:
    assert api(standin(5).url, fake_time).search('ti:"no such"', WHEN) == AnswerPage((), 0)


def test_a_query_that_arxiv_does_not_understand_is_refused(standin: Start, fake_time: FakeTime) -> None:
    with pytest.raises(Refused):
        api(standin(5).url, fake_time).search('ti:"open', WHEN)


# ---------------------------------------------------------------- faults

ONCE_CURED = [
    fault("status", status=500),
    fault("status", status=429),
    fault("status", status=400),
    fault("empty"),
    fault("blank"),
    fault("error200"),
    fault("html"),
    fault("truncate"),
    fault("drop"),
    fault("reset"),
    fault("hang", seconds=2.0),
    fault("drip", seconds=0.2),
    fault("control"),
    fault("latin1"),
    fault("bomb", megabytes=8),
]


@pytest.mark.parametrize("ill", ONCE_CURED, ids=lambda f: f"{f['kind']}{f.get('status', '')}")
def test_an_ill_answer_once_loses_nothing(ill: dict[str, Any], standin: Start, fake_time: FakeTime) -> None:
    server = standin(40, faults=[ill | {"nth": [1]}])
    page = api(server.url, fake_time).by_ids(ids(40), WHEN)
    assert sorted(r.id for r in page.records) == ids(40)
    assert all(r.title == f"A study of {int(r.id[5:])} things" for r in page.records)
    assert all(r.abstract == f"We count to {int(r.id[5:])} and stop." for r in page.records)
    assert page.whole


@pytest.mark.parametrize("ill", ONCE_CURED, ids=lambda f: f"{f['kind']}{f.get('status', '')}")
def test_an_answer_that_stays_ill_is_never_believed(ill: dict[str, Any], standin: Start, fake_time: FakeTime) -> None:
    server = standin(40, faults=[ill])
    limits = Limits(connect_timeout=1.0, read_timeout=0.1, total_timeout=0.2, max_bytes=4 << 20)
    with pytest.raises(NotAnswered):
        api(server.url, fake_time, limits).by_ids(ids(40), WHEN)
    assert len(server.log.rows) <= 16


@pytest.mark.parametrize(
    ("ill", "lost", "problem"),
    [
        (fault("fewer", fraction=0.3), 12, "arXiv speaks of 40 papers and sent 28"),
        (fault("dated"), 1, "lacks its id or a date"),
        (fault("unasked"), 0, "which was not asked for"),
    ],
    ids=["fewer", "dated", "unasked"],
)
def test_the_valid_part_of_a_partial_answer_is_had(
    ill: dict[str, Any], lost: int, problem: str, standin: Start, fake_time: FakeTime
) -> None:
    server = standin([row(99999), *rows(40)], faults=[ill])
    page = api(server.url, fake_time).by_ids([*ids(40)], WHEN)
    found = {r.id for r in page.records}
    assert len(found) == len(page.records) == 40 - lost
    assert found <= {*ids(40)}
    assert (page.whole, page.absent) == (False, ())
    assert problem in " ".join(page.problems)


def test_a_paper_that_comes_twice_is_kept_once_and_in_its_newest_version(standin: Start, fake_time: FakeTime) -> None:
    new = {"version": "v2", "created": "Tue, 2 Jan 2024 10:00:00 GMT"}
    server = standin([row(1, versions=[*row(1)["versions"], new])], faults=[fault("unasked")])
    page = api(server.url, fake_time).by_ids(["2401.00001"], WHEN)
    assert [(r.id, r.version) for r in page.records] == [("2401.00001", 2)]
    assert "twice" in page.problems[0]


def test_a_page_of_a_search_that_is_empty_though_it_should_not_be_is_asked_again(
    standin: Start, fake_time: FakeTime
) -> None:
    server = standin(40, faults=[fault("fewer", fraction=1.0, nth=[1])])
    assert len(api(server.url, fake_time).search("cat:cs.LG", WHEN, max_results=40).records) == 40


def test_a_cool_down_reaches_the_caller(standin: Start, fake_time: FakeTime) -> None:
    with pytest.raises(CoolingDown):
        api(standin(4, faults=[fault("status", status=503)]).url, fake_time).by_ids(ids(4), WHEN)


def test_an_unreachable_arxiv_is_for_later(fake_time: FakeTime) -> None:
    with pytest.raises(TryLater):
        api("http://127.0.0.1:1", fake_time).by_ids(ids(4), WHEN)


# ---------------------------------------------------------------- what is no answer

FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:o="http://a9.com/-/spec/opensearch/1.1/"><o:totalResults>{total}</o:totalResults>{entries}</feed>'
)
ENTRY = (
    "<entry><id>{id}</id><title>{title}</title><updated>{updated}</updated><published>2024-01-01T10:00:00Z</published>"
    "<summary>S</summary>{author}{primary}</entry>"
)
GOOD = {
    "id": "http://arxiv.org/abs/2401.00001v1",
    "title": "T",
    "updated": "2024-01-01T10:00:00Z",
    "author": "<author><name>N</name></author>",
    "primary": '<arxiv:primary_category term="cs.LG"/>',
}


def feed_of(total: object = 1, prolog: str = "", **fields: str) -> Response:
    return answer((prolog + FEED.format(total=total, entries=ENTRY.format(**GOOD | fields))).encode())


def test_the_invented_entry_is_believed_when_nothing_is_wrong_with_it() -> None:
    assert page_of_ids(feed_of(), ["2401.00001"], WHEN).whole


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "http://arxiv.org/abs/2401.00001"},
        {"id": "http://arxiv.org/abs/2401.00001v0"},
        {"id": "http://example.org/abs/2401.00001v1"},
        {"id": ""},
        {"title": "  "},
        {"updated": "yesterday"},
        {"updated": "2024-13-01T10:00:00Z"},
        {"author": ""},
        {"primary": ""},
    ],
    ids=str,
)
def test_an_entry_without_a_required_field_is_dropped(wrong: dict[str, str]) -> None:
    page = page_of_ids(feed_of(**wrong), ["2401.00001"], WHEN)
    assert (page.records, page.absent, page.whole) == ((), (), False)
    assert len(page.problems) >= 1


@pytest.mark.parametrize(
    "heard",
    [
        answer(b""),
        answer(b"<feed"),
        answer(b"<html/>"),
        answer(FEED.format(total=0, entries="").encode(), "text/html"),
        answer(FEED.format(total="many", entries="").encode()),
        answer(FEED.format(total="", entries="").encode()),
        answer(FEED.format(total=1, entries="<entry><id>http://arxiv.org/api/errors#x</id></entry>").encode()),
        feed_of(title="&x;", prolog='<!DOCTYPE feed [<!ENTITY x "boo">]>'),
        feed_of(title="&x;", prolog='<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        answer("<?xml version='1.0' encoding='UTF-8'?><feed>é</feed>".encode("latin-1")),
    ],
)
def test_what_is_no_whole_atom_feed_is_no_answer(heard: Response) -> None:
    with pytest.raises(BadAnswer):
        read_feed(heard)


def test_a_comment_within_a_title_does_not_cut_it() -> None:
    (found,) = page_of_ids(feed_of(title="One<!-- x --> two"), ["2401.00001"], WHEN).records
    assert found.title == "One two"
