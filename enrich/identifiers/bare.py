"""Ids that nothing announces: when is `2507.13575` a paper, and when a measurement.

The only module that makes this judgement. A number of the right shape and a possible month is not enough: 1.4 in a
hundred random numbers `dddd.ddddd` have that. It counts when something beside it speaks for it:

- a version (`2507.13575v2`), a category (`2507.13575 [cs.LG]`, `cs.LG/2507.13575`), a file (`2507.13575.pdf`), DBLP's
  `abs/2507.13575`;
- `eprint = {2507.13575}`, `id_list=2507.13575`; square brackets of its own, as bibliographies have them (`[1207.7214]`);
- brackets after the word arXiv in the same paragraph; a list that an announced id began (`arXiv:2507.13575, 2506.18879`);
- a line (or a table's cell) of its own, or a line of nothing but ids, and lists with an id at the same place of each line;
- another id that follows after a comma, semicolon or slash and no space; quotes and brackets that typographers use;
- what a reader says of it in brackets, at the beginning of a line (`1109.1746 (the one with the tables)`);
- a word that sends the reader there (`the preprint 2507.13575`, `see 2507.13575.`);
- the address of a mirror (`huggingface.co/papers/2507.13575`).

Numbers nearby that cannot be ids (`1187.23456`) turn lines and cells into measurements (enrich/identifiers/lists.py). Currency
signs, units, further digits, and addresses of other hosts speak against every form. Pure.
"""

from __future__ import annotations

import re
from datetime import date

from enrich.identifiers.arxiv_id import CATEGORY, OLD_ARCHIVE, new_style_problem
from enrich.identifiers.columns import Header, header_kind
from enrich.identifiers.hosts import address_before
from enrich.identifiers.lists import as_code, begins, line_of, lined_up, measured
from enrich.identifiers.marked import RELATIVE, VERSION, MarkedText, new_style
from enrich.identifiers.spelling import NormalisedText

_BARE = re.compile(r"(?P<yymm>[0-9]{4})\.(?P<number>[0-9]{4,5})(?![0-9])" + VERSION, re.IGNORECASE | re.ASCII)
_MIRRORED = re.compile(r"(?P<yymm>[0-9]{4})\.(?P<number>[0-9]+)" + VERSION, re.IGNORECASE | re.ASCII)
_WRONG_LEFT = re.compile(r"[\w.$€£¥₹₩#@&%^~=+/\\:-]")
_WRONG_RIGHT = re.compile(
    r"""[\w%‰°$€£¥²³^=+×/\\@#&] | [.,:][0-9] | -\w
      | [ ]?(?:percent|per\b|USD\b|EUR\b|GBP\b|dollars?\b|euros?\b|tokens?\b|seconds?\b|minutes?\b|hours?\b|days?\b|years?\b
              |[kKMGTPmµunp]?(?:s|m|g|b|B|W|V|A|Hz|eV|bps|pc|Pa|J|K|L|l|mol|cal|iB)\b|FLOPS?\b|[×±x]\s?[0-9])
      | [ ]?[%‰°$€£¥±×]""",
    re.VERBOSE,
)
_AMID = re.compile(r"(?<=[0-9] )[0-9]{4}\.[0-9]{4,5}(?= [0-9])", re.ASCII)
"""Between two numbers: nothing but the line can speak for it."""
_AFTER_ID = re.compile(r"[0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,3})?,$", re.IGNORECASE)
_CLASS_AFTER = re.compile(rf"\s{{0,3}}[\[(]{CATEGORY}[\])]", re.IGNORECASE)
_CLASS_BEFORE = re.compile(rf"(?:(?<![\w./-]){CATEGORY}/|[\[(]{CATEGORY}[\])]\s{{0,3}})$", re.IGNORECASE)
# bounded: by the window around a place
_EPRINT = re.compile(
    r"(?:(?:e-?print|\bid_?list)[\"']?\s{0,4}[:=]\s{0,4}[\"'{(\[]{0,2}|\\e?print\w{0,8}(?:\[[^\]\n]{0,12}\])?\s?\{|\{e?print\}\s?\{|\\verb\{eprint\}\s{1,9}\\verb\s)\s?$",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|tex|ps|html?|tar|tgz|zip|txt|md)\b", re.IGNORECASE)
