"""A person's papers, as arXiv lists what they own there, as their own ORCID record does, and as OpenAlex does.

arXiv is asked in every run, the others once a day at most. What one of them does not list, or does not know, another may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from enrich.arxiv.author_list import AuthorList, author_list
from enrich.asking.clients import ServiceClient
from enrich.errors import NotAnswered, NotThere
from enrich.http.messages import Get
from enrich.identifiers.arxiv_id import parse_id
from enrich.record import Mention
from enrich.services.openalex import OpenAlex
from enrich.statements.statement import PersonStatement, Statement

AGAIN = timedelta(hours=20)
"""After which an ORCID record is asked for again: runs that are a day apart may be somewhat less."""
RECORDS, WORKS = "orcid", "openalex"
"""The services that have persons' own records, and works by person."""


class FollowedPapers(Struct, frozen=True):
    """What is known of a person's papers now."""

    owned: AuthorList | None
    """arXiv's list; None when it has none."""
    record: PersonStatement | None
    """The person's own; None when it was not asked, or there is none."""
    works: tuple[Statement, ...]
    """Newest works that came with the iD, by OpenAlex."""
    asked: bool
    """Whether services were asked, and answered."""
    problems: tuple[str, ...]
    """What there is to tell about the answers."""

    def mentions(self, source: str, document: str, today: date, *, beyond: bool) -> tuple[Mention, ...]:
        """The papers, each once, arXiv's list first; `beyond` takes those that have a DOI and no arXiv id as well."""
        owned = self.owned.papers if self.owned else ()
        found = {paper.id: _by_id(source, document, paper.id, "arXiv", paper.title) for paper in owned}
        listed = [(work, "ORCID", "") for work in (self.record.works if self.record else ())]
        listed += [(one.arxiv_id or one.doi or "", "OpenAlex", one.title or "") for one in self.works]
        for work, place, title in listed:
            try:
                paper = parse_id(work, today).id
            except ValueError:
                if beyond and work:
                    mention = Mention(document, source, f"{place}'s list", work, "doi", doi=work, context=title[:200])
                    found.setdefault(work, mention)
            else:
                found.setdefault(paper, _by_id(source, document, paper, place, title))
        return tuple(found.values())


def papers_of(
    orcid: str,
    get: Get,
    base_url: str,
    clients: Sequence[ServiceClient],
    asked_last: datetime | None,
    now: Callable[[], datetime],
) -> FollowedPapers:
    """Ask arXiv, and those of the services that know persons when it is time; raises NotAnswered when arXiv does not answer."""
    problems: list[str] = []
    owned: AuthorList | None = None
    known = {client.name: client for client in clients if client.name in (RECORDS, WORKS)}
    try:
        owned = author_list(get, base_url, orcid, now().date())
    except NotThere:
        problems.append(
            "arXiv has no list of this person's papers: nobody has linked the iD to an account there"
            + ("" if known else "; enable [services.orcid] to read the person's own record as well")
        )
    else:
        problems += owned.problems
    if asked_last is not None and now() - asked_last < AGAIN:
        return FollowedPapers(owned, None, (), False, tuple(problems))
    record, works, trouble = None, tuple[Statement, ...](), list[str]()
    if RECORDS in known:
        record = _own_record(orcid, known[RECORDS], now(), trouble)
    if WORKS in known:
        works = _works(orcid, known[WORKS], now(), trouble)
    return FollowedPapers(owned, record, works, bool(known) and not trouble, (*problems, *trouble))


def _own_record(orcid: str, client: ServiceClient, now: datetime, trouble: list[str]) -> PersonStatement | None:
    """The person's own record; None, with what there is to tell, where there is none."""
    answers = client.service.ask(client.ask, (orcid,), now)
    if answers.stopped is not None:
        trouble.append(str(answers.stopped))
        return None
    record = next((one for one in answers.found.get(orcid, ()) if isinstance(one, PersonStatement)), None)
    trouble += answers.problems if record else ("ORCID has no public record of this iD; look whether it is right",)
    return record


def _works(orcid: str, client: ServiceClient, now: datetime, trouble: list[str]) -> tuple[Statement, ...]:
    if not isinstance(client.service, OpenAlex):
        return ()
    try:
        return client.service.by_person(client.ask, orcid, now)
    except NotAnswered as problem:
        trouble.append(str(problem))
        return ()


def _by_id(source: str, document: str, paper: str, place: str, title: str) -> Mention:
    return Mention(document, source, f"{place}'s list", f"arXiv:{paper}", "id", paper, context=title[:200])
