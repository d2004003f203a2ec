"""References in the way of GB/T 7714 have their titles alone."""

from __future__ import annotations

from tests.support.reading import mentions, names

LIST = (
    "[1] Mahajan, A., Teneketzis, D.. Counting Sheep in the Dark[J]. Journal of Sheep, 2009, 4(1): 29-41.\n"
    "[2] Bliem, B., Morak, M., Woltran, S.. How Lanterns Help a Shepherd at Night[C]//Proceedings of the Conference. 2013: 1204-1211.\n"
)


def test_marks_of_the_kind_of_work_end_a_title() -> None:
    found = mentions(LIST)
    assert [one.item and one.item.title for one in found] == [
        "Counting Sheep in the Dark",
        "How Lanterns Help a Shepherd at Night",
    ]
    assert names(found[1].item) == ["B. Bliem", "M. Morak", "S. Woltran"]
