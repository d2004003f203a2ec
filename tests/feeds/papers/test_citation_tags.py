"""feeds/papers/citation_tags.py: what Zotero and search engines read in the page of a paper.

`zotero` follows the rules of Zotero's translator for embedded metadata: tags are found by the end of their name, several
of one name are joined, names are taken apart at a semicolon, and at a comma between two times two words.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from enrich.record import Author, Record
from feeds.enriched import as_published
from feeds.papers.citation_tags import cited_dois, linked_data, meta_tags, tag_name
from tests.support.enriching import ENRICHED, RETRACTION, author, enrichment
from tests.support.papers import HOSTILE, MARKUP, paper

_FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_publisher": "publisher",
    "citation_abstract": "abstractNote",
    "citation_doi": "DOI",
    "citation_public_url": "url",
}
ADDRESS = "https://feeds.example.org/papers/2507.13575.html"


def page(record: Record) -> Any:
    known = as_published(record)
    data = linked_data(known, ADDRESS, {})
    tags = meta_tags(known)
    whole = f'<!DOCTYPE html><html><head>{tags}<script type="application/ld+json">{data}</script></head><body></body></html>'
    return html.document_fromstring(whole.encode(), parser=html.HTMLParser(encoding="utf-8"))


def contents(root: Any, name: str) -> list[str]:
    return [tag.get("content") for tag in root.iterfind("head/meta") if (tag.get("name") or "").endswith(name)]


def zotero(record: Record) -> dict[str, Any]:
    root = page(record)
    item: dict[str, Any] = {"creators": [], "itemType": "journalArticle"}
    for name, field in _FIELDS.items():
        if value := " ".join(", ".join(contents(root, name)).split()):
            item[field] = value
    for whole in contents(root, "citation_author"):
        parts = re.split(r"\s*;\s*", whole)
        if len(parts) == 1:
            by_comma = re.split(r"\s*,\s*", parts[0])
            if len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
                parts = by_comma
        item["creators"] += [cleaned(part) for part in parts if re.search(r"[^\s,-.;]", part)]
    item["tags"] = [
        tag.strip() for text in contents(root, "citation_keywords") for tag in text.split(";") if tag.strip()
    ]
    item["pdf"] = next(iter(contents(root, "citation_pdf_url")), None)
    return item


def cleaned(name: str) -> tuple[str, str]:
    """(last name, first name)."""
    if "," in name:
        last, _, first = name.partition(",")
        return last.strip(), first.strip()
    first, _, last = name.rpartition(" ")
    return last, first


def test_zotero_finds_everything_that_it_looks_for() -> None:
    record = paper(dois=(), authors=(Author("Ada Lovelace"), Author("Jan van den Berg")), enrichment=enrichment())
    item = zotero(record)
    assert item == {
        "itemType": "journalArticle",
        "title": "On α-Calibrated Feeds",
        "creators": [("Lovelace", "Ada"), ("van den Berg", "Jan")],
        "date": "2024/05/08",
        "publicationTitle": "Nature Machine Intelligence",
        "DOI": "10.1038/s42256-024-00832-8",
        "url": "https://arxiv.org/abs/2507.13575",
        "abstractNote": "The first paragraph. The second one.",
        "tags": ["Large language models", "Chemistry"],
        "pdf": "https://arxiv.org/pdf/2507.13575",
    }


def test_without_services_a_preprint_is_cited_as_one() -> None:
    item = zotero(paper(dois=()))
    assert (item["date"], item["publisher"]) == ("2025/07/17", "arXiv")
    assert "DOI" not in item
    assert "publicationTitle" not in item


@pytest.mark.parametrize(
    ("name", "creators"),
    [
        ("Jan Pieter van den Berg", 1),
        ("Ada B. Lovelace Jr.", 1),
        ("ATLAS Collaboration", 1),
        ("The Big Team, Large Institute; and Friends", 1),
        ("Lovelace, Ada", 1),
        ("Müller-Lüdenscheidt", 1),
        ("李明", 1),
        ("a; b", 1),
    ],
)
def test_zotero_takes_no_author_for_two(name: str, creators: int) -> None:
    assert len(zotero(paper(authors=(Author(name),)))["creators"]) == creators


@given(st.text(alphabet="aB.,; \u00fc-", min_size=1, max_size=30))
def test_whatever_a_name_is_it_stays_one(name: str) -> None:
    written = tag_name(name)
    assert ";" not in written
    parts = re.split(r"\s*,\s*", written)
    assert not (len(parts) > 1 and " " in parts[0] and " " in parts[1])


def test_tags_name_ids_institutions_and_orcids_beside_their_author() -> None:
    record = paper(
        authors=(Author("Ada Lovelace"), Author("Bo")), enrichment=enrichment(authors=(author(0, "Ada Lovelace"),))
    )
    found = [(tag.get("name"), tag.get("content")) for tag in page(record).iterfind("head/meta")]
    at = found.index(("citation_author", "Lovelace, Ada"))
    assert found[at + 1 : at + 5] == [
        ("citation_author_institution", "University of Elsewhere"),
        ("citation_author_institution", "A Lab"),
        ("citation_author_orcid", "https://orcid.org/0000-0001-5109-3700"),
        ("citation_author", "Bo"),
    ]
    assert ("citation_arxiv_id", "2507.13575") in found
    assert ("citation_online_date", "2025/07/17") in found


def test_of_a_withdrawn_paper_the_open_copy_is_the_pdf() -> None:
    assert zotero(paper(withdrawn=True))["pdf"] is None
    copy = zotero(paper(withdrawn=True, enrichment=enrichment()))["pdf"]
    assert copy == "https://www.nature.com/articles/s42256-024-00832-8.pdf"


def test_arxivs_own_doi_goes_before_that_of_services_and_each_is_there_once() -> None:
    assert cited_dois(paper(enrichment=enrichment())) == ["10.1000/182", "10.1038/s42256-024-00832-8"]
    assert cited_dois(paper(dois=("10.1038/S42256-024-00832-8",), enrichment=enrichment())) == [
        "10.1038/S42256-024-00832-8"
    ]


def scholarly(record: Record) -> dict[str, Any]:
    (script,) = page(record).iterfind("head/script")
    data: dict[str, Any] = json.loads(script.text)
    return data


def test_json_ld_is_a_scholarly_article() -> None:
    known = enrichment(notices=(RETRACTION,), authors=(author(1, "李明"),))
    data = scholarly(paper(enrichment=known))
    assert (data["@context"], data["@type"], data["url"]) == ("https://schema.org", "ScholarlyArticle", ADDRESS)
    assert data["author"][1] == {
        "@type": "Person",
        "name": "李明",
        "@id": "https://orcid.org/0000-0001-5109-3700",
        "affiliation": [
            {"@type": "Organization", "name": "University of Elsewhere"},
            {"@type": "Organization", "name": "A Lab"},
        ],
    }
    assert data["isPartOf"]["name"] == "Nature Machine Intelligence"
    assert data["creativeWorkStatus"] == "Retracted"
    assert data["correction"] == ["https://doi.org/10.1000/retraction"]
    assert data["identifier"][0] == {"@type": "PropertyValue", "propertyID": "arXiv", "value": "2507.13575"}
    assert "https://doi.org/10.1000/182" in data["sameAs"]


@pytest.mark.parametrize("record", [*HOSTILE, ENRICHED], ids=lambda record: record.id)
def test_no_text_gets_out_of_its_tag_or_its_script(record: Record) -> None:
    root = page(record)
    assert {element.tag for element in root.iter()} == {"html", "head", "meta", "script", "body"}
    assert len(root.findall("head/script")) == 1
    scholarly(record)
    assert not [name for tag in root.iterfind("head/meta") for name in tag.attrib if name not in {"name", "content"}]


def test_the_end_of_a_script_in_a_title_is_only_text() -> None:
    record = paper(title=f"</script><script>alert(1)</script>{MARKUP}")
    assert scholarly(record)["name"].startswith("</script><script>alert(1)</script>")
