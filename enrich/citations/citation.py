"""One line that cites a paper -> an Item (pure): numbered references, bullets of reading lists, link lists.

Understood: `Authors. Title. Venue, Year.`, `Authors (Year). Title. Venue.`, `Authors: Title. Venue`, `"Title", Authors`,
`Title. Authors. Venue`, `Title - Authors`, `[Title](link), Authors`, `**Title** [[paper](link)] [[code](link)]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.author_date import first_sentence, joined, read_author_date, trim, undated
from enrich.citations.author_lists import Byline, are_words, read_byline, read_form, read_names
from enrich.citations.dates import find_date
from enrich.citations.surnames import split_semicolon, surnames_before
from enrich.citations.venues import first_venue, published_at, venue_like
from enrich.identifiers.find import IdMatch
from enrich.names import opens_without_names
from enrich.record import Item

# bounded: 90 characters of a mark and its blanks
BULLET = re.compile(
    r"(?:[-*+•‣▪◦–]|\(?\d{1,4}[.)]|\(?[a-z]\)|[A-Z]{1,2}-?\d{1,3}[.)](?=\s+[A-Z“\"])|\[(?:\d{1,4}|[A-Za-z+*]{1,12}[ -]?\d{1,4}[a-z]?)\](?!\())\s+(?=\S)"
    r"|\[[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20}){0,3}\](?:\s{2,9}(?=\S)|\s{1,9}(?=https?://|[A-Z][\w'’-]{1,30}, [A-Z]\.|(?:[A-Z]\. ?){1,3}[A-Z]))"
)
"""The mark of a bullet or of a numbered reference."""
LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\]){0,500})\]\(\s*+<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s++\"[^\"]*\")?\s*+\)"
)
"""A link of Markdown: label and address."""
CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.[\w.]+|bitbucket\.org|codeberg\.org)/[\w.-]+/[\w.-]*\w"
)
_STRONG = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_EMPHASIS = re.compile(r"(?<![*\w])\*([^*]+)\*(?!\*)|(?<![_\w])_([^_]+)_(?![_\w])")
_QUOTED = re.compile(r"[“\"„«»‘]([^“”\"„«»]{8,300}?)[,.]?[”\"»“«](?!\w)")  # bounded: by 300 characters
_BRACKETED = re.compile(
    r"[\[(]\s*(?:code|paper|pdf|arxiv|link|project page|website|demo|video|slides|html|[a-z-]{2,8}\.[a-z]{2})\s*[\])]",
    re.I,
)
_MOST_TITLES, _LONGEST_NAMES = 40, 5000
"""Marked texts of a line that may be its title; characters of the names before it."""
_YEAR_NEXT = r"(?=\((?:19|20)\d\d[a-z]?\b)"
_BOUNDARY = re.compile(
    rf"\.(?<=[^\s.].)(?: | ?: |,? {_YEAR_NEXT})|[:,](?<=[^\s.].)(?:(?<=:) |(?<=,) {_YEAR_NEXT})"
    rf"| (?<=[^\s.].)(?:: |(?<=[?!].)|{_YEAR_NEXT})"
)
_SEGMENT = re.compile(
    r"\.(?:(?<=[^\W\d_]{2}.)(?<!\bMrs.)(?<!\b(?:[vV]s|cf|Mr|Ms|Dr|St).)|(?<=[\d)\]}$”\"?!].))\s+|\s(?<=[?!].)\s*",
    re.DOTALL,
)
"""What ends the authors, and a segment: the mark comes before what must precede it, as a text is searched for characters fastest."""
_YEAR_PREFIX = re.compile(r"^[\[(]?(?:19|20)\d\d(?:[a-z]\b)?(?:[-/.,\s]+[\w]{1,9}){0,2}[\])]?[.,:]?\s*(?=\W|[A-Z]|$)")
_WITH = re.compile(r" ?(?:,|\(|\.) ?(?:joint(?:ly)? (?:work )?)?(?:with|con|avec|mit|com|met) ", re.IGNORECASE)
_DASH = re.compile(r" (?:[-–—|]|by) |, by | \((?=[A-Z])")
_LEFTOVERS = re.compile(
    r"\[\s*+\]|\(\s*+[,;.]*+\s*+\)|<\s*+>"
    r"|\b(?:arXiv(?: preprint)?|doi|e-?print|url)(?:\s*+:?+\s*+(?:(?<=\s)|(?=$|[,.;)\]]))|(?=\s))",
    re.IGNORECASE,
)
_LABEL_WORDS = re.compile(
    r"(?=[^\w.]*[\w.])(?:arxiv|(?:paper|page|model)(?:s(?!lides|upp|ource|ite))?+|pdf|abstract|abs|link|html|code|github|project|website|demo"
    r"|video|slides|poster|blog|post|dataset|data|bibtex|cite|openreview|here|read|view|more|download|supplementary|supp|tweet|huggingface|hf"
    r"|weights|source|official|preprint|full|text|doi|web|site|publication|details|the|this|on|https?://\S*+|[\dv]|\W)++",
    re.IGNORECASE,
)
"""Words that label links and say nothing else. Each place can be read in one way only, so that what fits does not matter is told at once."""


class Citation(Struct, frozen=True, gc=False):
    """An item, and how sure it is that the line cites something."""

    item: Item
    clear: bool
    """The line has authors or a venue beside the title, in an order that is one of citations."""
    linked: bool
    """The title is the text of a link."""


@lru_cache(maxsize=8192)
def title_like(text: str, words: int = 2) -> bool:
    """Whether a text can be the title of a paper."""
    text = text.strip()
    first = text.lstrip("\"'“‘«([$*_{")[:1]
    if not (4 <= len(text) <= 350 and (first.isupper() or first.isdigit() or text[0] in "$\\" or not first.isascii())):
        return False
    if len(text.split()) < words or "://" in text or _LABEL_WORDS.fullmatch(text):
        return False
    letters = sum(map(str.isalpha, text))
    return letters * 2 > len(text) and not text.endswith((":", ";", ",")) and len(_SEGMENT.findall(text)) <= 2


def read_citation(text: str, hits: Sequence[IdMatch] = ()) -> Citation | None:
    """What a line cites, or None when no title can be told; `hits` are the ids and DOIs written in it."""
    text = BULLET.sub("", text, count=1) if BULLET.match(text) else text
    code = tuple(dict.fromkeys(CODE_HOST.findall(text)))
    label = _linked_title(text)
    plain = _plain(text, hits)
    dated = find_date(plain)
    marked = label or _marked_title(plain)
    title: str | None
    byline: Byline | None
    if marked and title_like(marked, 1) and not label and (named := read_author_date(plain)):
        title, byline, rest = named
        title = trim(title)
    elif marked and title_like(marked, 1):
        byline, rest = _around(plain, marked)
        title = marked
    else:
        title, byline, rest = _in_order(plain)
    if not title or title.strip('"').count('"') % 2:
        return None
    item = Item(
        title=trim(_MARKS.sub("", title)),
        authors=byline.authors if byline else (),
        authors_complete=byline.complete if byline else True,
        affiliations=byline.affiliations if byline else (),
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        venue=published_at(rest),
        code=code,
        dois=tuple(dict.fromkeys(hit.doi for hit in hits if hit.doi and not hit.id)),
        page=_page(text, label),
    )
    return Citation(item, bool(byline) or bool(first_venue(rest) and dated), bool(label))


def _linked_title(text: str) -> str | None:
    labels = [found.group(1).strip(' *_"“”') for found in LINK.finditer(text) if not found.group(0).startswith("!")]
    return next((label for label in labels if title_like(label, 2) and not read_byline(label)), None)


def _page(text: str, label: str | None) -> str | None:
    """The address that the title links to, when it is a page of the paper's own."""
    for found in LINK.finditer(text):
        address = found.group(2)
        if label and label in found.group(1) and address.startswith("http") and "arxiv.org" not in address:
            return None if CODE_HOST.match(address) or "doi.org/" in address else address
    return None


