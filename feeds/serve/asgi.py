"""The way of a request: published files straight away, everything else through the router. Front is the ASGI application."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from feeds.connections.clients import ADDRESS_QUESTIONS, ADDRESS_REQUESTS, InWork
from feeds.connections.refused import Refused
from feeds.sending.conditional import Decision, Line, decide, headers_for
from feeds.sending.copies import NoCopy
from feeds.sending.headers import PREFLIGHT, caching
from feeds.sending.static_files import SMALL, CachedFile, Files, path_of
from feeds.serve.gone import Gone

_METHODS = ("GET", "HEAD")
_ELSEWHERE = b"This topic goes on at another address.\n"
_NOT_FOUND = b"There is no such file here. The index is at /\n"
_PLAIN: tuple[Line, ...] = (
    ("content-type", "text/plain; charset=utf-8"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
)
_NOTHING = {"type": "http.response.body", "body": b"", "more_body": True}
BUSY: tuple[Line, ...] = (*_PLAIN, ("retry-after", "2"))
_TOLD = {400: "a question that cannot be read", 429: "too many requests at once from this address"}
"""Answers that stand in the log as what is refused before it comes here does."""


class Application:
    """Files first; what the router names goes to the router."""

    def __init__(
        self,
        files: Files,
        router: ASGIApp,
        routed: tuple[str, ...],
        age: Callable[[], int],
        refused: Refused,
        gone: Gone,
        without_files: tuple[str, ...] = (),
    ) -> None:
        """`routed` are the beginnings of addresses that the router knows; `age` is for how long files may be kept.

        `without_files` are the beginnings of paths for which the router is asked when there is no such file.
        """
        self._files = files
        self._refused = refused
        self._requests = InWork(ADDRESS_REQUESTS)
        self._questions = InWork(ADDRESS_QUESTIONS)
        self._router = router
        self._routed = routed
        self._age = age
        self._gone = gone
        self._without_files = without_files
        self.answered: Counter[int] = Counter()
        """Answers by status, for the metrics."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        client = scope["state"].get("address")
        send = self._counting(send, client)
        with self._requests.admitted(client) as is_welcome:
            if is_welcome:
                await self._answered(scope, receive, send, client)
            else:
                await _say(send, 429, BUSY, b"Too many requests at once from this address.\n")

    async def _answered(self, scope: Scope, receive: Receive, send: Send, client: str | None) -> None:
        address = scope["raw_path"].decode("latin-1")
        if scope["method"] == "OPTIONS":
            await _say(send, 204, PREFLIGHT, b"")
        elif scope["method"] not in _METHODS:
            await _say(send, 405, (*_PLAIN, ("allow", "GET, HEAD, OPTIONS")), b"Only GET and HEAD are answered here.\n")
        elif not address.startswith(self._routed) and address != "/opml":
            if not await self._file(scope, send, address):
                await self._without_file(scope, receive, send, client)
        else:
            await self._question(scope, receive, send, client)

    async def _question(self, scope: Scope, receive: Receive, send: Send, client: str | None) -> None:
        with self._questions.admitted(client) as is_welcome:
            if is_welcome:
                await self._router(scope, receive, send)
            else:
                await _say(send, 429, BUSY, b"Too many questions at once from this address.\n")

    async def _without_file(self, scope: Scope, receive: Receive, send: Send, client: str | None) -> None:
        path = path_of(scope["raw_path"].decode("latin-1"))
        if path and path.startswith(self._without_files):
            await self._question(scope, receive, send, client)
            return
        await _say(send, 404, _PLAIN, b"" if scope["method"] == "HEAD" else _NOT_FOUND, len(_NOT_FOUND))

    def _counting(self, send: Send, client: str | None) -> Send:
        async def counted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.answered[message["status"]] += 1
                if message["status"] in _TOLD:
                    self._refused.note(client or "a trusted proxy", _TOLD[message["status"]])
            await send(message)

        return counted

    async def _file(self, scope: Scope, send: Send, address: str) -> bool:
        """A published file, if there is one; looked up again when it was replaced between looking and reading."""
        path = path_of(address)
        if path and path in self._gone.paths and await self._ended(scope["method"], send, path):
            return True
        headers = headers_of(scope)
        known = await self._files.get(path) if path else None
        for _ in range(5):
            if known is None:
                break
            if known.held.size > SMALL and scope["http_version"] == "1.0":
                headers.pop("accept-encoding", None)  # it knows no chunks, and a length is not known while a copy grows
            decision = decide(scope["method"], headers, known.held)
            if await self._sent(scope, send, known, decision):
                return True
            known = await self._files.get(known.path)
        return False

    async def _ended(self, method: str, send: Send, path: str) -> bool:
        """A topic that goes on elsewhere, or that has ended; False when the file is not there after all."""
        to = self._gone.paths[path]
        if to:
            await _say(send, 301, (*_PLAIN, ("location", to)), b"" if method == "HEAD" else _ELSEWHERE, len(_ELSEWHERE))
            return True
        known = await self._files.get(path)
        body = None if known is None else await self._files.body(known, "")
        if known is None or body is None:
            return False
        lines = (("content-type", known.held.media_type), *known.held.lines, ("cache-control", "public, max-age=86400"))
        await _say(send, 410, lines, b"" if method == "HEAD" else body, len(body))
        return True

    async def _sent(self, scope: Scope, send: Send, known: CachedFile, decision: Decision) -> bool:
        held, status, method = known.held, decision.status, scope["method"]
        age = caching(known.path, self._age())
        start, end = decision.start, held.size if decision.end is None else decision.end
        if decision.encoding and status == 200 and held.size > SMALL:
            if await self._sent_copy(scope, send, known, decision, age):
                return True
            decision = replace(decision, encoding="")
        if method == "HEAD" or status not in (200, 206):
            length = await self._length(known, decision)
            if length is None:
                return False
            await _say(send, status, headers_for(decision, held, length, age), b"", length)
            return True
        if held.size <= SMALL:
            body = await self._files.body(known, decision.encoding)
            if body is None:
                return False
            part = body if status == 200 else body[start:end]
            await _say(send, status, headers_for(decision, held, len(part), age), part)
            return True
        async with aclosing(self._files.pieces(known, start, end)) as pieces:
            try:
                first = await anext(pieces, b"")
            except FileNotFoundError:
                return False
            await send(_start(status, headers_for(decision, held, end - start, age)))
            await _send_pieces(send, scope["state"]["is_gone"], first, pieces)
        return True

    async def _sent_copy(self, scope: Scope, send: Send, known: CachedFile, decision: Decision, age: str) -> bool:
        """A large file compressed; False when that cannot be had. A HEAD begins no copy, so it may not know the length."""
        if scope["method"] == "HEAD":
            copy = self._files.copies.get(known.held.digest, decision.encoding)
            length = copy.size if copy is not None and copy.is_whole else None
            await send(_start(200, headers_for(decision, known.held, length, age)))
            await send({"type": "http.response.body", "body": b""})
            return True
        copy = self._files.copy(known, decision.encoding)
        if copy is None:
            return False
        async with aclosing(copy.pieces()) as pieces:
            try:
                first = await anext(pieces, b"")
            except NoCopy:
                return False
            length = copy.size if copy.is_whole else None
            await send(_start(200, headers_for(decision, known.held, length, age)))
            await _send_pieces(send, scope["state"]["is_gone"], first, pieces)
        return True

    async def _length(self, known: CachedFile, decision: Decision) -> int | None:
        """Of the body that a GET would get."""
        if decision.status != 200 or not decision.encoding:
            return known.held.size
        body = await self._files.body(known, decision.encoding)
        return None if body is None else len(body)


async def _send_pieces(send: Send, is_gone: Callable[[], bool], first: bytes, pieces: AsyncIterator[bytes]) -> None:
    """Each piece once the one before is out of our hands: an empty message waits for that, and no piece waits beside it."""
    await send({"type": "http.response.body", "body": first, "more_body": True})
    del first
    await send(_NOTHING)
    try:
        async for piece in pieces:
            if is_gone():
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            del piece
            await send(_NOTHING)
            await asyncio.sleep(0)  # others are served between two pieces also when this client takes all at once
    except NoCopy:
        return  # an answer without an end is no answer, to the client too: uvicorn closes the connection
    await send({"type": "http.response.body", "body": b""})


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
