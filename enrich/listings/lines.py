"""Plain text -> typed lines: the pieces that a listing is made of, each with where it stands (pure).

A line is cut where an id is fused to what follows, hard-wrapped lines are joined, and what several paragraphs
end in after an ellipsis (the name of the site) is set apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from enrich.citations.author_lists import read_byline, split_fused
from enrich.citations.citation import BULLET
from enrich.citations.dates import leading_date
from enrich.citations.items import adds_work
from enrich.identifiers.find import IdMatch
from enrich.listings.labels import label_of
from enrich.listings.unwrap import Stretch, folded, join_wrapped

Kind = Literal["id", "head", "label", "byline", "fused", "bullet", "heading", "rule", "date", "long", "short", "noise"]

_CATEGORY_NAME = (
    r"\b(?:(?:cs|math|stat|eess|econ|q-bio|q-fin|physics|astro-ph|cond-mat|nlin)\.[A-Za-z]{2}(?:-[a-z]{2,4})?"
    r"|(?:astro-ph|cond-mat|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph))"
)
CATEGORY = re.compile(_CATEGORY_NAME + r"(?![\w/-])")
"""A category of arXiv's, as written."""
_HEAD_CATEGORY = re.compile(
    rf"\[?({_CATEGORY_NAME}(?=[\W\d]|[A-Z][a-z]{{2}}\b|$)|[A-Z]{{2}}(?=[A-Z][a-z]{{2}}|\s*\d|\s+[A-Z][a-z]{{2}}))\]?[\s,|·]*"
)
_HEAD_REST = re.compile(r"[\s|·,\[(]*+(?P<mark>code)?[\s|·,\])]*+", re.IGNORECASE)
_ID_REST = re.compile(
    r"(?:arxiv|preprint|doi|https?:?|dx\.doi\.org|created|updated|submitted|published|announced|date|pdf|abs|html|code|link|id|url"
    r"|version|v\d+|on|e-?print|paper|www|org|cross-?list(?:ed)?|replace(?:d|ment)|from|ps\b|other\b|format\b|"
    + CATEGORY.pattern
    + r"|[\W\d_])*+",
    re.IGNORECASE,
)
MANY = 20
"""More ids than this in one line, and it does not belong to an entry."""
_SENTENCES = re.compile(r"[a-z\d)\]”\"'$][.!?]\s+[A-Z\"“(\[$]")
_HEAD = 200
"""Characters that no head of an entry has."""
_RULE = re.compile(r"(?:[-=_*~#+]{3,}+|\\\\)\s*+(?:\(.*)?|[-=_*\s]{5,}+(?:\(.*)?")
_ELLIPSIS_TAIL = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*+(?P<tail>[^.…\n]{1,60}+)$")
_TAIL = 70
"""Characters of a line in which such an end is, with what precedes it."""
_FULL_STOPS = frozenset('.!?)…]”"')
_IN_ADDRESS = re.compile(r"\.\w")


class ListingLine(Struct, frozen=True, gc=False):
    """A line, or the part of one that stands for itself."""

    start: int
    end: int
    """Offsets in the document's text."""
    text: str
    """Stripped, inner white space folded."""
    kind: Kind
    hits: tuple[IdMatch, ...] = ()
    """Ids and DOIs in it."""
    blank_before: bool = False
    """An empty line (or the start) precedes it."""
    indent: int = 0
    """Columns of white space before it."""
    cut: bool = False
    """It ends in an ellipsis, or in what several paragraphs end in after an ellipsis."""
    times: int = 1
    """How many lines it stands for: one without text is a stretch of running text."""


