"""Documents become records: the half of paperwire that reads, asks and keeps.

What is named here is for other programs, and stays; modules may move. Nothing is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enrich.documents.open import read_file
    from enrich.errors import PaperwireError
    from enrich.readers.dispatch import read_mentions
    from enrich.record import Author, Document, Item, Mention, Outcome, Record, Verdict
    from enrich.settings import Settings
    from enrich.settings import load as load_settings
    from enrich.store.store import Store
    from enrich.titles.decide import decide
    from enrich.titles.evidence import Candidate

__all__ = [
    "Author",
    "Candidate",
    "Document",
    "Item",
    "Mention",
    "Outcome",
    "PaperwireError",
    "Record",
    "Settings",
    "Store",
    "Verdict",
    "decide",
    "load_settings",
    "read_file",
    "read_mentions",
]

_PLACES = {
    "Author": "enrich.record:Author",
    "Candidate": "enrich.titles.evidence:Candidate",
    "Document": "enrich.record:Document",
    "Item": "enrich.record:Item",
    "Mention": "enrich.record:Mention",
    "Outcome": "enrich.record:Outcome",
    "PaperwireError": "enrich.errors:PaperwireError",
    "Record": "enrich.record:Record",
    "Settings": "enrich.settings:Settings",
    "Store": "enrich.store.store:Store",
    "Verdict": "enrich.record:Verdict",
    "decide": "enrich.titles.decide:decide",
    "load_settings": "enrich.settings:load",
    "read_file": "enrich.documents.open:read_file",
    "read_mentions": "enrich.readers.dispatch:read_mentions",
}
"""Public name -> module and name of it there."""


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, there = _PLACES[name].partition(":")
    found = globals()[name] = getattr(import_module(module), there)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
