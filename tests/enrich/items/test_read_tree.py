"""What makes an item in a document, kind by kind; the papers are invented."""

from __future__ import annotations

import pytest

from tests.support.growth import processor_seconds
from tests.support.reading import mentions, names

ONE = "Sparse Upcycling of Small Language Models"
TWO = "Counting Sheep: A Benchmark for Attention Spans"
THREE = "Do Robots Dream? On Latent Planning"
LOW = "cyclic codes and sequences from kasami welch functions"


def titles(body: str, name: str = "list.md") -> list[str | None]:
    return [mention.item.title if mention.item else None for mention in mentions(body, name)]


@pytest.mark.parametrize("name", ["list.md", "list.txt"])
@pytest.mark.parametrize(
    "line",
    [
        "- {}",
        "* {}",
        "- [ ] {}",
        "- [x] {} - done",
        "1. {}",
        "12) {}",
        "- ⭐ {}",
        "- {} (NeurIPS 2020)",
        "- [ICML 2024] {}",
        "- {}, ICLR 2021",
        "- 2024-05-01 {}",
        "- TODO: read {}",
        "- {} #reading #ml",
        "- {} [[code](https://github.com/a/b)] [[paper](https://openreview.net/forum?id=x)]",
    ],
)
def test_each_line_of_a_list_has_its_title_without_what_stands_around_it(line: str, name: str) -> None:
    body = "# Papers\n\n" + "".join(line.format(title) + "\n" for title in (ONE, TWO, THREE))
    assert titles(body, name) == [ONE, TWO, THREE]


def test_titles_in_small_letters_are_titles_and_errands_are_not() -> None:
    body = f"- [ ] {LOW}\n- [ ] saturation throughput and delay of wireless networks\n- [ ] buy milk\n- [ ] call Jane\n"
    assert titles(body) == [LOW, "saturation throughput and delay of wireless networks"]


@pytest.mark.parametrize("bars", ["| ", ""])
def test_the_rows_of_a_table_are_items_with_or_without_links(bars: str) -> None:
    end = " |" if bars else ""
    rows = ["Year | Title | Venue | Paper", "---- | ----- | ----- | -----"]
    rows += [
        f"2024 | {ONE} | ICML 2024 | [Link](https://arxiv.org/abs/2410.09615)",
        f"2020 | {TWO} | NeurIPS 2020 | N/A",
    ]
    found = mentions("\n".join(bars + row + end for row in rows) + "\n", "table.md")
    assert [(one.id, one.item and one.item.title, one.item and one.item.venue) for one in found] == [
        ("2410.09615", ONE, "ICML 2024"),
        (None, TWO, "NeurIPS 2020"),
    ]


def test_authors_venue_and_code_belong_to_their_item() -> None:
    body = f"* `CVPR18` **{ONE}** <br> *Ann Author, Bob Builder* <br> [Paper](http://a.example/x.pdf), [Code](https://github.com/a/b)\n* `ICLR21` **{TWO}** <br> *Cleo Counter, Ann Author* <br> [Paper](http://a.example/y.pdf)\n"
    first, second = mentions(body, "README.md")
    assert first.item
    assert (first.item.title, names(first.item), first.item.venue) == (ONE, ["Ann Author", "Bob Builder"], "CVPR18")
    assert first.item.code == ("https://github.com/a/b",)
    assert second.item
    assert (names(second.item), second.item.code) == (["Cleo Counter", "Ann Author"], ())


def test_a_heading_with_authors_below_it_is_an_item() -> None:
    body = f"# Work\n\n### {ONE}\n\nAnn Author, Bob Builder. ICML 2024.\n\n### {TWO}\n\nCleo Counter and Ann Author\n"
    assert titles(body) == [ONE, TWO]


def test_items_below_a_topic_are_items_and_the_topic_is_none() -> None:
    body = f"- Language models\n  - {ONE}, Ann Author, Bob Builder, 2024\n  - {TWO}, Cleo Counter, Ann Author, 2023\n"
    assert titles(body) == [ONE, TWO]


