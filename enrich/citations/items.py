"""One thing that a structured document lists (an entry, a row, an object) -> its Mentions (pure).

Whatever the format: the thing's own id is the first in what names it (`own`) that no sentence refers to (`Reply to
arXiv:...`); other ids in it are mentions of other papers; without an id of its own it is a mention by title, or by DOI.
Whether the id is really its own shows when its paper is known; what the thing says of others is kept until then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.not_papers import file_named
from enrich.identifiers.find import IdMatch, find_ids
from enrich.identifiers.hosts import without_site
from enrich.record import Document, Item, Mention

A_PATH = "It is the path of a file, which says who and where somebody is: nobody is asked for it."
"""Why such a line is not looked up."""
_MAY_NAME = re.compile(r"\d{6}|\d\D++\d|arxiv", re.IGNORECASE)
_DIGIT = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[^\W\d_]+")
_NEAR = 80
"""Letters before an id in which a word may refer to it."""
_NO_WORDS = frozenset(
    [
        "arxiv",
        "preprint",
        "eprint",
        "http",
        "https",
        "www",
        "org",
        "export",
        "abs",
        "pdf",
        "html",
        "doi",
        "the",
        "our",
        "their",
        "a",
        "an",
        "href",
        "url",
        "paper",
    ]
)
_REFERRING = frozenset(
    [
        "to",
        "of",
        "on",
        "with",
        "than",
        "like",
        "from",
        "see",
        "also",
        "cf",
        "using",
        "extends",
        "extending",
        "extend",
        "improves",
        "supersedes",
        "replaces",
        "updates",
        "refutes",
        "corrects",
        "follows",
        "following",
        "unlike",
        "against",
        "contradicts",
        "disproves",
        "generalizes",
        "generalises",
        "builds",
        "based",
        "predecessor",
        "successor",
        "companion",
        "sequel",
    ]
)
_OFFERING = frozenset(
    ["available", "online", "found", "posted", "appeared", "appears", "accessible", "published", "hosted", "downloaded"]
)
"""Words after which `on`, `from`, `to` lead to the paper itself."""
NAMELESS = "it has neither a title nor an id"
_NO_ITEM = Item()
TEXT_LIMIT = 500
CONTEXT_LIMIT = 200


class Unparsable(Exception):
    """A document is not of the format that its name says; it can still be read as plain text."""


class ListedItem(Struct, frozen=True, gc=False):
    """One thing of a structured document."""

    place: str
    """`entry 3`, `@article{key}`, `row 7`, `$.papers[2]`."""
    item: Item
    own: tuple[tuple[str, str], ...] = ()
    """(place, text) of what names the thing itself: its address, its id; the most telling first."""
    rest: tuple[tuple[str, str], ...] = ()
    """(place, text) of what else it says, where other papers may be named."""
    named: bool = True
    """Whether it is clearly a paper, so that its title alone is a mention."""
    not_a_paper: str | None = None
    read: tuple[tuple[str, IdMatch], ...] = ()
    """(place, id) of what its columns were found to say of itself; these come before `own`."""
    also: tuple[tuple[str, IdMatch], ...] = ()
    """(place, id) of what its columns were found to say of other papers."""


def mentions_of(listed: ListedItem, document: Document, today: date) -> Iterator[Mention]:
    """Exactly one mention for the thing itself (none when nothing names it), and one for each other id in it."""
    own = [(place, hit.text, hit) for place, hit in listed.read]
    own += [(place, text, hit) for place, text in listed.own for hit in _ids(text, today)]
    first = _first(own)
    item = _without_site(_with_dois(listed.item, own), listed)
    others = list(_others(listed, own, first[2] if first else None, document, today))
    named = bool(item.title) and listed.named
    ruined = first is not None and first[2].id is None and named
    if first:
        place, text, hit = first
        mention = from_hit(hit, document, place, _context(listed, text), None if ruined else item)
        beside = tuple(dict.fromkeys(one.id for one in others if one.id))
        differs = item.title and hit.id and (beside or not named)
        yield replace(mention, beside=beside, titled=named) if differs else mention
    if ruined:
        yield by_title(document, listed.place, item, _context(listed, ""))
    elif first:
        pass
    elif item.title and (listed.named or listed.not_a_paper):
        yield by_title(document, listed.place, item, _context(listed, ""), listed.not_a_paper)
    elif item.dois:
        _, text, hit = next(one for one in own if one[2].doi in item.dois)
        yield from_hit(hit, document, listed.place, _context(listed, text), item)
    yield from others


def mentions_in(listed: ListedItem, document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a reference, at least one: one without title and id tells why nothing was looked up."""
    item = listed.item
    if not item.title and not listed.read and not any(find_ids(text, today) for _, text in listed.own):
        words = " ".join([listed.place, *(author.name for author in item.authors[:3]), str(item.date or "")])
        shown = " ".join(words.split())[:CONTEXT_LIMIT]
        nameless = by_title(document, listed.place, item, shown, listed.not_a_paper or NAMELESS)
        yield replace(nameless, text=shown)
    yield from mentions_of(listed, document, today)


