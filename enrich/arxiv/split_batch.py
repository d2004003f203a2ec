"""A request that fails because of one id, split until the culprit is alone.

::

    all ids --ask--> refused, and the culprit named --> the others are asked again
                \\--> refused, ill, or failed -------> both halves are asked, and so on
                \\--> not now (TryLater) ------------> what was learned so far

One id that the server stumbles over must not keep a thousand others waiting for ever; a server that stumbles over
everything must not be asked a thousand times.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Generic, TypeVar

from msgspec import Struct, field

from enrich.errors import BadAnswer, NotAnswered, Refused, TryLater
from enrich.http.messages import Failed

T = TypeVar("T")
Ask = Callable[[Sequence[str], int | None], T]
"""Asks for some ids, with this many retries (None: as many as usual)."""

HOPELESS = 5
"""After this many failures, and not one success, it is not the ids."""
BUDGET = 64
"""Requests for one list of ids at most."""
_NAMED = re.compile(rb"incorrect_id_format_for_([^<\"']+)")


class SplitAnswers(Struct, Generic[T]):
    """What was learned."""

    answers: list[T] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    """Ids that the server names as those it refuses, with its reason."""
    doubted: dict[str, str] = field(default_factory=dict)
    """Ids that were refused alone, without being named: the refusal may have been of another kind."""
    stuck: list[str] = field(default_factory=list)

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.stuck))


def split(ids: Sequence[str], ask: Ask[T]) -> SplitAnswers[T]:
    """Ask for the ids, in one request if it goes well; raises what went wrong when nothing at all was learned."""
    found: SplitAnswers[T] = SplitAnswers()
    alone: list[tuple[str, NotAnswered]] = []
    portions: list[tuple[str, ...]] = [tuple(ids)]
    failures = requests = 0
    while portions:
        portion = portions.pop()
        requests += 1
        try:
            found.answers.append(ask(portion, None if requests == 1 else 1))
        except (Refused, BadAnswer, Failed) as error:
            named = culprit(error, portion)
            failures += named is None
            if named is not None:
                found.refused[named] = f"incorrect id format for {named}"
                portions += [rest] if (rest := tuple(i for i in portion if i != named)) else []
            elif len(portion) == 1:
                alone.append((portion[0], error))
            else:
                middle = len(portion) // 2
                portions[:0] = [portion[middle:], portion[:middle]]
            if _is_hopeless(found, failures, requests, bool(portions)):
                _stop(found, error)
                break
        except TryLater as later:
            _stop(found, later)
            break
    _account(found, alone)
    return found


def culprit(error: NotAnswered, portion: Sequence[str]) -> str | None:
    """The id that the server names as the one it refuses, if it is one of ours."""
    if not isinstance(error, Refused) or error.status != 400:
        return None
    named = {unescape(name.decode("utf-8", "replace")).strip() for name in _NAMED.findall(error.body)}
    return next((name for name in portion if name in named), None)


def _is_hopeless(found: SplitAnswers[T], failures: int, requests: int, more: bool) -> bool:
    return more and (requests >= BUDGET or (failures >= HOPELESS and not found.answers))


def _stop(found: SplitAnswers[T], error: NotAnswered) -> None:
    """The rest stays open; nothing is hidden when nothing was learned."""
    if not (found.answers or found.refused):
        raise error
    found.stuck.append(str(error))


def _account(found: SplitAnswers[T], alone: Sequence[tuple[str, NotAnswered]]) -> None:
    """An id that is refused alone, while others are not, may be at fault itself."""
    for name, error in alone:
        if isinstance(error, Refused) and found.answers:
            found.doubted[name] = str(error)
        else:
            _stop(found, error)
