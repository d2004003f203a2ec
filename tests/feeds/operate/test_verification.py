"""feeds/operate/verification.py and `publish --rebuild`: what is found altered is what is put right."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from enrich.settings import Settings
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.cli.commands import call
from feeds.operate.verification import differences
from feeds.publish.publish import publish
from tests.feeds.cli.test_commands import put, settle
from tests.feeds.publish.test_publish import files, plain, settings
from tests.support.arxiv_standin import Server
from tests.support.keeping import keep

PAPERS = 120


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(tmp_path: Path, out: Path) -> Iterator[Store]:
    """A store whose papers are published."""
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        keep(opened, [plain(number) for number in range(PAPERS)])
        publish(opened, settings(), out, processes=1)
        yield opened


def found(store: Store, out: Path, given: Settings | None = None) -> list[str]:
    with trial(store.url) as copy:
        return [str(one) for one in differences(copy, (given or settings()).model_copy(update={"site": _site(out)}))]


def _site(out: Path) -> object:
    return settings().site.model_copy(update={"out": str(out)})


def rebuild(store: Store, out: Path) -> tuple[int, int]:
    report = publish(store, settings(), out, processes=1, rebuild=True)
    return report.files_written, report.unknown


def test_a_full_archive_whose_paper_changed_is_as_it_should_be(store: Store, out: Path) -> None:
    keep(store, [dataclasses.replace(plain(3), title="Another Title of This Paper")])
    publish(store, settings(), out, processes=1)
    assert found(store, out) == []
    _quietly(out / "all.archive-2.atom")
    assert found(store, out) == [
        "all.archive-2.atom: is not as the records give it; `paperwire publish --rebuild` puts it right"
    ]
    (out / "all.archive-1.atom").unlink()
    assert "all.archive-1.atom: missing; `paperwire publish` makes it again" in found(store, out)


def _quietly(path: Path) -> None:
    """As a bad disk does: size and time stay."""
    state, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-3] + b"?" + data[-2:])
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


HARMS: list[Callable[[Path], object]] = [
    lambda path: path.write_bytes(b"altered"),
    lambda path: path.write_bytes(path.read_bytes()[:-1]),
    _quietly,
]
ALTERED = [
    *("authors/ada-lovelace.rss", "authors/author-3.html", "all.archive-1.atom", "all.json", "opml.xml", "index.html"),
    *("static/style.css", "dumps/records.csv", "dumps/records.jsonl", "dumps/records.jsonl.gz"),
]


def test_what_was_just_published_differs_in_nothing_and_a_rebuild_writes_nothing(store: Store, out: Path) -> None:
    before = files(out)
    assert found(store, out) == []
    assert rebuild(store, out) == (0, 0)
    assert files(out) == before


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("names", [ALTERED, ["dumps/manifest.json"]])
def test_altered_files_are_named_and_a_rebuild_puts_them_right(
    store: Store, out: Path, names: list[str], harm: Callable[[Path], object]
) -> None:
    before = files(out)
    for name in names:
        harm(out / name)
    publish(store, settings(), out, processes=1)
    assert {line.partition(":")[0] for line in found(store, out)} == set(names)
    assert rebuild(store, out) == (len(names), 0)
    assert files(out) == before
    assert found(store, out) == []


def test_a_missing_file_is_named_and_publishing_makes_it_again(store: Store, out: Path) -> None:
    before = files(out)
    (out / "topics/cs-lg.rss").unlink()
    assert found(store, out) == ["topics/cs-lg.rss: missing; `paperwire publish` makes it again"]
    publish(store, settings(), out, processes=1)
    assert files(out) == before


def test_one_altered_beside_one_missing_are_told_apart_and_counted_as_put_right(store: Store, out: Path) -> None:
    before = files(out)
    (out / "all.rss").unlink()
    (out / "all.atom").write_bytes(
        b"altered"
    )  # of the same channel, which an ordinary publication makes again as a whole
    (out / "dumps/records.csv").unlink()
    assert found(store, out) == [
        "dumps/records.csv: missing",
        "all.rss: missing; `paperwire publish` makes it again",
        "all.atom: is not as the records give it; `paperwire publish --rebuild` puts it right",
    ]
    first = publish(store, settings(), out, processes=1, restore=False)
    assert (first.files_written, first.missing) == (0, 0)
    again = publish(store, settings(), out, processes=1, rebuild=True)
    assert (again.files_written, again.missing) == (3, 2)
    assert files(out) == before


def test_what_a_publication_left_missing_the_next_one_sees(store: Store, out: Path) -> None:
    before = files(out)
    (out / "all.rss").unlink()
    keep(store, [plain(PAPERS + 1)])
    publish(store, settings(), out, processes=1, restore=False)
    assert publish(store, settings(), out, processes=1).files_written == 0
    (out / "authors/author-3.rss").unlink()
    publish(store, settings(), out, processes=1, restore=False)
    assert publish(store, settings(), out, processes=1).missing == 1
    assert files(out).keys() >= before.keys()


def test_a_feed_that_nobody_knows_goes_and_other_files_stay(store: Store, out: Path) -> None:
    before = files(out)
    (out / "topics/old.rss").write_bytes(b"")
    (out / "robots.txt").write_bytes(b"mine")
    assert found(store, out) == ["topics/old.rss: nobody knows it; `paperwire publish --rebuild` removes it"]
    assert rebuild(store, out) == (0, 1)
    assert files(out) == before | {"robots.txt": b"mine"}


def test_what_is_not_published_yet_is_told_from_what_was_altered(store: Store, out: Path) -> None:
    (out / "authors/author-3.rss").write_bytes(b"altered")
    keep(store, [plain(PAPERS + 1)])
    lines = found(store, out)
    assert lines[0].startswith("authors/author-3.rss: is not as the records give it")
    assert lines[1:] == [lines[-1]]
    assert lines[-1].endswith(
        "files are not as store and settings have them now: `paperwire publish`, then verify again"
    )


def test_verifying_writes_nothing(store: Store, out: Path) -> None:
    (out / "all.rss").write_bytes(b"altered")
    before = {path: path.stat().st_mtime_ns for path in out.parent.rglob("*")}
    assert found(store, out)
    assert {path: path.stat().st_mtime_ns for path in out.parent.rglob("*")} == before


def test_commands_name_what_was_altered_and_put_it_right(
    tmp_path: Path, standin: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settle(tmp_path, standin())
    put(tmp_path, "list.txt", "arXiv:2401.00001")
    assert call(["run"]) == 0
    assert call(["verify"]) == 0
    assert capsys.readouterr().err.endswith("out: its files are as they were published\n")
    before = files(tmp_path / "out")
    (tmp_path / "out/all.rss").write_bytes(b"altered")
    (tmp_path / "out/dumps/records.csv").write_bytes(b"altered")
    (tmp_path / "out/topics/nobody.rss").write_bytes(b"")
    assert call(["verify"]) == 1
    output = capsys.readouterr().err
    assert "all.rss: is not as the records give it; `paperwire publish --rebuild` puts it right" in output
    assert "topics/nobody.rss: nobody knows it" in output
    assert output.count("dumps/records.csv: ") == 1, "one cause"
    assert "dumps/records.csv: has 7 bytes" in output
    assert output.endswith("out: its files are not as they were published: 2 altered, 1 that nobody knows\n")
    (tmp_path / "out/all.json").unlink()
    assert call(["verify"]) == 1
    assert capsys.readouterr().err.endswith("as they were published: 2 altered, 1 missing, 1 that nobody knows\n")
    assert call(["publish", "--rebuild", "--dry-run"]) == 2
    assert call(["publish", "--rebuild"]) == 0
    assert (
        "Every file was made again: 3 files put right (2 altered, 1 missing), 1 file that nobody knows removed"
        in capsys.readouterr().err
    )
    after = files(tmp_path / "out")
    assert {path for path in before if before[path] != after.get(path)} <= {"status.json", "status.html"}
    assert before.keys() == after.keys()
    assert call(["verify"]) == 0


def test_where_nothing_was_published_from_this_store_its_dumps_alone_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(["run"]) == 0
    (tmp_path / "paperwire-sample.db").unlink()
    (tmp_path / "out/all.rss").write_bytes(b"altered")
    assert call(["verify"]) == 0
    assert "its dumps (this store has published nothing) are as they were published" in capsys.readouterr().err
    (tmp_path / "out/dumps/records.csv").unlink()
    assert call(["verify"]) == 1
