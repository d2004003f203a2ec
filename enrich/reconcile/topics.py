"""What a paper is about, by the scheme of an index: its topics and keywords (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from enrich.reconcile.about import About
from enrich.reconcile.chosen import Chosen, by_rank, origin
from enrich.statements.enrichment import WorkTopic

_LEAST = 0.5
"""Score of a topic beside the primary one, as the order of trust has it."""


def choose_topics(abouts: Sequence[About]) -> Chosen[tuple[WorkTopic, ...]]:
    """OpenAlex's primary topic, which stands first, and those that are likely; only of a work with the paper's title."""
    for one in by_rank(abouts, "openalex"):
        if one.title and one.statement.topics:
            first, *rest = one.statement.topics
            likely = (topic for topic in rest if topic.score is not None and topic.score >= _LEAST)
            return Chosen(tuple(dict.fromkeys((first, *likely))), (origin("topics", one),))
    return Chosen(())


def choose_keywords(abouts: Sequence[About]) -> Chosen[tuple[str, ...]]:
    """Keywords of the first index that has any, each once whatever its case."""
    for one in by_rank(abouts, "openalex", "inspire"):
        words = {word.casefold(): word for word in reversed(one.statement.keywords) if word.strip()}
        if one.title and words:
            kept = dict.fromkeys(words[word.casefold()] for word in one.statement.keywords if word.strip())
            return Chosen(tuple(kept), (origin("keywords", one),))
    return Chosen(())
