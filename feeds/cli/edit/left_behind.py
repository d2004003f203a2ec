"""What stays published of what the settings have no more, and the line that ends it (reads the store alone)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from enrich.settings import Settings
from enrich.store.store import Store
from feeds.channels.plan import path_of, plan_of, source_place
from feeds.cli.edit.changes import TakenOut
from feeds.state.publishing import PublishState
from feeds.state.site_view import SiteView


def left_behind(settings: Settings, store: Store, removed: Sequence[TakenOut]) -> Iterator[str]:
    """What is to be said of what stays published; nothing when nothing of it is."""
    if not SiteView(store.engine).total()[1]:
        return
    topics = {one.key: one for one in PublishState(store.engine).topics.known() if one.has_feed and not one.ended}
    ending: list[str] = []
    for one in removed:
        if one.author is not None:
            yield from _author(settings, store, one.author)
            continue
        topic = topics.get(source_place(one.source).key) if one.source is not None else None
        if topic is not None and topic.slug not in settings.feeds.retired:
            ending.append(topic.slug)
        elif one.paper is not None and store.records.known([one.paper]):
            yield f"{one.paper} stays published."
        elif one.paper is None and topic is None and (one.source is None or settings.topics):
            yield f"Papers that {one.what} brought stay published."
    if not ending:
        return
    places = " and ".join(path_of("topic", slug) for slug in ending)
    if not settings.feeds.keep:
        yield f"The papers stay published; {places} end{'s' if len(ending) == 1 else ''} with the next run, as [feeds] keep = false says."
        return
    yield (
        f"{places} and the papers there stay published. To end {'it' if len(ending) == 1 else 'them'}, write below [feeds]: "
        f"{retired_line(settings.feeds.retired, ending)}"
    )


def _author(settings: Settings, store: Store, name: str) -> Iterator[str]:
    """What becomes of the feeds of a name that was followed, where there are any."""
    plan, state = plan_of(settings), PublishState(store.engine)
    key = plan.author_key(name)
    published = state.channel_of("author", key)
    if published is None or any(one.key == key for one in plan.follow):
        return
    path = path_of("author", published.slug)
    enough = state.crowds.addresses([key], max(plan.min_papers, plan.files), ())
    if enough and not state.crowds.alone([published.id]):
        yield f"{path}.html and its feeds stay; with the next publication its feed of events ({path}.events.*) goes."
    else:
        yield f"With the next publication {path}.html and its feeds go, those of events too; every paper stays published."


def retired_line(already: Mapping[str, str], ending: Sequence[str]) -> str:
    """The line of the settings by which these topics end beside those that did already (slug -> successor or "")."""
    every = {**already, **dict.fromkeys(ending, "")}
    if any(every.values()):
        return f"retired = {{ {', '.join(f'{json.dumps(slug)} = {json.dumps(to)}' for slug, to in every.items())} }}"
    return f"retired = [{', '.join(map(json.dumps, every))}]"
