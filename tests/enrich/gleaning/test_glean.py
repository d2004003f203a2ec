"""Works that lines name by their words alone have an outcome; the papers are invented."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.gleaning.glean import glean
from enrich.gleaning.phrases import attributed, in_capitals, may_name_works
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


def test_paragraphs_and_headings_beside_works_are_works() -> None:
    plan = f"**Sep 5** — {ONE} (Roe et al.), by Tom\n\n**Sep 12** — {TWO} (Doe et al.), by Ann\n\n**Oct 3** — Cats, Mice and Completeness, by Bo\n"
    assert any(title.startswith("Cats, Mice and Completeness") for title in titles(plan))
    heads = f"# Markets\n\n## {ONE}\n\nAnn Roe and Bob Doe\n\n## {TWO}\n\nAnn Roe and Cy Coe\n\n## Toasters at Rest\n\n# Groceries\n\n## milk, eggs\n"
    found = titles(heads)
    assert "Toasters at Rest" in found
    assert not any("milk" in title for title in found)


def test_a_table_names_a_work_where_the_others_of_its_column_are_works() -> None:
    body = f"| When | What |\n|---|---|\n| Mon | **{ONE}**, Roe & Doe |\n| Tue | **{TWO}**, A. Author, B. Builder |\n| Wed | Dominating the Dinner Party, draft |\n"
    assert "Dominating the Dinner Party" in titles(body)


def test_lines_below_a_day_are_items_of_their_own() -> None:
    body = f"Mon\n   read: {ONE} (for the seminar)\n   skimmed {TWO}\nTue\n   {SMALL.capitalize()}\n"
    found = titles(body, "week.txt")
    assert len(found) == 3
    assert any(TWO in title and ONE not in title for title in found)


def test_a_title_in_italics_or_behind_small_words_is_told_by_who_follows_it() -> None:
    long = "Networks maximizing the delays of noisy channels"
    assert long in titles(
        f"[10:05] bo: yes, good\n[10:06] cy: also _{long}_ (Roe et al. 2014)\n[10:07] bo: ok\n", "chat.txt"
    )
    assert long in titles(f"Yes, good, but similar to {long} by Roe and Doe imo.")


def test_sentences_beside_one_with_an_id_name_works() -> None:
    before = f"The closest is probably Sheep Codes: {ONE} by Ann Roe and Bob Doe, it seems. A survey is {TWO}."
    found = mentions(f"{before} Runs are in arXiv:2105.00010, as in {SMALL.title()} of it.", "notes.txt")
    assert [(one.id, one.item and one.item.title) for one in found] == [
        (None, f"Sheep Codes: {ONE}"),
        (None, TWO),
        ("2105.00010", None),
    ]


def test_a_sentence_whose_link_has_an_id_is_not_looked_up_as_well() -> None:
    body = f"We begin with {ONE} ([arXiv](https://arxiv.org/abs/2105.00010)). It is long."
    assert [one.id for one in mentions(body, "notes.md")] == ["2105.00010"]


@given(
    st.lists(
        st.sampled_from(
            [*"aA(", "by", "of", "Sheep", "Barns", "Counting", "Fields", "(Roe & Doe)", "(2019)", "Roe,", "et", "al."]
        ),
        max_size=14,
    )
)
def test_the_look_before_gleaning_passes_every_line_that_names_a_work(words: list[str]) -> None:
    line = " ".join(words)
    if any(attributed(line)) or any(in_capitals(line)):
        assert may_name_works(line)
        assert may_name_works(f"A word before. {line} And one behind.")


def test_the_look_before_gleaning_passes_no_plain_prose() -> None:
    assert not may_name_works("The sheep (SGD) of a Markov Decision Process were counted.")
    assert any(in_capitals("We read Counting Sheep in Barns and Fields with Attention."))


def test_who_speaks_before_a_title_in_a_cell_stays_with_it() -> None:
    table = f"| | Room A | Room B |\n|---|---|---|\n| 9:30 | Ann Roe: {ONE} and States | Bob Zwickl: {SMALL.capitalize()} |\n"
    assert f"Bob Zwickl: {SMALL.capitalize()}" in titles(table)
    assert not list(attributed(f"Deep Learning: {ONE}"))
    assert not list(attributed(f"The Penn Zwickl: {ONE}"))
    assert not list(attributed("Ann Zwickl: we met her in the barn on a cold day"))
