"""Ids in the comments of YAML and TOML, beside the entries whose papers they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.readers.comments import only_comments
from tests.support.growth import processor_seconds
from tests.support.reading import mentions

TITLE = "Sparse Upcycling of Small Language Models"


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        ("a: b # seen", "# seen"),
        ("# seen", "# seen"),
        ("  - 'b' # seen", "# seen"),
        ("a: 'b # c'  # seen", "# seen"),
        ('a: "b \\" # c"  # seen', "# seen"),
        ("a: it's so # seen", "# seen"),
        ("a: 'it''s' # seen", "# seen"),
        ("a: b#c", ""),
        ("a: 'b # c'", ""),
        ("a: https://a.org/#top", ""),
    ],
)
def test_a_comment_begins_with_a_sign_behind_white_space(line: str, comment: str) -> None:
    assert only_comments(line) == " " * line.rfind(comment) * bool(comment) + comment


@given(st.text(alphabet="ab'\"\\# :\n"))
def test_comments_stand_where_they_stood(text: str) -> None:
    for line, found in zip(text.split("\n"), only_comments(text).split("\n"), strict=True):
        assert line.endswith(found.lstrip(" "))
        assert len(found) in (0, len(line))


@pytest.mark.parametrize(
    "written", ["arXiv:2304.05376", "https://arxiv.org/abs/2304.05376", "2304.05376", "todo, 2304.05376v2"]
)
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.yaml", f"papers:\n  - title: {TITLE}  # {{}}\n    year: 2023\n"),
        ("a.yaml", f"papers:\n  # {{}}\n  - {TITLE}\n"),
        ("a.toml", f"[[papers]]\ntitle = '{TITLE}' # {{}}\n"),
    ],
)
def test_an_id_in_a_comment_beside_an_entry_is_found(name: str, body: str, written: str) -> None:
    titled, found = mentions(body.format(written), name)
    assert titled.item
    assert (titled.item.title, found.id) == (TITLE, "2304.05376")
    assert found.place.startswith("line 2, column ")


def test_a_bare_number_in_a_comment_of_a_document_without_works_is_none() -> None:
    assert mentions("threshold: 12  # 2304.05376\nrate: 3  # 1801.00123\n", "a.yaml") == []
    assert [one.id for one in mentions("rate: 3  # as in arXiv:1801.00123\n", "a.yaml")] == ["1801.00123"]


def test_an_id_of_a_value_is_not_read_twice() -> None:
    assert len(mentions("papers:\n  - arxiv: '2304.05376'  # arXiv:2304.05376\n", "a.yaml")) == 1


@pytest.mark.parametrize("unit", ["'", '"', "#", " #", '\\"', "'#", "a: "])
def test_hostile_lines_take_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(lambda n: only_comments(unit * (size // len(unit)) + f" #{n}"))

    assert seconds(400_000) < 20 * max(seconds(40_000), 0.02)
