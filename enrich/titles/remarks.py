"""A title with a reader's remarks around it -> what may be the title alone (pure).

`[[@Gu2014]] Title`, `Title -- gave up`, `Title (done, boring)`, `[EuroSys] Title, Barz et al`, `notes on “Title”`. Each of these counts only where it is a paper's
whole title; a subtitle, a part, an edition is never cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from enrich.titles.normalise import LONGEST, normal_title
from enrich.titles.sentences import speaks
from enrich.titles.words import AROUND_TITLES, EDITIONS, KINDS_OF_WORK, MINOR, SEQUELS, VENUES, known, word_set

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
# bounded: LONGEST characters of a title
_TAIL_COMMA = re.compile(
    r",\s((?:but|only|esp\.?|especially|mainly|mostly|maybe|probably|apparently|skip|see|read|ask|at least|my|our)\b.{1,80}|(?:19|20)\d\d(?: ?[^\W\d_]{1,4}\.?)?)$"
)
_OF_FILE = re.compile(r"(?:pdf|ps|html|epub|video)\b.{0,20}|[^\W\d_]{3,15}: .{2,70}", re.IGNORECASE)
"""What is said of a file, or who wrote it behind a label: `(PDF, 2 MB)`, `(autorzy: ...)`."""
# bounded: LONGEST characters of a title
_LEAD = re.compile(
    r"(?:(?:and|also|then|maybe|perhaps|plus|next|finally|first|second|later|see|cf\.?|e\.g\.|read|still|again)[,:]?\s+){1,3}(?=[A-Z])"
)
"""Small words that lead to a title."""
# bounded: 80 characters
_LABEL = re.compile(
    r"\W*(?:[a-z]{2,10}://\S{1,200}\s|\d{1,2}[,、]\s?|(?:papers?|articles?|readings?|preprints?|manuscripts?|publications?|aufsatz|artikel)(?: (?:[ivx]{1,4}|\d{1,2}|[a-z]|of the (?:day|week|month)))?:)\s*(?=\S+\s)",
    re.IGNORECASE,
)
"""What counts or announces a title: `Paper III: `, `Paper of the day: `, `2, `, an address."""
# bounded: 80 characters
_LEAD_SENTENCE = re.compile(r"\W{0,3}[a-z][^:\"“”«»]{2,80}:\s+(?=[\"“«A-Z])")
"""What is said of a paper before its title: `the one about trapping by Petersen: Title`."""
_CITED = re.compile(
    r"[^\W\d_a-z][\w'’-]{1,30}(?:\+|,? et al\.?|,? (?:and|&) [^\W\d_a-z][\w'’-]{1,30})?,? ?'?(?:19|20)?\d\d[a-z]?"
)
"""Who wrote it and when, alone in brackets: `[Nainan+ 2013]`."""
# bounded: LONGEST characters of a title
_QUOTATION = re.compile(
    r"[“„«»]\s?([^“”„«»]{12,300}?)\s?[”“»«]|(?<!\w)\"([^\"]{12,300})\"(?!\w)|(?<!\w)['‘]([^'’‘]{12,300})['’](?!\w)"
)
_AROUND_MOST = 10
_SOMEBODY = re.compile(r"(?:(?:Mr|Ms|Mrs|Dr|Prof|Herrn?|Frau|Mme|M)\.? )?[A-Z][^\W\dA-Z_]+(?: [A-Z][^\W\dA-Z_]+)?")
"""Who reads or presents it, alone in brackets."""
_DAY = re.compile(r"\W*(?:19|20)\d\d(?:[-/.]\d\d?){0,2}\W*")
NEVER_CUT = SEQUELS | EDITIONS | KINDS_OF_WORK
_COPY = word_set(
    """
    no not link links found lost missing slides slide pdf see wiki online yet preprint code video recording copy copies paywalled paywall available
    print printed scan scanned dropbox drive library request requested email mail to be on in the my our folder desk shelf of at from talk
    only anywhere so far
    """
)
"""Words that say where a copy of a paper is, and whether there is one."""
_OF_A_COPY = word_set("link links slides pdf found lost missing copy video recording scan wiki paywalled")
MOST_WORDS, MOST_SPOKEN = 6, 12
"""Words of a remark at most: more than these say what a subtitle says; it may have more where somebody speaks."""


def speaks_of_a_copy(title: str) -> bool:
    """Whether a title ends with a remark in brackets on where a copy of the paper is: `(slides lost)`, `(no link found)`."""
    found = _TAIL_BRACKETS.search(title)
    return found is not None and _is_of_a_copy(found.group(1))


def _is_of_a_copy(text: str) -> bool:
    words = {*normal_title(text).split()}
    return len(words) > 1 and text[:1].islower() and words <= _COPY and bool(words & _OF_A_COPY)


def sole_quotation(title: str) -> str | None:
    """What a short line sets off by quotation marks, where it does so once: `Notes on “Title”`; None where the line is another work on it."""
    found = list(_QUOTATION.finditer(title[:LONGEST]))
    inside = next((group for group in found[0].groups() if group), "") if len(found) == 1 else ""
    if len(inside.split()) < _FEWEST_QUOTED:
        return None
    outside = f"{title[: found[0].start()]} {title[found[0].end() :]}"
    words = _NOTES.sub(" ", normal_title(outside)).split()
    return None if len(words) > _AROUND_MOST or NEVER_CUT.intersection(words) else inside.strip(" .,")


_FEWEST_QUOTED = 4
_NOTES = re.compile(r"\b(?:notes|summary|review) (?:on|of|from)\b")
"""What a reader calls what he writes about a paper."""


def titles_within(title: str, alone: str | None, people: frozenset[str] = frozenset()) -> Iterator[str]:
    """What may be the title alone and says enough; `alone` is what its document shows to be it, of which fewer words will do."""
    least = _FEWEST_SHOWN if speaks_of_a_copy(title) else _FEWEST_CUT
    yield from (cut for cut in without_remarks(title, people) if _telling(cut) >= least)
    shown = [alone[:LONGEST], *without_remarks(alone[:LONGEST], people)] if alone else []
    yield from (cut for cut in shown if _telling(cut) >= _FEWEST_SHOWN)


def _telling(title: str) -> int:
    return sum(word not in MINOR for word in normal_title(title).split())


_FEWEST_CUT, _FEWEST_SHOWN = 4, 3
"""Words that are not minor of a title that a remark is cut from, and of one where the document shows what is no part of it."""


def without_remarks(title: str, people: frozenset[str] = frozenset()) -> Iterator[str]:
    """What may be the title alone, the longest first; nothing where no remark is seen.

    Whom a remark names must be among `people`, the words of the names of a paper's authors, where these are given.
    """
    seen = {title}
    if (quoted := sole_quotation(title)) and quoted not in seen and _names_only(title.replace(quoted, " "), people):
        seen.add(quoted)
        yield quoted
    for _ in range(4):
        cut = _cut_once(title, people)
        if cut is None or cut in seen or len(cut.split()) < 3:
            return
        seen.add(cut)
        title = cut
        yield title


def _cut_once(title: str, people: frozenset[str]) -> str | None:
    if found := _LINKED.search(title):
        inside = found.group(2) or found.group(1)
        kept = inside if " " in inside.strip() else ""
        return " ".join(f"{title[: found.start()]} {kept} {title[found.end() :]}".split())
    if (found := _TAIL_SIGNS.search(title)) and title[: found.start()].strip():
        return title[: found.start()].rstrip(" ,;")
    for pattern in (_TAIL_NAMES, _TAIL_BRACKETS, _TAIL_DASH, _TAIL_COMMA):
        found = pattern.search(title)
        inside = next((group for group in found.groups() if group), "") if found else ""
        if found and (
            _is_remark(inside)
            or pattern is _TAIL_COMMA
            or (pattern is _TAIL_BRACKETS and _OF_FILE.fullmatch(inside))
            or _is_of_a_copy(inside)
            or (
                pattern is _TAIL_BRACKETS
                and (is_somebody(inside) or (_CITED.fullmatch(inside) and _names_only(inside, people)))
            )
        ):
            return title[: found.start()].rstrip(" ,;")
    if found := _LABEL.match(title):
        return title[found.end() :]
    sentence = _LEAD_SENTENCE.match(title)
    found = (
        _LEAD.match(title)
        or (sentence if sentence and _names_only(sentence[0], people) else None)
        or _BEFORE.match(title)
    )
    if found and not NEVER_CUT.intersection(normal_title(found.group(0)).split()):
        return title[found.end() :]
    return None


def _names_only(remark: str, people: frozenset[str]) -> bool:
    """Whether whoever a remark names is among people, or it names nobody, or nobody is known."""
    named = {normal_title(word) for word in _CAPITAL.findall(remark) if not known(word.lower())}
    return not named or not people or bool(named & people)


_CAPITAL = re.compile(r"[^\W\d_a-z][^\W\d_]{2,}")


def is_somebody(text: str) -> bool:
    """Whether what stands in brackets is a person's name by its form, no word of the field among it."""
    words = normal_title(text).split()
    return _SOMEBODY.fullmatch(text) is not None and not any(map(known, words)) and not NEVER_CUT.intersection(words)


