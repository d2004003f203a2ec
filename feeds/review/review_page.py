"""The page of the review, for everybody or for whoever answers; it needs no script (pure)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from markupsafe import Markup

from enrich.identities.decided.batches import DecidedBatch
from enrich.options.author_claims import AuthorClaim
from enrich.people.person import Answer
from feeds.pages.channel_page import environment
from feeds.pages.inline import isolated
from feeds.pages.paper import page_path
from feeds.readable_text import repair_text
from feeds.review.desk import AskedQuestion, ReviewState
from feeds.review.forms import MOST_LETTERS, FormSeal, Undoing, purpose_of
from feeds.review.shown import ShownSide

ANSWERS: tuple[tuple[Answer, str], ...] = (
    ("same", "One person"),
    ("different", "Two people"),
    ("unsure", "Cannot tell"),
    ("later", "Later"),
)
"""(answer, what its button says)."""
_DECIDED: dict[Answer, str] = {
    "same": "one person",
    "different": "two people",
    "unsure": "cannot tell",
    "later": "later",
}


class Sealing:
    """Puts into each form the seal of somebody who may answer."""

    def __init__(self, seal: FormSeal, who: str, now: datetime) -> None:
        self._seal = seal
        self.who = who
        self._now = now

    def __call__(self, purpose: str) -> str:
        return self._seal.seal(purpose, self.who, self._now)


def review_page(
    state: ReviewState, site: str, *, up: str, sealing: Sealing | None = None, answers_at: str = "", problem: str = ""
) -> bytes:
    """The page; without `sealing` nothing can be answered on it.

    `up` leads to out/, `answers_at` to the page with forms, where there is one; `problem` is why nothing was kept.
    """
    return (
        environment()
        .get_template("review.html")
        .render(
            title="Who is who",
            site=repair_text(site),
            up=up,
            served=True,
            problem=problem,
            total=f"{state.total:,}",
            questions=[_question(one, up, sealing) for one in state.questions],
            who=sealing and repair_text(sealing.who),
            answers=ANSWERS,
            answers_at=answers_at,
            most_letters=MOST_LETTERS,
            decided=[_decided(one, sealing) for one in state.decided] if sealing else [],
        )
        .encode()
    )


def _question(one: AskedQuestion, up: str, sealing: Sealing | None) -> dict[str, Any]:
    shown = one.shown
    names = list(dict.fromkeys(shown.left.names[:1] + shown.right.names[:1]))
    return {
        "heading": Markup(" and ").join(map(_isolated, names)),
        "name": next(iter(shown.left.names), ""),
        "sides": [_side("A", shown.left, up), _side("B", shown.right, up)],
        "facts": [
            ("For", shown.reasons_for),
            ("Against", shown.reasons_against),
            ("Missing", (shown.missing,) if shown.missing else ()),
            ("How rare", shown.rarity),
            ("A yes", (shown.yes,)),
        ],
        "later": shown.is_later,
        "fields": {"left": one.left, "right": one.right, "seen": one.seen},
        "seal": sealing and sealing(purpose_of(one.seen)),
    }


def _side(mark: str, side: ShownSide, up: str) -> dict[str, Any]:
    return {
        "mark": mark,
        "names": [_isolated(name) for name in side.names],
        "person": side.person or "nobody so far",
        "count": f"{side.count:,} paper{'' if side.count == 1 else 's'}",
        "papers": [
            {
                "href": up + page_path(paper.id),
                "title": _isolated(paper.title),
                "facts": paper.facts,
                "printed": _isolated(paper.printed),
            }
            for paper in side.papers
        ],
        "rest": side.count - len(side.papers),
        "coauthors": [(_isolated(name), is_shared) for name, is_shared in side.coauthors],
        "more": side.more,
        "institutions": [_isolated(place) for place in side.institutions],
        "orcids": side.orcids,
    }


def _decided(one: DecidedBatch, sealing: Sealing) -> dict[str, Any]:
    more = f" and {one.decisions - 1} more" if one.decisions > 1 else ""
    return {
        "batch": one.batch,
        "answer": _DECIDED[one.answer],
        "what": f"{_place(one.left)} and {_place(one.right)}{more}",
        "who": repair_text(one.who),
        "when": one.when.isoformat(),
        "day": f"{one.when:%Y-%m-%d %H:%M} UTC",
        "why": repair_text(one.why),
        "seal": sealing(Undoing(one.batch).purpose),
    }


def _place(side: tuple[AuthorClaim, ...]) -> str:
    """The first mention of a side: no name, since it may be one that is to be seen no more."""
    claim = next(iter(side), None)
    if claim is None or claim.paper is None:
        return "a name"
    return claim.paper if claim.position is None else f"author {claim.position + 1} of {claim.paper}"


def _isolated(text: str) -> Markup:
    return Markup(isolated(text))
