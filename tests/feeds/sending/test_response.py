"""Facts about one response: what is decided, its headers and what goes over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from feeds.sending.conditional import Decision, Resource
from feeds.sending.contents import Body, MemoryContent
from feeds.sending.copies import NoCopy
from feeds.sending.response import AsgiResponse, headers_of, respond, whole
from feeds.sending.static_files import compress

DATA = b"0123456789" * 40
RESOURCE = Resource("abc", len(DATA), "text/plain", compressible=True)


async def compressed(data: bytes, encoding: str) -> bytes:
    return compress(data, encoding)


def scope_of(method: str = "GET", version: str = "1.1", gone_after: int = 99, **headers: str) -> dict[str, Any]:
    """A request whose client goes away after so many pieces."""
    looks = iter([False] * gone_after + [True] * 99)
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "method": method,
        "http_version": version,
        "headers": raw,
        "state": {"is_gone": lambda: next(looks)},
    }


def sent(response: AsgiResponse, scope: dict[str, Any], log: list[str] | None = None) -> list[Any]:
    """The messages to the client; whatever is open is closed by then, as the log says."""
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    async def receive() -> Any:
        raise AssertionError

    async def respond_and_look() -> None:
        await response(scope, receive, send)
        assert log in (None, ["closed"])

    asyncio.run(respond_and_look())
    return messages


def responded(resource: Resource = RESOURCE, **request: Any) -> AsgiResponse:
    return asyncio.run(respond(scope_of(**request), resource, MemoryContent(DATA, compressed), "public, max-age=60"))


def pieces_of(*pieces: bytes, failing: bool = False) -> tuple[AsyncGenerator[bytes, None], list[str]]:
    """A generator, and whether it was closed."""
    log: list[str] = []

    async def pieces_one_by_one() -> AsyncGenerator[bytes, None]:
        try:
            for piece in pieces:
                yield piece
            if failing:
                raise NoCopy
        finally:
            log.append("closed")

    return pieces_one_by_one(), log


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("headers", "status", "length"),
    [
        ({}, 200, 400),
        ({"accept_encoding": "br"}, 200, len(compress(DATA, "br"))),
        ({"if_none_match": '"abc"'}, 304, None),
        ({"if_match": '"x"'}, 412, 0),
    ],
)
def test_a_head_has_the_status_and_headers_of_a_get(
    method: str, headers: dict[str, str], status: int, length: int | None
) -> None:
    response = responded(method=method, **headers)
    named = dict(response.headers)
    assert (response.status, named.get("content-length")) == (status, None if length is None else str(length))
    body = sent(response, scope_of(method))[1]["body"]
    assert len(body) == (length or 0 if method == "GET" else 0)


@pytest.mark.parametrize(("wanted", "part"), [("bytes=0-3", b"0123"), ("bytes=-2", b"89"), ("bytes=398-", b"89")])
def test_a_part_is_sent_alone(wanted: str, part: bytes) -> None:
    response = responded(range=wanted, accept_encoding="br")
    assert (response.status, response.body.first) == (206, part)
    assert dict(response.headers)["content-length"] == str(len(part))


def test_a_part_beyond_the_end_is_none() -> None:
    response = responded(range="bytes=400-")
    assert (response.status, dict(response.headers)["content-range"]) == (416, "bytes */400")
    assert response.body == Body()


def test_what_is_gone_is_sent_whole_whatever_is_asked() -> None:
    gone = Resource("abc", len(DATA), "text/plain", compressible=True, is_gone=True)
    response = responded(gone, range="bytes=0-3", accept_encoding="br", if_none_match='"abc"')
    assert (response.status, response.body.first) == (410, DATA)
    assert set(response.headers) == {
        ("content-type", "text/plain"),
        ("cache-control", "public, max-age=60"),
        ("content-length", "400"),
    }


def test_whole_bytes_have_their_length() -> None:
    response = whole(404, b"nothing", [("content-type", "text/plain")])
    start, body = sent(response, scope_of())
    assert start["status"] == 404
    assert start["headers"] == [(b"content-type", b"text/plain"), (b"content-length", b"7")]
    assert body["body"] == b"nothing"
    assert sent(response, scope_of("HEAD"))[1]["body"] == b""


def test_pieces_are_sent_one_by_one_and_then_the_end() -> None:
    rest, log = pieces_of(b"two", b"three")
    _, *bodies = sent(AsgiResponse(200, (), Body(b"one", None, rest)), scope_of(), log)
    assert [one["body"] for one in bodies] == [b"one", b"", b"two", b"", b"three", b"", b""]
    assert [one.get("more_body", False) for one in bodies] == [True] * 6 + [False]


@pytest.mark.parametrize(("failing", "gone_after"), [(True, 99), (False, 1)])
def test_pieces_that_do_not_end_or_are_not_wanted_any_more_have_no_end(failing: bool, gone_after: int) -> None:
    rest, log = pieces_of(b"two", b"three", failing=failing)
    _, *bodies = sent(AsgiResponse(200, (), Body(b"one", None, rest)), scope_of(gone_after=gone_after), log)
    assert all(one["more_body"] for one in bodies)
    assert (b"three" in [one["body"] for one in bodies]) == failing


def test_headers_of_one_name_are_one() -> None:
    scope = {"headers": [(b"accept-encoding", b"gzip"), (b"range", b"x"), (b"accept-encoding", b"br")]}
    assert headers_of(scope) == {"accept-encoding": "gzip, br", "range": "x"}


def test_content_in_memory_is_encoded_as_decided() -> None:
    content = MemoryContent(DATA, compressed)
    for decision, part in ((Decision(200), DATA), (Decision(200, "gzip"), compress(DATA, "gzip"))):
        assert asyncio.run(content.body(decision, is_head=False)) == (decision, Body(part, len(part)))
