"""The interface that all metadata services share: which keys are asked for a paper, how many at once, and what came back.

A key is what one question asks about: an arXiv id (`2507.13575`), a DOI in lower case (`10.1000/xyz`), or an ORCID iD. For each
key there are three outcomes: found, the service says that it has none, not known now. The third is whatever is in neither
`found` nor `absent`; it is asked again later and never kept as an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable

from msgspec import Struct, field

from enrich.errors import NotAnswered
from enrich.http.messages import Request, Response
from enrich.record import Record
from enrich.statements.statement import PersonStatement, Statement

T = TypeVar("T")


class Ask(Protocol):
    """The way to a server (see `enrich.http.client.Fetcher.ask`)."""

    def __call__(self, question: Request, parse: Callable[[Response], T]) -> T:
        """What `parse` makes of the answer; raises TryLater, CoolingDown, BadAnswer, Refused or NotThere."""
        ...


class Account(Struct, frozen=True):
    """How a service is reached."""

    base_url: str
    """Without a slash at its end."""
    key: str | None = None
    """Secret: it stands in no message, no log, and nothing that is published."""
    contact: str | None = None
    """An e-mail or web address; services that ask for one get it."""


class Answers(Struct, frozen=True):
    """What came back for some keys."""

    found: Mapping[str, tuple[Statement | PersonStatement, ...]] = field(default_factory=dict)
    """By key. Mostly one statement; OpenAlex may have several works of one paper."""
    absent: frozenset[str] = frozenset()
    """Keys of which the service itself says that it has none."""
    problems: tuple[str, ...] = ()
    """What could not be believed, a sentence each."""
    stopped: NotAnswered | None = None
    """Why the rest was not asked or not answered, when something was."""


@runtime_checkable
class TitleSearch(Protocol):
    """A service that can be searched by title."""

    def by_title(self, ask: Ask, title: str, when: datetime) -> tuple[Statement, ...]:
        """Works with titles like this one, the most alike first, a page of them; raises NotAnswered."""
        ...


class Service(Protocol):
    """One metadata service; made from an Account."""

    name: str
    """As in the settings: `openalex`, `crossref`, `semantic_scholar`, `orcid`, `huggingface`, `inspire`."""
    batch: int
    """Keys that one request asks for at most."""

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        """What is asked about a paper, given what all services have said of it so far (pure)."""
        ...

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        """Ask for at most `batch` keys, in as few requests as the service allows; raises nothing of NotAnswered.

        `when` becomes the statements' time.
        """
        ...

    def pause(self, answer: Response, now: datetime) -> float | None:
        """Seconds that a refusal (429, 503) by this service's own headers or body asks for; None when it says nothing.

        Until the end of the day when its budget is spent.
        """
        ...
