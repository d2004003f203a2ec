from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.identifiers.find import find_ids
from enrich.listings.listing import read_listing
from enrich.listings.listing_entry import ListedEntry
from enrich.listings.ris import read_tagged
from enrich.listings.unwrap import without_margins

TITLE = "A Calculus of Delayed Promises"


def entries(text: str) -> list[ListedEntry]:
    return read_listing(text, find_ids(text, date(2026, 11, 22)))


@pytest.mark.parametrize(
    "text",
    [
        f"TY  - JOUR\nAU  - Okafor, Ines\nAU  - Brandt, Paul\nTI  - {TITLE}\nPY  - 2021\nDO  - 10.1016/j.ipl.2021.09.001\nER  - \n",
        f"%0 Journal Article\n%T {TITLE}\n%A Okafor, Ines\n%A Brandt, Paul\n%D 2021\n%R 10.1016/j.ipl.2021.09.001\n",
        "PMID- 3141\nDP  - 2021 May\nTI  - A Calculus of\n      Delayed Promises\nFAU - Okafor, Ines\nAU  - Okafor I\n"
        "FAU - Brandt, Paul\nAU  - Brandt P\nAID - 10.1016/j.ipl.2021.09.001 [doi]\n",
    ],
)
def test_a_record_gives_its_title_names_year_and_doi(text: str) -> None:
    (found,) = entries(text)
    assert (found.item.title, found.item.dois) == (TITLE, ("10.1016/j.ipl.2021.09.001",))
    assert [author.name for author in found.item.authors] == ["Ines Okafor", "Paul Brandt"]
    assert found.item.date is not None
    assert found.item.date.year == 2021


def test_each_record_has_its_own_id_and_an_abstract_names_others() -> None:
    one = (
        f"TY  - JOUR\nTI  - {TITLE}\nAB  - Extends arXiv:1503.01129.\nUR  - https://arxiv.org/abs/1410.5200\nER  - \n\n"
    )
    found = entries(one + one.replace("1410.5200", "1410.5201").replace("Delayed", "Early"))
    assert [entry.hit and entry.hit.id for entry in found] == ["1410.5200", "1410.5201"]
    assert all(hit.id != "1503.01129" for entry in found for hit in entry.owned)


def test_text_that_is_not_made_of_tags_is_no_record() -> None:
    assert read_tagged("We met.\nTI - the chip maker - said so.\nAnd then we left.\nIt rained.\nNo more.\n", []) is None


def test_quote_marks_of_mail_are_no_part_of_what_is_quoted() -> None:
    (found,) = entries(f">> Title: {TITLE}\n>> Authors: Ines Okafor, Paul Brandt\n")
    assert (found.item.title, len(found.item.authors)) == (TITLE, 2)


def test_a_latex_bibliography_is_a_list_of_references() -> None:
    text = "\\begin{thebibliography}{10}\n\\bibitem{a}\nI.~Okafor and P.~Brandt.\n\\newblock {" + TITLE + "}.\n"
    text += "\\newblock {\\em J. ACM}, 2016.\n\n\\bibitem[HN20]{b}\nM.~Holm and O.~Nord.\n\\newblock Proof search in weak arithmetic.\n"
    found = entries(text + "\\newblock In {\\em LICS}, 2020.\n\\end{thebibliography}\n")
    assert [entry.item.title for entry in found] == [TITLE, "Proof search in weak arithmetic"]
    assert [author.name for author in found[0].item.authors] == ["I. Okafor", "P. Brandt"]


@given(st.text("> \n\\bibitem{}[]a`'.~newblock", max_size=200), st.booleans())
def test_blanking_margins_moves_no_character(text: str, item: bool) -> None:
    text += "\\bibitem{k} x" if item else ""
    assert len(without_margins(text)) == len(text)
