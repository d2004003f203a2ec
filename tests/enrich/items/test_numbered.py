"""Numbers before the titles of a list; the papers are invented."""

from __future__ import annotations

from tests.support.reading import mentions

ONE, TWO, THREE = "Reformers for Reforms", "Markov Chains in the Garden", "Gardening by Gradient Descent"


def papers(body: str) -> list[tuple[str | None, str | None]]:
    found = [one for one in mentions(body, "list.md") if not one.malformed]
    return [(one.id, one.item.title if one.item else None) for one in found]


def test_ids_before_titles_are_those_of_the_items() -> None:
    body = (
        f"# Papers\n\n- `2001.04451` {ONE}\n- `arXiv:1911.02150` — Write Heads\n"
        f"- [`cs/0309048`](https://arxiv.org/abs/cs/0309048): {TWO}\n- `n/a` {THREE}\n- `????.?????` Hoes in Rows\n"
    )
    assert papers(body) == [
        ("2001.04451", ONE),
        ("1911.02150", "Write Heads"),
        ("cs/0309048", TWO),
        (None, THREE),
        (None, "Hoes in Rows"),
    ]


def test_an_impossible_number_among_ids_is_malformed_and_its_title_stays() -> None:
    body = f"# Papers\n\n1. `1112.1187` {ONE}\n2. `1201.1512v3` {TWO}\n3. `1406.12345` {THREE}\n"
    assert papers(body) == [("1112.1187", ONE), ("1201.1512", TWO), (None, THREE)]
    assert [one.text for one in mentions(body, "list.md") if one.malformed] == ["1406.12345"]


def test_prices_before_names_are_no_ids() -> None:
    body = (
        "# Prices\n\n- 1405.0001 Red wool of the best kind\n- 12.50 Blue wool\n- 99.90 Green wool\n- 120.99 Grey wool\n"
    )
    assert [one.id for one in mentions(body, "list.md") if one.id] == []
