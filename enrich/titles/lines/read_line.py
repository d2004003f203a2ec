"""A title with a reader's words around it, and the line that it stands in -> how they are like a paper, and what speaks for it then (pure).

Where the paper's whole title stands in the line, what is around it decides: a remark, a citation, its authors' names leave it the paper's;
a subtitle, another part, a reply do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from enrich.record import Item
from enrich.titles.compare import KINDS, Difference, Likeness, compare
from enrich.titles.evidence import Candidate, Support, with_named
from enrich.titles.lines.beside_names import without_authors
from enrich.titles.lines.within_line import around, beside_whole
from enrich.titles.normalise import LONGEST, TitleForm, form
from enrich.titles.remarks import titles_within

_WHOLE = frozenset({"same", "near", "authors"})
"""How a title is like one that it has the whole of."""
_OF_AUTHORS = ("authors_given", "authors_agreeing", "full_names")


def in_line(
    item: Item, candidate: Candidate, names: frozenset[str], likeness: Likeness, support: Support
) -> tuple[Likeness, Support]:
    """How an item is like a candidate, and what speaks for it, with all that the line says; `names` are the words of the candidate's authors."""
    if likeness.kind == "same" and not support.against_authors:
        return likeness, support
    paper, title = form(candidate.title), (item.title or "")[:LONGEST]
    lines = [one[:LONGEST] for one in (title, item.alone, *_lines(item.line or "", paper)) if one]
    if likeness.kind != "same":
        cuts = (compare(form(cut), paper, names) for cut in titles_within(title, item.alone, names))
        likeness = next((one for one in cuts if one.kind == "same"), likeness)
    if likeness.kind not in _WHOLE:
        alone, off = without_authors(title, names)
        one = compare(form(alone), paper, names) if off else likeness
        if KINDS.index(one.kind) < KINDS.index(likeness.kind):
            likeness, support = one, with_named(support, off, candidate)
    holding = [line for line in lines if paper.compact in form(line).compact] if likeness.kind != "same" else []
    agreeing, of = support.authors_agreeing, len(candidate.authors)
    if holding and (beside := beside_whole(holding, candidate.title, names, agreeing, of)) is not None:
        return Likeness("same", Difference(), paper.words), with_named(support, beside, candidate)
    if support.against_authors and likeness.kind in _WHOLE:
        support = _by_names_beside(lines, paper, support, candidate)
    return likeness, support


def _lines(written: str, paper: TitleForm) -> Iterator[str]:
    """The line of an item, and it with the line before or behind it where the paper's title begins in one and ends in the other."""
    before, own, after = written.split("\n") if "\n" in written else ("", written, "")
    yield own
    for one, other in ((before, own), (own, after)):
        both = form(f"{one} {other}") if one and other else None
        if (
            both
            and paper.compact in both.compact
            and not any(paper.compact in form(line).compact for line in (one, other))
        ):
            yield f"{one} {other}"


def _by_names_beside(lines: Sequence[str], paper: TitleForm, support: Support, candidate: Candidate) -> Support:
    """What speaks for a paper two of whose authors its line names beside the title, whoever else was taken for one: who posted it."""
    for before, _, after in filter(None, (around(line, " ".join(paper.words)) for line in lines)):
        named = with_named(Support(), f"{before} {after}", candidate)
        if named.authors_agreeing > 1:
            return replace(support, **{name: getattr(named, name) for name in _OF_AUTHORS})
    return support
