"""Markdown (GitHub's dialect: tables, task lists, strike-through, footnotes) -> a Tree, by way of the HTML that it stands for.

Source: https://github.github.com/gfm/. The only user of cmarkgfm.
"""

from __future__ import annotations

from datetime import date

import cmarkgfm
from cmarkgfm.cmark import Options

from enrich.parsers.html import body_of, parse_html
from enrich.parsers.markdown_dialects import plainer, with_definitions
from enrich.parsers.places import Locator
from enrich.tree.blocks import Tree

_OPTIONS = Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES


def parse_markdown(text: str, today: date) -> Tree:
    """The tree of a text in Markdown; places are `line 12, column 3`."""
    page = cmarkgfm.github_flavored_markdown_to_html(plainer(text), _OPTIONS)
    if not page.strip():
        return Tree(())
    return Tree(with_definitions(parse_html(body_of(page), "", today, wrapped=True)), Locator(text))
