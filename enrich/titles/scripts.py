"""The one stretch of Latin letters in a line of another script, which is the title that the line is about (pure).

`10/5（金）　担当：田中　Faster Replacement Paths`, `Formal Aspects of Grid Brokering：方法很好`, `3、Misleading Stars（已读）`.
"""

from __future__ import annotations

import re

_LETTERS = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
_OTHER = re.compile(rf"[{_LETTERS}]")
_APART = re.compile(
    rf"[（(]?\s?(?:\d{{1,4}}\s?)?[{_LETTERS}]+(?:\s?\d{{1,4}})?|[、。，：；（）《》〈〉「」『』【】“”„\"／|｜　★☆]|——|\s/\s|\t"
)
"""Words of the other script with the numbers that they count, and what parts them from a title."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST = 3


def latin_title(text: str) -> str | None:
    """The title in Latin letters that a line in Chinese, Japanese or Korean names; None where it names none, or has no such letters."""
    if text.isascii() or not _OTHER.search(text):
        return None
    pieces = [" ".join(piece.split()).strip(" .,:;/()[]-–—*_") for piece in _APART.split(text)]
    best = max(pieces, key=lambda piece: len(_WORD.findall(piece)), default="")
    return best if len(_WORD.findall(best)) >= _FEWEST else None
