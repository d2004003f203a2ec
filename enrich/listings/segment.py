"""Lines of a listing -> the lines of each entry (pure): one function for each way in which entries are marked.

Each gives the groups of lines, or None when the lines show no such mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from enrich.citations.citation import title_like
from enrich.citations.venues import venue_only
from enrich.listings.labels import is_outline, label_of
from enrich.listings.lines import ListingLine
from enrich.listings.listing_entry import own_hit, shown
from enrich.titles.sentences import is_plainly_title

_COUNTED = re.compile(r"\d{1,3}[.)]?\s+\S")
"""How an entry begins that is counted as those before it are."""
_WRAPPED = 45
"""Columns from which two lines may be one title that was wrapped."""
LineGroup = list[ListingLine]


def by_label(lines: LineGroup) -> list[LineGroup] | None:
    starts = [_block_start(lines, at) for at, line in enumerate(lines) if _is_title_label(line)]
    return [_until_remark(group) for group in _from_starts(lines, starts)] if starts else None


def _until_remark(group: LineGroup) -> LineGroup:
    """An entry with labels without what stands below it, apart and in short lines: a mail goes on there, and no abstract."""
    labels = [at for at, line in enumerate(group) if line.kind == "label"]
    last = labels[-1] if labels else 0
    named = any(_label(line) == "authors" for line in group[: last + 1])
    heading = next((at for at in range(last + 2, len(group)) if _heads(group[at])), None)
    group = group[:heading]
    apart = next((at for at in range(last + 1, len(group)) if group[at].blank_before), None)
    if not named or apart is None or not (group[apart].kind == "short" or _COUNTED.match(group[apart].text)):
        return group
    return group[:apart]


def _heads(line: ListingLine) -> bool:
    """Whether a line opens something else in a few words: `Upcoming talks:`."""
    return line.blank_before and line.text.rstrip().endswith(":") and len(line.text.split()) < _FEW


_FEW = 6


def _is_title_label(line: ListingLine) -> bool:
    return line.kind == "label" and _label(line) == "title"


def _label(line: ListingLine) -> str:
    """What the label of a line means: `title`, `authors`, or nothing."""
    found = label_of(line.text)
    return found[0] if found else ""


def _block_start(lines: LineGroup, at: int) -> int:
    """The first line of the block that a label is in: an id, dates and other labels may precede it."""
    while at and lines[at - 1].kind in {"id", "label", "head"} and not _is_title_label(lines[at - 1]):
        if lines[at].blank_before and _is_titled(lines, at - 1):
            break
        if lines[at].blank_before and lines[at - 1].kind == "id" and not any(line.kind == "id" for line in lines[:1]):
            break
        at -= 1
    return at


def _is_titled(lines: LineGroup, at: int) -> bool:
    """Whether the block that ends at a line has a title of its own."""
    while at >= 0:
        if _is_title_label(lines[at]):
            return True
        if lines[at].blank_before:
            return False
        at -= 1
    return False


def by_head(lines: LineGroup) -> list[LineGroup] | None:
    heads = [at for at, line in enumerate(lines) if line.kind == "head"]
    if not heads or any(line.kind == "id" for line in lines[:1]):
        return None
    if titled := _titles_over(lines, heads):
        return titled
    if heads[0] == 0 and (len(heads) > 1 or len(lines) < 6):
        return _from_starts(lines, heads)
    if heads[-1] == len(lines) - 1 and not any(line.kind == "id" for line in lines):
        return _from_starts(lines, [0, *(at + 1 for at in heads)])
    return _from_starts(lines, heads) if len(heads) > 2 and lines[heads[0] - 1].kind != "id" else None


def _titles_over(lines: LineGroup, heads: Sequence[int]) -> list[LineGroup] | None:
    """Entries whose date is in the middle: below the title, or below title and authors."""
    starts = []
    for at in heads:
        above = at - 1 if at and not lines[at].blank_before else -1
        if above > 0 and lines[above].kind == "byline" and not lines[above].blank_before:
            above -= 1
        if above >= 0 and lines[above].kind == "short" and _may_be_title(lines[above]):
            starts.append(above)
    more = sum(at + 1 < len(lines) and not lines[at + 1].blank_before for at in heads)
    if len(starts) * 3 < len(heads) * 2 or (len(starts) < 2 and not any(line.kind == "byline" for line in lines)):
        return None
    if heads[0] == 0 and len(starts) < len(heads) and more * 2 > len(heads):
        return None
    ends = [_of_block(lines, start) for start in starts[1:]]
    return [lines[first:end] for first, end in zip(starts, [*ends, len(lines)], strict=True)]


def _of_block(lines: LineGroup, at: int) -> int:
    """The first line of the block that a title is in: a line above it there (an area, a kind) is not the last entry's."""
    above = at
    while above > 1 and not lines[above].blank_before and at - above < 2 and lines[above - 1].kind == "short":
        above -= 1
    return above if lines[above].blank_before else at


