from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enrich.citations import citation, surnames
from enrich.citations.author_lists import read_byline
from enrich.citations.citation import read_citation, read_plain, title_like
from enrich.citations.venues import venue_only
from enrich.identifiers.find import find_ids
from tests.support.reading import TODAY, names

TITLE = "Distillation Scaling Laws for Small Models"


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"D. Busbridge, A. Shidani, and F. Weers. {TITLE}. arXiv preprint arXiv:2502.08606, 2025.", 3),
        (f"Dan Busbridge, Amitis Shidani. {TITLE}. In Proceedings of ICML, pages 1-10, 2025.", 2),
        (f"Busbridge, D., Shidani, A., & Weers, F. (2025). {TITLE}. Nature, 521(7553), 436-444.", 3),
        (f"Tom B. Brown et al. {TITLE}. NeurIPS 2020.", 1),
        (f"Frank Jensen, S. K. Anderson (2014). {TITLE}. Journal of Things.", 2),
        (f"Smith, J.: {TITLE}. In: Proc. of X, pp. 1-10. Springer (2019)", 1),
        (f"“{TITLE},” D. Busbridge, A. Shidani, CVPR 2016", 2),
        (f'D. Busbridge and A. Shidani, "{TITLE}," IEEE Trans. X, 2016.', 2),
        (f"[{TITLE}](https://arxiv.org/abs/2502.08606), Busbridge et al., 2025", 0),
        (f"[{TITLE}](https://arxiv.org/abs/2502.08606) - Dan Busbridge, Amitis Shidani", 2),
        (f"**{TITLE}** [[paper](https://arxiv.org/abs/2502.08606)] [[code](https://github.com/a/b)]", 0),
        (f"{TITLE}. Dan Busbridge, Amitis Shidani. ICML 2025.", 2),
        (f"{TITLE} - Dan Busbridge, Amitis Shidani (2025)", 2),
        (f"{TITLE}, Dan Busbridge, Amitis Shidani, 2025", 2),
        (f"[2025/02] {TITLE}. Dan Busbridge, Amitis Shidani. [arXiv](https://arxiv.org/abs/2502.08606)", 2),
        (f"{TITLE} (arXiv:2502.08606)", 0),
    ],
)
@pytest.mark.parametrize("mark", ["", "- ", "12. ", "[12] "])
def test_title_and_authors_are_told_apart(text: str, authors: int, mark: str) -> None:
    cited = read_citation(mark + text, find_ids(mark + text, TODAY))
    assert cited is not None
    assert cited.item.title == TITLE
    assert len(names(cited.item)) == authors


def test_a_citation_keeps_year_venue_doi_code_and_page() -> None:
    text = (
        f"- [{TITLE}](https://lab.example/p/1). Dan Busbridge, Amitis Shidani. ICML 2025. doi:10.1145/1234567.8 "
        "[code](https://github.com/a/b)"
    )
    cited = read_citation(text, find_ids(text, TODAY))
    assert cited is not None
    item = cited.item
    assert (item.date and item.date.year, item.date_exact, item.venue) == (2025, "year", "ICML 2025")
    assert (item.dois, item.code, item.page) == (
        ("10.1145/1234567.8",),
        ("https://github.com/a/b",),
        "https://lab.example/p/1",
    )


@pytest.mark.parametrize("text", ["milk", "see you", "[link](https://x.example)", "https://x.example"])
def test_other_bullets_cite_nothing(text: str) -> None:
    assert read_citation(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Attention Is All You Need", True),
        ("Can tools improve quality? A study", True),
        ("$\\mathbb{N}$-algebraicity of zeta functions", True),
        ("lower case words", False),
        ("PDF Code", False),
        ("https://example.org/a b", False),
        ("Schedule:", False),
    ],
)
def test_what_can_be_a_title(text: str, expected: bool) -> None:
    assert title_like(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ICML 2024", True), ("In Proceedings of the ACM Conference on X", True), ("A Review of Science Journals", False)],
)
def test_what_is_only_a_venue(text: str, expected: bool) -> None:
    assert venue_only(text) is expected


@given(st.text(alphabet=st.sampled_from('Aab. ,:()[]"“”*-2014&\n'), max_size=200))
def test_no_text_raises(text: str) -> None:
    read_citation(text, find_ids(text, TODAY))


@pytest.mark.parametrize(
    ("line", "title", "authors"),
    [
        ('Okafor, Ines B., and Paul Brandt. "A calculus of delayed promises." J. Logic 3.1 (2021): 4-8.', None, 2),
        ('Okafor, Ines, et al. "A calculus of delayed promises." J. Logic 3.1 (2021): 4-8.', None, 1),
        ("Okafor, I., P. Brandt, M. Holm (2021). A calculus of delayed promises. J. Logic, 3, 4-8.", None, 3),
        (
            "Okafor, I., P. Brandt, T. Holm, M. Ode-Nord (2021). A calculus of delayed promises. In: LICS, pp. 4-8.",
            None,
            4,
        ),
        ("[c9] Ines Okafor, Paul Brandt: A calculus of delayed promises. LICS 2021: 4-8", None, 2),
        ("C1. I. Okafor, P. Brandt. A calculus of delayed promises. In Proc. of LICS, 2021.", None, 2),
        ("A Calculus of Delayed Promises, with Paul Brandt and M. Holm, 2021.", "A Calculus of Delayed Promises", 2),
        ("A Calculus of Delayed Promises (joint with Paul Brandt). LICS 2021", "A Calculus of Delayed Promises", 1),
        (
            "I. Okafor, P. Brandt. Promise! -- Calculi of Delayed Promises. Tech. rep., 2015.",
            "Promise! -- Calculi of Delayed Promises",
            2,
        ),
    ],
)
def test_styles_of_papers_and_of_lists_of_ones_own(line: str, title: str | None, authors: int) -> None:
    found = read_citation(line)
    assert found is not None
    assert found.item.title == (title or "A calculus of delayed promises")
    assert len(found.item.authors) == authors
    assert found.clear


