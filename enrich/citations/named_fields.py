"""Named fields (of a BibTeX entry, a row, a JSON object) -> a ListedItem (pure): what the usual names of fields mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from enrich.citations.author_values import read_authors
from enrich.citations.citation import CODE_HOST, title_like
from enrich.citations.dates import Dated, date_in, unwrapped
from enrich.citations.field_names import bare_name, role_of
from enrich.citations.items import ListedItem
from enrich.citations.not_papers import not_a_paper
from enrich.citations.venues import stated_venue
from enrich.record import Item

_ORDER = ("arxiv", "address", "id", "doi", "venue", "comment", "page", "code")
_OTHER_KINDS = frozenset(
    [
        "attachment",
        "note",
        "annotation",
        "webpage",
        "website",
        "blogpost",
        "podcast",
        "videorecording",
        "object",
        "string",
        "array",
        "event",
        "person",
        "organization",
        "job",
        "product",
        "recipe",
        "song",
        "album",
        "movie",
        "episode",
        "newsarticle",
        "computerprogram",
    ]
)
"""What a thing's own type says when it is not a paper (Zotero, schema.org, JSON Schema)."""
_BARE = re.compile(r"\s*\d{4}\.\d{4,5}(?:v\d+)?\s*")
_AMOUNT = re.compile(r"\s*[-+]?\d+[.,]\d{1,4}\s*")
_MARKUP = re.compile(r"</?(?:jats:)?[a-zA-Z][\w:-]*(?:\s[^<>]*)?>")


_FILE = re.compile(r"(?<=\w)\.(?:pdf|epub|djvu|ps|docx?)$", re.IGNORECASE)


class Field(Struct, frozen=True, gc=False):
    """One field, with where it stands."""

    role: str | None
    place: str
    value: Any
    """A JSON value."""


def fields_of(mapping: Mapping[Any, Any], place: str, *, work: bool = False) -> list[Field]:
    """The fields of a mapping; each is at `place.name`. In what is said to be a `work`, a name is its title.

    A paper under a key of its own (`{"paper": {"title": ...}, "link": ...}`) and what is beside it are one thing.
    """
    special = (
        {"name": "title", "by": "authors", "who": "authors", "displayname": "title"}
        if work or _is_counted(mapping)
        else {}
    )
    named = [(role_of(str(name)) or special.get(bare_name(str(name))), str(name)) for name in mapping]
    fields = [
        Field(role, f"{place}.{name}", unwrapped(value, role == "title"))
        for (role, name), value in zip(named, mapping.values(), strict=True)
    ]
    titled = any(field.role == "title" and field.value for field in fields)
    return [settled for field in fields for settled in _settled(field, titled)]


def _is_counted(mapping: Mapping[Any, Any]) -> bool:
    """Whether this is a work of OpenAlex, whose title may be its display name alone; people and topics have one too."""
    return "authorships" in mapping or "publication_year" in mapping


def _settled(field: Field, titled: bool) -> list[Field]:
    """What the field of a work is: its title, its address, or the work itself."""
    if field.role != "work":
        return [field]
    if isinstance(field.value, Mapping):
        inner = fields_of(field.value, field.place, work=True)
        if any(one.role == "title" and isinstance(one.value, str) for one in inner):
            return inner
    is_title = isinstance(field.value, str) and not titled and title_like(field.value, 3)
    return [
        Field("title" if is_title else None if isinstance(field.value, list) else "address", field.place, field.value)
    ]


def is_item(fields: Sequence[Field]) -> bool:
    """Whether these fields describe one thing: a title, and something beside it that papers have, or a title alone."""
    roles = {field.role for field in fields if field.value not in (None, "", [], {})}
    title = next((field.value for field in fields if field.role == "title"), None)
    beside = roles & {"authors", "doi", "arxiv", "address", "id", "abstract", "venue", "categories"}
    return isinstance(title, str | list) and "title" in roles and (bool(beside) or is_work(fields))


def is_work(fields: Sequence[Field]) -> bool:
    """Whether fields without authors tell a paper all the same: by a title of some words, and nothing that speaks against it.

    What holds other titled things (a reading list, a menu) is not a paper, nor is what says that it is a web page.
    """
    kinds = {
        bare_name(text) for field in fields if field.role == "kind" for _, text in texts([field.value], "") if text
    }
    if kinds & _OTHER_KINDS or any(_holds_titles(field) for field in fields):
        return False
    roles = {field.role for field in fields}
    beside = roles & {"authors", "date", "venue", "abstract", "doi", "arxiv"}
    title = _line(
        next((field.value for field in fields if field.role == "title" and field.value not in _NOTHING), None)
    )
    named = any(field.role == "title" and _OF_PAPER.search(field.place) for field in fields)
    return title is not None and title_like(title, 2 if named or "authors" in roles else 3 if beside else 4)


_OF_PAPER = re.compile(r"(?:paper|article)[\s_-]?title$", re.IGNORECASE)
"""The name of a field that holds titles of papers and no others."""


def _holds_titles(field: Field) -> bool:
    if not isinstance(field.value, list | Mapping):
        return False
    if field.role or field.place.rpartition(".")[2].lower() in {"references", "reference", "citations", "related"}:
        return False
    inner = field.value if isinstance(field.value, list) else [field.value]
    return any(isinstance(one, Mapping) and any(role_of(str(name)) == "title" for name in one) for one in inner[:3])


