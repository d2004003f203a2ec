"""Which ids and DOIs are found in text, and that nothing else is."""

from __future__ import annotations

import codecs
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from enrich.identifiers import spelling as window
from enrich.identifiers.arxiv_id import OLD_ARCHIVES
from enrich.identifiers.find import IdMatch, find_ids, scan

TODAY = date(2026, 7, 15)


def ids(text: str) -> list[str | None]:
    return [hit.id for hit in find_ids(text, TODAY)]


# ------------------------------------------------------------------------------------------------ written forms

NEW_FORMS = """
arXiv:{} | arXiv: {} | ARXIV:{} | arxiv:{} | arXiv : {} | arXiv {} | arXiv.{} | arXiv-{} | arXiv_{} | arxiv/{} | arXiv{}
arXiv:abs/{} | arXiv:[{}] | arXiv ({}) | arXiv preprint {} | arXiv preprint arXiv:{} | arXiv e-print: {} | arXiv no. {}
arXiv:{}v2 | arXiv:{}V3 | {}v1 | {}v12 | arXiv:{} v2 | arXiv:{}v1 [cs.LG] | arXiv:{} [cond-mat.mes-hall] | {} [cs.LG] | {} (math.GT)
arXiv:cs.LG/{} | cs.LG/{} | [cs.LG] {} | arXiv [cs.LG] {} | [{}] | eprint = {{{}}} | eprint: "{}" | {{{{arxiv|{}}}}}
"arxiv_id": "{}" | "arXiv":"{}" | arXivId={} | {}.pdf | {}v2.pdf | cite arXiv |eprint={} |class=cs.LG
arxiv.org/abs/{} | http://arxiv.org/abs/{} | https://arxiv.org/pdf/{} | https://arxiv.org/pdf/{}v3.pdf | https://arxiv.org/{}
https://www.arxiv.org/html/{}v1 | https://arxiv.org/format/{} | https://arxiv.org/src/{} | https://arxiv.org/e-print/{}
http://export.arxiv.org/abs/{} | http://xxx.lanl.gov/abs/{} | https://de.arxiv.org/abs/{} | http://arxiv.lanl.gov/abs/{}
https://ar5iv.org/abs/{} | https://ar5iv.labs.arxiv.org/html/{} | https://www.alphaxiv.org/abs/{} | alphaxiv.org/overview/{}
https://huggingface.co/papers/{} | hf.co/papers/{} | https://scirate.com/arxiv/{} | https://www.semanticscholar.org/arxiv/{}
https://api.semanticscholar.org/arXiv:{} | https://www.arxiv-vanity.com/papers/{}/ | https://papers.cool/arxiv/{}
http://export.arxiv.org/api/query?id_list={} | https://ui.adsabs.harvard.edu/abs/arXiv:{} | info:arxiv/{} | oai:arXiv.org:{}
10.48550/arXiv.{} | 10.48550/ARXIV.{} | doi:10.48550/arxiv.{} | https://doi.org/10.48550/arXiv.{} | http://dx.doi.org/10.48550/arXiv.{}
arXiv%3A{} | https%3A%2F%2Farxiv.org%2Fabs%2F{} | https://doi.org/10.48550%2FarXiv.{} | arXiv%253A{} | arXiv&#58;{} | arXiv&colon;{}
https://proxy.example.com/?u=https://arxiv.org/abs/{} | https:\\/\\/arxiv.org\\/abs\\/{} | \\href{{https://arxiv.org/abs/{}}}{{}}
arXiv\uff1a{} | arXiv\u00a0{} | arXiv:\u2009{} | arXiv:\u200b{} | \uff41\uff52\uff38\uff49\uff56\uff1a{} | ar\u00adXiv:{} | arXiv\u2236{}
""".replace("\n", " | ").split(" | ")
OLD_FORMS = """
{} | {}v2 | arXiv:{} | arXiv: {} | arXiv:{}v1 | arXiv:{} [hep-th] | http://arxiv.org/abs/{} | https://arxiv.org/pdf/{}v1.pdf
oai:arXiv.org:{} | 10.48550/arXiv.{} | http://xxx.lanl.gov/abs/{} | arXiv preprint {} | eprint = {{{}}} | [{}] | ({}) | \uff3b{}
""".replace("\n", " | ").split(" | ")


