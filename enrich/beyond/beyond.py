"""What a run does about papers that arXiv does not have, step by step.

::

    before arXiv is asked:  arXiv ids that services name for such papers are to be looked up there
    titles left open, DOIs: looked up beyond arXiv
    after services:         records are renewed by what is known of them; those that arXiv has after all are joined
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from enrich.asking.clients import ServiceClient
from enrich.asking.works import Works
from enrich.beyond.look_up_dois import AskArxiv, DoiLookUps
from enrich.beyond.look_up_titles import MOST, BeyondTitles
from enrich.beyond.paper import SOURCES, paper_of
from enrich.reconcile.about import same_work
from enrich.services.ids import arxiv_id
from enrich.store.lookups import LookUp
from enrich.store.runs import Run
from enrich.store.store import Store


class Beyond:
    """This part of one run."""

    def __init__(
        self, store: Store, services: Sequence[ServiceClient], run: Run, now: Callable[[], datetime],
        say: Callable[[str], None], ask_arxiv: AskArxiv,
    ) -> None:  # fmt: skip
        self._store = store
        self._run = run
        order = {name: place for place, name in enumerate(SOURCES)}
        asked = sorted((one for one in services if one.name in order), key=lambda one: order[one.name])
        self._works = Works(store, asked, services, run, now, say)
        self._dois = DoiLookUps(store, self._works, run, now, ask_arxiv)
        self._titles = BeyondTitles(store, self._works, self._dois, run, now)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be asked or believed."""
        failures = self._works.failures
        return (*map(str, failures.stopped.values()), *failures.problems)

    def open_named(self) -> None:
        """Let arXiv be asked for the ids that services name for papers that it did not have."""
        self._store.lookups.ask_for(sorted(self._named()), self._run.started)

    def titles(self) -> None:
        """Look up the titles that arXiv does not have and that were not looked up here since it said so."""
        self._titles.answer(self._store.lookups.left_alone("title", MOST))

    def dois(self, due: Sequence[LookUp], *, alone: bool = False) -> None:
        """Look up DOIs: those that are due, and, unless these `alone`, those given up before anybody was asked for them."""
        again = [] if alone else self._store.lookups.left_alone("doi")
        self._dois.answer(list({one.key: one for one in (*again, *due)}.values()))

    def renew(self) -> None:
        """Bring records up to what is known of them now, and join those that arXiv has after all; nobody is asked."""
        papers = {record.dois[0]: record for record, _ in self._store.same_papers.beyond_arxiv()}
        heard = self._works.known_anew(list(papers))
        newer = []
        for doi, work in heard.items():
            whether = paper_of(doi, work.statements)
            if not isinstance(whether, str):
                old = papers[doi]
                # The day of an entry stays, so that it does not move in its channels.
                newer.append(replace(whether.record, published=old.published, updated=old.updated))
        if newer:
            self._store.records.put(newer, self._run.id, self._run.started)
        self._join_named()

    def _named(self) -> dict[str, str]:
        """arXiv id -> the record of which services name it."""
        today = self._run.started.date()
        return {
            name: record.id
            for record, known in self._store.same_papers.beyond_arxiv()
            for version in (known.related if known else ())
            if version.relation == "preprint" and (name := arxiv_id(version.id, today)) is not None
        }

    def _join_named(self) -> None:
        named = self._named()
        there = self._store.records.get(list(named))
        ours = self._store.records.get(list({named[name] for name in there}))
        for name, record in there.items():
            if (old := ours.get(named[name])) is not None and same_work(record, old):
                self._store.same_papers.join(old.id, name, self._run.id, self._run.started)
