"""What is said of a text that names nothing to read or to follow: what it seems to be, and how that is written (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches

from enrich.options.section import checked_orcid
from enrich.options.sources import checked_venue, is_issn
from feeds.taxonomy import CATEGORIES

SHAPE = (
    "an address, a file, an arXiv id, a DOI, a category such as cs.LG, a person's ORCID iD or whole name, or a ROR id"
)
_ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx]/?", re.ASCII)
_PAPER = re.compile(r"(?:arxiv: ?)?(?:\d{4}\.\d+|[a-z-]{2,20}(?:\.[a-z]{2})?/\d{5,9})(?:v\d+)?", re.ASCII | re.I)
_QUERY = re.compile(r"(?:^|[\s(])(?:ti|au|abs|co|jr|cat|rn|id|all):\S|\S (?:AND|OR|ANDNOT) \S")
_SET = re.compile(r"[a-z-]{2,20}(?::[A-Za-z-]{2,20}){1,2}")
_CATEGORY = re.compile(r"([A-Za-z-]{2,20})(?:\.([A-Za-z-]{2,20}))?")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?", re.ASCII | re.I)
_FILES = """
md markdown txt text bib bibtex ris csv tsv json jsonl yml yaml toml html htm xhtml xml rss atom rdf opml tex ltx bbl rst org adoc
pdf doc docx odt epub eml mbox ipynb ics py r jl js ts rb sh pl rs go log gz zip enw nbib wiki typ xlsx xls ods cff
"""
_ENDINGS = frozenset(_FILES.split())
"""How names of files usually end, those of formats that are not read included."""
_OF_COUNTRIES = frozenset({"py", "sh", "pl", "rs"})
"""Those that end addresses too, of three parts at least."""
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_BY_LOWER = {code.lower(): code for code in CATEGORIES}
_ALIKE = 0.75
"""From which likeness another category may be meant (difflib, 0 to 1)."""


def checked_form(text: str) -> None:
    """Raises ValueError for what has the form of an ORCID iD, its address too, and is none: a digit is wrong."""
    if _ORCID.fullmatch(text):
        checked_orcid(text)


def reads_as_file(text: str) -> bool:
    """Whether a text ends as names of files do."""
    return text.lower().rpartition(".")[2] in _ENDINGS and "." in text


def reason(text: str, as_paper: str) -> str:
    """What a text seems to be, and what to do then; `as_paper` is what is wrong with it as an id of a paper."""
    found = _reasons(text, as_paper)
    return next(found, f"{SHAPE} is expected, and there is no such file or folder here")


def _reasons(text: str, as_paper: str) -> Iterator[str]:
    if text.count("-") == 1 and is_issn(text):
        try:
            yield f"an ISSN is no paper; a venue is a source of its own: {_source('venue', checked_venue(text))}"
        except ValueError:
            yield "no ISSN such as 2041-1723: a digit is wrong"
    if _PAPER.fullmatch(text):
        yield as_paper
    if _QUERY.search(text):
        yield f"a search of arXiv is a source of its own: {_source('query', text)}"
    if _SET.fullmatch(text):
        yield f"a set of arXiv's is a source of its own: {_source('set', text)}"
    yield from _category(text)
    yield from _place(text)
    if _WORD.fullmatch(text):
        whole = f"Ada {text}" if text[0].isupper() else "Ada Lovelace"
        line = f"; who has one word for a name, by {_follow(text)}" if text.lower() == text.upper() else ""
        yield f'there is no such file here; a person is followed by the whole name, such as "{whole}", or the ORCID iD{line}'
    if re.fullmatch(rf"{_WORD.pattern}(?:,? {_WORD.pattern}){{1,5}}", text):
        yield (
            "there is no such file here; a person's name begins with capitals, and one that does not is followed by "
            f"{_follow(text)}"
        )


def _category(text: str) -> Iterator[str]:
    """What is written like a category of arXiv's, but for files that are called so."""
    match = _CATEGORY.fullmatch(text)
    if match is None:
        return
    archive, subject = match[1].lower(), (match[2] or "").lower()
    meant = [_BY_LOWER[text.lower()]] if text.lower() in _BY_LOWER else []
    if not meant and (not subject or subject in _ENDINGS):
        return
    meant = meant or [_BY_LOWER[one] for one in get_close_matches(text.lower(), _BY_LOWER, 3, _ALIKE) if "." in one]
    if meant:
        yield f"arXiv has no such category; did you mean {' or '.join(meant)}?"
    elif archive in _BY_LOWER:
        there = [code for code in CATEGORIES if code.lower().startswith(f"{archive}.")]
        yield f"arXiv has no such category; there are {', '.join(there or [_BY_LOWER[archive]])}"


def _place(text: str) -> Iterator[str]:
    """What is written like a path, or like an address without its beginning."""
    first, slash, _ = text.partition("/")
    labels = first.lower().partition(":")[0].split(".")
    may_be_host = len(labels) > 2 and labels[-1] in _OF_COUNTRIES | {"org"}
    if _HOST.fullmatch(first) and (may_be_host or labels[-1] not in _ENDINGS):
        yield f"there is no such file or folder here, and of an address https:// is missing: https://{text}"
    elif slash or "\\" in text or reads_as_file(text):
        yield "there is no such file or folder here"


def _follow(name: str) -> str:
    return f"a line below [authors] in the settings: follow = [{_quoted(name)}]"


def _source(key: str, value: str) -> str:
    """Lines of the settings."""
    name = f"{key} {value}" if key != "query" else "my search"
    service = ", with enabled = true in [services.openalex] or [services.crossref]" if key == "venue" else ""
    return f"write [[sources]], and below it name = {_quoted(name)} and {key} = {_quoted(value)}{service}"


def _quoted(text: str) -> str:
    """A text of TOML, in which JSON's are valid."""
    return json.dumps(text, ensure_ascii=False)
