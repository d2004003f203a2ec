"""What a run asks with: arXiv's API and feeds through one limiter, other servers, the snapshot; wired from settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, field

from enrich.addresses import shown, without_user
from enrich.arxiv.api import ArxivApi
from enrich.arxiv.api_atom import AnswerPage
from enrich.asking.clients import ServiceClient, open_services
from enrich.clock import Clock
from enrich.coordination.claims import Claims, StoredHosts
from enrich.coordination.holding import is_shared
from enrich.errors import TryLater
from enrich.http.client import Fetcher
from enrich.http.messages import Limits, RequestLog, Response, user_agent
from enrich.http.rate_limit import Limiter, Rules
from enrich.http.web import LIMITS, Web
from enrich.settings import Settings
from enrich.store.store import Store

if TYPE_CHECKING:
    from enrich.snapshot.snapshot import Snapshot

log = logging.getLogger("paperwire")


class Offline(ArxivApi):
    """Stands in for arXiv's API where no network is to be used."""

    def __init__(self) -> None:
        """Needs nothing."""

    def by_ids(self, ids: object, when: datetime) -> AnswerPage:
        raise TryLater("the sample asks nobody: use settings of your own to ask arXiv")

    def search(self, query: str, when: datetime, **_: object) -> AnswerPage:
        raise TryLater("the sample asks nobody: use settings of your own to ask arXiv")


class Clients(Struct):
    """Everything that a run asks with."""

    api: ArxivApi
    web: Web | None
    get: Callable[[str, Mapping[str, str]], Response]
    """A question to another of arXiv's services, through the same limiter."""
    head: Callable[[str], Response]
    """Whether something is there, through the same limiter."""
    now: Callable[[], datetime]
    say: Callable[[str], None]
    """Tells the user something that is neither progress nor a problem."""
    open_snapshot: Callable[[], Snapshot | None]
    services: tuple[ServiceClient, ...] = ()
    """The metadata services that the settings enable."""
    claims: Claims | None = None
    """What this process claims of sources and hosts; None where the store has no other processes."""
    asked: list[RequestLog] = field(default_factory=list)
    """Every request to arXiv so far."""
    asked_elsewhere: list[RequestLog] = field(default_factory=list)
    """Every request to another server so far."""
    _snapshot: Snapshot | None = None

    def requests(self) -> int:
        """How many requests went to arXiv so far."""
        return len(self.asked)

    def snapshot(self) -> Snapshot | None:
        """The bulk metadata file, indexed when it is first needed; None when none is configured."""
        if self._snapshot is None:
            self._snapshot = self.open_snapshot()
        return self._snapshot

    def close(self) -> None:
        """Close the snapshot, if it was opened."""
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = None


class _Noted:
    """Notes requests as they are sent, those to arXiv apart from others; addresses without what is secret in them."""

    def __init__(self, is_ours: Callable[[str], bool], detail: Callable[[str], None] | None) -> None:
        self.arxiv: list[RequestLog] = []
        self.elsewhere: list[RequestLog] = []
        self._is_ours, self._detail = is_ours, detail

    def of_arxiv(self, request: RequestLog) -> None:
        self._note(replace(request, url=without_user(request.url)), self.arxiv)

    def of_web(self, request: RequestLog) -> None:
        noted = self.arxiv if self._is_ours(request.url) else self.elsewhere
        self._note(replace(request, url=shown(request.url)), noted)

    def _note(self, request: RequestLog, noted: list[RequestLog]) -> None:
        noted.append(request)
        if self._detail is not None:
            self._detail(f"{request.method} {request.url} {request.status or 'no answer'} {request.seconds:.1f} s")


@contextmanager
def open_clients(
    settings: Settings,
    store: Store,
    *,
    offline: bool = False,
    detail: Callable[[str], None] | None = None,
    say: Callable[[str], None] = lambda line: None,
    clock: Clock | None = None,
) -> Iterator[Clients]:
    """The clients that the settings describe; `detail` is called for every request, `say` with what the user should know."""
    claims = Claims(store.engine, None if clock is None else clock.now) if is_shared(store.engine) else None
    shared = store.now if clock is None and store.is_server else None
    clock = clock or Clock()
    # Machines whose clocks differ would not keep the pauses between each other's requests.
    limiter = arxiv_limiter(settings, store, replace(clock, now=shared or clock.now))
    is_ours = partial(is_arxiv, settings)
    noted = _Noted(is_ours, detail)
    fetcher = arxiv_fetcher(settings, limiter, clock, noted.of_arxiv)
    agent = user_agent(settings.arxiv.contact)
    hosts = None if claims is None else StoredHosts(claims)
    web = Web(clock=clock, agent=agent, observe=noted.of_web, arxiv=(limiter, is_ours), hosts=hosts)
    clients = Clients(
        api=Offline() if offline else ArxivApi(fetcher, settings.arxiv.api_url),
        web=None if offline else web,
        claims=claims,
        get=fetcher.get,
        head=fetcher.head,
        now=clock.now,
        say=say,
        open_snapshot=lambda: _snapshot(settings, detail),
        services=() if offline else open_services(settings, store, clock, noted.of_web),
        asked=noted.arxiv,
        asked_elsewhere=noted.elsewhere,
    )
    try:
        yield clients
    finally:
        clients.close()


def is_arxiv(settings: Settings, url: str) -> bool:
    """Whether an address is arXiv's, or the mirror's that the settings name: all of it is asked in one queue."""
    there = urlsplit(url)
    host = (there.hostname or "").lower().rstrip(".")
    ours = {urlsplit(one).netloc.lower() for one in (settings.arxiv.api_url, settings.arxiv.harvest_url)}
    return host == "arxiv.org" or host.endswith(".arxiv.org") or there.netloc.lower() in ours


def arxiv_limiter(settings: Settings, store: Store, clock: Clock) -> Limiter:
    """The one queue for everything at arXiv, shared by all processes on the store."""
    arxiv = settings.arxiv
    longest = max(arxiv.total_timeout, LIMITS.total_timeout)
    rules = Rules(
        min_interval=arxiv.min_interval,
        lease=longest + arxiv.connect_timeout + 30,
        cooldown=arxiv.cooldown,
        cooldown_max=arxiv.cooldown_max,
    )
    return Limiter(store.slots, rules, clock)


def arxiv_fetcher(settings: Settings, limiter: Limiter, clock: Clock, observe: Callable[[RequestLog], None]) -> Fetcher:
    """The client that asks in that queue."""
    arxiv = settings.arxiv
    limits = Limits(
        connect_timeout=arxiv.connect_timeout,
        read_timeout=arxiv.read_timeout,
        total_timeout=arxiv.total_timeout,
        retries=arxiv.retries,
    )
    return Fetcher(limiter, agent=user_agent(arxiv.contact), limits=limits, clock=clock, observe=observe)


def _snapshot(settings: Settings, detail: Callable[[str], None] | None) -> Snapshot | None:
    if settings.snapshot is None:
        return None
    from enrich.snapshot.snapshot import indexed, open_snapshot

    opened = open_snapshot(settings.snapshot, index_path(settings))
    if detail is not None:
        detail(f"snapshot {settings.snapshot}: {indexed(opened)}")
    return opened


def index_path(settings: Settings) -> Path:
    """Where the snapshot's index is: beside the store when that is a file, else beside the settings."""
    place = settings.store_file or settings.folder / "paperwire"
    return place.with_name(place.name + ".snapshot-index")
