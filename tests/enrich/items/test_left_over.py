"""Lines that nothing understood have an outcome where they may be works, and make no noise where they may not; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.pipeline.read_document import lookup_key
from enrich.record import Mention
from tests.support.growth import processor_seconds
from tests.support.reading import mentions

ONE, TWO = "Sparse Upcycling of Small Language Models", "Counting Sheep: A Benchmark for Attention Spans"
REFERENCE = "D. Knuth, private communication (0405.1123 on the label of his bottle)."


def unread(body: str, name: str = "list.md") -> list[Mention]:
    return [one for one in mentions(body, name) if one.unread]


def test_a_line_among_works_that_was_not_understood_is_a_mention_that_says_why() -> None:
    body = (
        f"# Список\n\n1. A. Author, B. Builder: *{ONE}*. 2012\n2. C. Counter, D. Doe: *{TWO}*. 2013\n3. {REFERENCE}\n"
    )
    (one,) = unread(body)
    assert one.text == REFERENCE
    assert one.place.startswith("line 5")
    assert "most of what is listed beside it are works" in (one.unread or "")
    assert lookup_key(one) is None  # nobody is asked for what has no title


def test_a_heading_below_one_of_papers_is_looked_up_where_it_has_the_form_of_a_title() -> None:
    prose = "We read this one in the spring, and it took us three meetings to see what the second lemma is for. " * 3
    body = f"# Papers we read\n\n## {ONE}\n\n{prose}\n\n## How we choose\n\n{prose}\n"
    assert [one.text for one in mentions(body, "list.md")] == [ONE]


def test_a_work_in_a_cell_of_a_table_that_lays_out_a_page_is_looked_up() -> None:
    cell = "<tr><td><a href='https://library.example/r'><b>{}</b></a><br>{}<br>Letters, 2015</td></tr>"
    body = f"<table>{cell.format(ONE, 'A. Author')}{cell.format(TWO, 'B. Builder')}</table>"
    assert [one.text for one in mentions(body, "mail.html") if lookup_key(one)] == [ONE, TWO]


@pytest.mark.parametrize(
    "body",
    [
        "## Groceries\n\n- milk and two kinds of bread\n- Fresh Apples From the Market in Lyon\n",
        "- Home\n- About the group\n- Publications\n- Contact us\n",
        "We met in 2013 and spoke of J. Shepherd for a while. Then we went home, and nothing came of it.\n",
        "| n | time (s) | memory (MB) |\n|---|---|---|\n| 1000 | 0.12 | 14.2013 |\n| 2000 | 0.25 | 28.2014 |\n",
        "```python\nTITLE = 'Counting Sheep and Other Things to Do at Night'\n```\n",
        "## Papers\n\n- [pdf](a.pdf)\n- TBA\n- No reading this week\n- Slides\n",
    ],
)
def test_what_is_no_work_makes_no_noise(body: str) -> None:
    assert mentions(body, "list.md") == []


def test_many_lines_that_nothing_understood_take_linear_time() -> None:
    def seconds(lines: int) -> float:
        body = "## Papers\n\n" + f"- {REFERENCE}\n" * lines
        return processor_seconds(lambda number: mentions(f"{body}{number}", "list.md"))

    seconds(50)
    assert seconds(800) < 10 * seconds(200) + 0.1


def test_a_title_in_quotation_marks_is_looked_up_whatever_its_case() -> None:
    body = "Journal club\n\nMon 5 Sep   Hana   'linear solving for woolly sheep'\nMon 12 Sep  Igor   'no end of sheep in barns'\n"
    assert [one.text for one in mentions(body, "plan.txt")] == [
        "linear solving for woolly sheep",
        "no end of sheep in barns",
    ]


def test_a_link_that_has_no_words_is_passed_over_beside_one_that_has() -> None:
    body = f"We liked the paper [**](https://library.example/q) and [{ONE}](https://library.example/r), which is short."
    assert [one.text for one in mentions(body, "links.gmi")] == [ONE]