def spellings(form: str, paper: str) -> list[str]:
    """The written form as it is, its digits in other scripts, broken over lines."""
    written = form.format(paper)
    spelt = [written, written.replace("-", "\u2010"), written.replace("-", "\u2011")]
    if "arXiv:" in form and "/" not in form and "/" not in paper:
        spelt += [
            written.replace(paper, paper.replace(".", ".\n")),
            written.replace(paper, paper.replace(".", "\n  .")),
            written.replace(paper, paper.replace(".", "\uff0e")),
            written.replace(paper, paper.replace(".", ". ")),
            written.replace(paper, paper[:7] + "-\n" + paper[7:]),
            written.replace(paper, paper[:7] + "\u00ad" + paper[7:]),
            written.replace(paper, "".join(chr(ord(c) + 0xFEE0) for c in paper)),
            written.replace("arXiv:", "arXiv:\n"),
            written.replace("arXiv:", "ar-\nXiv:"),
        ]
    if "/" in paper:
        spelt += [written.replace(paper, paper.replace("/", "/\n")), written.replace(paper, paper.replace("-", "-\n"))]
    return [text for text in spelt if "-\n" not in text or "//" not in text]


@pytest.mark.parametrize("form", [form for form in NEW_FORMS if form])
@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("We saw ", " there."), ("(", ")"), ("\u201e", "\u201c, \u00e4hnlich"), ("a;", ";b")],
)
def test_a_written_form_is_found_once(form: str, before: str, after: str) -> None:
    for text in spellings(form, "2507.13575"):
        assert ids(before + text + after) == ["2507.13575"], text


@pytest.mark.parametrize("form", [form for form in OLD_FORMS if form])
@pytest.mark.parametrize(
    "paper",
    ["hep-th/9901001", "q-alg/9501001", "math.GT/0309136", "cs/0112017", "CS/0501076", "cond-mat.mes-hall/0309136"],
)
def test_a_written_form_of_the_old_style_is_found_once(form: str, paper: str) -> None:
    archive, digits = paper.split("/")
    for text in spellings(form, paper):
        assert ids(f"see {text} there") == [f"{archive.partition('.')[0].lower()}/{digits}"], text


@pytest.mark.parametrize(
    "form", ["arXiv:{}", "arXiv:{}v2", "https://arxiv.org/abs/{}", "10.48550/arXiv.{}", "hep-th/9901001"]
)
def test_text_fused_to_an_id_does_not_hide_it(form: str) -> None:
    for before, after in [
        ("see", "We present"),
        ("\u4f60\u597d", "\u4f60\u597d"),
        ("2", "As"),
        ("10.1145/3613904.3642628", ".A"),
        ("v", "vision"),
    ]:
        if before[-1].isdigit() and not form.startswith("arXiv"):
            continue
        found = [hit for hit in find_ids(before + form.format("2506.18879") + after, TODAY) if hit.id]
        assert [hit.id for hit in found] == [form if "/99" in form else "2506.18879"], before


VERSIONS = [
    ("arXiv:2507.13575", None),
    ("arXiv:2507.13575v2", 2),
    ("arXiv:2507.13575v2We", 2),
    ("arXiv:2507.13575 v3 [cs.LG]", 3),
    ("arXiv:2507.13575vision", None),
    ("arXiv:2507.13575 V100 GPUs", None),
    ("https://arxiv.org/pdf/2507.13575v11.pdf", 11),
    ("hep-th/9901001v4", 4),
    ("10.48550/arXiv.2507.13575v2", 2),
]


@pytest.mark.parametrize(("text", "version"), VERSIONS)
def test_the_version_is_read(text: str, version: int | None) -> None:
    assert [hit.version for hit in find_ids(text, TODAY)] == [version]


WHOLE = [
    ("https://arxiv.org/pdf/2507.13575v3.pdf", "url"),
    ("http://export.arxiv.org/abs/hep-th/9901001", "url"),
    ("https://huggingface.co/papers/2507.13575", "url"),
    ("https://scirate.com/arxiv/2507.13575", "url"),
    ("arXiv:2507.13575", "id"),
    ("2507.13575v2", "id"),
    ("https://doi.org/10.48550/arXiv.2507.13575", "doi"),
    ("doi:10.1145/3613904.3642628", "doi"),
]


@pytest.mark.parametrize(("text", "how"), WHOLE)
def test_a_hit_is_the_whole_written_form(text: str, how: str) -> None:
    for before, after in [("see ", " and"), ("(", ")."), ("", "\n")]:
        (hit,) = find_ids(before + text + after, TODAY)
        assert (hit.text, hit.how, hit.start, hit.end) == (text, how, len(before), len(before + text))


