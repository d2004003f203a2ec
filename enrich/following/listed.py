"""What services list of what is followed beside people: papers that cite some, of a venue, from an institution.

::

    source --which works, venue, institution is that?--> list --read_newest--> works --arXiv ids--> mentions

A list is read once a day at most. What a service does not know is told, and asked again a day later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct, structs

from enrich.asking.clients import ServiceClient
from enrich.errors import BadAnswer, NotAnswered, NotThere, PaperwireError
from enrich.following.newest import Newest, ReadPlace, read_newest
from enrich.options.sources import FEEDERS, Source, is_issn, is_source_id
from enrich.record import Mention
from enrich.services.crossref import Crossref
from enrich.services.newest import crossref_venue, openalex_newest
from enrich.services.newest.work_list import ListedWork, WorkList
from enrich.services.openalex import OpenAlex

AGAIN = timedelta(hours=20)
"""After which a list is read again: runs that are a day apart may be somewhat less."""
RENEWED = timedelta(days=30)
"""After which the service is asked again what it calls a paper or a venue."""


class _Unknown(PaperwireError):
    """A service says that it does not know what is followed."""


class FollowedState(msgspec.Struct, frozen=True):
    """What is known of one source that services list; kept as JSON."""

    place: ReadPlace = ReadPlace()
    service: str = ""
    """The service whose list is read; empty before one knew what is followed."""
    names: tuple[str, ...] = ()
    """What it calls that: works, a venue."""
    looked: datetime | None = None
    """When it said so, or said that it knows nothing of it."""
    unknown: str = ""
    """What there was to tell when nobody knew it."""
    missing: tuple[str, ...] = ()
    """Cited papers that the service does not know."""


class ListedPapers(Struct, frozen=True):
    """What reading a source came to."""

    works: tuple[ListedWork, ...]
    state: FollowedState
    problems: tuple[str, ...] = ()
    """What there is to tell, though the source was read."""
    failure: str = ""
    """Why the source could not be read, wholly or in part; empty when it was."""

    def mentions(self, source: str, document: str) -> tuple[Mention, ...]:
        """The papers, each once: by arXiv id, else by DOI."""
        place = f"{SERVICES.get(self.state.service, '')}'s list"
        found = (
            Mention(document, source, place, f"arXiv:{one.arxiv_id}", "id", one.arxiv_id, context=one.title[:200])
            if one.arxiv_id
            else Mention(document, source, place, one.doi or "", "doi", doi=one.doi, context=one.title[:200])
            for one in self.works
        )
        return tuple({one.text: one for one in found}.values())


SERVICES = {"openalex": "OpenAlex", "crossref": "Crossref"}


def document_of(source: Source) -> str:
    """The name of what is read; another paper, venue or institution is another document."""
    if source.cites is not None:
        return f"citations of {', '.join(source.cites)}"
    return f"venue {source.venue}" if source.venue is not None else f"institution {source.institution}"


def listed_papers(
    source: Source, clients: Sequence[ServiceClient], kept: Any, now: Callable[[], datetime], *, beyond: bool
) -> ListedPapers:
    """Read what is due of a source; `kept` is the state after the last time (JSON), None before the first.

    `beyond` takes works that have a DOI and no arXiv id, too. Raises nothing of NotAnswered.
    """
    state = msgspec.convert(kept or {}, FollowedState)
    known = {client.name: client for client in clients if client.name in FEEDERS[source.kind]}
    done = state.place.done
    if state.place.begun is None and done is not None and now() - done < AGAIN:
        return ListedPapers((), state, _missing(state))
    if state.unknown and state.looked is not None and now() - state.looked < AGAIN:
        return ListedPapers((), state, failure=state.unknown)
    if not known:
        return ListedPapers((), state, failure=f"none of {', '.join(FEEDERS[source.kind])} is asked in this run")
    try:
        state = _with_names(source, known, state, now())
        listing = _listing(source, known[state.service], state, now(), beyond=beyond)
    except _Unknown as problem:
        return ListedPapers((), structs.replace(state, looked=now(), unknown=str(problem)), failure=str(problem))
    except NotAnswered as problem:
        return ListedPapers((), state, failure=str(problem))
    found = read_newest(listing, state.place, source.limit, now)
    problems = _missing(state)
    if found.foreign:
        problems += (f"{found.foreign} works of {listing.service}'s list do not belong to it; they were left out",)
    state = structs.replace(state, place=found.place)
    return ListedPapers(found.works, state, problems, _broken(found))


def _broken(found: Newest) -> str:
    if found.broke is None:
        return ""
    return f"{found.broke}; {len(found.works):,} papers were read and are kept, and the next run goes on from there"


def _missing(state: FollowedState) -> tuple[str, ...]:
    return (f"OpenAlex does not know {', '.join(state.missing)}; look whether that is right",) if state.missing else ()


# ---------------------------------------------------------------- what is followed, as services call it


def _with_names(source: Source, known: dict[str, ServiceClient], state: FollowedState, now: datetime) -> FollowedState:
    """The state with what services call what is followed; raises _Unknown, NotAnswered."""
    is_new = state.looked is None or now - state.looked > RENEWED or state.service not in known
    if not is_new and not (state.unknown or (state.missing and state.place.begun is None)):
        return state
    place = state.place
    if source.cites is not None:
        names, missing = _cited(source.cites, known["openalex"], now)
        return FollowedState(place, "openalex", names, now, missing=missing)
    if source.institution is not None:
        service = _openalex(known["openalex"])
        if not openalex_newest.has_institution(service.account, known["openalex"].ask, source.institution):
            raise _Unknown(
                f"OpenAlex has no institution {source.institution}; look at https://ror.org whether it is right"
            )
        return FollowedState(place, "openalex", (source.institution,), now)
    reasons = []
    for name in (one for one in FEEDERS["venue"] if one in known):
        try:
            found = _venue(source.venue or "", known[name], now)
        except _Unknown as problem:
            reasons.append(str(problem))
        else:
            return FollowedState(place if name == state.service else ReadPlace(), name, (found,), now)
    raise _Unknown("; ".join(reasons))


def _cited(papers: Sequence[str], client: ServiceClient, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The works that OpenAlex has of these papers, and the papers of which it has none; raises _Unknown, NotAnswered."""
    answers = client.service.ask(client.ask, papers, now)
    unheard = [paper for paper in papers if paper not in answers.found and paper not in answers.absent]
    if unheard:
        why = answers.stopped or "; ".join(answers.problems) or "it will be asked again later"
        raise BadAnswer(f"OpenAlex did not say which works {', '.join(unheard)} are: {why}")
    works = sorted({one.work for found in answers.found.values() for one in found if hasattr(one, "work")})
    missing = tuple(paper for paper in papers if paper in answers.absent)
    if not works:
        raise _Unknown(f"OpenAlex does not know {', '.join(missing)}; look whether that is right")
    if len(works) > openalex_newest.ROWS:
        raise _Unknown(
            f"OpenAlex has {len(works)} works of these papers, and takes 100; divide `cites` into two sources"
        )
    return tuple(works), missing


