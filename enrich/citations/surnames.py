"""The names of authors by which a list cites a work (pure): family names alone, behind a dash or in brackets."""

from __future__ import annotations

import re
from functools import lru_cache

from enrich.citations.author_lists import Byline, are_words, name_in_order, read_byline, read_names
from enrich.citations.venues import venue_like
from enrich.names import ATTACHED_PARTICLE, PARTICLE, PARTICLES, opens_without_names
from enrich.record import Author
from enrich.titles.words import known, word_set

_SURNAME = re.compile(rf"(?:(?:{PARTICLE})[ -]){{0,3}}[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*")


_AND_OTHERS = re.compile(r"\bet al\b|\band others\b|…|\.\.\.")
_OTHERS_LAST = re.compile(r"(?<![,\s])[,\s]*+(?:\bet al\b\.?|\band others\b|…|\.\.\.)\s*+$")
_BETWEEN = re.compile(r",|&|;|\b(?:and|und|et)\b|\s[ey]\s")


@lru_cache(maxsize=8192)
def read_surnames(text: str) -> Byline | None:
    """Authors by their family names alone: `Ho, Jain & Abbeel`, `Devlin et al.`; None for anything else."""
    if "(" not in text and opens_without_names(text):
        return None
    complete = not _AND_OTHERS.search(text)
    bare_text = _OTHERS_LAST.sub("", text.strip())
    names = [name.strip() for name in _BETWEEN.split(bare_text) if name.strip()]
    if len(names) > 1 and names[-1].isupper() and len(names[-1]) > 2 and not bare_text.isupper():
        return None  # the last is a venue's, as in `Bod, ACL`
    fine = [name for name in names if _SURNAME.fullmatch(name)]
    if not names or len(fine) < len(names) or (len(names) == 1 and complete) or len(names) > 12:
        return read_byline(text)
    return Byline(tuple(map(Author, names)), complete)


_AFTER_DASH = re.compile(r" [-–—|] |[,;] (?=[^,;]{2,40}\bet al\b)|,? by | \((?=[A-Z])")  # bounded: by 40 characters
_DATED = re.compile(rf",\s(({_SURNAME.pattern})(?: (?:&|and) {_SURNAME.pattern})?),?\s\(?(?:19|20)\d\d[a-z]?\)?$")
_PAIR = re.compile(rf"(?<=\w),\s({_SURNAME.pattern}) (?:&|and|und|et|y|e) ({_SURNAME.pattern})$")
"""Two family names behind a comma: `Title, Nosek and Bar-Anan`."""
_LONGEST_DATED = 80
"""Characters of a family name, or two, and a year."""


def surnames_after(text: str) -> tuple[str, Byline] | None:
    """A title with family names behind a dash: `Title — Ho, Jain, Abbeel`; with a year, also behind a comma: `Title, Heras 2013`."""
    # bounded: _LONGEST_DATED characters at the end
    dated = _DATED.search(text, max(0, len(text) - _LONGEST_DATED))
    if dated and not known(dated[2].lower()) and not dated[1].isupper() and not venue_like(dated[1]):
        named = read_surnames(dated[1]) or Byline((Author(dated[1]),), True)
        return text[: dated.start()], named
    if small := _small_after(text):
        return small
    pair = _PAIR.search(text, max(0, len(text) - _LONGEST_DATED))
    if pair and not any(known(name.lower()) or name.isupper() or venue_like(name) for name in pair.groups()):
        return text[: pair.start()], Byline(tuple(map(Author, pair.groups())), True)
    last = max(_AFTER_DASH.finditer(text), key=re.Match.start, default=None)
    found = read_surnames(text[last.end() :].rstrip(") ")) if last else None
    return (text[: last.start()], found) if last and found else None


# bounded: 60 characters at the end
_SMALL_LAST = re.compile(r"\s[-–—]\s([a-zà-ÿ-]{3,20}(?:(?:, | & | and )[a-zà-ÿ-]{3,20}){0,3}(?: et al\.?)?)$")
_LONGEST_SMALL = 100
_FEWEST_TITLED = 4


def _small_after(text: str) -> tuple[str, Byline] | None:
    """Family names in small letters behind a dash, where the title is in small letters, too: `on sheep in barns - okafor`."""
    if text != text.lower():
        return None
    found = _SMALL_LAST.search(text, max(0, len(text) - _LONGEST_SMALL))
    if found is None or len(text[: found.start()].split()) < _FEWEST_TITLED:
        return None
    names = [
        name.strip() for name in re.split(r", | & | and ", found[1].removesuffix(" et al.").removesuffix(" et al"))
    ]
    if any(known(name) and name not in _COMMON_FAMILIES for name in names):
        return None
    return text[: found.start()], Byline(tuple(Author(name.title()) for name in names), "et al" not in found[1])


