"""The queue of the review: what is one step short of being one person, with the evidence of both sides."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from enrich.database.arrays import one_of
from enrich.database.connection import plain_rows
from enrich.identities.authored_papers import kept_papers
from enrich.identities.decided.decisions import decisions
from enrich.identities.tables import person_questions
from enrich.names import name_key
from enrich.people.person import AuthoredPaper, OpenQuestion, Spot
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


def queue(connection: Connection, *, most: int = MOST, passed: Collection[Spot] = ()) -> list[ReviewQuestion]:
    """The open questions by what an answer gains, those that were put off last; but for those that begin with `passed`."""
    put_off = _put_off(connection)
    rows = plain_rows(connection, select(person_questions.c.body).order_by(person_questions.c.gain.desc()))
    found = [one for (body,) in rows if (one := _question(body)).left[0] not in passed]
    found.sort(key=lambda one: (_is_later(one, put_off), -one.gain, one.left, one.right))
    chosen = found[:most]
    papers = kept_papers(connection, {record for one in chosen for record, _ in (*one.left, *one.right)})
    known = _persons(connection, [one.left[0] for one in chosen] + [one.right[0] for one in chosen])
    return [
        ReviewQuestion(one, _side(one.left, papers, known), _side(one.right, papers, known), _is_later(one, put_off))
        for one in chosen
    ]


def of_name(connection: Connection, name: str) -> list[OpenQuestion]:
    """All open questions on a name."""
    key = name_key(name)
    found = []
    for (body,) in plain_rows(connection, select(person_questions.c.body)):
        one = _question(body)
        spots = (*one.left, *one.right)
        papers = kept_papers(connection, {record for record, _ in spots})
        if any(name_key(papers[record].authors[at].name) == key for record, at in spots):
            found.append(one)
    return found


def open_count(connection: Connection) -> int:
    """How many questions there are."""
    return len(plain_rows(connection, select(person_questions.c.left_record)))


def _put_off(connection: Connection) -> list[tuple[set[Spot], set[Spot]]]:
    return [
        tuple({(claim.paper or "", claim.position or 0) for claim in side} for side in (one.left, one.right))  # type: ignore[misc]
        for one in decisions(connection)
        if one.answer == "later"
    ]


def _is_later(one: OpenQuestion, put_off: Sequence[tuple[set[Spot], set[Spot]]]) -> bool:
    left, right = {*one.left}, {*one.right}
    return any((left & a and right & b) or (left & b and right & a) for a, b in put_off)


def _persons(connection: Connection, spots: Sequence[Spot]) -> dict[Spot, str]:
    columns = person_spots.c.record, person_spots.c.position, person_spots.c.person
    asked = select(*columns).where(one_of(connection, person_spots.c.record, {record for record, _ in spots}))
    return {(record, at): person for record, at, person in plain_rows(connection, asked)}


def _side(spots: tuple[Spot, ...], papers: Mapping[str, AuthoredPaper], known: Mapping[Spot, str]) -> ReviewSide:
    listed = sorted(
        (papers[record] for record, _ in spots if record in papers), key=lambda one: (-(one.year or 0), one.id)
    )
    return ReviewSide(known.get(spots[0]), spots, tuple(listed))
