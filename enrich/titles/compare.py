"""How two titles differ (pure): word by word, then part by part.

::

    the document's title          the paper's title               kind
    Sparse Codes                  sparse codes                    same
    Sparce Codes                  Sparse Codes                    near        a typo, inflection, an article
    Sparse CodesJane Doe et al.   Sparse Codes                    authors     the paper's authors run on
    J. Doe, B. Li. Sparse Codes   Sparse Codes                    authors     the same, before it
    Sparse Codes                  Sparse Codes: A Theory          lost        the subtitle is missing
    Sparse Codes: A Theory        Sparse Codes                    added       the subtitle is the document's
    Sparse Codes and th...        Sparse Codes and their Uses     truncated
    A Theory of Codes             Sparse: A Theory of Codes       headless    what stood before the colon is missing
    Sparse Codes in IMRT          ... in Intensity Modulated ...  near        an acronym is written out
    Sparse Trees                  Sparse Codes                    other
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import Literal

from msgspec import Struct
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from enrich.titles.normalise import LETTER_A, TitleForm, written_out
from enrich.titles.words import MINOR, inflects, known, misspells

Kind = Literal["same", "near", "authors", "lost", "added", "truncated", "headless", "other"]
_ALIKE = 60
"""Percent of letters in common that titles have which differ by copying alone; most have over 90."""
_AROUND_NAMES = frozenset({"by", "and", "et", "al", "etal", "star", "dagger"})
_NUMBERS = dict(
    zip(
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        strict=True,
    )
)
"""Figures as words."""
_YEAR = re.compile(r"(?:19|20)\d\d")
KINDS: tuple[Kind, ...] = ("same", "near", "authors", "lost", "added", "truncated", "headless", "other")


class Difference(Struct, frozen=True):
    """How two rows of words differ."""

    typos: int = 0
    inflections: int = 0
    minor: int = 0
    """Words like `the` and `of` that only one has."""
    added: tuple[str, ...] = ()
    """Words that only the document has."""
    missing: tuple[str, ...] = ()
    """Words that only the paper has."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Words that stand for each other without being the same: the document's, the paper's."""

    @property
    def none(self) -> bool:
        return self == Difference()

    def harmless(self, length: int) -> bool:
        """Whether copying explains the difference, in a title of this many words."""
        if self.added or self.missing:
            return False
        most = 3 if length >= 9 else 2 if length >= 3 else 1
        return self.typos <= most and self.inflections <= 2 and self.minor <= 2 and self.total <= most + 1

    @property
    def total(self) -> int:
        return self.typos + self.inflections + self.minor


class Likeness(Struct, frozen=True):
    """How a document's title relates to a paper's."""

    kind: Kind
    difference: Difference
    """How the parts that both have differ."""
    shared: tuple[str, ...] = ()
    """The paper's words that both have."""
    piece: tuple[str, ...] = ()
    """What only one has: the subtitle, the rest after the ellipsis, the words run on."""
    cut: int = 0
    """Letters that are left of a word that the ellipsis cut."""


def _plus(a: Difference, b: Difference) -> Difference:
    return Difference(
        a.typos + b.typos,
        a.inflections + b.inflections,
        a.minor + b.minor,
        a.added + b.added,
        a.missing + b.missing,
        a.pairs + b.pairs,
    )


def _pair(item: str, paper: str) -> Difference:
    """How one word stands to another."""
    if item == paper or {item, paper} == {"a", LETTER_A} or _NUMBERS.get(item, item) == _NUMBERS.get(paper, paper):
        return Difference()
    both = ((item, paper),)
    if item in MINOR and paper in MINOR:
        return Difference(minor=1, pairs=both)
    if inflects(item, paper):
        return Difference(inflections=1, pairs=both)
    if misspells(item, paper):
        return Difference(typos=1, pairs=both)
    return Difference(added=(item,), missing=(paper,))


def _spelled_out(words: Sequence[str]) -> str:
    """The letters of the words, numbers as words: `two-pair` is `twopair`."""
    return "".join(_NUMBERS.get(word, word) for word in words).replace(LETTER_A, "a")


