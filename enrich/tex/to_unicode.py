r"""LaTeX as arXiv's metadata holds it -> Unicode that people read.

A formula converts whole or stays whole, in its dollars: what has no honest Unicode form is left as it is.
The result is a fixed point: reading it again changes nothing. No input raises, and no text is lost.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from enrich.tex.formula import unicode_formula
from enrich.tex.macros import braced, is_argument, scripted, within_word, word
from enrich.tex.math_delimiters import encloses_formula, parted
from enrich.tex.symbols import TEXT_LETTERS
from enrich.text import collapse_spaces

_STASH = 0xF0000
"""Formulae that stay are put away as characters from here on (a private plane) while the text around them is read."""
_STASHED = re.compile(r"[\U000F0000-\U0010FFFF]")
_AFTER_STASHED = re.compile(r"(?<=[\U000F0000-\U0010FFFF]).", re.DOTALL)
_PASSES = 12

_MATH = re.compile(
    r"\$\$(?P<display>(?:[^$\\]|\\.|\$(?:[^$\\]|\\.)+\$(?!\$))+)\$\$|\$(?P<inline>(?:[^$\\]|\\.)+)\$"
    r"|\\(?P<environment>begin\{(?P<name>[A-Za-z]+\*?)\}.{0,2000}?\\end\{(?P=name)\})"
    r"|\\\((?P<round>(?:[^\\]|\\[^()])+?)\\\)|\\\[(?P<square>(?:[^\\]|\\[^\[\]])+?)\\\]|\\.",
    re.DOTALL,
)
"""An abstract has 1,920 characters at most (https://info.arxiv.org/help/prep.html): no environment is longer."""
_MATH_OTHERWISE = re.compile(r"\\(?:[$(\[]|begin)")
"""Without any of these, only dollars can enclose formulae."""
_INNER = r"(?:[^{}$\\]|\\.)*"
_STYLES = "emph|text(?:bf|it|tt|sc|sf|rm|sl|up|md|normal)?|underline|uline|mbox|ensuremath"
_SWITCHES = (
    "em|it|bf|tt|sc|sf|rm|sl|itshape|bfseries|ttfamily|scshape|sffamily|rmfamily|slshape|upshape|mdseries|normalfont"
)
_LINK = r"h(?P<link>ttps?://(?:[^\s{}\\$]|\\[_%\#&])+)|"
_MARKUP = (
    r"\\href\{(?P<href>[^{}]*)\}\{(?P<shown>" + _INNER + r")\}"
    r"|\\(?:url|path|nolinkurl)\{(?P<url>[^{}]*)\}"
    r"|\\(?P<accent>['`^\"~=.]|[Hckbdruv](?![A-Za-z]))\s*(?:\{(?P<over>\\[ij]|[^\W\d_])\}|(?P<base>[^\W\d_])"
    r"|(?P<dotless>\\[ij])(?![A-Za-z])(?:\{\}| +(?=[a-z]|\\['`^\"~=.Hckbdruvoil]))?)"
    r"|\\text(?P<script>super|sub)script ?\{(?P<scripted>" + _INNER + r")\}"
    r"|\\(?:" + _STYLES + r")\{(?P<styled>" + _INNER + r")\}"
    r"|\{\s*\\(?:" + _SWITCHES + r")(?![A-Za-z])\s*(?P<switched>(?:(?:[^{}$\\\s]|\\.)" + _INNER + r")?)\}"
    r"|\{(?<![_^]\{)(?P<letter>[^\W\d_][\u0300-\u036f]*|[A-Z][A-Za-z0-9-]*|[«»‹›“”„‘’‚†‡§¶©®™°…])\}"
    r"|\{(?<![_^]\{)\\(?P<braced>[A-Za-z]+|[%&\#_]) ?\}"
    r"|\\(?P<escaped>[%&\#_])"
    r"|\\(?P<dollar>\$(?=\d))"
    r"|\\(?P<nothing>[-/@!])(?=\S)"
    r"|\\(?P<space>[ ,;:]|\\(?=\s|$)|newline(?![A-Za-z])|quad(?![A-Za-z])|par(?![A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]+)(?:\{\}|(?P<gap>[ \t]*))"
    r"|~(?<=[\w.,;:)\]}%'’”]~)(?!(?<=\bO~)\()(?P<tie>)(?=[\w\\(\[{$\U000F0000-\U0010FFFF])"
    r"|-(?<!--)(?P<emdash>--)(?![->])|-(?<![-<!]-)(?P<endash>-)(?![->])"
)
"""Each way begins with its first character, no group or look-behind: so `re` skips all text without one of them.
A `~` is a tie between words, but in `O~(n)` it is the sign above the O."""
_TEXT = re.compile(_MARKUP, re.DOTALL)
_TEXT_WITH_LINKS = re.compile(_LINK + _MARKUP, re.DOTALL)
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_PARAGRAPH_COMMAND = re.compile(r"\\par(?![A-Za-z])")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_ENCLOSING = re.compile(r"\$(?<!\\\$)|\\(?:[\[\]]|begin|end)")
_INDENTATION = re.compile(r"\n(?:[ ]{2}|\t)\s*")
_COMBINING = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "H": "\u030b", "c": "\u0327", "k": "\u0328", "b": "\u0331", "d": "\u0323", "r": "\u030a", "u": "\u0306",
    "v": "\u030c",
}  # fmt: skip
_DOTLESS = {"\\i": "i", "\\j": "j", "ı": "i", "ȷ": "j"}
_LETTER = re.compile(r"[A-Za-z]")
_WORD_LAST = re.compile(r"\\[A-Za-z]+$")
_NEAR = 40
"""No control word is longer."""
_QUOTE = re.compile(r"`(?<![\w`']`)([^\s`'](?:[^`']|'(?=\w))*)'(?![\w'])")


