"""Listings in plain text or Markdown -> Entries (pure): where one listed thing ends and the next begins.

What marks the beginning (or end) of each entry is looked for in this order::

    bullets, references      - Title. Authors. Venue        [12] A. Author. Title. Venue, Year.
    a label                  Title: ...
    a head                   LGSep 6, 2024        2024-09-06
    an id on its own line    first, last, or in the middle of each entry
    title with authors       TitleAnn Author, Bob Author        or on two lines, either order
    a repeated ending        ...the interplay…Name of the Site
    title and abstract       a short line, then a long one, again and again

Prose shows none of these, and gives no entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from enrich.citations.author_lists import read_form
from enrich.citations.citation import BULLET, LINK, title_like
from enrich.citations.surnames import may_cite
from enrich.citations.venues import venue_only
from enrich.identifiers.find import IdMatch
from enrich.listings.labels import is_outline
from enrich.listings.lines import ListingLine, read_lines
from enrich.listings.listing_entry import ListedEntry, read_cited, read_entry, shown
from enrich.listings.prose import read_announced
from enrich.listings.relabel import relabel
from enrich.listings.segment import (
    LineGroup,
    by_byline,
    by_fused,
    by_head,
    by_id,
    by_label,
    by_pair,
    by_tail,
    split_merged,
    title_line,
)
from enrich.listings.unwrap import without_margins, without_running_text
from enrich.titles.sentences import is_plainly_title

Enough = Callable[[Sequence[ListedEntry]], bool]


def read_listing(text: str, hits: Sequence[IdMatch]) -> list[ListedEntry]:
    """The entries of a text, in order; `hits` are all ids and DOIs in it. Empty for prose."""
    bare = without_margins(text)
    left, stretches = without_running_text(bare, hits)
    lines = relabel(read_lines(left, hits, stretches))
    found: list[tuple[Enough, list[ListedEntry]]] = []
    for section in _sections(lines):
        found.append((_always, _bullets(section)) if section[0].kind == "bullet" else _plain(section))
    alike: dict[Enough, list[ListedEntry]] = {}
    for enough, entries in found:
        alike.setdefault(enough, []).extend(entries)
    sure = {enough: enough(entries) for enough, entries in alike.items()}
    listed = [entry for enough, entries in found for entry in entries if entry.hit or entry.not_a_paper or sure[enough]]
    listed.sort(key=lambda entry: entry.start)
    return _of_one_work(text, sorted([*listed, *read_announced(bare, hits, listed)], key=lambda entry: entry.start))


def _of_one_work(text: str, entries: list[ListedEntry]) -> list[ListedEntry]:
    """The entries of a text; none where a single one reaches over the title of another work, as no listing shows where it ends.

    Such a title begins a paragraph, or stands below a line of names and a colon.
    """
    if len(entries) != 1:
        return entries
    start, end = entries[0].span
    title, above, later = entries[0].item.title or "", "", False
    for line in text[start:end].split("\n"):
        begins = (later and not above) or above.endswith(":")
        if (
            begins
            and line.strip() not in title
            and title not in line
            and is_plainly_title(line.strip(" *_>….") or ".", _TITLE_WORDS)
        ):
            return []
        above, later = line.strip(" >"), True
    return entries


_TITLE_WORDS = 3
"""Words of the title of another work."""


def _sections(lines: Sequence[ListingLine]) -> Iterator[LineGroup]:
    """Runs of bullets (with what is indented below them), and what is between them or between headings."""
    section: LineGroup = []
    for at, line in enumerate(lines):
        in_bullets = bool(section) and section[0].kind == "bullet"
        below = in_bullets and line.kind != "heading" and (not line.blank_before or line.indent > section[0].indent)
        below = below and section[0].indent - line.indent < _DEEP
        breaks = _is_break(lines, at) or (line.kind == "bullet") != in_bullets
        if section and breaks and not (below and line.kind not in {"rule", "heading"}):
            yield section
            section = []
        if not _is_break(lines, at):
            section.append(replace(line, kind="short") if line.kind == "heading" else line)
    if section:
        yield section


def _is_break(lines: Sequence[ListingLine], at: int) -> bool:
    """Whether a line is the heading of a section, or a rule that nothing of an entry is."""
    line = lines[at]
    if line.kind == "rule":
        return True
    if line.kind != "heading":
        return False
    near = list(lines[at + 1 : at + 4])
    kinds = {later.kind for later in near[: next((n for n, one in enumerate(near) if one.kind == "heading"), 3)]}
    return is_outline(line.text) or not (line.hits or kinds & {"byline", "id", "label"})


def _bullets(section: LineGroup) -> list[ListedEntry]:
    """Bullets that cite a work with its authors, or have more below them; what else a list has is told by the tree of its lines."""
    read = [_read_bullet(item) for item in _bullet_items(section)]
    return [one[0] for one in read if one and one[1] and (one[0].item.authors or one[0].item.abstract)]


def _read_bullet(item: LineGroup) -> tuple[ListedEntry, bool] | None:
    kinds = {line.kind for line in item[1:]}
    cited = read_cited(item)
    if cited and cited[1] and cited[0].item.authors and not kinds & {"byline", "label"} and not _titled(item):
        return cited
    if kinds & {"byline", "label", "id", "long"} or (len(item) > 2 and kinds & {"short"}):
        entry = read_entry(item, title_at=0)
        if entry:
            return entry, bool(entry.item.authors or entry.hit)
    return cited


def _titled(item: LineGroup) -> bool:
    """Whether the first line is a title and nothing else, with something below it that does not continue it."""
    if len(item) < 2 or not title_like(shown(item[0]), 2):
        return False
    alone = read_cited(item[:1])
    marked = LINK.sub("", item[0].text).strip("-*+•[]. 0123456789") == "" or item[0].text.rstrip().endswith("**")
    return (marked or read_form(item[1].text)) and not (alone and alone[0].item.authors)


def _bullet_items(section: LineGroup) -> list[LineGroup]:
    items: list[LineGroup] = []
    for line in section:
        nested = items and line.indent > items[-1][0].indent and not title_like(BULLET.sub("", line.text, count=1), 4)
        if line.kind == "bullet" and not nested:
            items.append([line])
        else:
            items[-1].append(line)
    return items


_TIMED = re.compile(r"[0-2]?\d[:.][0-5]\d(?:\s*[-–—]\s*[0-2]?\d[:.][0-5]\d)?[:,]?\s+(?=\S)")
"""When a talk begins, or from when to when it lasts; what is below is told by the tree of the lines."""


_MARGIN = re.compile(r"(?:19|20)\d\d(?:[-–]\d\d(?:\d\d)?)?\s+(?=\S)")
_DEEP = 4
"""Columns that what is below a year in the margin stands deeper, at least."""


def _has_margin(section: LineGroup) -> bool:
    """Whether lines have years in a margin, as in a curriculum vitae; they are told by the tree of the lines, too."""
    return (
        sum(
            _MARGIN.match(line.text) is not None and then.indent >= line.indent + _DEEP
            for line, then in pairwise(section)
        )
        > 1
    )


def _plain(section: LineGroup) -> tuple[Enough, list[ListedEntry]]:
    """The entries of lines that are not bullets, and what must hold for them all to be believed."""
    section = [
        replace(line, kind="short") if line.kind == "noise" and venue_only(line.text) else line for line in section
    ]
    section = [line for line in section if line.kind != "noise"]
    if not section or sum(_TIMED.match(line.text) is not None for line in section) > 1 or _has_margin(section):
        return _always, []
    if cited := _cited_lines(section):
        return _always, cited
    for partition, enough in _PARTITIONS:
        groups = partition(section)
        if groups is not None:
            parts = [part for group in groups for part in split_merged(group)]
            return enough, [entry for part in parts if (entry := read_entry(part, title_line(part)))]
    return _always, []


def _cited_lines(section: LineGroup) -> list[ListedEntry]:
    """Lines each of which cites one paper by itself."""
    if any(line.kind in {"byline", "head", "label", "id", "fused"} for line in section):
        return []
    sure: list[ListedEntry] = []
    may_be = [line for line in section if line.text and (line.hits or may_cite(line.text))]
    others, most = sum(line.times for line in section), sum(line.times for line in section) * 2 // 5
    others -= len(may_be)
    for line in may_be if others <= most else ():
        one = read_cited([line])
        if one and one[1] and (one[0].item.authors or one[0].hit):
            sure.append(one[0])
        else:
            others += 1
        if others > most:
            # Too many lines already that cite nothing: it is prose, and long.
            return []
    return sure


def _always(entries: Sequence[ListedEntry]) -> bool:
    return True


def _spoken_as_papers(entries: Sequence[ListedEntry]) -> bool:
    """Whether entries without any mark of their own are papers: most speak like abstracts, none is a long text."""
    those = [entry for entry in entries if not entry.not_a_paper]
    speak = sum(entry.cues > 0 for entry in those)
    fine = sum(_fine_title(entry, 2) for entry in those)
    long = sum(entry.bodies > 3 for entry in those)
    return speak * 2 >= len(those) and fine * 5 >= len(those) * 4 and long * 10 <= len(those)


def _cut_as_papers(entries: Sequence[ListedEntry]) -> bool:
    """The same for entries that are cut off: what an abstract says of itself may be behind the cut."""
    those = [entry for entry in entries if not entry.not_a_paper]
    fine = sum(_fine_title(entry, 2) for entry in those)
    return sum(entry.cues > 0 for entry in those) * 5 >= len(those) and fine * 5 >= len(those) * 4


def _named_as_papers(entries: Sequence[ListedEntry]) -> bool:
    """The same for titles with authors: a single one may also be a news article."""
    return _spoken_as_papers(entries) or (len(entries) > 1 and all(entry.bodies <= 3 for entry in entries))


def _fine_title(entry: ListedEntry, words: int) -> bool:
    return (
        bool(entry.item.title) and title_like(entry.item.title or "", words) and not is_outline(entry.item.title or "")
    )


_PARTITIONS: tuple[tuple[Callable[[LineGroup], list[LineGroup] | None], Enough], ...] = (
    (by_label, _always),
    (by_head, _always),
    (by_id, _named_as_papers),
    (by_fused, _always),
    (by_byline, _named_as_papers),
    (by_tail, _cut_as_papers),
    (by_pair, _spoken_as_papers),
)
