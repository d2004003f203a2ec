"""feeds/dumps/verify.py: what differs between out/ and the manifest."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from enrich.record import Author
from feeds.dumps.verify import verify
from tests.support.dump_corpus import Press, entry


@pytest.fixture
def press(tmp_path: Path) -> Press:
    press_here = Press(tmp_path)
    press_here.out.mkdir()
    press_here.hold(entry(f"2507.{number:05}") for number in range(3))
    press_here.publish(parquet=True)
    return press_here


def forge(press: Press, name: str, data: bytes) -> None:
    """Change a dump and make the manifest agree in bytes and sha256."""
    (press.dumps / name).write_bytes(data)
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    for file in manifest["files"]:
        if file["name"] == name:
            file |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (press.dumps / "manifest.json").write_text(json.dumps(manifest))


def test_what_was_just_published_differs_in_nothing(press: Press) -> None:
    assert verify(press.out) == []


def test_a_missing_manifest_is_one_difference(tmp_path: Path) -> None:
    [difference] = verify(tmp_path)
    assert difference.startswith("dumps/manifest.json: cannot be read")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 1}', "\xff", "[" * 100_000])
def test_a_manifest_that_is_none_is_one_difference(press: Press, text: str) -> None:
    (press.dumps / "manifest.json").write_text(text, encoding="latin-1")
    [difference] = verify(press.out)
    assert "is not a manifest" in difference


def test_a_missing_file_is_named(press: Press) -> None:
    (press.dumps / "records.csv").unlink()
    assert verify(press.out) == ["dumps/records.csv: missing"]


def test_every_file_is_named_that_the_manifest_does_not_list(press: Press) -> None:
    names = [
        "changes/2020-01-01.jsonl",
        "changes/notes.txt",
        "link",
        "notes.txt",
        "records.xml",
        "sub/empty",
        "sub/x/y",
    ]
    (press.dumps / "sub/x").mkdir(parents=True)
    (press.dumps / "sub/empty").mkdir()
    (press.dumps / "link").symlink_to(press.dumps / "changes")
    for name in set(names) - {"sub/empty", "link"}:
        (press.dumps / name).write_bytes(b"")
    expected = "extra, manifest.json does not list it; publish, and if it stays so, move it out of dumps/"
    assert verify(press.out) == [f"dumps/{name}: {expected}" for name in names]
    press.publish(None)
    assert len(verify(press.out)) == len(names)


def test_a_dump_that_the_manifest_leaves_out_is_named(press: Press) -> None:
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    manifest["files"] = [file for file in manifest["files"] if file["name"] != "records.bib"]
    (press.dumps / "manifest.json").write_text(json.dumps(manifest))
    assert verify(press.out) == [
        "dumps/records.bib: missing in manifest.json",
        "dumps/records.bib: extra, manifest.json does not list it; publish, and if it stays so, move it out of dumps/",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "records.json",
        "records.jsonl",
        "records.jsonl.gz",
        "records.csv",
        "records.bib",
        "records.ris",
        "records.csl.json",
    ],
)
def test_one_flipped_byte_is_found(press: Press, name: str) -> None:
    data = bytearray((press.dumps / name).read_bytes())
    data[len(data) // 2] ^= 1
    (press.dumps / name).write_bytes(data)
    differences = verify(press.out)
    assert len(differences) == 1, "one cause"
    assert differences[0].startswith(f"dumps/{name}: sha256 is ")
    assert differences[0].endswith("`paperwire publish --rebuild` puts it right")


def test_a_shorter_file_is_told_by_its_bytes(press: Press) -> None:
    data = (press.dumps / "records.jsonl").read_bytes()
    (press.dumps / "records.jsonl").write_bytes(data[:-10])
    (difference,) = verify(press.out)
    assert difference.startswith(
        f"dumps/records.jsonl: has {len(data) - 10} bytes, manifest.json says {len(data)}; is damaged"
    )


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("records.jsonl", lambda data: data + b"{}\n", "holds 4 records, manifest.json says 3"),
        ("records.jsonl", lambda data: data + b"[]\n", "record 4 is not an object"),
        ("records.jsonl", lambda data: data[:-2] + b"\n", "record 3 is not JSON"),
        ("records.jsonl", lambda data: data + b"[" * 100_000 + b"\n", "record 4 is not JSON"),
        ("records.jsonl", lambda data: data[:-1], "line 3 has no end"),
        ("records.json", lambda data: data.replace(b",\n", b"\n", 1), "no comma after record 1"),
        ("records.json", lambda data: data[:-4], "its end is missing"),
        ("records.json", lambda data: data + b"x", "something follows its end"),
        ("records.json", lambda data: b"x" + data, "its first line"),
        ("records.json", lambda data: data.replace(b'{"schema_version":2,"id"', b'{"id"', 1), None),
        ("records.jsonl.gz", lambda data: data[:-5], "is damaged"),
        ("records.jsonl.gz", lambda data: b"plain", "is damaged"),
        ("records.csv", lambda data: data + b'"1","2"\r\n', "row 4 has 2 cells"),
        ("records.csv", lambda data: b"x\r\n" + data, "its first row does not name the columns"),
        ("records.csv", lambda data: data + b'"open', "is damaged"),
        ("records.bib", lambda data: data.split(b"\n\n", 1)[1], "holds 2 records, manifest.json says 3"),
        ("records.ris", lambda data: data.split(b"\r\n\r\n", 1)[1], "holds 2 records, manifest.json says 3"),
        ("records.ris", lambda data: data[:-8], "3 records begin and 2 end"),
        ("records.csl.json", lambda data: data.replace(b",\n{", b"\n{", 1), "no comma after record 1"),
        ("records.csl.json", lambda data: data[:-3], "its end is missing"),
        ("records.parquet", lambda data: data[:50], "is damaged"),
    ],
)
def test_content_is_read_even_where_size_and_digest_agree(
    press: Press, name: str, change: Callable[[bytes], bytes], problem: str | None
) -> None:
    forge(press, name, change((press.dumps / name).read_bytes()))
    differences = verify(press.out)
    if problem is None:
        assert differences == []
    else:
        assert len(differences) == 1
        assert problem in differences[0]


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd", "/etc/passwd", "changes/../../x.jsonl", "changes/a/b.jsonl", "x.txt", ""),
        *("x" * 5000, f"changes/{'x' * 300}.jsonl", "changes/\0.jsonl", "changes/2025-07-22.jsonl\n"),
    ],
)
def test_a_manifest_cannot_point_outside(press: Press, name: str) -> None:
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    manifest["files"].append({"name": name, "bytes": 0, "sha256": "", "records": 0})
    (press.dumps / "manifest.json").write_text(json.dumps(manifest))
    [difference] = verify(press.out)
    assert "is not the name of a dump" in difference
    assert len(difference) < 200


@pytest.mark.parametrize("name", ["records.csv", "records.parquet", "record.schema.json", "manifest.json"])
def test_a_link_in_the_place_of_a_file_is_named_and_replaced(press: Press, name: str) -> None:
    path = press.dumps / name
    path.rename(press.folder / "elsewhere")
    path.symlink_to(press.folder / "elsewhere")
    assert verify(press.out) == [f"dumps/{name}: is a link and not a file; delete it and publish"]
    press.publish((), parquet=True)
    assert verify(press.out) == []


@pytest.mark.parametrize(
    ("updated", "problem"),
    [
        ("2025-07-17T11:59:59Z", "but the dumps hold a change at 2025-07-22T12:00:00Z"),
        ("2025-07-22T11:59:59Z", "but the dumps hold a change at 2025-07-22T12:00:00Z"),
        ("2031-01-01T00:00:00Z", "but the newest changes are those of changes/2025-07-22.jsonl"),
        ("yesterday" * 99, "which is not a time in UTC"),
        (None, "but the dumps hold a change"),
    ],
)
def test_a_time_that_cannot_be_that_of_the_newest_change_is_told(
    press: Press, updated: str | None, problem: str
) -> None:
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    (press.dumps / "manifest.json").write_text(json.dumps(manifest | {"updated": updated}))
    differences = verify(press.out)
    assert problem in differences[0]
    assert len(differences) <= 2


def test_a_cell_may_be_as_long_as_thousands_of_authors_are(press: Press) -> None:
    authors = tuple(Author(f"Maximilian Alexander Hohenstaufen Wittgenstein {number}") for number in range(4000))
    press.hold([entry("2507.00009", authors=authors)])
    limit = csv.field_size_limit()
    press.publish(parquet=True)
    assert verify(press.out) == []
    assert csv.field_size_limit() == limit


def test_a_file_listed_twice_is_named(press: Press) -> None:
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    manifest["files"].append(manifest["files"][0])
    (press.dumps / "manifest.json").write_text(json.dumps(manifest))
    assert verify(press.out) == ["dumps/records.jsonl: is listed twice in manifest.json"]


def test_full_dumps_of_different_runs_are_told(press: Press) -> None:
    lines = (press.dumps / "records.jsonl").read_bytes().splitlines(keepends=True)
    forge(press, "records.jsonl", b"".join(lines[:2]))
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    manifest["files"][0]["records"] = 2
    (press.dumps / "manifest.json").write_text(json.dumps(manifest))
    [difference] = verify(press.out)
    assert difference.startswith("dumps/manifest.json: the full dumps differ in records: records.jsonl 2, ")


def test_another_schema_is_told(press: Press) -> None:
    (press.dumps / "record.schema.json").write_bytes(b"{}")
    assert verify(press.out) == ["dumps/record.schema.json: is not the schema of this paperwire"]
    (press.dumps / "record.schema.json").unlink()
    assert verify(press.out) == ["dumps/record.schema.json: missing"]


def test_a_folder_in_the_place_of_a_dump_is_missing_the_dump(press: Press) -> None:
    (press.dumps / "records.bib").unlink()
    (press.dumps / "records.bib").mkdir()
    assert verify(press.out) == ["dumps/records.bib: missing"]
    shutil.rmtree(press.dumps)
    assert len(verify(press.out)) == 1
