"""feeds/papers/paper_page.py: everything that is known of a paper is on its page, and nothing of it is markup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from msgspec import structs

from enrich.record import Author, Mention, Outcome, PublishableRecord, Record, ResolvedMention, Verdict, Version
from enrich.statements.enrichment import Disagreement, Enrichment, Publication, PublishedAs, SourcedValue
from feeds.disclosure import WHOLE, Disclosure
from feeds.formats.record_json import record_json
from feeds.pages.channel_page import PageSite
from feeds.papers.paper_page import PaperFacts, Seat, paper_page
from tests.support.beyond import DOI, beyond
from tests.support.enriching import CORRECTION, ENRICHED, RETRACTION, author, enrichment
from tests.support.papers import HOSTILE, MARKUP, PUBLISHED, UPDATED, paper, stamped

SCRIPTS = [f"../static/{name}.js" for name in ("index", "like", "stars")]
SITE = PageSite("https://feeds.example.org", "My papers", ("rss", "atom", "json"))
SEATS = (
    Seat("My papers", "all"),
    Seat("Machine Learning (cs.LG)", "topics/cs-lg", "cs.LG"),
    Seat("Zoë Ünal", "authors/zoe-unal"),
)


def facts(record: Record, *, document: str = "https://lab.org/news", disclosure: Disclosure = WHOLE) -> PaperFacts:
    mention = Mention(document, "lab", "entry 3", "On Feeds", "title")
    kept = PublishableRecord(
        record, Outcome.FOUND, 1, PUBLISHED, 1, (ResolvedMention(mention, Verdict(Outcome.FOUND, "", record.id)),)
    )
    count = len(record.authors)
    form = record_json(
        record, topics=(), mentions=kept.mentions, slugs=[None] * count, outcome="found", first_seen=PUBLISHED
    )
    paths = ("authors/zoe-unal", *[None] * count)[:count]
    return PaperFacts(kept, disclosure.record(form), SEATS, paths)


def shown(record: Record, **options: Any) -> Any:
    disclosure = options.get("disclosure", WHOLE)
    return html.document_fromstring(
        paper_page(facts(record, **options), SITE, disclosure), parser=html.HTMLParser(encoding="utf-8")
    )


def text(root: Any) -> str:
    return " ".join(" ".join(root.find(".//main").itertext()).split())


def links(root: Any) -> dict[str, str]:
    return {a.text_content(): a.get("href") for a in reversed(list(root.find(".//main").iter("a")))}


def test_the_page_has_everything_that_is_known() -> None:
    known = enrichment(authors=(author(1, "李明"),))
    versions = (Version(1, PUBLISHED), Version(2, UPDATED))
    record = stamped(paper(enrichment=known, versions=versions, report_no="R-1", submitter="Zoë"), "oai", PUBLISHED)
    root = shown(record)
    whole = text(root)
    for expected in (
        "On α-Calibrated Feeds",
        "Zoë Ünal ORCID 0000-0002-1825-0097 University of Somewhere; Institute & Sons",
        "李明 ORCID 0000-0001-5109-3700 University of Elsewhere ; A Lab",
        "Published in Nature Machine Intelligence (8 May 2024), doi:10.1038/s42256-024-00832-8",
        "The first paragraph.",
        "v1 (17 July 2025), v2 (21 July 2025)",
        "Metabolomics; Unrated",
        "Large language models; Chemistry",
        "(published version, cc-by)",
        "https://github.com/x/y (a guess)",
        "Correction, 20 August 2025 (source: publisher).",
        "publication, venue Nature Machine Intelligence (Crossref) Nature Machine Learning (OpenAlex)",
        "@misc{arXiv:2507.13575,",
        "(2025) On α-Calibrated Feeds. J. Feeds 1 (2025) 1-12. https://doi.org/10.1000/182 arXiv:2507.13575",
        "OpenAlex authors, orcid; open copy; publication; topics of work W4396723768 1 August 2025",
        "Data from arXiv (CC0), OpenAlex (CC0), Crossref (facts, no rights claimed), Hugging Face (links).",
        "Named in https://lab.org/news , entry 3 (source lab, by its title).",
        "R-1",
    ):
        assert expected in whole, expected
    addresses = links(root)
    assert addresses["arXiv"] == "https://arxiv.org/abs/2507.13575"
    assert addresses["Published version (free)"] == "https://www.nature.com/articles/s42256-024-00832-8.pdf"
    assert addresses["Project"] == "https://chemcrow.example.org/"
    assert addresses["University of Elsewhere"] == "https://ror.org/05dxps055"
    assert addresses["ORCID 0000-0001-5109-3700"] == "https://orcid.org/0000-0001-5109-3700"
    assert addresses["Zoë Ünal"] == "../authors/zoe-unal.html"
    assert addresses["Machine Learning (cs.LG)"] == "../topics/cs-lg.html"
    assert root.find(".//title").text == "On α-Calibrated Feeds · My papers"


def test_a_paper_of_which_nothing_is_known_has_a_page_without_empty_parts() -> None:
    bare = paper(
        authors=(), abstract="", comment=None, journal_ref=None, dois=(), license=None, code=(), venue=None, title=""
    )
    root = shown(bare)
    assert [heading.text_content() for heading in root.iter("h1", "h2")] == [
        *("arXiv:2507.13575", "Details", "Cite", "Feeds with this paper", "Sources")
    ]
    assert not root.findall(".//table")
    assert "None" not in text(root)


def test_a_retraction_is_the_first_thing_on_the_page() -> None:
    root = shown(paper(enrichment=enrichment(notices=(RETRACTION, CORRECTION))))
    assert text(root).startswith("RETRACTED, 3 September 2025 (source: publisher). doi:10.1000/retraction Correction")
    assert root.find(".//title").text.startswith("RETRACTED: ")
    assert "note = {RETRACTED (2025-09-03, doi:10.1000/retraction)" in text(root)


def test_a_withdrawn_paper_says_so_first() -> None:
    assert text(shown(paper(withdrawn=True))).startswith("Withdrawn.")


def test_an_id_of_the_old_form_is_one_folder_further_down() -> None:
    root = shown(paper(id="hep-th/9901001", authors=(Author("Zoë Ünal"),)))
    assert links(root)["Zoë Ünal"] == "../../authors/zoe-unal.html"
    assert root.find(".//link[@rel='stylesheet']").get("href") == "../../static/style.css"


def test_of_a_crowd_the_page_names_some_and_folds_the_rest() -> None:
    root = shown(paper(authors=tuple(Author(f"Person {n}") for n in range(300))))
    lists = root.findall(".//ul[@class='people']")
    assert [len(one) for one in lists] == [21, 279]
    assert lists[1].getparent().tag == "details"
    assert len([tag for tag in root.iter("meta") if tag.get("name") == "citation_author"]) == 300


def test_what_is_not_public_is_not_on_the_page() -> None:
    known = paper()
    root = shown(known, document="inbox/secret.txt", disclosure=Disclosure())
    assert "secret" not in html.tostring(root).decode()
    assert "a document (source lab" in text(root)


def test_both_sides_of_a_disagreement_are_named_though_dumps_may_not_have_one() -> None:
    values = (SourcedValue("crossref", "Nature"), SourcedValue("semantic_scholar", "Nat."))
    root = shown(paper(enrichment=enrichment(disagreements=(Disagreement("publication.venue", values),))))
    assert "Nat. (Semantic Scholar)" in text(root)
    assert links(root)["Semantic Scholar"] == "https://www.semanticscholar.org/?utm_source=api"


@pytest.mark.parametrize("record", [*HOSTILE, ENRICHED], ids=lambda record: record.id)
def test_no_text_becomes_markup_and_no_link_leads_elsewhere_than_to_the_web(record: Record) -> None:
    root = shown(record)
    scripts = list(root.iter("script"))
    assert scripts[0].get("type") == "application/ld+json"
    assert [script.get("src").removeprefix("../" * record.id.count("/")) for script in scripts[1:]] == SCRIPTS
    assert not list(root.iter("img"))
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]
    for link in root.iter("a"):
        assert link.get("href").startswith(("https://", "http://", "../", "#")), link.get("href")


def test_the_same_paper_gives_the_same_page() -> None:
    record = paper(enrichment=enrichment())
    assert paper_page(facts(record), SITE, WHOLE) == paper_page(facts(replace(record)), SITE, WHOLE)


def test_names_are_hostile_to_the_site_too() -> None:
    site = structs.replace(SITE, title=MARKUP)
    seats = (Seat(MARKUP, "all"),)
    page = paper_page(structs.replace(facts(paper()), seats=seats), site, WHOLE)
    root = html.document_fromstring(page)
    assert [script.get("src") for script in root.iter("script")] == [None, *SCRIPTS]


def test_a_paper_beyond_arxiv_is_dated_and_cited_as_its_publication_is_known() -> None:
    day = PUBLISHED.date().replace(day=1)
    publication = Publication(DOI, "Acta", day, "month")
    known = Enrichment(publication=publication, published_as=PublishedAs("journal-article", "6", "5", "1-9", None))
    root = shown(beyond(enrichment=known, published=PUBLISHED.replace(day=1)))
    month = f"{day:%B %Y}"
    first = root.find_class("kind")[0]
    assert first.text_content() == f"Paper · doi:{DOI} · {month}"
    assert first.find("time").get("datetime") == f"{day:%Y-%m}"
    (cited,) = root.find_class("citation")
    assert f"({day.year})" in cited.text_content()
    assert "Acta 6(5), 1-9. https://doi.org/" in cited.text_content()