def _is_remark(text: str) -> bool:
    """Whether what is behind a title is a remark: few words that begin small, or names with "et al."."""
    words = normal_title(text).split()
    spoken = text[:1].islower() and speaks(text)
    if NEVER_CUT.intersection(words) or len(words) > (MOST_SPOKEN if spoken else MOST_WORDS):
        return False
    return bool(re.search(r"\bet\.? al\b", text)) or text[:1].islower() or _DAY.fullmatch(text) is not None


def is_cited(before: str, after: str, people: frozenset[str]) -> bool:
    """Whether all that stands around a title is set apart from it, and says who wrote it (`people`), where it appeared, when, or what is what.

    Then the line is the title and nothing else. An acronym or an abbreviation is a venue beside a year, or beside people.
    """
    after = _KIND_BY.sub("", after)
    words = [*normal_title(before).split(), *normal_title(after).split()]
    if not words or not NEVER_CUT.isdisjoint(words):
        return False
    named = any(len(word) > 1 for word in people.intersection(words))
    if _ANY_WORD.search(after) and (not _PARTS_BEHIND.match(after) or (after.lstrip()[:1] == ":" and not named)):
        return False
    if _ANY_WORD.search(before) and not (_PARTS_BEFORE.search(before) or _is_key(before.strip("[]@ "), people)):
        return False
    first, second, *_ = [*filter(None, _apart(after)), "", ""]
    if first[:1].isdigit() and not (_YEAR.fullmatch(first) or second in _COUNTED):
        return False
    sure = named or any(map(_YEAR.fullmatch, words))
    return all(_is_of_citation(word, people, sure) for word in _apart(f"{before} {after}") if word)


