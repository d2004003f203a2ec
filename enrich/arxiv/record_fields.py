"""What arXiv packs into one text field, taken apart: DOIs, categories, names, withdrawals. Pure.

Every way to a record (the query API, the snapshot, a harvest, an announcement) reads these fields here,
so that the same paper is the same record whichever way it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

ARCHIVES = frozenset(
    re.findall(
        r"\S+",
        """acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs
        dg-ga econ eess funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol
        physics plasm-ph q-alg q-bio q-fin quant-ph solv-int stat supr-con test""",
    )
)
"""arXiv's archives, old ones included; some are categories by themselves."""

_SUBJECT = re.compile(r"[a-z]+(?:-[a-z]+)*\.(?:[A-Z]{2}|[a-z]+(?:-[a-z]+)*)")
_DOI_BREAK = re.compile(r"(?<![\s,;])[\s,;]+(?=(?:https?://|doi:|10\.\d{4,9}(?:\.\d+)*/))|\s+", re.I)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*/\S+)", re.I)


def split_dois(text: str) -> tuple[str, ...]:
    """Every DOI in arXiv's doi field, in order, each once; what is not a DOI is left out."""
    found: dict[str, str] = {}
    for piece in _DOI_BREAK.split(text):
        match = _DOI.fullmatch(piece.strip().rstrip(",;."))
        if match:
            found.setdefault(match[1].lower(), match[1])
    return tuple(found.values())


@lru_cache(maxsize=1024)
def is_category(term: str) -> bool:
    """Whether a term is one of arXiv's categories by its form; MSC and ACM codes start otherwise."""
    return term in ARCHIVES or bool(_SUBJECT.fullmatch(term))


def split_categories(terms: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """arXiv's categories, and the MSC and ACM codes that are among them; in order, each once."""
    categories: dict[str, None] = {}
    codes: dict[str, None] = {}
    for term in terms:
        folded = " ".join(term.split())
        if is_category(folded):
            categories[folded] = None
        else:
            codes.update(dict.fromkeys(c for c in (p.strip() for p in re.split(r"[,;]", folded)) if c))
    return tuple(categories), tuple(codes)


def author_name(last: str, first: str = "", suffix: str = "") -> str:
    """`First Last Suffix`, white space folded; a comma that only led to a missing suffix goes."""
    name = " ".join(f"{first} {last} {suffix}".split())
    return name if suffix.strip() else name.rstrip(" ,")


_NOT_ELSEWHERE = (
    r"(?!(?:\s++by\s++(?:\S++\s++){1,3}?)?\s*+\(?from\s++(?!(?:the\s+)?arxiv|this\s|here\b))"
    r"(?!\s*(?:following|after)\b[^.]{0,300}?\breview)"
)
"""A withdrawal from a journal or a conference is not one from arXiv."""
_WORK = r"(?:papers?i?|articles?|submission|pre-?print|e-?print|manuscript|report|version|draft|work|note|document|thesis|it)"
_BE = r"(?:(?:has|have)(?:\s+now|\s+since|\s+therefore)?\s+been|is|was|(?:should|must|needs?\s+to|has\s+to|will)\s+be)"
_HOW = r"(?:\s+(?:now|hereby|being|temporarily|voluntarily|permanently|officially))?"
_WITHDRAWN = re.compile(
    rf"""
      \b{_WORK}(?:\s+\([^()]*+\))?\s+{_BE}{_HOW}\s+withdrawn\b{_NOT_ELSEWHERE}
    | \bwithdrawn\s+by\s+(?:the\s+|its\s+|all\s+|our\s+)?(?:\w+\s+)?(?:auth?ou?e?rs?\b|arxiv|submitters?\b|admin|moderators?\b)
      (?!(?:'s)?\s+from\s+(?!(?:the\s+)?arxiv|this\s|here\b))
    | \A\W*(?:arxiv\s+admin\s+note:\s*)?(?:(?:this|the)\s+)?(?:{_WORK}\s+)?(?:temporarily\s+)?withdrawn{_NOT_ELSEWHERE}
      (?=\s*(?:\Z|[-.,:;!(\[–—]|(?:by|due|because|as|since|for|from|in\s+favou?r|pending|until|on|at\s+the\s+request|owing|and)\b))
    | \b(?:i|we|authors?)(?:\s+\w+){{0,4}}\s+withdraw(?:n|ing)?\s+(?:this|the|our|my)\s+{_WORK}\b{_NOT_ELSEWHERE}
    | \breasons?\s+(?:for|of)\s+(?:the\s+|this\s+|our\s+)?withdrawal\b
    """,
    re.I | re.X,
)
_OTHER = re.compile(
    r"\b(?:previous|earlier|older|old|prior|first|original|companion|other|another|which|that|whose|withdrawn\s+one)\b",
    re.I,
)
_CLAUSE = 500
"""Characters before a withdrawal in which may stand of what it is."""
_ABSTRACT = re.compile(
    rf"\A\W*(?:(?:this|the|our)\s+)?(?:\w+\s+)?{_WORK}\s+{_BE}{_HOW}\s+withdrawn\b{_NOT_ELSEWHERE}"
    r"|\A\W*(?:(?:this\s+)?(?:paper|article|submission)\s+)?withdrawn(?=\s*(?:\Z|[.:]|by\b|due\b|because\b))",
    re.I,
)


def is_withdrawn(comment: str | None, abstract: str = "") -> bool:
    """Whether authors or arXiv say that this paper is withdrawn from arXiv.

    Not one that was withdrawn from a journal, and not one that speaks of another paper's withdrawal.
    In the abstract only its beginning says so: further on, papers write about other withdrawals.
    """
    folded = " ".join(comment.split()) if comment and "withdr" in comment.lower() else ""
    for match in _WITHDRAWN.finditer(folded):
        clause = re.split(r"[.;]", folded[max(0, match.start() - _CLAUSE) : match.start()])[-1]
        if not _OTHER.search(clause):
            return True
    beginning = abstract[:500].lower()
    return "withdrawn" in beginning and bool(_ABSTRACT.match(" ".join(beginning.split())))
