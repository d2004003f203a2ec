r"""Control words in running text (`\o`, `\ss`, `\alpha`, `{\times}`) -> Unicode, or as they are. Pure.

Each function takes what was found in the text and gives what takes its place.
"""

from __future__ import annotations

import re

from enrich.tex.formula import symbol, unicode_formula
from enrich.tex.symbols import SPACED, TEXT_LETTERS

_ARGUMENT_NEXT = re.compile(r"\\[A-Za-z]+\*?(?:\{[^{}]*\}|\[[^\[\]]*\])*$")
"""Braces after a control word are its argument, and stay with it."""
_LONGEST = 200
"""As far as this a formula or an argument is looked for: a text of nothing else takes no longer than its length."""
_SCRIPT = re.compile(r"(?<!\\)[_^]|\\\^(?=[(\d]|\\[A-Za-z]{2})")
r"""Also as arXiv writes a pasted `^`: `s\^\alpha`, `n\^(1/3)`."""
_NAME = re.compile(r"\\([A-Za-z]{2,})")
_NUMBER_NEXT = re.compile(
    r"(?:\{\}|[ ~]|\\[ ,]|\\[PS](?![A-Za-z])){0,4}(?:[A-Z]?\.?\d|[IVXLC]{2,}(?![A-Za-z])|\\ref(?![A-Za-z]))"
)
r"""What `\S` and `\P` are the signs of: a section, a paragraph."""
_SIGN_NEXT = re.compile(r"(?:\{\}|[ ~])*(?:(?P<sign>[=<>+*/^_(])|\\(?P<name>[A-Za-z]+)|(?P<other>.))")


def word(found: re.Match[str]) -> str:
    r"""A control word by itself: `\o`, `\ss`, `\alpha`, `\LaTeX`; others stay."""
    shown = symbol(found["word"])
    following = found.string[found.end() : found.end() + 1]
    if shown is None or following == "{":
        return found[0]
    letter = _is_letter(shown)
    if _is_authors_own(found["word"], found) or (not letter and _in_a_formula(found)):
        return found[0]
    if found["word"] == "deg" and found.string[max(0, found.start() - 2) : found.start()].rstrip(" ")[-1:].isdigit():
        shown = "°"
    return shown if letter or not found["gap"] or not following else f"{shown} "


def braced(found: re.Match[str]) -> str:
    r"""A control word alone in braces, as arXiv writes what was pasted as Unicode: `{\o}`, `10{\times}10`, `25{\deg}C`."""
    name = found["braced"]
    shown = "°" if name == "deg" else symbol(name) if name.isalpha() else name
    if shown is None or is_argument(found) or _is_authors_own(name, found):
        return found[0]
    return shown if _is_letter(shown) or not _in_a_formula(found) else found[0]


def scripted(found: re.Match[str]) -> str:
    r"""Raised or lowered text: `10\textsuperscript{6}`; unlike in a formula its spaces are shown, and have no such form."""
    text, sign = found["scripted"].strip(), "^" if found["script"] == "super" else "_"
    shown = unicode_formula(f"{sign}{{{text}}}") if " " not in text else None
    return found[0] if shown is None else shown


def within_word(inner: str, before: str, after: str) -> str | None:
    r"""A letter that stands alone in a formula, between letters: `H$\o$st`."""
    alone = inner[1:] in TEXT_LETTERS and before.isalpha() and after.isalpha()
    return symbol(inner[1:]) if alone and inner[0] == "\\" else None


def is_argument(found: re.Match[str]) -> bool:
    """Whether the braces are those of a control word before them."""
    return _ARGUMENT_NEXT.search(found.string, max(0, found.start() - _LONGEST), found.start()) is not None


def _is_authors_own(name: str, found: re.Match[str]) -> bool:
    r"""Whether a command for a letter was made something else, as in `\P = \NP`: it stands alone before a sign."""
    if name not in TEXT_LETTERS:
        return False
    if name in ("P", "S"):
        return not _NUMBER_NEXT.match(found.string, found.end())
    following = _SIGN_NEXT.match(found.string, found.end())
    if following is None or found.string[max(0, found.start() - 1) : found.start()].isalpha():
        return False
    return bool(following["sign"]) or (symbol(following["name"] or "") or following["other"]) in SPACED


def _is_letter(shown: str) -> bool:
    return len(shown) == 1 and shown.isalpha() and ord(shown) < 0x370


def _in_a_formula(found: re.Match[str]) -> bool:
    """Whether the word is in a formula without dollars that would be converted in part only."""
    before = found.string[max(0, found.start() - _LONGEST) : found.start()].rpartition(" ")[2]
    after = found.string[found.end() : found.end() + _LONGEST].partition(" ")[0]
    whole = before + found[0] + after
    return bool(_SCRIPT.search(whole)) or any(symbol(name) is None for name in _NAME.findall(whole))
