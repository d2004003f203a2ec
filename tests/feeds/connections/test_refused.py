"""What was refused is in the log, and the log is not flooded."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.connections.refused import ALL, LINES, RefusalLog

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def test_a_line_has_time_address_and_reason(caplog: pytest.LogCaptureFixture) -> None:
    RefusalLog(lambda: NOON).note("203.0.113.5", "a request without a Host header")
    assert caplog.messages == ["2026-01-05T12:00:00Z 203.0.113.5: refused, a request without a Host header"]


def test_an_address_has_so_many_lines_a_minute_and_the_rest_is_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = [NOON]
    refused = RefusalLog(lambda: clock[0])
    for _ in range(1000):
        refused.note("203.0.113.5", "x")
    refused.note("203.0.113.6", "x")
    assert len(caplog.messages) == LINES + 1
    refused.flush()
    assert len(caplog.messages) == LINES + 1
    clock[0] += timedelta(minutes=1)
    refused.flush()
    refused.flush()
    assert caplog.messages[LINES + 1 :] == [
        f"2026-01-05T12:01:00Z refused too, in the minute from 2026-01-05T12:00:00Z: {1000 - LINES} of 203.0.113.5"
    ]
    refused.note("203.0.113.5", "again")
    assert caplog.messages[-1].endswith("203.0.113.5: refused, again")


def test_many_addresses_cannot_flood_it_either(caplog: pytest.LogCaptureFixture) -> None:
    clock = [NOON]
    refused = RefusalLog(lambda: clock[0])
    for n in range(20_000):
        refused.note(f"10.0.{n // 256}.{n % 256}", "x")
    assert len(caplog.messages) == ALL
    assert len(refused._seen) <= 10_001
    clock[0] -= timedelta(hours=1)  # the clock was set back
    refused.flush()
    assert len(caplog.messages) == ALL + 1
    assert caplog.messages[-1].endswith("of others")
