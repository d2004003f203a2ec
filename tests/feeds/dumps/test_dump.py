"""feeds/dumps/dump.py: the dumps as they are published, again and again."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import bibtexparser
import msgspec
import pyarrow.parquet
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from enrich.record import Provenance
from feeds.disclosure import WHOLE
from feeds.dumps import dump as dumps
from feeds.dumps import saved_index as dump_keeping
from feeds.dumps.changes import redacted
from feeds.dumps.chunk_index import DumpIndex, DumpRecord
from feeds.dumps.monthly import publication
from feeds.dumps.plan_chunks import Corpus
from feeds.dumps.verify import verify
from tests.conftest import ROOT
from tests.feeds.formats.test_record_json import VALIDATOR
from tests.support.dump_changes import with_changes
from tests.support.dump_corpus import DAY, Press, entry

FULL = {
    *("records.json", "records.jsonl", "records.jsonl.gz", "records.csv"),
    *("records.bib", "records.ris", "records.csl.json"),
}
MONTH = {"records/2025-07.jsonl.gz"}


@pytest.fixture
def press(tmp_path: Path) -> Press:
    press_here = Press(tmp_path)
    press_here.out.mkdir()
    return press_here


def many(count: int, **fields: Any) -> list[DumpRecord]:
    return [entry(f"2507.{number:05}", **fields) for number in range(count)]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def changes(press: Press) -> list[dict[str, Any]]:
    return [line for path in sorted(press.dumps.glob("changes/*")) for line in lines(path)]


def test_every_form_holds_every_record_by_id(press: Press) -> None:
    press.hold([*many(700), entry("hep-th/9901001"), entry("0704.0001")])
    press.publish()
    expected = sorted(press.papers)
    assert [one["id"] for one in lines(press.dumps / "records.jsonl")] == expected
    with gzip.open(press.dumps / "records.jsonl.gz") as packed:
        assert packed.read() == (press.dumps / "records.jsonl").read_bytes()
    whole = json.loads((press.dumps / "records.json").read_bytes())
    assert whole == {"schema_version": 2, "records": [json.loads(press.papers[paper].line) for paper in expected]}
    with (press.dumps / "records.csv").open(newline="", encoding="utf-8-sig") as rows:
        assert [row["id"].removeprefix("arXiv:") for row in csv.DictReader(rows)] == expected
    bib = bibtexparser.parse_file(str(press.dumps / "records.bib"))
    assert [one["eprint"] for one in bib.entries] == expected
    cited = [f"arXiv:{paper}" for paper in expected]
    assert [one["id"] for one in rispy.loads((press.dumps / "records.ris").read_text())] == cited
    assert [one["id"] for one in json.loads((press.dumps / "records.csl.json").read_bytes())] == cited


def test_every_record_of_every_dump_fits_the_schema(press: Press) -> None:
    press.hold([*many(5, withdrawn=True), entry("hep-th/9901001", dois=(), authors=())])
    press.publish()
    schema = json.loads((press.dumps / "record.schema.json").read_bytes())
    assert schema == VALIDATOR.schema
    records = json.loads((press.dumps / "records.json").read_bytes())["records"]
    records += lines(press.dumps / "records.jsonl")
    assert len(records) == 12
    assert [error.message for record in records for error in VALIDATOR.iter_errors(record)] == []


def test_every_change_fits_the_schema(press: Press) -> None:
    registry: Any = Registry().with_resource("urn:paperwire:record:2", Resource.from_contents(VALIDATOR.schema))
    validator = Draft202012Validator({"$ref": "urn:paperwire:record:2#/$defs/change"}, registry=registry)
    press.hold(many(3))
    press.publish()
    del press.papers["2507.00001"]
    press.hold([entry("2507.00002", title="New"), entry("2507.00003")])
    press.publish()
    change_lines = changes(press)
    assert [line["change"] for line in change_lines] == ["removed", "changed", "added"]
    assert [error.message for line in change_lines for error in validator.iter_errors(line)] == []
    assert not validator.is_valid(change_lines[0] | {"record": change_lines[1]["record"]})
    assert not validator.is_valid(change_lines[0] | {"fields": ["title"]})
    assert not validator.is_valid(change_lines[2] | {"fields": ["title"]})
    assert not validator.is_valid({k: v for k, v in change_lines[1].items() if k != "record"})


def of_schema_1(folder: Path) -> Press:
    """Dumps as a version before services left them, with the records that they hold as they are now."""
    with ZipFile(ROOT / "tests" / "data" / "stores" / "dumps-1.zip") as before:
        before.extractall(folder)
    press = Press(folder)
    press.hold([entry("2507.00001"), entry("2507.00003", withdrawn=True)])
    press.hold(
        [entry("2507.00002", title="Another", provenance=(Provenance("title", "oai", DAY + timedelta(days=9)),))]
    )
    return press


@pytest.mark.parametrize("lost", ["nothing", "times", "index"])
def test_dumps_of_schema_1_become_those_of_the_present_and_their_history_goes_on(tmp_path: Path, lost: str) -> None:
    press = of_schema_1(tmp_path)
    if lost == "nothing":  # unpacking has given the files other times than the index has
        index = dump_keeping.load(press.folder, press.dumps)
        assert index is not None
        for file in index.files:
            os.utime(press.dumps / file.name, ns=(file.mtime_ns, file.mtime_ns))
    if lost == "index":
        (tmp_path / "dumps.index").unlink()
        shutil.rmtree(tmp_path / "dumps.changes")
    before = changes(press)
    assert {line["record"]["schema_version"] for line in before if "record" in line} == {1}
    redact = partial(redacted, disclosure=WHOLE, entries=lambda ids: ())
    press.publish(redact=redact, run=DAY + timedelta(days=20))
    assert verify(press.out) == []
    registry: Any = Registry().with_resource("urn:paperwire:record:2", Resource.from_contents(VALIDATOR.schema))
    validator = Draft202012Validator({"$ref": "urn:paperwire:record:2#/$defs/change"}, registry=registry)
    after = changes(press)
    assert [error.message for line in after for error in validator.iter_errors(line)] == []
    assert [(line["change"], line["id"]) for line in after[: len(before)]] == [
        (one["change"], one["id"]) for one in before
    ]
    news = after[len(before) :]
    assert [(line["change"], line["id"]) for line in news] == [("changed", paper) for paper in sorted(press.papers)]
    assert {"schema_version", "authors", "links", "provenance", "publication"} <= set(news[0]["fields"])
    assert press.publish(redact=redact, run=DAY + timedelta(days=20)).staged == ()


def test_the_manifest_says_what_is_there(press: Press) -> None:
    press.hold(many(3))
    press.publish(parquet=True)
    manifest = json.loads((press.dumps / "manifest.json").read_bytes())
    assert manifest["schema_version"] == 2
    assert manifest["updated"] == "2025-07-22T12:00:00Z"
    names = {file["name"]: file for file in manifest["files"]}
    assert set(names) == FULL | {"records.parquet", "changes/2025-07-22.jsonl"} | MONTH | {"records/2025-07.parquet"}
    assert {file["records"] for name, file in names.items() if name.startswith("records.")} == {3}
    assert names["records.json"]["bytes"] == (press.dumps / "records.json").stat().st_size
    assert verify(press.out) == []


def test_nothing_touched_writes_and_asks_nothing(press: Press) -> None:
    press.hold(many(300))
    press.publish(parquet=True)
    press.asked.clear()
    dumped = press.publish((), parquet=True)
    assert (dumped.staged, dumped.obsolete, press.asked) == ((), (), [])


def test_touched_but_equal_writes_nothing(press: Press) -> None:
    press.hold(many(300))
    press.publish()
    assert press.publish(["2507.00007"]).staged == ()
    assert press.publish(None).staged == ()


def test_one_changed_record_asks_for_that_record_alone(press: Press) -> None:
    press.hold(many(700))
    press.publish()
    press.asked.clear()
    press.hold([entry("2507.00300", title="New")])
    press.publish(["2507.00300"])
    assert press.asked == ["2507.00300"]


@pytest.mark.parametrize("parquet", [False, True])
def test_changes_one_by_one_give_the_bytes_of_a_publication_from_nothing(
    press: Press, tmp_path: Path, parquet: bool
) -> None:
    press.hold(many(600)[::2])
    press.publish(parquet=parquet)
    for number in (1, 0, 599, 301):
        press.hold([entry(f"2507.{number:05}", title=f"Changed {number}")])
        press.publish([f"2507.{number:05}"], parquet=parquet)
    fresh = Press(tmp_path / "fresh", dict(press.papers))
    fresh.out.mkdir(parents=True)
    fresh.publish(parquet=parquet)
    own, other = press.files(), fresh.files()
    for name in FULL | ({"records.parquet"} if parquet else set()):
        assert own[name] == other[name], name


def test_changes_say_what_was_added_changed_and_removed(press: Press) -> None:
    press.hold(many(3))
    press.publish()
    assert changes(press) == []
    del press.papers["2507.00000"]
    press.hold([entry("2507.00001", title="New", withdrawn=True), entry("2507.00009")])
    when = DAY + timedelta(days=9)
    press.publish(["2507.00000", "2507.00001", "2507.00009"], removed={"2507.00000": when})
    got = changes(press)
    assert [(one["change"], one["id"]) for one in got] == [
        ("removed", "2507.00000"),
        ("changed", "2507.00001"),
        ("added", "2507.00009"),
    ]
    assert got[0] == {"change": "removed", "id": "2507.00000", "fields": [], "when": "2025-07-26T12:00:00Z"}
    assert got[1]["fields"] == ["title", "withdrawn", "links"]
    assert got[1]["record"]["title"] == "New"
    assert (press.dumps / "changes/2025-07-26.jsonl").is_file()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.integers(0, 600), st.sampled_from(["a", "b", None]), max_size=40), min_size=1, max_size=5
    ),
    st.booleans(),
)
def test_the_newer_dump_can_be_rebuilt_from_any_older_one(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[int, str | None]], touched_only: bool
) -> None:
    press = Press(tmp_path_factory.mktemp("press"))
    press.out.mkdir()
    press.hold(many(3))
    press.publish()
    older = [(press.dumps / "records.jsonl").read_bytes()]
    for day, step in enumerate(steps):
        touched = [f"2507.{number:05}" for number in step]
        for paper, title in zip(touched, step.values(), strict=True):
            if title is None:
                press.papers.pop(paper, None)
            else:
                origin = (Provenance("title", "oai", DAY + timedelta(days=day // 2 + 6)),)
                press.hold([entry(paper, title=title, provenance=origin)])
        press.publish(touched if touched_only else None)
        older.append((press.dumps / "records.jsonl").read_bytes())
        assert verify(press.out) == []
    change_lines = b"".join(path.read_bytes() for path in sorted(press.dumps.glob("changes/*")))
    for before in older:
        rebuilt = with_changes(change_lines.splitlines(keepends=True), before.splitlines(keepends=True))
        assert b"".join(rebuilt) == older[-1]


@pytest.mark.parametrize("name", sorted(FULL))
@pytest.mark.parametrize("damage", ["lost", "longer", "other bytes"])
def test_a_dump_that_somebody_touched_is_made_again(press: Press, name: str, damage: str) -> None:
    press.hold(many(300))
    press.publish()
    before = press.files()
    path = press.dumps / name
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(before[name] + b"x" if damage == "longer" else before[name][::-1])
    assert verify(press.out) != []
    dumped = press.publish(())
    assert dumped.staged == (f"dumps/{name}",)
    assert press.files() == before


@pytest.mark.parametrize("name", ["manifest.json", "record.schema.json", "records.parquet"])
def test_what_stands_beside_the_dumps_is_made_again_too(press: Press, name: str) -> None:
    press.hold(many(3))
    press.publish(parquet=True)
    before = press.files()
    (press.dumps / name).write_bytes(b"{}")
    press.publish((), parquet=True)
    assert press.files() == before


def two_days(press: Press) -> None:
    """A first publication, and two days later another record."""
    press.hold(many(3))
    press.publish()
    press.hold([entry("2507.00003")])
    press.publish(["2507.00003"], run=DAY + timedelta(days=7))


@pytest.mark.parametrize("lost", [["dumps.index"], ["dumps.index", "dumps.changes", "dumps.shape"]])
def test_with_a_lost_index_history_goes_on_from_what_is_published(press: Press, lost: list[str]) -> None:
    two_days(press)
    before = press.files()
    for name in lost:
        path = press.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert press.publish(()).staged == ()
    assert press.files() == before
    (press.folder / "dumps.index").unlink()
    press.hold([entry("2507.00001", title="New")])
    press.publish(["2507.00001"])
    assert [(one["change"], one["id"], one["fields"]) for one in changes(press)] == [
        ("added", "2507.00003", []),
        ("changed", "2507.00001", ["title"]),
    ]
    assert verify(press.out) == []


def test_a_lost_index_and_an_altered_dump_are_a_new_beginning(press: Press) -> None:
    two_days(press)
    (press.folder / "dumps.index").unlink()
    path = press.dumps / "records.jsonl"
    path.write_bytes(path.read_bytes().replace(b"On 2507", b"Of 2507", 1))
    press.publish(())
    assert changes(press) == []
    assert verify(press.out) == []


def spoil(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes as a bad disk does: size and time stay."""
    status, data = path.stat(), path.read_bytes()
    assert len(old) == len(new)
    assert old in data
    path.write_bytes(data.replace(old, new))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def fresh_files(press: Press) -> dict[str, bytes]:
    """The dumps of the same records, made from nothing."""
    fresh = Press(press.folder / "fresh", dict(press.papers))
    fresh.out.mkdir(parents=True)
    fresh.publish(parquet="records.parquet" in press.files())
    return {name: data for name, data in fresh.files().items() if name.startswith("records.")}


