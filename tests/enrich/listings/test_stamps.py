"""What is searched for in a whole text finds every line that times and speakers are looked for in."""

from __future__ import annotations

import pytest

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
