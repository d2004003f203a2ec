"""Facts about channels and pages of persons, as they are published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html as lxml_html

from enrich.options.channels import AuthorsSettings
from enrich.record import Author, Record
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.store.trial import trial
from feeds.operate.verification import differences
from feeds.publish.publish import publish
from tests.feeds.publish.test_publish import BASE, files, ids, plain, settings
from tests.support.keeping import change, keep
from tests.support.knowing import Known, know

WEI, RARE = "Wei Wang", "Zdravko Rarename"
ORCID = "0000-0002-1825-0097"
FIRST, SECOND, ALONE = "p22222222", "p33333333", "p44444444"


def number(n: int) -> str:
    return f"2507.{n:05d}"


def at(n: int, position: int = 0) -> tuple[str, int]:
    return number(n), position


PAPERS: list[Record] = [
    plain(
        1,
        authors=(Author(WEI, ("Tsinghua University",), ORCID), Author("Ann Bee"), Author("Cy Dee")),
        published=plain(1).published - timedelta(days=800),
    ),
    plain(2, authors=(Author("W. Wang", ("Tsinghua University",), ORCID),)),
    plain(3, authors=(Author(WEI, ("MIT",), ORCID), Author("Ann Bee"), Author("Cy Dee"))),
    plain(4, authors=(Author(WEI, ("ETH",)), Author("Eve Fay"))),
    plain(5, authors=(Author(WEI), Author("Eve Fay"))),
    plain(6, authors=(Author(WEI),)),
    plain(7, authors=(Author(RARE), Author("Eve Fay"))),
    plain(8, authors=(Author(RARE), Author("Guy Hoe"))),
]
PEOPLE = {
    FIRST: Known(
        WEI,
        {at(1): WEI, at(2): "W. Wang", at(3): WEI},
        [("orcid", at(1), at(2), [ORCID, "crossref"]), ("coauthors", at(1), at(3), ["Ann Bee", "Cy Dee"])],
    ),
    SECOND: Known(WEI, {at(4): WEI, at(5): WEI}, [("coauthors", at(4), at(5), ["Eve Fay"])]),
    ALONE: Known(RARE, {at(7): RARE, at(8): RARE}, [("rare-name", at(7), at(8), [RARE])]),
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def go(store: Store, out: Path, given: Settings | None = None, **options: Any) -> None:
    publish(store, given or settings(), out, processes=1, **options)


def filled(store: Store, out: Path) -> None:
    keep(store, PAPERS)
    know(store, PEOPLE)
    go(store, out)


def text_of(out: Path, path: str, place: str = "//main") -> str:
    root = lxml_html.fromstring((out / path).read_bytes())
    return " ".join(" ".join(each.text_content().split()) for each in root.xpath(place))


def of_paper(out: Path, path: str, n: int) -> str:
    return text_of(out, path, f'//article[@id="{number(n)}"]/p[@class="why"]')


def test_a_person_whose_name_is_others_too_has_feeds_and_a_page(store: Store, out: Path) -> None:
    filled(store, out)
    assert sorted(ids(out, f"people/{FIRST}")) == [number(1), number(2), number(3)]
    assert sorted(ids(out, f"people/{SECOND}")) == [number(4), number(5)]
    assert {path.name for path in (out / "people").glob(f"{FIRST}.*")} == {
        f"{FIRST}.{form}" for form in ("rss", "atom", "json", "html")
    }
    feed = feedparser.parse((out / f"people/{FIRST}.atom").read_bytes())
    assert not feed.bozo
    assert feed.feed.title == f"{WEI} ({FIRST})"
    assert feed.entries[0].authors[0].href == f"{BASE}/people/{FIRST}.html"
    # The channel of the name is what it was: everybody's.
    assert sorted(ids(out, "authors/wei-wang")) == [number(n) for n in (1, 3, 4, 5, 6)]


def test_the_page_of_the_one_name_stands_for_a_person_whom_nobody_shares_it_with(store: Store, out: Path) -> None:
    filled(store, out)
    assert [path.name for path in (out / "people").glob(f"{ALONE}.*")] == [f"{ALONE}.html"]
    root = lxml_html.fromstring((out / f"people/{ALONE}.html").read_bytes())
    assert root.xpath('//link[@rel="canonical"]/@href') == [f"{BASE}/authors/zdravko-rarename.html"]
    assert root.xpath("//main//a/@href") == ["../authors/zdravko-rarename.html"]
    shown = text_of(out, "authors/zdravko-rarename.html")
    assert "Both papers are by one person" in shown
    assert ALONE in shown
    assert "rare name" in of_paper(out, "authors/zdravko-rarename.html", 7)


def test_a_person_page_says_who_it_is_and_why_each_paper_is_there(store: Store, out: Path) -> None:
    filled(store, out)
    page = f"people/{FIRST}.html"
    shown = text_of(out, page, '//section[@class="who"]')
    for expected in (
        "Wei Wang (2), W. Wang (1)",
        f"ORCID{ORCID}",
        "MIT (2025); Tsinghua University (2023\u20132025)",
        FIRST,
        "Not this person?",
    ):
        assert expected in shown
    assert "Here as “W. Wang”: same ORCID iD, from Crossref." in of_paper(out, page, 2)
    assert "same ORCID iD, from Crossref; two shared co-authors: Ann Bee, Cy Dee." in of_paper(out, page, 1)


def test_a_name_page_lists_its_persons_and_what_is_not_decided(store: Store, out: Path) -> None:
    filled(store, out)
    page = "authors/wei-wang.html"
    root = lxml_html.fromstring((out / page).read_bytes())
    rows = [" ".join(row.text_content().split()) for row in root.xpath('//section[@class="who"]/ul/li')]
    assert rows == [
        f"Wei Wang ({FIRST})2 of 3 papers ORCID {ORCID}; MIT; Tsinghua University",
        f"Wei Wang ({SECOND})2 papers ETH",
    ]
    assert "It is not decided whose one more paper is" in text_of(out, page, '//section[@class="who"]')
    assert "It is not decided whose paper this is." in of_paper(out, page, 6)
    assert f"Of Wei Wang ({SECOND}): one shared co-author: Eve Fay." in of_paper(out, page, 5)
    # A name with several papers of nobody in particular says so; one with a single paper is as it always was.
    assert "is not decided" in text_of(out, "authors/eve-fay.html")
    assert 'class="who"' not in (out / "authors/guy-hoe.html").read_text()


def test_step_by_step_and_at_once_give_the_same_bytes(store: Store, out: Path, tmp_path: Path) -> None:
    keep(store, PAPERS[:3])
    know(store, {FIRST: PEOPLE[FIRST]})
    go(store, out)
    keep(store, PAPERS[3:])
    go(store, out)
    know(store, PEOPLE)
    go(store, out)
    now = {path: data for path, data in files(out).items() if not path.startswith("dumps/")}
    go(store, out, rebuild=True)
    assert {path: data for path, data in files(out).items() if not path.startswith("dumps/")} == now


def test_somebody_elses_paper_of_the_name_gives_a_person_feeds_and_nothing_comes_again(store: Store, out: Path) -> None:
    filled(store, out)
    before = json.loads((out / "authors/zdravko-rarename.json").read_bytes())["items"]
    keep(store, [plain(9, authors=(Author(RARE),))])
    go(store, out)
    assert sorted(ids(out, f"people/{ALONE}")) == [number(7), number(8)]
    after = json.loads((out / "authors/zdravko-rarename.json").read_bytes())["items"]
    assert after[1:] == before
    assert after[0]["id"].endswith(number(9))
    assert "It is not decided whose one more paper is" in text_of(out, "authors/zdravko-rarename.html")
    # Whoever has feeds keeps them, also when nobody else has the name any more.
    know(store, PEOPLE | {ALONE: Known(RARE, {at(n): RARE for n in (7, 8, 9)})})
    go(store, out)
    assert sorted(ids(out, f"people/{ALONE}")) == [number(7), number(8), number(9)]


def test_a_merged_person_leads_to_the_survivor_and_the_feed_goes_on(store: Store, out: Path) -> None:
    filled(store, out)
    known = {FIRST: Known(WEI, {**PEOPLE[FIRST].spots, **PEOPLE[SECOND].spots}), ALONE: PEOPLE[ALONE]}
    know(store, known, merged={SECOND: FIRST})
    go(store, out)
    assert sorted(ids(out, f"people/{FIRST}")) == [number(n) for n in range(1, 6)]
    for form in ("rss", "atom", "json"):
        assert (out / f"people/{SECOND}.{form}").read_bytes() == (out / f"people/{FIRST}.{form}").read_bytes()
    root = lxml_html.fromstring((out / f"people/{SECOND}.html").read_bytes())
    assert root.xpath('//link[@rel="canonical"]/@href') == [f"{BASE}/people/{FIRST}.html"]
    assert f"also {SECOND}" in text_of(out, f"people/{FIRST}.html")
    # What is new reaches those who subscribed to the one that is no more.
    keep(store, [plain(10, authors=(Author(WEI, (), ORCID),))])
    know(store, known | {FIRST: Known(WEI, {**known[FIRST].spots, at(10): WEI})}, merged={SECOND: FIRST})
    go(store, out)
    assert ids(out, f"people/{SECOND}")[0] == number(10)
    now = files(out)
    go(store, out, rebuild=True)
    assert files(out).keys() == now.keys()


@pytest.mark.parametrize("again", [False, True], ids=["followed-by-former-id", "followed-no-more"])
def test_events_of_a_merged_person_go_on_with_the_survivor(store: Store, out: Path, again: bool) -> None:
    filled(store, out)
    followed = settings(authors=AuthorsSettings(follow=(SECOND,)))
    go(store, out, followed)
    paper = min(PEOPLE[SECOND].spots)[0]
    (known_before,) = store.kept([paper])
    change(store, [replace(known_before.record, version=2, updated=known_before.record.updated + timedelta(days=9))])
    go(store, out, followed)
    (event,) = json.loads((out / f"people/{SECOND}.events.json").read_bytes())["items"]
    known = {FIRST: Known(WEI, {**PEOPLE[FIRST].spots, **PEOPLE[SECOND].spots}), ALONE: PEOPLE[ALONE]}
    know(store, known, merged={SECOND: FIRST})
    go(store, out, *([] if again else [followed]))
    for form in ("rss", "atom", "json"):
        assert (out / f"people/{SECOND}.events.{form}").read_bytes() == (
            out / f"people/{FIRST}.events.{form}"
        ).read_bytes()
    assert [one["id"] for one in json.loads((out / f"people/{SECOND}.events.json").read_bytes())["items"]] == [
        event["id"]
    ]
    now = files(out)
    go(store, out, *([] if again else [followed]), rebuild=True)
    assert files(out) == now


def test_a_person_whom_no_evidence_holds_together_any_more_keeps_the_address(store: Store, out: Path) -> None:
    filled(store, out)
    know(store, {FIRST: PEOPLE[FIRST]})
    go(store, out)
    assert ids(out, f"people/{SECOND}") == []
    assert "no evidence any more" in text_of(out, f"people/{ALONE}.html")
    assert not lxml_html.fromstring((out / f"people/{ALONE}.html").read_bytes()).xpath('//meta[@http-equiv="refresh"]')


def test_who_has_too_few_papers_for_feeds_has_a_page(store: Store, out: Path) -> None:
    keep(store, PAPERS)
    know(store, PEOPLE)
    go(store, out, settings(authors=AuthorsSettings(min_papers=3)))
    assert [path.name for path in (out / "people").glob(f"{ALONE}.*")] == [f"{ALONE}.html"]
    assert "Why the other 2 papers are here" in text_of(out, f"people/{ALONE}.html")
    assert sorted(ids(out, f"people/{FIRST}")) == [number(1), number(2), number(3)]
    assert not (out / f"people/{SECOND}.json").exists()


def test_channels_of_persons_are_listed_where_authors_are(store: Store, out: Path) -> None:
    filled(store, out)
    listed = (out / "opml-authors.xml").read_text()
    assert f'text="Wei Wang ({FIRST})"' in listed
    assert f"{BASE}/people/{FIRST}.atom" in listed
    assert "People" in listed
    assert ALONE not in listed


def test_after_a_crash_persons_get_the_channels_that_they_missed(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, PAPERS)
    know(store, PEOPLE)

    def failing(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("feeds.publish.update_members.seat_people", failing)
        with pytest.raises(Exception, match="No space left"):
            go(store, out)
    go(store, out)
    assert sorted(ids(out, f"people/{FIRST}")) == [number(1), number(2), number(3)]


def test_the_index_lists_persons_who_have_feeds(store: Store, out: Path) -> None:
    filled(store, out)
    root = lxml_html.fromstring((out / "index.html").read_bytes())
    rows = root.xpath('//section[@aria-labelledby="people"]//li/a[1]')
    assert [(row.text_content(), row.get("href")) for row in rows] == [
        (f"{WEI} ({FIRST})", f"people/{FIRST}.html"),
        (f"{WEI} ({SECOND})", f"people/{SECOND}.html"),
    ]


def test_the_directory_has_persons_among_the_names(store: Store, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.pages.index_page.FEW", 3)
    monkeypatch.setattr("feeds.publish.site_pages.FEW", 3)
    filled(store, out)
    listed = lxml_html.fromstring((out / "authors-w.html").read_bytes()).xpath(
        "//ul[@class='list channels']/li/a[1]/@href"
    )
    assert listed == [
        "authors/w-wang.html",
        "authors/wei-wang.html",
        f"people/{FIRST}.html",
        f"people/{SECOND}.html",
    ]
    assert f'"people":[["{WEI} ({FIRST})","{FIRST}"]' in (out / "static/channels-we.js").read_text()
    # Another name of a person is in the lists at once.
    know(store, PEOPLE | {SECOND: Known("Wei Q. Wang", PEOPLE[SECOND].spots)})
    go(store, out)
    assert f"Wei Q. Wang ({SECOND})" in (out / "authors-w.html").read_text()
    know(store, PEOPLE | {SECOND: Known("Ann Q. Wang", PEOPLE[SECOND].spots)})
    go(store, out)
    assert SECOND not in (out / "authors-w.html").read_text()
    assert f"Ann Q. Wang ({SECOND})" in (out / "authors-a.html").read_text()

    def directory() -> dict[str, bytes]:
        return {path: data for path, data in files(out).items() if re.match("opml|authors-|static/channels", path)}

    patched = directory()
    assert len(patched) > 4
    go(store, out, rebuild=True)
    assert directory() == patched


def test_a_paper_page_leads_to_the_person(store: Store, out: Path) -> None:
    keep(store, [*PAPERS, plain(9, authors=(Author(WEI), Author(WEI)))])
    know(store, PEOPLE | {FIRST: Known(WEI, {**PEOPLE[FIRST].spots, at(9, 1): WEI})})
    go(store, out)

    def leads(n: int) -> list[str]:
        root = lxml_html.fromstring((out / f"papers/{number(n)}.html").read_bytes())
        return list(root.xpath('//ul[@class="people"]/li/a[1]/@href'))

    assert leads(4) == [f"../people/{SECOND}.html", "../authors/eve-fay.html"]
    assert leads(7) == ["../authors/zdravko-rarename.html", "../authors/eve-fay.html"]
    # Two of one name on one paper: which of them has the page could not be seen.
    assert leads(9) == ["../authors/wei-wang.html", "../authors/wei-wang.html"]
    assert f"../people/{FIRST}.atom" in (out / f"papers/{number(9)}.html").read_text()


@pytest.mark.parametrize("followed", [ALONE, f"https://orcid.org/{ORCID}", ORCID])
def test_a_followed_person_has_feeds_with_events_whatever_the_name(store: Store, out: Path, followed: str) -> None:
    person = ALONE if followed == ALONE else SECOND
    keep(store, [plain(1, authors=(Author(RARE, (), ORCID),)), plain(2, authors=(Author(RARE),))])
    know(store, {person: Known(RARE, {at(1): RARE, at(2): RARE})})
    given = settings(authors=AuthorsSettings(follow=(followed,)))
    go(store, out, given)
    assert sorted(ids(out, f"people/{person}")) == [number(1), number(2)]
    assert not (out / "authors/0000-0002-1825-0097.atom").exists()
    assert not (out / f"authors/{ALONE}.atom").exists()
    change(store, [plain(2, authors=(Author(RARE),), version=2)])
    go(store, out, given)
    (event,) = json.loads((out / f"people/{person}.events.json").read_bytes())["items"]
    assert event["title"].startswith("New version (v2)")
    # Whoever is followed no more keeps the feeds.
    go(store, out)
    assert (out / f"people/{person}.events.json").exists()
    assert sorted(ids(out, f"people/{person}")) == [number(1), number(2)]


def test_of_very_many_authors_the_person_is_named_in_the_feed_of_the_person(store: Store, out: Path) -> None:
    many = tuple(Author(f"Person {n}") for n in range(120))
    keep(store, [*PAPERS, plain(9, authors=(*many[:60], Author(WEI), *many[60:]))])
    know(store, PEOPLE | {FIRST: Known(WEI, {**PEOPLE[FIRST].spots, at(9, 60): WEI})})
    go(store, out, settings(authors=AuthorsSettings(crowd=1000)))
    newest = json.loads((out / f"people/{FIRST}.json").read_bytes())["items"][0]
    assert newest["id"].endswith(number(9))
    assert [one["name"] for one in newest["authors"]][-1] == WEI
    assert WEI in text_of(out, f"people/{FIRST}.html", f'//article[@id="{number(9)}"]/p[@class="authors"]')


def test_what_is_published_of_merged_persons_is_what_the_records_give(store: Store, out: Path) -> None:
    filled(store, out)
    lines: list[str] = []
    known = {FIRST: Known(WEI, {**PEOPLE[FIRST].spots, **PEOPLE[SECOND].spots}), ALONE: PEOPLE[ALONE]}
    know(store, known, merged={SECOND: FIRST})
    go(store, out, say=lines.append)
    assert not [line for line in lines if "taken away" in line]
    with trial(store.url) as copy:
        assert differences(copy, settings(folder=out.parent)) == []
