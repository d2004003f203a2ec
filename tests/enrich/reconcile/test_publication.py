"""DOI, venue and date of a paper, each from the first source that is believed."""

from datetime import date

import pytest
from msgspec import structs

from enrich.reconcile.about import all_about
from enrich.reconcile.chosen import Chosen
from enrich.reconcile.publication import (
    choose_doi,
    choose_publication,
    choose_published_as,
    is_venue,
    same_venue,
)
from enrich.record import Record
from enrich.statements.enrichment import Disagreement, Publication, PublishedAs, SourcedValue
from enrich.statements.statement import Statement
from tests.support.stated import DOI, NAMES, authors, published, record, statement

OTHER = "10.5555/another"
DAY = date(2025, 9, 1)
S2 = statement("semantic_scholar", doi=DOI)
MERGED = statement("openalex", kind="journal", doi=DOI)


def chosen(paper: Record, *statements: Statement) -> Chosen[Publication | None]:
    abouts = all_about(paper, statements)
    return choose_publication(abouts, choose_doi(paper, abouts))


def doi_of(paper: Record, *statements: Statement) -> str | None:
    return choose_doi(paper, all_about(paper, statements)).value


@pytest.mark.parametrize(
    ("statements", "doi"),
    [
        ((S2,), None),
        ((published(),), None),
        ((S2, published()), DOI),
        ((S2, published(title="Another Work")), None),
        ((S2, published(authors=authors(("Bo Strange",)))), None),
        ((MERGED,), DOI),
        ((structs.replace(MERGED, title="Another Work"),), None),
        ((structs.replace(MERGED, authors=authors(NAMES[:0:-1])),), None),
        ((statement("inspire", doi=DOI),), DOI),
        ((statement("semantic_scholar", doi="10.48550/arXiv.2507.13575"), published()), None),
        ((structs.replace(S2, doi=OTHER), MERGED), DOI),
        ((structs.replace(S2, doi=OTHER), published(doi=OTHER), MERGED), OTHER),
        ((statement("inspire", doi=OTHER), MERGED), None),
        ((structs.replace(S2, arxiv_id="2507.00001"), published()), None),
        ((MERGED, published(kind="preprint", work=DOI, doi=None)), None),
    ],
)
def test_a_doi_that_only_services_name(statements: tuple[Statement, ...], doi: str | None) -> None:
    assert doi_of(record(), *statements) == doi


def test_arxivs_own_doi_comes_first_and_others_are_kept_as_disagreement() -> None:
    found = chosen(
        record(dois=(DOI,)),
        structs.replace(S2, doi=OTHER),
        published(venue="Trees"),
        structs.replace(MERGED, doi=OTHER, venue="X"),
    )
    assert found.value == Publication(DOI, "Trees")
    assert [(one.field, one.service) for one in found.origins] == [
        ("publication.doi", "arxiv"),
        ("publication.venue", "crossref"),
    ]
    values = tuple(SourcedValue(*pair) for pair in (("arxiv", DOI), ("openalex", OTHER), ("semantic_scholar", OTHER)))
    assert found.disagreements == (Disagreement("publication.doi", values),)


def test_a_paper_beyond_arxiv_has_the_doi_that_it_is() -> None:
    found = chosen(record(id=f"doi:{DOI}"), published(venue="Trees"))
    assert found.value == Publication(DOI, "Trees")
    assert [(one.field, one.service) for one in found.origins] == [
        ("publication.doi", "crossref"),
        ("publication.venue", "crossref"),
    ]


def test_of_several_of_arxivs_dois_the_one_that_crossref_knows_is_kept() -> None:
    assert doi_of(record(dois=(OTHER, DOI)), published()) == DOI
    assert doi_of(record(dois=(OTHER, DOI))) == OTHER


def test_two_dois_that_are_believed_alike_are_a_disagreement() -> None:
    found = chosen(record(), statement("inspire", doi=OTHER), MERGED)
    assert found.value is None
    assert found.disagreements == (
        Disagreement("publication.doi", (SourcedValue("inspire", OTHER), SourcedValue("openalex", DOI))),
    )


