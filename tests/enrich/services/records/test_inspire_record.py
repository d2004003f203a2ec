from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from enrich.services.records.inspire_record import read_record
from enrich.statements.enrichment import Affiliation
from enrich.statements.statement import StatedAuthor, StatedOrcid, Statement
from tests.support.service_faults import spoiled
from tests.support.services import WHEN, recorded_answer

ORCID = "0000-0002-1825-0097"


def read(**fields: Any) -> Statement:
    statement = read_record({"control_number": 7, "titles": [{"title": "A title"}]} | fields, "1601.02340", WHEN)
    assert statement is not None
    return statement


def author(**fields: Any) -> StatedAuthor:
    (one,) = read(authors=[{"full_name": "Phillips, Philip W."} | fields]).authors
    return one


def test_a_recorded_hit_has_authors_institutions_journal_and_arxivs_own_title(shared: Path) -> None:
    metadata = json.loads(recorded_answer(shared, "inspire/hit_with_authors.json").body)["metadata"]
    statement = read_record(metadata, "1601.02340", WHEN)
    assert statement is not None
    assert statement.title == (
        "Anomalous Dimension of the Electrical Current in the Normal State of the Cuprates from the Fractional "
        "Aharonov-Bohm Effect"
    )
    assert (statement.venue, statement.published, statement.published_exact) == ("EPL", date(2018, 1, 1), "year")
    assert (statement.service, statement.work, statement.doi) == ("inspire", "1415293", None)
    place = (Affiliation("Illinois U., Urbana"),)
    assert statement.authors == (
        StatedAuthor("Kridsanaphong Limtragool", affiliations=place, index_id="K.Limtragool.1"),
        StatedAuthor("Philip W. Phillips", affiliations=place, index_id="P.Phillips.2"),
    )


def test_a_recorded_record_without_authors_is_read(shared: Path) -> None:
    metadata = json.loads(recorded_answer(shared, "inspire/record.json").body)["metadata"]
    statement = read_record(metadata, "astro-ph/0601001", WHEN)
    assert statement is not None
    assert (statement.authors, statement.venue) == ((), "Mon.Not.Roy.Astron.Soc.")
    assert statement.published == date(1862, 1, 1)


def test_a_record_of_which_only_the_number_is_known_is_none(shared: Path) -> None:
    (hit,) = json.loads(recorded_answer(shared, "inspire/search_fields.json").body)["hits"]["hits"]
    assert read_record(hit["metadata"], "1601.02340", WHEN) is None


@pytest.mark.parametrize(
    ("curated", "asserted"), [(True, "work"), (False, "index"), (None, "index"), ("true", "index"), (1, "index")]
)
def test_only_what_a_human_confirmed_is_asserted_with_the_work(curated: Any, asserted: Any) -> None:
    ids = [{"schema": "ORCID", "value": ORCID}, {"schema": "INSPIRE BAI", "value": "P.Phillips.2"}]
    one = author(ids=ids, curated_relation=curated)
    assert one.orcids == (StatedOrcid(ORCID, asserted),)
    assert one.index_id == "P.Phillips.2"


@pytest.mark.parametrize("value", ["0000-0002-1825-0098", "", None, 5, "https://example.org/0000"])
def test_an_orcid_with_a_wrong_checksum_is_none(value: Any) -> None:
    assert author(ids=[{"schema": "ORCID", "value": value}], curated_relation=True).orcids == ()


def test_an_author_record_serves_where_there_is_no_other_id() -> None:
    assert author(record={"$ref": "https://inspirehep.net/api/authors/1019909"}).index_id == "1019909"
    assert author().index_id is None


@pytest.mark.parametrize(
    ("fields", "affiliations"),
    [
        (
            {"affiliations": [{"value": "CERN"}], "raw_affiliations": [{"value": "CERN, Geneva 23"}]},
            (Affiliation("CERN"),),
        ),
        ({"raw_affiliations": [{"value": "CERN,  Geneva 23"}]}, (Affiliation("CERN, Geneva 23"),)),
        (
            {
                "affiliations": [{"value": "CERN"}],
                "affiliations_identifiers": [{"schema": "ROR", "value": "https://ror.org/01ggx4157"}],
            },
            (Affiliation("CERN", "https://ror.org/01ggx4157"),),
        ),
        (
            {
                "affiliations": [{"value": "CERN"}, {"value": "Bonn U."}],
                "affiliations_identifiers": [{"schema": "ROR", "value": "https://ror.org/01ggx4157"}],
            },
            (Affiliation("CERN"), Affiliation("Bonn U.")),
        ),
        ({"affiliations": {"value": "CERN"}}, (Affiliation("CERN"),)),
        ({"affiliations": None, "raw_affiliations": [{"value": None}]}, ()),
    ],
)
def test_institutions_have_their_names_there_and_a_ror_id_where_it_is_clear_whose(
    fields: dict[str, Any], affiliations: tuple[Affiliation, ...]
) -> None:
    assert author(**fields).affiliations == affiliations


