"""Which column of a table holds titles: by headings in words, in any language, and by cells of several kinds."""

from __future__ import annotations

import csv
import io

import pytest

from tests.support.reading import mentions

ONE, TWO, THREE = (
    "Counting Sheep in the Dark Forest",
    "How Lanterns Help a Shepherd at Night",
    "On the Walls of Old Folds",
)
PEOPLE = ("Ann Author, Bob Builder", "Jane Doe, John Roe", "Ann Author, John Roe")
LINKS = ("https://arxiv.org/abs/2301.00001", "https://arxiv.org/abs/2302.00002", "")


def titles(header: tuple[str, ...] | None, *columns: tuple[str, ...]) -> list[str]:
    """The titles that the rows of a table were found to be."""
    written = io.StringIO()
    csv.writer(written).writerows([*([header] if header else []), *zip(*columns, strict=True)])
    return [one.item.title for one in mentions(written.getvalue(), "a.csv") if one.item and one.item.title]


@pytest.mark.parametrize(
    "heading",
    [
        "Which paper should we read?",
        "Welches Paper sollen wir lesen?",
        "Quel article voulez-vous lire ?",
        "Suggested paper",
    ],
)
def test_a_heading_asks_for_papers(heading: str) -> None:
    answers = (ONE, "no preference", f'"{TWO}" by Doe et al.')
    assert titles(("Timestamp", "Your name", heading), ("1", "2", "3"), ("Ann", "Bo", "Cy"), answers) == [ONE, TWO]


@pytest.mark.parametrize("heading", ["Papers", "Readings", "Articles", "论文"])
def test_a_heading_names_papers(heading: str) -> None:
    assert titles(("Week", heading), ("1", "2", "3"), (ONE, TWO, THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize("heading", ["Name", "paper", "Item", "Nom", "Was", "何"])
def test_short_names_stand_among_titles(heading: str) -> None:
    assert titles((heading, "Authors", "Status"), (ONE, "CLIP", "GPT-3"), PEOPLE, ("done",) * 3) == [
        ONE,
        "CLIP",
        "GPT-3",
    ]


def test_a_row_without_an_id_is_told_beside_measurements() -> None:
    ids, losses = ("2301.00001", "2302.00002", "", ""), ("1010.0624", "1401.7733", "1309.7311", "0909.2373")
    found = titles(("run", "paper", "arxiv", "loss"), tuple("1234"), (ONE, TWO, THREE, "(baseline)"), ids, losses)
    assert found == [ONE, TWO, THREE]


@pytest.mark.parametrize("header", [None, ("Quoi", "Où"), ("was", "wo")])
def test_links_of_papers_tell_what_stands_beside_them(header: tuple[str, ...] | None) -> None:
    assert titles(header, (ONE, TWO, THREE), LINKS) == [ONE, TWO, THREE]
    assert titles(header and header[::-1], LINKS, (ONE, TWO, THREE)) == [ONE, TWO, THREE]


def test_a_link_below_a_heading_in_words_is_the_papers_own() -> None:
    body = f'Who,Which paper?,Link (if any)\nAnn,{ONE},arxiv.org/abs/2301.00001\nBo,"{TWO}",\n'
    one, two = mentions(body, "a.csv")
    assert (one.id, one.item and one.item.title, two.id, two.text) == ("2301.00001", ONE, None, TWO)


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (("Name", "Tags", "URL", "Added"), [("a, b", "", ""), (*LINKS[:1], "", ""), ("May 1, 2023",) * 3]),
        (("Card ID", "Card Name", "Card Description"), [(*LINKS[:1], "Ann Author, 2014", "")]),
        (("Task", "Section", "Notes"), [("To read",) * 3, ("", "", f"see {LINKS[0]}")]),
        (("#", "What", "Who presents"), [("Ann", "Bo", "Cy")]),
        (("Datum", "Wer", "Thema"), []),
    ],
)
def test_titles_stand_below_usual_headings_where_papers_are_named_or_presented(
    header: tuple[str, ...], columns: list[tuple[str, ...]]
) -> None:
    before = {"Card ID": [("a1", "a2", "a3")], "#": [("1", "2", "3")], "Datum": [("3 May",) * 3, ("Ann", "Bo", "Cy")]}
    table = [*before.get(header[0], []), (ONE, TWO, "Holiday"), *columns]
    assert titles(header, *table)[:2] == [ONE, TWO]


