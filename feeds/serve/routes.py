"""What is answered beside files: search, single records, OPML of a chosen few, and how the server itself is.

Everything that asks the store runs in one of a few threads; when too many wait for one, the next is answered 503.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from enrich.clock import utc_now
from enrich.errors import BadStore, TryLater
from enrich.identifiers.arxiv_id import is_canonical
from enrich.paper_id import beyond_id, doi_within, is_beyond, written_doi
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.label import shown_name
from feeds.channels.plan import path_of
from feeds.connections.gate import Gate
from feeds.disclosure import disclosure_as_published
from feeds.formats.opml import opml, outline
from feeds.formats.record_json import json_bytes
from feeds.formats.xml import Format
from feeds.former_names import kept
from feeds.media_types import FEED_JSON, LEAST, MEDIA_TYPES, OPML, caching, media_type
from feeds.operate.lookup import records_json
from feeds.pages.standing_pages import missing_page
from feeds.publish.assemble import site_of
from feeds.review.handlers import POSTED, ReviewHandlers
from feeds.search.alike import LIKE
from feeds.search.answer import SearchAnswers
from feeds.search.query import NOTHING_ASKED, BadQuestion, Question, Typed, question, slugs, typed
from feeds.search.search_feed import warm_up
from feeds.sending.conditional import Resource
from feeds.sending.contents import MemoryContent
from feeds.sending.headers import own_lines
from feeds.sending.response import AsgiResponse, respond
from feeds.sending.sentences import not_found, sentence, turned_away, unkept
from feeds.sending.static_files import compress
from feeds.serve.admin import PATH, admin_page
from feeds.serve.answers import AnswerCache, Since
from feeds.serve.metrics import Health
from feeds.serve.moved import MovedPeople, leading
from feeds.serve.on_demand import OnDemand
from feeds.serve.workers import Overloaded, Workers
from feeds.state.people import KIND
from feeds.state.publishing import PublishState
from feeds.state.site_view import SiteView


class Routes:
    """The answers that come from the store."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        health: Health,
        metrics: Callable[[], bytes],
        age: Callable[[], int],
        moved: MovedPeople,
        workers: Workers,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._settings = settings
        self._search = SearchAnswers(store, settings)
        self._view = SiteView(store.engine)
        self._health = health
        self._metrics = metrics
        self._age = age
        self._now = now
        token = settings.serve.admin_token
        self._gate = Gate(token.get_secret_value(), now) if token is not None else None
        self._answers = AnswerCache()
        self._on_demand = OnDemand(store, settings)
        self.missing = missing_page(settings.site.title, settings.public_url)
        warm_up(site_of(settings))
        self._on_demand.warm_up()
        self._moved = moved
        self._since = Since(now)
        self._workers = workers
        self._review = ReviewHandlers(store, settings, self._gate, self._workers.do, now)
        self.posted = POSTED if self._gate is not None else ()
        self.router = self._routes()

    def _routes(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/search.{form:str}", self.search),
                Route("/records/{id:path}.json", self.record),
                Route("/opml", self.opml),
                Route("/authors/{name:str}", self.on_demand),
                Route("/people/{name:str}", self.on_demand),
                Route("/papers/{name:path}", self.on_demand),
                Route("/search/{name:str}", self.on_demand),
                Route("/healthz", self.healthz),
                Route("/readyz", self.readyz),
                Route("/metrics", self.metrics),
                *self._review.routes(),
                *([Route(PATH, self.admin)] if self._gate is not None else []),
            ],
            exception_handlers=_ON_ERRORS,
        )

    # ------------------------------------------------------------ search

    async def search(self, request: Request) -> AsgiResponse:
        form = request.path_params["form"]
        if form not in ("html", "rss", "atom", "json"):
            return sentence(404, "There is search.html, search.rss, search.atom and search.json.")
        media = FEED_JSON if form == "json" else MEDIA_TYPES[form]
        try:
            asked = question(request.url.query)
        except BadQuestion as wrong:
            return await self._bad_question(form, request.url.query, str(wrong))
        if form != "html" and asked.is_empty:
            return await self._bad_question(form, request.url.query, NOTHING_ASKED)
        try:
            body, complete = await self._workers.do(self._searched, asked, form, typed(request.url.query))
        except BadQuestion as wrong:
            return await self._bad_question(form, request.url.query, str(wrong))
        age = self._age() if complete else LEAST
        return await self._dated(request, f"search.{form}?{asked.canonical}&{asked.page}", body, media, _caching(age))

    async def _bad_question(self, form: str, query: str, problem: str) -> AsgiResponse:
        """The form again as it was filled in, with the problem above it; for programs the problem alone."""
        if form == "html":
            return unkept(
                400, await self._workers.do(self._search.page, Question(), _fields(query), problem), MEDIA_TYPES[form]
            )
        return sentence(400, problem)

    def _searched(self, asked: Question, form: Format | str, fields: Typed) -> tuple[bytes, bool]:
        """The answer, and whether it is of all that is published."""
        version, complete = self._search.version()
        key = (form, f"{asked.canonical} {asked.page} {fields!r}" if form == "html" else asked.canonical)
        body = self._answers.get(key, version)
        if body is None:
            body = self._search.page(asked, fields) if form == "html" else self._search.feed(asked, form)  # type: ignore[arg-type]
            self._answers.keep(key, version, body)
        return body, complete

    # ------------------------------------------------------------ records, OPML

    async def record(self, request: Request) -> AsgiResponse:
        name = request.path_params["id"]
        doi = written_doi(name) if is_beyond(name) else None
        if doi is None and (len(name) > 40 or not is_canonical(name)):
            expected = "an arXiv id without version is expected, such as /records/2507.13575.json"
            return sentence(404, f"No such record: {expected}, or a DOI, such as /records/doi:10.1000/182.json")
        body = await self._workers.do(self._record, name)
        if body is None:
            return sentence(404, f"There is no record of {name} here.")
        return await self._respond(request, body, MEDIA_TYPES["json"])

    def _record(self, name: str) -> bytes | None:
        disclosure = disclosure_as_published(self._settings, PublishState(self._store.engine).values())
        name = beyond_id(doi_within(name) or "") if is_beyond(name) else name
        name = self._store.same_papers.successors([name]).get(name, name)
        found = kept(self._store, [name], hidden=disclosure.private)
        rows = list(records_json(self._settings, self._store, found, disclosure))
        return json_bytes(rows[0]) + b"\n" if rows else None

    async def opml(self, request: Request) -> AsgiResponse:
        try:
            chosen = slugs(request.url.query)
        except BadQuestion as wrong:
            return sentence(400, str(wrong))
        if not any(chosen):
            return sentence(400, "Name some: /opml?topics=a,b&authors=c&people=d (all of them are in /opml.xml)")
        body, unknown = await self._workers.do(self._chosen, *chosen)
        if unknown:
            return sentence(404, f"There is no channel of that name: {', '.join(unknown[:10])}")
        return await self._respond(request, body, OPML)

    def _chosen(
        self, topics: tuple[str, ...], authors: tuple[str, ...], people: tuple[str, ...]
    ) -> tuple[bytes, list[str]]:
        site = site_of(self._settings)
        groups, unknown = [], []
        for title, kind, named in (
            ("Topics", "topic", topics),
            ("Authors", "author", authors),
            ("People", KIND, people),
        ):
            found = self._view.channels(kind, named)
            if kind != "topic":
                others = ((slug, self._moved.feeds_of(slug, kind)) for slug in named if slug not in found)
                found |= {slug: one for slug, place in others if (one := self._on_demand.channel(*place))}
            unknown += [slug for slug in named if slug not in found]
            here = {path_of(one.kind, one.slug): one for slug in named if (one := found.get(slug))}
            groups.append((title, [outline(shown_name(one), path, site) for path, one in here.items()]))
        return opml(site.title, None, groups), unknown

    # ------------------------------------------------------------ what has no file

    async def on_demand(self, request: Request) -> AsgiResponse:
        path = request.scope["path"][1:]
        body = await self._workers.do(self._rendered, f"{path}?{request.url.query}" if path == LIKE else path)
        if body is not None:
            return await self._dated(request, path, body, media_type(path), caching(path, self._age()))
        target = await self._workers.do(self._moved.stands_for, path)
        if target is None:
            return not_found(self.missing)
        return leading(target, caching(path, self._age()))

    def _rendered(self, path: str) -> bytes | None:
        version, key = self._on_demand.version(path), ("on demand", path)
        if version is not None and (known := self._answers.get(key, version)) is not None:
            return known
        body = self._on_demand.render(path)
        if version is not None and body is not None:
            self._answers.keep(key, version, body)
        return body

    # ------------------------------------------------------------ how the server is

    async def healthz(self, request: Request) -> AsgiResponse:
        return sentence(200, "ok")

    async def readyz(self, request: Request) -> AsgiResponse:
        reasons = await self._workers.do(self._health.reasons)
        body = json_bytes({"ready": not reasons, "reasons": reasons}) + b"\n"
        return unkept(503 if reasons else 200, body, MEDIA_TYPES["json"])

    async def metrics(self, request: Request) -> AsgiResponse:
        return unkept(200, await self._workers.do(self._metrics), "text/plain; version=0.0.4; charset=utf-8")

    async def admin(self, request: Request) -> AsgiResponse:
        assert self._gate is not None
        address = request.client.host if request.client else ""
        judged = await self._gate.judge(request.headers.get("authorization"), address)
        if (refusal := turned_away(judged)) is not None:
            return refusal
        page = await self._workers.do(admin_page, self._store, self._settings, self._now())
        return unkept(200, page, MEDIA_TYPES["html"])

    async def _respond(self, request: Request, body: bytes, media: str) -> AsgiResponse:
        """With the same conditions and encodings as a file has; good until a run."""
        caching = _caching(self._age())
        return await respond(request.scope, _resource(body, media), self._content(body), caching)

    async def _dated(self, request: Request, place: str, body: bytes, media: str, caching: str) -> AsgiResponse:
        """The same with the time since when these bytes are at this place, as far as this process has seen."""
        resource = _resource(body, media)
        second = self._since(place, resource.digest)
        # Until the second is over other bytes may follow within it.
        modified = second if self._since.is_over(second) else None
        resource = replace(resource, modified=modified, settled=second)
        return await respond(request.scope, resource, self._content(body), caching)

    def _content(self, body: bytes) -> MemoryContent:
        return MemoryContent(body, partial(self._workers.do, compress))


def _fields(query: str) -> Typed:
    """What was typed, unless even that cannot be read."""
    try:
        return typed(query)
    except BadQuestion:
        return Typed()


def _caching(age: int) -> str:
    return f"public, max-age={age}, stale-if-error=86400"


def _resource(body: bytes, media: str) -> Resource:
    digest = blake2b(body, digest_size=16).hexdigest()
    return Resource(digest, len(body), media, own_lines(media), compressible=len(body) > 256)


def _not_found(request: Request, error: Exception) -> AsgiResponse:
    return sentence(404, "There is nothing here. The index is at /")


def _overloaded(request: Request, error: Exception) -> AsgiResponse:
    return sentence(503, "Too many questions at once; ask again in a moment.", ("retry-after", "2"))


def _later(request: Request, error: Exception) -> AsgiResponse:
    return sentence(503, str(error), ("retry-after", "60"))


def _broken(request: Request, error: Exception) -> AsgiResponse:
    return sentence(503, "The store cannot be read now; `paperwire doctor` says why.", ("retry-after", "60"))


_ON_ERRORS: dict[Any, Any] = {404: _not_found, Overloaded: _overloaded, TryLater: _later, BadStore: _broken}
"""What answers when a question cannot be answered; starlette's types know its own responses alone."""