_COMMON_FAMILIES = word_set(
    "smith jain wang zhang chen gupta brandt lee kim liu yang huang zhao wu zhou xu sun zhu hu guo lin luo singh kumar sharma garcia miller davis taylor"
)
"""Family names that titles have, too."""

_BEFORE = re.compile(
    r"((?:[^.:;]|(?<=\b[A-Z])\.){2,60}?\bet al\b\.?)[.:,]?\s+(?=\S)|([^.:;]{2,60})(?<!\s[A-Z])[.:]\s+(?=\S)"
)
_CAPITALS = re.compile(
    rf"([^\W\d_a-z](?:[^\W\d_a-z]|['’-]){{2,30}}(?: [^\W\d_a-z](?:[^\W\d_a-z]|['’-]){{1,30}}){{0,3}}), ([^\W\d_a-z][\w'’-]{{0,20}}\.?(?: (?:{PARTICLE}|[^\W\d_a-z][\w'’-]{{0,20}}\.?)){{0,4}})(?<!\s[A-Z])[.:]\s+(?=\S)"
)
"""One author whose family name is in capitals: `SILVA, João da. Title`."""
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|to(?:day|morrow)|yesterday", re.IGNORECASE)
_INITIALED = re.compile(r"([^:;()\[\]“”\"]{4,300}\b[^\W\d_a-z]\.):\s+(?=\S)")
"""Names with initials before a colon: `Tanbourgi, R., Jakel, H.: Title`."""
# bounded: three names, and 300 characters of a title
_ONE_NAMED = re.compile(
    r"([^\W\d_a-z][\w'’-]{1,40}, [^\W\d_a-z][\w'’-]{0,20}\.?(?: [^\W\d_a-z][\w'’-]{0,20}\.?){0,2}):\s+(?=\S.{3,300}\bIn:\s)"
)
"""One name turned round before a colon, where the title appeared in something: `Murphy, Simon: Title. In: Annals`."""
_LONGEST_INITIALED, _LONGEST_FAMILIES = 310, 70
"""Characters in which these names end, and those of `_BEFORE`."""


def surnames_before(text: str) -> tuple[str, Byline] | None:
    """A title with family names before it: `Alkhateeb et al. Title`, `Ho, Jain, Abbeel. Title`, `Yamada. Title`."""
    if cut := _inverted_before(text):
        return cut
    if (
        ".:" in text[:_LONGEST_INITIALED]
        and (initialed := _INITIALED.match(text))
        and (writers := read_names(initialed.group(1)))
    ):
        return text[initialed.end() :], writers
    if (turned := _CAPITALS.match(text)) and len(text[turned.end() :].split()) > 2:
        return text[turned.end() :], Byline((Author(f"{turned[2]} {turned[1]}"),), True)
    if ": " in text[:_LONGEST_FAMILIES] and (single := _ONE_NAMED.match(text)):
        return text[single.end() :], Byline((Author(name_in_order(single[1])),), True)
    found = _BEFORE.match(text) if any(map(text[:_LONGEST_FAMILIES].__contains__, (".", ":", "et al"))) else None
    head, title = (found.group(1) or found.group(2), text[found.end() :]) if found else ("", "")
    if len(title.split()) < 3 or not head[:1].isupper():
        return None
    if _SURNAME.fullmatch(head):
        alone = text[len(head)] == "." and not known(head.lower()) and not head.isupper() and not _DAY.match(head)
        return (title, Byline((Author(head),), True)) if alone else None
    named = text[len(head)] == "." or "et al" in head
    byline = (read_surnames(head) if named else None) or read_byline(head)
    return (title, byline) if byline else None