_JOINED_BY = (
    ", ; & / | + 、 ， ； and or und oder et ou y e see also maybe perhaps plus then vielleicht auch aussi 和 与 及"
)
_JOINTS = frozenset(_JOINED_BY.split())
_JOINT = re.compile(r"[^\W\d_]{1,9}|[^\w\s]")
_SET_OFF = str.maketrans("", "", "\"'`()[]{}\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019")
_OWN = re.compile(rf"(?:v[0-9]{{1,3}})?(?:\s?[\[(]{CATEGORY}[\])])?", re.IGNORECASE)
"""What belongs to an id of a list: its version, its category."""
SURE_RUN = 2
"""Ids that must follow one at the beginning of a line."""
LONGEST_GAP = 40
"""Characters between two ids of a list that are looked at."""

_PAIRS = {
    "\u201c": "\u201d", "\u201e": "\u201c\u201d", "\u00ab": "\u00bb", "\u00bb": "\u00ab", "\u2039": "\u203a", "\u2018": "\u2019", "\u201a": "\u2018\u2019",
    "\u300c": "\u300d", "\u300e": "\u300f", "\u3010": "\u3011", "\u3014": "\u3015", "\u300a": "\u300b", "\u3008": "\u3009", "\u27e8": "\u27e9",
}  # fmt: skip
"""Quotes and brackets of typographers, which set off names; measurements are rarely in them."""
_NAMED = re.compile(
    r"(?:\b(?:pre-?prints?|e-?prints?|papers?)(?:\s(?:no|nr)\.?|\sids?)?|\b(?:posed|introduced|proved|proven|proposed|presented|defined|conjectured)\sin|\b(?:see|siehe|voir|vgl\.|cf\.?|v\u00e9ase)(?:\s(?:also|auch|aussi|tambi\u00e9n))?|\b(?:what|how)\sabout"
    r"|\u8bba\u6587|\u8ad6\u6587|\u89c1|\u898b|\u53c2\u89c1)\s?[:#]?\s?$",
    re.IGNORECASE,
)
"""Words that say of the number after them that it names something to read."""
_REMARK = re.compile(
    r" {0,2}[(\[–—-] ?(?:(?:the|that|this) (?:one|paper|preprint)|(?:the )?(?:paper|preprint) (?:by|on|of|with|about))\b",
    re.IGNORECASE,
)
"""What is said in brackets of something to read, and of no number: `(the one with the tables)`."""
_THEN = re.compile(
    r"(?:v[0-9]{1,3})?[\"'`)\]]?(?P<sign>[,;/&+|])(?P<space>\s?)(?:arxiv:)?"
    rf"(?:(?P<old>(?:{OLD_ARCHIVE})(?:\.[a-z-]{{2,9}})?/[0-9]{{7}}(?![0-9]))"
    r"|(?P<yymm>[0-9]{4})\.(?P<number>[0-9]{4,5})(?![0-9]))",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![0-9])[0-9]{1,3},$", re.ASCII)
_FILES = (".pdf", ".epub", ".djvu")
_PLACE = re.compile(r"\b(?:at|point|position|coord\w{0,9}|center|centre|from|between)\b\W{0,3}$", re.IGNORECASE)
_BESIDE_LABEL = " \t\n:=\"'`([{*_~-\u201c\u201e\u00ab\u2018"
_ROW_BEFORE = re.compile(r"\s{0,12}[0-9]{1,6}[:,;|]$")


def read_bare(window: NormalisedText, start: int, listed: int | None, today: date) -> MarkedText | None:
    """The id whose four digits begin at `start`; `listed` is where the id before it in a list ends, if there is one."""
    text = window.text
    match = _BARE.match(text, start)
    if match and _AMID.match(text, start):
        if new_style_problem(match["yymm"], match["number"], today):
            return None
        fits = lined_up(line_of(window, start, match.end()), match, _below(text, listed, start), today)
        return _reading(text, match, start, today, "id") if fits else None
    if match and _joined(text, match, listed) and not new_style_problem(match["yymm"], match["number"], today):
        return _reading(text, match, start, today, "id")
    kind, begin = address_before(text, start)
    if kind == "mirror":
        match = _MIRRORED.match(text, start)
        return _reading(text, match, begin, today, "url") if match else None
    if kind == "foreign" or match is None or new_style_problem(match["yymm"], match["number"], today):
        return None
    if not _speaks_for(window, match, listed, today):
        return None
    return _reading(text, match, start, today, "id")


