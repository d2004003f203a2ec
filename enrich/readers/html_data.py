"""What a page says of papers for programs -> Mentions: JSON-LD and microdata of schema.org, and OpenURL in spans (COinS).

Sources: https://schema.org/ScholarlyArticle, https://html.spec.whatwg.org/multipage/microdata.html, and the COinS convention
(OpenURL, ANSI/NISO Z39.88, in the title of `<span class="Z3988">`), which Zotero and the plugins of WordPress and Drupal write.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from enrich.citations.field_names import role_of
from enrich.citations.items import ListedItem, mentions_of
from enrich.citations.named_fields import Field, listed
from enrich.record import Document, Mention

_ARTICLES = {"scholarlyarticle", "medicalscholarlyarticle"}
_MAYBE = {"article", "report", "techarticle", "thesis", "creativework", "publication"}
"""Kinds of which some are papers: those that a periodical or a book holds."""
_VOLUMES = {"periodical", "publicationvolume", "publicationissue", "journal", "book"}
_THINGS = {"author", "creator", "editor", "contributor", "ispartof", "publisher"}
"""Properties whose own properties are not those of the work, even where no scope says so."""
_ROLES = {"name": "title", "sameAs": "address", "@id": "address", "isPartOf": "venue", "mainEntityOfPage": "page"}
_MOST = 2_000
"""Properties of a work that are read."""


def json_articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The papers in the page's JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            stack = [json.loads("".join(script.itertext()), strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            value = stack.pop()
            if isinstance(value, list):
                stack += reversed(value)
            elif isinstance(value, Mapping):
                if _is_article(value):
                    yield value
                else:
                    stack += [inner for inner in reversed(list(value.values())) if isinstance(inner, Mapping | list)]


def _kinds(value: Any) -> set[str]:
    kinds = value.get("@type") if isinstance(value, Mapping) else None
    return {str(name).rpartition("/")[2].lower() for name in (kinds if isinstance(kinds, list) else [kinds])}


def _is_article(value: Mapping[str, Any]) -> bool:
    kinds = _kinds(value)
    return bool(kinds & _ARTICLES) or bool(kinds & _MAYBE and _kinds(value.get("isPartOf")) & _VOLUMES)


def marked_articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The papers that microdata and COinS tell, each in the words of schema.org."""
    for element in tree.xpath("//*[@itemscope and @itemtype]"):
        value = _microdata(element)
        if _is_article(value):
            yield value
    for span in tree.xpath("//span[@title and contains(concat(' ', @class, ' '), ' Z3988 ')]"):
        if cited := _openurl(span.get("title")):
            yield cited


def _microdata(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"@type": element.get("itemtype").split()}
    for inner in _properties(element):
        for name in inner.get("itemprop").split():
            found.setdefault(name, []).append(_value(inner))
    if "name" in found:
        found.pop("headline", None)  # at DBLP the whole entry, in which the name is the title
    return {name: value[0] if len(value) == 1 and name != "@type" else value for name, value in found.items()}


def _properties(element: Any) -> list[Any]:
    """The elements that are properties of a thing itself, not of one within it."""
    found: list[Any] = []
    stack = [*reversed(element)]
    while stack and len(found) < _MOST:
        inner = stack.pop()
        if not isinstance(inner.tag, str):
            continue
        if inner.get("itemprop"):
            found.append(inner)
        if inner.get("itemscope") is None and (inner.get("itemprop") or "").lower() not in _THINGS:
            stack += reversed(inner)
    return found


def _value(element: Any) -> Any:
    if element.get("itemscope") is not None:
        inner = _microdata(element) if element.get("itemtype") else {}
        words = " ".join("".join(element.itertext()).split())
        return {"name": words, **inner} if words or inner else ""
    plain = " ".join("".join(element.itertext()).split())
    return element.get("content") or element.get("datetime") or element.get("href") or plain


def _openurl(title: str) -> dict[str, Any] | None:
    """What a citation in OpenURL says; None without the title of a work."""
    values = parse_qs(title, max_num_fields=_MOST) if title.count("&") < _MOST else {}
    one = {name.removeprefix("rft."): texts[0].strip() for name, texts in values.items()}
    work = one.get("atitle") or one.get("btitle") or one.get("title")
    if not work or (one.get("genre") in {"unknown", "document"} and "au" not in one):
        return None
    first = [f"{one.get('aufirst') or one.get('auinit', '')} {one['aulast']}".strip()] if one.get("aulast") else []
    others = [name for name in values.get("rft.au", []) if not first or one["aulast"] not in name]
    venue = (
        one.get("jtitle") or one.get("stitle") or (one.get("btitle") or one.get("title") if one.get("atitle") else None)
    )
    ids = [value.replace("info:arxiv/", "arXiv:").replace("info:doi/", "doi:") for value in values.get("rft_id", [])]
    known = {
        "name": work,
        "author": [*first, *others],
        "datePublished": one.get("date"),
        "isPartOf": venue,
        "sameAs": ids,
    }
    return {"@type": "ScholarlyArticle", **{name: value for name, value in known.items() if value}}


def listed_article(article: Mapping[str, Any], place: str) -> ListedItem:
    """What is known of one paper."""
    fields = [Field(_ROLES.get(name) or role_of(name), f"{place}.{name}", value) for name, value in article.items()]
    known = [field for field in fields if field.role or not isinstance(field.value, Mapping | list)]
    return listed(known, place, named=True)


def beyond_text(
    articles: Sequence[tuple[str, Mapping[str, Any]]], found: Sequence[Mention], document: Document, today: date
) -> Iterator[Mention]:
    """The mentions of those (place, paper) that the page's text does not name as well."""
    ids = {one.id for one in found if one.id and one.item and one.item.title}
    titles = {folded(one.item.title or ""): one.id for one in found if one.item}
    for place, article in articles:
        thing = listed_article(article, place)
        mentions = list(mentions_of(thing, document, today))
        title = folded(thing.item.title or "")
        known = title in titles and (titles[title] or not (mentions and mentions[0].id))
        if mentions and mentions[0].id not in ids and not known:
            titles[title] = mentions[0].id
            yield from mentions


def folded(title: str) -> str:
    """A title as those of one page are compared: without case, white space and the point at its end."""
    return " ".join(title.casefold().split()).strip(" .")