_INVERTED = re.compile(
    rf"(?:(?:{PARTICLE})\s){{0,3}}[^\W\d_a-z][\w'’-]{{1,40}}(?:\s[^\W\d_a-z][\w'’-]{{1,40}})?,?\s(?:[^\W\d_a-z]\.[ -]?){{1,4}}"
)
"""A family name with initials behind it: `Larsen K.G.`, `Трахтенброт Б. А.`"""
_NEXT = re.compile(r"\s{0,2}(?:[,;]\s{0,2}(?:(?:and|&|und|et|y|и)\s)?|(?:and|&|und|et|y|и)\s)\s{0,2}")
_CITED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)| // ")
_SURNAME_FIRST = re.compile(r"[\w'’-]{1,40}(?:[.,;:]|\s(?:and|&|et|und)\s)")
_OTHERS = re.compile(r"\s{0,2},?\s{0,2}(?:et al\.?|и др\.|u\.\s?a\.)[,:.]?\s")


def _inverted_before(text: str) -> tuple[str, Byline] | None:
    """A title behind names whose initials end them, with no more than a space between, as Russian and other references have it."""
    names, at = [], 0
    while found := _INVERTED.match(text, at):
        names.append(found[0].strip())
        at = found.end()
        between = _NEXT.match(text, at)
        if not between or not _INVERTED.match(text, between.end()):
            break
        at = between.end()
    others = _OTHERS.match(text, max(at - 1, 0)) if names else None
    title = text[others.end() if others else at :].lstrip(" :.,—–-")
    byline = read_names("; ".join(_comma(name) for name in names)) if names else None
    if byline is None or len(title.split()) < 2 or not (title[0].isupper() or title[0].isdigit() or title[0] in '"“«'):
        return None
    if len(names) == 1 and not others and not _is_cited(title):
        return None
    title, mark, responsible = title.partition(" / ")
    if mark and names[0].split()[0] in responsible:
        title += ". " + responsible.partition(" — ")[2]
    else:
        title += mark + responsible
    return title.replace(". — ", ". ").replace(" // ", ". In: "), Byline(byline.authors, not others)


def _is_cited(title: str) -> bool:
    """Whether what follows a name is cited, unlike `Vitamin D. Deficiency in Adults`, and does not go on with `Tom B. Brown`."""
    return bool(_CITED.search(title)) and not _SURNAME_FIRST.match(title)


def _comma(name: str) -> str:
    """The name with a comma before its initials, as lists of names have it."""
    head, _, initials = name.partition(",") if "," in name else name.rpartition(" ")
    while not name.partition(",")[1] and head and head.split()[-1].endswith("."):
        head, _, more = head.rpartition(" ")
        initials = f"{more} {initials}"
    return f"{head}, {initials.strip()}"


def split_semicolon(text: str) -> tuple[str, Byline] | None:
    """A title with authors behind a semicolon: `Title; A. Author, B. Author`."""
    title, mark, names = text.partition("; ")
    byline = read_byline(names.strip(" .")) if mark and len(title.split()) > 2 else None
    return (title, byline) if byline and read_byline(title) is None else None


_DATED_LAST = re.compile(r"(?<![,\s])[,\s]*+\(?(?:19|20)\d\d[a-z]?\)?$")
_ONE = re.compile(r"[A-Z][^\W\d_]{2,24}(?:[-'’][^\W\d_]{1,24})?")


def cited_people(inside: str) -> Byline | None:
    """Who is named in brackets behind a title, before a venue or a year: `Ho et al., 2020`, `Goodman, ACL 1996`, `Bouneffouf 2013`.

    One family name by itself may be that of a reader.
    """
    if opens_without_names(inside):
        return None
    parts = re.sub(r"(?<=[^\W\d_])/(?=[^\W\d_a-z])", ", ", inside).split(", ")
    while len(parts) > 1 and (venue_like(parts[-1]) or not _DATED_LAST.sub("", parts[-1])):
        parts.pop()
    names = _DATED_LAST.sub("", ", ".join(parts)).strip(" ,")
    if venue_like(names):
        return None
    if found := read_surnames(names):
        return None if are_words(found) else found
    alone = names != inside and _ONE.fullmatch(names) and not known(names.lower()) and not names.isupper()
    return Byline((Author(names),), True) if alone else None


