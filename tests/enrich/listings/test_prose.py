from __future__ import annotations

from datetime import date

import pytest

from enrich.identifiers.find import find_ids
from enrich.listings.listing import read_listing

TITLE = "Learning Stable Grasps from Sparse Touch"


def titles(text: str) -> list[str | None]:
    return [entry.item.title for entry in read_listing(text, find_ids(text, date(2026, 11, 22)))]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f'Our paper "{TITLE}" (I. Okafor, P. Brandt, M. Holm) was accepted at ICRA!', 3),
        (f"We are glad that our new preprint “{TITLE}” is out.", 0),
        (f'Best paper award at ICRA for "{TITLE}".', 0),
        (f'Next week we read "{TITLE}" by Ines Okafor and Paul Brandt, who may join us.', 2),
        (
            'On Monday Bob wrote:\n> I propose "Learning Stable Grasps\n> from Sparse Touch" by\n> Ines Okafor, Paul Brandt, or another.\n',
            2,
        ),
    ],
)
def test_a_sentence_may_name_a_paper_by_its_quoted_title(text: str, authors: int) -> None:
    (found,) = read_listing(text, ())
    assert (found.item.title, len(found.item.authors)) == (TITLE, authors)


def test_several_titles_after_one_word() -> None:
    text = f'Two papers at ISIT: "{TITLE}" and "A Calculus of Delayed Promises".'
    assert titles(text) == [TITLE, "A Calculus of Delayed Promises"]


@pytest.mark.parametrize(
    "text",
    [
        f'Prof. Okafor will speak about "{TITLE}", Room 2.',
        f'The seminar "{TITLE}" is on Monday.',
        f'He said "{TITLE}" and left.',
        'The paper said "The Mayor Will Not Run Again This Year" on page one.',
        'I liked "Gone With the Wind" by Margaret Mitchell.',
        'The paper uses the word "attention to small details of form" often.',
        f'Our paper "{TITLE}" is at arXiv:1410.5200.',
    ],
)
def test_other_quotations_are_no_papers_by_title(text: str) -> None:
    found = read_listing(text, find_ids(text, date(2026, 11, 22)))
    assert [entry.item.title for entry in found if entry.hit is None and entry.not_a_paper is None] == []
