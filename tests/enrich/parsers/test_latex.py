"""LaTeX becomes a tree of blocks: lists, references, tables, headings, entries of CVs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.parsers.latex import parse_latex
from enrich.parsers.latex_source import ends_of_groups, expanded, option, uncommented
from enrich.tree.blocks import Code, Heading, ListBlock, Paragraph, Table, Tree, block_runs, text_of

IN_LATEX = st.lists(
    st.sampled_from([*"\\{}[]$%&~#\n ab1", "\\item ", "\\begin{a}", "\\end{a}", "\\emph{", "\\newblock"])
).map("".join)


def blocks_of(tree: Tree) -> list[tuple[str, object]]:
    """Each block's kind, and its words, item by item and cell by cell."""
    found: list[tuple[str, object]] = []
    for block in tree.blocks:
        match block:
            case ListBlock():
                found.append(("list", [text_of(block_runs(item.blocks)) for item in block.items]))
            case Table():
                found.append(("table", [[text_of(cell.runs) for cell in row.cells] for row in block.rows]))
            case Code():
                found.append(("code", block.text.strip()))
            case _:
                found.append((type(block).__name__.lower(), text_of(block_runs([block]))))
    return found


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        (r"\section*{Papers} One. \par Two~a.", [("heading", "Papers"), ("paragraph", "One."), ("paragraph", "Two a.")]),
        (r"\begin{itemize}\item a \item[(b)] c\end{itemize}", [("list", ["a", "(b) c"])]),
        (r"\begin{etaremune}\item a \item c\end{etaremune} d", [("list", ["a", "c"]), ("paragraph", "d")]),
        (r"\begin{thebibliography}{9}\bibitem[{\x{A}(2)}]{k} A. B. \bibitem{l} C.\end{thebibliography}", [("list", ["A. B.", "C."])]),
        (
            r"\begin{tabular}{l|r}\hline a & \textbf{b} \\[2pt] \hline c & \\ \end{tabular}",
            [("table", [["a", "b"], ["c", ""]])],
        ),
        (r"\cventry{2013}{Title}{ESA}{}{}{with B}" "\n" r"\cventry{2014}{Other}{}{}{}{}", [("list", ["2013: Title ESA with B", "2014: Other"])]),
        (r"\begin{verbatim}\emph{x}\end{verbatim}y", [("code", r"\emph{x}"), ("paragraph", "y")]),
        (r"R{\o}nnow, L\'eon, Universit\'e, {\"U}ber \c{c}a \ss{}", [("paragraph", "Rønnow, Léon, Université, Über ça ß")]),
        (r"\vspace{2em}\hskip 1em plus 0.5em minus 0.4em\relax a \cite{b} \label{c}", [("paragraph", "a")]),
        ("\\title{T}\\begin{document}a % b\nc 5\\% d\\end{document}", [("paragraph", "a c 5% d")]),
        (r"\arxiv{1305.4904} \eprint{hep-ph/9610479} \url{http://a.example/b\_c}", [("paragraph", "arXiv:1305.4904 arXiv:hep-ph/9610479 http://a.example/b_c")]),
        (r"a\footnote{b} ``c''", [("paragraph", "a (b) “c”")]),
    ],
)  # fmt: skip
def test_what_a_source_says(source: str, blocks: list[tuple[str, object]]) -> None:
    assert blocks_of(parse_latex(source)) == blocks


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        (r"\emph{a} b", [("a", "emphasis")]),
        (r"{\it a} b {\bf c}", [("a", "emphasis"), ("c", "strong")]),
        (r"\textbf{{D}eep \emph{n}ets}", [("Deep ", "strong"), ("n", "strong"), ("ets", "strong")]),
        (r"\bibinfo{title}{On a} \bibinfo{journal}{b}", [("On a", "title")]),
        (
            r"\begin{x}\bibitem{k} A. B.\newblock On a.\newblock {\em C}.\end{x}",
            [("On a.", "title"), ("C", "emphasis")],
        ),
        (r"\begin{x}\bibitem{k} A. B.\newblock Only this.\end{x}", []),
        (r"\bibitem{k} A.\newblock \showarticletitle{On a}. In b.\newblock c", [("On a", "title")]),
    ],
)
def test_what_is_marked(source: str, marked: list[tuple[str, str]]) -> None:
    runs = block_runs(parse_latex(source).blocks)
    found = [
        (run.text.strip() if kind == "title" else run.text, kind)
        for run in runs
        for kind in ("title", "strong", "emphasis")
        if getattr(run, kind)
    ]
    assert [pair for pair in found if pair in marked] == marked
    assert marked or not found


def test_links_have_their_addresses() -> None:
    runs = block_runs(
        parse_latex(r"\href{http://a.example/x\_y}{\texttt{[pdf]}} \Eprint {http://b.example} {c}").blocks
    )
    assert [(run.text, run.href) for run in runs if run.href] == [
        ("[pdf]", "http://a.example/x_y"),
        ("c", "http://b.example"),
    ]


@pytest.mark.parametrize(
    ("source", "after"),
    [
        (r"\newcommand{\me}{\textbf{A}}\me{} b", r"\textbf{A}{} b"),
        (r"\newcommand{\pub}[2]{\item #1: #2}\pub{a}{b}", r"\item a: b"),
        (r"\def\x#1{<#1>}\x{\x{a}}", "<<a>>"),
        (r"\newcommand{\emph}[1]{x}\emph{a}", r"\emph{a}"),
        (r"\providecommand{\z}{\hskip 1em\relax}\z b", r" b"),
    ],
)
def test_macros_of_the_document_are_expanded(source: str, after: str) -> None:
    assert expanded(source, frozenset({"emph"})).strip() == after.strip()


def test_macros_that_double_each_other_end() -> None:
    doubling = "".join(rf"\newcommand{{\{a}}}{{\{b}\{b}}}" for a, b in zip("abcdefghijkl", "bcdefghijklm", strict=True))
    assert len(expanded(doubling + r"\a " * 100, frozenset())) < 60_000


def test_comments_go_and_addresses_stay() -> None:
    assert uncommented("a % b\n5\\% c http://x.example/a%20b \\\\% d") == "a \n5\\% c http://x.example/a%20b \\\\"


def test_groups_and_options_end() -> None:
    assert ends_of_groups(r"{a\}{b}}{") == {4: 6, 0: 7}
    assert option(r"[{\a {B]}(2)}] c", 0) == (r"{\a {B]}(2)}", 14)
    assert option("[a", 0) == ("", 0)


def test_places_are_lines_and_columns() -> None:
    tree = parse_latex(
        "\\newcommand{\\x}{\ny}\n\\begin{itemize}\n\\item a\n\\item b\n arXiv:2401.00001\n\\end{itemize}"
    )
    (block,) = tree.blocks
    assert isinstance(block, ListBlock)
    assert tree.locate(block.items[1].blocks[0].place, "arXiv:2401.00001") == "line 6, column 2"


@given(IN_LATEX)
def test_no_source_raises_and_every_block_has_a_line(source: str) -> None:
    for block in parse_latex(source).blocks:
        assert block.place.startswith("line ")
        assert isinstance(block, Heading | Paragraph | ListBlock | Table | Code)
