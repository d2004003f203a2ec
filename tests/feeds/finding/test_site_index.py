"""The search that needs no server, as it is published: brought up to what changed, and the same as made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.finding.known_terms import KnownTerms
from feeds.finding.postings import decode
from feeds.finding.site_index import bits_of, bucket_of, leaf_path, value_of
from feeds.publish.publish import publish
from tests.support.keeping import change, keep
from tests.support.papers import paper

PAPERS = [
    paper(
        id=f"2507.{n:05}", title=f"Paper {chr(96 + n % 26)}{n} on graphs", abstract=f"It has word{n} and common things.",
        authors=(Author(f"Ada Nr{n}"),), categories=("cs.LG", *(["cs.CV"] if n % 2 else [])),
    )
    for n in range(1, 61)
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        keep(opened, PAPERS)
        yield opened


def published(store: Store, out: Path, **how: bool) -> dict[str, bytes]:
    """Files of the search after publishing."""
    publish(store, Settings(), out, processes=1, moving=True, **how)
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted((out / "search").rglob("*.js"))}


def leaf(files: dict[str, bytes], term: str) -> dict[str, str]:
    """Every paper that has the term, with its month where that is told."""
    start = value_of(files["search/start.js"])
    names = [name for name in start["leaves"] if name <= term]
    entry = value_of(files[leaf_path(names[-1])]).get(term, "") if names else ""
    texts = [entry] if isinstance(entry, str) else entry
    return {name: month for text in texts for name, month in decode(text).items()}


def test_terms_lead_to_papers_and_these_to_what_is_shown(store: Store, tmp_path: Path) -> None:
    files = published(store, tmp_path / "out")
    assert set(leaf(files, "graphs")) == {one.id for one in PAPERS}
    assert set(leaf(files, "word7")) == {"2507.00007"}
    assert set(leaf(files, "nr9")) == {"2507.00009"}
    assert leaf(files, "and") == {}
    start = value_of(files["search/start.js"])
    assert (start["papers"], start["abstracts"], start["bits"]) == (60, True, 1)
    assert start["categories"] == [["in:cs.CV", "cs.CV", 30], ["in:cs.LG", "cs.LG", 60]]
    assert start["sources"] == [["from:inbox", "inbox", 60]]
    shown = value_of(files[f"search/papers/p-{bucket_of('2507.00007', 1):x}.js"])["2507.00007"]
    assert shown == ["Paper g7 on graphs", "Ada Nr7", "2025-07-17", "cs.LG cs.CV", ""]
    page = (tmp_path / "out" / "search.html").read_text("utf-8")
    assert "static/find.js" in page
    assert "abstracts" in page


def test_what_changes_gives_the_files_that_making_them_whole_gives(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.finding.leaves.TARGET", 200)
    out = tmp_path / "out"
    before = published(store, out)
    change(
        store,
        [replace(PAPERS[3], title="Something else entirely", version=2), replace(PAPERS[4], categories=("cs.AI",))],
    )
    keep(store, [paper(id="doi:10.1000/a;b", title="Beyond", dois=("10.1000/a;b",), abstract="zebra")])
    with monkeypatch.context() as patch:
        patch.setattr("feeds.publish.site_pages.whole_index", None)
        after = published(store, out)
    assert leaf(after, "zebra") == {"doi:10.1000/a;b": "2507"}
    assert set(leaf(after, "entirely")) == {"2507.00004"}
    assert "2507.00004" not in leaf(after, "graphs")
    assert after != before
    assert published(store, tmp_path / "other", rebuild=True) == after


def test_one_changed_paper_changes_the_files_of_its_own_terms(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.finding.leaves.TARGET", 200)
    out = tmp_path / "out"
    before = published(store, out)
    change(store, [replace(PAPERS[3], abstract=f"{PAPERS[3].abstract} Quixotic.", version=2)])
    after = published(store, out)
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    # The leaf of the word, parted or not, and the names of leaves when it was.
    assert differing <= {"search/start.js", *(name for name in differing if re.search("-(paper|quixotic|nr)", name))}
    assert len(differing) <= 3
    assert set(leaf(after, "quixotic")) == {"2507.00004"}
    assert published(store, out) == after


def test_what_was_cut_off_is_whole_index(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    published(store, out)
    with monkeypatch.context() as patch:
        patch.setattr(KnownTerms, "settle", lambda *_: None)
        change(store, [replace(PAPERS[3], title="Seen once", version=2)])
        published(store, out)
    change(store, [replace(PAPERS[3], title="Seen twice", version=3)])
    files = published(store, out)
    assert leaf(files, "once") == {}
    assert set(leaf(files, "twice")) == {"2507.00004"}


def test_a_private_source_and_what_it_names_are_in_no_file(store: Store, tmp_path: Path) -> None:
    settings = Settings.model_validate({"sources": [{"name": "inbox", "files": ["*.txt"], "public": False}]})
    publish(store, settings, tmp_path / "out", processes=1)
    texts = [path.read_text("utf-8") for path in (tmp_path / "out" / "search").rglob("*.js")]
    assert texts
    assert not [text for text in texts if re.search("inbox", text)]


def test_files_of_papers_stay_small() -> None:
    assert [bits_of(count) for count in (0, 1, 32, 33, 64, 65, 20_000)] == [0, 0, 0, 1, 1, 2, 10]
    assert bucket_of("a", 32) == 0xE40C292C  # as FNV-1a has it, but for its second byte, which is none here


@pytest.mark.parametrize("name", ["con", "in:cs.LG", "é", "model ", ""])
def test_a_leaf_has_a_name_that_any_system_takes(name: str) -> None:
    assert re.fullmatch(r"search/words/w-[a-z0-9_]*-[0-9a-f]{1,8}\.js", leaf_path(name))
