r"""Tables: which TeX commands stand for which Unicode characters, and which letters can be raised or lowered."""

from __future__ import annotations

SUPERSCRIPT = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ∗*⋆°†‡′⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ***°†‡′ᵀ",
        strict=True,
    )
) | {"∘": "°", "ϕ": "ᵠ", "−": "⁻", "®": "®", "™": "™", "ª": "ª", "º": "º"}
SUBSCRIPT = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)) | {
    "ϕ": "ᵩ",
    "−": "₋",
}
VULGAR = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/8": "⅛"}
ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}

OPERATORS = frozenset(
    [
        "arccos",
        "arcsin",
        "arctan",
        "arg",
        "cos",
        "cosh",
        "cot",
        "coth",
        "csc",
        "deg",
        "det",
        "dim",
        "exp",
        "gcd",
        "hom",
        "inf",
        "ker",
        "lg",
        "lim",
        "liminf",
        "limsup",
        "ln",
        "log",
        "max",
        "min",
        "Pr",
        "sec",
        "sin",
        "sinh",
        "sup",
        "tan",
        "tanh",
        "argmax",
        "argmin",
    ]
)
SPACED = frozenset("≤≥≠≈∼≡∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔⟶⟵⟹⟺↦×±∓⋅·∧∨∪∩∝≪≫≃≅⊕⊗⊙∖≺≻⪯⪰≼≽≲≳≦≧⩽⩾∥⊥⊢⊨÷∘|")
OWN = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "leqslant": "⩽", "geqslant": "⩾", "ne": "≠", "neq": "≠", "to": "→",
    "sim": "∼", "approx": "≈", "times": "×", "cdot": "·", "pm": "±", "mid": "|", "colon": ":", "ldots": "…",
    "dots": "…", "cdots": "⋯", "ell": "ℓ", "prime": "′", "epsilon": "ϵ", "varepsilon": "ε", "varphi": "φ",
    "lVert": "‖", "rVert": "‖", "Vert": "‖", "lvert": "|", "rvert": "|", "vert": "|", "star": "⋆", "ast": "∗",
    "top": "⊤", "circ": "∘", "bullet": "•", "infty": "∞", "emptyset": "∅", "setminus": "∖", "langle": "⟨",
    "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "dagger": "†", "ddagger": "‡",
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "textbackslash": None, "textasciitilde": None, "backslash": None,
    "lbrace": None, "rbrace": None, "textdollar": None, "textless": "<", "textgreater": ">", "lt": "<", "gt": ">",
    "textsuperscript": None, "degree": "°", "textdegree": "°", "i": "ı", "j": "ȷ", "hbar": "ℏ", "Re": "ℜ", "Im": "ℑ",
    "today": None, "bot": "⊥", "bigvee": "⋁", "bigwedge": "⋀", "bigcup": "⋃", "bigcap": "⋂",
    "sum": "∑", "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "lesssim": "≲", "gtrsim": "≳",
}  # fmt: skip
TEXT_LETTERS = frozenset(
    [
        "P", "S", "L", "O", "o", "l", "i", "j", "aa", "AE", "ae", "OE", "oe", "ss", "DH", "dh", "DJ", "dj", "NG", "ng",
        "TH", "th", "IJ", "ij", "eth",
    ]
)  # fmt: skip
"""Commands for letters of running text: in a formula TeX knows none of them, or an author made it something else."""
GAPS = frozenset([",", ";", ":", " ", "quad", "qquad", "thinspace", "enspace", "medspace", "~", ">"])
DELIMITING = frozenset(
    ["left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr"]
)
"""What sets the size of the delimiter that follows."""
NOTHING = DELIMITING | {"!", "limits", "nolimits", "displaystyle", "textstyle"}
PLAIN = frozenset(
    [
        "text",
        "textrm",
        "textnormal",
        "textup",
        "mathrm",
        "rm",
        "operatorname",
        "mbox",
        "hbox",
        "mathit",
        "textit",
        "mathop",
        "ensuremath",
    ]
)
FONTS = {
    "mathbb": "DOUBLE-STRUCK", "Bbb": "DOUBLE-STRUCK", "mathds": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "cal": "SCRIPT",
    "mathscr": "SCRIPT", "mathfrak": "FRAKTUR", "mathbf": "BOLD", "boldsymbol": "BOLD", "bm": "BOLD", "textbf": "BOLD",
    "bf": "BOLD", "mathsf": "", "textsf": "", "mathtt": "", "texttt": "", "sf": "", "tt": "", "it": "", "textsc": "",
    "emph": "",
}  # fmt: skip
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304", "tilde": "\u0303",
    "widetilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306",
    "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
}  # fmt: skip

EXCEPTIONS = {
    ("DOUBLE-STRUCK", char): shown for char, shown in zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)
} | {
    ("SCRIPT", char): shown for char, shown in zip("BEFHILMReo" "g", "ℬℰℱℋℐℒℳℛℯℴℊ", strict=True)
} | {("FRAKTUR", char): shown for char, shown in zip("CHIRZ", "ℭℌℑℜℨ", strict=True)}  # fmt: skip
