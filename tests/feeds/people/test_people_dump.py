"""Facts about people.json and people.jsonl."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from enrich.record import Author
from enrich.store.store import Store
from feeds.dumps.dump import write_dumps
from feeds.dumps.verify import verify
from tests.feeds.people.test_people_channels import (
    ALONE,
    FIRST,
    ORCID,
    PAPERS,
    PEOPLE,
    RARE,
    SECOND,
    WEI,
    at,
    filled,
    go,
    number,
)
from tests.feeds.publish.test_publish import BASE, files, plain
from tests.support.keeping import change, keep
from tests.support.knowing import Known, know

SCHEMA = json.loads(resources.files("feeds.formats").joinpath("schema/person.schema.json").read_bytes())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def store(either: str) -> Iterator[Store]:
    with Store(either) as opened:
        yield opened


def dumped(out: Path) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in (out / "dumps/people.jsonl").read_bytes().splitlines()]
    assert json.loads((out / "dumps/people.json").read_bytes()) == {"schema_version": 2, "people": lines}
    for line in lines:
        Draft202012Validator(SCHEMA).validate(line)
    assert verify(out) == []
    listed = {file["name"]: file for file in json.loads((out / "dumps/manifest.json").read_bytes())["files"]}
    assert listed["people.jsonl"]["records"] == listed["people.json"]["records"] == len(lines)
    return lines


def test_the_schema_is_valid_and_describes_every_property() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert all("description" in each for each in SCHEMA["properties"].values())
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"])


def test_a_person_is_dumped_with_everything_that_is_known(store: Store, out: Path) -> None:
    filled(store, out)
    first, second, alone = dumped(out)
    assert first == {
        "id": FIRST,
        "name": WEI,
        "url": f"{BASE}/people/{FIRST}.html",
        "names": [{"name": WEI, "papers": 2}, {"name": "W. Wang", "papers": 1}],
        "orcid": ORCID,
        "orcid_sources": [],
        "other_orcids": [],
        "affiliations": [
            {"name": "MIT", "from": 2025, "to": 2025},
            {"name": "Tsinghua University", "from": 2023, "to": 2025},
        ],
        "papers": [
            {
                "id": number(3),
                "position": 0,
                "name": WEI,
                "evidence": [
                    {"kind": "coauthors", "text": "two shared co-authors: Ann Bee, Cy Dee", "papers": [number(1)]}
                ],
            },
            {
                "id": number(2),
                "position": 0,
                "name": "W. Wang",
                "evidence": [{"kind": "orcid", "text": "same ORCID iD, from Crossref", "papers": [number(1)]}],
            },
            {
                "id": number(1),
                "position": 0,
                "name": WEI,
                "evidence": [
                    {"kind": "coauthors", "text": "two shared co-authors: Ann Bee, Cy Dee", "papers": [number(3)]},
                    {"kind": "orcid", "text": "same ORCID iD, from Crossref", "papers": [number(2)]},
                ],
            },
        ],
        "aliases": [],
    }
    assert (second["id"], alone["id"]) == (SECOND, ALONE)


def test_without_persons_the_files_are_there_and_empty(store: Store, out: Path) -> None:
    keep(store, PAPERS)
    know(store, {})
    go(store, out)
    assert dumped(out) == []


def test_lines_of_others_are_copied_and_the_bytes_are_those_of_a_dump_made_anew(store: Store, out: Path) -> None:
    filled(store, out)
    keep(store, [plain(9, authors=(Author(RARE),))])
    others = {"p00000001": Known("A", {at(3, 1): "Ann Bee"}), "pzzzzzzzz": Known("Z", {at(3, 2): "Cy Dee"})}
    known = PEOPLE | others | {ALONE: Known(RARE, {at(n): RARE for n in (7, 8, 9)})}
    know(store, known)
    go(store, out)
    assert [one["id"] for one in dumped(out)] == ["p00000001", FIRST, SECOND, ALONE, "pzzzzzzzz"]
    patched = files(out)
    go(store, out, rebuild=True)
    assert files(out) == patched
    # A merged person stands with the survivor, one without evidence nowhere.
    know(store, {FIRST: PEOPLE[FIRST], ALONE: PEOPLE[ALONE]}, merged={SECOND: FIRST})
    go(store, out)
    assert [(one["id"], one["aliases"]) for one in dumped(out)] == [(FIRST, [SECOND]), (ALONE, [])]
    merged = (out / "dumps/people.jsonl").read_bytes()
    go(store, out, rebuild=True)
    assert (out / "dumps/people.jsonl").read_bytes() == merged


def test_with_many_records_people_rest_for_the_week_as_full_dumps_do(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.publish.site_outputs.write_dumps", partial(write_dumps, few=2))
    filled(store, out)
    keep(store, [plain(8)])
    go(store, out)
    before = (out / "dumps/people.jsonl").read_bytes()
    know(store, {ALONE: PEOPLE[ALONE]})
    keep(store, [plain(9)])
    go(store, out)
    assert (out / "dumps/people.jsonl").read_bytes() == before
    go(store, out, rebuild=True)
    assert (out / "dumps/people.jsonl").read_bytes() == before
    for _ in range(4):
        change(store, [])
    keep(store, [plain(10)])  # a week after the first
    go(store, out)
    assert [one["id"] for one in dumped(out)] == [ALONE]


def test_a_dump_that_somebody_wrote_to_is_not_copied_from(store: Store, out: Path) -> None:
    filled(store, out)
    whole = (out / "dumps/people.jsonl").read_bytes()
    (out / "dumps/people.jsonl").write_bytes(whole.replace(b"MIT", b"ETH"))
    keep(store, [plain(9, authors=(Author("Guy Hoe"),))])
    know(store, PEOPLE | {ALONE: Known(RARE, {at(7): RARE})})
    go(store, out)
    assert b'"MIT"' in (out / "dumps/people.jsonl").read_bytes()
    dumped(out)


def test_who_is_known_from_crowds_alone_is_dumped_without_an_address(store: Store, out: Path) -> None:
    crowd = plain(1, authors=(*(Author(f"Person {n}") for n in range(101)), Author(RARE)))
    keep(store, [crowd])
    know(store, {ALONE: Known(RARE, {at(1, 101): RARE})})
    go(store, out)
    assert [(one["id"], one["url"]) for one in dumped(out)] == [(ALONE, None)]
    assert not list((out / "people").glob("*"))
