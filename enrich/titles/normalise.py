"""Titles in the form in which they are compared (pure): TeX, Unicode, case and punctuation levelled, parts marked.

::

    title -> plain (no TeX, Unicode folded, case and punctuation kept) -> TitleForm (words, and where a part begins)
                                                                      \\-> normal_title (words as one string)
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

from enrich.titles.name_signs import signed, without_trade_marks
from enrich.titles.words import MINOR, specificity

LONGEST = 600
"""Letters of a title that are looked at; what is longer is not a title."""
_SYMBOL_ACCENT = re.compile(r"(?<!\\)\\+['\"`^~=.]\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))")
_LETTER_ACCENT = re.compile(r"(?<!\\)\\+[uvHcdbkrt](?:\s*\{\s*\\?([A-Za-z])\s*\}|\s+([A-Za-z]))")
_LETTER = re.compile(r"(?<!\\)\\+(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])\s?")
_FONT = re.compile(
    r"\\(?:math(?:cal|bf|bb|rm|it|sf|frak|scr|tt)|text(?:bf|it|sc|rm|tt|sf|sl)?|emph|em|bf|it|rm|sc|tt|sl|Bbb|bm|mbf"
    r"|boldsymbol|mbox|hbox|operatorname|left|right|[bB]ig+[lr]?|displaystyle|cal|frak|bar|hat|tilde|vec|overline"
    r"|underline|widetilde|widehat|quad|qquad)(?![A-Za-z])\s*"
)
_SIGN = re.compile(r"\\(prime|ast|star|ddagger|dagger|sharp)(?![A-Za-z])\s?")
_SIGNS = {"prime": "′", "ast": "*", "star": "*", "dagger": "†", "ddagger": "‡", "sharp": "#"}
_SILENT = re.compile(
    r"\\(?:leq?|geq?|ll|gg|to|rightarrow|Rightarrow|leftarrow|cdots?|ldots|dots|sim|approx|over|frac)(?![A-Za-z])"
)
_WORDED = {"ell": "l", "infty": "infinity", "times": "x", "Sigma": "sigma"}
_COMMAND = re.compile(r"\\(?:var(?=epsilon|phi|theta|rho|pi|sigma))?([A-Za-z]+)")
_FOLDS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | {"ß": "ss", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "×": "x", "∞": " infinity ", "√": " sqrt ", "ℓ": "l"}
    | dict.fromkeys("'’‘ʼ`´′‵", "")
    | {"&": " and "}
)
_SEPARATOR = re.compile(
    r"(?P<bracket>[()\[\]])| ?[:;](?: |(?=[A-Z]))| [|·•/] | ?[·•—] ?| [-–]+ | ?--- ?|(?<=\w\w)[.?!]+ (?=[A-Z\d\"“(])"
)
_ELLIPSIS = re.compile(r"[\])]?\s*(?:…|\.\s?\.\s?\.[.\s]*|stodl?\\)\s*[\[(]?[\s,;:]*")
"""Dots for what was left out, in a title without white space at its end, turned round: read forwards, every dot could begin them."""
_GREEK = re.compile(r"[Ͱ-Ͽ]")
_WORD = re.compile(r"[^\W_]+")
_LONE_A = re.compile(r"(?<=[^\W_]-)[aA]\b(?!-)")
"""The letter, and not the article: `LTE-A`."""
LETTER_A = "\N{LATIN SUBSCRIPT SMALL LETTER A}"
"""Stands for it in `TitleForm.words`."""
_ACRONYMS = re.compile(r"[A-Z\d]{2,}s")
ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_ROMAN_AT_END = {"i": "1", "v": "5", "x": "10"}


class TitleForm(Struct, frozen=True):
    """A title taken apart for comparison."""

    words: tuple[str, ...]
    """Lower case, no accents; numbers in Roman are digits."""
    cuts: tuple[int, ...]
    """Where a part (subtitle, bracket) begins: indices into `words`, ascending, neither 0 nor the end."""
    truncated: bool
    """The title ends in an ellipsis."""
    names: frozenset[str] = frozenset()
    """Words written as no sentence writes them: HTTPS, ImageNet; none in a title all in capitals."""
    plurals: frozenset[str] = frozenset()
    """Acronyms with a small s: GPUs."""
    telling: frozenset[str] = frozenset()
    """The words that are not minor."""
    compact: str = ""
    """The words without the spaces between them."""


def _names(written: list[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The words that are written as names, and those as several of an acronym, from the words as they stand."""
    if not any(word[1:].islower() for word in written):
        return frozenset(), frozenset()
    named = {w for w in written if w[1:] != w[1:].lower()}
    plurals = {w for w in named if _ACRONYMS.fullmatch(w)}
    return frozenset(w.casefold() for w in named - plurals), frozenset(w.casefold() for w in plurals)


