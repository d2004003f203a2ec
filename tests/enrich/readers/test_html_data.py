"""What pages tell programs of papers: microdata, COinS, JSON-LD; each paper once, by its text where the page shows it."""

from __future__ import annotations

import json

import pytest

from tests.support.growth import processor_seconds
from tests.support.reading import mentions, names

OPENURL = (
    "ctx_ver=Z39.88-2004&amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&amp;rft.genre=article&amp;rft.atitle=Lintels+of+the+North"
    "&amp;rft.jtitle=Doors&amp;rft.date=2022-03-01&amp;rft.aulast=Holm&amp;rft.aufirst=Nina&amp;rft.au=Nina+Holm&amp;rft.au=Jane+Doe{}"
)
SHAPES = {
    "microdata": '<div itemscope itemtype="https://schema.org/ScholarlyArticle"><meta itemprop="name" content="Lintels of the North">'
    '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><meta itemprop="name" content="Nina Holm"></span>'
    '<meta itemprop="author" content="Jane Doe"><meta itemprop="datePublished" content="2022">'
    '<span itemprop="isPartOf" itemscope itemtype="https://schema.org/Periodical"><meta itemprop="name" content="Doors"></span>{}</div>',
    "COinS": f'<p>[full text] <span class="Z3988" title="{OPENURL}"></span></p>',
    "JSON-LD in a graph": '<script type="application/ld+json">'
    + json.dumps(
        {
            "@graph": [
                {"@type": "WebPage", "name": "Papers on Doors of Old"},
                {
                    "@type": "Article", "headline": "Lintels of the North", "datePublished": "2022",
                    "author": [{"name": "Nina Holm"}, {"name": "Jane Doe"}], "isPartOf": {"@type": "Periodical", "name": "Doors"},
                },
            ]
        }
    ).replace("{", "{{").replace("}", "}}")
    + "</script>{}",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_paper_that_only_programs_see_is_read(shape: str) -> None:
    (found,) = mentions(f"<html><body><h1>Us</h1>{shape.format('')}<p>End of page.</p></body></html>", "a.html")
    assert found.item
    assert (found.text, names(found.item), found.item.venue) == (
        "Lintels of the North",
        ["Nina Holm", "Jane Doe"],
        "Doors",
    )
    assert found.item.date
    assert found.item.date.year == 2022


@pytest.mark.parametrize(
    ("shape", "address"),
    [
        (SHAPES["microdata"], '<link itemprop="sameAs" href="https://arxiv.org/abs/2201.00001">'),
        (SHAPES["COinS"], "&amp;rft_id=info%3Aarxiv%2F2201.00001"),
    ],
)
def test_its_id_is_the_papers_own(shape: str, address: str) -> None:
    found = mentions(f"<html><body><h1>Us</h1>{shape.format(address)}</body></html>", "a.html")
    assert [(one.id, one.item and one.item.title) for one in found if one.item] == [
        ("2201.00001", "Lintels of the North")
    ]
    assert {one.id for one in found} == {"2201.00001"}


def test_what_the_page_shows_is_not_read_twice() -> None:
    page = f'<ol><li>Nina Holm, Jane Doe: <i>Lintels of the North</i>. 2022. <span class="Z3988" title="{OPENURL.format("")}"></span></li></ol>'
    (found,) = mentions(page, "a.html")
    assert found.place == "line 1, <li> 1"


def test_an_article_of_a_blog_is_no_paper() -> None:
    blog = {
        "@type": "Article",
        "headline": "Our Trip to the North",
        "author": {"name": "admin"},
        "isPartOf": {"@type": "WebPage"},
    }
    script = f'<script type="application/ld+json">{json.dumps(blog)}</script>'
    assert mentions(f"<html><body>{script}<p>We went by train.</p></body></html>", "a.html") == []


def test_a_page_that_lists_papers_is_not_that_of_the_one_in_its_json() -> None:
    one = {"@type": "ScholarlyArticle", "name": "Lintels of the North", "author": {"name": "Nina Holm"}}
    script = f'<script type="application/ld+json">{json.dumps(one)}</script>'
    listed = "<h1>Publications</h1><ul><li>Jane Doe. <i>Doors of the South and Their Frames</i>. 2021.</li></ul>"
    found = mentions(f"<html><head><title>Publications</title>{script}</head><body>{listed}</body></html>", "a.html")
    assert [one.text for one in found] == ["Doors of the South and Their Frames", "Lintels of the North"]


def test_a_page_of_eprints_is_one_papers_own() -> None:
    head = (
        '<meta name="eprints.title" content="Lintels of the North"><meta name="eprints.creators_name" content="Holm, Nina">'
        '<meta name="eprints.publication" content="Doors"><meta name="eprints.date" content="2022">'
    )
    (found,) = mentions(f"<html><head>{head}</head><body><h1>Lintels of the North</h1></body></html>", "a.html")
    assert (found.text, names(found.item)) == ("Lintels of the North", ["Nina Holm"])


@pytest.mark.parametrize(
    "hostile",
    [
        '<div itemscope itemtype="ScholarlyArticle"><b itemprop="name">',
        '<span class="Z3988" title="a=b&amp;rft.au=c"></span>',
    ],
)
def test_hostile_data_take_linear_time(hostile: str) -> None:
    def cost(count: int) -> float:
        return processor_seconds(lambda number: mentions(f"<p>{number}</p>{hostile * count}", "a.html"))

    assert cost(3_200) < 16 * max(cost(400), 0.05)
