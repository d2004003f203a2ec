"""A title without an id -> the right paper, or none (pure).

::

    item + candidates -> compare (the titles) + weigh (authors, abstract, date) -> Match -> decide -> Verdict

A wrong paper is worse than a missing one. What separates a part, a reply, a report from the paper itself vetoes;
what only looks like copying (a typo, a lost subtitle) needs either a title that says enough, or authors or an abstract
that agree; and a second paper about as good makes the title ambiguous.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, Literal

from msgspec import Struct
from rapidfuzz import fuzz

from enrich.record import Item, Outcome, Verdict
from enrich.titles.compare import KINDS, Likeness, compare
from enrich.titles.evidence import Candidate, Support, letters_of, versions_of, weigh
from enrich.titles.lines.read_line import in_line
from enrich.titles.normalise import LONGEST, TitleForm, form, normal_title, plain
from enrich.titles.queries import TitleQuery, batch_queries, queries
from enrich.titles.vetoes import doubtful_pair, foreign_subject, mistyped, other_work
from enrich.titles.words import AROUND_TITLES, EDITIONS, KINDS_OF_WORK, MINOR, SEQUELS, specificity

__all__ = ["Candidate", "TitleQuery", "batch_queries", "decide", "normal_title", "queries", "title_key"]

Standing = Literal["good", "possible", "no"]

_TIERS = {"same": 0, "near": 1, "authors": 1, "truncated": 2, "lost": 2, "added": 2, "headless": 3, "other": 3}
_NEVER = 99.0
_ENOUGH = {
    "lost": (_NEVER, _NEVER, 1.9, 1.9, 1.6),
    "truncated": (_NEVER, _NEVER, 2.3, 2.0, 1.6),
    "added": (_NEVER, _NEVER, _NEVER, 2.3, 2.0),
    "headless": (_NEVER,) * 5,
}
"""How specific (see `specificity`) a title of 0, 1, 2, 3, 4 and more words must be to be believed by itself."""
_LEAST_NAMED = 1.45
"""How specific a title of two words and more is that is believed beside a surname that is an author's."""
_PHRASES = {
    "same": "The title is the same",
    "near": "The title is the same but for spelling",
    "authors": "The title is the same, with its authors' names run on",
    "lost": "The title is the paper's without its subtitle",
    "added": "The title is the paper's with a subtitle added",
    "truncated": "The cut title is the beginning of the paper's",
    "headless": "The title is the paper's subtitle",
    "other": "The title is the same but for mistyped words",
}


class Match(Struct, frozen=True):
    """A candidate with everything that speaks for or against it."""

    candidate: Candidate
    likeness: Likeness
    similarity: float
    """How alike the normalised titles are, 0 to 1."""
    support: Support
    standing: Standing
    why_not: str = ""
    """What speaks against it, as the end of a sentence."""

    @property
    def tier(self) -> int:
        return _TIERS[self.likeness.kind]

    @property
    def rank(self) -> tuple[Any, ...]:
        """Ascending from the best."""
        s = self.support
        far = s.days_apart if s.days_apart is not None else 0
        return (
            self.standing != "good",
            self.tier,
            -round(s.abstract or 0, 1),
            -s.authors_agreeing,
            -self.similarity,
            far,
        )


_SHORT_NAME = re.compile(r"(?![IVXLC]+\b)[A-Z]{3,8}")
"""A venue's or a method's short name, alone in brackets behind a title: no number of a part."""


def _wordings(title: str) -> list[TitleForm]:
    """The title, and the title without what documents put around titles: numbering, site names, venues, years."""
    found = [form(title)]
    title = " ".join(title.split())
    bare = re.sub(r"^(?:\(?\d{1,3}[.)] |\[\d{1,3}\] ?|[•*▪–-] )", "", title)
    bare = re.split(r" [|·•] | ?[·•]", bare, maxsplit=1)[0]
    tail = re.search(r" ?[\[(]([^()\[\]]*)[\])][ .,;:*]*$|(?:,| [-–—]) (?:arxiv|preprint)$", bare, re.IGNORECASE)
    if tail and (
        _SHORT_NAME.fullmatch(tail[1] or "")
        or all(
            w.rstrip("0123456789") in AROUND_TITLES or re.fullmatch(r"(?:19|20)?\d\d", w)
            for w in normal_title(tail[1] or "").split()
        )
    ):
        bare = bare[: tail.start()]
    rest = set(found[0].words) - set(form(bare).words) - {"preprint"}
    if bare.strip() and bare != title and not (SEQUELS | EDITIONS) & rest and form(bare).words:
        found.append(form(bare))
    return found


def _telling(words: Sequence[str]) -> bool:
    """Whether a title says so much that a lost `: A Survey` can leave no doubt which paper is meant."""
    return len([w for w in words if w not in MINOR]) >= 4 and specificity(words) >= 3.0


