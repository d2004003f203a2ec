"""Records -> channels: everything, one for each topic, one for each author (pure).

::

    settings -> Plan          what channels there can be
    Plan, PublishableRecord -> Places      the channels that a paper belongs to
    ChannelRef -> path             where in out/ a channel is

With no topics configured, each source and each arXiv category seen is a topic; with topics, a source that follows citations, a
venue or an institution is one beside them. Topics go on that were published once (former_topics.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from enrich.names import name_key, slug_base
from enrich.options.author_claims import PERSON_ID
from enrich.options.channels import Topic
from enrich.options.sources import LISTED, OF_PERSONS
from enrich.record import PublishableRecord
from enrich.settings import Settings
from feeds.channels.former_topics import Former
from feeds.channels.topic_rules import Rule, belongs, paper_words, rule
from feeds.disclosure import WHOLE, Disclosure, disclosure_of
from feeds.state.types import ChannelRef
from feeds.taxonomy import category_label

_FOLDERS = {"all": "", "topic": "topics/", "author": "authors/", "person": "people/"}


def path_of(kind: str, slug: str) -> str:
    """A channel's place in out/, without an ending: `all`, `topics/vision`, `authors/zhe-gan`, `all.events`."""
    base, _, events = kind.partition(".")
    return f"{_FOLDERS[base]}{'all' if base == 'all' else slug}{'.events' if events else ''}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the settings say of channels; picklable."""

    title: str
    topics: tuple[tuple[ChannelRef, Rule], ...]
    """Those that are configured, and the sources that follow something; without any configured, topics come from what
    papers bring."""
    sources: tuple[str, ...]
    """Names of the public ones among the configured sources, each of which is a topic when none is configured."""
    follow: tuple[ChannelRef, ...]
    """Authors who have a channel whatever their papers, and one of events."""
    aliases: dict[str, str]
    """Key of a name -> key of the name it stands for."""
    names: dict[str, str]
    """Key -> the name as the settings write it."""
    min_papers: int
    files: int
    """Authors and persons with fewer papers have no files."""
    crowd: int
    """More authors than this are a crowd."""
    kept: tuple[tuple[ChannelRef, Rule | None], ...] = ()
    """Topics that go on though the settings do not name them; without a rule those that go on by their key."""
    ended: frozenset[str] = frozenset()
    """Keys of topics that have ended."""
    people: frozenset[str] = frozenset()
    """Followed persons, by id or ORCID iD: they have a channel, and one of events, whatever their names."""
    keep: bool = True
    """A topic that has a feed keeps it, also without a paper."""
    by_found: bool = False
    """Entries are dated by when they were found, not by when they were published."""
    disclosure: Disclosure = WHOLE
    """What may be published about sources and documents."""

    def author_key(self, name: str) -> str:
        """The key of the author whom a name stands for, "" for a nameless one."""
        key = name_key(name)
        return self.aliases.get(key, key)

    def has_topic(self, key: str) -> bool:
        """Whether a source or a category, by its key, is a topic when it has papers."""
        if self.topics:
            return any(place.key == key for place, _ in self.kept)
        return key not in self.ended

    def others(self) -> str:
        """Differs when papers lead to the topics of other categories than the settings say; empty when they do not."""
        kept = {place.key for place, _ in self.kept} if self.topics else self.ended
        return "".join(f" {key}" for key in sorted(kept) if key.startswith("category:"))

    def standing(self) -> tuple[ChannelRef, ...]:
        """The channels that are there without a paper: everything, configured topics and sources, followed authors."""
        everything = ChannelRef("all", "", self.title)
        topics = tuple(place for place, _ in self.topics) or tuple(source_place(name) for name in self.sources)
        topics = tuple(place for place in topics if place.key not in self.ended)
        kept = tuple(place for place, _ in self.kept)
        return tuple(_with_events((everything, *topics, *kept, *self.follow)))


def plan_of(
    settings: Settings,
    former: Former = Former(),  # noqa: B008 (frozen)
    disclosure: Disclosure | None = None,
) -> Plan:
    """The settings' part in channels, with the topics that they no longer name, and what may be published about sources."""
    names, aliases = _aliases(settings.authors.aliases)
    people = frozenset((*settings.authors.orcids, *filter(PERSON_ID.fullmatch, settings.authors.names)))
    follow = [name for name in settings.authors.names if name not in people]
    names |= {aliases.get(name_key(name), name_key(name)): name for name in follow}
    plan = Plan(
        title=settings.site.title,
        topics=(),
        sources=tuple(source.name for source in settings.sources if source.public),
        follow=(),
        aliases=aliases,
        names=names,
        min_papers=settings.authors.min_papers,
        disclosure=disclosure or disclosure_of(settings, {}),
        files=settings.authors.files,
        crowd=settings.authors.crowd,
        people=people,
        keep=settings.feeds.keep,
        by_found=settings.feeds.date == "found",
    )
    followed = dict.fromkeys(plan.author_key(name) for name in follow)
    topics = tuple((_place(topic), _rule(topic, plan)) for topic in settings.topics)
    kept = tuple(
        (ChannelRef("topic", known.key, known.name), None if topic is None else _rule(topic, plan))
        for known, topic in former.going_on
    )
    ended = former.hidden | {one.key for one in former.over}
    return replace(
        plan,
        topics=topics + _listed(settings, plan, ended) if topics else (),
        follow=tuple(ChannelRef("author", key, names[key]) for key in followed if key),
        kept=kept,
        ended=ended,
    )


