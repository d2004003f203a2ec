"""`paperwire run --since DAY`: what a query lists is read back to that day, and no further."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from feeds.cli.commands import call
from tests.conftest import row
from tests.feeds.cli.test_commands import settle
from tests.support.arxiv_standin import Server

FIRST = datetime(2024, 1, 1, 12, tzinfo=UTC)


def test_a_run_reads_back_to_a_day_and_a_later_one_further_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], standin: Callable[..., Server]
) -> None:
    monkeypatch.chdir(tmp_path)
    versions = [
        [{"version": "v1", "created": format_datetime(FIRST + timedelta(days=n), usegmt=True)}] for n in range(30)
    ]
    server = standin([row(number, versions=one) for number, one in enumerate(versions, 1)])
    settle(tmp_path, server, "query = 'cat:cs.LG'")

    def papers() -> list[str]:
        capsys.readouterr()
        assert call(["status", "--mentions", "--json"]) == 0
        return sorted(one["id"] for one in json.loads(capsys.readouterr().out))

    assert call(["--quiet", "run", "--since", "2024-01-26"]) == 0
    assert papers() == [f"2401.{number:05}" for number in range(26, 31)]
    # A run without a day goes on from what is known, one with an earlier day reads what is older.
    assert call(["--quiet", "run"]) == 0
    assert papers() == [f"2401.{number:05}" for number in range(26, 31)]
    assert call(["--quiet", "enrich", "--since", "2024-01-20"]) == 0
    assert papers() == [f"2401.{number:05}" for number in range(20, 31)]


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2024-02-30"])
def test_a_day_that_cannot_be_meant_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["run", "--since", day]) == 2
    assert day in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
