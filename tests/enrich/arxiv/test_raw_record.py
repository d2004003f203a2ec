"""Facts about making a Record of a source's fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from enrich.arxiv.raw_record import Raw, moment, record, version_history
from enrich.record import Author, Version
from tests.support.papers import stamped

NOW = datetime(2026, 1, 5, tzinfo=UTC)
V1 = datetime(2024, 1, 1, 10, tzinfo=UTC)
RAW = Raw(
    id="2401.00001",
    title="On $\\alpha$\n  things\x01",
    abstract="  One.\n\n  Two \\'e. Code: https://github.com/a/b\n",
    authors=(Author("Ann Lee"),),
    categories=("cs.LG", "math.DG", "53D10, 53D15"),
    versions=(Version(1, V1), Version(2, NOW)),
    codes=("I.2.6",),
    comment="This paper has been\n withdrawn by the author",
    doi="10.1000/a 10.1000/b",
)


def test_a_record_is_cleaned_readable_and_taken_apart() -> None:
    found = record(RAW, "oai", NOW)
    assert found.title == "On α things"
    assert found.title_tex == "On $\\alpha$\n  things"
    assert found.abstract.split("\n\n")[0] == "One."
    assert "é" in found.abstract
    assert found.categories == ("cs.LG", "math.DG")
    assert found.classifications == ("53D10", "53D15", "I.2.6")
    assert found.dois == ("10.1000/a", "10.1000/b")
    assert found.code == ("https://github.com/a/b",)
    assert found.comment == "This paper has been withdrawn by the author"
    assert found.withdrawn
    assert (found.version, found.published, found.updated) == (2, V1, NOW)


def test_names_and_affiliations_are_readable_too() -> None:
    authors = (Author("Mohamed Ka{\\^a}niche", ("Universit\\'e de Toulouse",)), Author("Ann Lee"))
    found = record(replace(RAW, authors=authors), "snapshot", NOW)
    assert found.authors == (Author("Mohamed Kaâniche", ("Université de Toulouse",)), Author("Ann Lee"))


def test_comment_reference_and_report_number_are_readable_too() -> None:
    raw = replace(
        RAW,
        comment="Une th\\`ese; code at https://github.com/a/b--c",
        journal_ref="Journ\\'ees\n  d'Analyse, 12--15",
        report_no="TR--LACL \\& co",
    )
    found = record(raw, "snapshot", NOW)
    assert found.comment == "Une thèse; code at https://github.com/a/b--c"
    assert found.journal_ref == "Journées d'Analyse, 12–15"
    assert found.report_no == "TR--LACL & co"


def test_every_field_with_a_value_says_where_it_is_from() -> None:
    found = record(RAW, "oai", NOW)
    assert found.provenance == stamped(found, "oai", NOW).provenance
    bare = record(replace(RAW, abstract="", comment=None, doi=None, codes=(), categories=("cs.LG",)), "oai", NOW)
    assert bare.provenance == stamped(bare, "oai", NOW).provenance


@pytest.mark.parametrize(
    "lacking", [{"title": " \n"}, {"authors": ()}, {"categories": ("53D10",)}, {"versions": ()}, {"id": ""}]
)
def test_an_incomplete_record_is_none(lacking: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="it has no"):
        record(replace(RAW, **lacking), "oai", NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 2 Apr 2007 19:18:42 GMT", datetime(2007, 4, 2, 19, 18, 42, tzinfo=UTC)),
        ("Fri, 02 Jan 2026 00:00:00 -0500", datetime(2026, 1, 2, 5, tzinfo=UTC)),
        ("2024-02-01", datetime(2024, 2, 1, tzinfo=UTC)),
        ("2024-02-01T05:00:00Z", datetime(2024, 2, 1, 5, tzinfo=UTC)),
        ("2024-02-01T05:00:00+01:00", datetime(2024, 2, 1, 4, tzinfo=UTC)),
    ],
)
def test_dates_come_out_in_utc(text: str, expected: datetime) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "Mon, 32 Jan 2024 00:00:00 GMT", "2024-13-01", "Mon, 2 Foo 2007 19:18:42 GMT"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the standard library's
        moment(text)


def test_versions_are_sorted_and_must_exist() -> None:
    found = version_history([("v10", "2024-02-03"), ("v2", "2024-02-02")])
    assert [version.number for version in found] == [2, 10]
    with pytest.raises(ValueError, match="no versions"):
        version_history([])
    with pytest.raises(ValueError, match="version 0"):
        version_history([("v0", "2024-02-03")])
