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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from enrich.citation import title_like
from enrich.entry import Entry, is_outline, own_hit, read_cited, read_entry
from enrich.lines import Line, read_lines
from enrich.mentions import Hit

Group = list[Line]


def read_listing(text: str, hits: Sequence[Hit]) -> list[Entry]:
    """The entries of a text, in order; `hits` are all ids and DOIs in it. Empty for prose."""
    lines = read_lines(text, hits)
    entries: list[Entry] = []
    for section in _sections(lines):
        entries += _bullets(section) if section[0].kind == "bullet" else _plain(section)
    return entries


def _sections(lines: Sequence[Line]) -> Iterator[Group]:
    """Runs of bullets (with what is indented below them), and what stands between them or between headings."""
    section: Group = []
    for at, line in enumerate(lines):
        in_bullets = bool(section) and section[0].kind == "bullet"
        below = in_bullets and line.kind != "heading" and (not line.blank_before or line.indent > section[0].indent)
        breaks = _is_break(lines, at) or (line.kind == "bullet") != in_bullets
        if section and breaks and not (below and line.kind not in {"rule", "heading"}):
            yield section
            section = []
        if not _is_break(lines, at):
            section.append(replace(line, kind="short") if line.kind == "heading" else line)
    if section:
        yield section


def _is_break(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the heading of a section, or a rule that nothing of an entry is."""
    line = lines[at]
    if line.kind == "rule":
        return True
    if line.kind != "heading":
        return False
    near = list(lines[at + 1 : at + 4])
    kinds = {later.kind for later in near[: next((n for n, one in enumerate(near) if one.kind == "heading"), 3)]}
    return is_outline(line.text) or not (line.hits or kinds & {"byline", "id", "label"})


def _bullets(section: Group) -> list[Entry]:
    items = _bullet_items(section)
    read = [_read_bullet(item) for item in items]
    named = sum(one is not None and (one[1] or one[0].hit is not None) for one in read)
    listing = named * 2 >= len(items)
    return [one[0] for one in read if one and (one[1] or one[0].hit or (listing and _fine_title(one[0], 3)))]


def _read_bullet(item: Group) -> tuple[Entry, bool] | None:
    kinds = {line.kind for line in item[1:]}
    if kinds & {"byline", "label", "id", "long"} or (len(item) > 2 and kinds & {"short"}):
        entry = read_entry(item, title_at=0)
        if entry:
            return entry, bool(entry.item.authors or entry.hit)
    return read_cited(item)


def _bullet_items(section: Group) -> list[Group]:
    items: list[Group] = []
    for line in section:
        nested = items and line.indent > items[-1][0].indent and not title_like(line.text.lstrip("-*+• "), 4)
        if line.kind == "bullet" and not nested:
            items.append([line])
        else:
            items[-1].append(line)
    return items


def _plain(section: Group) -> list[Entry]:
    """The entries of lines that are no bullets."""
    section = [line for line in section if line.kind != "noise"]
    if not section:
        return []
    if cited := _cited_lines(section):
        return cited
    for partition, enough in _PARTITIONS:
        groups = partition(section)
        if groups is not None:
            parts = [part for group in groups for part in _parts(group)]
            entries = [(read_entry(part, _title_line(part)), part) for part in parts]
            found = [entry for entry, _ in entries if entry]
            return [entry for entry in found if entry.hit or entry.not_a_paper or enough(found)]
    return _title_list(section)


def _cited_lines(section: Group) -> list[Entry]:
    """Lines each of which cites one paper by itself."""
    if any(line.kind in {"byline", "head", "label", "id", "fused"} for line in section):
        return []
    read = [read_cited([line]) for line in section]
    sure = [one[0] for one in read if one and one[1] and (one[0].item.authors or one[0].hit)]
    return sure if len(sure) * 5 >= len(section) * 3 else []


def _by_label(lines: Group) -> list[Group] | None:
    starts = [
        _block_start(lines, at)
        for at, line in enumerate(lines)
        if line.kind == "label" and line.text.lstrip("*_ ").lower().startswith("title")
    ]
    return _from_starts(lines, starts) if starts else None


def _block_start(lines: Group, at: int) -> int:
    while at and not lines[at].blank_before and lines[at - 1].kind in {"id", "label", "head", "short"}:
        at -= 1
    return at


def _by_head(lines: Group) -> list[Group] | None:
    heads = [at for at, line in enumerate(lines) if line.kind == "head"]
    if not heads or any(line.kind == "id" for line in lines[:1]):
        return None
    if heads[0] == 0 and (len(heads) > 1 or len(lines) < 6):
        return _from_starts(lines, heads)
    if heads[-1] == len(lines) - 1 and not any(line.kind == "id" for line in lines):
        return _from_starts(lines, [0, *(at + 1 for at in heads)])
    return _from_starts(lines, heads) if len(heads) > 2 and lines[heads[0] - 1].kind != "id" else None


def _by_id(lines: Group) -> list[Group] | None:
    """Ids that stand first, last (with dates and labels after them) or in the middle of each entry."""
    ids = [at for at, line in enumerate(lines) if line.kind == "id" and own_hit([line])]
    ids = [at for at in ids if at - 1 not in ids or lines[at].blank_before]
    longs = sum(line.kind == "long" for line in lines)
    if not ids or longs > 3 * len(ids) + 2:
        return None
    ends = [_tail_end(lines, at) for at in ids]
    if ends[-1] == len(lines) or (
        ids[0] > 0 and all(lines[end].kind == "long" and lines[end].blank_before is False for end in ends)
    ):
        return _from_starts(lines, [0, *ends])
    if ids[0] == 0:
        return _from_starts(lines, ids)
    if _trailing(lines, ends[-1]):
        return [*_from_starts(lines[: ends[-1]], [0, *ends[:-1]])]
    return _from_starts(lines, [0, *(_after_long(lines, before, at) for before, at in pairwise(ids))])


def _tail_end(lines: Group, at: int) -> int:
    """The line after an id and what belongs to it."""
    at += 1
    while at < len(lines) and lines[at].kind in {"id", "label", "head"} and not lines[at].blank_before:
        at += 1
    return at


def _trailing(lines: Group, end: int) -> bool:
    """Whether what follows the last id is a remark below the listing rather than an abstract."""
    return all(line.kind == "short" for line in lines[end:])


def _after_long(lines: Group, before: int, at: int) -> int:
    """Where the entry of the id at `at` begins: after the last long line that follows the id before it."""
    longs = [n for n in range(before + 1, at) if lines[n].kind == "long"]
    return longs[-1] + 1 if longs else before + 1


def _by_fused(lines: Group) -> list[Group] | None:
    starts = [at for at, line in enumerate(lines) if line.kind == "fused"]
    return _from_starts(lines, starts) if starts else None


def _by_byline(lines: Group) -> list[Group] | None:
    """A title before each line of authors, or after it."""
    names = [at for at, line in enumerate(lines) if line.kind == "byline"]
    before = [at for at in names if at and lines[at - 1].kind == "short" and _may_be_title(lines[at - 1])]
    after = [
        at for at in names if at + 1 < len(lines) and lines[at + 1].kind == "short" and _may_be_title(lines[at + 1])
    ]
    first = bool(names) and (names[0] == 0 or sum(lines[at].blank_before for at in names) * 2 > len(names))
    if first and len(after) * 2 >= len(names) and len(after) >= 1:
        return _from_starts(lines, after)
    return _from_starts(lines, [at - 1 for at in before]) if before else None


def _may_be_title(line: Line) -> bool:
    return title_like(line.text, 1) and not is_outline(line.text)


def _by_tail(lines: Group) -> list[Group] | None:
    """Entries that end where the listing cuts them off."""
    ends = [at + 1 for at, line in enumerate(lines) if line.cut]
    longs = sum(line.kind == "long" for line in lines)
    return _from_starts(lines, [0, *ends]) if ends and len(ends) * 2 >= longs and len(lines) > 1 else None


def _by_pair(lines: Group) -> list[Group] | None:
    starts = [at for at, line in enumerate(lines[:-1]) if _opens_pair(line, lines[at + 1], 2)]
    return _from_starts(lines, starts) if starts and starts[0] == 0 else None


def _opens_pair(line: Line, then: Line, words: int) -> bool:
    fits = line.kind in {"short", "fused"} and title_like(line.text, words) and not is_outline(line.text)
    return fits and then.kind in {"long", "byline"}


def _from_starts(lines: Group, starts: Sequence[int]) -> list[Group]:
    """The lines cut at these places; what precedes the first is left out."""
    edges = [*sorted(set(starts)), len(lines)]
    return [lines[first:last] for first, last in pairwise(edges) if first < last]


def _parts(group: Group) -> list[Group]:
    """A group cut once more where a whole title and abstract follow an abstract: an entry without the usual mark."""
    starts = [0]
    for at in range(1, len(group) - 1):
        line = group[at]
        after = any(one.kind in {"long", "id"} for one in group[starts[-1] : at])
        if after and line.blank_before and _opens_pair(line, group[at + 1], 3):
            starts.append(at)
    return _from_starts(group, starts)


def _title_line(group: Group) -> int | None:
    """The line of a group that is its title by its place, or None when that is for its form to tell."""
    for at, line in enumerate(group):
        if line.kind == "fused":
            return at
        if line.kind == "label" and line.text.lstrip("*_ ").lower().startswith("title"):
            return None
        if line.kind == "short":
            return at if any(one.kind in {"byline", "long"} for one in group[at + 1 : at + 3]) else None
        if line.kind == "long":
            return None
    return None


def _always(entries: Sequence[Entry]) -> bool:
    return True


def _spoken_as_papers(entries: Sequence[Entry]) -> bool:
    """Whether entries without any mark of their own are papers: most speak like abstracts, none is a long text."""
    speak = sum(entry.cues > 0 or entry.not_a_paper is not None for entry in entries)
    whole = all(entry.bodies <= 3 for entry in entries if not entry.not_a_paper)
    return (
        whole and speak * 2 >= len(entries) and all(_fine_title(entry, 2) for entry in entries if not entry.not_a_paper)
    )


def _named_as_papers(entries: Sequence[Entry]) -> bool:
    """The same for titles with authors: a single one may also be a news article."""
    return _spoken_as_papers(entries) or (len(entries) > 1 and all(entry.bodies <= 3 for entry in entries))


def _fine_title(entry: Entry, words: int) -> bool:
    return (
        bool(entry.item.title) and title_like(entry.item.title or "", words) and not is_outline(entry.item.title or "")
    )


_PARTITIONS: tuple[tuple[Callable[[Group], list[Group] | None], Callable[[Sequence[Entry]], bool]], ...] = (
    (_by_label, _always),
    (_by_head, _always),
    (_by_id, _named_as_papers),
    (_by_fused, _always),
    (_by_byline, _named_as_papers),
    (_by_tail, _spoken_as_papers),
    (_by_pair, _spoken_as_papers),
)


def _title_list(section: Group) -> list[Entry]:
    """Lines that are nothing but titles, three of them at least."""
    if len(section) < 3 or not all(line.kind == "short" and _is_bare_title(line.text) for line in section):
        return []
    return [entry for line in section if (entry := read_entry([line], title_at=0))]


def _is_bare_title(text: str) -> bool:
    words = [word for word in text.split() if len(word) > 3]
    capitals = sum(not word[0].islower() for word in words)
    return (
        title_like(text, 3)
        and not is_outline(text)
        and len(words) > 1
        and capitals * 10 >= len(words) * 7
        and text[-1] not in ".…"
    )
