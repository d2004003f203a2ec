"""The search that needs no server, as it is published: brought up to what changed, and the same as made whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enrich.options.channels import PagesSettings
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.finding.index_files import bits_of, bucket_of, directory_path, leaf_path, names_path, papers_path, value_of
from feeds.finding.known_terms import KnownTerms
from feeds.finding.postings import decode
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
    texts: list[str] = []
    for part, directories in start["leaves"].items():
        lists = [value_of(files[directory_path(part, name)]) for name in directories]
        if names := [name for listed in lists for name in listed if name <= term]:
            entry = value_of(files[leaf_path(part, names[-1])]).get(term, "")
            texts += [entry] if isinstance(entry, str) else entry
    return {name: month for text in texts for name, month in decode(text).items()}


def of_name(files: dict[str, bytes], name: str) -> set[str]:
    """Every paper with an author of that name."""
    bits = value_of(files["search/start.js"])["bits"]
    return set(decode(value_of(files.get(names_path(bucket_of(name, bits)), b"f('',{});")).get(name, "")))


def test_terms_lead_to_papers_and_these_to_what_is_shown(store: Store, tmp_path: Path) -> None:
    files = published(store, tmp_path / "out")
    assert set(leaf(files, "graphs")) == {one.id for one in PAPERS}
    assert set(leaf(files, "word7")) == {"2507.00007"}
    assert set(leaf(files, "nr9")) == {"2507.00009"}
    assert leaf(files, "and") == {}
    assert of_name(files, "ada nr9") == {"2507.00009"}
    assert of_name(files, "ada") == set()
    start = value_of(files["search/start.js"])
    assert (start["papers"], start["abstracts"], start["bits"]) == (60, True, 2)
    assert start["categories"] == [["in:cs.CV", "cs.CV", 30], ["in:cs.LG", "cs.LG", 60]]
    assert start["sources"] == [["from:inbox", "inbox", 60]]
    shown = value_of(files[papers_path(bucket_of("2507.00007", 2))])["2507.00007"]
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
        [
            replace(
                PAPERS[3], title="Something else entirely", authors=(Author("Bo Yu"), Author("Ada Nr5")), version=2
            ),
            replace(PAPERS[4], categories=("cs.AI",)),
        ],
    )
    keep(store, [paper(id="doi:10.1000/a;b", title="Beyond", dois=("10.1000/a;b",), abstract="zebra")])
    with monkeypatch.context() as patch:
        patch.setattr("feeds.finding.renew.whole_index", None)
        after = published(store, out)
    assert leaf(after, "zebra") == {"doi:10.1000/a;b": "2507"}
    assert of_name(after, "ada nr4") == set()
    assert of_name(after, "ada nr5") == {"2507.00004", "2507.00005"}
    assert set(leaf(after, "entirely")) == {"2507.00004"}
    assert "2507.00004" not in leaf(after, "graphs")
    assert after != before
    assert published(store, tmp_path / "other", rebuild=True) == after


OLD = [
    paper(
        id=f"2301.{n:05}",
        title=f"Older {n} on graphs",
        abstract=f"It had word{n}.",
        authors=(Author(f"Ada Nr{n}"),),
        published=datetime(2023, 1, 5, tzinfo=UTC),
    )
    for n in range(1, 31)
]


def test_older_papers_and_those_of_the_last_months_are_in_parts_of_their_own(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.finding.leaves.TARGET", 200)
    monkeypatch.setattr("feeds.finding.eras.FEW", 80)
    out = tmp_path / "out"
    keep(store, OLD)
    before = published(store, out)
    assert set(leaf(before, "graphs")) == {one.id for one in (*PAPERS, *OLD)}
    far = paper(id="doi:10.1000/far", title="Far graphs", dois=("10.1000/far",), published=OLD[0].published)
    changes = [replace(OLD[3], abstract="Zebras."), replace(PAPERS[4], abstract="Gnus."), far]
    change(store, changes[:2])
    keep(store, changes[2:])
    with monkeypatch.context() as patch:
        patch.setattr("feeds.finding.renew.whole_index", None)
        after = published(store, out)
        # Services may give it another day: it goes to the other part.
        change(store, [replace(far, published=PAPERS[0].published)])
        moved = published(store, out)
    assert {name for name in before if "recent" in name and before[name] != after.get(name)}
    assert [set(leaf(after, word)) for word in ("zebras", "gnus")] == [{OLD[3].id}, {PAPERS[4].id}]
    assert leaf(after, "far") != leaf(moved, "far")
    assert published(store, tmp_path / "other", rebuild=True) == moved


def test_a_new_paper_is_in_files_of_the_last_months(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.finding.eras.FEW", 80)
    out = tmp_path / "out"
    keep(store, OLD)
    before = published(store, out)
    keep(store, [paper(id="2507.00099", title="Graphs once more")])
    after = published(store, out)
    differing = {name for name in after if before.get(name) != after[name]}
    assert {re.sub("/[dnwp]-.*", "", name) for name in differing} <= {
        "search/recent",
        "search/papers",
        "search/names",
        "search/start.js",
    }


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
    leaves = {name for name in differing if "/w-" in name}
    assert leaves == {name for name in leaves if re.search("-(paper|quixotic|nr)", name)}
    assert differing - leaves <= {"search/start.js", *(name for name in differing if "/d-" in name)}
    assert len(differing) <= 4
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


def test_files_go_where_a_server_is_asked_and_come_again_as_they_would_be(store: Store, tmp_path: Path) -> None:
    out, asked = tmp_path / "out", Settings(pages=PagesSettings(search="serve"))
    before = published(store, out)
    publish(store, asked, out, processes=1)
    assert not [path for path in (out / "search").rglob("*") if path.is_file()]
    assert not (out / "search.html").exists()
    assert not (tmp_path / ".out.publishing/search").exists(), "nothing is kept that nobody reads"
    change(store, [replace(PAPERS[3], title="Seen while there were none", version=2)])
    publish(store, asked, out, processes=1)
    after = published(store, out)
    assert after.keys() >= before.keys()
    assert set(leaf(after, "while")) == {"2507.00004"}
    assert published(store, out) == after


def test_a_private_source_and_what_it_names_are_in_no_file(store: Store, tmp_path: Path) -> None:
    settings = Settings.model_validate({"sources": [{"name": "inbox", "files": ["*.txt"], "public": False}]})
    publish(store, settings, tmp_path / "out", processes=1)
    texts = [path.read_text("utf-8") for path in (tmp_path / "out" / "search").rglob("*.js")]
    assert texts
    assert not [text for text in texts if re.search("inbox", text)]


def test_files_of_papers_stay_small() -> None:
    assert [bits_of(count) for count in (0, 1, 16, 17, 32, 33, 20_000)] == [0, 0, 0, 1, 1, 2, 11]
    assert bucket_of("a", 32) == 0xE40C292C  # as FNV-1a has it, but for its second byte, which is none here


@pytest.mark.parametrize("name", ["con", "in:cs.LG", "é", "model ", ""])
def test_a_leaf_has_a_name_that_any_system_takes(name: str) -> None:
    assert re.fullmatch(r"search/words/w-[a-z0-9_]*-[0-9a-f]{1,8}\.js", leaf_path("words", name))