def by_id(lines: LineGroup) -> list[LineGroup] | None:
    """Ids that stand first, last (with dates and labels after them) or in the middle of each entry."""
    ids = [at for at, line in enumerate(lines) if line.kind == "id" and own_hit([line])]
    before = {at + 1 for at in ids}
    ids = [at for at in ids if at not in before or lines[at].blank_before or _differ(lines[at - 1], lines[at])]
    longs = sum(line.times for line in lines if line.kind == "long")
    titled = sum(first.kind == "short" and then.kind == "byline" for first, then in pairwise(lines))
    if not ids or longs > 3 * len(ids) + 2 or titled > len(ids):
        return None
    groups = _around_ids(lines, ids)
    return groups and [_after_titles(_after_others(group)) for group in groups]


def _after_others(group: LineGroup) -> LineGroup:
    """An entry without the lines above its id that begin with other ids: they are entries by themselves, and so is what is above."""
    at = next((at for at, line in enumerate(group) if line.kind == "id"), 0)
    others = [
        before
        for before in range(at)
        if any(hit.id and hit.start == group[before].start for hit in group[before].hits)
        and _differ(group[before], group[at])
    ]
    return group[others[-1] + 1 :] if others else group


def _after_titles(group: LineGroup) -> LineGroup:
    """An entry without the lines above its id where these are titles, a line each: they are works by themselves, but for one just above it."""
    at = next((at for at, line in enumerate(group) if line.kind == "id"), 0)
    titles = [
        above
        for above in range(at)
        if is_plainly_title(shown(group[above]), 4) and not venue_only(group[above].text)
    ]  # fmt: skip
    wrapped = len(titles) == 2 and len(group[titles[0]].text) > _WRAPPED
    if len(titles) < 2 or wrapped or any(line.kind != "short" for line in group[:at]):
        return group
    return group[at if group[at].blank_before else titles[-1] :]


def _around_ids(lines: LineGroup, ids: list[int]) -> list[LineGroup]:
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


def _differ(line: ListingLine, other: ListingLine) -> bool:
    return not {hit.id for hit in line.hits} & {hit.id for hit in other.hits}


def _tail_end(lines: LineGroup, at: int) -> int:
    """The line after an id and what belongs to it."""
    first, at = at, at + 1
    while at < len(lines) and lines[at].kind in {"id", "label", "head"} and not lines[at].blank_before:
        if lines[at].kind == "id" and own_hit([lines[at]]) and _differ(lines[first], lines[at]):
            break
        at += 1
    return at


def _trailing(lines: LineGroup, end: int) -> bool:
    """Whether what follows the last id is a remark below the listing rather than an abstract."""
    return all(line.kind == "short" for line in lines[end:])


def _after_long(lines: LineGroup, before: int, at: int) -> int:
    """Where the entry of the id at `at` begins: after the last long line that follows the id before it."""
    longs = [n for n in range(before + 1, at) if lines[n].kind == "long"]
    return longs[-1] + 1 if longs else before + 1


def by_fused(lines: LineGroup) -> list[LineGroup] | None:
    starts = [at for at, line in enumerate(lines) if line.kind == "fused"]
    names = sum(line.kind == "byline" for line in lines)
    return _from_starts(lines, starts) if starts and len(starts) * 2 >= names else None


