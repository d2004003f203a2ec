"""Damaged JSON is told, and what only looks like JSON is not called damaged."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from enrich.documents.open import read_sources
from enrich.errors import CannotRead
from enrich.readers import damage as module
from enrich.readers.damage import damage
from enrich.record import Document
from tests.support.reading import document, mentions

LINES = '{"id": "2505.11493"}\n{"id": "2504.04550"\n{"id": "2503.18943"}\n'
CUT = '[{"title":"Apple","id":"2507.13575"},{"title":"x","url":"https://arxiv.org/abs/2505.14682"},{"tit'


def warning_of(body: str | bytes, name: str, content_type: str = "") -> str:
    return " | ".join(damage(document(body, name, content_type)))


def test_a_damaged_line_is_named_and_the_others_are_read() -> None:
    assert warning_of(LINES, "inbox/b.jsonl") == (
        "inbox/b.jsonl: line 2 is not JSON: Expecting ',' delimiter (column 20); ids in it are found only where they "
        "stand as such in plain text; mend it to have all of them"
    )


@pytest.mark.parametrize("name", ["inbox/b.jsonl", "inbox/b.json", "inbox/b.txt", "standard input"])
def test_the_lines_beside_a_damaged_one_are_read_whatever_the_name(name: str) -> None:
    assert [one.id for one in mentions(LINES, name)] == ["2505.11493", "2503.18943"]
    assert f"{name}: line 2 is not JSON" in warning_of(LINES, name)


def test_of_many_damaged_lines_some_are_named_and_all_are_counted() -> None:
    assert "lines 1, 2 are not JSON (line 1: " in warning_of("{\n{\n", "a.jsonl")
    assert "lines 1, 2, 3, 4, 5 and 1,195 more are not JSON" in warning_of("{\n" * 1200, "a.jsonl")


def test_a_line_too_long_to_be_parsed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINE_LIMIT", 30)
    assert "line 2 is not JSON: it is longer than 30 characters" in warning_of(f'{{}}\n["{"x" * 40}"]', "a.jsonl")


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("inbox/cut.json", ""),
        ("inbox/cut.json.gz", ""),
        ("inbox/cut.txt", ""),
        ("inbox/cut.rss", ""),
        ("https://x/papers", "application/json"),
        ("https://x/feed", "application/feed+json"),
    ],
)
def test_a_document_that_was_cut_off_is_named_with_the_place(name: str, content_type: str) -> None:
    body = CUT if "feed" not in name and "rss" not in name else '{"items": ' + CUT
    warning = warning_of(gzip.compress(body.encode()) if name.endswith(".gz") else body, name, content_type)
    assert warning.startswith(f"{name}: it is not JSON: ")
    assert "(line 1, column " in warning


def test_what_stands_as_an_id_in_a_document_that_was_cut_off_is_found() -> None:
    assert [one.id for one in mentions(CUT, "cut.json")] == ["2505.14682"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("[1] Ann Author. Counting Sheep. arXiv:2507.13575", "a.txt"),
        ("[] read arXiv:2507.13575\n[] sleep", "a.txt"),
        ('["Counting Sheep"] is what we read', "a.txt"),
        ('{"quoted"} and so on', "a.md"),
        (CUT, "a.csv"),
        (CUT, "a.md"),
        ("<rss", "a.rss"),
        ('{"id": "2505.11493"}\n\n[NaN, "\\ud800"]\n', "a.jsonl"),
        ('[{"id": "2505.11493"}]', "a.json"),
        ("", "a.json"),
        ("\n", "a.jsonl"),
    ],
)
def test_what_is_whole_or_was_never_json_is_not_called_damaged(body: str, name: str) -> None:
    assert warning_of(body, name) == ""


def test_nesting_and_numbers_without_end_are_reasons_too() -> None:
    assert "Python cannot read it" in warning_of("[" * 100_000, "a.json")
    assert "Python cannot read it" in warning_of("[NaN, " + "9" * 5000 + "]", "a.json")


def test_a_document_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(CUT)
    (found,) = read_sources(["a.json"], "lab", tmp_path)
    (tmp_path / "a.json").unlink()
    assert isinstance(found, Document)
    with pytest.raises(CannotRead, match=r"a\.json: it could be opened once"):
        damage(found)


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        (
            "a.yml",
            "a: b\n  - c: d\n e",
            "it is not YAML: mapping values are not allowed in this context (line 2, column 6)",
        ),
        ("a.toml", "a = ", "it is not TOML: "),
        ("a.xml", "<xml><records><record>", "it is not XML: "),
    ],
)
def test_other_formats_that_are_damaged_are_told(name: str, body: str, message: str) -> None:
    (warning,) = damage(document(body, name))
    assert message in warning
    assert "mend it to have all of them" in warning
