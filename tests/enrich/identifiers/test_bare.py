"""When a number of the right shape that nothing announces is a paper, and when a measurement."""

from __future__ import annotations

from datetime import date

import pytest

from enrich.identifiers.bare import LONGEST_GAP, read_bare
from enrich.identifiers.find import find_ids
from enrich.identifiers.marked import MarkedText
from enrich.identifiers.spelling import make_window

TODAY = date(2026, 7, 15)
PAPER = "2507.13575"


def read(text: str, *, listed: int | None = None, opens: bool = True, closes: bool = True) -> MarkedText | None:
    """What the number is in this text, of which `opens` and `closes` tell whether it is whole."""
    place = text.index("2507.1")
    return read_bare(make_window(text, place, opens, closes), place, listed, TODAY)


SPOKEN_FOR = [
    ("a version", "of 2507.13575v2 we", "2507.13575v2"),
    ("a version after a slash", "x/2507.13575v2", "2507.13575v2"),
    ("a category after it", "of 2507.13575 [cs.LG] we", PAPER),
    ("a category before it", "of cs.LG/2507.13575 we", PAPER),
    ("a category in brackets before it", "of [cs.LG] 2507.13575 we", PAPER),
    ("a file of its name", "open 2507.13575.pdf now", "2507.13575.pdf"),
    ("a source of its name", "open 2507.13575.tex now", PAPER),
    ("DBLP's path", "CoRR abs/2507.13575 (2025)", PAPER),
    ("an eprint field", "eprint = {2507.13575}, of", PAPER),
    ("a list of ids in an address", "?id_list=2507.13575 of", PAPER),
    ("square brackets", "as in [2507.13575] and", PAPER),
    ("brackets after the word arXiv", "on the arXiv last year (2507.13575), of", PAPER),
    ("a reader who is sent there, too", "it is old (see also 2507.13575), of", PAPER),
    ("a reader who is sent there in Spanish", "v\u00e9ase tambi\u00e9n 2507.13575.", PAPER),
    ("the line of its own", "of\n2507.13575\nwe", PAPER),
    ("a line of its own with a number", "of\n3. 2507.13575\nwe", PAPER),
    ("a line of nothing but ids", "of\n2507.13575, 2404.03085\nwe", PAPER),
    ("a numbered line of nothing but ids", "of\n[15] 2507.13575; 2404.03085\nwe", PAPER),
    ("a bullet, and nothing but ids", "of\n- 2404.03085,2507.13575\nwe", PAPER),
    ("the first place of each line", "2507.13575 Sheep\n2404.03085 Goats\n", PAPER),
    ("the last place of each line", "Sheep (2507.13575)\nGoats (2404.03085)\n", PAPER),
    ("a cell of a table", "| 2507.13575 | Sheep |\n| 2404.03085 | Goats |", PAPER),
    ("a mirror's address", "https://huggingface.co/papers/2507.13575 is", "https://huggingface.co/papers/2507.13575"),
]


@pytest.mark.parametrize(("text", "written"), [row[1:] for row in SPOKEN_FOR], ids=[row[0] for row in SPOKEN_FOR])
def test_what_stands_beside_a_number_may_speak_for_it(text: str, written: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.id, text[found.start : found.end], found.malformed) == (PAPER, written, None)


@pytest.mark.parametrize("label", ["", "[15] ", "15. ", "- ", "(3) "])
def test_ids_that_are_fused_may_have_a_number_or_a_bullet_before_them(label: str) -> None:
    found = find_ids(f"from a PDF\n{label}1305.4580;1302.4146,1304.4624\n", TODAY)
    assert [hit.id for hit in found] == ["1305.4580", "1302.4146", "1304.4624"]
    assert not find_ids(f"from a PDF\n{label}1305.4580;1302.4146,1394.4624\n", TODAY)