def test_notes_below_an_item_belong_to_it() -> None:
    body = f"- **{ONE}**\n  - Authors: Ann Author, Bob Builder\n  - arXiv:2401.00001\n- **{TWO}**\n  - Authors: Cleo Counter, Dan Doe\n"
    found = mentions(body, "notes.md")
    assert [(one.id, one.item and one.item.title, names(one.item)) for one in found] == [
        ("2401.00001", ONE, ["Ann Author", "Bob Builder"]),
        (None, TWO, ["Cleo Counter", "Dan Doe"]),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"2015\nICDE     {ONE}\nWWW      {TWO}\n2014\nSODA     {THREE}\n",
        f"2013-01-14  {ONE}\n2013-01-15  {TWO}\n2013-01-17  {THREE}  2h30\n",
        f'"{ONE}" -- ???\n"{TWO}", Woeginger, 2012\n"{THREE}"  <- from the issue\n',
        f"{ONE}\nhttp://www.a.example/~x/paper.pdf\n\n{TWO}\nhttps://b.example/d/14\n\n{THREE}\n",
        f"MUST READ\n* {ONE}\n• {TWO}\n– {THREE} (2012)\n",
        f"1. Smith et al. {ONE}.\n2. Jones, Doe. {TWO}. Unpublished.\n3. Yamada. {THREE}. ICLR 2015.\n",
    ],
)
def test_lines_of_plain_text_are_items(body: str) -> None:
    found = titles(body, "list.txt")
    assert len(found) == 3
    assert [(one or "").startswith(title[:19]) for one, title in zip(found, (ONE, TWO, THREE), strict=True)] == [
        True
    ] * 3


def test_an_id_that_a_sentence_refers_to_is_no_items_own() -> None:
    (found,) = mentions(
        "- We follow the recipe of arXiv:1706.03762 and change its learning rate.\n- Then we wait.\n", "a.md"
    )
    assert (found.id, found.item) == ("1706.03762", None)


def test_a_heading_that_names_a_list_of_papers_is_none() -> None:
    entries = f"<li><b>P. Author</b>. {ONE}<div>Abstract: We show a thing.</div></li><li><b>A. Builder</b>. {TWO}</li>"
    assert titles(f"<h2>List of accepted papers</h2><ol>{entries}</ol>", "a.html") == [ONE, TWO]
    paragraphs = "".join(
        f"<p><strong>{title}</strong><br/>A. Author and B. Builder*<br/>ICML 2015</p>" for title in (ONE, TWO)
    )
    assert titles(f"<h2>Publications <small>(* equal contribution)</small></h2>{paragraphs}", "a.html") == [ONE, TWO]


@pytest.mark.parametrize("title", ["SLiM: One-shot Quantization of Models", "Robustness: A Model of Gaits"])
def test_the_word_before_a_colon_is_part_of_the_title(title: str) -> None:
    assert titles(f"# Papers\n\n- {title}\n- {ONE}\n") == [title, ONE]


def test_initials_are_no_number_of_a_list() -> None:
    body = f"# Papers\n\n- A. Shekhovtsov, P. Swoboda and B. Savchynskyy. {ONE}. ICML 2015.\n- A. Huber. *{TWO}*. Thesis, 1989.\n"
    first, second = mentions(body, "list.md")
    assert names(first.item) == ["A. Shekhovtsov", "P. Swoboda", "B. Savchynskyy"]
    assert names(second.item) == ["A. Huber"]


def test_an_id_on_a_line_of_its_own_is_its_items() -> None:
    body = f"# Papers\n\n- {ONE}\n  arXiv:2203.00001\n- {TWO}<br>arXiv:2203.00002 [cs.LG]\n"
    found = mentions(body, "list.md")
    assert [(one.id, one.item and one.item.title) for one in found] == [("2203.00001", ONE), ("2203.00002", TWO)]


@pytest.mark.parametrize(
    "line",
    [
        "{} #done ✅ 2023-11-02",
        "{} ⏫ 📅 2023-11-10",
        "{} ^ref4",
        "{} :star:",
        "[EuroSys] {}",
        "@Gu2014 {}",
        "{} (done, boring)",
        "{} 1706.03762",
        "Jain, N. et al. {}. ICLR 2024.",
    ],
)
def test_marks_of_readers_are_not_part_of_a_title(line: str) -> None:
    assert titles(f"# Papers\n\n- {line.format(ONE)}\n- {TWO}\n") == [ONE, TWO]


@pytest.mark.parametrize(
    "title",
    [
        "Which Operator Is the Best? A Comparative Study of Quality",
        "Secret Key Cryptography - Finite Constellation Inputs and Ideal Secrecy Outage",
    ],
)
def test_a_title_of_two_parts_stays_whole(title: str) -> None:
    assert titles(f"# Papers\n\n- {title}\n- {TWO}\n") == [title, TWO]


