"""Titles that arXiv does not have -> papers beyond it, beyond doubt.

::

    titles left open --a DOI beside it--> what services say of it: is it of that title? --yes--> record
              \\--> a search at Crossref, a title a request --decide_title--> record, or the reason why not
                              \\--nothing certain--> a search at OpenAlex, for a few
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from enrich import due
from enrich.asking.works import Works
from enrich.beyond.decide_title import decide_title
from enrich.beyond.look_up_dois import PATIENCE, DoiLookUps, found_at_arxiv
from enrich.beyond.paper import BeyondPaper
from enrich.errors import NotAnswered
from enrich.record import Item, Outcome, Record, Verdict
from enrich.services.ids import published_doi
from enrich.statements.statement import Statement
from enrich.store.lookups import LookUp, Settled
from enrich.store.runs import Run
from enrich.store.store import Store
from enrich.titles.beside_id import belongs
from enrich.titles.evidence import Candidate

MOST = 500
"""Titles that are searched for in one run; the others follow in the next ones."""
SEARCHES = {"crossref": MOST, "openalex": 50}
"""Searches of each service in one run: OpenAlex counts one as ten lists."""


class BeyondTitles:
    """Answers the titles of one run that arXiv does not have."""

    def __init__(self, store: Store, works: Works, dois: DoiLookUps, run: Run, now: Callable[[], datetime]) -> None:
        self._store = store
        self._works = works
        self._dois = dois
        self._run = run
        self._now = now
        self._left = dict(SEARCHES)

    def answer(self, lookups: Sequence[LookUp]) -> None:
        """Settle those (at most MOST) that can be; of those that cannot be asked now some are deferred, others stay as they are."""
        given = {one.key: _dois_of(one) for one in lookups}
        every = list(dict.fromkeys(doi for dois in given.values() for doi in dois))
        owners = self._dois.owners(every)
        heard = self._works.ask([doi for doi in every if doi not in owners])
        for lookup in lookups:
            verdict, paper = self._by_owner(lookup, given[lookup.key], owners)
            for doi in given[lookup.key] if verdict is None and paper is None else ():
                whether = self._dois.paper(doi, heard[doi]) if doi in heard else None
                if isinstance(whether, BeyondPaper) and belongs(_item(lookup), _candidate(whether.record)) == "own":
                    verdict, paper = Verdict(Outcome.FOUND, "The DOI beside it is of a paper with this title."), whether
                    break
            if verdict is None and paper is None:
                verdict, paper = self._by_search(lookup)
            if verdict is not None:
                self._settle(lookup, verdict, paper)

    def _by_owner(
        self, lookup: LookUp, dois: Sequence[str], owners: dict[str, str]
    ) -> tuple[Verdict | None, BeyondPaper | None]:
        """The known record that has a DOI that is beside the title, if it is that paper."""
        records = self._store.records.get([owners[doi] for doi in dois if doi in owners])
        for record in records.values():
            if belongs(_item(lookup), _candidate(record)) == "own":
                outcome = Outcome.WITHDRAWN if record.withdrawn else Outcome.FOUND
                return Verdict(outcome, "The paper with the DOI beside it has this title.", record.id), None
        return None, None

    def _by_search(self, lookup: LookUp) -> tuple[Verdict | None, BeyondPaper | None]:
        """What searches give; None while more can be searched for in a later run."""
        item, found, asked = _item(lookup), list[Statement](), list[str]()
        verdict: Verdict | None = None
        for client in self._works.clients:
            if self._left[client.name] < 1:
                continue
            self._left[client.name] -= 1
            try:
                found += self._works.search(client, item.title or "")
            except NotAnswered:
                if verdict is None:
                    return self._dois.deferred(lookup, self._now()), None
                break  # what the first service says stands until the next try
            asked.append(client.name)
            verdict, paper = decide_title(item, found)
            if paper is not None:
                self._keep(found, paper)
                return verdict, paper
            if verdict.outcome is Outcome.AMBIGUOUS:
                break
        if verdict is None:
            return None, None
        again = due.after_no_match(lookup.tries, self._now())
        evidence = verdict.evidence | {"asked": asked}
        return replace(verdict, next_try=again, evidence=evidence, reason=f"Not at arXiv. {verdict.reason}"), None

    def _keep(self, found: Sequence[Statement], paper: BeyondPaper) -> None:
        """Keep what was found of the paper, so that it is not asked for again."""
        doi = paper.record.dois[0]
        for service in {one.service for one in found}:
            own = next((one for one in found if one.service == service and doi in {one.work, one.doi}), None)
            if own is not None:
                self._works.keep(own, doi)

    def _settle(self, lookup: LookUp, verdict: Verdict, paper: BeyondPaper | None) -> None:
        records: list[Record] = []
        if paper is not None:
            doi = paper.record.dois[0]
            there = self._dois.at_arxiv([paper]).get(paper.record.id)
            if (owner := self._dois.owners([doi]).get(doi)) is not None:
                verdict = replace(verdict, id=owner)
            elif isinstance(there, Record):
                verdict = replace(found_at_arxiv(there), evidence=verdict.evidence)
            elif there is not None and lookup.tries < PATIENCE:
                again = due.after_failure(0, self._now())
                reason = f"services name arXiv:{there} for it; arXiv has not answered for that id yet"
                verdict = Verdict(Outcome.DEFERRED, reason, next_try=again)
            else:
                verdict, records = replace(verdict, id=paper.record.id), [paper.record]
        self._store.keep_answers(records, [Settled(lookup.key, verdict)], self._run.id, self._run.started)


def _item(lookup: LookUp) -> Item:
    return lookup.item or Item(title=lookup.question)


def _dois_of(lookup: LookUp) -> tuple[str, ...]:
    return tuple(doi for one in _item(lookup).dois if (doi := published_doi(one)))


def _candidate(record: Record) -> Candidate:
    names = tuple(author.name for author in record.authors)
    day = record.published.date()
    return Candidate(record.id, record.title, names, record.abstract, day, record.updated.date())