def _plain(text: str, hits: Sequence[IdMatch]) -> str:
    """The line without addresses, ids, labels of links and what they leave behind."""
    text = LINK.sub(lambda found: " " if _LABEL_WORDS.fullmatch(found.group(1) or "-") else f" {found.group(1)} ", text)
    for hit in hits:
        text = text.replace(" ".join(hit.text.split()), " ", 1)
    text = _ADDRESS.sub(" ", text)
    for _ in range(2):
        text = _LEFTOVERS.sub(" ", text)
    return " ".join(_BRACKETED.sub(" ", text).split()).strip(" |;,")


def _marked_title(plain: str) -> str | None:
    for pattern, words in ((_QUOTED, 2), (_STRONG, 2), (_EMPHASIS, 4)):
        marked = ((next(filter(None, found.groups())), found.start()) for found in pattern.finditer(plain))
        titles = (one for one in marked if title_like(one[0], words) and not read_byline(one[0]))
        for inner, start in islice(titles, _MOST_TITLES):
            before = _YEAR_PREFIX.sub("", trim(plain[:start]))
            if not before or _names(before) if pattern is _QUOTED else not venue_like(inner):
                return trim(inner)
    return None


def _around(plain: str, title: str) -> tuple[Byline | None, list[str]]:
    """Authors before or after a title that is marked as such, and what else is after it."""
    before, _, after = plain.partition(title)
    before = _YEAR_PREFIX.sub("", trim(before), count=1)
    rest = [part for part in _SEGMENT.split(trim(after)) if part]
    if byline := _names(before):
        return byline, rest
    for at, part in enumerate(rest[:2]):
        if read := _names_first(re.sub(r"^by\s+", "", part)):
            return read[0], [read[1], *rest[at + 1 :]]
    return None, rest


