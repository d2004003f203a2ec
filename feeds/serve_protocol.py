"""One connection: uvicorn's protocol does the work; here are the bounds on slow and huge requests, which it has none of.

========================  ==========================================
a request's head          HEAD_BYTES, within REQUEST_SECONDS
a request as a whole      REQUEST_SECONDS
an answer nobody takes    STALL_SECONDS without progress
an idle connection        IDLE_SECONDS
connections               CONNECTIONS, the next one is turned away
========================  ==========================================
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 16 * 1024
REQUEST_SECONDS = 10.0
STALL_SECONDS = 30.0
IDLE_SECONDS = 30.0
CONNECTIONS = 2000
_TICK = 2.0

_TURNED_AWAY = b"HTTP/1.1 %s\r\ncontent-length: 0\r\nconnection: close\r\n%s\r\n"


class Connection(HttpToolsProtocol):
    """A client's connection."""

    _began: float | None = None
    """When the first byte of the request came that is not whole yet."""
    _head: int = 0
    """Bytes of it so far, while its head is not whole."""
    _stalled: float | None = None
    """Since when the client takes no more of the answer."""
    _active: float = 0.0
    """When something came or was answered last."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._active = self.loop.time()
        if len(self.connections) > CONNECTIONS:
            self._turn_away(b"503 Service Unavailable", b"retry-after: 5\r\n")
            return
        self._timer = self.loop.call_later(_TICK, self._watch)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._active = self.loop.time()
        if self._began is None:
            self._began, self._head = self._active, 0
        if self._head >= 0:
            self._head += len(data)
            if self._head > HEAD_BYTES and not self._is_body_welcome(data):
                self._turn_away(b"431 Request Header Fields Too Large")
                return
        super().data_received(data)

    def _is_body_welcome(self, data: bytes) -> bool:
        """Whether the head ended within these bytes, so that what is beyond is a body or the next request."""
        end = data.find(b"\r\n\r\n")
        return end >= 0 and self._head - len(data) + end <= HEAD_BYTES

    def on_headers_complete(self) -> None:
        self._head = -1
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._began = None
        super().on_message_complete()

    def on_message_begin(self) -> None:
        if self._began is None:  # several requests in one piece
            self._began = self._active
        self._head = max(self._head, 0)
        super().on_message_begin()

    def _is_free(self) -> bool:
        """Whether nothing is being answered on this connection and the client takes what it gets."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline and self._stalled is None

    def pause_writing(self) -> None:
        self._stalled = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stalled = None
        super().resume_writing()

    def _watch(self) -> None:
        """Close what is too slow, idle or stalled."""
        now = self.loop.time()
        if self._began is not None and now - self._began > REQUEST_SECONDS:
            self._turn_away(b"408 Request Timeout")
        elif self._stalled is not None and now - self._stalled > STALL_SECONDS:
            self.transport.abort()
        elif self._began is None and self._is_free() and now - self._active > IDLE_SECONDS:
            self.transport.close()
        if self.transport.is_closing() and now - self._active > STALL_SECONDS:
            self.transport.abort()
        self._timer = self.loop.call_later(_TICK, self._watch)

    def _turn_away(self, status: bytes, more: bytes = b"") -> None:
        """Say why, and close; whatever the client still sends is not read."""
        if self._is_free():
            self.transport.write(_TURNED_AWAY % (status, more))
        self.transport.close()
