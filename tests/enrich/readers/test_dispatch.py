from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrich.documents.open import read_bytes, read_sources
from enrich.errors import CannotRead
from enrich.readers.dispatch import LISTING_LIMIT, read_mentions
from enrich.record import Document, Mention
from tests.support.reading import TODAY, document, mentions, names

NAMES = ["a.txt", "a.md", "a.html", "a.bib", "a.csv", "a.tsv", "a.json", "a.jsonl", "a.opml", "a.rss", "a.xml", "a"]


def read_inputs(shared: Path) -> dict[str, list[Mention]]:
    found = read_sources(["inputs/*.txt"], "lab", shared)
    documents = [one for one in found if isinstance(one, Document)]
    return {
        one.name[7:10]: [mention for mention in read_mentions(one, TODAY) if not mention.on_trial] for one in documents
    }


def test_the_five_documents_give_one_mention_for_each_item(shared: Path) -> None:
    found = read_inputs(shared)
    assert {name: len(inside) for name, inside in found.items()} == {
        "000": 9,
        "001": 10,
        "002": 10,
        "003": 12,
        "004": 6,
    }
    ids = {mention.id for inside in found.values() for mention in inside if mention.id}
    assert len(ids) == 24
    assert Counter(mention.how for name in ("000", "003") for mention in found[name]) == {"title": 21}
    (event,) = (mention for inside in found.values() for mention in inside if mention.not_a_paper)
    assert (event.document, event.text) == (
        found["000"][2].document,
        "ACM Human-Computer Interaction Conference (CHI) 2025",
    )


def test_the_five_documents_keep_what_they_say_of_each_item(shared: Path) -> None:
    found = read_inputs(shared)
    items = [mention.item for mention in found["003"]]
    assert all(item and item.authors and item.date and item.categories and item.abstract for item in items)
    assert sum(item is not None and item.code_marked for item in items) == 2
    assert all(mention.item and mention.item.abstract for name in ("001", "002", "004") for mention in found[name])
    assert found["002"][3].item
    assert found["002"][3].item.dois == ("10.1145/3613904.3642628",)
    assert found["002"][3].place == "line 7, column 1"


def test_places_are_lines_and_columns_from_one() -> None:
    found = mentions("\n\nIt is known (arXiv:2507.13575) and\nhep-th/9901001 says so too.\n")
    assert [mention.place for mention in found] == ["line 3, column 14", "line 4, column 1"]
    assert found[0].context == "It is known (arXiv:2507.13575) and hep-th/9901001 says so too."


def test_malformed_ids_are_mentions_that_say_why() -> None:
    (mention,) = mentions("see arXiv:2513.12345 for more")
    assert (mention.id, mention.text) == (None, "arXiv:2513.12345")
    assert mention.malformed


