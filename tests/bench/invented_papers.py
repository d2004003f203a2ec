"""Invented papers, as many as arXiv has, one after another, as lines of its bulk metadata: the same number gives the same lines.

    python tests/bench/invented_papers.py --papers 2900000 > papers.jsonl

What is like arXiv's: papers a year (its monthly submissions, rounded), old ids before April 2007, authors a paper (most
two or three, one paper in a thousand has hundreds), new names among them (0.55 a paper; whoever wrote much lately writes
more: six in ten names have one paper, eight in ten fewer than five), family names that many bear, categories with cross-lists, versions, lengths of
titles and abstracts, how often there is a DOI, a journal, a comment. Words are invented, and as rare as words are.

1.6 million names of 2.9 million papers take 80 MB meanwhile.
"""

from __future__ import annotations

import argparse
import json
import sys
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

YEARLY = {
    1992: 3, 1993: 7, 1994: 10, 1995: 13, 1996: 16, 1997: 20, 1998: 24, 1999: 28, 2000: 31, 2001: 33, 2002: 36, 2003: 39,
    2004: 44, 2005: 47, 2006: 50, 2007: 56, 2008: 59, 2009: 64, 2010: 70, 2011: 77, 2012: 84, 2013: 93, 2014: 97, 2015: 105,
    2016: 113, 2017: 124, 2018: 141, 2019: 156, 2020: 178, 2021: 182, 2022: 186, 2023: 243, 2024: 281, 2025: 290,
}  # fmt: skip
"""Thousands of papers."""
NEW_NAME = 0.122
"""The part of authorships that is the first of a name."""
ONCE = (0, 1)
"""Of five names, those that never come again."""
LATELY, LATELY_PART = 0.1, 0.98
"""Nearly all others are of somebody who has one of the last tenth of all authorships: people begin, and stop."""
AUTHORS = dict(zip(range(1, 13), (17, 22, 20, 14, 9, 6, 4, 3, 2, 1, 0.7, 0.5), strict=True)) | {
    30: 0.5,
    60: 0.2,
    400: 0.1,
}
"""Authors a paper -> how often."""
CATEGORIES = {
    "cs.LG": 90, "cs.CV": 60, "cs.CL": 40, "cs.AI": 30, "cs.RO": 15, "cs.CR": 15, "cs.IT": 14, "stat.ML": 12, "math.AP": 18,
    "math.CO": 17, "math.PR": 16, "math.AG": 15, "math.NA": 14, "math.NT": 12, "math.OC": 12, "hep-ph": 40, "hep-th": 38,
    "hep-ex": 14, "gr-qc": 24, "quant-ph": 45, "astro-ph.GA": 25, "astro-ph.CO": 22, "astro-ph.HE": 22, "astro-ph.SR": 18,
    "cond-mat.mtrl-sci": 32, "cond-mat.mes-hall": 28, "cond-mat.str-el": 24, "nucl-th": 14, "eess.SP": 12, "physics.optics": 20,
}  # fmt: skip
"""Categories -> thousands of papers, about."""
ARCHIVES = ("hep-th", "hep-ph", "astro-ph", "gr-qc", "quant-ph", "cond-mat", "math", "nucl-th", "hep-ex", "hep-lat", "physics", "cs")  # fmt: skip
NEW_IDS, FIVE_DIGITS = date(2007, 4, 1), date(2015, 1, 1)
_SYLLABLES = [c + v + end for c in "bdfgklmnprstvz" for v in "aeiou" for end in ("", "n")][:118]
WORDS, FAMILIES = 60_000, 40_000


def _word(number: int, syllables: int) -> str:
    """A word of its own for each number below 118 ** syllables."""
    found = ""
    for _ in range(syllables):
        number, rest = divmod(number, len(_SYLLABLES))
        found += _SYLLABLES[rest]
    return found


def _zipf(count: int) -> list[float]:
    """Cumulative weights of ranks."""
    return list(accumulate(1 / (rank + 2.7) for rank in range(count)))


