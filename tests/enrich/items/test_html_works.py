from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.reading import mentions, names

TITLES = ("Counting Sheep in the Dark", "How Lanterns Help a Shepherd", "On the Walls of Old Folds")
BYLINES = ("Ann Author, Bob Builder", "Jane Doe, John Roe, Ann Author", "Bob Builder, Jane Doe")
SHAPES = {
    "papertitle in tables": "<table><tr><td><img src=a.png></td><td><a href='https://lab.org/{n}'><papertitle>{title}</papertitle></a>"
    "<br>{by}<br><em>NSDI</em>, 2016<br><a href='https://lab.org/p{n}.pdf'>pdf</a> / <a href='{link}'>more</a>"
    "<p>We count what there is to count, and show that it is more than anyone has ever thought there was.</p></td></tr></table>",
    "a class": "<div class=pub><div class='pub-title'>{title}</div><div>{by}</div><div>NSDI, 2016</div><a href='{link}'>x</a></div>",
    "articles": "<article><h3><a href='https://lab.org/{n}'>{title}</a></h3><div class=authors>{by}</div><span>September 2016</span>"
    "<p>We count what there is to count, and show that it is more than anyone has ever thought there was.</p>"
    "<a href='{link}'>x</a></article>",
    "terms": "<dl><dt>{title}</dt><dd>{by}. NSDI 2016. <a href='{link}'>x</a></dd></dl>",
    "terms with two": "<dl><dt><b>{title}</b></dt><dd>{by}</dd><dd>NSDI, 2016 <a href='{link}'>x</a></dd></dl>",
}


def page(shape: str, links: tuple[str, str, str] = ("#", "#", "#")) -> str:
    blocks = (
        shape.format(n=number, title=title, by=by, link=link)
        for number, (title, by, link) in enumerate(zip(TITLES, BYLINES, links, strict=True))
    )
    return "<html><body><h1>Papers</h1><p>What we wrote.</p>" + "".join(blocks) + "<p>End.</p></body></html>"


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_each_block_is_one_item(shape: str) -> None:
    found = mentions(page(shape), "a.html")
    assert [(one.how, one.text) for one in found] == [("title", title) for title in TITLES]
    assert [", ".join(names(one.item)) for one in found] == list(BYLINES)
    assert {one.item.date.year for one in found if one.item and one.item.date} == {2016}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_links_of_a_block_are_its_items_own(shape: str) -> None:
    links = ("https://github.com/a/b", "https://arxiv.org/abs/2312.00752", "https://doi.org/10.1145/1100000.12")
    one, two, three = mentions(page(shape, links), "a.html")
    assert one.item
    assert (one.id, one.item.code) == (None, ("https://github.com/a/b",))
    assert (two.id, two.item and two.item.title) == ("2312.00752", TITLES[1])
    assert (three.how, three.doi, three.item and three.item.title) == ("title", "10.1145/1100000.12", TITLES[2])


def test_the_labels_of_links_are_not_part_of_the_venue() -> None:
    shape = "<div><p class=papertitle>{title}</p><p>{by}</p><p>Letters on Wool, 2016. [<a href=x.pdf>pdf</a>] / <a href=y>code</a></p></div>"
    assert {one.item.venue for one in mentions(page(shape), "a.html") if one.item} == {"Letters on Wool, 2016"}


def test_a_month_is_no_venue() -> None:
    assert {one.item.venue for one in mentions(page(SHAPES["articles"]), "a.html") if one.item} == {None}


def test_terms_that_are_no_papers_are_left_to_the_text() -> None:
    body = "<dl><dt>How to Get to Our Office</dt><dd>Take the train, then walk.</dd><dt>Fax</dt><dd>arXiv:2312.00752</dd></dl>"
    assert [one.id for one in mentions(body, "a.html") if one.how != "title"] == ["2312.00752"]


def test_a_block_without_authors_loses_no_id() -> None:
    body = "<div><papertitle>Counting Sheep in the Dark</papertitle><br>see <a href='https://arxiv.org/abs/2312.00752'>it</a></div>"
    assert [one.id for one in mentions(f"<html><body>{body}</body></html>", "a.html") if one.id] == ["2312.00752"]


@given(
    st.lists(
        st.sampled_from(
            ["<dl>", "<dt>", "<dd>", "</dl>", "<papertitle>", "</div>", "<div>", "<br>", *TITLES, *BYLINES]
        ),
        max_size=30,
    )
)
def test_any_markup_is_read(parts: list[str]) -> None:
    assert isinstance(mentions("<html><body>" + " ".join(parts), "a.html"), list)


def test_a_notice_in_an_article_is_no_paper() -> None:
    notice = "<article><h3>Call for Papers: Workshop on Sheep 2026</h3><p>Ann Author, Bob Builder</p></article>"
    (*_, last) = mentions(page(SHAPES["articles"]).replace("<p>End.</p>", notice), "a.html")
    assert "not a paper" in str(last.not_a_paper)


