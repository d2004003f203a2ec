"""Which lists are of papers; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.items.lists import heading_below
from tests.support.reading import mentions

ONE, TWO = "Sparse Upcycling of Small Language Models", "Counting Sheep: A Benchmark for Attention Spans"


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


def test_two_words_in_italics_behind_names_are_a_title() -> None:
    body = f"- Ann Author and Bob Builder: *Certified Fleece*\n- Cleo Counter and Dan Doe: *{TWO}*, ICLR 2019\n"
    assert titles(body) == ["Certified Fleece", TWO]
