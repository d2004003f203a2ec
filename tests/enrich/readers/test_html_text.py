from __future__ import annotations

import lxml.html
import pytest

from enrich.readers.html_text import render
from tests.support.reading import TODAY


def text_of(html: str, base: str = "") -> str:
    return render(lxml.html.document_fromstring(html), base, TODAY).text.strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>A <i>b</i></h2><p>c\n  d</p>", "## A b\n\nc d"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ('<a href="https://x.example/a (b)">label</a>', "[label](https://x.example/a%20%28b%29)"),
        ('<a href="#top">up</a> <a href="javascript:x()">do</a>', "up do"),
        ('<a href="/x"><h3>Title</h3><p>text</p></a>', "### Title\n\ntext\n\n[link](/x)"),
        ("a<br>b", "a\nb"),
        ("<p>x<script>y</script>z</p>", "xz"),
        ('<span class="pub-title">Counting Sheep at Night</span>', "**Counting Sheep at Night**"),
        ('<li data-id="2507.13575">x</li>', "- x\n [arXiv](2507.13575)"),
        ('<li data-id="2507.13575">arXiv:2507.13575</li>', "- arXiv:2507.13575"),
    ],
)
def test_pages_become_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_relative_addresses_are_resolved() -> None:
    assert text_of('<a href="../abs/x">y</a>', "https://x.example/a/b") == "[y](https://x.example/abs/x)"


def test_places_are_elements_with_their_line_and_number() -> None:
    page = render(lxml.html.document_fromstring('<p>one</p>\n<p>two <a href="/x">three</a> four</p>'), "", TODAY)
    assert [page.place(page.text.index(word)) for word in ("one", "two", "three", "four")] == [
        "line 1, <p> 1",
        "line 2, <p> 2",
        "line 2, <a> 1",
        "line 2, <p> 2",
    ]
