"""Named fields (of a BibTeX entry, a row, a JSON object) -> a Listed (pure): what the usual names of fields mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enrich.bylines import name_in_order, said_names
from enrich.citation import CODE_HOST
from enrich.dates import Dated, find_date
from enrich.listed import Listed
from enrich.notices import not_a_paper
from enrich.record import Author, Item

_ROLE_NAMES = {
    "title": "title papertitle headline articletitle fulltitle",
    "authors": "authors author creators creator authorlist authornames dccreator contributors",
    "abstract": "abstract summary description abstracttext dcdescription paperabstract",
    "date": "date published publicationdate datepublished pubdate issued submitted created publishedat publisheddate "
    "datecreated submitteddate publicationyear pubyear year updatedate releasedate updated",
    "comment": "comment comments note notes annotation",
    "venue": "venue journal booktitle conference publication containertitle journalref journaltitle publicationtitle publishedin "
    "publicationvenue series",
    "doi": "doi dois",
    "arxiv": "arxiv arxivid arxividentifier arxivnumber eprint arxivurl arxivlink preprint externalids ids",
    "address": "url urls link links href pdf pdfurl paperurl absurl entryid paper ee openaccesspdf uri fulltext permalink htmlurl "
    "pdflink paperlink urlabs urlpdf externalurl sourceurl howpublished",
    "id": "id identifier identifiers paperid guid key",
    "categories": "categories category subjects subject primarycategory arxivcategory arxivcategories subjectclass primaryclass",
    "code": "code codeurl codelink github githuburl githublink repo repository repositoryurl implementation codeurls officialcode",
    "affiliations": "affiliation affiliations institution institutions organization organizations organisation lab",
    "page": "page projectpage website homepage projecturl project projectwebsite",
}
ROLES = {name: role for role, names in _ROLE_NAMES.items() for name in names.split()}
"""What the name of a field means, without case and punctuation."""
_ORDER = ("arxiv", "address", "id", "doi", "venue", "comment", "page", "code")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_MARKUP = re.compile(r"</?(?:jats:)?[a-zA-Z][\w:-]*(?:\s[^<>]*)?>")


@dataclass(frozen=True, slots=True)
class Field:
    """One field, with where it stands."""

    role: str | None
    place: str
    value: Any
    """A JSON value."""


def role_of(name: str) -> str | None:
    """What a field's name means (`arXiv ID` -> arxiv), or None."""
    return ROLES.get(re.sub(r"[\W_]+", "", name.lower()))


def fields_of(mapping: Mapping[Any, Any], place: str) -> list[Field]:
    """The fields of a mapping; each stands at `place.name`."""
    return [Field(role_of(str(name)), f"{place}.{name}", value) for name, value in mapping.items()]


def is_item(fields: Sequence[Field]) -> bool:
    """Whether these fields describe one thing: a title, and something beside it that papers have."""
    roles = {field.role for field in fields if field.value not in (None, "", [], {})}
    title = next((field.value for field in fields if field.role == "title"), None)
    said = roles & {"authors", "doi", "arxiv", "address", "id", "abstract", "venue", "categories"}
    return isinstance(title, str | list) and "title" in roles and bool(said)


def listed(fields: Sequence[Field], place: str, *, named: bool | None = None) -> Listed:
    """What fields say of one thing. With `named` unset its title alone is a mention if it has authors or a DOI."""
    item = item_of(fields)
    own = [pair for role in _ORDER for field in fields if field.role == role for pair in _naming(field)]
    rest = [pair for field in fields if field.role not in _ORDER for pair in texts(field.value, field.place)]
    rest = [(place, text) for place, text in rest if not is_amount(text)]
    clear = bool(item.title and (item.authors or item.dois or (item.venue and item.date)))
    reason = not_a_paper(item.title or "", item.abstract or "") if not item.authors else None
    return Listed(place, item, tuple(own), tuple(rest), clear if named is None else named, reason)


def _naming(field: Field) -> list[tuple[str, str]]:
    """The texts of a field that names the thing; an id that was taken for a number has lost its last zeros."""
    if field.role == "arxiv" and isinstance(field.value, float) and 700 < field.value < 10000:
        return [(field.place, f"{field.value:09.4f}" if field.value < 1500 else f"{field.value:.5f}")]
    found = texts(field.value, field.place)
    if field.role == "doi":
        return [(place, text if "doi" in text.lower()[:20] else f"doi:{text}") for place, text in found]
    return found


def is_amount(text: str) -> bool:
    """Whether a text is a number with four decimals or fewer: no id unless its field says so."""
    return re.fullmatch(r"\s*[-+]?\d+[.,]\d{1,4}\s*", text) is not None


