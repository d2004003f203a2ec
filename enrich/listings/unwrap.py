"""Lines as a page or a program laid them out -> whole lines; long stretches of running text -> blanks (pure).

Quote marks of mail and the commands of a LaTeX bibliography become blanks, so that every character keeps its place and
offsets hold in the document as it is. Broken lines are joined: by their width, by a colon, by a mark that stands alone.

A paragraph is running text by its form: it is long, begins as a sentence does, has neither columns nor links, and sets nothing off
by quotes or italics. Where several follow each other, the first two and the last two are left for what stands beside them, whose
abstract they may be; in the others nothing is looked for but ids.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from msgspec import Struct

from enrich.citations.author_lists import read_byline
from enrich.identifiers.find import IdMatch
from enrich.prose.running_text import is_running

Span = tuple[int, int, bool]
"""Start and end in the text, and whether an empty line precedes."""
_LONE_MARK = re.compile(r"\[(?:\d{1,4}|[A-Za-z+*]{1,12}[ -]?\d{1,4}[a-z]?)\]")
_REFERENCE = re.compile(r"[^\W\d_a-z][\w'’-]+, (?:[^\W\d_a-z]\.[ -]?)+(?:,|and\b|&|\()")
"""The beginning of a reference that opens with a family name."""
_HYPHENATED = re.compile(r"(?<=[^\W\d_]{2})[-‐]\n\s*(?=[a-zà-ÿ]{2})")
_QUOTE = re.compile(r"\n(?:[ \t]?>){1,6}[ \t]?")
_BIBITEM = re.compile(r"\\bibitem(?:\[(?:[^\[\]{}]|\{[^{}]*\}){0,200}\])?\{[^{}]{0,100}\}\s*")
_BIBLIOGRAPHY = re.compile(
    r"\\newblock\b|\\(?:begin|end)\{thebibliography\}(?:\{[^{}]*\})?|\\(?:em|emph|textit|textbf|url|href)\b\{?|\\[,;]|[{}~]|``|''"
)
_KIND_OF_WORK = re.compile(r"\[(?:[JCMDSNRPAGZ]|EB|DB|CP)(?:/(?:OL|CD|DK|MT))?\](?:\.|//)?")
"""What kind of work a reference is of, in the way of GB/T 7714 (`Title[J]. Journal`, `Title[C]//Proceedings`)."""
_TWICE = re.compile(r"(?<=[A-Z])\.\.(?=\s)")
_CLOSED = re.compile(r"(?<!\})(\}++)([.,:;])")
_FIELDS = re.compile(r"(?<=[^\n\]])\n(?=[^\n\[])")


_KEPT = 2
"""Paragraphs at each end of a stretch that are left."""


class Stretch(Struct, frozen=True, gc=False):
    """Paragraphs of running text that were blanked."""

    start: int
    """Offset of the first of them in the text."""
    paragraphs: int
    lines: int
    width: int
    """Characters of the longest of the lines that were wrapped; 0 when none was."""


def without_running_text(text: str, hits: Sequence[IdMatch]) -> tuple[str, tuple[Stretch, ...]]:
    """The text with blanks for stretches without ids, and these; every other character stands where it stood."""
    return _blanked(text, tuple(hit.start for hit in hits))


@lru_cache(maxsize=1)
def _blanked(text: str, starts: tuple[int, ...]) -> tuple[str, tuple[Stretch, ...]]:
    paragraphs = text.split("\n\n")
    if len(paragraphs) <= 2 * _KEPT:
        return text, ()
    pieces, stretches, at = list[str](), list[Stretch](), 0
    for running, group in groupby(_judged(paragraphs, starts), lambda one: one[1]):
        those = [paragraph for paragraph, _ in group]
        inner = those[_KEPT:-_KEPT] if running else []
        for part, blank in (
            ((those[:_KEPT], False), (inner, True), (those[-_KEPT:], False)) if inner else ((those, False),)
        ):
            whole = "\n\n".join(part)
            if blank:
                stretches.append(_stretch(at, part))
                breaks = whole.count("\n")
                pieces.append("\n" * breaks + " " * (len(whole) - breaks))
            else:
                pieces.append(whole)
            at += len(whole) + 2
    return "\n\n".join(pieces), tuple(stretches)


def _judged(paragraphs: Sequence[str], starts: Sequence[int]) -> list[tuple[str, bool]]:
    """Each paragraph, and whether it is running text in which no id begins."""
    judged, at, following = [], 0, iter((*starts, sys.maxsize))
    start = next(following)
    for paragraph in paragraphs:
        at += len(paragraph) + 2
        judged.append((paragraph, start >= at and is_running(paragraph)))
        while start < at:
            start = next(following)
    return judged


def _stretch(start: int, paragraphs: Sequence[str]) -> Stretch:
    lines = [line for paragraph in paragraphs if "\n" in paragraph for line in paragraph.split("\n")]
    alone = sum("\n" not in paragraph for paragraph in paragraphs)
    return Stretch(start, len(paragraphs), alone + len(lines), max(map(len, lines), default=0))


def folded(text: str) -> str:
    """A text on one line, without the hyphens that only broke a word."""
    broken = "-\n" in text or "‐\n" in text
    return " ".join((_HYPHENATED.sub("", text) if broken else text).split())


def join_wrapped(
    text: str,
    spans: Sequence[Span],
    opens: Callable[[str], bool],
    ends: Callable[[str], bool],
    stretches: Sequence[Stretch] = (),
) -> list[Span]:
    """Join lines that were broken because they were full (the next word would not have fitted).

    `opens` says that a line continues none, `ends` that none continues it. The lines of `stretches` are not there any more, but count.
    """
    spans = _joined_to_next(text, spans, opens)
    lengths = [end - start for start, end, _ in spans if end - start <= _WIDEST]
    width = max((*lengths, *(one.width for one in stretches if one.width <= _WIDEST)), default=0)
    lines = len(spans) + sum(one.lines for one in stretches)
    if width < 50 or lines < 3:
        return spans
    passed = sum(one.lines - one.paragraphs for one in stretches if width - 15 < one.width <= _WIDEST)
    filled = passed + sum(length > width - 15 for length in lengths)
    usual = filled > 3 and filled * 10 > lines * 3 and _flows(text, spans, width, passed)
    joined: list[Span] = []
    last, goes_on = 0, False
    for start, end, blank in spans:
        line = text[start:end]
        full = width - 6 < last + 1 + len(line.split(None, 1)[0]) <= 140 and not blank and not opens(line)
        full = full and not (text[start - 2 : start - 1] == "." and _REFERENCE.match(line))
        flows = usual or goes_on or line[0].islower() or text[start - 1 : start] in {" ", "\t"}
        goes_on = bool(joined) and full and flows and not ends(text[joined[-1][0] : joined[-1][1]])
        if goes_on:
            joined[-1] = (joined[-1][0], end, joined[-1][2])
        else:
            joined.append((start, end, blank))
        last = end - start
    return joined


_WIDEST = 120
"""Characters of a line that a program may have wrapped."""


def _flows(text: str, spans: Sequence[Span], width: int, passed: int) -> bool:
    """Whether full lines go on within a sentence, as those of a list of titles do not; `passed` more do."""
    full = [
        (end, then) for (start, end, _), (then, _, blank) in pairwise(spans) if not blank and end - start > width - 15
    ]
    within = sum(text[then].islower() or text[end - 1] in "-,;&" for end, then in full)
    return (within + passed) * 6 >= len(full) + passed


def _joined_to_next(text: str, spans: Sequence[Span], opens: Callable[[str], bool]) -> list[Span]:
    """`[j30]` with the line below it, and authors before a colon with the title below them."""
    joined: list[Span] = []
    for start, end, blank in spans:
        if joined and not blank and _awaits(text[joined[-1][0] : joined[-1][1]]) and not opens(text[start:end]):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
        else:
            joined.append((start, end, blank))
    return joined


def _awaits(line: str) -> bool:
    if len(line) < 20 and _LONE_MARK.fullmatch(line):
        return True
    if not line.endswith(":") or len(line) > 5000 or ("\n" in line and line.count("\n") > 9):
        return False
    return read_byline(re.sub(r"^\[[^\]]{1,20}\]\s+", "", line[:-1])) is not None


def without_margins(text: str) -> str:
    """The text, its quote marks and (in a .bbl) the commands between the fields as blanks of the same length."""
    if ">" in text:
        text = _QUOTE.sub(lambda found: "\n".ljust(len(found.group(0))), f"\n{text}")[1:]
    if _KIND_OF_WORK.search(text):
        text = _KIND_OF_WORK.sub(lambda found: ".".ljust(len(found[0])), text)
        text = _TWICE.sub(". ", text)
    if "\\bibitem" in text:
        text = _BIBITEM.sub(lambda found: _marked(found.group(0)), text)
        text = _CLOSED.sub(lambda found: found.group(2) + " " * len(found.group(1)), text)
        text = _BIBLIOGRAPHY.sub(lambda found: _blank(found.group(0)), text)
        text = _FIELDS.sub(" ", text)
    return text


def _marked(command: str) -> str:
    """`\\bibitem{key}` as the mark of a reference, with blanks for the rest."""
    return "[1] ".ljust(len(command))[: len(command)]


def _blank(command: str) -> str:
    return (
        '"'.ljust(len(command))
        if command == "``"
        else " " * (len(command) - 1) + '"'
        if command == "''"
        else " " * len(command)
    )