def _ids(text: str, today: date) -> Sequence[IdMatch]:
    """The ids in a text; most cells of a table need no search, since an id has six digits in a row or two runs of them."""
    return find_ids(text, today) if may_name(text) else ()


def may_name(text: str) -> bool:
    """Whether it is worth while to search a text for ids."""
    if text.isascii() and not _DIGIT.search(text):
        return "arxiv" in text.lower()
    return _MAY_NAME.search(text) is not None


def _first(own: list[tuple[str, str, IdMatch]]) -> tuple[str, str, IdMatch] | None:
    claimed = [one for one in own if not refers(one[1][: one[2].start])]
    whole = next((one for one in claimed if one[2].id), None)
    return whole or next((one for one in claimed if one[2].malformed), None)


def refers(before: str) -> bool:
    """Whether a sentence that leads to an id refers to another paper by it: `Reply to`, `builds on`, `see also`."""
    if not before:
        return False
    words = [word for word in _LETTERS.findall(before[-_NEAR:].lower()) if word not in _NO_WORDS]
    return words[-1:] != [] and words[-1] in _REFERRING and not _OFFERING.intersection(words[-2:-1])


def adds_work(line: str) -> bool:
    """Whether a line says of a title that it is to be read as well as the one above: `Optional: Title. Authors.`"""
    return added_label(line) > 0


def added_label(line: str) -> int:
    """How long the label is that says so; 0 for none."""
    label = _AS_WELL.match(line) if ":" in line else None
    return label.end() if label and title_like(line[label.end() :], _WORDS) else 0


_AS_WELL = re.compile(
    r"\W{0,4}(?:(?:optional|also|additional|bonus|extra|further|supplementary|recommended|required|suggested|zusätzlich|facultatif|opcional)"
    r"(?: (?:reading|readings|paper|papers|material))?|(?:background|alternative) (?:reading|paper|material))\W{0,2}:\W{0,4}(?=\w)",
    re.IGNORECASE,
)
_WORDS = 4
"""Words of a title that is told by itself."""


def _others(
    listed: ListedItem, own: list[tuple[str, str, IdMatch]], first: IdMatch | None, document: Document, today: date
) -> Iterator[Mention]:
    seen: set[tuple[str | None, ...]] = {(hit.id, hit.doi, None) for _, _, hit in own if hit is first or hit.doi}
    rest = [(place, hit.text, hit) for place, hit in listed.also]
    rest += [(place, text, hit) for place, text in listed.rest for hit in _ids(text, today)]
    for place, text, hit in [*own, *rest]:
        key = (hit.id, hit.doi, hit.malformed and hit.text)
        if hit is first or key in seen or (first and hit.id and hit.id == first.id):
            continue
        seen.add(key)
        yield from_hit(hit, document, place, around(text, hit.start, hit.end))


def _with_dois(item: Item, own: list[tuple[str, str, IdMatch]]) -> Item:
    dois = (*item.dois, *(hit.doi for _, _, hit in own if hit.doi and not hit.id))
    if not dois:
        return item
    return replace(item, dois=tuple(dict.fromkeys(dois)))


def _without_site(item: Item, listed: ListedItem) -> Item:
    """The item with its title alone, where the title is that of a page of the site that it links to."""
    addresses = [text for _, text in listed.own if "://" in text] if item.title else []
    alone = without_site(item.title, addresses) if item.title and addresses else None
    return replace(item, alone=alone) if alone else item


def _context(listed: ListedItem, text: str) -> str:
    return " ".join((listed.item.title or text).split())[:CONTEXT_LIMIT]


def from_hit(hit: IdMatch, document: Document, place: str, context: str, item: Item | None = None) -> Mention:
    """The mention of an id or DOI that was found."""
    doi = hit.doi if hit.id is None else None
    text = hit.text
    if " " in text or not text.isprintable():
        text = " ".join(text.split())
    return Mention(
        document=document.name,
        source=document.source,
        place=place,
        text=text[:TEXT_LIMIT],
        how=hit.how,
        id=hit.id,
        version=hit.version,
        doi=doi,
        context=context,
        item=item if item != _NO_ITEM else None,
        malformed=hit.malformed,
        warning=hit.warning,
    )


def by_title(document: Document, place: str, item: Item, context: str, not_a_paper: str | None = None) -> Mention:
    """The mention of an item by its title; a DOI that the item has goes with it. Of a file's path, its name is the title, or nothing is asked."""
    title = item.title or ""
    name = file_named(title)
    return Mention(
        document=document.name,
        source=document.source,
        place=place,
        text=title[:TEXT_LIMIT],
        how="title",
        doi=item.dois[0] if item.dois else None,
        context=context,
        item=replace(item, title=name) if name else item,
        not_a_paper=not_a_paper,
        unread=A_PATH if name == "" else None,
    )


def around(text: str, start: int, end: int) -> str:
    """The text around a place, white space folded, at most 200 characters."""
    room = max(0, CONTEXT_LIMIT - (end - start)) // 2
    return " ".join(text[max(0, start - room) : end + room].split())[:CONTEXT_LIMIT]
