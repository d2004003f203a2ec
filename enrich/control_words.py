r"""Control words in running text (`\o`, `\ss`, `\alpha`, `{\times}`) -> Unicode, or as they are. Pure.

Each function takes what was found in the text and gives what shall stand in its place.
"""

from __future__ import annotations

import re

from enrich.formulae import symbol

_ARGUMENT_NEXT = re.compile(r"\\[A-Za-z]+\*?(?:\{[^{}]*\}|\[[^\]]*\])*$")
"""Braces after a control word are its argument, and stay with it."""
_LONGEST = 200
"""As far as this a formula or an argument is looked for: a text of nothing else takes no longer than its length."""
_SCRIPT = re.compile(r"(?<!\\)[_^]")
_NAME = re.compile(r"\\([A-Za-z]{2,})")


def word(found: re.Match[str]) -> str:
    r"""A control word by itself: `\o`, `\ss`, `\alpha`, `\LaTeX`; others stay."""
    shown = symbol(found["word"])
    following = found.string[found.end() : found.end() + 1]
    if shown is None or following == "{":
        return found[0]
    letter = _is_letter(shown)
    if not letter and _in_a_formula(found):
        return found[0]
    if found["word"] == "deg" and found.string[: found.start()].rstrip(" ")[-1:].isdigit():
        shown = "°"
    return shown if letter or not found["gap"] or not following else f"{shown} "


def braced(found: re.Match[str]) -> str:
    r"""A control word alone in braces, as arXiv writes what was pasted as Unicode: `{\o}`, `10{\times}10`, `25{\deg}C`."""
    name = found["braced"]
    shown = "°" if name == "deg" else symbol(name) if name.isalpha() else name
    if shown is None or is_argument(found) or (not _is_letter(shown) and _in_a_formula(found)):
        return found[0]
    return shown


def is_argument(found: re.Match[str]) -> bool:
    """Whether the braces are those of a control word before them."""
    return _ARGUMENT_NEXT.search(found.string, max(0, found.start() - _LONGEST), found.start()) is not None


def _is_letter(shown: str) -> bool:
    return len(shown) == 1 and shown.isalpha() and ord(shown) < 0x370


def _in_a_formula(found: re.Match[str]) -> bool:
    """Whether the word stands in a formula without dollars that would be converted in part only."""
    before = found.string[max(0, found.start() - _LONGEST) : found.start()].rpartition(" ")[2]
    after = found.string[found.end() : found.end() + _LONGEST].partition(" ")[0]
    whole = before + found[0] + after
    return bool(_SCRIPT.search(whole)) or any(symbol(name) is None for name in _NAME.findall(whole))