def test_a_table_without_a_header_may_have_family_names_beside_its_titles() -> None:
    columns = (
        ("1", "2", "3"),
        (ONE, TWO, THREE),
        ("Author et al.", "Builder and Doe", "Miller"),
        ("2014", "2015", "1990"),
    )
    assert titles(None, *columns) == [ONE, TWO, THREE]


def test_what_is_to_be_done_with_a_paper_is_no_part_of_its_title() -> None:
    assert titles(("Name", "Link"), (f"Read: {ONE}", f"Present: {TWO}"), LINKS[:2]) == [ONE, TWO]


def test_an_address_is_no_venue() -> None:
    body = "".join(f"{title},{link}\n" for title, link in zip((ONE, TWO, THREE), LINKS, strict=True))
    assert [one.item and one.item.venue for one in mentions(body, "a.csv")] == [None] * 3


NOTHING = [
    ("goods", ("Name", "Price", "Link"), ("Stainless Steel Water Bottle", "Lamp"), ("12", "20"), ("https://s.example/1",) * 2),
    ("films", ("Film", "Director"), ("Once Upon a Time in the West", "The Good the Bad and the Ugly"), ("Ann B", "Cy D")),
    ("people", ("Name", "Affiliation", "arXiv"), ("Carl Philipp Emanuel Bach", "Ann van der Author"), ("X", "Y"), ("2301.00001", "2302.00002")),
    ("reasons", ("Who", "Why this paper?"), ("Ann", "Bo"), ("It is a great paper on learning", "Because we all like it")),
    ("opinions", ("Did you like the paper?", "What now?"), ("Yes I liked it a lot", "No"), ("Fewer talks please", "Start later in the morning")),
    ("rated", ("Title", "Year", "Rating"), ("The Lantern Game", "Deep Wool", "A Fold Apart"), ("2014", "1998", "2001"), ("8", "9", "7")),
    ("watched", ("Name", "Letterboxd URI", "Stars"), ("The Lantern Game", "A Fold Apart"), ("https://boxd.example/2a", "https://boxd.example/2b"), ("4", "5")),
    ("tasks", ("Task", "Owner"), ("Finish the section on related work", "Run the baseline on all data"), ("Ann", "Bo")),
    ("remarks", ("arXiv", "Remark"), ("2301.00001", "2302.00002"), ("Ann said it is good work", "Bob has the code for this")),
    ("runs", ("name", "loss"), ("run with large batch size", "run with small batch size"), ("1512.03385", "1487.1")),
]  # fmt: skip


@pytest.mark.parametrize("table", [row[1:] for row in NOTHING], ids=[row[0] for row in NOTHING])
def test_other_columns_hold_no_titles(table: tuple[tuple[str, ...], ...]) -> None:
    assert titles(*table) == []


def test_a_title_stands_among_ids_and_rows_that_are_still_open() -> None:
    found = mentions(
        "| who | when | paper |\n|---|---|---|\n| Ana | 2014-12-01 | Counting Sheep in the Dark Forest |\n"
        "| Bo | 2014-12-08 | [arXiv:2301.00001](https://arxiv.org/abs/2301.00001) |\n| ??? | 2014-12-15 | (tbd) |\n",
        "a.md",
    )
    assert [(one.id, one.item and one.item.title) for one in found] == [(None, ONE), ("2301.00001", None)]


def test_whoever_owns_all_tasks_did_not_write_the_papers() -> None:
    rows = "".join(f"task,{title},{link},Mia (12)\n" for title, link in ((ONE, LINKS[0]), (TWO, ""), (THREE, "")))
    found = mentions(f"TYPE,CONTENT,DESCRIPTION,AUTHOR\n{rows}", "tasks.csv")
    assert [(one.item.title, one.item.authors) for one in found if one.item] == [(ONE, ()), (TWO, ()), (THREE, ())]
