"""feeds/exports/bibtex.py: records as BibTeX that bibtexparser reads back."""

from __future__ import annotations

from typing import Any

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from hypothesis import given
from hypothesis import strategies as st

from enrich.record import Author
from enrich.tex.to_unicode import readable
from feeds.exports.bibtex import bib_entry, bib_name, bib_names, bib_title, escape
from tests.support.dump_corpus import entry


def read(text: str) -> list[dict[str, str]]:
    """Every entry, its fields decoded to Unicode; fails when a block could not be read."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return [{"key": one.key} | {f.key: str(f.value) for f in one.fields} for one in library.entries]


def bib(**fields: Any) -> str:
    record = entry(**fields).record
    assert record is not None
    return bib_entry(record)


def test_an_entry_has_what_a_citation_needs() -> None:
    [got] = read(
        bib(journal_ref="J. Phys. A 40 (2007) 12315", authors=(Author("Ada Lovelace"), Author("Ludwig van Beethoven")))
    )
    assert got == {
        "key": "arXiv:2507.13575",
        "author": "Lovelace, Ada and van Beethoven, Ludwig",
        "title": "On 2507.13575",
        "year": "2025",
        "month": "jul",
        "eprint": "2507.13575",
        "archivePrefix": "arXiv",
        "primaryClass": "cs.LG",
        "doi": "10.1000/xyz",
        "url": "https://arxiv.org/abs/2507.13575",
        "keywords": "cs.LG, stat.ML",
        "note": "J. Phys. A 40 (2007) 12315",
    }


def test_an_entry_without_authors_or_doi_leaves_these_out() -> None:
    [got] = read(bib(authors=(Author(""),), dois=()))
    assert "author" not in got
    assert "doi" not in got


def test_a_withdrawn_paper_says_so() -> None:
    assert read(bib(withdrawn=True))[0]["note"] == "Withdrawn"


def test_old_ids_are_keys_too() -> None:
    assert [one["key"] for one in read(bib(paper="hep-th/9901001") + bib(paper="math/0309136"))] == [
        "arXiv:hep-th/9901001",
        "arXiv:math/0309136",
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ada Lovelace", "Lovelace, Ada"),
        ("  Ada \n Lovelace ", "Lovelace, Ada"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Johannes Diderik van der Waals", "van der Waals, Johannes Diderik"),
        ("Yann LeCun", "LeCun, Yann"),
        ("J. Doe", "Doe, J."),
        ("John Heath Jr.", "Heath, Jr., John"),
        ("John Heath, Jr.", "Heath, Jr., John"),
        ("Heath, John", "Heath, John"),
        ("Heath, Jr., John", "Heath, Jr., John"),
        ("Heath, Jr.", "{Heath, Jr.}"),
        ("Heath Jr.", "{Heath Jr.}"),
        ("de la Cruz", "de la Cruz"),
        ("von", "von"),
        ("Plato", "Plato"),
        ("王小明", "王小明"),
        ("Jean-Luc Le Goff", "Goff, Jean-Luc Le"),
        ("The LIGO Scientific Collaboration", "{The LIGO Scientific Collaboration}"),
        ("LIGO Scientific collaboration", "{LIGO Scientific collaboration}"),
        ("Department of Physics, University of X", "{Department of Physics, University of X}"),
        ("Smith and Sons", "{Smith and Sons}"),
        ("others", "{others}"),
        ("Team 42", "{Team 42}"),
        ("a, b, c, d", "{a, b, c, d}"),
        ("John Smith,", "{John Smith,}"),
        ("A {B", r"\ensuremath{\lbrace}B, A"),
        ("O'Brien & Co", r"Co, O'Brien \&"),
        ("José Łoś-Ångström", r"{\L}o{\'{s}}-{\AA}ngstr{\"{o}}m, Jos{\'{e}}"),
        ("Đặng Văn Á", r"{Đặng V{\u{a}}n {\'{A}}}"),
        ("Văn Đặng", r"Đặng, V{\u{a}}n"),
        ("Иван Иванов", "{Иван Иванов}"),
        ("et al.", "{et al.}"),
    ],
)
def test_a_name_is_taken_apart_only_where_that_is_sure(name: str, written: str) -> None:
    assert bib_name(name) == written


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        (r"On $\alpha$-Stable\'e $\mathbb R^n$", r"On $\alpha$-Stableé $\mathbb{R}^{n}$"),
        (r"$x$", "$x$"),
        (r"$\ours$ in $x$", r"\$\textbackslash{}ours\$ in x"),
        (r"cost $5 and $10", r"cost \$5 and \$10"),
        (r"$$x^2$$", "x²"),
        (r"100\% of $x_1$ \& y", r"100\% of $x_{1}$ \& y"),
    ],
)
def test_formulae_of_a_title_are_arxivs_own_where_tex_can_set_them(tex: str, written: str) -> None:
    assert bib_title({"title_tex": tex, "title": readable(tex)}) == written


def test_a_title_that_is_not_that_of_its_tex_is_written_as_it_is() -> None:
    assert bib_title({"title_tex": "On $x$", "title": "Another"}) == "Another"


def test_names_come_back_as_many_and_whole() -> None:
    names = ["The LIGO Scientific Collaboration", "Ada Lovelace", "", "Simon and Garfunkel", "Ludwig van Beethoven"]
    text = f"@misc{{k,\n author = {{{bib_names(names)}}}\n}}"
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    parts = library.entries[0]["author"]
    assert [" ".join(p.first + p.von + p.last) for p in parts] == [
        "{The LIGO Scientific Collaboration}",
        "Ada Lovelace",
        "{Simon and Garfunkel}",
        "Ludwig van Beethoven",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Braces { that never close",
        "} closed before {",
        "100% of $x_1^2$ & #1 ~ \\input{/etc/passwd} \\",
        '"quoted" @misc{fake, title = {x}}',
        "@comment{x}",
        "<b>bold</b> | pipe",
        "x\ny\tz",
        "O(n^2) ^^M x^{^}",
        "1667--1681 --- ``fast'' ?`x !`y ,,z",
        "Ελληνικά, 中文, العربية, ‎",
        "",
    ],
)
def test_no_title_breaks_out_of_its_field(title: str) -> None:
    got = read(bib(title=title) + bib(paper="2507.13576"))
    assert [one["key"] for one in got] == ["arXiv:2507.13575", "arXiv:2507.13576"]
    assert got[0]["title"] == " ".join(title.split())


def test_a_name_of_particles_alone_has_no_first_name() -> None:
    text = f"@misc{{k,\n author = {{{bib_names(['de la Cruz', 'Heath, Jr.'])}}}\n}}"
    library = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    cruz, heath = library.entries[0]["author"]
    assert (cruz.first, cruz.von, cruz.last) == ([], ["de", "la"], ["Cruz"])
    assert (heath.first, heath.last) == ([], ["{Heath, Jr.}"])


@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=4),
)
def test_whatever_a_record_says_bibtexparser_reads_every_entry(text: str, names: list[str]) -> None:
    authors = tuple(Author(name) for name in names)
    odd = bib(title=text, journal_ref=text, dois=(text,), authors=authors, primary_category=text, categories=(text,))
    library = bibtexparser.parse_string(odd + bib(paper="2507.13576"))
    assert library.failed_blocks == []
    assert [one.key for one in library.entries] == ["arXiv:2507.13575", "arXiv:2507.13576"]


@given(st.text(st.characters(codec="utf-8")))
def test_escaped_text_has_balanced_braces_as_bibtex_counts_them(text: str) -> None:
    depth = 0
    for character in escape(text):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
