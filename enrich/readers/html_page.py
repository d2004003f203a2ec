"""HTML pages -> Mentions: a page that is one paper's own (by its meta tags or JSON-LD), and pages that list papers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import lxml.html
from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.citation import LINK
from enrich.citations.items import ListedItem, Unparsable, around, from_hit, mentions_of
from enrich.citations.named_fields import Field, item_of
from enrich.documents.open import whole_text
from enrich.gleaning.glean import read_whole_tree
from enrich.identifiers.find import find_ids
from enrich.listings.mentions import once_each_link
from enrich.parsers.html import html_parser, parse_html
from enrich.readers.html_data import beyond_text, folded, json_articles, listed_article, marked_articles
from enrich.record import Document, Item, Mention
from enrich.tree.blocks import Block, Tree
from enrich.tree.prose import Prose

_META = {
    "title": "title",
    "author": "authors",
    "authors": "authors",
    "publication_date": "date",
    "date": "date",
    "online_date": "date",
    "year": "date",
    "abstract": "abstract",
    "conference_title": "venue",
    "conference": "venue",
    "journal_title": "venue",
    "inbook_title": "venue",
    "doi": "doi",
    "arxiv_id": "arxiv",
    "abstract_html_url": "address",
    "pdf_url": "address",
    "fulltext_html_url": "address",
    "public_url": "address",
    "author_institution": "institution",
    "author_orcid": "orcid",
    "creators_name": "authors",
    "publication": "venue",
    "event_title": "venue",
    "id_number": "doi",
    "official_url": "address",
}
"""What follows `citation_` in the names of meta tags (https://scholar.google.com/intl/en/scholar/inclusion.html), and EPrints' `eprints.`."""
_PREFIX = re.compile(r"^(?:bepress_)?citation_|^eprints\.")
_OWN_LABELS = re.compile(
    r"\W*(?:arxiv|(?:view |read |full |the )*(?:paper|pdf|preprint|publication|article)|abs|view (?:on|in) arxiv|read on arxiv)\W*",
    re.IGNORECASE,
)
_ARXIV = re.compile(r"https?://(?:[\w-]+\.)*(?:arxiv\.org|doi\.org)/", re.IGNORECASE)


class _Own(Struct, frozen=True, gc=False):
    """What a page says of the one paper that it is the page of."""

    item: Item
    own: tuple[tuple[str, str], ...]


def read_page(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of an HTML page; raises Unparsable when nothing can be made of it."""
    text = whole_text(document)
    tree, whole = _parse(text)
    base = _base(tree, document.name)
    articles = list(json_articles(tree))
    own = _from_meta(tree) or (_from_article(tree, articles[0]) if len(articles) == 1 else None)
    blocks = parse_html(tree, base, today)
    if own:
        found = list(_own_page(own, blocks, document, base, today))
    else:
        found = read_whole_tree(Tree(blocks), document, today)
        placed = [(f"JSON-LD {number}", article) for number, article in enumerate(articles, 1)]
        placed += [(f"metadata {number}", article) for number, article in enumerate(marked_articles(tree), 1)]
        found += beyond_text(placed, found, document, today)
    found += _from_head(tree, found, document, today)
    yield from found
    if not whole:
        yield from _beyond(text, found, document, today)


def _parse(text: str) -> tuple[Any, bool]:
    """The tree, and whether the parser came to the end (it stops at 256 levels)."""
    text = _bookmarks_as_lists(re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")))
    parser = html_parser()
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unparsable from error
    return tree, not any("depth" in entry.message.lower() for entry in parser.error_log)


_BOOKMARKS = "netscape-bookmark-file"
_TERM = re.compile(r"<(/?)d([lt])>(?:\s?<p>)?", re.IGNORECASE)


def _bookmarks_as_lists(text: str) -> str:
    """A file of bookmarks, whose terms have no ends and whose lists stand beside them, as lists within lists; the lines stay the same."""
    if _BOOKMARKS not in text[:500].lower():
        return text
    return _TERM.sub(lambda found: f"<{found[1]}{'ul' if found[2] in 'lL' else 'li'}>", text)


def _base(tree: Any, name: str) -> str:
    for path in ("//base/@href", "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for href in tree.xpath(path):
            if href.startswith(("http://", "https://")):
                return str(href)
    return name if name.startswith(("http://", "https://")) else ""


def _own_page(own: _Own, blocks: Sequence[Block], document: Document, base: str, today: date) -> Iterator[Mention]:
    """One mention for the paper, and one for each other id."""
    prose = Prose()
    prose.add_all(blocks)
    text = prose.text()
    hits = once_each_link(text, find_ids(text, today))
    labelled = _labelled(text, today)
    page = base if base.startswith("http") and not _ARXIV.match(base) else None
    item = replace(own.item, page=own.item.page or page)
    mentions = list(mentions_of(ListedItem("head", item, (*own.own, *labelled)), document, today))
    yield from mentions
    known = {mention.id for mention in mentions} - {None}
    dois = {
        doi.lower() for mention in mentions for doi in (mention.item.dois if mention.item else (mention.doi or "",))
    }
    rest = (hit for hit in hits if hit.id not in known and (hit.doi is None or hit.id or hit.doi.lower() not in dois))
    for hit in rest:
        yield from_hit(hit, document, prose.place(hit.start), around(text, hit.start, hit.end))


def _labelled(text: str, today: date) -> list[tuple[str, str]]:
    """The address of the links that are labelled as the paper itself, when they agree."""
    links = [found.group(2) for found in LINK.finditer(text) if _OWN_LABELS.fullmatch(found.group(1) or "-")]
    ids = {hit.id for link in links for hit in find_ids(link, today) if hit.id}
    return [("head", link) for link in links] if len(ids) == 1 else []


def _from_meta(tree: Any) -> _Own | None:
    """The paper of the citation_* meta tags, as search engines for papers read them."""
    values: list[tuple[str, str]] = []
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        role = _META.get(_PREFIX.sub("", name)) if _PREFIX.match(name) else None
        if role and (content := " ".join(meta.get("content", "").split())):
            values.append((role, content))
    if not {"title", "arxiv"} & {role for role, _ in values}:
        return None
    fields = [
        Field(role, f"meta[{role}]", content)
        for role, content in values
        if role not in {"authors", "institution", "orcid"}
    ]
    fields.append(Field("authors", "meta[authors]", _authors(values)))
    known = [field for field in fields if field.role == "arxiv"]
    own = [(field.place, text) for field in known for text in (field.value, f"arXiv:{field.value}")]
    own += [(field.place, field.value) for field in fields if field.role == "address"]
    own += [(field.place, f"doi:{field.value}") for field in fields if field.role == "doi"]
    return _Own(item_of(fields), tuple(own))


def _authors(values: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Each author with what follows it: institutions and an ORCID."""
    authors: list[dict[str, Any]] = []
    for role, content in values:
        if role == "authors":
            authors.append({"name": content, "affiliation": []})
        elif role == "institution" and authors:
            authors[-1]["affiliation"].append(content)
        elif role == "orcid" and authors:
            authors[-1]["orcid"] = content
    return authors


def _from_article(tree: Any, article: Mapping[str, Any]) -> _Own | None:
    """The one paper of a page's JSON-LD, where the page has its title."""
    thing = listed_article(article, "JSON-LD")
    heads = (folded("".join(head.itertext())) for head in tree.iter("title", "h1", "h2"))
    title = folded(thing.item.title or "")
    return _Own(thing.item, thing.own) if title and any(title in head for head in heads) else None


def _from_head(tree: Any, found: list[Mention], document: Document, today: date) -> Iterator[Mention]:
    """Ids in meta tags and links of the head that nothing else on the page names."""
    known = {mention.id for mention in found}
    for element in tree.xpath("//head/meta | //head/link | //head/title"):
        value = element.get("content") or element.get("href") or (element.text or "")
        for hit in find_ids(value, today):
            if hit.id and hit.id not in known:
                known.add(hit.id)
                yield from_hit(
                    hit, document, f"line {element.sourceline}, <{element.tag}>", around(value, hit.start, hit.end)
                )


def _beyond(text: str, found: list[Mention], document: Document, today: date) -> Iterator[Mention]:
    """Ids of the source that the parser did not reach."""
    known = {mention.id for mention in found}
    for hit in find_ids(text, today):
        if hit.id and hit.id not in known:
            known.add(hit.id)
            line = text.count("\n", 0, hit.start) + 1
            yield from_hit(hit, document, f"line {line}", around(text, hit.start, hit.end))
