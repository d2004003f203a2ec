"""A publication on a cluster gives the same bytes, and so does the next one after anything was killed in the middle."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.publish.publish import publish
from feeds.work.cluster import report
from tests.conftest import ROOT
from tests.support.clusters import own_postgresql, scheduler, worker
from tests.support.keeping import keep
from tests.support.papers import paper
from tests.support.processes import PATIENCE, comes_true, started

PAPERS, ATTEMPTS = 120, 8
"""Papers for each publication; how many are begun at most until one is cut off before its end."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="starts servers as Linux has them")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, which all tests use that leave it as it is."""
    folder = tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        address, _ = stack.enter_context(scheduler(folder))
        for _ in range(2):
            stack.enter_context(worker(address, folder))
        yield address


def begin(url: str, out: Path, address: str) -> AbstractContextManager[subprocess.Popen[str]]:
    return started(
        [sys.executable, "-m", "tests.support.publishing", url, str(out), address], cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def goes_well(url: str, out: Path, address: str) -> None:
    with begin(url, out, address) as publishing:
        output, complained = publishing.communicate(timeout=PATIENCE)
    assert (output, complained) == (f"{len(files(out))}\n", "")


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def is_gathering(out: Path) -> bool:
    return any((out.parent / f".{out.name}.publishing").glob("entries/*/*"))


def is_building(out: Path) -> bool:
    return any((out.parent / f".{out.name}.publishing").glob("stage-*/authors/*"))


def cut_off(url: str, out: Path, address: str, phase: Callable[[Path], bool], kill: Callable[..., None]) -> bool:
    """Begin a publication and have something killed in that phase; whether that was before its end, which comes then."""
    with begin(url, out, address) as publishing:
        comes_true(lambda: phase(out) or publishing.poll() is not None)
        in_the_middle = publishing.poll() is None
        kill(publishing)
        _, complained = publishing.communicate(timeout=PATIENCE)
    assert "Traceback" not in complained
    return in_the_middle


def some(first: int) -> list[Record]:
    return [
        paper(id=f"2501.{number:05d}", authors=(Author(f"Author {number}"), Author("Ada Lovelace")))
        for number in range(first, first + PAPERS)
    ]


@cache
def expected(papers: int) -> dict[str, bytes]:
    """What this process alone publishes of so many papers, from the other kind of store."""
    with TemporaryDirectory() as folder, Store(f"sqlite:///{folder}/expected.db") as store:
        for first in range(1, papers, PAPERS):
            keep(store, some(first))
        publish(store, Settings(), Path(folder) / "out", processes=1)
        return files(Path(folder) / "out")


def survives(url: str, tmp_path: Path, address: str, phase: Callable[[Path], bool], kill: Callable[..., None]) -> int:
    """Publish until something was killed in the middle of it; how many papers there are."""
    for first in itertools.islice(itertools.count(1, PAPERS), ATTEMPTS):
        with Store(url) as store:
            keep(store, some(first))
        out = tmp_path / "out"
        before = files(out)
        if cut_off(url, out, address, phase, kill):
            assert files(out) == before, "out/ is as it was"
            return first + PAPERS - 1
    pytest.fail("nothing could be killed in the middle")


def test_a_cluster_gives_the_bytes_of_one_machine_and_says_how_it_is(
    cluster: str, postgresql: str, tmp_path: Path
) -> None:
    with Store(postgresql) as store:
        keep(store, some(1))
    goes_well(postgresql, tmp_path / "out", cluster)
    assert files(tmp_path / "out") == expected(PAPERS)
    well, sentence = report(cluster)
    assert well
    assert f"{cluster} answers; 2 workers with paperwire" in sentence


def test_a_worker_that_is_killed_is_replaced_by_another(cluster: str, postgresql: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Store(postgresql) as store:
        keep(store, some(1))
    with worker(cluster, tmp_path) as victim, begin(postgresql, out, cluster) as publishing:
        assert comes_true(lambda: is_gathering(out) or publishing.poll() is not None)
        victim.kill()
        output, complained = publishing.communicate(timeout=PATIENCE)
    assert (output, complained) == (f"{len(files(out))}\n", "")
    assert files(out) == expected(PAPERS)


@pytest.mark.parametrize("phase", [is_gathering, is_building])
def test_the_publication_after_one_that_was_killed_gives_the_same_bytes(
    cluster: str, postgresql: str, tmp_path: Path, phase: Callable[[Path], bool]
) -> None:
    papers = survives(postgresql, tmp_path, cluster, phase, lambda publishing: publishing.kill())
    goes_well(postgresql, tmp_path / "out", cluster)
    assert files(tmp_path / "out") == expected(papers)
    goes_well(postgresql, tmp_path / "out", cluster)


def test_without_its_scheduler_a_publication_ends_and_the_next_gives_the_same_bytes(
    cluster: str, postgresql: str, tmp_path: Path
) -> None:
    with scheduler(tmp_path) as (address, process), worker(address, tmp_path):
        papers = survives(postgresql, tmp_path, address, is_gathering, lambda publishing: process.kill())
    goes_well(postgresql, tmp_path / "out", cluster)
    assert files(tmp_path / "out") == expected(papers)


def test_without_its_store_a_publication_ends_and_the_next_gives_the_same_bytes(cluster: str, tmp_path: Path) -> None:
    with own_postgresql() as server:
        papers = survives(server.url, tmp_path, cluster, is_gathering, lambda publishing: server.kill())
        server.start()
        goes_well(server.url, tmp_path / "out", cluster)
    assert files(tmp_path / "out") == expected(papers)
