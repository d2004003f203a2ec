"""Documents that become another format first (`enrich/conversion/`) -> their trees, or their texts."""

from __future__ import annotations

import re
from datetime import date

from enrich.conversion.asciidoc import parse_asciidoc
from enrich.conversion.extras import Unreadable
from enrich.conversion.pandoc import parse_with_pandoc
from enrich.conversion.pdf import pdf_pages
from enrich.conversion.restructured import parse_restructured
from enrich.conversion.wikitext import without_templates
from enrich.documents.kinds import PACKED
from enrich.documents.open import whole_bytes
from enrich.errors import CannotRead
from enrich.record import Document
from enrich.tree.blocks import Tree


def tree_of(document: Document, today: date, text: str = "") -> Tree:
    """The tree of a document, with its `text` where it is one; raises CannotRead for bytes that are not text, else Unreadable."""
    try:
        if document.format in PACKED:
            return parse_with_pandoc(whole_bytes(document), document.format, today)
        if document.format == "asciidoc":
            return parse_asciidoc(text, today)
        if document.format == "rst":
            return parse_restructured(text, today)
        if document.format == "mediawiki":
            text = without_templates(text)
        return parse_with_pandoc(text.encode("utf-8", "replace"), document.format, today, text)
    except Unreadable as wrong:
        if document.format in PACKED:
            raise CannotRead(document.name, str(wrong)) from wrong
        raise


def text_of_pdf(document: Document) -> str:
    """The text of a PDF, a form feed between two pages; raises CannotRead."""
    try:
        return "\n\f\n".join(pdf_pages(whole_bytes(document)))
    except Unreadable as wrong:
        raise CannotRead(document.name, str(wrong)) from wrong


def convert(document: Document) -> None:
    """Raise CannotRead for a document that is not text and cannot be read."""
    if document.format == "pdf":
        text_of_pdf(document)
    elif document.format in PACKED:
        tree_of(document, date.min)


def page_of(text: str, place: str) -> str:
    """`line 90, column 1` of the text of a PDF -> `page 2, line 4, column 1`."""
    found = re.match(r"line (\d+)(.*)", place)
    if not found:
        return place
    number, page = int(found[1]), 1
    above = text.split("\n")[: number - 1]
    starts = [at for at, line in enumerate(above, 1) if line == "\f"]
    return f"page {page + len(starts)}, line {number - (starts[-1] if starts else 0)}{found[2]}"
