"""A paper of hostile texts becomes a record, an entry of a feed and an entry of BibTeX in a time that grows with their length."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from enrich.arxiv.raw_record import Raw, record
from enrich.record import Author, Version
from feeds.exports.bibtex import bib_entry
from feeds.feed import EntrySource
from feeds.formats.content import entry_of
from feeds.formats.record_json import record_json
from tests.enrich.tex.test_growth import HOSTILE, SIZES
from tests.support.growth import processor_seconds

NOW = datetime(2020, 1, 1, tzinfo=UTC)


def published(text: str) -> None:
    raw = Raw(
        id="2401.00001", title=f"A {text}", abstract=text, authors=(Author("Ada Lovelace", (text,)),), categories=("cs.LG",),
        codes=(), versions=(Version(1, NOW),), comment=text, journal_ref=text, doi="", license="", submitter="", report_no=text,
    )  # fmt: skip
    paper = record(raw, "api", NOW)
    entry_of(EntrySource(paper))
    bib_entry(record_json(paper, topics=(), mentions=(), slugs=(None,), outcome="found", first_seen=NOW))


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_paper_eight_times_as_long_takes_no_forty_times_as_long(piece: str) -> None:
    costs = [
        processor_seconds(lambda number, size=size: published(f"{number} {piece * (size // len(piece))} x"))
        for size in SIZES
    ]
    assert costs[-1] < 40 * max(costs[0], 0.002), costs
