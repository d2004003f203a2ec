r"""What records.bib tells pdfTeX, so that it sets the text of any record: how to print characters that it has not. Pure.

Text is in the file in Unicode, which XeTeX, LuaTeX and every reader take as it is. pdfTeX knows Latin letters only and
stops at any other; so a @preamble, which BibTeX and biber pass on, defines the characters that can be made of accents and
mathematical signs, and prints a question mark for the rest (Chinese, emoji), with a warning. What a document defines by
itself is left alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from enrich.tex.symbols import SUBSCRIPT, SUPERSCRIPT
from feeds.exports.bib_formulae import GREEK

ABOVE = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v",
}  # fmt: skip
BELOW = {"\u0323": "d", "\u0327": "c", "\u0328": "k", "\u0331": "b"}
_MATHEMATICAL_ACCENTS = {"\u0301": "acute", "\u0308": "ddot"}

_SIGNS = {
    "≤": "leq", "≥": "geq", "≠": "neq", "≈": "approx", "∼": "sim", "≃": "simeq", "≅": "cong", "≡": "equiv", "∝": "propto",
    "≪": "ll", "≫": "gg", "≲": "lesssim", "≳": "gtrsim", "⩽": "leqslant", "⩾": "geqslant", "∈": "in", "∉": "notin",
    "∋": "ni", "⊂": "subset", "⊆": "subseteq", "⊊": "subsetneq", "⊃": "supset", "⊇": "supseteq", "∪": "cup", "∩": "cap",
    "∖": "setminus", "⊔": "sqcup", "⊓": "sqcap", "≺": "prec", "≻": "succ", "⪯": "preceq", "⪰": "succeq", "≼": "preceq",
    "≽": "succeq", "⊥": "perp", "∥": "parallel", "∣": "mid", "⊢": "vdash", "⊣": "dashv", "⊨": "models", "∨": "vee",
    "∧": "wedge", "¬": "neg", "∀": "forall", "∃": "exists", "∄": "nexists", "⊤": "top", "∅": "emptyset", "∞": "infty",
    "∂": "partial", "∇": "nabla", "ℏ": "hbar", "ℓ": "ell", "ℜ": "Re", "ℑ": "Im", "ℵ": "aleph", "℘": "wp", "′": "prime",
    "×": "times", "÷": "div", "±": "pm", "∓": "mp", "⋅": "cdot", "∗": "ast", "⋆": "star", "∘": "circ", "∙": "bullet",
    "⊕": "oplus", "⊖": "ominus", "⊗": "otimes", "⊘": "oslash", "⊙": "odot", "⋄": "diamond", "□": "square", "△": "triangle",
    "∑": "sum", "∏": "prod", "∐": "coprod", "∫": "int", "∮": "oint", "⋃": "bigcup", "⋂": "bigcap", "⨁": "bigoplus",
    "⨂": "bigotimes", "→": "rightarrow", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow",
    "⇔": "Leftrightarrow", "⟶": "longrightarrow", "⟵": "longleftarrow", "⟹": "Longrightarrow", "⟺": "iff", "↦": "mapsto",
    "↪": "hookrightarrow", "↑": "uparrow", "↓": "downarrow", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "⟨": "langle",
    "⟩": "rangle", "⌊": "lfloor", "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "‖": "Vert", "∠": "angle", "√": "surd",
    "⋉": "ltimes", "⋊": "rtimes", "⊎": "uplus", "✓": "checkmark", "−": "relax-", "∕": "relax/", "∶": "relax:",
}  # fmt: skip
_FRACTIONS = {"⅓": (1, 3), "⅔": (2, 3), "⅕": (1, 5), "⅙": (1, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)}
_FONTS = {
    "DOUBLE-STRUCK CAPITAL": "mathbb", "SCRIPT CAPITAL": "mathcal", "FRAKTUR CAPITAL": "mathfrak",
    "FRAKTUR SMALL": "mathfrak", "BOLD CAPITAL": "mathbf", "BOLD SMALL": "mathbf", "ITALIC CAPITAL": "mathit",
    "ITALIC SMALL": "mathit",
}  # fmt: skip
_LETTERLIKE = {"ℂ": "mathbb{C}", "ℍ": "mathbb{H}", "ℕ": "mathbb{N}", "ℙ": "mathbb{P}", "ℚ": "mathbb{Q}", "ℝ": "mathbb{R}"} | {
    "ℤ": "mathbb{Z}", "ℬ": "mathcal{B}", "ℰ": "mathcal{E}", "ℱ": "mathcal{F}", "ℋ": "mathcal{H}", "ℐ": "mathcal{I}",
    "ℒ": "mathcal{L}", "ℳ": "mathcal{M}", "ℛ": "mathcal{R}",
}  # fmt: skip
_UNSEEN = "\u200b\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
_SPACES = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

_BEGIN = r"""@preamble{{\expandafter\ifx\csname UTFviii@undefined@err\endcsname\relax\else
\expandafter\gdef\csname UTFviii@undefined@err\endcsname#1{?\GenericWarning{}{records.bib: a character is not printed, XeTeX and LuaTeX have it}}
\def\recordscharacter#1#2{\expandafter\ifx\csname u8:\detokenize{#1}\endcsname\relax \expandafter\gdef\csname u8:\detokenize{#1}\endcsname{#2}\fi}
"""
_END = "\\fi}}\n"


def bib_preamble() -> str:
    """The @preamble, one definition a line; the first of a character counts."""
    defined: dict[str, str] = {}
    for char, tex in _definitions():
        defined.setdefault(char, tex)
    return _BEGIN + "".join(f"\\recordscharacter{{{char}}}{{{tex}}}\n" for char, tex in defined.items()) + _END


def accented(char: str) -> str | None:
    r"""A Latin letter with one or two accents as TeX makes it, `\d{\u{a}}`; None for any other character."""
    base, *marks = list(unicodedata.normalize("NFD", char))
    if not marks or not (base.isascii() and base.isalpha()) or len(marks) > 2:
        return None
    # Of two accents that below is set last: TeX puts it below anything, and accents above on letters only.
    for mark in sorted(marks, key=BELOW.__contains__):
        command = ABOVE.get(mark) or BELOW.get(mark)
        if command is None:
            return None
        base = f"\\{command}{{{base}}}"
    return base


def _definitions() -> Iterator[tuple[str, str]]:
    for point in (*range(0x100, 0x250), *range(0x1E00, 0x1F00)):
        if tex := accented(chr(point)):
            yield chr(point), tex
    for mark, command in (ABOVE | BELOW).items():
        yield mark, rf"\llap{{\{command}{{}}}}"
    for char in _UNSEEN:
        yield char, ""
    for char in _SPACES:
        yield char, r"\space "
    for char, tex in _mathematics():
        yield char, rf"\ensuremath{{{tex}}}"


def _mathematics() -> Iterator[tuple[str, str]]:
    yield from ((char, f"\\{name}".replace("\\relax", "")) for char, name in _SIGNS.items())
    yield from _greek()
    yield from (
        (char, f"{{}}^{1}/_{2}".replace("1", str(up)).replace("2", str(low))) for char, (up, low) in _FRACTIONS.items()
    )
    yield from ((char, f"\\{tex}") for char, tex in _LETTERLIKE.items())
    greek = dict(_greek())
    for sign, table in (("^", SUPERSCRIPT), ("_", SUBSCRIPT)):
        for base, char in table.items():
            if not char.isascii() and (base.isascii() or base in greek):
                yield char, f"{{}}{sign}{{{greek.get(base, base)}}}"
    for point in range(0x1D400, 0x1D6A4):
        kind, _, letter = unicodedata.name(chr(point), "").removeprefix("MATHEMATICAL ").rpartition(" ")
        if kind in _FONTS and len(letter) == 1:
            yield chr(point), f"\\{_FONTS[kind]}{{{letter if 'CAPITAL' in kind else letter.lower()}}}"


def _greek() -> Iterator[tuple[str, str]]:
    """Letters by their names; those that look Latin are Latin to TeX, accents are above."""
    for point in range(0x386, 0x3D7):
        base, *marks = list(unicodedata.normalize("NFD", chr(point)))
        kind, _, name = unicodedata.name(base, "").removeprefix("GREEK ").rpartition(" LETTER ")
        if kind not in ("CAPITAL", "SMALL") or len(marks) > 1:
            continue
        tex = _greek_letter(name.removesuffix(" SYMBOL"), kind == "CAPITAL")
        if tex and all(mark in _MATHEMATICAL_ACCENTS for mark in marks):
            yield chr(point), rf"\{_MATHEMATICAL_ACCENTS[marks[0]]}{{{tex}}}" if marks else tex
    yield from (("ϕ", r"\phi"), ("φ", r"\varphi"), ("ϵ", r"\epsilon"), ("ε", r"\varepsilon"), ("ϑ", r"\vartheta"))


def _greek_letter(name: str, capital: bool) -> str:
    word = {"LAMDA": "lambda", "FINAL SIGMA": "varsigma"}.get(name, name.lower())
    word = word.capitalize() if capital else word
    if word in GREEK:
        return f"\\{word}"
    looks = {"Alpha": "A", "Beta": "B", "Epsilon": "E", "Zeta": "Z", "Eta": "H", "Iota": "I", "Kappa": "K", "Mu": "M"}
    looks |= {"Nu": "N", "Omicron": "O", "omicron": "o", "Rho": "P", "Tau": "T", "Chi": "X"}
    return rf"\mathrm{{{looks[word]}}}" if word in looks else ""
