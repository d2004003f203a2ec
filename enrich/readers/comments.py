"""Comments of YAML and TOML -> a text that holds nothing else (pure): what stands beside an entry may be the id of its paper."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"\\.?|[\"'#]")
_OPENS = frozenset(" \t:,[{=-(")
"""What stands before a text in quotes."""


def only_comments(text: str) -> str:
    """The text with blanks for everything but comments; every other character stands where it stood."""
    return "\n".join(_comment(line) if "#" in line else "" for line in text.split("\n"))


def _comment(line: str) -> str:
    """The comment of a line, behind blanks: it begins with a sign behind white space, and in no text in quotes."""
    quote = ""
    for found in _SIGNS.finditer(line):
        sign, at = found[0], found.start()
        before = line[at - 1] if at else " "
        if quote:
            quote = "" if sign == quote else quote
        elif sign == "#" and before.isspace():
            return " " * at + line[at:]
        elif sign in "\"'" and before in _OPENS:
            quote = sign
    return ""
