"""What somebody does about persons: join, split, rename, answer, undo; each is kept as a fact, in one transaction.

Persons follow with the next update.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Engine

from enrich.database.connection import reading, writing
from enrich.database.locks import Lock
from enrich.errors import BadSettings
from enrich.identities.decided.claims import Unborne, Unclear, claims_named, claims_of_spots, located, unborne
from enrich.identities.decided.decisions import SETTINGS, decisions, next_batch, record_decisions, undo_decisions
from enrich.identities.decided.name_changes import NameChange, name_changes, record_name_change, undo_name_changes
from enrich.identities.decided.stored_decision import StoredDecision
from enrich.identities.survivors import survivors
from enrich.names import name_key
from enrich.options.author_claims import AuthorClaim, parse_claim
from enrich.people.person import Answer, OpenQuestion

ELSEWHERE = "settings elsewhere"
"""Who decided what stood in the settings of another store."""
Fact = TypeVar("Fact", StoredDecision, NameChange)
Side = tuple[AuthorClaim, ...]


class Undone(Struct, frozen=True):
    """What was taken back."""

    batch: int
    decisions: tuple[StoredDecision, ...]
    changes: tuple[NameChange, ...]


class Decider:
    """Somebody who decides."""

    def __init__(self, engine: Engine, who: str, now: datetime) -> None:
        """Raises BadSettings for a name that stands for the settings: what they decided is undone when it stands there no more."""
        if who == SETTINGS:
            raise BadSettings(
                f"nobody is called {SETTINGS!r}: that is who decides what stands in [authors]; give another name"
            )
        self._engine = engine
        self._who = who
        self._now = now

    def join(self, texts: Sequence[str], why: str) -> int:
        """They are one person; each text is in a form of `enrich.options.author_claims`. Returns the number to undo it by.

        Raises Unclear for whom the store does not know, BadSettings for what cannot be one person.
        """
        with writing(self._engine, Lock.RECORDS) as connection:
            sides = [located(connection, one) for one in _parsed(texts)]
            _check_apart(sides)
            first, *others = sides
            rest = tuple(claim for side in others for claim in side if claim not in first)
            if not rest:
                raise BadSettings("they are one person already; name two, such as two ids, or a paper and a name")
            return self._record(connection, "same", [(first, rest)], why)

    def unborne(self, texts: Sequence[str]) -> list[Unborne]:
        """Which of them are names that nobody has so far: what is decided of these waits for papers to come."""
        with reading(self._engine) as connection:
            return unborne(connection, _parsed(texts))

    def part(self, texts: Sequence[str], why: str) -> int:
        """No two of them are one person. Raises Unclear for whom the store does not know, BadSettings for one person."""
        with writing(self._engine, Lock.RECORDS) as connection:
            sides = [located(connection, one) for one in _parsed(texts)]
            pairs = [(one, other) for k, one in enumerate(sides) for other in sides[k + 1 :]]
            if any(set(one) & set(other) for one, other in pairs):
                raise BadSettings(
                    "nobody is two people: `paperwire people split ID PAPER...` takes papers from a person"
                )
            return self._record(connection, "different", pairs, why, whole=sides)

    def split(self, person: str, papers: Sequence[str], why: str) -> int:
        """These papers of a person, each by its id or as an author of it is written, are somebody else's.

        Raises Unclear for a paper that is not the person's, BadSettings for what is no person's id, or all papers.
        """
        (claim,) = _parsed([person])
        if claim.person is None:
            raise BadSettings(f"{person!r} is not the id of a person; `paperwire people list` shows them")
        with writing(self._engine, Lock.RECORDS) as connection:
            theirs = claims_named(connection, claim)
            wanted = {text: _of_paper(text) for text in papers}
            for text, meant in wanted.items():
                if not any(_is_meant(one, meant) for one in theirs):
                    raise Unclear(f"{text} is not a paper of {person}; `paperwire people show {person}` lists them")
            part = tuple(one for one in theirs if any(_is_meant(one, meant) for meant in wanted.values()))
            rest = tuple(one for one in theirs if one not in part)
            if not part or not rest:
                raise BadSettings(f"name some of the papers of {person}, and not all: the others stay")
            return self._record(connection, "different", [(part, rest)], why, whole=[rest])

    def answer(self, question: OpenQuestion, answer: Answer, why: str) -> int:
        """Answer a question of the review."""
        with writing(self._engine, Lock.RECORDS) as connection:
            return self._answer(connection, [question], answer, why)

    def answer_all(self, questions: Sequence[OpenQuestion], answer: Answer, why: str) -> int:
        """Give one answer to many, which is undone at once."""
        with writing(self._engine, Lock.RECORDS) as connection:
            return self._answer(connection, questions, answer, why)

    def rename(self, person: str, new: str, old: Sequence[str], why: str) -> NameChange:
        """The person is called `new`, and these names, or else all others, are to be seen no more.

        Raises Unclear for nobody's id and for a name that the person does not have, BadSettings for no id or no name.
        """
        (claim,) = _parsed([person])
        if claim.person is None:
            raise BadSettings(f"{person!r} is not the id of a person; `paperwire people list` shows them")
        if not name_key(new):
            raise BadSettings("the new name has no letter")
        with writing(self._engine, Lock.RECORDS) as connection:
            theirs = claims_named(connection, claim)
            keys = {name_key(one.name): one.name for one in theirs}
            if strange := [name for name in old if name_key(name) not in keys]:
                raise Unclear(f"{person} has no name {strange[0]!r}; the names are {', '.join(sorted(keys.values()))}")
            gone = {name_key(name) for name in old} or keys.keys() - {name_key(new)}
            spots = tuple(one for one in theirs if name_key(one.name) in gone)
            names = tuple(sorted({one.name for one in spots}))
            who_now = survivors(connection, [claim.person])[claim.person]
            change = NameChange(
                next_batch(connection), who_now, names, " ".join(new.split()), spots, self._who, self._now, why
            )
            record_name_change(connection, change)
            return change

    def undo(self, batch: int | None = None) -> Undone:
        """Take back what was done under a number, or else last. Raises Unclear when there is nothing."""
        with writing(self._engine, Lock.RECORDS) as connection:
            known: list[StoredDecision | NameChange] = [*decisions(connection), *name_changes(connection)]
            own = [one.batch for one in known if one.who != SETTINGS]
            if batch is None and not own:
                raise Unclear("nothing has been decided that could be undone")
            chosen = max(own) if batch is None else batch
            if any(one.batch == chosen and one.who == SETTINGS for one in known):
                raise Unclear(f"number {chosen} stands in [authors] of the settings; take it out there")
            if chosen not in own:
                raise Unclear(
                    f"there is nothing under the number {chosen}; `paperwire people export` lists what there is"
                )
            gone = undo_decisions(connection, chosen, self._who, self._now)
            return Undone(chosen, tuple(gone), tuple(undo_name_changes(connection, chosen, self._who, self._now)))

    def take_over(self, found: Sequence[StoredDecision], changed: Sequence[NameChange]) -> int:
        """Keep decisions and name changes of elsewhere, with who and when; how many of them were not known yet."""
        with writing(self._engine, Lock.RECORDS) as connection:
            known = {_key(one) for one in decisions(connection, undone=True)}
            known |= {_key(one) for one in name_changes(connection, undone=True)}
            fresh, others = _unknown(found, known), _unknown(changed, known)
            first = next_batch(connection)
            batches = {one.batch for one in fresh} | {one.batch for one in others}
            numbers = {old: first + n for n, old in enumerate(sorted(batches))}
            record_decisions(connection, [replace(one, batch=numbers[one.batch]) for one in fresh])
            for change in others:
                record_name_change(connection, replace(change, batch=numbers[change.batch]))
            return len(fresh) + len(others)

    def _answer(self, connection: Connection, questions: Sequence[OpenQuestion], answer: Answer, why: str) -> int:
        sides = [(claims_of_spots(connection, one.left), claims_of_spots(connection, one.right)) for one in questions]
        pairs = [pair for pair in sides if pair[0] and pair[1]]
        whole = [side for pair in pairs for side in pair] if answer == "different" else []
        return self._record(connection, answer, pairs, why, whole=whole)

    def _record(
        self,
        connection: Connection,
        answer: Answer,
        pairs: Sequence[tuple[Side, Side]],
        why: str,
        whole: Sequence[Side] = (),
    ) -> int:
        """Keep decisions under one number; sides that are `whole` were shown as one person each, and stay so.

        Once two people of one name are known, the name is evidence no more, and everything that rested on it would fall apart.
        """
        batch = next_batch(connection)
        rows = [(answer, left, right) for left, right in pairs]
        rows += [
            ("same", side[:1], side[1:])
            for side in dict.fromkeys(whole)
            if len(side) > 1 and all(claim.paper is not None for claim in side)
        ]
        record_decisions(
            connection, [StoredDecision(batch, kind, a, b, self._who, self._now, why) for kind, a, b in rows]
        )
        return batch


def _unknown(found: Sequence[Fact], known: Collection[object]) -> list[Fact]:
    """What is not known yet; what stood in other settings is in nobody's here, and would be undone by the next update."""
    own = (one if one.who != SETTINGS else replace(one, who=ELSEWHERE) for one in found if _key(one) not in known)
    return [one for one in own if _key(one) not in known]