def _apart(text: str) -> list[str]:
    return [word.strip(_AROUND_WORDS) for word in _BETWEEN_WORDS.split(text)]


def _is_of_citation(word: str, people: frozenset[str], sure: bool) -> bool:
    """Whether a word beside a title is a name, a number, a venue, a label; `sure` says that a year or people are there as well."""
    folded = normal_title(word).split()
    if all(one in people or one in _OF_CITATIONS or one in MINOR or one.isdigit() for one in folded):
        return True
    if word in VENUES or _is_key(word, people):
        return True
    return sure and _ABBREVIATION.fullmatch(word) is not None


def _is_key(word: str, people: frozenset[str]) -> bool:
    """Whether a word is the key of a citation: an author's name with a year (`roe2012`)."""
    found = _CITATION_KEY.fullmatch(word)
    return found is not None and found[1].casefold() in people


_OF_CITATIONS = (AROUND_TITLES - NEVER_CUT) | word_set(
    """
    et al eds ed author authors autor autoren auteurs autori title titel titre titolo paper article year venue journal proc proceedings conf
    conference symposium trans transactions lett letters press springer ieee acm vol no nr pp p page pages seiten s in: issue published
    cited slides citations votes jan feb mar apr may jun jul aug sep oct nov dec
    january february march april june july august september october november december und y
    """
)
"""Words of citations and forms that no title is told from another by."""
_ANY_WORD = re.compile(r"[^\W_]")
_COUNTED = word_set("p pp pages seiten citations votes")
_YEAR = re.compile(r"(?:19|20)\d\d")
# bounded: four words
_KIND_BY = re.compile(r"\s{1,3}[(\[]an? (?:[a-z]{3,12} )?(?:survey|review|overview|tutorial|introduction)(?= by )")
"""What kind of work it is, before its author: `(a short survey by Roe)`."""
_CITATION_KEY = re.compile(r"([^\W\d_]{2,20})[:_]?\d{2,4}[a-z]?")
_ABBREVIATION = re.compile(r"[A-Z]{2,8}[’']?(?:\d\d)?|[A-Z][a-z]{0,6}\.|[A-Z]|[A-Z][a-z]?[A-Z]{2,6}")
"""How names of venues are shortened: `ISIT`, `Phys.`, `E`."""
_BETWEEN_WORDS = re.compile(r"[\s,;:?!()\[\]|/\"“”«»–—]+|-(?=\s)")
_AROUND_WORDS = " '*_#@·•"
_PARTS_BEHIND = re.compile(r"\s*[\"”’'*_»]{0,3}(?:[,;:(\[|/–—\"”»]|[.?!](?=\s|$)|\s-{1,2}\s|\s\.|\sby\s)")
_PARTS_BEFORE = re.compile(r"(?:[,;:.)\]|/–—]|\s-{1,2})\s+[\"“‘'*_«]{0,3}$|[\"“‘«(\[]$")
"""What parts a title from what is said behind it and before it."""