def test_a_rendered_article_of_wikipedia_cites_works() -> None:
    page = (
        '<ol class="references"><li><span class="mw-cite-backlink">^ <a href="#a"><sup><i><b>a</b></i></sup></a></span> <cite class="citation journal">'
        'Author, Ann (2016). "Counting Sheep in the Dark". <i>Letters</i>. <b>12</b>: 1–12. <a href="/wiki/ArXiv">arXiv</a>:'
        '<a href="https://arxiv.org/abs/1601.00001">1601.00001</a>.</cite></li><li><span class="mw-cite-backlink"><b><a href="#b">^</a></b></span> '
        '<cite class="citation conference">Builder, Bob (2015). <i>How Lanterns Help a Shepherd</i>. Proc. X. pp. 1–12.</cite></li></ol>'
    )
    found = mentions(page, "a.html")
    assert [(one.id, one.item and one.item.title, names(one.item)) for one in found] == [
        ("1601.00001", TITLES[0], ["Ann Author"]),
        (None, TITLES[1], ["Bob Builder"]),
    ]


@pytest.mark.parametrize("term", ["2016", "[J1]", "May 2016"])
def test_a_term_that_is_a_year_or_a_number_has_works_below(term: str) -> None:
    page = (
        f"<dl><dt>{term}</dt><dd>A. Author, B. Builder, Counting Sheep in the Dark, <em>Letters</em> 12, 1–12.</dd>"
        "<dd><a href='d.pdf'>How Lanterns Help a Shepherd</a>, J. Doe, A. Author</dd></dl>"
    )
    assert [one.text for one in mentions(page, "a.html")] == [TITLES[0], TITLES[1]]


def test_a_short_heading_above_a_whole_citation_names_a_list() -> None:
    page = "<h2>Communications dans un congrès</h2><p>Ann Author, Bob Builder. Counting Sheep in the Dark. <i>Colloque X</i>, Jan 2016, Lyon. pp.1-12.</p>"
    (found,) = mentions(page, "a.html")
    assert (found.text, names(found.item)) == (TITLES[0], ["Ann Author", "Bob Builder"])


@pytest.mark.parametrize("news", ["Paper accepted at ICX: ", "New preprint: ", "Our paper was accepted to ICX: "])
def test_news_of_a_paper_names_it(news: str) -> None:
    page = f"<h2>News</h2><ul><li><b>[Jan 2016]</b> {news}Counting Sheep in the Dark</li><li>[Dec 2013] I moved to Zurich.</li></ul>"
    assert [one.text for one in mentions(page, "a.html")] == [TITLES[0]]


def test_a_title_in_italics_may_hold_the_name_of_a_venue() -> None:
    page = (
        "F. Author, B. Builder, <i>Evaluating IEEE 802.15.4 for Flocks of Sheep</i>, in preparation.<br><br>"
        "J. Doe, F. Author, <i>How Lanterns Help a Shepherd</i>, preprint.<br>"
    )
    assert [one.text for one in mentions(page, "a.html")] == ["Evaluating IEEE 802.15.4 for Flocks of Sheep", TITLES[1]]


@pytest.mark.parametrize("kind", ["[J]. Letters", "[C]//Proceedings of X", "[EB/OL]", "[M]. Springer"])
def test_the_kind_of_a_work_is_not_part_of_its_title(kind: str) -> None:
    page = f"<h2>论文列表</h2><ul><li>[1] Ann Author, Bob Builder. {TITLES[0]}{kind}, 2016.</li><li>[2] Jane Doe. {TITLES[1]}{kind}. 2015.</li></ul>"
    assert [(one.text, names(one.item)) for one in mentions(page, "a.html")] == [
        (TITLES[0], ["Ann Author", "Bob Builder"]),
        (TITLES[1], ["Jane Doe"]),
    ]


def test_a_marked_title_with_authors_below_a_headed_work_is_a_work_of_its_own() -> None:
    page = (
        '<h5 class="card-title">Robust Estimation of Sparse Graphs from Noisy Data</h5><p>J. Doe, R. Roe</p>'
        "<p>Ann Roe, Bob Doe. <cite>Counting Sheep in the Dark Forest at Night</cite>. Thesis, 2012.</p>"
    )
    found = [one.item for one in mentions(page, "page.html") if one.item]
    assert [(one.title, one.date and one.date.year) for one in found] == [
        ("Robust Estimation of Sparse Graphs from Noisy Data", None),
        ("Counting Sheep in the Dark Forest at Night", 2012),
    ]


@pytest.mark.parametrize("number", ["", "{}. ", "[{}] ", "<span>{}.<span>&nbsp;&nbsp; </span></span>"])
@pytest.mark.parametrize("above", ["", "<p><b>Ann A. &ndash; selected publications</b></p>"])
def test_paragraphs_that_cite_by_author_and_year_are_works_each(number: str, above: str) -> None:
    cited = (
        f"Author, A. &amp; Builder, B. (2003). <i>{TITLES[0]}</i>. Report to the Shepherds.",
        f"Doe, J., Roe, J., Author, A. (2016). {TITLES[1]}. <i>Fleece Evaluation</i> 25.",
        f"Builder, B., Doe, J. (2014). {TITLES[2]}. Research Report RR-8580. <a href='https://arxiv.org/abs/2101.01234'>x</a>",
    )
    paragraphs = "".join(f"<p>{number.format(at)}{one}</p>" for at, one in enumerate(cited, 1))
    found = {
        one.item.title: one for one in mentions(f"<html><body>{above}{paragraphs}</body></html>", "a.html") if one.item
    }
    assert found.keys() >= set(TITLES)
    assert [found[title].item.date.year for title in TITLES if found[title].item and found[title].item.date] == [
        2003,
        2016,
        2014,
    ]
    assert found[TITLES[2]].id == "2101.01234"
