"""The text of a mail as it was written (pure): without the marks of quotes, soft line ends, and the escapes of calendars."""

from __future__ import annotations

import re

_QUOTE = re.compile(r"(?:[ ]?>)+[ ]?")
_ITEM = re.compile(r"\s*(?:[-*+•–—]|\(?\[?\d{1,3}[.)\]])\s")
_FOLDED = re.compile(r"\r?\n[ \t]")
_SAID = re.compile(r"^(?:SUMMARY|DESCRIPTION|COMMENT|URL|ATTACH)(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_ESCAPE = re.compile(r"\\([nN,;\\])")
_SOFT = 55
"""Characters from which on a line that ends in a space was broken by a program."""


def unquoted(text: str, *, flowed: bool = False) -> str:
    """The text without its quote marks; where their depth changes, an empty line keeps the two apart.

    In a text that is `flowed` (RFC 3676) lines that a program broke are whole again.
    """
    lines: list[str] = []
    last_depth, soft = 0, False
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _QUOTE.match(line)
        depth = found.group(0).count(">") if found else 0
        body = line[found.end() :] if found else line
        goes_on = soft and depth == last_depth and body.strip() and not _ITEM.match(body)
        if goes_on:
            lines[-1] += body
        else:
            if depth != last_depth and lines and lines[-1].strip() and body.strip() and not _is_tail(lines[-1], body):
                lines.append("")
            lines.append(body)
        soft = flowed and body.endswith(" ") and len(body) >= _SOFT
        last_depth = depth if body.strip() or found else last_depth
    return "\n".join(lines)


def _is_tail(before: str, line: str) -> bool:
    """Whether a line is the end of the one before it, which a mail program broke with fewer marks than it had."""
    return line.lstrip()[:1].islower() and before.rstrip()[-1:] not in ".:;?!"


def calendar_text(text: str) -> str:
    """What an invitation says to people: its lines unfolded, its escapes undone."""
    said = _SAID.findall(_FOLDED.sub("", text))
    return "\n\n".join(
        _ESCAPE.sub(lambda one: "\n" if one.group(1) in "nN" else one.group(1), value.strip()) for value in said
    )
