"""Plain text is parted as its lines are: messages, tables with bars, headings with a rule below, lines that break off; all invented."""

from __future__ import annotations

import pytest

from tests.support.reading import mentions

ONE = "Sparse Upcycling of Small Language Models"
TWO = "Counting Sheep: A Benchmark for Attention Spans"
THREE = "Do Robots Dream? On Latent Planning"


def titles(body: str, name: str = "notes.txt") -> list[str]:
    return [mention.item.title or "" for mention in mentions(body, name) if mention.item and not mention.not_a_paper]


CHATS = {
    "WhatsApp": (
        "14/05/2022, 09:13 - Nia: Morning\n14/05/2022, 09:14 - Omar: <Media omitted>\n14/05/2022, 09:40 - Nia: Then I suggest\n"
        "1. {}\n2. {}\n3. the sheep paper\n14/05/2022, 09:41 - Omar: 1 please\n14/05/2022, 09:50 - Nia: ok\n"
    ),
    "Slack": (
        "[10:02] anna: morning! did anyone read it?\n[10:03] bjoern: not yet. coffee first\n[10:15] anna: reading group, candidates:\n"
        "  • {}\n  • {}\n[10:17] bjoern: +1 for the second\n[10:30] anna: server ip is 10.12.0.7\n"
    ),
    "IRC": (
        "10:02 <anna> morning, lunch at noon\n10:03 <bob> did you see\n10:04 <bob> {}\n10:05 <anna> no, but\n10:06 <anna> {}\n10:07 <bob> thanks\n"
    ),
    "Discord": (
        "Anna — 03/12/2016 9:14 AM\nhi all, two for next week:\n- {}\n- {}\n\nBob — 03/12/2016 9:20 AM\nwhich one first then\n\n"
        "Anna — 03/12/2016 9:31 AM\nthe first one I guess\n"
    ),
    "log": (
        "2016-05-01T12:00:01Z INFO  start, rss 12 MB\n2016-05-01T12:00:02Z INFO  posted: \"{}\"\n2016-05-01T12:00:05Z WARN  slow disk again\n"
        "2016-05-01T12:00:07Z INFO  posted: \"{}\"\n2016-05-01T12:00:09Z INFO  exit 0\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHATS)
def test_of_a_chat_only_what_is_listed_quoted_or_written_as_a_title_is_looked_up(kind: str) -> None:
    assert titles(CHATS[kind].format(ONE, TWO)) == [ONE, TWO]


def test_times_of_a_reading_log_are_no_speakers() -> None:
    body = f"2024-05-01 10:00 {ONE}\n2024-05-02 10:30 {TWO}\n2024-05-03 11:00 FlowSheep: Optical Flow of Wool\n"
    assert titles(body) == [ONE, TWO, "FlowSheep: Optical Flow of Wool"]


def test_cells_between_bars_are_a_table() -> None:
    body = f"# id | title | who | date\n- | {ONE} | tk | 10.11.\n2401.00001v2 | {TWO} | |\n? | {THREE} | as | 1.12.\n"
    found = {mention.item.title: mention.id for mention in mentions(body, "papers.lst") if mention.item}
    assert found == {ONE: None, TWO: "2401.00001", THREE: None}


@pytest.mark.parametrize("head", ["wanted (front desk)\n-------------------\n", "Reading list for new students\n\n"])
def test_a_line_with_a_rule_below_or_that_says_what_is_listed_is_a_heading(head: str) -> None:
    assert titles(f"{head}{ONE}\n{TWO}\n{THREE}\n") == [ONE, TWO, THREE]


def test_a_title_that_breaks_off_goes_on_in_the_next_line() -> None:
    body = (
        f"Ann Zetzsche, Bob Giffin, Sparse Upcycling of Small Language Models in\nBarns and Yards\n\n{TWO}\n{THREE}\n"
    )
    assert titles(body)[0] == "Sparse Upcycling of Small Language Models in Barns and Yards"


@pytest.mark.parametrize(
    "line", ["(A) 2015-03-01 {} +phd @read", "x 2015-03-05 2015-03-01 {} +phd", "(B) {} due:2015-03-20"]
)
def test_a_task_of_todo_txt_is_its_title(line: str) -> None:
    assert titles("".join(line.format(title) + "\n" for title in (ONE, TWO, THREE))) == [ONE, TWO, THREE]


def test_among_errands_what_is_to_be_read_is_looked_up() -> None:
    found = titles(f"TODO\n[x] buy milk\n[ ] read {ONE}\n[ ] call the landlord back\n[x] review {TWO}\n[ ] dentist\n")
    assert found == [ONE, TWO]


def test_heads_greetings_and_farewells_of_mails_are_not_looked_up() -> None:
    body = (
        f"Chers collègues de bureau,\n\nvoici les deux articles:\n\n- {ONE}\n- {TWO}\n\nMit freundlichen Grüßen\n\nVon: Rosa Barn\nGesendet: Mittwoch"
        ", 4. Juni 2014 17:45\nBetreff: Leseliste der Gruppe\n"
    )
    assert titles(body) == [ONE, TWO]


def test_what_is_below_the_labels_of_a_mail_is_read_by_itself() -> None:
    body = (
        f"PAPER: 53\nTITLE: {ONE}\nAUTHORS: Ann Author and Bob Builder\n\nOverall evaluation: -1\nThe paper ignores the article\n\n"
        f"Tatsuro Zetzsche and Martin Giffin. {TWO}. Phys. Rev. E 91, 012809 (2015)\n\nwhich does the same.\n"
    )
    found = {one.item.title: one.item.venue for one in mentions(body) if one.item}
    assert found[ONE] is None
    assert TWO in found


def test_a_journal_behind_a_title_is_no_part_of_it() -> None:
    assert titles(f"Meni Zetzsche, {ONE}, Theoret. Comput. Sci. 402 (2012) 1-12\n")[:1] == [ONE]


def test_numbers_behind_colons_are_no_titles() -> None:
    body = "Facility management desk: 069 1234 5678\nPrinter support and repair: 4711\nEmergency service of the barn: 112\n"
    assert titles(body) == []


def test_a_venue_to_be_announced_is_none() -> None:
    found = mentions(f"{ONE}, to be announced\n{TWO}, TBA\n{THREE}. To be announced\n", "talks.txt")
    assert [(one.item.title, one.item.venue) for one in found if one.item] == [(ONE, None), (TWO, None), (THREE, None)]


def test_a_verb_before_a_title_is_no_venue() -> None:
    (one, *_) = mentions(f"TODO\n[x] review {TWO}\n", "todo.txt")
    assert one.item
    assert one.item.venue is None


def test_a_title_in_quotation_marks_goes_on_until_they_close() -> None:
    text = "On Monday Bob wrote:\n> That was “Influence of Topological Features on Spatially-\n> Structured Evolutionary Dynamics”, I think.\n"
    assert titles(text) == ["Influence of Topological Features on Spatially- Structured Evolutionary Dynamics"]


def test_a_line_of_dashes_shows_the_columns_of_a_table_and_its_cells_go_on() -> None:
    text = """Paper                                     Who     When
----------------------------------------  ------  -----
Learning Stable Grasps from Sparse        Ann     3 May
Touch
A Calculus of Delayed Network Promises    Bob     10 May
Robust Estimation of Sparse Graphs from   Eve     17 May
Noisy Data
"""
    assert titles(text) == [
        "Learning Stable Grasps from Sparse Touch",
        "A Calculus of Delayed Network Promises",
        "Robust Estimation of Sparse Graphs from Noisy Data",
    ]


def test_a_title_may_be_displayed_within_a_sentence() -> None:
    text = "Ms Roe has read\n    A Calculus of Delayed Network Promises\n    and Their Universal Codes\nand finds a gap in it.\n"
    assert titles(text)[0] == "A Calculus of Delayed Network Promises and Their Universal Codes"
    listed = "a) Doe: Sensor Placement for Optimal\n   Filtering: Fundamental Limits of Sparse Networks\nb) Roe: On Sheep in Barns\n"
    assert "Filtering: Fundamental Limits of Sparse Networks" not in titles(listed)


def test_a_short_task_below_a_tagged_title_is_none_of_its_title() -> None:
    text = "x 2016-01-31 Sparse Barns for Sheep in a Small Shed +reading\nrenew passport +admin t:2016-05-01\n(A) read Noisy Goats and Their Various Channels of Communication @train due:2016-05-01\n"
    assert "renew" not in " ".join(one.text for one in mentions(text) if "Sparse" in one.text)


def test_a_heading_left_of_a_bullet_is_none_of_its_title() -> None:
    text = "WEEK 3   no class\n         * Chen, J.: Sheep Networks and the Choices Goats Make\nWEEK 4   Communities\n         * Roe, Noisy measures for the evaluation of barns\n"
    assert not [one.text for one in mentions(text) if "WEEK 4" in one.text and "Sheep" in one.text]
