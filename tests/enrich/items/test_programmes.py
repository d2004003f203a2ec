"""Programmes of conferences: tables whose rows are talks, breaks and sessions, with the people of a talk in its cell."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions, names

SESSIONS = """<table>
<tr><th colspan=3>Mon 8:30 Opening</th></tr>
<tr><td>09:00</td><td><b>Rateless codes for AVC models</b><br><i>Anand Sarwate; Michael Gastpar (Berkeley)</i></td><td>M1</td></tr>
<tr><td>10:00</td><td colspan=2>Coffee break</td></tr>
<tr><td>10:50</td><td><b>Partition-Symmetrical Entropy Functions</b><br><i>Qi Chen; Raymond Yeung</i></td>
<td>M2 <a href="http://arxiv.org/abs/1407.7405">preprint</a></td></tr>
<tr><th colspan=3>Posters</th></tr>
<tr><td>15:00</td><td>P1 Phase Transitions in Sparse PCA. <i>Thibault Lesieur, Florent Krzakala</i></td><td></td></tr>
<tr><td>15:00</td><td>P2 Towards Massive Machine Type Communications. <i>Z. Dawy, W. Saad</i></td><td></td></tr>
</table>"""
SPEAKERS = """<table>
<tr><td>9.00</td><td>Jane Roe (ETH Zürich)<br><em>Quantum walks on sparse random graphs</em></td></tr>
<tr><td>9.45</td><td>Ana Ruiz, Tom Li (MIT)<br><em>Learning rates for stochastic gradient methods</em></td></tr>
<tr><td>10.30</td><td>Coffee</td></tr>
<tr><td>11.00</td><td><em>Bandits with delayed feedback</em><br>P. Müller</td></tr>
</table>"""
FEW = """<table>
<tr><td>8:00</td><td>Registration<br>in the hall</td></tr><tr><td>8:30</td><td>Welcome<br>by the dean</td></tr>
<tr><td>9:00</td><td><b>Private federated learning at scale</b><br>A. Gupta, B. Chen</td></tr>
<tr><td>9:30</td><td><b>Robust mean estimation in high dimensions</b><br>Carla Díaz and Wei Zhang</td>
<td><a href="https://arxiv.org/abs/2001.00123">preprint</a></td></tr>
<tr><td>10:00</td><td>Break</td></tr><tr><td>10:20</td><td>Panel<br>with the chairs</td></tr><tr><td>12:00</td><td>Lunch</td></tr>
</table>"""
PEOPLE = """<table><tr><td><img src="a.png"></td><td>We are a group of <b>six people</b> in Berlin.<br>Anna Schmidt, Otto Maier</td></tr>
<tr><td>Address</td><td><b>Main Street 12</b><br>Tel. 1234</td></tr></table>"""


def listed(page: str) -> dict[str, tuple[str | None, list[str]]]:
    return {
        one.item.title: (one.id, names(one.item)) for one in mentions(page, "a.html") if one.item and one.item.title
    }


def test_talks_have_their_people_and_links_and_no_number() -> None:
    found = listed(SESSIONS)
    assert found["Rateless codes for AVC models"] == (None, ["Anand Sarwate", "Michael Gastpar"])
    assert found["Partition-Symmetrical Entropy Functions"] == ("1407.7405", ["Qi Chen", "Raymond Yeung"])
    assert found["Phase Transitions in Sparse PCA"] == (None, ["Thibault Lesieur", "Florent Krzakala"])
    assert found["Towards Massive Machine Type Communications"] == (None, ["Z. Dawy", "W. Saad"])


def test_the_speaker_may_stand_above_the_title() -> None:
    found = listed(SPEAKERS)
    assert found["Quantum walks on sparse random graphs"] == (None, ["Jane Roe"])
    assert found["Learning rates for stochastic gradient methods"] == (None, ["Ana Ruiz", "Tom Li"])
    assert "Bandits with delayed feedback" in found


def test_a_few_talks_among_other_rows_are_found() -> None:
    assert listed(FEW) == {
        "Private federated learning at scale": (None, ["A. Gupta", "B. Chen"]),
        "Robust mean estimation in high dimensions": ("2001.00123", ["Carla Díaz", "Wei Zhang"]),
    }


def test_a_page_laid_out_in_a_table_lists_nothing() -> None:
    assert listed(PEOPLE) == {}


TALKS = {
    "Ann Roe": "How to Hunt an Invisible Sheep on a Graph",
    "Bob Doe": "The Fire in the Barn: A Structural Analysis",
}
BREAKS = [
    "Registration and coffee",
    "Lunch (Mensa, ground floor)",
    "Gemeinsames Abendessen am See",
    "Group photo and coffee",
]


def rows() -> list[tuple[str, str, str]]:
    """Time, speaker, title or break."""
    (one, first), (two, second) = TALKS.items()
    return [
        ("09:00", "", BREAKS[0]),
        ("09:30", one, first),
        ("10:30", "", BREAKS[3]),
        ("11:00", two, second),
        ("12:10", "", BREAKS[1]),
        ("19:00", "", BREAKS[2]),
    ]


FORMS = {
    "a.html": "<table>"
    + "".join(f"<tr><td>{time}</td><td>{f'{who}: ' if who else ''}{what}</td></tr>" for time, who, what in rows())
    + "</table>",
    "a.md": "\n".join(f"- {time} {f'{who}: ' if who else ''}{what}" for time, who, what in rows()),
    "a.txt": "Workshop\n\n" + "\n".join(f"{time}  {f'{who}: ' if who else ''}{what}" for time, who, what in rows()),
    "a.csv": "Time,Speaker,Title\n" + "\n".join(f'{time},{who},"{what}"' for time, who, what in rows()),
}


@pytest.mark.parametrize("name", FORMS)
def test_breaks_of_a_programme_are_no_talks(name: str) -> None:
    texts = [one.text for one in mentions(FORMS[name], name)]
    assert all(any(title in text for text in texts) for title in TALKS.values())
    assert not [text for text in texts if any(one[:12] in text for one in BREAKS)]


def test_a_time_before_titles_alone_is_no_sign_of_a_break() -> None:
    body = "# Reading\n\n- 10:00 Attention is all sheep need\n- 11:00 Deep residual grazing of barns\n"
    assert len(mentions(body, "a.md")) == 2


PROGRAMME = """SEMINAR ON BARNS

 9.15  Welcome and coffee
 9.30  Anna K.      Improved Bounds for Sheep Permutations
10.15  Boris        On k-Woolly Goats
11.20  Chiara       Higher-order Barn--Door theorems
13.30  Dmitri       Categorified Herd Graphs
"""


def test_who_speaks_in_a_column_behind_the_time_is_no_title() -> None:
    found = [one.text for one in mentions(PROGRAMME, "a.txt")]
    for title in ("On k-Woolly Goats", "Higher-order Barn--Door theorems", "Categorified Herd Graphs"):
        assert title in found
    assert not {"Boris", "Chiara", "Dmitri"} & set(found)
