"""Documents -> Mentions: each format goes to the module that reads it. Nothing that a document holds raises here.

::

    markdown         parsers/markdown.py, items/read_tree.py         bib, ris, xml  references/
    text             listings/listing.py, parsers/plain.py, items/read_tree.py, or scan() when it is large
    latex            parsers/latex.py, items/read_tree.py, conversion/biblatex.py
    html             html_page.py                                  csv tsv jsonl        tables.py
    json yaml toml   references/values.py                          mail notebook calendar  containers/, then each part
    rst asciidoc org mediawiki typst docx odt epub, pdf: converted.py, then as trees, or as plain text
    opml             parsers/opml.py, items/read_tree.py
    feed             syndication.py                             ids          id_list.py
    code             containers/source_code.py, references/values.py; its comments as plain text

A plain text of more than 4 MB is only searched for ids, in pieces (a listing of that size has its ids);
a document whose format cannot be parsed is read as plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from msgspec.structs import replace

from enrich.citations.items import Unparsable, from_hit
from enrich.containers.calendar import calendar_parts
from enrich.containers.mail import mail_parts
from enrich.containers.notebook import notebook_parts
from enrich.containers.part import Part, document_of, placed
from enrich.containers.source_code import COMMENT_SIGNS, code_comments, code_literals, code_texts, code_words
from enrich.conversion.biblatex import as_bibtex, is_biblatex
from enrich.conversion.extras import Unreadable
from enrich.conversion.own_bullets import with_bullets
from enrich.documents.kinds import PACKED
from enrich.documents.open import whole_text
from enrich.errors import CannotRead
from enrich.gleaning.doubt import with_doubts
from enrich.gleaning.glean import read_whole_tree, try_lines
from enrich.gleaning.lines_around import with_lines_around
from enrich.gleaning.shared_words import with_titles_alone
from enrich.gleaning.trials import texts_on_trial
from enrich.identifiers.find import find_ids, scan
from enrich.listings.listing import read_listing
from enrich.listings.listing_entry import ListedEntry
from enrich.listings.mentions import LineIndex, entry_mentions, id_list, once_each_link, unfound
from enrich.listings.number_rows import NumberRows, pieces_without_measurements, with_ids_in_columns
from enrich.listings.stamps import without_stamps
from enrich.listings.unwrap import without_running_text
from enrich.parsers.latex import parse_latex
from enrich.parsers.markdown import parse_markdown
from enrich.parsers.opml import parse_opml
from enrich.parsers.plain import parse_plain
from enrich.readers.comments import in_order, with_comments, with_lost
from enrich.readers.converted import page_of, text_of_pdf, tree_of
from enrich.readers.html_page import read_page
from enrich.readers.syndication import is_json_feed, read_feed, read_json_feed
from enrich.readers.tables import read_id_list, read_json_lines, read_rows
from enrich.readers.untold import read_values, read_xml
from enrich.record import Document, Format, Mention
from enrich.references.bibtex import read_bibliography
from enrich.references.objects import is_marked_up
from enrich.references.parse_values import parse_json, parse_toml, parse_yaml
from enrich.references.values import Prose
from enrich.references.within import take_references
from enrich.tree.text_lines import with_markdown_marks, without_rows

_TRIED_AGAIN = 200_000  # characters whose lines are looked at once more where some were taken together
LISTING_LIMIT = 4_000_000
"""Bytes of plain text up to which listings are looked for."""


def read_mentions(document: Document, today: date) -> Iterator[Mention]:
    """Every mention of a document, in order; raises only CannotRead, when the document can no longer be opened."""
    try:
        yield from with_doubts(with_titles_alone(_read(document, today)))
    except (OSError, EOFError) as error:
        raise CannotRead(document.name, f"it could be opened once, but not read again: {error}") from error


def _read(document: Document, today: date) -> Iterator[Mention]:
    reader = _READERS.get(document.format)
    if reader is None:
        yield from read_text(document, today)
        return
    try:
        yield from reader(document, today)
    except (Unparsable, Unreadable):
        yield from read_text(document, today)


def read_text(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of plain text or Markdown: entries of listings, and ids in what is not one."""
    if document.size > LISTING_LIMIT:
        yield from _ids_of(document, today)
        return
    yield from read_lines(whole_text(document), document, today)


