"""Paragraphs that name works as the labels of their links -> these works (pure)."""

from __future__ import annotations

import re

from enrich.citations.citation import title_like
from enrich.items.lists import names_other, names_papers
from enrich.listings.labels import is_outline
from enrich.titles.sentences import is_sentence
from enrich.tree.blocks import Paragraph, TextRun, text_of
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import Link, is_address, leads_to_paper, links_of

_MOST_RUNS = 200
"""Runs of a paragraph in which titles are looked for."""
_NAMES_A_PAPER = re.compile(
    r"\b(?:paper|preprint|article|manuscript|work|publication|artikel|aufsatz|artículo|articolo|artigo)\W{0,3}(?:titled|entitled|called|on)?\W{0,3}$",
    re.IGNORECASE,
)
"""Ends what stands before a link to a paper."""


def linked_titles(paragraph: Paragraph, heading: str) -> list[TreeEntry]:
    """The works that a paragraph names as the labels of its links; an id in an address is found anyway."""
    found: list[TreeEntry] = []
    if len(paragraph.runs) > _MOST_RUNS:
        return found
    words = text_of(paragraph.runs)
    for link in links_of(paragraph.runs):
        before = words.partition(link.label)[0]
        if "arxiv" not in link.href.lower() and _is_linked_title(link, before, heading):
            found += filter(None, [read_entry((TextRun(link.label, href=link.href, title=True),))])
    return found


def _is_linked_title(link: Link, before: str, heading: str) -> bool:
    label = link.label.strip(' "“”.')
    words = [word for word in label.split() if len(word) > 3]
    capital = sum(word[:1].isupper() for word in words)
    if not title_like(label[:1].upper() + label[1:], 5) or is_address(label) or is_sentence(label) or is_outline(label):
        return False
    if _NAMES_A_PAPER.search(before):
        return True
    headline = len(words) > 3 and capital * 5 >= len(words) * 4
    return headline and (":" in label or leads_to_paper(link) or names_papers(heading)) and not names_other(label)
