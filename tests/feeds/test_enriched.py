"""feeds/enriched.py: services fill what is empty, attach to nobody else, and give no more than their terms permit."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.reconcile.attach import with_enrichment
from enrich.record import Author
from enrich.statements.enrichment import (
    Affiliation,
    CodeLink,
    Disagreement,
    OpenCopy,
    Publication,
    SourcedValue,
    WorkTopic,
)
from feeds.enriched import as_published, authors_by_place, licensed, rors_of
from tests.support.dump_corpus import record
from tests.support.enriching import author, enrichment, origin

BARE = Author("Ann Bare")
OWN = Author("José Núñez", ("Somewhere",), "0000-0002-1825-0097")


def test_a_record_of_which_services_know_nothing_is_itself() -> None:
    one = record()
    assert as_published(one) is one


def test_services_fill_what_is_empty_and_leave_the_rest() -> None:
    known = enrichment(authors=(author(0, OWN.name), author(1, BARE.name)))
    published = as_published(record(authors=(OWN, BARE), enrichment=known))
    assert published.authors[0] == OWN
    assert published.authors[1] == Author(BARE.name, ("University of Elsewhere", "A Lab"), "0000-0001-5109-3700")


def test_it_makes_no_difference_whether_the_store_has_completed_a_record_already() -> None:
    closed = author(0, "Cy Closed", orcid=None, affiliations_source="semantic_scholar")
    twice = (author(2, "Di Twice", orcid="0000-0002-1694-233X"), author(3, "Ed Twice", orcid="0000-0002-1694-233X"))
    inferred = author(4, "Flo Inferred", orcid="0000-0002-9079-593X", asserted="index")
    known = enrichment(authors=(closed, author(1, BARE.name), *twice, inferred))
    names = ("Cy Closed", BARE.name, "Di Twice", "Ed Twice", "Flo Inferred")
    bare = record(authors=tuple(map(Author, names)), code=(), enrichment=known)
    completed = with_enrichment(bare, known)
    assert completed.authors != bare.authors
    public = as_published(completed)
    assert public.authors == as_published(bare).authors
    assert public.code == as_published(bare).code
    assert public.authors[0] == Author("Cy Closed")
    assert [one.orcid for one in public.authors] == [None, "0000-0001-5109-3700", None, None, None]
    assert as_published(public) == public


@pytest.mark.parametrize(
    "known",
    [author(1, "Somebody Else"), author(2, BARE.name), author(-1, BARE.name), author(0, BARE.name)],
)
def test_what_is_known_attaches_to_nobody_else(known: object) -> None:
    published = as_published(record(authors=(OWN, BARE), enrichment=enrichment(authors=(known,))))
    assert published.authors == (OWN, BARE)


def test_an_orcid_that_two_authors_would_have_is_attached_to_neither() -> None:
    both = (author(0, BARE.name), author(1, "Bo Bare"))
    published = as_published(record(authors=(BARE, Author("Bo Bare")), enrichment=enrichment(authors=both)))
    assert [one.orcid for one in published.authors] == [None, None]
    taken = author(1, BARE.name, orcid=OWN.orcid)
    published = as_published(record(authors=(OWN, BARE), enrichment=enrichment(authors=(taken,))))
    assert [one.orcid for one in published.authors] == [OWN.orcid, None]


def test_what_an_index_infers_is_no_orcid() -> None:
    known = enrichment(authors=(author(0, BARE.name, asserted="index"),))
    assert as_published(record(authors=(BARE,), enrichment=known)).authors[0].orcid is None


def test_an_affiliation_has_the_ror_that_a_service_names_for_it() -> None:
    known = author(0, BARE.name, affiliations=(Affiliation("SOMEWHERE", "https://ror.org/05dxps055"),))
    assert rors_of(Author(OWN.name, ("Somewhere", "Nowhere")), known) == ["https://ror.org/05dxps055", None]
    assert rors_of(OWN, None) == [None]


def test_code_is_linked_once_and_guesses_are_not() -> None:
    links = ("https://github.com/A/b/", "http://www.github.com/a/b.git", "https://github.com/c/d")
    known = enrichment(code=(*(CodeLink(url, "user") for url in links), CodeLink("https://github.com/x/y", "guess")))
    published = as_published(record(code=("https://github.com/a/b",), enrichment=known))
    assert published.code == ("https://github.com/a/b", "https://github.com/c/d")


def test_of_services_that_permit_no_more_only_ids_and_links_are_published() -> None:
    service = "semantic_scholar"
    fields = ("publication", "topics", "keywords", "open_copy", "authors.affiliations", "authors.votes")
    known = enrichment(
        publication=Publication("10.1/a", "Venue", date(2024, 1, 1), "day"),
        topics=(WorkTopic("1", "Topic"),),
        open_copy=OpenCopy("https://a.org/b.pdf", "published", "cc-by"),
        authors=(author(0, BARE.name, affiliations_source=service, orcid_source=service),),
        disagreements=(
            Disagreement("publication.doi", (SourcedValue("crossref", "10.1/a"), SourcedValue(service, "10.1/b"))),
            Disagreement("publication.venue", (SourcedValue("crossref", "A"), SourcedValue(service, "B"))),
        ),
        origins=tuple(origin(field, service) for field in fields),
    )
    public = licensed(known)
    assert public.publication == Publication("10.1/a", None, None, "day")
    assert (public.topics, public.keywords) == ((), ())
    assert public.open_copy == OpenCopy("https://a.org/b.pdf")
    assert public.authors[0].affiliations == ()
    assert public.authors[0].orcid
    assert [one.field for one in public.disagreements] == ["publication.doi"]
    assert [one.field for one in public.origins] == ["publication", "open_copy"]


def test_what_a_free_service_states_too_is_published() -> None:
    known = enrichment()
    assert licensed(known) == known
    both = (origin("publication", "crossref"), origin("publication", "semantic_scholar"))
    assert licensed(enrichment(origins=both)).publication == known.publication
    parts = (*both, origin("publication.venue", "semantic_scholar"))
    public = licensed(enrichment(origins=parts)).publication
    assert public is not None
    assert public.venue is None
    assert public.date is not None


def test_authors_are_by_place() -> None:
    known = author(1, "B")
    assert authors_by_place((Author("A"), Author("B")), [known, author(0, "Z")]) == {1: known}
