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

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from enrich.record import PublishableRecord
from feeds.disclosure import WHOLE, Disclosure
from feeds.dumps.change_files import History, Redact
from feeds.dumps.changes import Moments
from feeds.dumps.chunk_index import LAYOUT, DumpIndex, DumpRecord, digest
from feeds.dumps.dump_files import Altered
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

FEW = 100_000
"""Records; with as many, full dumps are written once a week, since writing them costs as much as there are records."""


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
