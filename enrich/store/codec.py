"""Between our types and the bytes in the store's columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from enrich.record import Accounted, Mention, Outcome, Record, Verdict

encode = msgspec.json.Encoder().encode
read_record: Callable[[bytes], Record] = msgspec.json.Decoder(Record).decode
read_mention: Callable[[bytes], Mention] = msgspec.json.Decoder(Mention).decode
_NUMBERS = re.compile(r"(\d+)")


def read_verdict(row: Mapping[str, Any]) -> Verdict:
    """A row of `lookups` (or of a mention that was decided when it was read) as a Verdict."""
    return Verdict(
        outcome=Outcome(row["outcome"]),
        reason=row["reason"],
        id=row["paper"],
        evidence=row["evidence"] or {},
        candidates=tuple(row["candidates"] or ()),
        next_try=row["next_try"],
    )


def reading_order(accounted: Accounted) -> tuple[Any, ...]:
    """Sorts by source, document and place; numbers within a place by value."""
    mention = accounted.mention
    place = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _NUMBERS.split(mention.place))
    return mention.source, mention.document, place, mention.text
