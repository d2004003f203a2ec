"""Dates as people write them -> a day, and how exact it is (pure).

The first of the month or year stands for a date that names no day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from enrich.months import MONTH_NUMBERS

Exact = Literal["day", "month", "year"]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
"""A month's name, for patterns that ignore case."""
YEAR = r"(?:19|20)\d\d"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d)(?P<year>{YEAR})[-/.](?P<number>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)",
        rf"(?<![^\W\d_])(?P<month>{MONTH})\s*{_DAY}(?:\s*+,)?+\s++(?P<year>{YEAR})(?!\d)",
        rf"(?<!\d){_DAY}\s*(?:of\s+)?[-\s]?(?P<month>{MONTH})[-,\s]?\s*(?P<year>{YEAR})(?!\d)",
        rf"(?<!\d)(?P<day>[0-3]?\d)\.\s?(?P<number>[01]?\d)\.\s?(?P<year>{YEAR})(?!\d)",
        rf"(?<![^\W\d_])(?P<month>{MONTH})(?:\s*+,)?+\s*+(?P<year>{YEAR})(?!\d)",
        rf"(?<!\d)(?P<year>{YEAR})\s+(?P<month>{MONTH})(?![^\W\d_])(?!\s*\d)",
        rf"(?<!\d)(?P<year>{YEAR})[-/](?P<number>0\d|1[0-2])(?![-/\d])",
        rf"(?<![\d.])(?P<year>{YEAR})(?![\d.]\d|\d)",
    )
)
_ANY_YEAR = re.compile(r"(?:19|20)(?<!\d..)\d\d(?!\d)", re.DOTALL)
_START = re.compile(r"(?:[A-Za-z ]{0,30}:\s*|\(|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?", re.IGNORECASE)


class Dated(Struct, frozen=True, gc=False):
    """A date that was found in a text."""

    day: date
    exact: Exact
    start: int
    end: int
    """Offsets in the text."""


@lru_cache(maxsize=2048)
def find_date(text: str) -> Dated | None:
    """The most exact date of a text (the first of these), or None."""
    if not (("19" in text or "20" in text) and _ANY_YEAR.search(text)):
        return None
    for form in _FORMS:
        for found in form.finditer(text):
            if dated := _dated(found):
                return dated
    return None


def leading_date(text: str) -> Dated | None:
    """The date that a text begins with (a label or a weekday may precede it), or None."""
    dated = find_date(text[:80])
    return dated if dated and _START.fullmatch(text[: dated.start]) else None


def _dated(found: re.Match[str]) -> Dated | None:
    parts = found.groupdict()
    month = _month(parts)
    day = parts.get("day")
    try:
        when = date(int(parts["year"]), month or 1, int(day or 1))
    except ValueError:
        return None
    exact: Exact = "day" if day else "month" if month else "year"
    return Dated(when, exact, found.start(), found.end())


def _month(parts: dict[str, str]) -> int | None:
    if named := parts.get("month"):
        return MONTH_NUMBERS[named[:3].capitalize()]
    number = parts.get("number")
    return int(number) if number else None


def date_in(value: Any) -> Dated | None:
    """The date that a value says: a text, a number, or the lists and objects that catalogues write."""
    if isinstance(value, str):
        return find_date(value[:100])
    if isinstance(value, Mapping):
        spelled = [unwrapped(value[part]) for part in ("year", "month", "day") if value.get(part)]
        value = value.get("date-parts", value.get("raw")) or [str(part) for part in spelled]
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    if isinstance(value, list):
        value = "-".join(f"{part:02d}" if isinstance(part, int) else str(part) for part in value[:3])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return find_date(str(value)[:100]) if isinstance(value, str | int) and not isinstance(value, bool) else None


def unwrapped(value: Any, titled: bool = False) -> Any:
    """The value in `{"value": ...}` (OpenReview, ORCID); of what is a title, in `{"title": {"value": ...}}`, too."""
    for _ in range(3):
        if not isinstance(value, Mapping) or not value.keys() <= (
            {"value", "readers", "title", "subtitle"} if titled else {"value", "readers"}
        ):
            break
        value = value.get("value", value.get("title"))
    return value
