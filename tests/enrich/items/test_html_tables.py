from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

TITLES = ("Counting Sheep in the Dark", "How Lanterns Help a Shepherd", "On the Walls of Old Folds")
BYLINES = ("Ann Author, Bob Builder", "Jane Doe, John Roe, Ann Author", "Bob Builder, Jane Doe")


def page(*rows: tuple[str, ...], header: str = "", cell: str = "th") -> str:
    names_ = header.split("|") if header else []
    head = "<tr>" + "".join(f"<{cell}>{name}</{cell}>" for name in names_) + "</tr>" if names_ else ""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><body><h1>Papers</h1><p>What we wrote.</p><table>{head}{body}</table><p>End.</p></body></html>"


@pytest.mark.parametrize("cell", ["th", "td"])
@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("#|Title|Authors|Venue", "nTAv"),
        ("Title|Authors", "TA"),
        ("Year|Authors|Title", "yAT"),
        ("No.|Titel|Autoren", "nTA"),
        ("Paper|By", "TA"),
        ("", "nTA"),
    ],
)
def test_each_row_of_a_table_of_works_is_one_item(header: str, order: str, cell: str) -> None:
    cells = {"n": ("1", "2", "3"), "T": TITLES, "A": BYLINES, "v": ("NIPS",) * 3, "y": ("2001", "2002", "2003")}
    rows = [tuple(cells[kind][at] for kind in order) for at in range(3)]
    found = mentions(page(*rows, header=header, cell=cell), "a.html")
    assert [(one.how, one.text) for one in found] == [("title", title) for title in TITLES]
    assert [", ".join(names(one.item)) for one in found] == list(BYLINES)


def test_links_of_a_row_are_its_items_own() -> None:
    rows = [
        (
            "1",
            f'<a href="https://lab.org/p/0">{TITLES[0]}</a>',
            BYLINES[0],
            '<a href="https://github.com/x/y">code</a>',
        ),
        ("2", TITLES[1], BYLINES[1], '<a href="https://arxiv.org/abs/2312.00752">paper</a>'),
        ("3", TITLES[2], BYLINES[2], '<a href="https://doi.org/10.1145/1100000.12">doi</a>'),
    ]
    one, two, three = mentions(page(*rows, header="#|Title|Authors|Links"), "a.html")
    assert one.item
    assert (one.id, one.item.page, one.item.code) == (None, "https://lab.org/p/0", ("https://github.com/x/y",))
    assert (two.id, two.item and two.item.title) == ("2312.00752", TITLES[1])
    assert (three.how, three.doi, three.item and three.item.title) == ("title", "10.1145/1100000.12", TITLES[2])


def test_tables_stand_in_their_place_among_other_mentions() -> None:
    table = page((TITLES[0], BYLINES[0]), (TITLES[1], BYLINES[1]), header="Title|Authors")
    body = table.replace("What we wrote.", "See arXiv:2312.00752.").replace("End.", "And arXiv:2507.13575.")
    assert [one.id for one in mentions(body, "a.html")] == ["2312.00752", None, None, "2507.13575"]


def test_other_tables_are_read_as_text() -> None:
    prices = page(("Red wool of the best kind", "12"), ("Blue wool of the best kind", "14"), header="Name|Price")
    assert mentions(prices, "a.html") == []
    ids = page(("a", "arXiv:2507.13575"), ("b", "arXiv:2312.00752"), header="x|y")
    assert [one.id for one in mentions(ids, "a.html")] == ["2507.13575", "2312.00752"]


def test_a_title_of_digits_and_a_row_across_the_table_lose_nothing() -> None:
    year = '<tr><td colspan="3">2019, see also <a href="https://arxiv.org/abs/2312.00752">this</a></td></tr>'
    rows = page(
        *zip(
            ("1", "2", "3", "4", "5"),
            (*TITLES, "Wool and Its Uses", "2048 Is Hard"),
            (*BYLINES, *BYLINES[:2]),
            strict=True,
        ),
        header="#|Title|Authors",
    )
    found = mentions(rows.replace("<tr><td>1</td>", year + "<tr><td>1</td>"), "a.html")
    titles = [one.text for one in found if one.how == "title"]
    assert titles == [*TITLES, "Wool and Its Uses", "2048 Is Hard"]
    assert [one.id for one in found if one.id] == ["2312.00752"]
