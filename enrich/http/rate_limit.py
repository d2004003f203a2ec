"""One slot at a time for everything that is asked of arXiv; alone decides when the next request may start.

arXiv allows one request in three seconds and one connection, for the API, OAI-PMH, RSS and PDFs together and for all
of a user's processes together (https://info.arxiv.org/help/api/tou.html). So there is one shared `State`, kept in the
store; whoever wants to ask takes the slot, and gives it back when the answer is read to its end::

    free --take--> held --give back--> free, after a pause
                    |  \\--429/503, again and again--> cooling down --its end--> one trial request
                    \\--holder died, or its lease ended--> free, after a longer pause

What the server counts is the time between arrivals, which the asker does not see. A request has arrived at the latest
when its answer begins, so the pause is counted from there (or from a second after it was sent, when the answer takes
longer than that).

Clocks are set: a moment that lies in the future is taken for now, and after a step of the clock this process keeps
quiet for one interval, measured by the clock that cannot be set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from msgspec import Struct

from enrich.clock import Clock
from enrich.errors import CoolingDown
from enrich.machine.process import is_gone, new_name

PATIENCE = 3
"""Number of 429 or 503 answers in a row that begins a cool-down."""
ARRIVAL = 1.0
"""Seconds after which a request that was sent is taken to have arrived, even if no answer has begun."""
STEP = 0.01
"""The part of the interval by which the settable clock may leave the steady one before it counts as set."""
AFTER_DEATH = 2
"""Intervals of quiet after a holder that died: the server may be busy still with what the dead asked."""
POLL = 0.25
"""Seconds between two looks at a slot that somebody else holds, at most."""


@dataclass(frozen=True, slots=True)
class State:
    """What all askers share: who has the slot, and when the next one may begin."""

    holder: str = ""
    """Name of the holder (`enrich.machine.process.new_name`); empty when the slot is free."""
    taken: datetime | None = None
    """When the holder took it, UTC."""
    freed: datetime | None = None
    """When the last slot ended, UTC."""
    pause: float = 0.0
    """Seconds that must pass after `freed` before the next slot."""
    strikes: int = 0
    """How many requests in a row were answered with 429 or 503."""
    cooled: datetime | None = None
    """When the present cool-down began, UTC."""
    cooldown: float = 0.0
    """Its length in seconds; not 0 until a trial request went well."""


class Slots(Protocol):
    """Where the state is kept: one row of the store, or memory."""

    def change(self, decide: Callable[[State], State]) -> State:
        """Put `decide(state)` in the place of the state, in one transaction that excludes others; the new state.

        `decide` is pure and may be called again when the transaction must be repeated. Times keep their microseconds.
        """
        ...


class Rules(Struct, frozen=True):
    """How polite to be; everything in seconds."""

    min_interval: float = 3.0
    lease: float = 200.0
    """A slot ends by itself after this; longer than any request may take."""
    cooldown: float = 60.0
    """Length of the first cool-down; each one after that is twice as long."""
    cooldown_max: float = 3600.0


# ---------------------------------------------------------------- what decides


def settled(state: State, now: datetime, rules: Rules) -> State:
    """The state without moments in the future, and without a holder that died or kept the slot too long."""
    state = replace(
        state,
        taken=min(state.taken or now, now) if state.holder else None,
        freed=state.freed and min(state.freed, now),
        cooled=state.cooled and min(state.cooled, now),
        pause=min(state.pause, max(rules.cooldown_max, rules.min_interval)),
    )
    if not state.holder:
        return state
    seconds = (now - (state.taken or now)).total_seconds()
    if seconds >= rules.lease or is_gone(state.holder):
        return replace(state, holder="", taken=None, freed=now, pause=AFTER_DEATH * rules.min_interval)
    return state


def cooling_until(state: State) -> datetime | None:
    """When the cool-down ends; a moment in the past means that the next request is the trial."""
    if state.cooled is None or not state.cooldown:
        return None
    return state.cooled + timedelta(seconds=state.cooldown)


def is_cooling(state: State, now: datetime) -> bool:
    until = cooling_until(state)
    return until is not None and now < until


def pause_left(state: State, now: datetime) -> float:
    """Seconds until a free slot may be taken."""
    if state.freed is None:
        return 0.0
    return max(0.0, state.pause - (now - state.freed).total_seconds())


def take(state: State, holder: str, now: datetime, rules: Rules) -> State:
    """The state with `holder` in it, if the slot can be had now."""
    state = settled(state, now, rules)
    if state.holder or is_cooling(state, now) or pause_left(state, now) > 0:
        return state
    return replace(state, holder=holder, taken=now)


def give_back(state: State, holder: str, now: datetime, pause: float) -> State:
    """The state with the slot free again; unchanged when somebody else has it by now."""
    if state.holder != holder:
        return state
    return replace(state, holder="", taken=None, freed=now, pause=pause)


def strike(state: State, now: datetime, pause: float, rules: Rules) -> State:
    """The state after a 429 or 503 that asks for `pause` seconds: cooling down if it was one too many.

    A failed trial doubles the cool-down at once; a pause longer than the first cool-down is one itself.
    """
    strikes = state.strikes + 1
    if not state.cooldown and strikes < PATIENCE and pause <= rules.cooldown:
        return replace(state, strikes=strikes)
    length = max(2 * state.cooldown, rules.cooldown, pause)
    return replace(state, strikes=strikes, cooled=now, cooldown=min(length, rules.cooldown_max))


def answered(state: State) -> State:
    """The state after an answer that is neither 429 nor 503: all is well again."""
    return replace(state, strikes=0, cooled=None, cooldown=0.0)


def pause_after(rules: Rules, sent: float | None, arrived: float | None, ended: float) -> float:
    """Seconds of quiet after a slot that ended at `ended`, so that arrivals at the server are far enough apart.

    Without an answer nobody knows when the request arrived, and the server may be busy with it still: it gets as much
    time again as it had. After an answer a quarter of the interval lets the server close the connection.
    """
    if arrived is None:
        hung = ended - sent if sent is not None else 0.0
        return max(rules.min_interval, min(hung, rules.cooldown))
    if sent is not None:
        arrived = min(arrived, sent + ARRIVAL)
    return max(rules.min_interval - (ended - arrived), rules.min_interval / 4)


# ---------------------------------------------------------------- what acts


class ServiceSlot:
    """The slot, while one has it. The asker says what happened; the limiter draws the conclusions."""

    def __init__(self, limiter: Limiter, trial: bool) -> None:
        self.trial = trial
        """Whether this is the one request that ends, or renews, a cool-down."""
        self.sent: float | None = None
        self.arrived: float | None = None
        self.asked_pause = 0.0
        self._limiter = limiter

    def request_sent(self) -> None:
        self.sent = self._limiter.clock.monotonic()

    def answer_began(self) -> None:
        self.arrived = self._limiter.clock.monotonic()

    def answered(self) -> None:
        """The service answered as it should."""
        self._limiter.change(answered)

    def struck(self, pause: float) -> datetime | None:
        """The service said 429 or 503; the end of the cool-down, if this was one too many."""
        limiter = self._limiter
        now = limiter.clock.now()
        state = limiter.change(lambda state: strike(state, now, pause, limiter.rules))
        self.asked_pause = pause
        return cooling_until(state)


class Limiter:
    """Hands out slots; threads and processes with the same `slots` share them."""

    def __init__(self, slots: Slots, rules: Rules | None = None, clock: Clock | None = None) -> None:
        self.rules = rules or Rules()
        self.clock = clock or Clock()
        self._slots = slots
        self._drift = self._now_drift()
        self._quiet_until = 0.0

    def change(self, decide: Callable[[State], State]) -> State:
        return self._slots.change(decide)

    def cooling_until(self) -> datetime | None:
        """When the present cool-down ends, UTC; None when there is none."""
        now = self.clock.now()
        state = self.change(lambda state: settled(state, now, self.rules))
        return cooling_until(state) if is_cooling(state, now) else None

    @contextmanager
    def slot(self, url: str = "") -> Iterator[ServiceSlot]:
        """Wait for the slot and hold it; raises CoolingDown at once while nothing may be asked."""
        holder = new_name()
        slot = None
        try:
            slot = ServiceSlot(self, self._wait(holder, url).cooldown > 0)
            yield slot
        finally:
            self._give_back(holder, slot)

    def _wait(self, holder: str, url: str) -> State:
        while True:
            now = self.clock.now()
            quiet = self._quiet(now)
            if quiet <= 0:
                state = self.change(lambda state: take(state, holder, now, self.rules))  # noqa: B023
            else:
                state = self.change(lambda state: settled(state, now, self.rules))  # noqa: B023
            if state.holder == holder:
                return state
            if is_cooling(state, now):
                raise _cooling_down(state, url)
            self.clock.sleep(self._nap(state, now, quiet))

    def _nap(self, state: State, now: datetime, quiet: float) -> float:
        poll = min(POLL, max(self.rules.min_interval / 4, 0.01))
        return max(quiet, pause_left(state, now), poll if state.holder else 0.0, 0.001)

    def _give_back(self, holder: str, slot: ServiceSlot | None) -> None:
        pause, ended = 0.0, self.clock.monotonic()
        if slot is not None:
            pause = max(pause_after(self.rules, slot.sent, slot.arrived, ended), slot.asked_pause)
            self._quiet_until = max(self._quiet_until, ended + min(pause, self.rules.min_interval))
        now = self.clock.now()
        self.change(lambda state: give_back(state, holder, now, pause))

    def _now_drift(self) -> float:
        return self.clock.now().timestamp() - self.clock.monotonic()

    def _quiet(self, now: datetime) -> float:
        """Seconds that this process stays silent by the steady clock, whatever the settable one says."""
        steady = self.clock.monotonic()
        drift = now.timestamp() - steady
        if abs(drift - self._drift) > STEP * self.rules.min_interval:
            self._quiet_until = max(self._quiet_until, steady + self.rules.min_interval)
        self._drift = drift
        return self._quiet_until - steady


def _cooling_down(state: State, url: str) -> CoolingDown:
    until = cooling_until(state)
    when = f"{until:%Y-%m-%d %H:%M:%S} UTC" if until else "later"
    host = urlsplit(url).hostname or "the server"
    return CoolingDown(
        f"{host} asked for a pause; nothing is asked before {when}, and then one trial request", url, until
    )