def test_collaborations_are_no_persons_and_supervisors_no_authors() -> None:
    statement = read(
        authors=[
            {"full_name": "Aad, Georges"},
            {"full_name": "Boss, The", "inspire_roles": ["supervisor"]},
            {"full_name": "Editor, An", "inspire_roles": ["editor"]},
            {"full_name": None},
        ],
        collaborations=[{"value": "ATLAS"}, {"value": ""}],
    )
    assert statement.authors == (
        StatedAuthor("Georges Aad"),
        StatedAuthor("An Editor"),
        StatedAuthor(""),
        StatedAuthor("ATLAS", is_body=True),
    )


@pytest.mark.parametrize(
    ("dois", "doi"),
    [
        ([{"value": "10.1209/0295-5075/121/27003"}], "10.1209/0295-5075/121/27003"),
        ([{"value": "10.48550/arXiv.1601.02340"}, {"value": "10.1016/J.X.1"}], "10.1016/j.x.1"),
        ([{"value": "10.1000/erratum", "material": "erratum"}, {"value": "10.1000/own", "material": "publication"}], "10.1000/own"),
        ([{"value": "10.1000/data", "material": "data"}], None),
        ([{"value": "nonsense"}, None], None),
        (None, None),
    ],
)  # fmt: skip
def test_the_doi_is_the_published_papers_own(dois: Any, doi: str | None) -> None:
    assert read(dois=dois).doi == doi


@pytest.mark.parametrize(
    ("places", "venue", "day"),
    [
        ([{"journal_title": "EPL", "year": "2018"}], "EPL", date(2018, 1, 1)),
        ([{"year": 2018, "cnum": "C18-01-01"}, {"journal_title": "JHEP", "year": 2019}], "JHEP", date(2019, 1, 1)),
        ([{"journal_title": "JHEP", "year": 2020, "material": "erratum"}, {"journal_title": "EPL"}], "EPL", None),
        ([{"journal_title": "EPL", "year": 2050}], "EPL", None),
        ({"journal_title": "EPL", "year": 2018}, "EPL", date(2018, 1, 1)),
        ([], None, None),
    ],
)
def test_the_journal_is_that_of_the_paper_and_not_of_its_erratum(
    places: Any, venue: str | None, day: date | None
) -> None:
    statement = read(publication_info=places)
    assert (statement.venue, statement.published) == (venue, day)


@pytest.mark.parametrize("fields", [{"titles": None}, {"titles": [{"title": ""}]}, {"control_number": None}])
def test_without_number_or_title_nothing_can_be_recognised(fields: dict[str, Any]) -> None:
    assert read_record({"control_number": 7, "titles": [{"title": "A title"}]} | fields, "1601.02340", WHEN) is None


def test_no_odd_value_breaks_the_reading() -> None:
    record = {
        "control_number": 7,
        "titles": [{"title": "A title", "source": "arXiv"}],
        "dois": [{"value": "10.1000/own", "material": "publication"}],
        "publication_info": [{"journal_title": "EPL", "year": 2018, "material": "publication"}],
        "collaborations": [{"value": "ATLAS"}],
        "authors": [
            {
                "full_name": "Phillips, Philip W.",
                "ids": [{"schema": "ORCID", "value": ORCID}, {"schema": "INSPIRE BAI", "value": "P.Phillips.2"}],
                "record": {"$ref": "https://inspirehep.net/api/authors/1019909"},
                "curated_relation": True,
                "affiliations": [{"value": "CERN"}],
                "affiliations_identifiers": [{"schema": "ROR", "value": "https://ror.org/01ggx4157"}],
                "inspire_roles": ["author"],
            }
        ],
    }
    for odd in spoiled(record):
        if isinstance(odd, dict):
            statement = read_record(odd, "1601.02340", WHEN)
            assert statement is None or statement.title