def _joined(text: str, match: re.Match[str], listed: int | None) -> bool:
    """Whether `abs/`, a category or a list leads up to the number; `cs.LG/` looks like a host, a list may be in an address."""
    start, end = match.span()
    if _WRONG_RIGHT.match(text, end) and text[end : end + 1] != "&" and not _THEN.match(text, end):
        return False
    if listed is not None and _is_joined(text[listed:start]):
        return True
    if RELATIVE.search(text, max(0, start - 6), start):
        return True
    led = text[max(0, start - 4) : start].rstrip()[-1:]
    return led in ("/", ")", "]") and _CLASS_BEFORE.search(text, max(0, start - 24), start) is not None


def _is_joined(gap: str) -> bool:
    """Whether what is between two ids makes them a list: a comma, `and`, brackets and quotes beside them."""
    own = _OWN.match(gap)
    between = gap[own.end() if own else 0 :].translate(_SET_OFF).lower()
    parts = _JOINT.findall(between)
    return 0 < len(parts) <= 3 and _JOINTS.issuperset(parts) and "".join(between.split()) == "".join(parts)


def _reading(text: str, match: re.Match[str], begin: int, today: date, how: str) -> MarkedText:
    ending = _FILE.match(text, match.end())
    end = ending.end() if ending and ending[0].lower() == ".pdf" else match.end()
    found = new_style(begin, end, match["yymm"], match["number"], match["version"], today, "id")
    return found if how == "id" else MarkedText(begin, end, "url", found.id, found.version, found.malformed)


def _speaks_for(window: NormalisedText, match: re.Match[str], listed: int | None, today: date) -> bool:
    """Whether what is around a number of the right shape makes it an id."""
    text, start, end = window.text, match.start(), match.end()
    before = text[start - 1] if start else " "
    cut = _WRONG_LEFT.match(before) is not None or bool(
        before == "," and _THOUSANDS.search(text, max(0, start - 5), start)
    )
    if match["version"] or _FILE.match(text, end):
        return not cut or (before in "/-" and not text[max(0, start - 2)].isdigit())
    if _is_eprint(text, start) or (_CLASS_AFTER.match(text, end) and not cut):
        return True
    if _WRONG_RIGHT.match(text, end) and not _THEN.match(text, end):
        return False
    if _fused(text, match, cut, today):
        return True
    if _WRONG_RIGHT.match(text, end):
        return False
    if cut and not _AFTER_ID.search(text, max(0, start - 16), start):
        return _is_row(window, match, today)
    if _bracketed(text, start, end) or (not cut and _called_paper(text, match, today)):
        return True
    if _names_file(text, start, end):
        return True
    line = line_of(window, start, end)
    if line.opens and not line.left.strip(" \t-*•·") and _REMARK.match(text, end):
        return not measured(line, today)
    if as_code(line) or (begins(line) and _begins_run(text, match, today) and not measured(line, today)):
        return True
    return lined_up(line, match, _below(text, listed, start), today)


def _below(text: str, listed: int | None, start: int) -> bool:
    """Whether the id before it in a list is in the line above."""
    return listed is not None and text.count("\n", listed, start) == 1


def _begins_run(text: str, match: re.Match[str], today: date) -> bool:
    """Whether two more that can be ids follow, with nothing but signs of a list between them."""
    end, more = match.end(), 0
    while (found := _THEN.match(text, end)) and more < SURE_RUN:
        if not found["old"] and new_style_problem(found["yymm"], found["number"], today):
            return False
        end, more = found.end(), more + 1
    return more >= SURE_RUN


def _names_file(text: str, start: int, end: int) -> bool:
    """Whether the line is the name of a file that begins with the number (`2507.13575 - Title.pdf`)."""
    line = text[end : text.find("\n", end) if "\n" in text[end:] else len(text)]
    begins = not text[:start].rpartition("\n")[2].strip(" \t*->")
    return begins and line[:1] in (" ", "_", "-") and line.rstrip().lower().endswith(_FILES)


def _is_row(window: NormalisedText, match: re.Match[str], today: date) -> bool:
    """Whether what cuts the number off is the number of its row (`7:1810.04805`)."""
    line = line_of(window, match.start(), match.end())
    if not line.opens or not _ROW_BEFORE.fullmatch(line.left):
        return False
    if line.left[-1] == ":" and line.closes and not line.right.strip() and len(match["number"]) == 5:
        return not measured(line, today)
    return lined_up(line, match, False, today)