_NO_NAMES = word_set("The In We Our For On To At By How What When From With It Is Based Using Toward Beyond")
"""Words that open sentences, and that no name of two words has."""
_LINKS = PARTICLES | word_set("and und et y e и with by or")
"""Words that may stand between two words of names."""
_CAPITAL = {
    True: re.compile(r"[A-Z](?<![A-Za-z].)[A-Za-z]*+(?:['`-]++[A-Za-z]++)*+", re.DOTALL),
    False: re.compile(r"[^\W\d_a-z](?<![^\W\d_].)[^\W\d_]*+(?:['’`‐‑-]++[^\W\d_]++)*+", re.DOTALL),
}
"""A word with a capital, in texts of ASCII alone and in others: there also one in a script that has no capitals."""
_ATTACHED = re.compile("['’-](?:" + "|".join(rf"(?<=\b{one}.)" for one in ATTACHED_PARTICLE.split("|")) + r")\w")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE_NAMES = word_set(
    "by with con avec mit com met med von par author authors coauthor coauthors co-author co-authors"
)
"""Words that names may stand behind."""
_WITHIN_NAMES = frozenset((" ", " and "))
_FARTHEST = 40
"""Characters between two words of names."""
_SIGNS = ("et al", "et. al", "and others", "...", '"', "*", "_", " - ", " '", "](", "Dr.", "Mr.", "Mrs.", "Ms.", "St.")
_OTHER_SIGNS = ("…", "“", "„", "«", "»", "‘", "《", "「", "『", "〈", " – ", " — ")
"""What stands for more names, what sets a title off, titles of people, and the dash that names may stand behind; the latter in no text of ASCII alone."""
_YEAR = re.compile(r"[12](?:(?<=1)9|(?<=2)0)[0-9]{2}|[^\x00-\x7f](?<=\d)")
_INITIALED_ONE = re.compile(r"\.(?<=[^\W\d_a-z]\.)(?<!\w\w\.)", re.DOTALL)
_OPENING = 60
"""Characters at the beginning of a text in which one family name by itself may stand before a title."""


@lru_cache(maxsize=2048)
def may_cite(text: str, marked: bool = False) -> bool:
    """Whether words (their white space folded) may name people, a year or a title that is set off: without these nothing cites a work.

    A look that spares prose the rest. Where some of the words are `marked`, as links or by bold face, names may stand right beside them.
    """
    opening = text.find(". ", 0, _OPENING)
    return (
        (opening > 0 and " " not in text[:opening].rstrip())
        or text[:1] == "'"
        or any(map(text.__contains__, _SIGNS))
        or not (text.isascii() or not any(map(text.__contains__, _OTHER_SIGNS)))
        or _YEAR.search(text) is not None
        or _INITIALED_ONE.search(text) is not None
        or _may_name(text[:1].upper() + text[1:], marked)
    )


def _may_name(text: str, marked: bool) -> bool:
    """Whether words with capitals may be a name of two words or two names, or one is behind a particle, and no sentence goes on around them."""
    run: list[re.Match[str]] = []
    for found in _CAPITAL[text.isascii()].finditer(text):
        if _particle_beside(text, found):
            return True
        if run and not _joins(text[run[-1].end() : found.start()], run[-1][0]):
            if len(run) > 1 and (marked or _stands_apart(text, run)):
                return True
            run = []
        run.append(found)
    return (len(run) > 1 and (marked or _stands_apart(text, run))) or _ATTACHED.search(text) is not None


def _joins(between: str, last: str) -> bool:
    """Whether what stands between two words with capitals, of which the first is the `last`, may do so within names."""
    if between == " ":
        return last not in _NO_NAMES
    if len(between) > _FARTHEST or any(sign in between for sign in ".:?!"):
        return False
    return _LINKS.issuperset(_WORD.findall(between))


def _stands_apart(text: str, run: list[re.Match[str]]) -> bool:
    """Whether two words with capitals or more are left without those that a word of a sentence stands beside; `in` and a venue may be behind."""
    before = text[: run[0].start()].rstrip()
    behind = text[run[-1].end() : run[-1].end() + _FARTHEST].lstrip()
    first, last = 0, len(run)
    cuts = [at for at in range(1, last) if text[run[at - 1].end() : run[at].start()] not in _WITHIN_NAMES]
    if before[-1:].isalpha() and before[before.rfind(" ") + 1 :].lower().lstrip("(") not in _BEFORE_NAMES:
        first = cuts[0] if cuts else last
    if behind[:1].isalpha() and not behind.startswith(("in ", "in:")):
        venue = any(not word[0][1:].islower() and len(word[0]) > 1 for word in run[1:])
        last = last if venue else cuts[-1] if cuts else 0
    return last - first > 1


def _particle_beside(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    before = start > 1 and text[start - 1] == " " and text[text.rfind(" ", 0, start - 1) + 1 : start - 1] in PARTICLES
    return before or (
        text[end : end + 1] == " " and text[end + 1 : end + 5].partition(" ")[0].strip(",.;") in PARTICLES
    )
