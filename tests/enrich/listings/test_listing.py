"""Kinds of listings, made of invented papers; the five real ones are in enrich/readers/test_dispatch.py."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.record import Item, Mention
from tests.support.reading import mentions, names

ONE = "Sparse Upcycling of Small Language Models"
TWO = "Counting Sheep: A Benchmark for Attention Spans"
THREE = "Do Robots Dream? On Latent Planning"
ABSTRACT = (
    "We propose a method that makes small models larger without training them anew. It is simple and needs no data. "
    "Experiments on three tasks show that it works better than what was known before, at a tenth of the cost of others."
)
OTHER = (
    "Attention spans of models are hard to measure. In this paper, we introduce a benchmark of ten thousand sheep that have "
    "to be counted one after the other. Twelve models were tried; the best of them counts up to four hundred and sleeps then."
)


def items(body: str, name: str = "list.txt") -> list[Item]:
    return [mention.item or Item() for mention in mentions(body, name)]


def titles(body: str, name: str = "list.txt") -> list[str | None]:
    return [item.title for item in items(body, name)]


def ids(found: list[Mention]) -> list[str | None]:
    return [mention.id for mention in found]


# ---------------------------------------------------------------- ids last, fused to the next abstract


@pytest.mark.parametrize("after", ["", " ", "\n"])
@pytest.mark.parametrize("version", ["", "v3"])
def test_an_id_belongs_to_the_abstract_before_it(after: str, version: str) -> None:
    body = f"{ABSTRACT}\narXiv:2506.00001{version}{after}{OTHER}\nICML 2025 poster\narXiv:2506.00002"
    found = mentions(body)
    assert ids(found) == ["2506.00001", "2506.00002"]
    assert [mention.item and mention.item.abstract for mention in found] == [ABSTRACT, OTHER]
    assert found[1].item
    assert (found[1].item.comment, found[1].item.venue) == ("ICML 2025 poster", "ICML 2025 poster")


def test_a_doi_beside_the_id_goes_into_the_item() -> None:
    body = f"{ABSTRACT}\narXiv:2404.00001 - doi: 10.1145/3613904.3642628{OTHER}\narXiv:cs/0503059 - doi: 10.1103/Phys.74.0461{ABSTRACT}\narXiv:2404.00003"
    found = mentions(body)
    assert ids(found) == ["2404.00001", "cs/0503059", "2404.00003"]
    assert [mention.item and mention.item.dois for mention in found] == [
        ("10.1145/3613904.3642628",),
        ("10.1103/Phys.74.0461",),
        (),
    ]
    assert found[1].item
    assert found[1].item.abstract == OTHER


def test_everything_on_one_line_is_cut_at_the_ids() -> None:
    found = mentions(f"{ABSTRACT}arXiv:2506.00001{OTHER}arXiv:2506.00002{ABSTRACT}")
    assert ids(found) == ["2506.00001", "2506.00002"]
    assert found[1].item
    assert found[1].item.abstract == OTHER


def test_title_authors_abstract_comment_id_and_dates_in_blocks() -> None:
    block = "{}\n{}\n\n{}\n\n12 pages, 3 figures, accepted to ICML 2025\n\narXiv:{}\nCreated: 2025-07-17 Updated: 2025-07-21\n\n"
    body = block.format(ONE, "Ann Author, Bob Builder", ABSTRACT, "2506.00001")
    body += block.format(TWO, "Cleo Counter", OTHER, "2506.00002")
    one, two = items(body)
    assert (one.title, two.title) == (ONE, TWO)
    assert (names(one), names(two)) == (["Ann Author", "Bob Builder"], ["Cleo Counter"])
    assert (one.date, one.date_exact) == (date(2025, 7, 17), "day")
    assert (two.abstract, two.comment, two.venue) == (OTHER, "12 pages, 3 figures, accepted to ICML 2025", "ICML 2025")


def test_an_id_in_an_abstract_or_a_remark_is_another_papers() -> None:
    body = (
        f"{ONE}\nAnn Author, Bob Builder\n\n{ABSTRACT} It extends arXiv:1706.03762 to sheep.\n\n"
        f"text overlap with arXiv:1409.0473\n\narXiv:2506.00001\n\n{TWO}\nCleo Counter, Bob Builder\n\n{OTHER}\n\narXiv:2506.00002"
    )
    found = mentions(body)
    assert ids(found) == ["1706.03762", "1409.0473", "2506.00001", "2506.00002"]
    assert [mention.item and mention.item.title for mention in found] == [None, None, ONE, TWO]


def test_ids_may_stand_first_or_in_the_middle_of_each_entry() -> None:
    first = "".join(
        f"arXiv:2506.0000{n}\n{title}\nAnn Author, Bob Builder\n{ABSTRACT}\n\n" for n, title in enumerate((ONE, TWO), 1)
    )
    middle = "".join(
        f"{title}\nAnn Author, Bob Builder\narXiv:2506.0000{n} [cs.LG]\n{ABSTRACT}\n\n"
        for n, title in enumerate((ONE, TWO), 1)
    )
    for body in (first, middle):
        found = mentions(body)
        assert ids(found) == ["2506.00001", "2506.00002"]
        assert [mention.item and mention.item.title for mention in found] == [ONE, TWO]


# ---------------------------------------------------------------- heads, authors fused to titles


@pytest.mark.parametrize(
    ("head", "category", "code"),
    [
        ("LGSep 6, 2024", "LG", False),
        ("CVSep 6, 2024Code", "CV", True),
        ("cs.LGSep 6, 2024", "cs.LG", False),
        ("[stat.ML] 6 September 2024 | Code", "stat.ML", True),
        ("2024-09-06", None, False),
    ],
)
def test_heads_with_category_date_and_code_mark(head: str, category: str | None, code: bool) -> None:
    body = (
        f"{head}\n{ONE}Ann Author, Bob Builder et al. · some-lab, mit\n{ABSTRACT}\n{head}\n{TWO}Cleo Counter\n{OTHER}"
    )
    one, two = items(body)
    assert (one.title, two.title) == (ONE, TWO)
    assert (names(one), one.authors_complete, one.affiliations) == (
        ["Ann Author", "Bob Builder"],
        False,
        ("some-lab", "mit"),
    )
    assert (names(two), two.authors_complete) == (["Cleo Counter"], True)
    assert (one.date, one.code_marked, one.categories) == (date(2024, 9, 6), code, (category,) if category else ())
    assert (one.abstract, two.abstract) == (ABSTRACT, OTHER)


# ---------------------------------------------------------------- news, cut off


@pytest.mark.parametrize("ending", ["…Some Lab Research", "… Read more", "...Some Lab", "…"])
@pytest.mark.parametrize("blank", ["\n", "\n\n"])
def test_news_that_are_cut_off(ending: str, blank: str) -> None:
    event = (
        "We are proud to sponsor the conference, which takes place in Vienna from July 1 to 5. Visit our booth.\n\nSchedule\n"
        "Tuesday, July 2: 10:00 – 17:00"
    )
    body = blank.join(
        [
            ONE,
            ABSTRACT + ending,
            "International Conference on Sleep (ICS) 2025",
            event + ending,
            TWO,
            OTHER + ending,
            THREE,
            ABSTRACT + ending,
        ]
    )
    found = mentions(body)
    assert [mention.text for mention in found] == [ONE, "International Conference on Sleep (ICS) 2025", TWO, THREE]
    assert [mention.not_a_paper is not None for mention in found] == [False, True, False, False]
    assert all(mention.how == "title" for mention in found)
    item = found[0].item
    assert item
    assert item.abstract
    assert item.abstract.startswith(ABSTRACT)
    assert not item.abstract_complete
    assert "Lab" not in item.abstract
    assert "Read more" not in item.abstract


# ---------------------------------------------------------------- publication lists


def test_publications_in_three_lines_each() -> None:
    body = f"Publications\n\n{ONE}\nAnn Author, Bob Builder\nICML 2024\n[PDF] [Code]\n\n{TWO}\nCleo Counter\nNeurIPS 2023\n\n{THREE}\nAnn Author and Cleo Counter\nICML 2024"
    found = items(body)
    assert [item.title for item in found] == [ONE, TWO, THREE]
    assert [len(item.authors) for item in found] == [2, 1, 2]
    assert [item.venue for item in found] == ["ICML 2024", "NeurIPS 2023", "ICML 2024"]


def test_authors_may_stand_above_the_titles() -> None:
    body = f"Ann Author, Bob Builder\n{ONE}\nICML 2024\n\nCleo Counter, Ann Author\n{TWO}\nNeurIPS 2023"
    found = items(body)
    assert [(item.title, len(item.authors)) for item in found] == [(ONE, 2), (TWO, 2)]


def test_numbered_references_that_are_wrapped() -> None:
    body = (
        f"[1] A. Author, B. Builder, and C. Counter. {ONE}. In Proceedings of the\n"
        "    International Conference on Machine Learning, pages 1-12, 2024.\n"
        f"[2] Cleo Counter. {TWO}. arXiv preprint\n    arXiv:2506.00002, 2025.\n"
    )
    one, two = mentions(body)
    assert (one.text, one.how, one.place) == (ONE, "title", "line 1, column 5")
    assert (two.id, two.item and two.item.title) == ("2506.00002", TWO)


def test_markdown_with_headings_links_and_bullets() -> None:
    body = f"""# Papers of the week