# ------------------------------------------------------------------------------------------------ bare ids

LISTS = [
    ("arXiv:2507.13575, 2506.18879, and 2404.03085", ["2507.13575", "2506.18879", "2404.03085"]),
    ("arXiv papers 2507.13575 and 2506.18879v1 show", ["2507.13575", "2506.18879"]),
    ("?id_list=2507.13575,2506.18879v2", ["2507.13575", "2506.18879"]),
    ("https://export.arxiv.org/api/query?id_list=2507.13575,2506.18879&start=0", ["2507.13575", "2506.18879"]),
    (
        "2507.13575\n2506.18879\nhep-th/9901001\n0704.0098\n",
        ["2507.13575", "2506.18879", "hep-th/9901001", "0704.0098"],
    ),
    ("2507.13575, 2506.18879; 1207.7214", ["2507.13575", "2506.18879", "1207.7214"]),
    ("- 2507.13575\n- 1207.7214\n", ["2507.13575", "1207.7214"]),
    ("1. 2507.13575\n2. 2506.18879\n", ["2507.13575", "2506.18879"]),
    (
        "2507.13575 - Foundation models\n2506.18879: Cache\n1706.03762 Attention\n",
        ["2507.13575", "2506.18879", "1706.03762"],
    ),
    ("Foundation models (2507.13575)\nAttention (1706.03762)\n", ["2507.13575", "1706.03762"]),
    ("| 2507.13575 | Foundation |\n| 1706.03762 | Attention |\n", ["2507.13575", "1706.03762"]),
    ("Attention\n1706.03762\nVaswani", ["1706.03762"]),
    ("in JHEP 09 (2012) 1, [1207.7214].", ["1207.7214"]),
    ("it is on the arXiv since July (2507.13575), and", ["2507.13575"]),
    ("2507.13575", ["2507.13575"]),
    ("CoRR abs/1706.03762 (2017); CoRR abs/cs/0112017", ["1706.03762", "cs/0112017"]),
    ('href="/abs/1706.03762"', ["1706.03762"]),
]


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_bare_ids_count_where_something_speaks_for_them(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


BROKEN = [
    "arXiv:25\n07.13575",
    "arXiv:2507.1\n3575",
    "arXiv:2507.13\n575.",
    "https://arxiv.\norg/abs/2507.13575",
    "https://arxiv.org/abs/\n2507.13575",
    "https://arxiv.org/\nabs/2507.13575",
    "https://arxiv.org/abs/2507.\r\n13575",
    "https://arxiv.org/abs/2507.13\r\n575",
]


@pytest.mark.parametrize("text", BROKEN)
def test_an_id_cut_by_the_width_of_the_page_is_put_together(text: str) -> None:
    assert ids(f"see {text} there") == ["2507.13575"]


def test_a_short_id_is_not_completed_with_a_number_that_may_be_its_own() -> None:
    assert ids("arXiv:2507.123\n45 pages") == [None]


LOOK_ALIKES = """
a score of 1503.12345 was | it paid $1503.12345 | costs 2507.13575 EUR | 2507.13575% of | +49 1503.12345 | tel. 0704.0098
0.1234.5678 | 1503.12345.6 | v2507.13575 | release-2507.13575 | 12503.12345 | 1503.123456 | 1,503.12345 | x=1503.12345
https://example.com/2507.13575 | https://example.com/2507.13575v2.pdf | example.org/papers/2507.13575 | https://example.com/math/0309136
docs/0112017 | a/b/cs/0112017 | economics/0112017 | hep-th/9913001 | hep-th/0704001 | hep-th/99010011 | 2024.05.12 12:30
on the arXiv. 1503.12345 people | we use arXiv in 1503.12345 cases | arXiv has 2.1 million | arXiv: 2025 | arXiv.org 2024
bioRxiv 2020.01.01.123456 | bioRxiv:2507.13575 | EarthArXiv:2513.12345 | viXra:1503.12345 | losses = [1503.12345] | "loss": [1503.1234]
https://arxiv.org/list/cs.LG/2507 | https://arxiv.org/a/smith_j_1 | https://arxiv.org/abs/XXXX.XXXXX | https://arxiv.org | arXiv
1487.23456\\n1503.45671\\n1511.98765 | ratio 10.1234/5 to | 1503.12345: started\\n1503.12351: ended | 0704.0098 | total\\t1503.12345\\tms
""".replace("\n", " | ").split(" | ")


@pytest.mark.parametrize("text", [text.replace("\\n", "\n").replace("\\t", "\t") for text in LOOK_ALIKES if text])
def test_a_look_alike_is_not_an_id(text: str) -> None:
    assert find_ids(text, TODAY) == []


# ------------------------------------------------------------------------------------------------ malformed, DOIs

MALFORMED = [
    ("arXiv:2513.12345", "no month 13"),
    ("arXiv:9999.99999", "no month 99"),
    ("arXiv: 2608.00001", "future"),
    ("arXiv:2507.135752", "not 6"),
    ("arXiv:1501.1234", "not 4"),
    ("arXiv:0704.12345", "not 5"),
    ("arXiv:0703.1234", "April 2007"),
    ("arXiv:hep-th/9913001", "no month 13"),
    ("arXiv:foo/9901001", "no archive foo"),
    ("https://arxiv.org/abs/2507.123", "not 3"),
    ("https://arxiv.org/abs/hep-th/990100", "not 6"),
    ("https://arxiv.org/pdf/12345", "not the form"),
    ("arXiv preprint 2513.12345", "no month 13"),
    ("https://huggingface.co/papers/2513.12345", "no month 13"),
    ("10.48550/arXiv.2513.12345", "no month 13"),
    ("arXiv:2507.13575v0", "counted from 1"),
]


@pytest.mark.parametrize(("text", "why"), MALFORMED)
def test_an_announced_id_that_cannot_be_one_is_returned_with_the_reason(text: str, why: str) -> None:
    (hit,) = find_ids(f"see {text} there", TODAY)
    assert hit.text == text
    assert hit.id is None
    assert why in (hit.malformed or "")


SICI = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O"
DOIS = [
    ("10.1145/3613904.3642628", "10.1145/3613904.3642628"),
    ("doi: 10.1145/3613904.3642628As neural networks", "10.1145/3613904.3642628"),
    ("(doi:10.1145/3613904.3642628).", "10.1145/3613904.3642628"),
    ("10.1145/2507.13575", "10.1145/2507.13575"),
    ("https://doi.org/10.1145/2507.13575v2,", "10.1145/2507.13575v2"),
    ("https://doi.org/10.1145%2F2507.13575", "10.1145/2507.13575"),
    (f"{SICI}, and", SICI),
    (f"({SICI})", SICI),
    ("10.1002/(SICI)1097-4571%28199806%2949:8%3C693::AID-ASI4%3E3.0.CO;2-O", SICI),
    (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
    ("<b>10.1016/j.cell.2020.01.001</b>", "10.1016/j.cell.2020.01.001"),
    ("10.1016/0370-2693(93)90001-A", "10.1016/0370-2693(93)90001-A"),
    ("https://dl.acm.org/doi/pdf/10.1145/3613904.3642628", "10.1145/3613904.3642628"),
    ("https://example.com/doi/10.1002/abc123/full", "10.1002/abc123"),
    ("10.5281/zenodo.1234567\u2026Apple", "10.5281/zenodo.1234567"),
    ("[10.1103/PhysRevD.12.345](https://x.org)", "10.1103/PhysRevD.12.345"),
]


@pytest.mark.parametrize(("text", "doi"), DOIS)
def test_a_foreign_doi_is_kept_as_a_doi(text: str, doi: str) -> None:
    (hit,) = find_ids(text, TODAY)
    assert (hit.how, hit.id, hit.malformed, hit.doi) == ("doi", None, None, doi)


def test_an_id_after_a_fused_doi_is_found() -> None:
    first, second = find_ids("10.1145/3613904.3642628arXiv:2404.03085", TODAY)
    assert (first.doi, second.id) == ("10.1145/3613904.3642628", "2404.03085")


def test_dois_in_a_list_are_told_apart() -> None:
    assert [hit.doi for hit in find_ids("10.1103/a.12,10.1103/b.34; 10.1103/c.56.", TODAY)] == [
        "10.1103/a.12",
        "10.1103/b.34",
        "10.1103/c.56",
    ]


def test_the_rest_of_a_broken_doi_is_not_an_id() -> None:
    assert ids("10.1145/\n2507.13575\n") == []


# ------------------------------------------------------------------------------------------------ properties

new_papers = st.builds(
    lambda year, month, number: f"{year:02}{month:02}.{number:05}",
    st.integers(15, 25),
    st.integers(1, 12),
    st.integers(1, 99999),
) | st.builds(
    lambda year, month, number: f"{year:02}{month:02}.{number:04}",
    st.integers(8, 14),
    st.integers(1, 12),
    st.integers(1, 9999),
)
old_papers = st.builds(
    lambda archive, year, month, number: f"{archive}/{year % 100:02}{month:02}{number:03}",
    st.sampled_from(sorted(OLD_ARCHIVES)),
    st.integers(92, 106),
    st.integers(1, 12),
    st.integers(1, 999),
)
SELF_MARKED = [
    form for form in NEW_FORMS if form and form[:1].isalpha() and "arxiv" in form.lower() and " {}" not in form
]
"""Forms that may be fused to any text before them."""


def harmless(text: str) -> bool:
    """Text that by itself names nothing; the surroundings of these tests are arbitrary otherwise."""
    return not find_ids(text, TODAY)


@settings(max_examples=400)
@given(st.text(max_size=60), new_papers, st.sampled_from(SELF_MARKED), st.text(max_size=60))
@example("\n", "2507.13575", "arXiv:{}", "\n")
def test_any_announced_id_in_any_text_is_found_once(before: str, paper: str, form: str, after: str) -> None:
    written = form.format(paper)
    # Digits, versions and percent signs directly after an id change what is written.
    assume(harmless(before) and harmless(after) and not continues(before, after))
    assert ids(before + written + after) == [paper]


@settings(max_examples=400)
@given(st.text(max_size=60), new_papers, st.sampled_from([form for form in NEW_FORMS if form]), st.text(max_size=60))
def test_any_id_between_words_is_found_once(before: str, paper: str, form: str, after: str) -> None:
    assume(harmless(before) and harmless(after) and not continues(before, after))
    assert ids(f"{before} see {form.format(paper)} then {after}") == [paper]


@settings(max_examples=400)
@given(st.text(max_size=60), old_papers, st.sampled_from([form for form in OLD_FORMS if form]), st.text(max_size=60))
def test_any_id_of_the_old_style_between_words_is_found_once(before: str, paper: str, form: str, after: str) -> None:
    assume(harmless(before) and harmless(after) and not continues(before, after))
    assert ids(f"{before} see {form.format(paper)} then {after}") == [paper]


def continues(before: str, after: str) -> bool:
    """Whether the text after begins with what belongs to the id, or the text before ends so that the id is part of it."""
    plain = window.make_window(after, 0, False, False).text.lstrip("-\n \x0b\x0c\t\r")
    return plain[:1].isdigit() or plain[:1] in ("v", "V", "&", "%") or "&" in before or "%" in before or "10." in before


@given(st.text())
def test_random_text_names_nothing(text: str) -> None:
    assert find_ids(text, TODAY) == []


@settings(max_examples=500)
@given(st.text(alphabet="0123456789. \n,;-$%/()", max_size=300))
def test_random_digits_name_nothing(text: str) -> None:
    assume(not re.search(r"^[\W_]*\d{4}\.\d{4,5}[\W_]*$", text, re.M))  # a line that is an id and nothing else is one
    assert [hit for hit in find_ids(text, TODAY) if hit.doi is None] == []


@given(
    st.lists(
        st.sampled_from(["of", "1503.12345", "we", "2507.13575", "0704.0098", "value", "is", "99.5%", "12"]), min_size=2
    )
)
def test_numbers_that_look_like_ids_in_running_text_name_nothing(words: list[str]) -> None:
    assert ids("the score " + " ".join(words) + " of it") == []


FRAGMENTS = [
    "arXiv", "arXiv:", "xiv", "2507.13575", "0704.0098", "hep-th", "/", "9901001", "v2", ".", ":", "\n", "-", " ", "[cs.LG]", ",",
    "https://", "arxiv.org/abs/", "10.1145/", "10.48550/", "(", ")", "<", ">", "%3A", "%2", "&#58;", "\u00ad", "\u200b", "\uff1a",
    "\u4f60", "\uff38\uff49\uff56", "\U0001d7d0", "a" * 300, "pdf", "eprint=", "|", "\t", "\\/", "1", "\u00e9", "2025", "\ud800",
]  # fmt: skip
pasted = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


@settings(max_examples=500)
@given(pasted)
def test_no_text_raises_and_hits_are_in_order_and_apart(text: str) -> None:
    end = 0
    for hit in find_ids(text, TODAY):
        assert end <= hit.start < hit.end <= len(text)
        assert text[hit.start : hit.end] == hit.text
        assert [hit.id, hit.malformed, hit.doi].count(None) == 2
        end = hit.end


# ------------------------------------------------------------------------------------------------ scanning bytes


def scanned(data: bytes, sizes: list[int]) -> list[IdMatch]:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(data[at : at + size])
        at += size
    return [hit for hit, _ in scan(iter([*pieces, data[at:]]), TODAY)]


@settings(max_examples=300)
@given(
    pasted.map(lambda text: text.encode("utf-8", "replace")) | st.binary(), st.lists(st.integers(0, 30), max_size=30)
)
def test_scan_finds_what_find_ids_finds_however_the_bytes_are_cut(data: bytes, sizes: list[int]) -> None:
    decoded = codecs.getincrementaldecoder("utf-8")("replace").decode(data, final=True)
    assert scanned(data, sizes) == find_ids(decoded, TODAY)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*FRAGMENTS, "arXiv:2507.13575, ", "word " * 90, "2506.18879v2 "]), min_size=20, max_size=80
    ),
    st.integers(100, 900),
)
def test_the_size_of_the_blocks_changes_nothing(parts: list[str], block: int) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        whole = list(scan(iter([text.encode("utf-8", "replace")]), TODAY))
        patch.setattr("enrich.identifiers.find._BLOCK", block)
        assert list(scan(iter([text.encode("utf-8", "replace")]), TODAY)) == whole


