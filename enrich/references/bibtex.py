"""BibTeX -> Mentions (pure): one for each entry, broken entries included; text between the entries is searched for ids.

What the fields mean is told for the dialects that programs write: known are the exports of Zotero, Mendeley, JabRef, BibDesk, Google Scholar, DBLP, ADS and INSPIRE.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from enrich.citations.author_lists import name_in_order, parse_names
from enrich.citations.author_values import stands_for_others
from enrich.citations.dates import find_date
from enrich.citations.field_names import bare_name, role_of
from enrich.citations.items import ListedItem, around, from_hit, mentions_in
from enrich.citations.named_fields import Field, is_amount, item_of, texts
from enrich.identifiers.find import find_ids
from enrich.record import Author, Document, Item, Mention
from enrich.references.bibtex_entries import BibEntry, Loose, parse_entries
from enrich.tex.to_unicode import readable

_NO_WORKS = {"xdata", "set"}
"""Entries that only lend their fields to others, or gather them."""
_EPRINTS = ("eprint", "arxivid", "arxiv", "arxivnumber", "eprintid")
_OWN = (
    *_EPRINTS,
    "archiveprefix",
    "url",
    "doi",
    "journal",
    "journaltitle",
    "howpublished",
    "volume",
    "note",
    "addendum",
    "pubstate",
    "type",
    "pages",
    "eid",
    "number",
    "ee",
    "link",
    "pdf",
    "key",
    "institution",
    "bdskurl1",
    "bdskurl2",
    "publisher",
    "biburl",
    "adsurl",
    "school",
)
"""Fields that name the entry itself, the most telling first; without case and punctuation."""
_SAYING = {
    "pages",
    "eid",
    "number",
    "note",
    "addendum",
    "key",
    "type",
    "pubstate",
    "institution",
    "publisher",
    "school",
}
"""Those that name it only where they say "arXiv"."""
_REMARKS = {"note", "addendum"}
"""Those in which other papers may be named."""
_VOLUMES = {"proceedings", "book", "periodical", "collection", "mvbook", "mvproceedings", "mvcollection"}
_TITLES = ("title", "booktitle", "maintitle", "shorttitle", "chapter")
_EPRINT = re.compile(
    r"\\e?print\w{0,8}\s?(?:\[[^\]\n]{0,12}\]){0,2}\s?\{\s?(?:arxiv:)?((?:\d{4}\.\d{4,5}|[a-z-]{2,9}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?\s?)\}",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:[\w.-]+/)?[\d.]+(?:v\d+)?")
_OLD = re.compile(r"\d{7}(?:v\d+)?")
_ARCHIVE = re.compile(r"[a-z]+(?:-[a-z]+)?")
_DBLP_KEY = re.compile(r"\babs-(\d{4})-(\d{4,5})$")
_BRACES = re.compile(r"(?<!\\)[{}]")
_WHOLE = re.compile(r"\{[^{}]*\}")
"""A name that is not a person's: `{The Sheep Collaboration, and friends}`."""
_NAME_END = re.compile(r"[{}]|(?<!\s)\s+and(?=\s)", re.IGNORECASE)
_NO_VENUE = re.compile(r"arxiv|corr\b|eprint arxiv", re.IGNORECASE)
_MACROS = {
    "aap": "Astronomy & Astrophysics",
    "aj": "The Astronomical Journal",
    "apj": "The Astrophysical Journal",
    "apjl": "The Astrophysical Journal Letters",
    "apjs": "The Astrophysical Journal Supplement Series",
    "araa": "Annual Review of Astronomy and Astrophysics",
    "icarus": "Icarus",
    "jcap": "Journal of Cosmology and Astroparticle Physics",
    "mnras": "Monthly Notices of the Royal Astronomical Society",
    "nat": "Nature",
    "pasp": "Publications of the Astronomical Society of the Pacific",
    "physrep": "Physics Reports",
    "pra": "Physical Review A",
    "prb": "Physical Review B",
    "prc": "Physical Review C",
    "prd": "Physical Review D",
    "pre": "Physical Review E",
    "prl": "Physical Review Letters",
}
"""The names of journals that ADS writes as macros."""


