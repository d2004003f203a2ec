"""`paperwire people review`: the queue of open questions in a terminal, one after another."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import typer

from enrich.database.connection import reading
from enrich.identities.decided.questions import ReviewQuestion, ReviewSide, of_name, open_count, queue
from enrich.people.person import Answer, AuthoredPaper, Spot
from feeds.cli.people.actions import decider, follow
from feeds.cli.session import OK, Session

KEYS: dict[str, Answer] = {"s": "same", "d": "different", "c": "unsure", "l": "later"}
HELP = "s same   d different   c cannot tell   l later   a all of this name   u undo the last   q quit"
_PAPERS, _COAUTHORS = 8, 12
"""Shown of each side."""


def do_review(session: Session, why: str, who: str | None, key: Callable[[], str] | None = None) -> int:
    """`paperwire people review`; `key` gives the next key, "" at the end of the input."""
    press, console = key or _pressed, session.console
    passed: set[Spot] = set()
    answered: list[int] = []
    with session:
        session.only_look()
        follow(session)
        while True:
            with reading(session.store.engine) as connection:
                found, total = queue(connection, passed=passed), open_count(connection)
            if not found:
                console.print("Nothing is open." if not total else "That was all for now.")
                break
            for line in lines(found[0], total):
                console.print(line)
            chosen = _choose(press, console.print, found[0])
            if chosen is None:
                break
            _act(session, found[0], chosen, why, who, passed, answered)
        if answered:
            kept = f"{_counted(len(answered), 'answer')} {'is' if len(answered) == 1 else 'are'} kept"
            console.say(f"{kept}; `paperwire people undo` takes back the last")
    return OK


def _choose(press: Callable[[], str], show: Callable[[str], None], question: ReviewQuestion) -> tuple[str, bool] | None:
    """(an answer or `undo`, whether it is for all of this name); None to quit."""
    for_all = False
    while True:
        show(("For all of this name: s, d, c or l?" if for_all else HELP) + "  ")
        pressed = press()
        if not pressed or pressed == "q":
            return None
        if pressed in KEYS:
            return KEYS[pressed], for_all
        if pressed == "u":
            return "undo", False
        if pressed != "a":
            show(f"There is no key {pressed!r} here.")
        else:
            for_all = True
            show(f"All open questions on the name {_name(question)}.")


def _act(
    session: Session,
    one: ReviewQuestion,
    chosen: tuple[str, bool],
    why: str,
    who: str | None,
    passed: set[Spot],
    answered: list[int],
) -> None:
    answer, for_all = chosen
    decides = decider(session, who)
    if answer == "undo":
        if answered:
            decides.undo(answered.pop())
            passed.clear()
            follow(session)
        else:
            session.console.print("Nothing was answered yet.")
        return
    questions = [one.question]
    if for_all:
        with reading(session.store.engine) as connection:
            questions = of_name(connection, _name(one))
    answered.append(decides.answer_all(questions, answer, why))  # type: ignore[arg-type]
    if answer == "later":
        passed.update(question.left[0] for question in questions)
    follow(session)


def lines(one: ReviewQuestion, total: int) -> Iterator[str]:
    """A question with the evidence of both sides, as it is shown."""
    yield ""
    yield f"Are these one person?   ({total} open{', put off before' if one.is_later else ''})"
    for mark, side in (("A", one.left), ("B", one.right)):
        yield ""
        yield from _side(mark, side, one)
    yield ""
    for reason in one.question.reasons_for:
        yield f"  for:      {reason}"
    for reason in one.question.reasons_against:
        yield f"  against:  {reason}"
    yield f"  missing:  {one.question.short_by}"
    yield f"  a yes:    {_effect(one)}"
    yield ""


def _side(mark: str, side: ReviewSide, one: ReviewQuestion) -> Iterator[str]:
    yield f"{mark}  {', '.join(side.names)}   {side.person or 'nobody so far'}, {_counted(len(side.papers), 'paper')}"
    own = dict(side.spots)
    for paper in side.papers[:_PAPERS]:
        subjects = " ".join(paper.subjects[:3])
        yield f"   {paper.year or '????'}  {paper.title}  [{paper.id}; {', '.join(filter(None, (paper.venue, subjects)))}]"
        yield from _author(paper, own[paper.id])
    if len(side.papers) > _PAPERS:
        yield f"   and {len(side.papers) - _PAPERS} more"
    coauthors = side.coauthors()
    order = sorted(coauthors, key=lambda key: (key not in one.shared, coauthors[key]))
    shown = [f"*{coauthors[key]}*" if key in one.shared else coauthors[key] for key in order[:_COAUTHORS]]
    more = f", and {len(order) - len(shown)} more" if len(order) > len(shown) else ""
    yield f"   with: {', '.join(shown) or 'nobody'}{more}{'   (*on both sides*)' if one.shared else ''}"


def _author(paper: AuthoredPaper, at: int) -> Iterator[str]:
    """What the paper says of its author."""
    author = paper.authors[at]
    if author.affiliations:
        yield f"         at {'; '.join(author.affiliations[:2])}"
    if author.orcid:
        by = "the person's own record" if author.asserted == "person" else f"the work, from {author.orcid_source}"
        yield f"         ORCID {author.orcid}, by {by}"


def _effect(one: ReviewQuestion) -> str:
    if one.survivor is None:
        return f"they become a person with {one.mentions} papers; no entry of a feed comes again"
    leads = f", and {one.alias} leads there" if one.alias else ""
    return f"{one.survivor} has {one.mentions} papers{leads}; no entry of a feed comes again"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _name(one: ReviewQuestion) -> str:
    return next(iter(one.left.names or one.right.names), "")


def _pressed() -> str:
    """The next key of a terminal, or the next letter of other input; "" at its end."""
    if sys.stdin.isatty():
        return str(typer.getchar()).lower()
    while letter := sys.stdin.read(1):
        if not letter.isspace():
            return letter.lower()
    return ""
