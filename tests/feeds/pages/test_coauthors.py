"""With whom somebody wrote: counted by person as far as names tell, and never the person."""

from __future__ import annotations

from enrich.record import Author, Outcome, PublishableRecord
from feeds.pages.coauthors import CROWD, coauthors
from feeds.pages.paper import fragment
from tests.support.papers import PUBLISHED, paper


def shown(*names: str) -> bytes:
    record = paper(authors=tuple(map(Author, names)))
    return fragment(PublishableRecord(record, Outcome.FOUND, 1, PUBLISHED, 1))


def test_co_authors_are_counted_and_linked_and_oneself_is_none() -> None:
    papers = [shown("Ada B", "José Núñez", "Z. Gan"), shown("Jose Nunez", "A. B"), shown("Ada B", "Zhe Gan")]
    same, pages = {"ab": "adab", "zgan": "zhegan"}, {"ajosenunez": "authors/jose-nunez.html"}
    line = coauthors(papers, {"adab"}, same, pages, "../")
    assert '<a href="../authors/jose-nunez.html">José Núñez</a> (2), Z. Gan (2), on' in line
    assert "Ada" not in line
    assert "A. B" not in line


def test_a_crowd_tells_nothing_and_one_alone_has_nobody() -> None:
    assert coauthors([shown(*(f"Member {n}" for n in range(CROWD + 1)))], {"member0"}, {}, {}, "") == ""
    assert coauthors([shown("Ada B")], {"adab"}, {}, {}, "") == ""
