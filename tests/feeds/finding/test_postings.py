"""Postings as text: what is written is read again, and is short."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from feeds.finding.postings import decode, encode

NEW = st.builds(
    lambda month, number: f"{month}.{number:05}", st.sampled_from(["1501", "2507", "2412"]), st.integers(1, 99999)
)
FOUR = st.builds(lambda number: f"0704.{number:04}", st.integers(1, 9999))
OLD = st.builds(lambda number: f"hep-th/9901{number:03}", st.integers(1, 999))
OTHER = (
    st.text(min_size=1, max_size=12)
    .map(lambda text: f"doi:10.1000/{text}")
    .filter(lambda name: not re.search("[\ud800-\udfff]", name))
)


@given(st.sets(st.one_of(NEW, FOUR, OLD, OTHER)))
@example({"doi:10.1000/a;b,c@d~e%20", "math.GT/0309136", "2507.1234", "1412.12345"})
def test_what_is_written_is_read_again(names: set[str]) -> None:
    text = encode(dict.fromkeys(names, "2403"))
    assert set(decode(text)) == names
    assert all(month == "2403" for name, month in decode(text).items() if name.startswith("doi:"))
    assert text == encode(dict.fromkeys(sorted(names, reverse=True), "2403"))


def test_postings_are_short() -> None:
    assert encode({"2507.00010": "", "2507.00013": "", "hep-th/9901001": ""}) == "2507a,3;^hep-th/9901:1"
    assert len(encode({f"2507.{number:05}": "" for number in range(1, 10001, 3)})) < 2.1 * 3334
