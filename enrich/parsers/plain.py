"""Plain text -> a Tree, by a guess: which lines are marked as items, which stand for themselves, which flow on as prose.

An item is a line with a mark (`- `, `3)`, `[x]`, a date), or a line among others that do not flow into each other; what is indented
below it, or is authors or an address, belongs to it. Columns (tabs, two blanks or more) are lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from enrich.citations.author_lists import read_byline
from enrich.citations.citation import LINK
from enrich.tree.blocks import BREAK, SOFT, Block, Heading, ListBlock, ListItem, Paragraph, Run, Tree
from enrich.tree.sentences import is_sentence, speaks

_MARK = re.compile(
    r"(?:[-*+•‣▪◦–—·>»→○●■□☐☑☒✅➤▶]|\(?\d{1,4}[.)]|\[\d{1,4}\]|\[[ xX✓~-]?\]|#\d{1,4}|\d{1,4}:|[a-zA-Z][.)]|[ivx]{1,5}[.)]|\?{2,3}|o|\[[^\W\d_][\w+:.&'-]{1,30}\])\s+\S"
    r"|(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-2]?\d:[0-5]\d)\b|(?:TODO|DONE|READ|SKIM|WAIT|NEXT|LATER|todo|read|skim|done)[:\s]\s*\S"
)
_INITIALS = re.compile(r"[A-Z]\.\s(?:[A-Z]\.\s?){0,2}[A-Z][\w'’-]+(?:,|\s(?:and|&|et)\s|$)")
"""How a name begins that is no item `A.` of a list."""
_QUOTE = re.compile(r"^(?:[ \t]?>){1,6}[ \t]?")
_UNDERLINE = re.compile(r"\s*([=~*_#+-])\1{2,}\s*")
_COLUMNS = re.compile(r"\t+\s*|\s{2,}")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+>?")
_STRONG = re.compile(r"(?<!\*)\*\*([^*\n]{3,300})\*\*(?!\*)")
_UNFINISHED = re.compile(
    r"(?:,|\b(?:and|or|of|the|a|an|in|on|to|for|by|with|from|as|at|is|are|was|were|that|which|we|und|der|die|das|et|de|la|le))$"
)
_ENDS = (".", "!", "?", ":", ";", ")", "]", '"', "”", "…")
WRAPPED = (58, 100)
"""How long lines are that a program has wrapped."""
PROSE_WIDTH = 55
"""Columns from which a line may have been wrapped."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text."""

    number: int
    """From 1."""
    indent: int
    text: str


def parse_plain(text: str, taken: Sequence[tuple[int, int]] = ()) -> Tree:
    """The tree of a text; lines in which one of the spans `taken` stands are left out. Places are `line 12, column 1`."""
    source = text.split("\n")
    capitals = sum(line.isupper() for line in source) * 2 > sum(bool(line.strip()) for line in source)
    blocks: list[Block] = []
    items: list[ListItem] = []
    for group in _groups(source, _taken_lines(text, taken), capitals):
        heading = _heading(group)
        if heading or _flows(group):
            if items:
                blocks.append(ListBlock(tuple(items), items[0].place))
                items = []
            blocks.append(heading or Paragraph(_joined(group), _place(group[0]), guessed=True))
        else:
            items += _items(group)
    if items:
        blocks.append(ListBlock(tuple(items), items[0].place))
    return Tree(tuple(blocks), _locator(source))


def _taken_lines(text: str, taken: Sequence[tuple[int, int]]) -> set[int]:
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


def _groups(source: Sequence[str], taken: set[int], capitals: bool) -> Iterator[list[Line]]:
    """Lines that no empty line parts; a heading is a group of its own. In a text of `capitals` these are no sign of a heading."""
    group: list[Line] = []
    for number, raw in enumerate(source, 1):
        if "\t" in raw and "\t" not in raw.strip():
            raw = raw.expandtabs(8)
        line = (_QUOTE.sub("", raw) if ">" in raw else raw).rstrip()
        bare = line.strip()
        if not bare or number in taken or _UNDERLINE.fullmatch(line):
            if group:
                yield group
            group = []
            continue
        one = Line(number, len(line) - len(line.lstrip()), bare)
        if (_is_heading(bare) and not (capitals and bare.isupper())) or (group and not capitals and _heading(group)):
            if group:
                yield group
            group = []
        group.append(one)
    if group:
        yield group


def _is_marked(text: str) -> bool:
    """Whether a line begins with the mark of an item, and no name with its initials."""
    return _MARK.match(text) is not None and not _INITIALS.match(text)


