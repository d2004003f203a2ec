"""What a worker asks before it works, and what is said where there is no cluster. Real ones: tests/system/test_cluster.py."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pydantic import ValidationError

from enrich.errors import CannotPublish
from enrich.machine.process import machine
from enrich.options.schedule import WorkSettings
from feeds.work import cluster
from feeds.work.cluster import Cluster, Recipe, edition, opened, perform, report
from feeds.work.processes import Processes
from tests.support.clusters import free_port


def _adder(number: int) -> Callable[[int], int]:
    return lambda task: task + number


def recipe(folder: Path) -> Recipe:
    (folder / "cluster").write_text("word")
    return Recipe("word", folder, edition(), machine(), pickle.dumps(partial(_adder, 5)))


def test_a_worker_does_what_the_recipe_makes(tmp_path: Path) -> None:
    assert [perform(recipe(tmp_path), task) for task in (1, 2)] == [6, 7]
    other = replace(recipe(tmp_path), word="another", pickled=pickle.dumps(partial(_adder, 7)))
    (tmp_path / "cluster").write_text("another")
    assert perform(other, 1) == 8, "the work of another publication takes the place of the last"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"edition": "0.0.9 (abcdef)"}, r"has paperwire .* here it is 0\.0\.9 \(abcdef\); install the same"),
        ({"machine": "another/machine"}, "name a PostgreSQL"),
        ({"folder": Path("/nowhere/.out.publishing")}, "does not see /nowhere/.out.publishing"),
        ({"word": "another"}, "does not see"),
    ],
)
def test_a_worker_that_would_do_it_wrongly_refuses(tmp_path: Path, wrong: dict[str, object], message: str) -> None:
    with pytest.raises(CannotPublish, match=message):
        replace(recipe(tmp_path), **wrong).begin()  # type: ignore[arg-type]
    assert replace(recipe(tmp_path), machine=None).begin()(1) == 6, "with PostgreSQL any machine may"


def test_the_address_of_the_store_is_shown_nowhere(tmp_path: Path) -> None:
    make = partial(_adder, "postgresql+psycopg://me:S3CRET@host/papers")  # type: ignore[arg-type]
    assert "S3CRET" not in repr(replace(recipe(tmp_path), pickled=pickle.dumps(make)))


def test_a_scheduler_that_does_not_answer_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    nobody = Cluster(address, tmp_path, "sqlite:///x.db")
    assert list(nobody.work_through(partial(_adder, 1), [1], 1)) == [2], "one piece needs nobody else"
    with pytest.raises(CannotPublish, match=rf"{address} cannot be reached .* start `dask scheduler`.*as it was"):
        list(nobody.work_through(partial(_adder, 1), [1, 2], 2))
    nobody.close()
    assert report(address)[0] is False


def test_the_cluster_of_the_settings_works_unless_a_number_of_processes_is_given(tmp_path: Path) -> None:
    with opened(None, None, tmp_path, "") as one, opened("tcp://a:1", 1, tmp_path, "") as two:
        assert [type(one), type(two)] == [Processes, Processes]
    with opened("tcp://a:1", None, tmp_path, "") as three:
        assert isinstance(three, Cluster)


@pytest.mark.parametrize(
    "wrong", ["scheduler", "http://scheduler:8786", "tcp://scheduler", "tcp://me:pw@scheduler:1", "tcp://a:b"]
)
def test_what_is_no_address_of_a_scheduler_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="the address of a dask scheduler is expected"):
        WorkSettings(cluster=wrong)
    assert WorkSettings(cluster="tls://[::1]:8786").cluster == "tls://[::1]:8786"