def read_lines(text: str, hits: Sequence[IdMatch], stretches: Sequence[Stretch] = ()) -> tuple[ListingLine, ...]:
    """The lines of a text, typed; `hits` are all ids in it, in order, and `stretches` of it are blanked."""
    within = _Within(hits)
    spans = [part for span in _spans(text) for part in _cut_at_ids(text, span, within)]
    joined = join_wrapped(text, spans, _opens, lambda line: bool(_RULE.fullmatch(line)), stretches)
    drafts = [_draft(text, start, end, within, blank) for start, end, blank in joined]
    tails = _repeated_tails(drafts)
    repeated = {line for line, times in Counter(draft.text for draft in drafts).items() if times > 2 and len(line) < 80}
    typed = [_typed(draft, tails, repeated) for draft in drafts]
    if not stretches:
        return tuple(typed)
    blanked = [ListingLine(one.start, one.start, "", "long", (), True, times=one.paragraphs) for one in stretches]
    return tuple(sorted([*typed, *blanked], key=lambda line: line.start))


class _Within:
    """The hits that begin in a span, found by bisection."""

    def __init__(self, hits: Sequence[IdMatch]) -> None:
        self.hits = tuple(hits)
        self.starts = [hit.start for hit in hits]

    def __call__(self, start: int, end: int) -> tuple[IdMatch, ...]:
        return self.hits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def read_head(text: str) -> tuple[str | None, str, bool] | None:
    """`LGSep 6, 2024Code` -> (category, date as written, code marked); None when the line is no such head."""
    found = _HEAD_CATEGORY.match(text)
    rest = text[found.end() :] if found else text
    dated = leading_date(rest)
    if dated is None or (dated.exact == "year" and not found) or len(rest) > 60:
        return None
    mark = _HEAD_REST.fullmatch(rest[dated.end :])
    if mark is None:
        return None
    return found.group(1) if found else None, rest[: dated.end], bool(mark.group("mark"))


def continues_title(lines: Sequence[ListingLine], at: int) -> bool:
    """Whether a line goes on with the title behind the label above it: it stands deeper, as those between them do."""
    above = at
    while above and lines[above].kind in {"short", "fused"} and not lines[above].blank_before:
        above -= 1
    found = label_of(lines[above].text) if above < at and lines[above].kind == "label" else None
    margin = lines[above].indent + 1
    return found is not None and found[0] == "title" and all(one.indent > margin for one in lines[above + 1 : at + 1])


def is_long(text: str, cut: bool = False) -> bool:
    """Whether a text is an abstract's rather than a title's."""
    if len(text) > 300 or (cut and len(text) > 60):
        return True
    if len(text) > 120 and _SENTENCES.search(text) and (_is_finished(text) or len(_SENTENCES.findall(text)) > 2):
        return True
    return len(text) > 60 and text.endswith(".") and not text.endswith("et al.") and len(text.split()) > 11


def _spans(text: str) -> list[tuple[int, int, bool]]:
    spans, blank, at = [], True, 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + line.index(bare[0])
            spans.append((start, start + len(line[start - at :].rstrip()), blank))
        blank = not bare
        at += len(line)
    return spans


def _cut_at_ids(text: str, span: tuple[int, int, bool], within: _Within) -> list[tuple[int, int, bool]]:
    """Cut a line after an id (with what belongs to it) that opens it or is fused to the next word, and before it."""
    start, end, blank = span
    cuts, chained = [start], False
    inside = [hit for hit in within(start, end) if hit.end <= end]
    if not inside:
        return [span]
    for at, hit in enumerate(inside):
        before = text[max(cuts[-1], hit.start - 300) : hit.start].rstrip(" ([")
        opens = chained or (hit.start - cuts[-1] < 200 and bool(_ID_REST.fullmatch(before)))
        fused = text[hit.end : hit.end + 1].isalpha()
        last = hit.end == end and len(before) > 150
        gap = text[hit.end : inside[at + 1].start] if at + 1 < len(inside) else "?"
        nearby = len(gap) < 100 and gap != "?" and bool(_ID_REST.fullmatch(gap))
        if not opens and (fused or last) and _is_finished(before):
            cuts.append(hit.start)
            opens = True
        chained = opens and nearby
        if opens and not nearby and (fused or end - hit.end > 120) and text[hit.end : end].strip(" .;,)"):
            cuts.append(hit.end)
    edges = [*cuts, end]
    parts = [(first, last, blank and first == start) for first, last in pairwise(edges)]
    return [part for part in parts if text[part[0] : part[1]].strip()]


