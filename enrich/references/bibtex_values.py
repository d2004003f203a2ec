"""Values of BibTeX fields (pure): what encloses them, strings and `#`, and the fields of an entry that is broken."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping

FIELD_SIGN = re.compile(r"[}\"]\s*+\n?\s*+[A-Za-z][\w+-]*+\s*+=\s*+[{\"\d]")
"""What is in no value: the end of one and the beginning of the next field, without a comma between them."""
_NAME = re.compile(r"(?<![\w\\:+-])[:+-]*+([A-Za-z][\w:+-]*+)\s*+=\s*+")
_FIELD_LINE = re.compile(r"\n[ \t\r]*+(?:,[ \t]*+)?[A-Za-z][\w+-]*+[ \t]*+=[ \t]*+(?:[{\"]|\w++[ \t]*+[,\n}])")
"""A line that begins a field."""
_QUOTE_END = re.compile(r"\"[ \t]*+(?=[,}\n#)]|\Z)")
_PART = re.compile(r"\s*+(?:#\s*+)?(?:([\w:.+/-]++)|([\"{]))")
_BRACE = re.compile(r"(?<!\\)[{}]")
_END = " \t\r\n,"


def value_of(raw: str, strings: Mapping[str, str]) -> str:
    """A value without what encloses it, its parts joined and strings filled in."""
    raw = raw.strip()
    parts: list[str] = []
    closing = closing_braces(raw)
    at = 0
    while at < len(raw):
        found = _PART.match(raw, at)
        if found is None or (parts and "#" not in found.group(0)):
            # Not written as BibTeX wants it: a text that nothing encloses.
            return raw.strip('{}"' + _END) if not parts or not closing else " ".join([*parts, raw[at:].strip(_END)])
        if found.group(1):
            parts.append(strings.get(found.group(1).lower(), found.group(1)))
            at = found.end()
        else:
            end = _end_of(raw, found.start(2), closing)
            parts.append(raw[found.end() : end])
            at = end + 1
    return "".join(parts)


def scan_fields(raw: str, start: int) -> dict[str, str]:
    """The fields of an entry whose braces, quotes or commas are missing: the first of each name, as written."""
    closing = closing_braces(raw)
    lines = [found.start() for found in _FIELD_LINE.finditer(raw)]
    fields: dict[str, str] = {}
    at = start
    while found := _NAME.search(raw, at):
        begin = found.end()
        after = bisect_left(lines, begin)
        limit = lines[after] if after < len(lines) else len(raw)
        at = _field_end(raw, begin, limit, closing)
        fields.setdefault(found.group(1).lower(), raw[begin:at].rstrip(_END))
    return fields


def entry_end(text: str, start: int) -> int:
    """Where the entry ends whose brace is opened at `start`: after what closes it, or at the end of the text."""
    return closing_braces(text).get(start, len(text) - 1) + 1


def _field_end(raw: str, begin: int, limit: int, closing: Mapping[int, int]) -> int:
    """Where a value ends: where it is closed, and before the next line that begins a field at the latest."""
    first = raw[begin : begin + 1]
    if first == "{":
        end = closing.get(begin)
        return end + 1 if end is not None and end < limit else limit
    if first == '"':
        quoted = _QUOTE_END.search(raw, begin + 1, limit)
        return quoted.end() if quoted else limit
    ends = [at for char in ",\n}" if (at := raw.find(char, begin, limit)) >= 0]
    return min(ends, default=limit)


def closing_braces(raw: str) -> dict[int, int]:
    """Where each brace that is closed is closed."""
    opened: list[int] = []
    closing: dict[int, int] = {}
    for found in _BRACE.finditer(raw):
        if found.group(0) == "{":
            opened.append(found.start())
        elif opened:
            closing[opened.pop()] = found.start()
    return closing


def _end_of(raw: str, start: int, closing: Mapping[int, int]) -> int:
    """Where what begins with a brace or quote at `start` ends; at the end when it is not closed."""
    if raw[start] == "{":
        return closing.get(start, len(raw))
    at = start + 1
    while at < len(raw):
        if raw[at] == "{" and at in closing:
            at = closing[at]
        elif raw[at] == '"' and raw[at - 1] != "\\":
            return at
        at += 1
    return len(raw)
