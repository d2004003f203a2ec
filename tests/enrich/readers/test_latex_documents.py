"""LaTeX documents give the papers that they list: CVs, reading lists, and the bibliographies of every common style."""

from __future__ import annotations

import time

import pytest

from tests.support.reading import mentions, names

STYLES = {
    "plain": r"\bibitem{a} Ann~B. Author and Carl Doe." "\n" r"\newblock Counting sheep in the dark." "\n" r"\newblock In {\em ICML}, 2016.",
    "amsplain": r"\bibitem[AD]{a} Ann~B. Author and Carl Doe, \emph{Counting sheep in the dark}, Shepherd J. \textbf{2} (2016), 1--2. \MR{12}",
    "IEEE": r"\bibitem{a} A.~B. Author and C.~Doe, ``Counting sheep in the dark,'' in \emph{ICML}, 2016, pp. 1--2.",
    "REVTeX": r"\bibitem [{\citenamefont {Author}(2016)}]{a} \BibitemOpen \bibfield {author} {\bibinfo {author} {\bibfnamefont {A.~B.}~\bibnamefont {Author}}\ and\ "
    r"\bibinfo {author} {\bibfnamefont {C.}~\bibnamefont {Doe}},\ }\bibfield {title} {\bibinfo {title} {Counting sheep in the dark},\ }\href {https://doi.org/10.1/2} "
    r"{\bibfield {journal} {\bibinfo {journal} {J. Sheep}\ } (\bibinfo {year} {2016})}\BibitemShut {NoStop}",
    "ACM": r"\bibitem[Author and Doe(2016)]{a} \bibfield{author}{\bibinfo{person}{Ann B. Author} {and} \bibinfo{person}{Carl Doe}.} \bibinfo{year}{2016}\natexlab{}."
    r"\newblock \showarticletitle{Counting sheep in the dark}. In \bibinfo{booktitle}{\emph{ICML}}. \bibinfo{pages}{1--2}.",
    "physics": r"\bibitem{a} A.~B.~Author and C.~Doe, Counting sheep in the dark, Phys.\ Rev.\ {\bf 3}, 17 (2016).",
    "one of a CV": r"\cventry{2016}{Counting sheep in the dark}{ICML}{}{}{with Carl Doe and Eva Roe}",
    "rows": r"\begin{tabular}{ll} 2016 & \textbf{Counting sheep in the dark}. Ann Author, Carl Doe. ICML. \\ 2015 & \textbf{Lanterns for shepherds}. Ann Author, Eva Roe. NSDI. \\\end{tabular}",
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", ["cv.tex", "main.bbl"])
def test_a_title_of_each_style_is_read_with_its_authors(style: str, name: str) -> None:
    found = mentions(f"\\section{{Publications}}\n{STYLES[style]}\n", name)
    assert found[0].item is not None
    assert found[0].item.title == "Counting sheep in the dark"
    assert any("Doe" in author for author in names(found[0].item))


def test_a_reference_of_physics_without_title_is_its_id_alone() -> None:
    body = r"\begin{thebibliography}{9}\bibitem{a} K.~R.~Dienes and C.~Kolda, Nucl.\ Phys.\ B {\bf 492}, 104 (1997) [hep-ph/9610479].\end{thebibliography}"
    (mention,) = mentions(body, "paper.tex")
    assert (mention.id, mention.item) == ("hep-ph/9610479", None)


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (r"\newcommand{\arxiv}[1]{\href{https://arxiv.org/abs/#1}{arXiv:#1}} See \arxiv{1305.4904}.", ["1305.4904"]),
        (r"\eprint{1401.2910} and \eprint{arXiv:1106.6341}", ["1401.2910", "1106.6341"]),
        (r"\href{http://arxiv.org/abs/hep-ph/9510424}{{\tt hep-ph/9510424}}", ["hep-ph/9510424"]),
        ("A rate of $1512.03385\\,\\mathrm{s}^{-1}$.\n% as in arXiv:1404.7828\n", ["1404.7828"]),
        (r"\newcommand{\unused}{arXiv:1404.7828}", ["1404.7828"]),
    ],
)
def test_ids_in_commands_and_comments_are_found(body: str, ids: list[str]) -> None:
    assert [mention.id for mention in mentions(body, "a.tex")] == ids


def test_jobs_are_no_papers() -> None:
    body = (
        r"\section{Employment}"
        "\n"
        r"\cventry{2014}{Postdoc}{Sheep Corp.}{}{}{}"
        "\n"
        r"\cventry{2012}{Night Shepherd}{A. Farm}{}{}{}"
    )
    assert not mentions(body, "cv.tex")


def test_entries_of_biblatex_are_read_by_their_fields() -> None:
    body = r"""\datalist[entry]{nty/global//global/global}
  \entry{a}{article}{}
    \name{author}{2}{}{%
      {{hash=ab}{family={Author}, familyi={A\bibinitperiod}, given={Ann\bibnamedelima B.}}}%
      {{hash=cd}{prefix={van}, family={Doe}, given={Carl}}}}
    \field{eprinttype}{arxiv}
    \field{journaltitle}{J. Sheep}
    \field{title}{{C}ounting sheep in the dark}
    \field{year}{2016}
    \verb{eprint}
    \verb 1601.00001
    \endverb
  \endentry
  \entry{b}{book}{}
    \field{title}{Lanterns for shepherds}
    \name{author}{1}{}{{{family={Roe}}}}
  \endentry
\enddatalist"""
    first, second = mentions(body * 2, "main.bbl")
    assert first.item is not None
    assert second.item is not None
    assert (first.id, first.item.title, names(first.item)) == (
        "1601.00001",
        "Counting sheep in the dark",
        ["Ann B. Author", "Carl van Doe"],
    )
    assert (second.id, second.item.title, names(second.item)) == (None, "Lanterns for shepherds", ["Roe"])


HOSTILE = {
    "groups": lambda n: "{" * n,
    "commands": lambda n: r"\emph{" * n,
    "items": lambda n: r"\item a " * n,
    "environments": lambda n: r"\begin{itemize}\item " * n,
    "unended environments": lambda n: r"\begin{a}" * 30 + r"\end{b}" * n,
    "dollars": lambda n: "$a\n" * n,
    "macros": lambda n: r"\newcommand{\a}{\a\a\a\a}" + r"\a " * n,
    "definitions": lambda n: r"\def\a#1{" * n,
    "options": lambda n: r"\item[" * n,
    "entries": lambda n: r"\cventry{a}{b}{c}" * n,
    "verbatim": lambda n: r"\begin{verbatim}" * n,
    "fields": lambda n: r"\entry{a}{misc}{}" + r"\field{title}{" * n,
    "initials": lambda n: "A. " * n,
    "accents": lambda n: r"\'" * n,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sources_take_linear_time(name: str) -> None:
    spent = []
    for size in (500, 4000):
        source = HOSTILE[name](size)
        spent.append(min(_seconds(source) for _ in range(2)))
    assert spent[1] < 8 * 3 * max(spent[0], 0.02)


def _seconds(source: str) -> float:
    start = time.thread_time()
    mentions(source, "a.tex")
    return time.thread_time() - start
