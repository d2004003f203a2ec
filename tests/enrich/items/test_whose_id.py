"""Whose an id is that stands near a title: its own, that of another work, or nobody's."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions

ONE = "Sparse Upcycling of Small Language Models"
TWO = "Do Robots Dream of Plans: On Latent Planning at Night"
ID = "2304.05376"


def read(body: str, name: str) -> list[tuple[str | None, str | None]]:
    """(id, title) of each mention."""
    return [(mention.id, mention.item.title if mention.item else None) for mention in mentions(body, name)]


@pytest.mark.parametrize("label", ["Optional", "Also", "Further reading", "Background reading", "*Recommended*"])
def test_a_line_that_names_a_work_to_be_read_as_well_is_an_item_of_its_own(label: str) -> None:
    body = (
        "Lecture 1 (9/3)   Introduction\n"
        f"Lecture 2 (9/5)   {ONE}. A. Author and B. Builder.\n"
        f"                  {label}: {TWO}. C. Carver and D. Doe. arXiv:{ID}\n"
        "Lecture 3 (9/9)   Project proposals due!\n"
    )
    assert read(body, "syllabus.txt") == [(None, ONE), (ID, TWO)]


def test_an_id_on_such_a_line_below_a_title_is_not_that_of_the_title() -> None:
    body = f"<ul><li>{ONE}. Ann Author, Bob Builder.<br>Optional: {TWO} arXiv:{ID}</li></ul>"
    found = read(body, "a.html")
    assert (None, ONE) in found
    assert (ID, ONE) not in found


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("The proof is in [the long version by others](https://arxiv.org/abs/2304.05376).", False),
        ("It is as in [another much longer paper of theirs](https://arxiv.org/abs/2304.05376).", False),
        ("It is in [the paper](https://arxiv.org/abs/2304.05376).", True),
        ("It is in [arXiv:2304.05376](https://arxiv.org/abs/2304.05376).", True),
        (f"We read [{ONE}](https://arxiv.org/abs/2304.05376) and are glad.", True),
    ],
)
def test_a_link_that_a_sentence_has_words_for_is_not_that_of_the_title_above(link: str, own: bool) -> None:
    body = f"## {ONE}\n\nAnn Author and Bob Builder, 2023\n\n{link}\n"
    assert ((ID, ONE) in read(body, "notes.md")) is own
    assert ID in {paper for paper, _ in read(body, "notes.md")}


def test_a_heading_is_no_title_because_the_text_below_it_links_to_another_work() -> None:
    body = f"## Before the meeting\n\nRead Carver et al., *{TWO}* ([arXiv:{ID}](https://arxiv.org/abs/{ID})) first.\n"
    assert "Before the meeting" not in {title for _, title in read(body, "notes.md")}
    own = f"## {ONE}\n\n[arXiv:{ID}](https://arxiv.org/abs/{ID}), *under review*\n"
    assert read(own, "notes.md") == [(ID, ONE)]


def test_a_heading_above_a_list_of_ids_is_the_title_of_none() -> None:
    body = (
        "Old stuff from the list server (as people typed it)\n\n"
        "cs.DS/0603077          Packrat Parsing: Simple, Powerful, Lazy, Linear Time\n"
        "cs/0411041v2           <-- ok\narXiv:cs.IT/0605039\n[cmp-lg/9407026]\n(q-bio/0501021)\n"
    )
    assert all(title is None or title.startswith("Packrat") for _, title in read(body, "old.txt"))
    assert len(read(body, "old.txt")) == 5


def test_what_cannot_be_an_id_is_reported_beside_titles_too() -> None:
    body = f"{ONE}\n{TWO}\n\nhep-th/9711200\nmath/0211159\nmath/9913001  ??? there is no month 13\n"
    assert [mention.text for mention in mentions(body, "old.txt") if mention.malformed] == ["math/9913001"]


@pytest.mark.parametrize(
    "address", ["arxiv.org/abs/2304.05376", "export.arxiv.org/abs/2304.05376", "doi.org/10.48550/arXiv.2304.05376"]
)
def test_an_address_without_its_scheme_is_no_part_of_the_title_before_it(address: str) -> None:
    assert read(f"<ul><li>{ONE} – {address}</li><li>{TWO}</li></ul>", "a.html") == [(ID, ONE), (None, TWO)]


def test_what_a_book_is_called_is_the_venue_and_a_local_file_is_nothing() -> None:
    body = f"## {ONE}\n\nAnn Author and Bob Builder\n\nBooktitle: Proc. UAI\n"
    (mention,) = mentions(body, "notes.md")
    assert mention.item
    assert mention.item.venue == "Proc. UAI"


def test_a_title_in_single_quotes() -> None:
    body = f"- Kazuyuki Fujii and Hiroshi Oike. '{ONE}'. Lecture Notes in CS. 2016.\n- Ann Author. '{TWO}'. 2015.\n"
    (one, two) = mentions(body, "refs.md")
    assert one.item
    assert two.item
    assert (one.item.title, two.item.title) == (ONE, TWO)
    assert [author.name for author in one.item.authors] == ["Kazuyuki Fujii", "Hiroshi Oike"]