def test_lines_that_changed_on_disk_are_not_encoded_into_other_dumps(press: Press) -> None:
    press.hold(many(900))
    press.publish()
    spoil(press.dumps / "records.jsonl", b"On 2507.00007", b"Of 2507.00007")
    press.hold([entry("2507.00008", title="New")])
    press.publish(["2507.00008"])
    assert fresh_files(press).items() <= press.files().items()
    assert [(one["change"], one["id"], one["fields"]) for one in changes(press)] == [
        ("changed", "2507.00008", ["title"])
    ]


@pytest.mark.parametrize("name", sorted(FULL | {"records.parquet"}))
def test_a_rebuild_puts_right_what_changed_on_disk_and_nothing_else(press: Press, name: str) -> None:
    press.hold(many(300))
    press.publish(parquet=True)
    before = press.files()
    place = len(before[name]) // 2
    spoil(press.dumps / name, before[name], before[name][:place] + b"\0" + before[name][place + 1 :])
    assert press.publish((), parquet=True).staged == ()
    assert press.publish((), parquet=True, rebuild=True).staged == (f"dumps/{name}",)
    assert press.files() == before
    assert press.publish(None, parquet=True, rebuild=True).staged == ()


def test_a_rebuild_finds_a_copied_chunk_that_had_changed_on_disk(press: Press) -> None:
    """Size and time were right when it was copied: its new sha256 is that of the wrong bytes."""
    press.hold(many(900))
    press.publish()
    spoil(press.dumps / "records.csv", b"On 2507.00007", b"Of 2507.00007")
    press.hold([entry("2507.00899", title="New")])
    press.publish(["2507.00899"])
    assert verify(press.out) == []
    dumped = press.publish((), rebuild=True)
    assert dumped.staged == ("dumps/records.csv", "dumps/manifest.json")
    assert fresh_files(press).items() <= press.files().items()