def read_lines(text: str, document: Document, today: date) -> list[Mention]:
    """The mentions of a plain text in memory: entries of listings first, then what else its lines list."""
    text, messages = without_stamps(NumberRows(today).without_measurements(with_bullets(with_markdown_marks(text))))
    found, text, place = _without_references(text, document, today)
    hits = with_ids_in_columns(text, once_each_link(text, find_ids(text, today)), today)
    if listed := id_list(text, hits, document):
        return [*found, *listed]
    if not hits and text.isascii() and text.lower() == text.upper():
        return found  # numbers and signs name no work
    left = text if messages else without_running_text(text, hits)[0]
    entries = read_listing(text if without_rows(left) is left else without_rows(text), hits)
    entries = [entry for entry in entries if not _joins_messages(entry, messages, place)]
    owned = {hit for entry in entries for hit in entry.owned}
    found += [mention for _, mention in entry_mentions(text, entries, list(owned), document, place)]
    taken = [(entry.start, entry.start + 1) for entry in entries]
    taken += [entry.span for entry in entries if entry.span[1]]
    tree = parse_plain(left, [*taken, *((hit.start, hit.end) for hit in owned)], messages)
    heading = "papers" if sum(bool(entry.item.title) for entry in entries) > 1 else ""
    found += read_whole_tree(tree, document, today, heading, prose=False, beside=found)
    if (taken or left is not text) and not (entries[1:] and all(one.hit or one.item.authors for one in entries)):
        found += try_lines(parse_plain(text[:_TRIED_AGAIN], (), messages), found, document, today)
    known = {(mention.place, mention.text) for mention in found}
    lost = entry_mentions(text, [], unfound((hit for hit in hits if hit not in owned), found), document, place)
    found += [one for _, one in lost if (one.place, one.text) not in known]
    return list(with_lines_around(in_order(found), text, messages))


def _joins_messages(entry: ListedEntry, messages: frozenset[int], place: LineIndex) -> bool:
    """Whether an entry goes beyond the message of a chat in which it begins."""
    first, last = place.line(entry.span[0]), place.line(max(entry.span))
    return bool(messages) and any(line in messages for line in range(first + 1, last + 1))


def _without_references(text: str, document: Document, today: date) -> tuple[list[Mention], str, LineIndex]:
    """The mentions of the references that are in a text, the text without them, and the lines of it."""
    lines = LineIndex(text)
    placed, text = take_references(text, document, today, lambda at: f"line {lines.line(at)}")
    return [mention for _, mention in placed], text, lines


def read_markdown(document: Document, today: date) -> Iterator[Mention]:
    """The mentions of a text in Markdown."""
    if document.size > LISTING_LIMIT:
        yield from read_text(document, today)
        return
    source = whole_text(document)
    found, text, _ = _without_references(source, document, today)
    found += read_whole_tree(parse_markdown(text, today), document, today, beside=found)
    yield from with_lost(source, found, document, today, announced=True)


def _read_latex(document: Document, today: date) -> Iterator[Mention]:
    text = whole_text(document)
    if is_biblatex(text):
        found = list(read_bibliography(as_bibtex(text), document, today))
    else:
        found = read_whole_tree(parse_latex(text), document, today)
    yield from with_lost(text, found, document, today)


def _read_converted(document: Document, today: date) -> Iterator[Mention]:
    if document.format in PACKED:
        yield from read_whole_tree(tree_of(document, today), document, today)
        return
    text = whole_text(document)
    cited, left, _ = _without_references(text, document, today) if document.format == "mediawiki" else ([], text, None)
    found = [*cited, *read_whole_tree(tree_of(document, today, left), document, today, beside=cited)]
    yield from with_lost(text, found, document, today)


def _read_opml(document: Document, today: date) -> Iterator[Mention]:
    yield from read_whole_tree(parse_opml(whole_text(document), today), document, today)


def _read_pdf(document: Document, today: date) -> Iterator[Mention]:
    text = text_of_pdf(document)
    for mention in read_lines(text.replace("\f", ""), document, today):
        yield replace(mention, place=page_of(text, mention.place))


def _read_json(document: Document, today: date) -> Iterator[Mention]:
    value = parse_json(whole_text(document))
    if is_json_feed(value):
        yield from read_json_feed(value, document, today)
    else:
        yield from read_values(value, document, today, _prose(document, today))