def test_venue_and_date_come_from_crossref_then_openalex_then_inspire() -> None:
    crossref = published(venue="Journal of Trees", published=DAY, published_exact="month")
    openalex = published("openalex", venue="J. Trees", published=date(2025, 10, 5), published_exact="day")
    inspire = statement("inspire", doi=DOI, venue="J.Trees", published=date(2025, 1, 1), published_exact="year")
    for given, expected in (
        ((inspire, openalex, crossref), Publication(DOI, "Journal of Trees", DAY, "month")),
        ((inspire, openalex, structs.replace(crossref, venue=None)), Publication(DOI, "J. Trees", DAY, "month")),
        ((inspire, openalex), Publication(DOI, "J. Trees", date(2025, 10, 5), "day")),
        ((inspire,), Publication(DOI, "J.Trees", date(2025, 1, 1), "year")),
    ):
        found = chosen(record(dois=(DOI,)), *given)
        assert found.value == expected
        assert found.disagreements == ()


def test_nothing_is_taken_from_semantic_scholar_but_its_doi() -> None:
    found = chosen(record(), structs.replace(S2, venue="Venue of theirs", published=DAY), published())
    assert found.value == Publication(DOI)


def test_no_venue_and_no_date_of_a_preprint_or_of_another_doi() -> None:
    preprint = statement("openalex", kind="preprint", venue="arXiv (Cornell University)", published=DAY)
    assert chosen(record(), preprint).value is None
    assert chosen(record(dois=(DOI,)), preprint, published(doi=OTHER, venue="X", published=DAY)).value is None


def test_a_work_without_doi_has_a_venue_when_title_and_authors_agree() -> None:
    proceedings = statement("openalex", kind="journal", venue="SIGMOD", published=DAY)
    assert chosen(record(), proceedings).value == Publication(None, "SIGMOD", DAY, "day")
    assert chosen(record(), structs.replace(proceedings, title="Another Work")).value is None


def test_no_date_in_the_future() -> None:
    crossref = published(venue="Trees", published=date(2050, 12, 1))
    assert chosen(record(dois=(DOI,)), crossref).value == Publication(DOI, "Trees")


def test_venues_and_years_that_differ_are_disagreements() -> None:
    crossref = published(venue="Journal of Trees", published=DAY)
    openalex = published("openalex", venue="Annals of Shrubs", published=date(2021, 1, 1))
    assert chosen(record(dois=(DOI,)), openalex, crossref).disagreements == (
        Disagreement(
            "publication.venue",
            (SourcedValue("crossref", "Journal of Trees"), SourcedValue("openalex", "Annals of Shrubs")),
        ),
        Disagreement("publication.date", (SourcedValue("crossref", "2025"), SourcedValue("openalex", "2021"))),
    )


@pytest.mark.parametrize("name", ["", " ", None, "arXiv.org", "ArXiv", "arXiv (Cornell University)", "CoRR"])
def test_no_venues(name: str | None) -> None:
    assert not is_venue(name)


def test_venues_by_their_names() -> None:
    assert is_venue("Corrosion Science")
    assert same_venue("Phys. Rev. D", "Physical Review D")
    assert same_venue("CVPR", "Proceedings of the Conference on Computer Vision and Pattern Recognition")
    assert same_venue("Proceedings of the 2014 Conference on Trees", "Conference on Trees")
    assert not same_venue("Physical Review D", "Physics Letters B")


@pytest.mark.parametrize(
    ("service", "word", "known"),
    [
        ("crossref", "journal-article", "journal-article"),
        ("crossref", "proceedings-article", "proceedings-article"),
        ("crossref", "component", None),
        ("openalex", "conference-paper", "proceedings-article"),
        ("openalex", "article", None),
        ("inspire", "journal-article", None),
    ],
)
def test_as_what_a_paper_beyond_arxiv_was_published(service: str, word: str, known: str | None) -> None:
    stated = structs.replace(published(service), type=word, volume="6", pages="525-535")
    paper = record(id=f"doi:{DOI}")
    found = choose_published_as(paper, all_about(paper, [stated]), DOI)
    assert found.value == (PublishedAs(known, "6", None, "525-535") if known else None)  # type: ignore[arg-type]
    assert [(one.field, one.service) for one in found.origins] == ([("published_as", service)] if known else [])
    assert choose_published_as(record(dois=(DOI,)), all_about(record(dois=(DOI,)), [stated]), DOI).value is None
