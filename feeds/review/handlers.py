"""The addresses of the review: the page for everybody, and the one that takes answers from whoever has `[serve] admin_token`.

::

    GET  /review.html    what may be seen by everybody
    GET  /admin/review   all of it, with forms; the token as for /admin/status
    POST /admin/review   from our page alone --token--> a form of at most MOST_BYTES --seal--> kept, logged, back to the page
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.connections.gate import Gate, name_of
from feeds.media_types import MEDIA_TYPES
from feeds.review.desk import NotOpen, ReviewDesk, who_decides
from feeds.review.forms import MOST_BYTES, BadForm, FormSeal, is_own_page, read_form
from feeds.review.review_page import Sealing, review_page
from feeds.sending.conditional import HeaderLine, Resource
from feeds.sending.contents import MemoryContent
from feeds.sending.headers import own_lines
from feeds.sending.response import AsgiResponse, respond, whole
from feeds.sending.sentences import sentence, turned_away
from feeds.sending.static_files import compress

PUBLIC, ADMIN = "/review.html", "/admin/review"
POSTED = (ADMIN,)
"""Addresses that take a POST."""
WAITING = 8
"""Answers that may wait while one is being kept."""
_FORM = "application/x-www-form-urlencoded"
_KEPT = "public, max-age=60"
_CLOSE = ("connection", "close")
Do = Callable[..., Awaitable[Any]]


class ReviewHandlers:
    """Answers these addresses."""

    def __init__(
        self, store: Store, settings: Settings, gate: Gate | None, do: Do, now: Callable[[], datetime]
    ) -> None:
        """`gate` lets in whoever has the token, None when there is none; `do` does what asks the store in one of few threads."""
        token = settings.serve.admin_token
        self._seal = FormSeal(token.get_secret_value()) if token is not None else None
        self._desk = ReviewDesk(store, settings)
        self._site = settings.site.title
        self._public_host = settings.public_url.partition("://")[2].partition("/")[0]
        self._gate = gate
        self._do = do
        self._now = now
        self._known: tuple[str, bytes] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._waiting = 0

    def routes(self) -> list[Route]:
        """For the router."""
        found = [Route(PUBLIC, self.public)]
        if self._gate is not None:
            found += [Route(ADMIN, self.admin), Route(ADMIN, self.act, methods=["POST"])]
        return found

    # ------------------------------------------------------------ pages

    async def public(self, request: Request) -> AsgiResponse:
        body = await self._do(self._public_page)
        digest = blake2b(body, digest_size=16).hexdigest()
        resource = Resource(
            digest, len(body), MEDIA_TYPES["html"], own_lines(MEDIA_TYPES["html"]), compressible=len(body) > 256
        )
        return await respond(request.scope, resource, MemoryContent(body, partial(self._do, compress)), _KEPT)

    def _public_page(self) -> bytes:
        version = self._desk.version()
        if self._known is None or self._known[0] != version:
            state = self._desk.state(is_public=True)
            answers_at = "" if self._gate is None else ADMIN[1:]
            self._known = version, review_page(state, self._site, up="", answers_at=answers_at)
        return self._known[1]

    async def admin(self, request: Request) -> AsgiResponse:
        return await self._refusal(request) or await self._page(200, _who(request))

    async def _page(self, status: int, who: str, problem: str = "") -> AsgiResponse:
        assert self._seal is not None
        sealing = Sealing(self._seal, who, self._now())
        state = await self._do(partial(self._desk.state, is_public=False))
        return _with_forms(status, review_page(state, self._site, up="../", sealing=sealing, problem=problem))

    async def _refusal(self, request: Request) -> AsgiResponse | None:
        assert self._gate is not None
        address = request.client.host if request.client else ""
        return turned_away(await self._gate.judge(request.headers.get("authorization"), address))

    # ------------------------------------------------------------ answers

    async def act(self, request: Request) -> AsgiResponse:
        assert self._seal is not None
        if not is_own_page(request.headers, (request.headers.get("host", ""), self._public_host)):
            return sentence(403, "Answers are taken from the page of the review alone.", _CLOSE)
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        body = await _body(request)
        if isinstance(body, AsgiResponse):
            return body
        who = _who(request)
        try:
            sent, sealed = read_form(body)
        except BadForm as wrong:
            return sentence(400, f"Nothing was kept: {wrong}.")
        if not self._seal.fits(sealed, sent.purpose, who, self._now()):
            problem = (
                "Nothing was kept: the page was open for too long, or somebody else's name was given. Here it is anew."
            )
            return await self._page(403, who, problem)
        if self._waiting >= WAITING:
            return sentence(503, "Too many answers at once; send it again in a moment.", ("retry-after", "2"))
        try:
            await self._kept(partial(self._desk.keep, sent, who))
        except NotOpen as wrong:
            return await self._page(409, who, f"Nothing was kept. {wrong}")
        return whole(303, b"Kept.\n", (("location", "review"), ("cache-control", "no-store")))

    async def _kept(self, work: Callable[[datetime], int]) -> int:
        """Do it beside the threads that answer questions: it may wait for a run that writes."""
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(work, self._now())
        finally:
            self._waiting -= 1


def _who(request: Request) -> str:
    return who_decides(name_of(request.headers.get("authorization", "")))


async def _body(request: Request) -> bytes | AsgiResponse:
    """A form's bytes, or why it is not read; no more than MOST_BYTES are taken."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return sentence(415, f"A form is expected, as {_FORM}.", _CLOSE)
    too_large = sentence(413, f"A form has at most {MOST_BYTES} bytes.", _CLOSE)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length[:12]) > MOST_BYTES:
        return too_large
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return too_large
    except ClientDisconnect:
        return sentence(400, "The form did not come whole.", _CLOSE)
    return bytes(body)


def _with_forms(status: int, body: bytes) -> AsgiResponse:
    """A page that nobody keeps, and whose forms say that they come from it: a browser is silent on that without a referrer."""
    media = MEDIA_TYPES["html"]
    lines: list[HeaderLine] = [line for line in own_lines(media) if line[0] != "referrer-policy"]
    more = (("content-type", media), ("cache-control", "no-store"), ("referrer-policy", "same-origin"))
    return whole(status, body, (*lines, *more))
