"""Libraries exported as XML -> Mentions: EndNote, Zotero RDF, MODS, DBLP, and any other XML by the names of its elements.

The parser resolves no entities, loads nothing, and stops at what is too deep; what it did not reach is searched for ids.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from lxml import etree
from msgspec.structs import replace

from enrich.citations.items import ListedItem, Unparsable, around, from_hit, may_name, mentions_in
from enrich.citations.named_fields import Field, listed
from enrich.identifiers.find import find_ids
from enrich.record import Document, Mention
from enrich.references.tagged import own_numbers

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z\d]*);")
_XMLS_OWN = {"amp", "lt", "gt", "quot", "apos"}
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_NO_VENUE = re.compile(r"arxiv|corr\b", re.IGNORECASE)
_DBLP = {
    "article",
    "inproceedings",
    "book",
    "incollection",
    "phdthesis",
    "mastersthesis",
    "data",
    "info",
    "www",
    "proceedings",
}
_NUMBERS = ("number", "accession-num", "custom7", "pages")
_USED = {
    "titles",
    "contributors",
    "urls",
    "dates",
    "electronic-resource-num",
    "database",
    "source-app",
    "abstract",
    "volume",
    *_NUMBERS,
}
_DBLP_KEY = re.compile(r"\babs-(\d{4})-(\d{4,5})$")
_NO_WORKS = {"attachment", "note", "annotation"}
"""What Zotero keeps beside its items."""

Element = Any
Records = Iterator[tuple[Element, list[Field]]]


def parse_xml(text: str) -> tuple[Element, str | None]:
    """The root of an XML text, and what was wrong with it; raises Unparsable when nothing can be made of it."""
    text = _ENTITY.sub(_character, _DECLARED.sub("", text.lstrip("\ufeff \t\r\n")))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unparsable(str(error)) from error
    if root is None:
        raise Unparsable("it holds no element")
    # What the text itself declares is never filled in.
    etree.strip_elements(root, etree.Entity, with_tail=False)
    first = next(iter(parser.error_log), None)
    return root, f"{first.message} (line {first.line})" if first else None


def _character(found: re.Match[str]) -> str:
    """The character of an entity that only HTML and the DTD of DBLP name."""
    name = found.group(1)
    known = html.unescape(found.group(0)) if name not in _XMLS_OWN else found.group(0)
    return known if known not in {"<", "&", ">"} else found.group(0)


def read_known_xml(root: Element, damaged: str, document: Document, today: date) -> Iterator[Mention] | None:
    """The mentions of the records of a library; None for any other XML. `damaged` is the text where the parser may not have reached all."""
    reader = _reader(root)
    return None if reader is None else _read_records(reader, root, damaged, document, today)


def _read_records(
    reader: Callable[[Element], Records], root: Element, damaged: str, document: Document, today: date
) -> Iterator[Mention]:
    found: list[Mention] = []
    elements = {root}
    for number, (element, fields) in enumerate(reader(root), 1):
        place = f"record {number} (line {element.sourceline})"
        found += mentions_in(_listed(element, fields, place), document, today)
        elements.add(element)
    yield from found
    left = [_everything(one) for one in root if reader is _zotero and one not in elements]
    for one in [damaged] if damaged else left:
        yield from ids_elsewhere(one, found, document, today)


def _everything(element: Element) -> str:
    """The texts and addresses of a note or an attachment."""
    return "\n".join([*element.itertext(), *(value for one in element.iter() for value in one.attrib.values())])


def _reader(root: Element) -> Callable[[Element], Records] | None:
    name = tag_of(root).lower()
    if name == "rdf":
        return (
            _zotero
            if any("zotero.org" in str(uri) or "net/biblio" in str(uri) for uri in root.nsmap.values())
            else None
        )
    if name in {"xml", "records"} and _first(root, "ref-type") is not None:
        return _endnote
    if name in {"mods", "modscollection"}:
        return _mods
    return _dblp if name.startswith("dblp") or name in {"bht", "r"} or _first(root, "hits") is not None else None


def _listed(element: Element, fields: Iterable[Field], place: str) -> ListedItem:
    placed = [replace(field, place=place) for field in fields if field.value]
    thing = listed(placed, place, named=True)
    venue = thing.item.venue
    volume = "it is a volume, not a paper" if tag_of(element) == "proceedings" else None
    item = replace(thing.item, comment=None, venue=None if venue and _NO_VENUE.match(venue) else venue)
    return replace(thing, item=item, not_a_paper=volume or thing.not_a_paper)


def ids_elsewhere(text: str, found: list[Mention], document: Document, today: date) -> Iterator[Mention]:
    """Ids of a text that no record has: of a note or an attachment, or of all that the parser may not have reached."""
    known = {mention.id for mention in found}
    for hit in find_ids(text, today) if may_name(text) else ():
        if hit.id and hit.id not in known and "internal-pdf" not in text[max(0, hit.start - 20) : hit.start]:
            known.add(hit.id)
            yield from_hit(hit, document, "beside the records", around(text, hit.start, hit.end))


def _endnote(root: Element) -> Records:
    for record in _all(root, "record"):
        venues = [words_in(one) for name in ("secondary-title", "alt-title") for one in _all(record, name)]
        authors = [words_in(one) for group in _all(record, "authors") for one in _all(group, "author")]
        urls = [url for one in _all(record, "url") if not (url := words_in(one)).startswith("internal-pdf")]
        numbers = [words_in(one) for name in _NUMBERS for one in _all(record, name)]
        text = " ".join([*venues, *(words_in(one) for one in _all(record, "publisher")), *urls])
        resource = [words_in(one) for one in _all(record, "electronic-resource-num")]
        yield record, [
            Field("title", "", words_in(_first(record, "title")) or None),
            Field("authors", "", authors),
            *(Field("venue", "", one) for one in venues),
            Field("date", "", " ".join(words_in(one) for one in _all(record, "dates"))),
            *(Field("doi" if "10." in one else "arxiv", "", one) for one in resource),
            *(Field("address", "", one) for one in urls),
            *_volumes(record),
            *own_numbers(numbers, "", "arxiv" in text.lower()),
            Field("abstract", "", words_in(_first(record, "abstract"))),
            *(Field(None, "", words_in(one)) for one in record if tag_of(one) not in _USED),
        ]  # fmt: skip


def _volumes(record: Element) -> Iterator[Field]:
    """The volumes of CoRR, which are ids (`abs/2006.07733`)."""
    values = (words_in(one) for one in _all(record, "volume"))
    return (Field("arxiv", "", value.replace("abs/", "arXiv:", 1)) for value in values if value.startswith("abs/"))


def _mods(root: Element) -> Records:
    for record in [root] if tag_of(root) == "mods" else _all(root, "mods"):
        own = [one for one in record if tag_of(one) != "relatedItem"]
        hosts = [one for one in record if tag_of(one) == "relatedItem" and one.get("type") == "host"]
        titles = [one for one in own if tag_of(one) == "titleInfo" and one.get("type") is None]
        identifiers = [one for one in own if tag_of(one) == "identifier"]
        yield record, [
            Field("title", "", _mods_title(titles[0]) if titles else None),
            Field("authors", "", [name for one in own if tag_of(one) == "name" and (name := _mods_name(one))]),
            *(Field("venue", "", _mods_title(info)) for host in hosts for info in host if tag_of(info) == "titleInfo"),
            *(Field("date", "", words_in(one)) for info in own if tag_of(info) == "originInfo" for one in info
              if tag_of(one).startswith("date")),
            *(Field(one.get("type", "").lower() if one.get("type") in {"doi", "arxiv", "arXiv"} else "address", "", words_in(one))
              for one in identifiers),
            *(Field("address", "", words_in(one)) for info in own if tag_of(info) == "location" for one in _all(info, "url")),
            *(Field("abstract" if tag_of(one) == "abstract" else None, "", words_in(one)) for one in own
              if tag_of(one) in {"abstract", "note"}),
        ]  # fmt: skip


def _mods_title(info: Element) -> str:
    parts = {tag_of(one): words_in(one) for one in info}
    title = f"{parts.get('nonSort', '')} {parts.get('title', '')}".strip()
    return f"{title}: {parts['subTitle']}" if parts.get("subTitle") else title


def _mods_name(name: Element) -> str:
    roles = {words_in(one).lower() for one in _all(name, "roleTerm")}
    parts = {one.get("type", ""): words_in(one) for one in _all(name, "namePart")}
    if roles and not roles & {"author", "aut", "creator", "cre"}:
        return ""
    return f"{parts.get('given', '')} {parts.get('family', '')}".strip() or parts.get("", "")


def _dblp(root: Element) -> Records:
    for record in root.iter():
        key = record.get("key", "") if isinstance(record.tag, str) else "homepages/"
        if tag_of(record) not in _DBLP or key.startswith("homepages/") or _first(record, "title") is None:
            continue
        coded = _DBLP_KEY.search(key)
        yield record, [
            Field("title", "", words_in(_first(record, "title")).removesuffix(".")),
            Field("authors", "", [{"name": words_in(one)} for one in _all(record, "author")]),
            *(Field(role, "", words_in(one)) for name, role in (("year", "date"), ("booktitle", "venue"), ("journal", "venue"),
              ("venue", "venue"), ("doi", "doi"), ("ee", "address")) for one in _all(record, name)),
            *_volumes(record),
            Field("arxiv", "", f"arXiv:{coded.group(1)}.{coded.group(2)}" if coded else None),
            *(Field(None, "", words_in(one)) for one in _all(record, "note")),
        ]  # fmt: skip


def _zotero(root: Element) -> Records:
    about = {address: one for one in root if (address := _attribute(one, "about"))}
    for item in root:
        kind = words_in(_first(item, "itemType"))
        if not kind or kind in _NO_WORKS or tag_of(item) in {"Attachment", "Memo", "Collection"}:
            continue
        parts = [about.get(_attribute(one, "resource"), one) for one in item if tag_of(one) == "isPartOf"]
        parts = [next(iter(one), one) if tag_of(one) == "isPartOf" else one for one in parts]
        people = [one for group in item if tag_of(group) in {"authors", "creators"} for one in _all(group, "Person")]
        identifiers = [words_in(one) for holder in (item, *parts) for one in holder if tag_of(one) == "identifier"]
        address = _attribute(item, "about")
        yield item, [
            Field("title", "", _child(item, "title")),
            Field("authors", "", [{"family": words_in(_first(one, "surname")), "given": words_in(_first(one, "givenName"))
                                   or words_in(_first(one, "givenname"))} for one in people]),
            Field("address", "", address if "://" in address else None),
            *(Field("doi", "", one.removeprefix("DOI ")) if one.startswith("DOI ") else Field("address", "", one)
              for one in identifiers),
            *(Field("venue", "", _child(one, "title")) for one in parts),
            Field("date", "", _child(item, "date")),
            Field("abstract", "", _child(item, "abstract")),
            Field("comment", "", _child(item, "description")),
            *own_numbers([_child(item, "number") or "", _child(item, "archiveLocation") or ""], "", True),
        ]  # fmt: skip


def tag_of(element: Element) -> str:
    """The name of an element without its namespace; empty for what is none."""
    return name_of(element.tag) if isinstance(element.tag, str) else ""


def name_of(name: str) -> str:
    """The name of an element or an attribute without its namespace."""
    return str(name).rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if name_of(key) == name), "")


def _all(element: Element, name: str) -> list[Element]:
    return [one for one in element.iter() if tag_of(one) == name]


def _first(element: Element, name: str) -> Element | None:
    return next((one for one in element.iter() if tag_of(one) == name), None)


def _child(element: Element, name: str) -> str | None:
    return next((words_in(one) for one in element if tag_of(one) == name), None)


def words_in(element: Element | None) -> str:
    """All text within an element, white space folded."""
    return "" if element is None else " ".join("".join(element.itertext()).split())
