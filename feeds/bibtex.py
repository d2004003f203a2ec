"""A record as a BibTeX entry that BibTeX, biber and bibtexparser read alike.

Pure. The readable text is escaped, never the TeX of arXiv passed on: a title with a stray brace would swallow the
entries after it, and a command in a title must not run on the machine of whoever cites it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from feeds.cells import one_line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

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

_ORGANISATION = re.compile(
    r"\b(collaborations?|consortium|team|group|project|initiative|committee|working|network|institute|university"
    r"|laborator(y|ies)|department|society|foundation|community|corporation|contributors|members|survey|telescope"
    r"|for the|on behalf of)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_PARTICLES = frozenset(
    [
        "af",
        "al",
        "av",
        "bin",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "ibn",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "von",
        "y",
        "zu",
        "zum",
        "zur",
    ]
)


def bib_key(paper: str) -> str:
    """The key of a paper's entry: its id, which is unique and never changes."""
    return f"arXiv:{paper}"


def bib_entry(record: dict[str, Any]) -> str:
    """One `@misc` entry, with a blank line after it, from a record in the form of the dumps."""
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(record))
    return f"@misc{{{bib_key(record['id'])},\n{fields}\n}}\n\n"


@lru_cache(16384)
def bib_name(name: str) -> str:
    """One name of an author field: `Last, First`, or in braces what is no person's name or cannot be taken apart."""
    name = one_line(name)
    words = name.split(" ")
    if _is_indivisible(name, words):
        return "{" + escape(name) + "}"
    if "," in name:
        return _name_with_commas(name)
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = f" {escape(words.pop())},"
    start = _start_of_last_name(words)
    last, first = " ".join(words[start:]), " ".join(words[:start])
    return f"{escape(last)},{suffix} {escape(first)}" if first else escape(last)


def bib_names(names: Sequence[str]) -> str:
    """The author field: nameless authors are left out."""
    return " and ".join(bib_name(name) for name in names if one_line(name))


def escape(text: str) -> str:
    """Text as TeX prints it literally, on one line, with balanced braces."""
    return _LIGATURE.sub("{}", one_line(text).translate(_ESCAPES))


def _fields(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    authors = bib_names([author["name"] for author in record["authors"]])
    if authors:
        yield "author", "{" + authors + "}"
    yield "title", "{{" + escape(record["title"]) + "}}"
    yield "year", "{" + record["published"][:4] + "}"
    yield "month", _MONTHS[int(record["published"][5:7]) - 1]
    yield "eprint", _verbatim(record["id"])
    yield "archivePrefix", "{arXiv}"
    yield "primaryClass", _verbatim(record["primary_category"])
    if record["doi"]:
        yield "doi", _verbatim(record["doi"])
    yield "url", _verbatim(record["links"]["abs"])
    if record["categories"]:
        yield "keywords", "{" + escape(", ".join(record["categories"])) + "}"
    note = _note(record)
    if note:
        yield "note", "{" + escape(note) + "}"


def _note(record: dict[str, Any]) -> str:
    notes = ("Withdrawn" if record["withdrawn"] else "", record["journal_ref"] or record["venue"] or "")
    return ". ".join(note for note in notes if note)


def _verbatim(text: str) -> str:
    return "{" + one_line(text).translate(_VERBATIM) + "}"


def _is_indivisible(name: str, words: Sequence[str]) -> bool:
    """An organisation, or a name in which BibTeX itself would see something else (`and`, `others`, two commas)."""
    lowered = [word.lower() for word in words]
    odd = "and" in lowered or "others" in lowered or name.startswith(",") or name.endswith(",")
    # `Heath Jr.` would be a person of the first name Heath.
    odd |= len(words) == 2 and _SUFFIX.fullmatch(words[1]) is not None and "," not in name
    return odd or any(c.isdigit() for c in name) or bool(_ORGANISATION.search(name)) or name.count(",") > 2


def _name_with_commas(name: str) -> str:
    """`John Heath, Jr.` and `Heath, John` are persons; any other comma makes the name one word."""
    parts = [part.strip() for part in name.split(",")]
    if not all(parts) or any(len(part.split()) > 3 for part in parts):
        return "{" + escape(name) + "}"
    if len(parts) == 2 and _SUFFIX.fullmatch(parts[1]):
        words = parts[0].split()
        if len(words) == 1:
            # `Heath, Jr.` would be read as a person of the first name Jr.
            return "{" + escape(name) + "}"
        start = _start_of_last_name(words)
        parts = [" ".join(words[start:]), parts[1], " ".join(words[:start])]
    elif len(parts) == 3 and not _SUFFIX.fullmatch(parts[1]):
        return "{" + escape(name) + "}"
    return ", ".join(escape(part) for part in parts if part)


def _start_of_last_name(words: Sequence[str]) -> int:
    """Where the last name begins: at its first particle in small letters (`van der Waals`), else at the last word."""
    for place, word in enumerate(words[:-1]):
        if word in _PARTICLES:
            return place
    return len(words) - 1
