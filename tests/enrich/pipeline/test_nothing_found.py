"""A long document that mentions nothing is named, once as a problem and as long as it is there as a warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrich.documents.kinds import LONG
from enrich.errors import CannotRead
from enrich.options.sources import Source
from enrich.pipeline import read_sources
from enrich.pipeline.read_sources import Gathered, Gathering
from enrich.record import Document
from enrich.store.accounts import Accounts
from enrich.store.store import Store
from tests.conftest import FakeTime


def read(store: Store, folder: Path, now: FakeTime) -> Gathered:
    gathering = Gathering(store, store.runs.start("enrich", now.now()), now.now(), folder, None)
    gathering.read(Source(name="lab", files=("*.txt",)))
    return gathering.gathered


@pytest.mark.parametrize(("length", "named"), [(LONG, True), (LONG - 100, False)])
def test_a_document_of_some_length_that_mentions_nothing_is_named(
    length: int, named: bool, tmp_path: Path, fake_time: FakeTime
) -> None:
    (tmp_path / "a.txt").write_text("milk and bread, eggs. " * (length // 22 + 1))
    with Store("sqlite://") as store:
        first = read(store, tmp_path, fake_time)
        assert [problem.startswith("source lab: a.txt: nothing was found in its") for problem in first.problems] == [
            True
        ][:named]
        later = read(store, tmp_path, fake_time)
        assert [warning.startswith("a.txt: nothing was found") for warning in later.warnings] == [True][:named]
        assert not later.problems
        assert later.empty.first == ["a.txt"]


def test_documents_are_read_again_when_an_extra_was_installed(
    tmp_path: Path, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("arXiv:1706.03762\n")
    with Store("sqlite://") as store:
        monkeypatch.setattr(read_sources, "lacking", lambda: ("pandoc",))
        assert read(store, tmp_path, fake_time).mentions == 1
        assert read(store, tmp_path, fake_time).mentions == 0
        monkeypatch.setattr(read_sources, "lacking", lambda: ())
        assert read(store, tmp_path, fake_time).mentions == 1


def test_a_document_that_lacks_its_reader_is_not_counted_as_read(
    tmp_path: Path, fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacks(document: Document, *_: object) -> object:
        raise CannotRead(document.name, "a library is needed")

    (tmp_path / "a.txt").write_text("arXiv:1706.03762\n")
    with Store("sqlite://") as store:
        with monkeypatch.context() as without:
            without.setattr(read_sources, "read_document", lacks)
            gathered = read(store, tmp_path, fake_time)
            assert (gathered.documents, len(gathered.problems)) == (0, 1)
        assert read(store, tmp_path, fake_time).documents == 1
        assert read(store, tmp_path, fake_time).documents == 1, "known, and as it was"


def test_a_document_that_is_gone_warns_no_more_and_one_that_cannot_be_read_does(
    tmp_path: Path, fake_time: FakeTime
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"milk and bread, eggs. {name}" * (LONG // 20))

    def warned(store: Store) -> list[str]:
        return [one.document for one in Accounts(store.engine).warnings()]

    with Store("sqlite://") as store:
        read(store, tmp_path, fake_time)
        assert warned(store) == ["a.txt", "b.txt", "c.txt"]
        (tmp_path / "b.txt").unlink()
        (tmp_path / "c.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(3000))
        assert len(read(store, tmp_path, fake_time).problems) == 1
        assert warned(store) == ["a.txt", "c.txt"]
        for path in tmp_path.iterdir():
            path.unlink()  # as where a disk is not there
        read(store, tmp_path, fake_time)
        assert warned(store) == ["a.txt", "c.txt"]
