from __future__ import annotations

from datetime import date

import pytest

from enrich.identifiers.find import find_ids
from enrich.listings.set_off import read_set_off

TITLE = "Learning Stable Grasps from Sparse Touch"
SMALL = "Robust estimation of sparse graphs from noisy measurements"


def titles(text: str, spoken: bool = False) -> list[str | None]:
    hits = find_ids(text, date(2026, 11, 22))
    return [entry.item.title for entry in read_set_off(text, hits, (), spoken=spoken)]


@pytest.mark.parametrize(
    "text",
    [
        f"See also “{TITLE}”, which is older.",
        f"Frau Böhm berichtet: „{TITLE}“ liegt in der zweiten Runde.",
        f"Le résultat de Roe dans « {TITLE} » a été étendu.",
        f"Wir lasen »{TITLE}« im Mai.",
        f"Next time: ‘{TITLE}’, please.",
        f"《{TITLE}》讲得很好",
        f"as shown by Roe, *{TITLE}*, and others",
        f"as shown by Roe in 2014: _{TITLE}_ and others",
        f"compare [[{TITLE}|the one by Roe]] with it",
        f'We skipped "{SMALL}" again.',
        "We skipped “Robust estimation of sparse\ngraphs from noisy measurements” again.",
    ],
)
def test_titles_are_set_off_in_many_ways(text: str) -> None:
    assert [title.lower() for title in titles(text) if title] in ([TITLE.lower()], [SMALL.lower()])


def test_authors_may_stand_behind_a_title() -> None:
    text = f"We begin with “{TITLE}” (Okafor & Brandt, 2015) and then “{SMALL}” by Ann Roe and Bob Doe."
    assert [[author.name for author in entry.item.authors] for entry in read_set_off(text, (), ())] == [
        ["Okafor", "Brandt"],
        ["Ann Roe", "Bob Doe"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"He said “{TITLE}” and left.",
        f"a talk on “{TITLE}” by Roe",
        f"Wir sahen den Film „{TITLE}“ an.",
        "They wrote “we will learn all of this from sparse data” below.",
        "It appeared in *Journal of Stable Grasps and Sparse Touch* then.",
        f"It appeared in *{TITLE}* then.",
        "the *most important* part",
        "“Learning from Touch” is short",
        f"“{TITLE}” (arXiv:1410.5200)",
        f"“{TITLE}” by Ann Roe and Bob Doe, see https://arxiv.org/abs/1410.5200",
        "“Learning Stable\n\nGrasps from Sparse Touch”",
    ],
)
def test_other_things_are_set_off_too(text: str) -> None:
    assert titles(text) == []


def test_an_id_of_which_a_sentence_speaks_is_another_papers() -> None:
    assert titles(f"“{TITLE}” is subsumed by arXiv:1410.5200 now.") == [TITLE]


def test_within_an_entry_a_sentence_must_speak_of_the_work() -> None:
    assert titles(f"2014. *{TITLE}*, 12(3)", spoken=True) == []
    assert titles(f"Compare this with *{TITLE}* on p. 3", spoken=True) == [TITLE]


def test_what_is_known_is_not_listed_again() -> None:
    text = f"“{TITLE}” and again “{TITLE}”"
    assert titles(text) == [TITLE]
    assert list(read_set_off(text, (), (), {TITLE.lower()})) == []
