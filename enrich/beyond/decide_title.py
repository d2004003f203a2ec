"""A title that arXiv does not have -> the one work that it means beyond doubt, or none (pure).

The decision is that of titles at arXiv (`enrich.titles.decide`), and stricter: of everything that was ever published, many works
have one title, so a title alone must say much more, or its authors must agree. Works that are no papers compete: what has the title of
a book may be the book, and not its review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec import structs

from enrich.beyond.paper import BeyondPaper, is_paper, paper_of
from enrich.paper_id import beyond_id, is_beyond
from enrich.reconcile.align_authors import align
from enrich.record import Item, Outcome, Verdict
from enrich.statements.statement import StatedAuthor, Statement
from enrich.titles.decide import Candidate, decide
from enrich.titles.evidence import weigh
from enrich.titles.normalise import form
from enrich.titles.words import MINOR, specificity

FEWEST_WORDS, LEAST_SPECIFIC = 5, 3.0
"""What a title must say to be believed without authors: words that tell something, and how specific they are together."""
FAR = 3 * 366
"""Days between a document's date and the publication that are too many without authors who agree."""
_UNDATED = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class _Work:
    """What services say of one work."""

    name: str
    """`doi:10.1000/xyz`, or the service's own id of one without a DOI."""
    doi: str | None
    statements: tuple[Statement, ...]

    @property
    def first(self) -> Statement:
        return self.statements[0]


def decide_title(item: Item, statements: Sequence[Statement]) -> tuple[Verdict, BeyondPaper | None]:
    """The verdict on the item, and the paper when it is found; `statements` are of works with similar titles."""
    works = _works(statements)
    candidates = {name: _candidate(work) for name, work in works.items()}
    verdict = decide(item, list(candidates.values()))
    if verdict.id is None:
        return replace(verdict, candidates=tuple(one for one in verdict.candidates if is_beyond(one))), None
    work = works[verdict.id]
    unlike = _doubt(item, candidates[work.name], verdict, work)
    if unlike:
        return _open(verdict, work, unlike), None
    assert work.doi is not None
    paper = paper_of(work.doi, work.statements)
    if isinstance(paper, str):
        return _open(verdict, work, paper), None
    preprints = (one.arxiv_id for one in statements if one.arxiv_id and _same(one, work.first))
    return verdict, replace(paper, named=tuple(dict.fromkeys((*paper.named, *preprints))))


def _doubt(item: Item, candidate: Candidate, verdict: Verdict, work: _Work) -> str:
    """What speaks against the work, as the end of a sentence; nothing when it is the paper beyond doubt."""
    if work.doi is None:
        return "it has no DOI"
    if not all(map(is_paper, work.statements)):
        return "it is no paper"
    support = weigh(item, candidate)
    if support.agrees:
        return ""
    if support.authors_given and support.authors_agreeing < support.authors_given:
        return "its authors do not agree"
    words = [word for word in form(candidate.title).words if word not in MINOR]
    if verdict.evidence.get("title") != "same" or len(words) < FEWEST_WORDS or specificity(words) < LEAST_SPECIFIC:
        return "the title alone says too little among all that was ever published"
    if support.days_apart is not None and support.days_apart > FAR:
        return "it is of another time than the document"
    return ""


def _open(verdict: Verdict, work: _Work, why: str) -> Verdict:
    title = " ".join((work.first.title or "").split())[:120]
    return Verdict(
        Outcome.UNRESOLVED, f"The closest work is {work.name} ({title}), but {why}.", None,
        verdict.evidence | {"closest": work.name},
    )  # fmt: skip


def _works(statements: Sequence[Statement]) -> dict[str, _Work]:
    """The works by name; a preprint beside its own publication is not another work."""
    by_name: dict[str, list[Statement]] = defaultdict(list)
    dois: dict[str, str | None] = {}
    for one in sorted(statements, key=lambda one: (one.service != "crossref", one.service, one.work)):
        doi = one.work if one.service == "crossref" else one.doi
        name = beyond_id(doi) if doi else one.work
        dois[name] = doi
        by_name[name].append(one)
    works = {name: _Work(name, dois[name], tuple(ones)) for name, ones in by_name.items() if ones[0].title}
    return {name: work for name, work in works.items() if not _is_preprint_of_another(work, works)}


def _is_preprint_of_another(work: _Work, works: Mapping[str, _Work]) -> bool:
    return work.first.kind == "preprint" and any(
        other.first.kind == "journal" and is_paper(other.first) and _same(work.first, other.first)
        for other in works.values()
        if other is not work
    )


def _same(one: Statement, other: Statement) -> bool:
    """Whether two works have one title and the very same authors, in the same order."""
    if form(one.title or "").words != form(other.title or "").words or not one.authors:
        return False
    alignment = align([author.name for author in one.authors], _named(other.authors), True)
    return len(one.authors) == len(other.authors) and alignment == {n: n for n in range(len(one.authors))}


def _named(authors: Sequence[StatedAuthor]) -> tuple[StatedAuthor, ...]:
    return tuple(structs.replace(author, orcids=(), affiliations=()) for author in authors)


def _candidate(work: _Work) -> Candidate:
    day = next((one.published for one in work.statements if one.published), _UNDATED)
    names = tuple(author.name for author in work.first.authors if author.name)
    return Candidate(work.name, work.first.title or "", names, "", day, day)
