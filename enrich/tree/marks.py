"""What people write before and after a title in a list, taken off (pure): numbers, boxes, badges, dates, venues, stars, TODO.

`[x] 2024-05-01 **[ICML 2024]** Title (oral) - done ⭐` -> `Title`, and what was taken off it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from enrich.citations.dates import MONTH, find_date
from enrich.citations.items import added_label
from enrich.citations.venues import venue_like
from enrich.titles.words import known, word_set
from enrich.tree.links import label_only
from enrich.tree.task_marks import OF_A_PART, STATES, TO_DO, day_length, label_start, schedule_length, state_length

_STATUS = (
    r"to[- ]?do|done|read(?:ing)?(?: list)?|unread|to[- ]?read|re-?read|skim(?:med)?|skip(?:ped)?|in progress|later|next|queue[d]?|new|hot|wip|tbd|tba"
    r"|oral|poster|spotlight|highlight|award|best paper(?: award)?|outstanding paper|survey|review|must[- ]?read|important|classic|optional"
    r"|required|recommended|preprint|arxiv|under review|submitted|accepted|to appear|in press|forthcoming|published|pre-print|invited"
    r"|draft|in preparation|(?:in|under|major|minor) revision|working paper|manuscript|en revisión|enviado|soumis|à paraître|eingereicht|im druck"
    r"|to be (?:announced|confirmed|determined)|open access|fav(?:ou?rite)?|urgent|presented"
)
_SHELF = re.compile(
    r"\W{0,4}(?:missing|lost|lent|borrowed|printed|pending|pendiente|leído|gelesen|offen|à lire|internet|online|en ligne|en línea|electronic)\W{0,4}",
    re.IGNORECASE,
)
"""What is said in brackets alone, as titles begin and end with such words."""
_OF_A_COPY = re.compile(
    r"(?-i:[a-z-]{1,12}\.[A-Z]{2})|v\d{1,2}|\d{4}\.\d{4,5}(?:v\d{1,2})?|\d{1,3} ?(?:pp?|pages)\.?|\d{1,4}\+? citations?"
    r"|\d{1,3} cop(?:y|ies)|[x×]\d{1,2}|\d{1,2}[x×]",
    re.IGNORECASE,
)
"""A category, a version, an id, or how many pages, citations and copies there are."""
# bounded: _TAIL_END characters of a remark
_STATUS_WORD = re.compile(
    rf"\W*+(?:{_STATUS}|workshop|journal|conference|paper|article|conf|[jcwpx]|star|high|medium|low|week \d{{1,2}})\W*+"
    r"|[^\w✓✔-]*+[✓✔-]\W*+",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\(?\d{1,4}[.):]\s+|#\d{1,4}[.:)]?\s+|[A-Z]{1,2}-?\d{1,3}[.)]\s+|(?:[a-z][.)]|[A-Z]\))\s+(?=\S{2})|[ivx]{1,5}[.)]\s+"
    r"|(?:\d{1,3}、|（\d{1,3}）|[①-⑳➀-➉]|\d\ufe0f?\u20e3)\s*+"
)
_BULLET = re.compile(r"^(?:o\s+(?=[A-Z])|\?{2,}\s+|[-*+•‣▪◦–—·>»→○●■□☐☑☒✅✓✔➤▶]+\s+|[☐☑☒✅□■]\s*)")
_READ = re.compile(
    rf"^(?:(?:(?:re-?)?{TO_DO}|{STATES}|WAITING|READ|REVIEW|PRINT|DISCUSS|PRESENT|FINISH|START|CHECK)\s+(?=\S+(?:\s+\S+){{3}})|(?:NEW|HOT|UPDATED?|URGENT|IMPORTANT)\s+(?=[A-Z]?[a-z])|(?:INFO|WARN(?:ING)?|ERROR|DEBUG)\s+|(?:(?:re-?)?read|review)\s+(?=[A-Z\"“'])|(?:have a )?look at\s+(?=[A-Z\"“'])"
    r"|[A-Z][a-zé]{2,15}\s(?:presents|will present|discusses|will discuss|explains|covers)\s+(?=[A-Z\"“']\S*+(?:\s++\S++){3}))"
)
_BOX = re.compile(r"\[[ xX✓✔~/>-]?\]\s*|\([ xX]?\)\s+|\([A-Z]\)\s+(?=\S)")
"""A box that is ticked or not, and how todo.txt says how urgent a task is."""
_WORD = re.compile(
    rf"(?:{_STATUS}|title|paper|papers?|read|watch|cite|check(?: out)?|see|look at|pdf|link|re|fwd?)\s*(?::|->|=>|–|—|\s-)\s*",
    re.IGNORECASE,
)
# bounded: 40 characters of a venue
ANNOUNCED = re.compile(
    r"(?:(?:our|my|a|an|one|new) ){0,3}(?:paper|preprint|article|manuscript)(?: of the (?:day|week|month|year))?(?: (?:is |was |has been )?(?:accepted|published|out|online|available|to appear))?"
    r"(?: (?:at|to|in|by|on|for) [^:]{1,40})?: ",
    re.IGNORECASE,
)
"""What a piece of news says before a title: `Paper accepted at ICML: `."""
_SEPARATOR = r"\s*(?:[:|•·–—~]|-(?=\s)|\t)\s*"
_DATE = re.compile(
    rf"(?:19|20)\d\d-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\s+|(?:(?:19|20)\d\d[-/.][01]?\d(?:[-/.][0-3]?\d)?|[0-3]?\d[./][01]?\d[./](?:19|20)?\d\d|(?:{MONTH})\s+[0-3]?\d(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    rf"|[0-3]?\d\.?\s+(?:{MONTH}),?\s+(?:19|20)\d\d|(?:{MONTH})\s+(?:19|20)\d\d)(?![\d])(?:{_SEPARATOR}|\s+)",
    re.IGNORECASE,
)
_YEAR = re.compile(rf"(?:19|20)\d\d(?:{_SEPARATOR}|[.,]\s+)")
_TIME = re.compile(
    r"[0-2]?\d[:.h][0-5]\d(?::[0-5]\d)?(?:\s*[ap]m)?(?:\s*[-–—]\s*[0-2]?\d[:.h][0-5]\d(?:\s*[ap]m)?)?[:,]?\s+",
    re.IGNORECASE,
)
"""A time, or from when to when."""
_VENUE_FIRST = re.compile(
    r"^[A-Z][\w&/+-]{1,14}(?:\s(?:[A-Z][\w&-]{1,14}))?[\s'’]*(?:(?:19|20)\d\d|\d\d)(?:\s(?:oral|poster|spotlight))?\s*[:|–—•·-]\s+"
)
_GROUPS = {"[": "]", "(": ")", "【": "】", "{": "}", "<": ">", "（": "）"}
_CLOSING = {close: open_ for open_, close in _GROUPS.items()}
# bounded: _TAIL_END characters at the end
_TAIL = re.compile(
    rf"(?:\s+[-–—|:;•·>]+\s*|[,;|:]\s*|\.\s+(?=to |submitted|under |in press|forthcoming))(?:{_STATUS})\W{{0,3}}$|\s+#[\w/-]{{1,30}}$|\s+@[\w/-]{{1,30}}$|\s*[*★☆]{{1,5}}$|\s+\d(?:\.\d)?/(?:5|10)$|\s+!{{1,3}}$"
    rf"|\s+\d{{4}}\.\d{{4,5}}(?:v\d{{1,2}})?$|\s\^[\w-]{{1,20}}$|[.,;]\s(?:\d|one|two|three|four|five) ?(?:and a half )?(?:stars?|sterne?|étoiles?|estrellas?)\W{{0,2}}$|\s?:[a-z_]{{3,25}}:?$|\s(?:19|20)\d\d-[01]\d-[0-3]\d$",
    re.IGNORECASE,
)
# bounded: 100 characters of a remark
_DATED_VENUE = re.compile(
    r"[A-Z][\w&./-]*(?: [\w&./-]+){0,7}[\s,'’-]*(?:(?:19|20)\d\d|\d\d)(?:[\s,(-]+(?:oral|poster|spotlight|workshops?|findings|main|long|short|demo)\)?)?\.?"
    r"|(?:19|20)\d\d [A-Z][\w&./-]*(?: [\w&./-]+){0,5}"
)
"""A venue with its year: `ICML 2024`, `CVPR18`, `Findings of ACL 2023 (long)`."""
_IN_NAMES = word_set(
    "of on the and in for oral poster spotlight workshop workshops findings main long short demo track vol no"
)
"""Words with small letters that names of venues have."""
# bounded: _LONGEST_CITED characters in brackets
_CITED = re.compile(
    r"[^\W\d_][\w'’.-]*(?:[ ,&]+(?:and )?[^\W\d_][\w'’.-]*){0,12},?\s+(?:et al\.?,?\s*)?(?:(?:19|20)\d\d[a-z]?)?|[\w .,&'’-]{3,60} et al\.?"
)
"""Who wrote it and when, as it is in brackets: `Devlin et al., 2019`, `Ho, Jain & Abbeel 2020`."""
_ARROW = re.compile(r"\s(?:→|←|⇒|<-{1,2}|[-=]>|//)\s.*+")
"""A remark of the reader's behind an arrow."""
_TAG = re.compile(r"\[[A-Za-z][A-Za-z&-]{2,14}\]\s+(?=\S)|@[A-Za-z]{2,20}\d{4}\w{0,12}\s+(?=\S)")
"""One word in brackets before a title, whatever it says, or the key of a citation."""
_FAMILY = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)?")
# bounded: _TAIL_END characters at the end
_ACRONYM_LAST = re.compile(r",\s+[A-Z][A-Za-z]{0,4}[A-Z]{2,6}$|\s\*[^*]{2,30}\*?$|\s_[^_]{2,30}_?$")
"""A venue without its year, or what is said between stars, at the end."""
_TAIL_END = 80
_LONGEST_CITED = 400
_TO_READ = re.compile(r"(?:(?:re-?)?read|skim|review|look at|have a look at)\s*:?", re.IGNORECASE)


