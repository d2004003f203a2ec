"""Rows of tables of pages and of Markdown; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

ONE, TWO, THREE = "Wide Nets for Deep Seas", "Tight Bounds for Loose Ends", "Cooking with Gradient Soup"


def test_a_cell_may_hold_authors_below_its_title() -> None:
    body = (
        "| Year | Title & Authors | Venue | Links |\n|---|---|---|---|\n"
        f"| 2023 | **{ONE}**<br>*Ann Author, Bob Builder* | ICML | [arXiv](https://arxiv.org/abs/2305.11111) |\n"
        f"| 2021 | **{TWO}**<br>*Eve Early* | CoRL 2021 | |\n"
    )
    first, second = mentions(body, "a.md")
    assert (first.id, first.item and first.item.title, names(first.item)) == (
        "2305.11111",
        ONE,
        ["Ann Author", "Bob Builder"],
    )
    assert (second.item and second.item.title, names(second.item)) == (TWO, ["Eve Early"])
    assert second.item
    assert second.item.venue == "CoRL 2021"


def test_rows_over_the_whole_width_are_no_works_and_lose_no_id() -> None:
    body = (
        "<table><tr><th colspan=3>2023</th></tr>"
        f"<tr><td>{ONE}</td><td>A. Fisher, B. Sailor</td><td>OCEANS 2023</td></tr>"
        f"<tr><td>{TWO}</td><td>C. Tailor and D. Weaver</td><td>STOC 2023</td></tr>"
        f"<tr><th colspan=3>2022</th></tr><tr><td>{THREE}</td><td>E. Chef, F. Baker</td><td>NeurIPS 2022</td></tr>"
        "<tr><td colspan=3>See also arXiv:2203.00001 for a survey</td></tr></table>"
    )
    *works, last = mentions(body, "a.html")
    assert [(one.item and one.item.title, one.item and one.item.venue) for one in works] == [
        (ONE, "OCEANS 2023"),
        (TWO, "STOC 2023"),
        (THREE, "NeurIPS 2022"),
    ]
    assert (last.id, last.item) == ("2203.00001", None)


def test_a_cell_that_spans_rows_says_it_of_each_and_a_title_is_one_work() -> None:
    body = (
        "<table><tr><th>Year</th><th>Title</th><th>Set</th></tr>"
        f"<tr><td rowspan=3>2019</td><td rowspan=2>{ONE}</td><td>a</td></tr><tr><td>b</td></tr>"
        f"<tr><td>{TWO}</td><td>a</td></tr></table>"
    )
    found = mentions(body, "a.html")
    assert [(one.text, one.item and one.item.date and one.item.date.year) for one in found] == [
        (ONE, 2019),
        (TWO, 2019),
    ]


def test_a_span_of_thousands_makes_no_cells() -> None:
    wide = f"<table><tr><td colspan=99999 rowspan=99999>{ONE}</td></tr><tr><td>arXiv:2203.00001</td></tr></table>"
    found = mentions(wide, "a.html")
    assert len(found) < 4
    assert [one.id for one in found if one.id] == ["2203.00001"]


@pytest.mark.parametrize("form", ["md", "html"])
def test_columns_tell_ids_from_measurements(form: str) -> None:
    rows = [("2310.01", "1512.03385", ONE), ("1706.03762", "1409.0473", TWO), ("0203015", "1412.6980", THREE)]
    header = ("arxiv", "loss", "paper")
    if form == "md":
        body = "".join(f"| {' | '.join(row)} |\n" for row in (header, ("--", "--", "--"), *rows))
    else:
        body = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) for row in (header, *rows))
    found = mentions(body, f"a.{form}")
    assert [(one.id, one.item and one.item.title) for one in found if not one.malformed] == [
        ("2310.01000", ONE),
        ("1706.03762", TWO),
        (None, THREE),
    ]
    assert [one.text for one in found if one.malformed] == ["0203015"]


def test_references_among_results_are_works_and_times_are_not() -> None:
    body = (
        "<table><tr><th>Method</th><th>Reference</th><th>Time [ms]</th></tr>"
        f'<tr><td>A</td><td>{ONE} (<a href="https://arxiv.org/abs/1302.4558">Fisher 2013</a>)</td><td>1402.6973</td></tr>'
        f"<tr><td>B</td><td>{TWO} (Tailor 2013)</td><td>1409.4898</td></tr>"
        f"<tr><td>C</td><td>{THREE}</td><td>1011.1974</td></tr><tr><td>ours</td><td>&mdash;</td><td>1207.0580</td></tr></table>"
    )
    assert [(one.id, one.item and one.item.title) for one in mentions(body, "a.html")] == [
        ("1302.4558", ONE),
        (None, TWO),
        (None, THREE),
    ]


def test_a_table_without_a_header_lists_short_titles_beside_authors() -> None:
    rows = (("Streaming Rivers", "Ann Author, Bob Builder", "2019"), (ONE, "Cleo Counter, Dan Doe", "2020"))
    body = "| | | |\n|-|-|-|\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    assert [(one.text, names(one.item)) for one in mentions(body, "a.md")] == [
        ("Streaming Rivers", ["Ann Author", "Bob Builder"]),
        (ONE, ["Cleo Counter", "Dan Doe"]),
    ]


def test_a_table_that_lays_out_a_page_holds_whole_entries() -> None:
    rows = "".join(
        f"<tr><td><img src=a.png></td><td><b>{title}</b><br>{by}<br><em>ICRA</em>, 2021<br>"
        f'<a href="https://arxiv.org/abs/{id_}">arXiv</a> / <a href="https://arxiv.org/abs/2004.00099">follow-up work</a></td></tr>'
        for title, by, id_ in ((ONE, "Ann Author, Bob Builder", "2103.00020"), (TWO, "Cleo Counter", "2003.00030"))
    )
    found = mentions(f"<table>{rows}</table>", "a.html")
    assert [(one.id, one.item.title) for one in found if one.item] == [("2103.00020", ONE), ("2003.00030", TWO)]
    assert [one.id for one in found if not one.item] == ["2004.00099", "2004.00099"]
