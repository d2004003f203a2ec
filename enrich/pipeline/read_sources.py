"""Sources -> the store: every document is read, its mentions are kept, and every failure is named.

A source that fails is reported and tried again by the next run; the others go on. A document that has not changed
since it was read is not read again. One that takes too much is only searched for ids, and what it said before stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, field

from enrich.addresses import key, shown
from enrich.conversion.extras import lacking
from enrich.documents.globs import IsOwn, NoneYet, Skipped, nobodys
from enrich.documents.kinds import nothing_in
from enrich.documents.open import STDIN, read_bytes, read_ids, read_sources
from enrich.errors import CannotRead, NotAnswered, unread_documents
from enrich.http.fetch_ahead import SourceFetches
from enrich.http.web import Web
from enrich.machine.worker import WorkFailed
from enrich.options.sources import COMMAND_LINE, ReadingSettings, Source
from enrich.pipeline.read_document import KeyedMention, failure, read_document, search_document
from enrich.record import Document
from enrich.store.accounts import Accounts
from enrich.store.documents import Known
from enrich.store.runs import Run
from enrich.store.store import Store
from enrich.tex.version import READING

READER = "17"
"""The version of the readers; another one causes every document to be read again, as does installing an extra."""
UNREAD = "none"
"""The reader of documents that are to be read again, changed or not."""
AHEAD = 5000
"""Mentions that are read before the store is written to: others may write to it meanwhile."""
FEW = 3
"""How many problems with documents are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A document as it came."""

    document: Document
    accumulate: bool
    """Whether what it said before stays."""
    address: str = ""
    """Where it was fetched; empty for what was not."""
    etag: str | None = None
    last_modified: str | None = None

    def warned(self, *warnings: str) -> Arrived:
        """The same with more warnings."""
        return replace(self, document=replace(self.document, warnings=(*self.document.warnings, *warnings)))


class Noted(Struct):
    """How many there are of something, and the first of them."""

    count: int = 0
    first: list[str] = field(default_factory=list)
    """At most FEW."""

    def note(self, one: str) -> None:
        """Another one."""
        self.count += 1
        if len(self.first) < FEW:
            self.first.append(one)

    def add(self, other: Noted) -> None:
        """All of the others."""
        self.first += other.first[: FEW - len(self.first)]
        self.count += other.count


class Gathered(Struct):
    """What reading the sources came to."""

    documents: int = 0
    mentions: int = 0
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """One sentence for each source, or part of one, that could not be read."""
    empty: Noted = field(default_factory=Noted)
    """Documents that mention nothing, by name."""
    tried: list[Document] = field(default_factory=list)
    """Documents of which nothing is told before look-ups show whether what they may mention is a paper."""
    none_yet: Noted = field(default_factory=Noted)
    """Patterns of the settings whose folder is empty."""
    malformed: Noted = field(default_factory=Noted)
    """Ids that cannot be arXiv's, of documents that are new, have changed or were named on the command line."""
    corrected: Noted = field(default_factory=Noted)
    """Ids of such documents that were put right, with what was done."""
    versions: dict[str, int] = field(default_factory=dict)
    """The newest version that such documents name of a paper, by id."""


