"""Search: what a question means, and what SQLite and PostgreSQL find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.errors import TryLater
from enrich.record import Author, Record
from enrich.store.store import Store
from feeds.finding.words import words
from feeds.search.query import BadQuestion, Question, question, slugs, typed
from feeds.search.search_index import Search
from feeds.search.terms import Wanted, category_word, fts5, tsquery
from feeds.search.wanted import wanted
from feeds.state.members import set_values
from tests.support.enriching import author, enrichment, report
from tests.support.keeping import change, keep
from tests.support.papers import PUBLISHED, paper


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/paperwire.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    with Store(url) as opened:
        yield opened


def found(store: Store, query: str, limit: int = 50) -> list[str]:
    return Search(store.engine).find(wanted(question(query)), limit)


PAPERS = (
    paper(id="2501.00001", title="Deep Graph Networks", abstract="We distil knowledge.", authors=(Author("Zhe Gan"),)),
    paper(id="2501.00002", title="Graph deep networks: a survey", abstract="Attention is all.", authors=(Author("José Núñez"),)),
    paper(
        id="2501.00003", title="Gödel's state-of-the-art machine", abstract="The deep, Graph-like thing.",
        authors=(Author("Shaun O'Neil"), Author("Zhe Li")), categories=("math.LO", "cs.LO"), primary_category="math.LO",
    ),
    paper(
        id="2501.00004", title="关于图神经网络的研究", abstract="模型", authors=(Author("李明"),), categories=("hep-th",),
        primary_category="hep-th", dois=("10.1000/journal.7",), published=datetime(2024, 12, 31, tzinfo=UTC),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("q=graph", "123"),
        ("q=GRAPH+deep", "123"),
        ('q="deep graph"', "13"),
        ("q=“deep+graph”", "13"),
        ("q=deep+-survey", "13"),
        ('q=deep+-"graph networks"', "23"),
        ("q=distil", "1"),
        ("q=disti*", "1"),
        ("q=atten", "2"),
        ("q=atten*", "2"),
        ("q=at*", "2"),
        ("q=at", ""),
        ("q=atten+survey", ""),
        ("q=atten*+survey", "2"),
        ('q="atten"', ""),
        ("q=deep+-surv", "123"),
        ("q=state+of+an+art", "3"),
        ("q=of", "3"),
        ("q=of+the", "3"),
        ('q="the+of"', ""),
        ("q=deep+-the", "123"),
        ("q=godel", "3"),
        ("q=Gödel's", "3"),
        ("q=state-of-the-art", "3"),
        ("q=art+state", "3"),
        ('q="networks we"', ""),
        ("q=神经", "4"),
        ("q=经神", ""),
        ("q=模型", "4"),
        ("author=zhe", "13"),
        ("author=zhe+gan", "1"),
        ("author=Gan+Zhe", ""),
        ("author=Jose+Nunez", "2"),
        ("author=ONeil", ""),
        ("author=Shaun+ONeil", "3"),
        ("author=o%27neil", "3"),
        ("author=李明", "4"),
        ("author=neil+zhe", ""),
        ("author=zhe&author=shaun", "3"),
        ("category=cs.LG", "12"),
        ("category=math", "3"),
        ("category=MATH.lo", "3"),
        ("category=hep-th&category=math.LO", "34"),
        ("category=LO", ""),
        ("q=zhe", "13"),
        ("q=nun", "2"),
        ("q=neil+zhe", "3"),
        ("q=zhe+graph", "13"),
        ('q="zhe+gan"', "1"),
        ('q="gan+zhe"', ""),
        ("q=deep+-zhe", "2"),
        ("q=zhegan", "1"),
        ("q=zhega", ""),
        ("q=李", "4"),
        ("q=deep&category=cs.LO", "3"),
        ("q=2501.00002", "2"),
        ("q=arXiv:2501.00002v3", "2"),
        ("q=https://arxiv.org/pdf/2501.00002", "2"),
        ("q=2501.00009", ""),
        ("q=10.1000/Journal.7", "4"),
        ("q=https://doi.org/10.1000/journal.7", "4"),
        ("q=Gan,+Zhe", "1"),
        ("q=zhe+gan", "1"),
        ("q=Núñez,+José", "2"),
        ("q=gan", "1"),
        ("author=Gan,+Zhe", "1"),
        ("author=Nunez,+Jose", "2"),
        ("author=Zhe,+Gan", "1"),
        ("year=2024", "4"),
        ("year=2025&category=cs.LO", "3"),
        ("source=inbox&q=survey", "2"),
        ("source=elsewhere", ""),
        ("q=survey&utm_source=feed&fbclid=x", "2"),
    ],
)
def test_a_question_finds_what_it_means(store: Store, query: str, ids: str) -> None:
    keep(store, PAPERS)
    Search(store.engine).catch_up()
    assert sorted(found(store, query)) == [f"2501.0000{one}" for one in ids]


@pytest.mark.parametrize(
    ("q", "names"),
    [("yang", ("yang",)), ("Gan, Zhe", ("Gan, Zhe", "Zhe Gan")), ("2501.00001", ()), ('"yang"', ()), ("yan*", ())],
)
def test_who_may_be_asked_for_is_named_beside_the_papers(q: str, names: tuple[str, ...]) -> None:
    assert Question(q).names == names


def test_the_newest_come_first_as_in_a_channel(store: Store) -> None:
    search = Search(store.engine)
    old = [paper(id=f"2001.{n:05d}", published=PUBLISHED - timedelta(days=2000 + n % 7)) for n in range(1, 30)]
    keep(store, [paper(id=f"2501.{n:05d}", published=PUBLISHED - timedelta(days=n)) for n in range(1, 30)])
    search.catch_up()
    keep(store, old, document="second")
    search.catch_up()
    order = store.order()
    assert order[0].startswith("2001.")
    assert found(store, "category=cs.LG", 100) == order
    assert found(store, "category=cs.LG", 10) == order[:10]


def test_the_index_follows_changes_removals_and_returns(store: Store) -> None:
    search = Search(store.engine)
    keep(store, PAPERS)
    assert search.is_behind()
    assert search.catch_up() == 4
    assert not search.is_behind()
    assert search.catch_up() == 0
    change(
        store,
        [replace(PAPERS[0], title="Renamed", abstract="", version=2, updated=PAPERS[0].updated + timedelta(days=1))],
    )
    search.catch_up()
    assert found(store, "q=renamed") == ["2501.00001"]
    assert found(store, "q=distil") == []
    store.records.remove(["2501.00002"], 9, datetime(2026, 2, 1, tzinfo=UTC))
    search.catch_up()
    assert found(store, "q=survey") == []
    assert len(found(store, "since=2000-01-01")) == 3


def test_every_author_of_a_crowd_is_found(store: Store) -> None:
    crowd = tuple(Author(f"{'ABCDEF'[n % 6]}. {'XYZ'[n % 3]}. Member{n}") for n in range(6000))
    keep(store, [*PAPERS, paper(id="2501.00009", authors=crowd)])
    Search(store.engine).catch_up()
    for each in (crowd[0], crowd[3000], crowd[5999]):
        assert found(store, f"author={each.name.replace(' ', '+')}") == ["2501.00009"]
    assert found(store, "author=Member5999") == ["2501.00009"]
    assert found(store, "author=Zhe+Gan") == ["2501.00001"]


def test_since_compares_with_updated(store: Store) -> None:
    keep(store, [paper(id=f"2501.{n:05d}", updated=datetime(2025, 8, n, 12, tzinfo=UTC)) for n in range(1, 10)])
    Search(store.engine).catch_up()
    assert sorted(found(store, "since=2025-08-08")) == ["2501.00008", "2501.00009"]
    assert found(store, "since=2025-08-09T12:00:01Z") == []
    assert found(store, "category=cs&since=2025-08-09T14:00:00%2B02:00") == ["2501.00009"]


def test_a_search_that_takes_too_long_is_ended(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    if store.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL counts milliseconds by itself, and this search takes none")
    keep(store, [paper(id=f"2501.{n:05d}") for n in range(1, 400)])
    Search(store.engine).catch_up()
    monkeypatch.setattr("feeds.search.search_index.SECONDS", -1.0)
    monkeypatch.setattr("feeds.search.search_index._STEPS", 1)
    with pytest.raises(TryLater, match="narrower"):
        found(store, "q=paragraph")
    monkeypatch.undo()
    assert len(found(store, "q=paragraph")) == 50


@pytest.mark.parametrize("count", [3, 4, 1199])
@pytest.mark.parametrize("first", [0, 1])
def test_papers_of_one_moment_all_find_a_place(store: Store, count: int, first: int) -> None:
    same = [paper(id=f"2501.{n:05d}", published=PUBLISHED, authors=()) for n in range(count)]
    keep(store, same)
    search = Search(store.engine)
    search.catch_up()
    change(store, [replace(one, version=2, updated=one.updated + timedelta(days=1)) for one in same[first::2]])
    search.catch_up()
    assert len(found(store, "category=cs.LG", 5000)) == len(same)


ANY = st.text(max_size=60)


@given(ANY, ANY, ANY)
def test_no_text_breaks_the_syntax(q: str, author: str, category: str) -> None:
    try:
        asked = wanted(Question(q, (author,), (category,)))
    except BadQuestion:
        return
    with SHARED as store:
        Search(store.engine).find(asked, 5)
    assert fts5(asked).count('"') % 2 == 0
    assert tsquery(asked)


class _Shared:
    """One store for all examples."""

    def __init__(self) -> None:
        self._store: Store | None = None

    def __enter__(self) -> Store:
        if self._store is None:
            self._store = Store("sqlite://")
            keep(self._store, PAPERS)
            Search(self._store.engine).catch_up()
        return self._store

    def __exit__(self, *_: object) -> None: ...


SHARED = _Shared()


@given(st.text())
@example("\u0e33")
def test_words_are_found_by_themselves(any_text: str) -> None:
    split = words(any_text)
    assert words(" ".join(split)) == split
    assert not any(set(word) & set(" \"'\\:*()&|!<>{}-") for word in split)
    assert all(split)


def test_one_question_has_one_canonical_form() -> None:
    asked = question("since=2025-07-01T00:00:00Z&category=cs.LG&q=+a++b+&author=Zo%C3%AB&category=cs.CL&category=cs.LG")
    assert asked.canonical == "q=a+b&author=Zo%C3%AB&category=cs.CL&category=cs.LG&since=2025-07-01"
    assert question(asked.canonical) == asked
    assert question("").is_empty


@pytest.mark.parametrize(
    "query",
    [
        "x=1",
        "q=a&q=b",
        "since=x",
        "q=" + "a" * 501,
        "&".join(["author=a"] * 9),
        "q=a&" * 40,
        "author=" + "a" * 300,
        "year=1066",
        "year=x",
        "q=a&page=0",
        "q=a&page=21",
        "x=1&" * 70,
    ],
)
def test_a_bad_question_is_refused(query: str) -> None:
    with pytest.raises(BadQuestion):
        wanted(question(query))


def test_what_was_typed_is_kept_whatever_it_is() -> None:
    kept = typed("q=a&q=b&since=yesterday&year=x&author=Gan,+Zhe&category=.&source=lab&utm_source=x")
    assert (kept.q, kept.since, kept.year) == ("a b", "yesterday", "x")
    assert (kept.authors, kept.categories, kept.sources) == (("Gan, Zhe",), (".",), ("lab",))


def test_a_person_is_found_by_the_orcid_id_that_services_state(store: Store) -> None:
    keep(store, PAPERS)
    report(store, {"2501.00003": enrichment(authors=(author(1, "Zhe Li"),))})
    Search(store.engine).catch_up()
    assert found(store, "q=0000-0001-5109-3700") == ["2501.00003"]
    assert found(store, "author=https://orcid.org/0000-0001-5109-3700") == ["2501.00003"]
    assert found(store, "q=10.1038/s42256-024-00832-8") == ["2501.00003"]


def test_an_index_in_an_earlier_form_is_made_again(store: Store) -> None:
    search = Search(store.engine)
    keep(store, PAPERS)
    search.catch_up()
    with writing(store.engine, Lock.SEARCH) as connection:
        set_values(connection, {"search_form": 1})
        connection.execute(text("DELETE FROM search_text"))
    assert search.is_behind()
    assert search.catch_up() == len(PAPERS)
    assert found(store, "q=2501.00002") == ["2501.00002"]


def test_categories_are_words_of_their_own() -> None:
    assert len({category_word(code) for code in ("cs.LG", "cs", "lg", "cslg", "cs0", "hep-th", "hep")}) == 7


def test_slugs_are_split_and_bounded() -> None:
    assert slugs("topics=a,b,,a&authors=c&people=p2") == (("a", "b"), ("c",), ("p2",))
    with pytest.raises(BadQuestion):
        slugs("topics=" + ",".join(map(str, range(600))))


def test_what_is_not_published_is_not_found(store: Store) -> None:
    unseen: Record = paper(id="2501.00009", title="Harvested only")
    run = store.runs.start("harvest", PUBLISHED)
    store.records.put([unseen], run.id, PUBLISHED)
    search = Search(store.engine)
    search.catch_up()
    assert search.find(Wanted((), (), PUBLISHED - timedelta(days=9999)), 5) == []
