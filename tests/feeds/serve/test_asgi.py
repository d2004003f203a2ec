"""Facts about which way a request goes, and what is answered without any."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.connections.refused import RefusalLog
from feeds.sending.static_files import Files
from feeds.serve.asgi import Application, StoreAnswers

FEED = b"<feed/>" * 100


class Gone:
    """Which topics have ended, as far as the application looks at it."""

    def __init__(self) -> None:
        self.paths = {"ended.atom": "", "moved.atom": "successor.atom", "lost.atom": ""}


MISSING = b"<!DOCTYPE html>"


class FromStore:
    """What is answered beside files."""

    missing, posted = MISSING, ()

    async def router(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": scope["raw_path"]})


@pytest.fixture
def application(tmp_path: Path) -> Application:
    for name in ("all.atom", "ended.atom", "moved.atom", "authors.atom"):
        (tmp_path / name).write_bytes(FEED)
    refused = RefusalLog(lambda: datetime(2026, 3, 1, tzinfo=UTC))
    gone: Any = Gone()
    return Application(Files(tmp_path), FromStore, lambda: 60, refused, gone)


def test_every_response_is_told_without_the_query_and_in_one_line(tmp_path: Path) -> None:
    lines: list[str] = []
    (tmp_path / "all.atom").write_bytes(FEED)
    gone: Any = Gone()
    refused = RefusalLog(lambda: datetime(2026, 3, 1, tzinfo=UTC))
    logging_application = Application(Files(tmp_path), FromStore, lambda: 60, refused, gone, detail=lines.append)
    for address in ("/all.atom", "/search.json", "/none\n\x1b[1mGET /x?token=SECRET"):
        ask(logging_application, address)
    ask(logging_application, "/all.atom", "POST")
    assert lines == [
        "GET /all.atom 200", "GET /search.json 299", "GET /none%0A%1B%5B1mGET%20/x 404", "POST /all.atom 405"
    ]  # fmt: skip


def ask(
    application: Application, address: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "http_version": "1.1",
        "raw_path": address.encode(),
        "headers": raw,
        "state": {"address": "192.0.2.1", "is_gone": lambda: False},
    }

    async def receive() -> Any:
        raise AssertionError

    asyncio.run(application(scope, receive, send))
    start, *bodies = messages
    named = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], named, b"".join(one["body"] for one in bodies)


@pytest.mark.parametrize(
    ("address", "method", "status"),
    [
        ("/all.atom", "GET", 200),
        ("/all.atom", "HEAD", 200),
        ("/all.atom", "OPTIONS", 204),
        ("/all.atom", "POST", 405),
        ("/search.atom", "GET", 299),
        ("/search.atom", "POST", 405),
        ("/opml", "GET", 299),
        ("/opml.xml", "GET", 404),
        ("/authors/x.atom", "GET", 299),
        ("/authors.atom", "GET", 200),
        ("/none.atom", "GET", 404),
        ("/none.atom", "HEAD", 404),
        ("/../all.atom", "GET", 404),
        ("/ended.atom", "GET", 410),
        ("/ended.atom", "HEAD", 410),
        ("/moved.atom", "GET", 301),
        ("/lost.atom", "GET", 410),
    ],
)
def test_a_request_goes_its_way_and_is_counted(
    application: Application, address: str, method: str, status: int
) -> None:
    answered, headers, body = ask(application, address, method)
    assert answered == status
    assert application.answered == {status: 1}
    if method == "HEAD":
        assert (body, int(headers["content-length"]) > 0) == (b"", True)


def test_who_asks_for_what_is_not_there_gets_a_page_that_leads_on(application: Application) -> None:
    status, headers, body = ask(application, "/none.html")
    assert (status, headers["content-type"], headers["cache-control"]) == (404, "text/html; charset=utf-8", "no-store")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert body == MISSING


def test_an_ended_topic_has_its_last_words_and_a_moved_one_a_new_address(application: Application) -> None:
    _, headers, body = ask(application, "/ended.atom", Range="bytes=0-3", Accept_Encoding="br")
    assert (body, headers["content-length"], headers["cache-control"]) == (FEED, "700", "public, max-age=86400")
    assert ask(application, "/moved.atom")[1]["location"] == "successor.atom"


@pytest.mark.parametrize(
    ("bound", "address", "status"), [("ADDRESS_REQUESTS", "/all.atom", 429), ("ADDRESS_QUESTIONS", "/search.atom", 429)]
)
def test_an_address_that_asks_too_much_is_told_to_wait_and_stands_in_the_log(
    application: Application, bound: str, address: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    (application._requests if bound == "ADDRESS_REQUESTS" else application._questions)._most = 0
    answered, headers, _ = ask(application, address)
    assert (answered, headers["retry-after"]) == (status, "2")
    assert caplog.messages == ["2026-03-01T00:00:00Z 192.0.2.1: refused, too many requests at once from this address"]


@pytest.mark.parametrize(("replacements", "status"), [(4, 200), (5, 404)])
def test_a_file_that_is_replaced_while_it_is_looked_at_is_looked_at_again(
    application: Application, replacements: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, body = [None] * replacements, application._files.body
    wrapped: Callable[..., Any] = lambda *which: asyncio.sleep(0, left.pop()) if left else body(*which)  # noqa: E731
    monkeypatch.setattr(application._files, "body", wrapped)
    assert ask(application, "/all.atom")[0] == status


def test_what_is_answered_beside_files_is_loaded_when_a_file_does_not_do(tmp_path: Path) -> None:
    loaded: list[str] = []

    def answers() -> StoreAnswers:
        loaded.append("")
        return FromStore()

    (tmp_path / "all.atom").write_bytes(FEED)
    gone: Any = Gone()
    refused = RefusalLog(lambda: datetime(2026, 3, 1, tzinfo=UTC))
    application = Application(Files(tmp_path), answers, lambda: 60, refused, gone)
    assert ask(application, "/all.atom")[0] == 200
    assert not loaded
    assert ask(application, "/search.json")[0] == 299
    assert loaded
