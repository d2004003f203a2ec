"""Names of authors before and behind titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from enrich.citations.citation import read_plain
from enrich.citations.surnames import may_cite
from enrich.tree.blocks import TextRun
from enrich.tree.entry import read_entry
from tests.support.reading import mentions

DOCUMENTS = Path(__file__).resolve().parents[3] / "tests" / "bench" / "documents"


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        (
            "Dezert J., Smarandache F. Belief Conditioning Rules",
            "Belief Conditioning Rules",
            ["J. Dezert", "F. Smarandache"],
        ),
        ("Shallit J. Fife's Theorem Revisited. — 2011.", "Fife's Theorem Revisited", ["J. Shallit"]),
        (
            "Maler O., Larsen K.G. On Zone-Based Analysis of Automata // EPTCS. — 2010. — Т. 39.",
            "On Zone-Based Analysis of Automata",
            ["O. Maler", "K.G. Larsen"],
        ),
        (
            "Трахтенброт Б. А., Барздинь Я. М. Конечные автоматы. — М.: Наука, 1970.",
            "Конечные автоматы",
            ["Б. А. Трахтенброт", "Я. М. Барздинь"],
        ),
        (
            "Ganardi M., Hucke D. Tree compression using string grammars / Ganardi M., Hucke D.. — 2015. — 12 p.",
            "Tree compression using string grammars",
            ["M. Ganardi", "D. Hucke"],
        ),
        ("Wei X. et al. Learning to rank with graphs. NeurIPS 2020", "Learning to rank with graphs", ["X. Wei"]),
        (
            "Bartels R., du Preez J., i Amat A. G., dos Santos R. P. Counting sheep in linear time // EPTCS. — 2013.",
            "Counting sheep in linear time",
            ["R. Bartels", "J. du Preez", "A. G. i Amat", "R. P. dos Santos"],
        ),
        ("Müller K.-R. Deep learning for chemistry, 2019", "Deep learning for chemistry", ["K.-R. Müller"]),
    ],
)
def test_family_names_with_initials_behind_them_before_a_title(text: str, title: str, authors: list[str]) -> None:
    found, byline, _ = read_plain(text)
    assert (found, [author.name for author in byline.authors] if byline else []) == (title, authors)


@pytest.mark.parametrize(
    "text",
    ["Vitamin D. Deficiency in adults and children", "Plan B. Growing cities without cars", "Part I. An introduction"],
)
def test_words_with_a_letter_behind_them_are_no_names(text: str) -> None:
    assert read_plain(text)[1] is None


def test_a_title_stands_between_the_last_name_and_two_slashes() -> None:
    body = "1. J. Sherette and C. Wenk Simple Curve Embedding // Journal. — 2013.\n2. K. Roe, B. Doe Sheep in Barns. — 2013. — 14 p.\n"
    assert [one.text for one in mentions(f"# Papers\n\n{body}", "list.md")] == [
        "Simple Curve Embedding",
        "Sheep in Barns",
    ]


def _kept_lines() -> list[str]:
    """Lines of the documents that people keep, their white space folded."""
    files = sorted(one for one in DOCUMENTS.rglob("*") if one.suffix in {".txt", ".md", ".org", ".tex"})
    lines = (" ".join(line.split()) for one in files for line in one.read_text("utf-8", "replace").splitlines())
    return [line for line in dict.fromkeys(lines) if 20 < len(line) < 1500]


def test_the_look_before_a_citation_passes_every_line_that_cites() -> None:
    lines = _kept_lines()
    passed = [line for line in lines if not may_cite(line)]
    assert len(lines) > 1000
    assert len(passed) > 200
    for line in passed:
        entry = read_entry((TextRun(line),))
        assert read_plain(line)[1] is None, line
        assert entry is None or not entry.evidence & {"authors", "quoted"}, line


@pytest.mark.parametrize(
    "line",
    [
        "Ann Roe, Bob Doe. Sheep in barns",
        "Sheep in barns by d'Alembert and Roe",
        "Yamada. Sheep in barns and fields",
        "Sheep in barns (Roe & Doe)",
        "sheep in barns and in the fields around them - okafor",
        "de Broglie, Sheep in barns",
        "张三, 李四. 论文",
        "sheep of the North, Ann Roe and Bob Doe in Nature",
        "as the flock shows, by Ann Roe in Nature",
        "the sheep that came from Dr. Roe",
    ],
)
def test_the_look_before_a_citation_passes_names_of_every_kind(line: str) -> None:
    assert may_cite(line)
    assert not may_cite("The sheep of the barn were counted by those who had no GPU. We counted them again.")
    assert not may_cite("We see the Markov Decision Process as a barn, on Cora, Reddit and Yelp data.")
