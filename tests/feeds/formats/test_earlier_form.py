"""feeds/formats/earlier_form.py: records of schema 1 in the present form."""

from __future__ import annotations

import json
from typing import Any
from zipfile import ZipFile

from jsonschema import Draft202012Validator

from feeds.dumps.manifest import schema_bytes
from feeds.formats.earlier_form import in_present_form
from tests.conftest import ROOT
from tests.support.dump_corpus import entry

VALIDATOR = Draft202012Validator(json.loads(schema_bytes()))


def earlier() -> list[dict[str, Any]]:
    """The records of dumps that a version before services wrote."""
    with ZipFile(ROOT / "tests" / "data" / "stores" / "dumps-1.zip") as dumps:
        return [json.loads(line) for line in dumps.read("out/dumps/records.jsonl").splitlines()]


def test_a_record_of_form_1_is_as_the_present_version_would_have_written_it() -> None:
    for record in earlier():
        assert record["schema_version"] == 1
        present = in_present_form(record)
        assert [error.message for error in VALIDATOR.iter_errors(present)] == []
        assert list(present) == VALIDATOR.schema["required"]
    first = in_present_form(earlier()[0])
    assert first == json.loads(entry("2507.00001").line)


def test_nothing_of_it_is_lost() -> None:
    for record in earlier():
        present = in_present_form(record)
        same = record.keys() - {"schema_version", "authors", "links", "provenance"}
        assert {name: record[name] for name in same} == {name: present[name] for name in same}
        assert record["links"].items() <= present["links"].items()
        for before, after in zip(record["authors"], present["authors"], strict=True):
            assert before.items() <= after.items()
        assert present["provenance"].keys() == record["provenance"].keys()
        for field, origin in record["provenance"].items():
            assert present["provenance"][field] == origin | {"id": None}


def test_the_present_form_stays() -> None:
    record = json.loads(entry().line)
    assert in_present_form(record) is record