_NAMES_END = re.compile(r"[,.]? (?=\(|in:?\s|[*_]|(?:19|20)\d\d|[A-Z]{3,}+\b|[A-Z][a-z]*+[A-Z]\w*+\s)")


def _names_first(part: str) -> tuple[Byline, str] | None:
    """Authors that a segment consists of or begins with, and what follows them: venue or year."""
    if opens_without_names(part, cut=True):
        return None
    if byline := _names(trim(part)):
        return byline, ""
    found = _NAMES_END.search(part, 5)
    byline = _names(trim(part[: found.start()])) if found else None
    return (byline, part[found.end() :]) if found and byline else None


_MORE_NAMES = re.compile(r"[A-Z]\.|[A-Z]\b,|et al")
_COMMA = re.compile(r",\s+")
_ADDRESS = re.compile(r"<?https?://[^\s>]*>?")
_MARKS = re.compile(r"[*`]+")
_YEAR_LAST = re.compile(r"\(?(?:19|20)\d\d[a-z]?\)?\.?\Z")
_NO_NAMES = re.compile(r"\d{3}|[?!{}<>=/\\@]|https?:")
_SEPARATOR = re.compile(r"[,;&·•]|\band\b")
_ONE_INITIALED = re.compile(
    r"[^,]+, (?:(?:[^\W\d_]\.[ -]?){0,2}[^\W\d_]\.?[ -]?|[^\W\d_][ -]?[^\W\d_]|(?:[^\W\d_]\.? ){2}[^\W\d_]\.?)"
)
"""One family name with its initials; three capitals without points are those of a venue."""


def _names(text: str) -> Byline | None:
    if len(text) > _LONGEST_NAMES + 20:
        return None
    if year := _YEAR_LAST.search(text, max(0, len(text) - 9)):
        text = text[: year.start()]
    text = text.strip(" ,:;(")
    if (
        not 4 < len(text) < _LONGEST_NAMES
        or _NO_NAMES.search(text)
        or (len(text.split()) > 12 and not _SEPARATOR.search(text))
    ):
        return None
    byline = read_byline(text)
    return byline or (read_names(text) if read_form(text) or _ONE_INITIALED.fullmatch(text) else None)


def read_plain(plain: str) -> tuple[str | None, Byline | None, list[str]]:
    """Title, authors and what follows them of a citation without links; (None, None, ...) when no title can be told."""
    return _in_order(plain)


