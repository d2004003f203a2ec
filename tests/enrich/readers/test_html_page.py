from __future__ import annotations

from datetime import date

import pytest

from tests.support.reading import mentions, names

PAGE = """<!doctype html><html><head><title>Publications</title><script>var x = "arXiv:2501.09999"</script>
<style>/* arXiv:2501.09998 */</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/pubs">Publications</a></li></ul></nav>
<h1>Publications</h1><h2>2024</h2>
<ul>
<li><a href="https://arxiv.org/abs/2312.00752">Linear-Time Sequences of Sheep</a><br>Ann Author, Bob Builder<br><em>COLM 2024</em></li>
<li><b>Scaling Laws of Sheep</b>, <u>Cleo Counter</u>, Bob Builder. ICML 2025.
  [<a href="https://arxiv.org/pdf/2502.08606v2">PDF</a>] [<a href="https://github.com/a/b">code</a>]</li>
<li>Jane Doe and John Roe. A Paper Without Any Link. NeurIPS 2023.</li>
<li data-arxiv-id="2405.00001">Attributes Are Fun to Read<br>Wei Li, Ann Author</li>
</ul>
<div class="pub"><h3 class="title"><a href="https://lab.example/p/4">Dense Upcycling of Sheep</a></h3>
  <p class="authors">John Roe, Wei Li</p><p>We propose a method that is dense.</p></div>
<p>See also <a href="https://arxiv.org/abs/2507.13575">arXiv:2507.13575</a>.</p>
</body></html>"""


def test_a_publication_page_gives_an_item_for_each_of_its_entries() -> None:
    found = mentions(PAGE, "https://lab.example/pubs", "text/html")
    assert [(mention.id, mention.version, mention.item and mention.item.title) for mention in found] == [
        ("2312.00752", None, "Linear-Time Sequences of Sheep"),
        ("2502.08606", 2, "Scaling Laws of Sheep"),
        (None, None, "A Paper Without Any Link"),
        ("2405.00001", None, "Attributes Are Fun to Read"),
        (None, None, "Dense Upcycling of Sheep"),
        ("2507.13575", None, None),
    ]
    assert [len(names(mention.item)) for mention in found] == [2, 2, 2, 2, 2, 0]
    assert found[0].place == "line 6, <li> 3"
    assert found[4].item
    assert found[4].item.page == "https://lab.example/p/4"
    assert found[1].item
    assert found[1].item.code == ("https://github.com/a/b",)


def test_a_link_and_its_text_are_one_mention_and_its_how_is_kept() -> None:
    found = mentions(
        '<p>By <a href="https://arxiv.org/abs/2507.13575">their paper</a> and <a href="/x">2507.13575</a>.</p>',
        "a.html",
    )
    assert next((mention.id, mention.how) for mention in found) == ("2507.13575", "url")
    (one,) = mentions('<a href="https://arxiv.org/abs/2507.13575">arXiv:2507.13575</a>', "a.html")
    assert one.id == "2507.13575"


@pytest.mark.parametrize(
    "body",
    [
        '<div data-x="arXiv:2507.13575"></div>',
        '<img alt="arXiv:2507.13575">',
        '<meta content="arXiv:2507.13575"><p>x</p>',
        '<head><link rel="alternate" href="https://arxiv.org/abs/2507.13575"></head>',
        "<table><tr><td>2507.13575</td></tr></table>",
        "<pre>arXiv:2507.13575</pre>",
        "<noscript>arXiv:2507.13575</noscript>",
        "<p>arXiv:<b>2507.13575</b></p>",
        "<p>arXiv&#58;2507&#46;13575",
        '<a href="https%3A//arxiv.org/abs/2507.13575">x</a>',
    ],
)
def test_ids_are_found_wherever_a_page_has_them(body: str) -> None:
    assert {mention.id for mention in mentions(body, "a.html")} == {"2507.13575"}


@pytest.mark.parametrize(
    "body", ["<script>arXiv:2507.13575</script>", "<style>arXiv:2507.13575</style>", "<!-- arXiv:2507.13575 --><p>"]
)
def test_what_nobody_reads_is_not_read(body: str) -> None:
    assert mentions(f"<html><body>{body}</body></html>", "a.html") == []


