from __future__ import annotations

import pytest

from enrich.tree.marks import bare
from enrich.tree.task_marks import is_day, is_presenter
from tests.support.reading import mentions

TITLE = "Sampling in Large Networks and Small Worlds"


@pytest.mark.parametrize(
    "line",
    [
        "20.04. Claudia Hornung (Uppsala): {}",
        "12 Feb: Sara - {}",
        "19.01. (Marek) {}",
        "Background: {}",
        "Oct 19 Prof. Ines Okafor: {}",
        "{} (sections 1–3)",
        "{} - borrowed from sam",
        "{}, revise and resubmit",
        "{} (see comment below)",
        "3、{}",
        "1️⃣ {}",
    ],
)
def test_what_plans_and_readers_write_around_a_title_is_taken_off(line: str) -> None:
    assert bare(line.format(TITLE)).text == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Counting Sheep: A Benchmark for Attention Spans",
        "AlphaGo: Mastering a Game",
        "May the Forks Be With You: A Study",
        "Random Walks - A Survey of Methods",
    ],
)
def test_a_title_with_a_colon_keeps_what_is_before_it(title: str) -> None:
    assert bare(title).text == title
    assert bare(f"2021-03-04: {title}").text == title


def test_a_day_and_a_presenter_are_told_by_their_form() -> None:
    assert [text for text in ("Oct 19", "20.04.", "2019-10-07", "2019", "12 monkeys") if is_day(text)] == [
        "Oct 19",
        "20.04.",
        "2019-10-07",
    ]
    assert is_presenter("Marta Vidal (Girona)")
    assert not is_presenter("Random Walks (Survey)")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tsv", f"2019-10-07\tUlla Korhonen\t{TITLE}\n2019-10-14\tBen Okafor\tCounting Graphs with Trees\n"
                  "2019-10-21\t---\tno seminar\n2019-10-28\tUlla Korhonen\tModels of Noise in Channels\n"),
        ("a.txt", f"Seminar\n\nOct 12   Marta Vidal (Girona)\n         {TITLE}\n\nOct 19   t.b.a.\n\nOct 26   Jun Tanaka (Osaka)\n"
                  "         Counting Graphs with Trees\n\nNov 02   Ulla Korhonen (Turku)\n         Models of Noise in Channels\n"),
        ("a.csv", f'{TITLE}\n"Counting Graphs with Trees"\n"Models of Noise in Channels"\n'),
    ],
)  # fmt: skip
def test_plans_of_talks_and_single_columns_give_their_titles_and_no_authors(name: str, text: str) -> None:
    found = {one.item.title: one.item.authors for one in mentions(text, name) if one.item}
    for title in (TITLE, "Counting Graphs with Trees", "Models of Noise in Channels"):
        assert found[title] == ()


def test_a_plan_of_talks_names_day_and_speaker_before_commas() -> None:
    assert bare("Oct 17, Cy Doe, Random Barn Graphs").text == "Random Barn Graphs"
    assert bare("Oct 17, Neural Networks, Memory and Sheep").text == "Neural Networks, Memory and Sheep"
