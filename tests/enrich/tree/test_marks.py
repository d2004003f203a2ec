"""What stands before and after titles is taken off, and nothing of the titles is."""

from __future__ import annotations

import pytest

from enrich.tree.marks import bare

TITLE = "Counting Sheep: A Benchmark for Attention Spans"


@pytest.mark.parametrize(
    "text",
    [
        f"1. {TITLE}",
        f"[12] {TITLE}",
        f"[x] {TITLE}",
        f"☐ {TITLE}",
        f"⭐️ [ICLR 2018] {TITLE}",
        f"(2019) {TITLE}",
        f"2021-03-04: {TITLE}",
        f"TODO: {TITLE}",
        f"NeurIPS 2020 - {TITLE}",
        f"{TITLE} (oral)",
        f"{TITLE} [Wu et al., 2014]",
        f"{TITLE} (Biryukov 2014)",
        f"{TITLE}, ICML 2024",
        f"{TITLE} - done",
        f"{TITLE} | skimmed",
        f"{TITLE} ★★★★",
        f"{TITLE} #nlp #todo",
        f"{TITLE} [cs.LG]",
        f"{TITLE} !!!",
    ],
)
def test_marks_are_taken_off(text: str) -> None:
    assert bare(text).text == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "1984 and After: Reading Orwell with Transformers",
        "May 68 revisited in networks of barricades",
        "Graph Matching (GM) under Noise",
        "What Is New",
        "Do Robots Dream? On Latent Planning",
        "C++ for Everybody",
        "A Theory of the Earth, the Sun and the Stars",
        "Learning from [MASK] Tokens Alone",
        "On the Number 42 and Others",
        "Conference Networks in 2020: A Study of Journals",
    ],
)
def test_titles_stay_whole(title: str) -> None:
    assert bare(title).text == title


def test_what_was_taken_off_is_kept() -> None:
    found = bare(f"[ICML 2024] {TITLE} (oral) - done")
    assert found.before == ("[ICML 2024]",)
    assert found.after == ("done", "(oral)")


@pytest.mark.parametrize(
    "text",
    [
        f"10:50 - 11:10 {TITLE}",
        f"Jan 3 {TITLE}",
        f"3 Feb: {TITLE}",
        f"{TITLE}. Two stars",
        f"{TITLE}, 4 stars!",
        f"{TITLE} *important*",
        f"{TITLE} _moved to May_",
        f"{TITLE.upper()} (2 COPIES)",
        f"{TITLE.upper()} [MISSING]",
        f"{TITLE} [Internet]",
        f"Sasha presents {TITLE}",
        f"{TITLE}, to be announced",
        f"{TITLE}. To be announced",
        f"{TITLE}. Submitted",
        f"review {TITLE}",
    ],
)
def test_remarks_of_programmes_shelves_and_minutes_are_taken_off(text: str) -> None:
    assert bare(text).text.casefold() == TITLE.casefold()
