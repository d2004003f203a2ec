"""The pipeline of one run: sources are read, what is open is asked, what is heard is kept.

::

    sources --gather--> documents, mentions --store--> look-ups that are due
                                                          |
              harvested before? <- snapshot? <- arXiv's API, in batches, through one limiter
                                                          |
                                        records, verdicts --store--> publishing
                                                          |
              entries that name a paper by its id: is it theirs? --no--> look-ups of their titles, as all titles
                                                          |
                                   published records --> metadata services, each at its own pace --> persons

Every arrow into the store is a transaction, so a run may be killed anywhere: the next one goes on from there. What a step
needs is loaded when there is something for it to do: all of it takes longer than a run with nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct, field

from enrich.asking.enrichments import reconciled
from enrich.asking.rounds import Round, Rounds
from enrich.errors import CannotRead, TryLater
from enrich.identities.update import update_persons
from enrich.options.sources import ASKED_FOR, Source
from enrich.paper_id import is_beyond
from enrich.pipeline.check_links import CheckedLinks, check, due_links
from enrich.pipeline.clients import Clients
from enrich.pipeline.company import Company, sharing_sources
from enrich.pipeline.judge_entries import judge_entries, note_without_papers, promote_among_works, promote_entries
from enrich.pipeline.look_up_ids import IdLookups, Tally, due_again, older
from enrich.pipeline.read_sources import Gathering, Noted
from enrich.record import Record
from enrich.settings import Settings
from enrich.store.lookups import LookUp
from enrich.store.runs import Run
from enrich.store.store import Store

if TYPE_CHECKING:
    from enrich.beyond.beyond import Beyond
    from enrich.pipeline.arxiv_sources import ArxivSources, Harvested
    from enrich.snapshot.snapshot import Snapshot

Progress = Callable[[str, int, int], None]


class Work(Struct, frozen=True):
    """What a run did."""

    documents: int
    """Documents that were read, unchanged ones included."""
    mentions: int
    """Mentions in the documents that are new or have changed."""
    new: int
    """Records that are published from this run on."""
    changed: int
    requests: int
    warnings: tuple[str, ...]
    source_problems: tuple[str, ...]
    """Sources, or parts of them, that could not be read."""
    problems: tuple[str, ...]
    """Questions that were not answered, or not believably."""
    deferred: int
    """Look-ups that wait for another try."""
    next_try: datetime | None
    empty: Noted
    """Documents in which nothing was found, by name: for whoever may see them, never published."""
    none_yet: Noted
    """Patterns of files whose folder is empty."""
    malformed: Noted
    """Ids that cannot be arXiv's."""
    corrected: Noted
    """Ids that were put right, with what was done: they may be wrong."""
    contradicted: Noted
    """Ids beside which the title of another work stands, one sentence each."""
    services: Round = field(default_factory=Round)
    """What metadata services were asked and answered."""

    @property
    def is_open(self) -> bool:
        """Whether something is left for later; a service that failed before already is no news."""
        return bool(self.source_problems or self.deferred or self.services.new_failures)


