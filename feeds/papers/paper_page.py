"""The page of a paper: stitched from a frame that the template makes once, since there are many papers (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from enrich.paper_id import doi_url, is_beyond, marked_id
from enrich.record import Author, PublishableRecord, Record
from feeds.disclosure import Disclosure
from feeds.enriched import as_published, authors_by_place, origins_in, rors_of
from feeds.exports.work_kinds import cited_date, cited_place
from feeds.formats.author_list import shown_of
from feeds.formats.content import published_html, retracted_title, shown_authors
from feeds.pages.channel_page import NAMES, PageSite, environment
from feeds.pages.inline import isolated, lead_of, link_to
from feeds.pages.paper import MARK, dated, detail_rows, named_in, notices_of, page_path, paper_links
from feeds.papers.citation_tags import Rors, cited_dois, linked_data, meta_tags
from feeds.papers.sources import attribution, disagreements_table, sources_table
from feeds.readable_text import paragraphs_html, paragraphs_of, repair_text, safe_url
from feeds.taxonomy import category_label

_VALUES = (
    *(
        "paper",
        "title",
        "site",
        "address",
        "description",
        "tags",
        "data",
        "notices",
        "id",
        "submitted",
        "heading",
        "authors",
        "published",
        "links",
        "abstract",
    ),
    *("details", "cite", "feeds", "named", "disagreements", "sources", "attribution", "up"),
)
_AUTHORED = ("authors/", "people/")
"""Folders of channels that are about somebody."""
_CITED = 10
"""Authors whom a citation names; of more it names the first."""


class Seat(Struct, frozen=True):
    """A channel that holds the paper."""

    name: str
    path: str
    """In out/, without an ending."""
    code: str = ""
    """The category that the channel is of, when it is."""


class PaperFacts(Struct, frozen=True):
    """A paper with everything that its page shows."""

    kept: PublishableRecord
    record: dict[str, Any]
    """In the form of the dumps, without what is not public."""
    seats: tuple[Seat, ...]
    """Everything, topics, authors."""
    author_paths: tuple[str | None, ...]
    """For each author the path of the own page in out/, None for those without one."""


def paper_page(facts: PaperFacts, site: PageSite, disclosure: Disclosure) -> bytes:
    """The whole page."""
    values = _values(facts, site, disclosure)
    parts = [part if place % 2 == 0 else values[part] for place, part in enumerate(frame())]
    return "".join(parts).encode()


def moved_page(old: str, new: Record, site: PageSite) -> bytes:
    """What is at the address of a paper's page that arXiv did not have, when it is published as `new`: the way to its page."""
    title = repair_text(new.title) or marked_id(new.id)
    up = "../" * page_path(old).count("/")
    values = {
        "name": title,
        "shown": Markup(isolated(title)),
        "site": repair_text(site.title),
        "id": marked_id(new.id),
        "target": f"{up}{page_path(new.id)}",
        "up": up,
    }
    return environment().get_template("moved.html").render(**values).encode()


@lru_cache(maxsize=1)
def frame() -> tuple[str, ...]:
    """Of every page: text, name of a value, text, name, ..., text."""
    marks = {name: Markup(f"{MARK}{name}{MARK}") for name in _VALUES}
    return tuple(environment().get_template("paper.html").render(**marks).split(MARK))


def _values(facts: PaperFacts, site: PageSite, disclosure: Disclosure) -> dict[str, str]:
    path = page_path(facts.kept.record.id)
    up = "../" * path.count("/")
    record = as_published(facts.kept.record)
    title = repair_text(record.title) or marked_id(record.id)
    retracted = record.enrichment is not None and record.enrichment.retraction is not None
    origins = list(origins_in(facts.record["provenance"]))
    return {
        "up": up,
        "paper": escape(record.id),
        "title": escape(retracted_title(title) if retracted else title),
        "site": escape(repair_text(site.title)),
        "address": escape(f"{site.base_url}/{path}"),
        "description": escape(lead_of(record.abstract) or title),
        "tags": meta_tags(record),
        "data": linked_data(record, f"{site.base_url}/{path}", _rors(record)),
        "notices": "".join((*notices_of(record), _withdrawn(record))),
        "id": escape(marked_id(record.id)),
        "submitted": dated(record),
        "heading": isolated(title),
        "authors": _authors(record, facts.author_paths, up),
        "published": f"<p>{shown}</p>" if record.enrichment and (shown := published_html(record.enrichment)) else "",
        "links": " ".join(link_to(url, name) for name, url in paper_links(record)),
        "abstract": f"<h2>Abstract</h2>\n{shown}" if (shown := paragraphs_html(paragraphs_of(record.abstract))) else "",
        "details": _details(facts, record, up),
        "cite": _cite(facts.record, record),
        "feeds": _feeds(facts.seats, site, up),
        "named": f'<p class="soft">{shown}</p>' if (shown := named_in(facts.kept, disclosure)) else "",
        "disagreements": _disagreements(facts.kept.record),
        "sources": _scrolled(shown, "sources") if (shown := sources_table(origins)) else "",
        "attribution": attribution(facts.kept.record, origins),
    }