@pytest.mark.parametrize("before", [0, 130, 350, 600, 777])
def test_the_beginning_of_a_long_address_is_seen_across_blocks(before: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (
        "word " * before + "https://example.com/" + "a" * 250 + "/2507.13575v2 arXiv:2506.18879 " + "word " * 900
    ).encode()
    for block in range(1000, 1400, 7):
        monkeypatch.setattr("enrich.identifiers.find._BLOCK", block)
        assert [hit.id for hit in scanned(data, [])] == ["2506.18879"]


def test_places_are_lines_and_columns_in_characters() -> None:
    data = "\u00e9\u4f60 arXiv:2507.13575\r\n\nx\narXiv:2506.18879".encode()
    assert [(place.line, place.column) for _, place in scan(iter([data]), TODAY)] == [(1, 4), (4, 1)]


def test_places_are_right_far_into_a_long_text() -> None:
    data = ("word " * 300_000 + "\n").encode() + b"x\n" * 100_000 + b"  see arXiv:2507.13575"
    pieces = (data[at : at + (1 << 20)] for at in range(0, len(data), 1 << 20))
    ((hit, place),) = scan(pieces, TODAY)
    assert (place.line, place.column, hit.start) == (100_002, 7, len(data) - len("arXiv:2507.13575"))


def test_the_context_is_the_text_around_folded() -> None:
    ((_, place),) = scan(iter([b"a" * 100 + b"\n\n see   arXiv:2507.13575\tnow " + b"b" * 300]), TODAY)
    assert "a see arXiv:2507.13575 now b" in place.context
    assert len(place.context) <= 200


def test_invalid_utf8_is_read_with_replacement() -> None:
    ((hit, place),) = scan(iter([b"\xff\xfe\xc3", b" arXiv:2507.13575\xff"]), TODAY)
    assert (hit.id, hit.start, place.column) == ("2507.13575", 4, 5)


def test_an_id_across_pieces_is_found_with_its_address() -> None:
    data = b"x" * 1000 + b" https://arxiv.org/abs/2507.13575 " + b"y" * 1000
    for cut in range(995, 1040):
        assert [hit.text for hit in scanned(data, [cut])] == ["https://arxiv.org/abs/2507.13575"]


def test_every_character_with_a_plain_form_triggers_the_translation() -> None:
    for code in range(0x80, 0x110000):
        char = chr(code)
        if window._plain_character(char) != char:
            assert window._DRESSED.match(char), hex(code)


def test_the_inputs_name_24_papers(shared: Path) -> None:
    folder = shared / "inputs"
    named: dict[str, set[str | None]] = {}
    for path in sorted(folder.glob("*.txt")):
        named[path.name[:3]] = {hit.id for hit, _ in scan(iter([path.read_bytes()]), TODAY)} - {None}
    assert [len(papers) for papers in named.values()] == [0, 10, 10, 0, 6]
    assert len(set.union(*named.values())) == 24