def to_be_read(mark: str) -> bool:
    """Whether what was taken off before a title says that somebody is to read it."""
    return _TO_READ.fullmatch(mark) is not None


class Bare(Struct, frozen=True, gc=False):
    """A title without what stood around it."""

    text: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    """What was taken off, as written."""


@lru_cache(maxsize=4096)
def bare(text: str) -> Bare:
    """The text between the marks at its beginning and its end."""
    text, before = _strip_head(" ".join(text.split()))
    text, after = strip_tail(text)
    return Bare(text.strip(" \t|;,·•–—"), tuple(before), tuple(after))


def _strip_head(text: str) -> tuple[str, list[str]]:
    taken: list[str] = []
    for _ in range(12):
        length = _head_mark(text, taken[-1] if taken else "")
        if not length or not text[length:].strip():
            break
        taken.append(text[:length].strip())
        text = text[length:].lstrip(" \t:|,.-–—•·")
    return text, taken


def _head_mark(text: str, before: str) -> int:
    """How long the mark is that a text begins with, where `before` was taken off before it; 0 for none."""
    if not text:
        return 0
    if length := state_length(text) or added_label(text) or schedule_length(text, before) or day_length(text):
        return length
    for pattern in (
        _BOX,
        _BULLET,
        _COUNT,
        _DATE,
        _YEAR,
        _TIME,
        _VENUE_FIRST,
        ANNOUNCED,
        _WORD,
        _READ,
        _TAG,
    ):
        if found := pattern.match(text):
            return found.end()
    if text[0] in _GROUPS and (end := text.find(_GROUPS[text[0]], 1, _TAIL_END)) > 0 and is_remark(text[1:end]):
        return end + 1
    return 1 if _is_symbol(text[0]) else 0


