"""One response, from what a request asks of a resource to its bytes on the wire. The only module that sends.

::

    request, Resource --decide--> Decision --content.body--> Body --headers_for--> AsgiResponse --> client
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from msgspec import Struct, field
from starlette.types import Receive, Scope, Send

from feeds.sending.conditional import HeaderLine, Resource, decide, headers_for
from feeds.sending.contents import Body, ResourceContent
from feeds.sending.copies import NoCopy

_NO_MORE_YET = {"type": "http.response.body", "body": b"", "more_body": True}


class AsgiResponse(Struct, frozen=True):
    """Status, headers and body; an ASGI application that sends them, whatever is asked."""

    status: int
    headers: Sequence[HeaderLine]
    body: Body = field(default_factory=Body)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers]
        start: dict[str, Any] = {"type": "http.response.start", "status": self.status, "headers": raw}
        if self.body.rest is not None:
            await _send_pieces(scope, send, start, self.body.first, self.body.rest)
            return
        await send(start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body.first})


async def respond(scope: Scope, resource: Resource, content: ResourceContent, caching: str) -> AsgiResponse:
    """The response to a GET or HEAD of a resource whose bytes are in `content`; `caching` is its Cache-Control.

    Raises Replaced when the content has other bytes by now.
    """
    decision = decide(scope["method"], headers_of(scope), resource, scope["http_version"])
    if decision.has_no_body:
        return AsgiResponse(decision.status, headers_for(decision, resource, None, caching))
    decision, body = await content.body(decision, is_head=scope["method"] == "HEAD")
    return AsgiResponse(decision.status, headers_for(decision, resource, body.length, caching), body)


def whole(status: int, body: bytes, headers: Sequence[HeaderLine]) -> AsgiResponse:
    """The response that has these bytes, without conditions, ranges and encodings."""
    return AsgiResponse(status, (*headers, ("content-length", str(len(body)))), Body(body, len(body)))


def headers_of(scope: Scope) -> dict[str, str]:
    """A request's headers; several of one name are one, with commas."""
    headers: dict[str, str] = {}
    for raw_name, raw in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def _send_pieces(
    scope: Scope, send: Send, start: dict[str, Any], first: bytes, rest: AsyncGenerator[bytes, None]
) -> None:
    """Each piece once the one before is out of our hands: an empty message waits for that, and no piece waits beside it."""
    async with aclosing(rest) as pieces:
        await send(start)
        await send({"type": "http.response.body", "body": first, "more_body": True})
        del first
        await send(_NO_MORE_YET)
        try:
            async for piece in pieces:
                if scope["state"]["is_gone"]():
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                del piece
                await send(_NO_MORE_YET)
                await asyncio.sleep(0)  # others are served between two pieces even when this client takes all at once
        except NoCopy:
            return  # a response without an end is not valid, to the client either: uvicorn closes the connection
        await send({"type": "http.response.body", "body": b""})
