"""Ids that nothing announces: when is `2507.13575` a paper, and when a measurement.

The only module that makes this judgement. A number of the right shape and a possible month is not enough: 1.4 in a
hundred random numbers `dddd.ddddd` have that. It counts when something beside it speaks for it:

- a version (`2507.13575v2`), a category (`2507.13575 [cs.LG]`, `cs.LG/2507.13575`), a file (`2507.13575.pdf`), DBLP's
  `abs/2507.13575`;
- `eprint = {2507.13575}`, `id_list=2507.13575`; square brackets of its own, as bibliographies have them (`[1207.7214]`);
- brackets after the word arXiv in the same paragraph; a list that an announced id began (`arXiv:2507.13575, 2506.18879`);
- a line (or a table's cell) of its own, or a line of nothing but ids, and lists with an id at the same end of each line;
- the address of a mirror (`huggingface.co/papers/2507.13575`).

A number of that shape that cannot be an id nearby (`1187.23456`) turns lines and cells into measurements. Currency
signs, units, further digits, and addresses of other hosts speak against every form. Pure.
"""

from __future__ import annotations

import re
from datetime import date

from enrich.identifiers.arxiv_id import CATEGORY, new_style_problem
from enrich.identifiers.marked import RELATIVE, VERSION, Reading, address_before, new_style
from enrich.identifiers.spelling import NormalisedText

_BARE = re.compile(r"(?P<yymm>[0-9]{4})\.(?P<number>[0-9]{4,5})(?![0-9])" + VERSION, re.IGNORECASE | re.ASCII)
_MIRRORED = re.compile(r"(?P<yymm>[0-9]{4})\.(?P<number>[0-9]+)" + VERSION, re.IGNORECASE | re.ASCII)
_ANY = re.compile(r"(?<![0-9])([0-9]{4})\.([0-9]{4,6})(?![0-9])")
_WRONG_LEFT = re.compile(r"[\w.$€£¥₹₩#@&%^~=+/\\:-]")
_WRONG_RIGHT = re.compile(
    r"""[\w%‰°$€£¥²³^=+×/\\@#&] | [.,:][0-9] | -\w
      | [ ]?(?:percent|per\b|USD\b|EUR\b|GBP\b|dollars?\b|euros?\b|tokens?\b|seconds?\b|minutes?\b|hours?\b|days?\b|years?\b
              |[kKMGTPmµunp]?(?:s|m|g|b|B|W|V|A|Hz|eV|bps|pc|Pa|J|K|L|l|mol|cal|iB)\b|FLOPS?\b|[×±x]\s?[0-9])
      | [ ]?[%‰°$€£¥±×]""",
    re.VERBOSE,
)
_AFTER_ID = re.compile(r"[0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,2})?,$", re.IGNORECASE)
_CLASS_AFTER = re.compile(rf"\s{{0,3}}[\[(]{CATEGORY}[\])]", re.IGNORECASE)
_CLASS_BEFORE = re.compile(rf"(?:(?<![\w./-]){CATEGORY}/|[\[(]{CATEGORY}[\])]\s{{0,3}})$", re.IGNORECASE)
_EPRINT = re.compile(r"(?:e-?print|\bid_?list)[\"']?\s{0,4}[:=]\s{0,4}[\"'{(\[]{0,2}\s?$", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|tex|ps|html?|tar|tgz|zip|txt|md)\b", re.IGNORECASE)
_NEXT_IN_LIST = re.compile(
    rf"""(?:v[0-9]{{1,2}})?(?:\s?[\[(]{CATEGORY}[\])])?[\"'`)\]}}]{{0,2}}
         \s*(?:[,;&]|\b(?:and|or|und|oder|et|ou|y|e|see\ also)\b){{1,2}}\s*(?:\b(?:and|or|und|et|y)\b\s*)?[\"'`(\[{{]{{0,2}}""",
    re.IGNORECASE | re.VERBOSE,
)
LONGEST_GAP = 40
"""Characters between two ids of a list that are looked at."""

_LINE_ALONE = re.compile(
    r"""[\s>*•·#+-]*(?:\(?[0-9]{1,4}[.):\]][ \t]+)?["'`(\[{<]*$""",
    re.VERBOSE,
)
_LINE_AFTER = re.compile(r"""["'`)\]}>,;.|\\]*\s*$""")
_ONLY_IDS = re.compile(
    rf"[\s,;|\"'`\[\](){{}}]*(?:(?:arxiv:)?[0-9]{{4}}\.[0-9]{{4,5}}(?:v[0-9]{{1,2}})?(?:\s?\[{CATEGORY}\])?[\s,;|\"'`\[\](){{}}]*)+",
    re.IGNORECASE,
)
_LIST_START = re.compile(r"[\s>*•·+|-]*(?:\(?[0-9]{1,4}[.):\]][ \t]+)?[\"'`(\[]?$")
_AFTER_START = re.compile(r"[\"'`)\]]?(?:\s*[:|–,;-]\s|[ \t])\s*[^\s0-9.,]")
_BEFORE_END = re.compile(r"(?:[(\[:|,;–\t-]|\s-)\s*[(\[\"'`]?$")
_LIST_END = re.compile(r"[\"'`)\]|.,;\s]*$")


