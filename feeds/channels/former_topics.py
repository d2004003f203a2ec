"""Topics that were published and that the settings no longer name: which go on, which have ended (pure).

::

    settings + topics that are known -> Former: going on (with their rules), over (with the way on), hidden

A category goes on by its code, a source by its name, a topic of [[topics]] by what the settings said of it last. One
of which no rule is known ends. What a private source was called is told to nobody, not even that it has ended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from enrich.options.channels import Topic, topic_of
from enrich.options.sources import COMMAND_LINE, LISTED
from enrich.settings import Settings
from feeds.state.topics import KnownTopic


@dataclass(frozen=True, slots=True)
class EndedTopic:
    """A topic that was taken away on purpose."""

    key: str
    slug: str
    name: str
    when: datetime | None
    """Since when; None for one that ends with this publication."""
    successor: KnownTopic | None
    """Where its subscribers can go on."""


@dataclass(frozen=True, slots=True)
class Former:
    """What becomes of the topics that were published."""

    going_on: tuple[tuple[KnownTopic, Topic | None], ...] = ()
    """Each with its rule; None for those that go on by their key."""
    over: tuple[EndedTopic, ...] = ()
    hidden: frozenset[str] = frozenset()
    """Keys of those that are removed without notice."""
    strange: tuple[str, ...] = ()
    """What the settings say about topics that do not exist."""


def former(settings: Settings, known: Sequence[KnownTopic], private: Collection[str] = ()) -> Former:
    """What becomes of each topic that is `known`; the names of `private` sources are told to nobody."""
    configured = {f"topic:{topic.slug}" for topic in settings.topics}
    private = {f"source:{name}" for name in (*private, *(one.name for one in settings.sources if not one.public))}
    hidden = frozenset(one.key for one in known if one.key in private)
    seen = [one for one in known if one.key not in hidden]
    going_on: list[tuple[KnownTopic, Topic | None]] = []
    ending: list[KnownTopic] = []
    for one in seen:
        if one.key in configured:
            continue
        if one.slug in settings.feeds.retired:
            ending.append(one)
        elif not _is_current(one, settings):
            rule = topic_of(one.rule)
            if settings.feeds.keep and (rule or not one.key.startswith("topic:")):
                going_on.append((one, rule))
            else:
                ending.append(one)
    keys = {one.key for one in ending}
    by_slug = _coming(settings, known) | {one.slug: one for one in seen if one.key not in keys}
    over = [
        EndedTopic(one.key, one.slug, one.name, one.ended, by_slug.get(settings.feeds.retired.get(one.slug, "")))
        for one in ending
    ]
    return Former(tuple(going_on), tuple(over), hidden, tuple(_strange(settings, known, by_slug)))


def settled(what: Former, now: datetime) -> Former:
    """The same, with a time for what ends now."""
    return replace(what, over=tuple(replace(one, when=one.when or now) for one in what.over))


def to_note(settings: Settings, known: Sequence[KnownTopic], what: Former) -> dict[str, tuple[Any, Any]]:
    """Key -> (rule, since when it has ended) of the topics of which the store knows something else or nothing."""
    over = {one.key: one.when for one in what.over}
    rules = {one.key: one.rule for one in known}
    rules |= {f"topic:{topic.slug}": topic.model_dump(mode="json", exclude_defaults=True) for topic in settings.topics}
    before = {one.key: (one.rule, one.ended) for one in known}
    return {
        key: (rule, over.get(key))
        for key, rule in rules.items()
        if key not in what.hidden and before.get(key, (None, None)) != (rule, over.get(key))
    }


def _is_current(one: KnownTopic, settings: Settings) -> bool:
    """Whether it is a topic by the settings as they are."""
    kind, _, name = one.key.partition(":")
    if settings.topics or kind == "topic":
        return kind == "source" and any(source.name == name and source.kind in LISTED for source in settings.sources)
    # Without [[topics]], what papers still bring is a topic as before, and one that has a feed keeps it.
    brought = kind == "category" or name == COMMAND_LINE or settings.feeds.keep
    return brought or name in {source.name for source in settings.sources}


def _coming(settings: Settings, known: Sequence[KnownTopic]) -> dict[str, KnownTopic]:
    """By slug the configured topics that this publication brings; one whose slug is taken gets another."""
    taken = {one.slug for one in known} | {one.key.removeprefix("topic:") for one in known}
    return {
        one.slug: KnownTopic(f"topic:{one.slug}", one.slug, one.title or one.slug, False, None, None)
        for one in settings.topics
        if one.slug not in taken
    }


def _strange(settings: Settings, known: Sequence[KnownTopic], present: Mapping[str, KnownTopic]) -> Iterator[str]:
    slugs, keys = {one.slug: one.key for one in known}, {one.key for one in known}
    configured = {f"topic:{topic.slug}": topic.slug for topic in settings.topics}
    for slug, successor in settings.feeds.retired.items() if known else ():
        if slugs.get(slug, f"topic:{slug}") in configured:
            yield f"feeds.retired names {slug!r}, which is one of [[topics]], and so goes on"
        elif slug not in slugs:
            yield f"feeds.retired names {slug!r}, and no topic was ever published under that slug"
        elif successor == slug:
            yield f'feeds.retired sends {slug!r} on to itself; name another topic, or "" for none'
        elif successor in settings.feeds.retired and successor in slugs:
            yield f"feeds.retired sends {slug!r} on to {successor!r}, which ends itself; name a topic that goes on"
        elif successor and successor not in present:
            yield f"feeds.retired sends {slug!r} on to {successor!r}, and there is no such topic"
    for slug in (slug for key, slug in configured.items() if key not in keys and slug in slugs):
        yield f"topics/{slug} is the address of another topic forever; the one of [[topics]] gets another, such as {slug}-2"
