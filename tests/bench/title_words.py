"""Makes enrich/titles/title_words.txt: the words of titles and abstracts, the most frequent first.

    python tests/bench/title_words.py [--data arxiv-cs.jsonl.gz] [--out enrich/titles/title_words.txt]

One record in five is left out (see `held_out`), so that titles.py can report on titles whose words were
not counted. A rare long word one edit away from a frequent one is a misspelling and is left out too, unless three titles have it.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import OSA

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PAPERWIRE_SHARED", ROOT.parent / "shared"))
LEAST = 3
"""A word of fewer documents is left out."""


def held_out(paper: str) -> bool:
    """Whether the words of the paper with this id are not counted."""
    return hashlib.sha1(paper.encode()).digest()[0] % 5 == 0


def counted(lines: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """In how many records each word occurs, and in how many titles."""
    counts: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for line in lines:
        row = json.loads(line)
        if not held_out(row["id"]):
            counts.update(set(re.findall(r"[a-z]{3,}", f"{row['title']} {row['abstract']}".lower())))
            titles.update(set(re.findall(r"[a-z]{3,}", row["title"].lower())))
    return counts, titles


def misspelled(word: str, count: int, counts: Counter[str], frequent: dict[str, list[str]]) -> bool:
    """Whether a rare long word is one edit away from one that is fifty times as frequent."""
    if len(word) < 8 or count >= 10:
        return False
    near = (f for f in frequent.get(word[:2], ()) if abs(len(f) - len(word)) <= 1 and counts[f] >= 50 * count)
    return any(f != word and f != f"{word}s" and word != f"{f}s" and OSA.distance(f, word) == 1 for f in near)


def words(counts: Counter[str], titles: Counter[str]) -> list[str]:
    """The words worth knowing, the most frequent first."""
    frequent: dict[str, list[str]] = {}
    for word, count in counts.items():
        if count >= 50:
            frequent.setdefault(word[:2], []).append(word)
    kept = [
        w for w, c in counts.items() if c >= LEAST and (titles[w] >= LEAST or not misspelled(w, c, counts, frequent))
    ]
    return sorted(kept, key=lambda w: (-counts[w], w))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "arxiv-cs.jsonl.gz")
    parser.add_argument("--out", type=Path, default=ROOT / "enrich" / "titles" / "title_words.txt")
    options = parser.parse_args()
    with gzip.open(options.data, "rt", encoding="utf-8") as lines:
        known = words(*counted(lines))
    options.out.write_text("\n".join(known) + "\n", encoding="utf-8")
    print(f"{len(known)} words, {options.out.stat().st_size} bytes -> {options.out}")


if __name__ == "__main__":
    main()
