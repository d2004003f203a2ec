"""feeds/dumps/monthly/as_parquet.py: Parquet of JSON lines, compressed or not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow.parquet
import pytest

from feeds.dumps.monthly.as_parquet import read_records, stage_parquet
from tests.support.dump_corpus import entry


@pytest.mark.parametrize("name", ["records.jsonl", "records.jsonl.gz"])
def test_parquet_has_the_records_of_the_lines(tmp_path: Path, name: str) -> None:
    data = b"".join(entry(f"2507.0000{number}").line + b"\n" for number in range(3))
    source = tmp_path / name
    source.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    file = stage_parquet(tmp_path / "staged", "records/2025-07.parquet", source)
    assert file.records == 3
    ids = pyarrow.parquet.read_table(tmp_path / "staged" / file.name).column("id").to_pylist()
    assert ids == [record["id"] for record in read_records(source)]
