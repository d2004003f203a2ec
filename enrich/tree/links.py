"""The links of an item (pure): which are labels (`[Paper]`, `[code]`, an icon), and what each leads to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from enrich.citations.citation import CODE_HOST
from enrich.titles.words import VENUES, word_set
from enrich.tree.blocks import TextRun

_PAPER_WORDS = word_set(
    """
    arxiv paper papers pdf abs abstract preprint link url html openreview openaccess acl anthology cvf doi publication
    article journal full text version published fulltext manuscript eprint e-print alphaxiv ar5iv source official ieee acm
    springer proceedings conference here read view open access pmlr
    """
) | {venue.lower() for venue in VENUES if venue not in {"RSS", "WWW"}}
"""Words of labels of links to papers. The two venues whose names label feeds and home pages are none of them."""
_OTHER_WORDS = word_set(
    """
    code github gitlab implementation repo repository project page website site web homepage demo video videos slides
    slide poster blog post talk dataset data datasets model models weights checkpoint checkpoints bibtex bib cite citation
    supplementary supplement supp supplemental material appendix tweet twitter thread huggingface hf colab notebook
    youtube media news press review reviews summary notes note wiki docs documentation tutorial benchmark leaderboard
    download more details pytorch tensorflow tf jax keras torch star stars badge image img icon toolkit library spaces
    software license live animation results award media recording unofficial
    """
)
_NEUTRAL = word_set(
    """
    more details download page website web site homepage project view bibtex bib cite citation media html wiki docs badge image
    img icon talk award
    """
)
"""Words of `_OTHER_WORDS` that may label the item's own paper, where they lead to it."""
_APART = word_set(
    """
    follow followup follow-up sequel companion related earlier previous predecessor successor errata erratum reply comment comments
    supplement supplements survey
    """
)
"""Words that label links to other works."""
_FILLERS = word_set(
    """
    the a on in at for of and to this my our
    """
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
_PAPER_PLACE = re.compile(
    r"arxiv\.org|doi\.org/|\.pdf(?:$|[?#])|openreview\.net|aclanthology|aclweb|openaccess\.thecvf|papers\.n(?:eur)?ips|proceedings\.|jmlr\.org"
    r"|ieeexplore|dl\.acm|link\.springer|sciencedirect|semanticscholar\.org/paper|huggingface\.co/papers|biorxiv|eprint\.iacr|hal\.|usenix\.org",
    re.IGNORECASE,
)

_REFERS = re.compile(
    r"\b(?:extend(?:s|ing)?|extension of|improv(?:es|ing)(?: up| )?(?:on)?|supersed(?:es|ing)|replaces|refut(?:es|ing)|correct(?:s|ing)|follows"
    r"|build(?:s|ing) (?:up)?on|based (?:up)?on|reply to|response to|comments? on|compar(?:es|ed|ing) (?:to|with)|unlike|generali[sz](?:es|ing)"
    r"|(?:sequel|companion)(?: paper)? (?:of|to)|follow-?up (?:of|to|on))[\W_]*(?:arxiv\W*)?$",
    re.IGNORECASE,
)  # bounded: _NEAR characters
_NEAR = 60
"""Characters before a link in which a sentence may refer to it."""


class Link(Struct, frozen=True, gc=False):
    """One link of an item."""

    label: str
    href: str


@lru_cache(maxsize=8192)
def label_only(text: str) -> bool:
    """Whether a text is a link's label and says nothing of its own: `Paper`, `arXiv link`, `PDF (v2)`, `[code]`."""
    words = _WORD.findall(text.lower())
    if len(words) > 6:
        return False
    return all(
        word in _PAPER_WORDS or word in _OTHER_WORDS or word in _FILLERS or len(word) < 2 or word.isdigit()
        for word in words
    )


def links_of(runs: Sequence[TextRun]) -> list[Link]:
    """The links in runs, in order, what is marked in several ways within one link joined."""
    found: list[Link] = []
    for at, run in enumerate(runs):
        if not run.href:
            continue
        if at and runs[at - 1].href == run.href and found:
            found[-1] = Link(f"{found[-1].label}{run.text}", run.href)
        else:
            found.append(Link(run.text, run.href))
    return [Link(" ".join(link.label.split()), link.href) for link in found]


def referred_to(runs: Sequence[TextRun]) -> list[Link]:
    """The links of a line to which a sentence refers as to another work: `It extends [1206.1443] to trees`."""
    found: list[Link] = []
    before = ""
    for run in runs:
        if run.href and _REFERS.search(before[-_NEAR:]):
            found.append(Link(run.text, run.href))
        before += " " if run.hidden else run.text
    return found


_BARE_ADDRESS = re.compile(r"[\w.-]+\.\w{2,6}/\S*")


def is_address(text: str) -> bool:
    """Whether the text of a link is an address itself."""
    return (
        "://" in text
        or text.startswith(("www.", "file:"))
        or ("/" in text and _BARE_ADDRESS.fullmatch(text) is not None)
    )


def leads_to_paper(link: Link) -> bool:
    """Whether a link is to the paper: by its label, or by where it leads."""
    words = set(_WORD.findall(link.label.lower()))
    if words & _OTHER_WORDS and not words & {"arxiv", "paper", "pdf", "preprint"}:
        return False
    return bool(words & _PAPER_WORDS) or bool(_PAPER_PLACE.search(link.href))


def may_be_own(link: Link) -> bool:
    """Whether an id in the address of a link may be that of the item: not one to supplements, slides, or a follow-up."""
    words = set(_WORD.findall(link.label.lower()))
    if len(words) < 5 and words & _APART:
        return False
    return not words & (_OTHER_WORDS - _NEUTRAL) or bool(words & {"arxiv", "paper", "pdf", "preprint"})


def code_of(links: Sequence[Link], text: str) -> tuple[str, ...]:
    """The addresses of source code among links, and in the text."""
    found = [address for link in links for address in CODE_HOST.findall(link.href)]
    return tuple(dict.fromkeys([*found, *CODE_HOST.findall(text)]))


# bounded: _FIRST characters
_ID = re.compile(r"\W{0,3}(?:see\s)?arxiv(?:\.org|:|\s)\s{0,2}\W{0,2}(?:\d{4}\.\d{4}|[a-z-]{2,9}/\d{7})", re.IGNORECASE)
_FIRST = 40


def begins_with_id(text: str) -> bool:
    """Whether a text begins with an id of arXiv's that says so, as what stands below a title does."""
    return _ID.match(text[:_FIRST]) is not None
