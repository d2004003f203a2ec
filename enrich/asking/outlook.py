"""How many requests to each service are due, found out without asking anybody: for a store whose writes are not kept."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from enrich.asking.clients import open_services
from enrich.asking.questions import Questions, keys_of_all
from enrich.clock import Clock
from enrich.settings import Settings
from enrich.store.store import Store


def requests_due(settings: Settings, store: Store, now: datetime) -> dict[str, int]:
    """By service, in requests that each ask for as much as fits; what answers lead to comes on top."""
    clients = open_services(settings, store, Clock())
    questions = Questions(store.engine, partial(keys_of_all, [client.service for client in clients]))
    if clients:
        questions.assign([client.name for client in clients], now)
    return {client.name: -(-questions.waiting(client.name, now) // client.service.batch) for client in clients}
