from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.identifiers.find import find_ids
from enrich.listings.listing import read_listing
from enrich.listings.listing_entry import ListedEntry
from enrich.listings.unwrap import folded, join_wrapped, without_margins
from tests.support.reading import mentions

TITLES = (
    "A Calculus of Delayed Promises for Distributed Objects and Their Owners",
    "Learning Stable Grasps from Sparse Touch on Unknown Household Objects",
    "Fat Triangulations of Thin Polytopes",
    "Proof Search in Weak Arithmetic with Few Quantifier Alternations Only",
    "Estimating the Depth of Forests from Single Radar Sweeps",
    "Counting Cliques in Sparse Random Graphs without Enumerating the Edges",
)


def titles(text: str) -> list[str | None]:
    return [mention.item.title if mention.item else None for mention in mentions(text)]


@pytest.mark.parametrize("mark", ["", "- ", "* "])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_titles_alone_are_a_list_however_long_each_is(mark: str, between: str) -> None:
    assert titles(between.join(mark + title for title in TITLES)) == list(TITLES)


@pytest.mark.parametrize("odd", ["see also the page of last year", "thanks to everyone", "More soon"])
def test_an_odd_line_is_no_title_and_spoils_no_list(odd: str) -> None:
    lines = [*TITLES[:3], odd, *TITLES[3:]]
    assert titles("\n".join(lines)) == list(TITLES)


def test_bullets_of_features_and_courses_are_no_titles() -> None:
    assert titles("- Fast Start\n- Small Footprint\n- No Dependencies\n- Easy Setup\n") == []
    assert titles("• Machine Learning, fall 2015\n• Compilers, spring 2016\n• Logic, fall 2016\n") == []


def test_authors_before_a_colon_stand_above_their_title() -> None:
    text = f"[j3]\nInes Okafor, Paul Brandt:\n{TITLES[0]}. SoCG 2005: 135-141\n[c9]\nMia Holm, Ola Nord:\n{TITLES[1]}. ICRA 2016: 12-20\n"
    assert titles(text) == list(TITLES[:2])


def test_a_hyphen_that_broke_a_word_goes_and_another_stays() -> None:
    assert folded("regu-\nlated flow\nof low-rank parts") == "regulated flow of low-rank parts"
    assert folded("the Self-\nAttention") == "the Self- Attention"


@given(st.lists(st.text("ab AB:-[]1.,\t", max_size=80), max_size=12))
def test_joining_keeps_every_span_in_order(lines: list[str]) -> None:
    text = "\n".join(line.strip() for line in lines)
    spans, at = [], 0
    for line in text.split("\n"):
        if line:
            spans.append((at, at + len(line), False))
        at += len(line) + 1
    joined = join_wrapped(text, spans, lambda _: False, lambda _: False)
    assert "".join(text[start:end] for start, end, _ in joined).replace("\n", "") == text.replace("\n", "")


TITLE = "A Calculus of Delayed Promises"


def entries(text: str) -> list[ListedEntry]:
    return read_listing(text, find_ids(text, date(2026, 11, 22)))


def test_quote_marks_of_mail_are_no_part_of_what_is_quoted() -> None:
    (found,) = entries(f">> Title: {TITLE}\n>> Authors: Ines Okafor, Paul Brandt\n")
    assert (found.item.title, len(found.item.authors)) == (TITLE, 2)


def test_a_latex_bibliography_is_a_list_of_references() -> None:
    text = "\\begin{thebibliography}{10}\n\\bibitem{a}\nI.~Okafor and P.~Brandt.\n\\newblock {" + TITLE + "}.\n"
    text += "\\newblock {\\em J. ACM}, 2016.\n\n\\bibitem[HN20]{b}\nM.~Holm and O.~Nord.\n\\newblock Proof search in weak arithmetic.\n"
    found = entries(text + "\\newblock In {\\em LICS}, 2020.\n\\end{thebibliography}\n")
    assert [entry.item.title for entry in found] == [TITLE, "Proof search in weak arithmetic"]
    assert [author.name for author in found[0].item.authors] == ["I. Okafor", "P. Brandt"]


@given(st.text("> \n\\bibitem{}[]a`'.~newblock", max_size=200), st.booleans())
def test_blanking_margins_moves_no_character(text: str, item: bool) -> None:
    text += "\\bibitem{k} x" if item else ""
    assert len(without_margins(text)) == len(text)