def test_relative_links_are_resolved_against_the_page() -> None:
    (one,) = mentions('<html><a href="/abs/2507.13575">x</a></html>', "https://arxiv.org/list/cs", "text/html")
    assert one.id == "2507.13575"


CITATION = """<head><meta name="citation_title" content="Attention to Sheep"><meta name="citation_author" content="Author, Ann">
<meta name="citation_author_institution" content="MIT"><meta name="citation_author" content="Builder, Bob">
<meta name="citation_date" content="2017/06/12"><meta name="citation_arxiv_id" content="1706.03762">
<meta name="citation_doi" content="10.1145/1234567.8"><meta name="citation_pdf_url" content="https://arxiv.org/pdf/1706.03762"></head>
<body><h1>Attention</h1><a href="https://arxiv.org/abs/1706.03762v1">v1</a> <a href="https://arxiv.org/abs/1409.0473">related</a></body>"""


def test_a_papers_own_page_is_one_mention_with_the_item_of_its_meta_tags() -> None:
    own, other = mentions(CITATION, "a.html")
    assert (own.id, other.id) == ("1706.03762", "1409.0473")
    assert own.item
    assert (own.item.title, names(own.item)) == ("Attention to Sheep", ["Ann Author", "Bob Builder"])
    assert (own.item.authors[0].affiliations, own.item.date, own.item.dois) == (
        ("MIT",),
        date(2017, 6, 12),
        ("10.1145/1234567.8",),
    )


@pytest.mark.parametrize("graph", ["{}", '{{"@graph": [{}]}}', "[{}]"])
def test_json_ld_names_the_paper_of_a_page(graph: str) -> None:
    article = (
        '{"@type": ["ScholarlyArticle"], "headline": "Fast Sheep", "author": [{"name": "Ann Author", "affiliation": {"name": "MIT"}}],'
        ' "datePublished": "2024-12-17", "sameAs": "https://arxiv.org/abs/2412.13303", "isPartOf": {"name": "CVPR"}}'
    )
    page = f'<script type="application/ld+json">{graph.format(article)}</script><h1>Fast Sheep</h1><a href="https://arxiv.org/abs/2412.13303">arXiv</a>'
    (own,) = mentions(f"<html><body>{page}</body></html>", "https://lab.example/fast-sheep", "text/html")
    assert own.id == "2412.13303"
    assert own.item
    assert (own.item.title, names(own.item), own.item.venue) == ("Fast Sheep", ["Ann Author"], "CVPR")
    assert own.item.page == "https://lab.example/fast-sheep"


def test_a_labs_page_of_a_paper_without_meta_tags() -> None:
    body = (
        "<h1>Fast Encoding of Sheep</h1><p>Ann Author, Bob Builder</p><p>We propose a fast encoding of sheep.</p>"
        '<a href="https://arxiv.org/abs/2412.13303">View publication</a>'
    )
    (own,) = mentions(f"<html><body>{body}</body></html>", "a.html")
    assert (own.id, own.item and own.item.title) == ("2412.13303", "Fast Encoding of Sheep")
    assert own.item
    assert own.item.abstract == "We propose a fast encoding of sheep."


def test_broken_json_ld_and_markup_do_no_harm() -> None:
    body = '<script type="application/ld+json">{"@type": </script><p>arXiv:2507.13575<li></div></p><a href="http://[bad">x</a>'
    assert [mention.id for mention in mentions(body, "a.html")] == ["2507.13575"]


def test_bookmarks_of_a_browser_are_lists_within_lists() -> None:
    entries = "".join(
        f'<DT><A HREF="{address}" ADD_DATE="1">{title}</A>\n'
        for address, title in [
            ("https://arxiv.org/abs/1104.2380", "[1104.2380] Sheep"),
            ("https://d.example/1", "Counting Sheep in Random Barns"),
        ]
    )
    body = f"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<H1>Bookmarks</H1>\n<DL><p>\n<DT><H3>Papers</H3>\n<DL><p>\n{entries}</DL><p>\n</DL><p>\n"
    assert [one.id or one.text for one in mentions(body, "bookmarks.html")] == [
        "1104.2380",
        "Counting Sheep in Random Barns",
    ]
