from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.arxiv.code_links import code_links

ONE = "https://github.com/apple/ml-cross"


@pytest.mark.parametrize(
    "text",
    [
        f"Code: {ONE}",
        f"Code at {ONE}.",
        f"({ONE})",
        f"[code]({ONE})",
        f"see {ONE}, and more",
        f"<{ONE}>",
        rf"\url{{{ONE}}}",
        rf"\href{{{ONE}}}{{here}}",
        rf"{{\tt {ONE}}}",
        f"code is at {ONE}/",
        f"{ONE}.git",
        "http://github.com/apple/ml-cross",
        "available at github.com/apple/ml-cross",
        "www.github.com/apple/ml-cross;",
        "https://github.com/\n  apple/ml-cross",
        f"{ONE}.We show that",
        f"{ONE} and {ONE}/",
        f"{ONE}#readme",
        f'"{ONE}"',
        f"\\texttt{{{ONE}}}.",
    ],
)
def test_the_repository_is_found_without_what_surrounds_it(text: str) -> None:
    assert code_links(text) == (ONE,)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (r"\url{https://github.com/a/my\_repo}", "https://github.com/a/my_repo"),
        (r"https://github.com/a/my{\_}repo", "https://github.com/a/my_repo"),
        ("https://github.com/FluxML/Flux.jl.", "https://github.com/FluxML/Flux.jl"),
        ("https://github.com/a/b/tree/main/c (v2)", "https://github.com/a/b/tree/main/c"),
        ("https://gitlab.inria.fr/team/tool", "https://gitlab.inria.fr/team/tool"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b"),
        ("https://huggingface.co/apple/FastVLM-7B", "https://huggingface.co/apple/FastVLM-7B"),
        ("https://anonymous.4open.science/r/abc-1F2E/", "https://anonymous.4open.science/r/abc-1F2E"),
        ("The code is at https://zenodo.org/record/123456.", "https://zenodo.org/record/123456"),
        ("Software available from https://doi.org/10.5281/zenodo.123", "https://doi.org/10.5281/zenodo.123"),
        (
            "Source code is available at http://www.cs.example.edu/~jane/tool.tgz",
            "http://www.cs.example.edu/~jane/tool.tgz",
        ),
        ("The code is\navailable online (http://vision.example.ca/code/).", "http://vision.example.ca/code/"),
        ("Our implementation can be downloaded from: http://example.org/x_(y)", "http://example.org/x_(y)"),
    ],
)
def test_other_places_of_code_are_found(text: str, url: str) -> None:
    assert code_links(text) == (url,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 pages",
        "https://github.com/apple",
        "https://github.com/topics/vision",
        "https://huggingface.co/papers/2507.13575",
        "https://huggingface.co/datasets/apple/x",
        "Project page: https://jane.github.io/tool",
        "Dataset at https://zenodo.org/record/123456",
        "Code and demo video at https://example.org/video",
        "https://arxiv.org/abs/2507.13575",
        "The code is described in http://ieeexplore.ieee.org/x",
        "mail me@github.com/x/y",
        "https://notgithub.com/a/b",
        "https://example.org/github.com/a/b",
        "http://[bad/a/b",
        "javascript:alert(1)//github.com/a/b",
    ],
)
def test_what_is_not_certainly_code_is_left_out(text: str) -> None:
    assert code_links(text) == ()


def test_several_are_kept_in_order_each_once() -> None:
    comment = "Code: https://github.com/b/two"
    abstract = "See https://github.com/a/one and https://GitHub.com/B/Two"
    assert code_links(comment, abstract) == ("https://github.com/b/two", "https://github.com/a/one")


@given(st.text())
def test_no_text_raises_and_every_link_is_of_the_web(text: str) -> None:
    for url in code_links(text, f"code at https://{text}", f"https://github.com/{text}"):
        assert url.startswith(("https://", "http://"))
        assert not any(c.isspace() for c in url)
