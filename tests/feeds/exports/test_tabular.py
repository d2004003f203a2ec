"""feeds/exports/tabular.py: records as rows of CSV and Parquet."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.errors import CannotPublish
from enrich.record import Author
from enrich.version import to_install
from feeds.enriched import origins_in
from feeds.exports import tabular
from feeds.exports.cells import inert
from feeds.exports.tabular import COLUMNS, csv_header, csv_record, csv_row, parquet_rows, write_parquet
from tests.support.dump_corpus import entry
from tests.support.enriching import CORRECTION, RETRACTION, author, enrichment

STARTS = "=+-@\t\r\n"


def row_of(**fields: Any) -> dict[str, Any]:
    record = entry(**fields).record
    assert record is not None
    return record


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_a_row_says_what_the_record_says() -> None:
    [row] = read(
        csv_header()
        + csv_record(row_of(authors=(Author("José Núñez"), Author("B")), code=("https://c/1", "https://c/2")))
    )
    assert tuple(row) == COLUMNS
    assert row["id"] == "arXiv:2507.13575"
    assert row["authors"] == "José Núñez; B"
    assert row["abstract"] == "First paragraph.\n\nSecond paragraph."
    assert row["categories"] == "cs.LG; stat.ML"
    assert row["doi"] == "10.1000/xyz"
    assert row["code"] == "https://c/1; https://c/2"
    assert row["withdrawn"] == "'false"
    assert row["comment"] == ""
    assert row["published"] == "'2025-07-17T12:00:00Z"


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (["a", "", 'say "hi"', "1;2,3"], '"a","","say ""hi""","1;2,3"\r\n'),
        (["one\n\ntwo", " x ", "李\r"], '"one\n\ntwo"," x ","李\r"\r\n'),
    ],
)
def test_every_cell_is_quoted_and_quotes_are_doubled(cells: list[str], row: str) -> None:
    assert csv_row(cells) == row


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_record_is_one_row_and_all_but_its_abstract_on_one_line(text: str) -> None:
    row = csv_record(row_of(title=text, abstract="x", comment=text, authors=(Author(text), Author(text)), venue=text))
    assert row.count("\n") == 1
    assert row.endswith("\r\n")
    [got] = read(csv_header() + row)
    assert None not in got
    assert not any(cell.startswith(tuple(STARTS)) for cell in got.values())


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=4))
def test_any_abstract_keeps_its_paragraphs_and_none_starts_a_formula(paragraphs: list[str]) -> None:
    [got] = read(csv_header() + csv_record(row_of(abstract="\n \n".join(paragraphs))))
    cells = got["abstract"].split("\n\n") if got["abstract"] else []
    assert cells == [inert(cell) for text in paragraphs for cell in text.split("\n\n") if inert(cell)]


def test_each_item_of_a_list_is_inert_for_programs_that_split_it() -> None:
    [row] = read(csv_header() + csv_record(row_of(authors=(Author("A"), Author("=B")))))
    assert row["authors"] == "A; '=B"


def test_parquet_holds_the_same_records(tmp_path: Path) -> None:
    records = [row_of(), row_of(paper="hep-th/9901001", withdrawn=True, authors=(), versions=(), dois=())]
    assert write_parquet(tmp_path / "p", iter(records)) == 2
    rows = pyarrow.parquet.read_table(tmp_path / "p").to_pylist()
    assert [row["id"] for row in rows] == ["2507.13575", "hep-th/9901001"]
    assert rows[0]["authors"] == records[0]["authors"]
    assert rows[0]["links"] == records[0]["links"]
    assert rows[0]["published"] == datetime(2025, 7, 17, 12, 0, tzinfo=UTC)
    assert rows[0]["provenance"][0]["field"] == "title"
    first = next(origins_in(records[0]["provenance"]))
    assert rows[0]["provenance"][0].keys() == first.keys()
    assert set(rows[0]) == set(records[0])
    assert parquet_rows(tmp_path / "p") == 2


def test_parquet_and_csv_hold_what_services_add(tmp_path: Path) -> None:
    one = row_of(enrichment=enrichment(notices=(RETRACTION, CORRECTION), authors=(author(1, ""),)))
    write_parquet(tmp_path / "p", [one])
    [row] = pyarrow.parquet.read_table(tmp_path / "p").to_pylist()
    for name in ("publication", "retraction", "notices", "topics_of_work", "keywords", "open_copy", "links", "authors"):
        assert row[name] == one[name], name
    assert row["disagreements"] == one["disagreements"]
    [cells] = read(csv_header() + csv_record(one))
    assert cells["published_in"] == "Nature Machine Intelligence"
    assert cells["published_on"] == "'2024-05-08"
    assert cells["retracted"] == "'true"
    assert cells["topics_of_work"] == "Metabolomics; Unrated"
    assert cells["open_copy"] == "https://www.nature.com/articles/s42256-024-00832-8.pdf"


def test_what_services_add_leaves_the_columns_of_before_in_their_places() -> None:
    assert COLUMNS.index("schema_version") == 24
    assert COLUMNS[25:] == (
        *("published_in", "published_on", "published_doi", "retracted", "topics_of_work", "keywords"),
        *("open_copy", "project"),
    )


def test_parquet_is_the_same_bytes_for_the_same_records(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_parquet(tmp_path / name, [row_of()] * 3)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_parquet_is_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "ROW_GROUP", 2)
    write_parquet(tmp_path / "p", [row_of()] * 5)
    assert pyarrow.parquet.ParquetFile(tmp_path / "p").num_row_groups == 3


def test_without_pyarrow_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(CannotPublish, match=re.escape(to_install("parquet"))):
        write_parquet(tmp_path / "p", [row_of()])
    assert parquet_rows(tmp_path / "p") is None
