"""Attackers hold nobody else up; each kind in a short form (the figures are in bench/serve_attack.py)."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from feeds.connections.clients import ADDRESS_CONNECTIONS, ADDRESS_HALF_SENT, ADDRESS_STALLED
from feeds.sending import copies as serve_copies
from feeds.sending import static_files as serve_files
from feeds.serve.server import connections
from tests.support.papers import paper
from tests.support.processes import PATIENCE, comes_true
from tests.support.serving import Site, serving

HONEST, OTHER = "127.0.0.2", "127.0.0.3"
SLOWEST = 15.0
"""Seconds; far more than the 0.3 of a calm machine, and less than anybody who is held up waits."""
LARGE = "/large.bin"
_waited = threading.Event()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr("feeds.serve.server.SWEEP", 0.05)
    with serving(tmp_path, [paper(id="2501.00001")]) as one:
        (one.out / LARGE[1:]).write_bytes(bytes(20 << 20))
        yield one


@contextmanager
def connected(site: Site, number: int, data: bytes, source: str = OTHER) -> Iterator[list[socket.socket]]:
    """So many connections that sent this and read nothing."""
    with ExitStack() as stack:
        opened = []
        for _ in range(number):
            one = stack.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(PATIENCE)
            one.bind((source, 0))
            one.connect(("127.0.0.1", site.port))
            with suppress(OSError):
                one.sendall(data)
            opened.append(one)
        yield opened


def ask(site: Site, source: str = HONEST, path: str = "/all.atom") -> tuple[bytes, float]:
    """The status of one request, and how long it took."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", site.port), PATIENCE, (source, 0)) as one:
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = one.recv(100)
        while one.recv(1 << 16):
            pass
    return answer[9:12], time.monotonic() - began


def open_connections(site: Site) -> int:
    return len(site.server.server_state.connections)


def test_half_sent_requests_of_one_address_hold_no_other_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.connections.protocol.REQUEST_SECONDS", 600.0)
    with connected(site, 600, b"GET /all.atom HTTP/1.1\r\nHost: x\r\nX-Slow: "):
        assert open_connections(site) <= ADDRESS_CONNECTIONS + 1
        asked = [ask(site) for _ in range(50)]
        assert {status for status, _ in asked} == {b"200"}
        assert max(seconds for _, seconds in asked) < SLOWEST
        assert comes_true(lambda: open_connections(site) <= ADDRESS_HALF_SENT)
        assert ask(site, OTHER)[0] == b"200"


