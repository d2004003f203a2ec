"""Statements of services about one paper become its Enrichment, whatever their order."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from enrich.reconcile.compare_names import Fit, compare
from enrich.reconcile.reconcile import reconcile
from enrich.statements.enrichment import Affiliation, CodeLink, EditorialNotice, OpenCopy, Publication, WorkTopic
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement
from tests.support.stated import DOI, IDS, NAMES, TITLE, WHEN, authors, people, person, published, record, statement

OPENALEX = published(
    "openalex",
    work="W1",
    topics=(WorkTopic("T1", "Trees", 0.9),),
    keywords=("Forests",),
    open_copy=OpenCopy("https://publisher.example/a.pdf", "published", "cc-by"),
    authors=authors(NAMES, IDS[:1]),
)
CROSSREF = published(
    venue="Journal of Trees",
    published=date(2026, 1, 2),
    published_exact="day",
    notices=(EditorialNotice("correction", date(2026, 5, 1), "10.5555/notice.1", "publisher"),),
    authors=authors(NAMES, (None, IDS[1])),
)
HUGGINGFACE = statement(
    "huggingface", code=(CodeLink("https://github.com/a/b", "user"),), project="https://trees.example/"
)
ALL = [OPENALEX, CROSSREF, HUGGINGFACE, statement("semantic_scholar", doi=DOI)]


def test_everything_that_services_add() -> None:
    found = reconcile(record(), ALL, people())
    assert found is not None
    assert found.publication == Publication(DOI, "Journal of Trees", date(2026, 1, 2), "day")
    assert [notice.kind for notice in found.notices] == ["correction"]
    assert [one.orcid for one in found.authors] == list(IDS[:2])
    assert (found.topics, found.keywords, found.code) == (OPENALEX.topics, ("Forests",), HUGGINGFACE.code)
    assert (found.open_copy, found.project) == (OPENALEX.open_copy, HUGGINGFACE.project)
    assert [(one.field, one.service) for one in found.origins] == [
        ("authors.orcid", "crossref"),
        ("authors.orcid", "openalex"),
        ("code", "huggingface"),
        ("keywords", "openalex"),
        ("notices", "crossref"),
        ("open_copy", "openalex"),
        ("project", "huggingface"),
        ("publication.date", "crossref"),
        ("publication.doi", "crossref"),
        ("publication.doi", "openalex"),
        ("publication.doi", "semantic_scholar"),
        ("publication.venue", "crossref"),
        ("topics", "openalex"),
    ]


def test_nothing_known_is_none() -> None:
    assert reconcile(record(), [], {}) is None
    assert reconcile(record(), [statement("semantic_scholar")], {}) is None
    assert reconcile(record(dois=(DOI,)), [statement("semantic_scholar")], {}) is None
    assert reconcile(record(), [structs.replace(OPENALEX, title="Another Work")], people()) is None


def test_the_same_heard_again_keeps_its_time_and_what_changed_does_not() -> None:
    paper = record()
    first = reconcile(paper, ALL, people())
    later = [structs.replace(one, when=WHEN + timedelta(days=90)) for one in ALL]
    again = reconcile(replace(paper, enrichment=first), later, people())
    assert again == first
    moved = [structs.replace(one, venue="Annals of Trees") if one.service == "crossref" else one for one in later]
    changed = reconcile(replace(paper, enrichment=first), moved, people())
    assert changed is not None
    assert {one.field for one in changed.origins if one.when > WHEN} == {"publication.venue"}


orcids = st.builds(StatedOrcid, st.sampled_from(IDS), st.sampled_from(["work", "index"]))
spellings = st.sampled_from(
    [*NAMES, "J. Doe", "Doe, Jane", "M. Li", "Carlos Garcia", "Mueller", "", "王伟", "Bo Strange"]
)
lists = st.lists(
    st.builds(
        StatedAuthor,
        spellings,
        st.lists(orcids, max_size=2).map(tuple),
        st.sampled_from([(), (Affiliation("University of X"),)]),
    ),
    max_size=5,
).map(tuple)
dois = st.sampled_from([None, DOI, "10.5555/another", "10.48550/arxiv.2507.13575"])
stated = st.builds(
    Statement,
    st.sampled_from(["openalex", "crossref", "inspire", "semantic_scholar", "huggingface"]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from([WHEN, WHEN + timedelta(days=1)]),
    st.sampled_from(["journal", "preprint", "work"]),
    st.sampled_from([TITLE, f"RETRACTED: {TITLE}", "Another Work", None]),
    st.sampled_from(["2507.13575", "2507.13575", None, "2507.00001"]),
    dois,
    st.sampled_from([None, "Journal of Trees", "arXiv.org"]),
    st.sampled_from([None, date(2025, 9, 1), date(2050, 12, 1)]),
    st.just("day"),
    st.one_of(st.just(authors()), st.just(authors(NAMES, IDS)), st.just(authors(NAMES, (IDS[-1], *IDS[:-1]))), lists),
    notices=st.sampled_from([(), (EditorialNotice("retraction", source="openalex"),)]),
    code=st.sampled_from(
        [(), (CodeLink("https://github.com/a/b", "user"),), (CodeLink("https://github.com/a/b", "guess"),)]
    ),
)
known = st.lists(
    st.builds(
        lambda orcid, names, works, successor: person(orcid, *names, works=works, successor=successor),
        st.sampled_from(IDS),
        st.lists(spellings, max_size=2),
        st.sampled_from([(), ("2507.13575",)]),
        st.sampled_from([None, None, *IDS]),
    ),
    max_size=4,
).map(lambda persons: {one.orcid: one for one in persons})


@given(st.lists(stated, max_size=5), known, st.randoms(use_true_random=False), st.sampled_from([(), (DOI,)]))
def test_the_order_of_statements_makes_no_difference_and_nothing_is_attached_twice(
    statements, persons, random, own
) -> None:  # type: ignore[no-untyped-def]
    paper = record(dois=own)
    found = reconcile(paper, statements, persons)
    shuffled = random.sample(statements, len(statements))
    assert reconcile(paper, shuffled, dict(reversed(persons.items()))) == found
    if found is None:
        return
    attached = [one.orcid for one in found.authors if one.orcid]
    assert len(set(attached)) == len(attached)
    assert [one.position for one in found.authors] == sorted({one.position for one in found.authors})
    assert all(paper.authors[one.position].name == one.name for one in found.authors)
    publication = found.publication or Publication()
    assert publication.venue != "arXiv.org"
    assert not (publication.doi or "").startswith("10.48550/")
    assert publication.date is None or publication.date.year < 2027
    assert reconcile(replace(paper, enrichment=found), statements, persons) == found


@given(st.lists(stated, max_size=5))
def test_an_id_attaches_only_to_whom_its_person_may_be(statements) -> None:  # type: ignore[no-untyped-def]
    persons = people()
    found = reconcile(record(), statements, persons)
    for one in found.authors if found else ():
        if one.orcid:
            assert any(compare(name, one.name) >= Fit.FITS for name in persons[one.orcid].names)