def test_a_rebuild_puts_back_changes_whose_bytes_changed_on_disk(press: Press) -> None:
    two_days(press)
    before = press.files()
    spoil(press.dumps / "changes/2025-07-24.jsonl", b"On 2507.00003", b"Of 2507.00003")
    assert press.publish((), rebuild=True).staged == ("dumps/changes/2025-07-24.jsonl",)
    assert press.files() == before


@pytest.mark.parametrize("damage", ["longer", "shorter", "other bytes", "a link"])
def test_altered_changes_are_put_back(press: Press, damage: str) -> None:
    two_days(press)
    before = press.files()
    path = press.dumps / "changes/2025-07-24.jsonl"
    data = path.read_bytes()
    altered = {"longer": data + b"\n", "shorter": data[:-7], "other bytes": data[::-1], "a link": data}[damage]
    path.unlink()
    path.write_bytes(altered)
    if damage == "a link":
        path.rename(press.folder / "elsewhere")
        path.symlink_to(press.folder / "elsewhere")
    press.publish(())
    assert press.files() == before
    assert not path.is_symlink()
    assert verify(press.out) == []


@pytest.mark.parametrize("copies", [True, False])
def test_changes_of_a_date_whose_file_was_altered_come_after_those_of_before(press: Press, copies: bool) -> None:
    two_days(press)
    path = press.dumps / "changes/2025-07-24.jsonl"
    path.write_bytes(b"nonsense\n" + path.read_bytes())
    if not copies:
        shutil.rmtree(press.folder / "dumps.changes")
    press.hold([entry("2507.00001", title="New")])
    press.publish(["2507.00001"])
    assert [one["id"] for one in changes(press)] == ["2507.00003", "2507.00001"]
    assert verify(press.out) == []


