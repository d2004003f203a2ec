"""The lines around a bare number: a list of ids, or measurements that line up (pure).

One number that cannot be an id makes measurements of the lines around it, unless three times as many can. In a list of
ids what cannot be one is malformed: a month that is none, digits that were cut, seven digits without their archive.
"""

from __future__ import annotations

import re
from datetime import date

from msgspec import Struct

from enrich.identifiers.arxiv_id import (
    CATEGORY,
    OLD_ARCHIVE,
    archive_name,
    digits_of,
    months_of_ids,
    old_style_problem,
)
from enrich.identifiers.columns import header_kind, why_malformed
from enrich.identifiers.marked import MarkedText
from enrich.identifiers.spelling import NormalisedText

_WHOLE = re.compile(r"[0-9]{4}\.[0-9]{4,6}")
_ANY = re.compile(r"\.(?<=([0-9]{4})\.)(?<![0-9.][0-9]{4}\.)([0-9]{4,6})(?![0-9])")
"""The same anywhere in a text; the dot comes first, as one character is searched for fastest."""
_ALONE = re.compile(r"\A\s*[0-9]{4}\.[0-9]{4,6}\s*", re.ASCII)
_DECIMAL = re.compile(r"\A[-+]?([0-9]{1,12})(?:[.,]([0-9]{1,12}))?", re.ASCII)
_PLAIN_ID = re.compile(r"\A[0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,3})?", re.IGNORECASE | re.ASCII)
_NAMED_ID = re.compile(
    rf"\A(?:(?:arxiv:)?(?:[0-9]{{4}}\.[0-9]{{4,5}}|[a-z-]{{2,9}}(?:\.[a-z-]{{2,9}})?/[0-9]{{7}})(?:v[0-9]{{1,3}})?|\[?{CATEGORY}\]?)",
    re.IGNORECASE | re.ASCII,
)
_BULLET = r"[\s>*\u2022\u00b7#+|\u2192\u21d2\u25ba\u25aa\u25e6\u2023\u2610\u2611\u2713\u2714\u2013\u2014-]{0,12}"
_BOX = r"(?:\[[ xX]?\][ \t]{0,4})?"
_ROW = (
    r"(?:[(\[#]{0,2}[0-9]{1,5}[.):\]|]{1,2}[ \t]{0,8}|\(?[a-z][.)][ \t]{1,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}:?[ \t]{1,4})?"
)
_OPEN = r"[\"'`(\[{<*~]{0,4}"
_ALONE_LEFT = re.compile(r"\A[ \t]*+" + _BULLET + _BOX + _ROW + _OPEN)
_ALONE_RIGHT = re.compile(r"""\A["'`)\]}>,;.|\\*~\s]{0,12}[?!\u2705\u274c\u2713\u2714\ufe0f]{0,3}\s*""")
_LABEL = re.compile(r"\A" + _BULLET + r"(?:[(\[#]?[0-9]{1,5}[.):\]]{1,2}[ \t]{1,8})?")
"""What begins a line before the first of its ids."""
_NUMBERED_LEFT = re.compile(r"\A\s{0,12}[0-9]{1,6}(?:[,;]|[ \t]{1,8})" + _OPEN)
_START = re.compile(r"\A" + _BULLET + _BOX + _ROW + r"[\"'`(\[]?")
_AFTER_START = re.compile(r"\A[\"'`)\]]?(?:\s{0,4}[:|\u2013,;-]\s|[ \t]|[,;](?![0-9]))\s{0,8}[^\s0-9.,]")
_BEFORE_END = re.compile(r"(?:[(\[:|,;\u2013\t-]|\s-\s)\s{0,8}[(\[\"'`]?$")
_END = re.compile(r"\A[\"'`)\]|.,;\s]*$")
_SEPARATOR = re.compile(r"[\s,;|\"'`\[\](){}]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
SIDES = 3
"""Lines on each side that are looked at."""
FAR = 8
"""Lines on each side that are looked at where the nearest leave a doubt."""


class NumberLine(Struct, frozen=True, gc=False):
    """The line of a number, as far as the window has it, and the lines around that are not blank."""

    left: str
    right: str
    opens: bool
    """Its beginning is in the window."""
    closes: bool
    """Its end is."""
    before: tuple[str, ...]
    """Above it, from the top."""
    after: tuple[str, ...]
    cut_off: bool
    """The line above ends so that this one is the rest of it (a path, a sum of money)."""

    @property
    def near(self) -> tuple[str, ...]:
        """The nearest lines around it."""
        return self.before[-SIDES:] + self.after[:SIDES]


def line_of(window: NormalisedText, start: int, end: int) -> NumberLine:
    """The line in which `start:end` stands."""
    text = window.text
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    opens, closes = first > 0 or window.opens, last >= 0 or window.closes
    last = last if last >= 0 else len(text)
    before = [line for line in text[:first].rsplit("\n", 2 * FAR) if line and not line.isspace()]
    after = [line for line in text[last:].split("\n", 2 * FAR)[: 2 * FAR] if line and not line.isspace()]
    cut_off = text[:first].rstrip()[-1:] in ("/", "=", "$", "€", "£")
    left, right = text[first:start], text[end:last]
    return NumberLine(left, right, opens, closes, tuple(before[-FAR:]), tuple(after[:FAR]), cut_off)


def _counts(line: NumberLine, today: date) -> tuple[int, int]:
    """How many numbers of the shape of ids in and around a line can be ids, and how many numbers cannot.

    One that cannot makes it worth while to look farther, since one mistyped id makes no measurements of a list.
    """
    near = _counted(line, line.near, today)
    return _counted(line, line.before + line.after, today) if 0 < near[1] <= near[0] else near


def _counted(line: NumberLine, beside: tuple[str, ...], today: date) -> tuple[int, int]:
    possible = other = 0
    months = months_of_ids(today)
    for part in (line.left, line.right, *beside):
        numbers = _ANY.findall(part)
        fitting = sum(len(number) == months[yymm] for yymm, number in numbers if yymm in months)
        possible, other = possible + fitting, other + len(numbers) - fitting
    for part in beside:
        if not _ALONE.fullmatch(part):
            other += sum(_is_other_number(cell, today) for cell in _lone(part))
    return possible, other


def _lone(line: str) -> list[str]:
    """The cells of a line that has nothing but numbers."""
    if _LETTERS.search(line):
        return []
    cells = [cell for cell in _SEPARATOR.split(line) if cell]
    return [cell for cell in cells if "." in cell] if all(map(_DECIMAL.fullmatch, cells)) else []


def _is_other_number(cell: str, today: date) -> bool:
    """Whether a number is one that no id becomes by losing digits (1487.2, 0.5); those of the full shape are counted apart."""
    match = _DECIMAL.fullmatch(cell)
    if match is None or _WHOLE.fullmatch(cell):
        return False
    return match[2] is None or len(match[1]) != 4 or not digits_of(match[1], today)


def measured(line: NumberLine, today: date) -> bool:
    """Whether what is in and around the line says that its numbers are measurements."""
    return _measured(*_counts(line, today))


def _measured(possible: int, other: int) -> bool:
    return other > 0 and (possible < 2 or possible + 1 < 3 * other)


def lined_up(line: NumberLine, number: re.Match[str], follows: bool, today: date) -> bool:
    """Whether the number has its line to itself, is in a line of ids, or at the same place of each line of a list."""
    possible, other = _counts(line, today)
    if _measured(possible, other):
        return False
    five = len(number["number"]) == 5
    if _is_alone(line):
        return not line.cut_off and (five or possible > 0 or follows)
    if _ANY.search(f"{line.left} {line.right}") and only_ids(line, number[0]):
        return True
    return _in_column(line, number["yymm"])


def begins(line: NumberLine) -> bool:
    """Whether the number begins its line, behind a bullet or the number of its row (`[15] 1305.4580;1302.4146`)."""
    return line.opens and _ALONE_LEFT.fullmatch(line.left) is not None


def _is_alone(line: NumberLine) -> bool:
    """Whether the number has its line to itself."""
    return line.closes and begins(line) and _ALONE_RIGHT.fullmatch(line.right) is not None


def as_code(line: NumberLine) -> bool:
    """Whether the number is code that begins an item of a list before a title ("1. `1112.1187` Matches in Stereo"), or ends it behind a year."""
    if not (line.opens and line.left.endswith("`") and line.right.startswith("`")):
        return False
    if line.closes and not line.right.strip("` .\t") and _DATED.search(line.left):
        return True
    marked = line.right.startswith("` ") and line.left.strip(" \t`") != ""
    return bool(marked and _START.fullmatch(line.left) and len(_LETTERS.findall(line.right)) > 1)


_DATED = re.compile(r"\((?:19|20)[0-9]{2}\)[\s,:\u2013-]{0,4}`$")


def only_ids(line: NumberLine, own: str = "") -> bool:
    """Whether the line has ids and nothing else, and one at least beside the number; of a long line, what there is of it."""
    left, right = line.left, line.right
    begin = _LABEL.match(left).end() if line.opens else re.search(r"[\s,;]|$", left).start()  # type: ignore[union-attr]
    left = left[begin:]
    if not line.closes:
        right = right[: max(right.rfind(" "), right.rfind(","), right.rfind(";"), 0)]
    cells = [cell for cell in _SEPARATOR.split(f"{left}{own or ' '}{right}") if cell]
    odd = sum(1 for cell in cells if re.fullmatch(r"[0-9]{7}", cell))
    named = sum(1 for cell in cells if _NAMED_ID.fullmatch(cell))
    return named + odd == len(cells) and named > 1 and named > odd


def _in_column(line: NumberLine, yymm: str) -> bool:
    """Whether the number is first or last in its line, or in a cell, and so are ids in the lines around it."""
    numbered = line.opens and line.closes and _NUMBERED_LEFT.fullmatch(line.left) and _ALONE_RIGHT.fullmatch(line.right)
    first = line.opens and _START.fullmatch(line.left) and _AFTER_START.match(line.right)
    last = line.closes and _END.match(line.right) and _BEFORE_END.search(line.left)
    sign = line.left.rstrip(" ")[-1:]
    cell = sign in ("|", "\t") and line.right.lstrip(" ")[:1] in ("|", "\t")
    listed = sign in (",", ";") and line.right.lstrip(" ")[:1] == sign and line.opens and line.closes
    if not (numbered or first or last or cell or listed) or _is_log(line):
        return False
    if (last or listed) and sign in (",", ";") and not _same_cell(line, sign):
        return False
    if sign == "\t" and any(map(_is_decimal, _lone(f"{line.left} {line.right}"))):
        return False
    # Time stamps line up too, and share their digits before the dot.
    return any(other != yymm for text in line.near for other, _ in _ANY.findall(text))


def _is_decimal(cell: str) -> bool:
    return "." in cell and _PLAIN_ID.fullmatch(cell) is None


def _same_cell(line: NumberLine, sign: str) -> bool:
    """Whether the lines around have ids in the cell of this number, and no other numbers."""
    at = line.left.count(sign)
    rows = [text.split(sign) for text in line.near if text.count(sign) == (line.left + line.right).count(sign)]
    cells = [row[at].strip(" \"'`()[]") for row in rows]
    return not any(_DECIMAL.fullmatch(cell) and not _PLAIN_ID.fullmatch(cell) for cell in cells)


def _is_log(line: NumberLine) -> bool:
    """Whether the lines say the same of other numbers (`epoch 1: ...`), or name what was measured (`loss: ...`)."""
    words = _LETTERS.findall(line.left)
    label = " ".join(words[-2:])
    if not label:
        # `x0: ...`, `x1: ...`: a letter that is counted.
        frame = _frame(line.left + "0" + line.right)
        return _COUNTED.search(line.left) is not None and any(_frame(text) == frame for text in line.near)
    if header_kind(label) == "measure":
        return True
    frame = _frame(line.left + "0" + line.right)
    return header_kind(label) == "unknown" and any(_frame(text) == frame for text in line.near)


_COUNTED = re.compile(r"(?<![^\W_])[a-zA-Z][0-9]{1,4}[\s:=,;|]")


def _frame(line: str) -> str:
    """A line without its numbers."""
    return " ".join(re.sub(r"[0-9]+(?:[.,][0-9]+)*", "0", line).split())


def read_odd(window: NormalisedText, start: int, today: date) -> MarkedText | None:
    """What is in a list of ids and cannot be one, as malformed: its digits begin at `start`."""
    match = re.compile(r"[0-9]{7}(?![0-9.])|[0-9]{3,4}\.[0-9]{1,6}(?![0-9])").match(window.text, start)
    if match is None:
        return None
    line = line_of(window, start, match.end())
    if not _is_alone(line) and not only_ids(line):
        return None
    around = [text for text in (line.left, line.right, *line.near) if text.strip()]
    possible = sum(_names(text, today) for text in around)
    other = _counts(line, today)[1] + sum(
        bool(re.search(r"(?<![0-9./-])[0-9]{6,8}(?![0-9.])", text)) for text in line.near
    )
    if ("." in match[0] and _is_other_number(match[0], today)) or _WHOLE.fullmatch(match[0]):
        other += 1  # A measurement has such digits more often than an id that was mistyped.
    if possible < 2 + other or possible < 3 * other or line.cut_off:
        return None
    return MarkedText(start, match.end(), "id", malformed=why_malformed(match[0], today))


def read_odd_old(window: NormalisedText, today: date) -> MarkedText | None:
    """What begins a line of a list of ids as an id of the old style whose slash is at the anchor, and cannot be one."""
    text, slash = window.text, window.anchor
    left = _NAME_BEFORE.match(text[max(0, slash - 20) : slash][::-1])
    right = _DIGITS_AFTER.match(text, slash)
    archive = archive_name(left[1][::-1]) if left else None
    if not left or not right or archive is None:
        return None
    start = slash - left.end()
    problem, line = old_style_problem(archive, right[1]), line_of(window, start, right.end())
    if problem is None or not line.opens or not _START.fullmatch(line.left) or not re.match(r"\s|$", line.right):
        return None
    if sum(_names(part, today) for part in line.near) < 2:
        return None
    return MarkedText(start, right.end(), "id", malformed=problem)


_NAME_BEFORE = re.compile(r"(?:[a-z]{2}\.)?([a-z-]{2,9})(?![a-z./-])", re.IGNORECASE)
_DIGITS_AFTER = re.compile(r"/([0-9]{6,9})(?![0-9])", re.ASCII)


def _names(text: str, today: date) -> int:
    found = sum(len(number) == digits_of(yymm, today) for yymm, number in _ANY.findall(text))
    return found + len(_OLD.findall(text))


_OLD = re.compile(
    rf"\b(?:{OLD_ARCHIVE})(?:\.[a-z-]{{2,9}})?/[0-9]{{7}}(?![0-9])",
    re.IGNORECASE,
)
