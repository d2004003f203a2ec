"""Facts about LaTeX made readable."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enrich.tex.to_unicode import readable, readable_number, readable_paragraphs

FORMULAE = [
    (r"$\alpha$-Calibrated", "α-Calibrated"),
    (r"$\mathbb{R}^n$", "ℝⁿ"),
    (r"over $\mathbb F_2$", "over 𝔽₂"),
    (r"$O(n \log n)$", "O(n log n)"),
    (r"$O(n\log n)$", "O(n log n)"),
    (r"$\Omega(\sqrt{n}\log^2 n)$", "Ω(√n log² n)"),
    ("$x<y$", "x<y"),
    (r"$\le$", "≤"),
    (r"$x\le y$", "x ≤ y"),
    (r"$3\times3$", "3×3"),
    (r"$3\times$ faster", "3× faster"),
    (r"$10^{-3}$", "10⁻³"),
    ("H$_2$O", "H₂O"),
    (r"90$^\circ$C", "90°C"),
    ("1$^{st}$", "1ˢᵗ"),
    (r"$\sqrt{n}$", "√n"),
    (r"$\sqrt{n+1}$", "√(n+1)"),
    (r"$\sqrt{n}m$", "√(n)m"),
    (r"$\frac{1}{2}$", "½"),
    (r"$2\frac{n}{m}$", "2(n/m)"),
    (r"$c/\frac{a}{b}$", "c/(a/b)"),
    (r"$\frac{1}{n}\sum_{i=1}^n x_i$", "(1/n)∑ᵢ₌₁ⁿ xᵢ"),
    (r"$\frac{n}{2}\leq k+\frac{a}{b}$", "n/2 ≤ k+a/b"),
    (r"$k\log\frac{n}{k}$", "k log(n/k)"),
    (r"$\log \frac{n}{k}+\log{\frac{n}{k}}$", "log(n/k)+log(n/k)"),
    (r"$\log_2 \frac{n}{k}$", "log₂(n/k)"),
    (r"$\sin\frac{x}{2} y$", "sin(x/2) y"),
    (r"$2 \frac{a}{b} c$", "2 (a/b) c"),
    (r"$\frac{a}{b} {} (x)$", "(a/b) (x)"),
    (r"$\frac{a}{b}(x)$", "(a/b)(x)"),
    (r"$\frac{n}{2}!$", "(n/2)!"),
    (r"$x \subset \frac{a}{b} \cup \frac{a}{b} c$", "x ⊂ a/b ∪ (a/b) c"),
    (r"$\operatorname*{argmin}_x f$", "argminₓ f"),
    (r"$\frac{a+b}{2}$", "(a+b)/2"),
    (r"$x_i^2 \in X$", "xᵢ² ∈ X"),
    (r"$\sum_{i=1}^n x_i$", "∑ᵢ₌₁ⁿ xᵢ"),
    (r"$\{0,1\}^n$", "{0,1}ⁿ"),
    (r"$\lfloor n/2 \rfloor$", "⌊n/2⌋"),
    (r"$\left( x \right)$", "(x)"),
    (r"$(\le k)$ $(\cdot, \cdot)$ $[\cdot , \cdot]$ $\{\pm 1\}$ $(x \le)$", "(≤ k) (·, ·) [·, ·] {±1} (x ≤)"),
    (r"${\cal O}(n)$", "𝒪(n)"),
    (r"$\mathcal{L}$", "ℒ"),
    (r"$\mathbf{x}$", "𝐱"),
    (r"$\mathbf{SMART}$", "SMART"),
    (r"$\hat{x}$", "x̂"),
    (r"$\operatorname{poly}(n)$", "poly(n)"),
    (r"$f'(x)$", "f′(x)"),
    (r"$ \alpha $", "α"),
    (r"\(x^2\)", "x²"),
    (r"\[x^2\]", "x²"),
    ("$$x^2$$", "x²"),
    (r"$k$-NN for $n$ points", "k-NN for n points"),
    (r"$50\%$", "50%"),
    (r"$A^*$ search", "A* search"),
    ("between $5$ and $10$", "between 5 and 10"),
    ("for $ x $ in $ y $", "for x in y"),
    (r"when$ p^{e}\neq 9$ or $O(n^2) $time", "when pᵉ ≠ 9 or O(n²) time"),
    (r"3$ \times $3 of 10$\,\mu$m, H$ _2$O", "3×3 of 10 μm, H₂O"),
    ("O(n)$ and $m$ for all", "O(n)$ and m for all"),
]

TEXT = [
    (r"Caf\'e", "Café"),
    (r"Erd\H{o}s, G{\"o}del, {\'E}mile, \c{C}a", "Erdős, Gödel, Émile, Ça"),
    (r"\v{C}ech, na\"{\i}ve, Garc\'{\i}a", "Čech, naïve, García"),
    (r"Mart\'\i nez, Garc\'\i a-L\'opez, na\"\i ve, \'\i{}a \'{\i }a", "Martínez, García-López, naïve, ía ía"),
    (r"Mart\'\i nez y Mar\'\i\ Paz, Mar\'\i L\'opez", "Martínez y Marí Paz, Marí López"),
    (r"\L{}ukasz, \O rsted, Stra{\ss}e", "Łukasz, Ørsted, Straße"),
    (r"\emph{very} \textbf{big {\it deal}}", "very big deal"),
    (r"{\it foo} bar", "foo bar"),
    (r"\textsc{Foo}: a $x_{b}$ c", "Foo: a $x_{b}$ c"),
    ("{B}ayesian {GAN}s", "Bayesian GANs"),
    ("a--b --- c", "a–b — c"),
    ("``quoted'' and `single' and 'plain'", "“quoted” and ‘single’ and 'plain'"),
    (r"5\% of R\&D \#1 a\_b", "5% of R&D #1 a_b"),
    ("Fig.~3", "Fig. 3"),
    ("about ~5 and ~x", "about ~5 and ~x"),
    ("http://a.org/~user/a--b_c", "http://a.org/~user/a--b_c"),
    (r"\url{http://a.org/a\_b}", "http://a.org/a_b"),
    (r"\href{http://a.org}{here}", "here (http://a.org)"),
    (r"A \\ B", "A B"),
    (r"\LaTeX{} and \alpha-x", "LaTeX and α-x"),
    (r"{\guillemotleft}new{\guillemotright}", "«new»"),
    (r"10{\times}10, x {\to} y, {\geq}5, A{\&}B", "10×10, x → y, ≥5, A&B"),
    (r"25{\deg}C, 600 ${\deg}$C, $18{\deg}$, 90\deg angle", "25°C, 600 °C, 18°, 90° angle"),
    (r"$\deg f$, ${\deg}(f)$, {\deg}", "deg f, deg(f), °"),
    (r"H$\o$st, {\O}rsted but $\o$, V\P that \L{}", r"Høst, Ørsted but $\o$, V\P that Ł"),
    (r"\S~3, \S 3, \S{}3, {\S}3, \S\,3, \S\S 3, \P 2 but \P = \NP", r"§ 3, § 3, §3, §3, § 3, §§ 3, ¶ 2 but \P = \NP"),
    (r"10\textsuperscript{6} m\textsuperscript{2} 1\textsuperscript{st}", "10⁶ m² 1ˢᵗ"),
    (r"H\textsubscript{2}O 5\textsuperscript{$\circ$}C X\textsuperscript{\textregistered}", "H₂O 5°C X®"),
    (r"\alpha$n$ and \foo$n$", r"αn and \foo{}n"),
    ("a\n  b\tc", "a b c"),
]

UNTOUCHED = [
    r"$x^{\mathrm{out}}_{ij}$",
    r"$x_{i,j}$",
    r"$\ell_\infty$",
    r"$n^{1/2}$",
    r"$\left( a \right.$ $\left. x \right|$ $\big. x$",
    r"$2^{O(k \log k)}$ $n^{-c\ln n}$ $n^{O(\log n)}$ $x_{n\max}$ $x^{(a)\log(n)}$ $x^{\text{if a}}$",
    r"${\frac{a}{b}}^2$",
    r"$\ours{x}$",
    r"$\overline{AB}$",
    r"\begin{array}{c} a \end{array}",
    r"\begin{equation} $x$ \% \end{equation}",
    r"\ours{} is \method{X}",
    r"\cite{Foo}",
    r"s\^\propto \Omega(\propto\^(1/3-\epsilon))",
    r"$$ a & $T$ \\ b $$ or $$x \mbox{ if $T$} y$$",
    r"x\textsuperscript{q} x\textsubscript{b} a\textsuperscript{b c} a\textsuperscript{}",
    r"$\P$ $\L(M)$ $d(\S)$ $s\l\log_2 t$ $\O(n)$ $\o(n)$ $\i$ $\ss$",
    r"unless \P = \NP in \O(n) for \L = 3",
    r"\foo{\times} \foo{\%}",
    r"O(\sigma_s^2)",
    r"n\in\Z^+",
    r"\gapmsr{\delta}{d}",
    "$5 and $10",
    "costs $5-$10, $1.5M to $2M, US$ 5 to US$ 10",
    "$1 million to $2 million",
    "echo $HOME and $PATH",
    "from 10$ to 20$ each",
    "from 10 $ to 20 $ each",
    "cost 5$ per 10$, 5$-10$ each",
    "It costs 5$ or $6",
    "100 $ and 200 $. Then 3$ more",
    "{0,1}$ or ${y z",
    "from $money for nothing$ on",
    "{0,1} and {cat, dog}",
    "NQP_{C}",
    "<!-- a --> b",
    "\\",
    "a\\",
    "{",
    "}{",
    "a}b{c",
    "$",
    "$$",
    "$$$",
    r"$\frac{1}$",
    r"$x^$",
    r"$_$ $^2^3$",
    "x_1 and 10^6 and a ~ b",
    "from (d/eps)^4 to O~(d/eps)^2",
    "",
]


@pytest.mark.parametrize(("tex", "shown"), FORMULAE)
def test_formulae_become_unicode(tex: str, shown: str) -> None:
    assert readable(tex) == shown


@pytest.mark.parametrize(("tex", "shown"), TEXT)
def test_text_markup_becomes_text(tex: str, shown: str) -> None:
    assert readable(tex) == shown


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("TR--LACL--2011--3", "TR--LACL--2011--3"),
        (r"Universit\'e 14--122, DO\_TH", "Université 14--122, DO_TH"),
        ("---", "---"),
        ("", ""),
    ],
)
def test_report_numbers_keep_their_hyphens(tex: str, shown: str) -> None:
    assert readable_number(tex) == shown
    assert readable_number(shown) == shown


@pytest.mark.parametrize("tex", UNTOUCHED)
def test_what_has_no_honest_unicode_form_stays_whole(tex: str) -> None:
    assert readable(tex).split() == tex.split()
    assert readable_paragraphs(tex).split() == readable(tex).split()


def test_a_formula_is_never_half_converted() -> None:
    assert readable(r"$\alpha_{i,j} + \beta$") == r"$\alpha_{i,j} + \beta$"


def test_titles_are_one_line_and_abstracts_keep_their_paragraphs() -> None:
    text = "  First $x^2$\nline.\n\n  Second\nparagraph.\n"
    assert readable(text) == "First x² line. Second paragraph."
    assert readable_paragraphs(text) == "First x² line.\n\nSecond paragraph."


def test_an_indented_line_starts_a_paragraph_unless_every_line_is_indented() -> None:
    assert readable_paragraphs("  One\ntwo\nthree.\n  Four\nfive.") == "One two three.\n\nFour five."
    assert readable_paragraphs("  One\n  two\n  three.\n  Four") == "One two three. Four"
    assert readable_paragraphs("One.\r\n\r\nTwo.") == "One.\n\nTwo."


PIECES = st.sampled_from(
    [
        r"\alpha",
        "$x$",
        "{",
        "}",
        r"\emph{",
        r"\'e",
        r"\"{",
        r"\begin{a}",
        r"\end{a}",
        "$$",
        r"\(",
        r"\)",
        r"\[",
        r"\]",
        r"\$",
        "$",
        "--",
        "``",
        "''",
        "`",
        r"\frac{",
        r"{\it ",
        r"\textbf{",
        "~",
        r"\\",
        r"\url{",
        "^{",
        "_",
        "http://a.b/~",
        r"\mathbb{R}",
        r"\H{o}",
        r"{\times}",
        r"{\deg}",
        r"\textsuperscript{",
        r"\'\i ",
        r"\^",
        "\n  ",
        r"$\o$",
        r"\(\i\)",
        r"\S",
        r"\L ",
        "=",
        r"\foo",
        r"\{",
        r"\}",
        "X",
        " ",
        r"\sqrt",
        "5",
        "a",
        "$ ",
        " $",
        " or ",
        "$ x_{i,j} $",
        r"\href{",
        r"\left",
        r"\not",
        "%",
        "\n",
        "\n\n",
        r"\cal ",
        "&",
        r"\%",
        r"\textbackslash",
        "é",
        "李",
        "\U000f0001",
        "\ud800",
        "\x00",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=16).map("".join))


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_reading_twice_changes_nothing_and_no_text_raises(text: str) -> None:
    once = readable(text)
    assert readable(once) == once
    paragraphs = readable_paragraphs(text)
    assert readable_paragraphs(paragraphs) == paragraphs


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="abc XYZ123.,;:!?()[]éß李م\n", max_size=80))
def test_text_without_tex_is_only_folded(text: str) -> None:
    assert readable(text) == " ".join(text.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.just("$"), st.just("\\"), st.just("{"), st.just("}"), st.from_regex(r"\A[bcdfg]{4,8}\Z"))))
def test_words_are_never_lost(pieces: list[str]) -> None:
    shown = readable(" ".join(pieces))
    for piece in pieces:
        if piece.isalpha():
            assert piece in shown


WORD = st.from_regex(r"\A([b-df-h]{1,8}|[0-9]{1,2})\Z")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(WORD, st.sampled_from([" ", "$ ", " $", " $ "]))))
@example([("costs", " "), ("5", "$ "), ("per", " "), ("10", "$ ")])
def test_words_do_not_run_together_whatever_dollars_stand_between(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in pieces)
    assert readable(text).replace("$", "").split() == text.replace("$", "").split()


def test_deep_nesting_and_long_formulae_stay() -> None:
    deep = "$" + "{" * 5000 + "x" + "}" * 5000 + "$"
    long = "$" + "x+" * 5000 + "1$"
    assert readable(deep) == deep
    assert readable(long) == long


def test_an_indented_line_within_a_formula_begins_no_paragraph() -> None:
    lines = "We set $a = \\{x\n  : y\\},$ where $n$\nis small.\nMore.\nMore.\nMore."
    assert readable_paragraphs(lines) == "We set a = {x : y}, where n is small. More. More. More."
    display = "First \\begin{align*}\n  x_{ab}\n  y \\end{align*} last.\nMore.\nMore.\nMore.\n  Next."
    assert readable_paragraphs(display).split("\n\n") == [
        "First \\begin{align*} x_{ab} y \\end{align*} last. More. More. More.",
        "Next.",
    ]
    display = "If $T$ then $$h =\n  \\Delta+2, & if $T$;\n  1, $$ next.\nMore.\nMore.\nMore.\n  Next."
    assert readable_paragraphs(display).split("\n\n") == [
        "If T then $$h = \\Delta+2, & if $T$; 1, $$ next. More. More. More.",
        "Next.",
    ]