Some words of introduction, which name arXiv:1409.0473 in passing.

## Models

### [{ONE}](https://arxiv.org/abs/2506.00001)
**Authors:** Ann Author, Bob Builder

{ABSTRACT}

[PDF](https://arxiv.org/pdf/2506.00001) | [Code](https://github.com/a/b)

## Reading

- [{TWO}](https://arxiv.org/abs/2506.00002), Counter et al.
- **{THREE}** [[paper](https://arxiv.org/abs/2506.00003)] [[code](https://github.com/c/d)]
- buy milk
"""
    found = mentions(body, "week.md")
    assert ids(found) == ["1409.0473", "2506.00001", "2506.00002", "2506.00003"]
    assert [mention.item and mention.item.title for mention in found] == [None, ONE, TWO, THREE]
    assert found[1].item
    assert (found[1].item.abstract, found[1].item.code) == (ABSTRACT, ("https://github.com/a/b",))


def test_a_bullet_that_only_refers_to_a_paper_is_a_plain_mention() -> None:
    found = mentions("- We follow the recipe of arXiv:1706.03762 and change its learning rate.\n- Then we wait.\n")
    assert [(mention.id, mention.item) for mention in found] == [("1706.03762", None)]


def test_labelled_mail_of_announcements() -> None:
    body = "".join(
        f"\\\\\narXiv:2506.0000{n}\nDate: Mon, 30 Jun 2025 17:59:59 GMT   (99kb)\n\nTitle: {title}\nAuthors: Ann Author, Bob Builder (MIT)\n"
        f"Categories: cs.LG stat.ML\nComments: 9 pages\nDOI: 10.1145/1234567.{n}\n\\\\\n  {OTHER}\n\\\\ ( https://arxiv.org/abs/2506.0000{n} ,  99kb)\n"
        + "-" * 70
        + "\n"
        for n, title in enumerate((ONE, TWO), 1)
    )
    found = mentions(body)
    assert ids(found) == ["2506.00001", "2506.00002"]
    item = found[1].item
    assert item
    assert (item.title, item.categories, item.dois) == (TWO, ("cs.LG", "stat.ML"), ("10.1145/1234567.2",))
    assert (item.comment, item.abstract, item.date) == ("9 pages", OTHER, date(2025, 6, 30))
    assert item.authors[1].affiliations == ("MIT",)


def test_bare_titles_one_a_line() -> None:
    assert titles(f"{ONE}\n{TWO}\n{THREE}\n") == [ONE, TWO, THREE]


# ---------------------------------------------------------------- what is no listing


@pytest.mark.parametrize(
    "body",
    [
        f"{ABSTRACT} {OTHER}",
        "Dear all,\n\nplease find the minutes below.\n\nBest wishes\nJane Doe\n",
        "Introduction\n\nSheep have been counted for long. Nobody knows why. We present the history of counting.\n\n"
        "Some more of it is told here, at length, and with many words that say little.\n\n"
        "A third paragraph follows. It is as long as the others were.\n\nAnd a fourth one, which is longer still.\n\n"
        "Conclusion\n\nSheep will be counted further on. Our results show it.\n",
        "- milk\n- eggs and some more bread\n- call Jane about the car\n",
        "1. Open the box.\n2. Take the parts out.\n3. Read this manual to the end.\n",
        "name: value\nother: thing\n",
        "",
    ],
)
def test_prose_and_notes_give_no_titles(body: str) -> None:
    assert mentions(body) == []


def test_prose_gives_its_ids_and_no_more() -> None:
    body = "As others have shown (arXiv:2001.08361), loss falls.\n\nBackground\n\nSee https://arxiv.org/abs/1712.00409 for more of it."
    found = mentions(body)
    assert [(mention.id, mention.how, mention.item) for mention in found] == [
        ("2001.08361", "id", None),
        ("1712.00409", "url", None),
    ]


def test_talks_of_a_programme_are_items_of_their_own() -> None:
    body = (
        f"09:00 - 09:15  Welcome\n09:15 - 09:35  {ONE}\n               A. Author, B. Builder\n"
        f"09:35 - 09:55  {TWO}\n               Cleo Counter, Dan Doe\n12:00          Lunch\n14:00          {THREE} (Eve Example)\n"
    )
    found = {item.title: [one.name for one in item.authors] for item in items(body)}
    assert found.pop(ONE) == ["A. Author", "B. Builder"]
    assert found.pop(TWO) == ["Cleo Counter", "Dan Doe"]
    assert found.pop(THREE) == ["Eve Example"]


def test_a_block_whose_authors_have_places_is_an_item_of_its_own() -> None:
    body = (
        f"Accepted\n\n{ONE}\n    Ann Author, Bob Builder\n\n{TWO}\n    Cleo Counter (Farm), Dan Doe (Barn)\n\n"
        f"{THREE}\n    E. Example, F. Farmer\n\nA Barn of One's Own Making\n    Gil Grower, Hal Hay\n"
    )
    assert titles(body)[-4:] == [ONE, TWO, THREE, "A Barn of One's Own Making"]


def test_each_keyed_reference_is_an_item_with_its_own_id() -> None:
    body = (
        f"References\n\n[Author]   Author, A.: {ONE}, 2013.\n[Builder]  Builder, B.: {TWO},\n           e-print 1004.2764, 2010.\n"
        f"[Doe-Roe]  Doe, D., Roe, R.: {THREE}, ESOP.\n[Web]      http://example.org/data/1402.3003/, accessed 3 May.\n"
    )
    found = {mention.item.title: mention.id for mention in mentions(body, "refs.txt") if mention.item}
    assert {title: found.get(title, "missed") for title in (ONE, TWO, THREE)} == {
        ONE: None,
        TWO: "1004.2764",
        THREE: None,
    }


def test_in_a_text_of_capitals_a_title_is_no_heading() -> None:
    body = f"REPRINTS\n\nSHEEP OF THE NORTHERN HILLS\n{TWO.upper()} (2 COPIES)\n{ONE.upper()} [MISSING]\n"
    assert titles(body)[-3:] == ["SHEEP OF THE NORTHERN HILLS", TWO.upper(), ONE.upper()]


def test_a_hanging_line_belongs_to_the_reference_whose_author_has_an_initial_i() -> None:
    body = (
        'Author, Ann H., Ming Yang-Kao, and Hsueh-I Lu. "Sparse Upcycling of Small Language Models in the Barns and\n'
        '    Yards of Many Farms." Journal of Barns 70 (2005): 128-144.\n'
        f'Doe, Dan, and Eve Example. "{TWO}." 2002.\n'
    )
    assert titles(body) == [f"{ONE} in the Barns and Yards of Many Farms", TWO]


@pytest.mark.parametrize("gap", ["", "\n"])
def test_titles_of_a_line_each_above_a_link_are_works_by_themselves(gap: str) -> None:
    found = mentions(
        f"{ONE}\n{TWO}\n{THREE}\n{gap}http://arxiv.org/abs/2401.00001\n{gap}Barns of Our Own Making\n", "list.txt"
    )
    assert [mention.item and mention.item.title for mention in found if not mention.id][:2] == [ONE, TWO]
    assert "2401.00001" in ids(found)
    assert THREE in [mention.item and mention.item.title for mention in found]


def test_two_lines_of_a_long_title_above_its_link_are_one() -> None:
    first, second = (
        "Sparse Upcycling of Small Language Models in the Barns",
        "and Yards of Many Farms of the Northern Hills",
    )
    (found,) = mentions(f"{first}\n{second}\n\nhttp://arxiv.org/abs/2401.00001\n", "list.txt")
    assert found.id == "2401.00001"


@pytest.mark.parametrize("marks", [("a)", "b)"), ("(a)", "(b)"), ("-", "-"), ("1)", "2)")])
def test_what_is_listed_below_an_item_is_items_of_its_own(marks: tuple[str, str]) -> None:
    first, second = marks
    body = f"1. Tea: Ann. Next time Bob.\n2. For next time:\n   {first} {ONE}  (3 votes)\n   {second} {TWO}, Doe (2 votes)\n3. End\n"
    found = {mention.place: mention.text for mention in mentions(body, "minutes.txt")}
    texts = [text for place, text in found.items() if place.startswith(("line 3", "line 4"))]
    assert [text.startswith(title) for text, title in zip(texts, (ONE, TWO), strict=True)] == [True, True]