def _opens(line: str) -> bool:
    """Whether a line cannot be the continuation of the one before it."""
    return bool(
        BULLET.match(line)
        or label_of(line)
        or _RULE.fullmatch(line)
        or line.startswith("#")
        or (":" in line[:40] and adds_work(line))
    )


def _draft(text: str, start: int, end: int, within: _Within, blank: bool) -> ListingLine:
    inside = within(start, end)
    line_start = text.rfind("\n", 0, start) + 1
    indent = start - line_start if not text[line_start:start].strip() else 0
    return ListingLine(start, end, folded(text[start:end]), "short", inside, blank, indent)


def _repeated_tails(drafts: list[ListingLine]) -> tuple[str, ...]:
    """What is after an ellipsis at the end of long lines: a site's name; the longest first."""
    ends = (draft.text[-_TAIL:] for draft in drafts)
    tails = Counter(found["tail"].strip() for end in ends if (found := _ELLIPSIS_TAIL.search(end)))
    fine = [
        tail
        for tail, times in tails.items()
        if tail and (times > 1 or (tail[0].isupper() and len(tail.split()) < 7 and not tail.endswith((",", ";"))))
    ]
    return tuple(sorted(fine, key=len, reverse=True))


def _typed(draft: ListingLine, tails: tuple[str, ...], repeated: set[str]) -> ListingLine:
    text, cut = draft.text, False
    for tail in tails:
        if text.endswith(tail) and (
            len(text) > len(tail) + 40 or text[: -len(tail)].rstrip().endswith(("…", "...", "]"))
        ):
            text, cut = text[: -len(tail)].rstrip(), True
            break
    cut = cut or text.endswith(("…", "..."))
    kind = _kind(text, draft.hits, cut, draft.text in repeated or draft.text in tails)
    return ListingLine(draft.start, draft.end, text, kind, draft.hits, draft.blank_before, draft.indent, cut)


def _kind(text: str, hits: Sequence[IdMatch], cut: bool, repeated: bool) -> Kind:
    if text.startswith("\\\\") or (hits and _RULE.fullmatch(text)):
        # The mails of arXiv set the parts of one entry apart with two backslashes.
        return "id" if hits else "noise"
    if _RULE.fullmatch(text):
        return "rule"
    if text.startswith("#") and text.lstrip("#").startswith((" ", "\t")):
        return "heading"
    if 0 < len(hits) <= MANY and _ID_REST.fullmatch(_without(text, hits)):
        return "id"
    if len(text) < _HEAD and read_head(text):
        return "head"
    if label_of(text):
        return "label"
    if BULLET.match(text):
        return "bullet"
    if len(text) > 300 and text.count(",") * 67 < len(text) and is_long(text, cut):
        return "long"
    named = (len(text) < 20000 or text[:20000].count(",") > 500) and read_byline(text)
    if not cut and len(text) < 20000 and (fused := split_fused(text)) and len(_SENTENCES.findall(fused[0])) < 2:
        return "byline" if named and "," in fused[0] else "fused"
    if named:
        return "byline"
    if is_long(text, cut):
        return "long"
    return "noise" if repeated else "short"


def _without(text: str, hits: Sequence[IdMatch]) -> str:
    for hit in hits:
        text = text.replace(" ".join(hit.text.split()), " ", 1)
    return _ADDRESS.sub(" ", _DAY.sub(" ", text))


_DAY = re.compile(r"\b[A-Z][a-z]{2} \d{1,2},? \d{4}|\b\d{1,2} [A-Z][a-z]{2,8} \d{4}")
_ADDRESS = re.compile(r"https?://\S+")


def _is_finished(text: str) -> bool:
    """Whether a text ends as a sentence does, or with an address."""
    words = text.split()
    return bool(words) and (words[-1][-1] in _FULL_STOPS or _IN_ADDRESS.search(words[-1]) is not None)
