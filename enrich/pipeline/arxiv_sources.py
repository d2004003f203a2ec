"""Sources that arXiv or services list: queries, OAI-PMH sets, announcements, persons, citations, venues, institutions.

Each brings mentions, those that arXiv lists mostly records too.

::

    query          the API's search, newest first, until a page holds a paper that is known from before (with a day, one
                   that is older); where an
                   answer had a gap, the next run reads as far again; where pages did not come, it goes on there
    set            a harvest that goes on where it stopped; every paper of the set is mentioned
    announcements  the daily feed of some categories, all in one request; papers are then asked for by id
    orcid          the papers of a person, as arXiv and the person's own record list them; asked for by id as well
    cites, venue, institution    new papers as OpenAlex or Crossref list them, once a day; asked for by id as well

Mentions are kept before the state that skips them: a crash between the two asks again and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime

import msgspec
from msgspec import Struct

from enrich.arxiv import announcements, oai
from enrich.arxiv.api_atom import AnswerPage
from enrich.asking.author_lists import keep_author_list
from enrich.errors import BadAnswer, NotAnswered
from enrich.following.listed import document_of, listed_papers
from enrich.following.papers import papers_of
from enrich.options.sources import LISTED, Source
from enrich.pipeline.clients import Clients
from enrich.pipeline.look_up_ids import Tally, found
from enrich.pipeline.query_pages import PagesRead, QueryPages, QueryPlace, place_of
from enrich.pipeline.read_document import lookup_key
from enrich.pipeline.read_sources import READER, Gathering
from enrich.record import Document, Item, Mention, Record
from enrich.settings import Settings
from enrich.store.lookups import Settled
from enrich.store.runs import Run
from enrich.store.store import Store

ATTEMPTS = 3
"""At an announcement that cannot be believed."""
FIRST_PAGE, LATER_PAGE = 1000, 200
"""Papers in one answer to a query: when nothing is known of it yet, and afterwards."""


class Unfinished(Exception):
    """A source of which a part is kept; the next run goes on from there."""

    def __init__(self, message: str, why: NotAnswered, problems: Sequence[str]) -> None:
        super().__init__(message)
        self.why = why
        self.problems = problems
        """What else there is to report on the part that is kept."""


class Harvested(Struct, frozen=True):
    """What a harvest brought."""

    pages: int
    new: int
    changed: int
    problems: tuple[str, ...]


class ArxivSources:
    """Reads the sources of one run that ask arXiv."""

    def __init__(
        self, store: Store, tools: Clients, settings: Settings, run: Run, gathering: Gathering, tally: Tally,
        since: date | None = None,
    ) -> None:  # fmt: skip
        """`since`: queries and sets are read back to this day, whatever is known of them, and bring nothing older."""
        self._store = store
        self._tools = tools
        self._arxiv = settings.arxiv
        self._beyond = settings.services.beyond_arxiv
        self._run = run
        self._gathering = gathering
        self._tally = tally
        self._since = since
        self.announced: dict[str, Record] = {}
        """What the announcements alone say of papers, for want of anything better."""

    def read(self, source: Source) -> None:
        """Read one source; a failure is reported, and the next run goes on from what is known."""
        if source.kind in LISTED:
            self._listed(source)
            return
        if self._tally.stopped:
            self._gathering.failed(source, [str(self._tally.stopped)])
            return
        try:
            problems = self._read(source)
        except Unfinished as problem:
            self._tally.went_wrong(problem.why)
            self._warn(source, problem.problems)
            self._gathering.failed(source, [str(problem)])
            return
        except NotAnswered as problem:
            self._tally.went_wrong(problem)
            self._gathering.failed(source, [str(problem)])
            return
        self._tally.went_well()
        self._warn(source, problems)
        self._store.intake.source_read(source.name, source.kind, self._run.started)

    def _warn(self, source: Source, problems: Sequence[str]) -> None:
        self._gathering.gathered.warnings += [f"source {source.name}: {problem}" for problem in problems]

    def _read(self, source: Source) -> Sequence[str]:
        if source.query is not None:
            return self._query(source, source.query)
        if source.set is not None:
            return self._harvest(source, source.set)
        if source.orcid is not None:
            return self._person(source, source.orcid)
        return self._announcements(source, source.announcements or ())

    # ------------------------------------------------------------ queries

    def _query(self, source: Source, query: str) -> Sequence[str]:
        """What arXiv sent is kept with the place where the next run goes on; raises Unfinished when pages did not come."""
        name = f"query {query}"
        document = self._store.intake.known(source.name, name)

        def search(start: int, most: int, promised: int) -> AnswerPage:
            return self._tools.api.search(
                query, self._run.started, start=start, max_results=most, sort_by="submittedDate",
                sort_order="descending", promised=promised,
            )  # fmt: skip

        def known(records: Sequence[Record]) -> set[str]:
            return self._store.intake.named(source.name, name, [f"id:{record.id}" for record in records])

        heard = QueryPages(
            search, known, min(FIRST_PAGE if document is None else LATER_PAGE, source.limit), source.limit,
            place_of(self._store.runs.harvest_state(f"{source.name}: {name}")),
            is_new=document is None or not document.has_mentions, since=self._since,
        ).read()  # fmt: skip
        self._keep_query(source, name, heard)
        if heard.broke is not None:
            raise Unfinished(
                f"{heard.broke}; {len(heard.records):,} papers were read and are kept, and the next run goes on "
                f"from number {heard.place.on + 1:,}",
                heard.broke, heard.problems,
            )  # fmt: skip
        return heard.problems

    def _keep_query(self, source: Source, name: str, heard: PagesRead) -> None:
        """The place where something may be missing is kept before what arXiv sent, as a crash may come between."""
        state, place = f"{source.name}: {name}", msgspec.to_builtins(heard.place)
        if heard.place != QueryPlace():
            self._store.keep_harvest_page(state, place, (), self._run.id, self._run.started)
        self._save(
            source, name, [_mention(source, name, record, f"result {n}") for n, record in enumerate(heard.records, 1)]
        )
        settled = [Settled(f"id:{record.id}", found(record, "a query")) for record in heard.records]
        written = self._store.keep_harvest_page(state, place, heard.records, self._run.id, self._run.started, settled)
        self._tally.add(written.new, written.changed)
        self._gathering.gathered.documents += 1

    # ------------------------------------------------------------ harvests

    def _harvest(self, source: Source, spec: str) -> Sequence[str]:
        name = f"set {spec}"
        problems: list[str] = []
        state = reopened(state_of(self._store, f"{source.name}: {name}", spec, None), self._since)
        for number, page in enumerate(oai.pages(self._tools.get, self._arxiv.harvest_url, state, self._run.started)):
            mentions = [_mention(source, name, record, f"set {spec}") for record in page.records]
            mentions += [_bare(source, name, paper) for paper in page.incomplete]
            self._save(source, name, mentions)
            keep_page(self._store, self._run, f"{source.name}: {name}", page, self._tally, settle=True)
            self._gathering.gathered.documents += number == 0  # all pages are one list
            problems += page.problems
        return problems

    # ------------------------------------------------------------ announcements

    def _announcements(self, source: Source, categories: Sequence[str]) -> Sequence[str]:
        feed = self._announcement(categories)
        name = f"announcements {'+'.join(categories)}"
        mentions = announcements.mentions(feed, name, source.name)
        self._save(source, name, mentions)
        for item in feed.items:
            record = announcements.fallback(item, self._run.started)
            if record is not None:
                self.announced[item.id] = record
        self._gathering.gathered.documents += 1
        return feed.problems

    def _announcement(self, categories: Sequence[str]) -> announcements.Announcement:
        """Today's; asked for again when it cannot be believed, since tomorrow it is gone."""
        base = self._arxiv.rss_url.removesuffix("/rss")
        for _ in range(ATTEMPTS - 1):
            with suppress(BadAnswer):
                return announcements.announcement(self._tools.get, base, categories)
        return announcements.announcement(self._tools.get, base, categories)

    # ------------------------------------------------------------ persons

    def _person(self, source: Source, orcid: str) -> Sequence[str]:
        """What arXiv states is kept first, so that the papers are looked up with it."""
        name = f"papers of {orcid}"
        state = self._store.runs.harvest_state(f"{source.name}: {name}")
        asked_last = None if state is None else datetime.fromisoformat(state)
        services, now = self._tools.services, self._tools.now
        found = papers_of(orcid, self._tools.get, self._arxiv.author_url, services, asked_last, now)
        if found.owned is not None:
            keep_author_list(self._store.engine, found.owned, self._run.started)
        today = self._run.started.date()
        self._save(source, name, found.mentions(source.name, name, today, beyond=self._beyond))
        if found.asked:
            self._store.keep_harvest_page(f"{source.name}: {name}", now().isoformat(), (), self._run.id, now())
        self._gathering.gathered.documents += 1
        return found.problems

    # ------------------------------------------------------------ what services list

    def _listed(self, source: Source) -> None:
        """The papers are kept before the place behind them: a crash between the two reads again and loses nothing."""
        name = document_of(source)
        state, now = f"{source.name}: {name}", self._tools.now
        before = self._store.runs.harvest_state(state)
        found = listed_papers(source, self._tools.services, before, now, beyond=self._beyond)
        self._save(source, name, found.mentions(source.name, name))
        if (after := msgspec.to_builtins(found.state)) != before:
            self._store.keep_harvest_page(state, after, (), self._run.id, now())
        self._gathering.gathered.documents += 1
        self._warn(source, found.problems)
        if found.failure:
            self._gathering.failed(source, [found.failure])
        else:
            self._store.intake.source_read(source.name, source.kind, self._run.started)

    # ------------------------------------------------------------ what they share

    def _save(self, source: Source, name: str, mentions: Sequence[Mention]) -> None:
        document = Document(name, source.name, "ids", "", 0, lambda: iter(()))
        self._gathering.gathered.mentions += self._store.intake.save(
            document, ((mention, lookup_key(mention)) for mention in mentions), reader=READER, accumulate=True,
            now=self._run.started, run=self._run.id,
        )  # fmt: skip


