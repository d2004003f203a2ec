from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from enrich.readers import delimited
from tests.support.reading import mentions, names, only


@pytest.mark.parametrize(("name", "sign"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t")])
def test_a_header_makes_rows_items(name: str, sign: str) -> None:
    body = sign.join(["Title", "Author(s)", "arXiv ID", "Year"]) + "\n"
    body += (
        sign.join(
            [
                '"Sheep, and More"',
                '"Ann Author; Bob Builder"' if sign != ";" else '"Ann Author, Bob Builder"',
                "2312.00752",
                "2023",
            ]
        )
        + "\n"
    )
    body += sign.join(["No Id Here", '"Jane Doe, John Roe"', "", "2024"]) + "\n"
    one, two = mentions(body, name)
    assert (one.place, one.id, two.place, two.id, two.text) == ("row 2", "2312.00752", "row 3", None, "No Id Here")
    assert one.item
    assert (one.item.title, one.item.date_exact) == ("Sheep, and More", "year")


def test_authors_of_a_table() -> None:
    _, item = only('title,authors,arxiv\nSheep,"Ann Author, Bob Builder",2312.00752\n', "a.csv")
    assert names(item) == ["Ann Author", "Bob Builder"]


def test_without_a_header_cells_are_searched() -> None:
    found = mentions("foo,https://arxiv.org/abs/2312.00752\nbar,none\n", "a.csv")
    assert [(mention.id, mention.place, mention.item) for mention in found] == [("2312.00752", "row 1", None)]


def test_amounts_are_no_ids() -> None:
    assert mentions("name,price\nsheep,1205.1234\n", "a.csv") == []
    assert mentions('{"title": "Sheep", "authors": ["A B"], "score": "1205.1234"}', "a.json")[0].id is None
    assert mentions('[1205.1234, 2507.13575, {"n": 1}]', "a.json") == []


def test_an_unclosed_quote_loses_nothing() -> None:
    body = 'title,url\n"Sheep,https://arxiv.org/abs/2312.00752\n' + "x,y\n" * 50_000
    assert {mention.id for mention in mentions(body, "a.csv")} == {"2312.00752"}


ITEM = {"title": "Counting Sheep", "authors": ["Ann Author", "Bob Builder"]}


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"arxiv_id": "2312.00752"}, "$.arxiv_id"),
        ({"arxivId": "arXiv:2312.00752v2"}, "$.arxivId"),
        ({"url": "https://arxiv.org/abs/2312.00752"}, "$.url"),
        ({"externalIds": {"ArXiv": "2312.00752", "DOI": "10.1/x"}}, "$.externalIds.ArXiv"),
        ({"links": [{"href": "https://arxiv.org/pdf/2312.00752"}]}, "$.links[0].href"),
        ({"id": "2312.00752"}, "$.id"),
        ({"arxiv": 2312.00752}, "$.arxiv"),
        ({"doi": "10.48550/arXiv.2312.00752"}, "$.doi"),
    ],
)
def test_objects_that_describe_a_paper_are_items(more: dict[str, Any], place: str) -> None:
    mention, item = only(json.dumps(ITEM | more), "a.json")
    assert (mention.id, mention.place) == ("2312.00752", place)
    assert (item.title, names(item)) == ("Counting Sheep", ["Ann Author", "Bob Builder"])


@pytest.mark.parametrize(
    "authors",
    [
        "Ann Author, Bob Builder",
        "Ann Author and Bob Builder",
        ["Author, Ann", "Bob Builder"],
        [{"name": "Ann Author"}, {"given": "Bob", "family": "Builder"}],
        [["Author", "Ann", ""], ["Builder", "Bob", ""]],
        [{"first": "Ann", "last": "Author"}, {"author": "Builder, Bob"}],
    ],
)
def test_authors_come_in_many_forms(authors: Any) -> None:
    _, item = only(json.dumps({"title": "Counting Sheep", "authors": authors}), "a.json")
    assert names(item) == ["Ann Author", "Bob Builder"]