def _venue(venue: str, client: ServiceClient, now: datetime) -> str:
    """What the service calls a venue; raises _Unknown when it has none of that name, or several, and NotAnswered."""
    service = client.service
    if isinstance(service, Crossref):
        return _venue_at_crossref(venue, service, client, now)
    account = _openalex(client).account
    if is_issn(venue) or is_source_id(venue):
        found = openalex_newest.venue_by_id(account, client.ask, venue)
        if found is None:
            raise _Unknown(f"OpenAlex has no venue {venue}")
        return found.id
    several = openalex_newest.venues_by_name(account, client.ask, venue)
    if len(several) > 1:
        named = ", ".join(map(str, several[:5]))
        raise _Unknown(
            f"OpenAlex has several venues that are called {venue!r}: {named}; write the ISSN or the id of one"
        )
    if not several:
        raise _Unknown(f"OpenAlex has no venue that is called {venue!r}; write its whole name, or its ISSN")
    return several[0].id


def _venue_at_crossref(venue: str, service: Crossref, client: ServiceClient, now: datetime) -> str:
    if is_source_id(venue):
        raise _Unknown(f"Crossref cannot be asked for {venue}, which is an id of OpenAlex")
    if is_issn(venue):
        if not crossref_venue.knows_journal(service.account, client.ask, venue):
            raise _Unknown(f"Crossref has no journal {venue}")
        return venue
    if "," in venue:
        raise _Unknown(f"Crossref cannot be asked for {venue!r}, since commas separate filters; write the ISSN")
    wanted = crossref_venue.CrossrefVenue(title=venue)
    first = crossref_venue.CrossrefNewest(service.account, client.ask, now, wanted, beyond=False)
    if not first.page(None, None, None).count:
        raise _Unknown(f"Crossref has nothing of {venue!r}; write the name as it has it, or the ISSN")
    return venue


def _listing(source: Source, client: ServiceClient, state: FollowedState, now: datetime, *, beyond: bool) -> WorkList:
    service, name = client.service, state.names[0]
    if isinstance(service, Crossref):
        by = crossref_venue.CrossrefVenue(issn=name) if is_issn(name) else crossref_venue.CrossrefVenue(title=name)
        return crossref_venue.CrossrefNewest(service.account, client.ask, now, by, beyond=beyond)
    if source.cites is not None:
        followed = openalex_newest.citing(state.names)
    elif source.venue is not None:
        followed = openalex_newest.of_venue(name)
    else:
        followed = openalex_newest.of_institution(name)
    account = _openalex(client).account
    return openalex_newest.OpenAlexNewest(account, client.ask, now, followed, beyond=beyond)


def _openalex(client: ServiceClient) -> OpenAlex:
    if not isinstance(client.service, OpenAlex):
        raise NotThere(f"{client.name} lists nothing of this")
    return client.service
