"""One connection: uvicorn's protocol does the work; here are the bounds that it has none of, and what is refused.

========================  ==========================================
a request's head          HEAD_BYTES, within REQUEST_SECONDS
a request as a whole      REQUEST_SECONDS
an answer nobody takes    STALL_SECONDS without progress
an idle connection        IDLE_SECONDS
an answer in memory       one piece: the next is not read before the system took the last
========================  ==========================================

How many connections there may be is in clients.py. Progress is what the client's system acknowledged: a client
that reads a kilobyte a second goes on, though the system here takes more of the answer only once a minute.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import sys
from typing import Any

from msgspec import Struct
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from feeds.connections.addresses import Proxies, counted_as, is_loopback
from feeds.connections.clients import BUSY, ClientConnections
from feeds.connections.refused import RefusalLog
from feeds.connections.request import BadRequest, check_host, with_path

HEAD_BYTES = 16 * 1024
REQUEST_SECONDS = 10.0
STALL_SECONDS = 120.0
IDLE_SECONDS = 30.0
UNSENT = 128 * 1024
"""Bytes that the system may hold of an answer beside those under way."""

_TURNED_AWAY = (
    b"HTTP/1.1 %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n%s\r\n%s"
)
_LATER = b"retry-after: 5\r\n"
_STATUS = {
    "400": b"400 Bad Request",
    "408": b"408 Request Timeout",
    "429": b"429 Too Many Requests",
    "431": b"431 Request Header Fields Too Large",
    "503": b"503 Service Unavailable",
}
_ACKNOWLEDGED = 120
"""Where Linux' tcp_info has tcpi_bytes_acked, a 64-bit number."""

_FAULTS = logging.getLogger("uvicorn.error.connection")
"""What uvicorn says of a connection: faults alone, since what clients do wrong is logged by RefusalLog."""
_FAULTS.setLevel(logging.ERROR)


class Door(Struct, frozen=True):
    """What all connections share."""

    clients: ClientConnections
    proxies: Proxies
    refused: RefusalLog


