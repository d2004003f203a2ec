"""The runs of one block -> the runs of each work in it, where it names several (pure): `Title; Title`, `Title · Title`, lines with marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.venues import venue_like
from enrich.titles.sentences import is_plainly_title, speaks
from enrich.tree.blocks import BREAK, SOFT, Block, ListBlock, ListItem, Paragraph, TextRun, TextRuns, lines_of, text_of
from enrich.tree.draft import words_of_line
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import links_of
from enrich.tree.marks import bare

_SIGN = re.compile(r";\s+|\s[·•]\s+")
"""What stands between works on one line."""
_JOINED = re.compile(r"[\s,;&·•]*(?:(?:and|und|et|y|e|as well as|sowie)[\s,;]*)?", re.IGNORECASE)
"""What stands between links to several works."""
_FEWEST_WORDS = 4
_LONGEST = 2_000
"""Characters of a line that is looked at."""
_HEAD = re.compile(
    r"(?:[\w .-]{0,24}\d{1,3}[a-z]?(?: \([^()]{1,40}\))?|(?:required|optional|recommended|further|core|papers?|readings?|topics?|next|also|see also|to read|read"
    r"|lectura|lecturas|lesen|lire|pflicht|themen?|sujets?))\s*(?::|\s[-–—])\s+",
    re.IGNORECASE,
)  # bounded: 24 characters
"""What a line of works begins with: `Week 3:`, `Required:`."""
_REMARK = re.compile(
    r"\W{0,4}(?:t\.?b\.?[ad]|etc|usw|and (?:others|more)|u\. ?a|others|more|none|-)\W{0,4}", re.IGNORECASE
)
_MARK = re.compile(
    r"(?:[\[(][A-Za-z]{0,3}-?\d{1,3}[\])]|[A-Z]{1,2}\d{1,3}[.)]?|[•●○▪■□▶►–—‣*-]|\d{1,3}[.)]|[a-z]\)|\d{1,2}[./]\d{1,2}\.?"
    r"|(?:required|optional|recommended|mandatory|suggested|further|main|background|pflicht|optional|obligatoire|facultatif|obligatorio|opcional)(?: reading)?s?:)\s+\S"
    r"|(?:\d{1,3}、|（\d{1,3}）|[①-⑳➀-➉]|\d\ufe0f?\u20e3)\s*\S",
    re.IGNORECASE,
)
"""What a line begins with that is an item of its own."""


def works_of_lines(paragraph: Paragraph) -> list[TreeEntry]:
    """The works of the lines of a paragraph that name several each."""
    if not any(run.href or ";" in run.text or ":" in run.text or not run.text.isascii() for run in paragraph.runs):
        return []  # nothing stands between works, and nothing announces them
    runs = tuple(TextRun(" ") if run.text == SOFT else run for run in paragraph.runs)
    pieces = [piece for line in lines_of(runs) for piece in works_apart(line)]
    return [entry for piece in pieces if (entry := read_entry(piece))]


def works_apart(runs: TextRuns) -> list[TextRuns]:
    """The runs of each work that one line names; nothing where it names one at most."""
    if sum(len(run.text) for run in runs) > _LONGEST:
        return []
    return _linked(runs) or _between_signs(runs) or announced_together(runs)


# bounded: 160 characters
_PAPERS = re.compile(
    r".{0,80}?\b(?:two|three|four|both|several|new|our|[2-9])\b.{0,30}?\b(?:papers|preprints|articles)\b[^:]{0,60}:\s+",
    re.IGNORECASE,
)
_AND = re.compile(r"; |,? (?:and|&|as well as) (?=[\"“A-Z])|, (?=[\"“])")


# bounded: 300 characters behind each mark
_QUOTED = re.compile(r"[“„\"«]\s?([^“”„\"«»]{8,300})[”“\"»]")


def announced_together(runs: TextRuns) -> list[TextRuns]:
    """Titles behind what announces several papers: `Two papers at ISIT: Title, and Title`."""
    if any(run.href or run.title for run in runs) or sum(len(run.text) for run in runs) > _LONGEST:
        return []
    if not any(":" in run.text or "：" in run.text for run in runs):
        return []
    text = words_of_line(runs)
    head = _PAPERS.match(text) if ":" in text else None
    quoted = [found[1].strip(" .,") for found in _QUOTED.finditer(text, head.end())] if head else []
    if len(quoted) > 1 and all(title_like(piece, 3) for piece in quoted):
        return [(TextRun(piece, title=True),) for piece in quoted]
    pieces = [piece.strip(' "“”.,') for piece in _AND.split(text[head.end() :])] if head else []
    if len(pieces) < 2 or not all(is_plainly_title(bare(piece).text, _FEWEST_WORDS) for piece in pieces):
        return []
    return [(TextRun(bare(piece).text, title=True),) for piece in pieces]


def _linked(runs: TextRuns) -> list[TextRuns]:
    """Titles that are the labels of links, with nothing but `and` or commas between them."""
    links = links_of(runs) if any(run.href for run in runs) else ()
    titles = {link.href for link in links if _is_title(bare(link.label).text)}
    if len(titles) < 2:
        return []
    found: list[TextRuns] = []
    between = ""
    for run in runs:
        if run.href not in titles:
            between += run.text
        elif found and found[-1][-1].href == run.href and not between.strip():
            found[-1] = (*found[-1], run)
        elif found and not _JOINED.fullmatch(between):
            return []
        else:
            found.append((run,))
            between = ""
    return found


def _is_title(label: str) -> bool:
    return is_plainly_title(label, _FEWEST_WORDS) and (":" in label or not venue_like(label))


def _between_signs(runs: TextRuns) -> list[TextRuns]:
    """Titles with semicolons or middle dots between them."""
    if not any((";" in run.text or not run.text.isascii()) and _SIGN.search(run.text) for run in runs if not run.href):
        return []
    pieces: list[list[TextRun]] = [[]]
    for run in runs:
        first, *more = [run.text] if run.href else _SIGN.split(run.text)
        pieces[-1].append(replace(run, text=first))
        pieces += [[replace(run, text=text)] for text in more]
    cut = [_without_head(pieces[0]), *map(tuple, pieces[1:])]
    cut = [piece for piece in cut if any(run.text.strip() for run in piece)]
    texts = [bare(words_of_line(piece).strip(" .,;")).text for piece in cut]
    works = [is_plainly_title(text, _FEWEST_WORDS) for text in texts]
    rest = [text for text, work in zip(texts, works, strict=True) if not work and not _REMARK.fullmatch(text)]
    pair = (
        len(cut) == 2
        and sum(works) == 1
        and all(len(text.split()) >= _FEWEST_WORDS and text[0].isupper() and not _INITIAL.search(text) for text in rest)
    )
    if (
        (sum(works) < 2 and not pair)
        or (not pair and sum(works) < 2 * len(rest))
        or not all(title_like(text, 3) and not speaks(text) for text in rest)
    ):
        return []
    return [
        _as_title(piece, text) for piece, text in zip(cut, texts, strict=True) if text and not _REMARK.fullmatch(text)
    ]


def _as_title(piece: TextRuns, title: str) -> TextRuns:
    """The runs of a work, marked as its title where they hold nothing else."""
    whole = words_of_line(piece).strip(" .,;") == title
    return tuple(replace(run, title=True) for run in piece) if whole else piece


def _without_head(piece: Sequence[TextRun]) -> TextRuns:
    """The first of several works without what the line begins with, in bold face or as a label."""
    at = next((n for n, run in enumerate(piece) if not run.strong and run.text.strip()), 0)
    rest = (replace(piece[at], text=piece[at].text.lstrip(" .:—–-")), *piece[at + 1 :]) if at else tuple(piece)
    if at and is_plainly_title(bare(words_of_line(rest)).text, _FEWEST_WORDS):
        return rest
    if piece and (head := _HEAD.match(piece[0].text)):
        return (replace(piece[0], text=piece[0].text[head.end() :]), *piece[1:])
    return tuple(piece)


_GOES_ON = re.compile(
    r"(?:[-‐–,:&]|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|the|to|via|with|und|der|die|das|et|de|la|le))\s*$", re.I
)
"""How a line ends that the next one goes on."""


_INITIAL = re.compile(r"\b[A-Z]\.")
_DATED_LAST = re.compile(r"[(\[][^()\[\]]{0,60}(?:19|20)\d\d[a-z]?[)\]]\W{0,3}$")


def works_in_cell(runs: TextRuns) -> list[TextRuns]:
    """The runs of each work in a cell of a table: one a line, or several on one; nothing where it names one at most."""
    lines = lines_of(runs)
    if len(lines) < 2:
        return works_apart(runs)
    texts = [words_of_line(line) for line in lines]
    titles = [bare(text).text for text in texts]
    if any(map(_GOES_ON.search, texts[:-1])):
        return []
    if all(map(_DATED_LAST.search, texts)) and all(title_like(title, 3) for title in titles):
        return lines  # `Title (Author, 2014)`, line by line
    if not all(is_plainly_title(title, _FEWEST_WORDS) for title in titles):
        return []
    return [_as_title(line, title) for line, title in zip(lines, titles, strict=True)]


def with_marked_lines(paragraph: Paragraph, *, every: bool = False) -> list[Block]:
    """A paragraph whose lines have the marks of items as what precedes them and a list; nothing where fewer than two have.

    `every`: nothing where a line has none.
    """
    lines = list(_lines(paragraph.runs))
    lettered = _lettered(lines)
    marked = [at in lettered or _MARK.match(_text(line)) is not None for at, line in enumerate(lines)]
    if sum(marked) < 2 or (every and not all(marked)) or sum(marked) * 2 < len(lines) - marked.index(True):
        return []
    first = marked.index(True)
    items: list[list[TextRuns]] = []
    for line, begins in zip(lines[first:], marked[first:], strict=True):
        if begins:
            items.append([line])
        else:
            items[-1].append(line)
    head = [Paragraph(_joined(lines[:first]), paragraph.place)] if first else []
    listed = [ListItem((Paragraph(_joined(one), paragraph.place),), paragraph.place) for one in items]
    return [*head, ListBlock(tuple(listed), paragraph.place)]


_LETTER = re.compile(r"\(?([a-z])[.)]\s+\S")


def _lettered(lines: Sequence[TextRuns]) -> set[int]:
    """The lines that begin with `a.`, `b.` and so on, in this order; an initial is a capital."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        mark = _LETTER.match(_text(line))
        if mark and mark[1] == chr(ord("a") + len(found)):
            found.add(at)
    return found


