"""Word, OpenDocument, EPUB, org-mode, MediaWiki, Typst -> a Tree, by way of the HTML that pandoc makes of them.

Pandoc (GPL) runs as a process of its own, which touches no file and no network (--sandbox), and ends with the one that began it.
Source: https://pandoc.org/MANUAL.html. The only module that begins pandoc.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from functools import partial
from typing import Any

import lxml.html

from enrich.conversion.extras import Lacking, Unreadable, pandoc
from enrich.conversion.typst import by_itself, with_unknown
from enrich.machine.process import end_with
from enrich.parsers.html import html_parser, parse_html
from enrich.parsers.places import Locator
from enrich.tree.blocks import Tree

_SECONDS, _SECONDS_FOR_A_BYTE = 30.0, 30e-6
"""After which pandoc is ended: a kilobyte of org-mode can keep it for ever. Half of what reading may take by default, so that
there is time to read the text as it is."""
_MOST_UNKNOWN = 12
"""Functions of a template that a document in Typst may use; each is a process of pandoc more."""
_PRIORITY = re.compile(r"^ ?\[#[A-Z\d]\] ")
_TASK_WORDS = 4
"""Words from which a heading with a state is a task, and not the name of a list of them."""
_PROPERTIES = ("author", "authors", "title", "year", "date", "journal", "booktitle", "doi", "arxiv", "eprint", "url")
"""Properties of a heading in org-mode that say something of a paper."""


def parse_with_pandoc(body: bytes, form: str, today: date, source: str = "") -> Tree:
    """The tree of a document in a format that pandoc reads; `source` is its text, where it has lines to be told.

    Raises Lacking without pandoc, and Unreadable when pandoc cannot read it.
    """
    page = _converted_typst(source) if form == "typst" else _converted(body, form)
    if not page.strip():
        return Tree(())
    root = lxml.html.document_fromstring(b"<body>" + page + b"</body>", parser=html_parser())
    if form == "org":
        _show_properties(root)
    locate = Locator(source).anywhere if source else _kind_and_number
    return Tree(parse_html(root, "", today, wrapped=bool(source)), locate)


def _converted_typst(source: str) -> bytes:
    """What pandoc makes of Typst, which stops at the first function that a template was to define: each is defined, one by one."""
    known = by_itself(source)
    for _ in range(_MOST_UNKNOWN):
        try:
            return _converted(known.encode("utf-8", "replace"), "typst")
        except Unreadable as wrong:
            more = with_unknown(known, str(wrong))
            if more is None:
                raise
            known = more
    return _converted(known.encode("utf-8", "replace"), "typst")


def _converted(body: bytes, form: str) -> bytes:
    program = pandoc()
    if program is None:
        raise Lacking(form)
    command = [program, "--sandbox", "--from", form, "--to", "html", "--wrap", "preserve", "--mathjax"]
    dying = partial(end_with, os.getpid()) if sys.platform == "linux" else None
    limit = _SECONDS + _SECONDS_FOR_A_BYTE * len(body)
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=limit, preexec_fn=dying, check=False)
    except subprocess.TimeoutExpired as wrong:
        raise Unreadable(f"pandoc took longer than {limit:,.0f} s to read it as {form}") from wrong
    if done.returncode:
        problem = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise Unreadable(f"pandoc cannot read it as {form}: {problem or f'it ended with status {done.returncode}'}")
    return done.stdout


def _kind_and_number(place: str, text: str) -> str:
    """`line 7, <li> 3` of the page that nobody sees -> `<li> 3`."""
    return place.partition(", ")[2] or place


def _show_properties(root: Any) -> None:
    """What org-mode says of a heading in its drawer becomes a paragraph below it, its tags go, and its state where it is short."""
    for span in root.xpath("//span[contains(@class,'todo') or contains(@class,'done') or contains(@class,'tag')]"):
        span.tail = _PRIORITY.sub(" ", span.tail or "")
        if "tag" in span.get("class") or len(span.tail.split()) < _TASK_WORDS:
            span.drop_tree()
    for heading in root.xpath("//h1|//h2|//h3|//h4|//h5|//h6"):
        properties = [(name, heading.get(f"data-{name}")) for name in _PROPERTIES if heading.get(f"data-{name}")]
        for name, _ in properties:
            del heading.attrib[f"data-{name}"]
        if properties:
            paragraph = lxml.html.Element("p")
            lines = [
                f"{name.capitalize()}: {'arXiv:' if name in {'arxiv', 'eprint'} else ''}{value}"
                for name, value in properties
            ]
            paragraph.text = lines[0]
            for line in lines[1:]:
                end = lxml.html.Element("br")
                end.tail = line
                paragraph.append(end)
            heading.addnext(paragraph)