def state_of(store: Store, name: str, spec: str | None, since: date | None) -> oai.HarvestState:
    """How far the harvest of that name is; a given day restarts it from there."""
    kept = store.runs.harvest_state(name)
    if kept is None or since is not None:
        return oai.HarvestState(set=oai.set_spec(spec) if spec else None, since=since)
    return msgspec.convert(kept, oai.HarvestState)


def reopened(state: oai.HarvestState, since: date | None) -> oai.HarvestState:
    """A harvest from that day; one that would begin earlier, or is on its way from earlier, goes on, as it would lose papers."""
    begins = state.datestamp or state.since if state.finished else state.since
    is_new = state.started is None and not state.finished
    if since is not None and (is_new or (begins is not None and since < begins)):
        return oai.HarvestState(set=state.set, since=since)
    return state


def keep_page(store: Store, run: Run, name: str, page: oai.HarvestPage, tally: Tally, *, settle: bool) -> None:
    """Keep one page of a harvest with the state after it; `settle` answers the look-ups of its papers."""
    settled = [Settled(f"id:{record.id}", found(record, "a harvest")) for record in page.records] if settle else []
    if page.deleted:
        store.records.remove([gone.id for gone in page.deleted], run.id, run.started)
    state = msgspec.to_builtins(page.state)
    written = store.keep_harvest_page(name, state, page.records, run.id, run.started, settled)
    tally.add(written.new, written.changed)


def _mention(source: Source, document: str, record: Record, place: str) -> Mention:
    return Mention(
        document, source.name, place, f"arXiv:{record.id}", "id", record.id, context=record.title[:200],
    )  # fmt: skip


def _bare(source: Source, document: str, paper: str) -> Mention:
    return Mention(document, source.name, document, f"arXiv:{paper}", "id", paper, item=Item())
