from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from enrich.clock import Clock
from enrich.errors import BadAnswer, CoolingDown, NotAnswered, NotThere, Refused, TryLater
from enrich.http import exchange
from enrich.http.client import Fetcher
from enrich.http.messages import Failed, Limits, Request, RequestLog, Response, retry_after, stay_with_arxiv, user_agent
from enrich.http.rate_limit import Limiter, Rules
from tests.conftest import FakeTime
from tests.support.limits import MemorySlots
from tests.support.processes import PATIENCE
from tests.support.steadiness import judged

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
QUICK = Limits(connect_timeout=10.0, read_timeout=1.5, total_timeout=3.0, retries=4, max_bytes=1 << 20)
"""Short enough for a server that hangs, long enough for one on a busy machine."""
Start = Callable[..., Any]


def fetcher(fake: FakeTime, limits: Limits = QUICK, slots: MemorySlots | None = None, **more: Any) -> Fetcher:
    """A fetcher that sleeps in no real time."""
    rate_limit = Limiter(slots or MemorySlots(), Rules(min_interval=0.0), fake.clock())
    return Fetcher(rate_limit, limits=limits, clock=fake.clock(), **more)


def rule(kind: str, **more: Any) -> dict[str, Any]:
    return {"path": "/api", "kind": kind, **more}


def status(number: int, **more: Any) -> dict[str, Any]:
    return rule("status", status=number, **more)


