"""Where a paper was published, told from what is beside its title (pure): names of venues, and no sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from enrich.titles.words import VENUES

_VENUE = re.compile(  # bounded: by 250 characters
    r"\b(?i:proceedings|proc\.|journal|transactions|trans\.|conference|conf\.|symposium|workshop|letters|annals|review|press|springer"
    r"|nature|science|lecture notes|magazine|bulletin|advances in|ieee|acm|usenix|elsevier|arxiv|phd thesis|technical report)\b"
    r"|\b[A-Z][a-z]*+[A-Z][A-Za-z&-]*+[\s'’]*+(?:(?:19|20)\d\d|\d\d)\b"
    rf"|\b(?:{'|'.join(VENUES)})\b"
)


@lru_cache(maxsize=2048)
def venue_like(text: str) -> bool:
    """Whether a text names where something was published."""
    return len(text) < _LONGEST and bool(_VENUE.search(text))


_LONGEST = 250
"""Characters below which a text may be a venue."""


_VENUE_LINE = re.compile(  # bounded: by 200 characters
    r"(?:in:?\s+)?(?:the\s+)?(?:proceedings\b.*|proc\.\s.*|(?:ieee|acm)\s+(?:transactions|journal|conference)\b.*|journal of\b.*"
    r"|[A-Z][\w&-]{1,15}(?:(?: [A-Z][\w&-]*){0,3}|-[A-Z][\w&-]*(?: [A-Z][\w&-]*){0,2})[\s,'’]*(?:(?:19|20)\d\d|\d\d)\b.{0,40})",
    re.IGNORECASE,
)
"""Only where the first word ends may a hyphen begin the next: elsewhere words hold hyphens, and a text would be cut up in many ways."""


VENUE_WORD = re.compile(
    r"\b(?:proc|proceedings|journal|transactions|trans|annals|advances|lecture notes|international|conference|workshop|symposium|letters|vol|volume"
    r"|issue|methods in|review|magazine|press|thesis|report)\b|^(?:in|the)?\s?(?:ieee|acm|lncs)\b",
    re.IGNORECASE,
)
"""What tells of italics behind names that these are a venue all the same."""


def only_speaks_of_venues(text: str) -> bool:
    """Whether words of venues in a text are those of a title: in small letters (`a review of sheep`), or behind a colon."""
    head, colon, _ = text.partition(": ")
    named = any(found[0][0].isupper() for found in VENUE_WORD.finditer(head))
    return len(text.split()) > 3 and not named and (not venue_like(head) if colon else bool(VENUE_WORD.search(text)))


def venue_only(text: str) -> bool:
    """Whether a line is a venue and nothing else (`ICML 2024 (oral)`)."""
    return len(text) < 200 and venue_like(text) and bool(_VENUE_LINE.fullmatch(text))


_NO_VENUE = re.compile(  # bounded: by 250 characters
    r"\barxiv\b|\bus patent\b|\bhttps?:|\b(?:see|we|our|this|these|which|that|part (?:one|two|i+)|version|overlap|supersedes|extends?|errors?"
    r"|comments?|corrected|fixed|replaces?|available|contact|read|show|submitted by)\b",
    re.IGNORECASE,
)
"""What remarks say, and names of venues do not."""
_BEFORE_VENUE = re.compile(  # bounded: by 250 characters
    r"^[\s.,;:–—-]*(?:in:?\s+|published in:?\s+|appeared in:?\s+)?(?:the\s+(?=proc))?", re.IGNORECASE
)
_PAGES = re.compile(r"[,;]?(?<!\s)\s++(?:pp?|pages?)(?:\.?\s*+[\d–—-]++)?\.?$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_EMPHASIS = re.compile(r"[*`]+|(?<!\w)_|_(?!\w)")


def first_venue(parts: Iterable[str]) -> str | None:
    """The first of several texts that says how a work was published, by a venue or as a technical report; None without one."""
    return next((venue for part in parts if (venue := _venue_of(part))), None)


def published_at(parts: Iterable[str]) -> str | None:
    """The first of several texts that is the name of a venue, as a record shows it; None without one."""
    return next((venue for part in parts if (venue := _venue_of(part)) and not is_kind(venue)), None)


_ID_OR_SUBJECT = re.compile(
    r"(?<!\w)(?:\d{4}\.\d{4,5}(?:v\d+)?|(?:[a-z-]{2,9}(?:\.[a-z]{2})?|abs)/[\d.]+(?:v\d+)?)|\[[a-z.-]{2,18}\]|\(cornell university\)",
    re.IGNORECASE,
)
_KIND_WORDS = (
    "arxiv corr preprint preprints eprint eprints print prints report reports rep techreport techrep unpublished misc miscellaneous"
    " manuscript manuscripts draft drafts thesis dissertation"
)
_BESIDE_WORDS = (
    "a abs an and as at available bachelor d discussion doctoral e en full in internal is line m master msc no number of on online org"
    " paper papers ph phd pre publication research s sc series tech technical the this under version vol volume white working january"
    " february march april may june july august september october november december"
)
_KINDS = frozenset(_KIND_WORDS.split())
"""What kind of document a work is, or that it is at arXiv."""
_BESIDE_KINDS = frozenset(_BESIDE_WORDS.split())
_KINDS_OF_PAPER = frozenset(["working", "white", "discussion"])


def is_kind(text: str) -> bool:
    """Whether a text says what kind of document a work is (`Technical report, 2023`, `arXiv preprint`), and no more."""
    if len(text) >= 250:
        return False
    words = _LETTERS.findall(_ID_OR_SUBJECT.sub(" ", text).lower())
    kinds = _KINDS.union(_KINDS_OF_PAPER if words[-1:] in (["paper"], ["papers"]) else ())
    return any(word in kinds for word in words) and all(word in _KINDS or word in _BESIDE_KINDS for word in words)


@lru_cache(maxsize=2048)
def _venue_of(part: str) -> str | None:
    plain = _EMPHASIS.sub("", part)
    if len(plain) < _LONGEST and not venue_like(plain):
        return None
    named = _PAGES.sub("", _BEFORE_VENUE.sub("", plain)).strip(' \t,;:|–—-"“”[').rstrip(".").strip()
    if not venue_like(named) or len(named.split()) > 24 or _NO_VENUE.search(named):
        return None
    inner = named.strip("()")
    return named if "(" in inner or ")" in inner else inner


_PLACEHOLDER = re.compile(
    r"\W*(?:t\.?b\.?[acd]\.?|to be (?:announced|determined|decided|confirmed|published|submitted)|to appear|in (?:press|preparation|prep|submission|review)"
    r"|forthcoming|submitted|accepted|unpublished|pre-?prints?|manuscript|drafts?|unknown|none|null|nan|n\.?/?a\.?|not yet|wip|noch offen|offen"
    r"|im erscheinen|eingereicht|à paraître|soumis|por anunciar|enviado|in stampa|(?:submitted to|under (?:review|submission))(?: \S{1,30}){0,12})\W*",
    re.IGNORECASE,
)  # bounded: words of 30 characters, 12 of them
_IN = re.compile(r"in:?\s+(?=[A-Z*_])", re.IGNORECASE)


def stated_venue(text: str | None) -> str | None:
    """What a field says of where a work was published, as a record shows it; None for what is only to come (`to be announced`)
    and for what is no venue but a kind of document (`Technical report`)."""
    if text is None or is_kind(text) or (len(text) < 250 and _PLACEHOLDER.fullmatch(text)):
        return None
    named = _EMPHASIS.sub("", text)
    begins = _IN.match(named)
    return (named[begins.end() :] if begins else named).strip() or None


_ACCEPTED = re.compile(
    r"^(?:(?:this paper |to be |was |has been )?(?:accepted|published|presented|appear(?:s|ed|ing)?|to appear|submitted)\b"
    r"(?: as (?:an? )?(?:[\w-]+ ){0,3}(?:paper|poster|talk|article|spotlight))?\s*(?:to|at|in|by|for)?\s*(?:the\s+)?)",
    re.IGNORECASE,
)


def venue_parts(comment: str) -> list[str]:
    """What a comment says, part by part, without pages, addresses and "accepted to"."""
    parts = re.split(r"[;,]\s+|(?<=[^\W\d_]{2})\.\s+|(?<=\d)\.\s+", comment)
    parts = [
        part for part in parts if "://" not in part and not re.search(r"\bpages?\b|\bfigures?\b", part, re.IGNORECASE)
    ]
    return [_ACCEPTED.sub("", part.strip()).strip(" .") for part in parts]
