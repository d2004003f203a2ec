"""A question -> the words and phrases by which the index finds what is meant (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from enrich.names import orcid_id
from enrich.paper_id import written_doi
from feeds.finding.words import LONGEST, STOP, words
from feeds.search.query import NOTHING_ASKED, SEVERAL, BadQuestion, Question, may_be_name
from feeds.search.terms import (
    AUTHORS,
    CATEGORIES,
    Phrase,
    Wanted,
    category_word,
    exact_word,
    name_word,
    spellings,
)

WORDS = 32
"""In q and in an author's name."""
SHORTEST = 3
"""Letters of a word that may be the beginning of another without being content to; static/find.js has the same."""
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})
_WHENEVER = date(2089, 12, 31)
"""An id of whatever month may be asked for; from '91 on they are of the last century."""


def wanted(asked: Question) -> Wanted:
    """What is to be found; raises BadQuestion when nothing is."""
    required, excluded = _terms(asked.q)
    named = tuple(one for name in spellings(asked.q) for one in _author(name)) if may_be_name(asked.q) else ()
    groups: list[tuple[Phrase, ...]] = [(phrase, *named) for phrase in required]
    if known := _identified(asked.q):
        # All words of an id or a DOI may stand in a text, too.
        groups = [(Phrase((known,), CATEGORIES), *(phrase for (phrase,) in groups[:1] if len(groups) == 1))]
    groups += [_authored(name) for name in asked.authors]
    if asked.categories:
        groups.append(tuple(map(_category, asked.categories)))
    if asked.year:
        groups.append((_exact("year", str(asked.year)),))
    if asked.sources:
        groups.append(tuple(_exact("source", name) for name in asked.sources))
    if sum(len(phrase.words) for group in groups for phrase in group) > WORDS + 4 * SEVERAL:
        raise BadQuestion(f"too many words: at most {WORDS}")
    if not groups and (excluded or asked.since is None):
        raise BadQuestion(NOTHING_ASKED)
    return Wanted(tuple(groups), tuple(excluded), asked.since)


def _identified(text: str) -> str | None:
    """The one word for the paper or person whom a text as a whole names by an id; None for any other text."""
    if found := orcid_id(text):
        return exact_word("orcid", found)
    if doi := written_doi(text):
        return exact_word("doi", doi)
    if not any(map(str.isdecimal, text)):
        return None
    # Loaded with the first such text: its patterns take long to compile, and `serve` starts with this.
    from enrich.identifiers.find import find_ids

    for written in (text.strip(), f"arXiv:{text.strip()}"):  # nothing announces a bare number
        hits = find_ids(written, _WHENEVER)
        if len(hits) == 1 and hits[0].id is not None and len(hits[0].text) == len(written):
            return exact_word("arxiv", hits[0].id)
    return None


def _terms(q: str) -> tuple[list[Phrase], list[Phrase]]:
    """Phrases that must be there, and those that must not; signs that are not words are passed over.

    As in the search without a server, a word that nearly every abstract has is passed over beside others.
    """
    required: list[tuple[Phrase, bool]] = []
    excluded: list[tuple[Phrase, bool]] = []
    chunks = list(_chunks(q.translate(_QUOTES)))
    for chunk in chunks:
        if found := words(chunk.text):
            phrase = Phrase(tuple(found), is_prefix=_is_beginning(chunk, found[-1], chunk is chunks[-1]))
            is_stop = not chunk.is_quoted and len(found) == 1 and found[0] in STOP
            (excluded if chunk.is_negative else required).append((phrase, is_stop))
    if sum(len(phrase.words) for phrase, _ in (*required, *excluded)) > WORDS:
        raise BadQuestion(f"q: too many words; at most {WORDS} are allowed")
    content = [phrase for phrase, is_stop in required if not is_stop]
    if not content:
        return [phrase for phrase, _ in required], [phrase for phrase, _ in excluded]
    return content, [phrase for phrase, is_stop in excluded if not is_stop]


def _is_beginning(chunk: _Chunk, last: str, ends_q: bool) -> bool:
    """Whether its last word may be the beginning of one: with a `*`, and where it is what was typed last."""
    if chunk.text.endswith("*") and not chunk.text.endswith(" *"):
        return True
    return ends_q and not chunk.is_quoted and not chunk.is_negative and len(last) >= SHORTEST


class _Chunk(NamedTuple):
    text: str
    is_negative: bool
    """A minus is before it."""
    is_quoted: bool


def _chunks(q: str) -> Iterator[_Chunk]:
    """Words with what is written together with them, and quoted phrases."""
    hanging = False
    for number, part in enumerate(q.split('"')):
        if number % 2:
            yield _Chunk(part, hanging, is_quoted=True)
            continue
        chunks = part.split()
        hanging = bool(chunks) and chunks[-1] == "-" and not part[-1].isspace()
        yield from (_Chunk(chunk.lstrip("-"), chunk.startswith("-"), is_quoted=False) for chunk in chunks)


def _authored(name: str) -> tuple[Phrase, ...]:
    """An author by ORCID iD, or by the name in the order that is given or meant."""
    if found := orcid_id(name):
        return (_exact("orcid", found),)
    return tuple(dict.fromkeys(one for spelled in spellings(name) for one in _author(spelled)))


def _author(name: str) -> tuple[Phrase, ...]:
    """The name in any spelling, or the words of it that are given."""
    whole, found = name_word(name), words(name)[:WORDS]
    if not whole or not found:
        raise BadQuestion(f"author = {name!r}: a name has letters")
    return Phrase((whole,), AUTHORS), Phrase(tuple(found), AUTHORS)


def _category(code: str) -> Phrase:
    word = category_word(code.removesuffix(".*"))
    if not word:
        raise BadQuestion(f"category = {code!r}: a category such as cs.LG, or an archive such as cs, is expected")
    return Phrase((word[:LONGEST],), CATEGORIES)


def _exact(kind: str, value: str) -> Phrase:
    return Phrase((exact_word(kind, value),), CATEGORIES)