def _is_symbol(char: str) -> bool:
    """Whether a character is an emoji, a star or a joiner of emojis: never a letter, a number, a quote or a bracket."""
    return unicodedata.category(char) in {"So", "Sk", "Mn", "Cf", "Cn"} or char in "*_~|:;,.‼❗❓•·#=>"


def strip_tail(text: str) -> tuple[str, list[str]]:
    """A text without the remarks at its end, and these, the last first."""
    taken: list[str] = []
    if (arrow := _ARROW.search(text, 8)) and len(text[: arrow.start()].split()) > 1:
        taken, text = [arrow.group(0).strip()], text[: arrow.start()]
    for _ in range(12):
        text = text.rstrip(" \t|;,*_·•–—:-")
        start = _tail_mark(text)
        if start is None or not text[:start].strip():
            break
        taken.append(text[start:].strip(" ,.;-–—|"))
        text = text[:start]
    return text, taken


def _tail_mark(text: str) -> int | None:
    """Where the remark begins that a text ends with."""
    if not text:
        return None
    if (last := text.rstrip("."))[-1:] in _CLOSING:
        start = last.rfind(_CLOSING[last[-1]], max(0, len(last) - _TAIL_END))
        if start > 0 and is_remark(last[start + 1 : -1]):
            return start
    if (label := label_start(text)) is not None:
        return label
    base = max(0, len(text) - _TAIL_END)
    if found := _TAIL.search(text, base) or _ACRONYM_LAST.search(text, base):
        return found.start()
    if _is_symbol(text[-1]) and text[-1] not in ".":
        return len(text) - 1
    return _last_part(text, base)


