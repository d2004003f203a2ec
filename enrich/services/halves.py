"""Asks about many keys in one request, and in halves when the service fails, until the key at fault is alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from enrich.errors import NotAnswered, Refused
from enrich.http.messages import Failed
from enrich.services.service import Answers
from enrich.statements.statement import PersonStatement, Statement

SICK = 5
"""Failures in a row after which it is the service that is ill, and not one of the keys. Both halves are asked before a
quarter is, so that two keys at fault are still found."""

OF_THE_QUESTION = frozenset({400, 413, 414})
"""Statuses of a question that is wrong itself: another one may be answered."""


def in_halves(about: Callable[[tuple[str, ...]], Answers], keys: Sequence[str]) -> Answers:
    """What came back for the keys; `about` asks for some of them in one request and may raise NotAnswered.

    Only a failure (`enrich.http.messages.Failed`: 500, 502, 504, silence) or a refusal of the question (400, 413, 414) can be
    the fault of a key; after any other error nothing more is asked. A key with which the service fails is not known now.
    """
    waiting = deque([tuple(dict.fromkeys(keys))] if keys else [])
    found: dict[str, tuple[Statement | PersonStatement, ...]] = {}
    absent: set[str] = set()
    problems: list[str] = []
    at_fault: list[str] = []
    failures = answered = 0
    stopped: NotAnswered | None = None
    while waiting and stopped is None:
        part = waiting.popleft()
        try:
            answers = about(part)
        except NotAnswered as error:
            failures += 1
            middle = len(part) // 2
            if middle:
                waiting += (part[:middle], part[middle:])
            else:
                at_fault += part
            if not _may_be_of_a_key(error) or failures == SICK or not (waiting or answered):
                stopped = error
        else:
            failures, answered = 0, answered + 1
            found |= answers.found
            absent |= answers.absent
            problems += answers.problems
            stopped = answers.stopped
    if answered:
        problems += (
            f"{key}: the service fails when it is asked about it; it will be asked again later" for key in at_fault
        )
    return Answers(found, frozenset(absent), tuple(problems), stopped)


def _may_be_of_a_key(error: NotAnswered) -> bool:
    return isinstance(error, Failed) or (isinstance(error, Refused) and error.status in OF_THE_QUESTION)