def _respaced(item: Sequence[str], paper: Sequence[str]) -> bool:
    """Whether only the spaces differ (`net works`), and not the sense (`a symmetric`, `in finite`)."""
    if "".join(item) != "".join(paper) and _spelled_out(item) != _spelled_out(paper):
        return False
    apart, joined = (item, paper) if len(item) > len(paper) else (paper, item)
    return not (any(w in MINOR for w in apart) and all(known(w) for w in (*apart, *joined)))


def _unmatched(item: Sequence[str], paper: Sequence[str]) -> Difference:
    """The difference of two runs of words that do not stand against each other: pairs in order, the rest is alone."""
    result, at = Difference(), 0
    for word in item:
        pairs = ((k, _pair(word, paper[k])) for k in range(at, len(paper)))
        k, pair = next(((k, d) for k, d in pairs if not d.added and not d.minor), (None, Difference(added=(word,))))
        if k is not None:
            result, at = _plus(_plus(result, pair), _alone((), paper[at:k])), k + 1
        else:
            result = _plus(result, _alone((word,), ()))
    return _plus(result, _alone((), paper[at:]))


def _alone(item: Sequence[str], paper: Sequence[str]) -> Difference:
    """The difference that words without a counterpart make."""
    added, missing = (tuple(w for w in side if w not in MINOR) for side in (item, paper))
    lone = tuple((w, "") for w in item if w in MINOR) + tuple(("", w) for w in paper if w in MINOR)
    return Difference(minor=len(lone), added=added, missing=missing, pairs=lone)


def _run(item: Sequence[str], paper: Sequence[str]) -> Difference:
    """The difference of two runs of words that share nothing word for word."""
    if _respaced(item, paper):
        return Difference()
    if len(item) == len(paper):
        result = Difference()
        for a, b in zip(item, paper, strict=True):
            result = _plus(result, _pair(a, b))
        return min(result, _unmatched(item, paper), key=lambda d: len(d.added) + len(d.missing))
    joined = "".join(item)
    if len(item) < len(paper) and len(item) == 1 and len(joined) >= 7 and misspells(joined, "".join(paper)):
        return Difference(typos=1, pairs=((joined, "".join(paper)),))
    if len(item) == 2 and len(paper) == 1 and not known(item[0]) and misspells(joined, paper[0]):
        return Difference(typos=1, pairs=((joined, paper[0]),))
    return _unmatched(item, paper)


