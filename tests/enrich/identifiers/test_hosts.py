"""The name of a site in the title of its page is known by the host of its address."""

from __future__ import annotations

import pytest

from enrich.identifiers.hosts import without_site

TITLE = "Counting sheep: a dense barn approach"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (f"{TITLE} - ScienceDirect", "https://www.sciencedirect.com/science/article/pii/S1"),
        (f"{TITLE} | OpenReview", "https://openreview.net/forum?id=1"),
        (f"{TITLE} | SpringerLink", "https://link.springer.com/article/10.1007/s1"),
        (f"IEEE Xplore - {TITLE}", "http://ieeexplore.ieee.org/xpl/articleDetails.jsp?arnumber=1"),
        (f"{TITLE} - ACL Anthology", "https://aclanthology.org/P14-1062"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(written: str, address: str) -> None:
    assert without_site(written, [address]) == TITLE


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (f"{TITLE} - ScienceDirect", "https://example.org/papers/1"),
        (f"{TITLE} - a review", "https://areview-of-computing-and-other-things.example.org/1"),
        (TITLE, "https://sheep.example.org/"),
        (f"{TITLE} - Sheep", "https://[broken/"),
    ],
)
def test_words_that_the_host_does_not_spell_stay(written: str, address: str) -> None:
    assert without_site(written, [address]) is None
