"""A paper is found by its whole title within a line, and never by a part of a longer title; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.titles.lines.within_line import holds_whole

TITLE = "Sparse Residual Learning for Noisy Image Recognition"
SMALL = TITLE.lower()
PEOPLE = frozenset(["ann", "roe", "bob", "doe", "a", "b"])


@pytest.mark.parametrize(
    "line",
    [
        f"x {TITLE}",
        f"discuss {TITLE} in the meeting",
        f"Day 12 | {TITLE}",
        f"Test of time: {TITLE}",
        f"🏅 {TITLE}",
        f"Roe, Doe: {TITLE} – zentral für Kap. 3!",
        f"roe and doe {SMALL}",
        f"roe - {SMALL}",
        f"{TITLE} accepted to Annals of Sheep",
        f"{TITLE} looks relevant for Eve",
        f"{TITLE} (Roe)",
        f"Roe's {TITLE}",
        f"Finally, {TITLE}",
        f"This was first asked in {TITLE}",
        f"For a day in October: {TITLE}",
    ],
)
def test_a_line_holds_the_title_among_remarks(line: str) -> None:
    assert holds_whole(line, TITLE, PEOPLE)


@pytest.mark.parametrize(
    "line",
    [
        f"An efficient implementation of {TITLE}",
        f"Efficient {TITLE}",
        f"Why Should We Use {TITLE}",
        f"towards {TITLE}",
        f"SRL: {TITLE}",
        f"Sheep and goats in the barn: {TITLE}",
        f"{TITLE} over Finite Fields",
        f"{TITLE}: an empirical study",
        f"{TITLE}: Hardness",
        f"{TITLE} (2)",
        f"{TITLE} 3D",
        f"{TITLE}: II",
        f"comments on {TITLE}",
        f"{TITLE} (extended version)",
        f"on {SMALL} for sheep",
    ],
)
def test_a_longer_title_does_not_hold_it(line: str) -> None:
    assert not holds_whole(line, TITLE, PEOPLE)


@pytest.mark.parametrize(
    "line",
    [
        f"Print {TITLE}",
        f"lesen: {TITLE}",
        f"{TITLE} suchen",
        f"title = {TITLE}",
        f"202001011200 {TITLE}",
        f"{TITLE} -- Ida will das machen",
        f"{TITLE} [Roe14] used in ch. 1",
        f"{TITLE}. Invited talk, University of Ulm",
    ],
)
def test_what_a_reader_says_in_any_language_is_no_part_of_a_title(line: str) -> None:
    assert holds_whole(line, TITLE)


@pytest.mark.parametrize(
    "line",
    [
        f"Re: {TITLE}",
        f"{TITLE}: Vietnamese Pottery",
        f"{TITLE} - Zebrafish",
        f"Reading {TITLE} with Sheep",
        f"{TITLE}. An Application to Barns",
    ],
)
def test_a_reply_and_a_subject_of_another_field_are(line: str) -> None:
    assert not holds_whole(line, TITLE)


def test_a_title_that_says_little_needs_a_name_beside_it() -> None:
    assert not holds_whole("Test of time: Parsing Algorithms and Metrics", "Parsing Algorithms and Metrics")
    assert holds_whole("Test of time: Parsing Algorithms and Metrics", "Parsing Algorithms and Metrics", authors=1)


@pytest.mark.parametrize(
    "lead", ["Kernel solver from", "Add sampler from", "Default layout based on", "feat: planner of"]
)
def test_what_is_said_in_small_letters_leads_to_a_title_in_capitals_beside_its_authors(lead: str) -> None:
    assert holds_whole(f"{lead} {TITLE} (Ann Roe, Doe; ICML 2015)", TITLE, PEOPLE)
    assert not holds_whole(f"{lead} {TITLE}", TITLE)


@pytest.mark.parametrize(
    "line",
    [
        f"An efficient implementation of {TITLE} (Roe)",
        f"Another look at {TITLE} (Roe)",
        f"Comments from readers on {TITLE} (Roe)",
        f"Efficient Training of {TITLE} (Roe)",
    ],
)
def test_a_longer_title_by_its_authors_does_not_hold_it(line: str) -> None:
    assert not holds_whole(line, TITLE, PEOPLE)


def test_the_name_of_a_method_is_no_title_within_a_line() -> None:
    assert not holds_whole(
        "fast training of Sparse Residual Sheep Learning (Roe)", "Sparse Residual Sheep Learning", PEOPLE
    )


def test_votes_behind_the_authors_are_no_part_of_a_title() -> None:
    assert holds_whole(f"{TITLE}, Roe (3 votes)", TITLE, PEOPLE)
    assert not holds_whole(f"{TITLE} (3 votes)", TITLE)


@pytest.mark.parametrize(
    "line",
    [
        "We should look at sparse residual learning for noisy image recognition (Roe et al.) next time.",
        "can we do sparse residual learning for noisy image recognition (roe, doe) instead",
        f"Theorem 3 follows from {TITLE} (Roe), please compare.",
        f"{TITLE}, did not understand a word",
        f"{TITLE}; ask Tom for the code",
    ],
)
def test_what_somebody_says_around_a_title_is_no_part_of_it(line: str) -> None:
    assert holds_whole(line, TITLE, PEOPLE)


def test_a_title_that_begins_with_an_article_behind_a_sentence_is_seen() -> None:
    title = "A Sparse Barn Transform"
    assert holds_whole("2. Theorem 3 follows from A Sparse Barn Transform (Roe et al.), please compare.", title, PEOPLE)
    assert not holds_whole("Improved Bounds from A Sparse Barn Transform (Roe)", title, PEOPLE)


def test_a_remark_in_another_language_in_brackets_leaves_a_short_title() -> None:
    assert holds_whole("Gossip in Distributed Barns (lu, très bien)", "Gossip in Distributed Barns")
    assert not holds_whole("Gossip in Distributed Barns (second part)", "Gossip in Distributed Barns")


@pytest.mark.parametrize(
    "line",
    [
        f"{TITLE} +reading pages:73-84",
        f"7/ {TITLE}",
        f"* and {TITLE}",
        "Somebody mentions an older related one, Sparse residual learning for noisy image recognition.",
        "El profe dijo tambien Sparse residual learning for noisy image recognition",
    ],
)
def test_a_title_begins_where_what_is_said_ends(line: str) -> None:
    assert holds_whole(line, TITLE)


LONG = "Design and Optimization of a Barn Recognition Front-End for Distant Control of a Music Playback Device"


def test_no_other_work_has_a_long_title_within_it() -> None:
    assert holds_whole(f"{LONG}; the one that Ann liked", LONG)
    assert holds_whole(f"{LONG}: why the speaker hears Annegret over the mixer", LONG)
    assert not holds_whole(f"Barns: {LONG}", LONG)
    assert not holds_whole(f"Re: {LONG}", LONG)
    assert not holds_whole(f"{LONG}: Sheep in Barns", LONG)
    assert not holds_whole(f"{LONG}; part 2 of it", LONG)


def test_one_author_who_is_all_authors_is_sure() -> None:
    line = f"{TITLE} - the sheep's cool cousin, A. Roe"
    assert holds_whole(line, TITLE, PEOPLE, 1, all_named=True)
    assert not holds_whole(line, TITLE, PEOPLE, 1)


@pytest.mark.parametrize("behind", [" (Corrigendum)", ": Technical Report", " (Extended Version)", ", Part 2 (2004)"])
def test_a_bracket_that_closes_within_a_title_parts_nothing_from_it(behind: str) -> None:
    title = "Design and Optimization of a Barn Recognition Front-End for Distant Music Playback (with a Device)"
    assert holds_whole(f"{title}; ask Tom about it", title)
    assert not holds_whole(f"{title}{behind}", title)