class _Unended(NamedTuple):
    """What begins formulae in a text, less what ends them there."""

    dollars: int
    """They are alike where a formula begins and ends: an odd number means that one does not end."""
    squares: int
    environments: int


_NONE = _Unended(0, 0, 0)


def readable(tex: str) -> str:
    """LaTeX to Unicode on one line, white space folded: for titles, names and comments."""
    return _remembered(tex) if _has_tex(tex) else collapse_spaces(tex)


def readable_number(tex: str) -> str:
    """The same for report numbers, which are written and not set: two hyphens are not a dash."""
    return "--".join(map(readable, tex.split("--")))


def readable_paragraphs(tex: str) -> str:
    """The same for abstracts: paragraphs are kept, separated by one blank line."""
    flat = tex.replace("\n", " ")
    if "  " not in flat and flat.isprintable():
        # No white space but single spaces, as in nearly all abstracts: one paragraph.
        if not _has_tex(flat):
            return flat.strip()
        if "\\par" not in flat:
            return _converted(flat)
    found = map(_converted, _paragraphs(tex))
    return "\n\n".join(paragraph for paragraph in found if paragraph)


def _has_tex(text: str) -> bool:
    """Whether there may be anything to convert."""
    return "\\" in text or "$" in text or "{" in text or "~" in text or "`" in text or "--" in text


def _paragraphs(text: str) -> list[str]:
    """Blank lines part paragraphs; so does the indentation by which arXiv marks them, unless all lines have it."""
    text = _BREAK.sub("\n", text)
    if "\\par" in text:
        text = _PARAGRAPH_COMMAND.sub("\n\n", text)
    return [paragraph for block in _BLANK_LINE.split(text) for paragraph in _indented(block)]


def _indented(block: str) -> list[str]:
    if "$$" in block:
        block = _MATH.sub(lambda found: collapse_spaces(found[0]) if found.lastgroup == "display" else found[0], block)
    following = block.strip("\n").split("\n")[1:]
    indented = sum(line.startswith(("  ", "\t")) for line in following)
    if not indented or 2 * indented > len(following):
        return [block]
    paragraphs: list[list[str]] = []
    begun = _NONE
    for piece in _INDENTATION.split(block):
        here = _unended(piece)
        # Within a formula an indented line begins no paragraph.
        if paragraphs and ((begun.dollars % 2 and here.dollars % 2) or begun.squares > 0 or begun.environments > 0):
            paragraphs[-1].append(piece)
            begun = _Unended(*map(sum, zip(begun, here, strict=True)))
        else:
            paragraphs.append([piece])
            begun = here
    return ["\n".join(pieces) for pieces in paragraphs]


def _unended(text: str) -> _Unended:
    if "$" not in text and "\\" not in text:
        return _NONE
    signs = _ENCLOSING.findall(text)
    squares = signs.count("\\[") - signs.count("\\]")
    return _Unended(signs.count("$"), squares, signs.count("\\begin") - signs.count("\\end"))


def _converted(tex: str) -> str:
    """On one line; passes are made until one changes nothing, for what one leaves may be for the next to convert."""
    folded = collapse_spaces(tex)
    if not folded.isascii() and _STASHED.search(folded):
        return folded
    for _ in range(_PASSES):
        if not _has_tex(folded):
            break
        before, (read, settled) = folded, _once(folded)
        folded = collapse_spaces(read)
        if settled or before == folded:
            break
    return folded


@lru_cache(maxsize=4096)
def _remembered(tex: str) -> str:
    return _converted(tex)


