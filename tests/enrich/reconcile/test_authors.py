"""What is known of each author."""

from msgspec import structs

from enrich.reconcile.about import all_about
from enrich.reconcile.authors import choose_authors
from enrich.reconcile.chosen import Chosen
from enrich.record import Author
from enrich.statements.enrichment import Affiliation, AuthorEnrichment, Disagreement, SourcedValue
from enrich.statements.statement import StatedAuthor, Statement
from tests.support.stated import DOI, IDS, NAMES, author, authors, people, published, record, statement


def chosen(*statements: Statement, **fields: object) -> Chosen[tuple[AuthorEnrichment, ...]]:
    paper = record(dois=(DOI,), **fields)
    return choose_authors(paper, all_about(paper, statements), people(), DOI)


def places(service: Statement, *names: str) -> Statement:
    return structs.replace(service, authors=(author(NAMES[0], None, "work", *names), *authors(NAMES[1:])))


def test_institutions_come_from_the_published_work_then_the_preprint_then_inspire() -> None:
    journal = places(published("openalex", work="W2"), "Dept. of X, University of Y")
    preprint = places(statement("openalex", work="W1", kind="preprint"), "Y")
    inspire, crossref = places(statement("inspire"), "Y U."), places(published(), "Univ. Y")
    for given, expected, service in (
        ((crossref, inspire, preprint, journal), "Dept. of X, University of Y", "openalex"),
        ((crossref, inspire, preprint), "Y", "openalex"),
        ((crossref, inspire), "Y U.", "inspire"),
        ((crossref,), "Univ. Y", "crossref"),
    ):
        (one,) = chosen(*given).value
        assert (one.position, one.name) == (0, NAMES[0])
        assert (one.affiliations, one.affiliations_source) == ((Affiliation(expected),), service)


def test_an_author_with_institutions_from_arxiv_gets_none() -> None:
    own = (Author(NAMES[0], ("arXiv Institute",)), *(Author(name) for name in NAMES[1:]))
    assert chosen(places(published(), "Univ. Y", "arXiv Institute"), authors=own).value == ()


def test_an_institution_from_arxiv_gets_the_ror_id_that_a_service_has_for_it() -> None:
    own = (Author(NAMES[0], ("arXiv Institute",)), *(Author(name) for name in NAMES[1:]))
    ror = "https://ror.org/05dxps055"
    listed = (
        StatedAuthor(NAMES[0], (), (Affiliation("Univ. Y", ror), Affiliation("ArXiv institute", ror))),
        *authors(NAMES[1:]),
    )
    (one,) = chosen(published("openalex", authors=listed), authors=own).value
    assert one.affiliations == (Affiliation("arXiv Institute", ror),)


def test_ids_in_indexes_are_votes() -> None:
    openalex = structs.replace(
        statement("openalex"), authors=tuple(author(name, index_id=f"A{k}") for k, name in enumerate(NAMES))
    )
    s2 = structs.replace(
        statement("semantic_scholar"), authors=tuple(author(f"{n[0]}. {n.split()[-1]}", index_id="7") for n in NAMES)
    )
    found = chosen(openalex, s2)
    assert [one.votes for one in found.value] == [(f"openalex:A{k}", "semantic_scholar:7") for k in range(4)]
    assert [(one.field, one.service) for one in found.origins] != []


def test_an_id_that_differs_from_the_records_own_is_a_disagreement() -> None:
    own = (Author(NAMES[0], (), IDS[3]), *(Author(name) for name in NAMES[1:]))
    found = chosen(structs.replace(published(), authors=authors(NAMES, IDS[:1])), authors=own)
    assert found.disagreements == (
        Disagreement("authors.orcid", (SourcedValue("arxiv", IDS[3]), SourcedValue("crossref", IDS[0]))),
    )


def test_nothing_is_attached_where_lists_do_not_align() -> None:
    strangers = (author("Bo Strange", None, "work", "Elsewhere"), author("Ed Strange"))
    assert chosen(statement("openalex", authors=strangers)).value == ()
