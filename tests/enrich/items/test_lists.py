"""Which lists are of papers; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.items.lists import heading_below
from tests.support.reading import mentions, tried

ONE, TWO = "Sparse Upcycling of Small Language Models", "Counting Sheep: A Benchmark for Attention Spans"
THREE = "Latent Planning for Robots in Barns"


def titles(body: str, name: str = "list.md") -> list[str | None]:
    return [mention.item.title if mention.item else None for mention in mentions(body, name)]


@pytest.mark.parametrize(
    ("above", "before", "heading", "known"),
    [
        ("", "To Read", "Done", "To Read"),
        ("Reading list", "", "Vision", "Reading list"),
        ("Papers", "", "Teaching", "Teaching"),
        ("", "Papers", "Hobbies", "Hobbies"),
        ("", "Papers", "2024", "Papers"),
        ("", "Install", "Done", "Done"),
    ],
)
def test_what_is_known_below_a_heading(above: str, before: str, heading: str, known: str) -> None:
    assert heading_below(above, before, heading) == known


@pytest.mark.parametrize(
    "body",
    [
        "## Features\n\n- Fast Counting of Sheep in Large Herds\n- Support for Wool and Fleece Formats\n",
        "## Installation\n\n1. Clone the Repository and Enter It\n2. Download the Pretrained Models From the Hub\n",
        "## Roadmap\n\n- [x] Release Training Code for All Models\n- [ ] Add Support for Goats and Other Animals\n",
        "## News\n\n- [2023-12] Two Papers Accepted at AAAI 2024!\n- [2023-10] Invited Talk at the Wool Workshop in Berlin\n",
        "## Teaching\n\n- Introduction to Ovine Statistics (Fall 2023)\n- Advanced Topics in Wool Theory, Spring 2024\n",
        "## To read\n\n- [ ] pay rent for the office\n- [ ] ask Bob about the room\n- [ ] return library books\n",
    ],
)
def test_lists_of_other_things_give_no_items(body: str) -> None:
    assert [one for one in mentions(body, "list.md") if one.item and not one.not_a_paper] == []


def test_titles_in_small_letters_that_are_set_off_count_where_papers_are_listed() -> None:
    body = f"# LLM reading\n\n## Level 1\n1. *attention is all we need* (2017)\n2. *{ONE}* — Devlin et al.\n"
    assert titles(body) == ["attention is all we need", ONE]


def test_a_title_in_quotes_goes_on_after_the_end_of_its_line() -> None:
    body = "<ul><li>A. Swoboda and B. Savchynskyy, “Maximum Persistency via<br>Relaxed Inference,” <em>to appear</em>.</li></ul>"
    assert titles(f"<h2>Papers</h2>{body}", "a.html") == ["Maximum Persistency via Relaxed Inference"]


@pytest.mark.parametrize("others", ["*et al.*:", "_et al_.", "*et al.*,"])
def test_other_authors_in_italics_are_no_title(others: str) -> None:
    body = f"* Author {others} {ONE}\n* Builder {others} {TWO} (arXiv:2101.01234)\n"
    assert [(one.item.title, one.id) for one in mentions(body, "list.md") if one.item] == [
        (ONE, None),
        (TWO, "2101.01234"),
    ]


def test_two_words_in_italics_behind_names_are_a_title() -> None:
    body = f"- Ann Author and Bob Builder: *Certified Fleece*\n- Cleo Counter and Dan Doe: *{TWO}*, ICLR 2019\n"
    assert titles(body) == ["Certified Fleece", TWO]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        (f'**Must read**: "{ONE}" (Milk et al. 2019)', ["Milk"]),
        (f"[{ONE}](https://a.example/x), Roe and Doe, ICLR 2017", ["Roe", "Doe"]),
        (f"{ONE}, Hot et al., 2015", ["Hot"]),
        (f"2023-11-02 — *{ONE}* by Ann Author and Bob Builder, presented by Cleo", ["Ann Author", "Bob Builder"]),
        (f"B. Builder & A. Author, *{ONE}*, Trans. Commun., 2010", ["B. Builder", "A. Author"]),
        (f"Counter, C. (2020). *{ONE}*. Journal of Dough.", ["C. Counter"]),
    ],
)
def test_authors_beside_a_title_are_its_own(line: str, authors: list[str]) -> None:
    (found,) = mentions(f"# Papers\n\n- {line}\n", "list.md")
    assert found.item
    assert (found.item.title, [author.name for author in found.item.authors]) == (ONE, authors)


@pytest.mark.parametrize(
    ("line", "venue"),
    [
        (f"A. Author. {ONE}. *Neural Computing* 34(2), 2022.", "Neural Computing"),
        (f"A. Author, [{ONE}](http://a.example/b), *Entropy*, 2015.", "Entropy"),
        (f"A. Author: {ONE} (under review)", None),
    ],
)
def test_what_stands_in_italics_behind_a_title_is_its_venue(line: str, venue: str | None) -> None:
    (found,) = mentions(f"# Papers\n\n- {line}\n", "list.md")
    assert found.item
    assert (found.item.title, found.item.venue) == (ONE, venue)


def test_what_a_line_says_of_a_follow_up_is_not_the_items_own() -> None:
    body = f"- {ONE} (Roaster 2020) → ask Ann\n    - follow-up: https://arxiv.org/abs/2101.08888\n- {TWO}, Ann Author, Bob Builder\n"
    first, follow, second = mentions(body, "list.md")
    assert (first.id, first.text, follow.id, second.text) == (None, ONE, "2101.08888", TWO)


def test_a_paragraph_in_bold_face_may_be_a_heading() -> None:
    body = f"<p><strong>Working papers</strong></p><p>“{ONE}” (with Bob Builder), 2023.</p><p>“{TWO}” (with Cleo Counter and Dan Doe).</p>"
    body += "<p><strong>Teaching</strong></p><p>Microeconomics I (graduate), Fall 2022, 2023</p>"
    assert titles(body, "a.html") == [ONE, TWO]


def test_each_line_of_a_paragraph_may_cite_a_work() -> None:
    body = f"# Paper club\n\n**2023-11-02** — *{ONE}* by Ann Author and Bob Builder\n**2023-11-09** — *{TWO}* by Dan Doe\n**2023-11-16** — cancelled\n"
    assert titles(body) == [ONE, TWO]


def test_of_two_lines_like_names_the_first_is_the_title() -> None:
    body = "<ul><li><div>Filo Pastry and Layered Breads</div><div>Ann Author &amp; Bob Builder</div><div>COLT 2019</div></li></ul>"
    assert titles(f"<h2>Papers</h2>{body}", "a.html") == ["Filo Pastry and Layered Breads"]


def test_menus_projects_and_talks_are_no_papers() -> None:
    body = '<div id="menu"><ul><li><a href="/r">Research Areas and Projects</a></li><li><a href="/p">People and Alumni of the Lab</a></li></ul></div>'
    body += "<h2>Projects</h2><ul><li>Robust Perception for Tractors (funded by ERC)</li><li>Learning to Farm with Few Examples</li></ul>"
    body += "<h2>Invited talks</h2><ul><li>Farming in the Age of Foundation Models, NeurIPS 2024, May 2024</li></ul>"
    assert titles(body, "a.html") == []


def test_family_names_before_a_marked_title_are_its_authors() -> None:
    body = f"# Papers\n\n* Author and Builder, **{ONE}**, 2015\n* Counter, *Seeds revisited*\n"
    first, second = mentions(body, "list.md")
    assert first.item
    assert [one.name for one in first.item.authors] == ["Author", "Builder"]
    assert (first.text, second.text) == (ONE, "Seeds revisited")


@pytest.mark.parametrize("heading", ["TODO", "Links", "My to-do list"])
def test_papers_stand_below_headings_of_tasks_and_links_too(heading: str) -> None:
    assert titles(f"# {heading}\n\n- [ ] {ONE}\n- [ ] {TWO}\n- [ ] renew passport\n") == [ONE, TWO]


def test_a_title_in_small_letters_counts_among_titles_and_an_errand_does_not() -> None:
    four, five = "Barns of Our Own Making", "the essence of counting sheep in barns"
    body = f"{ONE}\n{TWO}\n{five}\nthe essence of sheep\n{THREE}\nbuy more printer paper\n{four}\n"
    assert titles(body, "list.txt") == [ONE, TWO, five, THREE, four]
    assert tried(body, "list.txt") == ["the essence of sheep", "buy more printer paper"], (
        "it says little, and is told where it is found"
    )


def test_words_that_end_what_a_title_lists_are_nobody() -> None:
    title = "Counting Parsers: Simple, Powerful, Lazy, Linear Time"
    assert titles(f"{ONE}\n{title}\n{TWO}\n", "list.txt") == [ONE, title, TWO]
