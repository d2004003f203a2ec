"""feeds/papers/sources.py: who states what, and to whom thanks are due."""

from __future__ import annotations

import pytest
from lxml import html

from enrich.statements.enrichment import Disagreement, SourcedValue
from feeds.papers.sources import attribution, disagreements_table, field_name, name_of, sources_table
from tests.support.enriching import enrichment, origin
from tests.support.papers import MARKUP, paper

WHEN = "2025-08-01T06:00:00Z"


def origin_of(field: str, source: str, its: str | None = None, when: str = WHEN) -> dict[str, str | None]:
    return {"field": field, "source": source, "id": its, "when": when}


def rows(table: str) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in html.fromstring(table).iter("tr")][1:]


def test_a_row_has_the_fields_that_come_from_one_source_and_arxiv_is_first() -> None:
    table = sources_table(
        [
            origin_of("title", "snapshot"),
            origin_of("authors.orcid", "openalex", "W12"),
            origin_of("topics_of_work", "openalex", "W12"),
            origin_of("abstract", "snapshot", when="2025-09-01T06:00:00Z"),
        ]
    )
    assert rows(table) == [
        ["arXiv (snapshot)", "title", "", "1 August 2025"],
        ["arXiv (snapshot)", "abstract", "", "1 September 2025"],
        ["OpenAlex", "authors, orcid; topics of work", "W12", "1 August 2025"],
    ]
    assert sources_table([]) == ""


@pytest.mark.parametrize(
    ("source", "its", "address"),
    [
        ("openalex", "https://openalex.org/W12", "https://openalex.org/W12"),
        ("openalex", "W12", "https://openalex.org/W12"),
        ("crossref", "10.1000/x<y>", "https://doi.org/10.1000/x%3Cy%3E"),
        ("semantic_scholar", "0a1b", "https://www.semanticscholar.org/paper/0a1b?utm_source=api"),
        ("inspire", "451647", "https://inspirehep.net/literature/451647"),
        ("huggingface", "2507.13575", "https://huggingface.co/papers/2507.13575"),
        ("openalex", "javascript:alert(1)", "https://openalex.org/javascript:alert(1)"),
        ("unheard_of", "1", None),
    ],
)
def test_the_id_of_a_work_leads_to_the_page_that_the_service_has_of_it(
    source: str, its: str, address: str | None
) -> None:
    links = [link.get("href") for link in html.fromstring(sources_table([origin_of("code", source, its)])).iter("a")]
    assert links == ([address] if address else [])


def test_both_sides_of_a_disagreement_are_there_with_their_sources() -> None:
    values = (SourcedValue("crossref", "Nature"), SourcedValue("semantic_scholar", "Nat."))
    assert rows(disagreements_table([Disagreement("publication.venue", values)])) == [
        ["publication, venue", "Nature (Crossref)Nat. (Semantic Scholar)"]
    ]
    assert disagreements_table([]) == ""


def test_no_text_becomes_markup() -> None:
    hostile = Disagreement(MARKUP, (SourcedValue(MARKUP, MARKUP),))
    table = disagreements_table([hostile]) + sources_table([origin_of(MARKUP, MARKUP, MARKUP)])
    assert {element.tag for element in html.fragment_fromstring(table, create_parent="div").iter()} <= {
        *("div", "table", "thead", "tbody", "tr", "th", "td", "time", "br"),
    }


def test_every_service_that_states_something_here_is_named_with_a_link() -> None:
    assert attribution(paper(), []) == 'Data from <a href="https://arxiv.org">arXiv</a> (CC0).'
    known = enrichment(
        disagreements=(Disagreement("publication.date", (SourcedValue("semantic_scholar", "2023"),)),),
        origins=(origin("topics", "openalex"), origin("code", "huggingface")),
    )
    text = attribution(paper(enrichment=known), [origin_of("publication", "crossref")])
    for expected in (
        '<a href="https://openalex.org">OpenAlex</a> (CC0)',
        "Crossref</a> (facts, no rights claimed)",
        "Hugging Face</a> (links)",
        '<a href="https://www.semanticscholar.org/?utm_source=api">Semantic Scholar</a>',
    ):
        assert expected in text
    assert "ORCID" not in text


def test_sources_and_fields_have_names_for_people() -> None:
    assert [name_of(one) for one in ("oai", "inspire", "document:a.txt", "document", "new_one")] == [
        *("arXiv (OAI-PMH)", "INSPIRE", "document a.txt", "document", "new_one")
    ]
    assert field_name("publication.doi") == "publication, doi"
