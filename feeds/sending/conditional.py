"""What HTTP says of one answer: conditions, ranges, encodings, and the headers that go with them (pure; RFC 9110).

A Resource stands for the bytes of one resource at one moment. `decide` says what part of it a request gets, `headers_for`
with which headers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

HeaderLine = tuple[str, str]
"""One header: name in lower case, value."""
Headers = Mapping[str, str]
"""Those of a request by name in lower case."""

ENCODINGS = ("br", "gzip")
"""What bodies can be compressed with, the better first."""
_RANGE = re.compile(r"bytes\s*+=\s*+(\d{0,18}+)\s*+-\s*+(\d{0,18}+)", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_VARIANT = re.compile(rf"-(?:{'|'.join(ENCODINGS)})$")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource at one moment, without its bytes."""

    digest: str
    """Of its bytes, hex: the strong ETag."""
    size: int
    """Bytes, before they are compressed."""
    media_type: str
    lines: tuple[HeaderLine, ...] = ()
    """Headers of its own: who may cache, embed and read it."""
    modified: int | None = None
    """When its bytes changed last, whole seconds since 1970; None while that second is not over."""
    settled: int = 0
    """The second in which these bytes took the place of others: a later If-Modified-Since has seen them."""
    compressible: bool = False
    """Whether it is also there in ENCODINGS."""
    is_large: bool = False
    """Whether it is sent piece by piece: the length of a compressed copy is not known while the copy grows."""
    is_gone: bool = False
    """Whether these are the last words of what is no longer published: sent as they are, with 410."""

    def tag(self, encoding: str = "") -> str:
        """The ETag; each encoding has its own, since the bytes differ."""
        return f'"{self.digest}-{encoding}"' if encoding else f'"{self.digest}"'


@dataclass(frozen=True, slots=True)
class Decision:
    """What a request gets."""

    status: int
    """200, 206, 304, 410, 412 or 416."""
    encoding: str = ""
    """One of ENCODINGS, or none."""
    start: int = 0
    end: int | None = None
    """Of a part; the byte after its last."""

    @property
    def has_no_body(self) -> bool:
        """Whether headers are all that is sent, also for a GET."""
        return self.status in (304, 412, 416)


def decide(method: str, headers: Headers, resource: Resource, version: str = "1.1") -> Decision:
    """What a GET or HEAD over that version of HTTP gets, conditions in the order of RFC 9110 13.2.2."""
    if resource.is_gone:
        return Decision(410)
    wanted = headers.get("range") if method == "GET" else None
    knows_chunks = version != "1.0"  # without them a length must be known first
    may_compress = resource.compressible and not wanted and (knows_chunks or not resource.is_large)
    encoding = negotiated(headers.get("accept-encoding", "")) if may_compress else ""
    if (match := headers.get("if-match")) is not None:
        if not _names(match, resource, weak=False):
            return Decision(412)
    elif (moment := _moment(headers.get("if-unmodified-since"))) is not None and moment < (resource.modified or 0):
        return Decision(412)
    if (match := headers.get("if-none-match")) is not None:
        if _names(match, resource, weak=True):
            return Decision(304, _encoding_named(match, resource, encoding))
    elif _unchanged_since(_moment(headers.get("if-modified-since")), resource):
        return Decision(304, encoding)
    if wanted and _may_continue(headers.get("if-range"), resource):
        return _part(wanted, resource.size)
    return Decision(200, encoding)


def headers_for(decision: Decision, resource: Resource, length: int | None, caching: str) -> list[HeaderLine]:
    """The headers of the answer; `length` is of its body, None if that is not known yet; `caching` is Cache-Control."""
    status = decision.status
    if status == 416:
        return [("content-range", f"bytes */{resource.size}"), ("content-length", "0"), *resource.lines]
    if status == 412:
        return [("content-length", "0"), *resource.lines]
    if status == 410:
        return [
            ("content-type", resource.media_type),
            *resource.lines,
            ("cache-control", caching),
            ("content-length", str(length)),
        ]
    lines = [("etag", resource.tag(decision.encoding)), ("cache-control", caching)]
    if resource.modified is not None:
        lines.append(("last-modified", http_date(resource.modified)))
    if resource.compressible:
        lines.append(("vary", "Accept-Encoding"))
    if status != 304:
        lines += [("content-type", resource.media_type), ("accept-ranges", "bytes")]
        if length is not None:
            lines.append(("content-length", str(length)))
        if decision.encoding:
            lines.append(("content-encoding", decision.encoding))
        if status == 206:
            lines.append(("content-range", f"bytes {decision.start}-{(decision.end or 0) - 1}/{resource.size}"))
    return [*lines, *resource.lines]


@lru_cache(maxsize=1024)
def negotiated(accept: str) -> str:
    """The encoding to answer in; "" is as it is."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, rest = part.partition(";")
        weights[name.strip()] = _weight(rest)
    offered = [(weights.get(one, weights.get("*", 0.0)), one) for one in ENCODINGS]
    best, name = max(offered, key=lambda offer: offer[0])
    return name if best > 0 and best >= weights.get("identity", 0.0) else ""


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


@lru_cache(maxsize=4096)
def http_date(seconds: int) -> str:
    """`Sun, 06 Nov 1994 08:49:37 GMT`."""
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


@lru_cache(maxsize=1024)
def _moment(value: str | None) -> int | None:
    """Seconds since 1970; None when there is no date, or none that is valid (which is then ignored)."""
    if not value:
        return None
    try:
        parsed = parsedate_to_datetime(value)
        return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _names(match: str, resource: Resource, *, weak: bool) -> bool:
    if match.strip() == "*":
        return True
    if not weak:
        match = re.sub(r'W/"[^"]*"', "", match)
    return any(_VARIANT.sub("", tag) == resource.digest for tag in _TAG.findall(match))


def _encoding_named(match: str, resource: Resource, wanted: str) -> str:
    """The encoding of the copy that the client has: its tag is the one that a 304 repeats."""
    named = [tag for tag in _TAG.findall(match) if _VARIANT.sub("", tag) == resource.digest]
    if not named or resource.tag(wanted).strip('"') in named:
        return wanted
    return str(named[0]).removeprefix(resource.digest).removeprefix("-")


def _unchanged_since(moment: int | None, resource: Resource) -> bool:
    """Whether the client that saw the resource at that moment saw these bytes."""
    if moment is None or resource.modified is None:
        return False
    return moment == resource.modified or moment > resource.settled


def _may_continue(if_range: str | None, resource: Resource) -> bool:
    if if_range is None:
        return True
    if '"' in if_range:
        return if_range.strip() == resource.tag()
    return resource.modified is not None and _moment(if_range) == resource.modified


def _part(wanted: str, size: int) -> Decision:
    """One range; several at once, or what is not a range, get the whole."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or not (found[1] or found[2]) or (found[1] and found[2] and int(found[1]) > int(found[2])):
        return Decision(200)
    if found[1]:
        start, end = int(found[1]), min(int(found[2]) + 1 if found[2] else size, size)
    else:
        start, end = max(size - int(found[2]), 0), size
    return Decision(206, "", start, end) if start < end else Decision(416)
