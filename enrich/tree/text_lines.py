"""Lines of a plain text -> runs of text and rows of tables: columns by tabs, wide blanks or bars; links and bold face as Markdown has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import groupby, islice

from msgspec import Struct

from enrich.citations.author_lists import read_form
from enrich.citations.citation import LINK
from enrich.names import opens_without_names
from enrich.titles.sentences import is_written_as_title
from enrich.tree.blocks import BREAK, SOFT, Block, Cell, Paragraph, Table, TableRow, TextRun
from enrich.tree.task_marks import is_day

_COLUMNS = re.compile(r"\t+\s*|\s{2,}")
_LONGEST_QUOTED = 4
"""Lines of a title in quotation marks that was wrapped."""
# bounded: 300 characters of a title
_STRONG = re.compile(r"(?<!\*)\*\*([^*\n]{3,300})\*\*(?!\*)|(?<![\w*])\*(?=[^\s*])([^*\n]{12,300})(?<=\S)\*(?![\w*])")


# bounded: 300 characters of a label, 600 of an address
_WIKI_LINK = re.compile(r"\[\[(https?://[^\s|\[\]]{4,600})(?:\||\]\[|\s)([^\[\]|\n]{1,300})\]\]")
# bounded: 300 characters of a title
_WIKI_ITALICS = re.compile(r"//(?<![:/\w]//)(?=[^\s/])([^/\n]{6,300}(?:/[^/\n]{1,100})?)(?<=[^\s/])//(?![/\w])")
_TAG = re.compile(
    r"<(/?)(b|strong|i|em|br|p|div|li|ul|ol|span|u|font|small|big|mark|cite|q|tt|code|sub|sup|center|s|del|ins|abbr)\b[^<>\n]{0,300}>",
    re.IGNORECASE,
)
# bounded: 300 characters of a label
_ANCHOR = re.compile(
    r"<a\s[^<>\n]{0,300}?href=[\"']([^\"'\n]{1,600})[\"'][^<>\n]{0,300}>([^<\n]{0,300})</a>", re.IGNORECASE
)
_MARKS_OF_TAGS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}
_MARKS_OF_TAGS |= dict.fromkeys(("br", "p", "div", "li", "ul", "ol", "center"), "   ")
_FEWEST_TAGS = 2


def with_markdown_marks(text: str) -> str:
    """The text with the links, italics and bold face of wikis and of HTML as Markdown has them; every line stays one."""
    if "//" in text:
        if "[[http" in text:
            text = _WIKI_LINK.sub(r"[\2](\1)", text)
        text = _WIKI_ITALICS.sub(r"*\1*", text)
    if "<" not in text or ("</" not in text and "<br" not in text):
        return text
    tagged = sum(1 for _ in islice(_TAG.finditer(text), _FEWEST_TAGS)) == _FEWEST_TAGS
    return "\n".join(map(_without_tags, text.split("\n"))) if tagged else text


def _without_tags(line: str) -> str:
    """A line of HTML as Markdown has it: what breaks it parts columns."""
    if "<" not in line and "&" not in line:
        return line
    line = _ANCHOR.sub(lambda found: f"[{found[2]}]({found[1]})", line)
    return unescape(_TAG.sub(lambda found: _MARKS_OF_TAGS.get(found[2].lower(), ""), line))


class TextLine(Struct, frozen=True, gc=False):
    """A line of the text."""

    number: int
    """From 1."""
    indent: int
    text: str
    heads: bool = False
    """It is set apart as a heading: by a rule below it, or as it opens the text and says that something is listed."""


def joined_lines(lines: Sequence[TextLine]) -> tuple[TextRun, ...]:
    """The runs of lines that belong together; columns are lines of their own."""
    runs: list[TextRun] = []
    for number, line in enumerate(lines):
        if number:
            runs.append(TextRun(SOFT))
        columns = [line.text] if _is_folded(line.text) else _COLUMNS.split(line.text)
        if len(columns) > 1 and is_day(columns[0]):
            columns[:2] = [" ".join(columns[:2])]
        for at, column in enumerate(part for part in columns if part):
            if at:
                runs.append(TextRun(BREAK))
            runs += _inline(column)
    return tuple(runs)


def _is_folded(text: str) -> bool:
    """Whether all white space in a text is single blanks."""
    return "  " not in text and text.isprintable()


def _inline(text: str) -> Iterator[TextRun]:
    """The runs of a line, where it uses the marks of Markdown for links and bold face."""
    at = 0
    for found in LINK.finditer(text) if "](" in text else ():
        yield from _bold(text[at : found.start()])
        yield TextRun(found.group(1).strip("*_`"), href=found.group(2), hidden=found.group(0).startswith("!"))
        at = found.end()
    yield from _bold(text[at:])


def _bold(text: str) -> Iterator[TextRun]:
    at = 0
    for found in _STRONG.finditer(text) if text.count("*") > 1 else ():
        if found.start() > at:
            yield TextRun(text[at : found.start()])
        yield TextRun(found[1] or found[2], strong=found[1] is not None, emphasis=found[1] is None)
        at = found.end()
    if text[at:]:
        yield TextRun(text[at:])


def closes_quotes(item: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line closes quotation marks that the lines of an item opened."""
    written = " ".join(one.text for one in item[-_LONGEST_QUOTED:])
    opened = max((written.rfind(mark), mark) for mark in "“„«")
    close = "“”" if opened[1] == "„" else "”" if opened[1] == "“" else "»"
    if opened[0] < 0 or any(mark in written[opened[0] + 1 :] for mark in close):
        return False
    return any(mark in line.text for mark in close)


