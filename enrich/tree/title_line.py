"""The first lines of one listed thing -> its title, and what is around it (pure).

The title is what the document marks as such (a class, a link, bold face, quotes), or what is left of the line when numbers, dates,
venues, authors and remarks are taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enrich.citations.author_lists import Byline, are_words, read_byline, read_form, read_names
from enrich.citations.citation import read_plain, title_like
from enrich.citations.dates import find_date
from enrich.citations.surnames import surnames_after
from enrich.citations.venues import VENUE_WORD, first_venue, only_speaks_of_venues, venue_like
from enrich.titles.sentences import is_plainly_title
from enrich.tree.blocks import TextRuns, stretches
from enrich.tree.draft import (
    ANY_TITLE,
    Draft,
    italics_last,
    latin_part,
    longest_of,
    take_cited,
    words_of_line,
)
from enrich.tree.initials import before_slashes, initials_before, names_before
from enrich.tree.links import is_address, label_only, links_of
from enrich.tree.marks import ANNOUNCED, bare, is_cited, is_dated_remark, is_remark, to_be_read
from enrich.tree.people import are_families, are_others, has_initials, is_family, one_person, people_before, take_names
from enrich.tree.task_marks import begins_with_time, is_day, is_for_reading, is_label, is_presenter, presented

# bounded: 300 characters behind each quotation mark
_QUOTED = re.compile(r"[“\"„«»‘]([^“”\"„«»]{8,300}?)[,.]?[”\"»“’«](?!\w)")

# bounded: 300 characters behind each quotation mark
_SINGLE_QUOTED = re.compile(r"(?:^|(?<=[a-z.,)] ))'([A-Z][^'\"“”]{12,300}?)[,.]?'(?=[.,;)]| by |$)")


_TITLE_LABEL = re.compile(r"^title\s*[:：]\s*", re.IGNORECASE)


def take_title(draft: Draft, lines: list[TextRuns]) -> list[TextRuns]:
    """Find the title; what is left are the lines below it."""
    longest = longest_of(lines)
    for at, line in enumerate(lines[:4]):
        plain = words_of_line(line)
        speaker = at > 0 and len(plain.split()) < 3 <= longest and begins_with_time(words_of_line(lines[at - 1]))
        short = (speaker or len(plain.split()) < 4 <= longest) and not _marked(line)
        if not plain or _asks(line, lines[at + 1 : at + 3]) or (len(lines) > at + 1 and (_is_head(plain) or short)):
            draft.parts.append(plain)
            draft.evidence |= {"presented"} if is_presenter(plain) else set()
            continue
        head = bare(plain)
        if (
            at + 1 < len(lines)
            and (
                byline := read_byline(plain.rstrip(": "))
                or read_byline(head.text)
                or one_person(plain, set_apart=_marked(lines[at + 1]) is not None)
            )
            and not _marked(line)
            and title_like(bare(words_of_line(lines[at + 1])).text)
            and (read_byline(words_of_line(lines[at + 1])) is None or has_initials(plain))
        ):
            draft.byline = byline
            draft.parts += head.before
            draft.evidence.add("authors")
            _take_title_line(draft, lines[at + 1], alone=True)
            return lines[at + 2 :]
        if at + 1 < len(lines) and is_presenter(plain):
            draft.parts.append(plain)
            draft.evidence.add("presented")
            continue
        below = read_byline(words_of_line(lines[at + 1])) if at + 1 < len(lines) else None
        _take_title_line(draft, line, alone=below is not None)
        if below and len(below.authors) > 1:
            draft.evidence.add("set-out")
        if draft.title:
            return lines[at + 1 :]
    return []


def _asks(line: TextRuns, below: Sequence[TextRuns]) -> bool:
    """Whether a line is a question to which a marked title below it is the answer, as on a card to learn from."""
    return words_of_line(line).endswith("?") and not _marked(line) and any(map(_marked, below))


def _is_head(plain: str) -> bool:
    """Whether a line before the title is only a remark: a venue, a date, a number."""
    return is_dated_remark(plain) or len(bare(plain).text) < 3 or (len(plain) < 25 and is_remark(plain.strip("[]() *")))


def _take_title_line(draft: Draft, line: TextRuns, alone: bool) -> None:
    plain = words_of_line(line)
    marked = _marked(line)
    if marked:
        draft.evidence.add(marked[1])
        draft.title = clean(marked[0])
        _take_around(draft, plain, marked[0])
        return
    if named := before_slashes(plain):
        draft.title, draft.byline, rest = named
        draft.parts += rest
        draft.evidence.add("authors")
        return
    if last := italics_last(line, plain):
        if (people := read_byline(last[0])) and len(people.authors) > 1:
            draft.byline, alone = people, True
            draft.evidence |= {"authors", "quoted"}
        else:
            draft.parts.append(last[0])
        plain = last[1]
    if latin := latin_part(line):
        draft.parts.append(plain.replace(latin, " "))
        plain = latin
    stripped = bare(_TITLE_LABEL.sub("", plain))
    draft.parts += [*(part for part in stripped.before if not (to_be_read(part) or is_label(part))), *stripped.after]
    take_cited(draft, stripped.after)
    if any(ANNOUNCED.match(f"{part} ") for part in stripped.before if " " in part):
        draft.evidence.add("cited")
    if stripped.text[:1].isupper() and any(to_be_read(mark) or is_for_reading(mark) for mark in stripped.before):
        draft.evidence.add("to-read")
    if presented(stripped.before):
        draft.evidence.add("presented")
    if alone:
        draft.title = clean(stripped.text)
    else:
        _take_in_order(draft, stripped.text)


def _take_in_order(draft: Draft, text: str) -> None:
    """Title and authors by the order in which citations have them."""
    title, byline, rest = _in_order(text)
    if byline is None and (named := initials_before(text) or names_before(text)):
        title, byline, rest = named
        text = title
    if byline is None and (cut := surnames_after(text)):
        title, byline, rest = cut[0], cut[1], []
    if byline and title and text.startswith(title) and are_words(byline, title):
        title, byline, rest = text, None, []
    if byline and title and has_initials(title) and (names := read_byline(title)):
        title, byline = ", ".join(author.name for author in byline.authors), names
    if byline:
        draft.byline = draft.byline or byline
        draft.evidence.add("authors")
    elif not rest_ends_title(rest) or (title and _goes_on(text, title, rest)):
        title = text
    draft.parts += rest
    draft.title = clean(bare(title or text).text)


def _goes_on(text: str, title: str, rest: Sequence[str]) -> bool:
    """Whether a title asks, and what follows answers: `Which Is the Best? A Study of Sheep`."""
    asks = title.endswith(("?", "!")) or text[len(title) : len(title) + 1] in {"?", "!"}
    return (
        asks
        and len(rest) == 1
        and title_like(rest[0][:1].upper() + rest[0][1:], 2)
        and not first_venue(rest)
        and not find_date(rest[0])
    )


def rest_ends_title(rest: Sequence[str]) -> bool:
    """Whether what follows a title says by itself that the title has ended: a venue, a date, a remark of some words."""
    return any(
        is_dated_remark(part.strip(" .,")) or first_venue([part]) or len(part.split()) > 4 for part in rest if part
    )


def _in_order(text: str) -> tuple[str | None, Byline | None, list[str]]:
    """As for a citation; a title that begins with a small letter is read as if with a capital one."""
    small = text[:1].islower()
    title, byline, rest = read_plain(text[:1].upper() + text[1:])
    if title and small and text[1:].startswith(title[1:]):
        title = text[:1] + title[1:]
    return title, byline, rest


def _marked(line: TextRuns) -> tuple[str, str] | None:
    """The title that the document marks as such, and how: by a class, a link, bold face, quotes, italics."""
    whole = sum(len(run.text) for run in line if not run.hidden)
    for how, words, texts in _marked_texts(line):
        for text in texts:
            stripped = bare(text.strip(" *_"))
            if how == "title" and _is_marked_as_title(line, text):
                return stripped.text, how
            venue = (
                how == "marked"
                and venue_like(text)
                and (words > 1 or VENUE_WORD.search(text))
                and not only_speaks_of_venues(text)
            )
            if how == "marked" and len(text.split()) < 4 and (are_others(text) or _is_last_of_many(line, text, whole)):
                continue
            if _can_be_title(stripped.text, words) and not venue:
                if (
                    how == "quoted"
                    and len(text) * 3 < whole
                    and words_of_line(line).find(text) > 1
                    and not read_names(words_of_line(line).partition(text)[0].rpartition(":")[2].strip(' "“,.'))
                    and not is_plainly_title(stripped.text)
                ):
                    continue
                return stripped.text, how
    return None


def _is_last_of_many(line: TextRuns, text: str, whole: int) -> bool:
    """Whether a few words end a line that says far more, as a remark does."""
    return len(text) * 4 < whole and words_of_line(line).rstrip(" .").endswith(text.rstrip(" ."))


def _is_marked_as_title(line: TextRuns, text: str) -> bool:
    """Whether all that a line says is marked as a title by the document itself, and has the form of one, if of names as well."""
    alone = all(run.title or run.hidden or not run.text.strip() for run in line)
    return alone and title_like(text[:1].upper() + text[1:], 3) and not label_only(text)


def _marked_texts(line: TextRuns) -> Iterator[tuple[str, int, list[str]]]:
    """How the document marks texts of a line, of how many words a title marked so is at least, and these texts."""
    if any(run.title for run in line):
        yield "title", 1, stretches(line, lambda run: run.title)
    if any(run.href for run in line):
        yield "linked", 2, [link.label for link in links_of(line)]
    yield "quoted", 2, [found.group(1) for found in _QUOTED.finditer(words_of_line(line))]
    if "'" in words_of_line(line):
        yield "quoted", 4, [found.group(1) for found in _SINGLE_QUOTED.finditer(words_of_line(line))]
    if any(run.strong for run in line):
        yield "marked", 2, stretches(line, lambda run: run.strong)
    if any(run.emphasis for run in line):
        yield "marked", _least_words(line), stretches(line, lambda run: run.emphasis)


def _least_words(line: TextRuns) -> int:
    """How many words in italics can be a title: fewer where they begin the line or follow names, as a venue may be in italics too."""
    before = ""
    for at, run in enumerate(line):
        if run.emphasis and run.text.strip():
            if any(later.text.lstrip().startswith("by ") for later in line[at + 1 : at + 2]):
                return 1
            break
        before += "" if run.hidden else run.text
    before = bare(before).text.strip(" ,.:;—–-")
    if not before or is_dated_remark(before):
        return 2
    if read_byline(before) or are_families(before):
        return 1
    return 2 if is_family(before) else 4


def _can_be_title(text: str, words: int) -> bool:
    capital = text[:1].upper() + text[1:]
    return (
        title_like(capital, words)
        and not label_only(text)
        and not is_address(text)
        and not (is_dated_remark(text) or (len(text.split()) < 4 and is_day(text)))
        and not (len(text.split()) < 5 and is_cited(text))
        and read_byline(text) is None
        and not (read_form(text) and words > 1 and len(text.split()) < 4)
    )


def _take_around(draft: Draft, plain: str, title: str) -> None:
    """Authors before or after a marked title, and what else is around it."""
    before, _, after = plain.partition(title)
    stripped = bare(before.strip(" \"'“‘„«*"))
    head = stripped.text.strip(' ,.:;"“(')
    head = last if read_byline(last := head.rpartition(": ")[2]) else head
    draft.parts.append(before)
    byline = people_before(head)
    if head and byline and len(byline.authors) == 1 and any(map(is_day, stripped.before)):
        draft.evidence.add("presented")
    elif head and byline:
        draft.byline = draft.byline or byline
        draft.evidence.add("authors")
    elif head and is_family(head):
        draft.evidence.add("cited")
    after = after.strip(" *\"'”’»,.;:|–—-")
    if not after:
        return
    if not draft.byline:
        after = take_names(draft, after)
    _, byline, rest = read_plain(f"{ANY_TITLE}. {after}") if not draft.byline else (None, None, [after])
    if byline:
        draft.byline = draft.byline or byline
        draft.evidence.add("authors")
    draft.parts += [*rest, *re.split(r"[,;]\s+|\.\s+|[()\[\]|]", after)]


def clean(title: str) -> str:
    title = f"{title.rstrip()[:-3]}…" if title.rstrip().endswith("...") else title
    return " ".join(title.split()).strip(' \t,;|*_"“”«»').rstrip(".([ ,;").strip() if title else ""
