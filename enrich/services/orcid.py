"""ORCID: by which names a person goes whose iD is hung on an author, and which papers their own record lists.

`GET /v3.0/{iD}/record` (https://info.orcid.org/documentation/api-tutorials/). A service that confirms and does not search: iDs
are asked for that others hang on an author. Those that came with the work are among them, since lists of authors are shifted
by one, or have an iD on the co-author: only the person's own names show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from enrich.errors import BadAnswer, NotAnswered, NotThere, Refused
from enrich.http.messages import Request, Response, retry_after
from enrich.names import orcid_id
from enrich.record import Record
from enrich.services.ids import arxiv_id, plain_doi
from enrich.services.service import Account, Answers, Ask
from enrich.services.wire import (
    as_object,
    as_prose,
    as_text,
    explained,
    objects,
    parsed_object,
    person_name,
    refusal,
    unexpected,
)
from enrich.statements.statement import PersonStatement, Statement

ACCEPT = "application/vnd.orcid+json"
"""Without it the answer is XML."""
PAUSE = 5.0
"""Seconds after a 503, by which it says that requests come too fast."""
NOT_FOUND = "9016"
"""Its error code of an iD that was never given out."""
CLOSED = re.compile(r"\b(?:deactivated|locked)\b", re.IGNORECASE)
"""In the message of a 409: the record is not public any more."""
DEACTIVATED = "given names deactivated"
"""How the name of a locked record began, which is nobody's name."""
KINDS = ("arxiv", "doi", "uri")
"""Types of external ids that may name a paper."""
OWN = ("self", "version-of", None)
"""What a work's id stands for; `part-of` is the book and `funded-by` the grant."""
_DAILY = re.compile(rb"\bdaily\b", re.IGNORECASE)


class Orcid:
    """The service of `[services.orcid]`; its keys are ORCID iDs."""

    name = "orcid"
    batch = 1

    def __init__(self, account: Account) -> None:
        self._account = account

    def keys(self, record: Record, known: Sequence[Statement]) -> tuple[str, ...]:
        """Every iD that is hung on an author of the paper, whoever asserts it."""
        stated = (orcid for statement in known for author in statement.authors for orcid in author.orcids)
        return tuple(dict.fromkeys(orcid.orcid for orcid in stated))

    def ask(self, ask: Ask, keys: Sequence[str], when: datetime) -> Answers:
        found: dict[str, tuple[PersonStatement, ...]] = {}
        absent: set[str] = set()
        stopped: NotAnswered | None = None
        for key in dict.fromkeys(keys):
            try:
                person = ask(self._question(key), lambda answer: _read(answer, key, when))  # noqa: B023
            except NotAnswered as error:
                if _is_none(error):
                    absent.add(key)
                    continue
                known = unexpected(error) if isinstance(error, NotThere) else error
                stopped = explained(known, "ORCID", self.name, self._account.key)
                break
            if person:
                found[key] = (person,)
            else:
                absent.add(key)
        return Answers(found, frozenset(absent), stopped=stopped)

    def pause(self, answer: Response, now: datetime) -> float | None:
        """A 429 that speaks of the day means the quota of the day, which begins anew at midnight UTC."""
        asked = retry_after(answer.headers.get("retry-after"), now)
        if answer.status == 429 and not asked and _DAILY.search(answer.body):
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            return (midnight - now).total_seconds()
        return max(asked, PAUSE)

    def _question(self, key: str) -> Request:
        token = {"Authorization": f"Bearer {self._account.key}"} if self._account.key else {}
        return Request("GET", f"{self._account.base_url}/v3.0/{key}/record", headers={"Accept": ACCEPT, **token})


def _is_none(error: NotAnswered) -> bool:
    """Whether ORCID says in its own words that there is no such public record (any more)."""
    if isinstance(error, NotThere):
        return str(refusal(error).get("error-code")) == NOT_FOUND
    if not isinstance(error, Refused) or error.status != 409:
        return False
    reason = refusal(error)
    return any(CLOSED.search(as_text(reason.get(name)) or "") for name in ("user-message", "developer-message"))


def _read(answer: Response, key: str, when: datetime) -> PersonStatement | None:
    """What a record says; None when it is locked.

    Raises BadAnswer when it is not the record that was asked for, or when some of its works must be missing. A record that
    was merged into another redirects there, so that the address of the answer counts.
    """
    record = parsed_object(answer)
    owner = orcid_id(as_object(record.get("orcid-identifier")).get("path"))
    person, works = as_object(record.get("person")), as_object(as_object(record.get("activities-summary")).get("works"))
    paths = (person.get("path"), works.get("path"))
    if not owner or f"/{owner}/record" not in answer.url or paths != (f"/{owner}/person", f"/{owner}/works"):
        message = (
            f"{answer.url} answered with another record than the one that was asked for; it will be asked again later"
        )
        raise BadAnswer(message, answer.url)
    groups = objects(works.get("group"))
    if (works.get("last-modified-date") and not groups) or not all(objects(one.get("work-summary")) for one in groups):
        raise BadAnswer(f"{answer.url} answered with works left out; it will be asked again later", answer.url)
    names = _names(person)
    if any(name.lower().startswith(DEACTIVATED) for name in names):
        return None
    ids = (one for group in groups for work in objects(group["work-summary"]) for one in _ids(work, when.date()))
    return PersonStatement("orcid", key, when, names, tuple(dict.fromkeys(ids)), None if owner == key else owner)


def _ids(work: Mapping[str, Any], today: date) -> Iterator[str]:
    """arXiv ids and DOIs that a work is known by, its own address included where that is one of them."""
    for external in objects(as_object(work.get("external-ids")).get("external-id")):
        relation = as_text(external.get("external-id-relationship"))
        if (relation and relation.lower()) in OWN and external.get("external-id-type") in KINDS:
            normal, address = (
                as_object(external.get(f"external-id-{name}")).get("value") for name in ("normalized", "url")
            )
            written = (normal, external.get("external-id-value"), address)
            yield from [one for text in written if (one := _id(text, today))][:1]
    address = as_text(as_object(work.get("url")).get("value"))
    if address and address.startswith(("http://", "https://")) and (one := _id(address, today)):
        yield one


def _id(text: Any, today: date) -> str | None:
    """An arXiv id, from an arXiv DOI too, else a DOI."""
    return arxiv_id(text, today) or plain_doi(text)


def _names(person: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a person as they give them, each once; none where they are not public."""
    name = as_object(person.get("name"))
    parts = ("given-names", "family-name", "credit-name")
    given, family, credit = (as_object(name.get(part)).get("value") for part in parts)
    whole = " ".join(part for part in (as_prose(given), as_prose(family)) if part)
    others = (other.get("content") for other in objects(as_object(person.get("other-names")).get("other-name")))
    return tuple(dict.fromkeys(one for text in (whole, credit, *others) if (one := person_name(text))))
