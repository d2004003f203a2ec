"""Plain text -> a Tree, by a guess: which lines are marked as items, which stand for themselves, which flow on as prose.

An item is a line with a mark (`- `, `3)`, `[x]`, a date), or a line among others that do not flow into each other; what is indented
below it, or is authors or an address, belongs to it. Columns (tabs, two blanks or more) are lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec.structs import replace

from enrich.citations.author_lists import read_byline
from enrich.citations.items import adds_work
from enrich.prose import line_forms
from enrich.prose.mail_lines import is_of_mail
from enrich.prose.running_text import names_nothing, opens_as_sentence
from enrich.titles.sentences import is_plainly_title, is_sentence, is_written_as_title, speaks
from enrich.tree.blocks import SOFT, Block, Heading, ListBlock, ListItem, Paragraph, TextRun, Tree
from enrich.tree.draft import names_before_dash, names_writers
from enrich.tree.marks import bare
from enrich.tree.task_marks import STATES, TO_DO, is_day, opens_part
from enrich.tree.text_lines import (
    TextLine,
    closes_quotes,
    joined_lines,
    locator,
    opens_with_names,
    place_of,
    ruled_table,
    table_of,
    taken_lines,
    with_displayed,
)

_MARK = re.compile(
    r"(?:[-*+•‣▪◦–—·>»→○●■□☐☑☒✅➤▶]|\(?\d{1,4}[.)]|\[\d{1,4}\]|\[[ xX✓~-]?\]|#\d{1,4}|\d{1,4}:|[a-zA-Z][.)]|\([a-z]\)|[ivx]{1,5}[.)]|\?{2,3}|o|\[[^\W\d_][\w+:.&'-]{1,30}\])\s+\S"
    r"|\([A-Z]\)\s+\S|[xX]\s+(?:19|20)\d\d-|(?:MON|TUE|WED|THU|FRI|SAT|SUN|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}:?\s+[-–]\s"
    r"|(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-2]?\d:[0-5]\d)\b"
    r"|(?:\d{1,3}、|（\d{1,3}）|[①-⑳➀-➉]|\d\ufe0f?\u20e3)\s*\S"
    rf"|(?:{STATES}|READ|SKIM|LATER|{TO_DO})[:\s]\s*\S"
)
_INITIALS = re.compile(r"[A-Z]\.\s(?:[A-Z]\.\s?){0,2}[A-Z][\w'’-]+(?:,|\s(?:and|&|et)\s|$)")
"""How a name begins that is no item `A.` of a list."""
_QUOTE = re.compile(r"^(?:[ \t]?>){1,6}[ \t]?")
_UNDERLINE = re.compile(r"\s*([=~*_#+-])\1{2,}\s*")
_ADDRESS = re.compile(r"<?(?:https?://|www\.)\S+>?")
_FEWEST_WORDS = 3
_LONGEST_CITATION = 4
"""Lines of a citation that was wrapped."""
_LONGEST_HEADING = 10
"""Words of a line that is set apart as a heading."""
WRAPPED = (58, 100)
"""How long lines are that a program has wrapped."""
_CUT_WIDTH = 40
"""Columns from which a line that breaks off behind `of` or a comma goes on in the next."""
PROSE_WIDTH = 55
"""Columns from which a line may have been wrapped."""


def parse_plain(text: str, taken: Sequence[tuple[int, int]] = (), messages: frozenset[int] = frozenset()) -> Tree:
    """The tree of a text; lines in which one of the spans `taken` stands are left out. Places are `line 12, column 1`.

    `messages` are the numbers of the lines where a message of a chat or log begins.
    """
    source = text.split("\n")
    blocks: list[Block] = []
    items: list[ListItem] = []
    for lines in _paragraphs(text, source, taken_lines(text, taken), messages):
        if isinstance(lines, Paragraph):
            blocks += (_list(items), lines) if items else (lines,)
            items = []
            continue
        for group, displayed in with_displayed(lines, _is_marked):
            alone = [_titled(group)] if displayed else _message(group) if group[0].number in messages else _prose(group)
            if alone and items:
                blocks.append(_list(items))
                items = []
            blocks += alone
            items += () if alone else _items(group)
    return Tree((*blocks, _list(items)) if items else tuple(blocks), locator(source))


def _paragraphs(
    text: str, source: Sequence[str], taken: set[int], messages: frozenset[int]
) -> Iterator[Paragraph | list[TextLine]]:
    """Paragraphs of running text in which nothing is named, which are told at once; the lines of the others in groups."""
    capitals = line_forms.are_in_capitals(source)
    first, number = True, 1
    for paragraph in text.split("\n\n"):
        end = number + paragraph.count("\n") + 1
        untouched = taken.isdisjoint(range(number, end)) and messages.isdisjoint(range(number, end))
        if untouched and _names_nothing(paragraph):
            yield Paragraph(_lines_of(paragraph), f"line {number}, column 1", guessed=True, running=True)
            first = False
        elif paragraph and not paragraph.isspace():
            for group in _groups(source[number - 1 : end], number, taken, capitals, messages, first=first):
                yield group
                first = False
        number = end + 1


def _names_nothing(paragraph: str) -> bool:
    """Whether a paragraph is prose (`_prose`) in which nothing is named."""
    if not names_nothing(paragraph):
        return False
    line = paragraph.partition("\n")[0]
    return not (_is_marked(line) or is_day(line) or (not opens_as_sentence(line) and opens_with_names(line)))


def _lines_of(paragraph: str) -> tuple[TextRun, ...]:
    """The runs of running text: its lines."""
    first, *lines = paragraph.rstrip().split("\n")
    return (TextRun(first), *(run for line in lines for run in (TextRun(SOFT), TextRun(line))))


def _prose(group: Sequence[TextLine]) -> list[Block]:
    """What a group is that holds no items: a heading, a table whose cells bars part, or text that flows."""
    if table := table_of(group) or ruled_table(group):
        return table
    if heading := _heading(group):
        return [heading]
    flows = is_of_mail([line.text for line in group], _is_marked(group[0].text)) or _flows(group)
    return [Paragraph(joined_lines(group), place_of(group[0]), guessed=True)] if flows else []


def _message(group: Sequence[TextLine]) -> list[Block]:
    """A message: what it lists is a list of its own, and what it says is prose, but for a title by itself or in quotes."""
    marked = [_is_marked(line.text) for line in group]
    first = marked.index(True) if any(marked) else len(group)
    blocks: list[Block] = []
    if before := group[:first]:
        blocks.append(_heading(before) or _opening(before))
    return [*blocks, _list(_items(group[first:]))] if first < len(group) else blocks


def _opening(lines: Sequence[TextLine]) -> Block:
    """What a message says before it lists anything."""
    text, place = lines[0].text, place_of(lines[0])
    if len(lines) == 1 and is_written_as_title(text):
        return _titled(lines)
    if (len(lines) == 1 and line_forms.quotes_words(text)) or (len(lines) > 1 and not _flows(lines)):
        return _list(_items(lines))
    return Paragraph(joined_lines(lines), place, guessed=True)


def _titled(lines: Sequence[TextLine]) -> ListBlock:
    """A title that stands by itself."""
    title, place = TextRun(" ".join(line.text for line in lines), title=True), place_of(lines[0])
    return ListBlock((ListItem((Paragraph((title,), place),), place),), place)


def _list(items: Sequence[ListItem]) -> ListBlock:
    return ListBlock(tuple(items), items[0].place)


def _groups(
    lines: Sequence[str], begin: int, taken: set[int], capitals: bool, messages: frozenset[int], *, first: bool
) -> Iterator[list[TextLine]]:
    """Lines, of which the first has the number `begin`, that no empty line parts; a heading is a group of its own.

    In a text of `capitals` these are no sign of a heading. `first`: nothing is written above them.
    """
    group: list[TextLine] = []
    for number, raw in enumerate(lines, begin):
        if "\t" in raw and "\t" not in raw.strip():
            raw = raw.expandtabs(8)
        line = (_QUOTE.sub("", raw) if ">" in raw else raw).rstrip()
        bare = line.strip()
        if not bare or number in taken or _UNDERLINE.fullmatch(line):
            if group:
                ruled = bool(bare) and number not in taken
                yield _set_apart(group, ruled or (first and line_forms.names_list(group[0].text)))
            first = first and not group
            group = []
            continue
        begins = number in messages
        one = TextLine(number, 0 if begins else len(line) - len(line.lstrip()), bare)
        heads = _is_heading(bare) and not (capitals and bare.isupper()) and not begins
        if begins or heads or (group and not capitals and _heading(group) and group[0].number not in messages):
            if group:
                yield group
            first = first and not group
            group = []
        group.append(one)
    if group:
        yield group


def _set_apart(group: list[TextLine], apart: bool) -> list[TextLine]:
    """The same, a single line of few words marked as a heading where it is set `apart` as one."""
    if apart and len(group) == 1 and len(group[0].text.split()) <= _LONGEST_HEADING and not _is_marked(group[0].text):
        return [replace(group[0], heads=True)]
    return group


@lru_cache(maxsize=256)
def _is_marked(text: str) -> bool:
    """Whether a line begins with the mark of an item, and no name with its initials."""
    return (_MARK.match(text) is not None and not _INITIALS.match(text)) or opens_part(text)


def _is_heading(text: str) -> bool:
    """Whether a line names what follows it."""
    words = text.rstrip(":").split(None, 8)
    if len(words) > 8 or _is_marked(text):
        return False
    return (
        (text.endswith(":") and "://" not in text and not names_writers(text))
        or text.startswith("#")
        or (text.isupper() and len(words) < 7 and len(text) > 3 and not is_day(text))
    )


def _heading(group: Sequence[TextLine]) -> Heading | None:
    text = group[0].text
    if len(group) == 1 and (group[0].heads or _is_heading(text) or re.fullmatch(r"(?:19|20)\d\d", text)):
        return Heading(2, (TextRun(text.strip("# :")),), place_of(group[0]))
    return None


def _flows(group: Sequence[TextLine]) -> bool:
    """Whether lines are prose: each goes on in the next, or a single one has several sentences."""
    unmarked = [line for line in group if not _is_marked(line.text)]
    if len(unmarked) * 2 < len(group) or (len(group) <= _LONGEST_CITATION and opens_with_names(group[0].text)):
        return False
    if len(group) == 1:
        text = group[0].text
        return not is_day(text) and (
            len(text) > 250 or is_sentence(text) or len(re.findall(r"[a-z]{2}[.!?] [A-Z][a-z]+ [a-z]+ [a-z]", text)) > 1
        )
    pairs = list(pairwise(group))
    on = sum(
        _goes_on(one.text, then.text, group[0].text[:1].islower())
        for one, then in pairs
        if then.indent <= one.indent + 1
    )
    return on * 2 > len(pairs)


def _goes_on(line: str, after: str, small: bool) -> bool:
    """Whether a line breaks off within a sentence, which goes on in the next one; where all is written `small`, that says nothing."""
    if _is_marked(after) or line_forms.is_dated(line):
        return False
    if line_forms.is_unfinished(line):
        return True
    if len(line) < PROSE_WIDTH:
        return False
    return (after[:1].islower() and not small) or (
        not line_forms.is_finished(line) and line_forms.holds_sentence_end(line)
    )


def _items(group: Sequence[TextLine]) -> list[ListItem]:
    """The items of a group: each with the lines that belong to it."""
    marked = any(_is_marked(line.text) for line in group)
    base, widest = min(line.indent for line in group), max(line.indent + len(line.text) for line in group)
    found: list[list[TextLine]] = []
    for line in group:
        if found and _belongs(found[-1], line, marked, base, min(widest, WRAPPED[1])):
            found[-1].append(line)
        else:
            found.append([line])
    return [ListItem((Paragraph(joined_lines(lines), place_of(lines[0])),), place_of(lines[0])) for lines in found]


def _belongs(item: Sequence[TextLine], line: TextLine, marked: bool, base: int, widest: int) -> bool:
    """Whether a line goes on with an item: indented below it, its authors or its address, or the rest of what was wrapped at `widest`."""
    first, last = item[0], item[-1]
    if _is_marked(line.text) or adds_work(line.text) or (line.indent < first.indent and _is_marked(first.text)):
        return False
    if line.indent == first.indent and line_forms.had_room(line.text, last.text, widest - last.indent):
        return False
    if closes_quotes(item, line):
        return True
    title = bare(line.text).text
    if len(first.text.split()) < _FEWEST_WORDS and is_plainly_title(title[:1].upper() + title[1:]):
        return False  # what is listed below a word or two
    if (
        line.indent > first.indent
        and (marked or first.indent == base)
        and not (speaks(first.text) and not _is_marked(first.text))
    ):
        return True
    people = read_byline(line.text) or names_before_dash(line.text)
    if people or names_writers(last.text) or _ADDRESS.fullmatch(line.text):
        return True
    if len(last.text) >= _CUT_WIDTH and line_forms.is_unfinished(last.text):
        return True
    hangs = line.indent > first.indent or not first.indent
    return (
        hangs and _is_marked(first.text) and line.text[:1].islower() and WRAPPED[0] <= len(last.text) <= WRAPPED[1]
    ) or (len(last.text) >= PROSE_WIDTH and last.text[-1:] in ",-" and line.text[:1].islower())
