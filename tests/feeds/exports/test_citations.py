"""records.ris and records.csl.json as reference managers and citation processors read them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import rispy

from enrich.record import Author
from feeds.exports.bibtex import bib_entry
from feeds.exports.cells import one_line
from feeds.exports.cited_names import cited_name
from feeds.exports.csl import csl_name, csl_record
from feeds.exports.ris import ris_name, ris_record
from tests.support.dump_corpus import entry
from tests.support.enriching import CORRECTION, RETRACTION, enrichment
from tests.support.judged import hostile, real
from tests.system.test_readers import need


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, Any]]:
    return [*real(shared, 400), *hostile()]


def csl_of(**fields: Any) -> dict[str, Any]:
    record = entry(**fields).record
    assert record is not None
    return record


def plain(text: str) -> str:
    """What is left of a text that pandoc set: it makes typographic quotes, thin spaces and tags of raised letters."""
    text = unicodedata.normalize("NFKC", re.sub("</?su[bp]>", "", text))
    return re.sub(r"[‘’“”'\"\s]", "", text)


def plain_name(name: dict[str, str]) -> dict[str, str]:
    return {part: plain(text) for part, text in name.items()}


def test_a_citation_has_the_published_version_that_services_know_and_the_retraction_first() -> None:
    known = csl_of(dois=(), enrichment=enrichment(notices=(CORRECTION, RETRACTION)))
    note = "RETRACTED (2025-09-03, doi:10.1000/retraction). Nature Machine Intelligence (2024)"
    assert json.loads(csl_record(known))["DOI"] == "10.1038/s42256-024-00832-8"
    assert json.loads(csl_record(known))["note"] == note
    assert f"N1  - {note}\r\n" in ris_record(known)
    assert "DO  - 10.1038/s42256-024-00832-8\r\n" in ris_record(known)
    assert f"note = {{{note}}}" in bib_entry(known)
    assert "doi = {10.1038/s42256-024-00832-8}" in bib_entry(known)


def test_what_arxiv_states_of_the_published_version_goes_before_what_services_know() -> None:
    known = csl_of(journal_ref="J. Phys. A 40 (2007) 12315", enrichment=enrichment())
    assert json.loads(csl_record(known))["DOI"] == "10.1000/xyz"
    assert json.loads(csl_record(known))["note"] == "J. Phys. A 40 (2007) 12315"


def test_ris_has_what_a_citation_needs() -> None:
    names = (Author("Ada Lovelace"), Author("Ludwig van Beethoven"), Author(""), Author("The LIGO Collaboration"))
    assert ris_record(csl_of(authors=names, journal_ref="J. Phys. A 40 (2007) 12315")).split("\r\n") == [
        "TY  - UNPB",
        "ID  - arXiv:2507.13575",
        "TI  - On 2507.13575",
        "AU  - Lovelace, Ada",
        "AU  - van Beethoven, Ludwig",
        "AU  - The LIGO Collaboration",
        "PY  - 2025",
        "DA  - 2025/07/17",
        "AB  - First paragraph. Second paragraph.",
        "DO  - 10.1000/xyz",
        "UR  - https://arxiv.org/abs/2507.13575",
        "AN  - arXiv:2507.13575",
        "PB  - arXiv",
        "KW  - cs.LG",
        "KW  - stat.ML",
        "N1  - J. Phys. A 40 (2007) 12315",
        "ER  - ",
        "",
        "",
    ]


def test_csl_has_what_a_citation_needs() -> None:
    names = (Author("Ada Lovelace"), Author("John van der Heath Jr."), Author(""), Author("The LIGO Collaboration"))
    assert json.loads(csl_record(csl_of(authors=names, withdrawn=True))) == {
        "id": "arXiv:2507.13575",
        "type": "article",
        "title": "On 2507.13575",
        "author": [
            {"family": "Lovelace", "given": "Ada"},
            {"family": "Heath", "given": "John", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "The LIGO Collaboration"},
        ],
        "issued": {"date-parts": [[2025, 7, 17]]},
        "abstract": "First paragraph.\n\nSecond paragraph.",
        "DOI": "10.1000/xyz",
        "URL": "https://arxiv.org/abs/2507.13575",
        "publisher": "arXiv",
        "number": "arXiv:2507.13575",
        "categories": ["cs.LG", "stat.ML"],
        "note": "Withdrawn",
    }


def test_what_a_record_lacks_is_left_out() -> None:
    bare = csl_of(authors=(), dois=(), title="", abstract="")
    assert {"author", "DOI", "note", "abstract"}.isdisjoint(json.loads(csl_record(bare)))
    assert "DO  - " not in ris_record(bare)


def test_rispy_reads_every_record_back(records: list[dict[str, Any]]) -> None:
    seen = rispy.loads("".join(map(ris_record, records)))
    assert len(seen) == len(records)
    for record, one in zip(records, seen, strict=True):
        names = [ris_name(author["name"]) for author in record["authors"]]
        assert one["id"] == one["accession_number"] == f"arXiv:{record['id']}"
        assert one.get("title", "") == one_line(record["title"])
        assert one.get("authors", []) == [name for name in names if name]
        assert (one["year"], one.get("doi")) == (record["published"][:4], record["doi"])
        assert one["urls"] == [record["links"]["abs"]]


def test_pandoc_reads_csl_json_back(records: list[dict[str, Any]]) -> None:
    pandoc = need(shutil.which("pandoc"), "pandoc (apt install pandoc)")
    # Tags in a title are formatting to it, as to every citation processor.
    records = [record for record in records if "</b>" not in record["title"]]
    written = b"[" + b",".join(map(csl_record, records)) + b"]"
    done = subprocess.run(
        [pandoc, "-f", "csljson", "-t", "csljson"], input=written, capture_output=True, check=True, timeout=120
    )
    seen = json.loads(done.stdout)
    assert [one["id"] for one in seen] == [f"arXiv:{record['id']}" for record in records]
    for record, one in zip(records, seen, strict=True):
        names = [csl_name(author["name"]) for author in record["authors"]]
        assert plain(one.get("title", "")) == plain(one_line(record["title"]))
        assert list(map(plain_name, one.get("author", []))) == [plain_name(name) for name in names if name]
        assert one["issued"]["date-parts"][0][0] == int(record["published"][:4])
        assert one.get("DOI") == record["doi"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Alexandre Graell i Amat", ("Amat", "i", "Alexandre Graell", "")),
        ("David ben Gurion", ("Gurion", "ben", "David", "")),
        ("Karl zum Stein", ("Stein", "zum", "Karl", "")),
        ("Johannes Diderik van der Waals", ("Waals", "van der", "Johannes Diderik", "")),
        ("John Heath, Jr.", ("Heath", "", "John", "Jr.")),
        ("van Beethoven, Ludwig", ("Beethoven", "van", "Ludwig", "")),
        ("de la Cruz", ("Cruz", "de la", "", "")),
        ("Plato", ("Plato", "", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_person_has_a_family_name_and_a_particle(name: str, parts: tuple[str, ...]) -> None:
    cited = cited_name(name)
    assert (cited.family, cited.particle, cited.given, cited.suffix) == parts
