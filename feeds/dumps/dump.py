"""Stages the dumps: every record in each form, whole and by month, what changed, and the manifest.

::

    records -> entries -> pieces -> staged files -> (publish renames them) -> out/dumps/
                            |  ^
                            v  |  chunks that did not change are copied from the published files
                      changes  index of the last publication

What is equal to what is published is not written, nothing depends on the clock, and memory does not grow with the
number of records but for their ids. When a published file was touched (its size or time is another) or the index is
lost, all is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from enrich.record import PublishableRecord
from enrich.store.store import Store
from feeds.channels.plan import Plan, topic_places
from feeds.disclosure import WHOLE, Disclosure
from feeds.dumps.change_files import History, Redact
from feeds.dumps.changes import Moments
from feeds.dumps.chunk_index import LAYOUT, DumpIndex, DumpRecord, digest
from feeds.dumps.dump_files import Altered
from feeds.dumps.encodings import record_forms
from feeds.dumps.manifest import (
    SCHEMAS,
    schema_bytes,
)
from feeds.dumps.monthly.full_dumps import may_rest, published_full, week_of
from feeds.dumps.monthly.months import PublishedMonths
from feeds.dumps.monthly.publication import FOLDER, Dumped, DumpWriter, FilesBeside
from feeds.dumps.plan_chunks import Corpus
from feeds.enriched import origins_in
from feeds.formats.record_json import record_json, utc_text, without_surrogates
from feeds.former_names import kept
from feeds.state.publishing import PublishState

FEW = 100_000
"""Records; with as many, full dumps are written once a week, since writing them costs as much as there are records."""


class DumpEntries:
    """Reads records in the form of the dumps."""

    def __init__(
        self, store: Store, published: PublishState, plan: Plan, shown: Collection[str] | None, *, encoded: bool = False
    ) -> None:
        """Of authors those alone are named whose keys are `shown`, None for all; `encoded` as `DumpRecord.forms` says."""
        self._store = store
        self._published = published
        self._plan = plan
        self._shown = shown
        self._always = {place.key for place in plan.follow}
        self._encoded = encoded

    def of(self, ids: Sequence[str]) -> list[DumpRecord]:
        """The entries of those that are published, in their order."""
        plan, shown = self._plan, self._shown
        found = kept(self._store, ids, hidden=plan.disclosure.private)
        topics = [[place.key for place in topic_places(plan, one)] for one in found]
        authors = [[plan.author_key(author.name) for author in one.record.authors] for one in found]
        topic_slugs = self._published.slugs("topic", {key for keys in topics for key in keys})
        # Slugs of the authors who have files, as far as crowds decide that.
        named = {key for keys in authors for key in keys if key}
        author_slugs = self._published.pages.authors_with_page(named, 1, self._always)
        entries = []
        for one, its_topics, its_authors in zip(found, topics, authors, strict=True):
            entry = entry_of(
                one,
                # A record that another process changed since channels were made may belong to some that are not there.
                sorted(topic_slugs[key] for key in its_topics if key in topic_slugs),
                [author_slugs.get(key) if shown is None or key in shown else None for key in its_authors],
                plan.disclosure,
            )
            if self._encoded and entry.record is not None:
                entry = replace(entry, record=None, forms=record_forms(entry.record))
            entries.append(entry)
        return entries


def entries_maker(
    place: Store | str, plan: Plan, shown: Collection[str] | None, encoded: bool
) -> Callable[[Sequence[str]], list[DumpRecord]]:
    """DumpEntries' `of`, perhaps for a process of its own."""
    if isinstance(place, Store):
        return DumpEntries(place, PublishState(place.engine), plan, shown, encoded=encoded).of
    store = Store(place)
    make = DumpEntries(store, PublishState(store.engine), plan, shown, encoded=encoded).of
    # What the line says is read again where it is needed, sooner than it is handed from process to process.
    return lambda ids: [replace(entry, record=None) for entry in make(ids)]


def entry_of(
    kept: PublishableRecord, topics: Sequence[str], slugs: Sequence[str | None], disclosure: Disclosure = WHOLE
) -> DumpRecord:
    """A record of the store in the form of the dumps."""
    whole = record_json(
        kept.record,
        topics=topics,
        mentions=kept.mentions,
        slugs=slugs,
        outcome=kept.outcome,
        first_seen=kept.first_seen,
        persons=kept.persons,
    )
    record = disclosure.record(whole)
    try:
        line = msgspec.json.encode(record)
    except UnicodeEncodeError:
        record = without_surrogates(record)
        line = msgspec.json.encode(record)
    times = [record["first_seen"], *(origin["when"] for origin in origins_in(record["provenance"]))]
    if kept.mentioned is not None:
        times.append(utc_text(kept.mentioned))
    return DumpRecord(record["id"], line, digest(line), max(times), record)


def shape_of(*, parquet: bool, disclosure: Disclosure = WHOLE, names: str = "") -> str:
    """What the dumps depend on beside the records: dumps of another shape are to be made again.

    `names` differs when other names are replaced at their bearers' request.
    """
    schemas = b"".join(map(schema_bytes, SCHEMAS))
    return f"{LAYOUT} {sha256(schemas).hexdigest()} {'parquet' if parquet else ''}{disclosure.mark}{names}"


def write_dumps(
    out: Path,
    staging: Path,
    index: DumpIndex | None,
    corpus: Corpus,
    *,
    touched: Collection[str] | None = None,
    removed: Mapping[str, datetime] | None = None,
    run: datetime | None = None,
    parquet: bool = False,
    copies: Path | None = None,
    chunks: Path | None = None,
    redact: Redact | None = None,
    rebuild: bool = False,
    beside: FilesBeside | None = None,
    few: int = FEW,
) -> Dumped:
    """Stage under `staging` the dumps that are not as in `out`; raises OSError (a full disk) and CannotPublish.

    `touched` are the ids whose records, topics or slugs may have changed since `index` was kept, None for any;
    `removed` says when those that no longer exist were removed, `run` when the newest run began. `copies` is the
    folder with copies of the files of changes, `chunks` that with chunks of dumps; `redact` takes out of files of
    changes what is no longer public. Other dumps are staged by `beside`. With `few` records or more, full dumps are
    written once in the week of the run. To `rebuild`, all is encoded anew and compared, byte by byte.
    """
    times = {paper: utc_text(when) for paper, when in (removed or {}).items()}
    moments = Moments((index and index.newest) or "", utc_text(run) if run else "", times)

    def work(*, trusted: bool) -> DumpWriter:
        history = History(out / FOLDER, copies, redact, trusted=not rebuild)
        months = PublishedMonths(index, out / FOLDER, chunks, trusted=trusted)
        may = redact is None and (rebuild or touched is not None) and months.records >= few
        rests = may and may_rest(index, months, week_of(run), trusted=trusted)
        published = published_full(index, out / FOLDER, None if rests else chunks, trusted=trusted)
        return DumpWriter(published, months, staging / FOLDER, history, parquet, beside, week_of(run), rests, few)

    try:
        return work(trusted=not rebuild).make(corpus, touched, moments, first=index is None)
    except Altered:
        return work(trusted=False).make(corpus, None, moments, first=index is None)
