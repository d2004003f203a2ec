"""Former names in what stays as it is otherwise: full archives are made again when names are replaced, or no longer are."""

from __future__ import annotations

from enrich.store.store import Store
from feeds.former_names import mark_of, replaced_in
from feeds.state.publishing import PublishState

_FORMER = "former_names"
"""The single value [mark, records] of the names that were replaced when something was published last."""


def remake_archives(store: Store, published: PublishState) -> None:
    """Have the archives made again whose entries may name somebody otherwise than they did, once these are rendered."""
    replaced = replaced_in(store.engine)
    mark, records = mark_of(replaced), sorted(replaced)
    before = published.values().get(_FORMER) or ["", []]
    if mark != before[0]:
        published.remake_archives({*records, *before[1]})
        published.set_values({_FORMER: [mark, records]})
