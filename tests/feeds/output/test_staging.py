"""Facts about putting files into place: whole ones, all or none, and what a crash leaves is completed."""

from __future__ import annotations

import errno
import multiprocessing
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from enrich.errors import CannotPublish
from feeds.output.staging import Staging, is_same, write_staged
from tests.support.processes import PATIENCE

FILES = {"all.rss": b"one", "topics/a.rss": b"two", "authors/b.rss": b"three"}


def put(out: Path, files: dict[str, bytes], gone: tuple[str, ...] = ()) -> None:
    with Staging(out) as staging:
        stage(staging, files)
        staging.publish(list(files), gone)


def stage(staging: Staging, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (staging.stage / path).parent.mkdir(parents=True, exist_ok=True)
        write_staged(staging.stage, path, data)


def present(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_files_are_put_into_place_and_others_left_alone(out: Path) -> None:
    put(out, FILES)
    (out / "robots.txt").write_bytes(b"mine")
    put(out, {"all.rss": b"new"}, gone=("topics/a.rss", "never.there"))
    assert present(out) == {"all.rss": b"new", "authors/b.rss": b"three", "robots.txt": b"mine"}


def test_nothing_is_left_beside_but_the_lock(out: Path) -> None:
    put(out, FILES)
    assert sorted(path.name for path in (out.parent / ".out.publishing").iterdir()) == ["lock", "publisher"]


def test_a_file_that_is_both_staged_and_gone_stays(out: Path) -> None:
    put(out, FILES)
    put(out, {"all.rss": b"new"}, gone=("all.rss",))
    assert present(out)["all.rss"] == b"new"


def test_an_error_before_publishing_leaves_everything_as_it_was(out: Path) -> None:
    put(out, FILES)

    def fail() -> None:
        with Staging(out) as staging:
            stage(staging, {"all.rss": b"half"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert present(out) == FILES


@pytest.mark.parametrize("step", ["_flush", "_write_journal", "_check_places"])
def test_a_full_disk_before_the_first_rename_leaves_out_as_it_was(
    out: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    put(out, FILES)
    monkeypatch.setattr(Staging, step, full)
    with pytest.raises(CannotPublish, match=r"disk is full.*it is as it was"):
        put(out, {"all.rss": b"new", "b.rss": b"new"})
    assert present(out) == FILES


def test_where_a_file_system_cannot_be_flushed_many_files_are_flushed_one_by_one(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    monkeypatch.setattr("feeds.output.staging.FLUSH_EACH", 1)
    monkeypatch.setattr("feeds.output.staging.flush", lambda path: flushed.append(path.name))
    put(out, FILES)
    assert not {Path(file).name for file in FILES} & set(flushed)
    monkeypatch.setattr("feeds.output.staging.flush_file_system", lambda path: False)
    put(out, {path: data * 2 for path, data in FILES.items()})
    assert {Path(file).name for file in FILES} <= set(flushed)


def _killed_at(count: int) -> Callable[[str, str], None]:
    real, left = os.replace, [count]

    def replace(old: str, new: str) -> None:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        real(old, new)

    return replace


@pytest.mark.parametrize("count", range(3))
def test_a_crash_between_renames_is_completed_by_the_next_opening(
    out: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(out, FILES)
    new = {path: data * 2 for path, data in FILES.items()}
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", _killed_at(1 + count))  # the first puts the journal into place
        with pytest.raises(KeyboardInterrupt):
            put(out, new, gone=("x.rss",))
    assert [present(out)[path] == new[path] for path in new] == [n < count for n in range(3)]
    with Staging(out):
        pass
    assert present(out) == new


def test_a_journal_that_was_being_written_counts_for_nothing(out: Path) -> None:
    put(out, FILES)
    beside = out.parent / ".out.publishing"
    (beside / "journal.lines.part").write_bytes(b"+all.rss\n-all")
    with Staging(out):
        pass
    assert present(out) == FILES


@pytest.mark.parametrize("name", [b"a\xff.rss", b"a.rss\n-all.rss"])
def test_a_stranger_s_file_goes_whatever_its_name(out: Path, name: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    put(out, FILES)
    stray = out / os.fsdecode(name)
    try:
        stray.touch()
    except OSError:
        pytest.skip("the file system takes no such name")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            put(out, {}, gone=(stray.name,))
    with Staging(out):
        assert FILES.keys() <= present(out).keys()
    put(out, {}, gone=(stray.name,))
    assert present(out) == FILES


def test_what_a_version_before_was_about_to_rename_is_completed(out: Path) -> None:
    put(out, FILES)
    beside = out.parent / ".out.publishing"
    (beside / "stage").mkdir(exist_ok=True)
    (beside / "stage/all.rss").write_bytes(b"newer")
    plan = {"files": ["all.rss"], "gone": ["gone.rss"]}
    (out / "gone.rss").write_bytes(b"old")
    (beside / "journal.json").write_bytes(msgspec.json.encode(plan))
    with Staging(out):
        pass
    assert present(out) == FILES | {"all.rss": b"newer"}
    assert not (beside / "journal.json").exists()


def test_a_folder_in_the_place_of_a_file_is_named(out: Path) -> None:
    (out / "all.rss").mkdir(parents=True)
    with pytest.raises(CannotPublish, match=r"all\.rss.*folder stands where a file goes"):
        put(out, FILES)
    assert present(out) == {}


def test_a_file_in_the_place_of_a_folder_is_named(out: Path) -> None:
    out.mkdir()
    (out / "topics").write_bytes(b"x")
    with pytest.raises(CannotPublish, match="topics"):
        put(out, FILES)
    assert present(out) == {"topics": b"x"}


def test_a_folder_that_may_not_be_written_is_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(out, FILES)
    real = os.access

    def access(path: Path, mode: int) -> bool:
        return Path(path) != out / "topics" and real(path, mode)

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(CannotPublish, match=r"topics: .*may not be written"):
        put(out, dict.fromkeys(FILES, b"new"))
    assert present(out) == FILES


def test_where_nothing_may_be_written_beside_out_staging_is_inside(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out.mkdir()
    real = Path.mkdir

    def mkdir(path: Path, *args: object, **options: object) -> None:
        if path == out.parent / ".out.publishing":
            raise PermissionError(errno.EACCES, "no", str(path))
        real(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    put(out, FILES)
    assert {path: data for path, data in present(out).items() if not path.startswith(".")} == FILES


def test_out_that_is_a_file_is_refused(out: Path) -> None:
    out.write_bytes(b"")
    with pytest.raises(CannotPublish):
        put(out, FILES)


def _publish_much(out: Path, word: bytes) -> None:
    for _ in range(20):
        put(out, {f"{n}.rss": word for n in range(20)})


def test_a_link_to_nothing_in_the_place_of_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "nothing")
    with pytest.raises(CannotPublish, match="a link to nothing, stands where a folder goes"):
        Staging(tmp_path / "out")


def test_an_error_after_the_renames_says_that_out_is_published(out: Path) -> None:
    with Staging(out) as staging:
        write_staged(staging.stage, "all.rss", b"new")
        staging.publish(["all.rss"], ())
        assert "it is published" in str(staging.cannot(OSError(28, "No space left on device")))


def test_two_publishers_take_turns(out: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_publish_much, args=(out, word)) for word in (b"one", b"two")]
    for process in both:
        process.start()
    for process in both:
        process.join(PATIENCE)
        process.kill()
    assert [process.exitcode for process in both] == [0, 0]
    assert len(set(present(out).values())) == 1


@pytest.mark.parametrize(("data", "same"), [(b"one", True), (b"two", False), (b"longer", False), (b"", False)])
def test_only_equal_bytes_are_the_same(out: Path, data: bytes, same: bool) -> None:
    put(out, FILES)
    assert is_same(out, "all.rss", data) is same
    assert not is_same(out, "never.there", data)


def test_a_folder_on_another_file_system_is_named_before_anything_is_moved(tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm")
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second file system that can be written, as /dev/shm is")
    out = tmp_path / "out"
    out.mkdir()
    with tempfile.TemporaryDirectory(dir=elsewhere) as folder:
        (out / "dumps").symlink_to(folder)
        with pytest.raises(CannotPublish, match=r"another file system.*it is as it was"):
            put(out, {"all.rss": b"new", "dumps/records.json": b"new"})
    assert not (out / "all.rss").exists()
