"""A column of a table, or the values of a JSON key -> ids, measurements, ids that a spreadsheet cut, malformed ones (pure).

The only module that judges a bare number by its column. `1512.03385` may be a paper or a loss; what the header says and
what the other values are decides. A column of ids makes of `2310.01`, whose last zeros a spreadsheet has dropped,
2310.01000 with a warning, and of `0203015` a malformed id; a column of measurements makes nothing of any number. Where
most values are short, digits were rounded away rather than zeros dropped, and nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from enrich.identifiers.arxiv_id import PaperId, new_style_problem

Kind = Literal["ids", "measurements", "unsaid"]
Header = Literal["arxiv", "name", "measure", "unknown", "none"]

_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES = frozenset(
    re.findall(
        r"\S+",
        """id ids identifier identifiers paper papers article articles preprint preprints ref refs reference references link links
    url urls uri source key keys number work works entry item items doc document citation cite cites cited related see
    pid external bib bibkey reading publication publications kennung nummer papier artikel titre titel title 论文 编号 文献""",
    )
)
_WEAK_NAMES = frozenset(
    ["number", "key", "keys", "source", "link", "links", "url", "urls", "uri", "work", "works", "entry", "item", "items", "doc", "document", "external", "see", "related", "nummer"]
)  # fmt: skip
"""Names that things of every kind have."""
_MEASURES = frozenset(
    re.findall(
        r"\S+",
        """loss losses score scores ppl perplexity acc accuracy precision recall price prices cost costs amount total sum mean avg
    average median std stdev var variance min max time times timestamp sec secs second seconds ms minutes hours duration latency
    runtime throughput fps flops gflops params parameters size mb gb kb bytes count counts num rate lr bleu rouge auc mse rmse mae
    lat latitude lon lng long longitude width height length weight mass energy temp temperature pressure freq frequency hz khz mhz
    ghz wavelength distance km mm cm depth speed power voltage value values val result results measurement measurements
    measured balance eur euro usd gbp chf dollar dollars phone telephone tel fax mobile zip postcode version build tariff hs
    quantity qty tokens steps step epoch epochs memory ram flux error errors residual delta percent percentage share weightkg
    sample samples signal signals intensity amplitude magnitude concentration coordinate coordinates coords position positions point points
    level levels sensor sensors metric metrics series x y z dx dy dz t release releases versions builds revision revisions quote quotes
    reward elo rank ratio salary budget revenue preis betrag summe wert zeit kosten prix montant valeur valor precio importe
    citations downloads views hits votes upvotes year date category categories class classes units unit""",
    )
)
_SERVER = frozenset(["eprint", "eprints", "preprint", "preprints"])
_PAPER = re.compile(
    r"arxiv(?:\.org)?[\s:./]{1,3}(?:abs/|pdf/)?(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,9}(?:\.[a-z]{2})?/[0-9]{7})",
    re.IGNORECASE,
)
"""A header that names one paper: what is below it are that paper's numbers."""
_TELLING = frozenset(
    ["id", "ids", "identifier", "identifiers", "number", "numbers", "no", "nr", "link", "url", "paper", "eprint"]
)
"""What makes a header that names arXiv one of ids, whatever else it says (`arXiv ID (with version)`)."""
_WHOLE = re.compile(r"([0-9]{4})[.,]([0-9]{4,5})(?:v([0-9]{1,3}))?", re.ASCII)
_SHORT = re.compile(r"([0-9]{3,4})[.,]([0-9]{1,5})", re.ASCII)
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}(?:[.,][0-9]{1,18}){0,4}(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_REMARKED = re.compile(
    r"([0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,2})?)\s{0,3}((?:[(\[#=:;\u2013\u2014-]|(?<=\s)[^\W\d_]{3})(?:(?!arxiv|[0-9]{4}\.|://|/[0-9]{7})[^\n]){0,80})",
    re.IGNORECASE,
)
"""An id before what somebody says of it, where no other paper is named."""
_DRESS = re.compile(r"""^(?:=?["'`\u2018\u201c\u00ab(\[<{]|=)|["'`\u2019\u201d\u00bb)\]>}]$""")
_NAMING = ("\u201c", "\u201e", "\u00ab", "\u300c", "\u3010")
"""Quotes and brackets of typographers: names stand in them, hardly ever measurements."""
_APART = re.compile(r"[\s,;|&+]{1,8}")
MOST_PARTS = 50
"""Ids in one cell that are told apart."""


class Column(Struct, frozen=True, gc=False):
    """What a column was found to be."""

    kind: Kind
    rounded: bool = False
    """Most ids in it would be short ones: those have lost other digits than zeros, and are not completed."""
    header: Header = "none"
    decimal: bool = False
    """Most of what is in it are numbers with a point."""


class CellId(Struct, frozen=True, gc=False):
    """What one number of a column of ids is."""

    text: str
    """As written."""
    paper: PaperId | None
    """None when it is malformed."""
    malformed: str | None = None
    warning: str | None = None
    """What was put right about it."""


def judge_column(header: str | None, values: Sequence[str], today: date) -> Column:
    """What a column with this header (None without one) and these cells is; a sample of the cells will do."""
    kind = header_kind(header)
    numbers = [number for value in values if (number := bare_number(value)) is not None]
    numbers += _with_remarks(values) if kind in ("arxiv", "name", "none") and len(numbers) < len(values) else []
    whole = sum(whole_id(number, today) is not None for number in numbers)
    short = sum(_padded(number, today) is not None for number in numbers)
    impossible = len(numbers) - whole - short
    points = sum("." in number or "," in number for number in numbers)
    column = Column("measurements", whole < short, kind, points * 2 > sum(1 for value in values if value.strip()))
    if kind == "measure":
        return column
    if kind == "arxiv":
        counted = len(numbers) > 2 and impossible > whole + short
        return column if counted else replace(column, kind="ids")
    if not numbers:
        return replace(column, kind="unsaid")
    if kind == "none" and len(values) == 1:
        ids = whole == 1 and numbers[0][:4] > "1412"
    else:
        named = sum(_names_arxiv(value) for value in values)
        months = {number[:4] for number in numbers if whole_id(number, today)}
        scattered = len({month[:2] for month in months}) > 2 if kind == "unknown" else len(months) > 1
        ids = _are_ids(kind, whole, short, impossible, named, scattered)
    return replace(column, kind="ids") if ids else column


def _with_remarks(values: Sequence[str]) -> list[str]:
    """The ids of cells that go on with a remark; none where it is the same word in each, or in the only one, as a unit is."""
    found = [match for value in values if (match := _REMARKED.fullmatch(value.strip()))]
    units = {match[2].lower() for match in found}
    return [match[1] for match in found] if len(units) != 1 or not units.pop()[:1].isalpha() else []


def _are_ids(kind: Header, whole: int, short: int, impossible: int, named: int, scattered: bool) -> bool:
    """Whether the numbers of a column whose header does not tell are ids, by the majority."""
    if named:
        return named + whole > 3 * (short + impossible)
    if kind == "name":
        return whole > 0 and whole >= 2 * impossible and whole >= short
    # Below a heading that says nothing: three that are possible, of three years, are hardly an accident.
    return whole >= (3 if kind == "unknown" else 2) and scattered and whole >= 5 * impossible and whole >= 2 * short


@lru_cache(maxsize=4096)
def header_kind(header: str | None) -> Header:
    """What kind of numbers a header announces."""
    if header is None or not header.strip():
        return "none"
    plain = unicodedata.normalize("NFKC", header[:100])
    words = {word.lower() for word in _WORD.findall(_CAMEL.sub(" ", plain))}
    fused = "".join(_WORD.findall(plain)).lower()
    server = "arxiv" in fused or bool(words & _SERVER) or fused in _SERVER
    paper = server and _PAPER.search(plain) is not None
    if server and (words & _TELLING or not (words & _MEASURES or paper)):
        return "arxiv"
    if words & _MEASURES or fused in _MEASURES or paper:
        return "measure"
    return "name" if words & _NAMES or fused in _NAMES else "unknown"


def names_measurements(caption: str) -> bool:
    """Whether a remark above a table says that it holds measurements, and nothing of papers."""
    words = {word.lower() for word in _WORD.findall(_CAMEL.sub(" ", caption[:300]))}
    return header_kind(caption) == "measure" and not words & (_NAMES - _WEAK_NAMES)


def read_cell(value: str, column: Column, today: date) -> tuple[CellId, ...] | None:
    """The ids of a cell that holds nothing but bare numbers; None for a cell that must be read as text.

    In a column of measurements its numbers are nothing: the answer is empty.
    """
    if column.kind == "unsaid" or (column.kind == "measurements" and value.lstrip()[:1] in _NAMING):
        return None
    number = bare_number(value)
    if number is not None:
        return (_read(value.strip(), number, column, today),) if column.kind == "ids" else ()
    remarked = remarked_id(value) if column.kind == "ids" and column.header != "unknown" else None
    if remarked is not None:
        return (_read(remarked, remarked, column, today),)
    parts = [part for part in _APART.split(value.strip(), MOST_PARTS) if part]
    bare = [bare_number(part) for part in parts]
    if len(parts) < 2 or any(part is None for part in bare):
        return None
    if column.kind == "measurements":
        return ()
    return tuple(_read(part, number or "", column, today) for part, number in zip(parts, bare, strict=True))


def _read(written: str, number: str, column: Column, today: date) -> CellId:
    if (paper := whole_id(number, today)) is not None:
        return CellId(written, paper)
    padded = _padded(number, today)
    if padded is not None and not column.rounded:
        warning = f"{written} was read as {padded}: the zeros at its ends seem to have been lost in a spreadsheet"
        return CellId(written, PaperId(padded), warning=warning)
    return CellId(written, None, malformed=why_malformed(number, today))


def why_malformed(number: str, today: date) -> str:
    """Why a number that stands where an id should is none."""
    if re.fullmatch(r"[0-9]{6,7}", number):
        return f"{number} cannot be an arXiv id by itself: those from before April 2007 begin with their archive, as in math/0203015"
    parts = _SHORT.fullmatch(number) or re.fullmatch(r"([0-9]{1,18})[.,]([0-9]{1,18})", number)
    problem = new_style_problem(parts[1], parts[2], today) if parts else None
    if problem is None:
        return f"{number[:80]} is not the form of an arXiv id such as 2507.13575 or hep-th/9901001"
    if parts and _padded(number, today):
        problem += "; a spreadsheet or rounding may have cut it"
    return problem


def bare_number(value: str) -> str | None:
    """The number that a cell holds and nothing else (quotes, brackets and a spreadsheet's apostrophe aside)."""
    if len(value) > 60 or not any(map(str.isdecimal, value)):
        return None
    if _NUMBER.fullmatch(value):
        return value
    text = unicodedata.normalize("NFKC", value).strip().rstrip(".,;").replace("\u200b", "").replace("\xad", "")
    for _ in range(2):
        text = _DRESS.sub("", text).strip()
    if _NUMBER.fullmatch(text) or _WHOLE.fullmatch(text):
        return text
    return None


def remarked_id(value: str) -> str | None:
    """What has the form of an id at the beginning of a cell that goes on with a remark, in which no other is named."""
    found = _REMARKED.fullmatch(value.strip()) if value[:40].lstrip()[:4].isdecimal() else None
    return found[1] if found else None


def whole_id(number: str, today: date) -> PaperId | None:
    """The paper that a number names as it stands."""
    match = _WHOLE.fullmatch(number)
    if match is None or new_style_problem(match[1], match[2], today) or (match[3] and int(match[3]) == 0):
        return None
    return PaperId(f"{match[1]}.{match[2]}", int(match[3]) if match[3] else None)


def _padded(number: str, today: date) -> str | None:
    """The id that a spreadsheet makes this number of, by dropping zeros at its ends; None when there is none."""
    match = _SHORT.fullmatch(number)
    if match is None:
        return None
    yymm = match[1].zfill(4)
    digits = match[2].ljust(4 if int(yymm) <= 1412 else 5, "0")
    lost = digits != match[2] or yymm != match[1]
    return f"{yymm}.{digits}" if lost and not new_style_problem(yymm, digits, today) else None


def _names_arxiv(value: str) -> bool:
    low = value.lower()
    if len(low.split()) > 3:
        return False  # A sentence names another paper than its column holds.
    return "arxiv" in low or re.search(r"[a-z]/[0-9]{7}\b", low) is not None
