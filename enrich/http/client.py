"""The polite HTTP client: asks at a given rate, follows redirects, asks again while there is hope.

::

    question --slot--> request --> answer --status, size, wholeness--> parse --> what was asked for
                 ^                    |                                  |
                 \\---- back-off <----- TryLater (429, 5xx, time, connection), BadAnswer, a few times

A slot is waited for before, and given back after, each single request, redirects included. What is asked is the
caller's; whether an answer can be believed is `parse`'s, which raises BadAnswer when it cannot. What sends
(`exchange.py`, `attempts.py`) is loaded with the first question: it takes long, and most commands ask nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urljoin, urlsplit

from enrich.addresses import shown
from enrich.clock import Clock
from enrich.errors import BadAnswer, CoolingDown, TryLater
from enrich.http.messages import (
    Limits,
    Request,
    RequestLog,
    Response,
    judged,
    retry_after,
    stay_with_arxiv,
    user_agent,
)

if TYPE_CHECKING:
    from enrich.http.attempts import Attempts
    from enrich.http.exchange import Exchange
    from enrich.http.transport import Admit

T = TypeVar("T")

TIME = "%Y-%m-%d %H:%M:%S UTC"
"""How a message names a moment, which is in UTC."""


class Slot(Protocol):
    """A slot at a server (see `enrich.http.rate_limit.ServiceSlot`)."""

    def request_sent(self) -> None: ...
    def answer_began(self) -> None: ...
    def answered(self) -> None: ...
    def struck(self, pause: float) -> datetime | None: ...


class RateLimit(Protocol):
    """Who says when a request may be made (see `enrich.http.rate_limit.Limiter`)."""

    def slot(self, url: str) -> AbstractContextManager[Slot]: ...


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

    @cached_property
    def _exchange(self) -> Exchange:
        from enrich.http.exchange import Exchange

        return Exchange(self._agent, self._limits, self._admit, self._proxy)

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
        from enrich.http.attempts import Attempts

        attempts = Attempts(self._limits, retries, self._clock.sleep)
        for attempt in attempts:
            with attempt:
                return parse(self._follow_up(question, attempts))
        raise AssertionError("tenacity neither returned nor raised")

    def _follow_up(self, question: Request, attempts: Attempts) -> Response:
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

    def _request(self, question: Request, attempts: Attempts) -> Response:
        """One request in one slot."""
        exchange = self._exchange  # made before the slot is ours, as that may take long
        with self._rate_limit.slot(question.url) as slot:
            began, status = self._clock.monotonic(), 0
            try:
                answer = exchange.send(question, slot)
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

    def _strike(self, answer: Response, slot: Slot, attempts: Attempts) -> None:
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


def _as_it_is(answer: Response) -> Response:
    return answer


__all__ = ["Fetcher", "Limits", "RateLimit", "Request", "RequestLog", "Response", "Slot"]
