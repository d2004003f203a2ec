"""A title with a reader's remarks around it -> what may be the title alone (pure).

`[[@Gu2014]] Title`, `Title -- gave up`, `Title (done, boring)`, `[EuroSys] Title, Barz et al`. Each of these counts only where it is a paper's
whole title; a subtitle, a part, an edition is never cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.titles.normalise import normal_title
from enrich.titles.words import EDITIONS, KINDS_OF_WORK, SEQUELS, known, word_set

# bounded: LONGEST characters of a title
_LINKED = re.compile(r"\[\[([^\[\]|]{0,200})(?:\|([^\[\]]{0,200}))?\]\]")
# bounded: LONGEST characters of a title
_BEFORE = re.compile(
    r"^\W*(?:@[\w:-]{2,30}(?=\s)|\[[^\[\]]{1,40}\]|\([^()]{1,40}\)|【[^】]{1,40}】|[A-Za-z]{2,10}\s?(?:[’']?\d\d|(?:19|20)\d\d)\s?[:|–—-])\s*"
)
# bounded: LONGEST characters of a title
_TAIL_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,80})[)\]]\W*$")
# bounded: LONGEST characters of a title
_TAIL_DASH = re.compile(r"\s+(?:--+|[–—-]|->|=>|<-|//|\||~)\s+(.{1,80})$")
# bounded: LONGEST characters of a title
_TAIL_NAMES = re.compile(r"(?:,|\s+by)\s+(.{2,60}?\bet\.? al\b\.?)\W*$|\s+\((.{2,60}?\bet\.? al\b.{0,20})\)?\W*$")
# bounded: LONGEST characters of a title
_TAIL_SIGNS = re.compile(
    r"(?:\s++(?>[#@][A-Za-z][\w/-]*+|@?\{[^{}]*+\}|[^\w\s()\[\]+*'′#]++|\d{1,2}h(?:\d\d)?|(?:19|20)\d\d-\d\d-\d\d))++$"
)
_SOMEBODY = re.compile(r"(?:(?:Mr|Ms|Mrs|Dr|Prof|Herrn?|Frau|Mme|M)\.? )?[A-Z][^\W\dA-Z_]+(?: [A-Z][^\W\dA-Z_]+)?")
"""Who reads or presents it, alone in brackets."""
_DAY = re.compile(r"\W*(?:19|20)\d\d(?:[-/.]\d\d?){0,2}\W*")
_NEVER_CUT = SEQUELS | EDITIONS | KINDS_OF_WORK
_COPY = word_set(
    """
    no not link links found lost missing slides slide pdf see wiki online yet preprint code video recording copy copies paywalled paywall available
    print printed scan scanned dropbox drive library request requested email mail to be on in the my our folder desk shelf of at from talk
    only anywhere so far
    """
)
"""Words that say where a copy of a paper is, and whether there is one."""
_OF_A_COPY = word_set("link links slides pdf found lost missing copy video recording scan wiki paywalled")
MOST_WORDS = 6
"""Words of a remark at most: more than these say what a subtitle says."""


def speaks_of_a_copy(title: str) -> bool:
    """Whether a title ends with a remark in brackets on where a copy of the paper is: `(slides lost)`, `(no link found)`."""
    found = _TAIL_BRACKETS.search(title)
    return found is not None and _is_of_a_copy(found.group(1))


def _is_of_a_copy(text: str) -> bool:
    words = {*normal_title(text).split()}
    return len(words) > 1 and text[:1].islower() and words <= _COPY and bool(words & _OF_A_COPY)


def without_remarks(title: str) -> Iterator[str]:
    """What may be the title alone, the longest first; nothing where no remark is seen."""
    seen = {title}
    for _ in range(4):
        cut = _cut_once(title)
        if cut is None or cut in seen or len(cut.split()) < 3:
            return
        seen.add(cut)
        title = cut
        yield title


def _cut_once(title: str) -> str | None:
    if found := _LINKED.search(title):
        inside = found.group(2) or found.group(1)
        kept = inside if " " in inside.strip() else ""
        return " ".join(f"{title[: found.start()]} {kept} {title[found.end() :]}".split())
    if (found := _TAIL_SIGNS.search(title)) and title[: found.start()].strip():
        return title[: found.start()].rstrip(" ,;")
    for pattern in (_TAIL_NAMES, _TAIL_BRACKETS, _TAIL_DASH):
        found = pattern.search(title)
        inside = next((group for group in found.groups() if group), "") if found else ""
        if found and (
            _is_remark(inside) or _is_of_a_copy(inside) or (pattern is _TAIL_BRACKETS and _is_somebody(inside))
        ):
            return title[: found.start()].rstrip(" ,;")
    if (found := _BEFORE.match(title)) and not _NEVER_CUT.intersection(normal_title(found.group(0)).split()):
        return title[found.end() :]
    return None


def _is_somebody(text: str) -> bool:
    """Whether what stands in brackets is a person's name by its form, no word of the field among it."""
    words = normal_title(text).split()
    return _SOMEBODY.fullmatch(text) is not None and not any(map(known, words)) and not _NEVER_CUT.intersection(words)


def _is_remark(text: str) -> bool:
    """Whether what is behind a title is a remark: few words that begin small, or names with "et al."."""
    words = normal_title(text).split()
    if _NEVER_CUT.intersection(words) or len(words) > MOST_WORDS:
        return False
    return bool(re.search(r"\bet\.? al\b", text)) or text[:1].islower() or _DAY.fullmatch(text) is not None
