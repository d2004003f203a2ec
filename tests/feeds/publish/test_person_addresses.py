"""Authors who are known to be somebody: their addresses in feeds, their ids in dumps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from enrich.record import Author, Record
from enrich.store.store import Store
from feeds.channels.plan import plan_of
from feeds.feed import EntrySource, LinkedAuthor
from feeds.formats.content import entry_of
from feeds.publish.publish import publish
from feeds.publish.render_entries import prepare
from tests.feeds.publish.test_publish import BASE, files, settings
from tests.support.dump_corpus import kept
from tests.support.keeping import keep
from tests.support.knowing import Known, know
from tests.support.papers import paper

SOMEBODY = f"{BASE}/people/p2345abcd.html"
ORCID = "https://orcid.org/0000-0002-1825-0097"


@pytest.mark.parametrize(
    "authors",
    [
        (Author("A"), Author(""), Author("Zo\\'e  B", ("X",), "0000-0002-1825-0097"), Author("Zo\\'e  B")),
        (Author("A"), Author(""), Author("Zoé B", (), "0000-0002-1825-0097"), Author("Zoé B")),
    ],
    ids=["that are made readable", "that are readable"],
)
def test_an_address_stays_with_its_author_beside_nameless_ones_and_others_of_the_name(
    authors: tuple[Author, ...],
) -> None:
    shown = entry_of(EntrySource(paper(authors=authors), uris={2: SOMEBODY})).authors
    named = [one for one in shown if one.name]
    assert [type(one) is LinkedAuthor for one in named] == [False, True, False]
    assert isinstance(named[1], LinkedAuthor)
    assert (named[1].uri, named[1].orcid) == (SOMEBODY, "0000-0002-1825-0097")


def test_of_very_many_authors_those_who_are_named_keep_their_addresses() -> None:
    many = tuple(Author(f"Person {n}") for n in range(300))
    shown = entry_of(EntrySource(paper(authors=many), brief=True, uris={3: "u3", 150: "u150", 299: "u299"})).authors
    assert {one.name: one.uri for one in shown if isinstance(one, LinkedAuthor)} == {
        "Person 3": "u3",
        "Person 299": "u299",
    }


def test_feeds_and_dumps_name_the_person_and_nothing_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.publish.publish.update_persons", lambda *_: None)  # the test says who is known
    out = tmp_path / "out"
    author = Author("Zoë Ünal", (), "0000-0002-1825-0097")
    papers: list[Record] = [paper(id="2507.00001", authors=(author, Author("Bo"))), paper(id="2507.00002")]
    with Store(f"sqlite:///{tmp_path}/papers.db") as store:
        keep(store, papers)
        publish(store, settings(), out, processes=1)
        before = json.loads((out / "all.json").read_bytes())["items"]
        know(store, {"p2345abcd": Known("Zoë Ünal", {("2507.00001", 0): "Zoë Ünal"})})
        publish(store, settings(), out, processes=1)
        after = json.loads((out / "all.json").read_bytes())["items"]
        assert [one["authors"] for one in before if one["id"].endswith("1")] == [
            [{"name": "Zoë Ünal", "url": ORCID}, {"name": "Bo"}]
        ]
        assert [one["authors"] for one in after if one["id"].endswith("1")] == [
            [{"name": "Zoë Ünal", "url": SOMEBODY, "_orcid": ORCID}, {"name": "Bo"}]
        ]
        stays = ("id", "url", "title", "date_published", "date_modified", "content_html")
        assert [[one[name] for name in stays] for one in before] == [[one[name] for name in stays] for one in after]
        hrefs = {
            entry.id[-1]: [one.get("href") for one in entry.authors]
            for entry in feedparser.parse((out / "authors/zoe-unal.atom").read_bytes()).entries
        }
        assert hrefs["1"] == [SOMEBODY, None]
        rows = [json.loads(line) for line in (out / "dumps/records.jsonl").read_bytes().splitlines()]
        assert {row["id"][-1]: [one["person"] for one in row["authors"]] for row in rows}["1"] == ["p2345abcd", None]
        incremental = files(out)
        publish(store, settings(), out, processes=1, rebuild=True)
        assert files(out) == incremental


def test_who_is_known_from_crowds_alone_has_no_address() -> None:
    many = tuple(Author(f"Person {n}") for n in range(101))
    one = replace(kept(), record=paper(authors=many), persons={0: "p2345abcd"})
    [prepared] = prepare(plan_of(settings()), [one], (), lambda entries: (), address=BASE)
    assert b"people/" not in b"".join(prepared.parts)
    fewer = replace(one, record=paper(authors=many[:100]))
    [prepared] = prepare(plan_of(settings()), [fewer], (), lambda entries: (), address=BASE)
    assert SOMEBODY.encode() in prepared.parts[1]
    [prepared] = prepare(plan_of(settings()), [fewer], (), lambda entries: (), address=BASE, pages=False)
    assert b"people/" not in b"".join(prepared.parts)
