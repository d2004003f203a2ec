"""Markdown (GitHub's dialect: tables, task lists, strike-through, footnotes) -> a Tree, by way of the HTML that it stands for.

Source: https://github.github.com/gfm/. The only user of cmarkgfm.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

import cmarkgfm
import lxml.html
from cmarkgfm.cmark import Options

from enrich.parsers.html import parse_html
from enrich.tree.blocks import Tree

_OPTIONS = Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES


def parse_markdown(text: str, today: date) -> Tree:
    """The tree of a text in Markdown; places are `line 12, column 3`."""
    page = cmarkgfm.github_flavored_markdown_to_html(text, _OPTIONS)
    if not page.strip():
        return Tree(())
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8", remove_pis=True)
    root = lxml.html.document_fromstring(f"<body>{page}</body>".encode("utf-8", "replace"), parser=parser)
    return Tree(parse_html(root, "", today, wrapped=True), _Locator(text))


class _Locator:
    """(`line 12`, a text) -> `line 13, column 5`: where the text stands first in that line or one below it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def __call__(self, place: str, text: str) -> str:
        number = place.removeprefix("line ").partition(",")[0]
        if not number.isdigit() or int(number) >= len(self.starts):
            return place
        start = self.starts[int(number) - 1]
        at = self.text.find(text, start, start + 20_000)
        if at < 0:
            return f"line {number}, column 1"
        line = bisect_right(self.starts, at)
        return f"line {line}, column {at - self.starts[line - 1] + 1}"
