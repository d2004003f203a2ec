"""The services that the settings enable, each with the way to it: its own limiter, budget and client."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from enrich.clock import Clock
from enrich.coordination.budgets import Budget, BudgetedLimiter
from enrich.coordination.slots import StoredSlots
from enrich.http.client import Fetcher
from enrich.http.messages import Limits, RequestLog, user_agent
from enrich.http.rate_limit import Limiter, Rules
from enrich.options import services as options
from enrich.services.service import Account, Ask, Service
from enrich.settings import Settings
from enrich.store.store import Store

_DAY = 86400.0
LIMITS = Limits(connect_timeout=10.0, read_timeout=60.0, total_timeout=120.0, retries=1, ill_retries=1)
"""An answer that fails is not worth many attempts: what was known stays, and the next run asks again. A service that halves
a question on failure repeats each half, too."""


class ServiceClient(Struct, frozen=True):
    """One service and the way to it."""

    service: Service
    ask: Ask
    budget: Budget
    cooling_until: Callable[[], datetime | None]
    """When a pause that the service asked for ends, UTC."""

    @property
    def name(self) -> str:
        return self.service.name


def open_services(
    settings: Settings,
    store: Store,
    clock: Clock,
    observe: Callable[[RequestLog], None] | None = None,
    limits: Limits = LIMITS,
) -> tuple[ServiceClient, ...]:
    """A client for each enabled service, in the order of the settings."""
    enabled = settings.services.enabled()
    if not enabled:
        return ()
    from enrich.asking.known_services import SERVICES

    return tuple(
        _client(SERVICES[name], name, one, settings.arxiv.contact, store, clock, observe, limits)
        for name, one in enabled.items()
    )


def _client(
    make: Callable[[Account], Service],
    name: str,
    options_of: options.ServiceSettings,
    contact: str | None,
    store: Store,
    clock: Clock,
    observe: Callable[[RequestLog], None] | None,
    limits: Limits,
) -> ServiceClient:
    contact = options_of.contact or contact
    service = make(Account(options_of.url, options_of.secret, contact))
    rules = Rules(min_interval=options_of.interval, lease=limits.total_timeout + 40, cooldown=60.0, cooldown_max=_DAY)
    limiter = Limiter(StoredSlots(store.engine, f"service {name}"), rules, clock)
    budget = Budget(store.engine, name, options_of.daily, clock.now)
    fetcher = Fetcher(
        BudgetedLimiter(limiter, budget),
        agent=user_agent(contact),
        limits=limits,
        clock=clock,
        observe=observe,
        pause=service.pause,
    )
    return ServiceClient(service, fetcher.ask, budget, limiter.cooling_until)
