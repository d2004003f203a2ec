"""HTML becomes a tree of blocks, as a reader of the page sees it."""

from __future__ import annotations

import lxml.html
import pytest

from enrich.parsers.html import parse_html
from enrich.tree.blocks import Block, Heading, ListBlock, Paragraph, Section, Table
from enrich.tree.prose import Prose
from tests.support.reading import TODAY


def blocks_of(html: str, base: str = "") -> tuple[Block, ...]:
    return parse_html(lxml.html.document_fromstring(html), base, TODAY)


def text_of(html: str, base: str = "") -> str:
    prose = Prose()
    prose.add_all(blocks_of(html, base))
    return prose.text().strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>A <i>b</i></h2><p>c\n  d</p>", "## A *b*\n\nc d"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ('<a href="https://x.example/a (b)">label</a>', "[label](https://x.example/a%20%28b%29)"),
        ('<a href="#top">up</a> <a href="javascript:x()">do</a>', "up do"),
        ("a<br>b", "a\nb"),
        ("<p>x<script>y</script>z</p>", "xz"),
        ("<p>a <s>b</s> c</p>", "a b c"),
        ('<li data-id="2507.13575">x</li>', "x[arXiv](2507.13575)"),
        ("<p>one<div>two</div>three", "one\n\ntwo\n\nthree"),
    ],
)
def test_pages_become_text(html: str, text: str) -> None:
    assert " ".join(text_of(html).split(" ")).replace("* \n", "*\n") == text


def test_relative_addresses_are_resolved() -> None:
    assert text_of('<a href="../abs/x">y</a>', "https://x.example/a/b") == "[y](https://x.example/abs/x)"


def test_what_a_class_says_is_kept() -> None:
    (paragraph,) = blocks_of('<span class="pub-title">Counting Sheep</span> at night')
    assert isinstance(paragraph, Paragraph)
    assert [(run.text, run.title) for run in paragraph.runs] == [("Counting Sheep", True), (" at night", False)]
    (section,) = blocks_of('<div class="publication">x</div>')
    assert isinstance(section, Section)
    (menu,) = blocks_of("<nav><ul><li>Home</ul></nav>")
    assert isinstance(menu, Section)
    assert menu.aside


def test_tables_of_data_are_tables_and_those_for_layout_are_not() -> None:
    (table,) = blocks_of("<table><tr><th>Title<th>Year<tr><td>A<td>2020</table>")
    assert isinstance(table, Table)
    assert table.headed
    kinds = [type(block) for block in blocks_of("<table><tr><td><h2>A</h2><ul><li>b</ul></table>")]
    assert kinds == [Heading, ListBlock]


def test_places_are_elements_with_their_line_and_number() -> None:
    blocks = blocks_of('<p>one</p>\n<p>two <a href="/x">three</a> four</p>')
    assert [block.place for block in blocks] == ["line 1, <p> 1", "line 2, <p> 2"]