def _lines(runs: TextRuns) -> Iterator[TextRuns]:
    line: list[TextRun] = []
    for run in runs:
        if run.text in {BREAK, SOFT}:
            if line:
                yield tuple(line)
            line = []
        else:
            line.append(run)
    if line:
        yield tuple(line)


def _text(line: TextRuns) -> str:
    return "".join(run.text for run in line if not run.hidden).lstrip()


def _joined(lines: Sequence[TextRuns]) -> TextRuns:
    joined: list[TextRun] = []
    for line in lines:
        joined += [TextRun(SOFT), *line] if joined else line
    return tuple(joined)


def is_marked_work(block: Block) -> bool:
    """Whether a paragraph is another work: it has a title that the document marks as one, and authors of its own."""
    if not isinstance(block, Paragraph) or not any(run.title for run in block.runs):
        return False
    entry = read_entry(block.runs)
    return entry is not None and {"title", "authors"} <= entry.evidence


def has_prose_lines(paragraph: Paragraph, longest: int) -> bool:
    """Whether most of a paragraph is lines of more than `longest` words, as no citation has them."""
    runs = paragraph.runs
    if any(run.text == BREAK for run in runs) or sum(len(run.text.split()) for run in runs) <= longest:
        return False
    broken = tuple(TextRun(BREAK) if run.text == SOFT else run for run in runs)
    words = [len(text_of(line).split()) for line in lines_of(broken)]
    return sum(words) > longest and sum(count > longest for count in words) * 2 > len(words)