class Connection(HttpToolsProtocol):
    """A client's connection."""

    _began: float | None = None
    """When the first byte of the request came that is not whole yet."""
    _head: int = 0
    """Bytes of it so far, while its head is not whole."""
    _stalled: float | None = None
    """When the client took something of the answer last; None while it takes all there is."""
    _acknowledged: int = 0
    """Bytes that the client's system had at that time."""
    _active: float = 0.0
    """When something came or was answered last."""
    _is_refused: bool = False
    _is_from_here: bool = False
    """Whether it comes from this machine, as those of a proxy beside us do."""
    address: str | None = None

    def __init__(self, door: Door, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._door = door
        self.logger = _FAULTS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)
        self._active = self.loop.time()
        peer = self.client[0] if self.client else ""
        self.address = None if peer in self._door.proxies else counted_as(peer)
        self._is_from_here = is_loopback(peer)
        full = self._door.clients.admit(self, self.address, self._active)
        if full is not None:
            self._refuse(
                full, "too many connections from this address" if full == BUSY else "too many connections in all"
            )

    def connection_lost(self, exc: Exception | None) -> None:
        self._door.clients.leave(self)
        super().connection_lost(exc)

    # ------------------------------------------------------------ a request

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            return
        self._active = self.loop.time()
        if self._began is None:
            self._began, self._head = self._active, 0
        if self._head >= 0:
            self._head += len(data)
            if self._head > HEAD_BYTES and not self._is_body_welcome(data):
                self._refuse("431", f"a head of more than {HEAD_BYTES} bytes")
                return
        super().data_received(data)

    def _is_body_welcome(self, data: bytes) -> bool:
        """Whether the head ended within these bytes, so that what is beyond is a body or the next request."""
        end = data.find(b"\r\n\r\n")
        return end >= 0 and self._head - len(data) + end <= HEAD_BYTES

    def on_message_begin(self) -> None:
        if self._began is None:  # several requests in one piece
            self._began = self._active
        self._head = max(self._head, 0)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head = -1
        check_host(self.headers, self.parser.get_http_version())
        self.url = with_path(self.url)
        if self.client is not None and self.client[0] in self._door.proxies:
            asked_for = self._door.proxies.client(self.headers)
            self.address = None if asked_for is None else counted_as(asked_for)
            self.scope["client"] = self.client if asked_for is None else (asked_for, 0)
        elif self._is_from_here and any(name == b"x-forwarded-for" for name, _ in self.headers):
            self._door.refused.advise(self.address or "")
        self.scope["state"] |= {"address": self.address, "is_gone": self.transport.is_closing}
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._began = None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        self._active = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn while it handles what its parser raised."""
        cause = getattr(sys.exception(), "__context__", None)
        self._refuse("400", str(cause) if isinstance(cause, BadRequest) else "not a valid request of HTTP")

    # ------------------------------------------------------------ what it waits for

    def _is_free(self) -> bool:
        """Whether nothing is being answered on this connection and the client takes what it gets."""
        return (self.cycle is None or self.cycle.response_complete) and not self.pipeline and self._stalled is None

    def half_sent_since(self) -> float | None:
        if self._began is not None:
            return self._began
        return self._active if self.cycle is None else None

    def idle_since(self) -> float | None:
        return self._active if self._began is None and self._is_free() else None

    def stalled_since(self) -> float | None:
        return self._stalled

    def pause_writing(self) -> None:
        self._stalled = self.loop.time()
        self._acknowledged = self._count_acknowledged()
        super().pause_writing()

    def resume_writing(self) -> None:
        self._stalled = None
        super().resume_writing()

    def _count_acknowledged(self) -> int:
        """Bytes that the client's system has; 0 where this system does not say."""
        about: Any = self.transport.get_extra_info("socket")
        if sys.platform != "linux" or about is None:
            return 0
        try:
            tcp_info = about.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _ACKNOWLEDGED + 8)
        except OSError:
            return 0
        return int(struct.unpack_from("=Q", tcp_info, _ACKNOWLEDGED)[0]) if len(tcp_info) >= _ACKNOWLEDGED + 8 else 0

    def look(self, now: float) -> None:
        """Close what is too slow, idle or stalled."""
        if self._stalled is None and self.transport.is_closing():
            self.pause_writing()  # what is still to be sent is waited for in the same way
        if self._stalled is not None:
            acknowledged = self._count_acknowledged()
            if acknowledged != self._acknowledged:
                self._stalled, self._acknowledged = now, acknowledged
            if now - self._stalled > STALL_SECONDS:
                self.transport.abort()
        elif self._began is not None and now - self._began > REQUEST_SECONDS:
            self._refuse("408", f"a request that was not whole within {REQUEST_SECONDS:.0f} seconds")
        elif self._began is None and self._is_free() and now - self._active > IDLE_SECONDS:
            self.transport.close()

    # ------------------------------------------------------------ its end

    def give_way(self) -> None:
        """End, since its address has too many."""
        if self._began is None and self._is_free() and self.cycle is not None:
            self.transport.close()
        elif self._stalled is not None:
            self._door.refused.note(self._named(), "too many stalled downloads by this address")
            self.transport.abort()
        else:
            self._refuse("429", "too many half-sent requests from this address")

    def _refuse(self, status: str, why: str) -> None:
        """Say why and close, once what was asked before is answered; whatever the client still sends is not read."""
        self._is_refused = True
        self._door.refused.note(self._named(), why)
        answering = None if self.cycle is None or self.cycle.response_complete else self.cycle
        if answering is not None and answering.more_body and not answering.response_started and not self.pipeline:
            answering.disconnected = True  # its own body is what is wrong
            answering = None
        if answering is None and self._stalled is None and not self.transport.is_closing():
            sentence = f"Refused: {why}.\n".encode()
            later = _LATER if status in ("429", "503") else b""
            self.transport.write(_TURNED_AWAY % (_STATUS[status], len(sentence), later, sentence))
        if answering is None or answering.more_body:
            self.transport.close()
        else:
            answering.keep_alive = False

    def _named(self) -> str:
        """The address for the log: the client's, or the proxy's that did not say whose request it is."""
        return self.address or (self.client[0] if self.client else "unknown")
