"""A record as a BibTeX entry that BibTeX, biber and bibtexparser read alike.

Pure. The readable text is escaped; of arXiv's TeX only formulae are passed on that `bib_formulae` reads whole: a title with
a stray brace would swallow the entries after it, and a command in a title must not run on the machine of whoever cites it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from enrich.months import SHORT_MONTHS
from enrich.paper_id import is_beyond, marked_id
from enrich.tex.math_delimiters import encloses_formula
from enrich.tex.to_unicode import readable
from feeds.exports.bib_formulae import formula
from feeds.exports.bib_preamble import accented
from feeds.exports.cells import one_line
from feeds.exports.cited_names import cited_name
from feeds.exports.work_kinds import CitedAs, cited_as, cited_date

_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\ensuremath{\lbrace}",
        "}": r"\ensuremath{\rbrace}",
        "~": r"\textasciitilde{}",
        "^": r"\string^",
        "<": r"\ensuremath{<}",
        ">": r"\ensuremath{>}",
        "|": r"\ensuremath{|}",
        "$": r"\$",
        "&": r"\&",
        "%": r"\%",
        "#": r"\#",
        "_": r"\_",
    }
)
"""BibTeX counts braces even behind a backslash, so a brace becomes a command in a balanced pair; these are the
spellings that both TeX (in any font encoding) and bibtexparser turn back into the character."""

_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=,)(?=,)|(?<=[?!])(?=`)")
"""Between characters of which TeX makes another one (a dash of two hyphens)."""

_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
"""For url, doi and eprint, which styles set verbatim: only what would end the field is changed."""


_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "å": "aa",
    "Å": "AA",
}  # fmt: skip
_NO_KEY = re.compile(r"[^A-Za-z0-9:./+_-]", re.ASCII)
_OTHER_MATHEMATICS = re.compile(r"\$\$|\\[$(\[]|\\begin")


def bib_key(paper: str) -> str:
    """The key of a paper's entry: its id, which is unique and never changes.

    What a DOI has and a key may not have is left out, and then a digest of the whole keeps it unique.
    """
    key = marked_id(paper)
    plain = _NO_KEY.sub("_", key)
    return plain if plain == key else f"{plain}.{blake2b(key.encode(), digest_size=4).hexdigest()}"


def bib_entry(record: dict[str, Any]) -> str:
    """One entry, with a blank line after it, from a record in the form of the dumps.

    It is `@misc`, unless arXiv does not have the paper and services know as what it was published.
    """
    published = cited_as(record)
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(record, published))
    return f"@{published.kind.bibtex if published else 'misc'}{{{bib_key(record['id'])},\n{fields}\n}}\n\n"


@lru_cache(16384)
def bib_name(name: str) -> str:
    """One name of an author field: `Last, First`, or in braces what is not a person's name or cannot be taken apart."""
    cited = cited_name(name)
    if cited.literal or not _can_be_shortened(cited.given):
        return "{" + _spelled(one_line(name)) + "}"
    last = " ".join(filter(None, (cited.particle, cited.family)))
    return ", ".join(_spelled(part) for part in (last, cited.suffix, cited.given) if part)


def bib_names(names: Sequence[str]) -> str:
    """The author field: nameless authors are left out."""
    return " and ".join(bib_name(name) for name in names if one_line(name))


def _can_be_shortened(given: str) -> bool:
    """Whether styles may cut given names to initials: of a letter of several bytes BibTeX would take the first byte."""
    return all(initial.isascii() for initial in (word[:1] for word in re.split("[ -]", _spelled(given))))


def _spelled(name: str) -> str:
    r"""A name for BibTeX, which sorts and shortens by bytes: accents as `{\'e}`, where one command makes the letter."""
    text = escape(unicodedata.normalize("NFC", name))
    return text if text.isascii() else "".join([char if char.isascii() else _letter(char) for char in text])


@lru_cache(1024)
def _letter(char: str) -> str:
    tex = f"\\{_LETTERS[char]}" if char in _LETTERS else accented(char)
    return f"{{{tex}}}" if tex and tex.count("\\") == 1 else char


