"""The way of a request: published files straight away, everything else through the router. Front is the ASGI application."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.serve_files import SMALL, Files, Known, path_of
from feeds.serve_headers import PREFLIGHT, caching
from feeds.serve_http import Decision, Line, decide, lines_of

_METHODS = ("GET", "HEAD")
_NOT_FOUND = b"There is no such file here. The index is at /\n"
_PLAIN: tuple[Line, ...] = (
    ("content-type", "text/plain; charset=utf-8"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
)


class Front:
    """Files first; what the router names goes to the router."""

    def __init__(self, files: Files, router: ASGIApp, routed: tuple[str, ...], age: Callable[[], int]) -> None:
        """`routed` are the beginnings of addresses that the router knows; `age` is for how long files may be kept."""
        self._files = files
        self._router = router
        self._routed = routed
        self._age = age
        self.answered: Counter[int] = Counter()
        """Answers by status, for the metrics."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        send = self._counting(send)
        address = scope["raw_path"].decode("latin-1")
        if scope["method"] == "OPTIONS":
            await _say(send, 204, PREFLIGHT, b"")
        elif scope["method"] not in _METHODS:
            await _say(send, 405, (*_PLAIN, ("allow", "GET, HEAD, OPTIONS")), b"Only GET and HEAD are answered here.\n")
        elif address.startswith(self._routed) or address == "/opml":
            await self._router(scope, receive, send)
        else:
            await self._file(scope, send, address)

    def _counting(self, send: Send) -> Send:
        async def counted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.answered[message["status"]] += 1
            await send(message)

        return counted

    async def _file(self, scope: Scope, send: Send, address: str) -> None:
        """A published file; looked up again when it was replaced between looking and reading."""
        path = path_of(address)
        headers = headers_of(scope)
        known = await self._files.get(path) if path else None
        for _ in range(5):
            if known is None:
                break
            decision = decide(scope["method"], headers, known.held)
            if await self._sent(scope["method"], send, known, decision):
                return
            known = await self._files.get(known.path)
        await _say(send, 404, _PLAIN, b"" if scope["method"] == "HEAD" else _NOT_FOUND, len(_NOT_FOUND))

    async def _sent(self, method: str, send: Send, known: Known, decision: Decision) -> bool:
        held, status = known.held, decision.status
        age = caching(known.path, self._age())
        start, end = decision.start, held.size if decision.end is None else decision.end
        if method == "HEAD" or status not in (200, 206):
            length = await self._length(known, decision)
            if length is None:
                return False
            await _say(send, status, lines_of(decision, held, length, age), b"", length)
            return True
        if held.squeezable or held.size <= SMALL:
            body = await self._files.body(known, decision.encoding)
            if body is None:
                return False
            part = body if status == 200 else body[start:end]
            await _say(send, status, lines_of(decision, held, len(part), age), part)
            return True
        pieces = self._files.pieces(known, start, end)
        try:
            first = await anext(pieces, b"")
        except FileNotFoundError:
            return False
        await send(_start(status, lines_of(decision, held, end - start, age)))
        await send({"type": "http.response.body", "body": first, "more_body": True})
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return True

    async def _length(self, known: Known, decision: Decision) -> int | None:
        """Of the body that a GET would get."""
        if decision.status != 200 or not decision.encoding:
            return known.held.size
        body = await self._files.body(known, decision.encoding)
        return None if body is None else len(body)


def headers_of(scope: Scope) -> dict[str, str]:
    """A request's headers; several of one name are one, with commas."""
    headers: dict[str, str] = {}
    for raw_name, raw in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _start(status: int, lines: list[Line] | tuple[Line, ...]) -> dict[str, Any]:
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines]
    return {"type": "http.response.start", "status": status, "headers": raw}


async def _say(
    send: Send, status: int, lines: list[Line] | tuple[Line, ...], body: bytes, length: int | None = None
) -> None:
    named = {name for name, _ in lines}
    if "content-length" not in named and status not in (204, 304):
        lines = [*lines, ("content-length", str(len(body) if length is None else length))]
    await send(_start(status, lines))
    await send({"type": "http.response.body", "body": body})
