"""Caches keep what was published for less time, the nearer the next run."""

from datetime import UTC, datetime, timedelta

import pytest

from enrich.settings import Settings
from feeds.media_types import LEAST
from feeds.serve.age import MOST, Age, age_of

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "age"), [((), MOST), ((-5,), LEAST), ((10,), LEAST), ((310,), 300), ((90_000,), MOST), ((400, 200), 180)]
)
def test_the_age_ends_with_the_next_run(left: tuple[int, ...], age: int) -> None:
    assert age_of(NOW, (NOW + timedelta(seconds=seconds) for seconds in left)) == age


def test_the_schedule_is_asked_now_and_then() -> None:
    jobs = [{"name": "often", "cron": "*/10 * * * *", "timezone": "UTC"}]
    settings = Settings(schedule={"jobs": jobs})  # type: ignore[arg-type]
    clock = [0.0]
    age = Age(settings, lambda: NOW + timedelta(seconds=clock[0] + 30), lambda: clock[0])
    assert age() == 540
    clock[0] = 10.0
    assert age() == 540
    clock[0] = 240.0
    assert age() == 300