def _vague(item: Item, likeness: Likeness, support: Support) -> bool:
    """Whether the title alone is too little to name a paper."""
    words = [w for w in likeness.shared if w not in MINOR]
    specific = specificity(words) + (0.4 if likeness.cut > 2 else 0)
    if likeness.kind == "authors":
        return specific < 1.2 and len(likeness.piece) < 2
    if likeness.kind in {"same", "near"}:
        named = likeness.kind == "same" and support.authors_agreeing == support.authors_given > 0
        if len(words) > 1 and specific >= (_LEAST_NAMED if named else 1.5 if len(likeness.shared) > 2 else 2.2):
            return False
    elif likeness.piece and specific >= _ENOUGH[likeness.kind][min(len(words) + (likeness.cut > 2), 4)]:
        return support.days_apart is not None and support.days_apart > 3 * 366
    dated = support.days_apart is not None and support.days_apart <= 7 and item.date_exact in {None, "day"}
    return not (likeness.kind == "same" and dated and words)


def _standing(item: Item, likeness: Likeness, similarity: float, support: Support, doubt: str) -> tuple[Standing, str]:
    """Whether the candidate may be the paper, and what speaks against it; `doubt` does if nothing settles it."""
    if likeness.kind == "other":
        same = mistyped(likeness.difference, similarity, support)
        return "good" if same else "no", "its title is a different one"
    if likeness.kind in {"lost", "added", "headless"} and (
        apart := other_work(likeness.piece, likeness.kind != "added")
    ):
        lost = likeness.kind == "lost"
        backed = support.by_abstract and not support.disagrees
        sure = support.by_authors or _telling(likeness.shared)
        kind_only = KINDS_OF_WORK.intersection(likeness.piece) and sure
        same_text = support.by_all and (likeness.kind == "added" or lost) and apart == "edition"
        same_text = same_text or (lost and versions_of(support).issuperset(likeness.piece))
        if not same_text and not (lost and apart == "edition" and (backed or kind_only)):
            return ("possible" if lost else "no"), f"one of the two is another work ({' '.join(likeness.piece[:8])})"
    if support.disagrees or (likeness.kind != "same" and support.other_abstract):
        return "possible", "authors or abstract differ"
    if doubt:
        return "possible", doubt
    if support.agrees or not _vague(item, likeness, support):
        return "good", ""
    return "possible", "the title alone says too little"


def _doubt(
    item: TitleForm, paper: TitleForm, likeness: Likeness, candidate: Candidate, others: Sequence[Candidate]
) -> str:
    """What only an abstract that agrees could settle, as the end of a sentence."""

    def elsewhere(word: str) -> bool:
        return any(word in form(c.title).words for c in others if c.id != candidate.id)

    if pair := doubtful_pair(item, paper, likeness.difference, elsewhere):
        other = f"be another word than “{pair[1]}”" if pair[1] and pair[0] else "be no slip"
        return f"“{pair[0] or pair[1]}” may {other}"
    if likeness.kind == "added" and (
        words := foreign_subject(likeness.piece, f"{candidate.title} {candidate.abstract}")
    ):
        return f"the subtitle speaks of something else ({' '.join(words[:8])})"
    return ""


def _match(item: Item, wordings: Sequence[TitleForm], candidate: Candidate, others: Sequence[Candidate]) -> Match:
    paper, names = form(candidate.title), letters_of(candidate.authors)
    support = weigh(item, candidate)
    likeness = min((compare(w, paper, names) for w in wordings), key=lambda f: KINDS.index(f.kind))
    likeness, support = in_line(item, candidate, names, likeness, support)
    similarity = fuzz.ratio(" ".join(wordings[-1].words), " ".join(paper.words)) / 100
    doubt = "" if support.by_abstract else _doubt(wordings[0], paper, likeness, candidate, others)
    standing, why_not = _standing(item, likeness, similarity, support, doubt)
    return Match(candidate, likeness, similarity, support, standing, why_not)


def _clearly(best: Match, other: Match) -> bool:
    """Whether the best match leaves the other behind."""
    mine, theirs = best.support, other.support
    if theirs.by_abstract and not mine.by_abstract and other.tier <= 2:
        return False
    if mine.by_abstract and (theirs.abstract or 0) < (mine.abstract or 0) - 0.3:
        return True
    if mine.by_authors and not mine.disagrees and 2 * theirs.authors_agreeing < mine.authors_agreeing:
        return True
    if other.standing != "good":
        return best.tier < 2 or mine.by_abstract or other.tier > 2
    if (best.tier == 0 and other.tier > 0) or best.tier < other.tier - 1:
        return True
    near, far = mine.days_apart, theirs.days_apart
    return near is not None and far is not None and near <= 60 and far > 300 and best.tier <= other.tier