def test_stalled_downloads_of_one_address_hold_no_other_up_and_little_memory(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.connections.clients.STALLED_AFTER", 0.5)
    ask(site, path=LARGE)
    before = psutil.Process().memory_info().rss
    with connected(site, 100, f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()):
        asked = [ask(site) for _ in range(50)]
        assert {status for status, _ in asked} == {b"200"}
        assert max(seconds for _, seconds in asked) < SLOWEST
        assert comes_true(lambda: open_connections(site) <= ADDRESS_STALLED)
        assert psutil.Process().memory_info().rss - before < 40_000_000


def test_many_who_ask_for_a_new_large_file_have_it_read_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    read, digest = [], serve_files._digest
    monkeypatch.setattr("feeds.sending.static_files._digest", lambda target: read.append(1) or digest(target))
    with connected(site, 50, f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as opened:
        assert all(one.recv(12) == b"HTTP/1.1 200" for one in opened)
    assert len(read) == 1


def test_an_address_that_has_too_many_connections_in_work_is_told_to_come_back(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.connections.clients.ADDRESS_CONNECTIONS", 2)
    with connected(site, 2, f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as opened:
        assert all(one.recv(12) == b"HTTP/1.1 200" for one in opened)
        with socket.create_connection(("127.0.0.1", site.port), PATIENCE, (OTHER, 0)) as one:
            answer = one.recv(1000)
        assert answer.startswith(b"HTTP/1.1 429 Too Many Requests\r\n")
        assert b"\r\nretry-after: 5\r\n" in answer
        assert ask(site)[0] == b"200"


def test_a_download_that_goes_on_slowly_goes_on_and_one_that_stands_is_cut(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.connections.protocol.STALL_SECONDS", 2.0)
    asked = f"GET {LARGE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with connected(site, 1, asked) as (slow,), connected(site, 1, asked):
        assert comes_true(lambda: open_connections(site) == 2)
        began = time.monotonic()
        while time.monotonic() - began < 6.0:  # as long as three stalls
            assert slow.recv(1024)
            _waited.wait(0.02)
        assert comes_true(lambda: open_connections(site) == 1)
        assert slow.recv(1024)


def test_a_client_that_went_costs_no_more_reading(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    read, at_hand = [], serve_copies._at_hand
    monkeypatch.setattr("feeds.sending.copies._at_hand", lambda *where: read.append(where) or at_hand(*where))
    with connected(site, 1, f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()) as (one,):
        assert one.recv(12) == b"HTTP/1.1 200"
    assert comes_true(lambda: open_connections(site) == 0 and not site.server.server_state.tasks)
    assert len(read) * serve_copies.PIECE < 10 << 20


def test_open_files_bound_the_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    raised = []
    monkeypatch.setattr("resource.setrlimit", lambda what, limits: raised.append(limits))
    monkeypatch.setattr("resource.getrlimit", lambda what: (1024, 524_288))
    assert connections() == 2000
    assert raised == [(4256, 524_288)]
    monkeypatch.setattr("resource.getrlimit", lambda what: (256, 1024))
    assert connections() == (1024 - 256) // 2
    assert raised[1:] == [(1024, 1024)]


@pytest.mark.parametrize("trusted", [[], ["127.0.0.0/8"]])
def test_only_a_trusted_proxy_says_whose_request_it_is(
    trusted: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(tmp_path, [paper(id="2501.00001")], serve={"trusted_proxies": trusted}) as site:
        assert site.get("/search.atom?question=x", X_Forwarded_For="198.51.100.1, 203.0.113.5")[0] == 400
        site.get("/all.atom", X_Forwarded_For="203.0.113.5")
    named = "203.0.113.5" if trusted else "127.0.0.1"
    assert any(line.endswith(f" {named}: refused, a question that cannot be read") for line in caplog.messages)
    assert [line for line in caplog.messages if "set [serve]" in line] == ([] if trusted else [ADVICE])


def test_questions_of_a_forwarded_address_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.serve.asgi.ADDRESS_QUESTIONS", 0)
    with serving(tmp_path, [paper(id="2501.00001")], serve={"trusted_proxies": ["127.0.0.1"]}) as site:
        status, headers, body = site.get("/search.atom?q=x", X_Forwarded_For="203.0.113.5")
        assert (status, headers["retry-after"]) == (429, "2")
        assert b"Too many questions" in body
        assert site.get("/search.atom?q=x")[0] == 200
        assert site.get("/all.atom", X_Forwarded_For="203.0.113.5")[0] == 200


ADVICE = (
    "127.0.0.1 forwards others' requests and is not a trusted proxy, so they count as one client; "
    'if it is yours, set [serve] trusted_proxies = ["127.0.0.1"]'
)


HEADS = [
    (b"GET /all.atom HTTP/1.1\r\n\r\n", b"400", "a request without a Host header"),
    (b"GET /all.atom HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", b"400", "a request with more than one Host header"),
    (b"GET /all.atom HTTP/1.1\r\nHost: a b\r\n\r\n", b"400", "a Host header that is not a host"),
    (b"GET http://a/all.atom HTTP/1.1\r\n\r\n", b"400", "a request without a Host header"),
    (b"GET http://a/all.atom HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"200", None),
    (b"GET http://a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b"200", None),
    (b"GET /all.atom HTTP/1.0\r\n\r\n", b"200", None),
    (b"GET /all.atom HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", b"400", "a request with more than one Host header"),
    (b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", b"400", "not a valid request of HTTP"),
    (b"GET /\r\nforged: line HTTP/1.1\r\n\r\n", b"400", "a request without a Host header"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"400",
     "not a valid request of HTTP"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400", "not a valid request of HTTP"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000, b"431", "a head of more than 16384 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "status", "message"), HEADS)
def test_what_is_refused_is_told_with_its_address(
    site: Site, data: bytes, status: bytes, message: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert site.raw(data)[9:12] == status
    assert [line.partition(" ")[2] for line in caplog.messages] == (
        [f"127.0.0.1: refused, {message}"] if message else []
    )


def test_what_was_asked_before_a_bad_request_is_answered_before_it(site: Site) -> None:
    answer = site.raw(b"GET /all.atom HTTP/1.1\r\nHost: x\r\n\r\nGET /all.rss HTTP/1.1\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith((site.out / "all.atom").read_bytes())
