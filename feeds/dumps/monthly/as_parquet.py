"""Stages dumps as Parquet, from the JSON lines that are staged or published; needs pyarrow. Written whole: row groups
cannot be copied.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from feeds.dumps.chunk_index import DumpFile
from feeds.dumps.dump_files import adopt
from feeds.exports.tabular import write_parquet


def stage_parquet(staging: Path, name: str, source: Path) -> DumpFile:
    """The records of a file of JSON lines, compressed or not, as Parquet; raises CannotPublish without pyarrow."""
    (staging / name).parent.mkdir(parents=True, exist_ok=True)
    return adopt(staging, name, write_parquet(staging / name, read_records(source)))


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of JSON lines, one at a time."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line)
