"""Titles that differ harmlessly have one normalised form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.titles.normalise import form, normal_title


@pytest.mark.parametrize(
    "variants",
    [
        (
            r"Sums over $\alpha$-stable Sets",
            "Sums over α-stable sets",
            "sums over alpha–stable sets",
            "SUMS OVER ALPHA-STABLE SETS",
        ),
        (r"B\"uchi Automata", "Büchi automata", r"B{\"u}chi Automata", 'B\\"{u}chi automata', "Bu\u0308chi Automata"),
        (r"Caract\'erisation des d\'efauts", "Caractérisation des défauts"),
        (r"Entit\\'es Nomm\\'ees", "Entités nommées"),
        ("Ho{\\c c}a, \\v{S}imko and {\\O}re", "Hoça, Šimko & Øre"),
        (r"Łukasiewicz Logic", r"{\L}ukasiewicz logic"),
        ("Fine-grained Flow", "ﬁne‐grained ﬂow", "Fine—grained: flow?"),
        (
            r"Recovery via $\ell_1$ Minimization",
            "Recovery via ℓ₁ minimization",
            "Recovery via $\\ell_{1}$ Minimization",
        ),
        (r"An $O(n^2)$ Algorithm", "An O(n²) algorithm", "An O(n^2) Algorithm"),
        (r"Theory with \textsc{Singular}", "Theory with Singular", r"{\em Theory} with \emph{Singular}"),
        ("Gerdt's Algorithm", "Gerdt’s algorithm"),
        ("Cats &amp; Dogs", "Cats and Dogs", "cats & dogs"),
        ("Soft\u00adware", "Soft\u200bware", "software"),
        ("A* Search in C++", "a* search, in c++".replace("a*", "A*")),
        ("$\\mathcal{L}_1$ Norms", "L_1 norms", "L₁ Norms"),
    ],
)
def test_harmless_variants_have_one_form(variants: tuple[str, ...]) -> None:
    assert len({normal_title(v) for v in variants}) == 1, [normal_title(v) for v in variants]


def test_c_and_cpp_are_two_languages() -> None:
    assert len({normal_title(f"Parsing {language} Fast") for language in ("C", "C++", "C#")}) == 3


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("k-means++ Seeding", "k means plusplus seeding"),
        ("$k$-means$++$ Seeding", "k means plusplus seeding"),
        ("TLA+ Proofs", "tla plus proofs"),
        ("CNN+LSTM", "cnn lstm"),
        ("$(1+\\epsilon)$-Cuts", "1 epsilon cuts"),
        ("Datalog+/- Rules", "datalog plusminus rules"),
        (r"\#P-Hardness", "sharp p hardness"),
        ("Note #78", "note 78"),
        ("$C^{\\ast}$-Algebras", "cstar algebras"),
        ("Search with IDA* Fast", "search with ida star fast"),
        ("Search with Care*", "search with care"),
        ("$X'$ over $Y^{\\prime}$", "x prime over y prime"),
        ("Players' Odds", "players odds"),
        ("On 'X' and Y", "on x and y"),
        ("Xeon(R) Phi™", "xeon phi"),
    ],
)
def test_signs_of_names_are_words_and_others_are_not(title: str, form: str) -> None:
    assert normal_title(title) == form


def test_names_are_told_by_their_capitals_unless_all_is_in_capitals() -> None:
    found = form("HTTPS on GPUs of ImageNet")
    assert (sorted(found.names), sorted(found.plurals)) == (["https", "imagenet"], ["gpus"])
    assert form("HTTPS ON GPUS").names == frozenset()


@given(st.text(st.characters(max_codepoint=0x17F), max_size=100))
def test_the_normal_form_is_its_own_normal_form(title: str) -> None:
    once = normal_title(title)
    assert normal_title(once) == once


def test_roman_numbers_are_figures_and_ordinals_are_words() -> None:
    assert {form(w).words for w in ("Tomography, Part II", "Tomography: Part 2")} == {("tomography", "part", "2")}
    assert form("2nd Tomography").words == form("Second Tomography").words


def test_a_lone_letter_is_a_number_only_where_one_is_meant() -> None:
    assert form("What I Saw").words == ("what", "i", "saw")
    assert form("Polytopes I").words == ("polytopes", "1")
    assert form("Polytopes V: On Facets").words[1] == "5"


def test_parts_begin_where_punctuation_says_so() -> None:
    assert form("Codes: A Theory - of Trees (Extended)").cuts == (1, 3, 5)
    assert form("Gromov-Monge Gaps of Self-Attention").cuts == ()


@pytest.mark.parametrize("end", ["…", "...", " ...", " […]", " [...]", ". . .", r" \ldots"])
def test_an_ellipsis_marks_a_cut_title(end: str) -> None:
    assert form(f"Codes and Tre{end}").truncated
    assert form(f"Codes and Tre{end}").words == ("codes", "and", "tre")
