"""Facts about the content of entries."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from enrich.record import Author, Record
from enrich.statements.enrichment import Enrichment, Publication
from feeds.feed import EntrySource, Event
from feeds.formats.content import entry_of
from tests.support.enriching import CORRECTION, ENRICHED, RETRACTION, author, enrichment
from tests.support.papers import HOSTILE, MARKUP, PUBLISHED, UPDATED, paper

ALLOWED = {"div", "p", "strong", "ul", "li", "a"}


def content(record: Record) -> str:
    return entry_of(EntrySource(record)).html


def test_the_content_shows_what_a_reader_wants_to_know() -> None:
    text = " ".join(map(str, lxml_html.fromstring(f"<div>{content(paper())}</div>").itertext()))
    for expected in (
        "Zoë Ünal (University of Somewhere; Institute & Sons), 李明, محمد بن موسى, דוד לוי",
        "The first paragraph.",
        "12 pages, see",
        "FeedConf 2025",
        "J. Feeds 1 (2025) 1-12",
        "10.1000/182",
        "Machine Learning (cs.LG), Machine Learning (stat.ML)",
        "v2, 21 July 2025 (v1, 17 July 2025)",
    ):
        assert expected in text


def test_of_a_crowd_the_content_names_some_and_links_to_the_rest() -> None:
    authors = (*(Author(f"Person {n}", ("CERN",)) for n in range(1, 3000)), Author("ATLAS Collaboration"), Author("Z"))
    root = lxml_html.fromstring(f"<div>{content(paper(authors=authors))}</div>")
    assert root[0].text_content() == (
        f"{', '.join(f'Person {n} (CERN)' for n in range(1, 21))}, …, Z, ATLAS Collaboration, and 2,979 more"
    )
    assert [link.get("href") for link in root[0].iter("a")] == ["https://arxiv.org/abs/2507.13575"]


def test_in_a_feed_of_an_author_a_crowd_is_as_people_see_it() -> None:
    crowd = paper(authors=tuple(Author(f"Person {n}") for n in range(3001)))
    whole, brief = entry_of(EntrySource(crowd)), entry_of(EntrySource(crowd, brief=True))
    assert (len(whole.authors), len(brief.authors)) == (3001, 21)
    assert (whole.id, whole.html, whole.title, whole.updated) == (brief.id, brief.html, brief.title, brief.updated)


@pytest.mark.parametrize("brief", [True, False])
def test_few_authors_are_told_as_ever(brief: bool) -> None:
    people = tuple(Author(f"Person {n}") for n in range(25))
    entry = entry_of(EntrySource(paper(authors=people), brief=brief))
    assert entry.authors == people
    assert entry.html.startswith(f"<p>{', '.join(one.name for one in people)}</p><p>")


def test_the_content_links_to_every_form_of_the_paper() -> None:
    root = lxml_html.fromstring(f"<div>{content(paper())}</div>")
    links = {link.text: link.get("href") for link in root.iter("a")}
    assert links["arXiv"] == "https://arxiv.org/abs/2507.13575"
    assert links["PDF"] == "https://arxiv.org/pdf/2507.13575"
    assert links["HTML"] == "https://arxiv.org/html/2507.13575"
    assert links["Code"] == "https://github.com/example/feeds"
    assert links["10.1000/182"] == "https://doi.org/10.1000/182"
    assert links["https://example.org/a"] == "https://example.org/a"


def test_the_authors_stand_at_the_top() -> None:
    assert content(paper()).startswith("<p>Zoë Ünal")


def test_paragraphs_are_kept() -> None:
    assert "<p>The first paragraph.</p><p>The second one.</p>" in content(paper())


def test_latex_in_names_and_comments_is_readable() -> None:
    shown = content(paper(authors=(Author(r"Erd\H{o}s P\'al", (r"K\"oln",)),), comment=r"$O(n^2)$ \emph{pages}"))
    assert "Erdős Pál (Köln)" in shown
    assert "O(n²) pages" in shown


def test_a_withdrawn_paper_says_so_and_links_to_no_text() -> None:
    shown = content(paper(withdrawn=True))
    assert "Withdrawn." in shown
    assert "PDF" not in shown
    assert "/html/" not in shown


def shown(record: Record) -> str:
    return " ".join(" ".join(map(str, lxml_html.fromstring(f"<div>{content(record)}</div>").itertext())).split())


def test_the_content_says_where_a_paper_was_published_and_where_anybody_may_read_it() -> None:
    known = paper(enrichment=enrichment(notices=()))
    assert "Published in Nature Machine Intelligence (8 May 2024), doi:10.1038/s42256-024-00832-8" in shown(known)
    links = {a.text: a.get("href") for a in lxml_html.fromstring(f"<div>{content(known)}</div>").iter("a")}
    assert links["doi:10.1038/s42256-024-00832-8"] == "https://doi.org/10.1038/s42256-024-00832-8"
    assert links["Published version (free)"] == "https://www.nature.com/articles/s42256-024-00832-8.pdf"
    assert links["Project"] == "https://chemcrow.example.org/"
    assert "https://github.com/x/y" not in links.values()
    assert entry_of(EntrySource(known)).open_copy == (links["Published version (free)"], "Published version (free)")


@pytest.mark.parametrize(
    ("publication", "text"),
    [
        (Publication("10.1/x"), "Published, doi:10.1/x"),
        (Publication(venue="NeurIPS"), "Published in NeurIPS"),
        (Publication(venue="NeurIPS", date=date(2024, 12, 1), date_exact="year"), "Published in NeurIPS (2024)"),
        (Publication("10.1/x", None, date(2024, 12, 1), "month"), "Published (December 2024), doi:10.1/x"),
    ],
)
def test_of_a_publication_what_is_known_is_told(publication: Publication, text: str) -> None:
    record = paper(enrichment=Enrichment(publication=publication))
    items = [item.text_content() for item in lxml_html.fromstring(f"<div>{content(record)}</div>").iter("li")]
    assert items[0] == text


def test_a_retraction_is_first_in_title_summary_and_content() -> None:
    record = paper(enrichment=enrichment(notices=(RETRACTION, CORRECTION)))
    entry = entry_of(EntrySource(record))
    assert entry.title == f"RETRACTED: {record.title}"
    assert entry.summary.startswith("RETRACTED, 3 September 2025 (source: publisher).\n\nThe first paragraph.")
    assert shown(record).startswith(
        "RETRACTED, 3 September 2025 (source: publisher). doi:10.1000/retraction Correction"
    )
    assert 'href="https://doi.org/10.1000/retraction"' in entry.html
    assert entry.id == entry_of(EntrySource(paper())).id
    assert (entry.published, entry.updated) == (PUBLISHED, UPDATED)


def test_a_retracted_title_is_marked_once_and_in_events_too() -> None:
    marked = paper(title="Retracted Article: On Feeds", enrichment=enrichment(notices=(RETRACTION,)))
    assert entry_of(EntrySource(marked)).title == "Retracted Article: On Feeds"
    record = paper(enrichment=enrichment(notices=(RETRACTION,)))
    version = Event("v2", "New version (v2)", "Version 2 replaces version 1.", UPDATED, 2)
    assert entry_of(EntrySource(record, event=version)).title == f"RETRACTED: New version (v2): {record.title}"
    event = Event("retracted", "RETRACTED", "The published work was retracted.", UPDATED)
    event_entry = entry_of(EntrySource(record, event=event))
    assert event_entry.title == f"RETRACTED: {record.title}"
    assert event_entry.html.count("RETRACTED") == 1


def test_a_correction_is_in_the_content_and_not_in_the_title() -> None:
    entry = entry_of(EntrySource(paper(enrichment=enrichment())))
    assert entry.title == paper().title
    assert entry.html.startswith("<p><strong>Correction, 20 August 2025 (source: publisher).</strong>")


def test_authors_have_the_orcid_and_the_affiliation_that_services_know() -> None:
    known = enrichment(authors=(author(1, "李明"),))
    entry = entry_of(EntrySource(paper(enrichment=known)))
    assert entry.authors[1].orcid == "0000-0001-5109-3700"
    assert "李明 (University of Elsewhere; A Lab)" in shown(paper(enrichment=known))


@pytest.mark.parametrize("record", [*HOSTILE, ENRICHED])
def test_no_markup_of_a_record_gets_through(record: Record) -> None:
    root = lxml_html.fromstring(f"<div>{content(record)}</div>")
    assert {element.tag for element in root.iter()} <= ALLOWED
    for element in root.iter():
        assert set(element.keys()) <= ({"href"} if element.tag == "a" else set())
    for link in root.iter("a"):
        assert re.fullmatch(r"https?://[!-~]+", link.get("href") or "")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>&\"'/=ab script:htp.;#x0 \n\x00\x92\ufffe", max_size=80))
def test_no_text_becomes_an_element(text: str) -> None:
    record = paper(title=text, abstract=text, comment=text, venue=text, code=(text,), authors=(Author(text, (text,)),))
    root = lxml_html.fromstring(f"<div>{content(record)}</div>")
    assert {element.tag for element in root.iter()} <= ALLOWED


def test_hostile_text_is_really_hostile() -> None:
    assert "<script>" in MARKUP