def by_byline(lines: LineGroup) -> list[LineGroup] | None:
    """A title before each line of authors, or after it."""
    names = [at for at, line in enumerate(lines) if line.kind == "byline"]
    before = [at for at in names if at and lines[at - 1].kind == "short" and _may_be_title(lines[at - 1])]
    after = [
        at for at in names if at + 1 < len(lines) and lines[at + 1].kind == "short" and _may_be_title(lines[at + 1])
    ]
    if after and (names[0] == 0 or len(after) > len(before)) and len(after) * 2 >= len(names):
        return _from_starts(lines, names)
    return _titled_groups(lines, [at - 1 for at in before]) if before else None


def _titled_groups(lines: LineGroup, starts: list[int]) -> list[LineGroup]:
    """Entries that begin at `starts`; one that begins as they do, but without a line of authors known as such, belongs to none of them."""
    apart = len(starts) > 1 and all(lines[at].blank_before for at in starts)
    others = [
        at
        for at, line in enumerate(lines)
        if apart and at not in starts and line.kind == "short" and line.blank_before
        if _may_be_title(line) and not line.text.endswith((".", "!", "?"))
    ]
    return [
        group for group in _from_starts(lines, [*starts, *others]) if all(group[0] is not lines[at] for at in others)
    ]


def _may_be_title(line: ListingLine) -> bool:
    return title_like(shown(line), 1) and not is_outline(line.text) and not venue_only(line.text)


def by_tail(lines: LineGroup) -> list[LineGroup] | None:
    """Entries that end where the listing cuts them off."""
    ends = [at + 1 for at, line in enumerate(lines) if line.cut]
    longs = sum(line.times for line in lines if line.kind == "long")
    return _from_starts(lines, [0, *ends]) if ends and len(ends) * 2 >= longs and len(lines) > 1 else None


def by_pair(lines: LineGroup) -> list[LineGroup] | None:
    starts = [at for at, line in enumerate(lines[:-1]) if _opens_pair(line, lines[at + 1], 2)]
    return _from_starts(lines, starts) if starts and starts[0] == 0 else None


def _opens_pair(line: ListingLine, then: ListingLine, words: int) -> bool:
    fits = line.kind in {"short", "fused"} and title_like(shown(line), words) and not is_outline(line.text)
    return fits and then.kind in {"long", "byline"}


def _from_starts(lines: LineGroup, starts: Sequence[int]) -> list[LineGroup]:
    """The lines cut at these places; what precedes the first is left out."""
    edges = [*sorted(set(starts)), len(lines)]
    return [lines[first:last] for first, last in pairwise(edges) if first < last]


def split_merged(group: LineGroup) -> list[LineGroup]:
    """A group cut once more where a whole title and abstract follow an abstract: an entry without the usual mark."""
    starts = [0]
    for at in range(1, len(group) - 1):
        line = group[at]
        after = any(one.kind in {"long", "id"} for one in group[starts[-1] : at])
        if after and line.blank_before and _opens_pair(line, group[at + 1], 3):
            starts.append(at)
    return _from_starts(group, starts)


def _until_gap(lines: LineGroup) -> LineGroup:
    """The lines before one that is a block of its own and no abstract."""
    gap = next((at for at, line in enumerate(lines) if line.blank_before and line.kind == "short"), len(lines))
    return lines[:gap]


def title_line(group: LineGroup) -> int | None:
    """The line of a group that is its title by its place, or None when that is for its form to tell."""
    for at, line in enumerate(group):
        if line.kind == "fused":
            return at
        if _is_title_label(line):
            return None
        if line.kind == "short":
            if any(one.kind in {"byline", "long"} for one in _until_gap(group[at + 1 : at + 3])) and _may_be_title(
                line
            ):
                return at
            apart = next((n for n in range(at + 1, min(at + 4, len(group))) if group[n].blank_before), None)
            if apart is None or group[apart].kind != "short":
                return at if any(one.kind in {"byline", "long"} for one in group[at + 1 : at + 3]) else None
        if line.kind == "long":
            return None
    return None