def _listed(settings: Settings, plan: Plan, ended: Collection[str]) -> tuple[tuple[ChannelRef, Rule], ...]:
    """The topics that sources are which follow citations, a venue or an institution: the same as without [[topics]]."""
    places = (source_place(one.name) for one in settings.sources if one.public and one.kind in LISTED)
    return tuple((one, rule((), (), (one.name,), (), "any", plan.author_key)) for one in places if one.key not in ended)


def _place(topic: Topic) -> ChannelRef:
    return ChannelRef("topic", f"topic:{topic.slug}", topic.title or topic.slug)


def _rule(topic: Topic, plan: Plan) -> Rule:
    return rule(topic.categories, topic.keywords, topic.sources, topic.authors, topic.match, plan.author_key)


def _aliases(table: dict[str, tuple[str, ...]]) -> tuple[dict[str, str], dict[str, str]]:
    names = {name_key(name): name for name in table if name_key(name)}
    aliases = {
        name_key(other): name_key(name)
        for name, others in table.items()
        for other in others
        if name_key(other) and name_key(name) and name_key(other) not in names
    }
    return names, aliases


def places(plan: Plan, kept: PublishableRecord) -> tuple[ChannelRef, ...]:
    """The channels that a paper belongs to, each once: everything, topics, authors in the paper's order.

    Nameless authors have none.
    """
    authors: dict[str, ChannelRef] = {}
    for author in kept.record.authors:
        key = plan.author_key(author.name)
        if key and key not in authors:
            authors[key] = ChannelRef("author", key, plan.names.get(key, author.name))
    return (ChannelRef("all", "", plan.title), *topic_places(plan, kept), *authors.values())


def topic_places(plan: Plan, kept: PublishableRecord) -> tuple[ChannelRef, ...]:
    """The topics of a paper."""
    ruled = (*plan.topics, *((place, rule) for place, rule in plan.kept if rule))
    words = paper_words(kept.record) if any(rule.keywords for _, rule in ruled) else ""
    found = tuple(place for place, rule in ruled if belongs(rule, kept, plan.author_key, words))
    if plan.topics and len(ruled) - len(plan.topics) == len(plan.kept):
        return found
    named = (accounted.mention.source for accounted in kept.mentions)
    sources = dict.fromkeys(name for name in named if not name.startswith(OF_PERSONS))
    brought = (*map(source_place, sources), *map(category_place, dict.fromkeys(kept.record.categories)))
    if not plan.topics:
        return (*(place for place in brought if place.key not in plan.ended), *found)
    by_key = {place.key for place, rule in plan.kept if rule is None}
    return (*found, *(place for place in brought if place.key in by_key))


def event_places(plan: Plan, found: Iterable[ChannelRef]) -> tuple[ChannelRef, ...]:
    """The events channels of a paper in these channels: everything's, its topics', its followed authors'."""
    followed = {place.key for place in plan.follow}
    return tuple(_events_of(place) for place in found if place.kind != "author" or place.key in followed)


@lru_cache(maxsize=1024)
def source_place(name: str) -> ChannelRef:
    """The topic that a source is when no topics are configured."""
    return ChannelRef("topic", f"source:{name}", name)


@lru_cache(maxsize=1024)
def category_place(code: str) -> ChannelRef:
    """The topic that a category is when no topics are configured, under arXiv's full name of it."""
    return ChannelRef("topic", f"category:{code}", category_label(code))


def wanted_slug(place: ChannelRef) -> str:
    """The part of its address that a channel gets when no other has it yet."""
    if place.kind == "person":
        return place.key
    prefix, _, label = place.key.partition(":")
    if place.kind == "topic" and prefix == "topic":
        return label
    return slug_base(label if place.kind == "topic" and prefix == "category" else place.name)


def _with_events(found: Iterable[ChannelRef]) -> Iterable[ChannelRef]:
    for place in found:
        yield place
        yield _events_of(place)


def _events_of(place: ChannelRef) -> ChannelRef:
    return ChannelRef(f"{place.kind}.events", place.key, place.name)
