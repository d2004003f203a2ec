"""Facts about what subscribers of a person learn when papers there were somebody else's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest
from lxml import html as lxml_html

from enrich.record import Author
from enrich.store.store import Store
from tests.feeds.people.test_people_channels import FIRST, PEOPLE, SECOND, WEI, at, filled, go, number, text_of
from tests.feeds.publish.test_publish import BASE, files, plain
from tests.support.keeping import START, keep
from tests.support.knowing import Known, know

THIRD = "p66666666"
LATER = START + timedelta(days=1, hours=3)
SPLIT = PEOPLE | {
    FIRST: Known(WEI, {at(1): WEI, at(2): "W. Wang"}, PEOPLE[FIRST].edges[:1]),
    THIRD: Known(WEI, {at(3): WEI}),
}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def items(out: Path, person: str) -> list[dict[str, Any]]:
    return list(json.loads((out / f"people/{person}.json").read_bytes())["items"])


def test_a_split_is_told_once_in_both_feeds_and_nothing_comes_again(store: Store, out: Path) -> None:
    filled(store, out)
    before = {one["id"]: one for one in items(out, FIRST)}
    know(store, SPLIT, changes=[(FIRST, "split", THIRD)], when=LATER)
    go(store, out)
    notice, *papers = items(out, FIRST)
    assert notice["title"] == f"Person {FIRST}: some papers were somebody else\u2019s"
    assert f"{BASE}/people/{THIRD}.html" in notice["content_html"]
    assert notice["date_published"] == "2026-01-06T09:00:00Z"
    assert [one["id"][-5:] for one in papers] == ["00002", "00001"]
    assert all(before[one["id"]]["date_modified"] == one["date_modified"] for one in papers)
    other, *rest = items(out, THIRD)
    assert f"{BASE}/people/{FIRST}.html" in other["content_html"]
    assert "<p>This feed goes on.</p>" in notice["content_html"]
    for one, another, end in ((FIRST, THIRD, "This page goes on."), (THIRD, FIRST, "Both pages go on.")):
        (shown,) = lxml_html.fromstring((out / f"people/{one}.html").read_bytes()).xpath(
            f'//article[starts-with(@id, "notice-{one}")]'
        )
        (leads_to,) = shown.xpath("p//a/@href")
        assert urljoin(f"people/{one}.html", leads_to) == f"people/{another}.html"
        assert "://" not in leads_to
        assert shown.xpath("p")[-1].text == end
        assert "feed" not in shown.text_content()
    assert [one["id"][-5:] for one in rest] == ["00003"]
    assert notice["id"] != other["id"]
    for form in ("rss", "atom"):
        feed = feedparser.parse((out / f"people/{THIRD}.{form}").read_bytes())
        assert not feed.bozo
        assert feed.entries[0].id == other["id"]
    # Nothing else has it: neither the name's feed, nor everything's.
    assert notice["id"].encode() not in b"".join(
        data for path, data in files(out).items() if not path.startswith("people/")
    )
    # It is no paper, and the page shows it.
    assert "2 papers of one person" in text_of(out, f"people/{FIRST}.html")
    assert "some papers were somebody else" in text_of(out, f"people/{FIRST}.html", '//section[@class="papers"]')
    row = lxml_html.fromstring((out / "index.html").read_bytes()).xpath(f'//li[a[@href="people/{FIRST}.html"]]/i')
    assert [one.text for one in row] == ["2 papers"]


def test_a_notice_stays_the_same_whatever_is_made_again(store: Store, out: Path) -> None:
    filled(store, out)
    know(store, SPLIT, changes=[(FIRST, "split", THIRD)], when=LATER)
    go(store, out)
    once = {path: data for path, data in files(out).items() if path.startswith("people/")}
    go(store, out, rebuild=True)
    assert {path: data for path, data in files(out).items() if path.startswith("people/")} == once
    keep(store, [plain(12, authors=(Author(WEI),))])
    know(store, SPLIT | {FIRST: Known(WEI, {at(1): WEI, at(2): "W. Wang", at(12): WEI})})
    go(store, out)
    first, second, *_ = items(out, FIRST)
    assert first["id"].endswith(number(12))
    assert second["title"].startswith(f"Person {FIRST}")


def test_that_the_evidence_does_not_hold_any_more_is_told(store: Store, out: Path) -> None:
    filled(store, out)
    know(store, {FIRST: PEOPLE[FIRST]}, changes=[(SECOND, "emptied", None)], when=LATER)
    go(store, out)
    (notice,) = items(out, SECOND)
    assert notice["title"] == f"Person {SECOND}: the evidence does not hold any more"
    assert "No paper yet" in text_of(out, f"people/{SECOND}.html")
