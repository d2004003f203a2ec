"""The way of a request: published files straight away, everything else through the router. Application is the ASGI application.

::

    request --method--> 204, 405; a POST goes to the router, if its address takes one
            --address--> file --> the file, or 301, 410 of a topic that has ended, 308 of a person elsewhere
                         else --> the router, if it knows the address; 404
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol
from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from enrich.errors import BadStore, TryLater
from feeds.connections.clients import ADDRESS_QUESTIONS, ADDRESS_REQUESTS, InWork
from feeds.connections.refused import RefusalLog
from feeds.media_types import caching
from feeds.sending.contents import FileContent, Replaced
from feeds.sending.headers import PREFLIGHT, TEXT
from feeds.sending.response import AsgiResponse, respond, whole
from feeds.sending.sentences import not_found, sentence
from feeds.sending.static_files import Files, path_of
from feeds.serve.gone import Gone
from feeds.serve.moved import leading

ROUTED = ("/search.", "/records/", "/healthz", "/readyz", "/metrics", "/admin/", "/review.html")
"""Beginnings of the addresses that the router answers; `/opml`, which `/opml.xml` begins with too, is one as well."""
WITHOUT_FILES = ("authors/", "people/", "papers/", "search/start.js", "search/like.js")
"""Beginnings of paths in out/ for which the router is asked when there is no such file."""
_METHODS = ("GET", "HEAD")
_ALLOWED = AsgiResponse(204, PREFLIGHT)
_NOT_ALLOWED = whole(405, b"Only GET and HEAD are answered here.\n", (*TEXT, ("allow", "GET, HEAD, OPTIONS")))
_LATER = sentence(503, "The files cannot be reached now; ask again in a moment.", ("retry-after", "60"))
_BUSY = (*TEXT, ("retry-after", "2"))
_TOO_MANY_REQUESTS = whole(429, b"Too many requests at once from this address.\n", _BUSY)
_TOO_MANY_QUESTIONS = whole(429, b"Too many questions at once from this address.\n", _BUSY)
_GONE = "public, max-age=86400"
_REFUSED = {400: "a question that cannot be read", 429: "too many requests at once from this address"}
"""Responses that are logged as what is refused before it gets here is."""
_ATTEMPTS = 5
"""Looks at a file that is replaced again and again between looking and reading."""


class StoreAnswers(Protocol):
    """What is answered beside files."""

    @property
    def router(self) -> ASGIApp: ...

    @property
    def missing(self) -> bytes:
        """The page for what is not there."""

    @property
    def posted(self) -> tuple[str, ...]:
        """Addresses that take a POST."""


class Application:
    """Files first; what the router names goes to the router."""

    def __init__(
        self,
        files: Files,
        answers: Callable[[], StoreAnswers],
        age: Callable[[], int],
        refused: RefusalLog,
        gone: Gone,
        moved: Callable[[str], str | None] = lambda path: None,
        detail: Callable[[str], None] | None = None,
    ) -> None:
        """`answers` is called whenever files do not suffice, always in the thread of the event loop: it may load on its first call.

        `age` is for how long files may be kept. `moved` says where the person is whose path this was. `detail` is called
        for every response.
        """
        self._files = files
        self._refused = refused
        self._requests = InWork(ADDRESS_REQUESTS)
        self._questions = InWork(ADDRESS_QUESTIONS)
        self._answers = answers
        self._age = age
        self._gone = gone
        self._moved = moved
        self._detail = detail
        self.answered: Counter[int] = Counter()
        """Responses by status, for the metrics."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._answers().router(scope, receive, send)
            return
        client = scope["state"].get("address")
        with self._requests.admitted(client) as is_welcome:
            handler = await self._handler(scope) if is_welcome else _TOO_MANY_REQUESTS
            await handler(scope, receive, self._counting(scope, send, client))

    async def _handler(self, scope: Scope) -> ASGIApp:
        """What answers this request."""
        address = scope["raw_path"].decode("latin-1")
        if scope["method"] == "OPTIONS":
            return _ALLOWED
        if scope["method"] == "POST" and address.partition("?")[0] in self._answers().posted:
            return self._question
        if scope["method"] not in _METHODS:
            return _NOT_ALLOWED
        if address.startswith(ROUTED) or address == "/opml":
            return self._question
        path = path_of(address)
        response = await self._file(scope, path) if path else None
        if response is not None:
            return response
        if path and path.startswith(WITHOUT_FILES):
            return self._question
        return not_found(self._answers().missing)

    async def _question(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._questions.admitted(scope["state"].get("address")) as is_welcome:
            await (self._answers().router if is_welcome else _TOO_MANY_QUESTIONS)(scope, receive, send)

    async def _file(self, scope: Scope, path: str) -> AsgiResponse | None:
        """A published file, or what became of its topic; None when there is neither."""
        successor = self._gone.paths.get(path)
        if successor:
            return whole(301, b"This topic goes on at another address.\n", (*TEXT, ("location", successor)))
        if moved := self._moved(path):
            return leading(moved, caching(path, self._age()))
        cache_control = caching(path, self._age()) if successor is None else _GONE
        for _ in range(_ATTEMPTS):
            try:
                file = await self._files.get(path)
            except (TryLater, BadStore):
                return None if path.startswith(WITHOUT_FILES) else _LATER
            if file is None:
                return None if successor is None else whole(410, b"This topic is no longer published.\n", TEXT)
            resource = file.resource if successor is None else replace(file.resource, is_gone=True)
            try:
                return await respond(scope, resource, FileContent(self._files, file), cache_control)
            except Replaced:
                continue
        return None

    def _counting(self, scope: Scope, send: Send, client: str | None) -> Send:
        async def counted(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.answered[message["status"]] += 1
                if self._detail is not None:
                    self._detail(f"{scope['method']} {_without_query(scope['raw_path'])} {message['status']}")
                if message["status"] in _REFUSED:
                    self._refused.note(client or "a trusted proxy", _REFUSED[message["status"]])
            await send(message)

        return counted


def _without_query(path: bytes) -> str:
    """What was asked for as it may be in a line: a query may hold secrets, and any byte lines of the client's own."""
    return quote(path.partition(b"?")[0], safe="/%:@!$&'()*+,;=~")
