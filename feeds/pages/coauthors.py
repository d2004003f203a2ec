"""With whom somebody wrote the papers that a page shows (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from html import escape

from feeds.pages.paper import AUTHOR, names_of

SHOWN = 20
"""Co-authors who are named."""
CROWD = 50
"""A paper with more authors tells nothing of who works with whom."""


def coauthors(
    papers: Iterable[bytes], own: Collection[str], same: Mapping[str, str], pages: Mapping[str, str], up: str
) -> str:
    """A line of HTML; `own` are keys of names that are the person's, `same` and `pages` as in Links."""
    counts: Counter[str] = Counter()
    named: dict[str, tuple[str, str]] = {}
    for paper in papers:
        names = names_of(paper)
        if len(names) > CROWD:
            continue
        others = {same.get(key, key): (key, label) for key, label in names.items() if same.get(key, key) not in own}
        counts.update(others.keys())
        for key, written in others.items():
            named.setdefault(key, written)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ordered:
        return ""
    shown = ", ".join(_named(*named[key], count, pages, up) for key, count in ordered[:SHOWN])
    more = f" and {len(ordered) - SHOWN:,} more" if len(ordered) > SHOWN else ""
    return f'<p class="with">With {shown}{more}, on the papers shown here.</p>\n'


def _named(key: str, label: str, count: int, pages: Mapping[str, str], up: str) -> str:
    target = pages.get(f"{AUTHOR}{key}")
    name = f'<a href="{escape(f"{up}{target}")}">{label}</a>' if target else label
    return f"{name} ({count})" if count > 1 else name