def _is_eprint(text: str, start: int) -> bool:
    near = text[max(0, start - 30) : start].lower()
    return ("rint" in near or "list" in near) and bool(_EPRINT.search(text, max(0, start - 40), start))


def _label(text: str, start: int) -> Header:
    """What the word before a number says of it."""
    before = text[max(0, start - 40) : start]
    words = before.rstrip(_BESIDE_LABEL)
    if len(before) - len(words) > 4 or not words[-1:].isalpha():
        return "none"
    return header_kind(" ".join(re.split(r"[\W\d_]+", words)[-2:]))


def _fused(text: str, match: re.Match[str], cut: bool, today: date) -> bool:
    """Whether another id follows, separated by at most one sign (`1905.02331,math/0001005;2001.00011`)."""
    start, end = match.span()
    then = _THEN.match(text, end)
    label = _label(text, start) if then else "none"
    if then is None or label == "measure" or (cut and (text[start - 1] not in ":=" or label not in ("arxiv", "name"))):
        return False
    if then["old"]:
        return True
    if _PLACE.search(text, max(0, start - 20), start) or not _follows(match, then, today):
        return False
    more = _THEN.match(text, then.end())
    if then["space"]:
        # Of numbers that are apart three must be possible: coordinates come in pairs.
        return more is not None and (more["old"] is not None or _follows(then, more, today))
    return more is not None or not (_WRONG_RIGHT.match(text, then.end()) or _beside_pair(text, start, then.end()))


def _beside_pair(text: str, start: int, end: int) -> bool:
    """Whether a pair of numbers is one of several with blanks between them, as points of a line are."""
    return _PAIR_BEFORE.search(text, max(0, start - 30), start) is not None or _PAIR_AFTER.match(text, end) is not None


_PAIR_BEFORE = re.compile(r"[0-9]\.[0-9]{1,9},[0-9]{1,9}\.[0-9]{1,9} $")
_PAIR_AFTER = re.compile(r" [0-9]{1,9}\.[0-9]{1,9},[0-9]{1,9}\.[0-9]")


def _follows(one: re.Match[str], then: re.Match[str], today: date) -> bool:
    """Whether two numbers that stand together are ids of different months, of five digits each."""
    five = len(one["number"]) == len(then["number"]) == 5
    return five and one["yymm"] != then["yymm"] and not new_style_problem(then["yymm"], then["number"], today)


def _bracketed(text: str, start: int, end: int) -> bool:
    """`[1207.7214]` as bibliographies have it; quotes of typographers; any bracket near the word arXiv in the paragraph."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    if around == "[]":
        return not re.search(r"(?:=|[\"':])\s?$", text[max(0, start - 5) : start - 1])
    if text[max(0, start - 2) : start] == "[[" and around[1:] in ("|", "#"):
        return True
    space = int(around == "  ")
    opening = text[max(0, start - 1 - space) : max(0, start - space)]
    if opening in _PAIRS and text[end + space : end + space + 1] in (*_PAIRS[opening],):
        outside = start - 1 - space
        return int(text[start : start + 4]) > 1412 and not (
            (_WRONG_RIGHT.match(text, end + 1 + space) and not text[end + 1 + space].isalpha())
            or text[max(0, outside - 1) : outside] in ("=", ":")
            or _label(text, outside) == "measure"
        )
    paragraph = text[max(0, start - 100) : start]
    near = paragraph[paragraph.rfind("\n\n") + 1 :] + text[end : end + 16].partition("\n")[0]
    return around in ("()", "{}", "``", '""') and "arxiv" in near.lower()


def _called_paper(text: str, match: re.Match[str], today: date) -> bool:
    """Whether a sentence calls the number something to read: `the preprint 2507.13575`, `(see 2507.13575)`."""
    start, end = match.span()
    if not _NAMED.search(text, max(0, start - 24), start):
        return False
    verb = re.search(r"(?:paper|print)s?\W|ed\sin\W", text[max(0, start - 24) : start], re.IGNORECASE) is None
    if verb and not re.match(r"\s?(?:[.,;)\]?]|$|\n)", text[end : end + 2]):
        return False
    return not any(
        new_style_problem(near[1], near[2], today) for near in _NEAR.finditer(text, max(0, start - 200), end + 200)
    )


_NEAR = re.compile(r"(?<![0-9.])([0-9]{4})\.([0-9]{4,6})(?![0-9])", re.ASCII)