def _withdrawn(record: Record) -> str:
    text = "<strong>Withdrawn.</strong> This paper has been withdrawn; arXiv offers no text of it."
    return f'<div class="notice"><p>{text}</p></div>\n' if record.withdrawn else ""


def _rors(record: Record) -> Rors:
    """Addresses at ROR by affiliation; a name that has two has none."""
    found: dict[str, str | None] = {}
    known = authors_by_place(record.authors, record.enrichment.authors) if record.enrichment else {}
    for place, one in known.items():
        for name, ror in zip(record.authors[place].affiliations, rors_of(record.authors[place], one), strict=True):
            found[name] = ror if found.get(name, ror) == ror else None
    return found


def _authors(record: Record, paths: Sequence[str | None], up: str) -> str:
    """Every author, with page, ORCID and affiliations; of a long list the rest is folded."""
    whole = shown_authors(record.authors)
    rors = _rors(record)
    by_name: dict[str, str | None] = {}
    for author, path in zip(record.authors, paths, strict=True):
        for one in shown_authors((author,)):
            # Whom of two of the same name a page is of, cannot be shown.
            by_name[one.name] = path if by_name.get(one.name, path) == path else None
    shown = shown_of(whole)

    def items(authors: Sequence[Author]) -> str:
        return "".join(_author(author, by_name.get(author.name), up, rors) for author in authors)

    if not whole:
        return ""
    named = f'<ul class="people">\n{items((*shown.first, *shown.others))}</ul>\n'
    if not shown.rest:
        return named
    return f'{named}<details><summary>{shown.more} authors</summary><ul class="people">\n{items(shown.rest)}</ul></details>\n'


def _author(author: Author, path: str | None, up: str, rors: Rors) -> str:
    name = link_to(f"{up}{path}.html", isolated(author.name)) if path else isolated(author.name)
    orcid = safe_url(f"https://orcid.org/{author.orcid}") if author.orcid else None
    marked = f" {link_to(orcid, f'ORCID {escape(repair_text(orcid[18:]))}')}" if orcid else ""
    places = "; ".join(_place(place, rors.get(place)) for place in author.affiliations)
    where = f' <span class="soft">{places}</span>' if places else ""
    return f"<li>{name}{marked}{where}</li>\n"


def _place(name: str, ror: str | None) -> str:
    target = safe_url(ror) if ror else None
    return link_to(target, isolated(name)) if target else isolated(name)


def _details(facts: PaperFacts, record: Record, up: str) -> str:
    """Terms and values beside those that every page of a channel shows."""
    topics = {seat.code: seat.path for seat in facts.seats if seat.code}
    codes = [code for raw in record.categories if (code := repair_text(raw))]
    labels = ((topics.get(code), escape(category_label(code))) for code in codes)
    known, raw = record.enrichment, facts.kept.record.enrichment
    guesses = [address for one in raw.code if one.by == "guess" and (address := safe_url(one.url))] if raw else []
    rows = {
        "Categories": ", ".join(link_to(f"{up}{path}.html", text) if path else text for path, text in labels),
        "Classes": escape(repair_text(", ".join(record.classifications))),
        "Report number": escape(repair_text(record.report_no or "")),
        "Submitted by": isolated(repair_text(record.submitter or "")),
        "About": escape("; ".join(repair_text(one.name) for one in known.topics)) if known else "",
        "Keywords": escape("; ".join(map(repair_text, known.keywords))) if known else "",
        "Open copy": _open_copy(record),
        "Related": ", ".join(_related(one.id) for one in known.related) if known else "",
        "Perhaps code": f"{', '.join(link_to(one, escape(one)) for one in guesses)} (a guess)" if guesses else "",
    }
    terms = [f"<dt>{name}</dt><dd>{shown}</dd>" for name, shown in rows.items() if shown]
    return f"{detail_rows(record, ())}{''.join(terms)}"


