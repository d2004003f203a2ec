"""What is answered beside files: search, single records, OPML of a chosen few, and how the server itself is.

Everything that asks the store runs in one of a few threads; when too many wait for one, the next is told to come back.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from enrich.clock import utc_now
from enrich.errors import BadStore, TryLater
from enrich.identifiers import is_canonical
from enrich.settings import Settings
from enrich.store import Store
from enrich.store.site_view import SiteView
from feeds.channels import path_of, plan_of
from feeds.disclosure import disclosure_of
from feeds.entries import Format
from feeds.lookup import records_json
from feeds.opml import opml, outline
from feeds.search import BadQuestion, Question, question, slugs
from feeds.search_feed import Searcher
from feeds.search_page import links_of, search_page
from feeds.serve_admin import PATH, Gate, admin_page
from feeds.serve_age import LEAST
from feeds.serve_files import squeezed
from feeds.serve_headers import FEED_JSON, MEDIA_TYPES, OPML, own_lines
from feeds.serve_health import Health
from feeds.serve_http import Held, decide, lines_of
from feeds.stitch import site_of
from feeds.wire import json_bytes

ROUTED = ("/search.", "/records/", "/healthz", "/readyz", "/metrics", "/admin/")
"""Beginnings of the addresses that are answered here; `/opml`, which `/opml.xml` begins with too, is one as well."""
THREADS = 2
WAITING = 64
"""Questions that may wait for a thread."""
REMEMBERED = 16 << 20
"""Bytes of answers that are kept until the data change."""
T = TypeVar("T")


class Overloaded(Exception):
    """Too many questions at once."""


class Workers:
    """A few threads, and a bounded queue before them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "paperwire-serve")
        self._waiting = 0

    async def do(self, work: Callable[..., T], *arguments: Any) -> T:
        if self._waiting >= WAITING:
            raise Overloaded
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class Answers:
    """Answers to questions, kept as long as the data are the same."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[str, bytes]] = OrderedDict()
        self._bytes = 0

    def get(self, key: tuple[str, str], version: str) -> bytes | None:
        known = self._kept.get(key)
        if known is None or known[0] != version:
            return None
        self._kept.move_to_end(key)
        return known[1]

    def keep(self, key: tuple[str, str], version: str, body: bytes) -> None:
        self._bytes += len(body) - len(self._kept.pop(key, ("", b""))[1])
        self._kept[key] = (version, body)
        while self._bytes > REMEMBERED:
            self._bytes -= len(self._kept.popitem(last=False)[1][1])


class App:
    """The answers, made from the store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        health: Health,
        metrics: Callable[[], bytes],
        age: Callable[[], int],
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._plan = plan_of(settings)
        self._searcher = Searcher(store, settings)
        self._view = SiteView(store.engine)
        self._health = health
        self._metrics = metrics
        self._age = age
        self._now = now
        token = settings.serve.admin_token
        self._gate = Gate(token.get_secret_value(), now) if token is not None else None
        self._answers = Answers()
        self.workers = Workers()

    def routes(self) -> Starlette:
        """The router."""
        return Starlette(
            routes=[
                Route("/search.{form:str}", self.search),
                Route("/records/{id:path}.json", self.record),
                Route("/opml", self.opml),
                Route("/healthz", self.healthz),
                Route("/readyz", self.readyz),
                Route("/metrics", self.metrics),
                *([Route(PATH, self.admin)] if self._gate is not None else []),
            ],
            exception_handlers={404: _not_found, Overloaded: _overloaded, TryLater: _later, BadStore: _broken},
        )

    # ------------------------------------------------------------ search

    async def search(self, request: Request) -> Response:
        form = request.path_params["form"]
        if form not in ("html", "rss", "atom", "json"):
            return _text(404, "There is search.html, search.rss, search.atom and search.json.")
        asked, problem = Question(), None
        try:
            asked = question(request.url.query)
        except BadQuestion as wrong:
            problem = str(wrong)
        if form != "html" and problem is None and asked.is_empty:
            problem = "nothing to look for: name a word in q, an author, a category, or a day in since"
        media = FEED_JSON if form == "json" else MEDIA_TYPES[form]
        if problem is not None:
            page = await self.workers.do(self._page, asked, problem) if form == "html" else f"{problem}\n".encode()
            return _plain(400, page, media if form == "html" else "text/plain; charset=utf-8")
        try:
            body, complete = await self.workers.do(self._searched, asked, form)
        except BadQuestion as wrong:
            page = await self.workers.do(self._page, asked, str(wrong)) if form == "html" else f"{wrong}\n".encode()
            return _plain(400, page, media if form == "html" else "text/plain; charset=utf-8")
        return await self._whole(request, body, media, None if complete else LEAST)

    def _searched(self, asked: Question, form: Format | str) -> tuple[bytes, bool]:
        """The answer, and whether it is of all that is published."""
        version, complete = self._searcher.version()
        key = (form, asked.canonical)
        body = self._answers.get(key, version)
        if body is None:
            body = self._page(asked, None) if form == "html" else self._searcher.feed(asked, form)  # type: ignore[arg-type]
            self._answers.keep(key, version, body)
        return body, complete

    def _page(self, asked: Question, problem: str | None) -> bytes:
        found = () if problem or asked.is_empty else self._searcher.find(asked)
        links = links_of(self._searcher.published, self._plan, found)
        return search_page(asked, found, links, self._searcher.site.title, problem)

    # ------------------------------------------------------------ records, OPML

    async def record(self, request: Request) -> Response:
        name = request.path_params["id"]
        if len(name) > 40 or not is_canonical(name):
            return _text(
                404, "No such record: an arXiv id without version is expected, such as /records/2507.13575.json"
            )
        body = await self.workers.do(self._record, name)
        if body is None:
            return _text(404, f"There is no record of {name} here.")
        return await self._whole(request, body, MEDIA_TYPES["json"])

    def _record(self, name: str) -> bytes | None:
        disclosure = disclosure_of(self._settings, self._searcher.published.values())
        found = self._store.kept([name], hidden=disclosure.private)
        rows = list(records_json(self._settings, self._store, found, disclosure))
        return json_bytes(rows[0]) + b"\n" if rows else None

    async def opml(self, request: Request) -> Response:
        try:
            topics, authors = slugs(request.url.query)
        except BadQuestion as wrong:
            return _text(400, str(wrong))
        if not topics and not authors:
            return _text(400, "Name some: /opml?topics=a,b&authors=c (all of them are in /opml.xml)")
        body, unknown = await self.workers.do(self._chosen, topics, authors)
        if unknown:
            return _text(404, f"There is no channel of that name: {', '.join(unknown[:10])}")
        return await self._whole(request, body, OPML)

    def _chosen(self, topics: tuple[str, ...], authors: tuple[str, ...]) -> tuple[bytes, list[str]]:
        site = site_of(self._settings)
        groups, unknown = [], []
        for title, kind, named in (("Topics", "topic", topics), ("Authors", "author", authors)):
            found = self._view.channels(kind, named)
            unknown += [slug for slug in named if slug not in found]
            here = [outline(found[slug].name, path_of(kind, slug), site) for slug in named if slug in found]
            groups.append((title, here))
        return opml(site.title, None, groups), unknown

    # ------------------------------------------------------------ how the server is

    async def healthz(self, request: Request) -> Response:
        return _text(200, "ok")

    async def readyz(self, request: Request) -> Response:
        reasons = await self.workers.do(self._health.reasons)
        body = json_bytes({"ready": not reasons, "reasons": reasons}) + b"\n"
        return _plain(503 if reasons else 200, body, MEDIA_TYPES["json"])

    async def metrics(self, request: Request) -> Response:
        return _plain(200, await self.workers.do(self._metrics), "text/plain; version=0.0.4; charset=utf-8")

    async def admin(self, request: Request) -> Response:
        assert self._gate is not None
        address = request.client.host if request.client else ""
        judged = await self._gate.judge(request.headers.get("authorization"), address)
        if judged == 429:
            return _text(429, "Too many wrong tokens; wait a minute.", ("retry-after", "60"))
        if judged == 401:
            asked = ("www-authenticate", 'Basic realm="paperwire", charset="UTF-8"')
            return _text(
                401, "This page is for whoever has [serve] admin_token: any name, the token as password.", asked
            )
        page = await self.workers.do(admin_page, self._store, self._settings, self._now())
        return _plain(200, page, MEDIA_TYPES["html"])

    async def _whole(self, request: Request, body: bytes, media: str, age: int | None = None) -> Response:
        """An answer with the same conditions and encodings as a file has; good for `age` seconds, or until a run."""
        digest = blake2b(body, digest_size=16).hexdigest()
        held = Held(digest, len(body), media, own_lines(media), squeezable=len(body) > 256)
        decision = decide(request.method, request.headers, held)
        part = b""
        if decision.status == 200:
            part = await self.workers.do(squeezed, body, decision.encoding) if decision.encoding else body
        elif decision.status == 206:
            part = body[decision.start : decision.end]
        caching = f"public, max-age={self._age() if age is None else age}, stale-if-error=86400"
        return _response(decision.status, part, lines_of(decision, held, len(part), caching))


def _response(status: int, body: bytes, lines: list[tuple[str, str]]) -> Response:
    response = Response(body, status)
    response.raw_headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines]
    return response


def _plain(status: int, body: bytes, media: str, *more: tuple[str, str]) -> Response:
    lines = [("content-type", media), ("content-length", str(len(body))), ("cache-control", "no-store")]
    return _response(status, body, [*lines, *own_lines(media), *more])


def _text(status: int, said: str, *more: tuple[str, str]) -> Response:
    return _plain(status, f"{said}\n".encode(), "text/plain; charset=utf-8", *more)


def _not_found(request: Request, error: Exception) -> Response:
    return _text(404, "There is nothing here. The index is at /")


def _overloaded(request: Request, error: Exception) -> Response:
    return _text(503, "Too many questions at once; ask again in a moment.", ("retry-after", "2"))


def _later(request: Request, error: Exception) -> Response:
    return _text(503, str(error), ("retry-after", "60"))


def _broken(request: Request, error: Exception) -> Response:
    return _text(503, "The store cannot be read now; `paperwire doctor` says why.", ("retry-after", "60"))
