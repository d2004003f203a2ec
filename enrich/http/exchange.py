"""One request and its whole answer, by way of httpx: the only user of it, and the only way from here to a server."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Protocol

import httpx

from enrich.addresses import shown
from enrich.errors import BadAnswer, Refused, TryLater
from enrich.http.messages import Failed, Limits, Request, Response
from enrich.http.transport import Admit, Deadline, pool, unpacked

for _logger in ("httpx", "httpcore"):
    # They log whole addresses, and what servers redirect to; every request is told by `observe`.
    logging.getLogger(_logger).setLevel(logging.WARNING)

ERROR_BODY = 1 << 20
"""Bytes that are read of an answer that is an error."""


class Sent(Protocol):
    """Whoever is told how far a request has come (see `enrich.http.rate_limit.ServiceSlot`)."""

    def request_sent(self) -> None: ...
    def answer_began(self) -> None: ...


@cache
def ssl_context() -> ssl.SSLContext:
    """Whom we believe; made once, for that takes long."""
    return httpx.create_ssl_context()


class _Transport(httpx.HTTPTransport):
    """httpx's own transport, on connections that keep to a deadline."""

    def __init__(self, deadline: Deadline, admit: Admit | None, proxy: str | None) -> None:
        self._pool = pool(ssl_context(), deadline, admit, proxy)


class Exchange:
    """Sends requests with these limits, to addresses that are admitted; safe to share between threads."""

    def __init__(self, agent: str, limits: Limits, admit: Admit | None, proxy: str | None) -> None:
        self._agent = agent
        self._limits = limits
        self._admit = admit
        self._proxy = proxy

    def send(self, question: Request, slot: Sent) -> Response:
        """Send the request, read the answer, and name what goes wrong on the way.

        Raises TryLater, Failed, Refused or BadAnswer.
        """
        limits = self._limits
        transport = _Transport(Deadline(limits.total_timeout), self._admit, self._proxy)
        try:
            with httpx.Client(
                transport=transport,
                timeout=httpx.Timeout(limits.read_timeout, connect=limits.connect_timeout),
                trust_env=False,
            ) as client:
                return self._read(client, self._built(client, question, slot), slot)
        except (httpx.ConnectTimeout, httpx.ConnectError, httpx.ProxyError) as error:
            raise TryLater(f"{shown(question.url)} cannot be reached: {_reason(error)}", question.url) from error
        except httpx.TimeoutException as error:
            raise Failed(f"{shown(question.url)} took too long ({_reason(error)})", question.url) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
            # What the client says of it may quote a piece of a password.
            raise Refused(f"{shown(question.url)} cannot be asked: it is not a web address", question.url) from error
        except httpx.TransportError as error:
            raise Failed(f"{shown(question.url)} broke off: {_reason(error)}", question.url) from error

    def _built(self, client: httpx.Client, question: Request, slot: Sent) -> httpx.Request:
        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event == "http11.send_request_body.complete":
                slot.request_sent()

        return client.build_request(
            question.method,
            question.url,
            params=question.params,
            data=question.form,
            json=question.json,
            headers={"User-Agent": self._agent, "Accept-Encoding": "gzip", "Accept": "*/*", **question.headers},
            extensions={"trace": trace},
        )

    def _read(self, client: httpx.Client, request: httpx.Request, slot: Sent) -> Response:
        response = client.send(request, stream=True)
        slot.answer_began()
        try:
            status, url = response.status_code, str(response.url)
            headers = {name.lower(): value for name, value in response.headers.items()}
            encoding = headers.get("content-encoding", "")
            if 200 <= status < 300:
                body = (
                    b""
                    if request.method == "HEAD"
                    else unpacked(response.iter_raw(), encoding, self._limits.max_bytes, url)
                )
            else:
                body = _of_an_error(response.iter_raw(), encoding, url)
            return Response(status, headers, body, url)
        finally:
            response.close()


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _of_an_error(pieces: Iterator[bytes], encoding: str, url: str) -> bytes:
    """The body of an error as far as it can be had: the status says enough."""
    with suppress(BadAnswer, httpx.TransportError):
        return unpacked(pieces, encoding, ERROR_BODY, url)
    return b""