def _apart(found: re.Match[str], word: str) -> str:
    """The word set apart from letters beside it, but not from a digit after it: `b\\phi_1` is b phi1."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    return f"{' ' if before[-1:].isalnum() else ''}{word}{' ' if after[:1].isalpha() else ''}"


def _detexed(title: str) -> str:
    """The title without TeX: accents fall off, `\\alpha` is alpha, fonts and braces vanish."""
    if "\\" in title:
        title = _SYMBOL_ACCENT.sub(lambda m: m[1] or m[2], title)
        title = _LETTER_ACCENT.sub(lambda m: m[1] or m[2], title)
        title = _LETTER.sub(r"\1", title)
        title = re.sub(
            r"[_^]?\\#", "#", re.sub(r"(?<![\^{])[\^{]+(?=\\(?:prime|ast|star|d?dagger|sharp)\b)", "", title)
        )
        title = _SIGN.sub(lambda m: _SIGNS[m[1]], title)
        title = _SILENT.sub(" ", _FONT.sub("", title.replace("}{", "} {")))
        title = _COMMAND.sub(lambda m: _apart(m, _WORDED.get(m[1], m[1])), re.sub(r"[_^](?=[\w{\\])", "", title))
        title = re.sub(r"\\([%&$_])", r" \1 ", title)
    if "$" in title:
        title = re.sub(r"\\[,;:! ]|\\", " ", title).replace("$", "")
    return re.sub(r"[\^{}]|(?<=\S)_(?=\S)", "", title).replace("\\", " ").replace("~", " ").replace("_", " ")


def _greek_spelled(text: str) -> str:
    """Greek letters by their names: `α` is alpha, as `\\alpha` is."""
    return _GREEK.sub(lambda m: _apart(m, unicodedata.name(m[0], "").split(" WITH ")[0].split(" ")[-1].lower()), text)


def plain(title: str) -> str:
    """The title without TeX, accents, ligatures and Greek letters; case and punctuation are kept."""
    text = without_trade_marks(_detexed(html.unescape(title[:LONGEST])))
    if not text.isascii():
        folded = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = "".join(c for c in folded if unicodedata.category(c) != "Cf" and c != "\xad")
    text = signed(text)
    if not text.isascii():
        text = re.sub(r"[‐‑‒−]", "-", _greek_spelled(text))
    return " ".join(text.translate(_FOLDS).split())


@lru_cache(maxsize=16384)
def normal_title(title: str) -> str:
    """The normalised form: equal for titles that differ in case, punctuation, TeX, accents or white space only."""
    return " ".join(_WORD.findall(plain(title).casefold()))


def _numbered(words: list[str], ends: set[int]) -> tuple[str, ...]:
    """Words with Roman numbers as digits and ordinals as words; a lone i, v or x only at the end of a part."""
    out = []
    for k, word in enumerate(words):
        number = ORDINALS.get(word) or _ROMAN.get(word)
        if not number and word in _ROMAN_AT_END and k and k + 1 in ends:
            number = _ROMAN_AT_END[word]
        out.append(number or word)
    return tuple(out)


@lru_cache(maxsize=16384)
def form(title: str) -> TitleForm:
    """The title taken apart."""
    title = title[:LONGEST].rstrip()
    left_out = _ELLIPSIS.match(title[::-1])
    bare = title[: len(title) - left_out.end()] if left_out else title
    text = plain(bare)
    written: list[str] = []
    words: list[str] = []
    cuts: set[int] = set()
    at = 0
    for separator in [*_SEPARATOR.finditer(text), None]:
        piece = text[at : separator.start() if separator else None]
        written += _WORD.findall(piece)
        words += _WORD.findall(_LONE_A.sub(LETTER_A, piece).casefold())
        if separator is None:
            break
        if separator["bracket"] not in {")", "]"}:
            cuts.add(len(words))
        at = separator.end()
    inner = tuple(sorted(cuts - {0, len(words)}))
    ends = cuts - {len(words)} if bare != title else cuts | {len(words)}
    words = [LETTER_A if word == "a" and k + 1 in ends else word for k, word in enumerate(words)]
    names, plurals = _names(written)
    numbered = _numbered(words, ends)
    telling, compact = frozenset(numbered) - MINOR, "".join(numbered)
    return TitleForm(numbered, inner, bare != title, names, plurals, telling, compact)


_SHORTEST_ACRONYM, _FEWEST_BESIDE, _LEAST_BESIDE = 2, 4, 2.5
"""Letters of an acronym; what the words have to say that stand beside one that may stand for other words as well."""


def written_out(title: TitleForm, other: TitleForm) -> tuple[TitleForm, TitleForm] | None:
    """Two titles with the acronyms of each as the other has them in words, or None.

    `IMRT` is Intensity Modulated Radiation Therapy where the other title has these words in a row, and says itself what it means,
    `Radiation Therapy (IMRT)`, or has enough other words in common.
    """
    if not (title.names or title.plurals or other.names or other.plurals):
        return None
    first, second = _without_own(title, other.names), _without_own(other, title.names)
    own = ({*title.words} - {*first.words}) | ({*other.words} - {*second.words})
    left, taken = _written_as(first, second)
    right, taken_there = _written_as(second, first)
    if not (own or taken or taken_there):
        return None
    beside = [word for word in title.words if word in other.words and word not in MINOR]
    enough = len(beside) >= _FEWEST_BESIDE and specificity(beside) >= _LEAST_BESIDE
    return (left, right) if enough or own.issuperset((*taken, *taken_there)) else None


def _initials_at(words: tuple[str, ...], at: int, count: int) -> str:
    return "".join(word[0] for word in words[at : at + count])


def _without_own(title: TitleForm, names: frozenset[str]) -> TitleForm:
    """A title without an acronym behind what it stands for: `Session Initiation Protocol (SIP) Servers`."""
    words = title.words
    for at, word in enumerate(words):
        count = len(word)
        known = count >= _SHORTEST_ACRONYM and word in (title.names | names)
        if known and at >= count and _initials_at(words, at - count, count) == word:
            cuts = tuple(cut - (cut > at) for cut in title.cuts if cut not in {at, at + 1})
            return _with_words(title, (*words[:at], *words[at + 1 :]), cuts)
    return title


def _written_as(title: TitleForm, other: TitleForm) -> tuple[TitleForm, list[str]]:
    """A title with its acronyms as the other has them in words, and these acronyms."""
    words, taken = title.words, list[str]()
    acronyms = {word: word for word in words if word in title.names} | {
        word: word[:-1] for word in words if word in title.plurals
    }
    for written, acronym in acronyms.items():
        count = len(acronym)
        if count < _SHORTEST_ACRONYM or written in other.words:
            continue
        starts = range(len(other.words) - count + 1)
        if (start := next((at for at in starts if _initials_at(other.words, at, count) == acronym), None)) is not None:
            at = words.index(written)
            full = other.words[start : start + count]
            cuts = tuple(cut + (count - 1) * (cut > at) for cut in title.cuts)
            title = _with_words(title, (*words[:at], *full, *words[at + 1 :]), cuts)
            words = title.words
            taken.append(written)
    return title, taken


def _with_words(title: TitleForm, words: tuple[str, ...], cuts: tuple[int, ...]) -> TitleForm:
    return TitleForm(words, cuts, title.truncated, title.names, title.plurals, frozenset(words) - MINOR, "".join(words))
