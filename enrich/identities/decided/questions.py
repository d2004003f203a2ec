"""The queue of the review: what is one step short of being one person, with the evidence of both sides."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import closing

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select

from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows, plain_stream
from enrich.identities.authored_papers import kept_papers
from enrich.identities.decided.decisions import decisions
from enrich.identities.state import standing
from enrich.identities.tables import person_decisions, person_questions, person_renames
from enrich.names import name_key
from enrich.people.person import Answer, AuthoredPaper, OpenQuestion, Spot
from enrich.store.schema import person_spots

MOST = 50
"""Questions that are shown at once."""
_question = msgspec.json.Decoder(OpenQuestion).decode


class ReviewSide(Struct, frozen=True):
    """One of two who may be one person."""

    person: str | None
    """None for mentions that are nobody's yet."""
    spots: tuple[Spot, ...]
    papers: tuple[AuthoredPaper, ...]
    """The newest first."""

    @property
    def names(self) -> tuple[str, ...]:
        """As printed, each once."""
        own = dict(self.spots)
        return tuple(sorted({paper.authors[own[paper.id]].name for paper in self.papers}))

    def coauthors(self) -> dict[str, str]:
        """Key of a name -> as printed, of everybody else on these papers."""
        own = dict(self.spots)
        return {
            name_key(author.name): author.name
            for paper in self.papers
            for author in paper.authors
            if author.position != own[paper.id] and name_key(author.name)
        }


class ReviewQuestion(Struct, frozen=True):
    """A question with everything that helps to answer it."""

    question: OpenQuestion
    left: ReviewSide
    right: ReviewSide
    is_later: bool
    """Whether somebody has put it off before."""

    @property
    def shared(self) -> frozenset[str]:
        """Keys of the co-authors of both sides."""
        return frozenset(self.left.coauthors().keys() & self.right.coauthors().keys())

    @property
    def survivor(self) -> str | None:
        """Whose id goes on after a yes; None when neither is a person yet."""
        known = [side for side in (self.left, self.right) if side.person is not None]
        return max(known, key=lambda side: len(side.spots)).person if known else None

    @property
    def alias(self) -> str | None:
        """Whose id leads to the survivor's after a yes; None unless both are persons."""
        known = [side.person for side in (self.left, self.right) if side.person is not None]
        return next(person for person in known if person != self.survivor) if len(known) == 2 else None

    @property
    def mentions(self) -> int:
        """How many of them are one person's after a yes."""
        return len({*self.left.spots, *self.right.spots})


def queue(connection: Connection, *, most: int = MOST, passed: Collection[Spot] = ()) -> list[ReviewQuestion]:
    """The open questions by what an answer gains, those that were put off last; but for those that begin with `passed`."""
    put_off, fresh, later = _answered(connection, "later"), list[OpenQuestion](), list[OpenQuestion]()
    with closing(_unanswered(connection)) as found:
        for one in found:
            if one.left[0] in passed:
                continue
            (later if _is_among(one, put_off) else fresh).append(one)
            if len(fresh) == most:
                break
    return _with_evidence(connection, [*fresh, *later][:most], put_off)


def question_between(connection: Connection, left: Spot, right: Spot) -> ReviewQuestion | None:
    """The open question whose sides begin with these."""
    there = person_questions.c
    same = (there.left_record == left[0]) & (there.left_position == left[1])
    same &= (there.right_record == right[0]) & (there.right_position == right[1])
    found = list(_unanswered(connection, same))
    return _with_evidence(connection, found, _answered(connection, "later"))[0] if found else None


def review_version(connection: Connection) -> str:
    """Differs when the open questions, or what is decided of persons, may differ."""
    counts = [
        connection.execute(select(func.count(), func.count(table.c.undone), func.max(table.c.id))).one()
        for table in (person_decisions, person_renames)
    ]
    return f"{standing(connection)[0].number} {counts}"


def of_name(connection: Connection, name: str) -> list[OpenQuestion]:
    """All open questions on a name."""
    key = name_key(name)
    found = list(_unanswered(connection))
    papers = kept_papers(connection, {record for one in found for record, _ in (*one.left, *one.right)})
    bearers = {
        (paper.id, author.position)
        for paper in papers.values()
        for author in paper.authors
        if name_key(author.name) == key
    }
    return [one for one in found if not bearers.isdisjoint((*one.left, *one.right))]


def open_count(connection: Connection) -> int:
    """How many questions there are."""
    return sum(1 for _ in _unanswered(connection))


Sides = tuple[set[Spot], set[Spot]]


def _unanswered(
    connection: Connection, where: ColumnElement[bool] | None = None
) -> Generator[OpenQuestion, None, None]:
    """The questions that nobody has answered since persons were last found; those that gain most first."""
    there = person_questions.c
    places = there.left_record, there.left_position, there.right_record, there.right_position
    asked = select(there.body).order_by(there.gain.desc(), *places)
    answered = _answered(connection, "same", "different", "unsure")
    for (body,) in plain_stream(connection, asked if where is None else asked.where(where)):
        one = _question(body)
        if not _is_among(one, answered):
            yield one


def _answered(connection: Connection, *answers: Answer) -> dict[Spot, list[Sides]]:
    """What was answered so, by each mention that it is about."""
    found: dict[Spot, list[Sides]] = {}
    for one in decisions(connection):
        if one.answer in answers:
            left, right = (
                {
                    (claim.paper, claim.position)
                    for claim in side
                    if claim.paper is not None and claim.position is not None
                }
                for side in (one.left, one.right)
            )
            for spot in left | right:
                found.setdefault(spot, []).append((left, right))
    return found


def _is_among(one: OpenQuestion, answered: Mapping[Spot, Sequence[Sides]]) -> bool:
    """Whether an answer is between the two sides of the question."""
    left, right = {*one.left}, {*one.right}
    return any(
        (left & a and right & b) or (left & b and right & a) for spot in one.left for a, b in answered.get(spot, ())
    )


def _with_evidence(
    connection: Connection, chosen: Sequence[OpenQuestion], put_off: Mapping[Spot, Sequence[Sides]]
) -> list[ReviewQuestion]:
    papers = kept_papers(connection, {record for one in chosen for record, _ in (*one.left, *one.right)})
    known = _persons(connection, [one.left[0] for one in chosen] + [one.right[0] for one in chosen])
    return [
        ReviewQuestion(one, _side(one.left, papers, known), _side(one.right, papers, known), _is_among(one, put_off))
        for one in chosen
    ]


def _persons(connection: Connection, spots: Sequence[Spot]) -> dict[Spot, str]:
    columns = person_spots.c.record, person_spots.c.position, person_spots.c.person
    asked = select(*columns).where(one_of(connection, person_spots.c.record, {record for record, _ in spots}))
    return {(record, at): person for record, at, person in plain_rows(connection, asked)}


def _side(spots: tuple[Spot, ...], papers: Mapping[str, AuthoredPaper], known: Mapping[Spot, str]) -> ReviewSide:
    listed = sorted(
        (papers[record] for record, _ in spots if record in papers), key=lambda one: (-(one.year or 0), one.id)
    )
    return ReviewSide(known.get(spots[0]), spots, tuple(listed))
