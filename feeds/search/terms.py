"""What can be searched for: the same for every database (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b

from msgspec import Struct

from enrich.names import name_key
from enrich.paper_id import doi_within
from enrich.record import PublishableRecord
from feeds.finding.words import ASCII_WORD, LONGEST, words

TEXT = ("title", "abstract")
AUTHORS = ("authors",)
CATEGORIES = ("categories",)
READ = (*TEXT, *AUTHORS)
"""What people read of a paper, and so what a word of theirs is looked for in."""
COLUMNS = (*READ, *CATEGORIES)


class Phrase(Struct, frozen=True):
    """Words that stand one after another in one of some columns."""

    words: tuple[str, ...]
    columns: tuple[str, ...] = READ
    is_prefix: bool = False
    """The last word is the beginning of one."""


class Wanted(Struct, frozen=True):
    """Papers that hold, for each group, one of its phrases; and none of `excluded`."""

    groups: tuple[tuple[Phrase, ...], ...]
    excluded: tuple[Phrase, ...] = ()
    since: datetime | None = None
    """Only those updated at that moment or later."""


def category_word(code: str) -> str:
    """One word for a category or an archive: `cs.LG` is `cs0lg`."""
    return "0".join(ASCII_WORD.findall(code.lower()))


def exact_word(kind: str, value: str) -> str:
    """One word for what is looked for as a whole: an `arxiv` id, a `doi`, an `orcid` iD, a `year`, a `source`."""
    return f"{kind}0{blake2b(value.lower().encode('utf-8', 'surrogatepass'), digest_size=10).hexdigest()}"


def name_word(name: str) -> str:
    """One word for a whole name, which is no beginning and no word of another; "" for a name without a letter or digit."""
    key = name_key(name)
    return f"name0{key}"[:LONGEST] if key else ""


def spellings(name: str) -> tuple[str, ...]:
    """A name as it is given, and in its usual order when the family name is before a comma: `Gan, Zhe` is `Zhe Gan`."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) not in (2, 3) or not all(parts):
        return (name,)
    family, given, *suffix = parts
    return name, " ".join((given, family, *suffix))


def columns_of(kept: PublishableRecord) -> dict[str, list[str]]:
    """What is searched of a record, by column.

    Before the words of each author's name stands the name as one word, so that no phrase runs from one author into
    the next and every spelling of a name finds it. Beside the categories stands what is looked for as a whole.
    """
    record = kept.record
    authors = [word for author in record.authors for word in (name_word(author.name), *words(author.name))]
    codes = [code for one in record.categories for code in dict.fromkeys((one, one.partition(".")[0]))]
    return {
        "title": words(record.title),
        "abstract": words(record.abstract),
        "authors": [word for word in authors if word],
        "categories": [*(word for code in codes if (word := category_word(code))), *dict.fromkeys(_exact(kept))],
    }


def _exact(kept: PublishableRecord) -> Iterator[str]:
    record, known = kept.record, kept.record.enrichment
    yield exact_word("arxiv", record.id)
    yield exact_word("year", str(record.published.year))
    dois = (*record.dois, doi_within(record.id), known.publication.doi if known and known.publication else None)
    yield from (exact_word("doi", doi) for doi in dois if doi)
    yield from (exact_word("source", name) for name in sorted({one.mention.source for one in kept.mentions}))
    yield from (exact_word("orcid", one.orcid) for one in (known.authors if known else ()) if one.orcid)


def fts5(wanted: Wanted) -> str:
    """The expression for SQLite's FTS5; every word is quoted, and words hold letters and digits alone."""
    groups = " AND ".join(_any_of(group) for group in wanted.groups)
    return f"({groups}) NOT {_any_of(wanted.excluded)}" if wanted.excluded else groups


def _any_of(phrases: Sequence[Phrase]) -> str:
    return "(" + " OR ".join(_fts5_phrase(phrase) for phrase in phrases) + ")"


def _fts5_phrase(phrase: Phrase) -> str:
    return f'({{{" ".join(phrase.columns)}}} : "{" ".join(phrase.words)}"{" *" if phrase.is_prefix else ""})'


_WEIGHTS = dict(zip(COLUMNS, "ABCD", strict=True))
_PLACES = {"title": (1, 1900), "abstract": (2000, 3900), "authors": (6000, 9900), "categories": (16000, 380)}
"""Where a column's words are in a PostgreSQL tsvector (16383 places), and how many of them at most."""
_BEYOND = 15950
"""Where all further words of authors stand: whole names are one word, so that the last of thousands is found too."""


def tsquery(wanted: Wanted) -> str:
    """The same for PostgreSQL, as a tsquery."""
    parts = ["(" + " | ".join(map(_tsquery_phrase, group)) + ")" for group in wanted.groups]
    parts += ["!" + _tsquery_phrase(phrase) for phrase in wanted.excluded]
    return " & ".join(parts)


def _tsquery_phrase(phrase: Phrase) -> str:
    weights = "".join(_WEIGHTS[column] for column in phrase.columns)
    *before, last = (f"{_quoted(word)}:{weights}" for word in phrase.words)
    return "(" + " <-> ".join([*before, last + ("*" if phrase.is_prefix else "")]) + ")"


def tsvector(columns: dict[str, list[str]]) -> str:
    """A record's columns as a PostgreSQL tsvector."""
    parts = []
    for column, (start, most) in _PLACES.items():
        weight = _WEIGHTS[column]
        parts += [f"{_quoted(word)}:{start + n}{weight}" for n, word in enumerate(columns[column][:most])]
        if column in AUTHORS:
            parts += [f"{_quoted(word)}:{_BEYOND}{weight}" for word in dict.fromkeys(columns[column][most:])]
    return " ".join(parts)


def _quoted(word: str) -> str:
    return f"'{word}'"
