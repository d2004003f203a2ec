"""What is searched for in a whole text finds every line that times and speakers are looked for in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.listings import stamps
from enrich.listings.stamps import without_stamps

CHATS = {
    "dated": "14/05/2022, 09:12 - Nia: Next one",
    "in brackets": "[10:02] anna: hi",
    "in angle brackets": "10:02 <anna> hi",
    "a log": "2016-05-01T12:00:01Z INFO  done",
    "a speaker alone": "<anna> hi there",
    "a line above": "Anna Roe, 10:02 AM\nhello",
    "indented": "   \t[2022-05-14 09:12] anna: hi",
}


@pytest.mark.parametrize("line", CHATS.values(), ids=list(CHATS))
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_three_lines_that_begin_alike_are_a_chat(line: str, end: str) -> None:
    text = (end or "\n").join([line] * 3) + end
    blanked, messages = without_stamps(text)
    assert len(messages) == 3
    assert len(blanked) == len(text)
    assert "anna" not in blanked.lower()


@pytest.mark.parametrize("line", CHATS.values(), ids=list(CHATS))
def test_two_are_none(line: str) -> None:
    text = f"{line}\n{line}"
    assert without_stamps(text) == (text, frozenset())


def test_numbers_are_no_times() -> None:
    text = "\n".join(["2501.00001", "3.14 is pi", "1:5 scale"] * 9)
    assert without_stamps(text) == (text, frozenset())


@given(
    st.lists(
        st.sampled_from(
            [
                "Ann 10:02",
                "Ann, [2021-05-01 10:02:03]\t",
                "at 10:02 a.m.",
                "x 9.30 PM. ",
                "We slept.",
                "m.",
                "[10:2]",
                "",
                " ",
                "10:02Z\r",
            ]
        ),
        max_size=12,
    )
)
def test_lines_that_end_with_a_time_are_found_by_their_last_characters(lines: list[str]) -> None:
    text = "\n".join(["", *lines, ""])
    assert len(list(stamps.ends_stamped(text))) == len(stamps.ENDS_STAMPED.findall(text))