def _runs(item: Sequence[str], paper: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The runs of words in which two rows differ."""
    run: tuple[int, int, int, int] | None = None
    for op in Levenshtein.opcodes(item, paper):
        if op.tag == "equal":
            if run:
                yield item[run[0] : run[1]], paper[run[2] : run[3]]
            run = None
        else:
            run = (run[0] if run else op.src_start, op.src_end, run[2] if run else op.dest_start, op.dest_end)
    if run:
        yield item[run[0] : run[1]], paper[run[2] : run[3]]


def _alike(item: Sequence[str], paper: Sequence[str]) -> bool:
    """A quick look at the letters that spares words that cannot be the same but for harm in copying the comparison."""
    return fuzz.ratio("".join(item), "".join(paper), score_cutoff=_ALIKE) >= _ALIKE


def differ(item: Sequence[str], paper: Sequence[str]) -> Difference:
    """How the document's words differ from the paper's; of words that are not alike at all, that they do."""
    if not _alike(item, paper):
        return Difference(added=tuple(item), missing=tuple(paper))
    result = Difference()
    for a, b in _runs(item, paper):
        result = _plus(result, _run(a, b))
    return result


def _truncated(item: TitleForm, paper: TitleForm) -> Likeness | None:
    """The document's title as the beginning of the paper's, the last word perhaps cut; without the subtitle if it ends there."""
    n = len(item.words)
    if not 1 <= n <= len(paper.words):
        return None
    last, whole = item.words[-1], paper.words[n - 1]
    cut = whole.startswith(last) and whole != last
    if not item.truncated and not (cut and n >= 5 and not known(last) and len(last) >= 2):
        return None
    if not (cut or last == whole or _pair(last, whole).typos):
        return None
    begun = differ(item.words[:-1], paper.words[: n - 1])
    if not begun.harmless(n) or begun.typos > 1 or begun.inflections:
        return None
    if cut and not item.truncated and n == len(paper.words):
        begun = _plus(begun, Difference(pairs=((last, whole),)))
    if not cut and n in paper.cuts:
        return Likeness("lost", begun, paper.words[:n], paper.words[n:])
    return Likeness("truncated", begun, paper.words[: n if not cut else n - 1], paper.words[n - cut :], len(last) * cut)


def _named(rest: str, names: frozenset[str]) -> bool:
    """Whether letters run together are nothing but names of the paper's authors; an initial stands alone."""
    return rest in names or _consists_of(rest, {n for n in names | {"and", "et", "al", "etal"} if len(n) > 1})


def _consists_of(text: str, words: Set[str]) -> bool:
    """Whether a text is nothing but words run together; each place is reached once, in however many ways it can be."""
    lengths = sorted({len(word) for word in words})
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached.update(at + n for n in lengths if text[at : at + n] in words)
    return len(text) > 0 and len(text) in reached


def _beside(item: TitleForm, paper: TitleForm) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The ways to see the paper's title in the document's with more words after or before it: title, more words."""
    n, words = len(paper.words), item.words
    for k in (n, n - 1, n + 1):
        if not 1 <= k <= len(words):
            continue
        fused, last = words[k - 1], paper.words[-1]
        glued = fused[len(last) :] if fused != last and fused.startswith(last) else ""
        yield ((*words[: k - 1], last), (glued, *words[k:])) if glued else (words[:k], words[k:])
        if k < len(words):
            yield words[-k:], words[:-k]


def _authors_on(item: TitleForm, paper: TitleForm, names: frozenset[str]) -> Likeness | None:
    """The paper's title with its authors' names run on, `Self-AttentionJason Ramapuram, Federico Danieli et al.`."""
    if not names or not paper.words:
        return None
    for title, more in _beside(item, paper):
        if not more or not _alike(title, paper.words):
            continue
        rest = tuple(w for w in more if w not in _AROUND_NAMES and not _YEAR.fullmatch(w))
        named = [w for w in rest if _named(w, names)]
        if not any(len(w) >= 3 for w in named) or not _named(rest[0], names):
            continue
        difference = differ(title, paper.words)
        most = len(rest) if len(rest) < 6 else 2 * len(rest) // 3
        if difference.harmless(len(paper.words)) and len(named) >= most:
            return Likeness("authors", difference, paper.words, tuple(more))
    return None


def _parts(item: TitleForm, paper: TitleForm) -> Iterator[Likeness]:
    """The ways in which one title is a part of the other."""
    for cut in paper.cuts:
        head, tail = paper.words[:cut], paper.words[cut:]
        if (d := differ(item.words, head)).harmless(cut):
            yield Likeness("lost", d, head, tail)
        if (d := differ(item.words, tail)).harmless(len(tail)):
            yield Likeness("headless", d, tail, head)
    for cut in item.cuts:
        if (d := differ(item.words[:cut], paper.words)).harmless(len(paper.words)):
            yield Likeness("added", d, paper.words, item.words[cut:])


def compare(item: TitleForm, paper: TitleForm, names: frozenset[str]) -> Likeness:
    """The best way to see the document's title in the paper's; `names` are words of the paper's authors' names."""
    whole = differ(item.words, paper.words)
    if whole.harmless(len(paper.words)):
        if not item.truncated:
            return Likeness("same" if whole.none else "near", whole, paper.words)
        if whole.none or whole.typos:
            return Likeness("truncated", whole, paper.words)
    if len(item.words) and (found := _authors_on(item, paper, names) or _truncated(item, paper)):
        return found
    if out := written_out(item, paper):
        spelled = differ(out[0].words, out[1].words)
        if spelled.harmless(len(out[1].words)):
            return Likeness("near", spelled, out[1].words)
    likely = sorted(_parts(item, paper), key=lambda p: (KINDS.index(p.kind), p.difference.total, len(p.piece)))
    return likely[0] if likely else Likeness("other", whole)