def test_a_class_that_names_a_venue_tells_it() -> None:
    body = f'<div class="pub"><div class="pub-title">{ONE}</div><div>Ann Author, Bob Builder</div><div class="pub-venue">Proc. on Dough, 2011</div></div>'
    (found,) = mentions(body, "a.html")
    assert found.item
    assert found.item.venue == "Proc. on Dough, 2011"


def test_what_was_accepted_is_said_without_that_word() -> None:
    found = mentions(f"# Papers\n\n- *{ONE}* was accepted at ICML 2015!\n- {TWO}\n", "list.md")[0]
    assert found.item
    assert found.item.venue == "ICML 2015"


def test_a_title_in_bold_face_goes_on_in_the_next_line() -> None:
    body = "# Papers\n\n* Ann Author, Bob Builder.\n  **Errata: Distant Supervision for\n  Relation Extraction with Matrix\n  Completion**.\n"
    assert titles(body) == ["Errata: Distant Supervision for Relation Extraction with Matrix Completion"]


@pytest.mark.parametrize("line", ["“a\n", "“a<br>", "| a | b |\n", "*a*\n", "**a "])
def test_thousands_of_short_lines_in_one_paragraph_take_time_that_grows_with_them(line: str) -> None:
    def seconds(count: int) -> float:
        return processor_seconds(lambda n: mentions(line * count + str(n), "a.md"))

    assert seconds(8000) < 20 * max(seconds(1000), 0.05)


def test_an_arrow_in_a_line_of_plain_text_is_no_quote() -> None:
    assert titles(f"1) {ONE} -> Ann presents\n2) {TWO} (Doe)\n3) {THREE}\n", "list.txt")[0] == ONE


def test_one_name_turned_round_stands_before_a_title_in_quotes() -> None:
    found = mentions(f'- Author, Ann. "{ONE}." Structures in Computer Barns 13, no. 5 (2003): 685-719.\n', "list.txt")
    assert [(one.text, names(one.item)) for one in found if one.item] == [(ONE, ["Ann Author"])]


HEADED = (
    "* Inbox\n** Counting Sheep in the Dark\n   :PROPERTIES:\n   :AUTHOR: Ann Author\n   :ARXIV: 1601.00001\n   :END:\n   - idea: use lanterns\n"
    "** How Lanterns Help a Shepherd\n   Ann Author and Bob Builder, 2016\n** {}\n   Presented by Bob.\n* Groceries\n- milk\n"
)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("On the walls of old folds and their stones", True), ("Ask Tove about the grant", False), ("Links", False)],
)
def test_a_heading_among_titles_is_one_too(heading: str, expected: bool) -> None:
    found = [one.item.title for one in mentions(HEADED.format(heading), "a.org") if one.item]
    assert found == ["Counting Sheep in the Dark", "How Lanterns Help a Shepherd", *([heading] * expected)]


def test_remarks_below_a_title_are_not_what_it_names() -> None:
    found = mentions(HEADED.format("Links"), "a.org")[0]
    assert (found.id, names(found.item)) == ("1601.00001", ["Ann Author"])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Also here: [Folds: Walls of Stone and Their Makers](https://a.example/f).",
            "Folds: Walls of Stone and Their Makers",
        ),
        ("Our paper [walls of stone and their makers](https://a.example/f) is out.", "walls of stone and their makers"),
        ("Read [Walls of Stone Where They Stand](https://a.example/f.pdf) first.", "Walls of Stone Where They Stand"),
        ("See [how to get to our office by train](https://a.example/f) and come.", None),
        ("See [The New York Office](https://a.example/f) and [Terms of Use](https://a.example/t).", None),
    ],
)
def test_the_label_of_a_link_in_a_text_may_be_a_title(text: str, title: str | None) -> None:
    assert [one.text for one in mentions(f"# Us\n\n{text}\n", "a.md")] == ([title] if title else [])


def test_a_title_goes_on_behind_a_short_word() -> None:
    page = "<table><tr><th>Week</th><th>Paper</th></tr><tr><td>1</td><td>Sheep vs. Goats in the Dark of the Night</td></tr></table>"
    assert [one.text for one in mentions(page, "a.html")] == ["Sheep vs. Goats in the Dark of the Night"]


def test_a_sentence_in_an_item_may_name_another_work_by_its_title() -> None:
    text = "## Reading\n\n- **Counting Sheep in the Dark**, A. Author, B. Builder. Compare this with *Shearing Large Flocks without Any Scissors*.\n"
    assert titles(text, "notes.md") == ["Counting Sheep in the Dark", "Shearing Large Flocks without Any Scissors"]


