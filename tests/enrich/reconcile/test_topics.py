"""Topics and keywords of an index."""

from enrich.reconcile.about import all_about
from enrich.reconcile.topics import choose_keywords, choose_topics
from enrich.statements.enrichment import WorkTopic
from tests.support.stated import DOI, published, record, statement

PRIMARY, LIKELY, UNLIKELY, UNRATED = (
    WorkTopic(f"T{k}", f"Topic {k}", score) for k, score in enumerate((0.4, 0.5, 0.49, None))
)
PAPER = record(dois=(DOI,))


def test_the_primary_topic_and_likely_ones_of_the_published_work() -> None:
    preprint = statement("openalex", work="W1", kind="preprint", topics=(UNLIKELY,), keywords=("Shrubs",))
    journal = published(
        "openalex", work="W2", topics=(PRIMARY, UNLIKELY, UNRATED, LIKELY), keywords=("Trees", "trees", " ", "Forests")
    )
    abouts = all_about(PAPER, [preprint, journal])
    assert choose_topics(abouts).value == (PRIMARY, LIKELY)
    assert choose_keywords(abouts).value == ("Trees", "Forests")
    assert [(one.field, one.id) for one in choose_topics(abouts).origins] == [("topics", "W2")]


def test_none_of_a_work_with_another_title() -> None:
    abouts = all_about(PAPER, [statement("openalex", title="Another Work", topics=(PRIMARY,), keywords=("Shrubs",))])
    assert abouts
    assert choose_topics(abouts).value == ()
    assert choose_keywords(abouts).value == ()
