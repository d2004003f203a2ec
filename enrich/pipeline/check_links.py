"""Whether the PDFs that we link to are there: asked with HEAD, one at a time, through the limiter; off by default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from enrich.errors import BadAnswer, CoolingDown, NotThere, Refused, TryLater
from enrich.http.messages import Response
from enrich.identifiers.arxiv_id import pdf_url
from enrich.paper_id import is_beyond
from enrich.store.store import Store

PATIENCE = 2
"""This many papers in a row about which arXiv says nothing are enough for one run."""
AGAIN = timedelta(days=30)
"""A link that was checked is not checked again before."""


class CheckedLink(Struct, frozen=True):
    """What became of one link."""

    url: str
    record: str
    alive: bool


class CheckedLinks(Struct, frozen=True):
    """What checking links came to in one run."""

    checked: int = 0
    left: int = 0
    """Those that a later run asks for, since arXiv could not be asked any more."""
    dead: tuple[str, ...] = ()
    """Addresses that are linked to and not there."""


def due_links(store: Store, now: datetime) -> tuple[str, ...]:
    """Ids of the published papers that have a PDF whose link was not checked lately."""
    lately = {row["record"] for row in store.runs.link_checks() if row["at"] + AGAIN > now}
    return tuple(
        kept.record.id
        for kept in store.kept_since(0)
        if not kept.record.withdrawn and not is_beyond(kept.record.id) and kept.record.id not in lately
    )


def check(
    store: Store, head: Callable[[str], Response], pdf_base: str, ids: Sequence[str], now: Callable[[], datetime]
) -> Iterator[CheckedLink]:
    """Ask for each paper's PDF and keep the result with its time; raises TryLater when arXiv cannot be asked now.

    What fails by itself is left for another day; several in a row are arXiv's failure.
    """
    ill = 0
    for name in ids:
        try:
            status: int | None = head(f"{pdf_base}/{name}").status
        except TryLater as later:
            ill += 1
            if isinstance(later, CoolingDown) or ill >= PATIENCE:
                raise
            continue
        except NotThere:
            status = 404
        except Refused as refused:
            status = refused.status
        except BadAnswer:
            status = None
        ill = 0
        alive = status is not None and status < 400
        store.runs.keep_link_check(pdf_url(name), name, status, alive, now())
        yield CheckedLink(pdf_url(name), name, alive)
