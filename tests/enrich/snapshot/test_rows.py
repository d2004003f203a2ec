"""Facts about single lines of the snapshot."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.record import Author
from enrich.snapshot.rows import BadLine, heading, raw, title_of
from tests.conftest import row


def line(**more: Any) -> bytes:
    return json.dumps(row(1, **more)).encode()


def test_all_that_a_line_says_is_read() -> None:
    found = raw(line(submitter="Ann", license="L", doi="10.1/x", **{"journal-ref": "J. 1", "report-no": "R-1"}))
    assert (found.id, found.title) == ("2401.00001", "A study of 1 things")
    assert (found.submitter, found.license, found.doi, found.journal_ref, found.report_no, found.comment) == (
        "Ann", "L", "10.1/x", "J. 1", "R-1", "1 pages",
    )  # fmt: skip
    assert found.categories == ("cs.LG", "stat.ML")
    assert found.versions[0].created == datetime(2024, 1, 1, 10, tzinfo=UTC)


def test_names_and_affiliations_come_from_authors_parsed() -> None:
    parsed = [["Heath,", "Robert W.", "Jr."], ["Lee", "Ann \x01", "", "MIT", "UT"], ["", "", ""]]
    assert raw(line(authors_parsed=parsed, authors="X")).authors == (
        Author("Robert W. Heath, Jr."), Author("Ann Lee", ("MIT", "UT")), Author(""),
    )  # fmt: skip
    assert raw(line(affiliations=[["MIT\n USA", ""], []])).authors[0].affiliations == ("MIT USA",)


@pytest.mark.parametrize("parsed", [None, []])
def test_names_come_from_authors_where_nothing_else_is(parsed: list[str] | None) -> None:
    found = raw(line(authors_parsed=parsed, authors="C. Bal\\'azs, A. Lee and B. Dow (MIT)"))
    assert found.authors == (Author("C. Balázs"), Author("A. Lee"), Author("B. Dow", ("MIT",)))


def test_a_heading_has_the_newest_version() -> None:
    versions = [
        {"version": "v2", "created": "x"},
        {"version": "v10", "created": "y"},
        {"version": "v1", "created": "z"},
    ]
    assert heading(line(versions=versions)).version == 10


@pytest.mark.parametrize(
    "bad",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"id": "2401.00001"}', b"[" * 100_000,
        line(id=""), line(id=704.1), line(title=None), line(title=" "), line(categories=None), line(versions=[]),
        line(versions=[{"version": "new", "created": "x"}]), line(authors_parsed=None), line()[:-9],
    ],
)  # fmt: skip
def test_a_line_that_is_no_whole_record_is_refused(bad: bytes) -> None:
    with pytest.raises(BadLine):
        heading(bad)


def test_a_line_with_unreadable_dates_is_refused() -> None:
    with pytest.raises(BadLine, match=r"2401\.00001"):
        raw(line(versions=[{"version": "v1", "created": "someday"}]))


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(noise: bytes) -> None:
    for read in (heading, raw):
        with pytest.raises(BadLine):
            read(noise)


@given(st.binary(max_size=60))
def test_the_title_alone_is_read_of_any_line(noise: bytes) -> None:
    assert title_of(json.dumps(row(1, title="A\nB")).encode()) == "A\nB"
    assert title_of(b'{"title": 3}') == title_of(b"[" * 100_000) == title_of(b"") == ""
    assert isinstance(title_of(noise), str)