def _key(one: StoredDecision | NameChange) -> tuple[object, ...]:
    """Equal for two accounts of one fact."""
    if isinstance(one, NameChange):
        return "renamed", one.new, _places(one.spots), one.who, one.when, one.undone is None
    return one.answer, _places(one.left), _places(one.right), one.who, one.when, one.undone is None


def _places(side: Side) -> tuple[tuple[object, ...], ...]:
    return tuple((claim.paper, claim.position, name_key(claim.name)) for claim in side)


def _parsed(texts: Sequence[str]) -> list[AuthorClaim]:
    try:
        return [parse_claim(text) for text in texts]
    except ValueError as wrong:
        raise BadSettings(str(wrong)) from wrong


def _of_paper(text: str) -> AuthorClaim:
    """A paper, or an author of it."""
    try:
        return parse_claim(text)
    except ValueError:
        try:
            return replace(parse_claim(f"{text} :1"), position=None)
        except ValueError:
            return AuthorClaim(paper=text)


def _is_meant(author: AuthorClaim, meant: AuthorClaim) -> bool:
    return (
        author.paper == meant.paper
        and meant.position in (None, author.position)
        and (not meant.name or name_key(meant.name) == name_key(author.name))
    )


def _check_apart(sides: Sequence[Side]) -> None:
    """Nobody is two authors of one paper."""
    seen: dict[str, AuthorClaim] = {}
    for claim in (claim for side in sides for claim in side if claim.paper is not None):
        other = seen.setdefault(claim.paper or "", claim)
        if other.position != claim.position:
            raise BadSettings(
                f"{other} and {claim} are two authors of one paper, and nobody is both; "
                "`paperwire people show ID` lists what is whose"
            )