def test_affiliations_orcid_dates_code_and_categories_are_kept() -> None:
    _, item = only(
        json.dumps(
            {
                "title": "Counting Sheep",
                "author": [
                    {
                        "name": "Ann Author",
                        "affiliation": [{"name": "MIT"}],
                        "ORCID": "https://orcid.org/0000-0002-1825-0097",
                    }
                ],
                "issued": {"date-parts": [[2024, 5, 7]]},
                "categories": "cs.LG stat.ML",
                "code_url": "https://github.com/a/b",
                "container-title": "Journal of Sheep",
                "DOI": "10.1145/1234567.8",
                "abstract": "<p>We count.</p>",
            }
        ),
        "a.json",
    )
    assert (item.authors[0].affiliations, item.authors[0].orcid) == (("MIT",), "0000-0002-1825-0097")
    assert (item.date, item.categories, item.code) == (
        date(2024, 5, 7),
        ("cs.LG", "stat.ML"),
        ("https://github.com/a/b",),
    )
    assert (item.venue, item.dois, item.abstract) == ("Journal of Sheep", ("10.1145/1234567.8",), "We count.")


def test_nested_objects_are_items_of_their_own() -> None:
    body = {
        "papers": [ITEM | {"id": "2312.00752", "references": [{"title": "Older Sheep", "authors": ["Jane Doe"]}]}],
        "note": "see arXiv:2507.13575",
    }
    found = mentions(json.dumps(body), "a.json")
    assert [(mention.place, mention.id, mention.item and mention.item.title) for mention in found] == [
        ("$.papers[0].id", "2312.00752", "Counting Sheep"),
        ("$.papers[0].references[0]", None, "Older Sheep"),
        ("$.note", "2507.13575", None),
    ]


def test_a_bookmark_is_not_taken_for_a_paper() -> None:
    assert mentions('[{"title": "The News", "url": "https://news.example"}]', "a.json") == []


def test_json_lines_one_by_one_and_broken_lines_as_text() -> None:
    body = json.dumps(ITEM | {"id": "2312.00752"}) + "\n\n{broken arXiv:2507.13575\n" + '"arXiv:2502.08606"'
    found = mentions(body, "a.jsonl")
    assert [(mention.place, mention.id) for mention in found] == [
        ("line 1: $.id", "2312.00752"),
        ("line 3: $", "2507.13575"),
        ("line 4: $", "2502.08606"),
    ]


def test_ids_as_keys_are_found() -> None:
    assert [mention.id for mention in mentions('{"2312.00752": {"read": true}}', "a.json")] == ["2312.00752"]


WORK = "Counting Sheep in the Dark with Lanterns"


