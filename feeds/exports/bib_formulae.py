r"""Which formulae of a title can be handed to TeX as arXiv has them. Pure.

A formula is read by a small grammar; what is not in it (a macro of the authors, an unknown command, a brace too few, a
second exponent) is refused, so that nothing in a title can stop TeX or make it read a file. The commands are those of
LaTeX with amsmath and amssymb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DEEPEST = 20
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-*/=<>()[]|!,.:;?@")
_WORDS = re.compile(r"[A-Za-z0-9 ,.;:()+*/=?!-]*")
"""What may be in `\\text`."""
_GREEK = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
varepsilon vartheta varpi varrho varsigma varphi Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
_OTHERS = """
arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min
Pr sec sin sinh sup tan tanh le leq leqslant ge geq geqslant ne neq ll gg lesssim gtrsim approx sim simeq cong equiv
propto asymp doteq in notin ni subset subseteq subsetneq supset supseteq supsetneq cup cap setminus sqcup sqcap
sqsubseteq prec preceq succ succeq perp parallel mid nmid vdash dashv models vee wedge lor land neg lnot forall
exists nexists top bot emptyset varnothing infty partial nabla hbar ell Re Im aleph wp imath jmath prime dagger
times div pm mp cdot ast star circ bullet oplus ominus otimes oslash odot wr amalg diamond Box square triangle
triangleleft triangleright bigcirc lhd rhd unlhd unrhd ltimes rtimes uplus sum prod coprod int oint bigcup bigcap
bigoplus bigotimes bigvee bigwedge biguplus bigsqcup to gets mapsto leftarrow rightarrow leftrightarrow Leftarrow
Rightarrow Leftrightarrow longrightarrow longleftarrow Longrightarrow Longleftarrow iff implies uparrow downarrow
hookrightarrow rightsquigarrow ldots cdots vdots ddots dots colon langle rangle lfloor rfloor lceil rceil lbrace
rbrace vert Vert quad qquad backslash angle complement checkmark
"""
_FONTS_AND_ACCENTS = """
mathbb mathcal mathbf mathrm mathit mathsf mathtt mathfrak boldsymbol operatorname hat widehat tilde widetilde bar
overline underline vec dot ddot check breve acute grave sqrt
"""
GREEK = frozenset(_GREEK.split())
_SYMBOLS = GREEK | frozenset(_OTHERS.split())
_ARGUMENTS = dict.fromkeys(_FONTS_AND_ACCENTS.split(), 1) | dict.fromkeys(["frac", "tfrac", "dfrac", "binom"], 2)
_TEXTS = frozenset(["text", "textrm", "textit", "textbf", "textsf", "texttt", "mbox"])
_ESCAPED = {r"\{": r"\lbrace ", r"\}": r"\rbrace ", r"\|": r"\Vert "} | {
    sign: sign for sign in (r"\,", r"\;", r"\:", r"\!", r"\ ", r"\%", r"\&", r"\#", r"\_", r"\$")
}
"""BibTeX counts braces behind a backslash, too."""
_DELIMITERS = frozenset([*"()[]|./", r"\{", r"\}", r"\|"]) | {
    rf"\{name}"
    for name in ("langle", "rangle", "lfloor", "rfloor", "lceil", "rceil", "vert", "Vert", "lbrace", "rbrace")
}


class _Refused(ValueError):
    """The formula is not in the grammar."""


def formula(inner: str) -> str | None:
    """What is between two dollars, as TeX is to have it; None when TeX must not see it."""
    if not inner.strip() or not inner.isascii():
        return None
    tokens = _Tokens(inner)
    try:
        written = _sequence(tokens, 0, ())
    except _Refused:
        return None
    return " ".join(written.split()) or None


class _Tokens:
    """The tokens of a formula, one to look at."""

    def __init__(self, text: str) -> None:
        self._rest: Iterator[str] = (found[0] for found in _TOKEN.finditer(text))
        self.next = next(self._rest, "")

    def take(self) -> str:
        taken, self.next = self.next, next(self._rest, "")
        return taken

    def skip_space(self) -> None:
        while self.next.isspace():
            self.take()


def _sequence(tokens: _Tokens, depth: int, ends: tuple[str, ...]) -> str:
    """Up to one of `ends`, or the end of all when there is none; at most one raised and one lowered thing each."""
    if depth > _DEEPEST:
        raise _Refused
    parts: list[str] = []
    scripts: set[str] = set()
    while tokens.next and tokens.next not in ends:
        token = tokens.next
        if token.isspace():
            tokens.take()
            parts.append(" ")
        elif token in ("^", "_"):
            parts.append(_script(tokens, depth, scripts))
        elif token == "'":
            if "^" in scripts:
                raise _Refused
            parts.append(tokens.take())
        else:
            scripts.clear()
            parts.append(_atom(tokens, depth))
    if ends and not tokens.next:
        raise _Refused
    return "".join(parts)


def _script(tokens: _Tokens, depth: int, scripts: set[str]) -> str:
    sign = tokens.take()
    if sign in scripts:
        raise _Refused
    scripts.add(sign)
    tokens.skip_space()
    if tokens.next not in _PLAIN and tokens.next != "{" and tokens.next[1:] not in _SYMBOLS:
        raise _Refused
    return f"{sign}{{{_atom(tokens, depth).removeprefix('{').removesuffix('}')}}}"


def _atom(tokens: _Tokens, depth: int) -> str:
    token = tokens.take()
    if token in _PLAIN:
        return token
    if token == "{":
        return _group_after_brace(tokens, depth)
    if token in _ESCAPED:
        return _ESCAPED[token]
    name = token[1:] if token.startswith("\\") else ""
    if name in _SYMBOLS:
        return token + ("" if not tokens.next or tokens.next in "^_{}\\" else " ")
    if name in _ARGUMENTS:
        return token + "".join([_argument(tokens, depth) for _ in range(_ARGUMENTS[name])])
    if name in _TEXTS:
        return token + _words(tokens)
    if name == "left":
        inner = _delimiter(tokens) + _sequence(tokens, depth + 1, (r"\right",))
        tokens.take()
        return rf"\left{inner}\right{_delimiter(tokens)}"
    raise _Refused


def _group_after_brace(tokens: _Tokens, depth: int) -> str:
    inner = _sequence(tokens, depth + 1, ("}",))
    tokens.take()
    return f"{{{inner}}}"


def _argument(tokens: _Tokens, depth: int) -> str:
    r"""In braces, even where arXiv has `\mathbb R`."""
    tokens.skip_space()
    if tokens.next == "{":
        tokens.take()
        return _group_after_brace(tokens, depth)
    if tokens.next in _PLAIN and tokens.next.isalnum():
        return f"{{{tokens.take()}}}"
    raise _Refused


def _words(tokens: _Tokens) -> str:
    if tokens.take() != "{":
        raise _Refused
    words = ""
    while tokens.next and tokens.next != "}":
        words += tokens.take()
    if not tokens.take() or not _WORDS.fullmatch(words):
        raise _Refused
    return f"{{{words}}}"


def _delimiter(tokens: _Tokens) -> str:
    tokens.skip_space()
    if tokens.next not in _DELIMITERS:
        raise _Refused
    token = tokens.take()
    return _ESCAPED.get(token, token if len(token) == 1 else f"{token} ")