def _once(text: str) -> tuple[str, bool]:
    """The text after one pass, and whether another one would surely find nothing more to convert."""
    stash: list[str] = []
    text = _text(_formulae(text, stash))
    if not stash:
        return text, False
    # A formula that stayed stays again, unless what now is beside it makes its dollars those of an amount or stray,
    # or its letter one of a word.
    settled = (
        not _has_tex(text)
        and not any(after.isdigit() for after in _AFTER_STASHED.findall(text))
        and not any(" " in (formula[1], formula[-2]) or formula.strip("$\\()[]") in TEXT_LETTERS for formula in stash)
    )
    return _STASHED.sub(lambda found: stash[ord(found[0]) - _STASH], text), settled


def _formulae(text: str, stash: list[str]) -> str:
    """Formulae converted; those that stay are in `stash`, a private character in the place of each."""
    if _MATH_OTHERWISE.search(text):
        return _some_formulae(text, stash)
    pieces = text.split("$")
    for at in range(1, len(pieces), 2):
        inner, before, after = pieces[at], pieces[at - 1][-1:], pieces[at + 1][:1] if at + 1 < len(pieces) else ""
        if at + 1 == len(pieces) or not encloses_formula(inner, before, after):
            stash.clear()
            return _some_formulae(text, stash)
        shown = _set(inner, pieces[at - 1], after)
        pieces[at] = _put_away(f"${inner}$", stash) if shown is None else shown
    return "".join(pieces)


def _some_formulae(text: str, stash: list[str]) -> str:
    """The same where the dollars may be money's, too, or other signs enclose formulae."""
    parts: list[str] = []
    at = 0
    while found := _MATH.search(text, at):
        kind, end = found.lastgroup, found.end()
        before, after = text[max(0, found.start() - 1) : found.start()], text[end : end + 1]
        if kind == "inline" and not encloses_formula(found["inline"], before, after):
            end = found.start() + 1
            parts.append(text[at:end])
        elif kind is None:
            # An escaped character: no formula begins or ends in it.
            parts.append(text[at:end])
        else:
            preceding = text[max(0, found.start() - _NEAR) : found.start()]
            shown = _set(found[kind], preceding, after) if kind != "environment" else None
            parts += (text[at : found.start()], _put_away(found[0], stash) if shown is None else shown)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _put_away(formula: str, stash: list[str]) -> str:
    stash.append(formula)
    return chr(_STASH + len(stash) - 1)


def _set(inner: str, preceding: str, after: str) -> str | None:
    """A formula in Unicode as it is between a text and a character (or none), or None when it stays."""
    shown, before = _shown(inner), preceding[-1:]
    if not (before.isalnum() or after.isalnum()):
        return shown
    if shown is None:
        return within_word(inner, before, after)
    shown = parted(shown, inner, before, after)
    # A letter after a control word would become part of its name.
    return f"{{}}{shown}" if _LETTER.match(shown) and _WORD_LAST.search(preceding[-_NEAR:]) else shown


@lru_cache(maxsize=16384)
def _shown(inner: str) -> str | None:
    """A formula in Unicode, or None when it stays; abstracts repeat theirs, and each other's."""
    shown = unicode_formula(inner)
    if shown is not None and _has_tex(shown) and (_text(shown) != shown or _MATH.search(shown)):
        return None
    return shown


def _text(text: str) -> str:
    if "\\" in text or "{" in text or "~" in text or "--" in text:
        text = (_TEXT_WITH_LINKS if "http" in text else _TEXT).sub(_replaced, text)
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    return _QUOTE.sub(r"‘\1’", text) if "`" in text else text


def _replaced(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    if kind in ("over", "base", "dotless"):
        return _accented(found["accent"], found[kind])
    if kind in ("word", "gap"):
        return word(found)
    if kind == "braced":
        return braced(found)
    if kind == "scripted":
        return scripted(found)
    if kind == "shown":
        return f"{found['shown']} ({_unescaped(found['href'])})"
    if kind == "url":
        return _unescaped(found[kind])
    if kind == "link":
        return _unescaped(found[0])
    if kind == "letter":
        return found[0] if is_argument(found) else found[kind]
    if kind in ("styled", "switched", "escaped"):
        return found[kind]
    return {"dollar": "$", "nothing": "", "space": " ", "tie": " ", "emdash": "—", "endash": "–"}[kind]


def _unescaped(url: str) -> str:
    return re.sub(r"\\([_%#&~])(?:\{\})?", r"\1", url)


def _accented(accent: str, base: str) -> str:
    return unicodedata.normalize("NFC", _DOTLESS.get(base, base) + _COMBINING[accent])
