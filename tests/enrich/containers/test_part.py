from __future__ import annotations

import pytest
from msgspec.structs import replace

from enrich.containers.part import Part, document_of, joined, placed
from enrich.errors import CannotRead
from tests.support.reading import document, mentions

OUTER = document("x", "notes/a.eml")


def test_a_part_of_known_format_is_a_document_of_the_same_name() -> None:
    inner = document_of(Part("text", b"arXiv:1904.00001", "markdown"), OUTER)
    assert (inner.name, inner.source, inner.format, b"".join(inner.pieces())) == (
        OUTER.name,
        OUTER.source,
        "markdown",
        b"arXiv:1904.00001",
    )


def test_a_file_is_told_by_its_name_and_content_and_may_be_unreadable() -> None:
    assert document_of(Part("attachment a.bib", b"x", name="a.bib"), OUTER).format == "bib"
    assert document_of(Part("attachment a", b"TY  - JOUR\n", name="a"), OUTER).format == "ris"
    with pytest.raises(CannotRead, match=r"a\.bin"):
        document_of(Part("attachment a.bin", b"\x7fELF", name="a.bin"), OUTER)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("line 1, column 2", "cell 2, line 1, column 2"),
        ("line 3, <a> 1", "cell 2, line 3, <a> 1"),
        ("line 5, column 1", "cell 7, line 1, column 1"),
        ("$", "notes, $"),
    ],
)
def test_a_place_in_a_joined_text_is_one_in_its_section(place: str, expected: str) -> None:
    part = joined([("cell 2", "a\nb\nc"), ("cell 7", "d")], "notes", "text")
    assert part.content == b"a\nb\nc\n\nd"
    (mention,) = mentions("arXiv:1904.00001")
    mention = replace(mention, place=place)
    assert placed(mention, part).place == expected