@pytest.mark.parametrize(
    "value",
    [
        [{"title": WORK}],
        [{"title": WORK, "authors": []}],
        [{"title": WORK, "year": 2019, "tags": ["to read"]}],
        {"notes": [{"id": "x", "content": {"title": {"value": WORK}, "authors": {"value": ["Ann Author"]}}}]},
        {"results": [{"id": "https://openalex.org/W1", "display_name": WORK, "publication_year": 2019}]},
        {"title": {"title": {"value": WORK}}, "publication-date": {"year": {"value": "2019"}}},
        [{"paper": WORK, "link": None}],
        [{"paper": {"name": WORK, "by": ["Ann Author"]}, "seen": "2019-01-01"}],
        [{"paper": {"title": WORK, "authors": [{"name": "Ann Author"}]}, "title": WORK, "thumbnail": "a.png"}],
        {"title": "What we read in the spring", "papers": [{"title": WORK}]},
        {"papers": [WORK]},
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_a_title_in_json_is_a_mention_without_authors_too(value: Any) -> None:
    assert [(one.how, one.text) for one in mentions(json.dumps(value), "a.json")] == [("title", WORK)]


@pytest.mark.parametrize(
    "value",
    [
        {"$schema": "x", "type": "object", "title": WORK, "properties": {}},
        {"itemType": "attachment", "title": "The full text of the paper as PDF"},
        {"title": "What we read in the spring", "chapters": [{"title": "March"}]},
        {"title": "Settings"},
        {"name": WORK},
        {"id": "https://openalex.org/C1", "display_name": WORK},
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_other_titled_things_in_json_are_no_papers(value: Any) -> None:
    assert mentions(json.dumps(value), "a.json") == []


def test_a_work_of_openalex_is_one_mention_with_its_doi_and_its_preprint() -> None:
    work = {
        "doi": "https://doi.org/10.1109/tit.2015.2410001",
        "title": WORK,
        "primary_location": {"landing_page_url": "http://arxiv.org/abs/1401.2482"},
        "authorships": [{"author": {"display_name": "Ann Author"}}],
        "abstract_inverted_index": {"count": [1], "We": [0], "sheep.": [2]},
    }
    mention, item = only(json.dumps({"results": [work]}), "a.json")
    assert (mention.id, item.dois, item.abstract) == ("1401.2482", ("10.1109/tit.2015.2410001",), "We count sheep.")
    assert names(item) == ["Ann Author"]


def test_a_paper_and_the_link_beside_it_are_one_thing() -> None:
    mention, item = only(json.dumps({"paper": {"name": WORK}, "link": "arxiv.org/abs/0808.4134"}), "a.json")
    assert (mention.id, item.title) == ("0808.4134", WORK)


def test_the_day_of_a_record_is_not_the_day_of_publication() -> None:
    value = {"title": WORK, "created": {"date-parts": [[2021, 5, 6]]}, "issued": {"date-parts": [[1999]]}}
    _, item = only(json.dumps(value), "a.json")
    assert (item.date, item.date_exact) == (date(1999, 1, 1), "year")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.csv", f'Year,Publication Title,Item Title,Author\n2012,NIPS,{WORK},"Author, Ann; Builder, Bob"\n'),
        ("a.csv", f"Titel;Autoren;Jahr\n{WORK};Ann Author, Bob Builder;2014\n"),
        ("a.tsv", f"added\tpaper\twho\n2016-01-12\t{WORK}\tAnn Author, Bob Builder\n"),
        ("a.csv", f"sep=;\nTítulo;Autores\n{WORK};Ann Author, Bob Builder\n"),
    ],
)
def test_titles_and_authors_under_headings_of_many_kinds(name: str, body: str) -> None:
    mention, item = only(body, name)
    assert (mention.how, item.title, names(item)) == ("title", WORK, ["Ann Author", "Bob Builder"])


def test_a_title_of_one_word_needs_more_beside_it() -> None:
    assert mentions("title,notes\nSheep,x\n", "a.csv") == []
    assert [one.text for one in mentions("title,authors\nSheep,Ann Author\n", "a.csv")] == ["Sheep"]


@pytest.mark.parametrize(
    "written", ["1308.4208", " 1308.4208v2 ", "arXiv:1308.4208", "https://arxiv.org/abs/1308.4208"]
)
def test_a_bare_id_in_a_column_of_ids(written: str) -> None:
    body = f"title\tarXiv ID\tyear\n{WORK}\t{written}\t2013\n"
    mention, item = only(body, "a.tsv")
    assert (mention.id, item.title) == ("1308.4208", WORK)


LOSS = "run,loss\na,1512.03385\nb,1487.22118\nc,1603.05027\n"
IN_COLUMNS = [
    ("a column of measurements", "a.csv", LOSS, []),
    ("one without a header", "a.csv", LOSS.partition("\n")[2], []),
    ("tabs", "a.tsv", LOSS.replace(",", "\t"), []),
    (
        "ids beside measurements",
        "a.csv",
        "arxiv,loss\n1706.03762,1512.03385\n1810.04805,1487.2\n",
        ["1706.03762", "1810.04805"],
    ),
    ("ids below a heading of no role", "a.csv", "eprint no,loss\n1706.03762,1512.03385\n", ["1706.03762"]),
    (
        "cut ids",
        "a.csv",
        "title,arxiv\nSheep and Goats,1706.03762\nGoats and Cows,2310.01\n",
        ["1706.03762", "2310.01000"],
    ),
    (
        "seven digits",
        "a.csv",
        "title,arxiv\nSheep and Goats,1706.03762\nGoats and Cows,0203015\n",
        ["1706.03762", "!0203015", None],
    ),
    ("ids that were fused", "a.csv", "n,arxiv\n7,1905.02331;2001.00011\n", ["1905.02331", "2001.00011"]),
    ("values of a key", "a.json", '[{"run": "a", "loss": "1512.03385"}, {"run": "b", "loss": "1487.2"}]', []),
    ("a key that says so", "a.json", '[{"arxiv": 1706.03762}, {"arxiv": 2310.01}]', ["1706.03762", "2310.01000"]),
    ("a key that may say so", "a.json", '[{"id": "1706.03762"}, {"id": "1810.04805"}]', ["1706.03762", "1810.04805"]),
    ("a key of numbers", "a.json", '[{"id": "1512.03385"}, {"id": "3"}, {"id": "4"}]', []),
    ("a list of numbers", "a.json", '{"losses": ["1512.03385", "1603.05027"]}', []),
    (
        "a list of ids",
        "a.json",
        '{"arxiv_ids": ["1706.03762", "2310.01", "0203015"]}',
        ["1706.03762", "2310.01000", "!0203015"],
    ),
    (
        "a list with cut ids",
        "a.json",
        '["1706.03762", "1810.04805", "2001.00011", "2310.01"]',
        ["1706.03762", "1810.04805", "2001.00011", "2310.01000"],
    ),
    ("keys that are numbers", "a.json", '{"1512.03385": 3, "1487.22118": 5}', []),
    ("lines of objects", "a.jsonl", '{"loss": "1512.03385"}\n{"arxiv": 1706.03762}\n', ["1706.03762"]),
    ("an object's number", "a.json", '{"title": "Sheep and Goats", "authors": ["A B"], "score": "1512.03385"}', [None]),
]


@pytest.mark.parametrize(
    ("name", "body", "titles"), [row[1:] for row in IN_COLUMNS], ids=[row[0] for row in IN_COLUMNS]
)
def test_a_bare_number_is_judged_by_its_column(name: str, body: str, titles: list[str | None]) -> None:
    assert [one.id or (f"!{one.text}" if one.malformed else None) for one in mentions(body, name)] == titles


def test_an_id_that_was_put_right_says_so_and_keeps_the_title_of_its_row() -> None:
    body = f"title,authors,arxiv\nSheep and More,A B,1706.03762\n{WORK},A B,2310.01\n"
    _, cut = mentions(body, "a.csv")
    assert (cut.id, cut.text, cut.item and cut.item.title) == ("2310.01000", "2310.01", WORK)
    assert "2310.01 was read as 2310.01000" in (cut.warning or "")


def test_ids_below_a_heading_of_other_papers_are_not_the_row_s_own() -> None:
    body = f"title,authors,cites,arxiv\n{WORK},A B,1706.03762,1810.04805\nSheep and More,A B,2001.00011,\n"
    found = [(one.id, one.item.title if one.item else None) for one in mentions(body, "a.csv")]
    assert found == [("1810.04805", WORK), ("1706.03762", None), (None, "Sheep and More"), ("2001.00011", None)]


@pytest.mark.parametrize("header", ["paper\n", "arXiv\n", ""])
@pytest.mark.parametrize(
    "remarks", [("(read)", "- nice", "# todo"), ("read", "todo", "twice"), ("(read)", "(read)", "(read)")]
)
def test_ids_of_one_column_are_found_with_remarks_behind_them(header: str, remarks: tuple[str, ...]) -> None:
    ids = ["2304.05376", "1801.00123", "1911.02116"]
    body = header + "".join(f"{paper} {remark}\n" for paper, remark in zip(ids, remarks, strict=True))
    assert [one.id for one in mentions(body, "a.csv")] == ids


def test_numbers_of_one_column_with_a_unit_behind_them_are_no_ids() -> None:
    assert mentions("2304.05376 kg\n1801.00123 kg\n1911.02116 kg\n", "a.csv") == []
    assert mentions("call number\n2304.05376 kg\n", "a.csv") == []
    assert mentions("call number\n2304.05376 kilos\n", "a.csv") == []
    assert mentions("flux\n2304.05376 (lamp)\n1801.00123 (sun)\n", "a.csv") == []


def test_an_id_that_was_taken_out_of_a_column_of_ids_is_found() -> None:
    found = mentions("ids\n2304.05376\n# 1801.00123 comes next\n1911.02116\n", "a.csv")
    assert [(one.id, one.place) for one in found] == [
        ("2304.05376", "row 2"), ("1801.00123", "row 3"), ("1911.02116", "row 4")
    ]  # fmt: skip
    assert [one.id for one in mentions("loss\n0.5\n# 1801.00123 was worse\n0.7\n", "a.csv")] == []


def test_a_thing_to_do_that_says_less_than_the_works_beside_it_is_none() -> None:
    head = "Title,Status,Kind,Note\n"
    works = "Counting Sheep in Dense Barns,read,barns,\nA Calculus of Delayed Network Promises,open,nets,ask Ann\n"
    errands = "Buy more printer paper,,admin,\nCall the plumber again,,,\n"
    kept = "Order preserving encryption of sheep,open,nets,\n"
    texts = [one.text for one in mentions(f"{head}{works}{errands}{kept}", "a.csv")]
    assert texts == [line.partition(",")[0] for line in f"{works}{kept}".splitlines()]


def test_a_long_table_is_read_twice_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "# of May\narxiv,title\n" + "".join(f"2312.{at:05},Sheep in Barns {at}\n" for at in range(1, 9))
    kept = mentions(body, "a.csv")
    monkeypatch.setattr(delimited, "_MOST_KEPT", 3)
    assert mentions(body, "a.csv") == kept
    assert len(kept) == 8
