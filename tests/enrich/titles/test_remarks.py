"""Remarks of readers around a title are seen, and no subtitle, part or edition is taken for one."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.record import Item
from enrich.titles.decide import Candidate, decide
from enrich.titles.remarks import without_remarks

TITLE = "Distributed Clustering and Learning Over Networks"
PAPER = Candidate("2401.00001", TITLE, ("Ann Author",), "We cluster.", date(2024, 1, 1), date(2024, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE} -- gave up",
        f"{TITLE} (done, boring)",
        f"{TITLE} #done ✅ 2023-11-04",
        f"[[@Gu2014]] {TITLE}",
        f"[[{TITLE}]]",
        f"[EuroSys] {TITLE}, Barz et al",
        f"{TITLE} 2h30",
        f"{TITLE} (2014)",
        f"{TITLE} (no link found)",
        f"{TITLE} (slides lost)",
        f"{TITLE} (slides: see wiki)",
        f"{TITLE} -- this one is long, but worth it",
        f"{TITLE} [Author+ 2013]",
        f"also {TITLE}, but only the appendix",
        f"-the one about sheep by Author: {TITLE}",
        f"Notes on “{TITLE}”",
        f"Paper III: {TITLE}",
        f"Paper of the day: {TITLE}",
        f"2, {TITLE}",
        f"gemini://x.example/2.gmi {TITLE}, my notes",
        f"{TITLE} (PDF, 2 MB)",
        f"{TITLE}, 2012 r",
        f"we should read '{TITLE.lower()}' next",
    ],
)
def test_a_title_with_remarks_is_its_paper(text: str) -> None:
    assert decide(Item(title=text), [PAPER]).id == PAPER.id


@pytest.mark.parametrize(
    "text",
    [
        f"A reply to “{TITLE}”",
        f"Comment on '{TITLE}'",
        f"{TITLE}: how it is done, and why we are sure that it works",
        f"on the limits of learning: {TITLE} II",
        f"{TITLE} II",
        f"{TITLE} 2",
        f"{TITLE} (2.0)",
        f"{TITLE}: A Survey of Methods",
        f"{TITLE} (part two)",
        f"{TITLE} - revisited",
        f"{TITLE} (a reply)",
        f"{TITLE} - An Approach for Sensors",
        f"{TITLE} ++",
    ],
)
def test_what_makes_another_work_is_never_cut_off(text: str) -> None:
    assert TITLE not in [cut.rstrip(" :") for cut in without_remarks(text)]


@pytest.mark.parametrize(
    "text",
    [f"{TITLE} [Nainan+ 2013]", f"the one about sheep by Nainan: {TITLE}", f"Ada Quill et al. “{TITLE}”"],
)
def test_a_remark_that_names_others_leaves_the_title_open(text: str) -> None:
    assert decide(Item(title=text), [PAPER]).id is None


@pytest.mark.parametrize("alone", [TITLE, f"{TITLE} (no link found)"])
def test_what_the_document_shows_to_be_the_title_alone_counts(alone: str) -> None:
    found = decide(Item(title=f"Nachbauen: {alone}", alone=alone), [PAPER])
    assert found.id == PAPER.id


@pytest.mark.parametrize("alone", ["Clustering and Learning", "Distributed Clustering and Learning Over Graphs"])
def test_it_counts_as_the_whole_title_of_a_paper_only(alone: str) -> None:
    assert decide(Item(title=f"Nachbauen: {alone}", alone=alone), [PAPER]).id is None


CITED = Candidate(
    "2401.00003",
    "Gossip in Barns",
    ("Jerome Bonelle", "Alexandre Ern"),
    "We gossip.",
    date(2014, 1, 1),
    date(2014, 1, 1),
)


@pytest.mark.parametrize(
    "text",
    [
        "Bonelle, Ern, Gossip in Barns, ISIT 2010",
        "Gossip in Barns. Phys. Rev. E 2005",
        "Title: Gossip in Barns; Authors: Jerome Bonelle, A. Ern",
        "ern2003 Gossip in Barns",
        "[@bonelle14] Gossip in Barns",
        "Bonelle, Jerome; Ern, Alexandre: Gossip in Barns. In: TCS, 2014, S. 15–20",
        "Gossip in Barns -- Ern",
        "Ern et al. (2003). Gossip in Barns.",
        "Gossip in Barns (a short survey by Bonelle)",
        "Bonelle/Ern: Gossip in Barns, EPTCS 25",
        "Gossip in Barns, 14 pages",
    ],
)
def test_a_line_that_says_who_where_and_when_is_the_title(text: str) -> None:
    assert decide(Item(title=text), [CITED]).id == CITED.id


@pytest.mark.parametrize(
    "text",
    [
        "Gossip in Barns, LTE 5",
        "Gossip in Barns (2)",
        "Gossip in Barns? 2",
        "Gossip in Barns, Part II 2013",
        "Gossip in Barns: JPEG 2000",
        "SRL: Gossip in Barns",
        "Gossip in Barns, Kyoto",
        "Gossip in Barns (a survey by Roe)",
        "Gossip in Barns, reply by Ern",
        "Gossip in Barns-2010",
        "Sheep, Gossip in Barns, ISIT 2010",
    ],
)
def test_a_line_that_says_something_else_is_not_the_title(text: str) -> None:
    assert decide(Item(title=text), [CITED]).id is None


def test_a_line_shows_the_title_of_which_a_reading_cut_off_a_part() -> None:
    whole = Candidate(
        "2401.00004", "Lost Sheep: Barns in Practice (Extended Report)", ("Ann Roe",), "Sheep.", *[date(2014, 1, 1)] * 2
    )
    line = "roe2014 Lost Sheep: Barns in Practice (Extended Report)"
    assert decide(Item(title="Lost Sheep: Barns in Practice", line=line), [whole]).id == whole.id
    assert decide(Item(title="Barns in Practice", line="Roe: Lost Sheep: Barns in Practice"), [whole]).id is None
