from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrich.containers.mail_text import calendar_text, unquoted
from tests.support.growth import processor_seconds

LONG = "A sentence that a mail program has broken where it was full "


def test_a_signature_of_five_lines_goes_and_more_stay() -> None:
    for lines in (["Ann Roe"], ["a" * 300, "b"], ["a"] * 5):
        assert unquoted("\n".join(["Hi", "-- ", *lines])) == "Hi\n"
        assert unquoted("\n".join(["Hi", "-- ", *lines, ""])) == "Hi\n"
    for lines in (["a"] * 6, ["a" * 700], ["> a"]):
        assert "-- " in unquoted("\n".join(["Hi", "-- ", *lines]))


def test_what_looks_like_a_signature_and_goes_on_costs_no_more_than_it_is_long() -> None:
    text = "\n".join(["Hi", *("-- ", "a" * 590, "") * 200, "the end " * 500])
    assert processor_seconds(lambda _: unquoted(text)) < 1


@pytest.mark.parametrize(
    ("text", "flowed", "expected"),
    [
        ("> a\n> b\nC", False, "a\nb\n\nC"),
        ("C\n> > A\n>> b", False, "C\n\nA\nb"),
        ("> The title of a\nlong paper", False, "The title of a long paper"),
        ("> a\n>\n> b", False, "a\n\nb"),
        ("a > b", False, "a > b"),
        ('> > "A Title\n> of a\n> Long Paper"\n> Next', False, '"A Title of a Long Paper"\nNext'),
        ("> So it ends.\nhello", False, "So it ends.\n\nhello"),
        (f"{LONG}\nand goes on.\nNext.", True, f"{LONG}and goes on.\nNext."),
        (f"> {LONG}\n> and goes on.", True, f"{LONG}and goes on."),
        (f"- {LONG}\n- another", True, f"- {LONG}\n- another"),
        (f"{LONG}\nand goes on.", False, f"{LONG}\nand goes on."),
        ("Dear all, \nhello", True, "Dear all, \nhello"),
    ],
)
def test_a_text_is_as_it_was_written(text: str, flowed: bool, expected: str) -> None:
    assert unquoted(text, flowed=flowed) == expected


@given(st.text("> a\n-.", max_size=100).filter(lambda text: "\n--" not in text), st.booleans())
def test_no_word_is_lost_but_those_of_a_signature(text: str, flowed: bool) -> None:
    assert unquoted(text, flowed=flowed).count("a") == text.count("a")


def test_an_invitation_is_unfolded_and_its_escapes_are_undone() -> None:
    text = "SUMMARY:Read\r\n ing\r\nUID:1904.00001\r\nDESCRIPTION;LANGUAGE=en:a\\nb\\, c\\\\d\r\n"
    assert calendar_text(text) == "Reading\n\na\nb, c\\d"


@pytest.mark.parametrize("line", ["a" * 60 + " \n", '> "a\n', "> " * 30 + "\n", '">\n>>"\n'])
def test_hostile_text_takes_linear_time(line: str) -> None:
    def seconds(size: int) -> float:
        return processor_seconds(lambda n: unquoted('> > "\n' + line * (size // len(line)) + str(n), flowed=True))

    seconds(1_000)
    assert seconds(1_000_000) < 25 * max(seconds(100_000), 0.02)
