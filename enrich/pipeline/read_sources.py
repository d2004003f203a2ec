"""Sources -> the store: every document is read, its mentions are kept, and every failure is named.

A source that fails is reported and tried again by the next run; the others go on. A document that has not changed
since it was read is not read again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from enrich.addresses import CUT, key, shown, unlike
from enrich.documents.globs import Skipped
from enrich.documents.open import STDIN, read_bytes, read_ids, read_sources
from enrich.errors import CannotRead, NotAnswered
from enrich.http.web import Web
from enrich.options.sources import COMMAND_LINE, Source
from enrich.readers.damage import damage
from enrich.readers.dispatch import read_mentions
from enrich.record import Document, Mention
from enrich.store.runs import Run
from enrich.store.store import Store
from enrich.titles.decide import title_key

READER = "4"
"""Of the readers of documents; another one makes every document be read again."""
SAID = ("title", "abstract", "comment", "venue")
"""What an item says in words, in which addresses may stand."""
FEW = 3
"""So many of what is amiss with documents are named, the others counted."""


@dataclass(slots=True)
class Noted:
    """How many there are of something, and the first of them."""

    count: int = 0
    first: list[str] = field(default_factory=list)
    """At most FEW."""

    def note(self, one: str) -> None:
        """Another one."""
        self.count += 1
        if len(self.first) < FEW:
            self.first.append(one)


@dataclass(slots=True)
class Gathered:
    """What reading the sources came to."""

    documents: int = 0
    mentions: int = 0
    warnings: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """One sentence for each source, or part of one, that could not be read."""
    empty: Noted = field(default_factory=Noted)
    """Documents that mention nothing, by name."""
    malformed: Noted = field(default_factory=Noted)
    """Ids that cannot be arXiv's, of documents that are new, have changed or were named on the command line."""
    corrected: Noted = field(default_factory=Noted)
    """Ids of such documents that were put right, with what was done."""


class Gathering:
    """Reads the sources of one run."""

    def __init__(
        self, store: Store, run: Run, now: datetime, folder: Path, web: Web | None, stdin: BinaryIO | None = None
    ) -> None:
        self._store = store
        self._run = run
        self._now = now
        self._folder = folder
        self._web = web
        self._stdin = stdin
        self.gathered = Gathered()

    def read(self, source: Source) -> None:
        """Read one source of files, ids, a feed or a page."""
        problems = [str(problem) for problem in self._documents(source)]
        if problems:
            self.failed(source, problems)
        else:
            self._store.intake.source_read(source.name, source.kind, self._now)

    def failed(self, source: Source, problems: Sequence[str]) -> None:
        """A source could not be read, wholly or in part."""
        self.gathered.problems += [f"source {source.name}: {problem}" for problem in problems]
        self._store.intake.source_failed(source.name, source.kind, "; ".join(problems), self._now)

    def _documents(self, source: Source) -> Iterator[CannotRead]:
        """Take in every document of the source; yields what could not be read."""
        for found in self._open(source):
            if isinstance(found, Skipped):
                self.gathered.warnings.append(str(found))
                continue
            if isinstance(found, CannotRead):
                yield found
                continue
            try:
                self._take_in(found, accumulate=found.name == STDIN or source.name == COMMAND_LINE)
            except CannotRead as problem:
                yield problem

    def _open(self, source: Source) -> Iterator[Document | CannotRead | Skipped]:
        if source.files is not None:
            yield from read_sources(source.files, source.name, self._folder, self._stdin)
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
        known = self._store.intake.known(source.name, key(address))
        fresh = known if known is not None and known.reader == READER else None
        try:
            answer = self._web.get(
                address,
                etag=fresh.etag if fresh else None,
                last_modified=fresh.last_modified if fresh else None,
                allow_private=source.allow_private,
            )
        except NotAnswered as problem:
            # Most of what can be wrong is said of an address, which is the name of what cannot be read.
            raise CannotRead(name, str(problem).removeprefix(f"{name} ")) from problem
        if answer.status == 304:
            self.gathered.documents += 1
            self._note_unless(fresh is None or fresh.has_mentions, name)
            return
        document = read_bytes(answer.body, name, source.name, answer.headers.get("content-type", ""))
        self._take_in(
            replace(document, key=key(address)), accumulate=True, address=address, etag=answer.headers.get("etag"),
            last=answer.headers.get("last-modified"),
        )  # fmt: skip

    def _take_in(
        self, document: Document, *, accumulate: bool, address: str = "", etag: str | None = None,
        last: str | None = None,
    ) -> None:  # fmt: skip
        self.gathered.documents += 1
        known = self._store.intake.known(document.source, document.key or document.name)
        if known is not None and (known.digest, known.reader) == (document.digest, READER):
            self.gathered.warnings += dict.fromkeys((*document.warnings, *known.warnings))
            self._note_unless(known.has_mentions, document.name)
            if document.source == COMMAND_LINE:
                deque(self._mentions(document, address), maxlen=0)
            return
        document = replace(document, warnings=(*document.warnings, *damage(document)))
        self.gathered.warnings += document.warnings
        found = ((mention, lookup_key(mention)) for mention in self._mentions(document, address))
        count = self._store.intake.save(
            document, found, reader=READER, accumulate=accumulate, now=self._now, run=self._run.id, etag=etag,
            last_modified=last,
        )  # fmt: skip
        self.gathered.mentions += count
        self._note_unless(count > 0, document.name)

    def _mentions(self, document: Document, address: str) -> Iterator[Mention]:
        """The mentions of the document; malformed ids are noted."""
        for one in read_mentions(document, self._now.date()):
            mention = discreet(one, address)
            if mention.malformed:
                self.gathered.malformed.note(mention.text)
            if mention.warning:
                self.gathered.corrected.note(f"{mention.document}, {mention.place}: {mention.warning}")
            yield mention

    def _note_unless(self, has_mentions: bool, name: str) -> None:
        if not has_mentions:
            self.gathered.empty.note(name)


def discreet(mention: Mention, source: str) -> Mention:
    """The mention without what is secret in the addresses that the document holds; `source` is where it was fetched.

    A link that leads nowhere without that is left out.
    """
    if item := mention.item:
        page = unlike(item.page, source) if item.page else None
        code = tuple(link for one in item.code if CUT not in (link := unlike(one, source)))
        texts: dict[str, Any] = {name: unlike(text, source) for name in SAID if (text := getattr(item, name))}
        item = replace(item, page=None if page and CUT in page else page, code=code, **texts)
    return replace(mention, text=unlike(mention.text, source), context=unlike(mention.context, source), item=item)


def lookup_key(mention: Mention) -> str | None:
    """The key of the look-up that answers a mention; None when nobody needs to be asked."""
    if mention.malformed or mention.not_a_paper:
        return None
    if mention.id:
        return f"id:{mention.id}"
    if mention.item and mention.item.title:
        return f"title:{title_key(mention.item)}"
    return f"doi:{mention.doi.lower()}" if mention.doi else None
