"""Works that lines name by their words alone have an outcome; the papers are invented."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.gleaning.glean import glean
from enrich.parsers.markdown import parse_markdown
from tests.support.growth import processor_seconds
from tests.support.reading import document, mentions

ONE = "Sparse Upcycling of Small Language Models"
TWO = "Distributed Counting of Sheep in Noisy Networks"
SMALL = "the evolution of sparse networks in noisy channels"
TODAY = date(2026, 1, 1)


def titles(body: str, name: str = "notes.md") -> set[str]:
    return {(one.item and one.item.title) or one.text for one in mentions(body, name)}


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (f"**TODO** read {ONE} before the runs begin.", ONE),
        (f"while at it: {SMALL.capitalize()} (Roe & Doe) was fun, I thought.", SMALL.capitalize()),
        (f"reading it now, then {SMALL.capitalize()} by Ann Roe.", SMALL.capitalize()),
        (f"> I second {SMALL.capitalize()} (Roe et al.)", SMALL.capitalize()),
    ],
    ids=["in capitals", "two names in brackets", "by", "et al."],
)
def test_prose_without_marks_names_a_work(body: str, title: str) -> None:
    assert title in titles(body)


@pytest.mark.parametrize(
    "body",
    [
        "We met at the Department of Computer Science of the University of Ghent on Monday.",
        "It appeared in the Proceedings of the International Conference on Sparse Networks.",
        "The fuzzy finder now supports previews (Ann asked for it), and it is really quick.",
        "Name: Farid Example Born: 14.05.1981 Tel: 0123",
    ],
)
def test_prose_that_names_none_is_quiet(body: str) -> None:
    assert titles(body) == set()


def test_a_line_among_works_of_which_nothing_was_told_is_one() -> None:
    listed = (
        f"<p><b>{ONE}</b>, A. Author, 2012<br><b>{TWO}</b>, B. Builder, 2013<br>Dominating the Dinner Party, draft.</p>"
    )
    assert "Dominating the Dinner Party" in titles(listed, "list.html")


def test_a_numbered_reference_that_was_not_understood_has_an_outcome() -> None:
    body = "[1] what Knuth said of sheep, in a letter\n\n[2] and what he did not say of goats\n"
    assert len(mentions(body, "notes.md")) == 2


def test_a_list_is_one_of_works_where_the_name_of_its_file_says_so() -> None:
    body = "".join(f"- {line}\n" for line in ("counting sheep in the noisy barn", "sorting goats by their horns"))
    assert len(mentions(body, "toread.md")) == 2


def test_what_was_found_is_not_found_again() -> None:
    body = f"- {ONE} (Roe & Doe, 2012)\n- {TWO} (Roe & Doe, 2013)\n"
    found = mentions(body, "notes.md")
    assert len(found) == 2
    assert list(glean(parse_markdown(body, TODAY), found, document(body, "notes.md"), TODAY)) == []


def test_gleaning_takes_time_in_proportion_to_the_text() -> None:
    def seconds(times: int) -> float:
        body = f"While at it: {TWO} (Roe & Doe) was fun ({'x ' * 20}.\n\n" * times
        tree, one = parse_markdown(body, TODAY), document(body, "notes.md")
        return processor_seconds(lambda _: list(glean(tree, (), one, TODAY)))

    seconds(20)
    assert seconds(800) < 16 * seconds(100)
