"""Open look-ups of DOIs -> answers in the store.

::

    DOIs due --> a known record's? --> what Crossref and OpenAlex say of them, in batches --paper_of--> record, or the reason why not
                                              \\--> they name an arXiv id --> arXiv has that paper --> its record
                                              \\--> they do not answer --> deferred, with a time
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from enrich import due
from enrich.asking.works import KnownWork, Works
from enrich.beyond.paper import BeyondPaper, paper_of
from enrich.errors import NotAnswered, TryLater
from enrich.options.services import UNKNOWN_DOI
from enrich.reconcile.about import same_work
from enrich.record import Outcome, Record, Verdict
from enrich.services.ids import published_doi
from enrich.store.lookups import LookUp, Settled
from enrich.store.runs import Run
from enrich.store.store import Store

AskArxiv = Callable[[Sequence[str]], None]
"""Asks arXiv for papers by their ids, in its own batches; what it answers is in the store afterwards."""
PATIENCE = 3
"""After this many tries a paper is published by its DOI, though arXiv could not be asked for the id that services name."""
_NAMES = {"crossref": "Crossref", "openalex": "OpenAlex"}


class DoiLookUps:
    """Answers the look-ups of DOIs of one run."""

    def __init__(self, store: Store, works: Works, run: Run, now: Callable[[], datetime], ask_arxiv: AskArxiv) -> None:
        self._store = store
        self._works = works
        self._run = run
        self._now = now
        self._ask_arxiv = ask_arxiv
        self._asked: set[str] = set()
        """arXiv ids that arXiv was asked for on account of DOIs."""

    def answer(self, lookups: Sequence[LookUp]) -> None:
        """Settle all of them, in as few requests as the services allow."""
        dois = {lookup.key: published_doi(lookup.question) for lookup in lookups}
        known = self.owners([doi for doi in dois.values() if doi])
        left = [one for one in lookups if dois[one.key] not in known]
        found = [
            Verdict(Outcome.FOUND, "a known record has this DOI", known.get(dois[one.key] or "")) for one in lookups
        ]
        self._settle([], [Settled(one.key, each) for one, each in zip(lookups, found, strict=True) if each.id])
        heard = self._works.ask([doi for one in left if (doi := dois[one.key])])
        papers: dict[str, BeyondPaper] = {}
        for one in left:
            doi = dois[one.key]
            whether = self.paper(doi, heard[doi]) if doi else "this is not the form of a DOI that services know"
            if isinstance(whether, BeyondPaper):
                papers[one.key] = whether
            else:
                self._settle([], [self._without(one, whether)])
        self._attach({one.key: one for one in left}, papers)

    def owners(self, dois: Sequence[str]) -> dict[str, str]:
        """The known record of each of these DOIs, of those that have one."""
        return self._store.records.by_doi(dois) | self._store.same_papers.owners(dois) if dois else {}

    def paper(self, doi: str, heard: KnownWork) -> BeyondPaper | str | None:
        """The paper with the DOI, the reason why there is none, or None while a service that matters has not answered."""
        first = self._works.clients[0].name
        if first not in heard.answered:
            return None
        whether = paper_of(doi, heard.statements)
        missing = {client.name for client in self._works.clients} - heard.answered
        has_first = any(one.service == first for one in heard.statements)
        return None if isinstance(whether, str) and missing and not has_first else whether

    def _attach(self, lookups: Mapping[str, LookUp], papers: Mapping[str, BeyondPaper]) -> None:
        """Keep the papers, but for those that arXiv has by an id that services name."""
        own = self.at_arxiv(list(papers.values()))
        for key, paper in papers.items():
            lookup, record = lookups[key], paper.record
            there = own.get(record.id)
            if isinstance(there, Record):
                self._settle([], [Settled(key, found_at_arxiv(there))])
            elif there is not None and lookup.tries < PATIENCE:
                waiting = Verdict(Outcome.DEFERRED, f"services name arXiv:{there}; arXiv has not answered for it yet")
                again = due.after_failure(0, self._now())
                self._settle([], [Settled(key, replace(waiting, next_try=again))])
            else:
                self._settle([record], [Settled(key, found_beyond(record))])

    def at_arxiv(self, papers: Sequence[BeyondPaper]) -> dict[str, Record | str]:
        """For papers of which services name an arXiv id: arXiv's record if it is of that work, or the id while it is not known."""
        named = {name: paper for paper in papers for name in paper.named}
        if not named:
            return {}
        known = self._store.records.get(list(named))
        if unknown := [name for name in named if name not in known and name not in self._asked]:
            self._asked.update(unknown)
            self._ask_arxiv(unknown)
            known |= self._store.records.get(unknown)
        states = self._store.lookups.by_key([f"id:{name}" for name in named])
        found: dict[str, Record | str] = {}
        for name, paper in named.items():
            state = states.get(f"id:{name}")
            if name in known and same_work(known[name], paper.record):
                found[paper.record.id] = known[name]
            elif name not in known and (state is None or state[0] is Outcome.DEFERRED):
                found.setdefault(paper.record.id, name)
        return found

    def _without(self, lookup: LookUp, why: str | None) -> Settled:
        """The look-up stays open: there is no such paper, or it is not known now."""
        now = self._now()
        if why is not None:
            evidence = {"asked": [client.name for client in self._works.clients]}
            again = due.after_no_match(lookup.tries, now)
            reason = f"no known record has this DOI, and {why}"
            return Settled(lookup.key, Verdict(Outcome.UNRESOLVED, reason, None, evidence, next_try=again))
        return Settled(lookup.key, self.deferred(lookup, now))

    def deferred(self, lookup: LookUp, now: datetime) -> Verdict:
        """That a service could not be asked, with the next try; not before the service wants it."""
        stopped = self._works.failures.stopped
        why: NotAnswered | None = next((stopped[one.name] for one in self._works.clients if one.name in stopped), None)
        until = why.until if isinstance(why, TryLater) else None
        reason = str(why) if why else "a service did not answer; it will be asked again"
        return Verdict(Outcome.DEFERRED, reason, next_try=due.after_failure(lookup.tries, now, until))

    def _settle(self, records: Sequence[Record], settled: Sequence[Settled]) -> None:
        if records or settled:
            self._store.keep_answers(records, settled, self._run.id, self._run.started)