@contextmanager
def scripted(*answers: bytes, pause: float = 0.0, seen: list[bytes] | None = None) -> Iterator[str]:
    """A server that sends these bytes, connection by connection, whatever it is asked."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for answer in answers:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                request = connection.recv(65536)
                if seen is not None:
                    seen.append(request)
                for k in range(0, len(answer), 1 if pause else max(len(answer), 1)):
                    try:
                        connection.sendall(answer[k : k + 1] if pause else answer)
                    except OSError:
                        break
                    time.sleep(pause) if pause else None

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def http(body: bytes, head: str = "", code: str = "200 OK", length: int | None = None) -> bytes:
    length = len(body) if length is None else length
    return f"HTTP/1.1 {code}\r\nContent-Length: {length}\r\n{head}\r\n".encode() + body


# ---------------------------------------------------------------- what goes well


def test_an_answer_holds_status_headers_body_and_address(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1)
    answer = fetcher(fake_time).get(f"{server.url}/api/query", {"id_list": "2401.00001", "max_results": "1"})
    assert (answer.status, answer.media_type) == (200, "application/atom+xml")
    assert b"2401.00001v1" in answer.body
    assert answer.url.startswith(f"{server.url}/api/query?id_list=2401.00001")


def test_the_agent_names_us_and_a_contact(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1)
    fetcher(fake_time, agent=user_agent("you@example.org")).get(f"{server.url}/abs/2401.00001")
    (agent,) = server.log.summary()["agents"]
    assert agent.startswith("paperwire/")
    assert agent.endswith(" (+you@example.org)")


def test_a_contact_cannot_break_the_header() -> None:
    assert "\n" not in user_agent("a\r\nX: y (é)")
    assert user_agent("") == user_agent().partition(" ")[0]


def test_a_form_is_posted(standin: Start, fake_time: FakeTime) -> None:
    server = standin(30)
    answer = fetcher(fake_time).post(f"{server.url}/api/query", {"id_list": "2401.00007", "max_results": "5"})
    assert b"2401.00007v1" in answer.body
    assert server.log.rows[0]["method"] == "POST"


def test_head_asks_for_no_body(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1)
    answer = fetcher(fake_time).head(f"{server.url}/pdf/2401.00001")
    assert (answer.status, answer.media_type, answer.body) == (200, "application/pdf", b"")


def test_each_request_is_observed(standin: Start, fake_time: FakeTime) -> None:
    seen: list[RequestLog] = []
    server = standin(1, faults=[status(500, nth=[1])])
    fetcher(fake_time, observe=seen.append).get(f"{server.url}/api/query")
    assert [(a.kind, a.method, a.status) for a in seen] == [("api", "GET", 500), ("api", "GET", 200)]


def test_a_request_without_an_answer_is_observed_too(fake_time: FakeTime) -> None:
    seen: list[RequestLog] = []
    with pytest.raises(TryLater):
        fetcher(fake_time, Limits(retries=0), observe=seen.append).get("http://127.0.0.1:1/api")
    assert [a.status for a in seen] == [0]


# ---------------------------------------------------------------- what a status means


@pytest.mark.parametrize(
    ("code", "error", "requests"),
    [
        (400, Refused, 1),
        (403, Refused, 1),
        (413, Refused, 1),
        (414, Refused, 1),
        (404, NotThere, 1),
        (410, NotThere, 1),
        (500, Failed, 5),
        (502, Failed, 5),
        (408, TryLater, 5),
        (304, None, 1),
        (204, None, 1),
        (429, CoolingDown, 3),
        (503, CoolingDown, 3),
    ],
)
def test_a_status_says_what_the_caller_can_do(
    code: int, error: type[NotAnswered] | None, requests: int, standin: Start, fake_time: FakeTime
) -> None:
    server = standin(1, faults=[status(code, body="why")])
    if error is None:
        assert fetcher(fake_time).get(f"{server.url}/api/query").status == code
    else:
        with pytest.raises(error) as raised:
            fetcher(fake_time).get(f"{server.url}/api/query")
        assert type(raised.value) is error
        assert raised.value.url == f"{server.url}/api/query"
    assert len(server.log.rows) == requests


def test_a_refusal_carries_status_and_body(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1)
    with pytest.raises(Refused) as raised:
        fetcher(fake_time).get(f"{server.url}/api/query", {"id_list": "abc"})
    assert raised.value.status == 400
    assert b"incorrect_id_format_for_abc" in raised.value.body


def test_the_wait_doubles_with_jitter(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1, faults=[status(500)])
    with pytest.raises(TryLater):
        fetcher(fake_time).get(f"{server.url}/api/query")
    assert [1 <= n <= 2 or n for n in fake_time.naps[:1]] == [True]
    assert all(2**k <= nap <= 2**k + 1 for k, nap in enumerate(fake_time.naps))
    assert len(fake_time.naps) == 4


# ---------------------------------------------------------------- being told to wait


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("0", 0),
        ("-5", 0),
        ("7", 7),
        ("7.5", 7.5),
        ("315360000", 3600),
        ("9" * 400, 3600),
        ("soon", 0),
        ("1e999", 3600),
        ("7 minutes", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 91),
        (format_datetime(NOW - timedelta(days=90), usegmt=True), 0),
        (format_datetime(NOW + timedelta(days=3650), usegmt=True), 3600),
        ("Mon, 99 Foo 2026 25:61:00 GMT", 0),
        ("Mon, 05 Jan 2026 12:00:30", 31),
        ("nan", 0),
    ],
)
def test_retry_after_is_believed_within_reason(value: str | None, seconds: float) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(("value", "least", "most"), [("20", 20, 20), ("0", 1, 2), ("-9", 1, 2), ("later", 1, 2)])
def test_retry_after_is_waited_for(value: str, least: float, most: float, standin: Start, fake_time: FakeTime) -> None:
    server = standin(1, faults=[status(503, nth=[1], headers={"Retry-After": value})])
    began = fake_time.steady
    fetcher(fake_time).get(f"{server.url}/api/query")
    assert least <= fake_time.steady - began <= most + 0.01


def test_a_long_retry_after_is_not_waited_for(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1, faults=[status(429, headers={"Retry-After": "900"})])
    with pytest.raises(CoolingDown) as raised:
        fetcher(fake_time).get(f"{server.url}/api/query")
    assert raised.value.until == fake_time.wall + timedelta(seconds=900)
    assert fake_time.naps == []


@pytest.mark.parametrize(
    ("headers", "retries", "message"),
    [
        ({"Retry-After": "900"}, 4, "{host} answered 429; nothing is asked before 2026-01-05 12:15:00 UTC"),
        ({"Retry-After": "20"}, 0, "{host} answered 429 (too busy); it is asked again from 2026-01-05 12:00:20 UTC on"),
    ],
)
def test_who_is_busy_is_named_with_status_and_time_in_one_line(
    headers: dict[str, str], retries: int, message: str, standin: Start, fake_time: FakeTime
) -> None:
    """And without what was asked, which may be 6 kB of ids."""
    server = standin(1, faults=[status(429, headers=headers)])
    with pytest.raises(TryLater) as raised:
        fetcher(fake_time, replace(QUICK, retries=retries)).get(
            f"{server.url}/api/query", {"id_list": "2401.00001," * 9}
        )
    assert str(raised.value) == message.format(host=server.url.removeprefix("http://"))


def test_while_cooling_down_nothing_is_sent(standin: Start, fake_time: FakeTime) -> None:
    server, slots = standin(1, faults=[status(429)]), MemorySlots()
    ask = fetcher(fake_time, slots=slots)
    for _ in range(4):
        with pytest.raises(CoolingDown):
            ask.get(f"{server.url}/api/query")
    assert len(server.log.rows) == 3


def test_a_cool_down_ends_with_one_trial(standin: Start, fake_time: FakeTime) -> None:
    server, slots = standin(1, faults=[status(429, nth=[1, 2, 3, 4])]), MemorySlots()
    ask = fetcher(fake_time, slots=slots)
    with pytest.raises(CoolingDown):
        ask.get(f"{server.url}/api/query")
    fake_time.pass_by(60)
    with pytest.raises(CoolingDown) as raised:
        ask.get(f"{server.url}/api/query")
    assert len(server.log.rows) == 4
    assert raised.value.until == fake_time.wall + timedelta(seconds=120)
    fake_time.pass_by(120)
    assert ask.get(f"{server.url}/api/query").status == 200
    assert slots.state.strikes == 0


# ---------------------------------------------------------------- faults on the way


@pytest.mark.parametrize(
    "fault",
    [
        status(500),
        status(429),
        status(503, headers={"Retry-After": "0"}),
        rule("reset"),
        rule("drop"),
        rule("drop", fraction=0.0),
        rule("hang", seconds=2.0),
        rule("drip", seconds=0.5),
        rule("bomb", megabytes=8),
    ],
    ids=lambda f: f"{f['kind']}{f.get('status', '')}",
)
def test_what_goes_wrong_once_is_asked_again(fault: dict[str, Any], standin: Start, fake_time: FakeTime) -> None:
    server = standin(25, faults=[fault | {"nth": [1]}])
    answer = fetcher(fake_time).get(f"{server.url}/api/query", {"search_query": "cat:cs.LG"})
    assert answer.body.endswith(b"</feed>\n")
    assert len(server.log.rows) == 2


@pytest.mark.parametrize(("kind", "message"), [("hang", "too long"), ("drip", "too long"), ("drop", "broke off")])
def test_an_answer_that_never_ends_well_is_for_later(
    kind: str, message: str, standin: Start, fake_time: FakeTime
) -> None:
    server = standin(25, faults=[rule(kind, seconds=0.5 if kind == "drip" else 3.0)])
    limits = Limits(read_timeout=1.5, total_timeout=2.0, retries=1)
    with pytest.raises(TryLater, match=message):
        fetcher(fake_time, limits).get(f"{server.url}/api/query", {"search_query": "cat:cs.LG"})
    assert len(server.log.rows) == 2


def test_headers_in_drips_end_with_the_total_time(fake_time: FakeTime) -> None:
    with scripted(http(b"late"), pause=0.05) as url, pytest.raises(TryLater, match="too long"):
        fetcher(fake_time, Limits(read_timeout=0.3, total_timeout=0.4, retries=0)).get(url)


def test_a_bomb_is_stopped_early(fake_time: FakeTime) -> None:
    bomb = http(gzip.compress(b" " * (64 << 20), mtime=0), "Content-Encoding: gzip\r\n")
    with scripted(bomb) as url, pytest.raises(BadAnswer, match="more than 1 MB"):
        fetcher(fake_time, Limits(ill_retries=0, max_bytes=1 << 20)).get(url)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (http(gzip.compress(b"x" * 9999, mtime=0)[:-9], "Content-Encoding: gzip\r\n"), "cut off"),
        (http(b"not gzip", "Content-Encoding: gzip\r\n"), "damaged"),
        (http(b"??", "Content-Encoding: br\r\n"), "not asked for"),
        (http(b"", "", "302 Found"), "more than 5 times"),
    ],
)
def test_an_ill_packed_answer_is_not_believed(answer: bytes, message: str, fake_time: FakeTime) -> None:
    with scripted(*[answer] * 18) as url, pytest.raises(BadAnswer, match=message):
        fetcher(fake_time).get(url)


def test_a_body_shorter_than_announced_is_asked_again(fake_time: FakeTime) -> None:
    with scripted(http(b"cut", length=999), http(b"whole")) as url:
        assert fetcher(fake_time).get(url).body == b"whole"


@pytest.mark.parametrize(
    "packed", [gzip.compress(b"one", mtime=0) + gzip.compress(b" two", mtime=0), gzip.compress(b"one two", mtime=0)]
)
def test_a_packed_answer_is_unpacked(packed: bytes, fake_time: FakeTime) -> None:
    with scripted(http(packed, "Content-Encoding: gzip\r\n")) as url:
        assert fetcher(fake_time).get(url).body == b"one two"


def test_what_a_server_says_beside_not_found_can_be_read(fake_time: FakeTime) -> None:
    with scripted(http(b'{"error-code": 9016}', "", "404 Not Found")) as url, pytest.raises(NotThere) as raised:
        fetcher(fake_time).get(url)
    assert raised.value.body == b'{"error-code": 9016}'


def test_the_status_of_an_error_counts_even_when_its_body_breaks_off(fake_time: FakeTime) -> None:
    with scripted(http(b"cut", "", "404 Not Found", length=999)) as url, pytest.raises(NotThere):
        fetcher(fake_time).get(url)


def test_an_answer_that_the_caller_does_not_believe_is_asked_again_a_few_times(
    standin: Start, fake_time: FakeTime
) -> None:
    server = standin(1)
    believed: list[Response] = []

    def parse(answer: Response) -> int:
        believed.append(answer)
        if len(believed) < 3:
            raise BadAnswer("not yet", answer.url)
        return len(believed)

    assert fetcher(fake_time).ask(Request("GET", f"{server.url}/api/query"), parse) == 3
    believed.clear()
    with pytest.raises(BadAnswer):
        fetcher(fake_time, Limits(ill_retries=1)).ask(Request("GET", f"{server.url}/api/query"), parse)
    assert len(believed) == 2


@pytest.mark.parametrize(
    "url", ["ftp://x/y", "file:///etc/passwd", "http://", "nonsense", "http://[::1", "http://a:b/"]
)
def test_what_is_no_web_address_is_refused_at_once(url: str, fake_time: FakeTime) -> None:
    with pytest.raises(Refused):
        fetcher(fake_time).get(url)
    assert fake_time.naps == []


def test_an_unreachable_server_is_for_later(fake_time: FakeTime) -> None:
    with pytest.raises(TryLater, match="cannot be reached"):
        fetcher(fake_time).get("http://127.0.0.1:1/api")
    assert len(fake_time.naps) == 4


def test_a_look_up_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch, fake_time: FakeTime) -> None:
    done = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: done.wait(PATIENCE) and [])
    began = time.monotonic()
    with pytest.raises(TryLater, match="looked up"):
        fetcher(fake_time, Limits(connect_timeout=0.1, retries=0)).get("http://example.org/")
    assert time.monotonic() - began < PATIENCE / 2
    done.set()


def test_a_proxy_is_asked_in_the_place_of_the_server(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1)
    answer = fetcher(fake_time, proxy=server.url).get("http://arxiv.invalid/abs/2401.00001")
    assert b"2401.00001" in answer.body


# ---------------------------------------------------------------- redirects


@pytest.mark.parametrize(
    ("here", "there", "allowed"),
    [
        ("http://export.arxiv.org/api", "https://export.arxiv.org/api", True),
        ("https://export.arxiv.org/api", "https://arxiv.org/api", True),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", True),
        ("https://arxiv.org/a", "http://arxiv.org/a", False),
        ("https://arxiv.org/a", "https://arxiv.org.evil.example/a", False),
        ("https://arxiv.org/a", "https://evilarxiv.org/a", False),
        ("https://arxiv.org/a", "file:///etc/passwd", False),
        ("https://arxiv.org/a", "https://login.example.org/", False),
    ],
)
def test_redirects_stay_with_arxiv(here: str, there: str, allowed: bool) -> None:
    if allowed:
        stay_with_arxiv(here, there)
    else:
        with pytest.raises(BadAnswer):
            stay_with_arxiv(here, there)


def test_a_redirect_away_from_arxiv_is_not_followed(standin: Start, fake_time: FakeTime) -> None:
    server, other = standin(1), standin(1)
    there = other.url.replace("127.0.0.1", "localhost") + "/abs/2401.00001"
    server.faults.set([{"path": "/old", "kind": "status", "status": 302, "headers": {"Location": there}}])
    with pytest.raises(BadAnswer, match="not followed"):
        fetcher(fake_time).get(f"{server.url}/old")
    assert other.log.rows == []


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirected_form_is_posted_again(code: int, standin: Start, fake_time: FakeTime) -> None:
    server = standin(9)
    moved = {"path": "/old", "kind": "status", "status": code, "headers": {"Location": "/api/query"}}
    server.faults.set([moved])
    answer = fetcher(fake_time).post(f"{server.url}/old", {"id_list": "2401.00007"})
    assert b"2401.00007v1" in answer.body
    assert [r["method"] for r in server.log.rows] == ["POST", "POST"]


def test_a_see_other_is_got(standin: Start, fake_time: FakeTime) -> None:
    server = standin(9)
    server.faults.set([{"path": "/old", "kind": "status", "status": 303, "headers": {"Location": "/abs/2401.00001"}}])
    assert fetcher(fake_time).post(f"{server.url}/old", {"a": "b"}).url == f"{server.url}/abs/2401.00001"
    assert [r["method"] for r in server.log.rows] == ["POST", "GET"]


def test_each_hop_takes_a_slot(standin: Start, fake_time: FakeTime) -> None:
    server = standin(1)
    server.faults.set([{"path": "/old", "kind": "status", "status": 301, "headers": {"Location": "/abs/2401.00001"}}])
    rate_limit = Limiter(MemorySlots(), Rules(min_interval=3.0), fake_time.clock())
    Fetcher(rate_limit, clock=fake_time.clock()).get(f"{server.url}/old")
    assert fake_time.naps == [pytest.approx(3.0)]


# ---------------------------------------------------------------- interrupts, and the server as judge


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_leaves_at_once_and_gives_the_slot_back(
    error: type[BaseException], standin: Start, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*args: object) -> bytes:
        raise error

    monkeypatch.setattr(exchange, "unpacked", interrupted)
    server, slots = standin(1), MemorySlots()
    with pytest.raises(error):
        fetcher(fake_time, slots=slots).get(f"{server.url}/abs/2401.00001")
    assert slots.state.holder == ""
    assert len(server.log.rows) == 1


def test_an_interrupt_while_backing_off_leaves_at_once(standin: Start, fake_time: FakeTime) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    server = standin(1, faults=[status(500)])
    rate_limit = Limiter(MemorySlots(), Rules(min_interval=0.0))
    with pytest.raises(KeyboardInterrupt):
        Fetcher(rate_limit, clock=Clock(sleep=interrupted)).get(f"{server.url}/api/query")
    assert len(server.log.rows) == 1


def test_the_server_sees_no_request_too_soon_and_never_two_at_once(standin: Start) -> None:
    """Real time: the only judge of politeness is the other side."""
    faults = [status(500, every=5), rule("drop", every=7), rule("drip", every=3, seconds=0.001)]

    def attempt() -> Mapping[str, Any]:
        server = standin(25, min_interval=0.05, enforce=True, faults=faults)
        slots = MemorySlots()
        paces = [Limiter(slots, Rules(min_interval=0.05)) for _ in range(3)]
        limits = Limits(backoff=0.01)

        def work(rate_limit: Limiter) -> None:
            for _ in range(6):
                Fetcher(rate_limit, limits=limits).get(f"{server.url}/api/query", {"search_query": "cat:cs.LG"})

        threads = [threading.Thread(target=work, args=(rate_limit,)) for rate_limit in paces]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seen = server.log.summary()
        assert seen["requests"] >= 18
        return seen

    assert judged(attempt, 0.05) == (0, 1)


def test_a_json_question_is_sent_as_such(fake_time: FakeTime) -> None:
    seen: list[bytes] = []
    with scripted(http(b"[]"), seen=seen) as url:
        fetcher(fake_time).ask(Request("POST", url, json={"ids": ["ARXIV:0704.0001"]}), lambda answer: answer)
    head = seen[0].partition(b"\r\n\r\n")[0].lower()
    assert b"content-type: application/json" in head
    body = b'{"ids":["ARXIV:0704.0001"]}'
    assert b"content-length: %d" % len(body) in head


def test_a_service_may_say_in_its_own_way_how_long_it_wants_to_be_left_alone(fake_time: FakeTime) -> None:
    def until_midnight(answer: Response, now: datetime) -> float | None:
        return float(answer.headers["x-reset"]) if "x-reset" in answer.headers else None

    slots = MemorySlots()
    rate_limit = Limiter(slots, Rules(min_interval=0.0, cooldown=60.0, cooldown_max=86400.0), fake_time.clock())
    asking = Fetcher(rate_limit, limits=QUICK, clock=fake_time.clock(), pause=until_midnight)
    with (
        scripted(http(b"{}", "X-Reset: 40000\r\n", "429 Too Many Requests")) as url,
        pytest.raises(CoolingDown) as raised,
    ):
        asking.get(url)
    assert raised.value.until == fake_time.wall + timedelta(seconds=40000)


def test_a_refusal_that_no_waiting_helps_is_not_asked_again(fake_time: FakeTime) -> None:
    def gated(answer: Response, now: datetime) -> float | None:
        raise Refused("a paid plan is needed", answer.url, answer.status, answer.body)

    seen: list[bytes] = []
    with scripted(http(b"{}", "", "429 Too Many Requests"), seen=seen) as url, pytest.raises(Refused):
        fetcher(fake_time, pause=gated).get(url)
    assert len(seen) == 1