def listed(fields: Sequence[Field], place: str, *, named: bool | None = None) -> ListedItem:
    """What fields say of one thing. With `named` unset its title alone is a mention if it has authors or a DOI."""
    item = item_of(fields)
    naming = sorted((field for field in fields if field.role in _ORDER), key=_rank)
    own = [pair for field in naming for pair in _naming(field)]
    others = [pair for field in fields if field.role not in _ORDER for pair in texts(field.value, field.place)]
    rest = [(place, text) for place, text in others if not is_amount(text)]
    if named is None:
        named = bool(item.title and (item.authors or item.dois or (item.venue and item.date) or is_work(fields)))
    reason = not_a_paper(item.title or "", item.abstract or "") if not item.authors else None
    return ListedItem(place, item, tuple(own), tuple(rest), named, reason)


def _rank(field: Field) -> int:
    """How telling what a field names the thing by is, the most telling first."""
    return _ORDER.index(str(field.role))


def _naming(field: Field) -> list[tuple[str, str]]:
    """The texts of a field that names the thing."""
    found = texts(field.value, field.place)
    if field.role == "arxiv":
        return [
            one
            for place, text in found
            for one in ((place, text), (place, f"arXiv:{text.strip()}"))[: 1 + _is_bare(text)]
        ]
    if field.role == "doi":
        return [(place, text if "doi" in text.lower()[:20] else f"doi:{text}") for place, text in found]
    return found


def _is_bare(text: str) -> bool:
    """Whether a text is nothing but digits as in an id; without its field's name it would be a mere number."""
    return _BARE.fullmatch(text) is not None


def is_amount(text: str) -> bool:
    """Whether a text is a number with four decimals or fewer: no id unless its field says so."""
    return _AMOUNT.fullmatch(text) is not None


def item_of(fields: Sequence[Field]) -> Item:
    """The item that fields describe."""
    by_role: dict[str, list[Field]] = {}
    for field in fields:
        if field.role and field.value not in _NOTHING:
            by_role.setdefault(field.role, []).append(field)
    first = {role: of_role[0].value for role, of_role in by_role.items()}
    authors, complete = read_authors(first.get("authors"))
    title = _line(first.get("title"))
    dated = _dated([*by_role.get("date", ()), *by_role.get("recorded", ())])
    code = _code_in(by_role.get("code", ()), [field for field in fields if field.role in _ORDER])
    return Item(
        title=(_FILE.sub("", title) or None) if title else None,
        authors=authors,
        authors_complete=complete,
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        abstract=_abstract(first["abstract"]) if "abstract" in first else None,
        categories=_words(by_role.get("categories", ()), "categories"),
        comment=_line(first.get("comment")),
        code=code,
        code_marked=not code and any(field.value not in (False, "no", "No") for field in by_role.get("code", ())),
        venue=stated_venue(_line(first["venue"])) if "venue" in first else None,
        page=next(
            (url for field in by_role.get("page", ()) for _, t in texts(field.value, "") for url in _urls(t)), None
        ),
        affiliations=_words(by_role.get("affiliations", ()), "affiliations"),
    )


_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""Values that say nothing."""


def _code_in(of_code: Iterable[Field], naming: Iterable[Field]) -> tuple[str, ...]:
    """The addresses of code: what is said to be one, and those among the addresses of the work that are of a host of code."""
    code = [url for field in of_code for _, text in texts(field.value, "") for url in _urls(text)]
    written = [text for field in naming for _, text in texts(field.value, "") if "://" in text]
    return tuple(dict.fromkeys([*code, *(url for text in written for url in CODE_HOST.findall(text))]))


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


def _line(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        value = _text_in(value)
        if not isinstance(value, str):
            return None
    return " ".join((_MARKUP.sub(" ", value) if "<" in value else value).split()) or None


def _text_in(value: Any) -> Any:
    """The text in an object or a list."""
    if isinstance(value, Mapping):
        value = next(
            (value[key] for key in ("name", "value", "text", "title", "raw") if isinstance(value.get(key), str)), None
        )
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str)), None)
    return value


def _abstract(value: Any) -> str | None:
    """An abstract; OpenAlex gives it as the places of its words."""
    if (
        value is None
        or isinstance(value, str)
        or not isinstance(value, Mapping)
        or not all(isinstance(at, list) for at in value.values())
    ):
        return _line(value)
    placed = sorted((at, str(word)) for word, places in value.items() for at in places if isinstance(at, int))
    return " ".join(word for _, word in placed) or None


def _words(fields: Iterable[Field], role: str) -> tuple[str, ...]:
    found = [text for field in fields if field.role == role for _, text in texts(field.value, "")]
    if not found:
        return ()
    split = re.compile(r"[;,|]|(?<!\s)\s+(?=[a-z-]++\.[A-Z]{2})" if role == "categories" else r"[;|]")
    return tuple(dict.fromkeys(" ".join(part.split()) for text in found for part in split.split(text) if part.strip()))


def _urls(text: str) -> list[str]:
    return re.findall(r"https?://[^\s<>\"']+", text)


def _dated(fields: Sequence[Field]) -> Dated | None:
    """The most exact date of publication; the day when something was recorded or changed counts only without one."""
    dates = [found for field in fields if field.role == "date" and (found := date_in(field.value))]
    dates = dates or [found for field in fields if field.role == "recorded" and (found := date_in(field.value))]
    if len(dates) < 2:
        return dates[0] if dates else None
    return min(dates, key=lambda one: ("day", "month", "year").index(one.exact))