SPOKEN_AGAINST = [
    ("nothing", "a score of 2507.13575 was"),
    ("a currency before it", "costs\n$2507.13575\nin"),
    ("a currency after it", "[2507.13575 EUR]"),
    ("a unit", "of\n2507.13575 kHz\nin"),
    ("a percent sign", "of\n2507.13575%\nin"),
    ("more digits behind a dot", "of\n2507.13575.6\nin"),
    ("thousands", "1,2507.13575"),
    ("letters before its version", "release-2507.13575"),
    ("an equals sign before brackets", "losses = [2507.13575]"),
    ("a key before brackets", '"loss": [2507.13575]'),
    ("round brackets without the word arXiv", "went up (2507.13575), of"),
    ("the word arXiv in the paragraph before", "on the arXiv.\n\nIt went up (2507.13575), of"),
    ("an address of somebody else", "https://example.com/2507.13575v2.pdf"),
    ("the rest of a path", "of docs/\n2507.13575\nin"),
    ("a measurement in the next line", "of\n2507.13575\n1487.23456\nin"),
    ("time stamps that line up", "2507.13575: begun\n2507.13581: ended\n"),
]


@pytest.mark.parametrize("text", [row[1] for row in SPOKEN_AGAINST], ids=[row[0] for row in SPOKEN_AGAINST])
def test_what_stands_beside_a_number_may_speak_against_it(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("number", ["2513.12345", "2608.00001", "2500.12345"])
def test_a_month_that_never_was_makes_no_paper_of_a_number(number: str) -> None:
    text = f"of\n{number}\nwe"
    assert read_bare(make_window(text, 3, True, True), 3, None, TODAY) is None


def test_a_mirror_of_an_impossible_id_is_malformed() -> None:
    text = "https://huggingface.co/papers/2513.12345"
    place = text.index("2513")
    found = read_bare(make_window(text, place, True, True), place, None, TODAY)
    assert found is not None
    assert (found.id, found.how) == (None, "url")
    assert "no month 13" in (found.malformed or "")


@pytest.mark.parametrize(
    ("between", "joined"),
    [
        (", ", True),
        (" and ", True),
        ("; ", True),
        ("v2, ", True),
        (" [cs.LG], and ", True),
        (" costs ", False),
        (" ", False),
    ],
)
def test_a_number_after_an_id_is_one_where_a_list_joins_them(between: str, joined: bool) -> None:
    text = f"as arXiv:2404.03085{between}2507.13575 show"
    assert (read(text, listed=text.index("3085") + 4) is not None) is joined
    assert read(text) is None
    assert len(between) < LONGEST_GAP


def test_four_digits_alone_in_a_line_need_a_neighbour() -> None:
    """`1207.7214` may be a measurement, which five digits behind the dot seldom are."""
    alone, listed = "of\n1207.7214\nwe", "of\n1207.7214\n2507.13575\nwe"
    assert read_bare(make_window(alone, 3, True, True), 3, None, TODAY) is None
    found = read_bare(make_window(listed, 3, True, True), 3, None, TODAY)
    assert found is not None
    assert found.id == "1207.7214"


@pytest.mark.parametrize(("opens", "closes"), [(False, True), (True, False), (False, False)])
def test_a_line_that_the_window_cuts_is_not_the_number_s_own(opens: bool, closes: bool) -> None:
    assert read(PAPER) is not None
    assert read(PAPER, opens=opens, closes=closes) is None


@pytest.mark.parametrize(
    "text",
    [
        "arXiv:2404.03085 and maybe 2507.13575 too",
        "arXiv:2404.03085v1\u30012507.13575\uff08\u7530\u4e2d\uff09",
        "arXiv:2404.03085, perhaps also 2507.13575.",
        "arXiv:2404.03085 \u548c 2507.13575\u3002",
    ],
)
def test_a_list_that_an_announced_id_began_goes_on(text: str) -> None:
    assert [hit.id for hit in find_ids(text, TODAY)] == ["2404.03085", PAPER]


@pytest.mark.parametrize(
    "text",
    [
        "arXiv:2404.03085 then a rate of 2507.13575 per hour",
        "we see also 2507.13575 s of it",
        "arXiv:2404.03085 and maybe 2507.13575 Hz",
    ],
)
def test_measurements_beside_an_id_are_none(text: str) -> None:
    assert PAPER not in [hit.id for hit in find_ids(text, TODAY)]


def test_a_number_of_which_a_reader_speaks_at_the_beginning_of_a_line_is_an_id() -> None:
    today = date(2026, 11, 1)
    assert [hit.id for hit in find_ids("stuff\n1109.1746 (the one with the tables)\n", today)] == ["1109.1746"]
    assert [hit.id for hit in find_ids("- 1109.1746 - the paper by Roe\n", today)] == ["1109.1746"]
    assert not find_ids("1109.1746 (the mean of all)\nabout 1109.1746 (the one before was 2.5)\n", today)
