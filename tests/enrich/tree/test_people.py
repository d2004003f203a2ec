"""Authors whom a document marks as such are taken as they are, and nothing else is."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

DBLP = (
    '<ul><li class="year">2015</li><li class="entry"><nav class="publ"><ul><li><p>view</p><ul><li><a href="https://doi.org/10.1/x">electronic '
    'edition via DOI</a></li></ul></li></ul></nav><cite class="data" itemprop="headline"><span itemprop="author"><span itemprop="name">{}</span>'
    '</span>:<br> <span class="title" itemprop="name">Lintels of the North.</span> <span itemprop="isPartOf">Doors</span> 14(2): 33-48</cite></li></ul>'
)


@pytest.mark.parametrize("name", ["Holm", "Nina Holm", "X. Y. Holm"])
def test_the_authors_of_an_entry_are_not_its_title(name: str) -> None:
    (found,) = mentions(DBLP.format(name), "a.html")
    assert found.item
    assert (found.text, names(found.item)) == ("Lintels of the North", [name])


@pytest.mark.parametrize("named", ["authors", "author-list", "pub-authors", "pubAuthors", "creator"])
def test_a_class_names_the_authors(named: str) -> None:
    page = f'<div class="card"><div class="paper-title">Lintels of the North</div><div class="{named}">by Nina Holm</div></div>'
    (found,) = mentions(page, "a.html")
    assert (found.text, names(found.item)) == ("Lintels of the North", ["Nina Holm"])


def test_a_class_on_more_than_names_changes_nothing() -> None:
    page = '<ul><li class="author">Nina Holm, Jane Doe. <i>Lintels of the North</i>, 2022.</li></ul>'
    (found,) = mentions(page, "a.html")
    assert (found.text, names(found.item)) == ("Lintels of the North", ["Nina Holm", "Jane Doe"])


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("with co-authors J. Doe and A. Roe", ["J. Doe", "A. Roe"]),
        ("joint with Jane Doe", ["Jane Doe"]),
        ("Con Jane Doe, Ana Roe", ["Jane Doe", "Ana Roe"]),
        ("J. Doe - J. Stat. Phys., 130, 1047-1062 (2008)", ["J. Doe"]),
        ("J. Doe, A. Roe - Doors, 2011 - Elsevier", ["J. Doe", "A. Roe"]),
        ("J. Chem. Phys. 134, 144112 (2011)", []),
        ("Jane Doe, Ana Roe y otros", ["Jane Doe", "Ana Roe"]),
    ],
)
def test_a_line_below_a_title_names_the_authors(line: str, authors: list[str]) -> None:
    (found,) = mentions(
        f'<h3>Papers</h3><p><a href="http://a.example/1">Lintels of the North</a><br>{line}<br>2011</p>', "a.html"
    ) or [None]
    if authors:
        assert found
        assert (found.text, names(found.item)) == ("Lintels of the North", authors)
    else:
        assert not found or not names(found.item)


def test_those_with_whom_it_was_written_are_not_all() -> None:
    (found,) = mentions("<ul><li>Lintels of the North (with Jane Doe, Ana Roe), draft</li></ul>", "a.html")
    assert found.item
    assert (found.text, names(found.item), found.item.authors_complete) == (
        "Lintels of the North",
        ["Jane Doe", "Ana Roe"],
        False,
    )


def test_a_link_to_which_a_sentence_refers_is_not_the_papers_own() -> None:
    page = '<ol><li><b>N. Holm</b>. Lintels of the North <div>It extends [<a href="https://arxiv.org/abs/2201.00001">2201.00001</a>] to doors.</div></li></ol>'
    found = mentions(page, "a.html")
    assert [(one.id, one.item and one.item.title) for one in found] == [
        (None, "Lintels of the North"),
        ("2201.00001", None),
    ]


def test_a_title_above_its_authors_is_a_paper_wherever_it_stands() -> None:
    page = "<dl><dt>10 May</dt><dd>No meeting</dd><dt>17 May</dt><dd>Lintels of the North<br><small>Nina Holm, Jane Doe</small></dd></dl>"
    (found,) = mentions(page, "a.html")
    assert (found.text, names(found.item)) == ("Lintels of the North", ["Nina Holm", "Jane Doe"])
