"""A document that takes too long or too much memory is given up, named and searched for ids; the others are read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from enrich.database.connection import reading
from enrich.errors import CannotRead
from enrich.machine.worker import WorkFailed
from enrich.options.sources import ReadingSettings, Source
from enrich.pipeline import read_sources
from enrich.pipeline.read_document import read_document, search_document
from enrich.pipeline.read_sources import Gathered, Gathering
from enrich.record import Document
from enrich.store.codec import read_mention
from enrich.store.schema import mentions
from enrich.store.store import Store
from tests.conftest import ROOT, FakeTime
from tests.support.behaving import pieces
from tests.support.reading import document

TODAY = date(2026, 7, 28)
HASTY = ReadingSettings(time=3.0)
LISTED = "- Attention is all you need, by Ashish Vaswani (arXiv:1706.03762)\n"
LARGE = '["arXiv:1706.03762", "\N{GRINNING FACE}' + "a" * 19_000_000 + '"]'
"""Nineteen million characters, and one that makes each of them take four bytes: 220 MB and more, and soon read."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux")


def behaving(folder: Path, behaviour: str, text: str = LISTED, name: str = "a.md") -> Document:
    sign = str(folder / f"{name}.told")
    return replace(document(text, name), pieces=partial(pieces, text.encode(), behaviour, sign))


@dataclass
class Lab:
    """A store, and what reading documents into it comes to."""

    store: Store
    time: FakeTime
    patch: pytest.MonkeyPatch

    def read(self, *documents: Document, limits: ReadingSettings = HASTY) -> Gathered:
        self.patch.setattr(read_sources, "read_sources", lambda *_, **__: iter(documents))
        run = self.store.runs.start("enrich", self.time.now())
        gathering = Gathering(self.store, run, self.time.now(), Path(), None, limits=limits)
        gathering.read(Source(name="lab", files=("*",)))
        return gathering.gathered

    @property
    def mentions(self) -> list[tuple[str, str, bool]]:
        """Document, what it mentions, whether with a title: as it was read, since nothing is looked up and judged here."""
        with reading(self.store.engine) as connection:
            bodies = connection.execute(select(mentions.c.body).order_by(mentions.c.id)).scalars().all()
        found = map(read_mention, bodies)
        return [(one.document, one.id or one.text, bool(one.item and one.item.title)) for one in found]


@pytest.fixture
def lab(fake_time: FakeTime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    with Store("sqlite://") as store:
        yield Lab(store, fake_time, monkeypatch)


def test_a_document_that_hangs_is_named_and_searched_and_the_others_are_read(lab: Lab, tmp_path: Path) -> None:
    gathered = lab.read(behaving(tmp_path, "once"), behaving(tmp_path, "never", name="b.md"))
    (problem,) = gathered.problems
    assert problem.startswith("source lab: a.md: reading it took longer than 3 s, so that only the ids in it are known")
    assert lab.mentions == [("a.md", "1706.03762", False), ("b.md", "1706.03762", True)]
    assert gathered.documents == gathered.mentions == 2
    kept = problem.removeprefix("source lab: ")
    assert lab.store.intake.sources()[0].problem == f"1 document could not be read: {kept}"


def test_a_document_that_took_too_long_is_read_again_by_the_next_run(lab: Lab, tmp_path: Path) -> None:
    hanging = behaving(tmp_path, "once")
    assert lab.read(hanging).problems
    assert not lab.read(hanging).problems
    assert lab.mentions == [("a.md", "1706.03762", True)]


def test_what_a_document_said_before_it_hung_stays(lab: Lab, tmp_path: Path) -> None:
    lab.read(behaving(tmp_path, "never", text="- A title without an id of its own, by Ann Author and Bo Coder, 2021\n"))
    before = lab.mentions
    assert [(title) for *_, title in before] == [True]
    (tmp_path / "a.md.told").unlink()
    assert lab.read(behaving(tmp_path, "once")).problems
    assert lab.mentions == [*before, ("a.md", "1706.03762", False)]


def test_a_document_that_can_not_even_be_searched_is_named(lab: Lab, tmp_path: Path) -> None:
    (problem,) = lab.read(behaving(tmp_path, "always")).problems
    assert problem == "source lab: a.md: reading it took longer than 3 s, and searching it for ids took longer than 3 s"
    assert lab.mentions == []


@linux
def test_a_document_that_takes_too_much_memory_is_not_tried_again_with_as_much(lab: Lab) -> None:
    large, little = document(LARGE, "a.json"), ReadingSettings(memory=200)
    for _ in "12":
        (problem,) = lab.read(large, limits=little).problems
        assert "a.json: reading it took more than 200 MB of memory" in problem
        assert lab.mentions == [("a.json", "1706.03762", False)]
    assert lab.read(large, limits=ReadingSettings(memory=220)).mentions == 1
    assert not lab.read(large, limits=ReadingSettings(memory=2000, time=600)).problems
    assert not lab.read(large, limits=little).problems


def test_longer_documents_may_take_longer() -> None:
    assert ReadingSettings(time=60, time_per_megabyte=2).seconds(10_000_000) == 80


def test_a_document_that_cannot_be_opened_any_more_says_so(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"a\.md: it could be opened once, but not read again: .* it is gone"):
        read_document(behaving(tmp_path, "gone"), TODAY, "", ReadingSettings())[1].__next__()


def test_a_search_has_its_limits_too(tmp_path: Path) -> None:
    with pytest.raises(WorkFailed, match="took longer than 3 s"):
        list(search_document(behaving(tmp_path, "always"), TODAY, "", HASTY))


@linux
def test_a_run_says_what_it_gave_up_and_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_text(LARGE, encoding="utf-8")
    (tmp_path / "small.txt").write_text("arXiv:2401.00001", encoding="utf-8")
    (tmp_path / "paperwire.toml").write_text(
        "[[sources]]\nname = 'lab'\nfiles = ['*.json', '*.txt']\n[reading]\nmemory = 200\n[site]\nshow_documents = true\n"
        "[arxiv]\nbase_url = 'http://127.0.0.1:9'\nmin_interval = 0.0\nretries = 0\n",
        encoding="utf-8",
    )

    def paperwire(*arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            [sys.executable, "-m", "feeds", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True
        )

    for _ in "12":
        done = paperwire("run")
        assert done.returncode == 3
        assert done.stderr.count("large.json: reading it took more than 200 MB of memory") == 1
        message = "large.json: reading it took more than 200 MB of memory"
        assert message in " ".join(paperwire("status").stdout.split())  # lines break elsewhere on a Sunday
        assert message in (tmp_path / "out" / "status.html").read_text(encoding="utf-8")
