r"""The inside of a TeX formula -> Unicode, or None when it has no honest Unicode form. The only user of pylatexenc.

::

    formula --enrich/tex/formula_parser.py, else pylatexenc--> nodes --> atoms --enrich/tex/formula_layout.py--> text

pylatexenc reads all of TeX and takes a hundred times as long, so it reads only what is not ordinary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexSpecialsNode,
    LatexWalker,
    LatexWalkerParseError,
)
from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_context_db
from pylatexenc.macrospec import MacroStandardArgsParser

from enrich.tex.formula_layout import Atom, NoUnicode, joined, scripted
from enrich.tex.formula_parser import Chars, Group, Macro, Node, NotOrdinary, Tie, ordinary
from enrich.tex.symbols import (
    ACCENTS,
    DELIMITING,
    EXCEPTIONS,
    FONTS,
    GAPS,
    NOTHING,
    OPERATORS,
    OWN,
    PLAIN,
    ROOTS,
    SPACED,
    TEXT_LETTERS,
    VULGAR,
)

_LONGEST = 400
_DEEPEST = 12
_SYMBOLS = get_default_latex_context_db()
_ARGUMENTS = get_walker_context_db()
_STYLES = FONTS.keys() | PLAIN


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


def unicode_formula(tex: str) -> str | None:
    """The formula in Unicode, or None when it must stay TeX."""
    if len(tex) > _LONGEST or not _balanced(tex) or _unescaped(tex, "%") or _unescaped(tex, "&"):
        return None
    try:
        shown = _rendered(_nodes(tex.replace("\\operatorname*", "\\operatorname"))).strip()
    except (LatexWalkerParseError, NoUnicode):
        return None
    return shown or None


def _unescaped(tex: str, sign: str) -> bool:
    return sign in tex and sign in tex.replace(f"\\{sign}", "")


def _balanced(tex: str) -> bool:
    if "{" not in tex and "}" not in tex:
        return True
    depth = deepest = 0
    for brace in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        deepest = max(deepest, depth)
        if depth < 0:
            return False
    return depth == 0 and deepest <= _DEEPEST


# ---------------------------------------------------------------- reading


def _nodes(tex: str) -> Iterable[Node]:
    try:
        return ordinary(tex, _signature)
    except NotOrdinary:
        return _any_nodes(tex)


def _any_nodes(tex: str) -> list[Node]:
    nodes, _, _ = LatexWalker(tex, latex_context=_ARGUMENTS, tolerant_parsing=False).get_latex_nodes()
    return [_node(each) for each in nodes]


@lru_cache(maxsize=1024)
def _signature(name: str) -> str | None:
    """Which arguments a control word takes, as pylatexenc knows it; None when they are not groups."""
    spec = _ARGUMENTS.get_macro_spec(name)
    if spec is None:
        return ""
    parser = spec.args_parser
    plain = type(parser) is MacroStandardArgsParser and not any(parser.args_math_mode or ())
    return parser.argspec if plain and not parser.optional_arg_no_space and "*" not in parser.argspec else None


def _node(node: Any) -> Node:
    """pylatexenc's node as ours; raises NoUnicode for environments, comments, formulae within."""
    if isinstance(node, LatexCharsNode):
        return Chars(node.chars)
    if isinstance(node, LatexGroupNode):
        return Group(tuple(map(_node, node.nodelist)), node.delimiters[0])
    if isinstance(node, LatexMacroNode):
        given = node.nodeargd.argnlist if node.nodeargd is not None else None
        arguments = tuple(_node(argument) for argument in given or () if argument is not None)
        return Macro(node.macroname, bool(node.macro_post_space), arguments)
    if isinstance(node, LatexSpecialsNode) and node.specials_chars == "~":
        return Tie()
    if isinstance(node, LatexSpecialsNode) and set(node.specials_chars) <= set("'`-"):
        return Chars(node.specials_chars)
    raise NoUnicode


# ---------------------------------------------------------------- setting


def _rendered(nodes: Iterable[Node]) -> str:
    return joined(scripted(_atoms(tuple(nodes))))


