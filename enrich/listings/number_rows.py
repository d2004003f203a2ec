"""Rows of numbers in a text -> blanks, but for the ids among them: a file of measurements is a table without a format (pure).

Each run of lines that hold numbers, and one word before them at most, is judged as a table is (enrich/citations/column_ids.py):
by the heading above it, and by its other columns. Several columns of numbers that nothing calls ids are measurements, though
all of one column may have the shape of ids; a number beside a date, a row's number or a name is left to those who look at lines.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from enrich.citations.column_ids import in_ranges, judge_columns
from enrich.identifiers.columns import bare_number, header_kind, judge_column, read_cell, whole_id
from enrich.identifiers.find import IdMatch

_SHAPE = re.compile(r"\.(?<=[0-9]{4}\.)(?<![0-9.][0-9]{4}\.)[0-9]{4,5}(?![0-9])", re.ASCII)
"""The dot comes first, as one character is searched for fastest."""
_ROW = re.compile(
    r"\n[ \t]*+(?:[-*\u2022][ \t]++)?+(?:[^\W\d][\w.-]{0,29}+(?:[ \t]\w{1,3})?+:?[ \t,;|&]++)?+(?:[(\[][ \t]*+)?+"
    r"[-+.]?[0-9][-+0-9.,:;|&eEvT \t]*+[)\]]?[,;]?(?:\\\\)?[ \t\r]*+(?=\n)"
)
"""A line of numbers, with a name before them or a time."""
_ALONE = re.compile(r"(?:\n[ \t]*+[0-9]{4}\.[0-9]{4,5}(?:v[0-9])?+[ \t\r]*+(?=\n))++", re.ASCII)
"""Lines of one number each, which are no table."""
_CELLS = re.compile(r"[\s;|&\\]+|,(?=\s|[-+]?[0-9]+\.)")
_NAME = re.compile(r"(?:[-*\u2022][ \t]++)?+([^\W\d][\w.-]*+(?:[ \t]\w{1,3}(?=:?[ \t,;|&]))?+):?[ \t,;|&]++")
_POINT = re.compile(r"[(\[][^()\[\]]*[)\]][,;]?$")
_WIDE = re.compile(r"\s*[;|&,\t]\s*|\s{2,}")
_MARKS = "#%!/*;\\ \t|"
_RULE = re.compile(r"[\s|:+=#_-]*|\\\w+")
_TIME = re.compile(r"[0-9]{1,4}[-:/][0-9]{1,2}(?:[-:/T][0-9:.]{1,12})?")
_CITES = re.compile(r"[0-9]{4}\.[0-9]{4,5}|/[0-9]{7}|doi", re.IGNORECASE)
_CUE = re.compile(
    r"arxiv|\b(?:e-?prints?|pre-?prints?|papers?|articles?|reading|\w{0,20}ids?)\b|论文|論文", re.IGNORECASE
)
"""What a line says above numbers that are those of papers."""
SAMPLE = 60
"""Rows by which a table is judged."""
_FEWEST = 2
_BLOCK = 1 << 19
"""Characters that are looked at together."""


class _Verdict(Struct, frozen=True):
    """What the rows of a table are."""

    width: int
    """Cells of a row."""
    ids: frozenset[int]
    """Columns of ids; all others are blanked."""


class NumberRows:
    """Texts that follow each other, without the numbers of their tables that are no ids."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._last: _Verdict | None = None

    def without_measurements(self, text: str) -> str:
        """The text with blanks for these; every other character stands where it stood. It begins and ends with whole lines."""
        whole, parts, done = f"\n{text}\n", list[str](), 0
        for start, end in _runs(whole):
            verdict = self._last if start == 0 and self._last else self._judged(whole, start, end)
            self._last = verdict if end == len(whole) - 1 else None
            if verdict is not None:
                parts += [whole[done:start], _blanked(whole[start:end], verdict)]
                done = end
        return "".join([*parts, whole[done:]])[1:-1] if parts else text

    def _judged(self, text: str, start: int, end: int) -> _Verdict | None:
        """What is to be blanked in the rows at `start:end`; None where that is not for the table to say."""
        lines = text[start + 1 : end].split("\n", SAMPLE)[:SAMPLE]
        if len(lines) < _FEWEST:
            return None
        rows = [_cells(line) for line in lines]
        width = Counter(map(len, rows)).most_common(1)[0][0]
        rows = [row for row in rows if len(row) == width]
        columns = list(zip(*rows, strict=True))
        numbers = [at for at, cells in enumerate(columns) if _are_numbers(cells)]
        possible = [at for at in numbers if any(whole_id(cell, self.today) for cell in columns[at])]
        if len(rows) < _FEWEST or len(numbers) < _FEWEST or not possible:
            return None
        above = [line.strip(_MARKS) for line in text[max(0, start - 600) : start + 1].split("\n")[1:]]
        above = [line for line in above if not _RULE.fullmatch(line)][-3:]
        header = next((found for line in above[-1:] if (found := _headings(line, width))), None)
        if header is not None:
            judged = judge_columns(header, rows, self.today, works=False)
            return _Verdict(width, frozenset(at for at in possible if judged[at].kind == "ids"))
        ids = [at for at in possible if judge_column(None, columns[at], self.today).kind == "ids"]
        if any(_CUE.search(line) and not _CITES.search(line) for line in above):
            return _Verdict(width, frozenset(ids))
        if (
            len(ids) == len(numbers)
            and not all(map(_POINT.search, lines))
            and not in_ranges([columns[at] for at in ids], self.today)
        ):
            return None
        counts = all(at in ids or all(map(str.isdecimal, columns[at])) for at in numbers)
        apart = len(ids) == 1 and counts and _years(columns[ids[0]], self.today) >= _MANY_YEARS
        return _Verdict(width, frozenset(ids if apart else ()))


