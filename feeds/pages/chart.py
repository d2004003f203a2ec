"""Papers per month as a picture: SVG that is in a page and takes its colours from the style sheet (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from enrich.months import SHORT_MONTHS

LEAST, MOST = 12, 60
"""Months that a chart shows."""
_BAR, _HEIGHT = 10, 100

Months = Mapping[int, int]
"""Number of the month (year * 12 + month - 1) -> papers."""


def month_of(seconds: int) -> int:
    """The month of a time in seconds since 1970, UTC."""
    when = datetime.fromtimestamp(seconds, UTC)
    return when.year * 12 + when.month - 1


def month_name(number: int) -> str:
    """`Jul 2025`."""
    return f"{SHORT_MONTHS[number % 12]} {number // 12}"


class Chart(Struct, frozen=True):
    """A chart with what is under it."""

    svg: str
    """Safe HTML."""
    first: str
    """Its first month."""
    last: str
    summary: str
    """What it shows, in a sentence."""


def chart(months: Months, *, titled: bool = False) -> Chart | None:
    """The newest months, up to the newest paper; with `titled` each bar tells its number. None without papers."""
    if not months:
        return None
    last = max(months)
    span = min(MOST, max(LEAST, last - min(months) + 1))
    first = last - span + 1
    shown = {month: months.get(month, 0) for month in range(first, last + 1)}
    peak = max(shown, key=lambda month: (shown[month], month))
    count, earlier = sum(shown.values()), sum(months.values()) - sum(shown.values())
    summary = (
        f"Papers per month, {month_name(first)} to {month_name(last)}: {count:,}, most in {month_name(peak)} "
        f"({shown[peak]:,}){f'; {earlier:,} earlier' if earlier else ''}."
    )
    bars = "".join(_bars(shown.values(), shown[peak], [month_name(month) for month in shown] if titled else None))
    svg = (
        f'<svg class="chart" viewBox="0 0 {span * _BAR} {_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{summary}">{bars}</svg>'
    )
    return Chart(svg, month_name(first), month_name(last), summary)


def _bars(counts: Iterable[int], most: int, names: list[str] | None) -> Iterable[str]:
    for place, count in enumerate(counts):
        if not count:
            continue
        height = max(2, round(count * _HEIGHT / most))
        box = f'x="{place * _BAR + 1}" y="{_HEIGHT - height}" width="{_BAR - 2}" height="{height}"'
        title = f"<title>{names[place]}: {count}</title>" if names else ""
        yield f"<rect {box}>{title}</rect>" if title else f"<rect {box}/>"
