"""Which words, addresses and DOIs announce an id, and what is read behind them."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.identifiers.hosts import address_before
from enrich.identifiers.marked import MarkedText, read_doi, read_marked
from enrich.identifiers.old_style import read_old_style
from enrich.identifiers.spelling import make_window

TODAY = date(2026, 7, 15)


def marked(text: str) -> MarkedText | None:
    """What the first word arXiv of a text announces."""
    return read_marked(make_window(text, text.lower().index("xiv"), True, True), TODAY)


ANNOUNCED = [
    ("a colon", "see arXiv:2507.13575v2 there", "arXiv:2507.13575v2", "id", "2507.13575", 2),
    ("a spaced version", "see arXiv:2507.13575 v2 there", "arXiv:2507.13575 v2", "id", "2507.13575", 2),
    ("words between", "see arXiv preprint no. 2507.13575 there", "arXiv preprint no. 2507.13575", "id", "2507.13575", None),
    ("its class between", "see arXiv:cs.LG/2507.13575 there", "arXiv:cs.LG/2507.13575", "id", "2507.13575", None),
    ("a broken word", "see ar-Xiv:2507.13575 there", "ar-Xiv:2507.13575", "id", "2507.13575", None),
    ("the old style", "see arXiv:math.GT/0309136 there", "arXiv:math.GT/0309136", "id", "math/0309136", None),
    ("an abstract's address", "see http://arxiv.org/abs/2507.13575 there", "http://arxiv.org/abs/2507.13575", "url", "2507.13575", None),
    ("a file's address", "see arxiv.org/pdf/2507.13575v3.pdf there", "arxiv.org/pdf/2507.13575v3.pdf", "url", "2507.13575", 3),
    ("an old file", "see arxiv.org/ftp/hep-th/papers/9901/9901001v2 there", "arxiv.org/ftp/hep-th/papers/9901/9901001v2", "url", "hep-th/9901001", 2),
    ("a query", "see export.arxiv.org/api/query?start=0&id_list=2507.13575 there", "export.arxiv.org/api/query?start=0&id_list=2507.13575", "url", "2507.13575", None),
    ("another site's path", "see https://scirate.com/arxiv/2507.13575 there", "https://scirate.com/arxiv/2507.13575", "url", "2507.13575", None),
    ("ADS", "see 2025arXiv250713575Z there", "2025arXiv250713575Z", "id", "2507.13575", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "written", "how", "paper", "version"), [row[1:] for row in ANNOUNCED], ids=[row[0] for row in ANNOUNCED]
)
def test_the_word_arxiv_announces_an_id(text: str, written: str, how: str, paper: str, version: int | None) -> None:
    found = marked(text)
    assert found is not None
    assert (text[found.start : found.end], found.how, found.id, found.version) == (written, how, paper, version)


IMPOSSIBLE = [
    ("arXiv:2513.12345", "no month 13"),
    ("arXiv:2507.123", "not 3"),
    ("arXiv:2507.13575v0", "counted from 1"),
    ("arXiv:foo/9901001", "no archive foo"),
    ("https://arxiv.org/abs/12345", "12345 is not the form"),
    ("arXiv:123456", "123456 is not the form"),
]


@pytest.mark.parametrize(("text", "why"), IMPOSSIBLE)
def test_an_announced_id_that_cannot_be_one_has_its_reason(text: str, why: str) -> None:
    found = marked(text)
    assert found is not None
    assert (found.id, text[found.start : found.end]) == (None, text)
    assert why in (found.malformed or "")


@pytest.mark.parametrize(
    "text",
    [
        "on the arXiv. 2507.13575 people came",
        "on the arXiv\n\n2507.13575",
        "arXiv has 2507.13575 of them",
        "arXiv: 2025",
        "arXiv.org",
        "SocArXiv:2513.12345",
        "PsyArXiv preprint 123456",
        "https://arxiv.org/list/cs.LG/new",
        "2024arXiv250713575Z",
        "viXiv:2507.13575",
        "arXiv:10.1145/3613904",
    ],
)
def test_the_word_arxiv_announces_nothing_beyond_a_sentence_or_of_another_server(text: str) -> None:
    assert marked(text) is None


OLD_STYLE = [
    ("see hep-th/9901001 there", "hep-th/9901001", "hep-th/9901001"),
    ("see math.GT/0309136v2 there", "math.GT/0309136v2", "math/0309136"),
    ("see abs/cs/0112017 there", "cs/0112017", "cs/0112017"),
    ("seehep-th/9901001 there", "hep-th/9901001", "hep-th/9901001"),
    ("see hf.co/papers/cs/0112017 there", "hf.co/papers/cs/0112017", "cs/0112017"),
]


@pytest.mark.parametrize(("text", "written", "paper"), OLD_STYLE)
def test_an_archive_announces_seven_digits(text: str, written: str, paper: str) -> None:
    found = read_old_style(make_window(text, text.rindex("/"), True, True))
    assert found is not None
    assert (text[found.start : found.end], found.id, found.malformed) == (written, paper, None)


@pytest.mark.parametrize(
    "text",
    [
        "docs/0112017",
        "economics/0112017",
        "a/b/cs/0112017",
        "hep-th/9913001",
        "hep-th/0704001",
        "hep-th/99010011",
        "https://example.com/math/0309136",
    ],
)
def test_other_words_announce_no_seven_digits(text: str) -> None:
    assert read_old_style(make_window(text, text.rindex("/"), True, True)) is None


DOIS = [
    ("10.48550/arXiv.2507.13575v2", "2507.13575", 2, None),
    ("10.1145/3613904.3642628", None, None, "10.1145/3613904.3642628"),
    ("10.48550/arXiv.2513.12345", None, None, None),
]


@pytest.mark.parametrize(("text", "paper", "version", "doi"), DOIS)
def test_a_doi_is_arxivs_or_anothers(text: str, paper: str | None, version: int | None, doi: str | None) -> None:
    found = read_doi(make_window(f"see {text} there", 4, True, True), 4, TODAY)
    assert found is not None
    assert (found.how, found.id, found.version, found.doi) == ("doi", paper, version, doi)
    assert (found.malformed is None) == (paper is not None or doi is not None)
    assert (found.start, found.end) == (4, 4 + len(text))


def test_what_only_begins_like_a_doi_is_none() -> None:
    assert read_doi(make_window("ratio 10.1234 to", 6, True, True), 6, TODAY) is None


@pytest.mark.parametrize(
    ("before", "kind", "begin"),
    [
        ("see ", "none", 4),
        ("see and/or/", "none", 11),
        ("see https://huggingface.co/papers/", "mirror", 4),
        ("see www.alphaxiv.org/abs/", "mirror", 4),
        ("see https://example.com/", "foreign", 4),
        ("see example.org/papers/", "foreign", 4),
        ("see (https://ar5iv.org/abs/", "mirror", 5),
    ],
)
def test_an_address_before_a_place_serves_arxivs_papers_or_not(before: str, kind: str, begin: int) -> None:
    assert address_before(before + "2507.13575", len(before)) == (kind, begin)


@pytest.mark.parametrize("end", ["", "/"])
def test_the_rest_of_an_address_too_long_to_see_is_foreign(end: str) -> None:
    text = "x" * 400 + end
    assert address_before(text, len(text))[0] == "foreign"