_LONGEST_DISPLAYED = 4
"""Lines of a title that is displayed."""


def with_displayed(group: Sequence[TextLine], marked: Callable[[str], bool]) -> list[tuple[Sequence[TextLine], bool]]:
    """The lines in pieces, and whether each is a title that stands deeper than the sentence around it, which goes on below it.

    `marked` says that a line begins an item.
    """
    pieces: list[tuple[Sequence[TextLine], bool]] = []
    first = at = 0
    while at + 1 < len(group):
        at += 1
        end = at
        while end < len(group) and group[end].indent > group[at - 1].indent and end - at < _LONGEST_DISPLAYED:
            end += 1
        apart = at < end < len(group) and not marked(group[at - 1].text) and not marked(group[end].text)
        if apart and _interrupts(group[at - 1], group[at:end], group[end]):
            pieces += [(group[first:at], False), (group[at:end], True)]
            first = at = end
    return [*pieces, (group[first:], False)]


def _interrupts(before: TextLine, lines: Sequence[TextLine], after: TextLine) -> bool:
    """Whether lines are a title between two lines of a sentence: the first is not finished, the last begins with a small letter."""
    if after.indent >= lines[0].indent or not after.text[:1].islower() or before.text.endswith((".", "!", "?", ",")):
        return False
    return len(_SMALL.findall(before.text)) > 0 and is_written_as_title(" ".join(line.text for line in lines))


_SMALL = re.compile(r"(?<![\w-])[a-zà-ÿ]{2,}(?![\w-])")


def place_of(line: TextLine) -> str:
    """`line 12, column 1`."""
    return f"line {line.number}, column {line.indent + 1}"


def table_of(group: Sequence[TextLine]) -> list[Block]:
    """The rows of a table whose cells bars part, and what stands between them as prose; nothing where most lines are no rows."""
    if len(group) < _FEWEST_ROWS:
        return []
    rows = [line for line, is_row in zip(group, _rows([line.text for line in group]), strict=True) if is_row]
    if not rows:
        return []
    others: list[Block] = [
        Paragraph(joined_lines([line]), place_of(line), guessed=True) for line in group if line not in rows
    ]
    return [Table(tuple(_row(line) for line in rows if not _RULE.fullmatch(line.text)), place_of(rows[0])), *others]


def _row(line: TextLine) -> TableRow:
    place = place_of(line)
    texts = line.text.lstrip("# ").strip("|").split("|")
    return TableRow(tuple(Cell(tuple(_inline(" ".join(text.split()))), place) for text in texts), place)


_RULED = re.compile(r"[-=]{2,}(?:\s{1,20}[-=]{2,}){1,30}")
"""The line that shows how wide the columns of a table are."""


