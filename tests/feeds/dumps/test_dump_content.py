"""feeds/dumps/dump_content.py: a dump is read from end to end."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from feeds.dumps.dump_content import DumpContent, read_content
from feeds.dumps.encodings import FORMS
from tests.support.dump_corpus import Press, entry

RECORD = (
    b'{"id":"2507.00001","first_seen":"2025-07-18T00:00:00Z","provenance":{"title":{"when":"2025-07-20T00:00:00Z"}}}\n'
)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    press_here = Press(tmp_path)
    press_here.out.mkdir()
    press_here.hold(entry(f"2507.{number:05}") for number in range(200))
    press_here.publish(parquet=True)
    return press_here


@pytest.mark.parametrize("name", [*(form.name for form in FORMS), "records.parquet"])
def test_every_record_of_a_dump_is_counted(press: Press, name: str) -> None:
    """More than one chunk: records.jsonl.gz has more than one member."""
    content = read_content(press.dumps / name, name)
    assert content.records == 200
    assert content.newest == ("2025-07-22T12:00:00Z" if name == "records.jsonl" else "")


@pytest.mark.parametrize(
    ("name", "data", "content"),
    [
        ("records.jsonl", b"", DumpContent(0)),
        ("records.jsonl", RECORD, DumpContent(1, "2025-07-20T00:00:00Z")),
        ("records.jsonl.gz", gzip.compress(RECORD, mtime=0) + gzip.compress(RECORD, mtime=0), DumpContent(2)),
        (
            "changes/2025-07-22.jsonl",
            b'{"when":"2025-07-22T01:00:00Z"}\n{"when":null}\n',
            DumpContent(2, "2025-07-22T01:00:00Z"),
        ),
        ("records.csl.json", b"[\n\n]\n", DumpContent(0)),
    ],
)
def test_the_newest_change_is_told_where_it_is_asked_for(
    tmp_path: Path, name: str, data: bytes, content: DumpContent
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    assert read_content(path, name) == content


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("records.jsonl", RECORD[:-1]),
        ("records.jsonl.gz", gzip.compress(RECORD, mtime=0) + gzip.compress(RECORD, mtime=0)[:-1]),
        ("records.jsonl.gz", gzip.compress(RECORD, mtime=0) + b"more"),
        ("records.json", b"[]"),
        ("records.csl.json", b"[\n{}\n"),
        ("records.ris", b"TY  - GEN\r\n"),
    ],
)
def test_what_is_cut_off_or_of_another_form_is_an_error(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises((ValueError, EOFError, gzip.BadGzipFile)):
        read_content(path, name)
