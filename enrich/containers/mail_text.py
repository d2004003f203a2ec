"""The text of a mail as it was written (pure): without the marks of quotes, soft line ends, and the escapes of calendars."""

from __future__ import annotations

import re

_QUOTE = re.compile(r"(?:[ ]?>)+[ ]?")
_ITEM = re.compile(r"\s*(?:[-*+•–—]|\(?\[?\d{1,3}[.)\]])\s")
_SIGNATURE = re.compile(r"\r?\n-- ?\r?\n(?:(?!>)[^\r\n]{0,600}+(?:\r?\n|\Z)){1,5}+\Z")
"""The signature at the end of a mail: five lines at most, each of which can be read in one way only."""
_FOLDED = re.compile(r"\r?\n[ \t]")
_PROSE_LINES = re.compile(
    r"^(?:SUMMARY|DESCRIPTION|COMMENT|URL|ATTACH)(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE
)
_ESCAPE = re.compile(r"\\([nN,;\\])")
_LONGEST = 4_000
"""Characters of a line that is put together."""
_SOFT = 55
"""Characters from which on a line that ends in a space was broken by a program."""


def unquoted(text: str, *, flowed: bool = False) -> str:
    """The text without its quote marks; where their depth changes, an empty line keeps the two apart.

    In a text that is `flowed` (RFC 3676) lines that a program broke are whole again.
    """
    text = _SIGNATURE.sub("\n", text, count=1)
    lines: list[str] = []
    last_depth, soft, torn = 0, False, False
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _QUOTE.match(line)
        depth = found.group(0).count(">") if found else 0
        body = line[found.end() :] if found else line
        room = bool(lines) and len(lines[-1]) < _LONGEST
        goes_on = room and soft and depth == last_depth and body.strip() and not _ITEM.match(body)
        torn = bool(room and body.strip()) and (
            _is_torn(lines[-1], body) if depth < last_depth else torn and _is_open(lines[-1])
        )
        if goes_on:
            lines[-1] += body
        elif torn:
            lines[-1] = f"{lines[-1].rstrip()} {body.lstrip()}"
        else:
            if depth != last_depth and lines and lines[-1].strip() and body.strip():
                lines.append("")
            lines.append(body)
        soft = flowed and body.endswith(" ") and len(body) >= _SOFT
        last_depth = depth if body.strip() or found else last_depth
    return "\n".join(lines)


def _is_torn(before: str, line: str) -> bool:
    """Whether a line is the end of the one before it, which a mail program broke and gave fewer marks than it had."""
    return (
        bool(before.strip())
        and (line.lstrip()[:1].islower() or _is_open(before))
        and before.rstrip()[-1:] not in ".:;?!"
    )


def _is_open(line: str) -> bool:
    """Whether a quotation begins in a line and does not end there."""
    return line.count('"') % 2 == 1 or line.count("“") > line.count("”")


def calendar_text(text: str) -> str:
    """What an invitation says to people: its lines unfolded, its escapes undone."""
    values = _PROSE_LINES.findall(_FOLDED.sub("", text))
    return "\n\n".join(
        _ESCAPE.sub(lambda one: "\n" if one.group(1) in "nN" else one.group(1), value.strip()) for value in values
    )
