"""Facts about papers of very many authors: who gets files, who an address that the server answers, and what both cost."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import feedparser
import pytest
from sqlalchemy import delete, event, update

from enrich.errors import TryLater
from enrich.options.channels import AuthorsSettings, FeedsSettings
from enrich.options.site import SiteSettings
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from feeds.formats.author_list import FIRST
from feeds.formats.xml import FORMATS
from feeds.operate.lookup import records_json
from feeds.publish.publish import publish
from feeds.search.query import question
from feeds.search.search_feed import Searcher
from feeds.search.search_index import Search
from feeds.serve.on_demand import OnDemand
from feeds.state.publishing import PublishState
from feeds.state.tables import members, units
from tests.support.keeping import change, keep
from tests.support.papers import PUBLISHED, paper
from tests.support.serving import serving

ENDINGS = (*FORMATS, "html")


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    with Store(f"sqlite:///{tmp_path}/papers.db" if sqlite else request.getfixturevalue("postgresql")) as opened:
        yield opened


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Store]:
    with Store(f"sqlite:///{tmp_path}/papers.db") as opened:
        yield opened


def settings(folder: Path, crowd: int = 3, entries: int = 50, **authors: Any) -> Settings:
    return Settings(
        folder=folder,
        site=SiteSettings(base_url="https://feeds.example.org"),
        authors=AuthorsSettings(crowd=crowd, **authors),
        feeds=FeedsSettings(entries=entries),
    )


def by(number: int, *names: str, **fields: Any) -> Record:
    when = PUBLISHED + timedelta(hours=number)
    ordinary: dict[str, Any] = {"id": f"2507.{number:05d}", "title": f"Paper {number}", "published": when}
    return paper(authors=tuple(map(Author, names)), **(ordinary | fields))


def crowd(number: int, **fields: Any) -> Record:
    return by(number, "Ann One", "Bob Two", "Cem Three", "Dan Four", **fields)


def go(store: Store, given: Settings) -> None:
    publish(store, given, given.out, processes=1)


def files(given: Settings) -> set[str]:
    return {path.relative_to(given.out).as_posix() for path in given.out.rglob("*") if path.is_file()}


def of(given: Settings, slug: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (given.out / "authors").glob(f"{slug}.*")}


def files_on_demand(store: Store, given: Settings, slug: str) -> dict[str, bytes]:
    """What is made on demand of an author, archives included."""
    demand, found = OnDemand(store, given), {}
    names = [f"{slug}.{ending}" for ending in ENDINGS]
    names += [f"{slug}.archive-{n}.{ending}" for n in range(1, 9) for ending in ENDINGS]
    for name in names:
        if (data := demand.render(f"authors/{name}")) is not None:
            found[name] = data
    return found


def slugs_of(given: Settings) -> dict[str, str | None]:
    lines = (given.out / "dumps" / "records.jsonl").read_text().splitlines()
    slugs = {(author["name"], author["slug"]) for line in lines for author in json.loads(line)["authors"]}
    assert len(slugs) == len(dict(slugs)), "every record says the same of an author"
    return dict(slugs)


# ---------------------------------------------------------------- three papers of 3,001 authors


def collaboration(first: int = 0) -> tuple[Author, ...]:
    names = [f"{'ABCDEFGHIJ'[n % 10]}. Surname{first + n:05d}" for n in range(3000)]
    return tuple(Author(name, ("CERN",)) for name in (*names[:1500], "ATLAS Collaboration", *names[1500:]))


@pytest.mark.parametrize("same", [True, False])
def test_three_papers_of_3001_authors_are_small_and_soon_published(embedded: Store, tmp_path: Path, same: bool) -> None:
    given = settings(tmp_path, crowd=100)
    keep(embedded, [paper(id=f"2507.1000{n}", authors=collaboration(0 if same else n * 3000)) for n in range(3)])
    begun = time.process_time()
    go(embedded, given)
    assert time.process_time() - begun < 10
    sizes = [path.stat().st_size for path in given.out.rglob("*") if path.is_file()]
    assert sum(sizes) < 60e6
    assert len([path for path in files(given) if not path.startswith("search/")]) < 110
    assert len(sizes) < 300, "the files of the search grow with the bytes of the names, not with how many there are"
    assert not any(path.startswith("authors/") for path in files(given))


def test_all_authors_stay_in_records_dumps_and_entries_of_topics(embedded: Store, tmp_path: Path) -> None:
    given, names = settings(tmp_path, crowd=100), [author.name for author in collaboration()]
    keep(embedded, [paper(authors=collaboration())])
    go(embedded, given)
    for place in ("all", "topics/cs-lg"):
        (item,) = json.loads((given.out / f"{place}.json").read_bytes())["items"]
        assert [author["name"] for author in item["authors"]] == names
        for form in ("rss", "atom"):
            (entry,) = feedparser.parse(given.out / f"{place}.{form}").entries
            assert [author.name for author in entry.authors] == names
        shown = (
            f"{', '.join(f'{one} (CERN)' for one in names[:FIRST])}, …, {names[-1]} (CERN), ATLAS Collaboration (CERN), "
            '<a href="https://arxiv.org/abs/2507.13575">and 2,979 more</a></p>'
        )
        assert item["content_html"].startswith(f"<p>{shown}")
        page = (given.out / f"{place}.html").read_text()
        assert "<summary>and 2,979 more authors</summary>" in page
        assert all(name in page for name in names)
    (record,) = (given.out / "dumps" / "records.jsonl").read_text().splitlines()
    assert [author["name"] for author in json.loads(record)["authors"]] == names


def test_in_feeds_of_authors_long_lists_are_bounded(embedded: Store, tmp_path: Path) -> None:
    given, alone = settings(tmp_path, crowd=100), "C. Surname02002"
    keep(embedded, [paper(authors=collaboration()), by(1, alone)])
    go(embedded, given)
    assert {name.partition(".")[0] for name in files(given) if name.startswith("authors/")} == {
        "authors/c-surname02002"
    }
    found = of(given, "c-surname02002")
    assert max(map(len, found.values())) < 15_000
    _, item = json.loads(found["c-surname02002.json"])["items"]
    named = [*(author.name for author in collaboration()[:FIRST]), "ATLAS Collaboration", "J. Surname02999", alone]
    assert [author["name"] for author in item["authors"]] == named
    for form in ("rss", "atom"):
        _, entry = feedparser.parse(found[f"c-surname02002.{form}"]).entries
        assert [author.name for author in entry.authors] == named
        assert f'{alone}, <a href="https://arxiv.org/abs/2507.13575">and 2,978 more</a></p>' in entry.content[0].value
    assert f'{alone}, <a href="https://arxiv.org/abs/2507.13575">and 2,978 more</a></p>' in item["content_html"]
    page = found["c-surname02002.html"].decode()
    assert "Here because “C. Surname02002” is one of its authors." in page
    assert (
        '<a href="c-surname02002.html">C. Surname02002</a>, <a href="https://arxiv.org/abs/2507.13575">and 2,978 more</a>'
        in page.replace("../authors/", "")
    )
    assert "C. Surname02012" not in page


# ---------------------------------------------------------------- who gets files


def test_who_is_known_from_crowds_alone_has_no_files_and_is_linked_nowhere(store: Store, tmp_path: Path) -> None:
    given = settings(tmp_path)
    keep(store, [crowd(1), crowd(2), by(3, "Ann One", "Eve Five", "Fay Six")])
    go(store, given)
    assert {name.partition(".")[0] for name in files(given) if name.startswith("authors/")} == {
        "authors/ann-one", "authors/eve-five", "authors/fay-six",
    }  # fmt: skip
    for path in ("index.html", "all.html", "topics/cs-lg.html", "authors/ann-one.html", "opml-authors.xml"):
        text = (given.out / path).read_text()
        assert "bob-two" not in text
        assert ("ann-one" in text) is True
    assert slugs_of(given) == {
        "Ann One": "ann-one", "Bob Two": None, "Cem Three": None, "Dan Four": None,
        "Eve Five": "eve-five", "Fay Six": "fay-six",
    }  # fmt: skip
    looked = next(iter(records_json(given, store, store.kept(["2507.00001"]))))
    assert [author["slug"] for author in looked["authors"]] == ["ann-one", None, None, None]


def test_a_followed_author_of_a_crowd_has_files_and_events(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path, follow=("Bob Two",))
    keep(embedded, [crowd(1)])
    go(embedded, given)
    assert {"authors/bob-two.atom", "authors/bob-two.html", "authors/bob-two.events.atom"} <= files(given)
    assert slugs_of(given)["Bob Two"] == "bob-two"
    assert files_on_demand(embedded, given, "bob-two").items() <= of(given, "bob-two").items()
    assert files_on_demand(embedded, given, "ann-one").keys() == {f"ann-one.{ending}" for ending in ENDINGS}


def test_an_author_is_named_in_their_own_feeds_of_crowds(embedded: Store, tmp_path: Path) -> None:
    """With files and on demand, in feeds of events too, under an alias as the paper writes it."""
    aliases = {"Zoe Zed": ("C. Surname02002",)}
    given = settings(tmp_path, crowd=100, follow=("D. Surname02003", "Zoe Zed"), aliases=aliases)
    keep(embedded, [paper(authors=collaboration())])
    change(embedded, [paper(authors=collaboration(), version=3, updated=PUBLISHED + timedelta(days=9))])
    go(embedded, given)
    files_of = of(given, "d-surname02003") | of(given, "zoe-zed") | files_on_demand(embedded, given, "e-surname02004")
    named = {
        "d-surname02003": "D. Surname02003", "d-surname02003.events": "D. Surname02003",
        "zoe-zed": "C. Surname02002", "e-surname02004": "E. Surname02004",
    }  # fmt: skip
    for place, name in named.items():
        for form in ("rss", "atom"):
            entries = feedparser.parse(files_of[f"{place}.{form}"]).entries
            assert entries
            for entry in entries:
                assert entry.authors[-1].name == name
                assert f"{name}, <a" in entry.content[0].value
        for item in json.loads(files_of[f"{place}.json"])["items"]:
            assert item["authors"][-1] == {"name": name}
        if not place.endswith(".events"):
            assert f"{name}, <a" in files_of[f"{place}.html"].decode().replace("</a>,", ",")


def test_topics_of_crowds_alone_are_topics_as_ever(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path)
    for number, category in ((1, "hep-ex"), (2, "astro-ph.HE")):
        names = [f"Person {category} {n}" for n in range(40)]
        keep(embedded, [by(number, *names, categories=(category,), primary_category=category)], document=category)
    go(embedded, given)
    assert {"topics/hep-ex.atom", "topics/astro-ph-he.atom", "topics/astro-ph-he.html"} <= files(given)
    assert not any(path.startswith("authors/") for path in files(given))


def test_a_paper_of_the_bound_is_no_crowd(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path, crowd=4)
    keep(embedded, [crowd(1)])
    go(embedded, given)
    assert "authors/bob-two.atom" in files(given)


@pytest.mark.parametrize("papers", [1, 3, 8])
def test_on_demand_are_the_bytes_that_files_have(store: Store, tmp_path: Path, papers: int) -> None:
    given = settings(tmp_path, entries=2)
    keep(store, [crowd(n) for n in range(1, papers + 1)])
    go(store, given)
    on_demand = files_on_demand(store, given, "bob-two")
    # All authors but this one are known from crowds alone, as before.
    keep(store, [by(50, "Bob Two")], document="second")
    go(store, given)
    with_files = of(given, "bob-two")
    assert len(with_files) > 3
    assert files_on_demand(store, given, "bob-two") == with_files
    (number,) = [
        one.id for one in PublishState(store.engine).channels() if (one.kind, one.slug) == ("author", "bob-two")
    ]
    with store.engine.begin() as connection:
        connection.execute(delete(units).where(units.c.channel == number))
        connection.execute(update(members).where(members.c.channel == number).values(page=0))
    assert files_on_demand(store, given, "bob-two") == with_files
    assert on_demand.keys() <= with_files.keys()


def test_files_come_with_an_ordinary_paper_and_go_with_it(store: Store, tmp_path: Path) -> None:
    given = settings(tmp_path, entries=2)
    keep(store, [crowd(n) for n in range(1, 8)])
    go(store, given)
    before, small = files_on_demand(store, given, "bob-two"), by(50, "Bob Two")
    assert len(before) == 4 * 4
    keep(store, [small], document="second")
    go(store, given)
    assert of(given, "bob-two").keys() >= before.keys()
    # The paper of the crowd is the same, what names its author is not.
    assert 'href="authors/bob-two.html">Bob Two</a>' in (given.out / "all.archive-1.html").read_text()
    assert slugs_of(given)["Bob Two"] == "bob-two"
    change(store, [by(50, "Bob Two", "Eve Five", "Fay Six", "Guy Seven")])
    go(store, given)
    assert of(given, "bob-two") == {}
    assert slugs_of(given)["Bob Two"] is None
    assert "bob-two" not in (given.out / "all.archive-1.html").read_text()
    again = files_on_demand(store, given, "bob-two")
    assert again["bob-two.archive-1.atom"] == before["bob-two.archive-1.atom"]
    ids = [entry.id for name in again if name.endswith(".atom") for entry in feedparser.parse(again[name]).entries]
    assert sorted(ids) == sorted(f"https://arxiv.org/abs/2507.{n:05d}" for n in (*range(1, 8), 50))


@pytest.mark.parametrize("papers", [1, 7])
def test_another_bound_gives_and_takes_files_at_the_same_addresses(
    embedded: Store, tmp_path: Path, papers: int
) -> None:
    keep(embedded, [crowd(n) for n in range(1, papers + 1)])
    few, many = settings(tmp_path, entries=2), settings(tmp_path, crowd=1000, entries=2)
    go(embedded, many)  # as all versions before did
    with_files = of(many, "bob-two")
    go(embedded, few)
    assert of(few, "bob-two") == {}
    on_demand = files_on_demand(embedded, few, "bob-two")
    assert on_demand.keys() == with_files.keys()
    for name, data in with_files.items():
        assert name.endswith(".html") or on_demand[name] == data
    go(embedded, many)
    assert of(many, "bob-two") == with_files


def test_an_address_is_kept_and_never_anothers(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path)
    keep(embedded, [by(1, "Ann One", "Bob Two", "Cem Three", "李明")])
    go(embedded, given)
    before = files_on_demand(embedded, given, "li-ming")["li-ming.atom"]
    assert "<title>李明</title>".encode() in before
    keep(embedded, [by(2, "Li Ming")], document="second")
    go(embedded, given)
    assert b"<title>Li Ming</title>" in of(given, "li-ming-2")["li-ming-2.atom"]
    assert files_on_demand(embedded, given, "li-ming")["li-ming.atom"] == before
    keep(embedded, [by(3, "李明")], document="third")
    go(embedded, given)
    assert "<title>李明</title>".encode() in of(given, "li-ming")["li-ming.atom"]


def test_fewer_papers_than_min_papers_are_no_channel_on_demand_either(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path, min_papers=2)
    keep(embedded, [crowd(1), by(2, "Eve Five")])
    go(embedded, given)
    assert files_on_demand(embedded, given, "ann-one") == files_on_demand(embedded, given, "eve-five") == {}
    keep(embedded, [crowd(3)], document="second")
    go(embedded, given)
    assert files_on_demand(embedded, given, "ann-one").keys() == {f"ann-one.{ending}" for ending in ENDINGS}
    assert not of(given, "ann-one")


@pytest.mark.parametrize(
    "path",
    [
        "authors/nobody.atom", "authors/bob-two.events.atom", "authors/bob-two.archive-1.atom", "authors/bob-two.xml",
        "authors/bob-two.archive-0.atom", "authors/bob-two", "authors/.atom", "topics/cs-lg.atom", "authors/../all.atom",
        "authors/ann-one.archive-999999.html",
    ],
)  # fmt: skip
def test_nothing_else_is_made(embedded: Store, tmp_path: Path, path: str) -> None:
    given = settings(tmp_path)
    keep(embedded, [crowd(1), by(2, "Ann One")])
    go(embedded, given)
    assert OnDemand(embedded, given).render(path) is None


def test_a_format_that_is_not_published_is_not_made(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path).model_copy(update={"feeds": FeedsSettings(formats=("atom",))})
    keep(embedded, [crowd(1)])
    go(embedded, given)
    assert files_on_demand(embedded, given, "bob-two").keys() == {"bob-two.atom", "bob-two.html"}


def test_an_unknown_address_costs_one_question(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path)
    keep(embedded, [crowd(1)])
    go(embedded, given)
    asked: list[str] = []
    event.listen(embedded.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert OnDemand(embedded, given).render("authors/nobody.atom") is None
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_while_everything_is_rendered_anew_nothing_is_made(embedded: Store, tmp_path: Path) -> None:
    given = settings(tmp_path)
    keep(embedded, [crowd(1)])
    go(embedded, given)
    Search(embedded.engine).catch_up()
    PublishState(embedded.engine).set_values({"rendered": 0, "serial": 0})  # as the renewal of the pack begins
    with pytest.raises(TryLater):
        OnDemand(embedded, given).render("authors/bob-two.atom")
    with pytest.raises(TryLater):
        Searcher(embedded, given).find(question("author=bob+two"))


# ---------------------------------------------------------------- the server

PAPERS: Sequence[Record] = (*(crowd(n) for n in range(1, 61)), by(70, "Eve Five"))
AUTHORS: dict[str, Any] = {"authors": {"crowd": 3}}


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("bob-two.atom", "application/atom+xml"),
        ("bob-two.rss", "application/rss+xml"),
        ("bob-two.json", "application/feed+json"),
        ("bob-two.html", "text/html"),
        ("bob-two.archive-1.atom", "application/atom+xml"),
    ],
)
def test_the_server_answers_as_for_a_file(tmp_path: Path, name: str, media: str) -> None:
    with serving(tmp_path, PAPERS, **AUTHORS) as site:
        address = f"/authors/{name}"
        status, headers, body = site.get(address)
        assert (status, headers["content-type"].partition(";")[0]) == (200, media)
        assert body == OnDemand(site.store, site.settings).render(address[1:])
        _, of_file, _ = site.get(f"/authors/eve-five.{name.rpartition('.')[2]}")
        assert headers["cache-control"] == of_file["cache-control"]
        time.sleep(1.1)  # Last-Modified is told once its second is over
        _, headers, _ = site.get(address)
        assert headers.keys() == of_file.keys() | {"last-modified"}
        assert site.get(address, If_None_Match=headers["etag"])[::2] == (304, b"")
        assert site.get(address, If_Modified_Since=headers["last-modified"])[::2] == (304, b"")
        head = site.get(address, "HEAD")
        assert (head[0], head[1] | {"date": ""}, head[2]) == (200, headers | {"date": ""}, b"")
        part = site.get(address, Range="bytes=10-19")
        assert (part[0], part[2]) == (206, body[10:20])
        packed = site.get(address, Accept_Encoding="gzip")
        assert packed[1]["content-encoding"] == "gzip"
        assert site.get("/authors/nobody.atom")[0] == site.get("/authors/bob-two.archive-9.atom")[0] == 404


def test_the_server_finds_an_author_of_a_crowd(tmp_path: Path) -> None:
    with serving(tmp_path, PAPERS, **AUTHORS) as site:
        status, _, page = site.get("/search.html?author=bob+two")
        assert status == 200
        assert b'feeds to subscribe to: <a href="authors/bob-two.html">Bob Two</a>' in page
        assert len(json.loads(site.get("/search.json?author=Bob+Two")[2])["items"]) == 50
        assert b"subscribe to" not in site.get("/search.html?author=nobody")[2]
        status, _, chosen = site.get("/opml?authors=bob-two,eve-five")
        assert (status, chosen.count(b"<outline text=")) == (200, 3)
        assert b"https://feeds.example.org/authors/bob-two.atom" in chosen
        assert site.get("/opml?authors=bob-two,nobody")[0] == 404


@pytest.mark.parametrize("asked", ["surname02002", "C. Surname02002", "c surname02002"])
def test_a_search_names_and_links_the_authors_who_match(tmp_path: Path, asked: str) -> None:
    query, alone = urlencode({"author": asked}), "C. Surname02002"
    with serving(tmp_path, [paper(authors=collaboration()), by(1, "Eve Five")]) as site:
        page = site.get(f"/search.html?{query}")[2].decode()
        assert f'feeds to subscribe to: <a href="authors/c-surname02002.html">{alone}</a></p>' in page
        rest = '<a href="https://arxiv.org/abs/2507.13575">and 2,978 more</a>'
        assert f', <a href="authors/c-surname02002.html">{alone}</a>, {rest}</p>' in page
        (item,) = json.loads(site.get(f"/search.json?{query}")[2])["items"]
        assert item["authors"][-1] == {"name": alone}
        assert f"{alone}, {rest}</p>" in item["content_html"]
        assert site.get("/authors/c-surname02002.html")[0] == 200


def test_of_thousands_who_match_some_are_named(tmp_path: Path) -> None:
    with serving(tmp_path, [paper(authors=tuple(Author(f"Ann {n:05d}") for n in range(2000)))]) as site:
        page = site.get("/search.html?author=ann")[2].decode()
        assert "Authors with these names, with feeds to subscribe to: " in page
        assert "and 1,959 more" in page  # the first 20, the last, and 20 of those who match
        (item,) = json.loads(site.get("/search.json?author=ann")[2])["items"]
        assert len(item["authors"]) == 41


def test_what_was_answered_is_made_anew_when_another_paper_is_published(tmp_path: Path) -> None:
    with serving(tmp_path, PAPERS[:1], **AUTHORS) as site:
        _, before, body = site.get("/authors/bob-two.atom")
        site.publish([crowd(99)], document="second")
        _, after, longer = site.get("/authors/bob-two.atom")
        assert before["etag"] != after["etag"]
        assert len(longer) > len(body)
        site.publish([by(100, "Bob Two")], document="third")
        assert site.get("/authors/bob-two.atom")[2] == (site.out / "authors" / "bob-two.atom").read_bytes()