def test_what_a_sentence_names_in_italics_is_no_venue_of_the_item() -> None:
    text = 'Required: Roe\'s "Counting Sheep in the Dark Barn" and from long ago: Doe & Poe, *Shearing Large Flocks without Any Scissors*.\n'
    assert [(one.item.title, one.item.venue) for one in mentions(text, "notes.md") if one.item] == [
        ("Counting Sheep in the Dark Barn", None),
        ("Shearing Large Flocks without Any Scissors", None),
    ]


def test_authors_may_stand_in_square_brackets_behind_a_title() -> None:
    (one,) = mentions("**Counting Sheep in the Dark** [Author & Builder, 2014]\n", "notes.md")
    assert one.item
    assert [author.name for author in one.item.authors] == ["Author", "Builder"]


@pytest.mark.parametrize(
    ("line", "title", "venue"),
    [
        (
            "A. Author, B. Builder. *Counting Sheep in the Dark*, in « Cahiers de calcul », 2012.",
            "Counting Sheep in the Dark",
            "Cahiers de calcul",
        ),
        (
            '"Counting Sheep in the Dark" to appear in the Journal of Applied Wool.',
            "Counting Sheep in the Dark",
            "Journal of Applied Wool",
        ),
        (
            '"Counting Sheep in the Dark" was conditionally accepted at ICRA 2016!',
            "Counting Sheep in the Dark",
            "ICRA 2016",
        ),
    ],
)
def test_a_venue_stands_in_quotation_marks_or_behind_words_of_news(line: str, title: str, venue: str) -> None:
    (one,) = mentions(f"## Papers\n\n- {line}\n", "list.md")
    assert one.item
    assert (one.item.title, one.item.venue) == (title, venue)


@pytest.mark.parametrize("name", ["list.md", "list.txt"])
def test_names_in_small_letters_stand_behind_a_dash(name: str) -> None:
    text = "papers\n\n- cyclic codes and sequences from kasami functions - okafor\n- on sparse graphs and their delayed promises - brandt, holm\n"
    assert [(one.item.title, names(one.item)) for one in mentions(text, name) if one.item] == [
        ("cyclic codes and sequences from kasami functions", ["Okafor"]),
        ("on sparse graphs and their delayed promises", ["Brandt", "Holm"]),
    ]


@pytest.mark.parametrize(("body", "name"), [("| Week | Papers |\n|--|--|\n| 1 | {}<br>{} |\n| 2 | Counting Sheep in the Dark Forest |\n", "list.md"),
                                            ("<table><tr><th>Week</th><th>Papers</th></tr><tr><td>1</td><td>{}<br>{}</td></tr><tr><td>2</td><td>Counting Sheep in the Dark Forest</td></tr></table>", "list.html")])  # fmt: skip
def test_a_cell_of_titles_may_name_several_works(body: str, name: str) -> None:
    one, two = "Learning Stable Grasps from Sparse Touch", "A Calculus of Delayed Network Promises"
    assert titles(body.format(one, f"{two} (arXiv:2401.00001)"), name) == [
        one,
        two,
        "Counting Sheep in the Dark Forest",
    ]


def test_options_with_letters_in_order_are_a_list() -> None:
    body = "Choose one of\n\na. Counting Sheep in Random Barns\nb. Learning Stable Grasps from Touch\n\nBring it printed.\n"
    assert [one.text for one in mentions(body, "a.md")] == [
        "Counting Sheep in Random Barns",
        "Learning Stable Grasps from Touch",
    ]


def test_names_of_notes_in_small_letters_are_titles() -> None:
    body = "- [[learning stable grasps from sparse touch]] - Priya presents\n- [[people]]\n\nPast: [[optimal codes for noisy relay networks]]\n"
    assert [one.text.lower() for one in mentions(body, "a.md")] == [
        "learning stable grasps from sparse touch",
        "optimal codes for noisy relay networks",
    ]


def test_a_heading_among_works_is_one_whatever_stands_below_it() -> None:
    body = (
        f"# Shelf\n\n## {ONE}\narXiv 2105.00010 — nice data.\n\n## How my aunt's chain letters crossed the hills\nzine, 1996, not online\n\n"
        f"## {TWO}\nAnn Roe, Bob Doe, 2012.\n\n## Other things\nnothing yet\n"
    )
    found = {mention.item.title: mention.id for mention in mentions(body, "list.md") if mention.item}
    assert found == {ONE: "2105.00010", "How my aunt's chain letters crossed the hills": None, TWO: None}
