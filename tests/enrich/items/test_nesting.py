"""Lists within lists; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

ONE, TWO, THREE = "Dreaming of Sheep with World Models", "Planning in Pixel Space", "Soft Actors and Hard Critics"


def papers(body: str) -> list[tuple[str | None, str | None]]:
    return [(one.id, one.item.title if one.item else None) for one in mentions(body, "list.md")]


def test_topics_above_topics_are_no_papers() -> None:
    body = (
        f"* Reinforcement learning\n    * Model-based\n        * {ONE}\n            * Hafner-like; 2020\n"
        f"            * https://arxiv.org/abs/2001.00888\n        * {TWO}. Ann Author, Bob Builder.\n"
        f"    * Model-free\n        * {THREE} ([pdf](https://arxiv.org/pdf/1801.00999.pdf))\n"
        "* Logistics\n    * buy whiteboard markers\n    * book room 204\n"
    )
    assert papers(body) == [("2001.00888", ONE), (None, TWO), ("1801.00999", THREE)]


def test_authors_and_venue_below_a_title_are_its_own() -> None:
    body = f"- {ONE}\n  - Ann Author, Bob Builder\n  - ICML 2020\n- {TWO}\n  - Cleo Counter, Dan Doe\n"
    first, second = mentions(body, "list.md")
    assert first.item
    assert (first.item.title, names(first.item), first.item.venue) == (ONE, ["Ann Author", "Bob Builder"], "ICML 2020")
    assert (second.text, names(second.item)) == (TWO, ["Cleo Counter", "Dan Doe"])


def test_a_title_above_one_paper_is_a_paper_too() -> None:
    body = f"Further reading:\n\n* An annotation based approach to design\n    * {TWO} ([arXiv:0712.3433](https://arxiv.org/abs/0712.3433))\n"
    assert papers(body) == [(None, "An annotation based approach to design"), ("0712.3433", TWO)]


def test_a_cited_paper_with_papers_below_it_keeps_what_is_its_own() -> None:
    body = f"- {ONE}, Ann Author, Bob Builder, ICML 2020\n  - {TWO}, Cleo Counter, Dan Doe, arXiv:0712.3433\n"
    first, second = mentions(body, "list.md")
    assert (first.id, first.item and first.item.title, names(first.item)) == (None, ONE, ["Ann Author", "Bob Builder"])
    assert (second.id, second.item and second.item.title) == ("0712.3433", TWO)


def titles(body: str) -> list[str | None]:
    return [title for _, title in papers(body)]


@pytest.mark.parametrize(
    "body",
    [
        f"## Plan\n\n1. Week 1\n   - Core\n     - {ONE}\n   - Optional\n     - {TWO}s of Sheep\n2. Week 2\n   - *nothing, catch up*\n",
        f"- **Woche 1 (8. Jan)**\n    - Pflicht:\n        - {ONE}\n        - {TWO}s of Sheep\n- **Woche 2**\n    - fällt aus\n",
        f"# Literatur\n\n1. Grundlagen\n   1. {ONE}\n   2. {TWO}s of Sheep\n2. Organisatorisches\n   1. Raum buchen\n",
        f"* Generative stuff\n  * {ONE}\n  * {TWO}s of Sheep\n* Misc\n  * ask Paul for slides\n",
    ],
)
def test_titles_below_short_labels_are_papers_with_nothing_beside_them(body: str) -> None:
    assert titles(body) == [ONE, f"{TWO}s of Sheep"]


def test_notes_below_a_title_are_none() -> None:
    body = f"- {ONE}\n  - main claim is wrong, see below\n  - Good Results on Sheep\n- {TWO}s of Sheep\n  - meh\n"
    assert titles(body) == [ONE, f"{TWO}s of Sheep"]


@pytest.mark.parametrize(
    "body",
    [
        f"## Optional\n\n- {TWO} of Counted Sheep\n",
        f"Week 2\n\n: {TWO} of Counted Sheep\n",
        f"1. **Applications**\n   - Tue: {TWO} of Counted Sheep\n   - Thu: {ONE}\n",
    ],
)
def test_a_plan_may_have_one_title_a_part_or_a_day(body: str) -> None:
    assert titles(body)[:1] == [f"{TWO} of Counted Sheep"]
