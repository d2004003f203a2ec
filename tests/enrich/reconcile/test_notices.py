"""Which notices on a published work are believed."""

from datetime import date

from msgspec import structs

from enrich.reconcile.about import all_about
from enrich.reconcile.chosen import Chosen
from enrich.reconcile.notices import choose_notices
from enrich.statements.enrichment import Disagreement, EditorialNotice, SourcedValue
from enrich.statements.statement import Statement
from tests.support.stated import DOI, TITLE, published, record, statement

RETRACTION = EditorialNotice("retraction", date(2026, 2, 1), "10.5555/notice.2", "retraction-watch")
CORRECTION = EditorialNotice("correction", date(2026, 1, 1), "10.5555/notice.1", "publisher")
CONCERN = EditorialNotice("expression_of_concern", date(2026, 1, 15), "10.5555/notice.3", "publisher")
FLAG = EditorialNotice("retraction", source="openalex")
PAPER = record(dois=(DOI,))


def chosen(*statements: Statement, doi: str | None = DOI) -> Chosen[tuple[EditorialNotice, ...]]:
    return choose_notices(PAPER, all_about(PAPER, statements), doi)


def test_notices_of_the_believed_doi_retractions_first() -> None:
    found = chosen(published(notices=(CORRECTION, RETRACTION, CONCERN, CORRECTION)))
    assert found.value == (RETRACTION, CONCERN, CORRECTION)
    assert [(one.field, one.service, one.id) for one in found.origins] == [("notices", "crossref", DOI)]
    assert found.disagreements == ()


def test_no_notices_of_another_doi_or_without_one() -> None:
    assert chosen(published(doi="10.5555/another", notices=(RETRACTION,))).value == ()
    assert chosen(published(notices=(RETRACTION,)), doi=None).value == ()


def test_a_notice_without_a_source_is_crossrefs() -> None:
    assert chosen(published(notices=(structs.replace(RETRACTION, source=""),))).value == (
        structs.replace(RETRACTION, source="crossref"),
    )


def test_an_index_alone_retracts_nothing() -> None:
    flagged = published("openalex", notices=(FLAG,))
    found = chosen(flagged, published())
    assert found.value == ()
    values = (SourcedValue("crossref", "no retraction"), SourcedValue("openalex", "retracted"))
    assert found.disagreements == (Disagreement("retraction", values),)
    found = chosen(flagged, statement("openalex", work="W2", kind="preprint", notices=(FLAG,)))
    assert found.value == ()
    values = (SourcedValue("arxiv", "not withdrawn"), SourcedValue("openalex", "retracted"))
    assert found.disagreements == (Disagreement("retraction", values),)


def test_an_index_is_believed_with_the_publishers_mark_on_the_title() -> None:
    marked = published(title=f"RETRACTED: {TITLE}")
    flagged = published("openalex", notices=(FLAG,))
    found = chosen(flagged, marked)
    assert found.value == (FLAG,)
    assert found.disagreements == ()
    assert chosen(marked).value == ()
    assert chosen(statement("openalex", kind="preprint", notices=(FLAG,)), marked).value == ()


def test_an_index_that_agrees_with_the_publisher_adds_nothing() -> None:
    found = chosen(published(notices=(RETRACTION,)), published("openalex", notices=(FLAG,)))
    assert found.value == (RETRACTION,)
    assert found.disagreements == ()
