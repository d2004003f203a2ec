"""Tables that only set out a list give what each row cites."""

from __future__ import annotations

from tests.support.reading import mentions

ROWS = (
    ("2016", "<b>Counting Sheep in the Dark</b>. Ann Author, Bob Builder. ICML."),
    ("2015", "How Lanterns Help a Shepherd at Night. ICML 2016."),
    ("", "On the Walls of Old Folds and New Ones. <a href=https://arxiv.org/abs/1501.00001>arXiv</a>"),
)


def page(rows: tuple[tuple[str, str], ...]) -> str:
    return "<table>" + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows) + "</table>"


def test_rows_that_cite_are_works() -> None:
    found = mentions(f"<h2>Publications</h2>{page(ROWS)}", "a.html")
    assert [(one.id, one.item and one.item.title) for one in found] == [
        (None, "Counting Sheep in the Dark"),
        (None, "How Lanterns Help a Shepherd at Night"),
        ("1501.00001", "On the Walls of Old Folds and New Ones"),
    ]


def test_rows_of_measurements_are_none() -> None:
    rows = (
        ("speed", "1512.03385 of the usual rate in each of the runs"),
        ("mass", "1603.05027 GeV"),
        ("more", "1.5 kg"),
    )
    assert not mentions(page(rows), "a.html")
