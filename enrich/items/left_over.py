"""Blocks in which no item was told -> what they name all the same: linked titles, ids and titles in prose, lines that may be works.

A line of a list, a row of a table or a heading that may be a work and that nothing understood does not vanish: it is looked up where
it has the form of a title, and is a mention that says why it was not understood otherwise. What shows that it may be one is named.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from enrich.citations.citation import title_like
from enrich.citations.field_names import role_of
from enrich.citations.items import CONTEXT_LIMIT, by_title
from enrich.items.cells import is_blank
from enrich.items.lists import is_detail, is_errand, names_other, names_papers, plainly_titled, title_fits
from enrich.listings.labels import is_furniture, is_outline
from enrich.listings.mentions import Placed, loose_mentions
from enrich.record import Document, Item, Mention
from enrich.references.within import take_references
from enrich.titles.remarks import sole_quotation
from enrich.titles.sentences import is_sentence, is_written_as_title, speaks
from enrich.tree.blocks import Block, Code, Heading, Paragraph, Table, TableRow, TextRun, TextRuns, block_runs, text_of
from enrich.tree.entry import TreeEntry, read_entry
from enrich.tree.links import Link, is_address, label_only, leads_to_paper, links_of
from enrich.tree.marks import bare
from enrich.tree.prose import Prose
from enrich.tree.task_marks import is_slot

BY_FORM = "it has the form of a reference"
HEADED = "a heading says that works are listed here"
AMONG = "most of what is listed beside it are works"
"""What shows that a line may be a work."""


def evidence_in(heading: str, written: bool, works: int = 0, among: int = 1) -> str:
    """What shows that a line listed below a heading (one that the document has, where `written`) may be a work, where `works` of those `among` it are.

    Empty where something else is listed.
    """
    if names_other(heading):
        return ""
    if written and names_papers(heading):
        return HEADED
    return AMONG if works * 2 >= among and works > 1 else BY_FORM


class LeftOver(Struct):
    """The blocks since the last item in which none was told, and which lines of them may be works."""

    blocks: list[Block] = field(default_factory=list)
    evidence: dict[int, str] = field(default_factory=dict)
    """What shows that a block may be a work, by its number among the blocks."""

    def add(self, block: Block, evidence: str = "") -> None:
        """Keep a block; with `evidence`, it is one line (an item, a row, a heading) that has to have an outcome if it may be a work."""
        if evidence and not is_slot(_text_of(block)):
            self.evidence[len(self.blocks)] = evidence
        self.blocks.append(block)

    def add_all(self, blocks: Sequence[Block]) -> None:
        self.blocks += blocks

    def add_rows(self, rows: Iterable[TableRow], evidence: str) -> None:
        """Keep rows of a table of which nothing is known."""
        for row in rows:
            self.add(Table((row,), row.place), evidence)

    def take(self, document: Document, today: date, listed: bool) -> list[Mention]:
        """The mentions in what was kept, in order; nothing is kept any longer. Listings are looked for where something may be `listed`."""
        prose = Prose()
        begins = [prose.length]
        for block in self.blocks:
            prose.add(block)
            begins.append(prose.length)
        blocks, evidence = self.blocks, self.evidence
        self.blocks, self.evidence = [], {}
        text = prose.text()
        found: list[Placed] = []
        if listed:
            found, text = take_references(text, document, today, prose.place)
        loose = loose_mentions(text, document, today, prose.place, listed=listed)
        found += [one for one in loose if not _is_in_program(one[1], blocks[bisect_right(begins, one[0]) - 1])]
        starts = sorted(start for start, _ in found)
        for number, shown in evidence.items():
            start, end = begins[number : number + 2]
            at = bisect_left(starts, start)
            if at == len(starts) or starts[at] >= end:
                found += [(start, one) for one in _outcomes(blocks[number], shown, document, prose.place(start))]
        return [mention for _, mention in sorted(found, key=lambda one: one[0])]


def _text_of(block: Block) -> str:
    """What a line says; of a row of a table, its cells behind each other."""
    rows = block.rows if isinstance(block, Table) else ()
    return " ".join(text_of(cell.runs) for row in rows for cell in row.cells) or text_of(block_runs([block]))


_TEXTS = frozenset(
    ["", "text", "txt", "plain", "markdown", "md", "bibtex", "bib", "biblatex", "latex", "tex", "ris", "console"]
)
"""Languages of code in which works are named as elsewhere."""


def _is_in_program(mention: Mention, block: Block) -> bool:
    """Whether a title is a piece of a program, whose texts in quotation marks are its own."""
    return mention.how == "title" and isinstance(block, Code) and block.language.lower() not in _TEXTS


def _outcomes(block: Block, evidence: str, document: Document, place: str) -> Iterator[Mention]:
    """The mention of a line that may be a work: by its title where it has the form of one, unread otherwise."""
    lines = [cell.runs for cell in block.rows[0].cells] if isinstance(block, Table) else [block_runs([block])]
    for runs in lines:
        if linked := linked_titles(Paragraph(runs, place), ""):
            yield from (by_title(document, place, one.item, text_of(runs)[:CONTEXT_LIMIT]) for one in linked)
            return
        if work := _quoted(runs) or _work(runs, evidence):
            yield by_title(document, place, work, text_of(runs)[:CONTEXT_LIMIT])
            return
    if isinstance(block, Table | Heading) or not _may_be_work(runs := lines[0], evidence):
        return
    text = text_of(runs)
    reason = f"The line was not understood, and may be a work, as {evidence}: no title could be told in it."
    yield replace(by_title(document, place, Item(title=text), text[:CONTEXT_LIMIT]), unread=reason)


_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FEWEST, _FEWEST_BY_FORM, _MOST = 3, 5, 60
"""Words of a line that may be a work."""
_LIST_NAME = 8
"""Words up to which a line that speaks of papers may be the name of a list of them."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_INITIAL = re.compile(r"(?<!\w)[A-Z]\.(?=[\s~-]?[A-Z])|\bet al\b|(?<=\w),\s[A-Z]\.")
_MARKED = re.compile(r"[“”„«»《]|(?<!\w)[\"'](?=\w)")


