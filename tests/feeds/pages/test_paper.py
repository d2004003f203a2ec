"""Facts about a paper as pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.record import Author, Mention, Outcome, PublishableRecord, Record, ResolvedMention, Verdict, Version
from feeds.formats.author_list import FEW, FIRST
from feeds.pages.inline import isolated
from feeds.pages.paper import briefed, fragment, marks_of, names_of, settled
from feeds.readable_text import repair_text
from tests.support.enriching import CORRECTION, ENRICHED, RETRACTION, enrichment
from tests.support.papers import HOSTILE, MARKUP, PUBLISHED, UPDATED, paper

SEEN = datetime(2026, 1, 5, tzinfo=UTC)
CROWD = (
    *(Author(f"Author Number {n}") for n in range(1, 500)),
    Author("The LIGO Scientific Collaboration"),
    *(Author(f"Author Number {n}") for n in range(500, 3001)),
)
ALLOWED = {"div", "article", "h3", "p", "a", "bdi", "time", "details", "summary", "dl", "dt", "dd", "strong"}


def kept(record: Record, mentions: Sequence[Mention] = ()) -> PublishableRecord:
    verdict = Verdict(Outcome.FOUND, "arXiv has it", record.id)
    return PublishableRecord(
        record, Outcome.FOUND, 1, SEEN, 1, tuple(ResolvedMention(one, verdict) for one in mentions)
    )


def shown(record: Record, mentions: Sequence[Mention] = (), **options: Any) -> Any:
    links: Mapping[str, str] = options.get("links", {})
    text = settled(fragment(kept(record, mentions)), links, options.get("up", ""), options.get("why", ""))
    return lxml.html.fromstring(text)


def addresses(page: Any) -> dict[str, str]:
    return {a.text_content(): a.get("href") for a in page.iter("a")}


def mention(**fields: Any) -> Mention:
    ordinary: dict[str, Any] = {
        "document": "inbox/a.txt", "source": "lab", "place": "line 3, column 1", "text": "x", "how": "id",
    }  # fmt: skip
    return Mention(**(ordinary | fields))


def test_a_paper_links_to_all_there_is_of_it() -> None:
    found = addresses(shown(paper(published=datetime(2025, 7, 17, tzinfo=UTC))))
    assert found["On α-Calibrated Feeds"] == "papers/2507.13575.html"
    assert found["arXiv"] == "https://arxiv.org/abs/2507.13575"
    assert found["PDF"] == "https://arxiv.org/pdf/2507.13575"
    assert found["HTML"] == "https://arxiv.org/html/2507.13575"
    assert found["Code"] == "https://github.com/example/feeds"
    assert found["DOI"] == found["10.1000/182"] == "https://doi.org/10.1000/182"


def test_every_version_has_its_date_and_its_link() -> None:
    page = shown(paper(versions=(Version(1, PUBLISHED), Version(2, UPDATED))))
    assert "v1 (17 July 2025), v2 (21 July 2025)" in page.text_content()
    assert addresses(page)["v1"] == "https://arxiv.org/abs/2507.13575v1"


def test_the_abstract_is_folded_with_its_paragraphs() -> None:
    (abstract,) = [one for one in shown(paper()).iter("details") if one[0].text == "Abstract"]
    assert "open" not in abstract.attrib
    assert [p.text for p in abstract.iter("p")] == ["The first paragraph.", "The second one."]


def test_a_withdrawn_paper_says_so_and_has_no_text_to_link_to() -> None:
    page = shown(paper(withdrawn=True))
    assert "Withdrawn" in page.text_content()
    assert not {"PDF", "HTML"} & addresses(page).keys()


def test_an_author_is_a_link_where_there_is_a_page() -> None:
    page = shown(paper(), links={"azoeunal": "authors/zoe-unal.html"}, up="../")
    assert addresses(page)["Zoë Ünal"] == "../authors/zoe-unal.html"
    assert "李明" in page.text_content()
    assert "李明" not in addresses(page)


def test_a_category_is_a_link_where_it_is_a_topic() -> None:
    page = shown(paper(), links={"ccs.LG": "topics/cs-lg.html"})
    assert addresses(page)["Machine Learning (cs.LG)"] == "topics/cs-lg.html"


def test_the_marks_are_the_keys_of_the_names_as_written() -> None:
    marks = dict(marks_of(fragment(kept(paper(authors=(Author("José  NÚÑEZ"), Author("Z. Gan")))))))
    assert {"ajosenunez": "José NÚÑEZ", "azgan": "Z. Gan"}.items() <= marks.items()


def test_a_page_says_why_the_paper_is_there() -> None:
    mentions = [mention(), mention(place="line 9"), mention(document="b.txt", how="title")]
    why = shown(paper(), mentions, why="Because. ").find_class("why")[0].text_content()
    assert why == (
        "Because. Named in inbox/a.txt, line 3, column 1 (source lab, by its arXiv id); "
        "b.txt, line 3, column 1 (source lab, by its title)."
    )


def test_a_list_of_ids_is_called_so() -> None:
    page = shown(paper(), [mention(document="ids of lab", place="line 1, column 1")])
    assert page.find_class("why")[0].text_content() == "Named in the list of ids (source lab, by its arXiv id)."


def test_of_many_documents_a_few_are_named() -> None:
    page = shown(paper(), [mention(document=f"{n}.txt") for n in range(9)])
    assert page.find_class("why")[0].text_content().endswith("; 6 more.")


def test_a_document_with_an_address_is_linked() -> None:
    address = "https://a.org/x?a=1&b=2"
    assert addresses(shown(paper(), [mention(document=address)]))[address] == address


def test_of_many_authors_most_are_folded_and_none_is_left_out() -> None:
    page = shown(paper(authors=CROWD))
    named = page.find_class("authors")[0].text_content()
    assert named.count("Author Number") == FIRST + 1
    assert named.endswith(", Author Number 20, …, Author Number 3000, The LIGO Scientific Collaboration")
    (folded,) = [one for one in page.iter("details") if "more" in one[0].text]
    assert folded[0].text == "and 2,979 more authors"
    assert "open" not in folded.attrib
    assert page.text_content().count("Author Number") == 3000


@pytest.mark.parametrize("many", [FEW + 1, 100])
def test_of_some_authors_the_rest_is_folded_on_every_page(many: int) -> None:
    data = fragment(kept(paper(authors=tuple(Author(f"Author Number {n}") for n in range(many)))))
    assert briefed(data) == data
    assert f"<summary>and {many - FIRST - 1} more authors</summary>" in settled(data, {}, "", "")


def test_few_authors_stand_in_a_row() -> None:
    page = shown(paper(authors=tuple(Author(f"Author Number {n}") for n in range(FEW))))
    assert page.find_class("authors")[0].text_content() == ", ".join(f"Author Number {n}" for n in range(FEW))
    assert "more" not in page.text_content()


def test_briefed_a_paper_leads_to_the_rest_of_its_authors_and_is_otherwise_the_same() -> None:
    data = fragment(kept(paper(authors=CROWD), [mention()]))
    page = lxml.html.fromstring(settled(briefed(data), {}, "", "Because. "))
    assert addresses(page)["and 2,979 more"] == "https://arxiv.org/abs/2507.13575"
    assert page.text_content().count("Author Number") == FIRST + 1
    assert "more authors" not in page.text_content()
    whole = lxml.html.fromstring(settled(data, {}, "", "Because. "))
    (folded,) = [one for one in whole.iter("details") if "more" in one[0].text]
    folded.drop_tree()
    assert "".join(whole.itertext()).split() == "".join(page.itertext()).replace(", and 2,979 more", "").split()
    assert not {"\x1e", "\x1f"} & {*settled(briefed(data), {}, "", ""), *settled(data, {}, "", "")}


def test_every_author_is_known_by_the_key_of_the_name() -> None:
    names = names_of(fragment(kept(paper(authors=(*CROWD, Author("AUTHOR Number 7"))))))
    assert (len(names), names["authornumber7"], names["authornumber2950"]) == (
        3001,
        "Author Number 7",
        "Author Number 2950",
    )


def test_what_services_know_is_on_it_and_a_retraction_first() -> None:
    root = shown(paper(dois=(), enrichment=enrichment(notices=(CORRECTION, RETRACTION))))
    text = " ".join(root.text_content().split())
    assert text.index("RETRACTED, 3 September 2025") < text.index("Zoë Ünal")
    assert "Published in Nature Machine Intelligence (8 May 2024), doi:10.1038/s42256-024-00832-8" in text
    assert addresses(root)["Published version (free)"] == "https://www.nature.com/articles/s42256-024-00832-8.pdf"
    assert addresses(root)["DOI"] == "https://doi.org/10.1038/s42256-024-00832-8"


def test_its_own_page_is_below_the_folder_of_the_site() -> None:
    data = fragment(kept(paper(id="hep-th/9901001")))
    assert '<h3><a href="../papers/hep-th/9901001.html">' in settled(data, {}, "../", "")


@pytest.mark.parametrize("record", [*HOSTILE, ENRICHED], ids=lambda record: record.id)
def test_no_markup_of_a_record_gets_through(record: Record) -> None:
    page = shown(record, [mention(document=MARKUP, source=MARKUP, place=MARKUP)], why="")
    assert {one.tag for one in page.iter()} <= ALLOWED
    for one in page.iter():
        assert set(one.attrib) <= {"class", "id", "href", "datetime"}
    assert all(href.startswith(("https://", "http://", "papers/")) for href in addresses(page).values())


@given(st.text())
def test_any_title_is_shown_as_text(title: str) -> None:
    heading = shown(paper(title=title)).find("h3")
    assert {one.tag for one in heading.iter()} <= {"h3", "a", "bdi"}
    assert " ".join(heading.text_content().split()) == " ".join((repair_text(title) or "arXiv:2507.13575").split())


@pytest.mark.parametrize("text", ["\u202eevil", "דוד", "محمد"])
def test_what_turns_the_direction_is_isolated(text: str) -> None:
    assert isolated(text) == f"<bdi>{text}</bdi>"


def test_what_does_not_turn_the_direction_stands_as_it_is() -> None:
    assert unescape(isolated("Zoë & 李明")) == "Zoë & 李明"
