"""Whether a text speaks, as a sentence does and a title does not (pure)."""

from __future__ import annotations

import re

_SPEAKS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|could|should|would|we|you|they|it|this|these|there|please|see|your|my|me|let|don't|didn't)\b"
    r"|\b(?-i:us)\b|(?-i:(?<![\w-])[iI](?=['’]|\s[a-z]))",
    re.IGNORECASE,
)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence: it ends as sentences do, and has a verb or a person that titles rarely have."""
    text = text.rstrip(' "”)')
    return text.endswith((".", "!", ":", "…")) and (
        speaks(text) or (len(text.split()) < 8 and text[1:] == text[1:].lower())
    )


def speaks(text: str) -> bool:
    """Whether a text has a verb or a person that titles rarely have."""
    return bool(_SPEAKS.search(text))