def test_changes_that_nobody_can_put_back_stay_and_verify_says_what_to_do(press: Press) -> None:
    two_days(press)
    path = press.dumps / "changes/2025-07-24.jsonl"
    path.write_bytes(b"{}\n")
    shutil.rmtree(press.folder / "dumps.changes")
    press.publish(())
    assert path.read_bytes() == b"{}\n"
    assert any("put it back from a backup, or delete it" in difference for difference in verify(press.out))
    path.unlink()
    press.publish(())
    assert verify(press.out) == []


def test_changes_of_an_emptied_folder_are_put_back(press: Press) -> None:
    two_days(press)
    before = press.files()
    shutil.rmtree(press.dumps)
    press.publish(())
    assert press.files() == before


def test_a_damaged_index_is_as_a_lost_one(press: Press) -> None:
    press.hold(many(3))
    press.publish()
    before = press.files()
    (press.folder / "dumps.index").write_bytes(b"\x81nonsense")
    press.publish(())
    assert press.files() == before


def test_without_word_of_what_was_touched_every_record_is_looked_at(press: Press) -> None:
    press.hold(many(3))
    press.publish()
    press.asked.clear()
    press.hold([entry("2507.00001", title="New")])
    press.publish(None)
    assert press.asked == sorted(press.papers)
    assert [one["id"] for one in changes(press)] == ["2507.00001"]