def read_bibliography(text: str, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a BibTeX text."""
    for entry in parse_entries(text):
        if isinstance(entry, Loose):
            yield from _loose(entry, document, today)
        elif entry.kind not in _NO_WORKS:
            yield from mentions_in(listed_entry(entry), document, today)


def _loose(loose: Loose, document: Document, today: date) -> Iterator[Mention]:
    text = loose.text
    for hit in find_ids(text, today):
        line = loose.line + text.count("\n", 0, hit.start)
        column = hit.start - text.rfind("\n", 0, hit.start)
        yield from_hit(hit, document, f"line {line}, column {column}", around(text, hit.start, hit.end))


def listed_entry(entry: BibEntry) -> ListedItem:
    """What an entry says."""
    place = f"@{entry.kind}{{{entry.key}}}"
    titled = [f"arXiv:{found}" for found in _EPRINT.findall(entry.fields.get("title", ""))]
    entry = replace(entry, fields={name: _with_eprints(name, value) for name, value in entry.fields.items()})
    fields = {bare_name(name): value for name, value in reversed(list(entry.fields.items()))}
    item = _item(entry)
    own = [(place, text) for text in (*titled, *(one for name in _OWN for one in _as_addresses(name, fields)))]
    if coded := _DBLP_KEY.search(entry.key):
        own.append((place, f"arXiv:{coded.group(1)}.{coded.group(2)}"))
    rest = [(place, value) for name, value in fields.items() if _may_name_others(name, fields) and not is_amount(value)]
    reason = None
    if entry.kind in _VOLUMES and "eprint" not in fields and not item.authors:
        reason = f"it is a volume (@{entry.kind}), not a paper"
    return ListedItem(place, item, tuple(own), tuple(rest), bool(item.title), reason)


def _with_eprints(name: str, value: str) -> str:
    """The value of a field with the command for eprints (`\\eprint[arxiv]{2507.13575}`) as the id; a title without it."""
    if "print" not in value or "\\" not in value:
        return value
    return _EPRINT.sub(lambda found: "" if name == "title" else f"arXiv:{found[1].strip()}", value)


def _may_name_others(name: str, fields: Mapping[str, str]) -> bool:
    """Whether a field does not name the entry itself, but may name other papers."""
    remark = name in _REMARKS and not _as_addresses(name, fields) and not re.fullmatch(r"[\d.]+", fields[name])
    return name not in _OWN or remark


def _as_addresses(name: str, fields: Mapping[str, str]) -> list[str]:
    """The texts in which `find_ids` knows a field: eprints and the volumes of CoRR are written without "arXiv:"."""
    value = _BRACES.sub("", fields.get(name, "").replace(r"\_", "_")).strip()
    if not value:
        return []
    if name in _EPRINTS:
        return _eprints(value, fields)
    if name == "archiveprefix":
        return [value] if any(char.isdigit() for char in value) else []
    if name == "volume":
        return [value.replace("abs/", "arXiv:", 1)] if value.startswith("abs/") else []
    if name == "doi":
        return [value if "doi" in value.lower() else f"doi:{value}"]
    return [] if name in _SAYING and "arxiv" not in value.lower() else [value]


def _eprints(value: str, fields: Mapping[str, str]) -> list[str]:
    """The ids of an eprint field, which may be several; the old numbers have their archive in a field of its own."""
    kind = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
    if "arxiv" not in kind and "arxiv" not in value.lower():
        return []
    archive = _ARCHIVE.match(fields.get("primaryclass", fields.get("eprintclass", "")).lower())
    if archive and _OLD.fullmatch(value):
        return [f"arXiv:{archive.group(0)}/{value}"]
    several = [one for one in re.split(r"[\s,;]+", value) if one]
    return [value, *(f"arXiv:{one}" for one in several if _BARE.fullmatch(one))]


def _item(entry: BibEntry) -> Item:
    plain = {
        name: Field(role_of(name), name, _plain(value))
        for name, value in entry.fields.items()
        if name not in {"author", "month", "id", "key", "journal"}
    }
    if "journal" in entry.fields:
        plain["journal"] = Field("venue", "journal", _journal(entry.fields["journal"]))
    item = item_of([field for field in plain.values() if field.role not in {"authors", "date", "title"}])
    authors, complete = _authors(_first(entry, "author", "authors", "editor" if entry.kind in _VOLUMES else ""))
    dated = find_date(entry.fields.get("date") or f"{_first(entry, 'month')} {_first(entry, 'year')}".strip())
    venue = item.venue if item.venue and not _NO_VENUE.match(item.venue) else None
    urls = [text for field in plain.values() if field.role == "code" for _, text in texts(field.value, "")]
    return replace(
        item,
        title=_title(entry),
        authors=authors,
        authors_complete=complete,
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        venue=venue,
        code_marked=item.code_marked and bool(urls),
    )


def _title(entry: BibEntry) -> str | None:
    """The title with its subtitle; of a work that has none of its own, the one that stands for it."""
    name = next((name for name in _TITLES if any(map(str.isalpha, entry.fields.get(name, "")))), "")
    parts = [_plain(entry.fields.get(name, "")), _plain(entry.fields.get("subtitle", "")) if name == "title" else ""]
    title, subtitle = parts
    if not title:
        return None
    mark = " " if title[-1] in ":?!.–—" else ": "
    return f"{title}{mark}{subtitle}" if subtitle and subtitle.lower() not in title.lower() else title


def _journal(value: str) -> str:
    """A journal's name; ADS writes some as macros (`\\apj`)."""
    return _MACROS.get(value.strip().strip("\\{} ").lower(), "") if value.strip().startswith("\\") else _plain(value)


def _plain(value: str) -> str:
    """The text of a field: LaTeX as Unicode where it has an honest form, without the braces that protect capitals."""
    text = " ".join(_BRACES.sub("", readable(value)).split())
    return html.unescape(text) if "&" in text and ";" in text else text


def _first(entry: BibEntry, *names: str) -> str:
    return next((entry.fields[name] for name in names if entry.fields.get(name)), "")


def _authors(value: str) -> tuple[tuple[Author, ...], bool]:
    names = [" ".join(name.split()) for name in _names(value.strip())]
    if len(names) == 1 and (names[0].count(",") > 2 or ";" in names[0]):
        byline = parse_names(_plain(names[0]))
        return byline.authors, byline.complete
    named = [name for name in names if not stands_for_others(name)]
    plain = (_plain(name if _WHOLE.fullmatch(name) else name_in_order(name))[:200] for name in named)
    return tuple(Author(name) for name in plain if name), len(named) == len(names)


def _names(value: str) -> list[str]:
    """The names between the `and`s that are in no braces."""
    names, start, depth = [], 0, 0
    for found in _NAME_END.finditer(value):
        if found.group(0) == "{":
            depth += 1
        elif found.group(0) == "}":
            depth = max(0, depth - 1)
        elif not depth:
            names.append(value[start : found.start()])
            start = found.end()
    return [*names, value[start:]]
