"""Reads the open questions, and keeps answers as decisions, as `paperwire people review` does; persons follow with the next run."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from enrich.database.connection import reading
from enrich.identities.decided.actions import Decider
from enrich.identities.decided.batches import DecidedBatch, newest_batches
from enrich.identities.decided.claims import Unclear
from enrich.identities.decided.decisions import SETTINGS
from enrich.identities.decided.name_changes import replaced_names
from enrich.identities.decided.questions import (
    ReviewQuestion,
    of_name,
    open_count,
    question_between,
    queue,
    review_version,
)
from enrich.identities.name_counts import rarity_of
from enrich.options.author_claims import AuthorClaim
from enrich.record import Author
from enrich.settings import Settings
from enrich.store.store import Store
from feeds import former_names
from feeds.connections.refused import log_time
from feeds.disclosure import disclosure_as_published
from feeds.enriched import as_published
from feeds.readable_text import repair_text
from feeds.review.forms import Answering, Undoing, digest_of, written
from feeds.review.shown import ReviewView, ShownQuestion, looked_at, shown
from feeds.state.publishing import PublishState

DECISIONS = 20
"""That the operator is shown, the newest."""
MOST_OF_NAME = 80
"""Characters of a name that are kept."""
NOBODY = "admin"
"""Who decides, when the browser was given no name."""
log = logging.getLogger("paperwire")


class NotOpen(Exception):
    """What a form asks for cannot be done any more; says why."""


class AskedQuestion(Struct, frozen=True):
    """A question with what its form sends."""

    shown: ShownQuestion
    left: str
    """First mention of the side, as it is written in a form."""
    right: str
    seen: str
    """Digest of the question."""


class ReviewState(Struct, frozen=True):
    """Everything that the page shows."""

    questions: tuple[AskedQuestion, ...]
    total: int
    """Open questions in all."""
    decided: tuple[DecidedBatch, ...] = ()
    """For the operator alone, the newest first."""


class ReviewDesk:
    """The review; may be used by several threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._values = PublishState(store.engine).values

    def version(self) -> str:
        """Differs when what the public is shown may differ."""
        with reading(self._store.engine) as connection:
            return f"{review_version(connection)} {self._values().get('serial')}"

    def state(self, *, is_public: bool) -> ReviewState:
        """What there is to show."""
        with reading(self._store.engine) as connection:
            found, total = queue(connection), open_count(connection)
            replaced = replaced_names(connection)
            printed = {name for one in found for side in (one.left, one.right) for name in side.names}
            rarity = rarity_of(connection, printed)
            decided = () if is_public else newest_batches(connection, DECISIONS)
        view = ReviewView(replaced, rarity, self._published(found) if is_public else None)
        return ReviewState(tuple(_asked(one, view) for one in found if view.shows(one)), total, tuple(decided))

    def _published(self, found: Sequence[ReviewQuestion]) -> dict[str, tuple[Author, ...]]:
        ids = {paper for one in found for paper in looked_at(one)}
        disclosure = disclosure_as_published(self._settings, self._values())
        kept = former_names.kept(self._store, sorted(ids), provenance=False, hidden=disclosure.private)
        return {one.record.id: as_published(one.record).authors for one in kept}

    def keep(self, sent: Answering | Undoing, who: str, now: datetime) -> int:
        """Keep an answer, or take one back; returns its number. Raises NotOpen."""
        return self._answer(sent, who, now) if isinstance(sent, Answering) else self._undo(sent, who, now)

    def _answer(self, sent: Answering, who: str, now: datetime) -> int:
        with reading(self._store.engine) as connection:
            one = question_between(connection, sent.left, sent.right)
            if one is None or digest_of(one.question) != sent.seen:
                raise NotOpen("This question is no longer open as it was shown: it was answered, or papers have come.")
            asked = [one.question]
            if sent.is_for_all:
                asked += [other for other in of_name(connection, one.left.names[0]) if other != one.question]
        batch = Decider(self._store.engine, who, now).answer_all(asked, sent.answer, sent.why)
        left, right = (AuthorClaim(paper, at) for paper, at in (sent.left, sent.right))
        what = f"{left} and {right}{f', and {len(asked) - 1} more' if sent.is_for_all else ''}"
        log.warning("%s review: number %d, %s: %s, by %r", log_time(now), batch, sent.answer, what, who)
        return batch

    def _undo(self, sent: Undoing, who: str, now: datetime) -> int:
        try:
            Decider(self._store.engine, who, now).undo(sent.batch)
        except Unclear as wrong:
            raise NotOpen(f"Number {sent.batch} is not to be undone here: {wrong}.") from wrong
        log.warning("%s review: number %d undone, by %r", log_time(now), sent.batch, who)
        return sent.batch


def who_decides(name: str) -> str:
    """Somebody's name in the log and the store: one line; of the settings' decisions nobody else's can be one."""
    found = repair_text(name)[:MOST_OF_NAME].strip()
    return NOBODY if found in ("", SETTINGS) else found


def _asked(one: ReviewQuestion, view: ReviewView) -> AskedQuestion:
    question = one.question
    return AskedQuestion(shown(one, view), written(question.left[0]), written(question.right[0]), digest_of(question))