def test_no_records_are_valid_dumps_too(press: Press) -> None:
    press.publish()
    assert json.loads((press.dumps / "records.json").read_bytes()) == {"schema_version": 2, "records": []}
    with gzip.open(press.dumps / "records.jsonl.gz") as packed:
        assert packed.read() == b""
    assert json.loads((press.dumps / "manifest.json").read_bytes())["updated"] is None
    assert verify(press.out) == []
    press.hold(many(2))
    press.publish(sorted(press.papers))
    press.papers.clear()
    press.publish(["2507.00000", "2507.00001"])
    assert json.loads((press.dumps / "records.json").read_bytes())["records"] == []
    assert verify(press.out) == []


@pytest.mark.parametrize("renamed", range(8))
def test_a_crash_at_any_rename_is_put_right_by_the_next_publication(press: Press, tmp_path: Path, renamed: int) -> None:
    press.hold(many(300))
    press.publish()
    before = (press.dumps / "records.jsonl").read_bytes()
    press.hold([entry("2507.00100", title="New"), entry("2507.00400")])
    touched = ["2507.00100", "2507.00400"]
    dumped = press.write(touched)
    press.keep(dumped)
    press.place(dumped, dumped.staged[:renamed])
    press.publish(touched)
    assert verify(press.out) == []
    after = (press.dumps / "records.jsonl").read_bytes()
    assert after.count(b"\n") == 301
    change_lines = b"".join(path.read_bytes() for path in sorted(press.dumps.glob("changes/*")))
    assert b"".join(with_changes(change_lines.splitlines(keepends=True), before.splitlines(keepends=True))) == after
    assert change_lines.count(b"\n") == 2


def test_changes_of_one_date_share_a_file(press: Press) -> None:
    press.hold(many(3))
    press.publish()
    for title in ("First", "Second"):
        press.hold([entry("2507.00001", title=title)])
        press.publish(["2507.00001"])
    [path] = press.dumps.glob("changes/*")
    assert [one["record"]["title"] for one in lines(path)] == ["First", "Second"]


def test_old_changes_that_the_user_deleted_leave_the_manifest_and_the_newest_are_put_back(press: Press) -> None:
    two_days(press)
    for path in press.dumps.glob("changes/*"):
        path.unlink()
    press.publish(())
    assert [path.name for path in press.dumps.glob("changes/*")] == ["2025-07-24.jsonl"]
    assert len(list(press.folder.glob("dumps.changes/*"))) == 1
    assert verify(press.out) == []


def test_without_parquet_an_older_one_goes(press: Press) -> None:
    press.hold(many(3))
    press.publish(parquet=True)
    assert pyarrow.parquet.read_table(press.dumps / "records.parquet").num_rows == 3
    assert press.publish(()).obsolete == ("dumps/records.parquet", "dumps/records/2025-07.parquet")
    assert verify(press.out) == []


