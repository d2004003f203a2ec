"""Facts about channels: which there are, and which of them a paper belongs to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from enrich.options.channels import AuthorsSettings, Topic
from enrich.options.site import SiteSettings
from enrich.options.sources import Source
from enrich.record import Author, Mention, Outcome, PublishableRecord, ResolvedMention, Verdict
from enrich.settings import Settings
from feeds.channels.plan import event_places, path_of, places, plan_of, topic_places, wanted_slug
from feeds.state.types import ChannelRef
from tests.support.papers import paper

WHEN = datetime(2026, 1, 5, tzinfo=UTC)


def kept(*authors: str, sources: tuple[str, ...] = ("apple",), **fields: Any) -> PublishableRecord:
    record = paper(authors=tuple(map(Author, authors)), **fields)
    mentions = tuple(
        ResolvedMention(Mention("d", source, "line 1", "x", "id", record.id), Verdict(Outcome.FOUND, "", record.id))
        for source in sources
    )
    return PublishableRecord(record, Outcome.FOUND, 1, WHEN, 1, mentions)


def keys(found: tuple[ChannelRef, ...]) -> list[str]:
    return [f"{place.kind} {place.key}".strip() for place in found]


def test_without_topics_each_source_and_category_is_one() -> None:
    plan = plan_of(Settings())
    assert keys(places(plan, kept("Zoë Ünal", sources=("apple", "mit", "apple")))) == [
        "all", "topic source:apple", "topic source:mit", "topic category:cs.LG", "topic category:stat.ML",
        "author zoeunal",
    ]  # fmt: skip


def test_a_category_has_its_full_name() -> None:
    names = [place.name for place in places(plan_of(Settings()), kept(categories=("cs.LG", "alg-geom", "xx.YY")))]
    assert names[2:] == ["Machine Learning (cs.LG)", "Algebraic Geometry (alg-geom)", "xx.YY"]


def test_with_topics_only_these_are_topics() -> None:
    topics = (Topic(slug="ml", categories=("stat.ML", "cs")), Topic(slug="no", keywords=("absent",)))
    assert keys(places(plan_of(Settings(topics=topics)), kept())) == ["all", "topic topic:ml"]


def test_what_is_followed_is_a_topic_beside_those_of_the_settings_unless_it_is_private() -> None:
    settings = Settings(
        topics=(Topic(slug="ml", categories=("stat.ML",)),),
        sources=(
            Source(name="vit", cites=("2010.11929",)),
            Source(name="mit", institution="042nb2s44", public=False),
            Source(name="apple", ids=()),
        ),
    )
    plan = plan_of(settings)
    assert keys(topic_places(plan, kept(sources=("vit", "mit", "apple")))) == ["topic topic:ml", "topic source:vit"]
    assert keys(topic_places(plan, kept(sources=("apple",)))) == ["topic topic:ml"]
    assert "topic source:vit" in keys(plan.standing())
    alone = plan_of(settings.model_copy(update={"topics": ()}))
    assert "topic source:vit" in keys(places(alone, kept(sources=("vit",))))


def test_an_author_who_is_named_twice_has_the_paper_once_and_a_nameless_one_nowhere() -> None:
    found = places(plan_of(Settings()), kept("José Núñez", "", " ", "JOSE NUNEZ", sources=(), categories=()))
    assert [(place.key, place.name) for place in found[1:]] == [("josenunez", "José Núñez")]


def test_aliases_are_one_author_under_the_name_of_the_settings() -> None:
    plan = plan_of(Settings(authors=AuthorsSettings(aliases={"Zhe Gan": ("Z. Gan", "Gan Zhe")})))
    for name in ("Z. Gan", "zhe gan", "Gan, Zhe"):
        assert places(plan, kept(name))[-1] == ChannelRef("author", "zhegan", "Zhe Gan")


def test_two_names_that_are_each_others_alias_do_not_swap() -> None:
    plan = plan_of(Settings(authors=AuthorsSettings(aliases={"A B": ("C D",), "C D": ("A B",)})))
    assert [place.key for place in places(plan, kept("A B", "C D"))[-2:]] == ["ab", "cd"]


def test_everything_topics_and_followed_authors_have_events_beside_them() -> None:
    settings = Settings(
        site=SiteSettings(title="Papers"),
        sources=(Source(name="apple", ids=()),),
        authors=AuthorsSettings(follow=("Zoë Ünal",)),
    )
    plan = plan_of(settings)
    assert keys(plan.standing()) == [
        "all", "all.events", "topic source:apple", "topic.events source:apple", "author zoeunal",
        "author.events zoeunal",
    ]  # fmt: skip
    found = event_places(plan, places(plan, kept("Zoë Ünal", "Li Ming", categories=("cs.LG",))))
    assert keys(found) == [
        "all.events", "topic.events source:apple", "topic.events category:cs.LG", "author.events zoeunal",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        (ChannelRef("topic", "topic:my.topic_1", "Any title"), "my.topic_1"),
        (
            ChannelRef("topic", "category:cond-mat.mtrl-sci", "Materials Science (cond-mat.mtrl-sci)"),
            "cond-mat-mtrl-sci",
        ),
        (ChannelRef("topic", "source:Apple: ML", "Apple: ML"), "apple-ml"),
        (ChannelRef("author", "etcpasswd", "../../etc/passwd"), "etc-passwd"),
        (ChannelRef("author", "con", "Con"), "con-1"),
    ],
)
def test_a_slug_is_readable_and_safe(place: ChannelRef, slug: str) -> None:
    assert wanted_slug(place) == slug


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("all", "all"),
        ("all.events", "all.events"),
        ("topic", "topics/x"),
        ("topic.events", "topics/x.events"),
        ("author", "authors/x"),
    ],
)
def test_a_channel_is_where_the_design_says(kind: str, path: str) -> None:
    assert path_of(kind, "x") == path
