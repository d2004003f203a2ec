"""The JSON of others, read so that a value of the wrong type is simply absent; never repairs what it cannot read (pure).

A whole answer that cannot be believed raises BadAnswer (`parsed`); below that, whatever is not as it should be becomes None
or is left out, since one odd field says nothing about the others.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any, NoReturn

from enrich.errors import BadAnswer, NotAnswered, NotThere, Refused
from enrich.http.messages import Response
from enrich.statements.enrichment import Exactness
from enrich.text import collapse_spaces, drop_forbidden

EARLIEST_YEAR = 1500
"""A publication before is a mistake."""
AHEAD = timedelta(days=366)
"""Issues are dated ahead by months; a date beyond this is a mistake (OpenAlex has works of the year 2050)."""
LONGEST_LINE = 2000
"""Characters of a title, name or affiliation; what is longer is not one."""

_TAGS = "i b u p em tt br strong sub sup scp sc ovl span title inline-formula tex-math math"
_MATH = "mi mo mn mrow msub msup msubsup mtext mfrac msqrt mroot mover munder munderover mspace mstyle mtable mtr mtd mfenced"
_MARKUP = re.compile(
    rf"</?(?:{'|'.join([*_TAGS.split(), *_MATH.split()])}|(?:mml|jats|m):[a-zA-Z-]{{1,30}})"
    r"(?:\s[^<>]{0,200}=[^<>]{0,200})?\s?/?>"
)
"""Tags that publishers leave in titles; `<b and b>` in "for x<b and b>z" is none."""
_EMAIL = re.compile(
    r"[;,(]?\s?(?:e-?mail:?\s?)?(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,5}+[;,)]?", re.IGNORECASE
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].{0,40})?", re.ASCII)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D)\.?", re.IGNORECASE)


# ---------------------------------------------------------------- whole answers


def parsed(answer: Response) -> Any:
    """The JSON value of an answer, whatever its media type.

    Raises BadAnswer for anything else: a wall for robots with status 200, a truncated body, NaN, nothing.
    """
    try:
        return json.loads(answer.body.decode("utf-8-sig"), parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"{answer.url} {_instead(answer)}; it will be asked again later", answer.url) from error


def parsed_object(answer: Response) -> dict[str, Any]:
    """The JSON object of an answer; raises BadAnswer for anything else."""
    value = parsed(answer)
    if not isinstance(value, dict):
        raise BadAnswer(f"{answer.url} answered JSON that is not an object; it will be asked again later", answer.url)
    return value


def error_object(answer: Response) -> dict[str, Any]:
    """The JSON object in the body of an error; empty when there is none."""
    try:
        return parsed_object(answer)
    except BadAnswer:
        return {}


def refusal(error: NotThere | Refused) -> dict[str, Any]:
    """The JSON object that a service wrote beside a 4xx; empty when what answered is something else, a proxy perhaps."""
    return error_object(Response(0, {}, error.body, error.url))


def explained(error: NotAnswered, service: str, section: str, key: str | None) -> NotAnswered:
    """The error; in place of one about the key (401, 403) a message that names its setting, and not the key."""
    if not isinstance(error, Refused) or error.status not in {401, 403}:
        return error
    what = "refuses the key" if key else "refuses questions without a key"
    message = f"{service} {what} ({error.status}); correct `key` in [services.{section}]"
    return Refused(message, error.url, error.status, error.body)


def unexpected(error: NotThere | Refused) -> BadAnswer:
    """The error in place of a 404 that is not in the service's own words, and so says nothing of what it has."""
    return BadAnswer(
        f"{error}, but not in the words of the service; is its base_url right, or a proxy in between?", error.url
    )


def _not_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _instead(answer: Response) -> str:
    start = answer.body[:200].lstrip().lower()
    if not start:
        return "answered with nothing"
    if start.startswith(b"<"):
        return "answered with a web page instead of JSON (a wall for robots, or a proxy in between?)"
    return "answered with JSON that is broken or cut off"


# ---------------------------------------------------------------- values


def as_object(value: Any) -> dict[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value if it is a list; a single object or text where a list is usual as a list of one; else an empty list."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict | str) else []


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list (or the single one); whatever else it has is left out."""
    return [item for item in as_list(value) if isinstance(item, dict)]


def as_text(value: Any) -> str | None:
    """A text, white space folded, without characters that XML forbids; None when nothing is left, or too much."""
    if not isinstance(value, str):
        return None
    text = collapse_spaces(drop_forbidden(value))
    return text if 0 < len(text) <= LONGEST_LINE else None


def as_prose(value: Any) -> str | None:
    """A text in which publishers leave entities and tags (`&amp;`, `<i>`), without them."""
    return as_text(_MARKUP.sub("", unescape(unescape(value)))) if isinstance(value, str) else None


def affiliation_name(value: Any) -> str | None:
    """An affiliation as printed, without the e-mail addresses that publishers leave in it."""
    text = as_prose(value)
    return as_text(_EMAIL.sub(" ", text).strip(" .;,")) if text and "@" in text else text


def first_prose(value: Any) -> str | None:
    """The first text of a list, or the text itself."""
    return next((text for item in as_list(value) if (text := as_prose(item))), None)


def texts(value: Any) -> tuple[str, ...]:
    """The texts of a list, each once, in its order."""
    return tuple(dict.fromkeys(text for item in as_list(value) if (text := as_prose(item))))


def as_number(value: Any) -> float | None:
    """A finite number, also one that stands in quotation marks."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def as_share(value: Any) -> float | None:
    """A number from 0 to 1."""
    number = as_number(value)
    return number if number is not None and 0 <= number <= 1 else None


def as_count(value: Any) -> int | None:
    """A whole number from 0 on."""
    number = as_number(value)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


# ---------------------------------------------------------------- names and dates


def person_name(value: Any) -> str:
    """A name as printed, "Last, First" turned into "First Last", "Last, First, Jr." into "First Last Jr."; may be empty."""
    name = as_prose(value) or ""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or len(parts) > 3 or not all(parts):
        return name.strip(" ,")
    if len(parts) == 2 and _SUFFIX.fullmatch(parts[1]):
        return " ".join(parts)
    if len(parts) == 2:
        return f"{parts[1]} {parts[0]}"
    family, given, suffix = (parts[0], parts[2], parts[1]) if _SUFFIX.fullmatch(parts[1]) else parts
    return f"{given} {family} {suffix}" if _SUFFIX.fullmatch(suffix) else name


def read_date(value: Any, when: datetime) -> tuple[date, Exactness] | None:
    """A date as ISO 8601 has it, whole or partial (`2024-05-08`, `2024-05`, `2024`, also 2024 as a number).

    None for what is no date, and for one that lies too far ahead of `when`.
    """
    match = _DATE.fullmatch(str(value).strip()) if isinstance(value, str | int) else None
    return date_of_parts(match.groups(), when) if match else None


def date_of_parts(parts: Sequence[Any], when: datetime) -> tuple[date, Exactness] | None:
    """The date of [year, month, day], the last ones absent or null; as exact as its parts make sense."""
    year, month, day = ([as_count(part) for part in parts] + [None, None, None])[:3]
    if year is None or not EARLIEST_YEAR <= year <= when.year + 1:
        return None
    found: tuple[date, Exactness] = date(year, 1, 1), "year"
    if month and month <= 12:
        found = date(year, month, 1), "month"
        if day and (whole := _day(year, month, day)):
            found = whole, "day"
    return found if found[0] <= when.date() + AHEAD else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
