r"""The inside of a TeX formula -> Unicode, or None when it has no honest Unicode form. The only user of pylatexenc."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerParseError,
)

from enrich.glyphs import (
    ACCENTS,
    EXCEPTIONS,
    FONTS,
    GAPS,
    NOTHING,
    OPERATORS,
    OWN,
    PLAIN,
    ROOTS,
    SPACED,
    SUBSCRIPT,
    SUPERSCRIPT,
    VULGAR,
)

_LONGEST = 400
_DEEPEST = 12
_SYMBOLS = get_default_latex_context_db()

_NO_GAP_AFTER = (" ", "(", "[", "{", "⌊", "⌈", "⟨")
_NO_GAP_BEFORE = (")", "]", "}", "⌋", "⌉", "⟩")

Kind = Literal["ordinary", "operator", "relation", "quotient", "root", "gap", "raised", "lowered"]


class _NoUnicode(Exception):
    """This part of a formula has no honest Unicode form."""


@dataclass(frozen=True, slots=True)
class _Atom:
    text: str
    kind: Kind = "ordinary"
    after: bool = False
    """White space follows the control word in the source; TeX ignores it."""


@lru_cache(maxsize=1024)
def symbol(name: str) -> str | None:
    r"""What a control word without arguments stands for (`alpha` -> `α`), or None."""
    if name in OWN:
        return OWN[name]
    if name in OPERATORS or name in ("P", "S"):
        return {"P": "¶", "S": "§"}.get(name, name)
    spec = _SYMBOLS.get_macro_spec(name)
    shown = getattr(spec, "simplify_repl", None)
    usable = isinstance(shown, str) and 0 < len(shown) <= 3 and "%" not in shown and shown.strip() == shown
    return unicodedata.normalize("NFC", shown) if usable and not set(shown) & set("\\{}$~") else None  # type: ignore[arg-type]


@lru_cache(maxsize=16384)
def unicode_formula(tex: str) -> str | None:
    """The formula in Unicode, or None when it must stay TeX."""
    if len(tex) > _LONGEST or not _balanced(tex) or "%" in re.sub(r"\\%", "", tex) or "&" in re.sub(r"\\&", "", tex):
        return None
    try:
        nodes, _, _ = LatexWalker(tex, tolerant_parsing=False).get_latex_nodes()
        shown = _joined(_scripted(_atoms(nodes, tex))).strip()
    except (LatexWalkerParseError, _NoUnicode):
        return None
    return shown or None


def _balanced(tex: str) -> bool:
    depth = deepest = 0
    for brace in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        deepest = max(deepest, depth)
        if depth < 0:
            return False
    return depth == 0 and deepest <= _DEEPEST


def _atoms(nodes: list[Any], tex: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    for place, node in enumerate(nodes):
        if isinstance(node, LatexCharsNode):
            atoms += [_character(char) for char in node.chars]
        elif isinstance(node, LatexGroupNode) and node.delimiters[0] == "{":
            atoms.append(_Atom(_group(node, tex)))
        elif (
            isinstance(node, LatexMacroNode) and node.macroname in FONTS | dict.fromkeys(PLAIN) and not _arguments(node)
        ):
            return [*atoms, _Atom(_styled(_rendered(nodes[place + 1 :], tex), node.macroname))]
        elif isinstance(node, LatexMacroNode):
            atoms += _macro(node, tex)
        elif isinstance(node, LatexSpecialsNode) and node.specials_chars == "~":
            atoms.append(_Atom(" ", "gap"))
        elif isinstance(node, LatexSpecialsNode) and set(node.specials_chars) <= set("'`-"):
            atoms += [_character(char) for char in node.specials_chars]
        else:
            raise _NoUnicode
    return atoms


def _character(char: str) -> _Atom:
    if char.isspace():
        return _Atom(" ", "gap")
    if char in "^_":
        return _Atom(char, "raised" if char == "^" else "lowered")
    if char in "$~`":
        raise _NoUnicode
    return _Atom("′" if char == "'" else char)


def _rendered(nodes: list[Any], tex: str) -> str:
    return _joined(_scripted(_atoms(nodes, tex)))


def _group(node: Any, tex: str) -> str:
    return _rendered(node.nodelist, tex)


def _arguments(node: Any) -> list[Any]:
    given = node.nodeargd.argnlist if node.nodeargd is not None else None
    return [argument for argument in given or () if argument is not None]


def _argument(node: Any, tex: str) -> str:
    arguments = _arguments(node)
    if len(arguments) != 1:
        raise _NoUnicode
    return _rendered(arguments, tex)


def _macro(node: Any, tex: str) -> list[_Atom]:
    name = node.macroname
    after = bool(node.macro_post_space)
    if name in GAPS:
        return [_Atom(" ", "gap")]
    if name in NOTHING:
        return []
    if name in ("{", "}", "#", "%", "&", "_", "|"):
        return [_Atom("‖" if name == "|" else name)]
    if name in ("frac", "tfrac", "dfrac", "nicefrac"):
        return [_Atom(_quotient(node, tex), "quotient")]
    if name == "sqrt":
        return [_Atom(_root(node, tex), "root")]
    if name in ACCENTS:
        return [_Atom(_hatted(_argument(node, tex), ACCENTS[name]))]
    if name in PLAIN or name in FONTS:
        return [_Atom(_styled(_argument(node, tex), name))]
    return [_symbol_atom(node, after)]


def _symbol_atom(node: Any, after: bool) -> _Atom:
    shown = symbol(node.macroname)
    if shown is None or _arguments(node):
        raise _NoUnicode
    if node.macroname in OPERATORS:
        return _Atom(shown, "operator")
    return _Atom(shown, "relation" if shown in SPACED else "ordinary", after)


def _quotient(node: Any, tex: str) -> str:
    arguments = _arguments(node)
    if len(arguments) != 2:
        raise _NoUnicode
    above, below = (_rendered([argument], tex).strip() for argument in arguments)
    if not above or not below:
        raise _NoUnicode
    return VULGAR.get(f"{above}/{below}") or f"{_closed(above)}/{_closed(below)}"


def _closed(text: str) -> str:
    """In parentheses unless it is one thing: a number, a letter with its scripts, a call."""
    one = re.fullmatch(r"\d+(\.\d+)?|\w[\u0300-\u036f⁰-ₜ′*]*|[A-Za-z]\([^()]*\)|\([^()]*\)|\|[^|]*\|", text)
    return text if one else f"({text})"


def _root(node: Any, tex: str) -> str:
    arguments = _arguments(node)
    degree = _rendered(arguments[0].nodelist, tex).strip() if len(arguments) == 2 else ""
    if not arguments or degree not in ROOTS:
        raise _NoUnicode
    under = _rendered(arguments[-1:], tex).strip()
    if not under:
        raise _NoUnicode
    return ROOTS[degree] + _closed(under)


def _hatted(text: str, accent: str) -> str:
    if len(unicodedata.normalize("NFC", text)) != 1 or not text.isalpha():
        raise _NoUnicode
    return unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(text, text) + accent)


def _styled(text: str, name: str) -> str:
    font = FONTS.get(name, "")
    # Words keep their letters, so that they can be searched for and read aloud; a single bold letter is a symbol.
    if not font or (font == "BOLD" and re.search(r"\w\w", text)):
        return text
    return "".join(_letter(char, font) for char in text)


def _letter(char: str, font: str) -> str:
    if (font, char) in EXCEPTIONS:
        return EXCEPTIONS[font, char]
    if not char.isalnum():
        return char
    try:
        kind, size, name = re.fullmatch(
            r"(LATIN|GREEK|DIGIT)(?: (CAPITAL|SMALL))?(?: LETTER)? (\w+)", unicodedata.name(char)
        ).groups()  # type: ignore[union-attr]
        words = ["MATHEMATICAL", font, *([size] if size else [kind]), name]
        return unicodedata.lookup(" ".join(words))
    except (KeyError, ValueError, AttributeError):
        raise _NoUnicode from None


def _scripted(atoms: list[_Atom]) -> list[_Atom]:
    """Raised and lowered atoms joined to what carries them."""
    out: list[_Atom] = []
    place = 0
    scripts: dict[str, str] = {}
    while place < len(atoms):
        atom = atoms[place]
        if atom.kind not in ("raised", "lowered"):
            scripts = {} if atom.kind != "gap" else scripts
            out.append(atom)
            place += 1
            continue
        place += 1
        while place < len(atoms) and atoms[place].kind == "gap":
            place += 1
        if place == len(atoms) or atom.kind in scripts or atoms[place].kind in ("raised", "lowered"):
            raise _NoUnicode
        scripts[atom.kind] = script = _script(atoms[place].text, atom.kind)
        if len(scripts) == 2 and all(len(text) > 1 for text in scripts.values()):
            raise _NoUnicode
        out = _carried(out, script)
        place += 1
        if script.endswith("*") and place < len(atoms) and atoms[place].text[:1].isalnum():
            raise _NoUnicode
    return out


def _carried(out: list[_Atom], script: str) -> list[_Atom]:
    while out and out[-1].kind == "gap":
        out = out[:-1]
    if not out:
        return [_Atom(script)]
    if out[-1].kind in ("quotient", "root"):
        raise _NoUnicode
    return [*out[:-1], replace(out[-1], text=out[-1].text + script)]


def _script(text: str, kind: Kind) -> str:
    table = SUPERSCRIPT if kind == "raised" else SUBSCRIPT
    bare = text.replace(" ", "")
    if not bare or any(char not in table for char in bare):
        raise _NoUnicode
    return "".join(table[char] for char in bare)


def _joined(atoms: list[_Atom]) -> str:
    """One text, with the spaces that operators and relations need, and parentheses where things would run together."""
    text = ""
    for place, atom in enumerate(atoms):
        before, after = text[-1:], atoms[place + 1].text[:1] if place + 1 < len(atoms) else ""
        shown = atom.text
        if atom.kind == "operator":
            shown = (" " if before.isalnum() or (before in ")]" and before) else "") + shown
            shown += " " if after.isalnum() and atom.text[-1:].isalnum() else ""
        elif atom.kind == "relation" and not (shown in "±∓∼" and not text) and (atom.after or before == " "):
            shown = (" " if before not in (" ", "") else "") + shown + (" " if after not in (" ", "") else "")
        elif atom.kind == "quotient" and "/" in shown and (before.isalnum() or after.isalnum() or after == "("):
            shown = f"({shown})"
        elif atom.kind == "root" and after.isalnum() and atoms[place + 1].kind != "operator":
            shown = f"{shown[0]}({shown[1:]})" if not shown.endswith(")") else shown
        elif atom.kind == "gap" and (before in _NO_GAP_AFTER or after in _NO_GAP_BEFORE):
            shown = ""
        text += shown
        if atom.kind == "ordinary" and atom.after and after in ("=", "<", ">", "+", "-") and after:
            text += " "
    return text
