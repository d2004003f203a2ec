"""One paper as HTML for the pages, rendered once and kept (pure; strings, no template: there are many papers).

What depends on other channels is left open: a fragment holds marks where an author or a category may become a link
and where a page says why the paper is there. Its own page is a mark too. `settled` fills them in for one page::

    PublishableRecord --fragment--> bytes with marks --settled(links, up, why)--> HTML

A mark is between two record separators, which no tidied text holds. Of a very long list of authors the folded part
is between two marks; `briefed` leaves it out for the pages of authors, where it would appear thousands of times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from html import escape, unescape
from urllib.parse import urlsplit

from enrich.addresses import CUT, is_web
from enrich.identifiers.arxiv_id import abs_url
from enrich.names import name_key
from enrich.paper_id import doi_url, is_beyond, marked_id
from enrich.record import Author, Mention, PublishableRecord, Record
from feeds.disclosure import WHOLE, Disclosure, is_id_list
from feeds.enriched import as_published, date_text
from feeds.formats.author_list import is_long, shown_of
from feeds.formats.content import notices_html, open_copy_of, published_html, shown_authors
from feeds.formats.record_json import exact_date, links_of, utc_text
from feeds.pages.inline import isolated, lead_html, link_to
from feeds.readable_text import day, paragraphs_html, read_text, repair_text, safe_url
from feeds.taxonomy import category_label

MARK, FIELD = "\x1e", "\x1f"
AUTHOR, CATEGORY, WHY = "a", "c", "w"
"""What a mark is about: its first letter. An author's goes on with the key of the name as written."""
PAPER = "p"
"""The mark of a link to the paper's own page, or to that of a person in a notice: its path goes on with it."""
ELSEWHERE, REST, END = "e", "r", "z"
"""Marks of what is in the place of the folded authors where these are left out, and of where they begin and end."""
BEFORE_ELSEWHERE = f"{MARK}{ELSEWHERE}{FIELD}".encode()
"""Up to here the authors stand who are named."""
_BEFORE_ID = b'<article class="paper" id="'
FEW_DOCUMENTS = 3
FOLDER = "papers"
"""The folder in out/ with the papers' own pages."""
LONGEST_NAME = 80
"""Characters of an id in the name of a file."""
_ARXIV_ID = re.compile(r"(?:[a-z]+(?:-[a-z]+)?/)?[0-9]{4}(?:\.[0-9]{4,5}|[0-9]{3})", re.ASCII)
_NO_NAME = re.compile(r"[^A-Za-z0-9._]+", re.ASCII)
"""What the names of files do not hold."""
REMEMBERED = 256
"""Papers in memory whose marks were looked for: the pages of a paper's authors follow each other."""
_HOW = {"id": "by its arXiv id", "doi": "by its DOI", "url": "by a link", "title": "by its title"}


def fragment(kept: PublishableRecord, disclosure: Disclosure = WHOLE) -> bytes:
    """The paper, to be settled for each page that shows it."""
    record = as_published(kept.record)
    title = repair_text(record.title) or marked_id(record.id)
    parts = (
        f'{_BEFORE_ID.decode()}{escape(record.id)}">\n',
        f"<h3>{MARK}{PAPER}{page_path(record.id)}{FIELD}{isolated(title)}{MARK}</h3>\n",
        *notices_of(record),
        _authors(shown_authors(record.authors), abs_url(record.id)),
        f'<p class="facts">{" · ".join(_facts(record))}</p>\n',
        f'<p class="links">{" ".join(link_to(url, name) for name, url in paper_links(record))}</p>\n',
        lead_html(record.abstract),
        _folded("Abstract", paragraphs_html(_paragraphs(record.abstract))),
        _folded("Details", f"<dl>{detail_rows(record)}</dl>"),
        f"{MARK}{WHY}{FIELD}{named_in(kept, disclosure)}{MARK}</article>\n",
    )
    return "".join(parts).encode()


def settled(data: bytes, links: Mapping[str, str], up: str, why: str) -> str:
    """The paper as one page shows it: `links` are pages by mark (without their text), below the folder `up`."""
    parts = list(_apart(data))
    for place in range(1, len(parts), 2):
        mark, _, label = parts[place].partition(FIELD)
        target = mark[1:] if mark[0] == PAPER else links.get(mark)
        if mark == WHY:
            parts[place] = f'<p class="why">{why}{label}</p>\n' if why or label else ""
        elif mark == ELSEWHERE:
            parts[place] = ""
        elif target:
            parts[place] = f'<a href="{up}{target}">{label}</a>'
        else:
            parts[place] = label
    return "".join(parts)


@lru_cache(maxsize=REMEMBERED)
def _apart(data: bytes) -> tuple[str, ...]:
    """Text, what is marked, text, ..., text; a page asks what is marked before it is settled."""
    return tuple(data.decode().split(MARK))


