"""Facts about answering from the bulk metadata file."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from enrich.errors import BadStore, CannotRead
from enrich.snapshot.snapshot import Snapshot, indexed, open_snapshot
from tests.conftest import row

NOW = datetime(2026, 1, 5, tzinfo=UTC)
TITLES = [
    "Deep Residual Learning for Image Recognition",
    "Deep Learning for Image Segmentation: A Survey",
    "Measuring the Intrinsic Dimension of Objective Landscapes",
    "Quantum Error Correction with Toric Codes",
    "Attention is Not All You Need",
]
Opener = Callable[..., Snapshot]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in rows)


def titled() -> list[dict[str, Any]]:
    return [row(n, title=title) for n, title in enumerate(TITLES, 1)]


@pytest.fixture(params=["plain", "gz"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Writes bytes as a snapshot, plain or gzip, and opens it."""

    def write(content: bytes, **more: Any) -> Snapshot:
        path = tmp_path / "snapshot.json"
        path.write_bytes(gzip.compress(content) if request.param == "gz" else content)
        return open_snapshot(path, tmp_path / "index", **more)

    return write


def ids(snapshot: Snapshot, asked: list[str]) -> list[str]:
    return [record.id for record in snapshot.by_ids(asked, NOW)]


def test_records_come_in_the_order_of_the_file(opener: Opener) -> None:
    everything = [row(n, abstract=random.Random(n).randbytes(900).hex()) for n in range(1, 200)]
    with opener(lines(everything)) as snapshot:
        asked = [each["id"] for each in everything]
        assert ids(snapshot, asked[::-1]) == asked
        assert ids(snapshot, ["2401.00150", "2401.00002", "2401.00150", "9999.99999"]) == ["2401.00002", "2401.00150"]
        for record in snapshot.by_ids(asked, NOW):
            assert record.abstract == random.Random(int(record.id[-5:])).randbytes(900).hex()


def test_a_record_is_complete_and_says_where_it_is_from(opener: Opener) -> None:
    with opener(lines([row(7, doi="10.1000/x", affiliations=[["MIT"], []])])) as snapshot:
        (record,) = snapshot.by_ids(["2401.00007"], NOW)
    assert [(a.name, a.affiliations) for a in record.authors] == [("Jane 7 Doe", ("MIT",)), ("José Núñez", ())]
    assert (record.abstract, record.dois, record.version) == ("We count to 7 and stop.", ("10.1000/x",), 1)
    assert {(mark.source, mark.when) for mark in record.provenance} == {("snapshot", NOW)}


def test_it_knows_what_it_has(opener: Opener) -> None:
    two = [{"version": f"v{n}", "created": "Mon, 1 Jan 2024 10:00:00 GMT"} for n in (1, 2)]
    with opener(lines([row(1, versions=two)])) as snapshot:
        assert snapshot.has("2401.00001")
        assert snapshot.version("2401.00001") == 2
        assert not snapshot.has("2401.00002")
        assert snapshot.version("2401.00002") is None


def test_bad_lines_are_counted_and_told_of(opener: Opener) -> None:
    content = b"{broken\n\n" + lines([row(1)]) + b'{"id": "2401.00009"}\n\xff\xfe\n' + lines([row(2)])[:-1]
    with opener(content) as snapshot:
        assert ids(snapshot, ["2401.00001", "2401.00002", "2401.00009"]) == ["2401.00001", "2401.00002"]
        assert (snapshot.papers, snapshot.bad_lines) == (2, 3)
        assert [problem.split(":")[0] for problem in snapshot.problems] == ["line 1", "line 4", "line 5"]
        assert "3 lines are not a whole record" in indexed(snapshot)


def test_of_several_lines_with_one_id_the_last_counts(opener: Opener) -> None:
    with opener(lines([row(1, title="Old zebra"), row(2), row(1, title="New giraffe")])) as snapshot:
        assert [record.title for record in snapshot.by_ids(["2401.00001"], NOW)] == ["New giraffe"]
        assert snapshot.papers == 2
        assert [found.title for found in snapshot.candidates("Old zebra")] != ["Old zebra"]


