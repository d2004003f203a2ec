from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.references.tagged import take_records
from tests.support.growth import processor_seconds
from tests.support.reading import TODAY, document, mentions, names

TITLE = "A Calculus of Delayed Promises"
DOI = "10.1016/j.ipl.2021.09.001"


@pytest.mark.parametrize("name", ["a.txt", "a.ris", "a.md"])
@pytest.mark.parametrize(
    "text",
    [
        f"TY  - JOUR\nAU  - Okafor, Ines\nAU  - Brandt, Paul\nTI  - {TITLE}\nPY  - 2021\nDO  - {DOI}\nER  - \n",
        f"\ufeffTY  - JOUR\r\nA1  - Okafor, Ines\r\nA1  - Brandt, Paul\r\nT1  - {TITLE}\r\nY1  - 2021///\r\nDO  - {DOI}\r\nER  -\r\n",
        f"TY - JOUR\nAU - Okafor, Ines\nAU - Brandt, Paul\nTI - A Calculus of\nDelayed Promises\nDA - 2021/03/01/\nDO - {DOI}\nER -\n",
        f"%0 Journal Article\n%T {TITLE}\n%A Okafor, Ines\n%A Brandt, Paul\n%D 2021\n%R {DOI}\n",
        f"%T {TITLE}\n%A Okafor, Ines\n%A Brandt, Paul\n%D 2021\n%R {DOI}\n",
        "PMID- 3141\nDP  - 2021 May\nTI  - A Calculus of\n      Delayed Promises\nFAU - Okafor, Ines\nAU  - Okafor I\n"
        f"FAU - Brandt, Paul\nAU  - Brandt P\nAID - S0020-0190(21)00001-1 [pii]\nAID - {DOI} [doi]\n",
        "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Okafor, I\n   Brandt, P\nAF Okafor, Ines\n   Brandt, Paul\n"
        f"TI A Calculus of\n   Delayed Promises\nSO PROMISES\nPY 2021\nDI {DOI}\nER\n\nEF\n",
        f"RT Journal Article\nA1 Okafor, Ines\nA1 Brandt, Paul\nT1 {TITLE}\nYR 2021\nDO {DOI}\n",
    ],
)
def test_a_record_gives_its_title_names_year_and_doi(text: str, name: str) -> None:
    (found,) = mentions(text, name)
    assert found.item
    assert (found.text, found.doi, found.item.dois) == (TITLE, DOI, (DOI,))
    assert names(found.item) == ["Ines Okafor", "Paul Brandt"]
    assert found.item.date
    assert found.item.date.year == 2021


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("UR  - https://arxiv.org/abs/1410.5200", "1410.5200"),
        ("AN  - arXiv:1410.5200", "1410.5200"),
        ("M1  - cs/0503068\nT3  - arXiv", "cs/0503068"),
        ("T2  - arXiv:1410.5200 [cs.NE]", "1410.5200"),
        ("DO  - 10.48550/arXiv.1410.5200", "1410.5200"),
        ("L1  - http://www.arxiv.org/pdf/1410.5200.pdf", "1410.5200"),
        ("M1  - 1410.5200", None),
        ("SP  - 1410.5200\nAN  - 20211410", None),
    ],
)
def test_the_id_of_a_record_is_in_the_tags_that_name_it(written: str, expected: str | None) -> None:
    found = mentions(f"TY  - JOUR\nTI  - {TITLE}\n{written}\nER  - \n")
    assert [one.id for one in found] == [expected]
    assert found[0].item
    assert found[0].item.title == TITLE


def test_an_id_of_pubmed_that_is_said_to_be_arxivs() -> None:
    (found,) = mentions(f"PMID- 31\nTI  - {TITLE}\nAID - 0811.2055 [arxiv]\nTA  - ArXiv\n")
    assert (found.id, found.item and found.item.venue) == ("0811.2055", None)


def test_each_record_has_its_own_id_and_an_abstract_names_others() -> None:
    one = f"TY  - JOUR\nTI  - {TITLE}\nAB  - Extends arXiv:1503.01129.\n\nTwo paragraphs.\nUR  - https://arxiv.org/abs/1410.5200\nER  - \n\n"
    found = mentions(one + one.replace("1410.5200", "1410.5201").replace("Delayed", "Early"))
    assert [mention.id for mention in found] == ["1410.5200", "1503.01129", "1410.5201", "1503.01129"]
    assert [mention.item is not None for mention in found] == [True, False, True, False]


def test_records_stand_in_a_text_that_goes_on() -> None:
    text = (
        f"Look at this:\n\nTY  - JOUR\nTI  - {TITLE}\nAU  - Okafor, Ines\n\nand arXiv:1503.01129, which is not of it.\n"
    )
    assert [(one.id, one.place) for one in mentions(text)] == [
        (None, "line 3, record 1"),
        ("1503.01129", "line 7, column 5"),
    ]


def test_a_record_that_names_nothing_is_said_to() -> None:
    (found,) = mentions("TY  - DATA\nAU  - Okafor, Ines\nPY  - 2012\nER  - \n")
    assert (found.not_a_paper, found.text) == (
        "it has neither a title nor an id",
        "line 1, record 1 Ines Okafor 2012-01-01",
    )


@pytest.mark.parametrize(
    "text",
    [
        "We met.\nTI - the chip maker - said so.\nAnd then we left.\nIt rained.\nNo more.\n",
        "RT Great paper by friends\nSee you there\n",
        "PT J\nis not much\n",
        "%0 is a format of C\n",
    ],
)
def test_text_that_is_not_made_of_tags_is_no_record(text: str) -> None:
    assert take_records(text, document("x"), TODAY, str) == ([], text)


@given(
    st.lists(
        st.sampled_from(
            ["TY  - JOUR", "TI  - A title", "ER  -", "%0 X", "%T A title", "PMID- 1", "", "word", "PT J", "  more"]
        )
    )
)
def test_no_character_is_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    _, rest = take_records(text, document("x"), TODAY, str)
    assert [len(line) for line in rest.split("\n")] == [len(line) for line in lines or [""]]


@pytest.mark.parametrize(
    "unit",
    [
        "TY  - JOUR\n",
        "TY  - JOUR\n\n",
        "TY  - JOUR\nTI  - a\nword\n",
        "%0 \n",
        "PMID- \n\n",
        "\n",
        "TI  - \n",
        "PT J\nAU \n   a\n",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(
            lambda n: take_records("TY  - JOUR\n" + unit * (size // len(unit)) + str(n), document("x"), TODAY, str)
        )

    seconds(1_000)
    assert seconds(200_000) < 20 * max(seconds(20_000), 0.02)