def _evidence(best: Match, runner_up: Match | None) -> dict[str, Any]:
    """What the decision rests on, as JSON values."""
    s = best.support
    found: dict[str, Any] = {"title": best.likeness.kind, "title_similarity": round(best.similarity, 3)}
    if s.authors_given:
        found |= {"authors_given": s.authors_given, "authors_agreeing": s.authors_agreeing}
    if best.likeness.kind == "authors":
        found["authors_run_on"] = " ".join(best.likeness.piece)[:200]
    if s.abstract is not None:
        found["abstract_similarity"] = round(s.abstract, 3)
    if s.days_apart is not None:
        found["days_apart"] = s.days_apart
    if runner_up:
        found["runner_up"] = {"id": runner_up.candidate.id, "title_similarity": round(runner_up.similarity, 3)}
    return found


def _found(best: Match) -> str:
    """The reason for attaching, as one sentence."""
    s = best.support
    phrases = [_PHRASES[best.likeness.kind]]
    if s.authors_agreeing:
        phrases.append(f"{s.authors_agreeing} of {s.authors_given} authors agree")
    if s.by_abstract:
        phrases.append("the abstract agrees")
    if len(phrases) > 1:
        return f"{', '.join(phrases[:-1])} and {phrases[-1]}."
    return f"{phrases[0]}." if best.likeness.kind == "authors" else f"{phrases[0]} and says enough by itself."


def _near_enough(item: TitleForm, paper: TitleForm) -> bool:
    """A quick look that spares most candidates of other titles the full comparison."""
    shared = len(item.telling & paper.telling)
    few = min(len(item.words), len(paper.words)) <= 3
    if shared and (few or 2 * shared >= min(len(item.telling), len(paper.telling))):
        return True
    return fuzz.partial_ratio(item.compact, paper.compact, score_cutoff=70) >= 70


def decide(item: Item, candidates: Sequence[Candidate]) -> Verdict:
    """The paper that the item means: found, or ambiguous between several, or unresolved when none is good enough."""
    wordings = _wordings((item.title or "")[:LONGEST])
    if not wordings[0].words:
        return Verdict(Outcome.UNRESOLVED, "The item has no title to look up.")
    ends = {wordings[0], wordings[-1], *([form(item.line[:LONGEST])] if item.line else ())}
    distinct = list({c.id: c for c in candidates if any(_near_enough(w, form(c.title)) for w in ends)}.values())
    matches = sorted((_match(item, wordings, c, distinct) for c in distinct), key=lambda m: m.rank)
    if not matches:
        return Verdict(Outcome.UNRESOLVED, "No paper with a similar title was found.")
    best, runner_up = matches[0], matches[1] if len(matches) > 1 else None
    evidence = _evidence(best, runner_up)
    open_ones = [m for m in matches if m.standing != "no"]
    if best.standing == "good":
        rivals = [m for m in open_ones[1:] if not _clearly(best, m)]
        if not rivals:
            return Verdict(Outcome.FOUND, _found(best), best.candidate.id, evidence)
        return _ambiguous([best, *rivals], evidence)
    if len(open_ones) > 1 and not any(m.support.disagrees for m in open_ones[:2]):
        return _ambiguous(open_ones, evidence)
    return _unresolved(best, evidence)


def _ambiguous(matches: Sequence[Match], evidence: dict[str, Any]) -> Verdict:
    ids = tuple(m.candidate.id for m in matches[:10])
    reason = f"{len(matches)} papers are about as good: {', '.join(ids)}."
    return Verdict(Outcome.AMBIGUOUS, reason, None, evidence, ids)


def _unresolved(best: Match, evidence: dict[str, Any]) -> Verdict:
    if best.likeness.kind == "other" and best.similarity < 0.6:
        return Verdict(Outcome.UNRESOLVED, "No paper with a similar title was found.", None, evidence)
    evidence = {"closest": best.candidate.id, **evidence}
    title = plain(best.candidate.title)
    reason = f"The closest paper is {best.candidate.id} ({title}), but {best.why_not}."
    return Verdict(Outcome.UNRESOLVED, reason, None, evidence)


def title_key(item: Item) -> str:
    """The look-up's stable key: the normalised title, and a digest of the facts that discriminate."""
    facts = "\n".join(
        [
            *sorted(" ".join(a.name.casefold().split()) for a in item.authors),
            item.date.isoformat() if item.date else "",
            normal_title(item.abstract or "")[:300],
            *(normal_title(one) for one in (item.alone, item.line) if one),
        ]
    )
    mark = "…" if form(item.title or "").truncated else ""
    return f"{normal_title(item.title or '')}{mark}|{hashlib.sha256(facts.encode()).hexdigest()[:16]}"
