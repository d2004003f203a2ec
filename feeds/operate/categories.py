"""Categories that the settings name and arXiv has not: nothing would ever come of them, and nobody would say why (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.settings import Settings
from feeds.taxonomy import CATEGORIES

_CODE = re.compile(r"[A-Za-z-]{1,20}(?:\.[A-Za-z-]{1,20})?")
"""A category or an archive; sets as OAI-PMH names them have colons, and are not judged."""
_KNOWN = {code.casefold() for code in CATEGORIES}


def unknown_categories(settings: Settings) -> Iterator[str]:
    """A sentence for each: where it stands, and what to do."""
    for source in settings.sources:
        for code in (*(source.announcements or ()), source.set or ""):
            yield from unknown_category(f"the source {source.name}", code)
    for topic in settings.topics:
        for code in topic.categories:
            yield from unknown_category(f"the topic {topic.slug}", code)


def unknown_category(where: str, code: str) -> Iterator[str]:
    """The sentence, if arXiv has no category, archive or set of this name."""
    if _CODE.fullmatch(code) is None or code.casefold() in _KNOWN:
        return
    archive = code.partition(".")[0].casefold()
    there = [known for known in CATEGORIES if known.casefold().startswith(f"{archive}.")]
    has = f"there are {', '.join(there)}" if there else "they are listed at https://arxiv.org/category_taxonomy"
    yield f"{where} names {code!r}, and arXiv had no such category when this version was made; {has}"