def test_a_large_text_is_searched_in_pieces_with_the_same_places() -> None:
    line = "Nothing is named in this line of the text, which is one of many.\n"
    body = line * (LISTING_LIMIT // len(line) + 1) + "As arXiv:2507.13575 shows.\n"
    (mention,) = mentions(body)
    assert mention.place == f"line {body.count(chr(10))}, column 4"
    assert len(mention.context) <= 200


@pytest.mark.parametrize("name", NAMES)
def test_every_format_may_be_compressed(name: str) -> None:
    found = mentions(gzip.compress(b'"https://arxiv.org/abs/2507.13575"\n'), name + ".gz")
    assert {mention.id for mention in found} == {"2507.13575"}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_of_another_format_than_its_name_says_still_gives_its_ids(name: str) -> None:
    found = mentions("{broken <p> as arXiv:2507.13575 shows, @article{x, \" ' \n", name)
    assert {mention.id for mention in found if not mention.not_a_paper} == {"2507.13575"}


def test_a_document_that_is_gone_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("arXiv:2507.13575")
    (found,) = read_sources(["a.txt"], "lab", tmp_path)
    (tmp_path / "a.txt").unlink()
    assert isinstance(found, Document)
    with pytest.raises(CannotRead, match=r"a\.txt: it could be opened once"):
        list(read_mentions(found, TODAY))


MARKS = st.sampled_from(
    ["<", ">", "&", '"', "'", "{", "}", "[", "]", "(", ")", "@article{", "title=", "- ", "\n", "\n\n", ",", "\t", "# ", "…", "\\\\", "$",
     "arXiv:2507.13575", "https://arxiv.org/abs/2506.18879", "10.1145/1.2", "Title: A Thing", "Ann Author, Bob Roe", "LGSep 6, 2024",
     "We propose a thing that works. It does.", "<li>", "<a href='", "<item>", "<rss>", "<![CDATA[", "<?xml", "&#0;", "\ud7ff", "é", "0"]
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.one_of(st.binary(max_size=300), st.lists(MARKS, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_no_content_raises_in_any_format(name: str, body: bytes) -> None:
    try:
        found = list(read_mentions(read_bytes(body, name, "lab"), TODAY))
    except CannotRead:  # such as `%PDF-` and no more
        return
    for mention in found:
        assert mention.place
        assert mention.id is None or mention.malformed is None
        assert len(mention.text) <= 500
        assert len(mention.context) <= 200


@pytest.mark.parametrize("name", ["a.html", "a.json", "a.jsonl", "a.xml", "a.bib", "a.rss"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("<div>", "</div>"), ("@a{b, c={", "}}")])
def test_deep_nesting_loses_no_id(name: str, opening: str, closing: str) -> None:
    body = opening * 3000 + ' "arXiv:2507.13575" ' + closing * 3000
    assert {mention.id for mention in mentions(body, name) if not mention.not_a_paper} == {"2507.13575"}


def test_reading_is_repeatable() -> None:
    found = document(
        "- One Good Thing to Read. Ann Author, Bob Roe. ICML 2024.\n- Two Good Things. Ann Author, Bob Roe. arXiv:2507.13575\n"
    )
    assert list(read_mentions(found, TODAY)) == list(read_mentions(replace(found), TODAY))


def test_footnotes_and_links_that_nothing_refers_to_are_read() -> None:
    text = (
        "Old[^a].\n\n[^a]: A. Bader. *Spectral Partitioning with Blends of Eigenvectors*.\n"
        '[^b]: Kawamura et al., "Parameterized uniform complexity in numerics".\n'
        "[^c]: arXiv:1211.3821 and arXiv:1403.2273.\n\n[later]: http://arxiv.org/abs/1309.5862\n"
        "[idea]: https://arxiv.org/pdf/1407.7279v1 (an idea)\n"
    )
    found = [(one.place, one.id or (one.item and one.item.title)) for one in mentions(text, "notes.md")]
    assert found == [
        ("line 3, column 18", "Spectral Partitioning with Blends of Eigenvectors"),
        ("line 4, column 25", "Parameterized uniform complexity in numerics"),
        ("line 5, column 7", "1211.3821"),
        ("line 5, column 27", "1403.2273"),
        ("line 7, column 10", "1309.5862"),
        ("line 8, column 9", "1407.7279"),
    ]


def test_titles_in_quotes_of_chinese_and_japanese_texts() -> None:
    text = (
        "## 並聯機構\n\n"
        "- 《Workspace Analysis of the Orthoglide using Interval Analysis》，Chablat、Wenger 等，2007\n"
        "- 《Non-singular assembly mode changing trajectories in the workspace》（Chablat 等人，2014）\n"
        "- 「Cartesian stiffness matrix of manipulators with passive joints」（論文）\n"
        "- LaValle，《Planning Algorithms》，Cambridge，2006\n"
    )
    assert [one.item and one.item.title for one in mentions(text, "notes.md")] == [
        "Workspace Analysis of the Orthoglide using Interval Analysis",
        "Non-singular assembly mode changing trajectories in the workspace",
        "Cartesian stiffness matrix of manipulators with passive joints",
        "Planning Algorithms",
    ]


def test_a_block_in_a_link_of_markdown_has_a_place() -> None:
    assert all(one.place for one in mentions("<a>arXiv:0.0<li>arXiv:1706.03762", "notes.md"))


def test_a_note_that_is_named_as_an_id_is_that_paper() -> None:
    found = mentions("- later: [[2305.14314]], [[2005.14165v2|GPT-3]] and [[Daily/2016-02-10]]\n", "notes.md")
    assert [one.id for one in found if one.id] == ["2305.14314", "2005.14165"]


def test_bullets_of_properties_below_a_title_belong_to_it() -> None:
    text = (
        "- [[HCI]] later\n"
        "    - Title:: Redesigning the urban design studio\n        - Author:: [[Burak Pak]] [[Johan Verbeke]]\n        - Year:: 2015\n"
        "    - Title:: Improving Big Data Visual Analytics\n        - Author:: Moran et al\n        - URL:: https://arxiv.org/abs/1506.08754\n"
        "    - {{[[TODO]]}} graphical interface for visually impaired people\n"
    )
    found = [(one.id, one.item.title, names(one.item)) for one in mentions(text, "dump.md") if one.item]
    assert found == [
        (None, "Redesigning the urban design studio", ["Burak Pak", "Johan Verbeke"]),
        ("1506.08754", "Improving Big Data Visual Analytics", ["Moran"]),
        (None, "graphical interface for visually impaired people", []),
    ]
