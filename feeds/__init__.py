"""Records become what is published: channels, feeds, pages and dumps.

What is named here is for other programs, and stays; modules may move. Nothing is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feeds.operate.run import Done as RunReport
    from feeds.operate.run import run
    from feeds.publish.publish import PublishReport
    from feeds.publish.publish import publish as publish_records

__all__ = ["PublishReport", "RunReport", "publish_records", "run"]

_PLACES = {
    "PublishReport": "feeds.publish.publish:PublishReport",
    "RunReport": "feeds.operate.run:Done",
    "publish_records": "feeds.publish.publish:publish",
    "run": "feeds.operate.run:run",
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