def _work(runs: TextRuns, evidence: str) -> Item | None:
    """What a line says of a work whose title it has by its form; None where it has none."""
    entry = read_entry(runs) if 0 < len(text_of(runs)) < _LONGEST else None
    title = (entry and entry.item.title) or ""
    words = len(title.split())
    if entry is None or _is_nothing(text_of(runs)) or not title_fits(title, entry.words, strong=False, listed=False):
        return None
    cited = bool(entry.evidence & {"authors", "quoted", "cited"}) and words >= _FEWEST
    if not plainly_titled(title) or names_other(title) or is_errand(title) or not title[:1].isupper():
        return None
    if names_papers(title) and words < _LIST_NAME and not cited:
        return None
    if is_written_as_title(title) or (cited and _is_reference(text_of(runs))):
        return entry.item
    return entry.item if evidence != BY_FORM and words >= _FEWEST_BY_FORM and not speaks(title) else None


_OF_PROGRAMS = re.compile(r"[{}<>=|\\;]")
"""Signs of programs and templates, whose texts in quotation marks are their own."""


def _quoted(runs: TextRuns) -> Item | None:
    """The title that a line sets off by quotation marks, whatever its case, beside a day or a name."""
    text = text_of(runs)
    title = None if len(text) > _LONGEST or _OF_PROGRAMS.search(text) else sole_quotation(text)
    return Item(title=title) if title and not speaks(title) else None


_FILE_TAG = "FN "
"""Begins the first line of a file of tagged records."""
_LONGEST = 500
"""Characters of a line that is one work."""


def _may_be_work(runs: TextRuns, evidence: str) -> bool:
    """Whether a line that has no title by its form may be a work all the same."""
    text = text_of(runs)
    words = len(_LETTERS.findall(text))
    if _is_nothing(text) or not (_FEWEST if text.isascii() else 1) <= words <= _MOST or is_detail(runs):
        return False
    if evidence == BY_FORM:
        return words >= _FEWEST_BY_FORM and _is_reference(text)
    title = bare(text).text
    if not title_like(title, _FEWEST) or names_other(text) or is_errand(title):
        return False
    return evidence == HEADED or title_fits(title, text, strong=False, listed=True)


def _is_reference(text: str) -> bool:
    """Whether a line has a year, and initials or a title in quotation marks."""
    return bool(_YEAR.search(text)) and bool(_INITIAL.search(text) or _MARKED.search(text))


_MOST_COLUMNS = 6


def is_table_head(text: str) -> bool:
    """Whether a line names the columns below it, as the first line of a table that is set by spaces does."""
    words = text.split(maxsplit=_MOST_COLUMNS)
    roles = [role for role in map(role_of, words) if role]
    return len(words) <= _MOST_COLUMNS and len(roles) > 1 and len(roles) * 2 >= len(words) and "title" in roles


def _is_nothing(text: str) -> bool:
    """Whether a line says by its words that it is no work: a label, a button, a heading, a sentence, names of columns."""
    if (
        len(text) > _LONGEST
        or is_table_head(text)
        or label_only(text)
        or is_outline(text)
        or is_furniture(text)
        or is_blank(text)
        or text.startswith(_FILE_TAG)
    ):
        return True
    return (is_sentence(text) or speaks(text) or text.endswith("!")) and not _is_reference(text)


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
    if len(paragraph.runs) > _MOST_RUNS or not any(run.href for run in paragraph.runs):
        return found
    words = text_of(paragraph.runs)
    for link in links_of(paragraph.runs):
        before = words.partition(link.label)[0] if link.label else words
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
