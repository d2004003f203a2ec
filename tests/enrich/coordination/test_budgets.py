from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from enrich.coordination.budgets import Budget, BudgetedLimiter
from enrich.errors import CoolingDown
from enrich.http.rate_limit import Limiter, Rules
from enrich.store.store import Store
from tests.conftest import FakeTime
from tests.support.limits import MemorySlots

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: object) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def test_a_day_has_so_many_requests_for_all_processes_together(store: Store) -> None:
    now = [NOON]
    one, other = (Budget(store.engine, "openalex", 3, lambda: now[0]) for _ in range(2))
    one.spend()
    other.spend()
    one.spend()
    with pytest.raises(
        CoolingDown, match=r"the 3 requests that openalex gets in a day.*services\.openalex\.budget"
    ) as raised:
        other.spend()
    assert raised.value.until == datetime(2026, 1, 6, tzinfo=UTC)
    assert one.spent() == 3
    now[0] += timedelta(hours=12)
    assert one.spent() == 0
    one.spend()


def test_each_service_has_its_own(store: Store) -> None:
    Budget(store.engine, "openalex", 1, lambda: NOON).spend()
    Budget(store.engine, "crossref", 1, lambda: NOON).spend()


def test_no_slot_is_had_without_budget_and_none_is_kept(store: Store, fake_time: FakeTime) -> None:
    slots = MemorySlots()
    limiter = Limiter(slots, Rules(min_interval=0.0), fake_time.clock())
    limited = BudgetedLimiter(limiter, Budget(store.engine, "openalex", 1, lambda: NOON))
    with limited.slot("https://api.openalex.org/works"):
        pass
    with pytest.raises(CoolingDown), limited.slot("https://api.openalex.org/works"):
        raise AssertionError("nothing may be asked")
    assert slots.state.holder == ""
