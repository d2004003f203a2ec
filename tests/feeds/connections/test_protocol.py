"""Facts about one connection: slow, huge, broken and several requests at once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.support.processes import PATIENCE, comes_true
from tests.support.serving import PAPERS, Site, serving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), PAPERS) as one:
        yield one


def test_two_hundred_slow_clients_hold_nobody_up_and_cost_little(site: Site) -> None:
    slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"GET /all.atom HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        site.get("/all.atom")
        before = psutil.Process().memory_info().rss
        for letter in (b"a", b"b", b"c"):
            for one in slow:
                with suppress(OSError):  # an address may have so many half-sent requests, and no more
                    one.sendall(letter)
            for _ in range(50):
                assert site.get("/all.atom")[0] == 200
                assert site.get("/search.atom?q=model")[0] == 200
        assert psutil.Process().memory_info().rss - before < 20_000_000
    finally:
        for one in slow:
            one.close()


def test_a_request_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.connections.protocol.REQUEST_SECONDS", 0.1)
    monkeypatch.setattr("feeds.connections.protocol.IDLE_SECONDS", 0.1)
    monkeypatch.setattr("feeds.serve.server.SWEEP", 0.05)
    with serving(tmp_path, PAPERS[:1]) as site:
        assert site.raw(b"GET /all.atom HTTP/1.1\r\nHost: x\r\n").startswith(b"HTTP/1.1 408")
        assert site.raw(b"POST /all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nabc")
        assert site.raw(b"") == b""
        monkeypatch.setattr("feeds.connections.protocol.REQUEST_SECONDS", 600.0)
        monkeypatch.setattr("feeds.connections.protocol.IDLE_SECONDS", 1.0)
        assert site.raw(b"GET /all.atom HTTP/1.1\r\nHost: x\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_an_answer_that_nobody_takes_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.connections.protocol.STALL_SECONDS", 0.2)
    monkeypatch.setattr("feeds.serve.server.SWEEP", 0.05)
    with serving(tmp_path, PAPERS[:1]) as site:
        (site.out / "large.bin").write_bytes(bytes(64 << 20))
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", site.port))
            client.sendall(b"GET /large.bin HTTP/1.1\r\nHost: x\r\n\r\n")
            assert comes_true(lambda: not site.server.server_state.connections)


@pytest.mark.parametrize(
    "data",
    [
        b"GET /all.atom HTTP/1.1\r\nHost: x\r\nX-Huge: " + b"a" * 200_000,
        b"GET /" + b"a" * 200_000,
        b"GET /all.atom HTTP/1.1\r\n" + b"X: y\r\n" * 40_000,
    ],
)
def test_a_huge_head_is_refused(site: Site, data: bytes) -> None:
    try:
        answer = site.raw(data)
    except ConnectionError:
        answer = b""
    assert answer[:12] in (b"", b"HTTP/1.1 431", b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"GET all.atom HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /all.atom HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /all.atom HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /all.atom HTTP/1.1\r\nHost : x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_and_closed(site: Site, data: bytes) -> None:
    answer = site.raw(data + b"")
    assert answer.startswith(b"HTTP/1.1 400") or b" 200 " not in answer.partition(b"\r\n")[0]


def test_several_requests_in_one_piece_are_answered_in_order(site: Site) -> None:
    one = b"GET /all.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = site.raw(one * 3 + last)
    assert answer.count(b"HTTP/1.1 304") == 3
    assert answer.endswith(b"ok\n")


def test_a_request_in_crumbs_is_answered_like_a_whole_one(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"GET /all.atom HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":
            client.sendall(bytes([byte]))
        parts = []
        while part := client.recv(65536):
            parts.append(part)
    assert b"".join(parts).endswith((site.out / "all.atom").read_bytes())
