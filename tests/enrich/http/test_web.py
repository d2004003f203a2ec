from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from enrich.errors import BadAnswer, CoolingDown, NotAnswered, NotThere, Refused, TryLater
from enrich.http.messages import user_agent
from enrich.http.web import LIMITS, Web, is_public
from tests.conftest import FakeTime
from tests.enrich.http.test_client import http, scripted

Start = Callable[..., Any]


def web(fake: FakeTime, **limits: Any) -> Web:
    return Web(agent=user_agent("you@example.org"), clock=fake.clock(), limits=replace(LIMITS, **limits))


def page(start: Start) -> Any:
    return start(1), "/abs/2401.00001"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("10.0.0.1", False),
        ("172.16.5.4", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("198.51.100.7", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_an_address_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org/",
        "javascript:alert(1)",
        "data:text/plain,x",
        "/etc/passwd",
        "http://",
        "http://[::1",
        "",
    ],
)
@pytest.mark.parametrize("allow_private", [False, True])
def test_what_is_not_of_the_web_is_refused(url: str, allow_private: bool, fake_time: FakeTime) -> None:
    with pytest.raises(Refused):
        web(fake_time).get(url, allow_private=allow_private)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "0"])
def test_this_machine_is_refused_however_it_is_written(host: str, standin: Start, fake_time: FakeTime) -> None:
    server, path = page(standin)
    with pytest.raises(NotAnswered):
        web(fake_time, retries=0).get(f"http://{host}:{server.server_address[1]}{path}")
    assert server.log.rows == []


def test_a_private_address_is_fetched_when_that_is_allowed(standin: Start, fake_time: FakeTime) -> None:
    server, path = page(standin)
    answer = web(fake_time).get(server.url + path, allow_private=True)
    assert b"2401.00001" in answer.body
    assert answer.media_type == "text/html"


def test_a_name_that_leads_to_a_private_address_is_refused(
    standin: Start, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, path = page(standin)
    port = server.server_address[1]
    looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: looked_up)
    with pytest.raises(Refused, match="allow_private"):
        web(fake_time).get(f"http://feeds.example.org:{port}{path}")
    assert server.log.rows == []


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(
    standin: Start, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address that is connected to is the one that was looked up once, not one that is looked up again."""
    server, path = page(standin)
    port = server.server_address[1]
    answers = [("8.8.8.8", port), ("127.0.0.1", port)]
    asked: list[str] = []

    def look_up(host: str, *args: Any, **more: Any) -> list[Any]:
        if host != "feeds.example.org":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", answers[min(len(asked), 2) - 1])]

    def connect(address: tuple[str, int], *args: Any, **more: Any) -> socket.socket:
        assert address == ("8.8.8.8", port)
        raise ConnectionRefusedError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(TryLater):
        web(fake_time, retries=0).get(f"http://feeds.example.org:{port}{path}")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://example.org/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/"],
)
def test_each_redirect_is_checked_again(location: str, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.http.web.is_public", lambda address: address == "127.0.0.1")
    with scripted(http(b"", f"Location: {location}\r\n", "302 Found")) as url, pytest.raises(Refused):
        web(fake_time).get(url)


def test_redirects_are_followed_a_few_times(standin: Start, fake_time: FakeTime) -> None:
    server, path = page(standin)
    server.faults.set([{"path": "/old", "kind": "status", "status": 301, "headers": {"Location": path}}])
    assert web(fake_time).get(f"{server.url}/old", allow_private=True).url == server.url + path
    server.faults.set([{"path": "/old", "kind": "status", "status": 301, "headers": {"Location": "/old"}}])
    with pytest.raises(BadAnswer, match="more than 5 times"):
        web(fake_time).get(f"{server.url}/old", allow_private=True)


def test_an_unchanged_document_is_not_sent_again(fake_time: FakeTime) -> None:
    seen: list[bytes] = []
    unchanged = http(b"", 'ETag: "a"\r\n', "304 Not Modified", length=0)
    with scripted(unchanged, seen=seen) as url:
        answer = web(fake_time).get(url, etag='"a"', last_modified="Mon, 05 Jan 2026 12:00:00 GMT", allow_private=True)
    assert answer.status == 304
    request = seen[0].decode().lower()
    assert 'if-none-match: "a"' in request
    assert "if-modified-since: mon, 05 jan 2026 12:00:00 gmt" in request
    assert "user-agent: paperwire/" in request
    assert "(+you@example.org)" in request


def test_a_validator_that_no_header_can_hold_is_left_out(fake_time: FakeTime) -> None:
    seen: list[bytes] = []
    with scripted(http(b"x"), seen=seen) as url:
        web(fake_time).get(url, etag='"a\r\nX-Evil: 1"', last_modified="é", allow_private=True)
    assert b"evil" not in seen[0].lower()
    assert b"if-" not in seen[0].lower()


def test_a_document_that_is_too_long_is_not_read_to_its_end(fake_time: FakeTime) -> None:
    with scripted(http(b"x" * 2000)) as url, pytest.raises(BadAnswer, match="more than"):
        web(fake_time, max_bytes=1000, ill_retries=0).get(url, allow_private=True)


def test_a_host_is_asked_once_a_second_and_others_meanwhile(standin: Start, fake_time: FakeTime) -> None:
    (first, path), (second, _) = page(standin), page(standin)
    fetch = web(fake_time)
    fetch.get(first.url + path, allow_private=True)
    fetch.get(second.url.replace("127.0.0.1", "localhost") + path, allow_private=True)
    assert fake_time.naps == []
    fetch.get(first.url + path, allow_private=True)
    assert fake_time.naps == [pytest.approx(1.0)]


def test_a_missing_page_and_a_busy_server_are_told_apart(standin: Start, fake_time: FakeTime) -> None:
    server, path = page(standin)
    web_ = web(fake_time)
    with pytest.raises(NotThere):
        web_.get(f"{server.url}/abs/nothing", allow_private=True)
    server.faults.set([{"path": "/abs", "kind": "status", "status": 429, "headers": {"Retry-After": "7200"}}])
    for _ in range(2):
        with pytest.raises(CoolingDown) as raised:
            web_.get(server.url + path, allow_private=True)
        assert raised.value.until == fake_time.wall + timedelta(seconds=3600)
    assert sum(fake_time.naps) < 60
    assert len(server.log.rows) == 2