def _open_copy(record: Record) -> str:
    copy = record.enrichment.open_copy if record.enrichment else None
    target = safe_url(copy.url) if copy else None
    if copy is None or target is None:
        return ""
    facts = ", ".join(filter(None, (copy.version and f"{copy.version} version", repair_text(copy.licence or ""))))
    return f"{link_to(target, escape(target))}{f' ({escape(facts)})' if facts else ''}"


def _related(its: str) -> str:
    text = repair_text(its)
    target = doi_url(text) if text.startswith("10.") else safe_url(text)
    return link_to(target, escape(text)) if target else escape(text)


def _cite(form: dict[str, Any], record: Record) -> str:
    # Loaded where pages of papers are made: what reads LaTeX takes long.
    from feeds.exports.bibtex import bib_entry
    from feeds.exports.ris import ris_record

    return (
        f'<p class="citation">{citation(form, record)}</p>\n'
        f'<pre id="bibtex" tabindex="0" role="region" aria-label="BibTeX">{escape(bib_entry(form).strip())}</pre>\n'
        # For static/stars.js, which makes files of both.
        f'<pre id="ris" hidden>{escape(ris_record(form).strip())}</pre>\n'
    )


def citation(form: dict[str, Any], record: Record) -> str:
    """A citation as a line of HTML, of which nothing but text is to be copied; `form` is that of the dumps."""
    from feeds.exports.bibtex import citation_note

    names = [isolated(author.name) for author in shown_authors(record.authors)]
    named = f"{names[0]} et al." if len(names) > _CITED else ", ".join(names)
    title = isolated(repair_text(record.title) or record.id)
    dois = [escape(f"https://doi.org/{doi}") for doi in cited_dois(record)[:1]]
    place = (sentence for text in (cited_place(form), citation_note(form)) for sentence in _sentence(text))
    parts = [named, f"({cited_date(form)[:4]})", f"{title}.", *place, *dois]
    return " ".join(filter(None, (*parts, "" if is_beyond(record.id) else escape(marked_id(record.id)))))


def _sentence(text: str) -> Iterator[str]:
    if text:
        yield f"{isolated(repair_text(text))}."


def _feeds(seats: Sequence[Seat], site: PageSite, up: str) -> str:
    """Everything and topics, and folded those of authors, who may be many."""
    first = "".join(_shared_seat(seat, site.formats, up) for seat in seats if not seat.path.startswith(_AUTHORED))
    authors = [_seat(seat, site.formats, up) for seat in seats if seat.path.startswith(_AUTHORED)]
    listed = f'<ul class="list channels">\n{first}</ul>'
    if not authors:
        return listed
    folded = f'<ul class="list channels">\n{"".join(authors)}</ul>'
    return f"{listed}\n<details><summary>Feeds of its authors ({len(authors)})</summary>{folded}</details>"


def _seat(seat: Seat, formats: Sequence[str], up: str) -> str:
    path = f"{up}{seat.path}"
    feeds = "".join(link_to(f"{path}.{form}", NAMES[form]) for form in formats)
    return f"<li>{link_to(f'{path}.html', isolated(repair_text(seat.name)))}{feeds}</li>\n"


_shared_seat = lru_cache(maxsize=1024)(_seat)
"""Of everything and of topics, which many papers share; an author has a paper or two."""


def _disagreements(record: Record) -> str:
    table = disagreements_table(record.enrichment.disagreements) if record.enrichment else ""
    return f'<h2 id="disagreements">Disagreements</h2>\n{_scrolled(table, "disagreements")}' if table else ""


def _scrolled(table: str, heading: str) -> str:
    """A table that may be wider than the screen, and then is scrolled, with keys too; `heading` is the id of its heading."""
    return f'<div class="table" tabindex="0" role="group" aria-labelledby="{heading}">{table}</div>'
