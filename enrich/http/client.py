"""The polite HTTP client: the only user of httpx and tenacity, and the only way from here to a server.

::

    question --slot--> request --> answer --status, size, wholeness--> parse --> what was asked for
                 ^                    |                                  |
                 \\---- back-off <----- TryLater (429, 5xx, time, connection), BadAnswer, a few times

A slot is waited for before, and given back after, each single request, redirects included. What is asked is the
caller's; whether an answer can be believed is `parse`'s, which raises BadAnswer when it cannot.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential, wait_random
from tenacity.wait import wait_base

from enrich.addresses import shown
from enrich.clock import Clock
from enrich.errors import BadAnswer, CoolingDown, Refused, TryLater
from enrich.http.messages import (
    Failed,
    Limits,
    Request,
    RequestLog,
    Response,
    judged,
    retry_after,
    stay_with_arxiv,
    user_agent,
)
from enrich.http.transport import Admit, Deadline, pool, unpacked

T = TypeVar("T")
for _logger in ("httpx", "httpcore"):
    # They log whole addresses, and what servers redirect to; every request is told by `observe`.
    logging.getLogger(_logger).setLevel(logging.WARNING)

TIME = "%Y-%m-%d %H:%M:%S UTC"
"""How a message names a moment, which is in UTC."""
ERROR_BODY = 1 << 20
"""Bytes that are read of an answer that is an error."""


class Slot(Protocol):
    """A slot at a server (see `enrich.http.rate_limit.ServiceSlot`)."""

    def request_sent(self) -> None: ...
    def answer_began(self) -> None: ...
    def answered(self) -> None: ...
    def struck(self, pause: float) -> datetime | None: ...


class RateLimit(Protocol):
    """Who says when a request may be made (see `enrich.http.rate_limit.Limiter`)."""

    def slot(self, url: str) -> AbstractContextManager[Slot]: ...


@cache
def ssl_context() -> ssl.SSLContext:
    """Whom we believe; made once, for that takes long."""
    return httpx.create_ssl_context()


class _Transport(httpx.HTTPTransport):
    """httpx's own transport, on connections that keep to a deadline."""

    def __init__(self, deadline: Deadline, admit: Admit | None, proxy: str | None) -> None:
        self._pool = pool(ssl_context(), deadline, admit, proxy)