_MANY_YEARS = 3
"""Years over which the ids of a list are scattered, and the values of a measurement hardly ever with all months right."""


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where rows follow each other that hold the shape of an id: from the line feed before the first to that after the last."""
    done = 0
    while shape := _SHAPE.search(text, done):
        start = text.rfind("\n", 0, shape.start())
        if alone := _ALONE.match(text, start):
            done = alone.end()
            continue
        row = _ROW.match(text, start)
        if row is None:
            done = text.find("\n", shape.end())
            continue
        while start > done and _ROW.match(text, above := text.rfind("\n", 0, start)):
            start = above
        while row is not None:
            done = row.end()
            row = _ROW.match(text, done)
        yield start, done


def _cells(line: str) -> list[str]:
    """The cells of a row, without dates and times; what names it is one."""
    text = line.strip(_AROUND)
    name = _NAME.match(text)
    rest = text[name.end() :] if name else text.lstrip("-*\u2022 ") if text[1:2] in " \t" else text
    cells = [cell for cell in _CELLS.split(rest.strip(_AROUND)) if cell and not _TIME.fullmatch(cell)]
    return [name[1], *cells] if name else cells


_AROUND = " \t\r,;|&\\()[]"


def _are_numbers(cells: Sequence[str]) -> bool:
    """Whether a column has numbers, and not those of the rows: one after the other, or with a point behind each."""
    if sum(cell.endswith(".") for cell in cells) * 2 > len(cells):
        return False
    if sum(bare_number(cell) is not None for cell in cells) * 3 < len(cells) * 2:
        return False
    counted = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 10]
    return len(counted) < len(cells) or counted != list(range(counted[0], counted[0] + len(counted)))


def _headings(line: str, width: int) -> list[str] | None:
    """The headings of a table's columns in the line above it; None where they are too many or too few."""
    if len(line) > 300 or any(bare_number(word) for word in line.split()):
        return None
    cells = next((cells for cells in (_WIDE.split(line), line.replace(",", " ").split()) if len(cells) == width), None)
    return cells if cells and all(0 < len(cell) < 40 for cell in cells) else None


def _years(cells: Iterable[str], today: date) -> int:
    return len({found.id[:2] for cell in cells if (found := whole_id(cell, today))})


def _blanked(rows: str, verdict: _Verdict) -> str:
    """The rows with blanks for everything but the ids in the columns of ids."""
    if not verdict.ids:
        return re.sub(r"[^\n]+", lambda line: " " * len(line[0]), rows)
    return "\n".join(_without_others(line, verdict) for line in rows.split("\n"))


def _without_others(line: str, verdict: _Verdict) -> str:
    cells = _cells(line)
    if len(cells) != verdict.width:
        return line
    kept, at, left = [], 0, " " * len(line)
    for number, cell in enumerate(cells):
        start = line.index(cell, at)
        at = start + len(cell)
        if number in verdict.ids:
            kept.append((start, at, cell))
    for start, end, cell in kept:
        left = left[:start] + cell + left[end:]
    return left