def item_of(fields: Sequence[Field]) -> Item:
    """The item that fields describe."""
    authors, complete = _authors(_first(fields, "authors"))
    dated = _dated(fields)
    code = [
        url for field in fields if field.role == "code" for _, text in texts(field.value, "") for url in _urls(text)
    ]
    code += [
        url
        for field in fields
        if field.role in _ORDER
        for _, text in texts(field.value, "")
        for url in CODE_HOST.findall(text)
    ]
    marked = any(field.role == "code" and field.value not in (None, "", False, [], {}, "no", "No") for field in fields)
    return Item(
        title=_line(_first(fields, "title")),
        authors=authors,
        authors_complete=complete,
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        abstract=_line(_first(fields, "abstract")),
        categories=_words(fields, "categories"),
        comment=_line(_first(fields, "comment")),
        code=tuple(dict.fromkeys(code)),
        code_marked=marked and not code,
        venue=_line(_first(fields, "venue")),
        page=next(
            (url for field in fields if field.role == "page" for _, t in texts(field.value, "") for url in _urls(t)),
            None,
        ),
        affiliations=_words(fields, "affiliations"),
    )


def texts(value: Any, place: str, depth: int = 0) -> list[tuple[str, str]]:
    """Every string (or number) in a value, with its place; keys that may be ids count as well."""
    if isinstance(value, str):
        return [(place, value)] if value else []
    if depth > 50:
        return []
    found: list[tuple[str, str]] = []
    if isinstance(value, Mapping):
        for name, inner in value.items():
            found += [(f"{place}.{name}", str(name))] if "." in str(name) or "/" in str(name) else []
            found += texts(inner, f"{place}.{name}", depth + 1)
    elif isinstance(value, list | tuple):
        for at, inner in enumerate(value):
            found += texts(inner, f"{place}[{at}]", depth + 1)
    return found


def _first(fields: Iterable[Field], role: str) -> Any:
    return next((field.value for field in fields if field.role == role and field.value not in (None, "", [], {})), None)


def _line(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = next(
            (value[key] for key in ("name", "value", "text", "title", "raw") if isinstance(value.get(key), str)), None
        )
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str)), None)
    if not isinstance(value, str):
        return None
    return " ".join(_MARKUP.sub(" ", value).split()) or None


def _words(fields: Iterable[Field], role: str) -> tuple[str, ...]:
    found = [text for field in fields if field.role == role for _, text in texts(field.value, "")]
    split = re.compile(r"[;,|]|\s+(?=[a-z-]+\.[A-Z]{2})" if role == "categories" else r"[;|]")
    return tuple(dict.fromkeys(" ".join(part.split()) for text in found for part in split.split(text) if part.strip()))


def _urls(text: str) -> list[str]:
    return re.findall(r"https?://[^\s<>\"']+", text)


def _dated(fields: Sequence[Field]) -> Dated | None:
    dates = [found for field in fields if field.role == "date" and (found := _date_in(field.value))]
    return min(dates, key=lambda one: ("day", "month", "year").index(one.exact), default=None)


def _date_in(value: Any) -> Dated | None:
    if isinstance(value, Mapping):
        value = value.get("date-parts", value.get("raw"))
    while isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    if isinstance(value, list):
        value = "-".join(f"{part:02d}" if isinstance(part, int) else str(part) for part in value[:3])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return find_date(str(value)[:100]) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _authors(value: Any) -> tuple[tuple[Author, ...], bool]:
    if isinstance(value, str):
        byline = said_names(value)
        return byline.authors, byline.complete
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return (), True
    found = [author for one in value if (author := _author(one))]
    complete = not any(author.name.lower() in {"others", "et al", "et al.", "..."} for author in found)
    return tuple(
        author for author in found if author.name.lower() not in {"others", "et al", "et al.", "..."}
    ), complete


def _one(parts: Mapping[str, Any], names: str) -> str:
    """The first of these that is a text, or nothing."""
    return next((parts[name] for name in names.split() if isinstance(parts.get(name), str)), "")


def _author(value: Any) -> Author | None:
    if isinstance(value, str):
        name = name_in_order(" ".join(value.split()))
        return Author(name[:200]) if name else None
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        # The public snapshot's authors_parsed: [family, forenames, suffix].
        return Author(" ".join(part for part in (*value[1:2], value[0], *value[2:3]) if part))
    if not isinstance(value, Mapping):
        return None
    parts = {re.sub(r"[\W_]+", "", str(key).lower()): inner for key, inner in value.items()}
    given = _one(parts, "given givenname first firstname forenames")
    family = _one(parts, "family familyname last lastname keyname")
    whole = _one(parts, "name fullname displayname literal author")
    joined = f"{given} {family}".strip() or name_in_order(whole)
    places = [text for key in ("affiliation", "affiliations", "institution") for _, text in texts(parts.get(key), "")]
    orcid = next((found.group(0) for _, text in texts(parts.get("orcid"), "") if (found := _ORCID.search(text))), None)
    return Author(" ".join(joined.split())[:200], tuple(dict.fromkeys(places)), orcid) if joined.strip() else None
