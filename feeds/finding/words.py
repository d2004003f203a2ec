"""The words of a text and of a paper: what everybody finds who searches, with a server or without (pure).

Words are runs of letters and digits without case and accents ("Gödel's" is `godel`, `s`); characters of scripts that
put no spaces between words are words of their own, so that any run of them can be found as a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from enrich.names import name_key
from enrich.paper_id import doi_within
from enrich.record import PublishableRecord

ASCII_WORD = re.compile(r"[a-z0-9]+")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[\u0300-\u036f])*")
LONGEST = 64
"""Characters of a word; what is longer is cut, in texts and in questions alike."""
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "for",
        "from",
        "has",
        "have",
        "in",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "such",
        "than",
        "that",
        "the",
        "their",
        "these",
        "this",
        "to",
        "was",
        "we",
        "were",
        "which",
        "with",
    ]
)
"""Words that nearly every abstract has, by which nothing is found; static/index.js has the same."""


def words(text: str) -> list[str]:
    """The words of a text, in order; a letter that stands for two may make two words of one."""
    if text.isascii():
        return [word[:LONGEST] for word in ASCII_WORD.findall(text.lower())]
    return [word[:LONGEST] for raw in _WORD.findall(text) for word in _WORD.findall(name_key(raw))]


def category_term(code: str) -> str:
    """The term of a category, no word."""
    return f"in:{quote(code, safe='.-', errors='replace')}"


def source_term(name: str) -> str:
    """The term of a source, no word."""
    return f"from:{quote(name, safe='.-', errors='replace')}"


def strong_terms(kept: PublishableRecord) -> frozenset[str]:
    """What a paper is found by before others: words of title and authors, its DOIs and ORCID iDs, categories, sources."""
    record = kept.record
    found = {word for text in (record.title, *(author.name for author in record.authors)) for word in words(text)}
    found -= STOP
    found.update(map(category_term, filter(None, record.categories)))
    found.update(source_term(one.mention.source) for one in kept.mentions)
    found.update(_ids(kept))
    return frozenset(found)


def weak_terms(kept: PublishableRecord) -> frozenset[str]:
    """The words of its abstract."""
    return frozenset(words(kept.record.abstract)) - STOP


def _ids(kept: PublishableRecord) -> Iterator[str]:
    record, known = kept.record, kept.record.enrichment
    dois = (*record.dois, doi_within(record.id), known.publication.doi if known and known.publication else None)
    yield from (quote(doi.lower(), safe="/.-_()", errors="replace")[:200] for doi in dois if doi)
    yield from (one.orcid.lower() for one in (known.authors if known else ()) if one.orcid)
