"""Facts about addresses that lead to a person elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest
from sqlalchemy import insert

from enrich.database.connection import writing
from enrich.database.locks import Lock
from enrich.identities.tables import person_renames
from enrich.record import Author
from feeds.search.search_index import Search
from tests.feeds.people.test_people_channels import ALONE, FIRST, PAPERS, PEOPLE, SECOND
from tests.feeds.publish.test_publish import plain
from tests.support.keeping import START
from tests.support.knowing import Known, know
from tests.support.serving import Site, serving


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    # The tests say who is known.
    monkeypatch.setattr("feeds.publish.publish.update_persons", lambda *_: None, raising=False)
    with serving(tmp_path, PAPERS) as one:
        know(one.store, PEOPLE)
        one.publish()
        yield one


def look(site: Site) -> None:
    """Have the server see what there is now."""
    site.server.config.app._moved.__self__.look()  # type: ignore[union-attr]


def followed(site: Site, address: str) -> tuple[list[int], str, bytes]:
    """The statuses on the way, where it ends, and what is there."""
    statuses: list[int] = []
    while True:
        status, headers, body = site.get(address)
        statuses.append(status)
        if status != 308:
            return statuses, address, body
        address = urljoin(address, headers["location"])


def test_a_merged_person_leads_to_the_survivor_for_as_long_as_they_are_one(site: Site) -> None:
    merged = {FIRST: Known("Wei Wang", {**PEOPLE[FIRST].spots, **PEOPLE[SECOND].spots}), ALONE: PEOPLE[ALONE]}
    know(site.store, merged, merged={SECOND: FIRST})
    site.publish()
    look(site)
    for ending in ("rss", "atom", "json", "html"):
        assert followed(site, f"/people/{SECOND}.{ending}")[:2] == ([308, 200], f"/people/{FIRST}.{ending}")
    status, headers, _ = site.get(f"/people/{SECOND}.archive-2.atom", "HEAD")
    assert (status, headers["location"]) == (308, f"{FIRST}.archive-2.atom")
    assert "max-age" in headers["cache-control"]
    know(site.store, PEOPLE)
    site.publish()
    look(site)
    assert followed(site, f"/people/{SECOND}.atom")[0] == [200]


def test_a_person_whom_a_name_stands_for_has_the_feeds_of_the_name(site: Site) -> None:
    statuses, where, body = followed(site, f"/people/{ALONE}.atom")
    assert (statuses, where) == ([308, 200], "/authors/zdravko-rarename.atom")
    assert len(feedparser.parse(body).entries) == 2
    assert followed(site, f"/people/{ALONE}.html")[0] == [200]


@pytest.mark.parametrize(
    "name", ["p99999999.atom", f"{FIRST}.xml", f"{FIRST}.archive-1.atom", "x.atom", "..%2fall.atom"]
)
def test_what_is_nobodys_address_is_not_found(site: Site, name: str) -> None:
    assert site.get(f"/people/{name}")[0] in {400, 404}


def test_a_former_name_leads_to_the_bearer_while_nobody_else_has_it(site: Site) -> None:
    row = {
        "batch": 1, "person": ALONE, "old": ["Old Name"], "new": "Zdravko Rarename", "spots": [], "who": "x", "why": "",
        "at": START,
    }  # fmt: skip
    site.publish([plain(20, authors=(Author("Old Name"),))])
    with writing(site.store.engine, Lock.RECORDS) as connection:
        connection.execute(insert(person_renames), [row])
    look(site)
    # Somebody else has the name: the address stays theirs.
    assert followed(site, "/authors/old-name.atom")[0] == [200]
    site.store.records.put([plain(20, authors=(Author("Guy Hoe"),), version=2)], 1, START)
    site.publish()
    look(site)
    statuses, where, body = followed(site, "/authors/old-name.atom")
    assert (statuses, where) == ([308, 308, 200], "/authors/zdravko-rarename.atom")
    assert b"Old Name" not in body
    assert b"old-name" not in body


def test_persons_are_found_where_authors_are(site: Site) -> None:
    Search(site.store.engine).catch_up()
    body = site.get("/search.html?author=Wei+Wang")[2].decode()
    listed = [body.index(f'href="{path}.html"') for path in ("authors/wei-wang", f"people/{FIRST}", f"people/{SECOND}")]
    assert listed == sorted(listed)
    assert f"Wei Wang ({FIRST})" in body
    status, _, opml = site.get(f"/opml?people={FIRST},{SECOND}&authors=wei-wang")
    assert status == 200
    assert [
        f"{path}.atom".encode() in opml for path in (f"people/{FIRST}", f"people/{SECOND}", "authors/wei-wang")
    ] == [True] * 3


def test_an_opml_of_persons_names_the_feeds_that_their_addresses_lead_to(site: Site) -> None:
    status, _, opml = site.get(f"/opml?people={ALONE}")
    assert (status, b"authors/zdravko-rarename.atom" in opml) == (200, True)
    merged = {FIRST: Known("Wei Wang", {**PEOPLE[FIRST].spots, **PEOPLE[SECOND].spots}), ALONE: PEOPLE[ALONE]}
    know(site.store, merged, merged={SECOND: FIRST})
    site.publish()
    look(site)
    status, _, opml = site.get(f"/opml?people={FIRST},{SECOND}")
    assert (status, opml.count(f"people/{FIRST}.atom".encode()), SECOND.encode() in opml) == (200, 1, False)
    assert site.get("/opml?people=p99999999")[0] == 404
