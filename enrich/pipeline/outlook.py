"""What a run would read and ask, found out without asking anybody: for a store whose writes are not kept.

::

    sources --files, ids--> mentions --> look-ups that are due --> how many requests
           \\--the web, arXiv--> named only
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from enrich import due
from enrich.asking.outlook import requests_due
from enrich.beyond.paper import SOURCES
from enrich.documents.open import STDIN
from enrich.options.sources import Source
from enrich.pipeline.clients import Offline
from enrich.pipeline.company import Company
from enrich.pipeline.judge_entries import judge_entries
from enrich.pipeline.look_up_ids import IdLookups
from enrich.pipeline.read_sources import Gathering
from enrich.settings import Settings
from enrich.store.store import Store
from enrich.titles.queries import batch_queries


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do before it publishes."""

    documents: int
    """Read from files and lists of ids."""
    mentions: int
    """In those that are new or have changed."""
    fetched: tuple[str, ...]
    """Sources that would be fetched, or asked of arXiv; what they would bring is not known."""
    ids: tuple[str, ...]
    """That would be looked up."""
    titles: tuple[str, ...]
    beyond: int
    """DOIs, and titles that arXiv does not have, that would be looked up beyond arXiv."""
    known: int
    """Papers that would be asked for again, since their time has come."""
    requests: int
    """Requests to arXiv for these; titles that the first search leaves open cost more."""
    services: dict[str, int]
    """Requests to each metadata service for papers that are known already; what answers lead to comes on top."""
    snapshot: bool
    """There is one: what it has costs no request."""
    problems: tuple[str, ...]
    """Sources that cannot be read, and warnings."""


def outlook(settings: Settings, store: Store, now: datetime, *, retry: bool = False) -> Outlook:
    """Read what is on this machine into the store, and say what would be asked then."""
    run = store.runs.start("run", now)
    gathering = Gathering(store, run, now, settings.folder, None, limits=settings.reading, is_own=settings.own_files())
    fetched = []
    for source in settings.every_source:
        if source.files is None and source.ids is None:
            fetched.append(f"{source.name} ({source.kind})")
        elif (here := _without_stdin(source)) is not None:
            gathering.read(here)
    asking = IdLookups(store, Offline(), run, lambda: now, settings.arxiv.batch, Company(store, lambda _: None))
    lookups = store.lookups.open(now, retry=retry)
    ids = asking.from_store([lookup for lookup in lookups if lookup.kind == "id"])
    judge_entries(store, run)
    titles = store.lookups.open(now, retry=retry, kind="title")
    refresh = due.refresh(store.records.checked(), now, settings.arxiv.refresh)
    asked = tuple(dict.fromkeys((one.item and (one.item.alone or one.item.title)) or one.question for one in titles))
    searches: Sequence[object] = batch_queries(asked)
    gathered = gathering.gathered
    return Outlook(
        documents=gathered.documents,
        mentions=gathered.mentions,
        fetched=tuple(fetched),
        ids=tuple(lookup.question for lookup in ids),
        titles=asked,
        beyond=_beyond(settings, store, now, retry=retry),
        known=len(refresh),
        requests=-(-len({lookup.question for lookup in ids}.union(refresh)) // settings.arxiv.batch) + len(searches),
        services=requests_due(settings, store, now),
        snapshot=settings.snapshot is not None,
        problems=(*gathered.problems, *dict.fromkeys(gathered.warnings)),
    )


def _beyond(settings: Settings, store: Store, now: datetime, *, retry: bool) -> int:
    """How many look-ups would be asked beyond arXiv, those that arXiv's answers leave open not counted."""
    enabled = settings.services.enabled()
    if not settings.services.beyond_arxiv or not any(name in enabled for name in SOURCES):
        return 0
    due_now = store.lookups.open(now, retry=retry, kind="doi")
    left = (*store.lookups.left_alone("doi"), *store.lookups.left_alone("title"))
    return len({one.key for one in (*due_now, *left)})


def _without_stdin(source: Source) -> Source | None:
    """What of a source can be read twice."""
    if source.files is None or STDIN not in source.files:
        return source
    files = tuple(name for name in source.files if name != STDIN)
    return source.model_copy(update={"files": files}) if files else None
