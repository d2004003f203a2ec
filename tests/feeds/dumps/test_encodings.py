"""feeds/dumps/encodings.py: chunks of dumps that are put together."""

from __future__ import annotations

import gzip
import json
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pyarrow
import pyarrow.json
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.dumps.chunk_index import DumpRecord, digest
from feeds.dumps.encodings import FORMS, DumpForm, batch, chunk_bytes, record_forms
from tests.support.dump_corpus import entry

FORM = {form.name: form for form in FORMS}


def together(form: DumpForm, chunks: list[list[DumpRecord]]) -> bytes:
    body = form.separator.join(chunk_bytes(form, batch(chunk, [form])) for chunk in chunks)
    return form.header + (body if chunks else form.empty) + form.footer


@given(st.lists(st.lists(st.integers(0, 99_999), min_size=1, max_size=4), max_size=4))
def test_chunks_put_together_are_the_whole(numbers: list[list[int]]) -> None:
    chunks = [[entry(f"2507.{number:05}") for number in chunk] for chunk in numbers]
    lines = b"".join(one.line + b"\n" for chunk in chunks for one in chunk)
    assert together(FORM["records.jsonl"], chunks) == lines
    assert gzip.decompress(together(FORM["records.jsonl.gz"], chunks)) == lines
    records = json.loads(together(FORM["records.json"], chunks))["records"]
    assert records == [json.loads(line) for line in lines.splitlines()]
    assert len(json.loads(together(FORM["records.csl.json"], chunks))) == len(records)
    flat = [[one for chunk in chunks for one in chunk]] if chunks else []
    for name in ("records.json", "records.csv", "records.bib", "records.ris", "records.csl.json"):
        assert together(FORM[name], chunks) == together(FORM[name], flat)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_records_that_somebody_encoded_already_give_the_same_chunk(form: DumpForm) -> None:
    chunk = [entry(f"2507.{number:05}", title=f'"Größe" & {number}, \\alpha') for number in range(3)]
    ready = [replace(one, record=None, forms=record_forms(json.loads(one.line))) for one in chunk]
    assert together(form, [ready, ready[:1]]) == together(form, [chunk, chunk[:1]])
    assert together(form, [[*ready[:2], chunk[2]]]) == together(form, [chunk]), "some of them alone"


def test_forms_that_are_made_of_lines_read_no_record() -> None:
    lines = [form for form in FORMS if form.of_lines is not None]
    broken = [DumpRecord("2507.00001", b"no JSON", digest(b"no JSON"))]
    assert batch(broken, lines).lines == b"no JSON\n"


def test_the_compressed_dump_has_one_member_a_chunk_without_time_or_system() -> None:
    """RFC 1952, section 2.2: a gzip file consists of members, one after another."""
    data = together(FORM["records.jsonl.gz"], [[entry("2507.00001")], [entry("2507.00002")]])
    for paper in ("2507.00001", "2507.00002"):
        assert data[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        assert json.loads(member.decompress(data))["id"] == paper
        assert member.eof
        data = member.unused_data
    assert data == b""


@pytest.mark.parametrize("chunks", [[], [[entry("2507.00001"), entry("2507.00002")], [entry("2507.00003")]]])
def test_readers_of_gzip_go_on_after_the_first_member(chunks: list[list[DumpRecord]], tmp_path: Path) -> None:
    packed, lines = tmp_path / "records.jsonl.gz", together(FORM["records.jsonl"], chunks)
    packed.write_bytes(together(FORM["records.jsonl.gz"], chunks))
    for command in (["gzip", "-dc"], ["zcat"]):
        assert subprocess.run([*command, packed], stdout=subprocess.PIPE, check=True).stdout == lines
    with pyarrow.input_stream(packed, compression="gzip") as stream:
        assert stream.read() == lines
    if chunks:
        assert [row["id"] for row in pyarrow.json.read_json(packed).to_pylist()] == [
            "2507.00001",
            "2507.00002",
            "2507.00003",
        ]


def test_a_damaged_member_is_noticed_by_its_checksum() -> None:
    data = together(FORM["records.jsonl.gz"], [[entry("2507.00001")], [entry("2507.00002")]])
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(data[:-8] + b"\0" + data[-7:])


def test_a_record_at_hand_and_its_line_give_the_same_bytes() -> None:
    at_hand = entry("2507.00001", title="Ünïcode & <tags>", abstract="a\n\nb")
    line_only = DumpRecord(at_hand.id, at_hand.line, digest(at_hand.line))
    for form in FORMS:
        assert chunk_bytes(form, batch([at_hand], [form])) == chunk_bytes(form, batch([line_only], [form]))