class Fetcher:
    """Asks servers, at the rate it is given; safe to share between threads."""

    def __init__(
        self,
        rate_limit: RateLimit,
        *,
        agent: str = "",
        limits: Limits | None = None,
        clock: Clock | None = None,
        observe: Callable[[RequestLog], None] | None = None,
        follow: Callable[[str, str], None] = stay_with_arxiv,
        admit: Admit | None = None,
        proxy: str | None = None,
        pause: Callable[[Response, datetime], float | None] | None = None,
    ) -> None:
        """`pause` reads the seconds that a refusal (429, 503) asks for where a service says it in a way of its own.

        It may return None, when the refusal says nothing that way, and may raise Refused when no waiting would help.
        """
        self._rate_limit = rate_limit
        self._agent = agent or user_agent()
        self._limits = limits or Limits()
        self._clock = clock or Clock()
        self._observe = observe
        self._follow = follow
        self._admit = admit
        self._proxy = proxy
        self._pause = pause
        step = self._limits.backoff
        self._backoff = wait_exponential(step, self._limits.backoff_max) + wait_random(0, step)

    def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        return self.ask(Request("GET", url, params, headers=headers or {}), _as_it_is)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Response:
        return self.ask(Request("POST", url, form=form, headers=headers or {}), _as_it_is)

    def head(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        return self.ask(Request("HEAD", url, headers=headers or {}), _as_it_is)

    def ask(self, question: Request, parse: Callable[[Response], T], retries: int | None = None) -> T:
        """What `parse` makes of the answer; asked again, after a back-off, while there is hope.

        `retries` is how often, if it is not to be as often as usual.

        Raises TryLater (CoolingDown at once while nothing may be asked), BadAnswer, Refused or NotThere. An answer of
        304 is the caller's business, who asked a conditional question.
        """
        attempts = _Attempts(self._limits, self._backoff)
        retrying = Retrying(
            stop=stop_after_attempt(
                1 + (self._limits.retries if retries is None else min(retries, self._limits.retries))
            ),
            retry=retry_if_exception(attempts.is_worth_another),
            wait=attempts.wait,
            sleep=self._clock.sleep,
            reraise=True,
        )
        for attempt in retrying:
            with attempt:
                attempts.begin(attempt.retry_state)
                return parse(self._follow_up(question, attempts))
        raise AssertionError("tenacity neither returned nor raised")

    def _follow_up(self, question: Request, attempts: _Attempts) -> Response:
        """The answer behind `Limits.redirects` redirects at most; each is a request in a slot of its own."""
        answer = self._request(question, attempts)
        for _ in range(self._limits.redirects):
            if answer.status not in {301, 302, 303, 307, 308}:
                return judged(answer)
            there = urljoin(answer.url, answer.headers.get("location") or answer.url)
            self._follow(answer.url, there)
            method = "GET" if answer.status == 303 and question.method == "POST" else question.method
            form, value = (question.form, question.json) if method == "POST" else (None, None)
            question = Request(method, there, None, form, question.headers, value)
            answer = self._request(question, attempts)
        if answer.status in {301, 302, 303, 307, 308}:
            raise BadAnswer(f"{shown(question.url)} redirects more than {self._limits.redirects} times", question.url)
        return judged(answer)

    def _request(self, question: Request, attempts: _Attempts) -> Response:
        """One request in one slot."""
        with self._rate_limit.slot(question.url) as slot:
            began, status = self._clock.monotonic(), 0
            try:
                answer = self._exchange(question, slot)
                status = answer.status
            finally:
                if self._observe is not None:
                    kind = urlsplit(question.url).path.lstrip("/").partition("/")[0]
                    self._observe(
                        RequestLog(kind, question.method, question.url, status, self._clock.monotonic() - began)
                    )
            if answer.status in {429, 503}:
                self._strike(answer, slot, attempts)
            if answer.status < 500:
                slot.answered()
            return answer

    def _strike(self, answer: Response, slot: Slot, attempts: _Attempts) -> None:
        """The server wants to be left alone: so it is, as long as it says, and longer than the last time."""
        now = self._clock.now()
        asked = None if self._pause is None else self._pause(answer, now)
        if asked is None:
            asked = retry_after(answer.headers.get("retry-after"), now)
        pause = attempts.pause_at_least(asked)
        host = urlsplit(answer.url).netloc.rpartition("@")[2]
        if until := slot.struck(pause):
            raise CoolingDown(
                f"{host} answered {answer.status}; nothing is asked before {until:{TIME}}", answer.url, until
            )
        again = now + timedelta(seconds=pause)
        message = f"{host} answered {answer.status} (too busy); it is asked again from {again:{TIME}} on"
        raise TryLater(message, answer.url, again)

    def _exchange(self, question: Request, slot: Slot) -> Response:
        """Send the request, read the answer, and name what goes wrong on the way."""
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

    def _built(self, client: httpx.Client, question: Request, slot: Slot) -> httpx.Request:
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

    def _read(self, client: httpx.Client, request: httpx.Request, slot: Slot) -> Response:
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


class _Attempts:
    """The course of one question: how often it went wrong and how long to wait before the next time."""

    def __init__(self, limits: Limits, backoff: wait_base) -> None:
        self._limits = limits
        self._backoff = backoff
        self._ill = 0
        self._pause = 0.0

    def begin(self, state: RetryCallState) -> None:
        self._pause = self._backoff(state)

    def pause_at_least(self, seconds: float) -> float:
        self._pause = max(self._pause, seconds)
        return self._pause

    def wait(self, state: RetryCallState) -> float:
        return self._pause

    def is_worth_another(self, error: BaseException) -> bool:
        if isinstance(error, BadAnswer):
            self._ill += 1
            return self._ill <= self._limits.ill_retries
        return isinstance(error, TryLater) and not isinstance(error, CoolingDown)


def _as_it_is(answer: Response) -> Response:
    return answer


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _of_an_error(pieces: Iterator[bytes], encoding: str, url: str) -> bytes:
    """The body of an error as far as it can be had: the status says enough."""
    with suppress(BadAnswer, httpx.TransportError):
        return unpacked(pieces, encoding, ERROR_BODY, url)
    return b""


__all__ = ["Fetcher", "Limits", "RateLimit", "Request", "RequestLog", "Response", "Slot"]
