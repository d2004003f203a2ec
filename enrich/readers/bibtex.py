"""BibTeX -> Mentions: one for each entry, broken entries included. The only user of bibtexparser in enrich/."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Block, Entry, ExplicitComment, ImplicitComment

from enrich.citations.author_lists import name_in_order
from enrich.citations.author_values import stands_for_others
from enrich.citations.dates import find_date
from enrich.citations.field_names import role_of
from enrich.citations.items import Listed, around, from_hit, mentions_of
from enrich.citations.named_fields import Field, is_amount, item_of, texts
from enrich.documents.open import whole_text
from enrich.identifiers.find import find_ids
from enrich.record import Author, Document, Item, Mention
from enrich.tex.to_unicode import readable

# It writes a warning for each broken entry; those are read here all the same, field by field.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_KEY = re.compile(r"@\s*(\w+)\s*[{(]\s*([^\s,={}\"]*)")
_FIELD = re.compile(
    r"\b([A-Za-z][\w-]*)\s*=\s*(?:\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}|\"((?:[^\"{}]|\{[^{}]*\})*)\"|\{([^\n]*)|([\w.-]+))"
)
_OWN = (
    "eprint",
    "arxivid",
    "arxiv",
    "url",
    "doi",
    "journal",
    "howpublished",
    "volume",
    "note",
    "pages",
    "number",
    "ee",
    "link",
    "pdf",
    "key",
)
_VOLUMES = {"proceedings", "book", "periodical", "collection", "mvbook", "mvproceedings"}
_IGNORED = {"string", "preamble", "comment"}


def read_bibliography(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a BibTeX document; text between the entries is searched for ids."""
    for block in parse_string(whole_text(document)).blocks:
        if isinstance(block, Entry):
            fields = {field.key.lower(): str(field.value) for field in block.fields}
            yield from mentions_of(_listed(block.entry_type.lower(), block.key, fields), document, today)
        elif isinstance(block, ImplicitComment | ExplicitComment):
            yield from _loose(block.comment, block, document, today)
        else:
            yield from _broken(block, document, today)


def _broken(block: Block, document: Document, today: date) -> Iterator[Mention]:
    """What can be saved of an entry that is not valid: its fields one by one, the first of each name."""
    raw = block.raw or ""
    head = _KEY.match(raw)
    if head is None or head.group(1).lower() in _IGNORED:
        yield from _loose(raw, block, document, today)
        return
    fields: dict[str, str] = {}
    for found in _FIELD.finditer(raw, head.end()):
        value = next((group for group in found.groups()[1:] if group is not None), "")
        fields.setdefault(found.group(1).lower(), value.rstrip(" ,"))
    yield from mentions_of(_listed(head.group(1).lower(), head.group(2), fields), document, today)


def _loose(text: str, block: Block, document: Document, today: date) -> Iterator[Mention]:
    for hit in find_ids(text, today):
        line = (block.start_line or 0) + text.count("\n", 0, hit.start) + 1
        column = hit.start - text.rfind("\n", 0, hit.start)
        yield from_hit(hit, document, f"line {line}, column {column}", around(text, hit.start, hit.end))


def _listed(kind: str, key: str, fields: dict[str, str]) -> Listed:
    place = f"@{kind}{{{key}}}"
    item = _item(fields)
    own = [(place, text) for name in _OWN for text in _as_addresses(name, fields)]
    if coded := re.search(r"\babs-(\d{4})-(\d{4,5})$", key):
        own.append((place, f"arXiv:{coded.group(1)}.{coded.group(2)}"))
    rest = [(place, value) for name, value in fields.items() if name not in _OWN and not is_amount(value)]
    reason = f"it is a volume (@{kind}), not a paper" if kind in _VOLUMES and "eprint" not in fields else None
    return Listed(place, item, tuple(own), tuple(rest), bool(item.title), reason)


def _as_addresses(name: str, fields: dict[str, str]) -> list[str]:
    """The texts in which `find_ids` knows a field: eprints and the volumes of CoRR are written without "arXiv:"."""
    value = fields.get(name, "").replace(r"\_", "_").strip()
    if name in {"eprint", "arxivid", "arxiv"}:
        kind = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").lower()
        if not kind.startswith("arxiv") and "arxiv" not in value.lower():
            return []
        return [value, f"arXiv:{value}"] if re.fullmatch(_BARE, value) else [value]
    if name == "volume":
        return [value.replace("abs/", "arXiv:", 1)] if value.startswith("abs/") else []
    if name == "doi":
        return [value if "doi" in value.lower() else f"doi:{value}"] if value else []
    if name in {"pages", "number", "note", "key"} and "arxiv" not in value.lower():
        return []
    return [value] if value else []


_BARE = r"(?:[\w.-]+/)?[\d.]+(?:v\d+)?"


def _item(fields: dict[str, str]) -> Item:
    plain = [
        Field(role_of(name), name, _plain(value))
        for name, value in fields.items()
        if name not in {"author", "month", "id", "key"}
    ]
    item = item_of([field for field in plain if field.role not in {"authors", "date"}])
    authors, complete = _authors(fields.get("author") or fields.get("authors") or "")
    dated = find_date(fields.get("date") or f"{fields.get('month', '')} {fields.get('year', '')}".strip())
    venue = item.venue if item.venue and not re.match(r"arxiv|corr\b|ArXiv", item.venue, re.IGNORECASE) else None
    urls = [text for field in plain if field.role == "code" for _, text in texts(field.value, "")]
    return replace(
        item,
        authors=authors,
        authors_complete=complete,
        date=dated.day if dated else None,
        date_exact=dated.exact if dated else None,
        venue=venue,
        code_marked=item.code_marked and bool(urls),
        categories=item.categories,
    )


def _plain(value: str) -> str:
    """The text of a field: LaTeX as Unicode where it has an honest form, without the braces that protect capitals."""
    return " ".join(re.sub(r"(?<!\\)[{}]", "", readable(value)).split())


def _authors(value: str) -> tuple[tuple[Author, ...], bool]:
    names = [" ".join(name.split()) for name in re.split(r"\s+and\s+", value.strip(), flags=re.IGNORECASE)]
    named = [name for name in names if not stands_for_others(name)]
    authors = tuple(Author(_plain(name_in_order(name))[:200]) for name in named if name)
    return authors, len(named) == len(names)