class _Draws:
    """What words and names are drawn from."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self._words = [_word(number * 7919 % WORDS, 3) for number in range(WORDS)]
        self._word_ranks = _zipf(WORDS)
        self._family_ranks = _zipf(FAMILIES)
        self._wrote = array("I")
        """The author of each authorship so far, by number, without those who write once."""
        self.names = 0
        self._sizes, self._size_ranks = list(AUTHORS), list(accumulate(AUTHORS.values()))
        self._categories, self._category_ranks = list(CATEGORIES), list(accumulate(CATEGORIES.values()))

    def text(self, words: int) -> str:
        return " ".join(self.chance.choices(self._words, cum_weights=self._word_ranks, k=words))

    def name(self, number: int) -> list[str]:
        """Family and given names of an author: the same for the same number, another for another."""
        family = Random(number).choices(range(FAMILIES), cum_weights=self._family_ranks)[0]
        return [_word(family, 3).capitalize(), _word(number, 3).capitalize(), ""]

    def authors(self) -> list[list[str]]:
        (size,) = self.chance.choices(self._sizes, cum_weights=self._size_ranks)
        if size > 12:
            size += self.chance.randrange(size)
        chosen = dict.fromkeys(self._author() for _ in range(size))
        self._wrote.extend(number for number in chosen if number % 5 not in ONCE)
        return [self.name(number) for number in chosen]

    def _author(self) -> int:
        if self.chance.random() < NEW_NAME or not self._wrote:
            self.names += 1
            return self.names - 1
        back = len(self._wrote)
        if self.chance.random() < LATELY_PART:
            back = 1 + int(back * LATELY)
        return self._wrote[len(self._wrote) - 1 - self.chance.randrange(back)]

    def categories(self) -> str:
        wanted = 1 + (self.chance.random() < 0.45) + (self.chance.random() < 0.15)
        found = self.chance.choices(self._categories, cum_weights=self._category_ranks, k=wanted)
        return " ".join(dict.fromkeys(found))


def paper_rows(papers: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many papers in the order of their ids, and after them those of later months, without end."""
    draws, share, written = _Draws(seed), papers / (1000 * sum(YEARLY.values())), 0.0
    for year in range(min(YEARLY), 2100):
        for month in range(1, 13):
            written += 1000 * YEARLY.get(year, YEARLY[2025]) * share / 12
            count, begins = int(written), date(year, month, 1)
            written -= count
            for number in range(count):
                yield _row(draws, _id(begins, number), begins + timedelta(days=number * 28 // count), number)


def _id(begins: date, number: int) -> str:
    if begins < NEW_IDS:
        nth, archive = divmod(number, len(ARCHIVES))
        return f"{ARCHIVES[archive]}/{begins:%y%m}{nth + 1:03d}"
    return f"{begins:%y%m}.{number + 1:0{4 if begins < FIVE_DIGITS else 5}d}"


def _row(draws: _Draws, name: str, day: date, number: int) -> dict[str, Any]:
    chance = draws.chance
    first = datetime(day.year, day.month, day.day, 9, number % 60, tzinfo=UTC)
    versions = 1 + int(min(chance.expovariate(1.0), 9.0))
    times = [first + timedelta(days=70 * n) for n in range(versions)]
    authors = draws.authors()
    return {
        "id": name, "submitter": f"{authors[0][1]} {authors[0][0]}", "title": draws.text(max(3, int(chance.gauss(9, 3)))).capitalize(),
        "authors_parsed": authors, "abstract": f"  {draws.text(max(20, int(chance.gauss(150, 50)))).capitalize()}.\n",
        "comments": f"{chance.randrange(4, 60)} pages" if chance.random() < 0.7 else None,
        "journal-ref": f"J. {draws.text(2).title()} {number} ({day.year})" if chance.random() < 0.3 else None,
        "doi": f"10.5555/{name.replace('/', '.')}" if chance.random() < 0.4 else None, "report-no": None,
        "categories": draws.categories(), "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "versions": [{"version": f"v{n}", "created": f"{when:%a, %d %b %Y %H:%M:%S} GMT"} for n, when in enumerate(times, 1)],
        "update_date": f"{times[-1]:%Y-%m-%d}",
    }  # fmt: skip


def main() -> None:
    """Write lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2_900_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for row in islice(paper_rows(given.papers, given.seed), given.papers):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
