"""Forms of the review: what is read, what is sealed, and whose requests they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.review.forms import (
    MOST_LETTERS,
    VALID,
    Answering,
    BadForm,
    FormSeal,
    Undoing,
    is_own_page,
    read_form,
    written,
)

NOW = datetime(2026, 2, 1, tzinfo=UTC)
FIELDS = {"left": "2501.00001 0", "right": "doi:10.1/x 12", "seen": "abc", "answer": "same", "form_token": "s"}
SPOT = st.tuples(st.sampled_from(["2501.00001", "hep-th/9901001", "doi:10.1000/(y);z"]), st.integers(0, 99_999))


def test_an_answer_is_read() -> None:
    sent = Answering(("2501.00001", 0), ("doi:10.1/x", 12), "abc", "same", False, "")
    assert read_form(urlencode(FIELDS).encode()) == (sent, "s")
    assert read_form(urlencode(FIELDS | {"all": ""}).encode()) == (sent, "s")
    more = FIELDS | {"all": "1", "why": "  I\n know\x00 both "}
    assert read_form(urlencode(more).encode())[0] == Answering(
        ("2501.00001", 0), ("doi:10.1/x", 12), "abc", "same", True, "I know both"
    )
    assert read_form(b"undo=12&form_token=s") == (Undoing(12), "s")


@given(SPOT, SPOT)
def test_a_mention_is_read_as_it_was_written(left: tuple[str, int], right: tuple[str, int]) -> None:
    sent, _ = read_form(urlencode(FIELDS | {"left": written(left), "right": written(right)}).encode())
    assert isinstance(sent, Answering)
    assert (sent.left, sent.right) == (left, right)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"undo",
        b"undo=0",
        b"undo=-1",
        b"undo=99999999999999999999",
        b"undo=1&undo=2",
        b"undo=1&who=me",
        b"&".join([b"undo=1"] * 100),
        urlencode(FIELDS | {"answer": "yes"}).encode(),
        urlencode(FIELDS | {"answer": ""}).encode(),
        urlencode(FIELDS | {"all": "yes"}).encode(),
        urlencode(FIELDS | {"left": "2501.00001"}).encode(),
        urlencode(FIELDS | {"left": "2501.00001 -1"}).encode(),
        urlencode(FIELDS | {"left": "2501.00001 ٣"}).encode(),
        urlencode(FIELDS | {"right": "x" * 400 + " 1"}).encode(),
        urlencode(FIELDS | {"why": "x" * (MOST_LETTERS + 1)}).encode(),
    ],
)
def test_what_is_none_of_our_forms_is_refused(body: bytes) -> None:
    with pytest.raises(BadForm):
        read_form(body)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(body: bytes) -> None:
    try:
        sent, _ = read_form(body)
    except BadForm:
        return
    assert isinstance(sent, Answering | Undoing)


def test_a_seal_is_for_one_purpose_one_person_one_token_and_some_hours() -> None:
    seal = FormSeal("the-token-of-the-settings")
    sealed = seal.seal("undo 12", "Eve", NOW)
    assert seal.fits(sealed, "undo 12", "Eve", NOW + VALID)
    assert FormSeal("the-token-of-the-settings").fits(sealed, "undo 12", "Eve", NOW)
    assert not seal.fits(sealed, "undo 13", "Eve", NOW)
    assert not seal.fits(sealed, "undo 12", "Bob", NOW)
    assert not seal.fits(sealed, "undo 12", "Eve", NOW + VALID + timedelta(seconds=1))
    assert not FormSeal("another-token-of-settings").fits(sealed, "undo 12", "Eve", NOW)
    until, _, digest = sealed.partition(".")
    for forged in (f"{int(until) + 1}.{digest}", f"{until}.{'0' * 64}", digest, until, "", f"{sealed}0", f"٣{sealed}"):
        assert not seal.fits(forged, "undo 12", "Eve", NOW)


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"sec-fetch-site": "same-site", "origin": "https://feeds.example.org"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"origin": "https://feeds.example.org"}, True),
        ({"origin": "http://127.0.0.1:8000"}, True),
        ({"origin": "https://FEEDS.example.org"}, True),
        ({"origin": "https://evil.example.org"}, False),
        ({"origin": "https://feeds.example.org.evil.org"}, False),
        ({"origin": "http://127.0.0.1:8001"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://[::1"}, False),
        ({}, True),
    ],
)
def test_a_browser_may_send_forms_from_our_page_alone(headers: Mapping[str, str], ours: bool) -> None:
    assert is_own_page(headers, ("127.0.0.1:8000", "feeds.example.org", "")) is ours
