"""Postings as text: what is written is read again, and is short."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from feeds.finding.postings import decode, encode, month_of, patched

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


@given(
    st.dictionaries(st.one_of(NEW, FOUR, OLD, OTHER), st.sampled_from(["2403", "9912"])),
    st.dictionaries(st.one_of(NEW, FOUR, OLD, OTHER), st.sampled_from(["2403", "9912", None])),
    st.data(),
)
@example({"doi:10.1000/a-b": "2403", "doi:10.1000/a": "2403"}, {"doi:10.1000/a": "9912"}, None)
def test_a_change_gives_what_writing_all_gives(
    papers: dict[str, str], changes: dict[str, str | None], data: st.DataObject | None
) -> None:
    if data is not None and papers:
        changes |= dict.fromkeys(data.draw(st.sets(st.sampled_from(sorted(papers)))))
    after = {name: month for name, month in (papers | changes).items() if month is not None}
    assert patched(encode(papers), changes) == encode(after)


def test_an_id_of_arxivs_tells_its_month() -> None:
    assert month_of("2507.00010", "2401") == "2507"
    assert month_of("math.GT/0309136", "2401") == "0309"
    assert month_of("doi:10.1000/2507.00010", "2401") == "2401"