def test_a_line_that_is_far_too_long_is_passed_over(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.snapshot.build_index.TOO_LONG", 2000)
    with opener(lines([row(1), row(2, abstract="x" * 9000), row(3)])) as snapshot:
        assert ids(snapshot, ["2401.00001", "2401.00002", "2401.00003"]) == ["2401.00001", "2401.00003"]
        assert snapshot.bad_lines == 1


def test_a_byte_order_mark_does_not_cost_the_first_record(opener: Opener) -> None:
    with opener(b"\xef\xbb\xbf" + lines([row(1)])) as snapshot:
        assert ids(snapshot, ["2401.00001"]) == ["2401.00001"]


@pytest.mark.parametrize(
    "asked",
    [
        "Deep Residual Learning for Image Recognition",
        "DEEP RESIDUAL LEARNING FOR IMAGE RECOGNITION",
        "Deep Residal Learning for Imge Recognition",
        "Deep Residual Learning for Image RecognitionKaiming He, Xiangyu Zhang",
        "Deep Residual Learning for…",
        "A Note: Deep Residual Learning for Image Recognition",
    ],
)
def test_a_damaged_title_brings_its_paper_first(opener: Opener, asked: str) -> None:
    with opener(lines(titled())) as snapshot:
        assert snapshot.candidates(asked)[0].id == "2401.00001"


def test_candidates_are_what_the_decision_needs(opener: Opener) -> None:
    with opener(lines(titled())) as snapshot:
        first = snapshot.candidates(TITLES[2])[0]
        assert (first.title, first.authors[1], first.published.isoformat()) == (TITLES[2], "José Núñez", "2024-01-01")
        assert len(snapshot.candidates("deep learning", limit=1)) == 1
        assert snapshot.candidates("Xylophone zzz") == ()
        assert snapshot.candidates("?!") == ()


def test_a_title_of_common_words_is_found(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enrich.snapshot.title_search.RARE", 3)
    rows = [row(n, title=f"deep learning of graphs number{n}") for n in range(1, 50)]
    with opener(
        lines([*rows, row(50, title="Deep Graphs for Learning Images"), row(51, title="Images for learning")])
    ) as snapshot:
        assert snapshot.candidates("Deep Grphs for Learning Images")[0].id == "2401.00050"


def test_the_index_is_kept_while_the_file_is_the_same(tmp_path: Path) -> None:
    path, index = tmp_path / "s.json", tmp_path / "index"
    path.write_bytes(lines([row(1)]))
    progress: list[int] = []
    open_snapshot(path, index, lambda done, size: progress.append(done)).close()
    assert progress == [path.stat().st_size]
    open_snapshot(path, index, lambda done, size: progress.append(done)).close()
    assert len(progress) == 1


def test_another_file_of_that_name_is_indexed_again(tmp_path: Path) -> None:
    path, index = tmp_path / "s.json", tmp_path / "index"
    path.write_bytes(lines([row(1)]))
    times = path.stat()
    open_snapshot(path, index).close()
    path.write_bytes(lines([row(2)]))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with open_snapshot(path, index) as snapshot:
        assert ids(snapshot, ["2401.00001", "2401.00002"]) == ["2401.00002"]


def test_a_damaged_index_is_made_again(tmp_path: Path) -> None:
    path, index = tmp_path / "s.json", tmp_path / "index"
    path.write_bytes(lines([row(1)]))
    index.write_bytes(b"not a database")
    with open_snapshot(path, index) as snapshot:
        assert snapshot.has("2401.00001")


def test_a_file_that_changes_underneath_gives_no_wrong_record(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(lines([row(1), row(2)]))
    with open_snapshot(path, tmp_path / "index") as snapshot:
        path.write_bytes(lines([row(2), row(1)]))
        assert ids(snapshot, ["2401.00001", "2401.00002"]) == []


def test_a_truncated_gzip_counts_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "s.json.gz"
    noise = random.Random(1)
    whole = gzip.compress(lines([row(n, abstract=noise.randbytes(2000).hex()) for n in range(1, 100)]))
    path.write_bytes(whole[: len(whole) // 2])
    with open_snapshot(path, tmp_path / "index") as snapshot:
        assert 20 < snapshot.papers < 80
        assert any("ends early" in problem for problem in snapshot.problems)


@pytest.mark.parametrize("content", [b"", b"[1, 2]\n", b"PK\x03\x04 zip", b"\x1f\x8b broken"])
def test_a_file_without_records_is_refused_and_leaves_no_index(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(content)
    with pytest.raises(CannotRead, match=r"\[arxiv\] snapshot"):
        open_snapshot(path, tmp_path / "index")
    assert not (tmp_path / "index").exists()
    assert not (tmp_path / "index.building").exists()


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(CannotRead, match="cannot be read"):
            open_snapshot(path, tmp_path / "index")


def test_an_index_that_cannot_be_written_is_an_error_of_the_store(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(lines([row(1)]))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadStore, match="cannot be written"):
        open_snapshot(path, tmp_path / "file" / "index")


def test_an_interrupted_build_leaves_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    path, index = tmp_path / "s.json", tmp_path / "index"
    path.write_bytes(lines([row(1)]))

    def interrupt(done: int, size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_snapshot(path, index, interrupt)
    assert not index.exists()
    index.with_name("index.building").write_bytes(b"left by a crash")
    with open_snapshot(path, index) as snapshot:
        assert snapshot.has("2401.00001")


def _count(path: str, index: str) -> int:
    with open_snapshot(Path(path), Path(index)) as snapshot:
        return len(ids(snapshot, [f"2401.{n:05d}" for n in range(1, 500)]))


def test_several_processes_may_make_the_index_at_once(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(lines([row(n) for n in range(1, 500)]))
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.starmap(_count, [(str(path), str(tmp_path / "index"))] * 3)
    assert found == [499] * 3
