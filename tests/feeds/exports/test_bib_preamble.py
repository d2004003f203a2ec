"""feeds/exports/bib_preamble.py: what pdfTeX is told of characters that it has not."""

from __future__ import annotations

import re
import unicodedata

import bibtexparser
import pytest

from feeds.exports.bib_preamble import accented, bib_preamble

DEFINED = re.compile(r"^\\recordscharacter\{(.)\}\{(.*)\}$", re.MULTILINE)


@pytest.mark.parametrize(
    ("char", "tex"),
    [
        *(("é", r"\'{e}"), ("ę", r"\k{e}"), ("ặ", r"\d{\u{a}}"), ("ấ", r"\'{\^{a}}"), ("Ő", r"\H{O}"), ("č", r"\v{c}")),
        *(("e", None), ("ø", None), ("α", None), ("ά", None), ("王", None)),
    ],
)
def test_a_letter_is_made_of_its_accents(char: str, tex: str | None) -> None:
    assert accented(char) == tex


def test_every_character_is_defined_once_by_what_tex_itself_has() -> None:
    found = DEFINED.findall(bib_preamble())
    assert len({char for char, _ in found}) == len(found) == bib_preamble().count("\n\\recordscharacter")
    assert all(tex.isascii() and tex.count("{") == tex.count("}") for _, tex in found)
    defined = dict(found)
    assert (defined["α"], defined["Ω"], defined["Α"]) == (
        r"\ensuremath{\alpha}",
        r"\ensuremath{\Omega}",
        r"\ensuremath{\mathrm{A}}",
    )
    assert (defined["≤"], defined["ᵢ"], defined["ℝ"]) == (
        r"\ensuremath{\leq}",
        r"\ensuremath{{}_{i}}",
        r"\ensuremath{\mathbb{R}}",
    )
    assert defined["\u200b"] == ""


def test_names_in_vietnamese_can_be_printed() -> None:
    defined = dict(DEFINED.findall(bib_preamble()))
    letters = "ạảấầẩẫậắằẳẵặẹẻẽếềểễệ"
    missing = [char for char in letters if char not in defined and "\u0309" not in unicodedata.normalize("NFD", char)]
    assert missing == []


def test_it_is_one_block_that_holds_no_entry() -> None:
    library = bibtexparser.parse_string(bib_preamble())
    assert (len(library.preambles), len(library.entries), library.failed_blocks) == (1, 0, [])