class Gathering:
    """Reads the sources of one run."""

    def __init__(
        self, store: Store, run: Run, now: datetime, folder: Path, web: Web | None, stdin: BinaryIO | None = None,
        limits: ReadingSettings | None = None, is_own: IsOwn = nobodys,
    ) -> None:  # fmt: skip
        self._store = store
        self._run = run
        self._now = now
        self._folder = folder
        self._web = web
        self._stdin = stdin
        self._limits = limits or ReadingSettings.default()
        self._is_own = is_own
        self._reader = ", without ".join((f"{READER}.{READING}", *lacking()))
        self._failing = f"{self._reader}, failed with {self._limits.memory} MB"
        self._present: set[str] = set()
        """Names of documents of the source that is read."""
        self.gathered = Gathered()
        self.fetches = SourceFetches(web, self._validators)

    def read(self, source: Source) -> None:
        """Read one source of files, ids, a feed or a page."""
        before = self.gathered.documents
        self._present.clear()
        problems = list(self._documents(source))
        if source.files is not None and all((self._folder / problem.name).is_file() for problem in problems):
            Accounts(self._store.engine).forget_warnings(source.name, self._present)
        if problems:
            is_part = source.files is not None and self.gathered.documents > before
            self.failed(source, [str(problem) for problem in problems], is_part=is_part)
        else:
            self._store.intake.source_read(source.name, source.kind, self._now)

    def failed(self, source: Source, problems: Sequence[str], *, is_part: bool = False) -> None:
        """A source could not be read: wholly, or so many of its documents alone (`is_part`)."""
        self.gathered.problems += [f"source {source.name}: {problem}" for problem in problems]
        more = [f"{len(problems) - FEW} more"] if len(problems) > FEW else []  # one sentence of health; the run has all
        kept = f"{unread_documents(len(problems))}: " * is_part + "; ".join([*problems[:FEW], *more])
        self._store.intake.source_failed(source.name, source.kind, kept, self._now, is_part=is_part)

    def note_read_elsewhere(self) -> None:
        """What other processes that read at the same time could not read is not read in this run either."""
        if elsewhere := {source.name for source in self.fetches.read_elsewhere}:
            known = [state for state in self._store.intake.sources() if state.name in elsewhere and state.failing_since]
            self.gathered.problems += [f"source {state.name}: {state.problem}" for state in known]

    def _documents(self, source: Source) -> Iterator[CannotRead]:
        """Take in every document of the source; yields what could not be read."""
        for found in self._open(source):
            if isinstance(found, Skipped):
                self.gathered.warnings.append(str(found))
                continue
            self._present.add(found.name)
            if isinstance(found, NoneYet):
                self.gathered.none_yet.note(found.name)
                continue
            if isinstance(found, CannotRead):
                yield found
                continue
            try:
                self._take_in(Arrived(found, accumulate=found.name == STDIN or source.name == COMMAND_LINE))
            except CannotRead as problem:
                yield problem

    def _open(self, source: Source) -> Iterator[Document | CannotRead | Skipped | NoneYet]:
        if source.files is not None:
            waits = source.name != COMMAND_LINE and not Accounts(self._store.engine).has_documents(source.name)
            yield from read_sources(source.files, source.name, self._folder, self._stdin, self._is_own, waits=waits)
        elif source.ids is not None:
            yield read_ids(source.ids, source.name)
        elif address := source.feed or source.page:
            try:
                self._fetch(source, address)
            except CannotRead as problem:
                yield problem

    def _fetch(self, source: Source, address: str) -> None:
        """Fetch a page or feed, unless the server says that it has not changed."""
        name = shown(address)
        if self._web is None:
            raise CannotRead(name, "nothing is fetched here")
        fresh = self._fresh(source)
        try:
            answer = self.fetches.answer(source)
        except NotAnswered as problem:
            # Most of what can be wrong concerns an address, which is the name of what cannot be read.
            raise CannotRead(name, str(problem).removeprefix(f"{name} ")) from problem
        if answer.status == 304:
            self.gathered.documents += 1
            self._note_unless(fresh is None or fresh.has_mentions, name)
            return
        document = read_bytes(answer.body, name, source.name, answer.headers.get("content-type", ""))
        etag, last = answer.headers.get("etag"), answer.headers.get("last-modified")
        self._take_in(Arrived(replace(document, key=key(address)), True, address, etag, last))

    def _validators(self, source: Source) -> tuple[str | None, str | None]:
        """ETag and time with which a document came that need not be read again unless it has changed."""
        fresh = self._fresh(source)
        return (fresh.etag, fresh.last_modified) if fresh else (None, None)

    def _fresh(self, source: Source) -> Known | None:
        """What is known of the document that a source names, unless it is to be read again."""
        known = self._store.intake.known(source.name, key(source.feed or source.page or ""))
        return known if known is not None and known.reader == self._reader else None

    def _take_in(self, arrived: Arrived) -> None:
        """Read a document that is new or has changed, and keep what it says; raises CannotRead."""
        document = arrived.document
        self.gathered.warnings += document.warnings
        known = self._store.intake.known(document.source, document.key or document.name)
        if known is not None and known.digest == document.digest and known.reader in (self._reader, self._failing):
            self._take_as_known(arrived, known)
            return
        try:
            damaged, found = read_document(document, self._now.date(), arrived.address, self._limits)
            self.gathered.warnings += damaged
            self._save(arrived.warned(*damaged), found, self._reader)
        except WorkFailed as wrong:
            raise self._search(arrived, wrong) from wrong

    def _search(self, arrived: Arrived, wrong: WorkFailed) -> CannotRead:
        """Keep the ids in a document that could not be read, and what it said before; returns what is reported about it."""
        document = arrived.document
        problem = failure(document, wrong)
        kept = replace(arrived.warned(str(problem)), accumulate=True)
        try:
            found = search_document(document, self._now.date(), arrived.address, self._limits)
            self._save(kept, found, UNREAD if wrong.may_pass else self._failing)
        except WorkFailed as again:
            return CannotRead(document.name, f"reading it {wrong}, and searching it for ids {again}")
        return problem

    def _take_as_known(self, arrived: Arrived, known: Known) -> None:
        """A document that is as it was; raises CannotRead when it could not be read then."""
        document, warnings = arrived.document, list(known.warnings)
        self.gathered.documents += 1
        problem = warnings.pop().removeprefix(f"{document.name}: ") if known.reader == self._failing else None
        self.gathered.warnings += [one for one in dict.fromkeys(warnings) if one not in document.warnings]
        self._note_unless(known.has_mentions, document.name)
        if problem:
            raise CannotRead(document.name, problem)
        if document.source == COMMAND_LINE:
            try:
                _, found = read_document(document, self._now.date(), arrived.address, self._limits)
                deque(noting(found, self.gathered.malformed, self.gathered.corrected), maxlen=0)
            except WorkFailed as wrong:
                raise failure(document, wrong) from wrong

    def _save(self, arrived: Arrived, found: Iterator[KeyedMention], reader: str) -> None:
        self.gathered.documents += 1
        malformed, corrected = Noted(), Noted()
        noted = self._noting_versions(noting(found, malformed, corrected))
        ahead = list(islice(noted, AHEAD))
        understood = len(ahead) == AHEAD or any(not (mention.unread or mention.on_trial) for mention, _ in ahead)
        on_trial = not understood and reader == self._reader and any(mention.on_trial for mention, _ in ahead)
        nothing = None if understood or on_trial or reader != self._reader else nothing_in(arrived.document)
        arrived = arrived.warned(str(nothing)) if nothing else arrived
        count = self._store.intake.save(
            arrived.document, chain(ahead, noted), reader=reader, accumulate=arrived.accumulate, now=self._now,
            run=self._run.id, etag=arrived.etag, last_modified=arrived.last_modified,
        )  # fmt: skip
        self.gathered.malformed.add(malformed)
        self.gathered.corrected.add(corrected)
        self.gathered.mentions += count
        if on_trial:
            self.gathered.tried.append(arrived.document)
        self._note_unless(count > 0 or on_trial, arrived.document.name)
        if nothing:
            raise nothing

    def _noting_versions(self, found: Iterator[KeyedMention]) -> Iterator[KeyedMention]:
        versions = self.gathered.versions
        for mention, key_of_look_up in found:
            if mention.id and mention.version:
                versions[mention.id] = max(mention.version, versions.get(mention.id, 0))
            yield mention, key_of_look_up

    def _note_unless(self, has_mentions: bool, name: str) -> None:
        if not has_mentions:
            self.gathered.empty.note(name)


def noting(found: Iterator[KeyedMention], malformed: Noted, corrected: Noted) -> Iterator[KeyedMention]:
    """The same; malformed ids are noted, and those that were corrected."""
    for mention, key_of_look_up in found:
        if mention.malformed:
            malformed.note(mention.text)
        if mention.warning:
            corrected.note(f"{mention.document}, {mention.place}: {mention.warning}")
        yield mention, key_of_look_up
