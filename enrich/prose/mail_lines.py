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
# bounded: 160 characters of a line
_ATTRIBUTION = re.compile(
    r"(?:On|Am|Le|El|Il) [^\n]{6,140}\b(?:wrote|schrieb[^\n]{0,40}|a écrit|escribió|ha scritto)\s?:", re.IGNORECASE
)
"""What stands above a mail that is quoted: `On Tue, 9 Jun 2015 at 14:02, Ann Roe wrote:`."""
# bounded: two names
_SIGNED = re.compile(
    r"(?i:best|cheers|thanks|thx|regards|lg|vg|gruß|grüße|amitiés|abrazos?|ciao)[,!]? [^\W\d_a-z][\w'’-]{1,20}(?: [^\W\d_a-z][\w'’-]{1,20})?\.?"
)
"""A farewell and who says it, on one line: `Best, Ann`."""
_LONGEST_GREETING = 8
"""Words of a line that ends with a comma and greets somebody."""


def is_of_mail(lines: Sequence[str], marked: bool) -> bool:
    """Whether lines are the heads of a mail that is quoted, a greeting, or a farewell; `marked` says that they are an item."""
    alone = len(lines) == 1 and ((greets(lines[0]) and not marked) or takes_leave(lines[0]))
    return alone or attributes(lines[0]) or are_heads(lines)


def are_heads(lines: Sequence[str]) -> bool:
    """Whether lines are the heads of a mail that is quoted."""
    return sum(_HEAD.match(line) is not None for line in lines) > 1


def greets(line: str) -> bool:
    """Whether a line, which stands alone and is no item, greets somebody."""
    return line.endswith(",") and len(line.split()) <= _LONGEST_GREETING


def attributes(line: str) -> bool:
    """Whether a line says who wrote the mail that is quoted below it."""
    return line.endswith(":") and _ATTRIBUTION.fullmatch(line) is not None


def takes_leave(line: str) -> bool:
    """Whether a line begins as the end of a mail does."""
    return _FAREWELL.match(line) is not None or _SIGNED.fullmatch(line) is not None
