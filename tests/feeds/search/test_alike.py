"""feeds/search/alike.py: papers like one, as a server answers where the index of the search is no files."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from pathlib import Path

import pytest

from enrich.errors import TryLater
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.finding.index_files import value_of
from feeds.publish.publish import publish
from feeds.search.alike import LikePapers
from feeds.search.search_index import Search
from tests.support.keeping import keep
from tests.support.papers import paper
from tests.system.test_like import OWN, PAPERS


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    with Store(f"sqlite:///{tmp_path}/papers.db" if sqlite else request.getfixturevalue("postgresql")) as opened:
        yield opened


def fill(store: Store, folder: Path) -> LikePapers:
    fillers = [paper(id=f"2507.{n:05d}", title=f"Filler{n} f{n}ller", abstract="", authors=()) for n in range(1, 31)]
    keep(store, [*PAPERS, *fillers])
    publish(store, Settings(folder=folder), folder / "out", processes=1)
    Search(store.engine).catch_up()
    return LikePapers(store, Settings(folder=folder))


def found(alike: LikePapers, record: Record) -> dict[str, tuple[list[str], list[str]]]:
    """Title -> words and authors that are shared."""
    answer = alike.like(record.id)
    assert answer is not None
    rows = value_of(answer)
    return {entry[0]: ([word for _, word in one["words"]], [name for _, name in one["authors"]]) for one, entry in rows}


def test_papers_are_found_by_authors_and_rare_words_and_each_says_why(store: Store, tmp_path: Path) -> None:
    alike = fill(store, tmp_path)
    like = found(alike, OWN)
    assert len(like) == 6
    assert like["Knots and their colours"] == ([], ["Ada Lovelace", "Bob van Dyk"])
    assert {*like["Entropy on a lattice, by Rényi"][0]} == {"entropy", "renyi", "lattice"}
    assert {*like["Another subject"][0]} == {"entropy", "strings", "renyi", "gauge"}
    assert {"Strings alone", "Nothing in common", OWN.title, "The Lovelace engine of Ada"}.isdisjoint(like)
    assert next(iter(like)) in {"Entropy on a lattice, by Rényi", "Knots and their colours"}
    assert value_of(alike.start()) == {"papers": 43, "server": True}


def test_who_shares_nothing_or_is_not_there_is_told_so(store: Store, tmp_path: Path) -> None:
    alike = fill(store, tmp_path)
    assert found(alike, PAPERS[6]) == {}
    assert alike.like("2501.99999") is None
    assert alike.like("") is None
    keep(store, [paper(id="2508.00001")])
    assert alike.like("2508.00001") is None, "it is not published yet"


def test_before_papers_can_be_searched_the_answer_is_to_come_back(tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, [OWN])
        publish(store, Settings(folder=tmp_path), tmp_path / "out", processes=1)
        alike = LikePapers(store, Settings(folder=tmp_path))
        with pytest.raises(TryLater):
            alike.start()
        with pytest.raises(TryLater):
            alike.like(OWN.id)


def test_a_word_of_many_papers_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        alike = fill(store, tmp_path)
        monkeypatch.setattr("feeds.search.alike.COMMON", 6)
        assert "lattice" not in {word for words, _ in found(alike, OWN).values() for word in words}
        answer = alike.like(OWN.id)
        assert answer is not None
        shared = {word: rarity for one, _ in value_of(answer) for rarity, word in one["words"]}
        assert shared["entropy"] == pytest.approx(log(1 + 43 / 3))


def test_a_former_name_and_a_private_source_are_in_no_answer(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"folder": tmp_path, "sources": [{"name": "inbox", "files": ["*.txt"], "public": False}]}
    )
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        records = [paper(id=f"2501.0000{n}", title="Rare heronries", authors=(Author("Ada Lovelace"),)) for n in (1, 2)]
        keep(store, records, source="inbox")
        publish(store, settings, tmp_path / "out", processes=1)
        Search(store.engine).catch_up()
        answer = LikePapers(store, settings).like("2501.00001")
        assert answer is not None
        assert b"2501.00002" in answer
        assert b"inbox" not in answer