def test_a_title_that_says_with_keeps_it() -> None:
    found = read_citation("I. Okafor and P. Brandt. Learning to Walk, with Applications to Legged Robots. ICRA 2021.")
    assert found is not None
    assert found.item.title == "Learning to Walk, with Applications to Legged Robots"


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"Huang GB, Plaza S. {TITLE}. arXiv. 2014 Sep.", ["G. B. Huang", "S. Plaza"]),
        (f"Robinson, M.: {TITLE}, 2013.", ["M. Robinson"]),
        (f"Jakel, H., Jondral, F.K.: {TITLE}, ESOP.", ["H. Jakel", "F.K. Jondral"]),
        (f"Chepuri, S. P., & Leus, G. (2013). {TITLE} [Preprint].", ["S. P. Chepuri", "G. Leus"]),
    ],
)
def test_no_style_leaves_year_medium_or_names_in_the_title(text: str, authors: list[str]) -> None:
    cited = read_citation(text)
    assert cited
    assert (cited.item.title, names(cited.item)) == (TITLE, authors)


def test_a_venue_in_capitals_is_no_initials() -> None:
    cited = read_citation(f"{TITLE} (Bod, ACL 2000)")
    assert cited is None or cited.item.authors == ()


def test_a_family_name_with_two_initials_that_touch_is_an_author() -> None:
    cited = read_citation(f"{TITLE}. Yordzhev, K.Y, 2012, In: Journal of Barns 161 (2013)")
    assert cited
    assert names(cited.item) == ["K.Y Yordzhev"]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"Kiros R. {TITLE}. J Barns. 2013;14(5):1204-11.", ["R. Kiros"]),
        (f"Cheng et al. (2014) '{TITLE}', Proc. Sheep, pp. 12-20.", ["Cheng"]),
        (
            f"Zajic, David; Maxwell, Michael (2014), {TITLE}, unpublished report, Trondheim.",
            ["David Zajic", "Michael Maxwell"],
        ),
    ],
)
def test_styles_with_one_name_single_quotes_or_the_kind_of_work_are_read(text: str, authors: list[str]) -> None:
    cited = read_citation(text)
    assert cited
    assert (cited.item.title, names(cited.item)) == (TITLE, authors)


def test_a_title_goes_on_behind_an_abbreviated_form_of_address() -> None:
    cited = read_citation("V. Jog and B. Ash. The Inequality of Mrs. Gerber and Her Sheep. J. Barns, 2012.")
    assert cited
    assert cited.item.title == "The Inequality of Mrs. Gerber and Her Sheep"


def test_words_of_the_field_behind_by_are_no_author() -> None:
    cited = read_citation("Hardware Trojan by Hot Carrier Injection")
    assert cited is None or cited.item.authors == ()


def test_a_weekday_before_a_sentence_is_no_author() -> None:
    cited = read_citation("Wednesday. Walked to the library and back")
    assert cited is None or cited.item.authors == ()


def test_a_reference_with_semicolons_is_no_line_of_authors() -> None:
    assert read_byline(f"Zajic, David; Maxwell, Michael; Bloodgood, Michael (2014), {TITLE}, report, Trondheim") is None


def test_a_title_ends_before_in_and_the_name_of_a_book() -> None:
    cited = read_citation(
        f"Dadush, D., Regev, O. & Stephens-Davidowitz, N. {TITLE}. in Advances in Barns (eds Foo, B. & Bar, C.) 12-40 (2015)."
    )
    assert cited
    assert cited.item.title == TITLE


WORDS = st.sampled_from(
    [
        "we",
        "show",
        "that",
        "with",
        "the",
        "and",
        "in",
        "of",
        "a",
        "by",
        "von",
        "Ann",
        "Roe",
        "Bob",
        "A.",
        "B.",
        "DNN",
        "ICML",
        "method",
        "methods",
        "Sheep",
        "sheep,",
        "Barns.",
        "fields:",
        "(see",
        "(2019)",
        "2019",
        "[in]",
        "—",
        "et",
        "al",
        "et",
        "al.",
        "authors:",
        "(with",
        "joint",
        "work",
        "2018.",
        ",",
        ";",
    ]
)


@settings(max_examples=2000, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
@example("(method one) Ann Roe, Bob Doe")
@example("Sheep in barns, joint work with Ann Roe and Bob Doe")
def test_what_opens_without_names_has_none(text: str) -> None:
    found = read_plain(text), surnames.read_surnames(text), read_citation(text)
    surnames.read_surnames.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(citation, "opens_without_names", lambda text, **cut: False)
        patch.setattr(surnames, "opens_without_names", lambda text, **cut: False)
        assert (read_plain(text), surnames.read_surnames(text), read_citation(text)) == found
    surnames.read_surnames.cache_clear()