def ruled_table(group: Sequence[TextLine]) -> list[Block]:
    """A table whose columns a line of dashes shows (`-----  ---`); where only one column says anything, the row above goes on."""
    at = next((at for at, line in enumerate(group[:3]) if line.text[0] in "-=" and _RULED.fullmatch(line.text)), None)
    if at is None or at + 2 > len(group):
        return []
    starts = [group[at].indent + found.start() for found in re.finditer(r"[-=]+", group[at].text)]
    rows: list[list[str]] = []
    places: list[str] = []
    for line in [*group[:at], *group[at + 1 :]]:
        cells = _cut(line, starts)
        if rows and sum(map(bool, cells)) == 1 and sum(map(bool, rows[-1])) > 1 and line.number > group[at].number + 1:
            rows[-1] = [f"{above} {cell}".strip() for above, cell in zip(rows[-1], cells, strict=True)]
        elif not _RULED.fullmatch(line.text):
            rows.append(cells)
            places.append(place_of(line))
    cut = [
        TableRow(
            tuple(Cell(tuple(_inline(cell)) if cell else (), place, header=at == 1 and not number) for cell in cells),
            place,
        )
        for number, (cells, place) in enumerate(zip(rows, places, strict=True))
    ]
    return [Table(tuple(cut), places[0], headed=at == 1)]


def _cut(line: TextLine, starts: Sequence[int]) -> list[str]:
    """The cells of a line in columns that begin at these places."""
    ends = [*starts[1:], line.indent + len(line.text)]
    return [
        " ".join(line.text[max(0, start - line.indent) : max(0, end - line.indent)].split())
        for start, end in zip(starts, ends, strict=True)
    ]


_FEWEST_ROWS = 2
_RULE = re.compile(r"[\s|:+=-]+")
"""A line between the header and the rows."""


def _rows(texts: Sequence[str]) -> list[bool]:
    """Which lines are rows: most have as many bars, two at least; all are none where few are."""
    counts = [text.count("|") for text in texts]
    usual = max(set(counts), key=counts.count)
    found = [usual > 1 and count >= max(usual - 1, 2) for count in counts]
    return found if sum(found) >= _FEWEST_ROWS and sum(found) * 2 >= len(texts) else [False] * len(texts)


_TWO_BARS = re.compile(r"\|[^|\n]*+\|")


def without_rows(text: str) -> str:
    """The text with blanks for the rows of its tables; every other character stands where it stood. One without rows is itself."""
    if len(_TWO_BARS.findall(text)) < _FEWEST_ROWS:
        return text
    lines: list[str] = []
    blanked = False
    for blank, group in groupby(text.split("\n"), lambda line: not line.strip()):
        block = list(group)
        rows = [False] if blank or not any("|" in line for line in block) else _rows(block)
        if any(rows):
            blanked = True
            block = [" " * len(line) if is_row else line for line, is_row in zip(block, rows, strict=True)]
        lines += block
    return "\n".join(lines) if blanked else text


def locator(source: Sequence[str]) -> Callable[[str, str], str]:
    """What names the place of a text that begins in a line, or in one of the next lines."""

    def locate(place: str, text: str) -> str:
        number = int(place.removeprefix("line ").partition(",")[0])
        for line in range(number, min(number + 6, len(source) + 1)):
            at = source[line - 1].find(text)
            if at >= 0:
                return f"line {line}, column {at + 1}"
        return place

    return locate


def opens_with_names(text: str) -> bool:
    """Whether a text begins with two names or more, as a citation does: `Ann Author, Bob Builder, Sheep in Barns`."""
    start = 0
    if ("," not in text and "and" not in text and "&" not in text) or opens_without_names(text):
        return False
    for _ in range(2):
        end = _NAME_END.search(text, start)
        name = text[start : end.start()] if end else ""
        if end is None or len(name.split()) < 2 or not read_form(name):
            return False
        start = end.end()
    return True


_NAME_END = re.compile(r",\s|\sand\s|\s&\s")


def taken_lines(text: str, taken: Sequence[tuple[int, int]]) -> set[int]:
    """The numbers of the lines that spans are in."""
    if not taken:
        return set()
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    numbers: set[int] = set()
    at = 0
    for start, end in sorted(taken):
        while at and starts[at] > start:
            at -= 1
        while at + 1 < len(starts) and starts[at + 1] <= start:
            at += 1
        line = at
        while line < len(starts) and starts[line] < max(end, start + 1):
            numbers.add(line + 1)
            line += 1
    return numbers
