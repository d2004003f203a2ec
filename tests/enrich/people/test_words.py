"""Evidence in words."""

import pytest

from enrich.people.person import Evidence, EvidenceKind
from enrich.people.words import in_words

CASES: list[tuple[EvidenceKind, tuple[str, ...], str]] = [
    ("orcid", ("0000-0002-1825-0097", "crossref"), "same ORCID 0000-0002-1825-0097, from Crossref"),
    (
        "orcid",
        ("0000-0002-1825-0097", "crossref", "openalex"),
        "same ORCID 0000-0002-1825-0097, from Crossref and OpenAlex",
    ),
    ("orcid", ("0000-0002-1825-0097",), "same ORCID 0000-0002-1825-0097"),
    ("orcid-record", ("0000-0002-1825-0097", "orcid"), "in the person's own ORCID record 0000-0002-1825-0097"),
    ("rare-name", ("Xerxes Quimby",), "rare name: Xerxes Quimby"),
    ("coauthors", ("Jing Li",), "1 shared co-author: Jing Li"),
    ("coauthors", ("Jing Li", "Yu Chen"), "2 shared co-authors: Jing Li, Yu Chen"),
    ("spelling", ("J. A. Doe", "Jane A. Doe", "Yu Chen"), "J. A. Doe and Jane A. Doe with 1 shared co-author: Yu Chen"),
    ("decision", ("ann", "2026-03-01", "asked her"), "the same by ann's answer of 2026-03-01: asked her"),
    (
        "decision",
        ("ann", "2026-03-01", "asked her", "kept"),
        "already this person's on 2026-03-01, when ann told somebody else from this person: asked her",
    ),
    ("decision", ("ann", "2026-03-01", ""), "the same by ann's answer of 2026-03-01"),
]


@pytest.mark.parametrize(("kind", "detail", "words"), CASES)
def test_each_kind_of_evidence_has_its_words(kind: EvidenceKind, detail: tuple[str, ...], words: str) -> None:
    assert in_words(Evidence(kind, ("a", 0), ("b", 0), detail)) == words
