"""Opens network connections: to admitted addresses only, and never beyond a deadline. Nobody else opens one.

What comes over them is decompressed piece by piece, so that neither a bomb nor a cut goes unnoticed. All of it stands
below httpx, where its timeouts (one for each read, so that a server may send a byte a minute forever) and its own
look-up of the host (another one than the one that was checked) can be mended.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION

from enrich.errors import BadAnswer

Admit = Callable[[str, str], None]
"""Takes host and address; raises when no connection may be made."""
PIECE = 1 << 20
"""Bytes that are decompressed at a time: what a bomb can cost beyond the limit."""
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class Deadline:
    """The moment at which a request ends, done or not."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, timeout: float | None, late: type[Exception]) -> float:
        """Seconds that an operation with this timeout may take; raises `late` when the time is up."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise late("the total time for this request is up")
        return left if timeout is None else min(timeout, left)


class Stream(httpcore.NetworkStream):
    """A connection whose every operation ends with the deadline."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        return Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class Network(httpcore.NetworkBackend):
    """Connects to the very addresses that were looked up and admitted."""

    def __init__(self, deadline: Deadline, admit: Admit | None = None) -> None:
        self._deadline = deadline
        self._admit = admit
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        until = Deadline(self._deadline.left(timeout, httpcore.ConnectTimeout))
        addresses = resolve(host, port, until.left(None, httpcore.ConnectTimeout))
        if self._admit is not None:
            for address in addresses:
                self._admit(host, address)
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for number, address in enumerate(addresses):
            left = until.left(None, httpcore.ConnectTimeout) / (len(addresses) - number)
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return Stream(stream, self._deadline)
        raise problem


def resolve(host: str, port: int, timeout: float) -> list[str]:
    """The addresses of a host. The system's look-up cannot be interrupted, so it runs beside, and may be left behind.

    Raises httpcore.ConnectError when there is no such host, httpcore.ConnectTimeout after `timeout` seconds.
    """
    found: list[str] = []
    problems: list[OSError] = []

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, UnicodeError) as error:
            problems.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=look_up, daemon=True, name=f"look up {host}")
    thread.start()
    thread.join(timeout)
    if problems:
        raise httpcore.ConnectError(f"{host} cannot be looked up: {problems[0]}") from problems[0]
    if thread.is_alive():
        raise httpcore.ConnectTimeout(f"{host} was not looked up within {timeout:.0f} seconds")
    return found


def pool(
    ssl_context: ssl.SSLContext, deadline: Deadline, admit: Admit | None, proxy: str | None
) -> httpcore.ConnectionPool:
    """A pool of one connection, closed after its request: two idle processes hold none open at arXiv."""
    shared: dict[str, Any] = {
        "ssl_context": ssl_context,
        "max_connections": 1,
        "max_keepalive_connections": 0,
        "http1": True,
        "http2": False,
        "network_backend": Network(deadline, admit),
    }
    return httpcore.HTTPProxy(proxy_url=proxy, **shared) if proxy else httpcore.ConnectionPool(**shared)


def unpacked(pieces: Iterable[bytes], encoding: str, limit: int, url: str) -> bytes:
    """The whole body; raises BadAnswer when it is larger than `limit` bytes, cut off, or packed in an unknown way."""
    encoding = encoding.strip().lower()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        pieces = inflated(pieces, url)
    elif encoding not in {"", "identity"}:
        raise BadAnswer(f"{url} answered in the encoding {encoding!r}, which was not asked for", url)
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise BadAnswer(f"{url} sends more than {limit >> 20} MB; the rest was not read", url)
    return bytes(body)


def inflated(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    """The content of gzip or zlib data, in pieces of at most 1 MiB; raises BadAnswer when they are damaged or cut off."""
    inflate = zlib.decompressobj(GZIP_OR_ZLIB)
    begun = False
    try:
        for piece in pieces:
            while piece:
                if inflate.eof:
                    inflate = zlib.decompressobj(GZIP_OR_ZLIB)
                begun = True
                yield inflate.decompress(piece, PIECE)
                piece = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise BadAnswer(f"{url} sends damaged compressed data ({error})", url) from error
    if begun and not inflate.eof:
        raise BadAnswer(f"{url} sends compressed data that is cut off", url)
