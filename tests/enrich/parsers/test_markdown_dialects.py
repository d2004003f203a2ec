"""What dialects of Markdown add; the papers are invented."""

from __future__ import annotations

import pytest

from enrich.parsers.markdown_dialects import plainer
from tests.support.reading import mentions, names

ONE, TWO = "Sparse Upcycling of Small Language Models", "Counting Sheep: A Benchmark for Attention Spans"


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("- [[A Title]] #moe", "- A Title #moe"),
        ("- [[@author2021|A Title]]", "- A Title"),
        ("- [[papers/A Title.pdf#page=2]]", "- A Title"),
        ("- [[2401.00001|A Title]]", "- [A Title](arxiv:2401.00001)"),
        ("- [[1]](https://a.example) and [[paper]][p]", "- [[1]](https://a.example) and [[paper]][p]"),
        ("==A Title== and a == b", "A Title and a == b"),
        ('[x](y){:target="_blank"} @{2023-03-14}', "[x](y) "),
        ("[x](y){ .md-button }", "[x](y)"),
        ("A Title due @{2024-05-12}", "A Title "),
        (":::{note}", ""),
        ("|[[a\\|b]]|", "|b|"),
        ("[[papers/The Whole Title of a Paper|Author 2012]]", "*The Whole Title of a Paper* (Author 2012)"),
        ("![[figure.png]]", ""),
        ('| {{< arxiv "2401.00001" >}} |', "| [arXiv](arxiv:2401.00001) |"),
        ('{{< button href="https://arxiv.org/abs/2401.00001" >}}', "[link](https://arxiv.org/abs/2401.00001)"),
        ("{{% notice info %}} Room 1.404 {{% /notice %}}", " Room 1.404 "),
        ("{{< price 2401.00001 >}}", ""),
        ("[A Title][] [B][x] [C][1]", "A Title B C"),
    ],
)
def test_a_line_of_a_dialect_as_plain_markdown(line: str, plain: str) -> None:
    assert plainer(line) == plain


def test_admonitions_and_code_keep_their_lines() -> None:
    text = '!!! note "Required"\n    * one\n\n    two\nthree\n```\n!!! note\n[[x]]\n```\n[[y]]\n'
    assert plainer(text) == "**Required**\n* one\n\ntwo\nthree\n```\n!!! note\n[[x]]\n```\ny\n"


def test_a_list_in_an_admonition_has_items_at_their_places() -> None:
    body = (
        f'# Week 2\n\n!!! note "Required reading"\n    * Ann Author: *{ONE}*, ICLR 2019\n    * Bob Builder: *{TWO}*\n'
    )
    assert [(one.place, one.text) for one in mentions(body, "a.md")] == [
        ("line 4, column 20", ONE),
        ("line 5, column 21", TWO),
    ]


def test_tabs_hold_what_stands_four_deeper() -> None:
    body = f'=== "Finished"\n\n    {ONE}\n    :   Ann Author, Bob Builder\n\n===! "Later"\n    === "Soon"\n\n        - [{TWO}](https://a.example/b.pdf){{ .md-button }}\n'
    found = mentions(body, "index.md")
    assert [(one.place, one.text) for one in found] == [("line 3, column 5", ONE), ("line 9, column 12", TWO)]


def test_terms_with_definitions_are_items() -> None:
    body = f"Publications\n------------\n\n{ONE}\n:   Ann Author, Bob Builder. *SIGCOMM CCR*, 2014.\n\n{TWO}\n\n:   Cleo Counter, Dan Doe. arXiv:1406.0089.\n"
    found = mentions(body, "cv.md")
    assert [(one.id, one.item and one.item.title, names(one.item)) for one in found] == [
        (None, ONE, ["Ann Author", "Bob Builder"]),
        ("1406.0089", TWO, ["Cleo Counter", "Dan Doe"]),
    ]


def test_a_summary_is_the_heading_of_what_it_folds() -> None:
    body = f"<details><summary>{ONE}</summary>\nAnn Author, Bob Builder. ACL 2023.\n</details>\n"
    (found,) = mentions(body, "a.md")
    assert (found.text, names(found.item)) == (ONE, ["Ann Author", "Bob Builder"])


def test_links_in_typed_text_are_kept() -> None:
    body = f'<pre>\n[22] A. Balakrishnan and S. Kambhampati:\n     {ONE}.\n     CoRR <a href="http://arxiv.org/abs/1107.1660">here</a>\n</pre>'
    assert [one.id for one in mentions(body, "a.html")] == ["1107.1660"]


def test_links_and_footnotes_that_are_defined_stay() -> None:
    text = "[A][1] [B][]\n\n[1]: https://a.example\n[b]: https://b.example\n[^2]: note\n\nx[^2]"
    assert plainer(text) == text


def test_the_mark_of_a_footnote_is_no_part_of_a_title() -> None:
    body = f"# Papers\n\n1. {ONE}[^a]\n2. {TWO}\n\n[^a]: thanks to Ann\n[^b]: Cleo Counter, *The Worm in the Garden*, 1999.\n"
    assert [one.text for one in mentions(body, "a.md")] == [ONE, TWO, "The Worm in the Garden"]
