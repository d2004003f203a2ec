"""How a rendered entry lies in the pack, and what one feed needs of it.

::

    rss, atom, json, page                             an entry
    rss, atom, json, page, rss, atom, json            one of very many authors: again, as feeds of authors show it

Events have an empty part for pages.
"""

from __future__ import annotations

from collections.abc import Sequence

from feeds.formats.xml import FORMATS
from feeds.output.entry_cache import EntryCache
from feeds.state.types import CachedEntry

PAGE = len(FORMATS)
"""Where among the parts that one feed needs the one for pages is; before it stand those of the formats in their order."""
_ORDINARY = PAGE + 1
"""Parts of an entry that feeds of authors show as all others do."""


def is_brief(spot: CachedEntry) -> bool:
    """Whether feeds of authors show the entry otherwise: it is of very many authors."""
    return len(spot.sizes) > _ORDINARY


def any_brief(spots: Sequence[CachedEntry]) -> bool:
    """Whether feeds of authors show one of the entries otherwise."""
    for spot in spots:  # noqa: SIM110  (most authors have one entry, of which `any` takes three times as long)
        if len(spot.sizes) > _ORDINARY:
            return True
    return False


def chosen(parts: Sequence[bytes], brief: bool) -> Sequence[bytes]:
    """The same as `parts_of` gives, of an entry that is not in a pack."""
    if len(parts) == _ORDINARY or not brief:
        return parts[:_ORDINARY]
    return (*parts[_ORDINARY:], parts[PAGE])


def parts_of(pack: EntryCache, spot: CachedEntry, brief: bool) -> list[memoryview]:
    """An entry in every format and as pages show it; `brief` for feeds of authors. Nothing is copied."""
    sizes, place, page_first = spot.sizes, spot.place, False
    if len(sizes) > _ORDINARY:
        page_first = brief
        place, sizes = (place + sum(sizes[:PAGE]), sizes[PAGE:]) if brief else (place, sizes[:_ORDINARY])
    data, at = memoryview(pack.read(spot.segment, place, sum(sizes))), 0
    parts = [data[at : (at := at + size)] for size in sizes]
    return [*parts[1:], parts[0]] if page_first else parts
