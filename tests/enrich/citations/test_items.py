from __future__ import annotations

import pytest

from enrich.citations.items import ListedItem, around, mentions_of
from enrich.record import Item
from tests.support.reading import TODAY, document

ITEM = Item(title="Counting Sheep")


def read(listed: ListedItem) -> list[tuple[str, str | None, str | None, bool]]:
    found = mentions_of(listed, document(""), TODAY)
    return [(mention.how, mention.id, mention.doi, mention.item is not None) for mention in found]


def test_the_first_id_of_what_names_the_thing_is_its_own() -> None:
    own = (
        ("a", "nothing"),
        ("b", "arXiv:2507.13575"),
        ("c", "https://arxiv.org/abs/2507.13575v2"),
        ("d", "arXiv:2506.18879"),
    )
    assert read(ListedItem("x", ITEM, own)) == [("id", "2507.13575", None, True), ("id", "2506.18879", None, False)]


def test_ids_in_the_rest_are_other_papers() -> None:
    rest = (("r", "extends arXiv:2507.13575 and arXiv:2506.18879, arXiv:2507.13575"),)
    assert read(ListedItem("x", ITEM, (("a", "arXiv:2502.08606"),), rest))[1:] == [
        ("id", "2507.13575", None, False),
        ("id", "2506.18879", None, False),
    ]
    assert read(ListedItem("x", ITEM, (), rest))[0] == ("title", None, None, True)


def test_without_an_id_title_and_doi_go_together() -> None:
    assert read(ListedItem("x", ITEM, (("a", "doi:10.1145/1234567.8"),))) == [
        ("title", None, "10.1145/1234567.8", True)
    ]
    assert read(ListedItem("x", Item(), (("a", "doi:10.1145/1234567.8"),))) == [
        ("doi", None, "10.1145/1234567.8", True)
    ]


def test_a_title_that_is_not_clearly_a_papers_is_no_mention() -> None:
    assert read(ListedItem("x", ITEM, named=False)) == []


def test_a_malformed_id_is_said_once_and_the_thing_is_looked_up_by_its_title() -> None:
    ruined, title = mentions_of(ListedItem("x", ITEM, (("a", "arXiv:2513.12345"),)), document(""), TODAY)
    assert (bool(ruined.malformed), ruined.item) == (True, None)
    assert (title.how, title.item, title.malformed) == ("title", ITEM, None)


def test_a_malformed_id_of_what_may_be_no_paper_keeps_its_item() -> None:
    (mention,) = mentions_of(ListedItem("x", ITEM, (("a", "arXiv:2513.12345"),), named=False), document(""), TODAY)
    assert (bool(mention.malformed), mention.item) == (True, ITEM)


def test_the_id_of_a_thing_knows_the_others_beside_it_and_whether_the_title_says_a_paper() -> None:
    rest = (("r", "extends arXiv:2507.13575 and arXiv:2506.18879, arXiv:2507.13575"),)
    first, *others = mentions_of(ListedItem("x", ITEM, (("a", "arXiv:2502.08606"),), rest), document(""), TODAY)
    assert (first.beside, first.titled) == (("2507.13575", "2506.18879"), True)
    assert {one.beside for one in others} == {()}
    blog = ListedItem("x", ITEM, (("a", "arXiv:2502.08606"),), named=False)
    assert [one.titled for one in mentions_of(blog, document(""), TODAY)] == [False]


@pytest.mark.parametrize(
    "note",
    [
        "Reply to arXiv:2507.13575",
        "Extended version of the paper https://arxiv.org/abs/2507.13575",
        "builds on [our preprint](https://arxiv.org/abs/2507.13575)",
        "See also: arXiv preprint arXiv:2507.13575",
        "supersedes arXiv:2507.13575",
    ],
)
def test_an_id_that_a_sentence_refers_to_is_not_the_things_own(note: str) -> None:
    assert read(ListedItem("x", ITEM, (("a", note),))) == [
        ("title", None, None, True),
        ("url" if "://" in note else "id", "2507.13575", None, False),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "arXiv:2507.13575",
        "https://arxiv.org/abs/2507.13575",
        "Accepted to ICML, arXiv:2507.13575",
        "Available on arXiv:2507.13575",
        "To appear. Preprint arXiv:2507.13575",
        "published online from arXiv:2507.13575",
    ],
)
def test_an_id_that_is_offered_is_the_things_own(note: str) -> None:
    assert [one[1] for one in read(ListedItem("x", ITEM, (("a", note),)))] == ["2507.13575"]


def test_the_context_is_short_and_on_one_line() -> None:
    text = "before " * 100 + "\nHERE\n" + "after " * 100
    context = around(text, text.index("HERE"), text.index("HERE") + 4)
    assert "HERE" in context
    assert len(context) <= 200
    assert "\n" not in context