@lru_cache(maxsize=REMEMBERED)
def briefed(data: bytes) -> bytes:
    """The paper without what is folded of a very long list of authors; with a note where the whole list is."""
    before, found, after = data.partition(_mark(REST))
    if not found:
        return data
    named, _, elsewhere = before.partition(BEFORE_ELSEWHERE)
    return named + elsewhere.replace(MARK.encode(), b"", 1) + after.partition(_mark(END))[2]


@lru_cache(maxsize=REMEMBERED)
def marks_of(data: bytes) -> tuple[tuple[str, str], ...]:
    """(mark, text as HTML) of the authors and categories of a paper; asked for by each page that shows it."""
    found = (part.partition(FIELD) for part in _apart(data)[1::2])
    return tuple((mark, label) for mark, _, label in found if mark[0] in (AUTHOR, CATEGORY))


@lru_cache(maxsize=REMEMBERED)
def names_of(data: bytes) -> Mapping[str, str]:
    """Key of a name -> the name as HTML, of the authors of a paper in its order."""
    names: dict[str, str] = {}
    for mark, label in marks_of(data):
        if mark[0] == AUTHOR:
            names.setdefault(mark[1:], label)
    return names


def paper_of(data: bytes) -> str:
    """The id of the paper that a fragment is of."""
    return unescape(data[len(_BEFORE_ID) : data.index(b'"', len(_BEFORE_ID))].decode())


def notice_fragment(title: str, text: str, name: str) -> bytes:
    """What is no paper and stands among papers; `text` is HTML, `name` is unique on every page."""
    return f'{_BEFORE_ID.decode()}notice-{escape(name)}">\n<h3>{isolated(title)}</h3>\n{text}</article>\n'.encode()


def page_link(path: str, label: str) -> str:
    """A link to a page in out/ for a text of a notice, relative once it is settled; the label is plain text."""
    return f"{MARK}{PAPER}{path}{FIELD}{label}{MARK}"


def _mark(what: str) -> bytes:
    return f"{MARK}{what}{FIELD}{MARK}".encode()


def paper_links(record: Record) -> list[tuple[str, str]]:
    """(name, address) of where a paper can be read, its code and its own pages."""
    links = links_of(record)
    named = [("arXiv", None if is_beyond(record.id) else links["abs"]), ("PDF", links["pdf"]), ("HTML", links["html"])]
    if copy := open_copy_of(record):
        named.append((copy[1], copy[0]))
    named += [("Code", safe_url(url)) for url in record.code] + [("Page", safe_url(url)) for url in record.pages]
    named += [
        ("Project", safe_url(links["project"] or "")),
        ("DOI", doi_url(doi) if (doi := _first_doi(record)) else None),
    ]
    return [(name, url) for name, url in named if url]


def _first_doi(record: Record) -> str:
    publication = record.enrichment.publication if record.enrichment else None
    return repair_text(record.dois[0] if record.dois else (publication and publication.doi) or "")


