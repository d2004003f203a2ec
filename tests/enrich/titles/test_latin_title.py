from __future__ import annotations

import pytest

from enrich.titles.sentences import latin_title


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("10/5（金）　担当：田中　Faster Paths for Sheep", "Faster Paths for Sheep"),
        ("Sheep in Large Barns：方法很好，实验偏弱", "Sheep in Large Barns"),
        ("《Sheep: What Cannot Be Counted?》（2011年，Okafor等）", "Sheep: What Cannot Be Counted?"),
        ("3、Sheep in Large Barns（已读）", "Sheep in Large Barns"),
        ("3/4 (월) 발표: 김민수 / Counting Goats in Trees", "Counting Goats in Trees"),
        ("Потом: Sheep in Large Barns", "Sheep in Large Barns"),
        ("Sheep in Large Barns — Саша обещал скинуть pdf", "Sheep in Large Barns"),
        ("статья «Sheep in Large Barns», только введение", "Sheep in Large Barns"),
        ("לקרוא: Sheep in Large Barns", "Sheep in Large Barns"),
        ("Применение методов Large Barn Learning для анализа овец", None),
        ("羊を数える方法", None),
        ("我们用 GAN 做实验", None),
        ("Sheep in Large Barns", None),
        ("«Schafe» in großen Ställen", None),
    ],
)
def test_the_title_in_latin_letters_is_what_a_line_in_another_script_is_about(line: str, title: str | None) -> None:
    assert latin_title(line) == title