def test_more_touched_records_than_are_held_in_memory_are_looked_at_in_turn(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    press.hold(many(300))
    press.publish()
    monkeypatch.setattr(publication, "_MANY", 10)
    press.hold(many(20, title="New"))
    press.publish([f"2507.{number:05}" for number in range(20)])
    assert len(changes(press)) == 20
    assert verify(press.out) == []


def test_the_newest_change_never_goes_back(press: Press) -> None:
    press.hold([entry("2507.00001"), entry("2507.00002", provenance=())])
    press.publish()
    del press.papers["2507.00001"]
    press.publish(["2507.00001"])
    assert json.loads((press.dumps / "manifest.json").read_bytes())["updated"] == "2025-07-22T12:00:00Z"


def test_a_surrogate_gives_the_same_bytes_from_the_record_and_from_its_line(press: Press) -> None:
    odd = entry("2507.00001", title="caf\udce9", comment="\ud800 =x")
    press.hold([odd])
    press.publish()
    before = press.files()
    press.hold([DumpRecord(odd.id, odd.line, odd.digest)])
    (press.dumps / "records.csv").unlink()
    (press.dumps / "records.bib").unlink()
    press.publish()
    assert press.files() == before


def test_dumps_are_the_same_bytes_in_any_zone_and_with_any_hash_seed(press: Press) -> None:
    press.hold(many(3))
    press.publish()
    program = (
        "import sys; from pathlib import Path; from tests.support.dump_corpus import Press; from tests.feeds.dumps.test_dump import many\n"
        "press = Press(Path(sys.argv[1])); press.out.mkdir(parents=True); press.hold(many(3)); press.publish()"
    )
    other = press.folder / "other"
    environment = {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PATH": ""}
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", program, str(other)], env=environment, cwd=root, check=True)
    assert Press(other).files() == press.files()


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    peaks = []
    long = "x" * 4000
    for count in (500, 4000):
        out = tmp_path / str(count)

        def entries(ids: Any) -> Any:
            return (entry(paper, abstract=long) for paper in ids)

        ids = [f"2507.{number:05}" for number in range(count)]
        tracemalloc.start()
        dumps.write_dumps(out, out / "stage", None, Corpus(lambda ids=ids: ids, entries))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0] + 8_000_000


def test_first_seen_and_provenance_alone_make_the_newest_change(press: Press) -> None:
    late = datetime(2030, 1, 1, tzinfo=UTC)
    press.hold([entry("2507.00001", provenance=(), updated=late)])
    press.publish()
    assert json.loads((press.dumps / "manifest.json").read_bytes())["updated"] == "2025-07-17T12:00:00Z"


def test_dumps_of_a_version_with_fewer_forms_are_taken_over(press: Press) -> None:
    press.hold(many(3))
    press.publish()
    whole = press.files()
    index = dump_keeping.load(press.folder, press.dumps)
    assert index is not None
    chunks = tuple(msgspec.structs.replace(chunk, sizes=chunk.sizes[:5]) for chunk in index.chunks)
    older = DumpIndex("1.3", chunks, tuple(file for file in index.files if "csl" not in file.name), index.newest)
    (press.folder / "dumps.index").write_bytes(older.encode())
    (press.dumps / "records.csl.json").unlink()
    (press.dumps / "records.ris").unlink()
    press.publish(())
    assert press.files() == whole
    assert verify(press.out) == []


def test_dumps_of_a_version_with_one_gzip_member_are_taken_over(press: Press) -> None:
    """Its index had a crc32 of every chunk; every other dump stays as it is, the history goes on."""
    two_days(press)
    whole = press.files()
    older = msgspec.msgpack.decode((press.folder / "dumps.index").read_bytes())
    packed = gzip.compress(whole["records.jsonl"], mtime=0)
    (press.dumps / "records.jsonl.gz").write_bytes(packed)
    for file in older["files"]:
        if file["name"] == "records.jsonl.gz":
            file["bytes"], file["sha256"] = len(packed), hashlib.sha256(packed).hexdigest()
            file["mtime_ns"] = (press.dumps / "records.jsonl.gz").stat().st_mtime_ns
    chunks = [chunk | {"checks": [1] * len(chunk["sizes"])} for chunk in older["chunks"]]
    (press.folder / "dumps.index").write_bytes(msgspec.msgpack.encode(older | {"layout": "1.6", "chunks": chunks}))
    assert press.publish(()).staged == ("dumps/records.jsonl.gz",)
    assert press.files() == whole
    press.hold([entry("2507.00001", title="New")])
    press.publish(["2507.00001"])
    assert [one["id"] for one in changes(press)] == ["2507.00003", "2507.00001"]
    assert verify(press.out) == []