def page_path(paper: str) -> str:
    """Where in out/ the paper has its page; an id that could not be a file's name has its digest beside it."""
    if _ARXIV_ID.fullmatch(paper):
        return f"{FOLDER}/{paper}.html"
    digest = blake2b(paper.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    kind, colon, name = paper.partition(":")
    folder = f"{FOLDER}/{_NO_NAME.sub('-', kind.lower()) or 'other'}" if colon else f"{FOLDER}/other"
    return f"{folder}/{_NO_NAME.sub('-', name if colon else paper)[:LONGEST_NAME]}-{digest}.html"


def notices_of(record: Record) -> list[str]:
    """Banners on retractions, expressions of concern and corrections, retractions first."""
    found = notices_html(record.enrichment) if record.enrichment else []
    return [f'<div class="notice">{one}</div>\n' for one in found]


def _authors(authors: Sequence[Author], address: str) -> str:
    if not authors:
        return ""
    shown = shown_of(authors)
    first = ", ".join(map(author_mark, shown.first))
    if not shown.others:
        return f'<p class="authors">{first}</p>\n'
    others = ", ".join(map(author_mark, shown.others))
    if not shown.rest:
        return f'<p class="authors">{first}, {others}</p>\n'
    named, rest = f"{first}, …, {others}", ", ".join(map(author_mark, shown.rest))
    folded = f"<details><summary>{shown.more} authors</summary><p>{rest}</p></details>\n"
    if not is_long(authors):
        return f'<p class="authors">{named}</p>\n{folded}'
    elsewhere = f"{MARK}{ELSEWHERE}{FIELD}, {link_to(address, shown.more)}{MARK}"
    return f'<p class="authors">{named}{elsewhere}</p>\n{_mark(REST).decode()}{folded}{_mark(END).decode()}'


def author_mark(author: Author) -> str:
    """An author who may become a link."""
    return f"{MARK}{AUTHOR}{name_key(author.name)}{FIELD}{isolated(author.name)}{MARK}"


def dated(record: Record) -> str:
    """When a paper was submitted or, of one that arXiv does not have, published: as exactly as that is known."""
    known = record.enrichment.publication if record.enrichment and is_beyond(record.id) else None
    if known and known.date and known.date == record.published.date():
        return f'<time datetime="{exact_date(known)}">{date_text(known.date, known.date_exact)}</time>'
    return f'<time datetime="{utc_text(record.published)}">{day(record.published)}</time>'


def _facts(record: Record) -> Iterator[str]:
    if record.withdrawn:
        yield "<strong>Withdrawn</strong>"
    if record.enrichment and (published := published_html(record.enrichment)):
        yield published
    yield dated(record)
    if record.version > 1:
        yield f'v{record.version}, <time datetime="{utc_text(record.updated)}">{day(record.updated)}</time>'
    for code in dict.fromkeys(map(repair_text, record.categories)):
        if code:
            yield f"{MARK}{CATEGORY}{code}{FIELD}{_category(code)}{MARK}"


@lru_cache(maxsize=4096)
def _category(code: str) -> str:
    return escape(category_label(code))


def _folded(summary: str, inner: str) -> str:
    return f"<details><summary>{summary}</summary>{inner}</details>\n" if inner else ""


def detail_rows(record: Record, authors: Sequence[Author] | None = None) -> str:
    """Names and values of what is known of a paper beside what everybody wants to know, for a list of terms.

    Affiliations are those of its `authors`, unless others are given.
    """
    whose = record.authors if authors is None else authors
    rows = (("Versions", _versions(record)), ("Affiliations", _affiliations(record, whose)))
    return "".join([f"<dt>{name}</dt><dd>{shown}</dd>" for name, shown in (*rows, *_details(record)) if shown])


def _details(record: Record) -> Iterator[tuple[str, str]]:
    yield "Comment", _text(record.comment)
    yield "Venue", _text(record.venue)
    yield "Journal reference", _text(record.journal_ref)
    yield "DOI", ", ".join(link_to(doi_url(doi), escape(doi)) for raw in record.dois if (doi := repair_text(raw)))
    yield "License", _license(record)


def _versions(record: Record) -> str:
    if is_beyond(record.id):
        return ""
    known = [(one.number, one.created) for one in record.versions] or [(record.version, record.updated)]
    return ", ".join(f"{link_to(abs_url(record.id, number), f'v{number}')} ({day(when)})" for number, when in known)


def _affiliations(record: Record, authors: Sequence[Author]) -> str:
    own = (text for author in shown_authors(tuple(authors)) for text in author.affiliations)
    whole = (read_text(text) for text in record.affiliations)
    return escape("; ".join(dict.fromkeys(text for text in (*whole, *own) if text)))


def named_in(kept: PublishableRecord, disclosure: Disclosure) -> str:
    """Which source and which documents mention the paper, as far as that is told."""
    by_document: dict[tuple[str, str], Mention] = {}
    for accounted in kept.mentions:
        by_document.setdefault((accounted.mention.source, accounted.mention.document), accounted.mention)
    named = list(by_document.values())
    shown = list(dict.fromkeys(_named(one, disclosure) for one in named[:FEW_DOCUMENTS]))
    more = [f"{len(named) - FEW_DOCUMENTS} more"] if len(named) > FEW_DOCUMENTS else []
    return f"Named in {'; '.join(shown + more)}." if named else ""


def _named(one: Mention, disclosure: Disclosure) -> str:
    how = f"(source {escape(repair_text(one.source))}, {_HOW[one.how]})"
    if disclosure.hides(one.document, one.source, one.place):
        return f"a document {how}"
    if is_id_list(one.document, one.source):
        return f"the list of ids {how}"
    return f"{_document(one.document)}, {escape(repair_text(one.place))} {how}"


def _document(name: str) -> str:
    target = safe_url(name) if is_web(name) and not name.endswith(CUT) else None
    return link_to(target, escape(repair_text(name))) if target else escape(repair_text(name))


def _text(text: str | None) -> str:
    return paragraphs_html(read_text(text)).removeprefix("<p>").removesuffix("</p>") if text else ""


def _license(record: Record) -> str:
    target = safe_url(record.license or "")
    return link_to(target, escape(urlsplit(target).netloc + urlsplit(target).path)) if target else ""


def _paragraphs(text: str) -> str:
    return "\n\n".join(line for part in re.split(r"\n\s*\n", text) if (line := repair_text(part)))
