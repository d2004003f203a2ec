"""PostgreSQL is a change of `[store] url`: the same run, the same files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from feeds.cli.commands import call
from tests.support.arxiv_standin import Server


def published(home: Path, url: str, store: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    home.mkdir()
    monkeypatch.chdir(home)
    (home / "list.txt").write_text("arXiv:2401.00001 arXiv:2401.00002 arXiv:2401.99999 arXiv:2413.00001")
    (home / "paperwire.toml").write_text(
        f"[[sources]]\nname = 'list'\nfiles = ['list.txt']\n[arxiv]\nbase_url = '{url}'\nmin_interval = 0.0\n"
        f"[store]\nurl = '{store}'\n"
    )
    assert call(["run"]) == 3
    assert call(["run"]) == 0
    assert call(["verify"]) == 0
    files = (path for path in (home / "out").rglob("*.rss") if not path.name.startswith("ops."))
    return {str(path.relative_to(home)): path.read_bytes() for path in files}


def test_a_run_publishes_the_same_from_either_store(
    tmp_path: Path, standin: Callable[..., Server], postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = standin().url
    first = published(tmp_path / "postgresql", url, postgresql, monkeypatch)
    assert first == published(tmp_path / "sqlite", url, "sqlite:///paperwire.db", monkeypatch)
