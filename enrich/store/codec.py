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
from enrich.statements.enrichment import AuthorEnrichment, Enrichment, Publication
from enrich.statements.statement import PersonStatement, Statement

encode = msgspec.json.Encoder().encode
_UNUSUAL = b',"warning":null,"beside":[],"titled":true}'
_READ = b',"unread":null}'
read_record: Callable[[bytes], Record] = msgspec.json.Decoder(Record).decode
_TYPES = get_type_hints(Record)
_BARE = make_dataclass(
    "BareRecord",
    [(field.name, _TYPES[field.name], field) for field in fields(Record) if field.name != "provenance"],
    namespace={"provenance": ()},
    frozen=True,
    slots=True,
)
read_bare_record: Callable[[bytes], Record] = msgspec.json.Decoder(_BARE).decode
"""Without its provenance, which is more than half the work."""
read_mention: Callable[[bytes], Mention] = msgspec.json.Decoder(Mention).decode
read_json: Callable[[str], Any] = msgspec.json.Decoder().decode


class _Disputed(msgspec.Struct):
    field: str


class _Disagreements(msgspec.Struct):
    disagreements: list[_Disputed] = []


class _Authorships(msgspec.Struct):
    publication: Publication | None = None
    authors: tuple[AuthorEnrichment, ...] = ()


_authorships = msgspec.json.Decoder(_Authorships).decode
_disputed = msgspec.json.Decoder(_Disagreements).decode
_enrichment: Callable[[bytes], Enrichment] = msgspec.json.Decoder(Enrichment).decode
_statements: Callable[[bytes], tuple[Statement, ...]] = msgspec.json.Decoder(tuple[Statement, ...]).decode
_persons: Callable[[bytes], tuple[PersonStatement, ...]] = msgspec.json.Decoder(tuple[PersonStatement, ...]).decode
_LEVEL = 6
_FORM = b"\x01"
"""Stands before what is packed. A store keeps it for years: another dictionary needs another form."""
_COMMON = (
    b'"disagreements":[{"field":"publication.doi","values":[{"source":"arxiv","value":"10."}]}],"related":[{"relation":"preprint'
    b'published-as","id":"10."}],"notices":[{"kind":"retraction","date":"20","notice":"10.","source":"publisher"}],"project":"https:'
    b'//","code":[{"url":"https://github.com/","by":"user"}],"open_copy":{"url":"https://doi.org/10.","version":"published","licence'
    b'":"https://creativecommons.org/licenses/by/4.0/"},"votes":["openalex:A5","semantic_scholar:"]},{"position":1,"name":"","orcid":'
    b'"0000-000","orcid_source":"crossref","asserted":"work","affiliations_source":"openalex"}],"origins":[{"field":"authors.votes",'
    b'"service":"openalex","id":"W","when":"2026-"},{"field":"keywords","service":"openalex","id":"W"},{"field":"open_copy","service'
    b'":"crossref","id":"10."},{"field":"publication.date"},{"field":"publication.venue","service":"arxiv"},{"field":"topics"}]}{"pu'
    b'blication":{"doi":"10.","venue":"","date":"20","date_exact":"month"}[{"service":"orcid","orcid":"0000-000","when":"2026-","nam'
    b'es":[""],"works":["10."]}][{"service":"inspire","work":"[{"service":"semantic_scholar","work":"[{"service":"huggingface","work'
    b'":"[{"service":"crossref","work":"10.1109/[{"service":"openalex","work":"W4","when":"2026-11-01T00:00:00.000000Z","kind":"journ'
    b'al preprint work","title":"On the of a and for in with","arxiv_id":"2","doi":"10.1","venue":"IEEE Transactions on International'
    b' Conference Proceedings Journal of","published":"2020-01-01","published_exact":"day","authors":[{"name":"","orcids":[{"orcid":"'
    b'0000-000","asserted":"index"}],"affiliations":[{"name":"Department of School of Computer Science, University of Institute of Te'
    b'chnology","ror":"https://ror.org/0"}],"index_id":"A5","is_body":false},{"name":"","is_body":false}],"authors_complete":true,"to'
    b'pics":[{"id":"T1","name":"Networks","score":0.9}],"keywords":["'
)
"""What most of it has in common, the commonest last."""
_NUMBERS = re.compile(r"(\d+)")


def encode_mention(mention: Mention) -> bytes:
    """A mention without what few have, so that those of before are the same."""
    body = encode(mention)
    body = body.removesuffix(_READ) + b"}" if body.endswith(_READ) else body
    return body.removesuffix(_UNUSUAL) + b"}" if body.endswith(_UNUSUAL) else body


def own_outcome(mention: Mention) -> Outcome | None:
    """What became of a mention for which nobody is asked."""
    other = Outcome.NOT_A_PAPER if mention.not_a_paper else Outcome.UNRESOLVED if mention.unread else None
    return Outcome.MALFORMED if mention.malformed else other


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
    """What services said, or what a record keeps of it: JSON without what is as it is when nobody says so, compressed."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_COMMON)
    return _FORM + packer.compress(encode(value)) + packer.flush()


def _unpack(body: bytes) -> bytes:
    if body[:1] != _FORM:
        raise ValueError(f"what services said is kept in form {body[:1]!r}, which this version does not know")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_COMMON)
    return unpacker.decompress(body[1:]) + unpacker.flush()


def read_enrichment(body: bytes) -> Enrichment:
    """What a record keeps of services."""
    return _enrichment(_unpack(body))


def read_disputed(body: bytes) -> list[str]:
    """The fields of an enrichment that sources fill differently; the rest of it is passed over, which is quicker."""
    return [one.field for one in _disputed(_unpack(body)).disagreements]


def read_authorships(body: bytes) -> tuple[Publication | None, tuple[AuthorEnrichment, ...]]:
    """Where the work was published and what is known of its authors; the rest of an enrichment is passed over."""
    found = _authorships(_unpack(body))
    return found.publication, found.authors


def read_statements(body: bytes) -> tuple[Statement, ...]:
    """What a service said of a work."""
    return _statements(_unpack(body))


def read_persons(body: bytes) -> tuple[PersonStatement, ...]:
    """What a service said of a person."""
    return _persons(_unpack(body))
