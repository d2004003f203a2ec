"""The course of one question: how often it may be asked again, and after how long; the only user of tenacity."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tenacity import (
    AttemptManager,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from enrich.errors import BadAnswer, CoolingDown, TryLater
from enrich.http.messages import Limits


class Attempts:
    """The course of one question: how often it went wrong and how long to wait before the next time."""

    def __init__(self, limits: Limits, retries: int | None, sleep: Callable[[float], None]) -> None:
        """`retries` is how often, if it is not to be as often as usual."""
        self._limits = limits
        self._most = limits.retries if retries is None else min(retries, limits.retries)
        self._sleep = sleep
        self._backoff = wait_exponential(limits.backoff, limits.backoff_max) + wait_random(0, limits.backoff)
        self._ill = 0
        self._pause = 0.0

    def __iter__(self) -> Iterator[AttemptManager]:
        """One after another, each a context that the attempt is made in, with a pause between them while there is hope."""
        for attempt in Retrying(
            stop=stop_after_attempt(1 + self._most),
            retry=retry_if_exception(self._is_worth_another),
            wait=lambda state: self._pause,
            sleep=self._sleep,
            reraise=True,
        ):
            self._pause = self._backoff(attempt.retry_state)
            yield attempt

    def pause_at_least(self, seconds: float) -> float:
        """How long is waited before the next attempt: so many seconds, or longer; of which it is told."""
        self._pause = max(self._pause, seconds)
        return self._pause

    def _is_worth_another(self, error: BaseException) -> bool:
        if isinstance(error, BadAnswer):
            self._ill += 1
            return self._ill <= self._limits.ill_retries
        return isinstance(error, TryLater) and not isinstance(error, CoolingDown)
