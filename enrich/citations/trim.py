"""Marks and remarks at both ends of a part of a citation, taken off (pure)."""

from __future__ import annotations

import re

_MEDIUM = re.compile(r"\s\[(?:pre-?print|internet|online|electronic|en ligne|en línea|pdf)\]?\W{0,2}$", re.IGNORECASE)
"""The medium, as some styles say it behind the title."""


def trim(text: str) -> str:
    """A title or names without the points, quotes and brackets around them."""
    text = _MEDIUM.sub("", text)
    return (
        text.strip(' \t,;:|-–—[](*_"“”«»').rstrip(".").strip()
        if text.count("(") == text.count(")") == 0
        else _balanced(text)
    )


def _balanced(text: str) -> str:
    return text.strip(' \t,;:|-–—*_"“”«»').rstrip(".").strip()
