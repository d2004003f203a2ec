"""A name that its bearer asked to be replaced is in nothing that is published."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.identities.tables import person_renames
from enrich.options.channels import FeedsSettings
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.schema import records
from enrich.store.store import Store
from feeds.former_names import kept, mark_of, replaced_in
from feeds.operate.lookup import look_up
from feeds.publish.publish import publish
from feeds.search.query import question
from feeds.search.search_feed import Searcher
from feeds.search.search_index import Search
from tests.feeds.people.test_people_channels import at, go, number
from tests.feeds.publish.test_publish import files, ids, plain, settings
from tests.support.enriching import author, enrichment, report
from tests.support.keeping import START, keep
from tests.support.knowing import Known, know

OLD, NEW, PERSON = "Quondam Oldname", "Zoe Newname", "p77777777"
MATE = "Zdravko Rarename"
FEEDS = Path(__file__).parents[3] / "feeds"


def wrote(n: int, *more: Author) -> Record:
    return plain(n, authors=(Author(OLD), *more), submitter=OLD, comment=f"With thanks to {OLD}.")


PAPERS = [wrote(1, Author(MATE)), wrote(2, Author(MATE)), plain(3, authors=(Author(MATE),))]
BEARER = {PERSON: Known(OLD, {at(1): OLD, at(2): OLD})}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def rename(store: Store, papers: tuple[int, ...] = (1, 2)) -> None:
    """Have the name replaced, as `paperwire people rename` does."""
    with writing(store.engine, Lock.RECORDS) as connection:
        row = {
            "batch": 1, "person": PERSON, "old": [OLD], "new": NEW, "spots": [], "who": "ada", "why": "asked", "at": START,
        }  # fmt: skip
        connection.execute(insert(person_renames), [row])
        newest = connection.execute(select(func.max(records.c.serial))).scalar() or 0
        for n, paper in enumerate(papers, 1):
            connection.execute(update(records).where(records.c.id == number(paper)).values(serial=newest + n))
    know(store, {PERSON: replace(BEARER[PERSON], name=NEW)})


def traces(out: Path) -> list[str]:
    """Files in which the former name is, or whose names have it."""
    found = []
    for path, data in files(out).items():
        text = gzip.decompress(data) if path.endswith(".gz") else data
        words = (b"Oldname", b"Quondam", b"oldname", b"quondam")
        if any(word in text for word in words) or "oldname" in path:
            found.append(path)
    return found


def test_the_former_name_is_nowhere_and_nothing_comes_again(store: Store, out: Path) -> None:
    keep(store, PAPERS[:1])
    go(store, out)
    keep(store, PAPERS[1:])
    know(store, BEARER)
    go(store, out)
    before = {one["id"]: one["date_modified"] for one in json.loads((out / "all.json").read_bytes())["items"]}
    assert {"authors/quondam-oldname.atom", "papers/2507.00001.html", "dumps/records.bib", "index.html"} <= set(
        traces(out)
    )
    assert any(path.startswith("dumps/changes/") for path in traces(out))
    rename(store)
    go(store, out)
    assert traces(out) == []
    assert sorted(ids(out, "authors/zoe-newname")) == [number(1), number(2)]
    after = {one["id"]: one["date_modified"] for one in json.loads((out / "all.json").read_bytes())["items"]}
    assert after == before
    record = json.loads((out / "dumps/records.jsonl").read_bytes().splitlines()[0])
    assert (record["submitter"], record["comment"]) == (NEW, f"With thanks to {NEW}.")
    assert record["authors"][0]["name"] == NEW
    now = files(out)
    go(store, out, rebuild=True)
    assert files(out) == now
    # It stays so for what comes later.
    keep(store, [wrote(4)])
    know(store, {PERSON: Known(NEW, {at(n): OLD for n in (1, 2, 4)})})
    go(store, out)
    assert traces(out) == []
    assert number(4) in ids(out, "authors/zoe-newname")


def test_full_archives_are_made_again_without_it(store: Store, out: Path) -> None:
    given = settings(feeds=FeedsSettings(entries=1))
    keep(store, [*PAPERS, *(plain(n, authors=(Author(MATE),)) for n in range(5, 9))])
    know(store, BEARER)
    go(store, out, given)
    assert any(".archive-" in path for path in traces(out))
    rename(store)
    go(store, out, given)
    assert traces(out) == []


def test_somebody_else_of_the_name_keeps_it(store: Store, out: Path) -> None:
    keep(store, [*PAPERS, wrote(9)])
    know(store, BEARER)
    go(store, out)
    rename(store)
    go(store, out)
    assert ids(out, "authors/quondam-oldname") == [number(9)]
    assert OLD in (out / f"papers/{number(9)}.html").read_text()
    assert OLD not in (out / f"papers/{number(1)}.html").read_text()


def test_what_services_add_to_the_author_stays(store: Store, out: Path) -> None:
    keep(store, PAPERS[:1])
    know(store, {PERSON: Known(OLD, {at(1): OLD})})
    report(store, {number(1): enrichment(authors=(author(0, OLD),))})
    rename(store, (1,))
    (one,) = kept(store, [number(1)])
    assert one.record.authors[0].name == NEW
    assert one.record.enrichment is not None
    assert [each.name for each in one.record.enrichment.authors] == [NEW]
    go(store, out)
    record = json.loads((out / "dumps/records.jsonl").read_bytes().splitlines()[0])
    assert record["authors"][0]["orcid"] == author(0, OLD).orcid


def test_search_does_not_find_it_and_look_ups_do_not_show_it(store: Store, tmp_path: Path) -> None:
    given = Settings(folder=tmp_path)
    keep(store, PAPERS)
    know(store, BEARER)
    rename(store)
    publish(store, given, given.out, processes=1)
    Search(store.engine).catch_up()
    searcher = Searcher(store, given)
    assert [searcher.find(question(f"author={name.replace(' ', '+')}")) != () for name in (OLD, NEW)] == [False, True]
    looked = look_up(given, store, lambda: pytest.fail("asked"), [number(1)])
    assert looked.found[0].record.authors[0].name == NEW


def test_the_mark_of_replaced_names_holds_none(store: Store) -> None:
    keep(store, PAPERS)
    know(store, BEARER)
    assert mark_of(replaced_in(store.engine)) == ""
    rename(store)
    mark = mark_of(replaced_in(store.engine))
    assert mark
    assert not any(word in mark for word in ("Oldname", "Newname"))


def test_nothing_is_published_past_the_names_that_may_be_shown() -> None:
    raw = re.compile(r"(?<!\bformer_names)\.(?:kept|kept_since|looked_up)\(")
    found = {
        path.relative_to(FEEDS).as_posix(): [
            line.strip() for line in path.read_text("utf-8").splitlines() if raw.search(line) and "shown(" not in line
        ]
        for path in FEEDS.rglob("*.py")
        if path.name != "former_names.py"
    }
    assert {path: lines for path, lines in found.items() if lines} == {}
