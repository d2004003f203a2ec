from __future__ import annotations

import itertools
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import CoolingDown
from enrich.http import rate_limit as rules_of
from enrich.http.rate_limit import Limiter, Rules, ServiceSlot, State
from enrich.machine.process import is_gone, machine, new_name
from tests.conftest import FakeTime
from tests.support.limits import MemorySlots

RULES = Rules(min_interval=3.0, lease=200.0, cooldown=60.0, cooldown_max=3600.0)


@pytest.fixture
def slots() -> MemorySlots:
    return MemorySlots()


def one(limiter: Limiter, fake: FakeTime, seconds: float = 0.5, struck: float | None = None) -> float:
    """One request that takes `seconds`; when it was sent, by the steady clock."""
    with limiter.slot() as slot:
        slot.request_sent()
        sent = fake.steady
        fake.pass_by(seconds)
        slot.answer_began()
        slot.answered() if struck is None else slot.struck(struck)
    return sent


def dead_name() -> str:
    child = subprocess.run(
        [sys.executable, "-c", "from enrich.machine.process import new_name; print(new_name())"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    return child.stdout.strip()


def test_a_process_that_ended_is_gone_and_this_one_is_not() -> None:
    assert is_gone(dead_name())
    assert not is_gone(new_name())


def test_a_number_that_another_process_has_now_does_not_keep_the_dead_alive() -> None:
    assert is_gone(f"{machine()}/{os.getpid()}/1/x") == os.path.exists("/proc/self/stat")


@pytest.mark.parametrize("name", ["", "elsewhere/1/2/3", "nonsense", f"{machine()}/abc/1/x"])
def test_of_a_holder_elsewhere_nothing_is_assumed(name: str) -> None:
    assert not is_gone(name)


def test_starts_are_at_least_an_interval_apart(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    starts = [one(limiter, fake_time) for _ in range(5)]
    assert all(b - a >= 3.0 for a, b in itertools.pairwise(starts))
    assert fake_time.naps == pytest.approx([3.0] * 4)


def test_two_askers_of_one_store_share_the_interval(fake_time: FakeTime, slots: MemorySlots) -> None:
    first, second = (Limiter(slots, RULES, fake_time.clock()) for _ in range(2))
    starts = [one(asker, fake_time) for asker in (first, second, second, first)]
    assert all(b - a >= 3.0 for a, b in itertools.pairwise(starts))


def test_a_slow_answer_costs_no_second_interval(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    one(limiter, fake_time, seconds=30.0)
    one(limiter, fake_time)
    assert sum(fake_time.naps) == pytest.approx(0.75)


def test_the_pause_counts_from_the_arrival_not_from_the_grant() -> None:
    assert rules_of.pause_after(RULES, sent=10.0, arrived=10.4, ended=10.6) == pytest.approx(2.8)
    assert rules_of.pause_after(RULES, sent=10.0, arrived=12.0, ended=12.5) == pytest.approx(1.5)


def test_a_request_without_an_answer_leaves_the_server_as_much_time_again() -> None:
    assert rules_of.pause_after(RULES, sent=10.0, arrived=None, ended=30.0) == pytest.approx(20.0)
    assert rules_of.pause_after(RULES, sent=None, arrived=None, ended=30.0) == 3.0
    assert rules_of.pause_after(RULES, sent=0.0, arrived=None, ended=900.0) == 60.0


def test_a_slot_that_is_held_is_waited_for(fake_time: FakeTime, slots: MemorySlots) -> None:
    slots.state = State(holder=new_name(), taken=fake_time.wall)
    limiter = Limiter(slots, RULES, fake_time.clock())
    one(limiter, fake_time)
    assert sum(fake_time.naps) == pytest.approx(206.0, abs=0.3), "until the lease ends, and two intervals"


def test_the_slot_of_a_dead_holder_is_free_after_two_intervals(fake_time: FakeTime, slots: MemorySlots) -> None:
    slots.state = State(holder=dead_name(), taken=fake_time.wall)
    one(Limiter(slots, RULES, fake_time.clock()), fake_time)
    assert sum(fake_time.naps) == pytest.approx(6.0), "arXiv may be busy still with what the dead asked"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_the_slot_is_given_back_whatever_happens(
    error: type[BaseException], fake_time: FakeTime, slots: MemorySlots
) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())

    def ask() -> None:
        with limiter.slot() as slot:
            slot.request_sent()
            raise error

    with pytest.raises(error):
        ask()
    assert slots.state.holder == ""
    assert slots.state.pause == 3.0


def test_an_interrupt_while_waiting_leaves_at_once(fake_time: FakeTime, slots: MemorySlots) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    limiter = Limiter(slots, RULES, replace(fake_time.clock(), sleep=interrupted))
    one(limiter, fake_time)
    with pytest.raises(KeyboardInterrupt):
        one(limiter, fake_time)
    assert slots.state.holder == ""


@pytest.mark.parametrize("hours", [-24 * 365, -1, 1, 24 * 365])
def test_a_step_of_the_clock_neither_hurries_nor_blocks(hours: int, fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    sent = one(limiter, fake_time)
    fake_time.wall += timedelta(hours=hours)
    assert 3.0 <= one(limiter, fake_time) - sent <= 7.0


@pytest.mark.parametrize("seconds", [-3600, 0.05, 0.4, 2.9, 3600])
def test_a_step_of_the_clock_hurries_no_other_process_either(
    seconds: float, fake_time: FakeTime, slots: MemorySlots
) -> None:
    first, second = (Limiter(slots, RULES, fake_time.clock()) for _ in range(2))
    sent = one(first, fake_time)
    fake_time.wall += timedelta(seconds=seconds)
    assert one(second, fake_time) - sent >= 3.0


def test_a_cool_down_that_lies_in_the_future_ends_all_the_same(fake_time: FakeTime, slots: MemorySlots) -> None:
    slots.state = State(cooled=fake_time.wall + timedelta(days=9), cooldown=60.0, strikes=3)
    limiter = Limiter(slots, RULES, fake_time.clock())
    assert limiter.cooling_until() == fake_time.wall + timedelta(seconds=60)
    fake_time.pass_by(60.0)
    one(limiter, fake_time)


def test_the_third_strike_in_a_row_begins_a_cool_down(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    one(limiter, fake_time, struck=5.0)
    one(limiter, fake_time, struck=5.0)
    assert limiter.cooling_until() is None
    one(limiter, fake_time, struck=5.0)
    naps = len(fake_time.naps)
    with pytest.raises(CoolingDown) as raised:
        one(limiter, fake_time)
    assert raised.value.until == limiter.cooling_until() == fake_time.wall + timedelta(seconds=60)
    assert len(fake_time.naps) == naps, "it says so at once"


def test_a_good_answer_between_strikes_starts_the_count_anew(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    for struck in (5.0, 5.0, None, 5.0, 5.0):
        one(limiter, fake_time, struck=struck)
    assert limiter.cooling_until() is None


def test_failed_trials_double_the_cool_down_up_to_the_longest(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    for _ in range(3):
        one(limiter, fake_time, struck=1.0)
    lengths = []
    for _ in range(8):
        lengths.append(slots.state.cooldown)
        fake_time.pass_by(slots.state.cooldown)
        one(limiter, fake_time, struck=1.0)
    assert lengths == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_trial_that_goes_well_ends_it(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    for _ in range(3):
        one(limiter, fake_time, struck=1.0)
    fake_time.pass_by(60)
    seen: list[ServiceSlot] = []
    with limiter.slot() as slot:
        seen.append(slot)
        slot.answered()
    assert seen[0].trial
    assert slots.state.strikes == 0
    with limiter.slot() as slot:
        assert not slot.trial


def test_while_one_tries_the_others_wait_for_what_it_learns(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())

    def trial_fails(seconds: float) -> None:
        trial.struck(1.0)

    other = Limiter(slots, RULES, replace(fake_time.clock(), sleep=trial_fails))
    slots.state = State(cooled=fake_time.wall - timedelta(seconds=60), cooldown=60.0, strikes=3)
    with limiter.slot() as trial, pytest.raises(CoolingDown), other.slot():
        pytest.fail("a second request went out beside the trial")


def test_a_long_retry_after_is_a_cool_down_by_itself(fake_time: FakeTime, slots: MemorySlots) -> None:
    limiter = Limiter(slots, RULES, fake_time.clock())
    one(limiter, fake_time, struck=600.0)
    assert limiter.cooling_until() == fake_time.wall + timedelta(seconds=600)
    one_more = State()
    assert rules_of.strike(one_more, fake_time.wall, 1e9, RULES).cooldown == 3600


def test_a_short_retry_after_holds_for_everybody(fake_time: FakeTime, slots: MemorySlots) -> None:
    first, second = (Limiter(slots, RULES, fake_time.clock()) for _ in range(2))
    one(first, fake_time, struck=40.0)
    one(second, fake_time)
    assert sum(fake_time.naps) == pytest.approx(40.0)


moments = st.none() | st.datetimes().map(lambda d: d.replace(tzinfo=FakeTime().wall.tzinfo))


@given(
    state=st.builds(
        State,
        holder=st.sampled_from(["", "elsewhere/1/2/3"]),
        taken=moments,
        freed=moments,
        pause=st.floats(0, 1e12),
        strikes=st.integers(0, 9),
        cooled=moments,
        cooldown=st.floats(0, 3600),
    )
)
def test_whatever_the_store_holds_the_slot_comes_within_bounds(state: State) -> None:
    fake = FakeTime()
    end = fake.steady + 3600 + 3600 + 200 + 10
    while fake.steady < end:
        state = rules_of.take(state, "me", fake.wall, RULES)
        if state.holder == "me":
            return
        fake.pass_by(50)
    pytest.fail("blocked for ever")


def test_threads_never_hold_it_together_and_keep_the_interval() -> None:
    slots = MemorySlots()
    rules = Rules(min_interval=0.02)
    sent: list[float] = []
    inside = threading.Semaphore(1)

    def ask(limiter: Limiter) -> None:
        for _ in range(5):
            with limiter.slot() as slot:
                assert inside.acquire(blocking=False)
                slot.request_sent()
                sent.append(time.monotonic())
                slot.answer_began()
                slot.answered()
                inside.release()

    threads = [threading.Thread(target=ask, args=(Limiter(slots, rules),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 20
    assert min(b - a for a, b in itertools.pairwise(sent)) >= 0.02