def read_bare(window: NormalisedText, start: int, listed: int | None, today: date) -> Reading | None:
    """The id whose four digits begin at `start`; `listed` is where the id before it in a list ends, if there is one."""
    text = window.text
    match = _BARE.match(text, start)
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
    if _WRONG_RIGHT.match(text, end) and text[end : end + 1] != "&":
        return False
    if listed is not None and _NEXT_IN_LIST.fullmatch(text, listed, start):
        return True
    if RELATIVE.search(text, max(0, start - 6), start):
        return True
    led = text[max(0, start - 4) : start].rstrip()[-1:]
    return led in ("/", ")", "]") and _CLASS_BEFORE.search(text, max(0, start - 24), start) is not None


def _reading(text: str, match: re.Match[str], begin: int, today: date, how: str) -> Reading:
    ending = _FILE.match(text, match.end())
    end = ending.end() if ending and ending[0].lower() == ".pdf" else match.end()
    found = new_style(begin, end, match["yymm"], match["number"], match["version"], today, "id")
    return found if how == "id" else Reading(begin, end, "url", found.id, found.version, found.malformed)


def _speaks_for(window: NormalisedText, match: re.Match[str], listed: int | None, today: date) -> bool:
    """Whether what stands around a number of the right shape makes it an id."""
    text, start, end = window.text, match.start(), match.end()
    before = text[start - 1] if start else " "
    cut = _WRONG_LEFT.match(before) is not None or (before == "," and text[max(0, start - 2)].isdigit())
    if match["version"] or _FILE.match(text, end):
        return not cut or (before in "/-" and not text[max(0, start - 2)].isdigit())
    if _is_eprint(text, start) or (_CLASS_AFTER.match(text, end) and not cut):
        return True
    if (cut and not _AFTER_ID.search(text, max(0, start - 16), start)) or _WRONG_RIGHT.match(text, end):
        return False
    return _bracketed(text, start, end) or _lined_up(window, match, listed, today)


def _is_eprint(text: str, start: int) -> bool:
    near = text[max(0, start - 20) : start].lower()
    return ("rint" in near or "list" in near) and bool(_EPRINT.search(text, max(0, start - 24), start))


def _bracketed(text: str, start: int, end: int) -> bool:
    """`[1207.7214]` as bibliographies have it; any bracket when the word arXiv stands before in the paragraph."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    if around == "[]":
        return not re.search(r"(?:=|[\"']:)\s?$", text[max(0, start - 5) : start - 1])
    paragraph = text[max(0, start - 100) : start]
    return around in ("()", "{}", "``", '""') and "arxiv" in paragraph[paragraph.rfind("\n\n") + 1 :].lower()


def _lined_up(window: NormalisedText, match: re.Match[str], listed: int | None, today: date) -> bool:
    """Whether the number has its line to itself, stands in a line of ids, or at one end of each line of a list."""
    text, start, end = window.text, match.start(), match.end()
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    opens, closes = line_start > 0 or window.opens, line_end >= 0 or window.closes
    line_end = line_end if line_end >= 0 else len(text)
    left, right = text[line_start:start], text[end:line_end]
    beside = _neighbours(text, line_start, line_end)
    numbers = [found for line in (left, right, *beside) for found in _ANY.findall(line)]
    if any(new_style_problem(yymm, number, today) for yymm, number in numbers):
        return False
    if opens and closes and _LINE_ALONE.fullmatch(left) and _LINE_AFTER.fullmatch(right):
        # A path or prefix that the line break cut off makes it the rest of something else.
        if text[:line_start].rstrip()[-1:] in ("/", "=", "$", "€", "£"):
            return False
        follows = listed is not None and text.count("\n", listed, start) == 1
        return len(match["number"]) == 5 or bool(numbers) or follows
    if _ANY.search(left + " " + right) and _only_ids(text, line_start, line_end, opens, closes):
        return True
    first = opens and _LIST_START.fullmatch(left) and _AFTER_START.match(right)
    last = closes and _LIST_END.fullmatch(right) and _BEFORE_END.search(left)
    cell = left.rstrip(" ")[-1:] in ("|", "\t") and right.lstrip(" ")[:1] in ("|", "\t")
    if not (first or last or cell):
        return False
    # Time stamps line up too, and share their digits before the dot.
    return any(yymm != match["yymm"] for line in beside for yymm, _ in _ANY.findall(line))


def _neighbours(text: str, line_start: int, line_end: int) -> tuple[str, ...]:
    """The three lines before and after that are not blank (whole, or what the window has of them)."""
    before = [line for line in text[:line_start].splitlines() if line.strip()]
    after = [line for line in text[line_end:].splitlines() if line.strip()]
    return (*before[-3:], *after[:3])


def _only_ids(text: str, line_start: int, line_end: int, opens: bool, closes: bool) -> bool:
    """Whether the line has ids and nothing else; of a long line, the part that the window has."""
    line = text[line_start:line_end]
    if not opens:
        line = line[re.search(r"[\s,;]|$", line).start() :]  # type: ignore[union-attr]
    if not closes:
        line = line[: max(line.rfind(" "), line.rfind(","), line.rfind(";"))]
    return _ONLY_IDS.fullmatch(line) is not None
