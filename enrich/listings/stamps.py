"""Times and speakers at the beginnings of lines -> blanks, and where each message begins (pure): chats, logs.

`14/05/2022, 09:12 - Nia: Next one`, `[10:02] anna: hi`, `10:02 <anna> hi`, `2016-05-01T12:00:01Z INFO  done`, and lines that hold
nothing but who speaks and when. A programme has times too, but neither speakers that come again nor a date with each time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = (
    r"(?:(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d[./-][0-3]?\d[./-](?:19|20)?\d\d"
    rf"|{_MONTH} {{1,2}}[0-3]?\d|[0-3]?\d {_MONTH}(?: (?:19|20)\d\d)?)"
)
_CLOCK = r"[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,6})?)?(?: ?[apAP]\.?[mM]\.?)?(?:Z| ?[+-]\d\d:?\d\d)?"
_LEVEL = r"(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|NOTICE|CRITICAL|FATAL)\b:?"
# bounded: _HEAD characters of a line
_STAMP = re.compile(
    rf"\s*+(?:(?P<dated>\[?{_DAY}[,T]?\s?{_CLOCK}\]?|\[{_CLOCK}\])|{_CLOCK})(?:\s+[-–|](?=\s))?\s+(?:(?P<level>{_LEVEL})\s+)?"
    r"(?P<speaker><[^<>]{1,30}>|[^\W_][^:<>\[\]\"“]{0,28}:(?=\s))?\s*"
)
"""A time and who speaks, before what is said."""
# bounded: _HEAD characters of a line
_SPEAKER = re.compile(r"\s*<(?P<speaker>[^<>\s@]{1,30})>\s+")
# bounded: _HEAD characters of a line
_ALONE = re.compile(
    rf"\s*[^\W\d_][\w .'’-]{{1,30}}?,?\s+(?:[—–-]\s*)?\[?(?:(?:today|yesterday|{_DAY})(?: at|,)?\s+)?{_CLOCK}\]?\s*",
    re.IGNORECASE,
)
"""A line that says who speaks and when, above what is said."""
_NICK = re.compile(r"[\w.' -]{2,32}(?:#\d{4})?")
"""Who speaks, alone behind a time."""
_NUMBERED = re.compile(r"#\d{4}$")
_HEAD = 80
"""Characters of a line in which a time and a speaker stand."""
_FEWEST, _SHARE = 3, 6
"""Lines of a chat or log that begin alike: so many, and one of so many at least."""


_OPENS_STAMPED = re.compile(rf"\n[^\S\n]*+\[?(?:{_DAY}|[0-2]?\d[:.][0-5]\d)")
_OPENS_SPOKEN = re.compile(r"\n[^\S\n]*+<")
ENDS_STAMPED = re.compile(
    r"[:.][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,6})?)?(?: ?[apAP]\.?[mM]\.?)?(?:Z| ?[+-]\d\d:?\d\d)?\]?[^\S\n]*+\n",
    re.IGNORECASE,
)
"""What is searched for in a whole text, to see at once that its lines begin with no times and no speakers."""
_MAY_END_STAMPED = re.compile(
    r"\n(?:(?<=\d\n)(?:(?<=[:.][0-5]\d\n)|(?<=[:.][0-5]\d[.,]\d\n)|(?<=[:.][0-5]\d[.,]\d\d\n)|(?<=[:.][0-5]\d[.,]\d{3}\n)"
    r"|(?<=[:.][0-5]\d[.,]\d{4}\n)|(?<=[:.][0-5]\d[.,]\d{5}\n)|(?<=[:.][0-5]\d[.,]\d{6}\n)|(?<=[+-]\d\d:\d\d\n)|(?<=[+-]\d{4}\n))"
    r"|(?<=[\]mMzZ]\n)|(?<=[mM]\.\n)|(?<=[^\S\n]\n))"
)
"""The end of a line that may end with a time."""
_MINUTES = re.compile(r"[:.](?=[0-5]\d(?!\d))")
"""The minutes that every time has."""
_LONGEST_TIME = 30
"""Characters of a time at most."""


def without_stamps(text: str) -> tuple[str, frozenset[int]]:
    """The text with blanks for times and speakers, and the numbers of the lines (from 1) where a message begins.

    Every character stands where it stood. A text that is no chat and no log is as it was.
    """
    whole = f"\n{text}\n"
    ways = [way for way, signs in _WAYS if sum(1 for _ in islice(signs(whole), _FEWEST)) == _FEWEST]
    if not ways:
        return text, frozenset()
    lines = text.split("\n")
    for found in (way(lines) for way in ways):
        if len(found) >= _FEWEST and len(found) * _SHARE >= sum(bool(line.strip()) for line in lines):
            break
    else:
        return text, frozenset()
    ends = dict(found)
    blanked = [" " * ends[at] + line[ends[at] :] if at in ends else line for at, line in enumerate(lines)]
    return "\n".join(blanked), frozenset(at + (2 if ends[at] == len(lines[at]) else 1) for at in ends)


def _stamped(lines: list[str]) -> list[tuple[int, int]]:
    """(line, where what is said begins) of lines with a time; the speakers go with it where they come again."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _STAMP.match(line[:_HEAD]))]
    speakers = Counter(match["speaker"] for _, match in found if match["speaker"])
    again = 0 < len(speakers) * 2 <= speakers.total()
    if not again:
        found = [(at, match) for at, match in found if match["dated"]]
    ends = [(at, match.end() if again or not match["speaker"] else match.start("speaker")) for at, match in found]
    alone = Counter(lines[at][end:].strip() for at, end in ends)
    named = sum(count for name, count in alone.items() if _NICK.fullmatch(name))
    if named * 2 > len(ends) and (len(alone) < len(ends) or all(map(_NUMBERED.search, alone))):
        return [(at, len(lines[at])) for at, _ in ends]
    return ends


def _spoken(lines: list[str]) -> list[tuple[int, int]]:
    """The same of lines with a speaker in angle brackets alone."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _SPEAKER.match(line[:_HEAD]))]
    return [(at, match.end()) for at, match in found]


def _headed(lines: list[str]) -> list[tuple[int, int]]:
    """The same of lines that are nothing but a speaker and a time."""
    return [(at, len(line)) for at, line in enumerate(lines) if len(line) < _HEAD and _ALONE.fullmatch(line)]


def ends_stamped(text: str) -> Iterator[re.Match[str]]:
    """The times that lines end with; only a few characters of each line are looked at."""
    if _MINUTES.search(text) is None:
        return
    for end in _MAY_END_STAMPED.finditer(text):
        start = text.rfind("\n", 0, end.start()) + 1
        line = text[start : end.start()].rstrip()[-_LONGEST_TIME:]
        if found := ENDS_STAMPED.search(f"{line}\n"):
            yield found


_WAYS = ((_stamped, _OPENS_STAMPED.finditer), (_spoken, _OPENS_SPOKEN.finditer), (_headed, ends_stamped))
