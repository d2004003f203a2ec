"""A service's list of authors is laid beside arXiv's, by name and position; in doubt it is left alone (pure).

The alignment with the most agreement is found by dynamic programming, as for sequences: nobody changes places, anybody
may be missing on either side. Nothing is aligned by position alone but a name that cannot be read, between names that
can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from enrich.reconcile.compare_names import Fit, compare, is_body, parse
from enrich.statements.statement import StatedAuthor

Alignment = Mapping[int, int]
"""Index into the service's list -> index into arXiv's."""
_SCORES = {Fit.UNKNOWN: 1, Fit.INITIAL: 4, Fit.SURNAME: 4, Fit.FITS: 7, Fit.SAME: 8}
_MOST_CELLS = 300_000
"""Pairs of names that are compared at most; beyond them the lists are left alone."""
_AROUND = 8
"""Places around its own at which an author is looked for, beside the difference in length."""


def align(authors: Sequence[str], stated: Sequence[StatedAuthor], complete: bool = True) -> Alignment | None:
    """Which of arXiv's authors each stated one is; None when the lists are to be left alone.

    That is when their lengths differ by more than a fifth (and by more than one author), when two authors of one list
    have the same name, when a name fits two authors equally well, when fewer than half of the names agree, and when the
    order is reversed and names do not force it. Collaborations are in neither list. `complete` is False of a list that
    the service cut.
    """
    ours = [i for i, name in enumerate(authors) if not is_body(name)]
    theirs = [j for j, one in enumerate(stated) if not one.is_body and not is_body(one.name)]
    if not complete:
        ours = ours[: len(theirs) + max(1, len(theirs) // 5)]
    if not ours or not theirs or (complete and abs(len(ours) - len(theirs)) > max(1, len(ours) // 5)):
        return None
    a, b = [authors[i] for i in ours], [stated[j].name for j in theirs]
    if _twice(a) or _twice(b):
        return None
    pairs = _paired(a, b)
    if pairs is None or len(pairs) < min(len(a), len(b)):
        turned = _forced([(i, len(b) - 1 - j) for i, j in _paired(a, b[::-1]) or ()], a, b)
        pairs = turned if len(turned or ()) > len(pairs or ()) else pairs
    if pairs is None or 2 * sum(compare(a[i], b[j]) >= Fit.FITS for i, j in pairs) < min(len(a), len(b)):
        return None
    return {theirs[j]: ours[i] for i, j in pairs}


def _twice(names: Sequence[str]) -> bool:
    """Whether a list has one name twice."""
    keys = [key for name in names if (key := parse(name).key)]
    return len(set(keys)) < len(keys)


def _forced(pairs: list[tuple[int, int]], a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]] | None:
    """The pairs of a reversed list if each of them agrees by name, and all but one are there."""
    whole = all(compare(a[i], b[j]) >= Fit.FITS for i, j in pairs)
    return pairs if whole and len(pairs) > 1 and len(pairs) >= min(len(a), len(b)) - 1 else None


def _paired(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]] | None:
    """The pairs of the best alignment in this order, ascending; None when another is as good."""
    start = 0
    while start < min(len(a), len(b)) and compare(a[start], b[start]) is Fit.SAME:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and compare(a[-1 - end], b[-1 - end]) is Fit.SAME:
        end += 1
    inner = _best(a[start : len(a) - end], b[start : len(b) - end])
    if inner is None or _doubtful(inner, a[start : len(a) - end], b[start : len(b) - end]):
        return None
    pairs = [(i, i) for i in range(start)] + [(start + i, start + j) for i, j in inner]
    pairs += [(len(a) - k, len(b) - k) for k in range(end, 0, -1)]
    unread = [(i, j) for i, j in pairs if compare(a[i], b[j]) is Fit.UNKNOWN]
    if len(a) == len(b) == len(pairs) > len(unread) == 1:
        # One name that cannot be read has its place from all the others.
        return pairs
    return [pair for pair in pairs if pair not in unread] if unread else pairs


def _best(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]] | None:
    """Pairs of the highest score in order; None when there are too many names to compare."""
    if not a or not b:
        return []
    band = abs(len(a) - len(b)) + _AROUND
    if len(a) * min(len(b), 2 * band + 1) > _MOST_CELLS:
        return None
    best: list[dict[int, int]] = [{}]
    for i, ours in enumerate(a, 1):
        row: dict[int, int] = {}
        for j in range(max(1, i - band), min(len(b), i + band) + 1):
            score = _SCORES.get(compare(ours, b[j - 1]))
            paired = best[i - 1].get(j - 1, 0) + score if score else 0
            row[j] = max(paired, best[i - 1].get(j, 0), row.get(j - 1, 0))
        best.append(row)
    return _traced(best, a, b)


def _traced(best: Sequence[Mapping[int, int]], a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    pairs = []
    i, j = len(a), max(best[-1], default=0)
    while i and j:
        score = _SCORES.get(compare(a[i - 1], b[j - 1]))
        here = best[i].get(j, 0)
        if score and here == best[i - 1].get(j - 1, 0) + score:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif here == best[i - 1].get(j, 0) and j in best[i - 1]:
            i -= 1
        elif j - 1 in best[i]:
            j -= 1
        else:
            i -= 1
    return pairs[::-1]


def _doubtful(pairs: Sequence[tuple[int, int]], a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether a pair that is not the same name could be another pair just as well."""
    settled = [(i, j) for i, j in pairs if compare(a[i], b[j]) is Fit.SAME]
    open_a = set(range(len(a))) - {i for i, _ in settled}
    open_b = set(range(len(b))) - {j for _, j in settled}
    if len(open_a) * len(open_b) > _MOST_CELLS:
        families = Counter(parse(a[i]).family for i in open_a)
        return max(families.values(), default=0) > 1
    for i, j in pairs:
        fit = compare(a[i], b[j])
        if fit in {Fit.SAME, Fit.UNKNOWN}:
            continue
        if any(compare(a[k], b[j]) >= fit for k in open_a if k != i):
            return True
        if any(compare(a[i], b[k]) >= fit for k in open_b if k != j):
            return True
    return False
