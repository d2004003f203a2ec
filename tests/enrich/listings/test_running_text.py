"""Stretches of running text are passed over, and everything is read as if they were not."""

from __future__ import annotations

import random
import textwrap

import pytest

from enrich.identifiers.find import find_ids
from enrich.listings import listing
from enrich.listings.lines import read_lines
from enrich.listings.unwrap import without_running_text
from enrich.readers import dispatch
from tests.support.reading import TODAY, mentions

WORDS = [
    "we",
    "show",
    "that",
    "the",
    "flock",
    "of",
    "a",
    "shepherd",
    "who",
    "counts",
    "by",
    "night",
    "is",
    "bounded",
    "in",
    "every",
    "valley",
    "where",
    "sheep",
    "are",
    "kept",
]
TITLES = ["Counting Sheep in Bounded Valleys", "Night Shepherds and Their Flocks", "On the Wool of Large Sheep"]


def prose(paragraphs: int, seed: int = 1, wrapped: int = 0) -> list[str]:
    rng = random.Random(seed)

    def sentence() -> str:
        return f"Here {' '.join(rng.choice(WORDS) for _ in range(rng.randint(19, 27)))}."

    found = [" ".join(sentence() for _ in range(4)) for _ in range(paragraphs)]
    return [textwrap.fill(one, wrapped) for one in found] if wrapped else found


@pytest.mark.parametrize("wrapped", [0, 72])
def test_the_inside_of_a_long_text_is_blanked_and_nothing_moves(wrapped: int) -> None:
    paragraphs = prose(40, wrapped=wrapped)
    text = "\n\n".join(paragraphs)
    left, (stretch,) = without_running_text(text, [])
    assert len(left) == len(text)
    assert left.count("\n") == text.count("\n")
    assert left.split() == " ".join([*paragraphs[:2], *paragraphs[-2:]]).split()
    assert (stretch.start, stretch.paragraphs) == (text.index(paragraphs[2]), 36)
    assert left.endswith(text[-len(paragraphs[-1]) :])


def test_a_paragraph_with_an_id_and_those_beside_it_stay() -> None:
    paragraphs = prose(40)
    paragraphs[20] += " See arXiv:2502.08606 for more."
    text = "\n\n".join(paragraphs)
    left, stretches = without_running_text(text, find_ids(text, TODAY))
    assert [one.paragraphs for one in stretches] == [16, 15]
    assert all(paragraph in left for paragraph in paragraphs[18:23])


NO_PROSE = {
    "names": "Ann Author and Bob Builder and Cleo Carpenter and Dan Digger. " * 6,
    "many names": "Ann Author, Bob Builder, Cleo Carpenter, Dan Digger, Eve Early, " * 6,
    "a label": "Abstract: " + prose(1)[0],
    "a title": "Sheep " * 20,
    "columns": prose(1)[0].replace("the ", "the\t"),
    "links": prose(1)[0] + " [a paper](https://example.org/1)",
    "a bullet": "- " + prose(1)[0],
    "a number": "12) " + prose(1)[0],
    "cut off": prose(1)[0] + " And…",
    "verse": "\n".join(prose(1)[0].split(" ")),
    "an entry of BibTeX": "@article{key,\n  title = {Sheep},\n" + "  author = {Ann Author},\n" * 20,
}


@pytest.mark.parametrize("paragraph", NO_PROSE.values(), ids=list(NO_PROSE))
def test_what_may_list_something_stays(paragraph: str) -> None:
    paragraphs = [*prose(9), paragraph, *prose(9, seed=2)]
    left, _ = without_running_text("\n\n".join(paragraphs), [])
    assert "\n\n".join([*paragraphs[7:9], paragraph, *paragraphs[10:12]]) in left


DOCUMENTS = {
    "a list below": [*prose(30), *(f"- Ann Author, Bob Builder. {title}. ICML, 2019." for title in TITLES)],
    "a list within": [*prose(12), "Papers to read:", "\n".join(f"- {one}" for one in TITLES), *prose(12, seed=2)],
    "titles with abstracts": [f"{one}\nAnn Author, Bob Builder\n{prose(1, at)[0]}" for at, one in enumerate(TITLES)]
    * 3,
    "a title above a text": [TITLES[0], "Ann Author, Bob Builder", *prose(20)],
    "references behind": [
        *prose(20, wrapped=72),
        *(f"[{at}] A. Author. {one}. 2019." for at, one in enumerate(TITLES)),
    ],
    "ids within": [*prose(8), "arXiv:2502.08606", *prose(8, seed=2), "It extends 2507.13575v2 [cs.LG] too.", *prose(8)],
    "a paper in a sentence": [*prose(9), f'Our paper "{TITLES[0]}" was accepted at ICML.', *prose(9, seed=2)],
    "a paper in running text": [*prose(9), f'{prose(1)[0]} Our paper "{TITLES[0]}" was accepted.', *prose(9, seed=2)],
    "nothing": prose(30, wrapped=72),
}


@pytest.mark.parametrize("name", ["notes.txt", "notes.md", "notes.html"])
@pytest.mark.parametrize("paragraphs", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_all_is_read_as_if_nothing_was_passed_over(
    monkeypatch: pytest.MonkeyPatch, paragraphs: list[str], name: str
) -> None:
    text = "\n\n".join(paragraphs)
    text = "".join(f"<p>{one}</p>" for one in paragraphs) if name.endswith("html") else text
    found = mentions(text, name)
    for module in (listing, dispatch):
        monkeypatch.setattr(module, "without_running_text", lambda text, hits: (text, ()))
    assert found == mentions(text, name)


@pytest.mark.parametrize("wrapped", [0, 72])
def test_the_lines_of_a_listing_do_not_grow_with_its_prose(wrapped: int) -> None:
    def lines(paragraphs: int) -> int:
        left, stretches = without_running_text("\n\n".join(prose(paragraphs, wrapped=wrapped)), [])
        return len(read_lines(left, [], stretches))

    assert lines(40) == lines(400) == 5
