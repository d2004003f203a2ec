"""A record as a row: CSV that a spreadsheet shows as it is, and Parquet where pyarrow is installed.

Pure but for the Parquet file, which is written as a stream of row groups.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from enrich.errors import CannotPublish
from enrich.paper_id import marked_id
from enrich.version import to_install
from feeds.enriched import origins_in
from feeds.exports.cells import inert, inert_paragraphs

COLUMNS = (
    "id",
    "version",
    "title",
    "authors",
    "abstract",
    "categories",
    "primary_category",
    "published",
    "updated",
    "comment",
    "journal_ref",
    "doi",
    "dois",
    "license",
    "withdrawn",
    "abs",
    "pdf",
    "html",
    "code",
    "venue",
    "affiliations",
    "topics",
    "outcome",
    "first_seen",
    "schema_version",
    "published_in",
    "published_on",
    "published_doi",
    "retracted",
    "topics_of_work",
    "keywords",
    "open_copy",
    "project",
)
"""The columns of records.csv, in order; what services add comes last, so that others keep their places."""

BYTE_ORDER_MARK = "\ufeff"

SEPARATOR = "; "
"""Between the items of a cell that holds several."""

ROW_GROUP = 4096
"""Records in a row group of the Parquet file, and in memory at a time."""


def csv_row(cells: Iterable[str]) -> str:
    """One row by RFC 4180: every cell quoted, quotes doubled, the row ended with CR LF."""
    row = io.StringIO()
    csv.writer(row, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return row.getvalue()


def csv_header() -> str:
    """The first row: the names of the columns. Before it stands the mark by which spreadsheets know UTF-8."""
    return BYTE_ORDER_MARK + csv_row(COLUMNS)


def csv_record(record: dict[str, Any]) -> str:
    """One record as one row, from its form in the dumps; on one line but for the paragraphs of its abstract."""
    return csv_row(_cells(record))


def write_parquet(path: Path, records: Iterable[dict[str, Any]]) -> int:
    """Write records (in the form of the dumps) to a Parquet file; returns their number. Needs pyarrow."""
    arrow, parquet = _pyarrow()
    schema = _arrow_schema(arrow)
    count = 0
    rows = iter(records)
    with parquet.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        while group := [_arrow_row(record) for record in islice(rows, ROW_GROUP)]:
            writer.write_table(arrow.Table.from_pylist(group, schema=schema), row_group_size=ROW_GROUP)
            count += len(group)
    return count


def parquet_rows(path: Path) -> int | None:
    """The number of records in a Parquet file; None without pyarrow."""
    try:
        _arrow, parquet = _pyarrow()
    except CannotPublish:
        return None
    return int(parquet.ParquetFile(path).metadata.num_rows)


def parquet_writer() -> str:
    """What writes Parquet here; raises CannotPublish without pyarrow."""
    arrow, _parquet = _pyarrow()
    return f"pyarrow {arrow.__version__}"


def _cells(record: dict[str, Any]) -> Iterator[str]:
    flat = record | record["links"] | {"authors": [author["name"] for author in record["authors"]]}
    # A spreadsheet makes 2501.0001 of 2501.00010, so ids are marked. `doi` is a link in `links`, and here the bare one.
    flat |= {"doi": record["doi"], "id": marked_id(record["id"])}
    publication = record["publication"] or {}
    flat |= {
        "published_in": publication.get("venue"),
        "published_on": publication.get("date"),
        "published_doi": publication.get("doi"),
        "retracted": record["retraction"] is not None,
        "topics_of_work": [topic["name"] for topic in record["topics_of_work"]],
    }
    return (_cell(column, flat[column]) for column in COLUMNS)


def _cell(column: str, value: Any) -> str:
    if column == "abstract":
        return inert_paragraphs(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        # Spreadsheets write FALSE, or the word of their own language, of what they take for a truth value.
        return inert("true" if value else "false")
    if isinstance(value, list):
        return SEPARATOR.join(map(inert, value))
    return inert(value) if isinstance(value, str) else str(value)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise CannotPublish(
            f"[feeds] parquet = true, and pyarrow is not installed: {to_install('parquet')}; or set it to false"
        ) from error
    return pyarrow, pyarrow.parquet


def _arrow_schema(arrow: Any) -> Any:
    """Column types: what is a list or an object in the JSON is one here, times are UTC timestamps."""
    text, texts, moment = arrow.string(), arrow.list_(arrow.string()), arrow.timestamp("s", tz="UTC")
    place = _struct(arrow, "document source place text how")
    author = _struct(arrow, "name affiliations rors orcid orcid_source slug person", affiliations=texts, rors=texts)
    notice = _struct(arrow, "kind date notice source")
    disagreement = arrow.list_(_struct(arrow, "source value"))
    special = {
        "schema_version": arrow.int32(),
        "version": arrow.int32(),
        "withdrawn": arrow.bool_(),
        "published": moment,
        "updated": moment,
        "first_seen": moment,
        "versions": arrow.list_(arrow.struct([("number", arrow.int32()), ("created", moment)])),
        "authors": arrow.list_(author),
        "links": _struct(arrow, "abs pdf html doi code open_copy project", code=texts),
        "mentions": arrow.list_(place),
        "publication": _struct(arrow, "doi venue date"),
        "retraction": notice,
        "notices": arrow.list_(notice),
        "topics_of_work": arrow.list_(_struct(arrow, "id name score", score=arrow.float64())),
        "open_copy": _struct(arrow, "url version licence"),
        "related": arrow.list_(_struct(arrow, "relation id")),
        "disagreements": arrow.list_(_struct(arrow, "field values", values=disagreement)),
        "provenance": arrow.list_(_struct(arrow, "field source id when", when=moment)),
    } | dict.fromkeys(_LISTS, texts)
    return arrow.schema([(name, special.get(name, text)) for name in _ARROW_COLUMNS])


def _struct(arrow: Any, names: str, **special: Any) -> Any:
    """A type with these fields; those that are not `special` are texts."""
    return arrow.struct([(name, special.get(name, arrow.string())) for name in names.split()])


_LISTS = ("categories", "classifications", "dois", "affiliations", "pages", "keywords", "topics")

_ARROW_COLUMNS = (
    *("schema_version", "id", "version", "versions", "title", "title_tex", "abstract", "abstract_tex", "authors"),
    *("categories", "primary_category", "classifications", "published", "updated", "comment", "journal_ref"),
    *("doi", "dois", "license", "submitter", "report_no", "withdrawn", "links", "venue", "affiliations", "pages"),
    *("publication", "retraction", "notices", "topics_of_work", "keywords", "open_copy", "related", "disagreements"),
    *("topics", "mentions", "outcome", "first_seen", "provenance"),
)


def _arrow_row(record: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(record[name]) for name in ("published", "updated", "first_seen")}
    versions = [{**version, "created": datetime.fromisoformat(version["created"])} for version in record["versions"]]
    provenance = [
        {**origin, "when": datetime.fromisoformat(origin["when"])} for origin in origins_in(record["provenance"])
    ]
    return record | times | {"versions": versions, "provenance": provenance}