def bib_title(record: dict[str, Any]) -> str:
    """The title: formulae as arXiv has them where all of them can be, else in Unicode as they are read."""
    tex = one_line(record["title_tex"])
    pieces = tex.split("$")
    if len(pieces) < 3 or len(pieces) % 2 == 0 or _OTHER_MATHEMATICS.search(tex) or readable(tex) != record["title"]:
        return escape(record["title"])
    for at in range(1, len(pieces), 2):
        inner = formula(pieces[at])
        if inner is None or not encloses_formula(pieces[at], pieces[at - 1][-1:], pieces[at + 1][:1]):
            return escape(record["title"])
        pieces[at] = f"${inner}$"
    for at in range(0, len(pieces), 2):
        text = pieces[at]
        pieces[at] = " " * text.startswith(" ") + escape(readable(text)) + " " * (text.endswith(" ") and text != " ")
    return "".join(pieces)


def escape(text: str) -> str:
    """Text as TeX prints it literally, on one line, with balanced braces."""
    return _LIGATURE.sub("{}", one_line(text).translate(_ESCAPES))


def citation_note(record: dict[str, Any]) -> str:
    """What a citation notes of a paper beside its arXiv data: that it is retracted or withdrawn, and where it appeared."""
    where = (
        ""
        if cited_as(record)
        else record["journal_ref"] or _published_in(record["publication"]) or record["venue"] or ""
    )
    notes = (_retracted(record["retraction"]), "Withdrawn" if record["withdrawn"] else "", where)
    return ". ".join(note for note in notes if note)


def cited_doi(record: dict[str, Any]) -> str | None:
    """arXiv's DOI of the published version, or else the one that services know."""
    doi: str | None = record["doi"] or (record["publication"] or {}).get("doi")
    return doi


def venue_of(record: dict[str, Any]) -> str:
    """The journal or proceedings that services know of a paper; empty when they know none."""
    return (record["publication"] or {}).get("venue") or ""


def _published_in(publication: dict[str, Any] | None) -> str:
    if not publication or not publication["venue"]:
        return ""
    venue: str = publication["venue"]
    return f"{venue} ({publication['date'][:4]})" if publication["date"] else venue


def _retracted(notice: dict[str, Any] | None) -> str:
    if notice is None:
        return ""
    facts = ", ".join(filter(None, (notice["date"], notice["notice"] and f"doi:{notice['notice']}")))
    return f"RETRACTED ({facts})" if facts else "RETRACTED"


def _fields(record: dict[str, Any], published: CitedAs | None) -> Iterator[tuple[str, str]]:
    authors = bib_names([author["name"] for author in record["authors"]])
    if authors:
        yield "author", "{" + authors + "}"
    yield "title", "{{" + bib_title(record) + "}}"
    if published:
        yield from _place(published)
    day = cited_date(record)
    yield "year", "{" + day[:4] + "}"
    if len(day) > len("2024"):
        yield "month", SHORT_MONTHS[int(day[5:7]) - 1].lower()
    if not is_beyond(record["id"]):
        yield "eprint", _verbatim(record["id"])
        yield "archivePrefix", "{arXiv}"
        yield "primaryClass", _verbatim(record["primary_category"])
    if doi := cited_doi(record):
        yield "doi", _verbatim(doi)
    yield "url", _verbatim(record["links"]["abs"])
    if record["categories"]:
        yield "keywords", "{" + escape(", ".join(record["categories"])) + "}"
    note = citation_note(record)
    if note:
        yield "note", "{" + escape(note) + "}"


def _place(published: CitedAs) -> Iterator[tuple[str, str]]:
    """The work that it appeared in, and where in it."""
    kind = published.kind
    places = {
        kind.container: published.venue,
        kind.publisher: published.publisher,
        "type": "Dissertation" if kind.bibtex == "phdthesis" else "",
        "volume": published.volume,
        "number": published.issue,
    }
    yield from ((name, "{" + escape(text) + "}") for name, text in places.items() if name and text)
    if first := published.first_page:
        last = published.last_page
        yield "pages", "{" + escape(first) + ("--" + escape(last) if last else "") + "}"


def _verbatim(text: str) -> str:
    return "{" + one_line(text).translate(_VERBATIM) + "}"
