"""What services add fills gaps of a record, and only at the place it was meant for."""

from datetime import UTC, datetime

from msgspec import structs

from enrich.reconcile.attach import with_enrichment
from enrich.record import Author, Provenance
from enrich.statements.enrichment import Affiliation, AuthorEnrichment, CodeLink, Enrichment, Origin
from tests.support.papers import paper

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
ORCID, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"
JANE, JOHN = Author("Jane Doe"), Author("John Roe", ("arXiv Institute",), OTHER)


def enrichment(*authors: AuthorEnrichment, **fields: object) -> Enrichment:
    origins = (
        Origin("authors.affiliations", "openalex", "W1", WHEN),
        Origin("authors.orcid", "crossref", "10.1/a", WHEN),
        Origin("authors.orcid", "openalex", "W1", WHEN),
        Origin("code", "huggingface", "2507.13575", WHEN),
    )
    return structs.replace(Enrichment(authors=authors, origins=origins), **fields)


def attached(position: int, name: str) -> AuthorEnrichment:
    return AuthorEnrichment(position, name, ORCID, "crossref", "work", (Affiliation("University of X"),), "openalex")


def test_gaps_of_authors_are_filled_and_where_from_is_kept() -> None:
    record = with_enrichment(paper(authors=(JANE, JOHN)), enrichment(attached(0, "Jane Doe")))
    assert record.authors == (Author("Jane Doe", ("University of X",), ORCID), JOHN)
    assert record.provenance == (
        Provenance("author_affiliations", "openalex", WHEN),
        Provenance("author_orcids", "crossref", WHEN),
    )


def test_what_the_record_has_is_never_replaced() -> None:
    given = paper(authors=(JANE, JOHN))
    record = with_enrichment(given, enrichment(attached(1, "John Roe")))
    assert record.authors == given.authors
    assert record.provenance == ()


def test_an_author_who_is_no_longer_there_gets_nothing() -> None:
    for authors in ((JOHN, JANE), (JOHN,), (Author("Jane B. Doe"), JOHN), ()):
        record = with_enrichment(paper(authors=authors), enrichment(attached(0, "Jane Doe"), attached(-1, "Jane Doe")))
        assert record.authors == authors
        assert record.enrichment == enrichment()


def test_code_of_people_is_appended_and_guesses_are_not() -> None:
    links = (CodeLink("https://github.com/a/b", "user"), CodeLink("https://github.com/c/d", "guess"))
    record = with_enrichment(paper(code=("https://github.com/own/own",)), enrichment(code=links))
    assert record.code == ("https://github.com/own/own", "https://github.com/a/b")
    assert not [mark for mark in record.provenance if mark.field == "code"]
    record = with_enrichment(paper(code=()), enrichment(code=links))
    assert record.code == ("https://github.com/a/b",)
    assert record.provenance == (Provenance("code", "huggingface", WHEN),)


def test_a_record_with_its_enrichment_stays_the_same() -> None:
    record = with_enrichment(paper(authors=(JANE,)), enrichment(attached(0, "Jane Doe")))
    assert with_enrichment(record, record.enrichment) == record
    assert with_enrichment(paper(), None) == paper()
