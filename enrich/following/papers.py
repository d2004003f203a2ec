"""A person's papers, as arXiv lists what they own there and as their own ORCID record lists them.

arXiv is asked in every run, ORCID once a day at most. What one of them does not list, or does not know, the other may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from enrich.arxiv.author_list import AuthorList, author_list
from enrich.asking.clients import ServiceClient
from enrich.errors import NotThere
from enrich.http.messages import Get
from enrich.identifiers.arxiv_id import parse_id
from enrich.record import Mention
from enrich.statements.statement import PersonStatement

AGAIN = timedelta(hours=20)
"""After which an ORCID record is asked for again: runs that are a day apart may be somewhat less."""
RECORDS = "orcid"
"""The service that has persons' own records."""


@dataclass(frozen=True, slots=True)
class FollowedPapers:
    """What is known of a person's papers now."""

    owned: AuthorList | None
    """arXiv's list; None when it has none."""
    record: PersonStatement | None
    """The person's own; None when it was not asked, or there is none."""
    asked: bool
    """Whether ORCID was asked, and answered."""
    problems: tuple[str, ...]
    """What there is to tell about the answers."""

    def mentions(self, source: str, document: str, today: date, *, beyond: bool) -> tuple[Mention, ...]:
        """The papers, each once, arXiv's list first; `beyond` takes those that have a DOI and no arXiv id as well."""
        owned = self.owned.papers if self.owned else ()
        found = {paper.id: _by_id(source, document, paper.id, "arXiv", paper.title) for paper in owned}
        for work in self.record.works if self.record else ():
            try:
                paper = parse_id(work, today).id
            except ValueError:
                if beyond:
                    found.setdefault(work, Mention(document, source, "ORCID", work, "doi", doi=work))
            else:
                found.setdefault(paper, _by_id(source, document, paper, "ORCID", ""))
        return tuple(found.values())


def papers_of(
    orcid: str,
    get: Get,
    base_url: str,
    client: ServiceClient | None,
    asked_last: datetime | None,
    now: Callable[[], datetime],
) -> FollowedPapers:
    """Ask arXiv, and ORCID by `client` when it is time; raises NotAnswered when arXiv does not answer."""
    problems: list[str] = []
    owned: AuthorList | None = None
    try:
        owned = author_list(get, base_url, orcid, now().date())
    except NotThere:
        problems.append(
            "arXiv has no list of this person's papers: nobody has linked the iD to an account there"
            + ("" if client else "; enable [services.orcid] to read the person's own record as well")
        )
    else:
        problems += owned.problems
    record, asked, trouble = _own_record(orcid, client, asked_last, now())
    return FollowedPapers(owned, record, asked, (*problems, *trouble))


def _own_record(
    orcid: str, client: ServiceClient | None, asked_last: datetime | None, now: datetime
) -> tuple[PersonStatement | None, bool, Sequence[str]]:
    """The person's own record, whether ORCID answered, and what there is to tell."""
    if client is None or (asked_last is not None and now - asked_last < AGAIN):
        return None, False, ()
    answers = client.service.ask(client.ask, (orcid,), now)
    if answers.stopped is not None:
        return None, False, (str(answers.stopped),)
    record = next((one for one in answers.found.get(orcid, ()) if isinstance(one, PersonStatement)), None)
    trouble = () if record else ("ORCID has no public record of this iD; look whether it is right",)
    return record, True, (*answers.problems, *trouble)


def _by_id(source: str, document: str, paper: str, place: str, title: str) -> Mention:
    return Mention(document, source, f"{place}'s list", f"arXiv:{paper}", "id", paper, context=title[:200])
