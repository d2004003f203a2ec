"""The order in which statements are believed, and disagreements."""

from enrich.reconcile.chosen import by_rank, disagreement
from enrich.statements.enrichment import Disagreement, SourcedValue
from tests.support.stated import about, published, statement


def test_the_service_decides_then_the_kind_of_work() -> None:
    preprint, journal = statement("openalex", work="W1", kind="preprint"), published("openalex", work="W9")
    given = [about(one) for one in (preprint, journal, published(), statement("semantic_scholar"))]
    for order in (given, given[::-1]):
        found = [(one.statement.service, one.statement.kind) for one in by_rank(order, "crossref", "openalex")]
        assert found == [("crossref", "journal"), ("openalex", "journal"), ("openalex", "preprint")]


def test_all_saying_the_same_is_no_disagreement() -> None:
    assert disagreement("x", [("a", "1"), ("b", "1")]) == ()
    assert disagreement("x", []) == ()
    expected = Disagreement("x", (SourcedValue("a", "1"), SourcedValue("b", "2")))
    assert disagreement("x", [("a", "1"), ("b", "2"), ("a", "1")]) == (expected,)