def _is_heading(text: str) -> bool:
    """Whether a line names what follows it."""
    words = text.rstrip(":").split(None, 8)
    if len(words) > 8 or _is_marked(text):
        return False
    return (
        (text.endswith(":") and "://" not in text)
        or text.startswith("#")
        or (text.isupper() and len(words) < 7 and len(text) > 3)
    )


def _heading(group: Sequence[Line]) -> Heading | None:
    text = group[0].text
    if len(group) == 1 and (_is_heading(text) or re.fullmatch(r"(?:19|20)\d\d", text)):
        return Heading(2, (Run(text.strip("# :")),), _place(group[0]))
    return None


def _flows(group: Sequence[Line]) -> bool:
    """Whether lines are prose: each goes on in the next, or a single one has several sentences."""
    unmarked = [line for line in group if not _is_marked(line.text)]
    if len(unmarked) * 2 < len(group):
        return False
    if len(group) == 1:
        text = group[0].text
        return (
            len(text) > 250 or is_sentence(text) or len(re.findall(r"[a-z]{2}[.!?] [A-Z][a-z]+ [a-z]+ [a-z]", text)) > 1
        )
    pairs = list(pairwise(group))
    on = sum(_goes_on(line.text, after.text) for line, after in pairs if after.indent <= line.indent + 1)
    return on * 2 > len(pairs)


def _goes_on(line: str, after: str) -> bool:
    """Whether a line breaks off within a sentence, which goes on in the next one."""
    if _is_marked(after):
        return False
    if _UNFINISHED.search(line):
        return True
    if len(line) < PROSE_WIDTH:
        return False
    return after[:1].islower() or (not line.endswith(_ENDS) and _sentence(line))


def _sentence(line: str) -> bool:
    """Whether a line holds the end of a sentence and the beginning of another."""
    return bool(re.search(r"[a-z]{2}[.!?] [A-Z]", line))


def _items(group: Sequence[Line]) -> list[ListItem]:
    """The items of a group: each with the lines that belong to it."""
    marked = any(_is_marked(line.text) for line in group)
    base = min(line.indent for line in group)
    found: list[list[Line]] = []
    for line in group:
        if found and _belongs(found[-1], line, marked, base):
            found[-1].append(line)
        else:
            found.append([line])
    return [ListItem((Paragraph(_joined(lines), _place(lines[0])),), _place(lines[0])) for lines in found]


def _belongs(item: Sequence[Line], line: Line, marked: bool, base: int) -> bool:
    """Whether a line goes on with an item: indented below it, its authors or its address, or the rest of what was wrapped."""
    first, last = item[0], item[-1]
    if _is_marked(line.text):
        return False
    if (
        line.indent > first.indent
        and (marked or first.indent == base)
        and not (speaks(first.text) and not _is_marked(first.text))
    ):
        return True
    if _ADDRESS.fullmatch(line.text) or read_byline(line.text) is not None:
        return True
    return (_is_marked(first.text) and line.text[:1].islower() and WRAPPED[0] <= len(last.text) <= WRAPPED[1]) or (
        len(last.text) >= PROSE_WIDTH and last.text[-1:] in ",-" and line.text[:1].islower()
    )


def _joined(lines: Sequence[Line]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for number, line in enumerate(lines):
        if number:
            runs.append(Run(SOFT))
        columns = [line.text] if _is_folded(line.text) else _COLUMNS.split(line.text)
        for at, column in enumerate(part for part in columns if part):
            if at:
                runs.append(Run(BREAK))
            runs += _inline(column)
    return tuple(runs)


def _is_folded(text: str) -> bool:
    """Whether all white space in a text is single blanks."""
    return "  " not in text and text.isprintable()


def _inline(text: str) -> Iterator[Run]:
    """The runs of a line, where it uses the marks of Markdown for links and bold face."""
    at = 0
    for found in LINK.finditer(text) if "](" in text else ():
        yield from _bold(text[at : found.start()])
        yield Run(found.group(1).strip("*_`"), href=found.group(2), hidden=found.group(0).startswith("!"))
        at = found.end()
    yield from _bold(text[at:])


def _bold(text: str) -> Iterator[Run]:
    at = 0
    for found in _STRONG.finditer(text) if "**" in text else ():
        if found.start() > at:
            yield Run(text[at : found.start()])
        yield Run(found.group(1), strong=True)
        at = found.end()
    if text[at:]:
        yield Run(text[at:])


def _place(line: Line) -> str:
    return f"line {line.number}, column {line.indent + 1}"


def _locator(source: Sequence[str]) -> Callable[[str, str], str]:
    def locate(place: str, text: str) -> str:
        number = int(place.removeprefix("line ").partition(",")[0])
        for line in range(number, min(number + 6, len(source) + 1)):
            at = source[line - 1].find(text)
            if at >= 0:
                return f"line {line}, column {at + 1}"
        return place

    return locate
