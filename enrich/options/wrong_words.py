"""What is wrong with the settings, in plain words (pure): pydantic says of which kind an error is, and has no word in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from enrich.options.wrong_value import wrong_value

Place = tuple[int | str, ...]
"""Keys and numbers that lead to a setting: `("sources", 0, "name")`."""

WORDS = {
    "string_type": "a text in quotes is expected",
    "string_unicode": "a text in UTF-8 is expected",
    "string_too_short": "at least {min_length} characters are expected",
    "string_too_long": "at most {max_length} characters are allowed",
    "path_type": "a path in quotes is expected",
    "int_type": "a whole number is expected",
    "int_parsing": "a whole number is expected",
    "int_parsing_size": "a smaller number is expected",
    "int_from_float": "a whole number is expected",
    "float_type": "a number is expected",
    "float_parsing": "a number is expected",
    "finite_number": "a number is expected that is not infinite",
    "greater_than": "more than {gt} is expected",
    "greater_than_equal": "at least {ge} is expected",
    "less_than_equal": "at most {le} is allowed",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "tuple_type": "a list is expected, such as ['...']",
    "literal_error": "{expected} is expected",
    "date_type": "a day is expected, such as 2026-12-24",
    "date_parsing": "a day is expected, such as 2026-12-24",
    "date_from_datetime_parsing": "a day is expected, such as 2026-12-24",
    "date_from_datetime_inexact": "a day is expected, such as 2026-12-24",
    "missing": "it must be given",
}
"""Kind of error -> what is expected; what is in braces is pydantic's context."""
ELSE = "something else is expected; `paperwire init` writes settings with every one explained"


class _Context(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "another number of"


def line(error: Mapping[str, Any], settings: type[BaseModel]) -> str:
    """`key = value: what is expected`, for one of the errors of a ValidationError."""
    place: Place = tuple(error["loc"])
    known = error["type"] not in {"extra_forbidden", "model_type"}
    return f"{key(place)}{wrong_value(error['input'], place, is_known=known)}: {words(error, settings)}"


def words(error: Mapping[str, Any], settings: type[BaseModel]) -> str:
    """What is expected instead of what an error is about."""
    place: Place = tuple(error["loc"])
    kind = error["type"]
    if kind in ("value_error", "assertion_error"):
        return str(error.get("ctx", {}).get("error", ELSE))
    if kind == "extra_forbidden":
        return f"no such setting; allowed are {', '.join(allowed(place[:-1], settings))}"
    is_item = bool(place) and isinstance(place[-1], int)
    if (kind == "model_type" and is_item) or (kind == "tuple_type" and _table_of(annotation_at(place, settings))):
        return f"tables are expected, each begun with [[{key(_named(place))}]]"
    if kind == "model_type":
        return f"a section [{key(place)}] is expected"
    if kind == "dict_type":
        return f"a table is expected, begun with [{key(_named(place))}]"
    context = _Context({name: _plain(value) for name, value in error.get("ctx", {}).items()})
    if kind == "too_short":
        kind = "string_too_short" if isinstance(error["input"], str) else kind
    if context.get("min_length") == "1" or kind == "too_short":
        return "it must not be empty"
    return WORDS.get(kind, ELSE).format_map(context)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def key(place: Place) -> str:
    """`sources[0].name`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def allowed(place: Place, settings: type[BaseModel]) -> list[str]:
    """The keys of the table at that place."""
    table = _table_of(annotation_at(place, settings)) or settings
    return [name for name, field in table.model_fields.items() if not field.exclude]


def annotation_at(place: Place, settings: type[BaseModel]) -> Any:
    """The type of the setting at that place; None where there is none."""
    found: Any = settings
    for name in _named(place):
        table = _table_of(found)
        if table is None or name not in table.model_fields:
            return None
        found = table.model_fields[str(name)].annotation
    return found


def is_compound(annotation: Any) -> bool:
    """Whether a type is that of a list or table, which the environment has as JSON."""
    return any(_is_table(one) or get_origin(one) in (tuple, dict) for one in (annotation, *get_args(annotation)))


def _named(place: Place) -> Place:
    return tuple(part for part in place if isinstance(part, str))


def _table_of(annotation: Any) -> type[BaseModel] | None:
    """The model that a type is, or holds as an item or as one of several."""
    return next(_tables(annotation), None)


def _tables(annotation: Any) -> Iterator[type[BaseModel]]:
    if _is_table(annotation):
        yield annotation
    for one in get_args(annotation):
        yield from _tables(one)


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