def _read_bib(document: Document, today: date) -> Iterator[Mention]:
    yield from read_bibliography(whole_text(document), document, today)


def _read_records(document: Document, today: date) -> Iterator[Mention]:
    yield from read_lines(whole_text(document), document, today)


def _read_xml(document: Document, today: date) -> Iterator[Mention]:
    yield from read_xml(whole_text(document), document, today, _prose(document, today))


def _read_yaml(document: Document, today: date) -> Iterator[Mention]:
    text = whole_text(document)
    values = parse_yaml(text)
    found: list[Mention] = []
    for number, value in enumerate(values, 1):
        place = "$" if len(values) == 1 else f"document {number}: $"
        found += read_values(value, document, today, _prose(document, today), place=place)
    yield from with_comments(text, found, document, today)


def _read_toml(document: Document, today: date) -> Iterator[Mention]:
    text = whole_text(document)
    found = list(read_values(parse_toml(text), document, today, _prose(document, today)))
    yield from with_comments(text, found, document, today)


def _prose(document: Document, today: date) -> Prose:
    """Reads a text of several lines that is in a value."""

    def read(place: str, text: str) -> Iterator[Mention]:
        if is_marked_up(text):
            return _read_parts([Part(place, text.encode("utf-8", "replace"), "html")], document, today)
        return (replace(one, place=f"{place}, {one.place}") for one in read_lines(text, document, today))

    return read


def _read_mail(document: Document, today: date) -> Iterator[Mention]:
    yield from _read_parts(mail_parts(whole_text(document)), document, today)


def _read_notebook(document: Document, today: date) -> Iterator[Mention]:
    yield from _read_parts(notebook_parts(whole_text(document)), document, today)


def _read_code(document: Document, today: date) -> Iterator[Mention]:
    source = whole_text(document)
    sign = COMMENT_SIGNS.get(document.name.removesuffix(".gz").rpartition(".")[2].lower(), "#")
    found = [*_literals(source, sign, document, today), *read_lines(code_comments(source, sign), document, today)]
    found += texts_on_trial(code_texts(source), found, document, today)
    yield from with_lost(code_words(source), found, document, today)


def _literals(source: str, sign: str, document: Document, today: date) -> Iterator[Mention]:
    """The works that lists and objects in a program name."""
    for literal in code_literals(source, sign):
        yield from read_values(literal.value, document, today, place=f"line {literal.line}: $")


def _read_calendar(document: Document, today: date) -> Iterator[Mention]:
    yield from _read_parts(calendar_parts(whole_text(document)), document, today)


def _read_parts(parts: Iterable[Part], document: Document, today: date) -> Iterator[Mention]:
    """The mentions of the parts of a document that can be read; `damage` reports the others."""
    for part in parts:
        try:
            inner = document_of(part, document)
            if part.format == "code":
                found = _literals(whole_text(inner), "#", inner, today)
            else:
                found = _ids_of(inner, today) if part.only_ids else _read(inner, today)
            found = iter(list(found)) if inner.format in PACKED else found
        except CannotRead:
            continue
        yield from (placed(mention, part) for mention in found)


def _ids_of(document: Document, today: date) -> Iterator[Mention]:
    for hit, place in scan(pieces_without_measurements(document.pieces(), today), today):
        yield from_hit(hit, document, f"line {place.line}, column {place.column}", place.context)


def _read_feed(document: Document, today: date) -> Iterator[Mention]:
    start = next(document.pieces(), b"").lstrip()[:1]
    yield from (_read_json if start == b"{" else read_feed)(document, today)


_READERS: dict[Format, Callable[[Document, date], Iterator[Mention]]] = {
    "markdown": read_markdown,
    "html": read_page,
    "latex": _read_latex,
    "bib": _read_bib,
    "mail": _read_mail,
    "notebook": _read_notebook,
    "calendar": _read_calendar,
    "code": _read_code,
    "xml": _read_xml,
    "ris": _read_records,
    "csv": read_rows,
    "tsv": read_rows,
    "json": _read_json,
    "jsonl": read_json_lines,
    "yaml": _read_yaml,
    "toml": _read_toml,
    "feed": _read_feed,
    "opml": _read_opml,
    "ids": read_id_list,
    "pdf": _read_pdf,
    **dict.fromkeys(("rst", "asciidoc", "org", "mediawiki", "typst", "docx", "odt", "epub"), _read_converted),
}