def _atoms(nodes: Sequence[Node]) -> list[Atom]:
    atoms: list[Atom] = []
    for place, node in enumerate(nodes):
        if isinstance(node, Chars):
            atoms += map(_character, node.chars)
        elif isinstance(node, Tie):
            atoms.append(Atom(" ", "gap"))
        elif isinstance(node, Group):
            if node.brace != "{":
                raise NoUnicode
            atoms.append(_degree(node, atoms, nodes[place + 1 :]) or _grouped(node.nodes))
        elif node.name in _STYLES and not node.arguments:
            return [*atoms, Atom(_styled(_rendered(nodes[place + 1 :]), node.name))]
        elif node.name in DELIMITING and _begins_with_dot(nodes[place + 1 :]):
            # The delimiter that is not shown.
            raise NoUnicode
        else:
            atoms += _macro(node)
    return atoms


def _begins_with_dot(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and isinstance(nodes[0], Chars) and nodes[0].chars.lstrip().startswith(".")


def _grouped(nodes: tuple[Node, ...]) -> Atom:
    """A group as one atom; a quotient or a root alone in braces is still one."""
    atoms = scripted(_atoms(nodes))
    shown = [atom for atom in atoms if atom.kind != "gap"]
    alone = len(shown) == 1 and shown[0].kind in ("quotient", "root")
    return shown[0] if alone else Atom(joined(atoms))


def _degree(group: Group, before: list[Atom], following: Sequence[Node]) -> Atom | None:
    r"""`{\deg}` by itself or after a number is how arXiv writes a pasted `°`; elsewhere `\deg` is the degree of something."""
    if len(group.nodes) != 1 or not isinstance(group.nodes[0], Macro) or group.nodes[0].name != "deg":
        return None
    return Atom("°") if (before[-1].text[-1:].isdigit() if before else not following) else None


@lru_cache(maxsize=1024)
def _character(char: str) -> Atom:
    if char.isspace():
        return Atom(" ", "gap")
    if char in "^_":
        return Atom(char, "raised" if char == "^" else "lowered")
    if char in "$~`":
        raise NoUnicode
    return Atom("′" if char == "'" else char)


def _argument(node: Macro) -> str:
    arguments = node.arguments
    if len(arguments) != 1:
        raise NoUnicode
    return _rendered(arguments)


def _macro(node: Macro) -> list[Atom]:
    name = node.name
    if name in GAPS:
        return [Atom(" ", "gap")]
    if name in NOTHING:
        return []
    if name in ("{", "}", "#", "%", "&", "_", "|"):
        return [Atom("‖" if name == "|" else name)]
    if name in ("frac", "tfrac", "dfrac", "nicefrac"):
        return [Atom(_quotient(node), "quotient")]
    if name == "sqrt":
        return [Atom(_root(node), "root")]
    if name in ACCENTS:
        return [Atom(_hatted(_argument(node), ACCENTS[name]))]
    if name in PLAIN or name in FONTS:
        return [Atom(_styled(_argument(node), name))]
    return [_symbol_atom(node)]


def _symbol_atom(node: Macro) -> Atom:
    shown = symbol(node.name)
    if shown is None or node.arguments or node.name in TEXT_LETTERS:
        raise NoUnicode
    if node.name in OPERATORS:
        return Atom(shown, "operator")
    return Atom(shown, "relation" if shown in SPACED else "ordinary", node.space)


def _quotient(node: Macro) -> str:
    arguments = node.arguments
    if len(arguments) != 2:
        raise NoUnicode
    above, below = (_rendered([argument]).strip() for argument in arguments)
    if not above or not below:
        raise NoUnicode
    return VULGAR.get(f"{above}/{below}") or f"{_closed(above)}/{_closed(below)}"


def _closed(text: str) -> str:
    """In parentheses unless it is one thing: a number, a letter with its scripts, a call."""
    one = re.fullmatch(r"\d+(\.\d+)?|\w[\u0300-\u036f⁰-ₜ′*]*|[A-Za-z]\([^()]*\)|\([^()]*\)|\|[^|]*\|", text)
    return text if one else f"({text})"


def _root(node: Macro) -> str:
    arguments = node.arguments
    degree = _rendered(_inside(arguments[0])).strip() if len(arguments) == 2 else ""
    if not arguments or degree not in ROOTS:
        raise NoUnicode
    under = _rendered(arguments[-1:]).strip()
    if not under:
        raise NoUnicode
    return ROOTS[degree] + _closed(under)


def _inside(node: Node) -> tuple[Node, ...]:
    return node.nodes if isinstance(node, Group) else (node,)


def _hatted(text: str, accent: str) -> str:
    if len(unicodedata.normalize("NFC", text)) != 1 or not text.isalpha():
        raise NoUnicode
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
        raise NoUnicode from None