def _last_part(text: str, base: int) -> int | None:
    """Where `, ICML 2024`, ` - 2020`, `. NeurIPS 2020` begins at the end of a text."""
    if not any(map(str.isdigit, text[base:])):
        return None
    for at in range(len(text) - 3, base, -1):
        if text[at] in ",.;-–—|@•·" or text[at : at + 4] in {" in ", " at "}:
            part = text[at:].strip(" ,.;-–—|@•·")
            apart = text[at] in ",.;|•·@ " or (text[at - 1 : at] == " " and text[at + 1 : at + 2] == " ")
            if apart and text[at + 1 : at + 2] in {" ", *"ia"} and is_dated_remark(part):
                return at
    return None


@lru_cache(maxsize=8192)
def is_dated_remark(part: str) -> bool:
    """Whether a part is a date, or a venue with its year."""
    if not any(map(str.isdigit, part)):
        return False
    part = _WHEN.sub("", part)
    if _LONE_YEAR.fullmatch(part):
        return True
    dated = find_date(part)
    if dated and not part[: dated.start].strip(" ,.([") and not part[dated.end :].strip(" ,.)]"):
        return True
    return (
        len(part) < 100
        and all(word[:1].isupper() or word.lower() in _IN_NAMES for word in _LETTERS.findall(part))
        and not _LONG_WORD_LAST.search(part)
        and venue_like(part)
        and bool(_DATED_VENUE.fullmatch(part))
    )


# bounded: _LONGEST_CITED characters in brackets
_BETWEEN_NAMES = re.compile(r"\s*,\s*|\s+(?:and|&|und|et|y)\s+")
_WHEN = re.compile(
    r"^(?:in|at|appeared in|published in|to appear in|accepted (?:to|at|by)|(?:read|done|finished|added|completed|skimmed|discussed)(?: on)?)\s+",
    re.IGNORECASE,
)
_LONE_YEAR = re.compile(r"(?:19|20)\d\d[a-z]?")
_LETTERS, _LONG_WORD_LAST = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]{6}\. ")


def is_remark(inside: str) -> bool:
    """Whether what is in brackets is a remark (a date, a venue, a label, a status), and no part of a title."""
    inside = inside.strip(" *_`'\"")
    if len(inside) < 2 or (len(inside) <= 4 and inside.isdigit()) or _STATUS_WORD.fullmatch(inside):
        return True
    if (
        _SHELF.fullmatch(inside)
        or _OF_A_COPY.fullmatch(inside)
        or OF_A_PART.fullmatch(inside)
        or label_only(inside)
        or is_cited(inside)
    ):
        return True
    parts = [part.strip() for part in re.split(r"[,;/|+]", inside)]
    if len(parts) > 1 and len(inside.split()) < 5 and _STATUS_WORD.fullmatch(parts[0]):
        return True
    return all(_is_remark_part(part) for part in parts if part)


def is_cited(inside: str) -> bool:
    """Whether what is in brackets is authors with a year, or "et al."."""
    if len(inside) > _LONGEST_CITED:
        return False
    names = _BETWEEN_NAMES.split(inside)
    if len(names) > 1 and all(_FAMILY.fullmatch(name) and not known(name.lower()) for name in names):
        return True
    cited = inside[:1].isupper() or "et al" in inside
    return cited and bool(_CITED.fullmatch(inside)) and bool(re.search(r"et al|(?:19|20)\d\d", inside))


def _is_remark_part(part: str) -> bool:
    if re.fullmatch(r"(?:19|20)\d\d[a-z]?|['’]\d\d|\d{1,2}", part) or _STATUS_WORD.fullmatch(part):
        return True
    dated = find_date(part)
    if dated and dated.end - dated.start >= len(part) - 2:
        return True
    if re.fullmatch(
        r"[A-Z][A-Za-z&-]{1,14}[\s'’-]*(?:(?:19|20)\d\d|\d\d)?(?:\s(?:oral|poster|spotlight|workshops?))?", part
    ):
        return venue_like(part) or bool(re.search(r"\d\d$", part))
    return venue_like(part) and len(part.split()) <= 12 and part[:1].isupper()
