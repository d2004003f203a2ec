"""Facts about which papers belong to a topic."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from enrich.names import name_key
from enrich.record import Author, Mention, Outcome, PublishableRecord, Record, ResolvedMention, Verdict
from feeds.channels.topic_rules import belongs, rule

WHEN = datetime(2025, 7, 17, tzinfo=UTC)


def paper(**changes: Any) -> PublishableRecord:
    values: dict[str, Any] = {
        "id": "2507.13575",
        "version": 1,
        "title": "Graph-Neural Networks for Théorie",
        "title_tex": "",
        "abstract": "We study k-means, C++ and .NET; the author\u2019s method. 我们研究深度学习方法。",
        "abstract_tex": "",
        "authors": (Author("José Núñez"), Author("Z. Gan")),
        "categories": ("cs.LG", "math-ph"),
        "primary_category": "cs.LG",
        "published": WHEN,
        "updated": WHEN,
    }
    record = Record(**(values | changes))
    mention = Mention(document="d", source="apple", place="line 1", text="x", how="id", id=record.id)
    return PublishableRecord(
        record, Outcome.FOUND, 1, WHEN, 1, (ResolvedMention(mention, Verdict(Outcome.FOUND, "", record.id)),)
    )


def holds(match: str = "any", kept: PublishableRecord | None = None, **conditions: Any) -> bool:
    given: dict[str, Any] = {"categories": (), "keywords": (), "sources": (), "authors": ()} | conditions
    aliases = {"zgan": "zhegan"}

    def key(name: str) -> str:
        return aliases.get(name_key(name), name_key(name))

    return belongs(rule(**given, match=match, author_key=key), kept or paper(), key)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("cs.LG", True),
        ("cs.lg", True),
        ("cs", True),
        ("cs.*", True),
        ("math-ph", True),
        ("math", False),
        ("c", False),
        ("cs.L", False),
        ("stat.ML", False),
    ],
)
def test_a_category_or_a_whole_archive_matches(category: str, expected: bool) -> None:
    assert holds(categories=[category]) is expected


@pytest.mark.parametrize(
    ("keyword", "expected"),
    [
        ("graph neural networks", True),
        ("GRAPH-NEURAL  networks", True),
        ("graph neural network", False),
        ("neural", True),
        ("neur", False),
        ("theorie", True),
        ("Théorie", True),
        ("théorie we", False),
        ("k-means", True),
        ("k means", True),
        ("c++", True),
        (".net", True),
        ("author's", True),
        ("深度学习", True),
        ("深度搜索", False),
        (" ", False),
        ("(", False),
    ],
)
def test_a_keyword_matches_whole_words_without_case_accents_and_hyphens(keyword: str, expected: bool) -> None:
    assert holds(keywords=[keyword]) is expected


@pytest.mark.parametrize(
    ("keyword", "abstract", "expected"),
    [
        ("GPT", "使用GPT模型", True),
        ("transformer", "基于transformer的方法", True),
        ("GPT", "使用GPT4模型", False),
        ("C", "使用C++语言", False),
        ("Lukasiewicz", "in Łukasiewicz logic", True),
        ("Łukasiewicz", "in Lukasiewicz logic", True),
        ("Jørgensen", "a theorem of Jorgensen", True),
        ("محمد", "مُحَمَّد", True),
        ("ハート", "パート", False),
    ],
)
def test_a_keyword_is_found_beside_unspaced_scripts_and_whatever_its_accents(
    keyword: str, abstract: str, expected: bool
) -> None:
    assert holds(kept=paper(abstract=abstract), keywords=[keyword]) is expected


def test_a_phrase_does_not_run_from_the_title_into_the_abstract() -> None:
    kept = paper(title="Deep", abstract="learning")
    assert not holds(kept=kept, keywords=["deep learning"])
    assert holds(kept=kept, match="all", keywords=["deep", "learning"])


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"sources": ["apple"]}, True),
        ({"sources": ["app"]}, False),
        ({"authors": ["Jose NUNEZ"]}, True),
        ({"authors": ["Zhe Gan"]}, True),
        ({"authors": ["Gan"]}, False),
    ],
)
def test_sources_and_authors_match_by_name(conditions: dict[str, Any], expected: bool) -> None:
    assert holds(**conditions) is expected


BOTH = {"categories": ["cs.LG"], "keywords": ["neural"]}
ONE = {"categories": ["cs.LG"], "keywords": ["absent"], "sources": ["nobody"]}
NONE = {"categories": ["hep-th"], "keywords": ["absent"], "authors": ["Nobody"]}


@pytest.mark.parametrize(
    ("match", "conditions", "expected"),
    [
        ("any", BOTH, True),
        ("any", ONE, True),
        ("any", NONE, False),
        ("all", BOTH, True),
        ("all", ONE, False),
        ("all", {"keywords": ["neural", "absent"]}, False),
        ("none", ONE, False),
        ("none", NONE, True),
    ],
)
def test_conditions_combine_as_match_says(match: str, conditions: dict[str, Any], expected: bool) -> None:
    assert holds(match, **conditions) is expected


@pytest.mark.parametrize("match", ["any", "all", "none"])
def test_a_topic_whose_conditions_are_blank_holds_nothing(match: str) -> None:
    assert not holds(match, keywords=[" ", "--"], authors=["..."])
