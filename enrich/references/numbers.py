"""The numbers of values (JSON, YAML, TOML), judged by the key above them and by those beside them (pure).

What the same key holds in all objects of a list is a column. A number that the form itself took for one (`arxiv: 2310.01000`)
keeps the text it had, or has lost only zeros.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from enrich.citations.column_ids import beside_each_other, judge_columns, match_of
from enrich.citations.field_names import role_of
from enrich.citations.items import from_hit, may_name
from enrich.citations.named_fields import Field
from enrich.identifiers.columns import Column, bare_number, header_kind, judge_column, read_cell
from enrich.identifiers.find import find_ids
from enrich.record import Document, Mention

SAMPLE = 60
"""Objects and values that are looked at to judge a column."""
Columns = Mapping[str, Column]
"""The key of a list's objects -> what it holds."""


class WrittenFloat(float):
    """A number with a point, and how it was written: `2310.01000` is an id, 2310.01 is not."""

    text: str

    def __new__(cls, text: str) -> WrittenFloat:
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __repr__(self) -> str:
        return self.text


def columns_of(values: Sequence[Any], today: date) -> Columns:
    """What the keys of a list's objects hold, each judged as a column."""
    cells: dict[str, list[str]] = {}
    for one in values[:SAMPLE]:
        if isinstance(one, Mapping):
            for name, value in one.items():
                found = scalars(value, "", header_kind(str(name)) == "arxiv")
                cells.setdefault(str(name), []).extend(text for _, text, _ in found)
    judged = [judge_column(name, found, today) for name, found in cells.items()]
    works = any(role_of(name) in ("title", "authors") for name in cells)
    return dict(zip(cells, beside_each_other(judged, works=works), strict=True))


def columns_of_lists(value: Mapping[Any, Any], today: date) -> Columns:
    """Lists below keys that say nothing, as measurements where a list of decimals beside them is as long: these are columns."""
    lists = {str(name): inner for name, inner in value.items() if isinstance(inner, list) and len(inner) > 1}
    if len(lists) < 2:
        return {}
    judged = {name: judge_column(name, _texts(inner), today) for name, inner in lists.items()}
    decimals = {len(lists[name]) for name, column in judged.items() if column.decimal and column.kind == "measurements"}
    return {
        name: replace(column, kind="measurements")
        for name, column in judged.items()
        if column.header == "unknown" and len(lists[name]) in decimals
    }


def rows_of_measurements(values: Sequence[Any], name: str | None, today: date) -> Column | None:
    """What the numbers in lists of one length are, when the list of these is a table of measurements; else None."""
    rows = [_texts(one) for one in values[:SAMPLE] if isinstance(one, list)]
    lengths = {len(row) for row in rows}
    if len(rows) < min(len(values), SAMPLE) or len(rows) < 2 or len(lengths) != 1 or lengths <= {0, 1}:
        return None
    if header_kind(name) in ("arxiv", "name") or any(bare_number(text) is None for row in rows for text in row):
        return None
    judged = judge_columns(None, rows, today, works=False)
    return None if any(column.kind == "ids" for column in judged) else Column("measurements")


def _texts(values: Sequence[Any]) -> list[str]:
    return [text for _, text, _ in scalars(list(values[:SAMPLE]), "", True)]


def cells_of(fields: Sequence[Field], columns: Columns, today: date) -> Iterator[tuple[str, str, str, Column]]:
    """(place, heading, text, column) of the texts and numbers that an object's fields are."""
    for field in fields:
        name = key_of(field.place) or ""
        found = scalars(field.value, field.place, header_kind(name) == "arxiv")
        column = columns.get(name) or judge_column(name, [text for _, text, _ in found], today)
        yield from ((place, name, text, _unrounded(column, number)) for place, text, number in found)


def mentions_below(
    name: str | None, values: Sequence[tuple[str, Any]], document: Document, today: date, column: Column | None = None,
    *, numbers: bool = False,
) -> Iterator[Mention]:  # fmt: skip
    """The mentions in the (place, value) below a key; numbers count where the key says so, or in a list of papers."""
    name = "arxiv" if numbers else name
    counts = header_kind(name) == "arxiv"
    cells = [cell for place, value in values for cell in scalars(value, place, counts)]
    column = column or judge_column(name, [text for _, text, _ in cells[:SAMPLE]], today)
    for place, text, number in cells:
        found = read_cell(text, _unrounded(column, number), today)
        hits = find_ids(text, today) if found is None and may_name(text) else map(match_of, found or ())
        for hit in hits:
            yield from_hit(hit, document, place, " ".join(text.split())[:200])


def scalars(value: Any, place: str, numbers: bool) -> list[tuple[str, str, bool]]:
    """(place, text, whether it is a number) of a value that is not an object, or of those in a list; numbers if wanted."""
    if isinstance(value, list):
        flat = ((f"{place}[{at}]", one) for at, one in enumerate(value) if not isinstance(one, list))
        return [cell for at, one in flat for cell in scalars(one, at, numbers)]
    if isinstance(value, str):
        return [(place, value, False)]
    wanted = numbers and isinstance(value, int | float) and not isinstance(value, bool)
    return [(place, repr(value), True)] if wanted else []


def is_bare(value: Any) -> bool:
    """Whether a value is a number, or a text of digits and signs alone (`2310.01000`, `1706.03762v2, 1810.04805`)."""
    if isinstance(value, str):
        return any(map(str.isdecimal, value)) and not any(char.isalpha() and char not in "vV" for char in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def key_of(place: str) -> str | None:
    """The name of the key at the end of a place; None where there is none (`$[3]`)."""
    name = place.rpartition(".")[2].partition("[")[0]
    return None if name == "$" or name.endswith(": $") else name


def _unrounded(column: Column, number: bool) -> Column:
    """A number of this form may have lost zeros at its end, but never other digits."""
    return replace(column, rounded=False) if number and column.rounded else column


def flat_texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text in a value, however deep."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield place, one
        elif isinstance(one, Mapping):
            stack += [*one.values(), *one.keys()]
        elif isinstance(one, list):
            stack += one