_NAMES_IDS = re.compile(r"\b(?:ids?|arxiv|e-?print|identifiers?)\b", re.IGNORECASE)
_BLANKS = re.compile(r"[ ]{2,}|\t")
_FEWEST_CELLS = 3
_LONGEST_ROW = 300


def with_ids_in_columns(text: str, hits: list[IdMatch], today: date) -> list[IdMatch]:
    """The hits of a text with the ids in columns that wide blanks part, below a heading that announces ids; what else is in a row is none.

    Only rows whose cells stand below their headings count; a name of any words may stand before the numbers.
    """
    if _SHAPE.search(text) is None or not ("  " in text or "\t" in text) or _NAMES_IDS.search(text) is None:
        return hits  # asked in this order: the last costs as much as all else that is done with numbers
    found: list[IdMatch] = []
    spans: list[tuple[int, int]] = []
    for names in _NAMES_IDS.finditer(text):
        start = text.rfind("\n", 0, names.start()) + 1
        if not (spans and start < spans[-1][1]) and (table := _aligned_ids(text, start, today)):
            found += table[0]
            spans.append((start, table[1]))
    kept = [hit for hit in hits if not any(start <= hit.start < end and hit.how == "id" for start, end in spans)]
    return sorted([*kept, *found], key=lambda hit: hit.start) if found else hits


def _aligned_ids(text: str, start: int, today: date) -> tuple[list[IdMatch], int] | None:
    """The ids in the rows below a line of headings, and where these rows end; None where it is no such line."""
    header, at = _placed_cells(text, start)
    own = next(
        (
            n
            for n, (_, cell) in enumerate(header)
            if header_kind(cell) in {"arxiv", "name"} and len(cell.split()) < _FEWEST_CELLS and _NAMES_IDS.search(cell)
        ),
        None,
    )
    if own is None or len(header) < _FEWEST_CELLS or any(bare_number(cell) for _, cell in header):
        return None
    rows: list[tuple[int, str]] = []
    while at < len(text):
        cells, after = _placed_cells(text, at)
        if not (cells or rows) or not (len(cells) == len(header) or _RULE.fullmatch(text, at, after)):
            break
        rows += [cells[own]] if len(cells) == len(header) else []
        at = after
    column = judge_column(header[own][1], [cell for _, cell in rows], today)
    if len(rows) < _FEWEST or column.kind != "ids":
        return None
    read = [(place, one) for place, cell in rows if bare_number(cell) for one in read_cell(cell, column, today) or ()]
    return [
        IdMatch(place, place + len(one.text), one.text, one.paper.id, one.paper.version, "id", warning=one.warning)
        for place, one in read
        if one.paper
    ], at


def _placed_cells(text: str, start: int) -> tuple[list[tuple[int, str]], int]:
    """The cells of a line with their places, and where the next line begins; none where the line is too long for a row."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    line = text[start:end] if end - start < _LONGEST_ROW else ""
    cells: list[tuple[int, str]] = []
    at = 0
    for found in [*_BLANKS.finditer(line), None]:
        stop = found.start() if found else len(line)
        if cell := line[at:stop].strip():
            cells.append((start + at + len(line[at:stop]) - len(line[at:stop].lstrip()), cell))
        at = found.end() if found else stop
    return cells, end + 1


def pieces_without_measurements(pieces: Iterable[bytes], today: date) -> Iterator[bytes]:
    """The same for a text in UTF-8 in pieces of any size, in memory that does not grow with their number."""
    rows, decoder, waiting = NumberRows(today), codecs.getincrementaldecoder("utf-8")("replace"), list[str]()
    size = 0
    for piece in pieces:
        waiting.append(decoder.decode(piece))
        size += len(waiting[-1])
        if size < _BLOCK:
            continue
        whole, feed, rest = "".join(waiting).rpartition("\n")
        if feed or len(rest) > 2 * _BLOCK:
            yield (rows.without_measurements(whole) + feed if feed else rest).encode()
            waiting = [rest] if feed else []
            size = len(rest) if feed else 0
    text = "".join(waiting) + decoder.decode(b"", final=True)
    yield rows.without_measurements(text).encode()
