"""Code, project page, open copy and other versions."""

import pytest
from msgspec import structs

from enrich.reconcile.about import all_about
from enrich.reconcile.links import choose_code, choose_open_copy, choose_project, choose_related
from enrich.statements.enrichment import CodeLink, OpenCopy, RelatedVersion
from enrich.statements.statement import Statement
from tests.support.stated import DOI, published, record, statement

PAPER = record(dois=(DOI,), code=("https://github.com/own/repo",))
COPY = OpenCopy("https://publisher.example/a.pdf", "published", "cc-by")
BY = "https://creativecommons.org/licenses/by/4.0"


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ([CodeLink("https://github.com/a/b", "user")], ["https://github.com/a/b user"]),
        ([CodeLink("https://github.com/a/b", "guess")], ["https://github.com/a/b guess"]),
        ([CodeLink("https://github.com/Own/Repo.git", "guess")], []),
        ([CodeLink("https://github.com/own/repo/", "user")], ["https://github.com/own/repo/ user"]),
        (
            [CodeLink("https://github.com/c/d", "guess"), CodeLink("http://github.com/c/d", "user")],
            ["http://github.com/c/d user"],
        ),
        ([CodeLink("javascript:alert(1)", "user"), CodeLink("https://a b", "user"), CodeLink("", "user")], []),
    ],
)
def test_code(stated: list[CodeLink], kept: list[str]) -> None:
    found = choose_code(PAPER, all_about(PAPER, [statement("huggingface", code=tuple(stated))]))
    assert [f"{link.url} {link.by}" for link in found.value] == kept
    assert [one.service for one in found.origins] == ["huggingface"] * bool(kept)


def test_project_page() -> None:
    for url, kept in (("https://trees.example/", "https://trees.example/"), ("ftp://trees.example/", None), ("", None)):
        assert choose_project(all_about(PAPER, [statement("huggingface", project=url)])).value == kept


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        (published("openalex", open_copy=COPY), True),
        (published("openalex", doi="10.5555/another", open_copy=COPY), False),
        (published("openalex", open_copy=structs.replace(COPY, version="submitted")), False),
        (published("openalex", title="Another Work", open_copy=COPY), False),
        (published(open_copy=structs.replace(COPY, licence=BY)), True),
        (published(open_copy=structs.replace(COPY, licence="https://www.elsevier.com/tdm/userlicense/1.0/")), False),
        (published(open_copy=structs.replace(COPY, licence=None)), False),
        (statement("semantic_scholar", doi=DOI, open_copy=COPY), False),
    ],
)
def test_open_copy_of_the_published_version(stated: Statement, kept: bool) -> None:
    assert (choose_open_copy(all_about(PAPER, [stated]), DOI).value is not None) is kept


def test_openalex_copy_comes_before_crossrefs() -> None:
    crossref = published(open_copy=OpenCopy("https://other.example/", "published", BY))
    both = all_about(PAPER, [crossref, published("openalex", open_copy=COPY)])
    assert choose_open_copy(both, DOI).value == COPY


def test_other_versions_are_not_the_paper_itself() -> None:
    related = (
        RelatedVersion("preprint", "10.48550/arxiv.2507.13575"),
        RelatedVersion("published-as", DOI),
        RelatedVersion("same-work", "https://arxiv.org/abs/2507.13575"),
        RelatedVersion("same-work", "https://openalex.org/W2"),
        RelatedVersion("preprint", "10.5555/earlier"),
    )
    found = choose_related(
        PAPER, all_about(PAPER, [published(related=related), statement("openalex", related=related)]), DOI
    )
    assert found.value == (related[4], related[3])
    assert [one.service for one in found.origins] == ["crossref"]
