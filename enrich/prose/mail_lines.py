"""Lines that a text has from a mail (pure): the heads of one that is quoted, a greeting, a farewell."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = re.compile(
    r"(?:From|To|Cc|Bcc|Date|Sent|Subject|Reply-To|Von|An|Datum|Gesendet|Betreff|De|À|Objet|Envoyé|Para|Asunto|Enviado|Da|A|Oggetto|Inviato)\s?:\s"
)
_FAREWELL = re.compile(
    r"(?:(?:best|kind|warm|many)(?: regards| wishes| thanks)|regards|cheers|sincerely|mit (?:freundlichen|besten|herzlichen) grüßen|(?:viele|beste|liebe)"
    r" grüße|cordialement|bien à vous|à bientôt|saludos|un saludo|cordiali saluti|med vennlig hilsen|mvh)\b",
    re.IGNORECASE,
)
_LONGEST_GREETING = 8
"""Words of a line that ends with a comma and greets somebody."""


def are_heads(lines: Sequence[str]) -> bool:
    """Whether lines are the heads of a mail that is quoted."""
    return sum(_HEAD.match(line) is not None for line in lines) > 1


def greets(line: str) -> bool:
    """Whether a line, which stands alone and is no item, greets somebody."""
    return line.endswith(",") and len(line.split()) <= _LONGEST_GREETING


def takes_leave(line: str) -> bool:
    """Whether a line begins as the end of a mail does."""
    return _FAREWELL.match(line) is not None