def _in_order(plain: str) -> tuple[str | None, Byline | None, list[str]]:
    """Authors first and then the title, or the title first; (None, ...) when neither can be told."""
    plain = _YEAR_PREFIX.sub("", plain, count=1)
    if dated := read_author_date(plain):
        return trim(dated[0]), dated[1], dated[2]
    if cut := surnames_before(plain):
        title, rest = undated(*first_sentence(cut[0]))
        return trim(title), cut[1], rest
    if cut := split_semicolon(plain):
        return trim(cut[0]), cut[1], []
    for found in () if opens_without_names(plain) else list(_BOUNDARY.finditer(plain))[:60]:
        head, tail = plain[: found.start()], plain[found.end() :]
        if _MORE_NAMES.match(tail) or not (byline := _names(head)):
            continue
        if not tail.startswith("(") and _is_cut(head, tail):
            continue
        if len(byline.authors) == 1 and byline.complete and not (re.search(r"\b[A-Z]\b", head) or tail.startswith("(")):
            continue
        title, *rest = joined(_SEGMENT.split(_YEAR_PREFIX.sub("", tail, count=1))) or [""]
        if title_like(trim(title)) and (tail.startswith("(") or not read_byline(trim(title))):
            return trim(title), byline, rest
    return _title_first([part for part in _SEGMENT.split(plain) if part.strip()], plain)


_MEDICAL = re.compile(r"(?:[^\W\d_][\w'’ -]{0,40} [A-Z]{1,3}, ){1,60}[^\W\d_][\w'’ -]{0,40} [A-Z]{1,3}")
"""Family names with initials behind them: `Huang GB, Plaza S`."""
_LETTERS = re.compile(r"[^\W\d_]{2}")


def _is_cut(head: str, tail: str) -> bool:
    """Whether a line of authors goes on after what was taken for its end."""
    if _MEDICAL.fullmatch(head):
        return False
    if re.fullmatch(r"\s[A-Z]", head[-2:]) and _LETTERS.search(re.split(r"[,;&]", head[:-2])[-1]):  # Tom B|. Brown
        return True
    parts = [part.strip() for part in re.split(r",|&|\band\b", head) if part.strip()]
    if len(parts) > 1 and re.fullmatch(r"[^\W\d_]", parts[-1]) and not (len(parts) == 2 or _turned_round(parts)):
        return True
    inverted = re.fullmatch(r"[^\W\d_]+ [^,]+, (?:[A-Z]\.\s?)*[A-Z]", head)
    following = _BOUNDARY.search(tail)
    return bool(inverted and following and _names(f"{head}. {tail[: following.start()]}"))


def _turned_round(parts: list[str]) -> bool:
    """Whether names stand with the family name first: `Clarkson, K., Varadarajan, K`."""
    return len(parts) % 2 == 0 and all(re.fullmatch(r"(?:[^\W\d_]\.?[ -]?){1,4}", part) for part in parts[1::2])


def _title_first(segments: list[str], plain: str) -> tuple[str | None, Byline | None, list[str]]:
    if len(segments) > 1 and title_like(segments[0]) and (read := _names_first(segments[1])):
        return segments[0], read[0], [read[1], *segments[2:]]
    if len(segments) > 1 and read_form(segments[0]) and title_like(segments[1], 3) and not venue_like(segments[1]):
        return segments[1], read_names(segments[0]), segments[2:]
    for found in list(_WITH.finditer(plain))[:5]:
        # The list is that of one of the authors, who leaves out his own name.
        head, (first, *rest) = plain[: found.start()], _SEGMENT.split(plain[found.end() :].replace(")", "", 1))
        if title_like(head) and (read := _names_first(first)):
            return head, replace(read[0], complete=False), [read[1], *rest]
    for found in list(_DASH.finditer(plain))[:20]:
        head, tail = plain[: found.start()], plain[found.end() :].rstrip(")")
        first, *rest = _SEGMENT.split(tail)
        if (read := _names_first(first)) and title_like(head) and not are_words(read[0]):
            return head, read[0], [read[1], *rest]
    for found in _COMMA.finditer(segments[0] if segments else ""):
        head, tail = segments[0][: found.start()], segments[0][found.end() :]
        if title_like(head, 3) and not read_form(head) and (read := _names_first(tail)):
            return head, read[0], [read[1], *segments[1:]]
    if segments and title_like(segments[0]):
        return segments[0], None, segments[1:]
    return None, None, segments