def settle_known(store: Store, lookups: Sequence[LookUp], run: Run, now: datetime) -> None:
    """Where nobody else is asked, a DOI alone is a paper only if a known record has it: arXiv cannot be asked by DOI."""
    if lookups:
        papers = store.records.by_doi([lookup.question for lookup in lookups])
        store.lookups.settle([_if_known(lookup, papers, now) for lookup in lookups], run.id, run.started)


def _if_known(lookup: LookUp, papers: Mapping[str, str], now: datetime) -> Settled:
    paper = papers.get(lookup.question.lower())
    if paper:
        return Settled(lookup.key, Verdict(Outcome.FOUND, "a known record has this DOI", paper))
    again = due.after_no_match(lookup.tries, now)
    return Settled(lookup.key, Verdict(Outcome.UNRESOLVED, UNKNOWN_DOI, next_try=again))


def found_at_arxiv(record: Record) -> Verdict:
    """The verdict for a DOI whose paper arXiv has, by an id that services name."""
    outcome = Outcome.WITHDRAWN if record.withdrawn else Outcome.FOUND
    return Verdict(outcome, "arXiv has this paper, by the id that services name for the DOI", record.id)


def found_beyond(record: Record) -> Verdict:
    """The verdict for a DOI whose paper arXiv does not have."""
    source = next((mark.source for mark in record.provenance if mark.field == "title"), "")
    return Verdict(Outcome.FOUND, f"{_NAMES.get(source, source)} has this paper, by its DOI", record.id)
