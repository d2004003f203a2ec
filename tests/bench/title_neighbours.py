"""Makes enrich/titles/title_neighbours.txt: English words that are one or two letters away from a word of the field.

    python tests/bench/title_neighbours.py [--english /usr/share/dict/american-english]

The English words are Debian's `wamerican`, which is SCOWL (its notice goes into the file). A word that the field does
not use but English has is no typo of its neighbour: `tern` is not `term`.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import OSA

ROOT = Path(__file__).resolve().parents[2]
NOTICE = """\
# From SCOWL (http://wordlist.aspell.net), Copyright 2000-2020 by Kevin Atkinson. Permission to use, copy, modify,
# distribute and sell these word lists, the associated scripts, the output created from the scripts, and its
# documentation for any purpose is hereby granted without fee, provided that the above copyright notice appears in all
# copies and that both that copyright notice and this permission notice appear in supporting documentation. Kevin
# Atkinson makes no representations about the suitability of this array for any purpose. It is provided "as is"
# without express or implied warranty.
"""


def shortened(word: str) -> set[str]:
    """The word, and the word without any one letter: words one edit apart share one of these."""
    return {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))}


def neighbours(english: Iterable[str], field: list[str]) -> list[str]:
    """The English words that a misspelling of a word of the field could be."""
    near: dict[str, list[str]] = defaultdict(list)
    for word in field:
        for key in shortened(word):
            near[key].append(word)
    return sorted(
        word
        for word in english
        if any(OSA.distance(word, w, score_cutoff=1) == 1 for key in shortened(word) for w in near[key])
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--english", type=Path, default=Path("/usr/share/dict/american-english"))
    parser.add_argument("--out", type=Path, default=ROOT / "enrich" / "titles" / "title_neighbours.txt")
    options = parser.parse_args()
    field = (ROOT / "enrich" / "titles" / "title_words.txt").read_text(encoding="utf-8").split()
    english = {w.lower() for w in options.english.read_text(encoding="utf-8").split() if w.isascii() and w.isalpha()}
    found = neighbours({w for w in english if len(w) >= 3} - set(field), field)
    options.out.write_text(NOTICE + "\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found)} words, {options.out.stat().st_size} bytes -> {options.out}")


if __name__ == "__main__":
    main()