class Worker:
    """Runs the pipeline on one store."""

    def __init__(self, settings: Settings, store: Store, tools: Clients, progress: Progress) -> None:
        self._settings = settings
        self._store = store
        self._tools = tools
        self._progress = progress
        self._company = Company(store, tools.say)

    def enrich(
        self, run: Run, sources: Sequence[Source], *, retry: bool = False, stdin: BinaryIO | None = None,
        since: date | None = None,
    ) -> Work:  # fmt: skip
        """Read the sources (what arXiv lists, back to `since`), then ask what is due; `retry` asks what is deferred, too."""
        self._store.read_texts_again(self._tools.say)
        folder, limits, own = self._settings.folder, self._settings.reading, self._settings.own_files()
        gathering = Gathering(self._store, run, run.started, folder, self._tools.web, stdin, limits, own)
        asking = self._asking(run)
        tally, gathered = asking.tally, gathering.gathered
        newest = self._newest(run, sources, gathering, tally, since)
        with sharing_sources(self._tools.claims, self._tools.say, anew=since is not None) as turns:
            for number, source in enumerate(gathering.fetches.ahead(sources, turns), 1):
                self._progress("reading sources", number, len(sources))
                (newest if newest and source.kind in ASKED_FOR else gathering).read(source)
        gathering.note_read_elsewhere()
        announced = newest.announced if newest else {}
        contradicted, services = self._ask_all(run, asking, announced, gathered.versions, retry=retry)
        note_without_papers(self._store, gathered)
        update_persons(self._store.engine, self._settings.authors, self._tools.now(), self._tools.say)
        deferred, next_try = self._store.lookups.waiting()
        return Work(
            documents=gathered.documents,
            mentions=gathered.mentions,
            new=self._store.records.published_by(run.id),
            changed=tally.changed,
            requests=self._tools.requests(),
            warnings=(*gathered.warnings, *tally.warnings),
            source_problems=(*gathered.problems, *dict.fromkeys(tally.unread)),
            problems=tuple(dict.fromkeys(tally.problems)),
            deferred=deferred,
            next_try=next_try,
            empty=gathered.empty,
            none_yet=gathered.none_yet,
            malformed=gathered.malformed,
            corrected=gathered.corrected,
            contradicted=contradicted,
            services=services,
        )

    def _asking(self, run: Run) -> IdLookups:
        tools, batch = self._tools, self._settings.arxiv.batch
        return IdLookups(self._store, tools.api, run, tools.now, batch, self._company)

    def _newest(
        self, run: Run, sources: Sequence[Source], gathering: Gathering, tally: Tally, since: date | None
    ) -> ArxivSources | None:
        """Who reads the sources that arXiv or services list; None when none is one."""
        if not any(source.kind in ASKED_FOR for source in sources):
            return None
        from enrich.pipeline.arxiv_sources import ArxivSources

        return ArxivSources(self._store, self._tools, self._settings, run, gathering, tally, since)

    def _ask_all(
        self, run: Run, asking: IdLookups, announced: Mapping[str, Record], versions: Mapping[str, int], *, retry: bool
    ) -> tuple[Noted, Round]:
        """Ask arXiv, then whoever else is to be asked; the entries that contradict their ids, and what services did."""
        now = max(self._tools.now(), run.started)
        if beyond := self._beyond(run, asking):
            beyond.open_named()
        refresh = due_again(self._store, now, self._settings.arxiv.refresh) | older(self._store, versions)
        self._ask(run, asking, self._store.lookups.open(now, retry=retry), refresh)
        contradicted = self._after_ids(run, asking, announced, now, beyond, retry=retry)
        tools = self._tools
        asks = Rounds(self._store, tools.services, reconciled, tools.now, self._progress, tools.say)
        services = asks.run(run)
        if beyond:
            beyond.renew()
            asking.tally.problems += beyond.problems
        return contradicted, services

    def _beyond(self, run: Run, asking: IdLookups) -> Beyond | None:
        """Who looks for papers that arXiv does not have; None when that is off, or there is nobody to ask."""
        tools = self._tools
        if not (self._settings.services.beyond_arxiv and tools.services):
            return None
        from enrich.beyond.beyond import Beyond
        from enrich.beyond.paper import SOURCES

        if not any(one.name in SOURCES for one in tools.services):
            return None

        def ask_arxiv(ids: Sequence[str]) -> None:
            self._ask(run, asking, self._store.lookups.ask_for(ids, run.started), {})

        return Beyond(self._store, tools.services, run, tools.now, tools.say, ask_arxiv)

    def _after_ids(
        self,
        run: Run,
        asking: IdLookups,
        announced: Mapping[str, Record],
        now: datetime,
        beyond: Beyond | None,
        *,
        retry: bool,
    ) -> Noted:
        """Judge entries and look up titles, then DOIs, which titles may have answered, and what these show about entries."""
        contradicted = Noted()
        titles = self._judge(run, asking.tally, contradicted, now, frozenset(), retry=retry)
        dois = self._store.lookups.open(now, retry=retry, kind="doi")
        if beyond:
            beyond.titles()
            beyond.dois(dois)
        elif dois:
            from enrich.beyond.look_up_dois import settle_known

            settle_known(self._store, dois, run, self._tools.now())
        asking.from_announcements(announced)
        self._judge(run, asking.tally, contradicted, now, titles, retry=retry)
        return contradicted

    def harvest(self, run: Run, spec: str | None, since: date | None) -> Harvested:
        """Fetch a set (everything when None) over OAI-PMH, going on where the last harvest of it stopped.

        `since` restarts it from that day. Raises NotAnswered; what was fetched until then is kept.
        """
        from enrich.arxiv import oai
        from enrich.pipeline.arxiv_sources import Harvested, keep_page, state_of

        self._store.read_texts_again(self._tools.say)
        name, tally = f"harvest of {spec or 'everything'}", Tally()
        pages, problems = 0, list[str]()
        with self._company.alone(name):
            state = state_of(self._store, name, spec, since)
            for page in oai.pages(self._tools.get, self._settings.arxiv.harvest_url, state, run.started):
                keep_page(self._store, run, name, page, tally, settle=True)
                pages += 1
                problems += page.problems
                self._progress("harvesting (pages)", pages, 0)
        judge_entries(self._store, run)
        return Harvested(pages, tally.new, tally.changed, tuple(problems))

    def check_links(self) -> CheckedLinks:
        """Ask whether the PDFs that we link to are there; what arXiv does not answer waits for another run."""
        now, done = self._tools.now, CheckedLinks()
        with suppress(TryLater), self._company.alone("checking links"):
            due_now = due_links(self._store, now())
            done = CheckedLinks(left=len(due_now))
            for one in check(self._store, self._tools.head, self._settings.arxiv.pdf_url, due_now, now):
                dead = () if one.alive else (one.url,)
                done = CheckedLinks(done.checked + 1, done.left - 1, (*done.dead, *dead))
                self._progress("checking links", done.checked, len(due_now))
        return done

    def look_up(self, run: Run, ids: Sequence[str]) -> tuple[str, ...]:
        """Ask for ids, DOIs (`doi:...`) among them, that need no mention; returns the problems that there were."""
        asking = self._asking(run)
        beyond = self._beyond(run, asking)
        lookups = self._store.lookups.ask_for([one for one in ids if beyond or not is_beyond(one)], run.started)
        self._ask(run, asking, lookups, {})
        if beyond:
            beyond.dois([one for one in lookups if one.kind == "doi"], alone=True)
            asking.tally.problems += beyond.problems
        return tuple(dict.fromkeys(asking.tally.problems + asking.tally.unread))

    def _ask(self, run: Run, asking: IdLookups, lookups: Sequence[LookUp], refresh: Mapping[str, datetime]) -> None:
        """Answer look-ups of ids from what is nearest: the store, the snapshot, arXiv."""
        ids = asking.from_store([lookup for lookup in lookups if lookup.kind == "id"])
        snapshot = self._snapshot(asking.tally) if ids else None
        if snapshot is not None:
            ids = asking.from_bulk(ids, snapshot)
        asking.from_api(ids, refresh, self._progress)

    def _judge(
        self, run: Run, tally: Tally, contradicted: Noted, now: datetime, asked: Collection[str], *, retry: bool
    ) -> frozenset[str]:
        """Judge the entries whose ids are answered, and look up titles, those of such entries too.

        Those `asked` for in this run are not asked again; returns the keys of all that were.
        """
        for sentence in judge_entries(self._store, run):
            contradicted.note(sentence)
        lookups = [one for one in self._store.lookups.open(now, retry=retry, kind="title") if one.key not in asked]
        if lookups:
            self._look_up_titles(run, tally, lookups)
        for sentence in promote_entries(self._store, run):
            contradicted.note(sentence)
        if lookups:
            promote_among_works(self._store, run, [one.key for one in lookups])
        return frozenset(asked).union(one.key for one in lookups)

    def _look_up_titles(self, run: Run, tally: Tally, lookups: Sequence[LookUp]) -> None:
        from enrich.pipeline.look_up_titles import TitleLookups

        resolving = TitleLookups(self._store, self._tools.api, run, self._tools.now, tally, self._company)
        snapshot = self._snapshot(tally)
        left = lookups if snapshot is None else resolving.from_bulk(lookups, snapshot)
        resolving.from_api(left, self._progress)

    def _snapshot(self, tally: Tally) -> Snapshot | None:
        """The bulk metadata file; when it cannot be read, that is told, and arXiv is asked instead."""
        try:
            return self._tools.snapshot()
        except CannotRead as problem:
            tally.unread.append(str(problem))
            return None
