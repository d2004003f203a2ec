"""Markdown (GitHub's dialect: tables, task lists, strike-through, footnotes) -> a Tree, by way of the HTML that it stands for.

Source: https://github.github.com/gfm/. The only user of cmarkgfm.
"""

from __future__ import annotations

from datetime import date

import cmarkgfm
import lxml.html
from cmarkgfm.cmark import Options

from enrich.parsers.html import parse_html
from enrich.parsers.markdown_dialects import plainer, with_definitions
from enrich.parsers.places import Locator
from enrich.tree.blocks import Tree

_OPTIONS = Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES


def parse_markdown(text: str, today: date) -> Tree:
    """The tree of a text in Markdown; places are `line 12, column 3`."""
    page = cmarkgfm.github_flavored_markdown_to_html(plainer(text), _OPTIONS)
    if not page.strip():
        return Tree(())
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8", remove_pis=True)
    root = lxml.html.document_fromstring(f"<body>{page}</body>".encode("utf-8", "replace"), parser=parser)
    return Tree(with_definitions(parse_html(root, "", today, wrapped=True)), Locator(text))
