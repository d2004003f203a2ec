"""The atoms of a formula -> one text in Unicode: scripts joined to what carries them, spaces, parentheses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from enrich.tex.symbols import SPACED, SUBSCRIPT, SUPERSCRIPT

_OPENING = ("(", "[", "{", "⌊", "⌈", "⟨")
_APART = SPACED | frozenset(("", *"‖,;:=<>+-−"))
"""What leaves a quotient beside it one thing without parentheses."""
_BEGINS = _APART | frozenset(_OPENING)
_ENDS = _APART | frozenset(")]}⌋⌉⟩.?'")
_NO_GAP_AFTER = (" ", *_OPENING)
_NO_GAP_BEFORE = (")", "]", "}", "⌋", "⌉", "⟩")
_PARTED_WORD = re.compile(r"[\w)] [^\W\d_]{2}|[^\W\d_]{2} [\w(]")
"""A space that parts a word or a function from its neighbour: no space can be raised, and log would run together."""

Kind = Literal["ordinary", "operator", "relation", "quotient", "root", "gap", "raised", "lowered"]


class NoUnicode(Exception):
    """This part of a formula has no honest Unicode form."""


class Atom(NamedTuple):
    """One thing of a formula that is set as a whole. A tuple, since formulae are made of thousands."""

    text: str
    kind: Kind = "ordinary"
    after: bool = False
    """White space follows the control word in the source; TeX ignores it."""


def scripted(atoms: list[Atom]) -> list[Atom]:
    """Superscripts and subscripts joined to what carries them; raises NoUnicode where that has no plain form."""
    if not any(atom.kind in ("raised", "lowered") for atom in atoms):
        return atoms
    out: list[Atom] = []
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
            raise NoUnicode
        scripts[atom.kind] = script = _script(atoms[place].text, atom.kind)
        if len(scripts) == 2 and all(len(text) > 1 for text in scripts.values()):
            raise NoUnicode
        out = _carried(out, script)
        place += 1
        if script.endswith("*") and place < len(atoms) and atoms[place].text[:1].isalnum():
            raise NoUnicode
    return out


def _carried(out: list[Atom], script: str) -> list[Atom]:
    while out and out[-1].kind == "gap":
        out = out[:-1]
    if not out:
        return [Atom(script)]
    if out[-1].kind in ("quotient", "root"):
        raise NoUnicode
    return [*out[:-1], out[-1]._replace(text=out[-1].text + script)]


def _script(text: str, kind: Kind) -> str:
    table = SUPERSCRIPT if kind == "raised" else SUBSCRIPT
    bare = text.replace(" ", "")
    if not bare or _PARTED_WORD.search(text) or any(char not in table for char in bare):
        raise NoUnicode
    return "".join(table[char] for char in bare)


def _beside(atoms: Iterable[Atom]) -> Atom:
    """The first that shows something; TeX ignores the white space between."""
    return next((atom for atom in atoms if atom.text.strip()), Atom(""))


def _stands_apart(atoms: list[Atom], place: int) -> bool:
    """Whether a quotient can do without parentheses."""
    before, after = _beside(reversed(atoms[:place])), _beside(atoms[place + 1 :])
    return before.text[-1:] in _BEGINS and before.kind != "operator" and after.text[:1] in _ENDS


def _related(shown: str, before: str, after: str) -> str:
    """A relation with the spaces between it and what it relates; brackets and commas are no such thing."""
    if shown in "±∓∼" and before in ("", *_OPENING):
        return shown
    first = "" if before in ("", *_NO_GAP_AFTER) else " "
    last = "" if after in ("", " ", ",", ";", *_NO_GAP_BEFORE) else " "
    return first + shown + last


def joined(atoms: list[Atom]) -> str:
    """One text, with the spaces that operators and relations need, and parentheses where things would run together."""
    if all(atom.kind == "ordinary" and not atom.after for atom in atoms):
        return "".join([atom.text for atom in atoms])
    text = ""
    for place, atom in enumerate(atoms):
        before, after = text[-1:], atoms[place + 1].text[:1] if place + 1 < len(atoms) else ""
        shown = atom.text
        if atom.kind == "operator":
            shown = (" " if before.isalnum() or (before in ")]" and before) else "") + shown
            shown += " " if after.isalnum() and atom.text[-1:].isalnum() else ""
        elif atom.kind == "relation" and (atom.after or before == " "):
            shown = _related(shown, before, after)
        elif atom.kind == "quotient" and "/" in shown and not _stands_apart(atoms, place):
            shown = f"({shown})"
            # A call: `\log\frac{n}{k}` is log(n/k).
            text = text.rstrip() if _beside(reversed(atoms[:place])).kind == "operator" else text
        elif atom.kind == "root" and after.isalnum() and atoms[place + 1].kind != "operator":
            shown = f"{shown[0]}({shown[1:]})" if not shown.endswith(")") else shown
        elif atom.kind == "gap" and (before in _NO_GAP_AFTER or after in _NO_GAP_BEFORE):
            shown = ""
        text += shown
        if atom.kind == "ordinary" and atom.after and after in ("=", "<", ">", "+", "-") and after:
            text += " "
    return text
