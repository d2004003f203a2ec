"""Between our types and the bytes in the store's columns."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import fields, make_dataclass
from datetime import datetime
from typing import Any, get_type_hints

import msgspec

from enrich.record import Mention, Outcome, Record, ResolvedMention, Verdict
from enrich.statements.enrichment import Enrichment
from enrich.statements.statement import PersonStatement, Statement

encode = msgspec.json.Encoder().encode
_UNUSUAL = b',"warning":null,"beside":[],"titled":true}'
read_record: Callable[[bytes], Record] = msgspec.json.Decoder(Record).decode
_BARE = make_dataclass(
    "BareRecord",
    [(field.name, get_type_hints(Record)[field.name], field) for field in fields(Record) if field.name != "provenance"],
    namespace={"provenance": ()},
    frozen=True,
    slots=True,
)
read_bare_record: Callable[[bytes], Record] = msgspec.json.Decoder(_BARE).decode
"""Without its provenance, which is more than half the work."""
read_mention: Callable[[bytes], Mention] = msgspec.json.Decoder(Mention).decode
read_json: Callable[[str], Any] = msgspec.json.Decoder().decode
_enrichment: Callable[[bytes], Enrichment] = msgspec.json.Decoder(Enrichment).decode
_statements: Callable[[bytes], tuple[Statement, ...]] = msgspec.json.Decoder(tuple[Statement, ...]).decode
_persons: Callable[[bytes], tuple[PersonStatement, ...]] = msgspec.json.Decoder(tuple[PersonStatement, ...]).decode
_LEVEL = 6
_NUMBERS = re.compile(r"(\d+)")


def encode_mention(mention: Mention) -> bytes:
    """A mention without what few have, so that those of before are the same."""
    body = encode(mention)
    return body.removesuffix(_UNUSUAL) + b"}" if body.endswith(_UNUSUAL) else body


def read_verdict(
    outcome: str, reason: str, paper: str | None, evidence: str | None, candidates: str | None, next_try: str | None
) -> Verdict:
    """The columns of a look-up, JSON and time as text, as a Verdict."""
    return Verdict(
        outcome=Outcome(outcome),
        reason=reason,
        id=paper,
        evidence=read_json(evidence) if evidence else {},
        candidates=tuple(read_json(candidates)) if candidates else (),
        next_try=datetime.fromisoformat(next_try) if next_try else None,
    )


def reading_order(accounted: ResolvedMention) -> tuple[Any, ...]:
    """Sorts by source, document and place; numbers within a place by value."""
    mention = accounted.mention
    place = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _NUMBERS.split(mention.place))
    return mention.source, mention.document, place, mention.text


def pack(value: Any) -> bytes:
    """What services said, or what a record keeps of it: JSON, compressed, for most of it is the same words again."""
    return zlib.compress(encode(value), _LEVEL)


def read_enrichment(body: bytes) -> Enrichment:
    """What a record keeps of services."""
    return _enrichment(zlib.decompress(body))


def read_statements(body: bytes) -> tuple[Statement, ...]:
    """What a service said of a work."""
    return _statements(zlib.decompress(body))


def read_persons(body: bytes) -> tuple[PersonStatement, ...]:
    """What a service said of a person."""
    return _persons(zlib.decompress(body))
